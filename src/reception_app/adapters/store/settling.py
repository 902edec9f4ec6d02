"""Open work that a later answer settles by itself; statements within another's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.sql.expression import false

from reception_app.adapters.store.batch_schema import batch_rows
from reception_app.adapters.store.batch_values import POSITIVE, stored_patient
from reception_app.domain.batch import Outcome
from reception_app.domain.batch_patients import Patient, patient_of_answer
from reception_app.domain.eligibility import EligibilityResult, Verdict

SAYS_NOTHING: Final = frozenset({Outcome.ERROR, Outcome.OTHER_PERSON, Outcome.UNKNOWN_CODE})
"""Outcomes that say nothing about the patient's insurance."""

_rows = batch_rows.c
_COLUMNS: Final = (
    _rows.number,
    _rows.batch,
    _rows.outcome,
    _rows.patient_number,
    _rows.person_key,
    _rows.insurance_key,
    _rows.insured_branch_number,
)


@dataclass(frozen=True, slots=True)
class Later:
    """What is known now of a patient: by the desk, or by a row of a batch.

    Attributes:
        batch: Number of the batch; None for the desk.
    """

    patient: Patient = field(repr=False)
    outcome: Outcome
    batch: int | None

    def settles(self, work: Any) -> bool:
        """Whether open work of the same patient is done with; a batch settles none of its own.

        A positive answer settles what other batches could not find out, and all of earlier ones;
        any other answer replaces what earlier ones said; one that says nothing, only their like.
        """
        if self.batch is None:
            return True
        if self.batch == work.batch:
            return False
        was = Outcome.ERROR if work.outcome is None else Outcome(work.outcome)
        is_earlier = bool(work.batch < self.batch)
        if self.outcome in POSITIVE:
            return is_earlier or was is Outcome.ERROR
        if self.outcome in SAYS_NOTHING:
            return is_earlier and was in {self.outcome, Outcome.ERROR}
        return is_earlier


def settle_by_answer(db: Connection, result: EligibilityResult) -> None:
    """Settle open work about whom the desk has just seen to be insured."""
    if result.verdict is Verdict.VALID:
        patients = [patient_of_answer((record,)) for record in result.records]
        settle(db, [Later(patient, Outcome.UNCHANGED, None) for patient in patients])


def settle(db: Connection, later: Sequence[Later]) -> None:
    """Settle open work about the same patients, as far as ``Later.settles``."""
    if not later or not _is_there_any(db, {each.batch for each in later}):
        return
    near: dict[tuple[str, str], list[tuple[Patient, Any]]] = defaultdict(list)
    for work in _open_work(db, [each.patient for each in later]):
        patient = stored_patient(work._mapping)
        for key in patient.found_by():
            near[key].append((patient, work))
    done = {
        work.number: each.outcome in POSITIVE
        for each in later
        for key in each.patient.found_by()
        for patient, work in near.get(key, ())
        if each.settles(work) and each.patient.is_same(patient)
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


def _is_there_any(db: Connection, batches: Collection[int | None]) -> bool:
    """Whether there is open work at all that is not of these batches; most nights there is."""
    any_work = select(_rows.batch).where(_rows.is_settled == false())
    own = sorted(batch for batch in batches if batch is not None)
    if len(own) != 1:
        return True
    others = (any_work.where(_rows.batch < own[0]), any_work.where(_rows.batch > own[0]))
    return any(db.scalar(work.limit(1)) is not None for work in others)


def _open_work(db: Connection, patients: Sequence[Patient]) -> Iterable[Any]:
    found: dict[int, Any] = {}
    keys: tuple[tuple[Any, Callable[[Patient], str]], ...] = (
        (_rows.patient_number, lambda each: each.number),
        (_rows.person_key, lambda each: each.person),
        (_rows.insurance_key, lambda each: each.insurance),
    )
    for column, key_of in keys:
        wanted = {key_of(each) for each in patients} - {""}
        if wanted:
            open_rows = select(*_COLUMNS).where(_rows.is_settled == false())
            for work in db.execute(open_rows.where(column.in_(sorted(wanted)))):
                found[work.number] = work
    return found.values()
