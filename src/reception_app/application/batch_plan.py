"""Makes the batches that are due by themselves, and says what of the next days is not verified.

Nothing here remembers: what was made already is told by the batches in the store.

Source: front-desk.md A.9, C.1 and C.3; E.3 (一括).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from reception_app.application.batch_making import inspected_rows
from reception_app.application.batch_ports import BatchStore, WorkFilter
from reception_app.application.ports import Clock
from reception_app.application.settings_batch import BatchSettings
from reception_app.domain.batch import (
    Batch,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Kept,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_columns import DAY_NOT_READ
from reception_app.domain.batch_desk import Forecast
from reception_app.domain.batch_schedule import (
    IsOpen,
    PlannedRun,
    Schedule,
    business_day,
    due_runs,
    next_run,
)
from reception_app.domain.errors import BatchSourceError
from reception_app.domain.policy import JST, in_jst

BY_ITSELF: Final = "自動"
"""Stands as the operator of what nobody asked for by hand."""

_MOST_WORK: Final = 2000
_LONGEST_CLOSED: Final = 60
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanParts:
    """What planning needs; everything here may block.

    Attributes:
        has_appointments: Whether there is a source of them.
        read: Returns the patients of a source for a day; raises BatchSourceError, StoreError.
        is_open: Whether a day is a business day.
        new_id: UUID version 4.
    """

    store: BatchStore
    clock: Clock
    schedule: Schedule
    has_appointments: bool
    read: Callable[[Source, date], Iterable[BatchEntry]]
    is_open: IsOpen
    new_id: Callable[[], str]

    def new_row_id(self) -> RowId:
        """Return a new 任意の識別子."""
        return RowId(self.new_id().replace("-", ""))


@dataclass(frozen=True, slots=True)
class BatchShape:
    """How the rows of a new batch go out, as the settings say.

    Attributes:
        one_by_one: Otherwise in jobs.
    """

    one_by_one: bool
    rows_per_job: int


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the runs that were due.

    Attributes:
        batches: The new ones; one whose source named nobody is at its end already.
        errors: Sources that could not be read; they are due again the next time.
    """

    batches: tuple[BatchId, ...] = ()
    errors: tuple[BatchSourceError, ...] = field(default=(), repr=False)


def schedule_of(settings: BatchSettings) -> Schedule:
    """Return when batches run by themselves; evenings are about appointments, if there are any."""
    days = settings.days_ahead if settings.appointments is not None else ()
    return Schedule(settings.at, days, settings.first_business_day)


def runs_due(parts: PlanParts) -> Sequence[PlannedRun]:
    """Return what should have run by now and has not; one quick look into the store.

    Raises:
        StoreError: it cannot be asked.
    """
    made = parts.store.last_made(parts.clock.today().replace(day=1))
    return due_runs(
        parts.schedule,
        parts.clock.now(),
        is_open=parts.is_open,
        last_made=lambda source, on: made.get((source, on)),
    )


def make_due(parts: PlanParts, shape: BatchShape) -> Made:
    """Make the batch of every run that is due; nothing is asked yet.

    Who was asked about on the last business day, or since, is not asked about again; who stands on
    the work list with numbers that cannot be asked with does not come onto it twice.

    Raises:
        StoreError: it cannot be written; what was made by then stays.
    """
    made: list[BatchId] = []
    errors: list[BatchSourceError] = []
    for run in runs_due(parts):
        try:
            made.append(_make(parts, shape, run))
        except BatchSourceError as error:
            errors.append(error)
    return Made(tuple(made), tuple(errors))


def _make(parts: PlanParts, shape: BatchShape, run: PlannedRun) -> BatchId:
    now = parts.clock.now()
    rows = _rows(parts, run)
    batch = Batch(
        BatchId(parts.new_id()),
        run.on,
        run.source,
        now,
        BY_ITSELF,
        shape.one_by_one,
        shape.rows_per_job,
        state=BatchState.RUNNING if rows else BatchState.DONE,
        finished_at=None if rows else now,
    )
    parts.store.create(batch, rows)
    return batch.batch_id


def _rows(parts: PlanParts, run: PlannedRun) -> Sequence[BatchRow]:
    """Return the rows of a run; none, if nobody is to be asked about and nobody to be shown."""
    rows = inspected_rows(
        parts.read(run.source, run.on),
        run.on,
        store=parts.store,
        new_row_id=parts.new_row_id,
        asked_since=_business_day_of(run.since, parts.is_open),
    )
    refused = {_who(row) for row in _refused(parts.store, run.on)}
    new = [row for row in rows if row.state is not RowState.REFUSED or _who(row) not in refused]
    return () if all(row.state is RowState.EXCLUDED for row in new) else new


def _who(row: BatchRow) -> tuple[object, ...]:
    entry = row.entry
    return entry.patient_number, entry.name, entry.kana, entry.typed


def _refused(store: BatchStore, on: date) -> Iterable[BatchRow]:
    """Yield who stands on the work list for a day; a line without one is read for every day."""
    for wanted in (WorkFilter(on=on), WorkFilter()):
        for row in store.work(wanted, _MOST_WORK):
            is_meant = wanted.on is not None or DAY_NOT_READ in row.reason.split()
            if row.state is RowState.REFUSED and is_meant:
                yield row


def _business_day_of(moment: datetime, is_open: IsOpen) -> datetime:
    """Return when the last business day began: what staff asked that day by hand counts, too.

    On a closed day nobody's insurance changes. Where the calendar has none, the moment's own day.
    """
    begun = datetime.combine(in_jst(moment).date(), time(), tzinfo=JST)
    back = (begun - count * _DAY for count in range(_LONGEST_CLOSED))
    return next((each for each in back if is_open(each.date())), begun)


# ── what is not verified ──────────────────────────────────────────────────────────────────────
def forecast(parts: PlanParts) -> Forecast | None:
    """Return how the next business day stands; None where there are no appointments to read.

    Raises:
        BatchSourceError: the appointments cannot be read.
        StoreError: what is known of the patients cannot.
    """
    now = parts.clock.now()
    on = business_day(parts.clock.today(), 1, parts.is_open)
    if on is None or not parts.has_appointments:
        return None
    rows = inspected_rows(
        parts.read(Source.APPOINTMENTS, on), on, store=parts.store, new_row_id=parts.new_row_id
    )
    stand = Counter(
        (row.state, row.reason if row.state is RowState.EXCLUDED else "") for row in rows
    )
    planned = next_run(parts.schedule, now, is_open=parts.is_open)
    open_ones = stand[RowState.WAITING, ""]
    if (Source.APPOINTMENTS, on) not in parts.store.last_made(on):
        open_ones += stand[RowState.REFUSED, ""]  # later, the store counts them
    return Forecast(
        on=on,
        booked=len(rows) - stand[RowState.EXCLUDED, Kept.TWICE],
        unverified=open_ones + parts.store.unverified(on),
        asked_at=planned.since if planned is not None and _is_about(planned, on) else None,
    )


def _is_about(run: PlannedRun, on: date) -> bool:
    return run.source is Source.APPOINTMENTS and run.on == on
