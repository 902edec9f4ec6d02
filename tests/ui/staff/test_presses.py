"""Which presses count: none on a page that nobody has seen, none on another one's page."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from reception_app.ui.staff.presses import SETTLE_S, Presses
from reception_app.ui.viewstate.views import Act, Button
from reception_app.ui.viewstate.words import tr

NEXT = Button(Act.NEXT, tr("次"), "F9")
PIN = Button(Act.PIN, tr("暗証番号"), "F1")
CANCEL = Button(Act.CANCEL, tr("中止"), "Esc")
LAST = Button(Act.LAST_TRY, tr("入力"), twice=tr("もう一度"))


class Desk:
    """Presses on a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.acts: list[Act] = []
        self.presses = Presses(clock=lambda: self.now)
        self.presses.acted.connect(self.acts.append)

    def show(self, *buttons: Button, subject: str = "a", is_new_page: bool = True) -> None:
        acts = frozenset(button.act for button in buttons)
        self.presses.offer(acts, subject=subject, is_new_page=is_new_page)

    def look(self) -> None:
        self.presses.seen()
        self.now += SETTLE_S


def test_a_key_counts_when_the_page_was_seen(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.look()

    desk.presses.key(NEXT)

    assert desk.acts == [Act.NEXT]


def test_a_key_does_not_count_on_a_page_that_just_came(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.presses.seen()
    desk.now += SETTLE_S / 2

    desk.presses.key(NEXT)

    assert desk.acts == []


def test_time_does_not_begin_before_the_page_is_painted(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.now += 100 * SETTLE_S

    desk.presses.key(NEXT)

    assert desk.acts == []


def test_what_could_be_done_before_for_the_same_patient_can_be_done_at_once(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(CANCEL)
    desk.look()
    desk.show(CANCEL, NEXT)

    desk.presses.key(CANCEL)

    assert desk.acts == [Act.CANCEL]


def test_what_is_new_for_the_same_patient_has_to_be_seen_first(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(CANCEL)
    desk.look()
    desk.show(CANCEL, NEXT)

    desk.presses.key(NEXT)

    assert desk.acts == []


def test_the_same_act_for_another_patient_has_to_be_seen_first(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.look()
    desk.show(NEXT, subject="b")

    desk.presses.key(NEXT)

    assert desk.acts == []


def test_a_check_may_be_begun_at_once_where_the_page_is_nobodys(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.look()
    desk.show(PIN, subject="")

    desk.presses.key(PIN)

    assert desk.acts == [Act.PIN]


def test_a_press_that_ends_on_another_page_does_not_count(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.look()
    press = desk.presses.begin(Act.NEXT)
    desk.show(NEXT, is_new_page=True)

    desk.presses.finish(press, NEXT)

    assert desk.acts == []


def test_a_press_that_ends_on_another_act_does_not_count(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT, PIN)
    desk.look()

    desk.presses.finish(desk.presses.begin(Act.NEXT), PIN)

    assert desk.acts == []


def test_a_click_in_a_row_whose_buttons_changed_does_not_count_at_once(qtbot: QtBot) -> None:
    desk, row = Desk(), QObject()
    desk.show(NEXT)
    desk.look()
    desk.show(NEXT, PIN, is_new_page=False)
    desk.presses.row_changed(row)

    desk.presses.finish(desk.presses.begin(Act.NEXT, row), NEXT)

    assert desk.acts == []


def test_a_change_while_another_settles_begins_anew(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(NEXT)
    desk.presses.seen()
    desk.now += SETTLE_S * 0.9
    desk.show(NEXT, subject="b")
    desk.presses.seen()
    desk.now += SETTLE_S * 0.9

    desk.presses.key(NEXT)

    assert desk.acts == []


def test_an_act_that_needs_two_presses_is_armed_first(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST)
    desk.look()

    desk.presses.key(LAST)

    assert (desk.presses.armed, desk.acts) == (Act.LAST_TRY, [])


def test_the_second_press_acts(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST)
    desk.look()
    desk.presses.key(LAST)
    desk.now += SETTLE_S

    desk.presses.key(LAST)

    assert (desk.presses.armed, desk.acts) == (None, [Act.LAST_TRY])


def test_a_bounce_of_the_first_press_is_no_second_one(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST)
    desk.look()
    desk.presses.key(LAST)
    desk.now += SETTLE_S / 2

    desk.presses.key(LAST)

    assert (desk.presses.armed, desk.acts) == (Act.LAST_TRY, [])


def test_any_other_press_disarms(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST, CANCEL)
    desk.look()
    desk.presses.key(LAST)

    desk.presses.key(CANCEL)

    assert (desk.presses.armed, desk.acts) == (None, [Act.CANCEL])


def test_another_page_disarms(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST)
    desk.look()
    desk.presses.key(LAST)

    desk.show(LAST)

    assert desk.presses.armed is None


def test_the_same_page_stays_armed(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST)
    desk.look()
    desk.presses.key(LAST)

    desk.show(LAST, CANCEL, is_new_page=False)

    assert desk.presses.armed is Act.LAST_TRY


def test_an_act_that_is_no_longer_offered_is_disarmed(qtbot: QtBot) -> None:
    desk = Desk()
    desk.show(LAST)
    desk.look()
    desk.presses.key(LAST)

    desk.show(CANCEL, is_new_page=False)

    assert desk.presses.armed is None
