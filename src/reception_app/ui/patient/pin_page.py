"""Where a patient types the PIN: what to type, four places, the tries that are left, the ten-key.

Beside each other, or one above the other, whichever can be larger. After the fourth digit the
digits are dead, but both ways out stay alive: nobody is left in front of keys that do nothing.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from reception_app.ui.patient.big_text import (
    LEAST_PX,
    BigText,
    Type,
    detail,
    ems,
    headline,
    note,
    patient_font,
)
from reception_app.ui.patient.dots import Dots
from reception_app.ui.patient.fit import (
    Frame,
    Stack,
    base,
    height_of,
    middle,
    place,
)
from reception_app.ui.patient.keypad import Keypad
from reception_app.ui.patient.pin_typing import PinTyping
from reception_app.ui.texts import Language, Texts
from reception_app.ui.theme.roles import set_role
from reception_app.ui.theme.theme import Theme
from reception_app.ui.viewstate.views import Act, PatientScreen, PatientView
from reception_app.ui.viewstate.words import Words, tr

_STOP: Final = tr("やめる")
_ERASE: Final = tr("1つ消す")
_UNKNOWN: Final = tr("暗証番号がわからない")
_PLACES: Final = tr("4けたの暗証番号")

_COLUMN: Final = 520
_BETWEEN: Final = 96
_INSET: Final = 24
_BUTTON_LEAST: Final = 48
_FIGURES: Final = 1.36


class _WayOut(QPushButton):
    """暗証番号がわからない: a way out without shame."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = base(theme, "type.patient.action")
        self._height = base(theme, "size.patient.button")
        self._is_centred = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self, "patient-button")

    def set_centred(self, centred: bool, /) -> None:
        """Stand in the middle of the room, or at its left."""
        self._is_centred = centred

    def height_at(self, unit: float, _room: float) -> float:
        """Return the height in px."""
        return max(_BUTTON_LEAST, self._height * unit)

    def set_at(self, unit: float, place: QRectF) -> None:
        """Take a place, as wide as the words need."""
        size = max(LEAST_PX, self._size * unit)
        width = min(place.width(), size * ems(self.text(), bold=True) + 2 * _INSET)
        left = place.left() + ((place.width() - width) / 2 if self._is_centred else 0)
        self.setFont(patient_font(size, bold=True))
        self.setGeometry(QRectF(left, place.top(), width, place.height()).toAlignedRect())


