"""Stand-ins for our own ports, for tests of the program and of plug-ins; not for the program."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import ReceptionError
from reception_app.domain.policy import JST

T = TypeVar("T")


class InlineLane:
    """A ``Lane`` on the calling thread.

    Jobs run in the order they were submitted and never inside one another: what a ``done``
    submits runs after it, as on a real lane. An exception that is no ReceptionError is a bug of
    the test or of the code, and leaves ``submit``.
    """

    def __init__(self) -> None:
        self._jobs: deque[Callable[[], None]] = deque()
        self._busy = False

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Run job, then done, before returning, unless one of them submits."""
        self._jobs.append(lambda: done(_outcome(job)))
        if self._busy:
            return
        self._busy = True
        try:
            while self._jobs:
                self._jobs.popleft()()
        finally:
            self._busy = False


class ManualLane:
    """A ``Lane`` whose jobs wait until the test lets them run, one at a time."""

    def __init__(self) -> None:
        self._jobs: deque[Callable[[], None]] = deque()

    @property
    def waiting(self) -> int:
        """How many jobs have not run yet."""
        return len(self._jobs)

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Keep the job."""
        self._jobs.append(lambda: done(_outcome(job)))

    def run_next(self) -> None:
        """Run the oldest job, then its done."""
        self._jobs.popleft()()

    def run_all(self) -> None:
        """Run jobs until none is left, those that they submit included."""
        while self._jobs:
            self.run_next()


class FakeClock:
    """A ``Clock`` that stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)) -> None:
        self._now = now
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        """Return the time, UTC."""
        return self._now

    def today(self) -> date:
        """Return the day in Japan."""
        return self._now.astimezone(JST).date()

    def monotonic(self) -> float:
        """Return the seconds that it was moved."""
        return self._elapsed_s

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._elapsed_s += seconds


def _outcome(job: Callable[[], T]) -> Ok[T] | Err:
    try:
        return Ok(job())
    except ReceptionError as error:
        return Err(error)
