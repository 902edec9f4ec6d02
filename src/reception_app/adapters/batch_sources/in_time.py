"""Reads where reading may hang, as in a folder of a network, and is left behind then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from reception_app.adapters.folder_calls import FolderCalls, FolderHangs
from reception_app.domain.errors import BatchSourceError

T = TypeVar("T")

LIMIT_S: Final = 30.0
"""A list of 100,000 lines is read within it, on a slow network too."""
_AT_ONCE: Final = 2


class InTime:
    """Runs readings; the lane that asks waits for so long at most. Any thread."""

    def __init__(self, *, limit_s: float = LIMIT_S) -> None:
        self._calls = FolderCalls("batch-source", at_most=_AT_ONCE)
        self._limit_s = limit_s

    def read(self, reading: Callable[[], T]) -> T:
        """Return what a reading gives; it has to be at its end, nothing is read later.

        Raises:
            BatchSourceError: it is not back in time (BT11), or what the reading itself raised.
        """
        try:
            return self._calls.run(reading, until=time.monotonic() + self._limit_s)
        except FolderHangs as error:
            raise BatchSourceError("BT11") from error
