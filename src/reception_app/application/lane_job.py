"""What a lane's thread does with one job, whatever the lane is for; knows no thread, no queue."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import Context, copy_context
from functools import partial
from typing import TypeAlias, TypeVar

from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import BugError, ReceptionError

T = TypeVar("T")

Post: TypeAlias = "Callable[[Callable[[], None]], None]"
"""Runs a call on the owner's thread, in the order of posting; may be used from any thread."""

_log = logging.getLogger(__name__)


def lane_job(
    job: Callable[[], T], done: Callable[[Ok[T] | Err], None], *, post: Post, lane: str
) -> Callable[[], None]:
    """Return the call that runs job where it is called, then done on the owner's thread.

    It keeps the promise of ``application.ports.Lane``, and both run in the context of this moment,
    so that their log lines carry the check id. It raises nothing.

    Args:
        job: Called once.
        done: Called once, on the owner's thread.
        post: Onto that thread.
        lane: Its name, for the log.
    """
    context = copy_context()

    def tell(outcome: Ok[T] | Err) -> None:
        post(lambda: context.run(done, outcome))

    def run() -> None:
        try:
            outcome = _outcome(context, job)
        except BaseException as bug:  # the one place that may: the owner's thread shall know
            context.run(_log_bug, bug, lane)
            # done comes first, so that the check ends as "our fault" before the bug surfaces.
            tell(Err(BugError()))
            post(partial(_raise, bug))
        else:
            tell(outcome)

    return run


def note_failure(outcome: Ok[T] | Err) -> None:
    """Write down that a job failed, where nothing else comes of it."""
    if isinstance(outcome, Err):
        _log.warning("a step of the desk failed", extra={"code": outcome.error.code})


def _outcome(context: Context, job: Callable[[], T]) -> Ok[T] | Err:
    try:
        return Ok(context.run(job))
    except ReceptionError as error:
        return Err(error)


def _log_bug(bug: BaseException, lane: str) -> None:
    _log.error("a job failed unexpectedly", exc_info=bug, extra={"lane": lane})


def _raise(bug: BaseException) -> None:
    raise bug
