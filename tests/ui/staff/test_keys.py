"""The keyboard and the pointer: a press acts exactly when the view offers it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from support.staff_views import (
    ASKING,
    CANCEL,
    COMPARE,
    HAND_OVER,
    LAST_TRY,
    NEXT,
    VALID,
    WAITING,
    staff,
)
from support.staff_window import Seat

from reception_app.ui.viewstate.views import Act

KEYS = {
    "F1": Qt.Key.Key_F1,
    "F2": Qt.Key.Key_F2,
    "F8": Qt.Key.Key_F8,
    "F9": Qt.Key.Key_F9,
    "Esc": Qt.Key.Key_Escape,
    "Enter": Qt.Key.Key_Return,
}
RESULT = staff(VALID, subject="a")
COMPARING = staff(COMPARE, subject="a", footer=())
GUARDED = staff(LAST_TRY, subject="a", footer=())


@pytest.mark.parametrize(
    ("view", "key", "act"),
    [
        (staff(WAITING), "F1", Act.PIN),
        (staff(WAITING), "F2", Act.VISUAL),
        (COMPARING, "Enter", Act.SAME_PERSON),
        (COMPARING, "Esc", Act.NOT_SAME_PERSON),
        (RESULT, "F8", Act.HAND_OVER),
        (RESULT, "F9", Act.NEXT),
        (staff(ASKING, subject="a"), "Esc", Act.CANCEL),
    ],
)
def test_a_key_does_what_the_view_offers(seat: Seat, view: object, key: str, act: Act) -> None:
    seat.see(view)  # type: ignore[arg-type]  # a StaffView of the table above

    seat.press(KEYS[key])

    assert seat.acts == [act]


@pytest.mark.parametrize("key", ["F8", "F9", "Esc", "Enter"])
def test_a_key_that_is_not_offered_does_nothing(seat: Seat, key: str) -> None:
    seat.see(staff(WAITING))

    seat.press(KEYS[key])

    assert seat.acts == []


def test_enter_of_the_ten_key_is_enter(seat: Seat) -> None:
    seat.see(COMPARING)

    seat.press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)

    assert seat.acts == [Act.SAME_PERSON]


def test_a_key_of_the_footer_alone_works(seat: Seat) -> None:
    seat.see(RESULT)

    seat.press(Qt.Key.Key_F2)

    assert seat.acts == [Act.VISUAL]


@pytest.mark.parametrize("held", ["ControlModifier", "AltModifier", "ShiftModifier"])
def test_a_key_with_another_one_held_is_another_key(seat: Seat, held: str) -> None:
    seat.see(staff(WAITING))

    seat.press(Qt.Key.Key_F1, Qt.KeyboardModifier[held])

    assert seat.acts == []


def test_a_key_that_is_held_down_acts_once(seat: Seat) -> None:
    seat.see(staff(WAITING))
    seat.press(Qt.Key.Key_F1)

    for _ in range(5):
        seat.hold(Qt.Key.Key_F1)

    assert seat.acts == [Act.PIN]


def test_the_space_bar_presses_what_has_the_ring(seat: Seat) -> None:
    seat.see(RESULT)

    seat.press(Qt.Key.Key_Space)

    assert seat.acts == [Act.HAND_OVER]


def test_enter_presses_what_has_the_ring_where_enter_is_offered(seat: Seat) -> None:
    seat.see(COMPARING)
    seat.button(Act.NOT_SAME_PERSON).setFocus()

    seat.press(Qt.Key.Key_Return)

    assert seat.acts == [Act.NOT_SAME_PERSON]


def test_enter_does_nothing_for_the_patient_while_the_ring_is_elsewhere(seat: Seat) -> None:
    seat.see(COMPARING)
    tab = next(b for b in seat.window.findChildren(QPushButton) if b.text() == "すべて")
    tab.setFocus()

    QTest.keyClick(tab, Qt.Key.Key_Return)

    assert seat.acts == []


def test_enter_does_not_press_the_ring_where_it_is_not_offered(seat: Seat) -> None:
    seat.see(RESULT)

    seat.press(Qt.Key.Key_Return)

    assert seat.acts == []


def test_a_click_presses_a_button(seat: Seat) -> None:
    seat.see(RESULT)

    seat.click(seat.button(Act.NEXT))

    assert seat.acts == [Act.NEXT]


def test_a_click_presses_a_key_of_the_footer(seat: Seat) -> None:
    seat.see(RESULT)

    seat.click(seat.footer_key(Act.PIN))

    assert seat.acts == [Act.PIN]


def test_a_double_click_presses_once(seat: Seat) -> None:
    seat.see(RESULT)

    seat.double_click(seat.button(Act.NEXT))

    assert seat.acts == [Act.NEXT]


def test_a_screen_reader_can_press_a_button(seat: Seat) -> None:
    seat.see(RESULT)

    seat.button(Act.NEXT).click()

    assert seat.acts == [Act.NEXT]


def test_a_key_that_another_window_got_can_be_given_to_this_one(seat: Seat) -> None:
    seat.see(RESULT)
    event = seat.key_event(Qt.Key.Key_F9)

    taken = seat.window.take_key(event)

    assert (taken, seat.acts) == (True, [Act.NEXT])


# ── while pages are exchanged ─────────────────────────────────────────────────────────────────
def test_a_key_on_its_way_does_not_hit_the_next_patient(seat: Seat) -> None:
    seat.see(RESULT)
    seat.glimpse(replace(RESULT, subject="b"))

    seat.press(Qt.Key.Key_F8)
    seat.press(Qt.Key.Key_F9)
    seat.press(Qt.Key.Key_Space)

    assert seat.acts == []


def test_a_key_on_its_way_to_the_same_patient_counts(seat: Seat) -> None:
    seat.see(staff(LAST_TRY, subject="a"))
    seat.glimpse(staff(ASKING, subject="a"))

    seat.press(Qt.Key.Key_Escape)

    assert seat.acts == [Act.CANCEL]


def test_next_and_begin_can_be_typed_in_one_go(seat: Seat) -> None:
    seat.see(RESULT)
    seat.press(Qt.Key.Key_F9)
    seat.glimpse(staff(WAITING))

    seat.press(Qt.Key.Key_F1)

    assert seat.acts == [Act.NEXT, Act.PIN]


def test_a_click_that_began_on_another_page_does_not_count(seat: Seat) -> None:
    seat.see(RESULT)
    button = seat.button(Act.HAND_OVER)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    seat.see(replace(RESULT, subject="b"))

    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)

    assert seat.acts == []


def test_a_space_bar_that_went_down_on_another_page_does_not_count(seat: Seat) -> None:
    seat.see(RESULT)
    button = seat.button(Act.HAND_OVER)
    QTest.keyPress(button, Qt.Key.Key_Space)
    seat.see(replace(RESULT, subject="b"))

    QTest.keyRelease(seat.focused(), Qt.Key.Key_Space)

    assert seat.acts == []


def test_a_click_does_not_hit_a_button_that_came_under_the_pointer(seat: Seat) -> None:
    alone = staff(replace(VALID, buttons=(replace(NEXT, is_primary=True),)), subject="a")
    seat.see(alone)
    button = seat.button(Act.NEXT)
    spot = button.mapTo(seat.window, button.rect().center())
    seat.glimpse(staff(replace(VALID, buttons=(NEXT, HAND_OVER)), subject="a"))

    seat.click_at(spot)

    assert seat.acts == []


# ── where a second press is needed ────────────────────────────────────────────────────────────
def test_the_last_try_says_that_it_needs_a_second_press(seat: Seat) -> None:
    seat.see(GUARDED)

    seat.click(seat.button(Act.LAST_TRY))

    assert seat.acts == []
    assert seat.button(Act.LAST_TRY).text() == "もう一度押すと入力に進みます"


def test_the_second_press_gives_the_last_try(seat: Seat) -> None:
    seat.see(GUARDED)
    seat.press(Qt.Key.Key_F1)
    seat.wait(1)

    seat.press(Qt.Key.Key_F1)

    assert seat.acts == [Act.LAST_TRY]


def test_a_double_click_does_not_give_the_last_try(seat: Seat) -> None:
    seat.see(GUARDED)

    seat.double_click(seat.button(Act.LAST_TRY))

    assert seat.acts == []


def test_the_ring_goes_to_what_waits_for_its_second_press(seat: Seat) -> None:
    seat.see(GUARDED)

    seat.press(Qt.Key.Key_F1)

    assert seat.focused_act() is Act.LAST_TRY


@pytest.mark.parametrize("change_of_mind", ["tab", "letter", "click beside", "another window"])
def test_a_change_of_mind_takes_the_first_press_back(seat: Seat, change_of_mind: str) -> None:
    seat.see(GUARDED)
    seat.press(Qt.Key.Key_F1)
    seat.wait(1)

    match change_of_mind:
        case "tab":
            seat.press(Qt.Key.Key_Tab)
        case "letter":
            seat.press(Qt.Key.Key_X)
        case "click beside":
            seat.click_at(QPoint(400, 120))
        case _:
            seat.focused().clearFocus()

    assert seat.button(Act.LAST_TRY).text() == "暗証番号をもう一度入力する"


# ── where the keyboard is ─────────────────────────────────────────────────────────────────────
def test_the_ring_is_on_what_fits_when_a_page_comes(seat: Seat) -> None:
    seat.see(COMPARING)

    assert seat.focused_act() is Act.SAME_PERSON


def test_the_ring_stays_where_it_was_put_on_the_same_page(seat: Seat) -> None:
    seat.see(COMPARING)
    seat.button(Act.NOT_SAME_PERSON).setFocus()

    seat.see(replace(COMPARING, page=replace(COMPARE, detail=None)))

    assert seat.focused_act() is Act.NOT_SAME_PERSON


def test_the_ring_follows_its_act_when_buttons_move(seat: Seat) -> None:
    seat.see(staff(replace(VALID, buttons=(NEXT,)), subject="a"))

    seat.see(staff(replace(VALID, buttons=(CANCEL, NEXT)), subject="a"))

    assert seat.focused_act() is Act.NEXT


def test_the_ring_goes_along_when_another_act_is_the_one_that_fits(seat: Seat) -> None:
    seat.see(staff(replace(VALID, buttons=(NEXT,)), subject="a"))

    later = replace(NEXT, is_primary=False)
    seat.see(staff(replace(VALID, buttons=(later, HAND_OVER)), subject="a"))

    assert seat.focused_act() is Act.HAND_OVER


def test_the_ring_goes_to_what_fits_when_its_act_is_gone(seat: Seat) -> None:
    seat.see(RESULT)

    seat.see(staff(replace(VALID, buttons=(CANCEL, NEXT)), subject="a"))

    assert seat.focused_act() is Act.NEXT


def test_a_page_without_buttons_has_no_ring_and_takes_no_press(seat: Seat) -> None:
    seat.see(RESULT)
    seat.see(staff(replace(ASKING, buttons=()), subject="a", footer=()))

    seat.press(Qt.Key.Key_Space)
    seat.press(Qt.Key.Key_Return)

    assert (seat.focused_act(), seat.acts) == (None, [])


def test_the_tab_key_reaches_every_button_of_the_page(seat: Seat) -> None:
    seat.see(GUARDED)
    reached = []

    for _ in range(30):
        reached.append(seat.focused_act())
        seat.press(Qt.Key.Key_Tab)

    assert {Act.VISUAL, Act.LAST_TRY, Act.CANCEL} <= set(reached)


def test_page_down_reads_on_wherever_the_ring_is(seat: Seat) -> None:
    seat.window.resize(1366, 480)
    seat.see(RESULT)

    seat.press(Qt.Key.Key_PageDown)

    assert seat.scrolled() > 0
    assert seat.focused_act() is Act.HAND_OVER


def test_a_new_page_is_read_from_its_beginning(seat: Seat) -> None:
    seat.window.resize(1366, 480)
    seat.see(RESULT)
    seat.press(Qt.Key.Key_PageDown)

    seat.see(replace(RESULT, subject="b"))

    assert seat.scrolled() == 0
