"""Work on other threads, answers on the owner's thread; no thread here knows what it works on."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from reception_app.application.lane_job import Post, lane_job
from reception_app.application.ports import Err, Ok

T = TypeVar("T")

_CLOSE_S = 20.0


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
        self._jobs.put(lane_job(job, done, post=self._post, lane=self._name))

    def close(self, timeout_s: float = _CLOSE_S, *, finishes: bool = False) -> None:
        """Drop the jobs that wait, wait for those that run; their ``done`` is still posted.

        A job that is not done by then is left behind.

        Args:
            timeout_s: For all jobs together.
            finishes: Run those that wait, too.
        """
        self._closed = True
        if not finishes:
            self._drop_what_waits()
        for _ in self._threads:
            self._jobs.put(None)
        end = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _drop_what_waits(self) -> None:
        with suppress(Empty):
            while True:
                self._jobs.get_nowait()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
