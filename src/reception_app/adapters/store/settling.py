"""Open work that a later answer settles by itself; statements within another's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.sql.expression import false

from reception_app.adapters.store.batch_schema import batch_rows
from reception_app.adapters.store.batch_values import POSITIVE, Columns, stored_patient
from reception_app.adapters.store.driver import ReadMany, listed, one_of
from reception_app.domain.batch import Outcome
from reception_app.domain.batch_patients import Patient, patient_of_answer
from reception_app.domain.eligibility import EligibilityResult, Record, Verdict
from reception_app.domain.matching import Item
from reception_app.domain.person import may_be_one_person

SAYS_NOTHING: Final = frozenset({Outcome.ERROR, Outcome.OTHER_PERSON, Outcome.UNKNOWN_CODE})
"""Outcomes that say nothing about the patient's insurance."""

_rows = batch_rows.c
_COLUMNS: Final = (
    _rows.number,
    _rows.batch,
    _rows.qualification_confirmation_date,
    _rows.outcome,
    _rows.patient_number,
    _rows.name,
    _rows.insurer_number,
    _rows.insured_card_symbol,
    _rows.insured_identification_number,
    _rows.person_key,
    _rows.insurance_key,
    _rows.insured_branch_number,
)
_OPEN: Final = select(*_COLUMNS).where(_rows.is_settled == false())
_BY_NUMBER: Final = ReadMany(_OPEN.where(one_of(_rows.patient_number, "wanted")))
_BY_PERSON: Final = ReadMany(_OPEN.where(one_of(_rows.person_key, "wanted")))
_BY_INSURANCE: Final = ReadMany(_OPEN.where(one_of(_rows.insurance_key, "wanted")))
_ANY_WORK: Final = select(_rows.batch).where(_rows.is_settled == false()).limit(1)
_BEFORE: Final = ReadMany(_ANY_WORK.where(_rows.batch < bindparam("own")))
_AFTER: Final = ReadMany(_ANY_WORK.where(_rows.batch > bindparam("own")))


@dataclass(frozen=True, slots=True)
class Later:
    """What is known now of a patient: by the desk, or by a row of a batch.

    Attributes:
        batch: Number of the batch; None for the desk.
        on: 資格確認日; it says nothing of a day after that.
        record: Name and insurance: what people with the same kana and birth date differ in.
    """

    patient: Patient = field(repr=False)
    outcome: Outcome
    batch: int | None
    on: date
    record: Record = field(repr=False)

    def is_about(self, patient: Patient, work: Columns) -> bool:
        """Whether open work is surely about the same patient.

        Args:
            patient: That of the work.
            work: The open row.
        """
        if not self.patient.is_same(patient):
            return False
        by_number = self.patient.numbers() & patient.numbers()
        return bool(by_number) or may_be_one_person((_record(work),), (self.record,))

    def settles(self, work: Columns) -> bool:
        """Whether open work of the same patient is done with; a batch settles none of its own.

        A positive answer settles what other batches could not find out, and all of earlier ones;
        any other answer replaces what earlier ones said; one that says nothing, only their like.
        """
        if work["qualification_confirmation_date"] > self.on:
            return False
        if self.batch is None:
            return True
        if self.batch == work["batch"]:
            return False
        was = Outcome(work["outcome"] or Outcome.ERROR)
        is_earlier = bool(work["batch"] < self.batch)
        if self.outcome in POSITIVE:
            return is_earlier or was is Outcome.ERROR
        if self.outcome in SAYS_NOTHING:
            return is_earlier and was in {self.outcome, Outcome.ERROR}
        return is_earlier


def settle_by_answer(db: Connection, result: EligibilityResult, on: date) -> None:
    """Settle open work about whom the desk has just seen to be insured."""
    if result.verdict is Verdict.VALID:
        settle(
            db,
            [
                Later(patient_of_answer((record,)), Outcome.UNCHANGED, None, on, record)
                for record in result.records
            ],
        )


def settle(db: Connection, later: Sequence[Later]) -> None:
    """Settle open work about the same patients, as far as ``Later.settles``."""
    if not later or not _is_there_any(db, {each.batch for each in later}):
        return
    near: dict[tuple[str, str], list[tuple[Patient, Columns]]] = defaultdict(list)
    for work in _open_work(db, [each.patient for each in later]):
        patient = stored_patient(work)
        for key in patient.found_by():
            near[key].append((patient, work))
    done = {
        work["number"]: each.outcome in POSITIVE
        for each in later
        for key in each.patient.found_by()
        for patient, work in near.get(key, ())
        if each.settles(work) and each.is_about(patient, work)
    }
    for is_positive in (False, True):
        numbers = [number for number, positive in done.items() if positive is is_positive]
        if numbers:
            verified = {"is_verified": True} if is_positive else {}
            db.execute(
                update(batch_rows)
                .where(_rows.number == bindparam("settled"))
                .values(is_settled=True, work_order=None, **verified),
                [{"settled": number} for number in numbers],
            )


def _record(work: Columns) -> Record:
    return {
        Item.NAME: work["name"],
        Item.INSURER: work["insurer_number"],
        Item.SYMBOL: work["insured_card_symbol"],
        Item.NUMBER: work["insured_identification_number"],
        Item.BRANCH: work["insured_branch_number"],
    }


def _is_there_any(db: Connection, batches: Collection[int | None]) -> bool:
    """Whether there is open work at all that is not of these batches; most nights there is."""
    own = sorted(batch for batch in batches if batch is not None)
    if len(own) != 1:
        return True
    return any(_BEFORE(db, {"own": own[0]})) or any(_AFTER(db, {"own": own[0]}))


def _open_work(db: Connection, patients: Sequence[Patient]) -> Iterable[Columns]:
    found: dict[int, Columns] = {}
    for by_key, keys in (
        (_BY_NUMBER, {number for each in patients for number in each.numbers()}),
        (_BY_PERSON, {each.person for each in patients}),
        (_BY_INSURANCE, {each.insurance for each in patients}),
    ):
        if wanted := sorted(keys - {""}):
            found |= {work["number"]: work for work in by_key(db, {"wanted": listed(wanted)})}
    return found.values()
