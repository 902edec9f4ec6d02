"""What people, readers, networks and computers do to a desk that runs: nothing hangs or mixes up.

The storm of keys is in ``test_storm.py``, disks and bugs in ``test_bad_surroundings.py``, ways to
stop in ``test_stopping.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.desk_window import DIGITS, DeskWindow, ShiftedClock
from support.storm import Watcher, common_name, names_of

from reception_app.application.catalogue import Lang, Language
from reception_app.application.settings import ColourScheme, DisplaySettings
from reception_app.domain.desk import ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import CardTicket, text_of
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    Failed,
    Idle,
)
from reception_app.ui.patient.pin_typing import PinTyping
from reception_app.ui.patient.placement import Screen
from reception_app.ui.viewstate.views import PatientScreen, Tone

F1, F2, F9 = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F9
ENTER = Qt.Key.Key_Return
NIGHT_S = 9 * 3600


@pytest.fixture
def watcher(desk: DeskWindow, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    return Watcher.watch(desk, monkeypatch)


def type_digits(desk: DeskWindow, digits: str) -> None:
    """Type at the patient's keyboard without letting the program come by in between."""
    assert desk.program.patient is not None
    for digit in digits:
        QTest.keyClick(desk.program.patient, DIGITS[digit])


def typed(desk: DeskWindow) -> int:
    """How many digits the keypad holds."""
    assert desk.program.patient is not None
    typing = desk.program.patient.findChild(PinTyping)
    assert isinstance(typing, PinTyping)
    return typing._entry.count


def tries(desk: DeskWindow) -> dict[str, int]:
    return dict(desk.port.now().tries)


def owner(answered: Answered) -> str:
    subject = answered.asking.query.subject
    assert isinstance(subject, CardTicket)
    return common_name(subject.certificate)


def name_on_screen(desk: DeskWindow, person: str) -> bool:
    """Whether the answer on the screen is about this person."""
    session = desk.now.session
    assert isinstance(session, Answered)
    names = [text_of(each, "Name") for each in session.result.records]
    return names == names_of(person) and str(names[0]) in desk.staff_words


# ── a card changed between "placed" and "typed" ───────────────────────────────────────────────
def test_a_card_changed_before_typing_is_asked_for_its_own_pin(
    desk: DeskWindow, watcher: Watcher
) -> None:
    desk.lay("employee")
    first = desk.until_state(AskingPin)
    desk.type_pin("12")

    desk.lay("municipal")
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.request != first.request)
    assert typed(desk) == 0
    desk.type_pin("34")
    assert not watcher.verified
    desk.type_pin("12")
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.rejected is not None)
    desk.type_pin()
    answered = desk.until_state(Answered)

    assert answered.request.check_id != first.request.check_id
    assert owner(answered) == "TRAINING-0004"
    assert name_on_screen(desk, "TRAINING-0004")


def test_a_card_changed_in_the_moment_of_typing_gets_no_pin_of_another(
    desk: DeskWindow, watcher: Watcher
) -> None:
    desk.lay("employee")
    desk.until_state(AskingPin)
    before = tries(desk)

    desk.port.lay("municipal")  # nobody has told the window yet
    type_digits(desk, "9999")
    desk.until(
        lambda: (
            isinstance(s := desk.now.session, AskingPin)
            and desk.patient.screen is PatientScreen.TYPE_PIN
            and s.rejected is None
            and not typed(desk)
        )
    )

    assert not watcher.verified
    assert tries(desk) == before
    desk.type_pin()
    assert owner(desk.until_state(Answered)) == "TRAINING-0004"


def test_the_same_card_lifted_and_laid_down_again_is_read_again(
    desk: DeskWindow, watcher: Watcher
) -> None:
    desk.lay("employee")
    first = desk.until_state(AskingPin)
    desk.type_pin("12")

    desk.port.take()
    desk.port.lay("employee")
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.request != first.request)

    assert typed(desk) == 0
    assert not watcher.verified
    desk.type_pin()
    desk.until_state(Answered)


