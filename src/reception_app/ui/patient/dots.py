"""Four places that fill up while a patient types; one widget, so that nothing can be counted.

A label for each place would tell a screen reader, and whoever listens beside it, how many digits
are there. This one says what it is for and never changes what it says.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from reception_app.domain.secrets import PIN_DIGITS
from reception_app.ui.patient.fit import base
from reception_app.ui.theme.theme import Theme

_GAP: Final = 22  # like the mock-up; there is no token for it, since nothing else uses it
_STROKE: Final = 3
_RADIUS: Final = 12


class Dots(QWidget):
    """Shows how many places are filled."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filled = 0
        self._unit = 1.0
        self._is_centred = False
        self._width = base(theme, "size.patient.dot-width")
        self._height = base(theme, "size.patient.dot-height")
        self._mark = base(theme, "size.patient.dot-mark")

    def fill(self, places: int) -> None:
        """Draw this many places as filled."""
        if places != self._filled:
            self._filled = places
            self.update()

    def height_at(self, unit: float, _room: float) -> float:
        """Return the height in px."""
        return self._height * unit

    def set_at(self, unit: float, place: QRectF) -> None:
        """Take a place."""
        self._unit = unit
        self.setGeometry(place.toAlignedRect())
        self.update()

    def set_centred(self, centred: bool, /) -> None:
        """Stand in the middle of the room, or at its left."""
        self._is_centred = centred

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the places, in the middle."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._unit, self._unit)
            if self._is_centred:
                painter.translate((self.width() / self._unit - self._row_width()) / 2, 0)
            for index in range(PIN_DIGITS):
                self._draw(painter, index)

    def _draw(self, painter: QPainter, index: int) -> None:
        is_filled = index < self._filled
        half = _STROKE / 2
        frame = QRectF(index * (self._width + _GAP), 0, self._width, self._height)
        frame.adjust(half, half, -half, -half)
        ink = self._theme.colour("key.plain" if is_filled else "line.control")
        painter.setBrush(self._theme.colour("surface.patient"))
        painter.setPen(QPen(ink, _STROKE))
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        if is_filled:
            painter.setBrush(ink)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(frame.center(), self._mark / 2, self._mark / 2)

    def _row_width(self) -> float:
        return PIN_DIGITS * self._width + (PIN_DIGITS - 1) * _GAP
