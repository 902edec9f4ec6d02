"""Small widgets and layouts that several windows use; they show what they are told, no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QMargins, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

W = TypeVar("W", bound=QWidget)


class Sign(QWidget):
    """One drawing in the middle of its place; says nothing to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._size = QSize()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_pixmap(self, pixmap: QPixmap, *, width: int = 0) -> None:
        """Show a drawing in a place that is at least so wide, in logical px."""
        natural = pixmap.deviceIndependentSize().toSize()
        self._pixmap = pixmap
        self._size = QSize(max(width, natural.width()), natural.height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the place's size."""
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw in the middle."""
        if self._pixmap.isNull():
            return
        natural = QRectF(QPointF(), self._pixmap.deviceIndependentSize())
        natural.moveCenter(QRectF(self.rect()).center())
        with QPainter(self) as painter:
            painter.drawPixmap(natural.topLeft().toPoint(), self._pixmap)


class FlowLayout(QLayout):
    """Puts things beside each other and goes on in the next line where there is no room."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._align = align
        self._line_spacing: int | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    def set_line_spacing(self, spacing: int) -> None:
        """Set how far apart the lines are, where it is not as far as the things in a line."""
        self._line_spacing = spacing
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take one more thing."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many things there are, hidden ones too."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Return a thing, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give a thing back, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Ask for no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return how high the lines are at a width."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), place=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Measure again."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put everything in its place."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of everything in one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        if not sizes:
            return self._framed(QSize(0, 0))
        width = sum(size.width() for size in sizes) + self.spacing() * (len(sizes) - 1)
        return self._framed(QSize(width, max(size.height() for size in sizes)))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of the widest thing alone."""
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return self._framed(size)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _framed(self, size: QSize) -> QSize:
        frame = self.contentsMargins()
        return size.grownBy(QMargins(frame.left(), frame.top(), frame.right(), frame.bottom()))

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        top = inner.top()
        gap = self.spacing() if self._line_spacing is None else self._line_spacing
        for line in self._lines(inner.width()):
            height = max(size.height() for _, size in line)
            if place:
                self._place(line, QRect(inner.left(), top, inner.width(), height))
            top += height + gap
        bottom = top - gap if top > inner.top() else top
        return bottom - rect.top() + self.contentsMargins().bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._shown():
            size = _size_within(item, width)
            if not lines or left + size.width() > width:
                lines.append([])
                left = 0
            lines[-1].append((item, size))
            left += size.width() + self.spacing()
        return lines

    def _place(self, line: list[tuple[QLayoutItem, QSize]], rect: QRect) -> None:
        used = sum(size.width() for _, size in line) + self.spacing() * (len(line) - 1)
        spare = max(rect.width() - used, 0)
        left = rect.left()
        if self._align & Qt.AlignmentFlag.AlignRight:
            left += spare
        elif self._align & Qt.AlignmentFlag.AlignHCenter:
            left += spare // 2
        for item, size in line:
            down = (rect.height() - size.height()) // 2
            item.setGeometry(QRect(QPoint(left, rect.top() + down), size))
            left += size.width() + self.spacing()


def _size_within(item: QLayoutItem, width: int) -> QSize:
    hint = item.sizeHint()
    is_greedy = bool(item.expandingDirections() & Qt.Orientation.Horizontal)
    if hint.width() <= width and not is_greedy:
        return hint
    height = item.heightForWidth(width) if item.hasHeightForWidth() else hint.height()
    return QSize(width, height)


class Pool(Generic[W]):
    """Widgets of one kind that are made once and used for every page after."""

    def __init__(self, make: Callable[[], W], add: Callable[[W], object]) -> None:
        """Keep how to make one and where it goes."""
        self._make = make
        self._add = add
        self._widgets: list[W] = []

    def first(self, count: int) -> list[W]:
        """Return so many of the widgets that were made, without showing or hiding any."""
        return self._widgets[:count]

    def fit(self, count: int) -> list[W]:
        """Return so many widgets, shown and in order; the others are hidden."""
        while len(self._widgets) < count:
            widget = self._make()
            self._widgets.append(widget)
            self._add(widget)
        for widget in self._widgets[count:]:
            widget.hide()
        for widget in self._widgets[:count]:
            widget.show()
        return self._widgets[:count]
