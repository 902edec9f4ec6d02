"""An answer beside what was known: the person, the row of insurance, item by item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import answer

from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import DIFFERENT, EQUAL, NOT_KNOWN, Likeness, Match, Soft
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityResult,
    Record,
    Verdict,
)
from reception_app.domain.matching import (
    Compared,
    Item,
    answers_another_question,
    compare,
    insurance_alike,
    name_to_keep,
    person_alike,
    question_repeated,
    record_of,
    row_to_compare,
)

HANAKO: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "06139992",
    "InsuredCardSymbol": "１２－３",
    "InsuredIdentificationNumber": "4567",
    "InsuredBranchNumber": "01",
    "PersonalFamilyClassification": "1",
    "InsuredName": "見本　太郎",
    "Name": "見本　花子",
    "NameKana": "ﾐﾎﾝ ﾊﾅｺ",
    "Sex1": "2",
    "Birthdate": "19850412",
    "Address": "見本県見本区中央１－２－３",
    "PostNumber": "123-4567",
    "QualificationDate": "20200401",
    "LimitApplicationCertificateRelatedInfo": {
        "LimitApplicationCertificateClassificationFlag": "A03"
    },
}
ELDER: Record = {
    **HANAKO,
    "InsurerNumber": "39139993",
    "InsuredCardSymbol": "",
    "InsuredBranchNumber": "00",
    "PersonalFamilyClassification": "",
    "InsuredIdentificationNumber": "12345678",
}
AID: Record = {
    **HANAKO,
    "InsuredCardClassification": "A1",
    "InsurerNumber": "12139994",
    "InsuredIdentificationNumber": "9990011",
}


def hanako(**changes: str) -> Record:
    return {**HANAKO, **changes}


def soft(*reasons: Soft) -> Likeness:
    return Likeness(Match.SOFT, frozenset(reasons))


def likeness_of(item: Item, known: Record, received: Record) -> Likeness | None:
    return next(
        (each.likeness for each in compare(known, received).items if each.item is item), None
    )


# ── item by item ──────────────────────────────────────────────────────────────────────────────
def test_the_same_answer_has_no_difference() -> None:
    comparison = compare(HANAKO, HANAKO)

    assert {each.likeness for each in comparison.items} == {EQUAL}
    assert (comparison.person, comparison.insurance) == (EQUAL, EQUAL)


def test_what_changed_is_named_with_both_texts() -> None:
    moved = hanako(InsurerNumber="01139997", Address="見本県見本区西町９－９", Sex1="")

    comparison = compare(HANAKO, moved)

    assert comparison.that_are(Match.DIFFERENT) == (
        Compared(Item.ADDRESS, "見本県見本区中央１－２－３", "見本県見本区西町９－９", DIFFERENT),
        Compared(Item.INSURER, "06139992", "01139997", DIFFERENT),
    )
    assert comparison.that_are(Match.NOT_KNOWN) == (Compared(Item.SEX, "2", "", NOT_KNOWN),)
    assert (comparison.person, comparison.insurance) == (EQUAL, DIFFERENT)


def test_what_nobody_says_is_no_item() -> None:
    assert compare({}, {"Name": " "}).items == ()


@pytest.mark.parametrize(
    ("item", "known", "received", "likeness"),
    [
        (Item.NAME, {"Name": "髙橋"}, {"Name": "高橋"}, soft(Soft.VARIANT_KANJI)),
        (Item.KANA, {"NameKana": "ジュリ"}, {"NameKana": "ｼﾞﾕﾘ"}, soft(Soft.SMALL_KANA)),
        (Item.NUMBER, {Item.NUMBER: "0456"}, {Item.NUMBER: "456"}, soft(Soft.LEADING_ZEROS)),
        (Item.POST_NUMBER, {"PostNumber": "1234567"}, {"PostNumber": "123-4567"}, EQUAL),
        (Item.DISQUALIFIED, {"DisqualificationDate": "99999999"}, {}, EQUAL),
        (Item.DISQUALIFIED, {}, {"DisqualificationDate": "20261031"}, DIFFERENT),
        (Item.SEX, {"Sex1": "1"}, {"Sex1": "1", "Sex2": "2"}, DIFFERENT),
        (Item.SEX, {"Sex1": "2"}, {"Sex1": "3", "Sex2": "2"}, EQUAL),
        (Item.RATIO, {Item.RATIO: "010"}, {Item.RATIO: "030"}, DIFFERENT),
        (
            Item.LIMIT,
            HANAKO,
            {"LimitApplicationCertificateRelatedInfo": {Item.LIMIT: "A04"}},
            DIFFERENT,
        ),
        (
            Item.ELDERLY_RATIO,
            {"ElderlyRecipientCertificateInfo": {Item.ELDERLY_RATIO: "020"}},
            {"ElderlyRecipientCertificateInfo": {Item.ELDERLY_RATIO: "020"}},
            EQUAL,
        ),
    ],
)
def test_each_item_is_compared_in_its_own_way(
    item: Item, known: Record, received: Record, likeness: Likeness
) -> None:
    assert likeness_of(item, known, received) == likeness


def test_the_householder_is_never_compared() -> None:
    other_householder = hanako(InsuredName="別人　次郎")

    assert compare(HANAKO, other_householder) == compare(HANAKO, HANAKO)
    assert "InsuredName" not in set(Item)


def test_a_comparison_is_not_readable_in_a_log() -> None:
    said = repr(compare(HANAKO, HANAKO))

    assert "見本" not in said
    assert "4567" not in said


# ── the person ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("received", "likeness"),
    [
        (HANAKO, EQUAL),
        (hanako(Name="見●　花子"), EQUAL),  # kana and birth date decide
        (hanako(NameKana="みほん はなこ"), EQUAL),
        (hanako(NameKana="", Name="見●　花子"), soft(Soft.UNSHOWABLE)),
        (hanako(NameKana=""), EQUAL),
        (hanako(NameKana="ﾍﾞﾂﾒｲ", NameOfOtherKana="ﾐﾎﾝ ﾊﾅｺ"), EQUAL),
        (hanako(NameKana="", Name="ＨＡＮＡＫＯ", NameOfOther="見本　花子"), EQUAL),
        (hanako(NameKana="ﾐﾎﾝ ﾀﾛｳ"), DIFFERENT),
        (hanako(Birthdate="19850413"), DIFFERENT),
        (hanako(Birthdate=""), NOT_KNOWN),
        (hanako(NameKana="", Name=""), NOT_KNOWN),
        (hanako(Name="別人", NameKana=""), DIFFERENT),
        ({}, NOT_KNOWN),
    ],
)
def test_a_person_is_kana_and_birth_date(received: Record, likeness: Likeness) -> None:
    assert person_alike(HANAKO, received) == likeness
    assert person_alike(received, HANAKO) == likeness


# ── the row of insurance ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("known", "received", "likeness"),
    [
        (HANAKO, HANAKO, EQUAL),
        (HANAKO, hanako(InsuredCardSymbol="123"), soft(Soft.SEPARATORS)),
        (HANAKO, hanako(InsuredIdentificationNumber="04567"), soft(Soft.LEADING_ZEROS)),
        (HANAKO, hanako(InsuredBranchNumber="1"), EQUAL),
        (HANAKO, hanako(InsuredBranchNumber="02"), DIFFERENT),
        (HANAKO, hanako(InsuredBranchNumber=""), NOT_KNOWN),
        (hanako(InsuredBranchNumber=""), hanako(InsuredBranchNumber="00"), NOT_KNOWN),
        (hanako(InsuredCardSymbol=""), hanako(InsuredCardSymbol=""), EQUAL),  # 国保 without one
        (hanako(InsuredIdentificationNumber=""), HANAKO, NOT_KNOWN),
        ({}, {}, NOT_KNOWN),
        (ELDER, ELDER, EQUAL),
        ({**ELDER, "InsuredBranchNumber": "", "InsuredCardSymbol": "x"}, ELDER, EQUAL),
        (HANAKO, ELDER, DIFFERENT),
    ],
)
def test_all_four_must_match_on_one_row(
    known: Record, received: Record, likeness: Likeness
) -> None:
    assert insurance_alike(known, received) == likeness
    assert insurance_alike(received, known) == likeness


def test_late_elderly_have_no_symbol_branch_and_relation() -> None:
    odd = {**ELDER, "InsuredCardSymbol": "1", "PersonalFamilyClassification": "2"}

    items = {each.item for each in compare(odd, ELDER).items}

    assert items.isdisjoint({Item.SYMBOL, Item.BRANCH, Item.RELATION})
    assert Item.NUMBER in items


OTHER_ROW = hanako(InsurerNumber="01139997", InsuredIdentificationNumber="5506")


@pytest.mark.parametrize(
    ("known", "records", "row"),
    [
        (HANAKO, [], None),
        (HANAKO, [OTHER_ROW], OTHER_ROW),  # the only one continues what was known
        (HANAKO, [OTHER_ROW, HANAKO], HANAKO),
        (HANAKO, [OTHER_ROW, hanako(InsuredCardSymbol="123")], hanako(InsuredCardSymbol="123")),
        (HANAKO, [hanako(InsuredCardSymbol="123"), HANAKO], HANAKO),
        (HANAKO, [OTHER_ROW, hanako(InsuredBranchNumber="")], hanako(InsuredBranchNumber="")),
        (HANAKO, [HANAKO, HANAKO], None),
        (HANAKO, [OTHER_ROW, ELDER], None),
        # never half of one row and half of another
        (
            HANAKO,
            [hanako(InsurerNumber="01139997"), hanako(InsuredIdentificationNumber="9")],
            None,
        ),
        (HANAKO, [AID, OTHER_ROW], OTHER_ROW),
        (AID, [OTHER_ROW, AID], AID),
        (HANAKO, [AID], None),
    ],
)
def test_one_row_is_compared_or_none(
    known: Record, records: list[Record], row: Record | None
) -> None:
    assert row_to_compare(known, records) == row


def test_numbers_that_were_asked_by_are_compared_with_the_answer() -> None:
    asked = CardholderNumbers("06139992", "12-3", "4567", None, date(1985, 4, 12))

    comparison = compare(record_of(asked), HANAKO)

    assert comparison.insurance == NOT_KNOWN  # no branch was given
    assert likeness_of(Item.SYMBOL, record_of(asked), HANAKO) == EQUAL
    assert likeness_of(Item.BORN, record_of(asked), HANAKO) == EQUAL
    assert comparison.that_are(Match.DIFFERENT) == ()


def test_numbers_without_a_symbol_say_none() -> None:
    asked = CardholderNumbers("39139993", None, "12345678", None, date(985, 4, 12))

    assert record_of(asked)["InsuredCardSymbol"] == ""
    assert record_of(asked)["Birthdate"] == "09850412"
    assert insurance_alike(record_of(asked), ELDER) == EQUAL


# ── an answer beside the numbers that were asked by ───────────────────────────────────────────
ASKED = CardholderNumbers("06139992", "12-3", "4567", "01", date(1985, 4, 12))
TWIN = hanako(Name="見本　桃子", NameKana="ﾐﾎﾝ ﾓﾓｺ", InsuredBranchNumber="02")


def said(
    *records: Record, verdict: Verdict = Verdict.VALID, echo: Record | None = None
) -> EligibilityResult:
    body = {} if echo is None else {"QualificationConfirmSearchInfo": echo}
    return answer(records=records, verdict=verdict, body=body)


@pytest.mark.parametrize(
    ("records", "is_another"),
    [
        ((HANAKO,), False),
        ((), False),
        (({"Name": "見本　花子"},), False),
        ((hanako(Birthdate="", InsuredCardSymbol="", InsuredBranchNumber=""),), False),
        ((hanako(Birthdate="19850412 "),), False),
        ((hanako(Birthdate="19850230"),), False),  # no day says nothing
        ((hanako(InsurerNumber="6139992"),), False),
        ((hanako(InsuredCardSymbol="123"),), False),
        ((hanako(InsuredCardSymbol="１●－３"),), False),
        ((hanako(InsuredCardSymbol="１●●－３"),), True),
        ((hanako(InsuredIdentificationNumber="0004567"),), False),
        ((hanako(InsuredIdentificationNumber="45●7"),), False),
        ((hanako(InsuredBranchNumber="1"),), False),
        ((hanako(Name="別人", NameKana="ﾍﾞﾂｼﾞﾝ"),), False),  # no name was asked for
        ((hanako(Birthdate="19850413"),), True),
        ((hanako(InsurerNumber="01139997"),), True),
        ((hanako(InsuredCardSymbol="12-4"),), True),
        ((hanako(InsuredIdentificationNumber="4568"),), True),
        ((TWIN,), True),
        ((ELDER,), True),
        ((AID,), True),
        ((TWIN, HANAKO), False),
        ((AID, HANAKO), False),
        ((TWIN, hanako(Birthdate="19600101")), True),
        ((hanako(Birthdate="19600101"), HANAKO), True),  # somebody else beside ours
        ((HANAKO, hanako(Birthdate="19600101", InsurerNumber="01139997")), True),
        ((hanako(InsurerNumber="01139997"), HANAKO), False),  # the old insurance and the new one
        ((hanako(Birthdate="19850230"), HANAKO), False),
        ((hanako(Birthdate="19600101"), hanako(InsuredIdentificationNumber="1")), True),
    ],
)
def test_an_answer_is_another_s_if_no_record_can_be_that_of_the_numbers(
    records: tuple[Record, ...], is_another: bool
) -> None:
    assert answers_another_question(record_of(ASKED), said(*records)) is is_another


@pytest.mark.parametrize(
    ("asked", "record"),
    [
        (CardholderNumbers("39139993", None, "12345678", None, date(1985, 4, 12)), ELDER),
        (CardholderNumbers("12139994", None, "9990011", None, date(1985, 4, 12)), AID),
        (replace(ASKED, branch=None), TWIN),
        (replace(ASKED, symbol=None), HANAKO),
    ],
)
def test_what_was_not_asked_for_is_no_difference(asked: CardholderNumbers, record: Record) -> None:
    assert not answers_another_question(record_of(asked), said(record))


def test_of_several_people_none_need_have_the_branch_that_was_asked_for() -> None:
    others = said(TWIN, hanako(InsuredBranchNumber="03"), verdict=Verdict.SEVERAL)
    strangers = said(hanako(Birthdate="19600101"), {**TWIN, **AID}, verdict=Verdict.SEVERAL)

    mixed = said(TWIN, hanako(Birthdate="19600101"), verdict=Verdict.SEVERAL)

    assert not answers_another_question(record_of(ASKED), others)
    assert answers_another_question(record_of(ASKED), strangers)
    assert answers_another_question(record_of(ASKED), mixed)


@pytest.mark.parametrize(
    ("echo", "is_another"),
    [
        ({}, False),
        ({"ArbitraryIdentifier": "1"}, False),
        ({"InsurerNumber": " 6139992", "Birthdate": "19850412"}, False),
        ({"InsurerNumber": "01139997"}, True),
        ({"InsuredIdentificationNumber": "4568"}, True),
        ({"InsuredBranchNumber": "02"}, True),
        ({"Birthdate": "19850413"}, True),
    ],
)
def test_an_answer_that_repeats_other_numbers_is_another_s(echo: Record, is_another: bool) -> None:
    for records in ((), (HANAKO,)):
        result = said(*records, echo=echo)
        assert answers_another_question(record_of(ASKED), result) is is_another


def test_the_question_is_read_from_the_answer_where_it_is_repeated_in_whole() -> None:
    whole = {
        "InsurerNumber": "06139992",
        "InsuredIdentificationNumber": "1",
        "Birthdate": "1",
        "ArbitraryIdentifier": said().check_id,
    }

    assert question_repeated(said(echo=whole)) == whole
    for item in whole:
        assert question_repeated(said(echo={**whole, item: " "})) is None
    assert question_repeated(said(echo={**whole, "ArbitraryIdentifier": "1"})) is None
    assert question_repeated(said()) is None
    assert question_repeated(answer(body={"QualificationConfirmSearchInfo": "1"})) is None


# ── the clinic's own name ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("known", "received", "kept"),
    [
        ("渡邉　健", "渡●　健", "渡邉　健"),
        ("髙橋", "高橋", "髙橋"),
        ("山田", "別人", "山田"),
        ("山田", "", "山田"),
        ("", "渡●　健", ""),  # ● never gets into the chart
        ("", "渡邉　健", "渡邉　健"),
        ("渡●　健", "渡邉　健", "渡邉　健"),
        ("髙●", "高橋", "髙●"),
        ("渡●　健", "別人", "渡●　健"),
    ],
)
def test_the_known_name_is_kept(known: str, received: str, kept: str) -> None:
    assert name_to_keep(known, received) == kept


@given(st.text(st.sampled_from("山髙高●　")), st.text(st.sampled_from("山髙高●　")))
def test_an_unshowable_character_never_comes_in(known: str, received: str) -> None:
    kept = name_to_keep(known, received)

    assert kept in (known, received)
    assert kept == known or UNSHOWABLE not in kept
    assert kept == known or UNSHOWABLE in known or not known.strip()


@given(
    st.dictionaries(st.sampled_from(Item), st.text(st.sampled_from("0139１-●ｱﾞ ")), max_size=8),
    st.dictionaries(st.sampled_from(Item), st.text(st.sampled_from("0139１-●ｱﾞ ")), max_size=8),
)
def test_a_comparison_is_the_same_from_both_sides(
    one: dict[str, str], other: dict[str, str]
) -> None:
    there, back = compare(one, other), compare(other, one)

    assert (there.person, there.insurance) == (back.person, back.insurance)
    assert [each.likeness for each in there.items] == [each.likeness for each in back.items]
