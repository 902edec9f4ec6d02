"""What becomes of a digit: kept until the fourth, sent, or wiped; decides nothing about a check.

Four digits are sent at once; then digits are dead until another entry begins. What is typed is
wiped when another entry begins, when the program loses the focus (a screen lock shows itself as
that; Qt tells of none), and 60 s after the first digit. While a computer sleeps no timer runs, so
the clock on the wall is asked too before the next digit counts.

Key events are neither logged nor asked for their text, which would be a ``str`` of the digit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent

from reception_app.domain.secrets import PIN_DIGITS
from reception_app.ui.patient.bounce import Bounce
from reception_app.ui.patient.pin_entry import PinEntry

KEEP_S: Final = 60
_SCANNER_MS: Final = 15
"""Closer together than the fingers of a hand; a scanner needs 1 to 10 ms for a key."""
_SCANNED_MS: Final = 500
"""After a scan nothing counts until it is over."""
_ERASE: Final = -1
_FULL_WIDTH_ZERO: Final = 0xFF10  # Qt's code of a key without a name is its character
_OURS: Final = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class PinTyping(QObject):
    """The digits of one entry.

    Signals:
        filled: How many places are to be drawn as filled.
        typed: All four digits, as a ``Pin``, once for each entry.
        wiped: Nothing is left here; who followed the keys forgets them too.
    """

    filled = Signal(int)
    typed = Signal(object)
    wiped = Signal()

    def __init__(self, parent: QObject, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._entry = PinEntry()
        self._since = 0.0
        self._is_sent = False
        self._bounce = Bounce()
        self._key: int | None = None
        self._key_at_ms = self._scanned_at_ms = 0
        self._timer = QTimer(self, singleShot=True, interval=KEEP_S * 1000)
        self._timer.timeout.connect(self.wipe)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._follow)

    def begin(self) -> None:
        """Wipe what was there and listen again."""
        self._is_sent = False
        self.wipe()

    @Slot(int)
    def add(self, digit: int) -> None:
        """Take a digit, 0–9; the fourth one sends them all."""
        if self._is_sent:
            return
        self._drop_what_slept()
        if not self._entry.count:
            self._since = self._clock()
            self._timer.start()
        self._entry.add(digit)
        self.filled.emit(self._entry.count)
        if self._entry.is_full:
            self._send()

    @Slot()
    def erase(self) -> None:
        """Take the last digit back."""
        if self._is_sent:
            return
        self._entry.erase()
        self.filled.emit(self._entry.count)
        if not self._entry.count:
            self.wipe()

    @Slot()
    def wipe(self) -> None:
        """Forget the digits."""
        self._entry.wipe()
        self._forget()
        self.filled.emit(PIN_DIGITS if self._is_sent else 0)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a digit, full-width ones too, or Backspace; return whether the key was for here.

        The Enter of a ten-key is taken and does nothing: it must not press what has the focus.
        """
        if event.type() != QEvent.Type.KeyPress or event.modifiers() & ~_OURS:
            return False
        key = _meant(event.key())
        if key is None:
            return event.key() == Qt.Key.Key_Enter
        if self._is_machine(key, event.timestamp()):
            self.wipe()
            return True
        is_new = not event.isAutoRepeat() and not self._bounce.is_one(key, event.timestamp())
        self._bounce.left(key, event.timestamp())
        if is_new:
            self.erase() if key == _ERASE else self.add(key)
        return True

    def _is_machine(self, key: int, at_ms: int) -> bool:
        """Whether a barcode scanner types: other keys follow faster than fingers can.

        A scanner for 診察券 is a keyboard; its first four digits must never become a PIN. The same
        key again is a bounce, which drops it.
        """
        gap_ms, is_other = at_ms - self._key_at_ms, key != self._key
        self._key, self._key_at_ms = key, at_ms
        if at_ms and is_other and 0 <= gap_ms < _SCANNER_MS:
            self._scanned_at_ms = at_ms
        return self._scanned_at_ms > 0 and 0 <= at_ms - self._scanned_at_ms < _SCANNED_MS

    @Slot(Qt.ApplicationState)
    def _follow(self, state: Qt.ApplicationState) -> None:
        """Another window of ours is fine; another program, a lock, a sleep is not."""
        if state is not Qt.ApplicationState.ApplicationActive:
            self.wipe()

    def _drop_what_slept(self) -> None:
        if self._entry.count and self._clock() - self._since >= KEEP_S:
            self.wipe()

    def _send(self) -> None:
        pin = self._entry.hand_over()
        self._is_sent = True
        self._forget()
        self.typed.emit(pin)

    def _forget(self) -> None:
        self._timer.stop()
        self._bounce.forget()
        self._key = None  # it is a digit of a PIN
        self.wiped.emit()


def _meant(key: int) -> int | None:
    """Return the digit of a key, or ``_ERASE``; the row of figures and the ten-key are alike."""
    if key == Qt.Key.Key_Backspace:
        return _ERASE
    for zero in (int(Qt.Key.Key_0), _FULL_WIDTH_ZERO):
        if zero <= key <= zero + 9:
            return key - zero
    return None
