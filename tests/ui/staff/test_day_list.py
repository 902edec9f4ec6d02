"""The day's list: its model, its filter, and that rows stay themselves while others come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from support.staff_views import DAY, LONG_NAME, MANY_ROWS, ROWS, WAITING, row, staff, with_current
from support.staff_window import Seat

from reception_app.ui.staff.day_list import DayModel
from reception_app.ui.staff.day_row import RowDelegate
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.views import DayRow, DayView, Shape, Tone

NEW = row(7, "9:20", Shape.CLOCK, Tone.NEUTRAL, "佐々木 亮", "確認中")
PERSON = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def model(qtbot: QtBot) -> DayModel:
    days = DayModel(Texts())
    days.show_rows(ROWS)
    return days


def names(model: DayModel) -> list[object]:
    return [model.data(model.index(n)) for n in range(model.rowCount())]


def test_the_model_is_one_to_qt(model: DayModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt's own

    model.show_rows((NEW, *ROWS))
    model.show_rows((NEW, *ROWS[:2]))
    model.show_rows(())
    model.show_rows(ROWS)


def test_the_rows_are_those_of_the_view(model: DayModel) -> None:
    assert names(model)[:2] == ["山田 花子", "鈴木 一郎"]


@given(
    st.lists(st.sampled_from(ROWS), max_size=6, unique=True),
    st.lists(st.sampled_from(ROWS), max_size=6, unique=True),
)
def test_any_day_may_follow_any_other(before: list[DayRow], after: list[DayRow]) -> None:
    model = DayModel(Texts())
    model.show_rows(tuple(before))

    model.show_rows(tuple(after))

    assert [Texts()(each.name) for each in after] == names(model)


def test_a_row_stays_the_same_row_when_one_comes_above(model: DayModel) -> None:
    second = QPersistentModelIndex(model.index(1))

    model.show_rows((NEW, *ROWS))

    assert second.row() == 2


def test_a_row_that_changed_is_told(model: DayModel, qtbot: QtBot) -> None:
    told: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, *_: told.append(first))

    model.show_rows((ROWS[0], replace(ROWS[1], is_current=True), *ROWS[2:]))

    assert [index.row() for index in told] == [1]


def test_a_row_says_to_a_screen_reader_all_that_it_shows(model: DayModel) -> None:
    assert model.data(model.index(0), PERSON) == "9:14 山田 花子 有効 3割・変更3件"


def test_a_row_says_that_it_is_on_the_screen(model: DayModel) -> None:
    model.show_rows(with_current(DAY).rows)

    assert model.data(model.index(0), PERSON) == "9:14 山田 花子 有効 3割・変更3件（表示中）"


def test_a_name_that_is_shortened_is_whole_in_the_tip(model: DayModel) -> None:
    model.show_rows((row(1, "9:00", Shape.CIRCLE, Tone.GOOD, LONG_NAME, "有効"),))

    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)

    assert tip == f"9:00 {LONG_NAME}\n有効"


def test_where_a_narrow_row_has_no_room_for_both_the_time_yields(seat: Seat) -> None:
    lying = row(1, "9:00", Shape.TRIANGLE, Tone.WARN, LONG_NAME, "未受取・有効 3割")
    seat.see(staff(WAITING))
    delegate = seat.window.findChildren(QListView)[0].itemDelegate()
    assert isinstance(delegate, RowDelegate)

    assert delegate.second_line(lying, 1_000) == "9:00 未受取・有効 3割"
    assert delegate.second_line(lying, 100) == "未受取・有効 3割"


def test_a_click_opens_a_row(seat: Seat) -> None:
    opened: list[str] = []
    seat.window.row_opened.connect(opened.append)
    seat.see(staff(WAITING))
    view = seat.window.findChildren(QListView)[0]

    middle = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert opened == [ROWS[1].check_id]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_opens_the_row_with_the_ring(seat: Seat, key: Qt.Key) -> None:
    opened: list[str] = []
    seat.window.row_opened.connect(opened.append)
    seat.see(staff(WAITING))
    view = seat.window.findChildren(QListView)[0]
    view.setFocus()
    view.setCurrentIndex(view.model().index(2, 0))

    QTest.keyClick(view, key)

    assert opened == [ROWS[2].check_id]


def test_a_key_of_the_page_works_from_the_list(seat: Seat) -> None:
    seat.see(staff(WAITING))
    view = seat.window.findChildren(QListView)[0]
    view.setFocus()

    QTest.keyClick(view, Qt.Key.Key_F2)

    assert [act.value for act in seat.acts] == ["visual"]


def test_the_list_can_show_only_what_needs_a_person(seat: Seat) -> None:
    seat.see(staff(WAITING))

    seat.named_text("要対応 2").click()

    assert seat.window.findChildren(QListView)[0].model().rowCount() == 2


def test_a_filter_outlives_a_new_row(seat: Seat) -> None:
    seat.see(staff(WAITING))
    seat.named_text("要対応 2").click()

    seat.see(staff(WAITING, day=replace(DAY, rows=(NEW, *ROWS))))

    assert seat.window.findChildren(QListView)[0].model().rowCount() == 2


def test_a_day_without_checks_says_so(seat: Seat) -> None:
    seat.see(staff(WAITING, day=DayView()))

    assert "本日の受付はまだありません" in seat.texts_shown()


def test_nobody_needing_a_person_is_said(seat: Seat) -> None:
    seat.see(staff(WAITING, day=replace(DAY, attention=frozenset())))

    seat.named_text("要対応 0").click()

    assert "要対応の方はいません" in seat.texts_shown()


def test_the_list_says_how_many_there_are(seat: Seat) -> None:
    seat.see(staff(WAITING, day=MANY_ROWS))

    assert "400名" in seat.texts_shown()


def test_what_is_left_of_earlier_days_is_not_counted_with_today(seat: Seat) -> None:
    earlier = replace(ROWS[1], time="11/21", is_earlier=True)

    seat.see(staff(WAITING, day=DayView((ROWS[0], earlier))))

    assert "1名" in seat.texts_shown()
