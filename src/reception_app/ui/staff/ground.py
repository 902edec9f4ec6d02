"""The ground of a page, and what says on it that all of this is only training."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPaintEvent
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

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._is_marked = False
        set_role(self, "page")

    def show_mark(self, *, is_shown: bool) -> None:
        """Show the words across, or do not; between the sheets of a result they would be dirt."""
        self._is_marked = is_shown
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ground by the style sheet, then the words."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        if self._is_marked:
            self._draw_mark(painter)
        self.painted.emit()

    def _draw_mark(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._kit.theme.px("type.burden"))
        font.setBold(True)
        text = self._kit.texts(TRAINING)
        step = QFontMetricsF(font).horizontalAdvance(text) * 1.7
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
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("watermark.fill"))
        hatch = QBrush(theme.colour("watermark.text"), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(self.rect(), hatch)
