"""Which of our own patients a batch asks about, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from reception_app.domain.batch import BatchEntry
from reception_app.domain.eligibility import Record
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.regulars import SeenPatient, before_claims, unverified_this_month

HANAKO: Record = {
    "InsurerNumber": "06139992",
    "InsuredCardSymbol": "１２－３",
    "InsuredIdentificationNumber": "4567",
    "InsuredBranchNumber": "01",
    "Birthdate": "19850412",
    "Name": "山田　花子",
    "NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ",
}
ENDED: Record = {**HANAKO, "InsuredIdentificationNumber": "1", "DisqualificationDate": "20261031"}


@dataclass
class Patients:
    """Knows some patients, and remembers what it was asked for."""

    people: Sequence[SeenPatient] = ()
    asked: list[tuple[date, date, date]] = field(default_factory=list[tuple[date, date, date]])

    def seen(self, first: date, last: date, *, verified_from: date) -> Sequence[SeenPatient]:
        self.asked.append((first, last, verified_from))
        return self.people


@pytest.mark.parametrize(
    ("day", "span"),
    [
        (date(2026, 11, 2), (date(2026, 8, 1), date(2026, 10, 31), date(2026, 11, 1))),
        (date(2026, 1, 31), (date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 1))),
    ],
)
def test_regulars_came_in_the_three_months_before(
    day: date, span: tuple[date, date, date]
) -> None:
    patients = Patients()

    assert list(unverified_this_month(patients, day)) == []
    assert patients.asked == [span]


def test_before_claims_those_of_the_month_before_are_asked_about_again() -> None:
    patients = Patients()

    assert list(before_claims(patients, date(2026, 3, 2))) == []
    assert patients.asked == [(date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))]


def test_a_patient_is_asked_about_with_what_was_answered_last() -> None:
    patients = Patients([SeenPatient((HANAKO,), "0042")])

    assert list(before_claims(patients, date(2026, 11, 2))) == [
        BatchEntry(
            line=1,
            typed=TypedNumbers("06139992", "１２－３", "4567", "01", "19850412"),
            patient_number="0042",
            name="山田　花子",
            kana="ヤマダ　ハナコ",
        )
    ]


def test_of_several_insurances_the_one_that_lasts_is_asked_about() -> None:
    patients = Patients([SeenPatient((ENDED, HANAKO)), SeenPatient((ENDED,))])

    entries = list(unverified_this_month(patients, date(2026, 11, 2)))

    assert [entry.typed.number for entry in entries] == ["4567", "1"]


def test_somebody_whose_numbers_nobody_knows_is_left_out() -> None:
    patients = Patients(
        [SeenPatient(({"Name": "無名"},)), SeenPatient(()), SeenPatient((HANAKO,))]
    )

    assert [entry.line for entry in unverified_this_month(patients, date(2026, 11, 2))] == [1]
