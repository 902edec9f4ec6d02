"""Draws one row of the day's list from tokens; shortens names, which the row's tip then says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reception_app.ui.staff.kit import Kit
from reception_app.ui.viewstate.views import DayRow

if TYPE_CHECKING:
    from reception_app.ui.staff.day_list import DayModel

ROW: Final = Qt.ItemDataRole.UserRole.value + 1
"""The ``DayRow`` itself."""

_NARROW: Final = 4
"""A list narrower than so many times the height of a row has the time in the second line."""


class RowDelegate(QStyledItemDelegate):
    """Time, shape, name and one line of detail."""

    def __init__(self, kit: Kit, model: DayModel, view: QWidget) -> None:
        super().__init__(view)
        self._kit, self._model, self._view = kit, model, view

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of every row."""
        return QSize(0, self._kit.theme.px("size.day-row"))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        row = index.data(ROW)
        if not isinstance(row, DayRow):
            return
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        self._draw_ground(painter, rect, state, row)
        self._draw_words(painter, rect, row)
        painter.restore()

    def _draw_ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, row: DayRow
    ) -> None:
        theme = self._kit.theme
        if row.is_current or row.is_new:
            ground = "surface.chosen" if row.is_current else "surface.soft"
            painter.fillRect(rect, theme.colour(ground))
            painter.fillRect(
                rect.adjusted(0, 0, theme.px("space.1") - rect.width(), 0),
                theme.colour("key.fill"),
            )
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("surface.soft"))
        painter.setPen(theme.colour("line.soft"))
        painter.drawLine(rect.topLeft(), rect.topRight())

    def _draw_words(self, painter: QPainter, rect: QRect, row: DayRow) -> None:
        theme = self._kit.theme
        is_narrow = rect.width() < theme.px("size.day-row") * _NARROW
        gap = theme.px("space.2")
        inner = rect.adjusted(theme.px("space.3" if is_narrow else "space.5"), 0, -gap, 0)
        if not is_narrow:
            self._draw_time(painter, inner, row.time)
            inner.setLeft(inner.left() + gap + gap // 2)
        sign = theme.pixmap(f"shape-{row.shape}", "icon.list", f"mark.{row.tone}")
        size = sign.deviceIndependentSize().toSize()
        painter.drawPixmap(inner.left(), rect.center().y() - size.height() // 2 + 1, sign)
        inner.setLeft(inner.left() + size.width() + gap)
        detail = self.second_line(row, inner.width()) if is_narrow else self._model.detail(row)
        self._draw_lines(painter, inner, self._kit.texts(row.name), detail)

    def second_line(self, row: DayRow, width: int) -> str:
        """Return time and detail of a row in a narrow list: what is to be seen to is not cut."""
        detail = self._model.detail(row)
        whole = f"{row.time} {detail}"
        fits = QFontMetrics(self._font("type.caption")).horizontalAdvance(whole) <= width
        return whole if fits else detail

    def _draw_time(self, painter: QPainter, rect: QRect, time: str) -> None:
        """Draw the time and take its place away from what is left."""
        painter.setFont(self._font("type.label"))
        painter.setPen(self._kit.theme.colour("text.sub"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, time)
        width = QFontMetrics(painter.font()).horizontalAdvance("00:00")
        rect.setLeft(rect.left() + width)

    def _draw_lines(self, painter: QPainter, rect: QRect, name: str, detail: str) -> None:
        theme = self._kit.theme
        half = rect.height() // 2
        painter.setFont(self._font("type.list"))
        painter.setPen(theme.colour("text.main"))
        up = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect.adjusted(0, 0, 0, -half + 1), up, _short(painter, name, rect))
        painter.setFont(self._font("type.caption"))
        painter.setPen(theme.colour("text.sub"))
        down = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect.adjusted(0, half + 1, 0, 0), down, _short(painter, detail, rect))

    def _font(self, size: str) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._kit.theme.px(size))
        return font


def _short(painter: QPainter, text: str, rect: QRect) -> str:
    metrics = QFontMetrics(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
