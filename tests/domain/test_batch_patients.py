from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reception_app.domain.batch import BatchEntry
from reception_app.domain.batch_patients import (
    Patient,
    insurance_key,
    patient_number_form,
    patient_of_answer,
    patient_of_entry,
    record_to_know,
)
from reception_app.domain.eligibility import Record
from reception_app.domain.number_entry import TypedNumbers

ON = date(2026, 11, 24)
TYPED = TypedNumbers("０６１３ ９９９２", "１２－３", "０００４５６７", "1", "S60.4.12")
ENTRY = BatchEntry(2, TYPED, patient_number=" 77 ", kana="やまだ　はなこ")
FACTS: Record = {
    "InsurerNumber": "06139992",
    "InsuredCardSymbol": "12-3",
    "InsuredIdentificationNumber": "4567",
    "InsuredBranchNumber": "01",
    "NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ",
    "Birthdate": "19850412",
}


def test_a_line_and_its_answer_are_found_by_the_same_texts() -> None:
    asked, answered = patient_of_entry(ENTRY, ON), patient_of_answer((FACTS,), "77")

    assert asked == answered


def test_an_answer_without_a_record_tells_no_more_than_the_number() -> None:
    assert Patient("77") == patient_of_answer((), "77")


@pytest.mark.parametrize("left_out", ["InsurerNumber", "InsuredIdentificationNumber", "Birthdate"])
def test_without_all_of_its_numbers_an_insurance_is_not_found(left_out: str) -> None:
    assert "" == insurance_key({**FACTS, left_out: ""})


def test_the_elderly_have_no_symbol() -> None:
    elderly: Record = {**FACTS, "InsurerNumber": "39139992"}

    assert insurance_key(elderly) == insurance_key({**elderly, "InsuredCardSymbol": ""})


@pytest.mark.parametrize("typed", ["", "19850230x", "R99.1.1"])
def test_a_birth_date_that_cannot_be_read_finds_nobody(typed: str) -> None:
    entry = replace(ENTRY, typed=replace(TYPED, born=typed))

    assert Patient("77", "", "", "01") == patient_of_entry(entry, ON)


WHO = Patient("77", "19850412|ヤマダハナコ", "6139992|123|4567|19850412", "01")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Patient(number="77"), True),
        (replace(WHO, number="００７７", person="", insurance=""), True),
        (replace(WHO, number="78"), True),
        (replace(WHO, number="78", branch="02"), False),
        (replace(WHO, number="78", insurance="1|2|3|4"), False),
        (replace(WHO, number="78", person="19850412|ヤマダタロウ"), False),
        (replace(WHO, number="78", person=""), False),
        (replace(WHO, number="", person="19850412|山田花子"), True),
        (replace(WHO, number="", person="19850412|山田花子", branch="02"), False),
        (replace(WHO, number="", person="19850412|山田花子", insurance=""), False),
        (replace(WHO, number="", person="19850412|ヤマダハナコヨ"), False),
        (replace(WHO, number="", person="19850412|YAMADAHANAKO"), True),
        (replace(WHO, number=""), True),
        (replace(WHO, number="", person="19850412|ヤマダタロウ"), False),
        (replace(WHO, number="", insurance=""), True),
        (replace(WHO, number="", person=""), True),
        (replace(WHO, number="", person="", branch=""), True),
        (replace(WHO, number="", person="", branch="02"), False),
        (replace(WHO, number="", person="", insurance="1|2|3|4"), False),
        (Patient(), False),
    ],
)
def test_who_is_the_same_patient(other: Patient, *, same: bool) -> None:
    assert same is WHO.is_same(other) is other.is_same(WHO)


def test_a_patient_number_is_the_same_however_it_is_padded() -> None:
    numbers = ("123", "00123", "００１２３", " 123 ", "１２３")

    assert {patient_number_form(number) for number in numbers} == {"123"}
    assert {Patient(number).found_by() for number in numbers} == {(("number", "123"),)}
    assert Patient("00123").numbers() == {"00123", "123"}
    assert not Patient().numbers()
    assert [patient_number_form(number) for number in ("", " ", "000", "A-01")] == [
        "",
        "",
        "0",
        "A-01",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("髙橋花子", "高橋花子", True), ("高橋花子", "高橋春子", False), ("ジョン", "ジヨン", True)],
)
def test_two_who_share_an_insurance_are_told_apart_by_name(
    one: str, other: str, *, same: bool
) -> None:
    first, second = (replace(WHO, number="", person=f"19850412|{name}") for name in (one, other))

    assert same is first.is_same(second) is second.is_same(first)


def test_of_several_records_the_one_of_the_insurance_is_known() -> None:
    other: Record = {**FACTS, "InsurerNumber": "  138057"}

    assert other == record_to_know((FACTS, other), {**FACTS, "InsurerNumber": "138057"})
    assert FACTS == record_to_know((FACTS,), other)
    assert record_to_know((FACTS, FACTS), FACTS) is None


def test_a_twins_record_is_not_known() -> None:
    assert record_to_know((FACTS,), {**FACTS, "InsuredBranchNumber": "02"}) is None
    assert FACTS == record_to_know((FACTS,), {**FACTS, "InsuredBranchNumber": ""})
