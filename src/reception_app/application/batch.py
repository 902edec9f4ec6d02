"""Works on the batches of a store: one after the other, each until nothing of it is due.

While the service works on the uploads of one batch, others have their turn.

What it does is in the store before the next step, so a run may end at any moment; the next one
goes on. Others stop a batch, and read how far it is, through the store alone.

Source: front-desk.md C; architecture.md 3.8.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, TypeAlias

from reception_app.application.batch_making import leave_out_waiting, show_waiting
from reception_app.application.batch_parts import BatchParts
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.batch_ports import BatchBackend
from reception_app.application.batch_rows import RowsRun
from reception_app.application.batch_uploads import UploadsRun, give_up_uploads
from reception_app.domain.batch import ENDED, Batch, BatchId, BatchState
from reception_app.domain.batch_rules import LADDER, begun, closed, ended, is_due, is_late
from reception_app.domain.batch_run import Stop, Why
from reception_app.domain.errors import BackendRefused, ReceptionError

_LOG = logging.getLogger(__name__)
_LOOK_S: Final = 0.3
"""How often the store is asked whether somebody stopped the batch."""
_NOT_WORKED_ON: Final = ENDED | {BatchState.STOPPED}
_OTHERS_S: Final = 60.0
"""How often others are looked for while all that are worked on wait for their service."""
_AGAIN_S: Final = LADDER[0].total_seconds()
"""A batch that could not go on is looked at again after so long."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of the batches of one pass.

    Attributes:
        errors: Why a batch could not go on; batches that went on as far as they could have none.
        error: Why the pass ended before the batches did.
    """

    errors: dict[BatchId, ReceptionError] = field(default_factory=dict[BatchId, ReceptionError])
    error: ReceptionError | None = None


BatchRun: TypeAlias = "RowsRun | UploadsRun"


class BatchWorker:
    """Works; call it, and be called back, on the owner's thread only. One at a time per store."""

    def __init__(
        self,
        parts: BatchParts,
        *,
        on_done: Callable[[Worked], None],
        on_saved: Callable[[], None] = lambda: None,
    ) -> None:
        """Make it.

        Args:
            parts: The world.
            on_done: Told when nothing is due any more, or nothing can be done.
            on_saved: Told whenever rows have changed in the store.
        """
        self._parts = parts
        self._on_done = on_done
        self._on_saved = on_saved
        self._at_once = BatchId("")
        self._begun_at: dict[BatchId, float] = {}
        self._worked = Worked()
        self._batch: Batch | None = None
        self._run: BatchRun | None = None
        self._asleep: list[tuple[Batch, UploadsRun]] = []
        self._nobody_else = float("-inf")
        self._stopping: Why | None = None
        self._looked = 0.0
        self._is_looking = False

    @property
    def batch(self) -> Batch | None:
        """The batch that is worked on."""
        return self._batch

    @property
    def is_waiting(self) -> bool:
        """Whether it only waits for its service to work on uploads."""
        return isinstance(self._run, UploadsRun) and self._run.wakes_at is not None

    @property
    def batches(self) -> frozenset[BatchId]:
        """Those that were worked on since ``work`` was called last."""
        return frozenset(self._begun_at) | {each.batch_id for each in (self._batch,) if each}

    def work(self, at_once: BatchId | None = None) -> None:
        """Work on everything that is due; one batch also if it was to wait for its service."""
        self._at_once = at_once or BatchId("")
        self._begun_at.clear()
        self._asleep.clear()
        self._nobody_else = float("-inf")
        self._worked = Worked()
        self._next()

    def look(self) -> None:
        """Look at counter, clock and store; call it several times a second."""
        if self._run is not None:
            self._run.look()
        self._make_room()
        if self._batch is not None and not self._is_looking:
            self._look_at_the_store(self._batch.batch_id)

    def stop(self) -> None:
        """End; what is under way comes to its end first, and ``on_done`` is told then."""
        self._stop(Why.INTERRUPTED)

    def _stop(self, why: Why) -> None:
        if why is Why.INTERRUPTED:
            self._stopping = why
            self._asleep.clear()  # nothing of them is under way
        if self._run is not None:
            self._run.stop(why)

    def _look_at_the_store(self, batch_id: BatchId) -> None:
        now = self._parts.clock.monotonic()
        if now < self._looked + _LOOK_S:
            return
        self._looked, self._is_looking = now, True

        def seen(batch: Batch | None) -> None:
            self._is_looking = False
            is_this = self._batch is not None and self._batch.batch_id == batch_id
            if is_this and (batch is None or batch.state in _NOT_WORKED_ON):
                self._stop(Why.BY_PERSON)

        def not_seen(_: ReceptionError) -> None:
            self._is_looking = False  # whoever writes next says it

        self._parts.write(lambda: self._parts.store.batch(batch_id), seen, failed=not_seen)

    # ── one batch after the other ───────────────────────────────────────────────────────────
    def _next(self) -> None:
        if self._stopping is not None:
            self._on_done(self._worked)
            return
        self._parts.write(self._begin, self._begun, failed=self._give_up)

    def _make_room(self) -> None:
        """Let others have their turn where this batch only waits for its service."""
        run, batch = self._run, self._batch
        if not isinstance(run, UploadsRun) or batch is None or self._stopping is not None:
            return
        wakes_at = run.wakes_at
        if wakes_at is None:
            return
        if self._parts.clock.monotonic() >= self._nobody_else + _OTHERS_S:
            self._lay_to_sleep(batch, run)
            self._next()
        elif any(_wakes_at(each) < wakes_at for each in self._asleep):
            self._lay_to_sleep(batch, run)
            self._wake()

    def _lay_to_sleep(self, batch: Batch, run: UploadsRun) -> None:
        self._asleep.append((batch, run))
        self._batch = self._run = None

    def _wake(self) -> None:
        """Go on with the batch whose service is to be asked first."""
        first = min(self._asleep, key=_wakes_at)
        self._asleep.remove(first)
        self._batch, self._run = first

    def _begin(self) -> Batch | None:
        """Write down that the next batch is worked on; store lane."""
        store, now = self._parts.store, self._parts.clock.now()
        for batch in store.open_batches():
            is_wanted = batch.batch_id == self._at_once or is_due(batch.waits_until, now)
            if not is_wanted or self._had_its_turn(batch.batch_id):
                continue
            if batch.batch_id != self._at_once and is_late(batch, self._parts.clock.today()):
                if batch.operator == BY_ITSELF:
                    leave_out_waiting(store, batch)
                elif batch.waits_until is not None:  # else somebody said that it goes on
                    store.set_batch(replace(batch, state=BatchState.STOPPED), was=batch.state)
                    continue
            going = begun(batch)
            if store.set_batch(going, was=batch.state):  # else a person stopped it just now
                return going
        return None

    def _had_its_turn(self, batch_id: BatchId) -> bool:
        if any(batch_id == batch.batch_id for batch, _ in self._asleep):
            return True
        begun_at = self._begun_at.get(batch_id, float("-inf"))
        return self._parts.clock.monotonic() < begun_at + _AGAIN_S

    def _begun(self, batch: Batch | None) -> None:
        if batch is None:
            self._nobody_else = self._parts.clock.monotonic()
            if self._asleep:
                self._wake()
            else:
                self._on_done(self._worked)
            return
        self._begun_at[batch.batch_id] = self._parts.clock.monotonic()
        self._batch = batch
        _LOG.info("a batch goes on")
        self._parts.bulk_lane.submit(self._greet, lambda _: self._start(batch))

    def _greet(self) -> None:
        """Let the service say how much it takes at once, where it can."""
        warm: Callable[[], None] | None = getattr(self._parts.backend, "warm", None)
        if warm is not None:
            warm()

    def _start(self, batch: Batch) -> None:
        if self._stopping is not None:
            self._ended(batch, Stop(self._stopping))
            return
        run = self._make_run(batch)
        if run is None:
            self._give_back(batch)
            return
        self._run = run
        run.start()

    def _make_run(self, batch: Batch) -> BatchRun | None:
        parts = self._parts
        if batch.one_by_one:
            return RowsRun(
                parts,
                batch,
                on_end=partial(self._ended, batch),
                on_saved=self._on_saved,
            )
        if not isinstance(parts.backend, BatchBackend):
            return None
        return UploadsRun(
            parts,
            parts.backend,
            batch,
            on_end=lambda stop, has_failed: self._ended(batch, stop, has_failed=has_failed),
            on_saved=self._on_saved,
        )

    def _give_back(self, batch: Batch) -> None:
        """Give up a batch that this service cannot take: the settings named another one before."""
        store = self._parts.store
        self._batch = None
        self._worked.errors[batch.batch_id] = BackendRefused("BT05")

        def give_up() -> None:
            give_up_uploads(store, batch)
            self._note_end(batch.batch_id, None, has_failed=True)

        self._parts.write(give_up, lambda _: self._next(), failed=self._give_up)

    def _ended(self, batch: Batch, stop: Stop | None, *, has_failed: bool = False) -> None:
        """Write down how the batch stands now, then go on with the next."""
        self._batch = self._run = None
        if stop is not None and stop.why is Why.STORE:
            self._give_up(stop.error)
            return
        if stop is not None and stop.error is not None:
            self._worked.errors[batch.batch_id] = stop.error
        if stop is not None and stop.why is Why.BY_PERSON:
            self._begun_at.pop(batch.batch_id, None)  # who stopped it may have let it go on by now
        self._parts.write(
            lambda: self._note_end(batch.batch_id, stop, has_failed=has_failed),
            lambda is_over: self._after(batch.batch_id, stop, is_over=is_over),
            failed=self._give_up,
        )

    def _note_end(self, batch_id: BatchId, stop: Stop | None, *, has_failed: bool) -> bool:
        """Write down how a batch stands, unless a person stopped it; store lane.

        Return whether it is at its end: should it be opened again, that is somebody's wish.
        """
        store, now = self._parts.store, self._parts.clock.now()
        batch = store.batch(batch_id)
        if batch is None or batch.state in _NOT_WORKED_ON:
            return True
        after = batch
        if stop is not None and stop.error is not None:
            after = closed(batch, stop.error, now)
        elif stop is None:
            after = ended(batch, store.counts(batch_id), has_failed_job=has_failed, now=now)
        if after.state is BatchState.FAILED:
            show_waiting(store, after)  # before it is over: nobody opens it again
        store.set_batch(after, was=batch.state)
        _LOG.info(
            "a batch rests", extra={"state": after.state, "code": after.error_code or "none"}
        )
        return after.state in ENDED

    def _after(self, batch_id: BatchId, stop: Stop | None, *, is_over: bool) -> None:
        if is_over:
            self._begun_at[batch_id] = float("-inf")
        if stop is not None and stop.why is Why.CLOSED:  # the next batch would meet it too
            self._give_up(stop.error)
        else:
            self._next()

    def _give_up(self, error: ReceptionError | None) -> None:
        self._asleep.clear()
        self._on_done(Worked(self._worked.errors, error))


def _wakes_at(asleep: tuple[Batch, UploadsRun]) -> float:
    return asleep[1].wakes_at or 0.0
