"""Starts the worker of 一括照会 as a process of its own, and sees whether one runs.

Nothing of a patient is among its arguments. It outlives the window, unless it is told to end.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reception_app.adapters.durable import store_error
from reception_app.adapters.system.batch_lock import WorkerLock

_END_S: Final = 10.0
_COMING_UP_S: Final = 10.0
"""So long a new worker is not met at its lock, which is looked at by taking it."""
_NO_WINDOW: Final = 0x0800_0000
"""CREATE_NO_WINDOW: the worker has no console of its own."""


class BatchProcess:
    """One data folder's worker, as this window sees it; call it on one lane or another."""

    def __init__(self, data: Path, options: Sequence[str], *, outlives_us: bool) -> None:
        """Make it; nothing is started yet.

        Args:
            data: Data folder.
            options: Global options of the command line that lead the worker to the same settings.
            outlives_us: Whether it goes on when the window closes.
        """
        self._command = [*program(), *options, "--data", str(data), "batch", "--due"]
        self._lock = WorkerLock(data)
        self._outlives_us = outlives_us
        self._child: subprocess.Popen[bytes] | None = None
        self._started_s = float("-inf")

    def start(self) -> None:
        """Let a worker work on what is due, unless ours does already.

        Raises:
            StoreError: the system starts no more programs.
        """
        if self._runs():
            return
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own program, no shell
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the window's terminal is not meant for it
                creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
            )
        except OSError as error:
            raise store_error(error) from error
        self._started_s = time.monotonic()

    def is_working(self) -> bool:
        """Whether one works on this data folder, whoever started it."""
        if self._runs():
            return True
        is_early = time.monotonic() < self._started_s + _COMING_UP_S
        return not is_early and self._lock.is_taken

    def close(self) -> None:
        """Leave it to itself, or end it as Ctrl-C does: what was answered is saved first."""
        child, self._child = self._child, None
        if child is None or self._outlives_us or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(_END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _runs(self) -> bool:
        return self._child is not None and self._child.poll() is None


def program() -> list[str]:
    """Return how this program is started, as a package or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "reception_app"]
