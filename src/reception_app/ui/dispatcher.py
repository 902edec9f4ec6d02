"""The only bridge from other threads into Qt: calls run on the window's thread, one by one."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

_LONGEST_HOLD_MS = 200


class UiDispatcher(QObject):
    """Runs posted calls on the thread that made it, in the order of posting."""

    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: deque[Callable[[], None]] = deque()
        self._is_closed = False
        self._is_held = False
        self._releasing = QTimer(self, singleShot=True)
        self._releasing.timeout.connect(self.release)
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

    def hold(self) -> None:
        """Run no call until ``release``, which comes by itself soon: something is being drawn."""
        self._is_held = True
        self._releasing.start(_LONGEST_HOLD_MS)

    def release(self) -> None:
        """Run what was posted meanwhile, one turn of the event loop each."""
        self._releasing.stop()
        if self._is_held:
            self._is_held = False
            for _ in range(len(self._calls)):
                self._posted.emit()

    def close(self) -> None:
        """Drop what is still to come: the windows are gone."""
        with self._touching:
            self._is_closed = True
            self._calls.clear()

    @Slot()
    def _run(self) -> None:
        if self._calls and not self._is_held:
            self._calls.popleft()()
