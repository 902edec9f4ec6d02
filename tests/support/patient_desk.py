"""The patient's window as a test meets it: views, keys, fingers, and a look at the buffer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from reception_app.domain.secrets import Pin
from reception_app.ui.patient.pin_typing import PinTyping
from reception_app.ui.patient.window import PatientWindow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme
from reception_app.ui.viewstate.views import PatientScreen, PatientView, Picture
from reception_app.ui.viewstate.words import tr

EMPTY: Final = bytes(4)
TYPE_PIN: Final = PatientView(
    PatientScreen.TYPE_PIN,
    Picture.TYPE_PIN,
    tr("4けたの暗証番号を入力してください"),
    tr("マイナンバーカードを受け取ったときに決めた、数字4けたの番号です"),
    tries_left=3,
    entry=("one", 1),
)
NEXT_TRY: Final = PatientView(
    PatientScreen.TYPE_PIN,
    Picture.TYPE_PIN,
    TYPE_PIN.headline,
    TYPE_PIN.detail,
    tries_left=2,
    note=tr("暗証番号が違いました。もう一度入力してください"),
    entry=("one", 2),
)
WAIT: Final = PatientView(
    PatientScreen.WAIT,
    Picture.ASKING,
    tr("資格を確認しています"),
    tr("しばらくお待ちください"),
    entry=("one", 1),
)
TAKE_CARD: Final = PatientView(
    PatientScreen.TAKE_CARD, Picture.TAKE_CARD, tr("カードをお取りください")
)


class Seat:
    """Somebody in front of the window."""

    def __init__(self, theme: Theme) -> None:
        self.texts = Texts()
        self.window = PatientWindow(theme, self.texts)
        self.pins: list[Pin] = []
        self.acts: list[object] = []
        self.languages: list[object] = []
        self.window.pin_typed.connect(self.pins.append)
        self.window.acted.connect(self.acts.append)
        self.window.language_chosen.connect(self.languages.append)
        self.window.resize(1366, 768)
        self.window.show()

    @property
    def typing(self) -> PinTyping:
        """Where the digits are."""
        typing = self.window.findChild(PinTyping)
        assert isinstance(typing, PinTyping)
        return typing

    @property
    def buffer(self) -> bytearray:
        """The only place that ever holds a digit."""
        return self.typing._entry._digits

    def button(self, text: str) -> QPushButton:
        """Return what a person sees with this text."""
        [button] = [b for b in self.window.findChildren(QPushButton) if b.text() == text]
        return button

    def click(self, *texts: str) -> None:
        """Press keys with the mouse."""
        for text in texts:
            QTest.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def key(
        self,
        key: int,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        repeats: bool = False,
        at_ms: int = 0,
    ) -> bool:
        """Press a key of a keyboard; return whether the window took it."""
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "", repeats)
        event.setTimestamp(at_ms)
        return self.window.take_key(event)

    def keys(self, *keys: int) -> None:
        """Press one key after the other."""
        for key in keys:
            self.key(key)


def tap(button: QPushButton, at_ms: int, *, is_second: bool = False) -> None:
    """Press and let go at a moment, as a touch screen that pretends to be a mouse.

    Args:
        button: What is pressed.
        at_ms: The event's own time.
        is_second: Qt reports a quick second press as a double click in place of a press.
    """
    middle = QPointF(button.rect().center())
    press = QEvent.Type.MouseButtonDblClick if is_second else QEvent.Type.MouseButtonPress
    for kind in (press, QEvent.Type.MouseButtonRelease):
        is_down = kind == press
        left = Qt.MouseButton.LeftButton
        held = left if is_down else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            middle,
            QPointF(button.mapToGlobal(QPoint(0, 0))) + middle,
            left,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        event.setTimestamp(at_ms if is_down else at_ms + 1)
        QApplication.sendEvent(button, event)
