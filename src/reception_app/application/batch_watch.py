"""How far the batch under way is, and whether a worker is wanted; starts nothing itself."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from reception_app.application.batch_desk_parts import BatchDeskParts
from reception_app.application.batch_ports import BatchFilter
from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchId,
    BatchState,
)
from reception_app.domain.batch_desk import Progress
from reception_app.domain.batch_rules import is_due

LOOK_EVERY_S: Final = 0.5
_RATE_OVER_S: Final = 20.0
_START_AGAIN_S: Final = 10.0
"""A worker that ended is not started again before, and each time twice as long …"""
_START_AT_MOST_S: Final = 300.0
"""… up to this, unless something happened: it may have found nothing due."""

_RESTING: Final = frozenset({BatchState.STOPPED, BatchState.FAILED})
"""Nothing of it is asked until somebody says so."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How things stand.

    Attributes:
        batch: The one to show.
        counts: Of its rows.
        is_working: A worker works.
        accepted_at: Aware; since when a job of it is worked on.
        next_try_at: As ``Progress``.
        has_due: Some batch that is open, perhaps another one, has rows to be asked now.
    """

    batch: Batch
    counts: BatchCounts
    is_working: bool
    accepted_at: datetime | None
    next_try_at: datetime | None
    has_due: bool


@dataclass(slots=True)
class _Pace:
    """How fast answers came lately."""

    seen: deque[tuple[float, int]] = field(default_factory=deque[tuple[float, int]])
    batch: BatchId | None = None

    def note(self, batch: BatchId, at_s: float, done: int) -> float | None:
        """Take in how many are done; return how many a second, if it can be told."""
        if batch != self.batch:
            self.batch = batch
            self.seen.clear()
        self.seen.append((at_s, done))
        while self.seen[0][0] < at_s - _RATE_OVER_S:
            self.seen.popleft()
        begun_s, before = self.seen[0]
        if at_s - begun_s < 2 * LOOK_EVERY_S or done <= before:
            return None
        return (done - before) / (at_s - begun_s)


class BatchWatch:
    """Watches; on the owner's thread but for what says otherwise."""

    def __init__(self, parts: BatchDeskParts) -> None:
        self._parts = parts
        self._pace = _Pace()
        self._started_s = float("-inf")
        self._again_s = _START_AGAIN_S

    def seen_now(self) -> Seen | None:
        """Return how the batch stands that was made last and has not ended; on a lane."""
        store, now = self._parts.store, self._parts.clock.now()
        open_ones = store.open_batches()
        batch = next(reversed(open_ones), None) or self._resting()
        if batch is None:
            return None
        next_try = store.next_try(batch.batch_id, now)
        return Seen(
            batch,
            store.counts(batch.batch_id),
            self._parts.worker.is_working(),
            self._accepted_at(batch),
            next_try_at=None if next_try == now else next_try,
            has_due=any(self._has_due(each, now) for each in open_ones),
        )

    def _has_due(self, batch: Batch, now: datetime) -> bool:
        """Whether a worker would find something to do in a batch."""
        if not is_due(batch.waits_until, now):
            return False
        store = self._parts.store
        return store.next_try(batch.batch_id, now) == now or (
            store.counts(batch.batch_id).asking > 0
        )

    def _accepted_at(self, batch: Batch) -> datetime | None:
        """Return when the service took in the oldest upload that it still works on."""
        if batch.one_by_one:
            return None
        jobs = self._parts.store.jobs(batch.batch_id, only_open=True)
        return min((job.accepted_at for job in jobs if job.accepted_at is not None), default=None)

    def _resting(self) -> Batch | None:
        """Return the newest batch if it was stopped or given up, and nothing was sent after it."""
        newest = next(iter(self._parts.store.batches(BatchFilter(), 1)), None)
        return newest[0] if newest and newest[0].state in _RESTING else None

    def progress(self, seen: Seen, *, is_counter_busy: bool) -> Progress:
        """Return how far a batch is, with the pace of its last answers."""
        batch, counts, is_working = seen.batch, seen.counts, seen.is_working
        done = counts.answered + counts.failed + counts.unknown
        per_s = self._pace.note(batch.batch_id, self._parts.clock.monotonic(), done)
        left = counts.waiting + counts.asking
        return Progress(
            batch,
            counts,
            per_minute=None if per_s is None else per_s * 60,
            left_s=None if per_s is None else round(left / per_s),
            is_working=is_working,
            yields=is_counter_busy and is_working,
            accepted_at=seen.accepted_at,
            next_try_at=seen.next_try_at,
        )

    def wants_worker(self, seen: Seen) -> bool:
        """Whether a worker is wanted and none is there."""
        if seen.is_working or not seen.has_due:
            return False
        return self._parts.clock.monotonic() >= self._started_s + self._again_s

    def note_start(self, *, is_first: bool = True) -> None:
        """Hear that a worker is started: as somebody wants it, or once more by itself."""
        self._started_s = self._parts.clock.monotonic()
        self._again_s = _START_AGAIN_S if is_first else min(self._again_s * 2, _START_AT_MOST_S)

    def start_if_open(self) -> None:
        """Let a worker go on with what an earlier run of the program left; on a lane."""
        if self._parts.store.open_batches():
            self._parts.worker.start()
