"""The windows of one desk, connected: presses go to the desk, its picture goes to the windows.

It decides nothing about a check and knows no adapter; what it needs of the world comes as calls.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget

from reception_app.application.desk import DeskController
from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Method
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.secrets import Pin
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    Idle,
    PatientCall,
    Signing,
    State,
)
from reception_app.ui.looks import Looks
from reception_app.ui.patient.window import PatientWindow
from reception_app.ui.staff.drawing import SOON_MS, Drawing
from reception_app.ui.staff.window import StaffWindow
from reception_app.ui.viewstate.patient import patient_view
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act, PatientScreen, StaffView

_TICK_MS = 1_000
_BUSY_MS = 30
"""That the program is at work is shown if it lasts; else the picture would only flicker."""
_STAFF_KEYS = frozenset(
    (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F8, Qt.Key.Key_F9)
)
"""Not Esc and Enter: in another window they mean something else, or nothing."""


class DeskShell(QObject):
    """Both windows and the desk behind them."""

    typing_changed = Signal(bool)
    """A PIN is being typed, or no more: no other field of the program may take the digits."""
    drawing_begun = Signal()
    drawing_ended = Signal()
    """A new page is on its way to the screen, for some milliseconds."""

    def __init__(self, staff: StaffWindow, patient: PatientWindow, looks: Looks) -> None:
        super().__init__(staff)
        self._staff = staff
        self._patient = patient
        self._looks = looks
        self._shown = self._begun = self._drawn = DeskNow()
        self._desk: DeskController | None = None
        self._typing = False
        self._listened: list[QWindow] = []
        self._keys = _StaffKeys(staff, self)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._drawing = Drawing(staff, self._newest_view)
        self._drawing.done.connect(self._note_drawn)
        self._drawing.begun.connect(self.drawing_begun)
        self._drawing.ended.connect(self.drawing_ended)
        staff.acted.connect(self._act_of_staff)
        staff.operator_chosen.connect(self._choose_operator)
        staff.row_opened.connect(self._open_row)
        staff.numbers_typed.connect(self._numbers_typed)
        staff.candidate_marked.connect(self._mark_candidate)
        patient.acted.connect(self._act)
        patient.pin_typed.connect(self._pin_typed)
        patient.language_chosen.connect(looks.patient_texts.set_language)

    @property
    def is_typing(self) -> bool:
        """A PIN is being typed: the digits of every window go to the keypad."""
        return self._typing

    def hear_keys_of(self, window: QWidget) -> None:
        """Let F1 to F9 work in another window of ours as in the staff's; call it once shown."""
        window.windowHandle().installEventFilter(self._keys)

    def begin(self, desk: DeskController) -> None:
        """Let the windows drive this desk from now on."""
        self._desk = desk
        desk.start()
        self._clock.start()
        self.show_now(desk.now)

    def stop(self) -> None:
        """Let go of what is under way; nothing is pressed or typed any more."""
        self._clock.stop()
        self._listen_for_digits(typing=False)
        self._patient.wipe()
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.stop()
        self._drawing.stop()

    @Slot(object)
    def show_now(self, now: DeskNow) -> None:
        """Draw the desk as it is now; where the staff has to do nothing yet, a moment later."""
        if _is_next_patient(self._shown.session, now.session):
            self._looks.for_next_patient()
        is_new = type(now.session) is not type(self._shown.session)
        self._shown = now
        patient = patient_view(now)
        self._listen_for_digits(typing=patient.screen is PatientScreen.TYPE_PIN)
        try:
            self._draw_in_time(now, is_new=is_new)
        finally:  # a bug in one window must not leave the other one behind
            self._patient.render(patient)

    def _draw_in_time(self, now: DeskNow, *, is_new: bool) -> None:
        is_busy = isinstance(now.session, Signing | AskingBackend)
        if is_busy and self.is_drawing and not self._drawing.is_begun:
            return  # what comes then is the newest
        self._drawing.start(_BUSY_MS if is_busy and is_new else SOON_MS)

    @property
    def is_drawing(self) -> bool:
        """The staff's window does not show the desk as it is now yet."""
        return self._drawing.is_active

    def _newest_view(self) -> StaffView:
        self._begun = self._shown
        return staff_view(self._shown)

    @Slot()
    def _note_drawn(self) -> None:
        self._drawn = self._begun

    # ── the physical ten-key ────────────────────────────────────────────────────────────────
    def _listen_for_digits(self, *, typing: bool) -> None:
        """A ten-key types into whichever window is active; only digits are taken from it."""
        if typing is self._typing:
            return
        self._typing = typing
        self.typing_changed.emit(typing)
        for window in self._listened:
            if shiboken6.isValid(window):
                window.removeEventFilter(self)
        # For seconds only: a filter in Python sees every event of a window.
        self._listened = QGuiApplication.topLevelWindows() if typing else []
        for window in self._listened:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Give digits that arrive at any window of ours to the patient's keypad."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._patient.take_key(event)
        return bool(super().eventFilter(watched, event))

    # ── presses ─────────────────────────────────────────────────────────────────────────────
    @Slot(object)
    def _act_of_staff(self, act: Act) -> None:
        if not self.is_drawing or _page(self._drawn) == _page(self._shown):
            self._act(act)  # else it was meant for a page that is over
            if self.is_drawing and isinstance(self._shown.session, Idle):
                self._drawing.draw_now()  # "F9 F1" in one go: the next key is meant for it

    @Slot(object)
    def _act(self, act: Act) -> None:
        if self._desk is not None:
            _VERBS[act](self._desk)

    @Slot(object)
    def _pin_typed(self, pin: Pin) -> None:
        if self._desk is not None:
            self._desk.pin_entered(pin)
        else:
            pin.wipe()

    @Slot(str)
    def _choose_operator(self, operator: str) -> None:
        if self._desk is not None:
            self._desk.choose_operator(operator)

    @Slot(str)
    def _open_row(self, check_id: str) -> None:
        if self._desk is not None:
            self._desk.open_row(CheckId(check_id))

    @Slot(object, object)
    def _numbers_typed(self, typed: TypedNumbers, left: Place | None) -> None:
        if self._desk is not None:
            self._desk.numbers_typed(typed, left)
            if self.is_drawing:
                self._drawing.draw_now()  # at once: what is pressed next is meant for this form

    @Slot(int)
    def _mark_candidate(self, number: int) -> None:
        if self._desk is not None:
            self._desk.mark_candidate(number)

    @Slot()
    def _tick(self) -> None:
        if self._desk is not None:
            self._desk.tick()


