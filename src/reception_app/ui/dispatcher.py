"""The only bridge from other threads into Qt: calls run on the window's thread, one by one."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class UiDispatcher(QObject):
    """Runs posted calls on the thread that made it, in the order of posting."""

    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: deque[Callable[[], None]] = deque()
        self._is_closed = False
        # A thread may come back from a hung reader when all of this is being destroyed: whoever
        # touches the Qt object holds this, and close() waits for it.
        self._touching = threading.RLock()  # a signal may come inside of post()
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Queue a call; may be used from any thread, and at any time."""
        with self._touching:
            if not self._is_closed:
                self._calls.append(call)
                self._posted.emit()

    def close(self) -> None:
        """Drop what is still to come: the windows are gone."""
        with self._touching:
            self._is_closed = True
            self._calls.clear()

    @Slot()
    def _run(self) -> None:
        if self._calls:
            self._calls.popleft()()
