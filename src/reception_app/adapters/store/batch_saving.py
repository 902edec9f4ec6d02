"""Saves answers of a batch: with what they mean for their rows, and for the work of others."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from reception_app.adapters.store.batch_schema import batch_rows, batch_tallies, batches
from reception_app.adapters.store.batch_values import (
    answered_columns,
    batch_columns,
    stored_patient,
    stored_row,
)
from reception_app.adapters.store.driver import ReadMany, WriteMany, listed, one_of
from reception_app.adapters.store.earlier import EarlierAnswers, read_answers
from reception_app.adapters.store.rows import answer_row, header_text, record_row
from reception_app.adapters.store.schema import answers, confirmation_records
from reception_app.adapters.store.settling import SAYS_NOTHING, Later, settle
from reception_app.application.batch_ports import Judge
from reception_app.domain.batch import (
    Batch,
    BatchId,
    BatchRow,
    BatchState,
    Judged,
    Known,
    Outcome,
    RowAnswer,
    RowState,
    Source,
)
from reception_app.domain.batch_patients import Patient, name_and_numbers, record_of_entry
from reception_app.domain.batch_rules import fails_once_more
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.domain.record import ConfirmationRecord

AWAITING: Final = frozenset({RowState.ASKING, RowState.UNKNOWN})
"""States of a row whose answer counts."""

_Standing: TypeAlias = tuple[RowState, Outcome | None]
_ANSWERED: Final = (
    "state",
    "check_id",
    "next_try_at",
    "error_code",
    "outcome",
    "changes",
    "answered_at",
    "is_settled",
    "is_open",
    "is_verified",
    "work_order",
)
_STANDING: Final = (
    "state",
    "reason",
    "check_id",
    "job_id",
    "attempts",
    "first_tried_at",
    "next_try_at",
    "error_code",
    "outcome",
    "changes",
    "answered_at",
    "is_settled",
    "is_open",
    "is_verified",
    "work_order",
)


_THIS: Final = batch_rows.c.number == bindparam("of_number")
WRITE_STANDING: Final = WriteMany(batch_rows, _STANDING, where=_THIS)
"""Takes rows of ``standing_columns`` with their ``of_number``."""
_ONLY_FOUND_BY: Final = {"is_open", "is_verified", "work_order"}
_ROWS: Final = ReadMany(
    select(*(each for each in batch_rows.c if each.name not in _ONLY_FOUND_BY)).where(
        one_of(batch_rows.c.row_id, "row_ids")
    )
)
_KNOWN: Final = ReadMany(select(answers.c.check_id).where(one_of(answers.c.check_id, "check_ids")))
_INSERT_ANSWERS: Final = WriteMany(answers, answers.c.keys())
_INSERT_RECORDS: Final = WriteMany(confirmation_records, confirmation_records.c.keys())
_TALLY: Final = batch_tallies.c
_TALLIED: Final = sqlite_insert(batch_tallies).values(
    {name: bindparam(name) for name in ("batch", "state", "outcome", "rows")}
)
_ADD_ROWS: Final = _TALLIED.on_conflict_do_update(
    index_elements=("batch", "state", "outcome"),
    set_={"rows": _TALLY.rows + _TALLIED.excluded.rows},
)
_WRITE_ANSWERED: Final = WriteMany(
    batch_rows, _ANSWERED, where=_THIS & (batch_rows.c.state == bindparam("stood"))
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row that waits for its answer."""

    number: int
    row: BatchRow
    patient: Patient
    answer: RowAnswer
    on: date


@dataclass(frozen=True, slots=True)
class Answered:
    """What is to be written about some answers, in columns."""

    batch: int
    answers: Sequence[Mapping[str, object]] = field(repr=False)
    records: Sequence[Mapping[str, object]] = field(repr=False)
    rows: Sequence[Mapping[str, object]] = field(repr=False)
    moved: Mapping[_Standing, int]
    later: Sequence[Later] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Saved:
    """What becomes of a row by its answer."""

    asked: _Asked
    state: RowState
    judged: Judged
    record: ConfirmationRecord
    is_settled: bool
    is_first: bool

    @property
    def check_id(self) -> CheckId:
        """Return the row's own: a service that works on many rows knows none."""
        return self.asked.row.check_id or self.asked.answer.result.check_id

    @property
    def tells(self) -> bool:
        """Whether the answer is about the patient's insurance."""
        return self.judged.outcome not in SAYS_NOTHING

    def later(self, batch: int, on: date) -> Later:
        """Return what is known of the patient from now on."""
        record = name_and_numbers(self.asked.row.entry)
        return Later(self.asked.patient, self.judged.outcome, batch, on, record)


