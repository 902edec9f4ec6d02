"""Text that wraps like print: even lines, no widows, a sign before the first line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPixmap,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QWidget

from reception_app.ui.linebreak import broken
from reception_app.ui.theme import set_role

BODY: Final = 1.5
"""Distance of two lines in sizes of the type, for text that is read."""

TIGHT: Final = 1.25
"""The same for big type."""

_LINE_BREAK: Final = "\u2028"
_UNITS: Final = "utf-16-le"
_BREAK_UNIT: Final = _LINE_BREAK.encode(_UNITS)
_NARROWEST: Final = 4
"""A label asks for at least so many characters beside each other."""

_WIDOW: Final = 2.5
"""A last line of fewer characters than this looks like a mistake."""

_KEPT_TOGETHER: Final = 4
"""So many characters each line may be shorter, for some of them to go into the last one."""

_NO_LIMIT: Final = 1_000_000.0
_NONE: Final[Mapping[int, float]] = MappingProxyType({})


class TextLabel(QLabel):
    """Text that wraps, inside a long word if it must, so that nothing is ever cut.

    A sign may stand before the first line. The distance of the lines does not depend on which
    font of the chain is installed. Colour and size come from the style sheet by role.
    """

    def __init__(
        self,
        role: str,
        tone: str | None = None,
        *,
        parent: QWidget | None = None,
        leading: float = BODY,
        centred: bool = False,
        even: bool = False,
    ) -> None:
        """Show nothing yet.

        Args:
            role: Of the style sheet.
            tone: Of the style sheet.
            parent: Owner.
            leading: Distance of two lines, in sizes of the type.
            centred: In the middle of the room; the lines are even, too.
            even: The lines end with phrases and are about equally long: for big type.
        """
        super().__init__(parent)
        self._leading = leading
        self._is_even = even or centred
        self._sign: QPixmap | None = None
        self._gap = 0
        self._layout = QTextLayout()
        self._laid_out: tuple[str, float] | None = None
        self._has_chosen = False
        self._heights: dict[int, int] = {}
        self._natural: int | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(
            Qt.AlignmentFlag.AlignCenter
            if centred
            else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        )
        set_role(self, role, tone)

    def show_text(self, text: str, sign: QPixmap | None = None, *, gap: int = 0) -> None:
        """Show this text.

        Args:
            text: Plain; a line break breaks the line.
            sign: Stands before the first line.
            gap: Between sign and text, in logical px.
        """
        if text == self.text() and sign is self._sign and gap == self._gap:
            return
        self._sign, self._gap = sign, gap
        self._forget()
        self.setText(text)
        self.updateGeometry()
        self.update()

    def set_leading(self, leading: float) -> None:
        """Set the distance of two lines, in sizes of the type."""
        if leading != self._leading:
            self._leading = leading
            self._forget()
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of the text in lines that are not wrapped."""
        self.ensurePolished()
        width = self._natural_width() + self._around()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of a few characters."""
        self.ensurePolished()
        least = min(self._natural_width(), _NARROWEST * self._type_size())
        frame = self.contentsMargins()
        return QSize(least + self._around(), self._pitch() + frame.top() + frame.bottom())

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return how high the text is at a width."""
        self.ensurePolished()
        if width not in self._heights:
            frame = self.contentsMargins()
            lines = self._lay_out(max(width - self._around(), 1))
            self._heights[width] = frame.top() + lines * self._pitch() + frame.bottom()
        return self._heights[width]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw frame, sign and lines."""
        with QPainter(self) as painter:
            self.drawFrame(painter)
            inner = self.contentsRect()
            width = max(inner.width() - self._before(), 1)
            self._lay_out(width)
            self._choose_breaks(width)
            height = self._layout.lineCount() * self._pitch()
            spare = max(inner.height() - height, 0)
            top = inner.top() + (
                spare // 2 if self.alignment() & Qt.AlignmentFlag.AlignVCenter else 0
            )
            left = inner.left() + self._before() + self._indent(inner.width() - self._before())
            if self._sign is not None:
                self._draw_sign(painter, self._sign, QPoint(round(left) - self._before(), top))
            painter.setPen(self.palette().color(self.foregroundRole()))
            self._layout.draw(painter, QPointF(inner.left() + self._before(), top))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure again in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._forget()
            self.updateGeometry()

    def _draw_sign(self, painter: QPainter, sign: QPixmap, at: QPoint) -> None:
        height = sign.deviceIndependentSize().height()
        y = at.y() + (self._pitch() - height) / 2
        painter.drawPixmap(QPointF(at.x(), round(y)), sign)

    def _indent(self, width: int) -> float:
        """Where the text begins on its first line, so that a sign can stand before it."""
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter and self._layout.lineCount():
            return (width - self._layout.lineAt(0).naturalTextWidth()) / 2
        return 0.0

    def _lay_out(self, width: float) -> int:
        """Break the lines for a width; return how many there are."""
        text = self.text().replace("\n", _LINE_BREAK)
        if self._laid_out != (text, width) and not self._is_whole(text, width):
            self._set_text(text)
            self._place_lines(width)
            self._laid_out = (text, width)
            self._has_chosen = False
        return max(self._layout.lineCount(), 1)

    def _is_whole(self, text: str, width: float) -> bool:
        """Whether the lines as they were measured, not wrapped, fit at this width too."""
        return (
            self._laid_out == (text, _NO_LIMIT)
            and self._natural is not None
            and self._natural <= width
            and bool(self.alignment() & Qt.AlignmentFlag.AlignLeft)
        )

    def _choose_breaks(self, width: float) -> None:
        """Break the lines where a reader likes it: it makes no more of them, so only to draw."""
        if self._has_chosen:
            return
        self._has_chosen = True
        text, lines = self._layout.text(), self._layout.lineCount()
        if lines > 1 and self._is_even:
            self._spread(text, width, lines)
        elif lines > 1 and (widows := self._widows(text)):
            self._keep_together(width, lines, widows)

    def _set_text(self, text: str) -> None:
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(text, self.font())
        self._layout.setTextOption(option)

    def _spread(self, text: str, width: float, lines: int) -> None:
        """Break between phrases, where that makes no more lines; else anywhere, but evenly."""
        advance = QFontMetricsF(self.font()).horizontalAdvance
        phrases = broken(text.replace(_LINE_BREAK, "\n"), advance, width)
        if len(phrases) <= lines:
            self._set_text(_LINE_BREAK.join(phrases))
            if self._place_lines(width) == len(phrases) and not self._ends_in_few():
                return
            self._set_text(text)
        even = self._even_width(width, lines)
        is_centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
        self._place_lines(even, indent=(width - even) / 2 if is_centred else 0)

    def _widows(self, text: str) -> list[range]:
        """Return the lines of each paragraph that leaves a few characters alone at its end."""
        units, count, first = text.encode(_UNITS), self._layout.lineCount(), 0
        widows = list[range]()
        for number in range(count):
            line = self._layout.lineAt(number)
            end = 2 * (line.textStart() + line.textLength())  # Qt counts in units of UTF-16
            if number == count - 1 or units[end - 2 : end] == _BREAK_UNIT:
                if number > first and self._is_few(line):
                    widows.append(range(first, number + 1))
                first = number + 1
        return widows

    def _ends_in_few(self) -> bool:
        return self._is_few(self._layout.lineAt(self._layout.lineCount() - 1))

    def _is_few(self, line: QTextLine) -> bool:
        return line.naturalTextWidth() < _WIDOW * self._type_size()

    def _keep_together(self, width: float, lines: int, widows: list[range]) -> None:
        """Narrow paragraphs a little, so that a last line gets some company, if they allow it."""
        widths: dict[int, float] = {}
        for paragraph in widows:
            for characters in range(1, _KEPT_TOGETHER + 1):
                narrower = max(width - characters * self._type_size(), 1)
                tried = widths | dict.fromkeys(paragraph, narrower)
                count = self._place_lines(width, widths=tried)
                if count == lines and not self._is_few(self._layout.lineAt(paragraph[-1])):
                    widths = tried
                    break
        self._place_lines(width, widths=widths)

    def _even_width(self, width: float, lines: int) -> float:
        """Return the width that makes the lines about equally long."""
        low, high = width / lines, width
        while high - low > self._type_size() / 4:
            middle = (low + high) / 2
            low, high = (low, middle) if self._place_lines(middle) == lines else (middle, high)
        return high

    def _place_lines(
        self,
        width: float,
        *,
        indent: float = 0,
        widths: Mapping[int, float] = _NONE,
    ) -> int:
        """Break the lines at a width, some at widths of their own; return how many there are."""
        pitch, count = self._pitch(), 0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(widths.get(count, width))
            line.setPosition(QPointF(indent, count * pitch + (pitch - line.height()) / 2))
            count += 1
        self._layout.endLayout()
        return count

    def _natural_width(self) -> int:
        """Return how wide the text is in lines that are not wrapped, as it will be laid out."""
        if self._natural is None:
            self._lay_out(_NO_LIMIT)
            lines = (self._layout.lineAt(n) for n in range(self._layout.lineCount()))
            self._natural = math.ceil(max((line.naturalTextWidth() for line in lines), default=0))
        return self._natural

    def _around(self) -> int:
        frame = self.contentsMargins()
        return frame.left() + frame.right() + self._before()

    def _before(self) -> int:
        if self._sign is None:
            return 0
        return math.ceil(self._sign.deviceIndependentSize().width()) + self._gap

    def _type_size(self) -> int:
        size = self.font().pixelSize()
        return size if size > 0 else QFontMetrics(self.font()).ascent()

    def _pitch(self) -> int:
        return round(self._type_size() * self._leading)

    def _forget(self) -> None:
        self._laid_out = None
        self._natural = None
        self._heights.clear()
