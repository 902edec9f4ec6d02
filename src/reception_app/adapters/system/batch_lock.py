"""Locks of a data folder for 一括照会: one worker, one maker, and the sign of a busy counter.

All are held by the operating system for a process, so that a crash releases them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from reception_app.adapters.durable import PRIVATE_FILE, store_error
from reception_app.domain.errors import StoreBusy, StoreError

_MAKING_WAIT_S: Final = 60.0
_SIGN_TRIES: Final = 5
_SIGN_PAUSE_S: Final = 0.001
_LONGEST_SERVED_S: Final = 300.0
"""Nobody is served for so long without a break: a card was forgotten on the reader overnight."""
_UNSEEN_S: Final = 30.0
"""Between two looks further apart the sign may have been down: another patient is served now."""


class _Lock:
    def __init__(self, path: Path) -> None:
        # Not bound to a thread: taken and given back by whichever thread comes.
        self._lock = FileLock(path, mode=PRIVATE_FILE, thread_local=False)

    def acquire(self, *, wait_s: float = 0.0) -> bool:
        """Return whether the lock is ours now.

        Raises:
            StoreError: the data folder has no room for it, or refuses it.
        """
        try:
            self._lock.acquire(timeout=wait_s, poll_interval=0.01)
        except Timeout:
            return False
        except OSError as error:
            raise store_error(error) from error
        return True

    def release(self) -> None:
        """Give it back; one that is not ours stays as it is."""
        self._lock.release()


class WorkerLock(_Lock):
    """Held by the one process that works on the batches of a data folder."""

    def __init__(self, data_folder: Path) -> None:
        super().__init__(data_folder / "batch.lock")

    @property
    def is_taken(self) -> bool:
        """Whether some other process works; it may have ended a moment later."""
        if not self.acquire():
            return True
        self.release()
        return False


@contextmanager
def making_batch(data_folder: Path) -> Generator[None, None, None]:
    """Make one batch at a time: who looks whether it is there already has to be alone.

    Raises:
        StoreError: somebody else makes one for a minute already, or the folder refuses the lock.
    """
    lock = _Lock(data_folder / "batch-making.lock")
    if not lock.acquire(wait_s=_MAKING_WAIT_S):
        raise StoreBusy
    try:
        yield
    finally:
        lock.release()


class CounterSign:
    """A window's sign that its counter is busy; each window holds one of its own kind at a time.

    The worker looks by taking the lock for some microseconds, so that raising the sign may have to
    be tried more than once.
    """

    def __init__(self, data_folder: Path) -> None:
        self._lock = _Lock(data_folder / "counter.lock")
        self._is_up = False

    def show(self, *, is_busy: bool) -> None:
        """Raise the sign or take it down; the same again changes nothing. Takes ≤ 5 ms.

        Where it cannot be raised the batch goes on beside the counter, which is no harm.
        """
        if is_busy is self._is_up:
            return
        if is_busy:
            self._is_up = self._raise()
        else:
            self._lock.release()
            self._is_up = False

    def _raise(self) -> bool:
        for _ in range(_SIGN_TRIES):
            try:
                if self._lock.acquire():
                    return True
            except StoreError:
                return False
            time.sleep(_SIGN_PAUSE_S)
        return False


class CounterLook:
    """The worker's look at the sign; quick enough to be asked before every question."""

    def __init__(self, data_folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Make it.

        Args:
            data_folder: Whose counter.
            monotonic: Seconds of a clock that never goes back.
        """
        self._lock = _Lock(data_folder / "counter.lock")
        self._monotonic = monotonic
        self._busy_since: float | None = None
        self._seen_at = float("-inf")

    def is_busy(self) -> bool:
        """Whether a window shows the sign; one that is seen up for too long counts no more.

        A folder that cannot be looked into shows none.
        """
        if not self._is_up():
            self._busy_since = None
            return False
        now, seen_at = self._monotonic(), self._seen_at
        if self._busy_since is None or now > seen_at + _UNSEEN_S:
            self._busy_since = now
        self._seen_at = now
        return now < self._busy_since + _LONGEST_SERVED_S

    def _is_up(self) -> bool:
        try:
            is_ours = self._lock.acquire()
        except StoreError:
            return False
        if is_ours:
            self._lock.release()
        return not is_ours
