"""What is made ahead of time: everything once, and nothing for ever."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support.staff_views import STARTING, VALID, WAITING, staff
from support.staff_window import Seat

from reception_app.ui.staff.warming import Warming


def counted(taken: list[int]) -> Iterator[None]:
    for number in range(3):
        taken.append(number)
        yield


def test_every_step_is_taken_once(qtbot: QtBot) -> None:
    owner, taken = QObject(), list[int]()
    warming = Warming(counted(taken), owner)

    warming.begin()
    warming.begin()

    qtbot.waitUntil(lambda: taken == [0, 1, 2])


def test_no_step_is_taken_after_the_end(qtbot: QtBot) -> None:
    owner, taken = QObject(), list[int]()
    warming = Warming(counted(taken), owner)
    warming.stop()

    warming.begin()
    qtbot.wait(1)

    assert taken == []


def test_a_usual_result_finds_its_widgets_there(seat: Seat) -> None:
    seat.see(staff(WAITING))
    seat.warm()
    before = len(seat.window.findChildren(QWidget))

    seat.see(staff(VALID, subject="a"))

    assert len(seat.window.findChildren(QWidget)) - before <= 10


def test_nothing_made_ahead_is_seen(seat: Seat) -> None:
    seat.see(staff(WAITING))
    seat.warm()

    seat.see(staff(VALID, subject="a"))

    assert "" not in seat.texts_shown()


def test_the_first_picture_waits_for_nothing(seat: Seat) -> None:
    seat.see(staff(STARTING, footer=()))
    before = len(seat.window.findChildren(QWidget))

    seat.warm()

    assert len(seat.window.findChildren(QWidget)) == before
