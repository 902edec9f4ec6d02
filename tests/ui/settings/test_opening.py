"""The settings window opens fast, where it is looked for, and for the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from support.settings_desk import TEXT, HandLane, desk_for, settings_in
from support.settings_seat import Seat

from reception_app.ui.settings.fields import FIELDS
from reception_app.ui.settings.page import GroupPage
from reception_app.ui.settings.row import FieldRow
from reception_app.ui.settings.window import SettingsWindow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Scheme, Theme

CODE = ("clinic", "institution_code")
METHOD = ("desk", "default_method")

pytestmark = pytest.mark.filterwarnings("ignore:.*propagateSizeHints")


def test_a_page_is_made_when_somebody_turns_to_it(fresh: Seat) -> None:
    fresh.window.open("clinic")

    assert {row.field.table for row in fresh.window.findChildren(FieldRow)} == {"clinic"}
    fresh.type(CODE, "12")
    fresh.window.open("identity")
    fresh.press(METHOD, 1)
    assert fresh.reads("変更 2件")


def test_what_is_wrong_on_a_page_that_nobody_has_seen_is_gone_to(fresh: Seat) -> None:
    fresh.window.open("identity")
    fresh.press(METHOD, 1)
    (fresh.path.parent / "service.pem").unlink()

    fresh.button("保存").click()

    assert fresh.reads("ファイルがありません（")
    assert fresh.edit(("backend.https", "ca")).isVisible()


def test_it_opens_at_what_is_wrong(fresh: Seat) -> None:
    settings_in(fresh.path.parent, TEXT.replace("1312345678", "13"))

    fresh.window.open()

    assert fresh.edit(CODE).isVisible()
    assert fresh.window.focusWidget() is fresh.edit(CODE)


@pytest.fixture
def staff(qtbot: QtBot) -> QWidget:
    """The window in which somebody asks for the settings."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_it_opens_in_the_middle_of_the_window_where_it_was_asked_for(
    fresh: Seat, staff: QWidget
) -> None:
    staff.setGeometry(staff.screen().availableGeometry().adjusted(0, 0, -20, -20))
    fresh.window.resize(600, 500)

    fresh.window.open()

    apart = fresh.window.frameGeometry().center() - staff.frameGeometry().center()
    assert apart.manhattanLength() <= 2


def test_it_is_wholly_on_the_screen_wherever_it_was_asked_for(fresh: Seat, staff: QWidget) -> None:
    room = staff.screen().availableGeometry()
    staff.setGeometry(room.right() - 50, room.bottom() - 50, 100, 100)
    fresh.window.resize(600, 500)

    fresh.window.open()

    assert room.contains(fresh.window.frameGeometry())


def test_it_stays_where_it_was_put_while_it_is_open(fresh: Seat, staff: QWidget) -> None:
    fresh.window.open()
    fresh.window.move(1, 2)

    fresh.window.open("clinic")

    assert fresh.window.pos().toTuple() == (1, 2)


@pytest.mark.parametrize("scale", [100, 200])
def test_tab_leads_from_the_groups_into_the_first_input(
    seat: Seat, theme: Theme, qapp: QApplication, scale: int
) -> None:
    theme.apply(qapp, Scheme.LIGHT, scale)
    seat.window.activateWindow()
    for number in range(seat.window._groups.count()):
        seat.window._groups.setCurrentRow(number)
        seat.window._groups.setFocus()
        QTest.keyClick(seat.window._groups, Qt.Key.Key_Tab)
        focus = qapp.focusWidget()
        assert focus is not None
        assert not isinstance(focus, QScrollArea)


def test_a_page_where_nothing_can_be_edited_is_scrolled_by_keyboard(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    texts: Texts,
    lane: HandLane,
    tmp_path: Path,
) -> None:
    window = SettingsWindow(theme, texts, desk_for(settings_in(tmp_path)), lane, is_training=True)
    qtbot.addWidget(window)
    theme.apply(qapp, Scheme.LIGHT, 200)
    window.resize(600, 300)
    window.open("clinic")
    [page] = window.findChildren(GroupPage)

    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)

    assert page.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_the_focus_ring_lies_between_an_input_and_its_label(seat: Seat, theme: Theme) -> None:
    ring = theme.px("focus.outline-width") + theme.px("focus.ring-width")
    for place in FIELDS:
        row = seat.row(place)
        assert row._column.spacing() >= ring
