"""Draws the places of a table of 一括照会 from tokens; shortens words, which a tip then says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reception_app.ui.batch.model import CELL
from reception_app.ui.staff.buttons import draw_key_cap, key_cap_font, key_cap_size
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import Cell, Heading, Span

if TYPE_CHECKING:
    from reception_app.ui.staff.kit import Kit

Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """Words with their shape, key cap and chip; an editor where a number is typed over."""

    def __init__(self, kit: Kit, view: QWidget) -> None:
        super().__init__(view)
        self._kit, self._view = kit, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of every row."""
        return QSize(0, self._kit.theme.px("size.touch"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a place."""
        cell = index.data(CELL)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setClipRect(rect)
        if isinstance(cell, Heading):
            self._draw_heading(painter, rect, cell)
        elif isinstance(cell, Cell):
            self._draw_ground(painter, rect, state)
            self._draw_cell(painter, rect, cell)
        painter.restore()

    # ── editing ─────────────────────────────────────────────────────────────────────────────
    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return a field for a number."""
        field = QLineEdit(parent)
        set_role(field, "input")
        header = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        field.setAccessibleName(str(header))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Begin with what stands there."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Report what was typed."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Fill the place, and no more."""
        editor.setGeometry(option.rect.adjusted(1, 3, -1, -3))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let Enter end the edit and go on as Tab does."""
        if isinstance(editor, QWidget) and _is_enter(event):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.EditNextItem)
            return True
        return bool(super().eventFilter(editor, event))

    # ── drawing ─────────────────────────────────────────────────────────────────────────────
    def _draw_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        theme = self._kit.theme
        painter.fillRect(rect, theme.colour("surface.soft"))
        painter.setFont(self._font("type.label", is_strong=True))
        painter.setPen(theme.colour("text.main"))
        inner = rect.adjusted(theme.px("space.3"), 0, 0, 0)
        painter.drawText(inner, _LEFT, self._kit.texts(heading.words))

    def _draw_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        theme = self._kit.theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("surface.chosen"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("surface.soft"))
        painter.setPen(theme.colour("line.soft"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _draw_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        theme = self._kit.theme
        gap = theme.px("space.2")
        room = rect.adjusted(theme.px("space.3"), 0, -gap // 2, 0)
        if cell.shape is not None:
            self._draw_shape(painter, room, cell)
        cap = key_cap_size(theme, key_cap_font(theme, self._view.font()), cell.key)
        words = room.adjusted(0, 0, -(cap.width() + gap // 2 if cap.width() else 0), 0)
        for number, span in enumerate(cell.spans):
            self._draw_span(painter, words, span, is_last=number == len(cell.spans) - 1)
        room.setLeft(words.left() + gap // 2)
        if cell.chip is not None:
            self._draw_chip(painter, room, cell)
        if cell.key:
            self._draw_cap(painter, room, cap, cell.key)

    def _draw_shape(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        """Draw the shape and take its place away from what is left."""
        theme = self._kit.theme
        tone = cell.spans[0].tone if cell.spans else None
        tint = f"mark.{tone}" if tone else "text.sub"
        sign = theme.pixmap(f"shape-{cell.shape}", "icon.small", tint)
        size = sign.deviceIndependentSize().toSize()
        painter.drawPixmap(room.left(), room.center().y() - size.height() // 2 + 1, sign)
        room.setLeft(room.left() + size.width() + theme.px("space.1"))

    def _draw_span(self, painter: QPainter, room: QRect, span: Span, *, is_last: bool) -> None:
        theme = self._kit.theme
        painter.setFont(self._font("type.list", is_strong=span.is_strong))
        colour = f"mark.{span.tone}" if span.tone else "text.main"
        painter.setPen(theme.colour(colour))
        metrics = QFontMetrics(painter.font())
        text = self._kit.texts(span.line)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        painter.drawText(room, _LEFT, shown)
        room.setLeft(room.left() + metrics.horizontalAdvance(shown))

    def _draw_chip(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        if cell.chip is None:
            return
        theme, tone = self._kit.theme, cell.chip.tone
        text = self._kit.texts(cell.chip.line)
        painter.setFont(self._font("type.caption", is_strong=False))
        metrics = QFontMetrics(painter.font())
        side = theme.px("space.1")
        height = metrics.height() + side
        width = metrics.horizontalAdvance(text) + 2 * side
        place = QRectF(room.left(), room.center().y() - height / 2 + 1, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(f"note.{tone}.line"))
        painter.setBrush(theme.colour(f"note.{tone}.fill"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), side, side)
        painter.setPen(theme.colour(f"note.{tone}.text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        room.setLeft(room.left() + width + side)

    def _draw_cap(self, painter: QPainter, room: QRect, size: QSize, key: str) -> None:
        theme = self._kit.theme
        top = room.center().y() - size.height() / 2 + 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        font = key_cap_font(theme, self._view.font())
        place = QRectF(room.left(), top, size.width(), size.height())
        draw_key_cap(painter, place, key, font, theme.colour("text.sub"))

    def _font(self, size: str, *, is_strong: bool) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._kit.theme.px(size))
        font.setBold(is_strong)
        return font


def _is_enter(event: QEvent) -> bool:
    if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return is_plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
