"""What a desk's window does for batches that run by themselves: starts the worker, looks ahead.

The computer's timer does the first as well; whoever comes first does it. Nothing here blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from reception_app.application.batch_desk_parts import BatchWorkerPort
from reception_app.application.batch_plan import PlanParts, forecast, runs_due
from reception_app.application.ports import Err, Lane, Ok
from reception_app.domain.batch_desk import Forecast

_LOOK_EVERY_S: Final = 60.0
_LOOK_SOON_S: Final = 5.0
"""For a minute after the worker was started: whoever looks at the list wants to see the batch."""
_START_AGAIN_S: Final = 900.0
"""What is still due then could not be made: its source cannot be read."""
_FORESEE_EVERY_S: Final = 300.0
_FORESEE_AGAIN_S: Final = 30.0
"""The list of appointments is not read more often, whatever happens on the screen."""


class Ahead:
    """Looks every minute whether a batch is due by itself; on the owner's thread only."""

    def __init__(
        self,
        plan: PlanParts,
        *,
        worker: BatchWorkerPort,
        store_lane: Lane,
        work_lane: Lane,
        tell: Callable[[Forecast | None], None],
        made: Callable[[], None],
    ) -> None:
        """Make it; ``tick`` keeps it going.

        Args:
            plan: What is due, and where the appointments are.
            worker: Makes the batches and works on them.
            store_lane: For quick looks into the store.
            work_lane: For what may take long; the store may be asked there, too.
            tell: Told how the next business day stands, when that was looked up.
            made: Told when what was due has been made.
        """
        self._plan, self._worker, self._tell, self._made = plan, worker, tell, made
        self._store_lane, self._work_lane = store_lane, work_lane
        self._looked_s = self._started_s = self._foreseen_s = float("-inf")
        self._was_due = False

    def tick(self) -> None:
        """Let time be noticed."""
        at_s = self._plan.clock.monotonic()
        is_soon = at_s < self._started_s + _LOOK_EVERY_S
        if at_s >= self._looked_s + (_LOOK_SOON_S if is_soon else _LOOK_EVERY_S):
            self._looked_s = at_s
            self._store_lane.submit(lambda: bool(runs_due(self._plan)), self._seen)
        if at_s >= self._foreseen_s + _FORESEE_EVERY_S:
            self.foresee()

    def foresee(self) -> None:
        """Look how the next business day stands, unless that was done just now."""
        at_s = self._plan.clock.monotonic()
        if at_s < self._foreseen_s + _FORESEE_AGAIN_S:
            return
        self._foreseen_s = at_s
        self._work_lane.submit(lambda: forecast(self._plan), self._foreseen)

    def _seen(self, is_due: Ok[bool] | Err) -> None:
        if isinstance(is_due, Err):
            return
        was_due, self._was_due = self._was_due, is_due.value
        at_s = self._plan.clock.monotonic()
        if is_due.value and at_s >= self._started_s + _START_AGAIN_S:
            self._started_s = at_s
            self._work_lane.submit(self._worker.start, lambda _: None)
        elif was_due and not is_due.value:
            self._made()

    def _foreseen(self, found: Ok[Forecast | None] | Err) -> None:
        """Tell it; whoever reads the appointments for a batch says why they cannot be read."""
        self._tell(found.value if isinstance(found, Ok) else None)
