"""The whole program in a window: real training service, real store and folder, invented cards.

A test plays the people: it lays cards down, presses keys, types, and reads what the windows show.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QListView,
    QPushButton,
    QWidget,
)

from reception_app.adapters.system.clock import SystemClock
from reception_app.application.tray import TrayPort
from reception_app.desk_program import DeskProgram
from reception_app.domain.desk import DeskNow, ServiceHealth
from reception_app.domain.eligibility import Fact
from reception_app.domain.errors import StoreBusy
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.domain.policy import JST
from reception_app.domain.record import StoredCheck
from reception_app.domain.session.states import AskingWitness, Idle, State
from reception_app.options import Options
from reception_app.ui.frame import DeskFrame
from reception_app.ui.staff.buttons import ActButton
from reception_app.ui.staff.presses import SETTLE_S
from reception_app.ui.viewstate.patient import patient_view
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import (
    Act,
    Outcome,
    PatientScreen,
    PatientView,
    Prompt,
    StaffView,
)

S = TypeVar("S", bound=State)
DIGITS = {str(digit): Qt.Key(Qt.Key.Key_0.value + digit) for digit in range(10)}
WITHIN_S = 30.0


class ShiftedClock:
    """The system's clock, moved on by tests that would have to wait for a minute."""

    shift_s = 0.0
    wall_shift = timedelta()
    _monotonic = SystemClock.monotonic
    _now = SystemClock.now

    @classmethod
    def install(cls, patch: pytest.MonkeyPatch) -> None:
        """Let every clock of the program be shifted by what stands here."""
        patch.setattr(cls, "shift_s", 0.0)
        patch.setattr(cls, "wall_shift", timedelta())
        patch.setattr(SystemClock, "monotonic", lambda self: cls._monotonic(self) + cls.shift_s)
        patch.setattr(SystemClock, "now", lambda self: cls._now(self) + cls.wall_shift)
        patch.setattr(SystemClock, "today", lambda self: self.now().astimezone(JST).date())