def prepare(
    db: Connection, batch: int, on: date, *, given: Iterable[RowAnswer], judge: Judge
) -> Answered | None:
    """Return what is to be written about answers that count; None where none does.

    It only reads, so that nobody waits while answers are judged.

    Args:
        db: Within a transaction.
        batch: Number of the batch.
        on: Its 資格確認日.
        given: Answers; of two for one row the first counts.
        judge: Says what each means.
    """
    asked = list(_asked(db, batch, given))
    if not asked:
        return None
    earlier = EarlierAnswers(db, [each.patient for each in asked])
    known = _known(db, asked, earlier, on)
    saved = [
        _judged(each, known.get(each.number), judge, earlier=earlier, batch=batch)
        for each in asked
    ]
    return Answered(
        batch=batch,
        answers=_answer_columns(saved, batch),
        records=[_record_columns(each) for each in saved],
        rows=[_row_columns(each) for each in saved],
        moved=_moved(
            ((each.row.state, each.row.outcome) for each in asked),
            ((each.state, each.judged.outcome) for each in saved),
        ),
        later=[each.later(batch, on) for each in saved],
    )


def write(db: Connection, answered: Answered) -> bool:
    """Write what was prepared; return False where a row no longer stands as it did then.

    Then nothing of the transaction may be kept.
    """
    if _WRITE_ANSWERED(db, answered.rows) != len(answered.rows):
        return False
    ids = listed(str(each["check_id"]) for each in answered.answers)
    # As late answers: taken in before.
    known = {each["check_id"] for each in _KNOWN(db, {"check_ids": ids})}
    for insert_all, rows in (
        (_INSERT_ANSWERS, answered.answers),
        (_INSERT_RECORDS, answered.records),
    ):
        insert_all(db, [each for each in rows if each["check_id"] not in known])
    tally(db, answered.batch, answered.moved)
    settle(db, answered.later)
    return True


def move(
    db: Connection, batch: int, before: Iterable[BatchRow], after: Iterable[BatchRow]
) -> None:
    """Keep the tallies of a batch beside rows that stood otherwise before."""
    stood = ((row.state, row.outcome) for row in before)
    tally(db, batch, _moved(stood, ((row.state, row.outcome) for row in after)))


def batch_to_ask_in(db: Connection, number: int, *, on: date, operator: str, now: datetime) -> int:
    """Return the number of the batch in which one row of a batch is asked again.

    It is one of its own where the others must rest, since a person stopped them or a service gave
    them up, and where they are asked about for another day.

    Args:
        db: Within a transaction.
        number: Of the row's batch.
        on: 資格確認日 for which the row is asked.
        operator: Who wants it.
        now: Aware.
    """
    this = db.execute(select(batches).where(batches.c.number == number)).mappings().one()
    rests = this["state"] in (BatchState.STOPPED, BatchState.FAILED)
    if not rests and this["qualification_confirmation_date"] == on:
        return number
    own = Batch(
        BatchId(make_check_id(os.urandom(16))),
        on,
        Source.AGAIN,  # whatever gave the row: what runs by itself looks whether that was asked
        now,
        operator,
        one_by_one=True,  # every service takes that, also if it is another one by now
        rows_per_job=this["rows_per_job"],
        state=BatchState.RUNNING,
    )
    made = insert(batches).returning(batches.c.number)
    return int(db.execute(made, {**batch_columns(own), "is_whole": True}).scalar_one())


