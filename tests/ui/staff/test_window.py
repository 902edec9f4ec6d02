"""What the staff window shows, that it fits, and that it leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QWidget,
)
from support.staff_views import (
    BANNER,
    DAY,
    FULL,
    LONG_NAME,
    LOST,
    ROMAN,
    STARTING,
    VALID,
    VIEWS,
    WAITING,
    staff,
)
from support.staff_window import Seat
from support.viewstates import desk

from reception_app.application.catalogue import Language, message
from reception_app.domain.errors import SettingsError
from reception_app.ui.theme import Scheme
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act, Outcome, StaffView
from reception_app.ui.viewstate.words import Line

FITS = [name for name, view in VIEWS.items() if name != "many-notes"]

NOTHING_CUT: dict[str, list[str]] = {name: [] for name in VIEWS}


class Painted(QObject):
    """Counts how often anything of a window is painted or laid out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.count = 0
        for each in (window, *window.findChildren(QWidget)):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() in {QEvent.Type.Paint, QEvent.Type.LayoutRequest}
        return False


def test_every_view_says_its_headline(seat: Seat) -> None:
    assert {n: seat.says(view, _headline(view)) for n, view in VIEWS.items()} == dict.fromkeys(
        VIEWS, True
    )


def test_a_result_says_whom_it_is_about_and_what_they_pay(seat: Seat) -> None:
    seat.see(staff(VALID, subject="a"))

    shown = seat.texts_shown()
    assert {"有効", "3割", "70歳未満の一般の割合", "山田　花子", "ヤマダ　ハナコ"} <= set(shown)


def test_a_ladder_says_whom_it_is_about(seat: Seat) -> None:
    seat.see(staff(LOST, subject="a"))

    assert {"佐々木　亮", "1979年6月2日", "［EL03］"} <= set(seat.texts_shown())


def test_nothing_of_the_last_patient_is_left_on_the_next_page(seat: Seat) -> None:
    seat.see(staff(FULL, subject="a", day=replace(DAY, rows=())))

    seat.see(staff(STARTING, day=replace(DAY, rows=())))

    assert not [text for text in seat.texts_shown() if "山田" in text or "0613" in text]


def test_fewer_facts_leave_none_of_those_before(seat: Seat) -> None:
    seat.see(staff(FULL, subject="a"))

    seat.see(staff(replace(VALID, left=VALID.left[:1], right=()), subject="b"))

    assert "0613 9992　見本健康保険組合" not in seat.texts_shown()
    assert "人工透析（自己負担限度額 10,000円）" not in seat.texts_shown()


def test_an_equal_view_changes_nothing(seat: Seat) -> None:
    seat.see(staff(FULL, subject="a"))
    painted = Painted(seat.window)

    seat.glimpse(staff(replace(FULL), subject="a"))

    assert painted.count == 0


def test_hundreds_of_views_leave_nothing_behind(seat: Seat) -> None:
    views = [*VIEWS.values()]
    for view in views:
        seat.glimpse(view)
    before = len(seat.window.findChildren(QObject))

    for number in range(300):
        seat.window.render(views[number % len(views)])
        QApplication.processEvents()

    assert len(seat.window.findChildren(QObject)) == before


def test_the_movement_stops_when_the_program_waits_for_people(seat: Seat) -> None:
    seat.see(VIEWS["asking"])
    moved = seat.is_moving()

    seat.see(staff(WAITING))

    assert (moved, seat.is_moving()) == (True, False)


# ── everything can be read ────────────────────────────────────────────────────────────────────
def test_no_page_scrolls_on_a_usual_screen(seat: Seat) -> None:
    assert {name: seat.scrolls(VIEWS[name]) for name in FITS} == dict.fromkeys(FITS, 0)


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut(seat: Seat, qapp: QApplication, percent: int) -> None:
    seat.theme.apply(qapp, Scheme.LIGHT, percent)

    cut = {name: seat.cut(view) for name, view in VIEWS.items()}

    assert cut == NOTHING_CUT
    assert (seat.window.width(), seat.window.height()) == (1366, 768)


