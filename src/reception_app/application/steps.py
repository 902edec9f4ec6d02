"""Work over several lanes, written from top to bottom as a generator; knows no use case.

::

    def _greet(self) -> Steps[str]:
        name = yield from on(self._store_lane, self._store.name)
        return f"Good morning, {name}"

    run(self._greet(), self._show)
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

from reception_app.application.ports import Err, Lane, Ok

T = TypeVar("T")

Start: TypeAlias = Callable[[Callable[[], None]], None]
"""Starts a job; what it is given is called on the owner's thread when the job is over."""

Steps: TypeAlias = Generator[Start, None, T]
"""Yields each job that it waits for, and returns the outcome of all."""


def on(lane: Lane, job: Callable[[], T]) -> Steps[T]:
    """Wait for a job on a lane and return its value.

    Raises:
        ReceptionError: what the job raised.
    """
    outcomes: list[Ok[T] | Err] = []

    def start(then: Callable[[], None]) -> None:
        def done(outcome: Ok[T] | Err) -> None:
            outcomes.append(outcome)
            then()

        lane.submit(job, done)

    yield start
    (outcome,) = outcomes
    if isinstance(outcome, Err):
        raise outcome.error
    return outcome.value


def run(steps: Steps[T], then: Callable[[T], None]) -> None:
    """Go through the steps on the owner's thread, job by job, and hand the outcome to ``then``."""
    try:
        start = next(steps)
    except StopIteration as end:
        then(end.value)
    else:
        start(lambda: run(steps, then))
