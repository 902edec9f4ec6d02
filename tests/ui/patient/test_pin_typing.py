"""What becomes of digits: sent at the fourth, wiped in every way in which they have to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from pytestqt.qtbot import QtBot
from support.patient_desk import EMPTY, NEXT_TRY, TYPE_PIN, WAIT, Seat

from reception_app.domain.secrets import Pin
from reception_app.ui.patient.pin_typing import KEEP_S, PinTyping

KEYPAD = Qt.KeyboardModifier.KeypadModifier
ONE = int(Qt.Key.Key_1)


class Clock:
    """A clock on the wall that tests set."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def app() -> QGuiApplication:
    found = QGuiApplication.instance()
    assert isinstance(found, QGuiApplication)
    return found


@pytest.fixture
def asked(seat: Seat) -> Seat:
    seat.window.render(TYPE_PIN)
    return seat


@pytest.mark.parametrize(
    "keys",
    [
        [Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_0, Qt.Key.Key_9],
        [0xFF11, 0xFF12, 0xFF10, 0xFF19],  # １２０９, where an input method is on after all
    ],
)
@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, KEYPAD])
def test_four_keys_send_a_pin_at_once(
    asked: Seat, keys: list[int], modifiers: Qt.KeyboardModifier
) -> None:
    taken = [asked.key(key, modifiers) for key in keys]

    assert taken == [True] * 4
    [pin] = asked.pins
    assert bytearray(b"1209") == pin.take()


def test_four_clicks_send_the_same_pin(asked: Seat) -> None:
    asked.click("1", "2", "0", "9")

    [pin] = asked.pins
    assert bytearray(b"1209") == pin.take()


def test_the_pin_has_a_buffer_of_its_own_and_the_keypad_none(asked: Seat) -> None:
    asked.keys(ONE, ONE, ONE, ONE)

    [pin] = asked.pins
    assert asked.buffer == EMPTY
    assert pin.take() is not asked.buffer


def test_keys_are_dead_after_the_fourth_digit(asked: Seat) -> None:
    asked.keys(*[ONE] * 4)

    taken = asked.key(ONE)
    asked.click("1", "2", "3", "4", "1つ消す")

    assert taken
    assert len(asked.pins) == 1
    assert asked.buffer == EMPTY


def test_another_entry_brings_the_keys_back(asked: Seat) -> None:
    asked.keys(*[ONE] * 4)

    asked.window.render(NEXT_TRY)
    asked.keys(*[ONE] * 4)

    assert len(asked.pins) == 2


def test_the_same_entry_is_asked_for_again_after_another_screen(asked: Seat) -> None:
    """The card left before it had signed: no try is spent, and the PIN is needed once more."""
    asked.keys(*[ONE] * 4)

    asked.window.render(WAIT)
    asked.window.render(TYPE_PIN)
    asked.keys(*[ONE] * 4)

    assert len(asked.pins) == 2


def test_the_same_entry_with_other_words_stays_dead(asked: Seat) -> None:
    asked.keys(*[ONE] * 4)

    asked.window.render(replace(TYPE_PIN, detail=None))
    asked.keys(*[ONE] * 4)

    assert len(asked.pins) == 1


def test_backspace_takes_one_digit_back(asked: Seat) -> None:
    asked.keys(ONE, Qt.Key.Key_9, Qt.Key.Key_Backspace, Qt.Key.Key_2)

    assert bytearray(b"12\0\0") == asked.buffer


def test_the_erase_key_takes_one_digit_back(asked: Seat) -> None:
    asked.click("1", "9", "1つ消す", "2")

    assert bytearray(b"12\0\0") == asked.buffer


def test_a_key_that_is_held_down_counts_once(asked: Seat) -> None:
    asked.key(ONE)
    taken = asked.key(ONE, repeats=True)

    assert taken
    assert bytearray(b"1\0\0\0") == asked.buffer