def test_nothing_is_cut_in_a_small_window(seat: Seat) -> None:
    seat.window.resize(800, 600)

    cut = {name: seat.cut(view) for name, view in VIEWS.items()}

    assert cut == NOTHING_CUT
    assert (seat.window.width(), seat.window.height()) == (800, 600)


@pytest.mark.parametrize("scheme", Scheme)
def test_the_looks_may_change_while_a_result_is_shown(
    seat: Seat, qapp: QApplication, scheme: Scheme
) -> None:
    seat.see(staff(VALID, subject="a"))

    seat.theme.apply(qapp, scheme, 125)
    seat.paint()

    assert seat.focused_act() is Act.HAND_OVER
    assert seat.cut(staff(VALID, subject="a")) == []


def test_a_long_roman_name_is_all_there(seat: Seat) -> None:
    seat.see(staff(ROMAN, subject="a"))

    name = next(label for label in seat.labels() if label.text() == LONG_NAME)
    assert name.height() >= name.heightForWidth(name.width()) > name.fontMetrics().height() * 2


def test_the_language_may_change_while_something_is_shown(seat: Seat) -> None:
    seat.see(VIEWS["reader-missing"])

    seat.texts.set_language(Language.EN)
    seat.paint()

    assert message("RD01", Language.EN.lang) in seat.texts_shown()


# ── screen readers ────────────────────────────────────────────────────────────────────────────
def test_whatever_can_be_pressed_has_a_name(seat: Seat) -> None:
    nameless = {name: seat.nameless(view) for name, view in VIEWS.items()}

    assert nameless == dict.fromkeys(VIEWS, 0)


def test_a_button_says_its_key(seat: Seat) -> None:
    seat.see(staff(VALID, subject="a"))

    assert seat.button(Act.HAND_OVER).accessibleName() == "レセコンへ引き渡す F8"


def test_no_label_hides_its_text_behind_a_name(seat: Seat) -> None:
    seat.see(VIEWS["full"])

    assert [label.text() for label in seat.labels() if label.accessibleName()] == []


# ── around the page ───────────────────────────────────────────────────────────────────────────
def test_training_is_said_in_the_header_and_in_words(seat: Seat) -> None:
    seat.see(VIEWS["full"])

    assert {"訓練モード", message("SY06", Language.JA.lang)} <= set(seat.texts_shown())


def test_there_is_no_word_of_training_at_work(seat: Seat) -> None:
    seat.see(VIEWS["full"])

    seat.see(VIEWS["valid"])

    assert not [text for text in seat.texts_shown() if "訓練" in text]


def test_the_banner_comes_and_goes(seat: Seat) -> None:
    seat.see(staff(WAITING, banner=BANNER))
    said = [text for text in seat.texts_shown() if "HO02" in text]

    seat.see(staff(WAITING))

    assert len(said) == 1
    assert not [text for text in seat.texts_shown() if "HO02" in text]


def test_the_title_of_the_window_names_no_patient(seat: Seat) -> None:
    seat.see(staff(VALID, subject="a"))

    assert seat.window.windowTitle() == "資格確認 – 見本内科クリニック"


def test_settings_and_the_patients_window_are_asked_for(seat: Seat) -> None:
    asked: list[str] = []
    seat.window.settings_asked.connect(lambda: asked.append("settings"))
    seat.window.patient_window_asked.connect(lambda: asked.append("patient"))
    seat.see(staff(WAITING))

    for name in ("設定を開く", "患者さんの画面を開く"):
        seat.named(name).click()

    assert asked == ["settings", "patient"]


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Space])
def test_where_a_setting_is_wrong_the_page_asks_for_the_settings(
    seat: Seat, key: Qt.Key | None
) -> None:
    asked: list[str] = []
    seat.window.settings_asked.connect(lambda: asked.append("settings"))
    seat.see(staff_view(desk(trouble=SettingsError(()), operators=(), operator="")))

    if key is None:
        seat.button(Act.OPEN_SETTINGS).click()
    else:
        seat.press(key)

    assert (asked, seat.acts) == (["settings"], [])


