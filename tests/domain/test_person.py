"""Whether an answer is about the person who was expected."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import EXPECTED, OTHER_PERSON, PERSON

from reception_app.domain.eligibility import Record
from reception_app.domain.person import ExpectedPerson, expected_person, may_be_one_person

HALF_WIDTH_KANA = "".join(map(chr, range(0xFF66, 0xFFA0)))


def person(**changes: str) -> Record:
    return {**PERSON, **changes}


def without(*names: str) -> Record:
    return {name: value for name, value in PERSON.items() if name not in names}


# ── who is expected ───────────────────────────────────────────────────────────────────────────
def test_a_record_tells_who_it_is_about() -> None:
    assert EXPECTED == expected_person(PERSON)


@pytest.mark.parametrize(
    "record",
    [
        {},
        without("Birthdate"),
        person(Birthdate="  "),
        without("Name", "NameKana"),
        person(Name="　", NameKana=" "),
        {**PERSON, "Birthdate": {"Year": "1975"}},
    ],
)
def test_a_record_that_does_not_say_who_expects_nobody(record: Record) -> None:
    assert expected_person(record) is None


def test_a_record_without_kana_still_says_who() -> None:
    assert ExpectedPerson("試験　太郎", "", "19750401") == expected_person(without("NameKana"))


def test_a_person_is_not_readable_in_a_log() -> None:
    assert "ExpectedPerson()" == repr(EXPECTED)


# ── the same, or somebody else ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "same",
    [
        PERSON,
        person(Name="試験　●郎"),
        person(InsurerNumber="06139992"),
        person(NameKana="ｼｹﾝﾀﾛｳ"),
        person(NameKana="シケン　タロウ"),
        person(NameKana=" ｼｹﾝ  ﾀﾛｳ "),
        without("NameKana"),
        person(NameKana="", Name="試験太郎"),
    ],
)
def test_the_same_person_may_be_written_otherwise(same: Record) -> None:
    assert not EXPECTED.differs_from([same])


@pytest.mark.parametrize(
    "other",
    [
        OTHER_PERSON,
        person(NameKana="ｼｹﾝ ｼﾞﾛｳ"),
        person(NameKana="ｼｹﾝ ﾀﾛ"),
        person(Birthdate="19750402"),
        without("Birthdate"),
        without("NameKana", "Name"),
        {**without("NameKana"), "Name": "試験　●郎"},
        {},
    ],
)
def test_whoever_is_not_surely_the_same_is_somebody_else(other: Record) -> None:
    assert EXPECTED.differs_from([other])


def test_a_twin_is_somebody_else() -> None:
    assert EXPECTED.differs_from([person(Name="試験　次郎", NameKana="ｼｹﾝ ｼﾞﾛｳ")])


@pytest.mark.parametrize(
    ("one", "other"), [("ｷｮｳｺ", "ｷﾖｳｺ"), ("ｯ", "ﾂ"), ("ァィゥェォ", "アイウエオ"), ("ｶﾞ", "ガ")]
)
def test_small_kana_and_marks_are_no_difference(one: str, other: str) -> None:
    expected = ExpectedPerson("", one, "19750401")

    assert not expected.differs_from([person(NameKana=other)])


@pytest.mark.parametrize(("one", "other"), [("ｶﾞ", "ｶ"), ("ﾊﾟ", "ﾊﾞ"), ("ｵｵﾉ", "ｵﾉ")])
def test_marks_and_long_vowels_tell_people_apart(one: str, other: str) -> None:
    expected = ExpectedPerson("", one, "19750401")

    assert expected.differs_from([person(NameKana=other)])


def test_one_of_several_records_is_enough() -> None:
    twin = person(Name="試験　次郎", NameKana="ｼｹﾝ ｼﾞﾛｳ")

    assert not EXPECTED.differs_from([twin, PERSON])
    assert EXPECTED.differs_from([twin, twin])


@pytest.mark.parametrize("records", [[OTHER_PERSON, PERSON], [PERSON, OTHER_PERSON]])
def test_but_nobody_born_on_another_day_may_stand_beside_it(records: list[Record]) -> None:
    assert EXPECTED.differs_from(records)


@pytest.mark.parametrize("born", ["", "19750230"])
def test_what_is_no_day_says_nothing_of_that(born: str) -> None:
    assert not EXPECTED.differs_from([PERSON, person(Birthdate=born)])


def test_an_answer_without_a_record_says_nothing() -> None:
    assert not EXPECTED.differs_from([])


@given(
    kana=st.text(HALF_WIDTH_KANA, min_size=1).filter(str.strip), born=st.dates(date(1873, 1, 1))
)
def test_a_person_is_the_same_in_any_width(kana: str, born: date) -> None:
    day = f"{born:%Y%m%d}"
    expected = expected_person({"NameKana": kana, "Birthdate": day})
    wide = {"NameKana": unicodedata.normalize("NFKC", kana), "Birthdate": day}

    assert expected is not None
    assert not expected.differs_from([wide])


# ── one person, or two of the same kana and birth date ────────────────────────────────────────
ROW = {"InsurerNumber": "06139992", "InsuredIdentificationNumber": "4567"}
OTHER_ROW = {"InsurerNumber": "  139998", "InsuredIdentificationNumber": "1"}


@pytest.mark.parametrize(
    ("earlier", "later", "is_one"),
    [
        ({"Name": "佐藤　裕子", **ROW}, {"Name": "佐藤裕子", **OTHER_ROW}, True),
        ({"Name": "佐藤　裕子", **ROW}, {"Name": "佐藤　優子", **OTHER_ROW}, False),
        ({"Name": "佐藤　裕子", **ROW}, {"Name": "鈴木　裕子", **ROW}, True),  # a new surname
        ({"Name": "佐藤　●子", **ROW}, {"Name": "佐藤　優子", **OTHER_ROW}, False),
        ({"Name": "佐藤　●子", **ROW}, {"Name": "佐藤　優子", **ROW}, True),
        ({**ROW}, {"Name": "佐藤　優子", **OTHER_ROW}, True),  # one side tells no name
    ],
)
def test_the_written_name_or_the_insurance_tells_one_person_from_another(
    earlier: Record, later: Record, *, is_one: bool
) -> None:
    assert is_one is may_be_one_person([earlier], [later])


def test_an_answer_without_a_record_is_about_nobody() -> None:
    assert not may_be_one_person([], [PERSON])