class DeskWindow:
    """One run of the program, and somebody who uses it."""

    def __init__(self, qt: QApplication, folder: Path, options: Options | None = None) -> None:
        self.qt = qt
        self.folder = folder
        self.frame = DeskFrame()
        self.frame.resize(1366, 768)
        self.frame.show()
        given = options or Options(data=folder / "data", training=True)
        self.program = DeskProgram(qt, self.frame, given)
        self.frame.close_asked.connect(self.program.stop)
        self._ended: list[bool] = []
        self.ended_with: int | None = None
        self._key_at_ms = 1_000_000
        self.program.ended.disconnect(qt.exit)
        self.program.ended.connect(self._note_end)

    def _note_end(self, status: int) -> None:
        self.ended_with = status
        self._ended.append(True)

    def open(self) -> None:
        """Begin, and wait until a patient could come."""
        assert self.program.begin()
        self.until(lambda: self.program.desk is not None and self.program.tray is not None)
        self.until(lambda: self.now.service is ServiceHealth.READY)

    def close(self) -> None:
        """End the program, and let nothing of it be left for the next one in this process."""
        self.program.stop()
        self.until(lambda: bool(self._ended))
        self.program.deleteLater()
        self.qt.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.qt.processEvents()
        gc.collect()

    # ── what is there ───────────────────────────────────────────────────────────────────────
    @property
    def now(self) -> DeskNow:
        assert self.program.desk is not None
        return self.program.desk.now

    @property
    def staff(self) -> StaffView:
        return staff_view(self.now)

    @property
    def patient(self) -> PatientView:
        return patient_view(self.now)

    def until(self, holds: Callable[[], object], within_s: float = WITHIN_S) -> None:
        """Run the event loop until something holds."""
        end = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < end, "it did not come to that"
            self.qt.processEvents()
            time.sleep(0.002)
        self.see()

    def see(self) -> None:
        """Let the windows show what is."""
        self.qt.processEvents()
        shell = self.program._shell
        while shell is not None and shiboken6.isValid(shell) and shell.is_drawing:
            self.qt.processEvents()

    def pass_time(self, seconds: float) -> None:
        """Let the program think that so much time went by, as its clock tells it."""
        ShiftedClock.shift_s += seconds
        assert self.program.desk is not None
        self.program.desk.tick()
        self.see()

    def until_state(self, kind: type[S]) -> S:
        self.until(lambda: isinstance(self.now.session, kind))
        state = self.now.session
        assert isinstance(state, kind)
        return state

    def settle(self) -> None:
        """Let a press be meant: the page has been there long enough."""
        self.until(lambda: self.program.staff.is_settled)

    def pause(self) -> None:
        """Wait as long as two presses of one person are apart."""
        end = time.monotonic() + SETTLE_S * 1.2
        self.until(lambda: time.monotonic() > end)

    # ── what people do ──────────────────────────────────────────────────────────────────────
    def lay(self, card_id: str) -> None:
        """Lay a card down, and wait until the desk has taken notice."""
        before = self.now.session
        self.port.lay(card_id)
        self.until(lambda: self.now.session is not before)

    def take(self) -> None:
        self.port.take()
        self.until(lambda: not self.now.card_lies)

    @property
    def port(self) -> TrayPort:
        assert self.program.cards is not None
        return self.program.cards

    def trouble(self, trouble_id: str, *, on: bool = True) -> None:
        self.port.set_trouble(trouble_id, on=on)

    def press(self, key: Qt.Key) -> None:
        """Press a key at the staff's window."""
        self.settle()
        QTest.keyClick(self.program.staff, key)
        self.see()

    def press_there(self, key: Qt.Key) -> None:
        """Press a key where the staff's keyboard is."""
        self.settle()
        QTest.keyClick(self.program.staff.focusWidget(), key)
        self.see()

    def type_text(self, text: str) -> None:
        """Type where the staff's keyboard is; what is on no key comes from an input method."""
        for char in text:
            target = self.program.staff.focusWidget()
            if char.isascii():
                QTest.keyClicks(target, char)
            else:
                event = QInputMethodEvent("", [])
                event.setCommitString(char)
                QApplication.sendEvent(target, event)
        self.see()

    def type_pin(self, digits: str = "1234", *, delay_ms: int = 60) -> None:
        """Type at the patient's window."""
        self.until(lambda: self.patient.screen is PatientScreen.TYPE_PIN)
        patient = self.program.patient
        assert patient is not None
        for digit in digits:
            QTest.keyClick(patient, DIGITS[digit], delay=delay_ms)
        self.see()

    def type_at_the_frame(self, digits: str) -> None:
        """Type while the staff's window is the active one, as a ten-key on the desk does."""
        self._keys(digits, gap_ms=150)

    def identify(self) -> None:
        """Type the PIN, or compare the face where that is what the desk asks for."""
        self.until(
            lambda: (
                self.patient.screen is PatientScreen.TYPE_PIN
                or isinstance(self.now.session, AskingWitness)
            )
        )
        if isinstance(self.now.session, AskingWitness):
            self.press(Qt.Key.Key_Return)
        else:
            self.type_pin()

    def scan(self, digits: str) -> None:
        """Let a barcode scanner type at the staff's window: 3 ms from key to key."""
        self._keys(digits, gap_ms=3)

    def _keys(self, digits: str, *, gap_ms: int) -> None:
        """Send keys to the staff's window, with times of their own: QTest gives all the same."""
        for digit in digits:
            self._key_at_ms += gap_ms
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, DIGITS[digit], Qt.KeyboardModifier.NoModifier)
                key.setTimestamp(self._key_at_ms)
                QApplication.sendEvent(self.frame.windowHandle(), key)
        self.see()

    def button(self, act: Act) -> QPushButton:
        """The staff's button for something, as it is on the screen."""
        self.settle()
        (found,) = [
            each
            for each in self.program.staff.findChildren(ActButton)
            if each.isVisible() and each.offered is not None and each.offered.act is act
        ]
        return found

    def click(self, button: QPushButton) -> None:
        self.settle()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.see()

    def click_patient(self, words: str) -> None:
        assert self.program.patient is not None
        (found,) = [
            each
            for each in self.program.patient.findChildren(QAbstractButton)
            if each.isVisible() and words in (each.text(), each.accessibleName())
        ]
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        self.see()

    def open_row(self, number: int) -> None:
        """Open a check of the day's list."""
        self.program.staff.row_opened.emit(self.now.today[number].record.check_id)
        self.see()

    def store_otherwise(self, stored: StoredCheck, *, on: date, **elements: Fact) -> CheckId:
        """Put an answer into the store that is this one but for the day and these elements."""
        app, check_id = self.program._app, make_check_id(os.urandom(16))
        assert app is not None
        records = tuple({**each, **elements} for each in stored.result.records)
        now = SystemClock().now()
        result = replace(stored.result, check_id=check_id, records=records, answered_at=now)
        record = replace(stored.record, check_id=check_id, on=on)
        job = partial(app.store.save, result, record, hand_over=False)
        app.call(app.store_lane, job, or_else=StoreBusy())
        return check_id

    def back_to_idle(self) -> None:
        """Put everything back as it was in the morning."""
        self.port.reset()
        assert self.program.desk is not None
        self.program.desk.next_patient()
        self.until(self._is_back)

    def _is_back(self) -> bool:
        """Whether no card lies and nothing goes on; a card on its way may have begun a check."""
        if not self.now.card_lies and not isinstance(self.now.session, Idle):
            assert self.program.desk is not None
            self.program.desk.next_patient()
        return not self.now.card_lies and isinstance(self.now.session, Idle)

    # ── what people read ────────────────────────────────────────────────────────────────────
    def words(self, window: QWidget) -> str:
        """All words that a window shows now."""
        labels = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
        buttons = [each.text() for each in window.findChildren(QPushButton) if each.isVisible()]
        return "\n".join(labels + buttons)

    @property
    def staff_words(self) -> str:
        return self.words(self.program.staff)

    def row_words(self, number: int) -> str:
        """What a row of the day's list says to a screen reader."""
        model = self.program.staff.findChildren(QListView)[0].model()
        return str(model.index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole))

    @property
    def patient_words(self) -> str:
        assert self.program.patient is not None
        return self.words(self.program.patient)

    def outcome(self) -> Outcome:
        page = self.staff.page
        assert isinstance(page, Outcome)
        return page

    def prompt(self) -> Prompt:
        page = self.staff.page
        assert isinstance(page, Prompt)
        return page
