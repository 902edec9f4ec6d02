"""Makes a batch of the lines of a source: inspected, compared with what was asked already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final

from reception_app.application.batch_ports import BatchStore
from reception_app.application.ports import BackendInfo, BatchStyle
from reception_app.application.settings_batch import StyleChoice
from reception_app.domain.batch import (
    ENDED,
    Batch,
    BatchEntry,
    BatchRow,
    BatchState,
    Kept,
    RowId,
    RowState,
)
from reception_app.domain.batch_rules import begun, row_key
from reception_app.domain.preflight import Facts, Inspected, inspect, standing

_FIRST: Final = 1
_AT_ONCE: Final = 200


def inspected_rows(
    entries: Iterable[BatchEntry],
    on: date,
    *,
    store: BatchStore,
    new_row_id: Callable[[], RowId],
    asked_since: datetime | None = None,
) -> tuple[BatchRow, ...]:
    """Return the lines as rows: to be asked, refused or left out, each with its reason.

    Args:
        entries: In the order of the source.
        on: 資格確認日.
        store: Says what was asked for that day, and whose card was checked that month. On the
            store lane.
        new_row_id: Random.
        asked_since: Aware; who was asked about before this moment is asked about again.

    Raises:
        BatchSourceError: the source goes wrong; nothing of it is used.
        StoreError: it cannot be asked.
    """
    inspected = [inspect(entry, on) for entry in entries]
    keys = [_key(each, on) for each in inspected]
    asked = store.asked_keys(on, [key for key in keys if key], since=asked_since)
    seen = store.checked_by_card_since(
        on.replace(day=_FIRST),
        [each.entry for each, key in zip(inspected, keys, strict=True) if key],
    )
    known: set[str] = set()
    rows: list[BatchRow] = []
    for each, key in zip(inspected, keys, strict=True):
        facts = Facts(
            is_twice=key in known, was_asked=key in asked, was_seen=each.entry.line in seen
        )
        state, reason = standing(each, facts)
        rows.append(
            BatchRow(
                new_row_id(),
                each.entry,
                key,
                state,
                reason=reason,
                is_settled=state is not RowState.REFUSED,
            )
        )
        known |= {key} if key else set()
    return tuple(rows)


def _key(inspected: Inspected, on: date) -> str:
    """Return the row's key; empty for one that cannot be asked."""
    numbers = inspected.numbers
    return "" if numbers is None else row_key(inspected.entry, numbers, on)


def go_on(store: BatchStore, batch: Batch, waiting: int) -> bool:
    """Let a batch go on that a person stopped or a service gave up; return whether it does now.

    Args:
        store: On the store lane.
        batch: As it stands.
        waiting: How many of its rows were not answered.
    """
    rests = batch.state in (BatchState.STOPPED, *ENDED)
    if not rests or not waiting:
        return not rests
    _leave_out(store, batch, partial(_asked_meanwhile, store, batch), Kept.ASKED_TODAY)
    store.set_batch(begun(batch), was=batch.state)
    return True


def leave_out_waiting(store: BatchStore, batch: Batch) -> None:
    """Let no row of a batch be asked any more, as its day is over; store lane."""
    _leave_out(store, batch, lambda rows: rows, Kept.DAY_IS_OVER)


def show_waiting(store: BatchStore, batch: Batch) -> None:
    """Put rows that are not asked any more by themselves on the work list; store lane."""
    _change(store, batch, lambda rows: rows, lambda row: replace(row, is_settled=False))


def _asked_meanwhile(
    store: BatchStore, batch: Batch, rows: Sequence[BatchRow]
) -> Sequence[BatchRow]:
    """Return rows of a batch at rest whom another one has asked about since it was made."""
    keys = [row.key for row in rows]
    asked = store.asked_keys(batch.on, keys, since=batch.created_at)
    return [row for row in rows if row.key in asked]


def _leave_out(
    store: BatchStore,
    batch: Batch,
    which: Callable[[Sequence[BatchRow]], Sequence[BatchRow]],
    reason: Kept,
) -> None:
    """Exclude waiting rows of a batch."""
    _change(
        store,
        batch,
        which,
        lambda row: replace(row, state=RowState.EXCLUDED, reason=reason, is_settled=True),
    )


def _change(
    store: BatchStore,
    batch: Batch,
    which: Callable[[Sequence[BatchRow]], Sequence[BatchRow]],
    how: Callable[[BatchRow], BatchRow],
) -> None:
    """Change waiting rows of a batch, a few at a time."""
    line = 0
    while rows := store.rows(batch.batch_id, _AT_ONCE, after_line=line):
        line = rows[-1].entry.line
        chosen = which([row for row in rows if row.state is RowState.WAITING])
        if chosen:
            store.set_rows([how(row) for row in chosen])


def is_one_by_one(choice: StyleChoice, info: BackendInfo) -> bool:
    """Whether rows go to the service one by one, as the settings or the service want it."""
    if choice is StyleChoice.AUTO:
        return info.batch is not BatchStyle.REMOTE_JOB
    return choice is StyleChoice.ONE_BY_ONE
