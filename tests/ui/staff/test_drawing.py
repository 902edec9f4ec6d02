"""The staff's window is drawn in steps, and never painted half, late or never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication
from support.staff_views import DAY, LOST, VALID, WAITING, staff
from support.staff_window import Seat

from reception_app.ui.staff.drawing import Drawing
from reception_app.ui.viewstate.views import StaffView

BEFORE = staff(WAITING, day=replace(DAY, rows=DAY.rows[:1]))
ANSWER = staff(VALID, day=DAY)
OTHER = staff(LOST, day=DAY)


class Turns:
    """A drawing whose steps the test counts."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.newest = ANSWER
        self.done = 0
        seat.glimpse(BEFORE)
        self.drawing = Drawing(seat.window, lambda: self.newest)
        self.drawing.done.connect(self._note)
        self.told = list[str]()
        self.drawing.begun.connect(lambda: self.told.append("begun"))
        self.drawing.ended.connect(lambda: self.told.append("ended"))

    def _note(self) -> None:
        self.done += 1

    def shown(self) -> StaffView | None:
        return self.seat.window._view

    def is_painted(self) -> bool:
        return self.seat.window.updatesEnabled()

    def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            QCoreApplication.processEvents()


@pytest.fixture
def turns(seat: Seat) -> Turns:
    return Turns(seat)


def test_the_page_comes_first_then_the_list_and_the_paint_at_last(turns: Turns) -> None:
    turns.drawing.start()
    assert turns.shown() == BEFORE

    turns.until(lambda: turns.drawing.is_begun)
    shown = turns.shown()
    assert shown is not None
    assert (shown.page, shown.day) == (ANSWER.page, BEFORE.day)
    assert not turns.is_painted()

    turns.until(lambda: turns.shown() == ANSWER)
    assert not turns.is_painted()
    assert turns.drawing.is_active
    assert turns.told == ["begun"]

    turns.until(turns.is_painted)
    assert turns.told == ["begun"]  # it is on its way to the screen

    turns.until(lambda: turns.done == 1)
    assert turns.told == ["begun", "ended"]
    assert not turns.drawing.is_active


@pytest.mark.parametrize("after_ms", [1, 30])
def test_what_was_begun_is_painted_before_the_next(turns: Turns, after_ms: int) -> None:
    turns.drawing.start()
    turns.until(lambda: turns.drawing.is_begun)

    turns.newest = OTHER
    turns.drawing.start(after_ms)
    turns.until(lambda: turns.done == 1)
    assert turns.shown() == ANSWER
    assert turns.is_painted()
    assert turns.drawing.is_active

    turns.until(lambda: turns.done == 2)
    assert turns.shown() == OTHER
    assert turns.is_painted()


def test_all_of_it_at_once(turns: Turns) -> None:
    turns.drawing.start()
    turns.until(lambda: turns.drawing.is_begun)

    turns.newest = OTHER
    turns.drawing.draw_now()

    assert (turns.shown(), turns.done) == (OTHER, 1)
    assert turns.is_painted()
    assert not turns.drawing.is_active
    assert turns.told == ["begun", "ended"]


def test_a_bug_leaves_a_window_that_is_painted(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: StaffView) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(turns.seat.window, "render_page", broken)
    with pytest.raises(ValueError, match="a bug"):
        turns.drawing._go_on()

    assert turns.told == ["begun", "ended"]
    assert turns.is_painted()
    assert not turns.drawing.is_active
