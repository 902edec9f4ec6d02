"""Work that comes round again and again, on the owner's thread; knows no timer, only a clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from reception_app.application.ports import Clock


class Rounds:
    """Remembers when each job was done last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: dict[str, float] = {}
        self._under_way: set[str] = set()

    def every(self, seconds: float, job: Callable[[Callable[[], None]], None]) -> None:
        """Do it now if it has not been done for so long; never twice beside each other."""
        name, now = job.__name__, self._clock.monotonic()
        if name not in self._under_way and now >= self._due.get(name, now):
            self._due[name] = now + seconds
            self._under_way.add(name)
            job(partial(self._under_way.discard, name))
