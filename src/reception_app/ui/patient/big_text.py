"""A label in big type whose lines break where a reader breathes, with the same leading everywhere.

A plain QLabel takes its line distance from the font: with BIZ UDPGothic lines touch each other,
with Noto Sans CJK they fall apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from reception_app.ui.linebreak import broken, widest_phrase
from reception_app.ui.patient.fit import base
from reception_app.ui.theme.fonts import application_font
from reception_app.ui.theme.roles import set_role
from reception_app.ui.theme.theme import Theme

_REFERENCE_PX: Final = 100
LEAST_PX: Final = 16  # below it, old eyes cannot read across a counter
_FIGURES: Final = re.compile(r"(\d+)")
_SMALL: Final = 0.7  # a unit below which a broken phrase is better than even smaller type
_AIR: Final = 0.15  # at both sides of a bigger figure, in heights of the type
_BOX_X: Final = 1.0  # from the frame to the text, in heights of the type
_BOX_Y: Final = 0.5
_MOST_KNOWN: Final = 256


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set.

    Attributes:
        size: Height in px of the mock-up.
        leading: Distance of two lines, in heights of the type.
        figures: How many times bigger its figures are.
        is_boxed: It stands in a frame as wide as itself.
        least: In px, however small the window is.
    """

    size: float
    bold: bool = False
    leading: float = 1.5
    figures: float = 1.0
    is_boxed: bool = False
    least: float = LEAST_PX


def headline(theme: Theme, parent: QWidget) -> BigText:
    """Return the one big line of a page."""
    kind = Type(base(theme, "type.patient.headline"), bold=True, leading=1.3)
    return BigText("patient-headline", kind, parent)


def detail(theme: Theme, parent: QWidget) -> BigText:
    """Return what explains the headline."""
    return BigText("patient-detail", Type(base(theme, "type.patient.detail")), parent)


def note(theme: Theme, parent: QWidget) -> BigText:
    """Return a remark in a frame."""
    kind = Type(base(theme, "type.patient.note"), is_boxed=True)
    return BigText("patient-note", kind, parent)


def patient_font(size: float, *, bold: bool) -> QFont:
    """Return the font of the patient's window at a size in px."""
    font = application_font(max(1, round(size)))
    font.setBold(bold)
    return font


@cache
def ems(text: str, *, bold: bool) -> float:
    """Return the width of a text in heights of its type; all texts here are our own and few."""
    metrics = QFontMetricsF(patient_font(_REFERENCE_PX, bold=bold))
    return metrics.horizontalAdvance(text) / _REFERENCE_PX


class BigText(QLabel):
    """One sentence; it is hidden while there is none."""

    def __init__(self, role: str, kind: Type, parent: QWidget) -> None:
        super().__init__(parent)
        self._type = kind
        self._size = kind.size
        self._is_centred = False
        self._lines: list[str] = []
        self._known: dict[tuple[str, float], list[str]] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self, role)
        self.hide()

    def say(self, text: str) -> None:
        """Show another sentence; it takes its lines with the next ``set_at``."""
        self.setText(text)
        self.setVisible(bool(text))

    def set_centred(self, centred: bool, /) -> None:
        """Stand in the middle of the room, or at its left."""
        self._is_centred = centred

    def width_at(self, unit: float) -> float:
        """Return the width in px of the text in one line, with its frame."""
        return self._size_at(unit) * (self._width(self.text()) + 2 * _BOX_X * self._type.is_boxed)

    def reads_well_at(self, unit: float, room: float) -> bool:
        """Return whether this width breaks no phrase, or the type is small enough as it is."""
        whole = widest_phrase(self.text(), self._width) * self._size_at(unit)
        return unit <= _SMALL or whole <= room

    def height_at(self, unit: float, room: float) -> float:
        """Return the height in px of the lines that this width makes of the text."""
        size = self._size_at(unit)
        lines = len(self._broken(size, room)) * self._type.leading
        return size * (lines + 2 * _BOX_Y * self._type.is_boxed)

    def set_at(self, unit: float, place: QRectF) -> None:
        """Take a place, or the part of it that a frame around the text needs."""
        self._size = self._size_at(unit)
        self._lines = self._broken(self._size, place.width())
        if self._type.is_boxed:
            width = self._size * (max(map(self._width, self._lines)) + 2 * _BOX_X)
            left = place.left() + ((place.width() - width) / 2 if self._is_centred else 0)
            place = QRectF(left, place.top(), width, place.height())
        self.setGeometry(place.toAlignedRect())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nothing: whoever owns it sets its place."""
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nothing, too."""
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the lines, one below the other, in the middle of the height."""
        with QPainter(self) as painter:
            self.drawFrame(painter)
            pitch = self._size * self._type.leading
            top = (self.height() - pitch * len(self._lines)) / 2
            for index, line in enumerate(self._lines):
                self._draw(painter, line, top + (index + 0.5) * pitch)

    def _size_at(self, unit: float) -> float:
        return max(self._type.least, self._type.size * unit)

    def _broken(self, size: float, room: float) -> list[str]:
        """Return the lines; they are remembered, since every patient sees the same few pages."""
        key = (self.text(), room / size - 2 * _BOX_X * self._type.is_boxed)
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = broken(key[0], self._width, key[1])
        return self._known[key]

    def _runs(self, text: str) -> list[str]:
        return _FIGURES.split(text) if self._type.figures != 1.0 else [text]

    def _look(self, run: str) -> tuple[float, bool, float]:
        """Return how big and how bold a run is, and the air at its sides."""
        if self._type.figures != 1.0 and run.isdigit():
            return self._type.figures, True, _AIR
        return 1.0, self._type.bold, 0.0

    def _width(self, text: str) -> float:
        """In heights of the type, so that a text is measured once for all sizes."""
        looks = ((run, *self._look(run)) for run in self._runs(text))
        return sum(ems(run, bold=bold) * ratio + 2 * air for run, ratio, bold, air in looks)

    def _draw(self, painter: QPainter, line: str, middle: float) -> None:
        metrics = QFontMetricsF(patient_font(self._size, bold=self._type.bold))
        baseline = middle + metrics.capHeight() / 2
        left = _BOX_X * self._size * self._type.is_boxed
        if self._is_centred:
            left = (self.width() - self._width(line) * self._size) / 2
        for run in self._runs(line):
            ratio, bold, air = self._look(run)
            painter.setFont(patient_font(self._size * ratio, bold=bold))
            painter.drawText(QPointF(left + air * self._size, baseline), run)
            left += self._width(run) * self._size
