"""The store of 一括照会: statements over its tables, one short transaction each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Select, delete, insert, select, update
from sqlalchemy.sql.expression import false, true

from reception_app.adapters.store import batch_reading, batch_saving
from reception_app.adapters.store.batch_moves import (
    as_settled,
    asked_again,
    asking,
    asking_in,
    is_idle,
)
from reception_app.adapters.store.batch_saving import WRITE_STANDING, move
from reception_app.adapters.store.batch_schema import (
    batch_jobs,
    batch_rows,
    batch_tallies,
    batches,
)
from reception_app.adapters.store.batch_values import (
    Columns,
    batch_columns,
    entry_columns,
    job_columns,
    new_row_columns,
    standing_columns,
    storable,
    stored_batch,
    stored_job,
    stored_patient,
    stored_row,
)
from reception_app.adapters.store.settling import Later, settle
from reception_app.adapters.store.sqlite import WRITING, translated
from reception_app.application.batch_ports import BatchFilter, Judge, WorkFilter
from reception_app.domain.batch import (
    ENDED,
    OPEN_JOBS,
    Batch,
    BatchCounts,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Job,
    JobId,
    Outcome,
    RowAnswer,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_patients import name_and_numbers
from reception_app.domain.errors import BugError, StoreBusy

CHUNK: Final = 200
"""Rows in one transaction, so that the desk's own save hardly ever waits for it."""

AT_ONCE: Final = 64
"""Answers in one transaction: each comes with about 2 KiB, and with pages of indexes."""

_LEFT_BEHIND: Final = timedelta(hours=1)
_rows = batch_rows.c


class _Overtaken(Exception):
    """What was read is no longer so; the transaction is rolled back."""