class _StaffKeys(QObject):
    """Brings the staff's function keys home, wherever the last finger left the focus."""

    def __init__(self, staff: StaffWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._staff = staff

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take a function key; everything else is that window's own."""
        is_ours = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_ours and isinstance(event, QKeyEvent) and event.key() in _STAFF_KEYS:
            return self._staff.take_key(event)
        return bool(super().eventFilter(watched, event))


def _is_next_patient(before: State, after: State) -> bool:
    """Whether somebody else may stand there; a second attempt of the same patient is not."""
    if isinstance(before, Idle):
        return False
    if isinstance(after, Idle):
        return True
    is_over = isinstance(before, AskingBackend | Answered)
    return is_over and before.request.check_id != after.request.check_id


def _page(now: DeskNow) -> tuple[object, ...]:
    """Return what a press is about; the clock is not."""
    return (now.session, now.opened, now.handover)


def _pin(desk: DeskController) -> None:
    desk.choose(Method.PIN)


def _visual(desk: DeskController) -> None:
    desk.choose(Method.VISUAL)


def _numbers(desk: DeskController) -> None:
    desk.choose(Method.NUMBERS)


def _unknown(desk: DeskController) -> None:
    desk.patient_called(PatientCall.UNKNOWN)


def _stopped(desk: DeskController) -> None:
    desk.patient_called(PatientCall.STOPPED)


_VERBS: dict[Act, Callable[[DeskController], None]] = {
    Act.PIN: _pin,
    Act.VISUAL: _visual,
    Act.NUMBERS: _numbers,
    Act.ASK_NUMBERS: DeskController.ask_numbers,
    Act.ASK_ANYWAY: DeskController.ask_numbers,
    Act.ASK_CANDIDATE: DeskController.ask_candidate,
    Act.CANCEL: DeskController.cancel,
    Act.SAME_PERSON: DeskController.confirm_person,
    Act.NOT_SAME_PERSON: DeskController.refuse_person,
    Act.LAST_TRY: DeskController.allow_last_try,
    Act.NEXT: DeskController.next_patient,
    Act.HAND_OVER: DeskController.hand_over,
    Act.CLOSE_OPENED: DeskController.cancel,
    Act.RECHECK: DeskController.recheck,
    Act.ALLOW_OTHER_PERSON: DeskController.allow_other_person,
    Act.RESTART_SERVICE: DeskController.restart_card_service,
    Act.PIN_UNKNOWN: _unknown,
    Act.PIN_STOP: _stopped,
}
