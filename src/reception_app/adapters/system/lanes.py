"""Work on other threads, answers on the owner's thread; no thread here knows what it works on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from functools import partial
from typing import TypeVar

from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import BugError, ReceptionError

T = TypeVar("T")

Post = Callable[[Callable[[], None]], None]
"""Runs a call on the owner's thread, in the order of posting; may be used from any thread."""

_log = logging.getLogger(__name__)


class ThreadLane:
    """A lane (``application.ports.Lane``) of one or more threads.

    With one thread, jobs run in the order of submission. Log lines of a job and of its ``done``
    carry the check id that was set where the job was submitted.
    """

    def __init__(self, name: str, threads: int, post: Post) -> None:
        self._name = name
        self._post = post
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Run job over there, then done on the owner's thread.

        Raises:
            RuntimeError: the lane is closed.
        """
        try:
            self._pool.submit(self._run, copy_context(), job, done)
        except RuntimeError as error:
            raise RuntimeError(f"lane {self._name} is closed") from error

    def close(self) -> None:
        """Drop the jobs that wait, wait for those that run; their ``done`` is still posted."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(
        self, context: Context, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]
    ) -> None:
        try:
            outcome = _outcome(context, job)
        except BaseException as bug:  # one of the two places that may: the lanes
            context.run(self._log_bug, bug)
            # done comes first, so that the check ends as "our fault" before the bug surfaces.
            self._post(lambda: context.run(done, Err(BugError())))
            self._post(partial(_raise, bug))
        else:
            self._post(lambda: context.run(done, outcome))

    def _log_bug(self, bug: BaseException) -> None:
        _log.error("a job failed unexpectedly", exc_info=bug, extra={"lane": self._name})


def _outcome(context: Context, job: Callable[[], T]) -> Ok[T] | Err:
    try:
        return Ok(context.run(job))
    except ReceptionError as error:
        return Err(error)


def _raise(bug: BaseException) -> None:
    raise bug
