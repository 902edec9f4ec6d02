"""The ten-key: reports which key was meant, as a number; keeps no digit.

Touch, mouse, Space and a screen reader's press all end in the same signals. A key counts when it
is let go inside, however short the touch was. What a screen of glass adds:

* Another finger comes down while one is still there: the first key counts at once. So two quick
  fingers give two digits, in the order in which they came, never one and never turned round.
* A second finger on the same key is no second digit. A touch that bounces (the same key again
  within 40 ms) is none either. A digit too few can be seen; one too many costs a try.

Names and focus: keys are called "1", "2" … for people who cannot see them, and are pressed
without taking the focus. So nothing reads a digit aloud while somebody touches or types; whoever
looks for a key with Tab, arrows or a braille display finds it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEventPoint, QIcon, QMouseEvent, QTouchEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from reception_app.ui.patient.big_text import LEAST_PX, ems, patient_font
from reception_app.ui.patient.bounce import Bounce
from reception_app.ui.patient.fit import base
from reception_app.ui.theme.roles import set_role
from reception_app.ui.theme.theme import Theme

STOP: Final = 10
ERASE: Final = 11
_PLACES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, STOP, 0, ERASE)
_COLUMNS: Final = 3
_ROWS: Final = 4
_DIGIT_LEAST: Final = 28
_WIDEST: Final = 1.6  # of a key's height: wider ones no longer look like a ten-key
_INSET: Final = 6
_ICON_SIZE: Final = 1.3  # in heights of the type beside it
_ICON_EMS: Final = 1.6  # with its gap
KEY_LEAST: Final = 80
GAP_LEAST: Final = 8
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
    }
)


class _Key(QPushButton):
    """One key; its place is a number, its label only a drawing."""

    def __init__(self, place: int, bounce: Bounce, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._bounce = bounce
        is_first = place == _PLACES[0]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_first else Qt.FocusPolicy.NoFocus)
        set_role(self, "digit-key" if place < STOP else "action-key")
        if place < STOP:
            self.setText(f"{place}")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take no notice of a bounce; some touch screens pretend to be a mouse."""
        if not self._bounce.is_one(self.place, event.timestamp()):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember the key before it counts: the digit that counts last lets it be forgotten."""
        self._bounce.left(self.place, event.timestamp())
        super().mouseReleaseEvent(event)


class Keypad(QWidget):
    """Twelve keys in four rows.

    Signals:
        typed: A digit, 0–9.
        erased: The last digit is to go.
        stopped: The patient does not want to go on.
    """

    typed = Signal(int)
    erased = Signal()
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_centred = False
        self._bounce = Bounce()
        self._fingers: dict[int, _Key] = {}
        self._keys = {place: _Key(place, self._bounce, self) for place in _PLACES}
        self._group = QButtonGroup(self)  # also gives arrows from key to key
        for place, key in self._keys.items():
            self._group.addButton(key, place)
        self._group.idClicked.connect(self._clicked)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)

    def set_words(self, *, stop: str, erase: str) -> None:
        """Label the two keys that are no digits."""
        self._keys[STOP].setText(stop)
        self._keys[ERASE].setText(erase)

    def set_centred(self, centred: bool, /) -> None:
        """Fill the room with wider keys, or stand in it as in the mock-up."""
        self._is_centred = centred

    def size_at(self, unit: float, room: float | None = None) -> QSize:
        """Return the size in px; no key is ever smaller than a finger needs.

        Args:
            unit: 1.0 for the size of the mock-up.
            room: Width that wider keys may fill.
        """
        key, gap = self._key_size(unit, room), self._gap(unit)
        return QSize(
            _COLUMNS * key.width() + (_COLUMNS - 1) * gap, _ROWS * key.height() + (_ROWS - 1) * gap
        )

    def height_at(self, unit: float, _room: float) -> float:
        """Return the height in px."""
        return self.size_at(unit).height()

    def set_at(self, unit: float, place: QRectF) -> None:
        """Take a place."""
        room = place.width() if self._is_centred else None
        size = self.size_at(unit, room)
        left = place.left() + (place.width() - size.width()) / 2
        self.setGeometry(QRect(QPoint(round(left), round(place.top())), size))
        key, gap = self._key_size(unit, room), self._gap(unit)
        for index, number in enumerate(_PLACES):
            row, column = divmod(index, _COLUMNS)
            at = QPoint(column * (key.width() + gap), row * (key.height() + gap))
            self._dress(self._keys[number], unit, key)
            self._keys[number].setGeometry(QRect(at, key))

    def let_go(self) -> None:
        """Forget every finger and the last key: what is still pressed no longer counts."""
        self._fingers.clear()
        self._bounce.forget()
        for key in self._keys.values():
            key.setDown(False)

    def event(self, event: QEvent) -> bool:
        """Follow every finger by itself; Qt would make one mouse of the first."""
        if event.type() in _TOUCHES and isinstance(event, QTouchEvent):
            self._touched(event)
            event.accept()
            return True
        return super().event(event)

    @Slot(int)
    def _clicked(self, place: int) -> None:
        if place == STOP:
            self.stopped.emit()
        elif place == ERASE:
            self.erased.emit()
        else:
            self.typed.emit(place)

    def _touched(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self.let_go()
            return
        for point in event.points():
            key = self._key_under(point)
            match point.state():
                case QEventPoint.State.Pressed:
                    self._down(point.id(), key, event.timestamp())
                case QEventPoint.State.Updated:
                    self._moved(point.id(), key)
                case QEventPoint.State.Released:
                    self._moved(point.id(), key)
                    self._up(point.id(), event.timestamp())
                case _:
                    pass

    def _key_under(self, point: QEventPoint) -> _Key | None:
        under = self.childAt(point.position().toPoint())
        return under if isinstance(under, _Key) else None

    def _down(self, finger: int, key: _Key | None, at_ms: int) -> None:
        if key is None:
            return
        for other in [f for f, held in self._fingers.items() if held is not key]:
            self._up(other, at_ms)
        if key in self._fingers.values() or self._bounce.is_one(key.place, at_ms):
            return
        self._fingers[finger] = key
        key.setDown(True)
        key.repaint()  # the only echo a finger gets: not a moment later

    def _moved(self, finger: int, key: _Key | None) -> None:
        held = self._fingers.get(finger)
        if held is not None and held.isDown() != (held is key):
            held.setDown(held is key)

    def _up(self, finger: int, at_ms: int) -> None:
        key = self._fingers.pop(finger, None)
        if key is None or not key.isDown():
            return
        key.setDown(False)
        self._bounce.left(key.place, at_ms)
        key.click()

    def _key_size(self, unit: float, room: float | None) -> QSize:
        width = base(self._theme, "size.patient.key-width") * unit
        height = max(KEY_LEAST, base(self._theme, "size.patient.key-height") * unit)
        if room is not None:
            fill = (room - (_COLUMNS - 1) * self._gap(unit)) / _COLUMNS
            width = max(width, min(fill, height * _WIDEST))
        return QSize(round(max(KEY_LEAST, width)), round(height))

    def _gap(self, unit: float) -> int:
        return max(GAP_LEAST, round(base(self._theme, "size.patient.key-gap") * unit))

    def _dress(self, key: _Key, unit: float, size: QSize) -> None:
        if key.place < STOP:
            digit = max(_DIGIT_LEAST, base(self._theme, "type.patient.digit") * unit)
            key.setFont(patient_font(digit, bold=True))
            return
        words, room = ems(key.text(), bold=True), size.width() - 2 * _INSET
        wanted = max(LEAST_PX, base(self._theme, "type.patient.action") * unit)
        has_icon = key.place == ERASE and room / (words + _ICON_EMS) >= LEAST_PX
        fitting = min(wanted, room / (words + _ICON_EMS * has_icon))
        key.setFont(patient_font(fitting, bold=True))
        key.setIcon(self._erase_icon(fitting) if has_icon else QIcon())
        key.setIconSize(QSize(*[round(fitting * _ICON_SIZE)] * 2))

    def _erase_icon(self, size: float) -> QIcon:
        return self._theme.icon("erase", round(size * _ICON_SIZE * 100 / self._theme.scale))
