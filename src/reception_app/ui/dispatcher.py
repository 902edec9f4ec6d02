"""The only bridge from other threads into Qt: calls run on the window's thread, one by one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class UiDispatcher(QObject):
    """Runs posted calls on the thread that made it, in the order of posting."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Queue a call; may be used from any thread."""
        self._posted.emit(call)

    def close(self) -> None:
        """Drop what is still to come: the windows are gone."""
        self._closed = True

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()
