"""Work on other threads, answers on the owner's thread; no thread here knows what it works on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, copy_context
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import BugError, ReceptionError

T = TypeVar("T")

Post = Callable[[Callable[[], None]], None]
"""Runs a call on the owner's thread, in the order of posting; may be used from any thread."""

_CLOSE_S = 20.0
_log = logging.getLogger(__name__)


class ThreadLane:
    """A lane (``application.ports.Lane``) of one or more threads.

    With one thread, jobs run in the order of submission. Log lines of a job and of its ``done``
    carry the check id that was set where the job was submitted.
    """

    def __init__(self, name: str, threads: int, post: Post) -> None:
        self._name = name
        self._post = post
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._closed = False
        # Daemons: a job that hangs (a dead network folder) must not keep the program from ending.
        self._threads = [
            Thread(target=self._work, name=f"{name}_{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Run job over there, then done on the owner's thread.

        Raises:
            RuntimeError: the lane is closed.
        """
        if self._closed:
            raise RuntimeError(f"lane {self._name} is closed")
        self._jobs.put(partial(self._run, copy_context(), job, done))

    def close(self, timeout_s: float = _CLOSE_S) -> None:
        """Drop the jobs that wait, wait for those that run; their ``done`` is still posted.

        A job that is not done by then is left behind.
        """
        self._closed = True
        with suppress(Empty):
            while True:
                self._jobs.get_nowait()
        for _ in self._threads:
            self._jobs.put(None)
        end = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

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
