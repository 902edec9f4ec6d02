"""The focus ring: a dark outline and a yellow ring around whatever has the keyboard.

A style sheet cannot draw outside a widget, so one frame follows the focus from widget to widget
and from row to row. It takes no events and shows no facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QFocusFrame,
    QTableView,
    QWidget,
)

from reception_app.ui.theme.roles import PILLS

if TYPE_CHECKING:
    from reception_app.ui.theme.theme import Theme

_MOVES: Final = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ParentChange,
        QEvent.Type.ZOrderChange,
    }
)


class FocusRing(QObject):
    """Follows the focus of the program; there is one ring, since there is one focus."""

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__(theme)
        self._theme = theme
        self._frame: _Frame | None = None
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._painted: QWidget | None = None
        app.focusChanged.connect(self._follow)
        theme.changed.connect(self._redraw)
        self._follow(None, QApplication.focusWidget())

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._unwatch()
        self._target = None if new is None or _shows_it_itself(new) else new
        if self._target is not None:
            self._watch(self._target)
        self._place()

    def _watch(self, target: QWidget) -> None:
        self._watched = _upwards(target)
        if isinstance(target, QAbstractItemView):
            # Rows move by scrolling, sorting, typing: whenever they do, the viewport is painted.
            self._painted = target.viewport()
            self._watched.append(self._painted)
        for each in self._watched:
            each.installEventFilter(self)

    def _unwatch(self) -> None:
        for each in self._watched:
            if shiboken6.isValid(each):
                each.removeEventFilter(self)
        self._watched.clear()
        self._painted = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Move the ring with what it surrounds; nothing is kept from anybody."""
        kind = event.type()
        if kind in _MOVES or (kind == QEvent.Type.Paint and watched is self._painted):
            self._place()
        return False

    @Slot()
    def _redraw(self) -> None:
        self._place()
        if self._frame is not None and shiboken6.isValid(self._frame):
            self._frame.update()

    def _place(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            self._hide()
            return
        edge = self._edge(target)
        if edge.isEmpty():
            self._hide()
            return
        self._frame_in(target.window()).surround(edge, self._radius(target))

    def _hide(self) -> None:
        if self._frame is not None and shiboken6.isValid(self._frame):
            self._frame.hide()

    def _frame_in(self, window: QWidget) -> _Frame:
        frame = self._frame
        if frame is None or not shiboken6.isValid(frame):
            self._frame = frame = _Frame(self._theme, window)
        elif frame.parentWidget() is not window:
            frame.setParent(window)
        return frame

    def _edge(self, target: QWidget) -> QRect:
        """Return the ring's outer edge in its window; where there is no room it lies inside."""
        rect, place = _part_with_focus(target)
        shown, room = _areas(place)
        seen = QRect(place.mapTo(target.window(), rect.topLeft()), rect.size()) & shown
        if seen.isEmpty():
            return seen
        width = self._theme.px("focus.outline-width") + self._theme.px("focus.ring-width")
        return seen.adjusted(-width, -width, width, width) & room

    def _radius(self, target: QWidget) -> int:
        if target.property("role") in PILLS:
            return target.height() // 2
        return self._theme.px("radius.button")


class _Frame(QFocusFrame):
    """The ring itself. Places itself; a QFocusFrame, since screen readers pass over those."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._radius = 0

    def surround(self, edge: QRect, radius: int) -> None:
        """Stand at this outer edge, above everything; asks for no paint if nothing changed."""
        if radius != self._radius:
            self._radius = radius
            self.update()
        self.setGeometry(edge)
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the yellow ring, and the dark outline inside it."""
        dark, yellow = self._theme.px("focus.outline-width"), self._theme.px("focus.ring-width")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._ring(painter, "focus.ring", inset=0, width=yellow, radius=self._radius + dark)
            self._ring(painter, "focus.outline", inset=yellow, width=dark, radius=self._radius)

    def _ring(
        self, painter: QPainter, colour: str, *, inset: int, width: int, radius: int
    ) -> None:
        middle = inset + width / 2
        painter.setPen(QPen(self._theme.colour(colour), width))
        rect = QRectF(self.rect()).adjusted(middle, middle, -middle, -middle)
        painter.drawRoundedRect(rect, radius + width / 2, radius + width / 2)


def _shows_it_itself(widget: QWidget) -> bool:
    """A window has its frame; the row of a list that popped up is filled with the key colour."""
    return widget.isWindow() or widget.window().windowType() == Qt.WindowType.Popup


def _upwards(widget: QWidget) -> list[QWidget]:
    """Return the widget and what it stands in, up to its window."""
    line = [widget]
    while not line[-1].isWindow() and (parent := line[-1].parentWidget()) is not None:
        line.append(parent)
    return line


def _part_with_focus(target: QWidget) -> tuple[QRect, QWidget]:
    """Return what to surround, in the coordinates of the widget beside it."""
    if isinstance(target, QAbstractItemView) and target.currentIndex().isValid():
        rect, port = target.visualRect(target.currentIndex()), target.viewport()
        if isinstance(target, QTableView):  # its rows are chosen, not its places
            rect.setLeft(0)
            rect.setWidth(port.width())
        return rect, port
    return target.rect(), target


def _areas(widget: QWidget) -> tuple[QRect, QRect]:
    """Return where its window shows the widget, and where a ring around it may lie.

    They differ by the padding and the scroll bars of what scrolls: a ring may lie on those.
    """
    window = widget.window()
    shown = room = window.rect()
    for each in _upwards(widget)[:-1]:
        area = each.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is each:
            shown &= _in(window, each)
            room &= _in(window, area)
    return shown, room


def _in(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