def tally(db: Connection, batch: int, moved: Mapping[_Standing, int]) -> None:
    """Add to the tallies of a batch: by state and outcome, how many rows more."""
    more = [
        {"batch": batch, "state": state, "outcome": outcome or "", "rows": rows}
        for (state, outcome), rows in moved.items()
        if rows
    ]
    if more:
        db.execute(_ADD_ROWS, more)


def _moved(before: Iterable[_Standing], after: Iterable[_Standing]) -> Mapping[_Standing, int]:
    moved = Counter(after)
    moved.subtract(Counter(before))
    return moved


def _asked(db: Connection, batch: int, given: Iterable[RowAnswer]) -> Iterable[_Asked]:
    by_row: dict[str, RowAnswer] = {}
    for answer in given:
        by_row.setdefault(answer.row_id, answer)
    for found in _ROWS(db, {"row_ids": listed(sorted(by_row))}):
        if found["batch"] == batch and found["state"] in AWAITING:
            row = stored_row(found)
            day = found["qualification_confirmation_date"]
            yield _Asked(found["number"], row, stored_patient(found), by_row[row.row_id], day)


def _known(
    db: Connection, asked: Sequence[_Asked], earlier: EarlierAnswers, on: date
) -> Mapping[int, Known | None]:
    found = {each.number: earlier.last_known(each.patient) for each in asked}
    said = read_answers(db, (last.check_id for last in found.values() if last is not None))
    if not said:
        return {}
    return {
        each.number: said[last.check_id].known_beside(record_of_entry(each.row.entry, on))
        for each in asked
        if (last := found[each.number]) is not None
    }


def _judged(
    asked: _Asked, known: Known | None, judge: Judge, *, earlier: EarlierAnswers, batch: int
) -> _Saved:
    judged, record = judge(asked.row, asked.answer, known)
    is_error = judged.outcome is Outcome.ERROR
    needs_nobody = fails_once_more(asked.row) if is_error else not judged.needs_a_person
    return _Saved(
        asked,
        RowState.FAILED if is_error else RowState.ANSWERED,
        judged,
        record,
        is_settled=needs_nobody or earlier.is_superseded(asked.patient, batch, asked.on),
        is_first=known is None,
    )


def _row_columns(saved: _Saved) -> dict[str, object]:
    """Return what changes of a row, and what it was read as."""
    row, result = saved.asked.row, saved.asked.answer.result
    refusal = result.refusal() if saved.state is RowState.FAILED else None
    return {
        "of_number": saved.asked.number,
        "stood": row.state,
        **answered_columns(
            row,
            saved.judged,
            state=saved.state,
            at=result.answered_at,
            is_settled=saved.is_settled,
        ),
        "check_id": saved.check_id,
        "error_code": "" if refusal is None else refusal.code,
    }


def _answer_columns(saved: Sequence[_Saved], batch: int) -> list[dict[str, object]]:
    headers: dict[int, str] = {}  # answers of one upload share theirs
    return [_one_answer(each, batch, headers) for each in saved]


def _one_answer(saved: _Saved, batch: int, headers: dict[int, str]) -> dict[str, object]:
    result = saved.asked.answer.result
    header = headers.get(id(result.header))
    if header is None:
        header = headers[id(result.header)] = header_text(result.header)
    columns = answer_row(result, header=header)
    columns["check_id"] = saved.check_id
    # Answers to many rows at once say less than others: what was known before stays what is.
    columns["is_known"] = saved.is_first and saved.judged.outcome is Outcome.UNCHANGED
    columns["batch"] = batch if saved.tells else None
    columns["asked_insurance_key"] = saved.asked.patient.insurance or None
    return columns


def _record_columns(saved: _Saved) -> dict[str, object]:
    columns = record_row(saved.record, saved.asked.answer.result)
    columns["check_id"] = saved.check_id
    columns["patient_number"] = (saved.asked.patient.number or None) if saved.tells else None
    return columns


def accept(db: Connection, check_ids: Iterable[CheckId]) -> None:
    """Take answers as what is known from now on: somebody has seen what they change."""
    these = answers.c.check_id.in_(sorted(check_ids)) & answers.c.batch.is_not(None)
    db.execute(update(answers).where(these).values(is_known=True))
