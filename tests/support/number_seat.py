"""The number form at work: the staff window, and the session that its fields are kept in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot
from support.desk import AT, asks
from support.staff_window import NO_KEYS, Seat
from support.viewstates import desk

from reception_app.domain.eligibility import Method
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.session.events import CandidateMarked, Event, NumbersAsked, NumbersTyped
from reception_app.domain.session.states import AskingNumbers, State
from reception_app.domain.session.step import step
from reception_app.ui.staff.number_fields import ConsentBox, NumberEdit
from reception_app.ui.theme import Theme
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act

ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab


class NumberSeat(Seat):
    """Somebody who types numbers; the session answers at once, as the desk does."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        super().__init__(theme, qtbot)
        self.state: State = AskingNumbers(asks(Method.NUMBERS))
        self.window.numbers_typed.connect(self._typed)
        self.window.candidate_marked.connect(self._marked)
        self.window.acted.connect(self._acted)

    def open(self, state: State | None = None) -> None:
        """Show a form, or what else is there."""
        self.state = state or self.state
        self.see(staff_view(desk(self.state)))

    @property
    def form(self) -> AskingNumbers:
        assert isinstance(self.state, AskingNumbers)
        return self.state

    @property
    def typed(self) -> TypedNumbers:
        """What the session holds."""
        return self.form.form.typed

    def edit(self, place: Place) -> NumberEdit:
        (found,) = [e for e in self.window.findChildren(NumberEdit) if e.place is place]
        return found

    @property
    def consent(self) -> ConsentBox:
        (found,) = self.window.findChildren(ConsentBox)
        return found

    @property
    def people(self) -> list[QRadioButton]:
        return [each for each in self.window.findChildren(QRadioButton) if each.isVisible()]

    def at(self) -> Place | None:
        """The field that has the keyboard."""
        focus = self.focused()
        return focus.place if isinstance(focus, NumberEdit) else None

    def type(self, text: str) -> None:
        """Type where the keyboard is; what is on no key comes from an input method."""
        for char in text:
            if char.isascii():
                QTest.keyClicks(self.focused(), char)
            else:
                event = QInputMethodEvent("", [])
                event.setCommitString(char)
                QApplication.sendEvent(self.focused(), event)
        self.wait(1)

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        QTest.keyClick(self.focused(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def enter(self) -> None:
        self.wait(1)
        self.press(ENTER)
        self.paint()

    def fill(self, *texts: str) -> None:
        """Type into one field after the other, Enter after each."""
        for text in texts:
            self.type(text)
            self.enter()

    def held(self, key: Qt.Key) -> None:
        """What the keyboard sends while a key is held down."""
        event = QKeyEvent(QEvent.Type.KeyPress, key.value, NO_KEYS, "", autorep=True, count=1)
        QApplication.sendEvent(self.focused(), event)

    def _typed(self, typed: TypedNumbers, left: Place | None) -> None:
        self._dispatch(NumbersTyped(typed, left))

    def _marked(self, number: int) -> None:
        self._dispatch(CandidateMarked(number))

    def _acted(self, act: Act) -> None:
        if act in (Act.ASK_NUMBERS, Act.ASK_ANYWAY):
            self._dispatch(NumbersAsked("sato", AT))

    def _dispatch(self, event: Event) -> None:
        self.state, _ = step(self.state, event)
        self.window.render(staff_view(desk(self.state)))
