"""Draws one row of the tray's list from tokens: a heading, or a card with PIN and place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reception_app.ui.theme import Theme
from reception_app.ui.tray.card_list import ROW, CardModel
from reception_app.ui.tray.model import SIGNS, CardRow, Heading, Whereabouts
from reception_app.ui.viewstate.views import Tone

_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class CardRowDelegate(QStyledItemDelegate):
    """Name, place and PIN in one line, what is special in the next."""

    def __init__(self, theme: Theme, model: CardModel, view: QWidget) -> None:
        super().__init__(view)
        self._theme, self._model, self._view = theme, model, view

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a row."""
        is_card = isinstance(index.data(ROW), CardRow)
        return QSize(0, self._theme.px("size.day-row" if is_card else "size.touch"))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        row = index.data(ROW)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            self._draw_heading(painter, rect, row)
        elif isinstance(row, CardRow):
            self._draw_ground(painter, rect, state)
            self._draw_card(painter, rect, row)
        painter.restore()

    def _draw_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        theme = self._theme
        inner = rect.adjusted(theme.px("space.5"), theme.px("space.3"), 0, 0)
        painter.setFont(self._font("type.label", is_bold=True))
        painter.setPen(theme.colour("text.sub"))
        painter.drawText(inner, _LEFT, self._model.said(heading.words))

    def _draw_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        theme = self._theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("surface.chosen"))
            if not self._view.hasFocus():  # else the ring goes round it
                bar = QRect(rect.topLeft(), QSize(theme.px("space.1"), rect.height()))
                painter.fillRect(bar, theme.colour("key.fill"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("surface.soft"))
        painter.setPen(theme.colour("line.soft"))
        painter.drawLine(rect.topLeft(), rect.topRight())

    def _draw_card(self, painter: QPainter, rect: QRect, row: CardRow) -> None:
        theme, side = self._theme, self._theme.px("space.5")
        inner = rect.adjusted(
            side, theme.px("space.2"), -theme.px("space.4"), -theme.px("space.2")
        )
        upper = QRect(inner.topLeft(), QSize(inner.width(), inner.height() // 2))
        lower = inner.adjusted(0, inner.height() - upper.height(), 0, 0)
        self._draw_pin(painter, upper, row)
        self._draw_sign(painter, upper, row)
        is_here = row.where is Whereabouts.HERE
        painter.setFont(self._font("type.list", is_bold=is_here))
        painter.setPen(theme.colour("text.main"))
        self._draw_short(painter, upper, self._model.said(row.card.name))
        painter.setFont(self._font("type.caption"))
        painter.setPen(theme.colour("text.sub"))
        self._draw_short(painter, lower, self._model.said(row.card.about))

    def _draw_pin(self, painter: QPainter, line: QRect, row: CardRow) -> None:
        """Draw the PIN at the right end of a line, which becomes shorter by it."""
        if row.pin is None:
            return
        text = self._model.words(row.pin)
        is_calm = row.pin_tone is Tone.NEUTRAL
        painter.setFont(self._font("type.caption", is_bold=not is_calm))
        painter.setPen(self._theme.colour("text.sub" if is_calm else f"mark.{row.pin_tone}"))
        painter.drawText(line, _RIGHT, text)
        line.setRight(line.right() - self._width(painter, text) - self._theme.px("space.2"))

    def _draw_sign(self, painter: QPainter, line: QRect, row: CardRow) -> None:
        """Draw where the card is as a chip, in the same way."""
        if row.where not in SIGNS:
            return
        theme = self._theme
        tone, words = SIGNS[row.where]
        text, gap = self._model.words(words), theme.px("space.2")
        painter.setFont(self._font("type.caption"))
        size = QSize(self._width(painter, text) + 2 * gap, theme.px("type.caption") + gap)
        middle = line.center().y() - size.height() // 2 + 1
        chip = QRectF(QRect(QPoint(line.right() - size.width(), middle), size))
        radius = theme.px("radius.small")
        painter.setPen(theme.colour(f"note.{tone}.line"))
        painter.setBrush(theme.colour(f"note.{tone}.fill"))
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(theme.colour(f"note.{tone}.text"))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), text)
        line.setRight(round(chip.left()) - gap)

    def _draw_short(self, painter: QPainter, rect: QRect, text: str) -> None:
        metrics = QFontMetrics(painter.font())
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _LEFT, short)

    def _width(self, painter: QPainter, text: str) -> int:
        return QFontMetrics(painter.font()).horizontalAdvance(text)

    def _font(self, size: str, *, is_bold: bool = False) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._theme.px(size))
        font.setBold(is_bold)
        return font
