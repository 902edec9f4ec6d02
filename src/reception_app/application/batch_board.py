"""What a desk shows of 一括照会, and how it changes: by jobs on lanes, on the owner's thread.

It knows nothing of what the jobs are for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from reception_app.application.ports import Clock, Err, Lane, Ok
from reception_app.domain.batch_desk import BatchDeskNow, Done
from reception_app.domain.errors import ReceptionError

T = TypeVar("T")

_DONE_S: Final = 6.0


class BatchBoard:
    """Holds the picture; call it on the owner's thread only."""

    def __init__(
        self, clock: Clock, first: BatchDeskNow, *, on_change: Callable[[BatchDeskNow], None]
    ) -> None:
        """Make it.

        Args:
            clock: For what is shown for a moment, and the time that is shown.
            first: What is shown at first; it is not told.
            on_change: Told after each change, never twice of the same.
        """
        self._clock, self._on_change = clock, on_change
        self._done_until_s = 0.0
        self._is_over = False
        self.now = first

    def stop(self) -> None:
        """Take in nothing more; the worker goes on by itself."""
        self._is_over = True

    def _forget_done(self) -> None:
        """Say no longer what was done, once it was said long enough."""
        if self.now.done is not None and self._clock.monotonic() > self._done_until_s:
            self._publish(done=None)

    def _do(
        self,
        lane: Lane,
        job: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[ReceptionError], None] | None = None,
    ) -> None:
        def done(outcome: Ok[T] | Err) -> None:
            if self._is_over:
                return
            if isinstance(outcome, Ok):
                then(outcome.value)
            else:
                (failed or self._say)(outcome.error)

        if not self._is_over:
            lane.submit(job, done)

    def _say(self, error: ReceptionError) -> None:
        self._publish(trouble=error, busy=None, done=None)

    def _tell(self, done: Done, **changes: object) -> None:
        self._done_until_s = self._clock.monotonic() + _DONE_S
        self._publish(done=done, trouble=None, **changes)

    def _publish(self, **changes: object) -> None:
        now = replace(self.now, now=self._minute(), **changes)  # type: ignore[arg-type] # ours
        if now != self.now:
            self.now = now
            self._on_change(now)

    def _minute(self) -> datetime:
        """Return the time that is shown; it has no seconds, so that it seldom changes."""
        now = self._clock.now()
        return now - timedelta(seconds=now.second, microseconds=now.microsecond)
