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
        done: The window shows the view that was made last.
    """

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
        """Draw what is the newest then; unless that is soon, end what was begun first."""
        if after_ms > SOON_MS and self._begun is not None:
            self._finish(self._begun)
        self._begun = None
        self._timer.start(after_ms)

    def draw_now(self) -> None:
        """Draw all of the newest at once."""
        self._finish(self._newest())

    def stop(self) -> None:
        """Draw nothing more."""
        self._timer.stop()
        self._begun = None
        self._staff.setUpdatesEnabled(True)

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
            self._staff.render_page(self._begun)
        elif not self._is_whole:
            self._is_whole = True
            self._staff.render(self._begun)
        else:
            self.stop()
            self.done.emit()
            return
        self._timer.start(SOON_MS)

    def _finish(self, view: StaffView) -> None:
        self.stop()
        self._staff.render(view)
        self.done.emit()
