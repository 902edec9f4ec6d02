"""Python's collector of cycles, on the window's thread only and when nobody waits.

Left to itself it runs on whichever thread happens to reach its threshold. There it may destroy a
Qt object on a thread that is not the object's own, which ends the process, and a full run over all
that is loaded takes 100 ms, which everybody at the desk would see.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 1_000
_FULL_EVERY_S: Final = 600.0


class Collector(QObject):
    """Collects what is new every second, and everything now and then."""

    def __init__(self, is_quiet: Callable[[], bool], parent: QObject) -> None:
        """Collect nothing yet.

        Args:
            is_quiet: Whether a pause would hold nobody up.
            parent: Owner in Qt's tree.
        """
        super().__init__(parent)
        self._is_quiet = is_quiet
        self._full_at = 0.0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def begin(self) -> None:
        """Take the collector over."""
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """Collect once and never look again at what is there now: it stays until the end.

        What has no cycle goes as before, as soon as nobody uses it.
        """
        gc.collect()
        gc.freeze()
        self._full_at = time.monotonic() + _FULL_EVERY_S

    def stop(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _collect(self) -> None:
        if time.monotonic() >= self._full_at > 0.0 and self._is_quiet():
            self.settle()
        else:
            gc.collect(1)
