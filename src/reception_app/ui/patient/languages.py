"""The languages a patient can choose, each in its own name; reports the choice, makes none."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from reception_app.ui.patient.big_text import ems, patient_font
from reception_app.ui.patient.fit import base
from reception_app.ui.texts import Language
from reception_app.ui.theme.roles import set_role
from reception_app.ui.theme.theme import Theme

_NAMES: Final = (
    (Language.JA, "日本語"),
    (Language.EASY, "やさしい日本語"),
    (Language.EN, "English"),
)
_TOUCH_LEAST: Final = 44
_INSET: Final = 17
_GAP: Final = 8


class _Pill(QPushButton):
    """One language. Draws itself: a style sheet's round ends have the staff's scale, not ours."""

    chosen = Signal(object)

    def __init__(self, language: Language, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._language = language
        self._theme = theme
        self._is_spoken = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self, "language")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        # By a screen reader without a click. In a QButtonGroup, Tab would reach only one of them.
        self.toggled.connect(self._choose)

    def mark(self, spoken: Language) -> None:
        """Look chosen if this is the language that is spoken."""
        self._is_spoken = spoken is self._language
        self.setChecked(self._is_spoken)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nothing: whoever owns it sets its place."""
        return QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the pill and the name."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill, line, ink = (self._theme.colour(token) for token in self._tokens())
            painter.setBrush(fill)
            painter.setPen(QPen(line, 1))
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    @Slot(bool)
    def _choose(self, on: bool) -> None:
        if on is not self._is_spoken:
            self.chosen.emit(self._language)

    def _tokens(self) -> tuple[str, str, str]:
        if self.isDown():
            return "key.fill", "key.fill", "key.text"
        if self.isChecked():
            return "pill.patient-fill", "pill.patient-fill", "pill.patient-text"
        return "surface.card", "line.control", "text.sub"


class Languages(QWidget):
    """A pill for each language.

    Signals:
        chosen: Another ``Language`` is wanted.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = base(theme, "type.body")
        self._height = base(theme, "size.patient.pill")
        self._pills = [_Pill(language, name, theme, self) for language, name in _NAMES]
        for pill in self._pills:
            pill.chosen.connect(self.chosen)

    def show_language(self, language: Language) -> None:
        """Mark the language that is spoken."""
        for pill in self._pills:
            pill.mark(language)

    def width_at(self, unit: float) -> float:
        """Return the width in px."""
        return unit * (sum(self._widths()) + _GAP * (len(self._pills) - 1))

    def height_at(self, unit: float) -> float:
        """Return the height in px."""
        return max(_TOUCH_LEAST, self._height * unit)

    def set_at(self, unit: float, room: QRectF) -> None:
        """Stand at the right of the room."""
        self.setGeometry(
            room.adjusted(room.width() - self.width_at(unit), 0, 0, 0).toAlignedRect()
        )
        x = 0.0
        for pill, width in zip(self._pills, self._widths(), strict=True):
            pill.setFont(patient_font(self._size * unit, bold=False))
            pill.setGeometry(round(x * unit), 0, round(width * unit), self.height())
            x += width + _GAP

    def _widths(self) -> list[float]:
        return [ems(pill.text(), bold=False) * self._size + 2 * _INSET for pill in self._pills]