def test_a_remark_that_comes_while_the_line_stays_is_announced_once(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.see(VIEWS["typing"])
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.message()))

    seat.see(VIEWS["wrong-pin"])
    seat.see(replace(VIEWS["wrong-pin"], clock=None))

    assert len(heard) == 1
    assert heard[0].startswith("暗証番号が違います。")
    assert heard[0].endswith("［PN01］")


# ── who is at the desk ────────────────────────────────────────────────────────────────────────
def test_the_one_at_the_desk_is_marked(seat: Seat) -> None:
    seat.see(staff(WAITING, operator="田中"))

    marked = [b.text() for b in seat.window.findChildren(QPushButton) if b.isChecked()]
    assert marked == ["田中", "すべて"]


def test_one_click_puts_somebody_else_at_the_desk(seat: Seat) -> None:
    chosen: list[str] = []
    seat.window.operator_chosen.connect(chosen.append)
    seat.see(staff(WAITING))

    seat.named("担当者を鈴木にする").click()

    assert chosen == ["鈴木"]


def test_the_mark_waits_for_the_view(seat: Seat) -> None:
    seat.see(staff(WAITING, operator="佐藤"))
    chip = seat.named("担当者を鈴木にする")

    chip.click()

    assert not chip.isChecked()


def test_choosing_somebody_leaves_the_keyboard_with_the_patient(seat: Seat) -> None:
    seat.see(VIEWS["compare"])

    seat.click(seat.named("担当者を鈴木にする"))

    assert seat.focused_act() is Act.SAME_PERSON


def test_nobody_at_the_desk_is_asked_for(seat: Seat) -> None:
    seat.see(staff(WAITING, operator=""))

    assert "担当者を選んでください" in seat.texts_shown()


def test_more_than_three_are_in_a_menu(seat: Seat) -> None:
    chosen: list[str] = []
    seat.window.operator_chosen.connect(chosen.append)
    seat.see(VIEWS["many-operators"])

    menu = seat.open_menu("担当 佐藤")
    menu.actions()[4].trigger()
    menu.close()

    assert chosen == ["伊藤"]


def test_a_name_with_an_ampersand_is_chosen_as_it_is(seat: Seat) -> None:
    chosen: list[str] = []
    seat.window.operator_chosen.connect(chosen.append)
    seat.see(staff(WAITING, operators=("A&B",), operator=""))

    seat.named("担当者をA&Bにする").click()

    assert chosen == ["A&B"]


def test_somebody_who_is_no_longer_known_is_shown_all_the_same(seat: Seat) -> None:
    seat.see(staff(WAITING, operator="山本", operators=("佐藤",)))

    assert seat.named("担当者を山本にする").isChecked()


# ── the clipboard ─────────────────────────────────────────────────────────────────────────────
def test_c_copies_the_number_of_the_insurer(seat: Seat) -> None:
    seat.see(staff(VALID, subject="a"))

    seat.press(Qt.Key.Key_C)

    assert QGuiApplication.clipboard().text() == "06139992"


def test_what_was_copied_goes_with_the_window(seat: Seat) -> None:
    seat.see(staff(VALID, subject="a"))
    seat.press(Qt.Key.Key_C)

    seat.window.forget_copies()

    assert QGuiApplication.clipboard().text() == ""


def test_what_somebody_else_copied_stays(seat: Seat) -> None:
    seat.see(staff(VALID, subject="a"))
    seat.press(Qt.Key.Key_C)
    QGuiApplication.clipboard().setText("else")

    seat.window.forget_copies()

    assert QGuiApplication.clipboard().text() == "else"


def test_c_copies_nothing_where_there_is_no_number(seat: Seat) -> None:
    QGuiApplication.clipboard().setText("before")
    seat.see(staff(LOST, subject="a"))

    seat.press(Qt.Key.Key_C)

    assert QGuiApplication.clipboard().text() == "before"


def _headline(view: StaffView) -> Line:
    page = view.page
    return page.band.headline if isinstance(page, Outcome) else page.headline
