"""Periods drawn as bars below each other, with one line for the day in question (A4-8)."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.viewstate.views import Bar, Timeline
from reception_app.ui.widgets import Pool


class PeriodBar(TextLabel):
    """Whose period it is and how long, in words, and the same as a bar below."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__("label", parent=parent)
        self._kit = kit
        self._first: float | None = None
        self._last: float | None = None
        self._at = 0.0

    def show_bar(self, bar: Bar, at: float) -> None:
        """Show this; the day in question is at a place from 0 to 1."""
        self._first, self._last, self._at = bar.first, bar.last, at
        self.setContentsMargins(0, 0, 0, self._kit.theme.px("space.5"))
        self.show_text(self._kit.texts(bar.said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the words, the bar, and the line of the day through it."""
        super().paintEvent(event)
        theme = self._kit.theme
        thin, strong = theme.px("stroke.thin"), theme.px("stroke.strong")
        room = QRectF(self.rect().adjusted(thin, 0, -thin, 0))
        room.setTop(self.contentsRect().bottom() + 1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(room)
            painter.setPen(QPen(theme.colour("key.plain"), thin))
            painter.setBrush(theme.colour("key.soft-pressed"))
            radius = theme.px("space.1")
            painter.drawRoundedRect(self._bar_in(room), radius, radius)
            painter.setPen(QPen(theme.colour("text.main"), strong))
            x = room.left() + self._at * room.width()
            painter.drawLine(QLineF(QPointF(x, room.top()), QPointF(x, room.bottom())))

    def _bar_in(self, room: QRectF) -> QRectF:
        """Return where the bar is; an end that is open lies outside of the room, and is cut."""
        beyond, edge = self._kit.theme.px("space.2"), self._kit.theme.px("space.1")
        left = -beyond if self._first is None else self._first * room.width()
        right = room.width() + beyond if self._last is None else self._last * room.width()
        height = room.height() - 2 * edge
        return QRectF(room.left() + left, room.top() + edge, max(right - left, edge), height)


class PeriodBars(QWidget):
    """All bars of an answer, and what the line through them is."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._column, self._bars = QVBoxLayout(self), QVBoxLayout()
        self._caption = TextLabel("hint", parent=self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._bars)
        self._column.addWidget(self._caption)
        self._pool = Pool(lambda: PeriodBar(kit, self), self._bars.addWidget)

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show this; nothing is left where there is none."""
        self.setVisible(timeline is not None)
        if timeline is None:
            return
        shown = self._pool.fit(len(timeline.bars))
        for widget, bar in zip(shown, timeline.bars, strict=True):
            widget.show_bar(bar, timeline.at)
        self._caption.show_text(self._kit.texts(timeline.caption))

    def set_density(self, density: Density) -> None:
        """Stand closer together or wider apart."""
        gap = self._kit.theme.px(density.pick("space.1", "space.1", "stroke.strong"))
        self._column.setSpacing(gap)
        self._bars.setSpacing(gap)
