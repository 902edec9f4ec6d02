"""一括照会 in the settings window: its values, and the switch of the system's timer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox
from support.settings_desk import HandLane, desk_for, settings_in
from support.settings_seat import Seat

from reception_app.domain.errors import TimerUnavailable
from reception_app.ui.settings.field_spec import Place
from reception_app.ui.settings.timer_row import TimerRow
from reception_app.ui.settings.window import SettingsWindow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme

AT: Place = ("batch", "at")
DAYS: Place = ("batch", "days_ahead")
ROWS: Place = ("batch", "rows_per_job")
FOLDER: Place = ("batch.appointments", "folder")

pytestmark = pytest.mark.filterwarnings("ignore:.*propagateSizeHints")


class FakeTimer:
    """A timer of a system that may refuse."""

    def __init__(self) -> None:
        self.is_installed = False
        self.refuses = False
        self.turned: list[bool] = []

    def is_on(self) -> bool:
        return self.is_installed

    def turn(self, *, on: bool) -> bool:
        if self.refuses:
            raise TimerUnavailable
        self.is_installed = on
        self.turned.append(on)
        return on


@pytest.fixture
def timer() -> FakeTimer:
    return FakeTimer()


@pytest.fixture
def seat(theme: Theme, texts: Texts, tmp_path: Path, timer: FakeTimer) -> Iterator[Seat]:
    lane, path = HandLane(), settings_in(tmp_path)
    window = SettingsWindow(theme, texts, desk_for(path), lane, timer=timer)
    window.open()
    made = Seat(window, lane, path)
    made.leaf_through()
    yield made
    window.deleteLater()


def box(seat: Seat) -> QCheckBox:
    [row] = seat.window.findChildren(TimerRow)
    found = row.findChild(QCheckBox)
    assert found is not None
    return found


def test_the_defaults_are_shown(seat: Seat) -> None:
    assert (seat.edit(AT).text(), seat.edit(DAYS).text()) == ("21:00", "1、3")
    assert seat.edit(FOLDER).text() == ""
    assert seat.row(ROWS).isHidden()


def test_what_is_typed_is_saved_as_numbers(seat: Seat) -> None:
    seat.press(("batch", "style"), 2)
    assert not seat.row(ROWS).isHidden()
    seat.type(ROWS, "200")
    seat.type(DAYS, "２、5")
    seat.type(FOLDER, "/srv/yoyaku")
    seat.button("保存").click()

    batch = seat.saved[-1].batch
    assert (batch.days_ahead, batch.rows_per_job) == ((2, 5), 200)
    assert batch.appointments is not None
    assert batch.appointments.options["folder"] == "/srv/yoyaku"
    assert "days_ahead = [2, 5]" in seat.file()


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        (AT, "25:00", "21:00 のように書いてください"),
        (DAYS, "1、x", "1 から 14 までの異なる整数の配列で書いてください"),
        (("batch", "parallel"), "0", "1 から 16 までの整数で書いてください"),
        (("batch", "parallel"), "many", "1 から 16 までの整数で書いてください"),
    ],
)
def test_a_mistake_stands_under_its_field(seat: Seat, place: Place, text: str, words: str) -> None:
    seat.type(place, text)

    assert seat.reads(words)
    assert not seat.button("保存").isEnabled()


def test_without_a_folder_there_are_no_appointments(seat: Seat) -> None:
    seat.type(FOLDER, "/srv/yoyaku")
    seat.button("保存").click()
    seat.edit(FOLDER).clear()
    seat.edit(FOLDER).textEdited.emit("")
    seat.button("保存").click()

    assert seat.saved[-1].batch.appointments is None


def test_the_timer_is_installed_and_removed(seat: Seat, timer: FakeTimer) -> None:
    assert not box(seat).isChecked()
    assert seat.reads("タイマーには登録されていません")

    box(seat).click()
    assert seat.reads("タイマーに登録されています。")

    box(seat).click()
    assert timer.turned == [True, False]
    assert not seat.window.has_changes  # it is none of the file


def test_a_system_that_refuses_is_told_in_words(seat: Seat, timer: FakeTimer) -> None:
    timer.refuses = True
    box(seat).click()

    assert not box(seat).isChecked()
    assert box(seat).isEnabled()
    assert seat.reads("このコンピューターのタイマーを変更できません。")


def test_the_switch_waits_for_the_system(seat: Seat, timer: FakeTimer) -> None:
    seat.lane.is_held = True
    box(seat).click()

    assert not box(seat).isEnabled()
    assert seat.reads("タイマーを変更しています…")


def test_what_was_changed_elsewhere_is_seen(seat: Seat, timer: FakeTimer) -> None:
    timer.is_installed = True
    seat.window.open()

    assert box(seat).isChecked()
