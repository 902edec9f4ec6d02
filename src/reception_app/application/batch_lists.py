"""What the lists of 一括照会 show, read from the store; what a draft becomes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from reception_app.application.batch_desk_parts import BatchDeskRules
from reception_app.application.batch_ports import BatchFilter, BatchStore, WorkFilter
from reception_app.application.batch_preparing import rows_by_day
from reception_app.domain.batch import Batch, BatchId, BatchRow, BatchState, RowId
from reception_app.domain.batch_desk import Draft, WorkNow

_WORK_LIMIT: Final = 500


def read_work(store: BatchStore, wanted: WorkFilter, today: date) -> WorkNow:
    """Return the work list, and the figures of the newest batch; on a lane."""
    rows = tuple(store.work(wanted, _WORK_LIMIT + 1))
    newest = next(iter(store.batches(BatchFilter(), 1)), None)
    if newest is None:
        return WorkNow(rows=rows)
    batch, counts = newest
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


def all_rows(store: BatchStore, batch_id: BatchId) -> Sequence[BatchRow]:
    """Return every row of a batch by line; on a lane."""
    rows, line = list[BatchRow](), 0
    while some := store.rows(batch_id, _WORK_LIMIT, after_line=line):
        rows += some
        line = some[-1].entry.line
    return rows


def still_chosen(work: WorkNow, rows: Sequence[BatchRow]) -> RowId | None:
    """Return the chosen row, or where it is gone the one that took its place."""
    keys = [row.row_id for row in rows]
    if work.chosen in keys or not keys:
        return work.chosen if keys else None
    before = [row.row_id for row in work.rows]
    at = before.index(work.chosen) if work.chosen in before else 0
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
