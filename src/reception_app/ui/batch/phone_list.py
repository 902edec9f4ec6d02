"""Draws the phone list on paper, page by page; the same drawing is the preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMarginsF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
)

from reception_app.ui.texts import Texts
from reception_app.ui.viewstate import phone_list as words
from reception_app.ui.viewstate.phone_list import PhoneLine, PhoneList
from reception_app.ui.viewstate.words import Line

_MARGIN_MM: Final = 15.0
_WIDTHS_MM: Final = (24.0, 46.0, 34.0, 66.0, 10.0)
_TITLE_PT, _TEXT_PT, _SMALL_PT = 16.0, 11.0, 9.0
_PAD_MM: Final = 2.0
_INCH_MM: Final = 25.4
_INK: Final = QColor("#1a1a1a")
_LINE: Final = QColor("#767676")
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP: Final = int(_LEFT) | int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)


def set_up(device: QPagedPaintDevice) -> None:
    """Ask for A4, upright."""
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )


def draw(device: QPagedPaintDevice, texts: Texts, view: PhoneList) -> int:
    """Draw all pages; return how many there are."""
    with QPainter(device) as painter:
        sheet = _Sheet(device, painter, texts)
        pages = sheet.pages_of(view.lines)
        for number, lines in enumerate(pages):
            if number:
                device.newPage()
            sheet.draw_page(view, lines, number + 1, len(pages))
    return len(pages)


class _Sheet:
    """One page to draw on, in the device's own points."""

    def __init__(self, device: QPagedPaintDevice, painter: QPainter, texts: Texts) -> None:
        self._device, self._painter, self._texts = device, painter, texts
        self._mm = device.logicalDpiX() / _INCH_MM
        self._room = QRect(0, 0, device.width(), device.height())
        whole = sum(_WIDTHS_MM) * self._mm
        self._columns = [w * self._mm * self._room.width() / whole for w in _WIDTHS_MM]

    def pages_of(self, lines: Sequence[PhoneLine]) -> list[list[PhoneLine]]:
        """Return which lines stand on which page; one page at the least."""
        pages: list[list[PhoneLine]] = [[]]
        left = full = self._room.height() - self._head() - self._foot()
        for line in lines:
            height = self._height(line)
            if height > left and pages[-1]:
                pages.append([])
                left = full
            pages[-1].append(line)
            left -= height
        return pages

    def draw_page(self, view: PhoneList, lines: list[PhoneLine], page: int, pages: int) -> None:
        """Draw heading, lines and number of a page."""
        top = self._draw_head(view)
        if not lines:
            self._write(words.EMPTY, QRect(0, top, self._room.width(), self._row()), _TEXT_PT)
        for line in lines:
            height = self._height(line)
            self._draw_line(line, top, height)
            top += height
        foot = QRect(0, self._room.bottom() - self._foot(), self._room.width(), self._foot())
        self._write(
            words.page_words(page, pages),
            foot,
            _SMALL_PT,
            flags=int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom),
        )

    # ── parts ───────────────────────────────────────────────────────────────────────────────
    def _draw_head(self, view: PhoneList) -> int:
        width = self._room.width()
        title = QRect(0, 0, width, self._row(_TITLE_PT))
        self._write(words.TITLE, title, _TITLE_PT, is_strong=True)
        self._write(
            view.made,
            title,
            _SMALL_PT,
            flags=int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
        )
        top = title.bottom() + self._pad()
        heads = (words.APPOINTMENT, words.NAME, words.PHONE, words.SENTENCE, words.DONE)
        for place, head in zip(self._cells(top, self._row()), heads, strict=True):
            self._write(head, place, _SMALL_PT, is_strong=True)
        bottom = top + self._row()
        self._rule(bottom, 0.5)
        return bottom

    def _draw_line(self, line: PhoneLine, top: int, height: int) -> None:
        when, name, phone, sentence, box = self._cells(top, height)
        self._write(line.appointment, when, _TEXT_PT)
        both = self._row(_TEXT_PT) + self._row(_SMALL_PT)
        upper = QRect(name.left(), top + (height - both) // 2, name.width(), self._row(_TEXT_PT))
        lower = QRect(name.left(), upper.bottom(), name.width(), self._row(_SMALL_PT))
        self._write(line.name, upper, _TEXT_PT, is_strong=True)
        self._write(line.kana, lower, _SMALL_PT)
        self._write(line.phone, phone, _TEXT_PT)
        self._write(line.sentence, sentence, _SMALL_PT, flags=_WRAP)
        side = round(5 * self._mm)
        square = QRectF(box.left(), box.center().y() - side / 2, side, side)
        self._painter.setPen(QPen(_LINE, 0.3 * self._mm))
        self._painter.drawRect(square)
        self._rule(top + height, 0.2)

    def _cells(self, top: int, height: int) -> list[QRect]:
        places, left = list[QRect](), 0.0
        for width in self._columns:
            inner = round(width) - self._pad()
            places.append(QRect(round(left), top, inner, height))
            left += width
        return places

    def _height(self, line: PhoneLine) -> int:
        width = round(self._columns[3]) - self._pad()
        text = self._texts(line.sentence)
        metrics = QFontMetrics(self._font(_SMALL_PT), self._device)
        needed = metrics.boundingRect(QRect(0, 0, width, 0), _WRAP, text).height()
        return max(needed + 2 * self._pad(), self._row(_TEXT_PT) + self._row(_SMALL_PT))

    def _write(
        self,
        line: Line,
        place: QRect,
        size_pt: float,
        *,
        is_strong: bool = False,
        flags: int = int(_LEFT),
    ) -> None:
        self._painter.setFont(self._font(size_pt, is_strong=is_strong))
        self._painter.setPen(_INK)
        text = self._texts(line)
        if flags != _WRAP:
            metrics = QFontMetrics(self._painter.font(), self._device)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        self._painter.drawText(place, flags, text)

    def _rule(self, y: int, width_mm: float) -> None:
        self._painter.setPen(QPen(_LINE, width_mm * self._mm))
        self._painter.drawLine(0, y, self._room.width(), y)

    def _font(self, size_pt: float, *, is_strong: bool = False) -> QFont:
        font = QFont(self._painter.font())
        font.setPointSizeF(size_pt)
        font.setBold(is_strong)
        return font

    def _row(self, size_pt: float = _TEXT_PT) -> int:
        return QFontMetrics(self._font(size_pt), self._device).height() + self._pad() // 2

    def _pad(self) -> int:
        return round(_PAD_MM * self._mm)

    def _head(self) -> int:
        return self._row(_TITLE_PT) + self._pad() + self._row()

    def _foot(self) -> int:
        return self._row(_SMALL_PT)
