"""Reads files that others may still be writing, replacing or deleting; changes none.

Source: eligibility-interface.md 4.4, "Read with shared access, twice with the same bytes".
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

APART_S: Final = 0.3
_CHUNK = 1024 * 1024


class NotAFile(OSError):
    """A folder, a pipe or a link stands where a file was expected."""


class StableReader:
    """Tells when a file has stopped growing; one thread."""

    def __init__(
        self, *, apart_s: float = APART_S, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Make a reader that wants two equal readings, so many seconds apart."""
        self._apart_s = apart_s
        self._monotonic = monotonic
        self._first: dict[Path, tuple[bytes, float]] = {}
        self._settled: dict[Path, bytes] = {}

    def read(self, path: Path, *, at_most: int) -> bytes | None:
        """Return a file's bytes if an earlier reading, long enough ago, had the same; else None.

        Args:
            path: The file.
            at_most: Bytes; of a longer file one more than that is returned, so that whoever
                reads it refuses it.

        Raises:
            OSError: it cannot be read now; FileNotFoundError if somebody took it.
        """
        try:
            content = read_shared(path, at_most=at_most)
        except OSError:
            self.forget(path)
            raise
        digest = hashlib.sha256(content).digest()
        if self._settled.get(path) == digest or self._settles(path, digest):
            return content
        return None

    def wait_s(self) -> float | None:
        """Return how long until some file can be read for the second time; None without any."""
        if not self._first:
            return None
        due = min(since for _, since in self._first.values()) + self._apart_s
        return max(due - self._monotonic(), 0.0)

    def forget(self, path: Path) -> None:
        """Start over with a file, if it ever comes back."""
        self._first.pop(path, None)
        self._settled.pop(path, None)

    def _settles(self, path: Path, digest: bytes) -> bool:
        now = self._monotonic()
        known, since = self._first.get(path, (b"", now))
        if known != digest:
            self._settled.pop(path, None)
            self._first[path] = digest, now
            return False
        if now - since < self._apart_s:
            return False
        del self._first[path]
        self._settled[path] = digest
        return True


def read_shared(path: Path, *, at_most: int) -> bytes:
    """Return at most one byte more than ``at_most`` of a regular file; others keep all rights.

    Raises:
        OSError: as the system says it; ``NotAFile`` for anything but a regular file.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):  # opening a pipe would wait for its writer
        raise NotAFile
    with os.fdopen(_open_shared(path), "rb", buffering=0) as file:
        pieces = list[bytes]()
        left = at_most + 1
        while left and (piece := file.read(min(left, _CHUNK))):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _CREATE_FILE = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    _CREATE_FILE.restype = wintypes.HANDLE
    _CREATE_FILE.argtypes = (
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.LPVOID,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.HANDLE,
    )
    _GENERIC_READ = 0x80000000
    _SHARE_ALL = 7  # read, write, delete: os.open() leaves delete out
    _OPEN_EXISTING = 3
    _INVALID = wintypes.HANDLE(-1).value

    def _open_shared(path: Path) -> int:
        handle = _CREATE_FILE(str(path), _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
        if handle == _INVALID:
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)

else:

    def _open_shared(path: Path) -> int:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