def test_a_face_that_was_compared_counts_for_its_own_card_only(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.until_state(AskingPin)
    desk.press(F2)
    desk.until_state(AskingWitness)
    desk.settle()

    desk.port.lay("municipal")  # in the moment of the press
    QTest.keyClick(desk.program.staff, ENTER)
    desk.until(lambda: isinstance(desk.now.session, AskingPin | Failed | Answered))

    assert not isinstance(desk.now.session, Answered)


# ── two keys in one go ────────────────────────────────────────────────────────────────────────
def test_the_next_patient_and_the_card_in_one_go(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    desk.take()
    desk.settle()

    QTest.keyClick(desk.program.staff, F9)
    QTest.keyClick(desk.program.staff, F1)

    desk.until_state(AwaitingCard)


# ── a hundred cards a minute ──────────────────────────────────────────────────────────────────
def test_a_hundred_cards_in_a_row(desk: DeskWindow, watcher: Watcher) -> None:
    everyday = [each.card_id for each in desk.port.cards if each.pin][:10]
    for number in range(100):
        desk.port.lay(everyday[number % len(everyday)])
        QTest.qWait((0, 20, 60)[number % 3])
        if desk.patient.screen is PatientScreen.TYPE_PIN:
            type_digits(desk, "1234")
        QTest.qWait((60, 0, 20)[number % 3])
        watcher.look()

    desk.back_to_idle()
    watcher.settle_accounts()
    assert set(desk.port.now().tries.values()) <= {0, 1, 2, 3}
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    assert name_on_screen(desk, "TRAINING-0001")


# ── reader and service come and go ────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("trouble", "health"),
    [
        ("reader-unplugged", ReaderHealth.UNPLUGGED),
        ("card-service-stopped", ReaderHealth.SERVICE_DOWN),
    ],
)
def test_a_reader_that_goes_while_the_pin_is_typed_costs_no_try(
    desk: DeskWindow, watcher: Watcher, trouble: str, health: ReaderHealth
) -> None:
    before = tries(desk)
    desk.lay("employee")
    desk.until_state(AskingPin)
    type_digits(desk, "12")

    desk.trouble(trouble)
    desk.until(lambda: desk.now.reader is health and isinstance(desk.now.session, Failed))
    type_digits(desk, "34")
    assert not watcher.verified

    desk.trouble(trouble, on=False)
    desk.until(lambda: desk.now.reader is ReaderHealth.READY)
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    assert tries(desk) == before


def test_a_reader_that_comes_and_goes_all_the_time(desk: DeskWindow, watcher: Watcher) -> None:
    for number in range(30):
        desk.trouble("reader-unplugged")
        QTest.qWait(number % 4 * 15)
        desk.trouble("reader-unplugged", on=False)
        if number % 3 == 0:
            desk.port.lay("employee")
        QTest.qWait(number % 5 * 15)
        if number % 7 == 0:
            desk.trouble("card-service-stopped")
            QTest.qWait(30)
            desk.trouble("card-service-stopped", on=False)
        if desk.patient.screen is PatientScreen.TYPE_PIN:
            type_digits(desk, "1234")
        watcher.look()

    desk.back_to_idle()
    watcher.settle_accounts()
    desk.until(lambda: desk.now.reader is ReaderHealth.READY)
    desk.lay("municipal")
    desk.type_pin()
    desk.until_state(Answered)
    assert name_on_screen(desk, "TRAINING-0004")


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("down", "NW01"),
        ("busy", "BK03"),
        ("maintenance", "BK02"),
        ("garbled", "BK08"),
        ("terminal-unknown", "BK04"),
    ],
)
def test_a_service_that_goes_in_the_middle_of_a_check_and_comes_back(
    desk: DeskWindow, trouble: str, code: str
) -> None:
    before = tries(desk)
    desk.lay("employee")
    state = desk.until_state(AskingPin)
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.challenge is not None)
    desk.trouble(trouble)
    desk.type_pin()
    failed = desk.until_state(Failed)
    assert failed.request == state.request
    assert failed.error.code == code
    assert desk.now.service is ServiceHealth.TROUBLE

    desk.trouble(trouble, on=False)
    desk.pass_time(61)  # the desk asks by itself whether the service is back
    desk.until(lambda: desk.now.service is ServiceHealth.READY)
    desk.take()
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    assert tries(desk) == before


