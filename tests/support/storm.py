"""Somebody who presses everything at once, and somebody who watches that nothing gets mixed up.

Keys, clicks, digits, cards and troubles come from a seeded generator, without waiting for anything
to be ready. The watcher knows what the program must not know: which card is whose, and which
digits were typed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from support.desk_window import DIGITS, DeskWindow

from reception_app.application.catalogue import Lang
from reception_app.application.settings import SCALES, ColourScheme, DisplaySettings
from reception_app.application.tray import TroublePlace
from reception_app.domain.eligibility import CardTicket, text_of
from reception_app.domain.secrets import Pin
from reception_app.domain.session.states import Answered, AskingBackend
from reception_app.training.card.applet import JpkiApplet
from reception_app.training.card.files import Credential
from reception_app.training.service.people_file import built_in_people
from reception_app.ui.patient.pin_entry import PinEntry
from reception_app.ui.patient.pin_typing import PinTyping
from reception_app.ui.staff.presses import SETTLE_S
from reception_app.ui.viewstate.views import Act, PatientScreen

KEYS = (
    *(Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F8, Qt.Key.Key_F9),
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Space),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_C, Qt.Key.Key_Down, Qt.Key.Key_PageDown),
)
_ROWS_LOOKED_AT = 5
_UNTIL_SETTLED_MS = round(SETTLE_S * 1000) + 20


@dataclass(slots=True)
class Verified:
    """A VERIFY that a card received.

    Attributes:
        tries_before: What its counter said until then.
        digits: What was sent.
    """

    tries_before: int
    digits: bytes


@dataclass
class Watcher:
    """What really happened at cards and keypads, and what must follow from it."""

    desk: DeskWindow
    verified: list[Verified] = field(default_factory=list)
    typed: list[bytes] = field(default_factory=list)
    allowed: int = 0
    owners: dict[str, str] = field(default_factory=dict)

    @classmethod
    def watch(cls, desk: DeskWindow, patch: pytest.MonkeyPatch) -> Watcher:
        """Look into every card, the keypad and the staff's presses from now on."""
        watcher = cls(desk)
        present = JpkiApplet._present

        def presented(applet: JpkiApplet, credential: Credential, entry: memoryview) -> bytes:
            watcher.verified.append(Verified(applet._state.tries(credential), bytes(entry)))
            return present(applet, credential, entry)

        hand_over = PinEntry.hand_over

        def handed_over(entry: PinEntry) -> Pin:
            watcher.typed.append(bytes(entry._digits))
            return hand_over(entry)

        patch.setattr(JpkiApplet, "_present", presented)
        patch.setattr(PinEntry, "hand_over", handed_over)
        desk.program.staff.acted.connect(watcher._note_act)
        return watcher

    def _note_act(self, act: Act) -> None:
        self.allowed += act is Act.LAST_TRY

    def look(self) -> None:
        """Compare what the screens show with whose card it was."""
        self._look_at_the_answer()
        self._look_at_the_list()
        self._look_at_the_patient()

    def _look_at_the_answer(self) -> None:
        session = self.desk.now.session
        if isinstance(session, AskingBackend | Answered):
            subject = session.asking.query.subject
            assert isinstance(subject, CardTicket)
            owner = self.owners.setdefault(
                session.request.check_id, common_name(subject.certificate)
            )
            assert owner == common_name(subject.certificate)
            assert session.asking.query.check_id == session.request.check_id
        if isinstance(session, Answered):
            assert session.result.check_id == session.request.check_id
            names = [text_of(each, "Name") for each in session.result.records]
            assert names == names_of(self.owners[session.request.check_id])

    def _look_at_the_list(self) -> None:
        ids = [row.record.check_id for row in self.desk.now.today]
        assert len(ids) == len(set(ids))
        for row in self.desk.now.today[:_ROWS_LOOKED_AT]:
            assert row.result.check_id == row.record.check_id
            if (owner := self.owners.get(row.record.check_id)) is not None:
                assert [text_of(each, "Name") for each in row.result.records] == names_of(owner)

    def _look_at_the_patient(self) -> None:
        program = self.desk.program
        assert program.patient is not None
        words = self.desk.patient_words
        for owner in self.owners.values():
            assert not any(name and name in words for name in names_of(owner))
        if self.desk.patient.screen is not PatientScreen.TYPE_PIN:
            typing = program.patient.findChild(PinTyping)
            assert isinstance(typing, PinTyping)
            assert typing._entry._digits == bytearray(4)

    def settle_accounts(self) -> None:
        """Compare what cards received with what was typed; call it when nothing is under way."""
        unused = iter(self.typed)
        for verified in self.verified:  # in the order of typing, each at the most once
            assert verified.digits in unused, "a VERIFY that nobody typed"
        last_tries = [each for each in self.verified if each.tries_before == 1]
        assert len(last_tries) <= self.allowed


