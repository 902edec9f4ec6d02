"""Draws the staff's window in steps, the event loop between them: page, frame, paint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from reception_app.ui.staff.window import StaffWindow
from reception_app.ui.viewstate.views import StaffView

SOON_MS: Final = 1
"""After what the event loop has to do already."""


class Drawing(QObject):
    """Draws a view that is made when its turn comes.

    Signals:
        begun: A page is drawn, and not painted yet; what comes now would only hold it up.
        ended: It is painted, or given up.
        done: The window shows the view that was made last.
    """

    begun = Signal()
    ended = Signal()
    done = Signal()

    def __init__(self, staff: StaffWindow, newest: Callable[[], StaffView]) -> None:
        """Make it.

        Args:
            staff: The window.
            newest: Makes what is to be shown now.
        """
        super().__init__(staff)
        self._staff = staff
        self._newest = newest
        self._begun: StaffView | None = None
        self._is_whole = False
        self._next_ms: int | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_active(self) -> bool:
        """Something is still to be drawn."""
        return self._timer.isActive()

    @property
    def is_begun(self) -> bool:
        """Some of a view is drawn already, and none of it painted."""
        return self._begun is not None

    def start(self, after_ms: int = SOON_MS) -> None:
        """Draw what is the newest then; what is begun comes to its end first."""
        if self._begun is None:
            self._timer.start(after_ms)
        else:
            self._next_ms = after_ms

    def draw_now(self) -> None:
        """Draw all of the newest at once."""
        self.stop()
        self._staff.render(self._newest())
        self.done.emit()

    def stop(self) -> None:
        """Draw nothing more."""
        self._timer.stop()
        was_begun = self._begun is not None
        self._begun = self._next_ms = None
        self._staff.setUpdatesEnabled(True)
        if was_begun:
            self.ended.emit()

    @Slot()
    def _go_on(self) -> None:
        try:
            self._step()
        except BaseException:
            self.stop()  # a window that is not painted any more could not even say what happened
            raise

    def _step(self) -> None:
        if self._begun is None:
            self._staff.setUpdatesEnabled(False)
            self._begun, self._is_whole = self._newest(), False
            self.begun.emit()
            self._staff.render_page(self._begun)
        elif not self._is_whole:
            self._is_whole = True
            self._staff.render(self._begun)
        elif not self._staff.updatesEnabled():
            self._staff.setUpdatesEnabled(True)  # it is painted before the next turn
        else:
            self._end()
            return
        self._timer.start(SOON_MS)

    def _end(self) -> None:
        next_ms = self._next_ms
        self.stop()
        if next_ms is not None:
            self._timer.start(next_ms)
        self.done.emit()