def test_a_service_that_goes_before_the_pin_asks_nobody_to_type_in_vain(
    desk: DeskWindow, watcher: Watcher
) -> None:
    desk.trouble("down")
    desk.lay("employee")
    desk.until_state(Failed)

    assert desk.patient.screen is PatientScreen.STAFF_COMES
    assert not watcher.verified


# ── looks and language while a check runs ─────────────────────────────────────────────────────
@pytest.fixture
def looks(desk: DeskWindow) -> Iterator[None]:
    before = desk.program.looks.display
    yield
    desk.program.looks.use(before)


OTHER = DisplaySettings(scheme=ColourScheme.HIGH_CONTRAST, scale=200, language=Lang.EN)


@pytest.mark.usefixtures("looks")
def test_other_looks_while_somebody_types(desk: DeskWindow) -> None:
    desk.lay("employee")
    before = desk.until_state(AskingPin)
    desk.type_pin("12")

    desk.program.looks.use(OTHER)
    desk.program.looks.patient_texts.set_language(Language.EASY)
    desk.until(lambda: desk.program.staff.is_settled)
    assert typed(desk) == 2
    desk.program.looks.use(DisplaySettings(scheme=ColourScheme.DARK, scale=125))
    desk.type_pin("34")

    answered = desk.until_state(Answered)
    assert answered.request == before.request
    assert name_on_screen(desk, "TRAINING-0001")


@pytest.mark.usefixtures("looks")
def test_other_looks_while_the_service_answers(desk: DeskWindow) -> None:
    desk.trouble("slow")
    desk.until(lambda: desk.now.service is ServiceHealth.READY)
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(AskingBackend)

    desk.program.looks.use(OTHER)
    desk.trouble("slow", on=False)

    desk.until_state(Answered)
    desk.settle()
    assert desk.outcome().band.tone is Tone.GOOD
    assert "Valid" in desk.staff_words
    desk.program.looks.use(DisplaySettings())
    assert "有効" in desk.staff_words
    assert name_on_screen(desk, "TRAINING-0001")