@dataclass
class Storm:
    """Presses, digits, cards and troubles, as a seed has them."""

    desk: DeskWindow
    chance: random.Random
    digits: int = 0

    def blow(self) -> None:
        """Do one thing, and let a moment pass or none."""
        deeds = {
            self._key: 20,
            self._digit: 16,
            self._click: 10,
            self._card: 14,
            self._as_asked: 30,
            self._trouble: 4,
            self._looks: 1,
        }
        (deed,) = self.chance.choices(list(deeds), list(deeds.values()))
        deed()
        if self.chance.random() < 0.7:
            QTest.qWait(self.chance.choice((0, 1, 5, 20, 60)))

    def _key(self) -> None:
        window = self.desk.frame.windowHandle()
        QTest.keyClick(window, self.chance.choice(KEYS))

    def _digit(self) -> None:
        """Type at the staff's window or at the patient's; now and then the whole right PIN."""
        assert self.desk.program.patient is not None
        where = self.chance.choice((self.desk.frame, self.desk.program.patient))
        whole = self.chance.random() < 0.3
        self._type(where, "1234" if whole else self.chance.choice("0123456789"))

    def _type(self, where: QWidget, digits: str) -> None:
        for digit in digits:
            self.digits += 1
            press(where.windowHandle(), DIGITS[digit], at_ms=self.digits * 1000)

    def _as_asked(self) -> None:
        """Do what the screen says, so that the storm gets to where answers are."""
        if self.desk.patient.screen is PatientScreen.TYPE_PIN:
            self._type(self.desk.frame, "1234")
            QTest.qWait(_UNTIL_SETTLED_MS)
            return
        if not self.desk.program.staff.is_settled:
            QTest.qWait(_UNTIL_SETTLED_MS)
        QTest.keyClick(self.desk.frame.windowHandle(), Qt.Key.Key_Return)

    def _click(self) -> None:
        assert self.desk.program.patient is not None
        window = self.chance.choice((self.desk.program.staff, self.desk.program.patient))
        buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisible()]
        if buttons:
            self.digits += 1
            QTest.mouseClick(self.chance.choice(buttons), Qt.MouseButton.LeftButton)

    def _card(self) -> None:
        port = self.desk.port
        ids = [card.card_id for card in port.cards]
        if self.chance.random() < 0.3:
            port.take()
        else:
            port.lay(self.chance.choice(ids if self.chance.random() < 0.5 else _GOOD))

    def _trouble(self) -> None:
        port = self.desk.port
        if on := sorted(port.now().troubles):
            port.set_trouble(on[0], on=False)
            return
        troubles = [t.trouble_id for t in port.troubles if t.trouble_id not in _SLOW]
        port.set_trouble(self.chance.choice(troubles), on=True)

    def _looks(self) -> None:
        looks = self.desk.program.looks
        display = DisplaySettings(
            scheme=self.chance.choice(list(ColourScheme)),
            scale=self.chance.choice(SCALES),
            language=self.chance.choice(list(Lang)),
        )
        looks.use(display)


_GOOD = ("employee", "municipal", "elderly", "twin-1", "twin-2")
_SLOW = ("slow", "silent", "slow-cards")
"""They end by time-outs, which a test has no time for."""


def press(window: QObject, key: Qt.Key, *, at_ms: int) -> None:
    """Press and release a key with a time of its own, so that it is no bounce of the last one."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "")
        event.setTimestamp(at_ms)
        QApplication.sendEvent(window, event)


def close_what_pops_up() -> None:
    """Leave menus and dialogs that a press opened."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if widget.isModal():
            widget.hide()


def common_name(certificate: bytes) -> str:
    """Return whose certificate it is."""
    subject = x509.load_der_x509_certificate(certificate).subject
    (name,) = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(name.value)


def names_of(owner: str) -> list[str | None]:
    """Return the names that the service has for a card."""
    return [text_of(each, "Name") for each in built_in_people().by_card(owner).records]


def desk_troubles(desk: DeskWindow) -> list[str]:
    """Return what can go wrong at the reader."""
    return [t.trouble_id for t in desk.port.troubles if t.place is TroublePlace.DESK]
