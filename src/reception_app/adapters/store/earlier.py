"""Answers that were stored before about the patients of some rows; statements that only read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, Row, literal_column, select

from reception_app.adapters.store.driver import ReadMany, listed, one_of
from reception_app.adapters.store.schema import answers, confirmation_records
from reception_app.domain.batch import TELLING, Known, OtherItem
from reception_app.domain.batch_doubts import references_of
from reception_app.domain.batch_patients import Patient, patient_number_form, record_to_know
from reception_app.domain.eligibility import Record, Verdict
from reception_app.domain.ids import CheckId

_REFERENCE: Final = f'"{OtherItem.REFERENCE_NUMBER.value}"'
"""As it stands in a stored message; most have none, and need not be read for it."""


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
    """What a stored answer says, and the day that it was for.

    Attributes:
        references: 照会番号 that somebody has seen.
    """

    records: tuple[Record, ...] = field(repr=False)
    on: date
    verdict: Verdict
    references: tuple[str, ...] = field(repr=False)

    def known_beside(self, asked: Record) -> Known | None:
        """Return what is known of whom a record asks about; a twin's is not.

        Args:
            asked: What a row says, by the names of a record.
        """
        record = record_to_know(self.records, asked)
        if record is None:
            return None
        return Known(record, self.on, self.records, self.verdict, self.references)


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
        return (each for each in self.about(patient) if each.verdict in TELLING)

    def is_superseded(self, patient: Patient, batch: int, on: date) -> bool:
        """Whether a later batch has an answer about the patient already, for that day or later."""
        return any(
            each.batch is not None and each.batch > batch and each.on >= on
            for each in self.about(patient)
        )


def read_answers(db: Connection, check_ids: Iterable[CheckId]) -> dict[CheckId, Said]:
    """Return what stored answers with a verdict say."""
    wanted = sorted(set(check_ids))
    if not wanted:
        return {}
    record = confirmation_records.c
    said = select(
        answers.c.check_id,
        answers.c.records,
        answers.c.message_body,
        answers.c.verdict,
        answers.c.batch,
        record.patient_number,
        record.qualification_confirmation_date,
    ).join(confirmation_records, record.check_id == answers.c.check_id)
    found = db.execute(said.where(answers.c.check_id.in_(wanted)))
    return {CheckId(each.check_id): _said(each) for each in found}


def _said(row: Row[Any, Any, Any, Any, Any, Any, Any]) -> Said:
    records = tuple(json.loads(row.records))
    # What a batch asked without 患者番号 has stamped itself, whatever 照会番号 came.
    is_seen = row.batch is None or row.patient_number
    has_one = is_seen and (_REFERENCE in row.message_body or _REFERENCE in row.records)
    given = references_of(json.loads(row.message_body), records) if has_one else ()
    # One that was the patient's own number then was not accepted beside another.
    own = patient_number_form(row.patient_number or "")
    references = tuple(each for each in given if patient_number_form(each) != own)
    return Said(records, row.qualification_confirmation_date, Verdict(row.verdict), references)


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