def test_the_language_of_a_patient_is_not_the_next_ones(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.until_state(AskingPin)
    desk.program.looks.patient_texts.set_language(Language.EN)
    desk.type_pin("12")
    assert "4-digit PIN" in desk.patient_words
    desk.type_pin("34")
    desk.until_state(Answered)

    desk.lay("municipal")
    desk.until_state(AskingPin)

    assert "4けたの暗証番号" in desk.patient_words


# ── the second monitor ────────────────────────────────────────────────────────────────────────
def test_the_second_monitor_goes_while_somebody_types(desk: DeskWindow) -> None:
    """Qt's offscreen platform cannot lose a screen, so the list of screens does."""
    place, patient = desk.program._place, desk.program.patient
    assert place is not None
    assert patient is not None
    first = QGuiApplication.primaryScreen()
    near = Screen(first.geometry(), first.availableGeometry())
    far = near.whole.translated(near.whole.width(), 0)
    screens = [near, Screen(far, far)]
    real, place._screens = place._screens, lambda: tuple(screens)
    place.show()
    assert patient.isFullScreen()
    desk.lay("employee")
    desk.type_pin("12")

    screens.pop()
    desk.qt.primaryScreenChanged.emit(first)
    desk.until(lambda: not patient.isFullScreen())

    assert near.free.contains(patient.geometry())
    assert typed(desk) == 2
    desk.type_pin("34")
    desk.until_state(Answered)
    place._screens = real
    place.show()


# ── windows that are closed ───────────────────────────────────────────────────────────────────
def test_a_patients_window_that_was_closed_comes_back(desk: DeskWindow, watcher: Watcher) -> None:
    patient = desk.program.patient
    assert patient is not None
    desk.lay("employee")
    desk.type_pin("12")

    patient.close()
    assert typed(desk) == 0
    desk.program.staff.patient_window_asked.emit()
    desk.until(patient.isVisible)

    desk.type_pin()
    desk.until_state(Answered)
    assert len(watcher.verified) == 1


def test_a_tray_that_was_closed_comes_back_with_the_patients_window(desk: DeskWindow) -> None:
    tray = desk.program.tray
    assert tray is not None
    tray.close()

    desk.program.staff.patient_window_asked.emit()

    assert tray.isVisible()


# ── sleep and resume ──────────────────────────────────────────────────────────────────────────
def sleep(desk: DeskWindow, *, monotonic: bool) -> None:
    """Let a night go by: Windows' monotonic clock counts it, Linux' does not."""
    desk.qt.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    desk.trouble("card-service-stopped")
    ShiftedClock.wall_shift += timedelta(seconds=NIGHT_S)
    desk.pass_time(NIGHT_S if monotonic else 1)
    desk.trouble("card-service-stopped", on=False)
    desk.qt.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    desk.until(lambda: desk.now.reader is ReaderHealth.READY)


@pytest.fixture
def night() -> Iterator[None]:
    yield
    ShiftedClock.wall_shift = timedelta()


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize("monotonic", [True, False])
@pytest.mark.parametrize("state", ["idle", "card", "witness", "pin", "answered"])
def test_after_a_night_of_sleep_nobody_finds_the_last_patients_check(
    desk: DeskWindow, watcher: Watcher, state: str, *, monotonic: bool
) -> None:
    before = tries(desk)
    bring_to(desk, state)

    sleep(desk, monotonic=monotonic)
    type_digits(desk, "34")

    assert typed(desk) == 0 or desk.patient.screen is PatientScreen.TYPE_PIN
    assert len(watcher.verified) == (state == "answered")
    desk.back_to_idle()
    desk.lay("municipal")
    desk.type_pin()
    desk.until_state(Answered)
    assert name_on_screen(desk, "TRAINING-0004")
    assert tries(desk) == before


def bring_to(desk: DeskWindow, state: str) -> None:
    match state:
        case "card":
            desk.press(F1)
            desk.until_state(AwaitingCard)
        case "witness":
            desk.press(F2)
            desk.until_state(AskingWitness)
        case "pin" | "answered":
            desk.lay("employee")
            desk.until_state(AskingPin)
            desk.type_pin("12")
            if state == "answered":
                desk.type_pin("34")
                desk.until_state(Answered)
        case _:
            pass


@pytest.mark.usefixtures("night")
def test_a_pin_that_is_typed_after_the_challenge_ended_gets_a_new_one(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.challenge is not None)

    ShiftedClock.wall_shift += timedelta(hours=2)  # a clock that was set, or a short sleep
    desk.type_pin()

    desk.until_state(Answered)


@pytest.mark.usefixtures("night")
def test_the_next_day_has_a_list_of_its_own(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    check_id = desk.until_state(Answered).request.check_id

    def listed() -> dict[str, HandoverState]:
        return {row.record.check_id: row.handover.state for row in desk.now.today}

    desk.until(lambda: listed().get(check_id) is HandoverState.DELIVERED)
    ShiftedClock.wall_shift += timedelta(days=3)  # other tests left something on the next one
    desk.pass_time(1)
    desk.until(lambda: check_id not in listed())
    ShiftedClock.wall_shift = timedelta()
    desk.pass_time(1)

    desk.until(lambda: check_id in listed())


def test_a_press_right_after_the_clock_counts(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    desk.settle()
    desk.take()
    shell = desk.program._shell
    assert shell is not None
    ShiftedClock.shift_s += 2
    shell._tick()
    assert shell.is_drawing

    QTest.keyClick(desk.program.staff, Qt.Key.Key_F9)

    assert isinstance(desk.now.session, Idle)


def test_a_busy_page_is_drawn_though_the_desk_changes_all_the_time(desk: DeskWindow) -> None:
    desk.trouble("slow")
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(AskingBackend)
    shell = desk.program._shell
    assert shell is not None

    changes = count(1)

    def is_drawn_though_it_changed_again() -> bool:
        shell.show_now(replace(desk.now, waited_s=next(changes)))
        return shell._drawn.session is desk.now.session

    desk.until(is_drawn_though_it_changed_again)

    desk.trouble("slow", on=False)
    desk.back_to_idle()
