"""The tray's window: keys, clicks, what it shows, and that it looks by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.tray import FakeTray

from reception_app.application.catalogue import Language
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Scheme, Theme
from reception_app.ui.tray import TrayWindow
from reception_app.ui.tray.card_list import ROW

ENTER, SPACE, DOWN_KEY = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down
LEFT_BUTTON = Qt.MouseButton.LeftButton


@pytest.fixture
def tray() -> FakeTray:
    return FakeTray()


@pytest.fixture
def texts() -> Texts:
    return Texts()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, texts: Texts, tray: FakeTray) -> Iterator[TrayWindow]:
    window = TrayWindow(theme, texts, tray)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


def spoken(window: TrayWindow) -> list[str]:
    """What a screen reader says of each row."""
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(window.model.index(n).data(role)) for n in range(window.model.rowCount())]


def choose(window: TrayWindow, card_id: str) -> None:
    window.list.setCurrentIndex(window.model.place_of(card_id))


def middle_of(window: TrayWindow, card_id: str) -> QPoint:
    return window.list.visualRect(window.model.place_of(card_id)).center()


# ── laying and taking ─────────────────────────────────────────────────────────────────────────
def test_the_first_card_is_chosen_and_has_the_keyboard(window: TrayWindow) -> None:
    assert window.list.chosen == "hanako"
    assert window.focusWidget() is window.list


@pytest.mark.parametrize("key", [ENTER, Qt.Key.Key_Enter, SPACE])
def test_one_press_lays_a_card_down_and_the_next_takes_it_off(
    window: TrayWindow, tray: FakeTray, key: Qt.Key
) -> None:
    QTest.keyClick(window.list, key)
    QTest.keyClick(window.list, key)

    assert tray.calls == ["lay hanako", "take"]


def test_a_double_click_lays_a_card_down(window: TrayWindow, tray: FakeTray) -> None:
    place, viewport = middle_of(window, "ume"), window.list.viewport()
    QTest.mouseClick(viewport, LEFT_BUTTON, pos=place)
    QTest.mouseDClick(viewport, LEFT_BUTTON, pos=place)

    assert tray.calls == ["lay ume"]


def test_a_heading_cannot_be_laid_down(window: TrayWindow, tray: FakeTray) -> None:
    heading = window.list.visualRect(window.model.index(0)).center()
    QTest.mouseClick(window.list.viewport(), LEFT_BUTTON, pos=heading)
    QTest.mouseDClick(window.list.viewport(), LEFT_BUTTON, pos=heading)

    assert tray.calls == []


def test_a_key_that_is_held_down_presses_once(
    window: TrayWindow, tray: FakeTray, qapp: QApplication
) -> None:
    for is_repeat in (False, True, True):
        qapp.sendEvent(
            window.list,
            QKeyEvent(
                QKeyEvent.Type.KeyPress,
                ENTER,
                Qt.KeyboardModifier.NoModifier,
                "\r",
                is_repeat,
            ),
        )

    assert tray.calls == ["lay hanako"]


def test_arrows_step_over_headings(window: TrayWindow) -> None:
    chosen = []
    for _ in range(3):
        QTest.keyClick(window.list, DOWN_KEY)
        chosen.append(window.list.chosen)

    assert chosen == ["ume", "locked", "licence"]


def test_the_big_button_lays_down_and_lays_again(window: TrayWindow, tray: FakeTray) -> None:
    before = window.lay_button.text()
    QTest.mouseClick(window.lay_button, LEFT_BUTTON)
    after = window.lay_button.text()
    QTest.mouseClick(window.lay_button, LEFT_BUTTON)

    assert (before, after) == ("このカードを置く", "置き直す")
    assert tray.calls == ["lay hanako", "lay hanako"]


def test_a_card_can_be_taken_off_while_another_is_chosen(
    window: TrayWindow, tray: FakeTray
) -> None:
    assert not window.take_button.isEnabled()
    QTest.keyClick(window.list, ENTER)
    choose(window, "ume")

    QTest.mouseClick(window.take_button, LEFT_BUTTON)

    assert tray.calls == ["lay hanako", "take"]
    assert not window.take_button.isEnabled()


def test_a_card_that_is_still_made_is_announced_and_can_be_called_off(
    window: TrayWindow, tray: FakeTray
) -> None:
    tray.is_slow = True
    QTest.keyClick(window.list, ENTER)
    coming = spoken(window)[1]

    QTest.keyClick(window.list, ENTER)

    assert coming.endswith("準備中")
    assert tray.calls == ["lay hanako", "take"]


@pytest.mark.parametrize("key", [ENTER, SPACE])
def test_every_button_obeys_the_keyboard(window: TrayWindow, tray: FakeTray, key: Qt.Key) -> None:
    for button in (window.lay_button, window.take_button, window.reset_button):
        button.setFocus()
        QTest.keyClick(button, key)

    assert tray.calls == ["lay hanako", "take", "reset"]


# ── looking ───────────────────────────────────────────────────────────────────────────────────
def test_what_happens_by_itself_is_seen(window: TrayWindow, tray: FakeTray, qtbot: QtBot) -> None:
    tray.state = replace(tray.state, left="ume", tries={"hanako": 2, "ume": 1, "locked": 0})

    qtbot.waitUntil(lambda: spoken(window)[2].endswith("離れました"))

    assert "あと2回" in spoken(window)[1]


def test_a_hidden_window_does_not_look(
    window: TrayWindow, tray: FakeTray, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.hide()
    looks: list[int] = []
    monkeypatch.setattr(tray, "now", lambda: looks.append(1))

    qtbot.wait(400)  # longer than two looks

    assert looks == []


def test_where_cards_are_and_what_to_type_is_said(window: TrayWindow, tray: FakeTray) -> None:
    tray.state = replace(tray.state, lies="ume")
    window.refresh()

    assert spoken(window) == [
        "ふつうの方",
        "練習　花子 会社員。3割 暗証番号 1234・あと3回",
        "例示　ウメ 75歳以上。1割 暗証番号 1234・あと1回 リーダーの上",
        "暗証番号",
        "例示　武 ロックされています 暗証番号 1234・ロック",
        "別のカード",
        "運転免許証 ICチップのある別のカード",
    ]


def test_a_change_keeps_the_place_in_the_list(window: TrayWindow, tray: FakeTray) -> None:
    choose(window, "locked")
    tray.state = replace(tray.state, lies="ume")
    window.refresh()

    assert window.list.chosen == "locked"


def test_closing_is_told_and_takes_nothing_off(window: TrayWindow, tray: FakeTray) -> None:
    closed = QSignalSpy(window.closed)

    window.close()

    assert closed.count() == 1
    assert tray.calls == []


# ── searching ─────────────────────────────────────────────────────────────────────────────────
def test_a_search_leaves_what_fits_and_enter_lays_it_down(
    window: TrayWindow, tray: FakeTray
) -> None:
    window.search.setFocus()
    window.search.setText("武")
    QTest.keyClick(window.search, ENTER)

    assert tray.calls == ["lay locked"]
    assert window.model.rowCount() == 2


def test_letters_in_the_list_begin_a_search(window: TrayWindow) -> None:
    QTest.keyClicks(window.list, "i")
    QTest.keyClicks(window.focusWidget(), "c")

    assert window.search.text() == "ic"
    assert window.list.chosen == "licence"


def test_digits_in_the_list_are_left_to_the_ten_key(window: TrayWindow) -> None:
    QTest.keyClicks(window.list, "1234")

    assert window.search.text() == ""
    assert window.list.chosen == "hanako"


def test_esc_forgets_the_search_and_down_goes_to_the_list(window: TrayWindow) -> None:
    window.search.setFocus()
    window.search.setText("武")
    QTest.keyClick(window.search, DOWN_KEY)
    assert window.focusWidget() is window.list

    QTest.keyClick(window.list, Qt.Key.Key_Escape)

    assert window.search.text() == ""
    assert window.list.chosen == "locked"


def test_a_search_without_hits_says_so_and_lays_nothing_down(
    window: TrayWindow, tray: FakeTray
) -> None:
    window.search.setText("見つからない")
    QTest.keyClick(window.search, ENTER)
    QTest.mouseClick(window.lay_button, LEFT_BUTTON)

    assert not window.list.isVisible()
    assert not window.lay_button.isEnabled()
    assert tray.calls == []


# ── troubles ──────────────────────────────────────────────────────────────────────────────────
def test_a_trouble_is_switched_on_and_off_and_counted(window: TrayWindow, tray: FakeTray) -> None:
    tab = window.troubles_tab
    QTest.mouseClick(tab, LEFT_BUTTON)
    box = window.trouble_page.boxes["crooked"]
    for _ in range(2):
        QTest.mouseClick(box, LEFT_BUTTON, pos=QPoint(8, box.height() // 2))
        on = box.isChecked(), tab.text()
        tray.calls.append(f"{on}")

    assert tray.calls == [
        "crooked True",
        "(True, '不調 1')",
        "crooked False",
        "(False, '不調')",
    ]


def test_what_is_going_wrong_is_said_beside_the_cards(window: TrayWindow, tray: FakeTray) -> None:
    tray.set_trouble("down", on=True)
    window.refresh()

    assert window.strip.isVisible()
    assert window.strip.text() == "いまの不調：つながらない"


def test_a_trouble_that_ends_by_itself_is_shown_as_off(window: TrayWindow, tray: FakeTray) -> None:
    tray.set_trouble("slow", on=True)
    window.refresh()
    assert window.trouble_page.boxes["slow"].isChecked()

    tray.state = replace(tray.state, troubles=frozenset())
    window.refresh()

    assert not window.trouble_page.boxes["slow"].isChecked()
    assert not window.strip.isVisible()


def test_one_press_puts_everything_back(window: TrayWindow, tray: FakeTray) -> None:
    tray.set_trouble("down", on=True)
    tray.lay("ume")
    window.refresh()

    QTest.mouseClick(window.reset_button, LEFT_BUTTON)

    assert tray.calls[-1] == "reset"
    assert not window.strip.isVisible()
    assert not window.take_button.isEnabled()


# ── words, looks, names ───────────────────────────────────────────────────────────────────────
def test_it_says_that_nothing_is_real(window: TrayWindow) -> None:
    assert window.note.text() == "訓練モードです。実際の照会は行われません。　［SY06］"
    assert window.watermark.text() == "訓練"
    assert window.watermark.property("role") == "watermark"


def test_the_language_of_the_staff_is_followed(
    window: TrayWindow, texts: Texts, tray: FakeTray
) -> None:
    tray.set_trouble("down", on=True)
    tray.lay("ume")
    texts.set_language(Language.EN)

    window.refresh()

    assert "例示　ウメ (en) 75歳以上。1割 (en)" in spoken(window)[2]
    assert window.trouble_page.boxes["down"].text() == "つながらない (en)"
    assert "つながらない (en)" in window.strip.text()
    assert window.note.text().startswith("Training mode.")


def test_everything_that_can_be_pressed_has_a_name(window: TrayWindow) -> None:
    pressed = [w for w in window.findChildren(QWidget) if isinstance(w, QAbstractButton)]
    named = [*pressed, window.search, window.list]

    assert all(w.accessibleName() or getattr(w, "text", str)() for w in named)
    assert window.trouble_page.boxes["down"].accessibleDescription() == "回線の障害"


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("scale", [100, 150, 200])
def test_it_can_be_drawn_in_every_look(
    window: TrayWindow,
    theme: Theme,
    tray: FakeTray,
    qapp: QApplication,
    scheme: Scheme,
    scale: int,
) -> None:
    tray.state = replace(tray.state, left="ume", lies="locked", troubles=frozenset({"down"}))
    window.refresh()

    theme.apply(qapp, scheme, scale)
    picture = window.grab().toImage()

    row = window.list.visualRect(window.model.place_of("ume"))
    assert row.height() == theme.px("size.day-row")
    assert picture.pixelColor(2, 2) == theme.colour("surface.card")


def test_a_look_that_changes_nothing_draws_nothing(window: TrayWindow, tray: FakeTray) -> None:
    changes = QSignalSpy(window.model.dataChanged)
    resets = QSignalSpy(window.model.modelReset)

    for _ in range(5):
        tray.state = replace(tray.state)
        window.refresh()

    assert (changes.count(), resets.count()) == (0, 0)
    assert window.model.index(1).data(ROW) is not None
