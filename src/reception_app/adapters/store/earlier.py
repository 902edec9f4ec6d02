"""Answers that were stored before about the patients of some rows; statements that only read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, literal_column, select

from reception_app.adapters.store.driver import ReadMany, listed, one_of
from reception_app.adapters.store.schema import answers, confirmation_records
from reception_app.domain.batch import Known
from reception_app.domain.batch_patients import Patient, record_to_know
from reception_app.domain.eligibility import Record, Verdict
from reception_app.domain.ids import CheckId

_TELLING: Final = (
    Verdict.VALID,
    Verdict.INVALID,
    Verdict.INVALID_NEWER_EXISTS,
    Verdict.VALID_NOT_REGISTERED,
)
"""Verdicts that are about one insurance; 複数該当 lists candidates, 該当なし nobody."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A stored answer, as far as it matters for a later one.

    Attributes:
        batch: Number of the batch that asked; None for the desk.
        asked: ``insurance_key`` by which it asked.
        is_known: It is what later ones are compared with.
        on: 資格確認日.
        method: By which it was asked.
        place: In the order in which they were stored, which no clock changes.
    """

    check_id: CheckId
    patient: Patient = field(repr=False)
    answered_at: datetime
    verdict: Verdict | None
    batch: int | None
    asked: str | None = field(repr=False)
    is_known: bool
    on: date
    method: str
    place: int


@dataclass(frozen=True, slots=True)
class Said:
    """The records of a stored answer, and the day that it was for."""

    records: tuple[Record, ...] = field(repr=False)
    on: date

    def known_beside(self, asked: Record) -> Known | None:
        """Return what is known of whom a record asks about; a twin's is not.

        Args:
            asked: What a row says, by the names of a record.
        """
        record = record_to_know(self.records, asked)
        return None if record is None else Known(record, self.on, self.records)


class EarlierAnswers:
    """What is stored about some patients; read once for many rows."""

    def __init__(self, db: Connection, patients: Sequence[Patient]) -> None:
        self._db = db
        found = {each.check_id: each for each in _found(db, patients)}
        self._by_key: dict[tuple[str, str], list[Earlier]] = defaultdict(list)
        for each in found.values():
            for key in each.patient.found_by():
                self._by_key[key].append(each)

    def about(self, patient: Patient) -> tuple[Earlier, ...]:
        """Return all that is surely about a patient."""
        if not self._by_key:
            return ()
        near = {
            each.check_id: each for key in patient.found_by() for each in self._by_key.get(key, ())
        }
        return tuple(each for each in near.values() if patient.is_same(each.patient))

    def last_known(self, patient: Patient) -> Earlier | None:
        """Return the newest answer to compare with.

        What another insurance of the patient was asked for counts only if nothing else is known:
        who has two would be found changed every night.
        """
        known = [each for each in self._telling(patient) if each.is_known]
        return max(
            known,
            key=lambda each: (
                each.asked in (None, patient.insurance),
                each.place,
            ),
            default=None,
        )

    def newest(self, patient: Patient) -> Earlier | None:
        """Return what was stored last of what tells about the patient's insurance."""
        return max(self._telling(patient), key=lambda each: each.place, default=None)

    def _telling(self, patient: Patient) -> Iterable[Earlier]:
        return (each for each in self.about(patient) if each.verdict in _TELLING)

    def is_superseded(self, patient: Patient, batch: int, on: date) -> bool:
        """Whether a later batch has an answer about the patient already, for that day or later."""
        return any(
            each.batch is not None and each.batch > batch and each.on >= on
            for each in self.about(patient)
        )


def read_answers(db: Connection, check_ids: Iterable[CheckId]) -> dict[CheckId, Said]:
    """Return what stored answers say."""
    wanted = sorted(set(check_ids))
    if not wanted:
        return {}
    day = confirmation_records.c.qualification_confirmation_date
    said = select(answers.c.check_id, answers.c.records, day).join(
        confirmation_records, confirmation_records.c.check_id == answers.c.check_id
    )
    return {
        CheckId(check_id): Said(tuple(json.loads(records)), on)
        for check_id, records, on in db.execute(said.where(answers.c.check_id.in_(wanted)))
    }


def _found(db: Connection, patients: Sequence[Patient]) -> Iterable[Earlier]:
    for by_key, keys in (
        (_BY_NUMBER, {number for each in patients for number in each.numbers()}),
        (_BY_PERSON, {each.person for each in patients}),
        (_BY_INSURANCE, {each.insurance for each in patients}),
    ):
        wanted = sorted(keys - {""})
        if wanted:
            yield from map(_earlier, by_key(db, {"wanted": listed(wanted)}))


def _earlier(row: Mapping[str, Any]) -> Earlier:
    return Earlier(
        check_id=CheckId(row["check_id"]),
        patient=Patient(
            row["patient_number"] or "", row["person_key"] or "", row["insurance_key"] or ""
        ),
        answered_at=row["answered_at"],
        verdict=row["verdict"] and Verdict(row["verdict"]),
        batch=row["batch"],
        asked=row["asked_insurance_key"],
        is_known=row["is_known"],
        on=row["qualification_confirmation_date"],
        method=row["method"],
        place=row["place"],
    )


def _answers_by(column: Column[str]) -> ReadMany:
    joined = answers.join(
        confirmation_records, confirmation_records.c.check_id == answers.c.check_id
    )
    columns = (
        answers.c.check_id,
        answers.c.answered_at,
        answers.c.verdict,
        answers.c.person_key,
        answers.c.insurance_key,
        answers.c.is_known,
        answers.c.batch,
        answers.c.asked_insurance_key,
        confirmation_records.c.patient_number,
        confirmation_records.c.qualification_confirmation_date,
        confirmation_records.c.method,
        literal_column("answers.rowid", Integer).label("place"),
    )
    return ReadMany(select(*columns).select_from(joined).where(one_of(column, "wanted")))


_BY_NUMBER: Final = _answers_by(confirmation_records.c.patient_number)
_BY_PERSON: Final = _answers_by(answers.c.person_key)
_BY_INSURANCE: Final = _answers_by(answers.c.insurance_key)
