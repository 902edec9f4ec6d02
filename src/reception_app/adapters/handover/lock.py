"""The lock that lets one program at a time hand over; a crash frees it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from reception_app.adapters.durable import PRIVATE_FILE, store_error

_WAIT_S = 3.0


class FileHandoverLock:
    """The ``HandoverLock`` of a data folder, shared by window and command line."""

    def __init__(self, data_folder: Path, *, wait_s: float = _WAIT_S) -> None:
        # Not bound to a thread: taken and given back by whichever thread the lane has.
        self._lock = FileLock(
            data_folder / "handover.lock", timeout=wait_s, mode=PRIVATE_FILE, thread_local=False
        )

    def acquire(self) -> bool:
        """Return whether the lock is ours now.

        Raises:
            StoreError: the data folder has no room for it, or refuses it.
        """
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise store_error(error) from error
        return True

    def release(self) -> None:
        """Give it back."""
        self._lock.release()
