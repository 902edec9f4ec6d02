"""Brings saved answers to the receipt computer, exactly once in effect; it knows no file format.

Every row goes WAITING → written aside → PREPARED committed → made visible → DELIVERED committed
(architecture.md, decision 18). A row that has a name was prepared once: only making it visible is
repeated, never the writing, because the receipt computer deletes what it has read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from reception_app.application.ports import Clock, HandoverLock, HandoverSink, Lane, ResultStore
from reception_app.application.steps import Steps, on, run
from reception_app.domain.errors import (
    HandoverError,
    NotTakenAway,
    ReceptionError,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.record import OPEN_HANDOVERS, HandoverState, StoredCheck

T = TypeVar("T")

_PAGE: Final = 20
_ALL: Final = 1_000
_TAKEN_WITHIN: Final = timedelta(seconds=60)
_WATCHED_FOR: Final = timedelta(days=1)
_CANNOT_BE_WRITTEN: Final = "HO06"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where one answer stands after an attempt.

    Attributes:
        path: Where the receipt computer finds it; None unless this attempt delivered it.
        error: Why it did not get there.
    """

    check_id: CheckId
    state: HandoverState
    path: str | None = None
    error: ReceptionError | None = None


@dataclass(frozen=True, slots=True)
class Drained:
    """What a drain did.

    Attributes:
        deliveries: One for each row that was tried, in that order.
        error: What ended it before the outbox was empty. None also where another program holds
            the lock, since that one hands over.
    """

    deliveries: tuple[Delivery, ...] = ()
    error: ReceptionError | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Answers that the receipt computer should have taken by now, and the error that this is."""

    check_ids: tuple[CheckId, ...] = ()
    error: ReceptionError | None = None


class HandoverController:
    """Drains the outbox; call it, and be called back, on the owner's thread only.

    ``on_change`` hears of every attempt, whoever asked for it.
    """

    def __init__(  # noqa: PLR0913 - each is a port, or what the settings say
        self,
        *,
        store: ResultStore,
        store_lane: Lane,
        sink: HandoverSink,
        handover_lane: Lane,
        lock: HandoverLock,
        clock: Clock,
        on_change: Callable[[Delivery], None] = lambda _: None,
        drains_only_begun: bool = False,
    ) -> None:
        """Make a controller at rest.

        Args:
            store: The outbox; used on the store lane only.
            store_lane: Where the store is.
            sink: The receipt computer's side; used on the hand-over lane only.
            handover_lane: Where the folder is.
            lock: One hand-over at a time, across programs.
            clock: For when it was delivered.
            on_change: Hears of every attempt, whoever asked for it.
            drains_only_begun: Somebody confirms each answer, so a drain takes up only what was
                begun before: prepared or failed.
        """
        self._store = store
        self._store_lane = store_lane
        self._sink = sink
        self._handover_lane = handover_lane
        self._lock = lock
        self._clock = clock
        self._on_change = on_change
        self._drains_only_begun = drains_only_begun
        self._running = False
        self._queue: deque[Callable[[], None]] = deque()
        self._asking: list[Callable[[Drained], None]] = []
        self._taken: set[CheckId] = set()

    def drain(self, done: Callable[[Drained], None]) -> None:
        """Hand over all that waits, oldest first; asked while one runs, look again after it.

        No row is tried twice in one drain. HO06 concerns one answer, as does any error of one that
        was prepared earlier, perhaps in a folder that is gone; the next one follows. Any other
        error would meet the next answer too, and ends the drain.
        """
        self._asking.append(done)
        if len(self._asking) == 1:
            self._enqueue(self._start_drain)

    def deliver(self, check_id: CheckId, done: Callable[[Delivery], None]) -> None:
        """Hand over one answer, after what runs already.

        Where another program holds the lock, ``done`` is told how the answer stands.
        """
        self._enqueue(lambda: run(self._deliver(check_id), partial(self._delivered, done)))

    def not_taken(self, now: datetime, done: Callable[[NotTaken], None]) -> None:
        """Look which answers of the last day still lie in the folder after 60 s (HO02)."""
        run(self._not_taken(now), done)

    # ── one thing at a time ───────────────────────────────────────────────────────────────────
    def _enqueue(self, start: Callable[[], None]) -> None:
        self._queue.append(start)
        if not self._running:
            self._start_next()

    def _start_next(self) -> None:
        self._running = bool(self._queue)
        if self._queue:
            self._queue.popleft()()

    def _start_drain(self) -> None:
        asking, self._asking = self._asking, []
        run(self._drain(), partial(self._drained, asking))

    def _drained(self, asking: Sequence[Callable[[Drained], None]], drained: Drained) -> None:
        self._tell(drained.deliveries, asking, drained)

    def _delivered(self, done: Callable[[Delivery], None], delivery: Delivery) -> None:
        self._tell((delivery,), (done,), delivery)

    def _tell(
        self, deliveries: Sequence[Delivery], asking: Sequence[Callable[[T], None]], outcome: T
    ) -> None:
        try:
            for delivery in deliveries:
                self._on_change(delivery)
            for done in asking:
                done(outcome)
        finally:
            self._start_next()

    # ── the steps ─────────────────────────────────────────────────────────────────────────────
    def _drain(self) -> Steps[Drained]:
        deliveries: list[Delivery] = []
        try:
            yield from self._under_lock(self._empty_outbox(deliveries))
        except ReceptionError as error:
            return Drained(tuple(deliveries), error)
        return Drained(tuple(deliveries))

    def _under_lock(self, work: Steps[T]) -> Steps[T | None]:
        """Do the work, or nothing (None) while another program holds the lock."""
        if not (yield from on(self._handover_lane, self._lock.acquire)):
            return None
        # No "finally": steps that are given up at the program's end could not wait in it.
        try:
            outcome = yield from work
        except ReceptionError:
            yield from on(self._handover_lane, self._lock.release)
            raise
        yield from on(self._handover_lane, self._lock.release)
        return outcome

    def _empty_outbox(self, deliveries: list[Delivery]) -> Steps[None]:
        tried: set[CheckId] = set()
        while rows := (yield from self._not_tried(tried)):
            for row in rows:
                tried.add(row.result.check_id)
                delivery = yield from self._hand_over(row)
                deliveries.append(delivery)
                if delivery.error is not None and _would_meet_the_next(row, delivery.error):
                    raise delivery.error

    def _not_tried(self, tried: set[CheckId]) -> Steps[list[StoredCheck]]:
        # Failed rows stay in the outbox; a page has to reach beyond them.
        size = _ALL if self._drains_only_begun else _PAGE + len(tried)
        rows = yield from on(self._store_lane, partial(self._store.waiting, size))
        return [row for row in rows if row.result.check_id not in tried and self._may_drain(row)]

    def _may_drain(self, row: StoredCheck) -> bool:
        return not (self._drains_only_begun and row.handover.state is HandoverState.WAITING)

    def _hand_over(self, row: StoredCheck) -> Steps[Delivery]:
        check_id, before = row.result.check_id, row.handover.name
        name = before
        try:
            if name is None or (yield from self._lies_elsewhere(name)):
                name = yield from self._prepare(row)
            path = yield from on(self._handover_lane, partial(self._release, name))
        except HandoverError as error:
            if (row.handover.failure_code, before) != (error.code, name):
                mark = partial(self._store.mark_handover_failed, check_id, error.code)
                yield from on(self._store_lane, mark)  # else it is written down already
            return Delivery(check_id, HandoverState.FAILED, error=error)
        if before is not None and before != name:
            # Only now: two paths may lead to one folder, and what was prepared lie under both.
            yield from on(self._handover_lane, partial(self._sink.discard, before))
        mark = partial(self._store.mark_handed_over, check_id, self._clock.now())
        yield from on(self._store_lane, mark)
        return Delivery(check_id, HandoverState.DELIVERED, path)

    def _prepare(self, row: StoredCheck) -> Steps[str]:
        name = yield from on(self._handover_lane, partial(self._sink.prepare, row.result))
        mark = partial(self._store.mark_prepared, row.result.check_id, name)
        yield from on(self._store_lane, mark)
        return name

    def _lies_elsewhere(self, name: str) -> Steps[bool]:
        return (yield from on(self._handover_lane, partial(self._sink.lies_elsewhere, name)))

    def _release(self, name: str) -> str:
        self._sink.release(name)
        return self._sink.path_of(name)

    def _deliver(self, check_id: CheckId) -> Steps[Delivery]:
        try:
            delivery = yield from self._under_lock(self._deliver_if_open(check_id))
            if delivery is None:
                row = yield from on(self._store_lane, partial(self._store.find, check_id))
                delivery = self._as_it_stands(check_id, row)
        except ReceptionError as error:
            return Delivery(check_id, HandoverState.WAITING, error=error)
        return delivery

    def _deliver_if_open(self, check_id: CheckId) -> Steps[Delivery]:
        row = yield from on(self._store_lane, partial(self._store.find, check_id))
        if row is not None and row.handover.state in OPEN_HANDOVERS:
            return (yield from self._hand_over(row))
        return self._as_it_stands(check_id, row)

    def _as_it_stands(self, check_id: CheckId, row: StoredCheck | None) -> Delivery:
        if row is None:
            return Delivery(check_id, HandoverState.OFF)
        state, name = row.handover.state, row.handover.name
        visible = state is HandoverState.DELIVERED
        return Delivery(check_id, state, self._sink.path_of(name) if visible and name else None)

    def _not_taken(self, now: datetime) -> Steps[NotTaken]:
        try:
            recent = partial(self._store.delivered_since, now - _WATCHED_FOR)
            rows = yield from on(self._store_lane, recent)
            overdue = [row for row in rows if self._is_overdue(row, now)]
            lying = yield from on(self._handover_lane, partial(self._still_there, overdue))
        except ReceptionError as error:
            return NotTaken(error=error)
        self._taken.update({row.result.check_id for row in overdue}.difference(lying))
        return NotTaken(lying, NotTakenAway() if lying else None)

    def _is_overdue(self, row: StoredCheck, now: datetime) -> bool:
        at, known = row.handover.delivered_at, row.result.check_id in self._taken
        return at is not None and at <= now - _TAKEN_WITHIN and not known

    def _still_there(self, rows: Sequence[StoredCheck]) -> tuple[CheckId, ...]:
        names = ((row.result.check_id, row.handover.name) for row in rows)
        return tuple(each for each, name in names if name and self._sink.still_there(name))


def _would_meet_the_next(row: StoredCheck, error: ReceptionError) -> bool:
    return row.handover.name is None and error.code != _CANNOT_BE_WRITTEN
