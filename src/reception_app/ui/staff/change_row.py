"""One thing that changed, in three columns: its label, what was (struck out), what is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Change

_ARROW: Final = "→"
_NARROWEST: Final = 4
_USUAL: Final = 8
"""So many characters beside each other in each column, at least and if there is room."""


@dataclass(frozen=True, slots=True)
class _Column:
    at: float
    layout: QTextLayout
    colour: str


class ChangeRow(TextLabel):
    """Says a change as a sentence, for a screen reader, and draws it as a row of a table."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__("value", parent=parent)
        self._kit = kit
        self._words = ("", "", "")
        self._is_struck = True
        self._is_first = True
        self._label_width = 0

    def show_change(self, change: Change, *, is_first: bool) -> None:
        """Show this; all rows but the first have a line above them."""
        texts = self._kit.texts
        self._words = (texts(change.label), texts(change.then), texts(change.now))
        self._is_struck, self._is_first = not change.is_new, is_first
        self.show_text(texts(change.said))
        self.update()

    def label_width(self) -> int:
        """Return how wide the first column would like to be."""
        return round(QFontMetricsF(self._label_font()).horizontalAdvance(self._words[0]) + 1)

    def set_label_width(self, width: int) -> None:
        """Make the first column so wide."""
        if width != self._label_width:
            self._label_width = width
            self._measure_again()

    def set_density(self, density: Density) -> None:
        """Stand closer together or wider apart."""
        set_role(self, "value", "small" if density is Density.SMALL else None)
        edge = self._kit.theme.px(density.pick("space.2", "space.1"))
        edge = 0 if density is Density.SMALL else edge
        if self.contentsMargins().top() != edge:
            self.setContentsMargins(0, edge, 0, edge)
            self._measure_again()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size for values of usual length."""
        width = self._width_for(_USUAL)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of a few characters a column."""
        return QSize(self._width_for(_NARROWEST), self._pitch())

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return how high the highest column is at a width."""
        self.ensurePolished()
        if width not in self._heights:
            frame = self.contentsMargins()
            lines = max(column.layout.lineCount() for column in self._columns(width))
            self._heights[width] = frame.top() + lines * self._pitch() + frame.bottom()
        return self._heights[width]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the columns, and a line above them."""
        theme, top = self._kit.theme, self.contentsRect().top()
        with QPainter(self) as painter:
            if not self._is_first:
                painter.setPen(theme.colour("line.soft"))
                painter.drawLine(self.rect().topLeft(), self.rect().topRight())
            for column in self._columns(self.width()):
                painter.setPen(theme.colour(column.colour))
                column.layout.draw(painter, QPointF(column.at, top))

    def _columns(self, width: int) -> Iterator[_Column]:
        label, then, now = self._words
        gap, arrow = self._gap_width(), self._arrow_width()
        value = max((width - self._label_width - arrow - 3 * gap) / 2, 1)
        at = float(self._label_width + gap)
        yield self._column(0, label, self._label_width, self._label_font(), "text.sub")
        yield self._column(at, then, value, self._old_font(), "text.sub")
        at += value + gap
        yield self._column(at, _ARROW, arrow, self.font(), "text.main")
        yield self._column(at + arrow + gap, now, value, self._new_font(), "text.main")

    def _column(self, at: float, text: str, width: float, font: QFont, colour: str) -> _Column:
        layout, pitch = QTextLayout(text, font), self._pitch()
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        number = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, number * pitch + (pitch - line.height()) / 2))
            number += 1
        layout.endLayout()
        return _Column(at, layout, colour)

    def _label_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._kit.theme.px("type.label"))
        return font

    def _old_font(self) -> QFont:
        font = QFont(self.font())
        font.setStrikeOut(self._is_struck)
        return font

    def _new_font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _width_for(self, characters: int) -> int:
        self.ensurePolished()
        values = 2 * characters * self._type_size()
        return round(self._label_width + values + self._arrow_width() + 3 * self._gap_width())

    def _arrow_width(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance(_ARROW) + 1

    def _gap_width(self) -> int:
        return self._kit.theme.px("space.2")

    def _measure_again(self) -> None:
        self._forget()
        self.updateGeometry()
        self.update()
