"""The lines to one service, lent to one thread at a time; it knows no protocol.

Why not one httpcore pool for all threads: with more threads than connections its synchronous pool
(1.0.9) may close a connection as idle in the moment in which another thread starts to use it. That
thread then waits on a socket number that is closed or somebody else's: one question in a few
hundred hung. Here a line is closed by its only user or, at rest, by ``close``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from reception_app.adapters.backends.line import Deadline, Line
from reception_app.domain.errors import LinkDown


class Lines:
    """At most so many lines, made when they are needed; the last one used is lent first."""

    def __init__(self, make_line: Callable[[], Line], *, at_most: int) -> None:
        self._make_line = make_line
        self._unmade = at_most
        self._resting: list[Line] = []
        self._lent: set[Line] = set()
        self._closed = False
        self._changed = threading.Condition()

    @contextmanager
    def lent(self, deadline: Deadline) -> Generator[Line]:
        """Lend a line for the time of the block; wait for one if all are in use.

        Raises:
            LinkTimeout: none became free in time.
            LinkDown: the lines are closed.
        """
        line = self._take(deadline)
        went_well = False
        try:
            yield line
            went_well = True
        finally:
            self._give_back(line, first=went_well)

    def close(self) -> None:
        """Close the lines at rest, and cut those in use: nobody waits for an answer any more."""
        with self._changed:
            self._closed = True
            resting, self._resting = self._resting, []
            lent = list(self._lent)
            self._changed.notify_all()
        for line in resting:
            line.close()
        for line in lent:
            line.interrupt()

    def _take(self, deadline: Deadline) -> Line:
        with self._changed:
            while not self._closed and not self._resting and not self._unmade:
                self._changed.wait(deadline.left())
            if self._closed:
                raise LinkDown
            if self._resting:
                line = self._resting.pop()
            else:
                self._unmade -= 1
                line = self._make_line()
            self._lent.add(line)
        return line

    def _give_back(self, line: Line, *, first: bool) -> None:
        with self._changed:
            self._lent.discard(line)
            closed = self._closed
            if not closed:
                # A line that failed has no connection any more; lend it after those that have one.
                self._resting.insert(len(self._resting) if first else 0, line)
                self._changed.notify()
        if closed:
            line.close()
