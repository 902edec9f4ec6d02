"""What the lists of 一括照会 show, read from the store; what a draft becomes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from reception_app.application.batch_desk_parts import BatchDeskRules
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.batch_ports import BatchFilter, BatchStore, WorkFilter
from reception_app.application.batch_preparing import rows_by_day
from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchId,
    BatchRow,
    BatchState,
    RowId,
    Source,
)
from reception_app.domain.batch_desk import Draft, WorkNow

Stood: TypeAlias = tuple[Batch, BatchCounts]

_WORK_LIMIT: Final = 500
_EVERY_ROW: Final = 2**31
_LOOKED_THROUGH: Final = 20
_ONE_NIGHT: Final = timedelta(hours=12)


def read_work(store: BatchStore, wanted: WorkFilter, today: date) -> WorkNow:
    """Return the work list, and the figures of the newest batch; on a lane."""
    rows = tuple(store.work(wanted, _WORK_LIMIT + 1))
    newest = store.batches(BatchFilter(), _LOOKED_THROUGH)
    if not newest:
        return WorkNow(rows=rows)
    batch, counts = _counting(newest, today)
    on = max(batch.on, today)
    return WorkNow(
        batch=batch,
        counts=counts,
        verdicts=store.verdicts(batch.batch_id),
        rows=rows[:_WORK_LIMIT],
        is_cut=len(rows) > _WORK_LIMIT,
        unverified=store.unverified(on),
        forecast_on=on,
    )


def _counting(newest: Sequence[Stood], today: date) -> Stood:
    """Return the newest batch; of several that one evening made by itself, that of the next day.

    One row that somebody asked about again is none to be counted, unless there is nothing else.

    Args:
        newest: At least one, the newest first.
        today: Days before it are over.
    """
    whole = [each for each in newest if each[0].source is not Source.AGAIN]
    last = next(iter(whole), newest[0])
    if last[0].operator != BY_ITSELF:
        return last
    since = last[0].created_at - _ONE_NIGHT
    night = [
        each
        for each in whole
        if each[0].operator == BY_ITSELF
        and each[0].created_at > since
        and each[0].on >= today
        and each[1].total
    ]
    return min(night, key=lambda each: each[0].on, default=last)


def all_rows(store: BatchStore, batch_id: BatchId) -> Sequence[BatchRow]:
    """Return every row of a batch by line; on a lane."""
    rows, line = list[BatchRow](), 0
    while some := store.rows(batch_id, _WORK_LIMIT, after_line=line):
        rows += some
        line = some[-1].entry.line
    return rows


def all_work(store: BatchStore, wanted: WorkFilter) -> Sequence[BatchRow]:
    """Return every row of the work list, in its order; on a lane."""
    return store.work(wanted, _EVERY_ROW)


def still_chosen(work: WorkNow, rows: Sequence[BatchRow]) -> RowId | None:
    """Return the chosen row, or where it is gone the one that took its place."""
    keys = [row.row_id for row in rows]
    if work.chosen in keys or not keys:
        return work.chosen if keys else None
    before = [row.row_id for row in work.rows]
    now = work.chosen
    at = before.index(now) if now is not None and now in before else 0
    return keys[min(at, len(keys) - 1)]


def batches_of(
    draft: Draft,
    made_at: datetime,
    operator: str,
    rules: BatchDeskRules,
    new_id: Callable[[], str],
) -> Iterator[tuple[Batch, tuple[BatchRow, ...]]]:
    """Yield what a draft becomes: a batch with its rows for each day that is asked for."""
    for day, rows in rows_by_day(draft):
        whole = Batch(
            BatchId(new_id()),
            day,
            draft.source,
            made_at,
            operator,
            rules.one_by_one,
            rules.rows_per_job,
            state=BatchState.RUNNING,
            source_name=draft.source_name,
            source_digest=draft.source_digest,
        )
        yield whole, rows
