"""Calls to folders that may hang, as a network share does, on threads nobody has to wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class FolderHangs(TimeoutError):
    """A folder has not come back from a call in time; the call may still be under way."""


class FolderCalls:
    """Runs calls on daemon threads, at most so many at once; one that hangs keeps its thread."""

    def __init__(self, name: str, *, at_most: int) -> None:
        self._name = name
        self._free = threading.Semaphore(at_most)

    def run(self, call: Callable[[], T], *, until: float) -> T:
        """Return what the call returns.

        Args:
            call: What to do.
            until: By ``time.monotonic()``; at least one moment is always waited.

        Raises:
            FolderHangs: it is not back in time, or all threads hang in earlier ones.
            BaseException: what the call itself raised.
        """
        if not self._free.acquire(timeout=_left(until)):
            raise FolderHangs
        job = _Job(call, self._free)
        thread = threading.Thread(target=job.run, name=self._name, daemon=True)
        thread.start()
        returned = job.returned(_left(until))
        thread.join()  # it has nothing left to do that could hang
        return returned()


class _Job(Generic[T]):
    def __init__(self, call: Callable[[], T], free: threading.Semaphore) -> None:
        self._call = call
        self._free = free
        self._returned = SimpleQueue[Callable[[], T]]()

    def run(self) -> None:
        try:
            value = self._call()
            self._returned.put(lambda: value)
        except BaseException as error:
            self._returned.put(partial(_raise, error))
        finally:
            self._free.release()

    def returned(self, wait_s: float) -> Callable[[], T]:
        """Return what gives the call's value or raises its error, once it is back."""
        try:
            return self._returned.get(timeout=wait_s)
        except Empty:
            raise FolderHangs from None


def _raise(error: BaseException) -> NoReturn:
    raise error


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0.001)