def test_a_key_that_bounces_counts_once(asked: Seat) -> None:
    asked.key(ONE, at_ms=1000)
    asked.key(ONE, at_ms=1010)
    asked.key(ONE, at_ms=1200)

    assert bytearray(b"11\0\0") == asked.buffer


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    ],
)
def test_other_keys_are_left_to_others(
    asked: Seat, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    assert not asked.key(key, modifiers)
    assert asked.buffer == EMPTY


def test_the_enter_of_a_ten_key_does_nothing_and_reaches_nobody(asked: Seat) -> None:
    asked.keys(ONE)

    assert asked.key(Qt.Key.Key_Enter, KEYPAD)
    assert bytearray(b"1\0\0\0") == asked.buffer


def test_a_key_that_is_let_go_is_none(asked: Seat) -> None:
    event = QKeyEvent(QEvent.Type.KeyRelease, ONE, Qt.KeyboardModifier.NoModifier)

    assert not asked.window.take_key(event)


def test_no_key_is_taken_while_no_pin_is_asked_for(seat: Seat) -> None:
    before = seat.key(ONE)
    seat.window.render(WAIT)

    assert not before
    assert not seat.key(ONE)


WAYS = {
    "by order": lambda seat: seat.window.wipe(),
    "another try": lambda seat: seat.window.render(NEXT_TRY),
    "another screen": lambda seat: seat.window.render(WAIT),
    "hidden": lambda seat: seat.window.hide(),
    "closed": lambda seat: seat.window.close(),
    "minimised": lambda seat: seat.window.showMinimized(),
    "another program": lambda _: app().applicationStateChanged.emit(
        Qt.ApplicationState.ApplicationInactive
    ),
    "asleep": lambda _: app().applicationStateChanged.emit(
        Qt.ApplicationState.ApplicationSuspended
    ),
    "60 s": lambda seat: the_timer(seat).timeout.emit(),
    "erased": lambda seat: seat.click("1つ消す", "1つ消す", "1つ消す"),
}


def the_timer(seat: Seat) -> QTimer:
    timer = seat.typing.findChild(QTimer)
    assert isinstance(timer, QTimer)
    return timer


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_no_digit_and_no_timer_is_left(asked: Seat, way: Callable[[Seat], object]) -> None:
    asked.click("1", "2", "3")

    way(asked)

    assert asked.buffer == EMPTY
    assert not the_timer(asked).isActive()
    assert asked.typing._bounce._key is None


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_digits_from_before_do_not_become_part_of_a_later_pin(
    asked: Seat, way: Callable[[Seat], object]
) -> None:
    asked.click("1", "2", "3")
    way(asked)
    asked.window.show()

    asked.window.render(TYPE_PIN)
    asked.click("9")

    assert not asked.pins
    assert bytearray(b"9\0\0\0") == asked.buffer


def test_another_window_of_ours_does_not_wipe(asked: Seat) -> None:
    asked.keys(ONE)

    app().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)

    assert bytearray(b"1\0\0\0") == asked.buffer


def test_the_minute_begins_with_the_first_digit(asked: Seat) -> None:
    before = the_timer(asked).isActive()
    asked.keys(ONE)
    timer = the_timer(asked)
    begun = timer.id()
    asked.keys(ONE)

    assert not before
    assert timer.isSingleShot()
    assert timer.interval() == KEEP_S * 1000
    assert timer.id() == begun  # the second digit gives no more time


def test_digits_that_slept_through_the_minute_are_dropped(qtbot: QtBot) -> None:
    clock, owner, pins = Clock(), QObject(), list[Pin]()
    typing = PinTyping(owner, clock=clock)
    typing.typed.connect(pins.append)
    for digit in (1, 2, 3):
        typing.add(digit)

    clock.now += KEEP_S  # asleep: no timer ran
    typing.add(4)

    assert not pins
    assert bytearray(b"4\0\0\0") == typing._entry._digits


def test_a_thousand_entries_leave_nothing(asked: Seat) -> None:
    buffer = asked.buffer
    objects = len(asked.window.findChildren(QObject))

    for entry in range(1000):
        asked.window.render(TYPE_PIN if entry % 2 else NEXT_TRY)
        asked.keys(*[ONE] * 4)
        asked.window.render(WAIT)
        asked.pins.pop().wipe()

    assert buffer is asked.buffer
    assert buffer == EMPTY
    assert objects == len(asked.window.findChildren(QObject))
    assert not any(timer.isActive() for timer in asked.window.findChildren(QTimer))
