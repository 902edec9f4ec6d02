"""A quiet movement while the program works; it keeps no timer when nothing moves."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QSize, QTimerEvent
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reception_app.ui.staff.kit import Kit

_DOTS: Final = 3
_BEAT_MS: Final = 320
_FAINT: Final = 0.28


class BusyDots(QWidget):
    """Three dots, one of them strong; the strong one wanders."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._at = 0
        self._timer = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def is_moving(self) -> bool:
        """A timer runs."""
        return bool(self._timer)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of three dots with room between them."""
        dot = self._dot()
        return QSize(dot * (2 * _DOTS - 1), dot)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the dots."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(self._kit.theme.colour("key.plain"))
            radius = self._dot() / 2
            for number in range(_DOTS):
                painter.setOpacity(1.0 if number == self._at else _FAINT)
                painter.drawEllipse(QPointF(radius + 4 * radius * number, radius), radius, radius)

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """Go on by one dot."""
        self._at = (self._at + 1) % _DOTS
        self.update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to move."""
        if not self._timer:
            self._timer = self.startTimer(_BEAT_MS)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Stop."""
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def _dot(self) -> int:
        return self._kit.theme.px("space.2")