class PinPage(QWidget):
    """Shows the ten-key.

    Signals:
        pin_typed: All four digits, as a ``Pin``.
        acted: One of the two ways out, as an ``Act``.
    """

    pin_typed = Signal(object)
    acted = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._texts = texts
        self._frame = Frame(QSize(), 0, 1.0, 1.0)
        self._entry: tuple[str, int] | None = None
        self._said: tuple[tuple[str, ...], Language] | None = None
        self._typing = PinTyping(self)
        self._headline = headline(theme, self)
        self._detail = detail(theme, self)
        self._note = note(theme, self)
        self._dots = Dots(theme, self)
        count = Type(base(theme, "type.patient.detail"), figures=_FIGURES)
        self._tries = BigText("patient-count", count, self)
        self._keypad = Keypad(theme, self)
        self._unknown = _WayOut(theme, self)
        self._column: Stack = (
            (0, self._headline),
            (14, self._detail),
            (20, self._note),
            (34, self._dots),
            (20, self._tries),
            (34, self._unknown),
        )
        self._upright: Stack = (
            (0, self._headline),
            (8, self._detail),
            (12, self._note),
            (20, self._dots),
            (8, self._tries),
            (20, self._keypad),
            (20, self._unknown),
        )
        self._connect()
        self._label()

    def show_view(self, view: PatientView) -> None:
        """Show a view; another entry wipes what was typed, and so does another screen.

        A screen in between makes the same entry another one: a card that was taken away too
        early costs no try, and the PIN is asked for again.
        """
        is_asking = view.screen is PatientScreen.TYPE_PIN
        entry = view.entry if is_asking else None
        if entry != self._entry:
            self._entry = entry
            self._typing.begin()
        if not is_asking:
            return
        say, tries = self._texts, view.tries_left
        said = (
            say(view.headline),
            say(view.detail) if view.detail else "",
            say(view.note) if view.note else "",
            "" if tries is None else say(_tries(tries)),
        )
        if (said, say.language) != self._said:  # else it looks as it did for the last patient
            self._said = (said, say.language)
            labels = (self._headline, self._detail, self._note, self._tries)
            for label, text in zip(labels, said, strict=True):
                label.say(text)
            self._label()
            self._arrange()

    def set_frame(self, frame: Frame) -> None:
        """Be drawn in another window."""
        self._frame = frame
        self._arrange()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key from any window; return whether it was for here."""
        return self._typing.take_key(event)

    def wipe(self) -> None:
        """Forget what was typed."""
        self._typing.wipe()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Forget what nobody can see."""
        self._typing.wipe()
        super().hideEvent(event)

    @Slot()
    def _say_unknown(self) -> None:
        self.acted.emit(Act.PIN_UNKNOWN)

    @Slot()
    def _say_stop(self) -> None:
        self.acted.emit(Act.PIN_STOP)

    def _connect(self) -> None:
        self._keypad.typed.connect(self._typing.add)
        self._keypad.erased.connect(self._typing.erase)
        self._keypad.stopped.connect(self._say_stop)
        self._unknown.clicked.connect(self._say_unknown)
        self._typing.filled.connect(self._dots.fill)
        self._typing.wiped.connect(self._keypad.let_go)
        self._typing.typed.connect(self.pin_typed)

    def _label(self) -> None:
        self._keypad.set_words(stop=self._texts(_STOP), erase=self._texts(_ERASE))
        self._unknown.setText(self._texts(_UNKNOWN))
        self._unknown.setAccessibleName(self._texts(_UNKNOWN))
        self._dots.setAccessibleName(self._texts(_PLACES))

    def _arrange(self) -> None:
        beside = self._frame.largest(self._fits_beside)
        upright = self._frame.largest(self._fits_upright)
        is_upright = upright > beside
        for block in (*self._texts_and_dots(), self._keypad, self._unknown):
            block.set_centred(is_upright)
        if is_upright:
            self._arrange_upright(upright)
        else:
            self._arrange_beside(beside)

    def _texts_and_dots(self) -> tuple[BigText | Dots, ...]:
        return self._headline, self._detail, self._note, self._dots, self._tries

    def _arrange_upright(self, unit: float) -> None:
        room = self._frame.size.width() - 2 * self._frame.margin(unit)
        height = height_of(self._upright, unit, room)
        place(self._upright, unit, middle(self._frame, unit, (room, height)))

    def _arrange_beside(self, unit: float) -> None:
        size = self._size_beside(unit)
        whole = middle(self._frame, unit, (size.width(), size.height()))
        text = height_of(self._column, unit, _COLUMN * unit)
        pad = self._keypad.size_at(unit)
        y = whole.top() + (whole.height() - text) / 2
        place(self._column, unit, QRectF(whole.left(), y, _COLUMN * unit, text))
        y = whole.top() + (whole.height() - pad.height()) / 2
        x = whole.left() + (_COLUMN + _BETWEEN) * unit
        self._keypad.set_at(unit, QRectF(x, y, pad.width(), pad.height()))

    def _size_beside(self, unit: float) -> QSizeF:
        pad = self._keypad.size_at(unit)
        text = height_of(self._column, unit, _COLUMN * unit)
        return QSizeF((_COLUMN + _BETWEEN) * unit + pad.width(), max(text, pad.height()))

    def _fits_beside(self, unit: float) -> bool:
        size = self._size_beside(unit)
        return size.width() + 2 * self._frame.margin(unit) <= self._frame.size.width() and (
            size.height() <= self._height_left(unit)
        )

    def _fits_upright(self, unit: float) -> bool:
        room = self._frame.size.width() - 2 * self._frame.margin(unit)
        return (
            self._keypad.size_at(unit).width() <= room
            and self._headline.reads_well_at(unit, room)
            and height_of(self._upright, unit, room) <= self._height_left(unit)
        )

    def _height_left(self, unit: float) -> float:
        return self._frame.size.height() - self._frame.top - self._frame.margin(unit)


def _tries(left: int) -> Words:
    return tr("あと{count}回入力できます", count=f"{left}")
