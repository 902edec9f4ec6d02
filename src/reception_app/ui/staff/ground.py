"""The ground of a page, and what says on it that all of this is only training."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOption, QWidget

from reception_app.ui.staff.kit import Kit
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.words import tr

TRAINING: Final = tr("訓練モード")
_MARK_OPACITY: Final = 0.06
_MARK_ANGLE: Final = -24


class Ground(QWidget):
    """What a page lies on; in training with faint words across, below everything else.

    Signals:
        painted: What was shown last has reached the screen.
    """

    painted = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._is_marked = False
        self._mark = QPixmap()
        self._mark_key: tuple[object, ...] = ()
        set_role(self, "page")

    def show_mark(self, *, is_shown: bool) -> None:
        """Show the words across, or do not; between the sheets of a result they would be dirt."""
        self._is_marked = is_shown
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ground by the style sheet, then the words."""
        option = QStyleOption()
        option.initFrom(self)
        with QPainter(self) as painter:
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
            if self._is_marked:
                painter.drawPixmap(0, 0, self._drawn_mark())
        self.painted.emit()

    def _drawn_mark(self) -> QPixmap:
        """Return the words across; turned glyphs are slow, so they are drawn once for a look."""
        theme, text = self._kit.theme, self._kit.texts(TRAINING)
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, theme.scheme, theme.scale, text)
        if key != self._mark_key:
            self._mark_key = key
            self._mark = QPixmap(self.size() * ratio)
            self._mark.setDevicePixelRatio(ratio)
            self._mark.fill(Qt.GlobalColor.transparent)
            with QPainter(self._mark) as painter:
                self._draw_mark(painter, text)
        return self._mark

    def _draw_mark(self, painter: QPainter, text: str) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._kit.theme.px("type.burden"))
        font.setBold(True)
        step = QFontMetricsF(font).horizontalAdvance(text) * 1.7
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(self._kit.theme.colour("text.main"))
        painter.setOpacity(_MARK_OPACITY)
        painter.rotate(_MARK_ANGLE)
        reach = self.width() + self.height()
        for row in range(-2, int(reach / step * 2) + 3):
            shift = step / 2 if row % 2 else 0.0
            for column in range(-2, int(reach / step) + 3):
                painter.drawText(QPointF(column * step - shift, row * step / 2), text)


class TrainingStripe(QWidget):
    """A thin hatched line under the header."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit

    def show_training(self, *, is_training: bool) -> None:
        """Show the line, or do not."""
        self.setFixedHeight(self._kit.theme.px("space.1"))
        self.setVisible(is_training)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the hatching."""
        theme = self._kit.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("watermark.fill"))
            hatch = QBrush(theme.colour("watermark.text"), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(self.rect(), hatch)