class SqliteBatchStore:
    """The ``BatchStore`` of one desk, in the file of its ``SqliteStore``."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{WRITING: True})
        self._path = path

    @contextmanager
    def _reading(self) -> Generator[Connection, None, None]:
        with translated(self._path), self._engine.begin() as db:
            yield db

    @contextmanager
    def _writing(self) -> Generator[Connection, None, None]:
        with translated(self._path), self._writer.begin() as db:
            yield db

    # ── making ────────────────────────────────────────────────────────────────────────────────
    def create(self, batch: Batch, rows: Iterable[BatchRow]) -> None:
        """Write a batch with all its rows down, in chunks; a crash leaves none or all of it."""
        self._forget_halves(batch.created_at)
        with self._writing() as db:
            half = {**batch_columns(batch), "is_whole": False}
            number = db.execute(insert(batches).returning(batches.c.number), half).scalar_one()
        waiting = iter(rows)
        while chunk := list(islice(waiting, CHUNK)):
            columns = [{**new_row_columns(row, batch.on), "batch": number} for row in chunk]
            with self._writing() as db:
                _require_half(db, number)
                db.execute(insert(batch_rows), columns)
                move(db, number, (), chunk)
        with self._writing() as db:
            _require_half(db, number)
            db.execute(update(batches).where(batches.c.number == number).values(is_whole=True))

    def _forget_halves(self, now: datetime) -> None:
        """Delete what programs that died in ``create`` left."""
        halves = select(batches.c.number).where(
            batches.c.is_whole == false(), batches.c.created_at < now - _LEFT_BEHIND
        )
        with self._reading() as db:
            numbers = list(db.scalars(halves))
        for number in numbers:
            some = select(_rows.number).where(_rows.batch == number).limit(CHUNK)
            while self._delete(delete(batch_rows).where(_rows.number.in_(some))):
                pass
            self._delete(delete(batch_tallies).where(batch_tallies.c.batch == number))
            self._delete(delete(batches).where(batches.c.number == number))

    def _delete(self, statement: Any) -> int:
        with self._writing() as db:
            return int(db.execute(statement).rowcount)

    def same_source(self, on: date, source_digest: str) -> Batch | None:
        """Return the newest batch of the same bytes for the same day."""
        same = (batches.c.source_digest == source_digest) & (
            batches.c.qualification_confirmation_date == on
        )
        newest = _whole().where(same).order_by(batches.c.number.desc()).limit(1)
        return next(iter(self._batches(newest)), None)

    def last_made(self, first: date) -> Mapping[tuple[Source, date], datetime]:
        """Return when the newest batch of each source for each day from one on was made."""
        with self._reading() as db:
            newest = db.execute(batch_reading.last_made(first))
            return {(Source(source), on): at for source, on, at in newest}

    def asked_keys(
        self, on: date, keys: Sequence[str], *, since: datetime | None = None
    ) -> frozenset[str]:
        """Return which keys were asked for that day already, or are being asked, by any batch."""
        with self._reading() as db:
            return frozenset(
                key
                for some in _chunks(keys)
                for key in db.scalars(batch_reading.asked_keys(on, some, since))
            )

    def checked_by_card_since(self, since: date, rows: Sequence[BatchEntry]) -> frozenset[int]:
        """Return the lines whose patient had an answered card check on or after a day."""
        with self._reading() as db:
            return frozenset(
                line
                for some in _chunks(rows)
                for line in batch_reading.checked_by_card(db, since, some)
            )

    # ── running ───────────────────────────────────────────────────────────────────────────────
    def batch(self, batch_id: BatchId) -> Batch | None:
        """Return one batch."""
        return next(iter(self._batches(_whole().where(batches.c.batch_id == batch_id))), None)

    def open_batches(self) -> Sequence[Batch]:
        """Return those that are not ended and not stopped, oldest first."""
        resting = batches.c.state.in_((*ENDED, BatchState.STOPPED))
        return self._batches(_whole().where(~resting).order_by(batches.c.number))

    def _batches(self, wanted: Select[Any]) -> tuple[Batch, ...]:
        with self._reading() as db:
            return tuple(stored_batch(row) for row in db.execute(wanted).mappings())

    def set_batch(self, batch: Batch, *, was: BatchState | None = None) -> bool:
        """Write down how it stands, where it stands as it was to; return whether it did."""
        stands = {
            "state": batch.state,
            "finished_at": batch.finished_at,
            "waits_until": batch.waits_until,
            "error_code": batch.error_code,
            "operator": storable(batch.operator),
        }
        this = update(batches).where(batches.c.batch_id == batch.batch_id)
        if was is not None:
            this = this.where(batches.c.state == was)
        with self._writing() as db:
            written = db.execute(this.values(**stands)).rowcount
            if was is None:
                _require_one(written)
            return bool(written)

    def counts(self, batch_id: BatchId) -> BatchCounts:
        """Return how many of its rows stand how."""
        with self._reading() as db:
            return batch_reading.counts(db, [_number(db, batch_id)])[0]

    def verdicts(self, batch_id: BatchId) -> Mapping[Outcome, int]:
        """Return how many of its rows mean what; those without an outcome are left out."""
        with self._reading() as db:
            return batch_reading.verdicts(db, _number(db, batch_id))

    def next_try(self, batch_id: BatchId, now: datetime) -> datetime | None:
        """Return when the first of its WAITING rows may be asked: now, later, or never (None)."""
        with self._reading() as db:
            return batch_reading.next_try(db, _number(db, batch_id), now)

    def take(
        self, batch_id: BatchId, limit: int, *, now: datetime, new_check_id: Callable[[], str]
    ) -> Sequence[BatchRow]:
        """Turn so many due WAITING rows to ASKING, each with its check_id, and return them."""
        with self._writing() as db:
            number = _number(db, batch_id)
            due = db.execute(batch_reading.due_rows(number, limit, now)).mappings().all()
            taken = [
                (found["number"], row := stored_row(found), asking(row, new_check_id))
                for found in due
            ]
            _write_standing(db, number, taken)
            return tuple(row for _, _, row in taken)

    def take_job(self, job: Job, limit: int, *, now: datetime) -> Sequence[BatchRow]:
        """Turn so many due WAITING rows to ASKING as the rows of a new job, in one transaction."""
        with self._writing() as db:
            number = _number(db, job.batch_id)
            due = db.execute(batch_reading.due_rows(number, limit, now)).mappings().all()
            taken = [
                (found["number"], row := stored_row(found), asking_in(row, job.job_id))
                for found in due
            ]
            if taken:
                noted = {"job_id": job.job_id, "batch": number, **job_columns(job)}
                db.execute(insert(batch_jobs), {**noted, "rows": len(taken)})
                _write_standing(db, number, taken)
            return tuple(row for _, _, row in taken)

    def asking(self, batch_id: BatchId) -> Sequence[BatchRow]:
        """Return rows that were under way one by one when an earlier run ended."""
        with self._reading() as db:
            alone = batch_reading.open_rows(_number(db, batch_id), RowState.ASKING)
            return _stored_rows(db, alone.where(_rows.job_id.is_(None)).order_by(_rows.line))

    def job_rows(self, job_id: JobId) -> Sequence[BatchRow]:
        """Return the rows of an upload, in their order."""
        with self._reading() as db:
            of_job = select(batch_rows).where(_rows.job_id == job_id)
            return _stored_rows(db, of_job.order_by(_rows.line))

    def asked_in(self, job_id: JobId) -> Sequence[RowId]:
        """Return which rows of an upload are still asked, in their order."""
        with self._reading() as db:
            of_job = (_rows.job_id == job_id) & (_rows.state == RowState.ASKING)
            found = db.execute(select(_rows.row_id).where(of_job).order_by(_rows.line))
            return tuple(RowId(row_id) for (row_id,) in found)

    def jobs(self, batch_id: BatchId, *, only_open: bool) -> Sequence[Job]:
        """Return its uploads, oldest first."""
        this = batches.c.batch_id == batch_id
        found = select(batch_jobs, batches.c.batch_id).join(batches).where(this)
        if only_open:
            found = found.where(batch_jobs.c.state.in_(OPEN_JOBS))
        with self._reading() as db:
            ordered = db.execute(found.order_by(batch_jobs.c.number)).mappings()
            return tuple(stored_job(row) for row in ordered)

    def set_job(self, job: Job) -> None:
        """Write down how an upload stands."""
        this = update(batch_jobs).where(batch_jobs.c.job_id == job.job_id)
        with self._writing() as db:
            _require_one(db.execute(this.values(**job_columns(job))).rowcount)

    def set_rows(self, rows: Sequence[BatchRow]) -> None:
        """Write down state, attempts, times, error, check_id, job_id and is_settled of rows."""
        after = {row.row_id: row for row in rows}
        with self._writing() as db:
            wanted = select(batch_rows).where(_rows.row_id.in_(sorted(after)))
            stood: dict[int, list[tuple[int, BatchRow, BatchRow]]] = {}
            later: list[Later] = []
            for found in db.execute(wanted).mappings():
                before = stored_row(found)
                row = as_settled(before, after[before.row_id])
                stood.setdefault(found["batch"], []).append((found["number"], before, row))
                if row.state in (RowState.FAILED, RowState.UNKNOWN) and not row.is_settled:
                    patient = stored_patient(found)
                    day = found["qualification_confirmation_date"]
                    told = name_and_numbers(row.entry)
                    later.append(Later(patient, Outcome.ERROR, found["batch"], day, told))
            _require_one(sum(map(len, stood.values())) == len(after))
            for number, changed in stood.items():
                _write_standing(db, number, changed)
            settle(db, later)

    def save_answers(self, batch_id: BatchId, answers: Sequence[RowAnswer], judge: Judge) -> int:
        """Save answers, their records and what they mean for their rows; return how many counted.

        They are judged and written a few at a time: between any two writings, while the next
        answers are judged, others get their turn.
        """
        this = select(batches.c.number, batches.c.qualification_confirmation_date)
        with self._reading() as db:
            number, on = db.execute(this.where(batches.c.batch_id == batch_id)).one()
        pieces = (answers[at : at + AT_ONCE] for at in range(0, len(answers), AT_ONCE))
        return sum(self._save_some(number, on, some, judge=judge) for some in pieces)

    def _save_some(self, batch: int, on: date, given: Sequence[RowAnswer], *, judge: Judge) -> int:
        """Save so few answers that the desk hardly waits; return how many counted."""
        while True:
            with self._reading() as db:
                answered = batch_saving.prepare(db, batch, on, given=given, judge=judge)
            if answered is None:
                return 0
            if self._written(answered):
                return len(answered.rows)

    def _written(self, answered: batch_saving.Answered) -> bool:
        """Write answers down, unless another program has changed one of their rows meanwhile."""
        with suppress(_Overtaken), self._writing() as db:
            if not batch_saving.write(db, answered):
                raise _Overtaken
            return True
        return False

    # ── working on it ─────────────────────────────────────────────────────────────────────────
    def work(self, wanted: WorkFilter, limit: int) -> Sequence[BatchRow]:
        """Return rows that need a person, in the order of C.3."""
        with self._reading() as db:
            return _stored_rows(db, batch_reading.work(wanted, limit))

    def row(self, row_id: RowId) -> BatchRow | None:
        """Return one row."""
        with self._reading() as db:
            found = select(batch_rows).join(batches).where(batches.c.is_whole == true())
            return next(iter(_stored_rows(db, found.where(_rows.row_id == row_id))), None)

    def rows(self, batch_id: BatchId, limit: int, *, after_line: int = 0) -> Sequence[BatchRow]:
        """Return rows of a batch by line, those after a line."""
        with self._reading() as db:
            found = select(batch_rows).where(
                _rows.batch == _number(db, batch_id), _rows.line > after_line
            )
            return _stored_rows(db, found.order_by(_rows.line).limit(limit))

    def batches(self, wanted: BatchFilter, limit: int) -> Sequence[tuple[Batch, BatchCounts]]:
        """Return the history, newest first."""
        with self._reading() as db:
            found = db.execute(batch_reading.history(_whole(), wanted, limit)).mappings().all()
            counted = batch_reading.counts(db, [row["number"] for row in found])
            return tuple(zip(map(stored_batch, found), counted, strict=True))

    def note_work(
        self,
        row_id: RowId,
        *,
        owner: str | None = None,
        memo: str | None = None,
        called_at: datetime | None = None,
        settle: bool | None = None,
    ) -> None:
        """Write down what staff noted; None leaves what stands there."""
        notes: dict[str, object] = {
            name: value
            for name, value in (
                ("owner", owner and storable(owner)),
                ("memo", memo and storable(memo)),
                ("called_at", called_at),
            )
            if value is not None
        }
        with self._writing() as db:
            found = _one_row(db, row_id)
            row = stored_row(found)
            if settle is not None:
                after = replace(row, is_settled=settle)
                notes |= standing_columns(after)
                if settle and row.check_id and row.state is RowState.ANSWERED:
                    batch_saving.accept(db, [row.check_id])
            if notes:
                this = update(batch_rows).where(_rows.number == found["number"])
                db.execute(this.values(**notes))

    def batch_of(self, row_id: RowId) -> Batch:
        """Return the batch of a row."""
        (found,) = self._batches(_whole().join(batch_rows).where(_rows.row_id == row_id))
        return found

    def ask_again(
        self,
        row_id: RowId,
        entry: BatchEntry,
        key: str,
        *,
        on: date,
        operator: str,
        now: datetime,
    ) -> bool:
        """Put a row that nobody is asking back to WAITING, due at once, perhaps corrected.

        Its batch goes on, if it had ended; where that cannot take it, the row goes on alone.
        Return whether it was not being asked, or about to be.
        """
        with self._writing() as db:
            found = _one_row(db, row_id)
            row = stored_row(found)
            if not is_idle(row):
                return False
            number, entry = found["batch"], replace(entry, line=row.entry.line)
            again = asked_again(row, entry, key, on)
            columns = {**entry_columns(entry, key, on), **standing_columns(again)}
            goes_to = batch_saving.batch_to_ask_in(
                db, number, on=on, operator=storable(operator), now=now
            )
            this = update(batch_rows).where(_rows.number == found["number"])
            day = {"qualification_confirmation_date": on}
            db.execute(this.values(**columns, **day, batch=goes_to))
            move(db, number, (row,), ())
            move(db, goes_to, (), (again,))
            ended = (batches.c.number == goes_to) & batches.c.state.in_(ENDED)
            goes_on = {"state": BatchState.RUNNING, "finished_at": None, "waits_until": None}
            db.execute(update(batches).where(ended).values(**goes_on, error_code=""))
            return True

    def unverified(self, on: date) -> int:
        """Return how many patients of that day have no positive answer yet."""
        with self._reading() as db:
            return db.scalar(batch_reading.unverified(on)) or 0


def _whole() -> Select[Any]:
    return select(batches).where(batches.c.is_whole == true())


def _require_half(db: Connection, number: int) -> None:
    if db.scalar(select(batches.c.number).where(batches.c.number == number)) is None:
        raise StoreBusy  # another program, whose clock is ahead, took it for a dead one's


def _number(db: Connection, batch_id: BatchId) -> int:
    number = db.scalar(select(batches.c.number).where(batches.c.batch_id == batch_id))
    if number is None:
        raise BugError
    return int(number)


def _one_row(db: Connection, row_id: RowId) -> Columns:
    found = db.execute(select(batch_rows).where(_rows.row_id == row_id)).mappings().one_or_none()
    if found is None:
        raise BugError
    return found


def _stored_rows(db: Connection, wanted: Select[Any]) -> tuple[BatchRow, ...]:
    return tuple(stored_row(row) for row in db.execute(wanted).mappings())


def _write_standing(
    db: Connection, batch: int, changed: Sequence[tuple[int, BatchRow, BatchRow]]
) -> None:
    """Write rows of one batch that stood otherwise before: number, before, after."""
    if changed:
        WRITE_STANDING(
            db, [{"of_number": number, **standing_columns(row)} for number, _, row in changed]
        )
        move(db, batch, (row for _, row, _ in changed), (row for _, _, row in changed))


def _require_one(rows: int | bool) -> None:
    if rows != 1:
        raise BugError


def _chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[at : at + CHUNK] for at in range(0, len(values), CHUNK))
