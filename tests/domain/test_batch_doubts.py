"""A valid answer is green only if it proves whose it is and nothing in it speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.batch_rows import ON, asking, entry, record_for, result

from reception_app.domain import batch_rules
from reception_app.domain.batch import TELLING, Change, Judged, Known, OtherItem, Outcome
from reception_app.domain.batch_rules import judged
from reception_app.domain.eligibility import CardholderNumbers, Fact, Record, Verdict
from reception_app.domain.matching import Item

NUMBERS = CardholderNumbers("06139992", "１２３", "4568", "01", date(1985, 4, 12))
BASE = record_for(1)
OTHER = {**BASE, "InsurerNumber": "01130012", "InsuredIdentificationNumber": "9"}
MEDICAL_AID = {**BASE, "InsuredCardClassification": "A1", "InsurerNumber": "12131234"}
ELDERLY = {"ElderlyRecipientCertificateInfo": {"ElderlyRecipientContributionRatio": "020"}}
LIMIT = {
    "LimitApplicationCertificateRelatedInfo": {
        "LimitApplicationCertificateClassificationFlag": "A03"
    }
}
RATIO = {"InsuredPartialContributionRatio": "010"}
HIDDEN = {**BASE, "InsuredCardSymbol": "●●●"}
NOTHING_KNOWN: tuple[Record, ...] = ()


def judge(
    *records: Record,
    known: tuple[Record, ...] = (BASE,),
    known_on: date = ON,
    numbers: CardholderNumbers = NUMBERS,
    echo: Record | None = None,
    verdict: Verdict = Verdict.VALID,
    references: Sequence[str] = (),
    known_references: tuple[str, ...] = (),
    **row: Any,
) -> Judged:
    body: dict[str, Fact] = {"ProcessingResultStatus": "1", "QualificationValidity": "1"}
    if echo is not None:
        body["QualificationConfirmSearchInfo"] = echo
    if references:
        body["ReferenceNumber"] = references
    earlier = Known(known[0], known_on, known, verdict, known_references) if known else None
    return judged(
        asking(1, entry=entry(1, **row)),
        numbers,
        result(1, records=records, body=body),
        earlier,
        on=ON,
    )


def without(*names: str, **changes: Fact) -> Record:
    return {name: fact for name, fact in {**BASE, **changes}.items() if name not in names}


# ── whose it is ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("known", [(BASE,), NOTHING_KNOWN])
@pytest.mark.parametrize(
    ("record", "items"),
    [
        ({}, {"InsurerNumber", "InsuredIdentificationNumber", "Birthdate"}),
        ({"InsurerNumber": "06139992"}, {"InsuredIdentificationNumber", "Birthdate", "NameKana"}),
        ({"Birthdate": "19850412"}, {"InsurerNumber", "InsuredIdentificationNumber", "NameKana"}),
        (without("InsurerNumber"), {"InsurerNumber"}),
        (without("InsuredIdentificationNumber"), {"InsuredIdentificationNumber"}),
        (without(InsuredIdentificationNumber="45●8"), {"InsuredIdentificationNumber"}),
        (without("Birthdate"), {"Birthdate"}),
        (without("NameKana", "Name"), {"NameKana"}),
        (without("NameKana", Name="●●●●"), {"NameKana"}),
        (without("InsuredCardSymbol"), {"InsuredCardSymbol"}),
        (without(InsuredCardSymbol="●●●"), {"InsuredCardSymbol"}),
    ],
)
def test_an_answer_that_does_not_prove_whose_it_is_is_for_a_person(
    record: Record, items: set[str], known: tuple[Record, ...]
) -> None:
    verdict = judge(record, known=known)

    assert verdict.outcome is Outcome.CHANGED
    assert items <= {change.item for change in verdict.changes}


@pytest.mark.parametrize("known", [(BASE,), NOTHING_KNOWN])
@pytest.mark.parametrize(
    "record",
    [
        BASE,
        without(InsuredIdentificationNumber="0004568"),
        without(InsurerNumber=" 6139992"),
        without("NameKana"),
        without(Name="●●　花子"),
        without("Name"),
    ],
)
def test_what_is_softly_alike_and_proves_it_otherwise_is_green(
    record: Record, known: tuple[Record, ...]
) -> None:
    assert judge(record, known=known) == Judged(Outcome.UNCHANGED)


def test_a_symbol_that_stays_hidden_is_known_once_a_person_has_seen_it() -> None:
    assert judge(HIDDEN, known=(HIDDEN,)) == Judged(Outcome.UNCHANGED)


def test_a_row_without_a_symbol_asks_for_none() -> None:
    asked = replace(NUMBERS, symbol=None)

    assert judge(BASE, known=NOTHING_KNOWN, numbers=asked).outcome is Outcome.UNCHANGED


def test_the_earlier_answer_tells_who_it_is_where_the_row_has_no_name() -> None:
    assert judge(BASE, name="", kana="").outcome is Outcome.UNCHANGED
    assert judge(without("NameKana", "Name"), name="", kana="").outcome is Outcome.CHANGED


def test_where_nobody_knows_a_name_an_answer_has_to_tell_one() -> None:
    nameless = without("NameKana", "Name")

    assert judge(BASE, known=NOTHING_KNOWN, name="", kana="").outcome is Outcome.UNCHANGED
    assert judge(nameless, known=NOTHING_KNOWN, name="", kana="").outcome is Outcome.CHANGED


# ── another question ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("known", [(BASE,), NOTHING_KNOWN])
def test_the_old_insurance_is_no_answer_to_a_question_about_a_new_one(
    known: tuple[Record, ...],
) -> None:
    asked = CardholderNumbers("01130012", "7", "999", None, date(1985, 4, 12))

    assert judge(BASE, known=known, numbers=asked) == Judged(Outcome.OTHER_PERSON)


@pytest.mark.parametrize("known", [(BASE,), NOTHING_KNOWN])
def test_an_answer_that_repeats_another_question_is_not_ours(known: tuple[Record, ...]) -> None:
    echo = {
        "InsurerNumber": "01130012",
        "InsuredIdentificationNumber": "9",
        "Birthdate": "19700101",
    }

    assert judge(BASE, known=known, echo=echo) == Judged(Outcome.OTHER_PERSON)


def test_somebody_elses_record_beside_the_right_one_is_not_ours() -> None:
    assert judge(BASE, {**BASE, "Birthdate": "19700101"}) == Judged(Outcome.OTHER_PERSON)


# ── what came or went ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("known", [(BASE,), NOTHING_KNOWN])
@pytest.mark.parametrize("more", [OTHER, MEDICAL_AID])
def test_an_insurance_that_came_is_a_change(more: Record, known: tuple[Record, ...]) -> None:
    verdict = judge(BASE, more, known=known)

    assert verdict == Judged(
        Outcome.CHANGED, (Change("InsurerNumber", "", str(more["InsurerNumber"])),)
    )


@pytest.mark.parametrize(
    "more", [MEDICAL_AID, {**MEDICAL_AID, "InsuredIdentificationNumber": "04568"}]
)
def test_an_insurance_that_stood_beside_before_is_none(more: Record) -> None:
    assert judge(BASE, more, known=(BASE, MEDICAL_AID)) == Judged(Outcome.UNCHANGED)


@pytest.mark.parametrize(
    "more",
    [
        {**MEDICAL_AID, "InsuredIdentificationNumber": "●568"},
        {**MEDICAL_AID, "InsuredCardSymbol": "●●●"},
        {**MEDICAL_AID, "DisqualificationDate": "20261130"},
        {**MEDICAL_AID, **RATIO},
        {**OTHER, "InsurerNumber": MEDICAL_AID["InsurerNumber"]},
    ],
)
def test_what_changed_in_an_insurance_that_stands_beside_is_a_change(more: Record) -> None:
    assert judge(BASE, more, known=(BASE, MEDICAL_AID)).outcome is Outcome.CHANGED


def test_one_insurance_twice_is_more_than_was_known() -> None:
    records = (BASE, MEDICAL_AID, MEDICAL_AID)

    assert judge(*records, known=(BASE, MEDICAL_AID)).outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    ("known", "now", "change"),
    [
        ({}, ELDERLY, Change("ElderlyRecipientContributionRatio", "", "020")),
        (ELDERLY, {}, Change("ElderlyRecipientContributionRatio", "020", "")),
        ({}, RATIO, Change("InsuredPartialContributionRatio", "", "010")),
        (RATIO, {}, Change("InsuredPartialContributionRatio", "010", "")),
        ({}, LIMIT, Change("LimitApplicationCertificateClassificationFlag", "", "A03")),
    ],
)
def test_what_decides_the_share_is_news_when_it_comes_or_goes(
    known: dict[str, Fact], now: dict[str, Fact], change: Change
) -> None:
    verdict = judge({**BASE, **now}, known=({**BASE, **known},))

    assert verdict == Judged(Outcome.CHANGED, (change,))
    assert judge({**BASE, **now}, known=NOTHING_KNOWN).outcome is Outcome.UNCHANGED


def test_the_class_is_news_when_it_comes() -> None:
    verdict = judge(BASE, known=(without("InsuredCardClassification"),))

    assert verdict.changes == (Change("InsuredCardClassification", "", "01"),)


def test_an_answer_in_bulk_never_has_the_limit() -> None:
    assert judge(BASE, known=({**BASE, **LIMIT},)) == Judged(Outcome.UNCHANGED)


# ── what is over ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "days", "is_out"),
    [
        ("DisqualificationDate", -1, True),
        ("DisqualificationDate", 0, True),
        ("DisqualificationDate", 1, False),
        ("InsuredCardExpirationDate", -1, True),
        ("InsuredCardExpirationDate", 0, False),
        ("QualificationDate", 0, False),
        ("QualificationDate", 1, True),
        ("InsuredCardValidDate", 1, True),
        ("InsuredCardValidDate", 0, False),
    ],
)
def test_an_insurance_that_its_own_days_end_is_for_a_person(
    name: str, days: int, *, is_out: bool
) -> None:
    text = f"{ON + timedelta(days=days):%Y%m%d}"

    verdict = judge({**BASE, name: text}, known=NOTHING_KNOWN)

    assert verdict.changes == ((Change(name, "", text),) if is_out else ())


def test_a_known_end_is_told_once_it_has_come() -> None:
    record = {**BASE, "DisqualificationDate": f"{ON:%Y%m%d}"}

    before = judge(record, known=(record,), known_on=ON - timedelta(days=1))

    assert before.changes == (Change("DisqualificationDate", "", f"{ON:%Y%m%d}"),)
    assert judge(record, known=(record,)) == Judged(Outcome.UNCHANGED)


def test_an_end_that_is_new_is_told_once() -> None:
    verdict = judge({**BASE, "DisqualificationDate": "20200101"})

    assert verdict.changes == (Change("DisqualificationDate", "", "20200101"),)


def test_the_whole_cost_is_for_a_person_until_it_is_known() -> None:
    record = {**BASE, "InsuredCardClassification": "05"}

    verdict = judge(record, known=NOTHING_KNOWN)

    assert verdict.changes == (Change("InsuredCardClassification", "", "05"),)
    assert judge(record, known=(record,)) == Judged(Outcome.UNCHANGED)


@pytest.mark.parametrize("kana", ["ﾚﾝｼｭｳ ﾊﾅｺ", "レンシュウ ハナコ"])
@pytest.mark.parametrize("verdict", TELLING[1:])
def test_an_insurance_that_was_not_valid_and_is_now_is_for_a_person(
    verdict: Verdict, kana: str
) -> None:
    """Its record may be the very same, with the day on which it was over."""
    over = {**BASE, "DisqualificationDate": "20260331"}

    assert judge(over, known=(over,), kana=kana) == Judged(Outcome.UNCHANGED)
    assert judge(over, known=(over,), kana=kana, verdict=verdict) == Judged(
        Outcome.CHANGED, (Change("QualificationValidity", verdict, "valid"),)
    )


# ── letter by letter ──────────────────────────────────────────────────────────────────────────
TEXTS: st.SearchStrategy[Fact] = st.sampled_from(
    (
        "",
        "　",
        "0",
        "1",
        "●",
        "練習　●子",
        "ﾚﾝｼｭｳ ﾊﾅｺ",
        "20200401",
        "20261101",
        "01",
        "05",
        "１２３",
    )
)
CHANGES = st.dictionaries(
    st.sampled_from(
        (
            *(*Item, *OtherItem),
            "LimitApplicationCertificateRelatedInfo",
        )
    ),
    TEXTS,
    max_size=2,
)
REFERENCES = st.just(()) | st.lists(st.sampled_from(("00001", "1", "A-9001"))).map(tuple)
"""Half of all examples say what most answers say: a glance is enough for them."""


BESIDE = st.fixed_dictionaries(
    {
        "name": st.just("練習　花子") | st.sampled_from(("", "練習　●子")),
        "kana": st.just("ﾚﾝｼｭｳ ﾊﾅｺ") | st.sampled_from(("", "レンシュウ ハナコ", "ﾍﾞﾂｼﾞﾝ")),
        "known_on": st.integers(-40, 40).map(lambda days: ON + timedelta(days=days)),
        "verdict": st.just(Verdict.VALID) | st.sampled_from(TELLING),
        "references": REFERENCES,
        "known_references": REFERENCES,
    }
)


@settings(max_examples=1000)
@given(
    of_record=st.just({}) | CHANGES,
    of_known=st.none() | st.just({}) | CHANGES,
    of_echo=st.none() | st.just({}) | CHANGES,
    more=st.just([]) | st.lists(st.just(BASE) | st.just(OTHER), max_size=1),
    beside=BESIDE,
)
def test_what_is_seen_at_a_glance_is_what_a_close_look_says(
    of_record: dict[str, Fact],
    of_known: dict[str, Fact] | None,
    of_echo: dict[str, Fact] | None,
    more: list[Record],
    beside: dict[str, Any],
) -> None:
    record = {**BASE, **of_record}
    known = () if of_known is None else ({**record, **of_known},)
    echo = None if of_echo is None else {**BASE, **of_echo}

    def judged_now() -> Judged:
        return judge(record, *more, known=known, echo=echo, **beside)

    quick = judged_now()
    with mock.patch.object(batch_rules, "says_just_that", return_value=False):
        assert judged_now() == quick
    assert {change.item for change in quick.changes} <= {*Item, *OtherItem}


@pytest.mark.parametrize("known", [(BASE,), NOTHING_KNOWN])
def test_most_answers_need_only_a_glance(known: tuple[Record, ...]) -> None:
    with mock.patch.object(batch_rules, "doubts", side_effect=AssertionError):
        assert judge(BASE, known=known, kana="ﾚﾝｼｭｳ ﾊﾅｺ", echo=BASE) == Judged(Outcome.UNCHANGED)
        assert judge(BASE, known=(BASE,), name="", kana="ﾚﾝｼｭｳ ﾊﾅｺ").outcome is Outcome.UNCHANGED
