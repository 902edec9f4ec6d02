"""Patients of our own whom nobody has verified of late, as rows of a batch; pure.

Source: front-desk.md C.1 and C.3 (今月未確認, 前月レセ前).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

from reception_app.domain.batch import BatchEntry
from reception_app.domain.batch_patients import insurance_key
from reception_app.domain.dates import is_no_day
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.matching import Item
from reception_app.domain.names import full_width_kana
from reception_app.domain.number_entry import TypedNumbers

_REGULAR_MONTHS: Final = 3
"""Whoever came within so many months before this one is expected again."""


@dataclass(frozen=True, slots=True)
class SeenPatient:
    """Somebody whom the desk has asked about.

    Attributes:
        records: Of the newest answer that is about one person.
        patient_number: Empty where nobody knows it.
    """

    records: tuple[Record, ...] = field(repr=False)
    patient_number: str = field(default="", repr=False)


class SeenPatients(Protocol):
    """Finds them."""

    def seen(self, first: date, last: date, *, verified_from: date) -> Sequence[SeenPatient]:
        """Return each patient whom the desk asked about for those days, newest first.

        Those who are known to be insured on or after ``verified_from`` are left out. StoreError.
        """
        ...


def unverified_this_month(patients: SeenPatients, day: date) -> Iterator[BatchEntry]:
    """Yield 今月未確認: who came in the three months before that of a day, not verified in it."""
    first = day.replace(day=1)
    before = first
    for _ in range(_REGULAR_MONTHS):
        before = _month_before(before)
    return _entries(patients.seen(before, first - timedelta(days=1), verified_from=first))


def before_claims(patients: SeenPatients, day: date) -> Iterator[BatchEntry]:
    """Yield 前月レセ前: who came in the month before that of a day, and was not verified since.

    An insurance may be ended in retrospect, so a visit's own check does not count.
    """
    first = day.replace(day=1)
    last = first - timedelta(days=1)
    return _entries(patients.seen(_month_before(first), last, verified_from=first))


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _entries(patients: Sequence[SeenPatient]) -> Iterator[BatchEntry]:
    asked = ((patient, _insurance(patient.records)) for patient in patients)
    known = ((patient, record) for patient, record in asked if record is not None)
    for line, (patient, record) in enumerate(known, start=1):
        yield BatchEntry(
            line=line,
            typed=TypedNumbers(
                text_of(record, Item.INSURER).strip(),
                text_of(record, Item.SYMBOL),
                text_of(record, Item.NUMBER),
                text_of(record, Item.BRANCH).strip(),
                text_of(record, Item.BORN).strip(),
            ),
            patient_number=patient.patient_number,
            name=text_of(record, Item.NAME),
            kana=full_width_kana(text_of(record, Item.KANA)),
        )


def _insurance(records: Sequence[Record]) -> Record | None:
    """Return the record to ask about: one that has not ended, if there is any."""
    asked = [record for record in records if insurance_key(record)]
    lasting = (record for record in asked if is_no_day(text_of(record, Item.DISQUALIFIED)))
    return next(lasting, asked[0] if asked else None)
