"""Saves answers of a batch: with what they mean for their rows, and for the work of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from reception_app.adapters.store.batch_schema import batch_rows, batch_tallies
from reception_app.adapters.store.batch_values import (
    answered_columns,
    stored_patient,
    stored_row,
)
from reception_app.adapters.store.earlier import EarlierAnswers, read_answers
from reception_app.adapters.store.rows import answer_row, header_text, record_row
from reception_app.adapters.store.schema import answers, confirmation_records
from reception_app.adapters.store.settling import SAYS_NOTHING, Later, settle
from reception_app.application.batch_ports import Judge
from reception_app.domain.batch import (
    BatchRow,
    Judged,
    Known,
    Outcome,
    RowAnswer,
    RowState,
)
from reception_app.domain.batch_patients import Patient, record_of_entry
from reception_app.domain.ids import CheckId
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


def _write(names: Iterable[str]) -> Update:
    """Return what writes these columns of rows; it takes them with ``of_number``."""
    this = update(batch_rows).where(batch_rows.c.number == bindparam("of_number"))
    return this.values({name: bindparam(name) for name in names})


WRITE_STANDING: Final = _write(_STANDING)
"""Takes rows of ``standing_columns`` with their ``of_number``."""
_ROWS: Final = select(batch_rows).where(
    batch_rows.c.row_id.in_(bindparam("row_ids", expanding=True)),
    batch_rows.c.batch == bindparam("of_batch"),
)
_KNOWN: Final = select(answers.c.check_id).where(
    answers.c.check_id.in_(bindparam("check_ids", expanding=True))
)
_TALLY: Final = batch_tallies.c
_ADD_ROWS: Final = (
    update(batch_tallies)
    .where(
        _TALLY.batch == bindparam("of_batch"),
        _TALLY.state == bindparam("of_state"),
        _TALLY.outcome == bindparam("of_outcome"),
    )
    .values(rows=_TALLY.rows + bindparam("more"))
)
_FIRST_ROWS: Final = insert(batch_tallies).values(
    batch=bindparam("of_batch"),
    state=bindparam("of_state"),
    outcome=bindparam("of_outcome"),
    rows=bindparam("more"),
)
_WRITE_ANSWERED: Final = _write(_ANSWERED).where(batch_rows.c.state == bindparam("stood"))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row that waits for its answer."""

    number: int
    row: BatchRow
    patient: Patient
    answer: RowAnswer


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

    @property
    def check_id(self) -> CheckId:
        """Return the row's own: a service that works on many rows knows none."""
        return self.asked.row.check_id or self.asked.answer.result.check_id

    @property
    def tells(self) -> bool:
        """Whether the answer is about the patient's insurance."""
        return self.judged.outcome not in SAYS_NOTHING


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
        later=[Later(each.asked.patient, each.judged.outcome, batch) for each in saved],
    )


def write(db: Connection, answered: Answered) -> bool:
    """Write what was prepared; return False where a row no longer stands as it did then.

    Then nothing of the transaction may be kept.
    """
    if db.execute(_WRITE_ANSWERED, answered.rows).rowcount != len(answered.rows):
        return False
    ids = [each["check_id"] for each in answered.answers]
    known = frozenset(db.scalars(_KNOWN, {"check_ids": ids}))  # as late answers: taken in before
    for table, rows in ((answers, answered.answers), (confirmation_records, answered.records)):
        if fresh := [each for each in rows if each["check_id"] not in known]:
            db.execute(insert(table), fresh)
    tally(db, answered.batch, answered.moved)
    settle(db, answered.later)
    return True


def move(
    db: Connection, batch: int, before: Iterable[BatchRow], after: Iterable[BatchRow]
) -> None:
    """Keep the tallies of a batch beside rows that stood otherwise before."""
    stood = ((row.state, row.outcome) for row in before)
    tally(db, batch, _moved(stood, ((row.state, row.outcome) for row in after)))


def tally(db: Connection, batch: int, moved: Mapping[_Standing, int]) -> None:
    """Add to the tallies of a batch: by state and outcome, how many rows more."""
    for (state, outcome), rows in moved.items():
        if not rows:
            continue
        this = {"of_batch": batch, "of_state": state, "of_outcome": outcome or "", "more": rows}
        if not db.execute(_ADD_ROWS, this).rowcount:
            db.execute(_FIRST_ROWS, this)


def _moved(before: Iterable[_Standing], after: Iterable[_Standing]) -> Mapping[_Standing, int]:
    moved = Counter(after)
    moved.subtract(Counter(before))
    return moved


def _asked(db: Connection, batch: int, given: Iterable[RowAnswer]) -> Iterable[_Asked]:
    by_row: dict[str, RowAnswer] = {}
    for answer in given:
        by_row.setdefault(answer.row_id, answer)
    wanted = {"of_batch": batch, "row_ids": sorted(by_row)}
    for found in db.execute(_ROWS, wanted).mappings():
        if found["state"] in AWAITING:
            row = stored_row(found)
            yield _Asked(found["number"], row, stored_patient(found), by_row[row.row_id])


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
    needs_nobody = not judged.needs_a_person
    return _Saved(
        asked,
        RowState.FAILED if judged.outcome is Outcome.ERROR else RowState.ANSWERED,
        judged,
        record,
        is_settled=needs_nobody or earlier.is_superseded(asked.patient, batch),
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
    columns["is_known"] = saved.judged.outcome is Outcome.UNCHANGED
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
