"""A value from a lane, for a thread that may wait for it; a window's may not."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

from reception_app.application.ports import Err, Lane, Ok
from reception_app.domain.errors import BugError, ReceptionError

T = TypeVar("T")

CALL_S = 30.0
"""No call lasts so long but one that hangs: statements give up after 5 s, exchanges after 15."""
_SLICE_S = 0.1


def value_from(
    lane: Lane, job: Callable[[], T], *, or_else: ReceptionError, within_s: float = CALL_S
) -> T:
    """Run a job on a lane and return its value; any thread but the lane's own may ask.

    Args:
        lane: Where.
        job: What.
        or_else: What it means that the job has not come back after a while.
        within_s: How long that is.

    Raises:
        ReceptionError: as the job raised it, or ``or_else``.
    """
    outcomes: SimpleQueue[Ok[T] | Err] = SimpleQueue()
    lane.submit(partial(_tell, job, outcomes), _ignore)
    return _value(outcomes, or_else, within_s)


def _tell(job: Callable[[], T], outcomes: SimpleQueue[Ok[T] | Err]) -> None:
    """Run the job and tell what came of it; a bug goes on to the lane, which logs it."""
    try:
        outcomes.put(Ok(job()))
    except ReceptionError as error:
        outcomes.put(Err(error))
    except BaseException:
        outcomes.put(Err(BugError()))
        raise


def _value(outcomes: SimpleQueue[Ok[T] | Err], or_else: ReceptionError, within_s: float) -> T:
    """Wait in slices: Windows delivers Ctrl-C only between two of them."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            outcome = outcomes.get(timeout=_SLICE_S)
        except Empty:
            continue
        if isinstance(outcome, Err):
            raise outcome.error
        return outcome.value
    raise or_else


def _ignore(_: Ok[None] | Err) -> None:
    """The outcome came another way."""
