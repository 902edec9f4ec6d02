"""Fingers and mice on the ten-key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from support.patient_desk import tap

from reception_app.ui.patient import bounce
from reception_app.ui.patient.keypad import ERASE, GAP_LEAST, KEY_LEAST, STOP, Keypad
from reception_app.ui.theme import Theme

LEFT = Qt.MouseButton.LeftButton


class Pad:
    """A ten-key in a window of its own, and what it reported."""

    def __init__(self, theme: Theme) -> None:
        self.window = QWidget()
        self.pad = Keypad(theme, self.window)
        self.pad.set_words(stop="やめる", erase="1つ消す")
        self.said: list[object] = []
        self.pad.typed.connect(self.said.append)
        self.pad.erased.connect(self._erased)
        self.pad.stopped.connect(self._stopped)
        self.window.resize(600, 600)
        self.pad.set_at(1.0, self.window.rect().toRectF())
        self.window.show()
        self.touch = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)

    def key(self, place: int) -> QPushButton:
        return self.pad._keys[place]

    def centre(self, place: int) -> QPoint:
        return self.key(place).geometry().center()

    def fingers(self) -> QTest.QTouchEventSequence:
        return QTest.touchEvent(self.pad, self.touch)

    def tap(self, place: int, finger: int = 0) -> None:
        self.fingers().press(finger, self.centre(place), self.pad).commit()
        self.fingers().release(finger, self.centre(place), self.pad).commit()

    def _erased(self) -> None:
        self.said.append("erased")

    def _stopped(self) -> None:
        self.said.append("stopped")


@pytest.fixture
def pad(theme: Theme) -> Iterator[Pad]:
    here = Pad(theme)
    yield here
    shiboken6.delete(here.window)


def test_every_key_says_what_it_is(pad: Pad) -> None:
    for place in (*range(10), STOP, ERASE):
        QTest.mouseClick(pad.key(place), LEFT)

    assert [*range(10), "stopped", "erased"] == pad.said


def test_every_key_can_be_touched(pad: Pad) -> None:
    for place in (*range(10), STOP, ERASE):
        pad.tap(place)

    assert [*range(10), "stopped", "erased"] == pad.said


def test_a_touch_that_slides_off_does_not_count(pad: Pad) -> None:
    pad.fingers().press(0, pad.centre(5), pad.pad).commit()
    pad.fingers().move(0, pad.centre(8), pad.pad).commit()
    pad.fingers().release(0, pad.centre(8), pad.pad).commit()

    assert pad.said == []
    assert not pad.key(5).isDown()


def test_a_touch_that_slides_off_and_back_counts(pad: Pad) -> None:
    pad.fingers().press(0, pad.centre(5), pad.pad).commit()
    pad.fingers().move(0, pad.centre(8), pad.pad).commit()
    pad.fingers().release(0, pad.centre(5), pad.pad).commit()

    assert pad.said == [5]


def test_a_touch_between_the_keys_is_none(pad: Pad) -> None:
    gap = (pad.centre(1) + pad.centre(5)) / 2
    pad.fingers().press(0, gap, pad.pad).commit()
    pad.fingers().release(0, gap, pad.pad).commit()

    assert pad.said == []


def test_a_key_is_shown_as_pressed_while_a_finger_is_on_it(pad: Pad) -> None:
    pad.fingers().press(0, pad.centre(5), pad.pad).commit()
    during = pad.key(5).isDown()
    pad.fingers().release(0, pad.centre(5), pad.pad).commit()

    assert during
    assert not pad.key(5).isDown()


def test_two_quick_fingers_give_two_digits_in_the_order_they_came(pad: Pad) -> None:
    pad.fingers().press(0, pad.centre(1), pad.pad).commit()
    pad.fingers().stationary(0).press(1, pad.centre(2), pad.pad).commit()
    pad.fingers().stationary(0).release(1, pad.centre(2), pad.pad).commit()
    pad.fingers().release(0, pad.centre(1), pad.pad).commit()

    assert pad.said == [1, 2]


def test_a_second_finger_on_the_same_key_is_no_second_digit(pad: Pad) -> None:
    pad.fingers().press(0, pad.centre(7), pad.pad).commit()
    pad.fingers().stationary(0).press(1, pad.centre(7) + QPoint(9, 9), pad.pad).commit()
    pad.fingers().stationary(0).release(1, pad.centre(7) + QPoint(9, 9), pad.pad).commit()
    pad.fingers().release(0, pad.centre(7), pad.pad).commit()

    assert pad.said == [7]


def test_a_finger_that_was_let_go_by_the_pad_does_not_count(pad: Pad) -> None:
    pad.fingers().press(0, pad.centre(1), pad.pad).commit()

    pad.pad.let_go()  # another patient's entry began meanwhile
    pad.fingers().release(0, pad.centre(1), pad.pad).commit()

    assert pad.said == []


def test_a_mouse_press_that_was_let_go_by_the_pad_does_not_count(pad: Pad) -> None:
    QTest.mousePress(pad.key(1), LEFT)

    pad.pad.let_go()
    QTest.mouseRelease(pad.key(1), LEFT)

    assert pad.said == []


def test_a_touch_that_bounces_counts_once(pad: Pad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounce, "BOUNCE_MS", 60_000)  # however slow this computer is

    pad.tap(3)
    pad.tap(3)

    assert pad.said == [3]


def test_a_key_can_be_touched_twice(pad: Pad, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounce, "BOUNCE_MS", 0)  # however fast this computer is

    pad.tap(3)
    pad.tap(3)

    assert pad.said == [3, 3]


def test_a_mouse_that_bounces_counts_once(pad: Pad) -> None:
    tap(pad.key(3), at_ms=1000)
    tap(pad.key(3), at_ms=1020, is_second=True)

    assert pad.said == [3]


def test_a_double_click_counts_twice(pad: Pad) -> None:
    tap(pad.key(3), at_ms=1000)
    tap(pad.key(3), at_ms=1100, is_second=True)

    assert pad.said == [3, 3]


@pytest.mark.parametrize("unit", [0.4, 0.7, 1.0, 1.4, 2.0])
@pytest.mark.parametrize("room", [None, 500.0])
def test_keys_and_gaps_are_never_too_small_for_a_finger(
    pad: Pad, unit: float, room: float | None
) -> None:
    pad.pad.set_centred(room is not None)
    pad.pad.set_at(unit, pad.window.rect().toRectF())

    keys = [pad.key(place).geometry() for place in (*range(10), STOP, ERASE)]
    assert all(key.width() >= KEY_LEAST and key.height() >= KEY_LEAST for key in keys)
    grown = [key.adjusted(0, 0, GAP_LEAST - 1, GAP_LEAST - 1) for key in keys]
    assert not any(a.intersects(b) for a in grown for b in grown if a is not b)


def test_arrows_lead_from_key_to_key(pad: Pad) -> None:
    pad.key(1).setFocus()

    QTest.keyClick(pad.key(1), Qt.Key.Key_Right)
    QTest.keyClick(pad.key(2), Qt.Key.Key_Down)

    assert pad.key(5).hasFocus()


def test_space_presses_the_key_that_has_the_focus(pad: Pad) -> None:
    pad.key(5).setFocus()

    QTest.keyClick(pad.key(5), Qt.Key.Key_Space)

    assert pad.said == [5]


def test_a_press_gives_no_focus_that_a_screen_reader_would_follow(pad: Pad) -> None:
    QTest.mouseClick(pad.key(5), LEFT)
    pad.tap(6)

    assert not pad.key(5).hasFocus()
    assert not pad.key(6).hasFocus()
