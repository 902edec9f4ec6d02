"""Where the patient's window stands, with one screen, with two, and when they come and go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support import two_screens
from support.patient_desk import TYPE_PIN, Seat

from reception_app.ui.patient.placement import Placement, Screen, place, seen_screens

DESK = Screen(QRect(0, 0, 1366, 768), QRect(0, 0, 1366, 728))
WIDE = Screen(QRect(0, 0, 1920, 1080), QRect(0, 0, 1920, 1040))
PATIENT = Screen(QRect(1366, 0, 1280, 800), QRect(1366, 0, 1280, 760))
LEFT_OF_DESK = Screen(QRect(-800, 0, 800, 1280), QRect(-800, 0, 800, 1280))
STAFF = QRect(0, 0, 1366, 728)


@pytest.mark.parametrize("screens", [[DESK, PATIENT], [PATIENT, DESK]])
def test_the_second_screen_is_the_one_without_the_staff(screens: list[Screen]) -> None:
    """Whichever is the primary one."""
    found = place(screens, STAFF)

    assert found.is_full_screen
    assert PATIENT.whole == found.rect


def test_the_window_goes_the_other_way_when_the_staff_is_on_the_second_screen() -> None:
    found = place([DESK, PATIENT], PATIENT.free)

    assert DESK.whole == found.rect


def test_a_screen_left_of_the_desk_is_a_second_screen_too() -> None:
    found = place([DESK, LEFT_OF_DESK], STAFF)

    assert LEFT_OF_DESK.whole == found.rect


def test_a_mirrored_screen_is_no_second_one() -> None:
    """Full screen there would cover the staff window."""
    found = place([DESK, DESK], STAFF)

    assert not found.is_full_screen


def test_with_room_beside_it_the_window_stands_right_of_the_staff_window() -> None:
    found = place([WIDE], QRect(0, 0, 1300, 900))

    assert not found.is_full_screen
    assert QRect(1300, 0, 560, 760) == found.rect


def test_with_room_at_the_left_only_it_stands_there() -> None:
    found = place([WIDE], QRect(620, 100, 1300, 900))

    assert QRect(60, 100, 560, 760) == found.rect


def test_over_a_maximised_staff_window_it_covers_the_right_side_only() -> None:
    found = place([DESK], STAFF)

    assert QRect(806, 0, 560, 728) == found.rect


def test_a_small_staff_window_at_the_right_is_not_covered() -> None:
    found = place([DESK], QRect(846, 0, 500, 500))

    assert QRect(286, 0, 560, 728) == found.rect


def test_the_bar_of_the_window_stays_in_reach() -> None:
    found = place([DESK], QRect(0, 30, 1366, 698), title=30)

    assert QRect(806, 30, 560, 698) == found.rect


@given(
    st.integers(600, 4000),
    st.integers(600, 2000),
    st.integers(-200, 3000),
    st.integers(-200, 1500),
    st.integers(400, 3000),
    st.integers(300, 1500),
)
def test_on_one_screen_the_window_is_on_it_and_leaves_staff_in_sight(
    width: int, height: int, x: int, y: int, staff_width: int, staff_height: int
) -> None:
    free = QRect(0, 0, width, height)
    staff = QRect(x, y, staff_width, staff_height)

    found = place([Screen(free, free)], staff)

    assert free.contains(found.rect)
    seen = staff & free
    has_room = seen.isEmpty() or width >= seen.width() + 560 or seen.width() > 560
    assert not has_room or not found.rect.contains(seen)


class Screens:
    """Monitors that a test plugs in and out."""

    def __init__(self, *screens: Screen) -> None:
        self.now = screens

    def __call__(self) -> tuple[Screen, ...]:
        return self.now

    def become(self, *screens: Screen) -> None:
        self.now = screens
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenRemoved.emit(app.primaryScreen())


@pytest.fixture
def staff(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    window.setGeometry(0, 0, 600, 600)
    window.show()
    yield window
    shiboken6.delete(window)


def placed(seat: Seat, staff: QWidget, *screens: Screen) -> tuple[Placement, Screens]:
    monitors = Screens(*screens)
    placement = Placement(seat.window, staff, screens=monitors)
    placement.show()
    return placement, monitors


def test_the_window_fills_the_second_screen(seat: Seat, staff: QWidget) -> None:
    placed(seat, staff, DESK, PATIENT)

    assert seat.window.isFullScreen()
    assert PATIENT.whole.topLeft() == seat.window.geometry().topLeft()


def test_without_the_second_screen_it_comes_back_and_nothing_is_lost(
    seat: Seat, staff: QWidget, qtbot: QtBot
) -> None:
    seat.window.render(TYPE_PIN)
    _, monitors = placed(seat, staff, DESK, PATIENT)
    seat.keys(Qt.Key.Key_1, Qt.Key.Key_2)

    monitors.become(DESK)

    qtbot.waitUntil(lambda: not seat.window.isFullScreen())
    assert seat.window.isVisible()
    assert DESK.free.contains(seat.window.geometry())
    assert bytearray(b"12\0\0") == seat.buffer


def test_a_second_screen_that_comes_later_is_used(
    seat: Seat, staff: QWidget, qtbot: QtBot
) -> None:
    _, monitors = placed(seat, staff, DESK)

    monitors.become(DESK, PATIENT)

    qtbot.waitUntil(seat.window.isFullScreen)


def test_a_window_that_was_moved_by_hand_stays_where_it_is(
    seat: Seat, staff: QWidget, qtbot: QtBot
) -> None:
    placement, monitors = placed(seat, staff, DESK)
    seat.window.move(200, 50)

    monitors.become(WIDE)
    qtbot.waitUntil(lambda: not placement._soon.isActive())

    assert seat.window.pos().x() == 200


def test_a_window_that_nobody_sees_any_more_is_brought_back(
    seat: Seat, staff: QWidget, qtbot: QtBot
) -> None:
    _, monitors = placed(seat, staff, WIDE)
    seat.window.move(1900, 1000)

    monitors.become(DESK)

    qtbot.waitUntil(lambda: DESK.free.contains(seat.window.geometry()))


def test_a_hidden_window_stays_hidden(seat: Seat, staff: QWidget, qtbot: QtBot) -> None:
    placement, monitors = placed(seat, staff, DESK)
    seat.window.hide()

    monitors.become(DESK, PATIENT)
    qtbot.waitUntil(lambda: not placement._soon.isActive())

    assert not seat.window.isVisible()


def test_no_screen_at_all_is_no_error(seat: Seat, staff: QWidget, qtbot: QtBot) -> None:
    placement, monitors = placed(seat, staff, DESK)

    monitors.become()
    qtbot.waitUntil(lambda: not placement._soon.isActive())

    assert seat.window.isVisible()


def test_the_screens_of_this_computer_are_seen(qtbot: QtBot) -> None:
    first = seen_screens()[0]

    assert first.whole.contains(first.free)


def test_on_two_real_screens_the_window_fills_the_one_without_the_staff(tmp_path: Path) -> None:
    screens = tmp_path / "screens.json"
    screens.write_text(two_screens.configuration(), encoding="utf-8")
    tests = Path(two_screens.__file__).parents[1]

    child = subprocess.run(
        [sys.executable, "-m", "support.two_screens"],
        cwd=tests,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}"},
        capture_output=True,
        check=True,
        timeout=60,
    )

    first, second = two_screens.SCREENS
    assert [[True, *second], [True, *first]] == json.loads(child.stdout)
