"""The settings window over a real file: what a person sees, types, saves, and does not lose."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from support.settings_desk import TEXT, HandLane, desk_for, settings_in
from support.settings_seat import Seat

from reception_app.application.settings import DefaultMethod
from reception_app.ui.settings.fields import FIELDS, GROUPS
from reception_app.ui.settings.window import SettingsWindow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme

CODE = ("clinic", "institution_code")
METHOD = ("desk", "default_method")
OPERATORS = ("desk", "operators")

pytestmark = pytest.mark.filterwarnings("ignore:.*propagateSizeHints")


def test_every_setting_is_on_a_page_with_what_it_does_and_when(seat: Seat) -> None:
    for place in FIELDS:
        words = [label.text() for label in seat.row(place).findChildren(QLabel)]
        assert any("変わります。" in text for text in words), place


def test_the_values_of_the_file_are_shown(seat: Seat) -> None:
    names = seat.row(OPERATORS).input.target()

    assert seat.edit(CODE).text() == "1312345678"
    assert isinstance(names, QListWidget)
    assert [names.item(row).text() for row in range(names.count())] == ["sato", "tanaka"]
    assert seat.edit(("backend", "timeout_s")).text() == "15"
    assert seat.reads("変更はありません")
    assert not seat.button("保存").isEnabled()


def test_a_change_is_summed_up_and_saved(seat: Seat) -> None:
    seat.press(METHOD, 1)
    summed_up = seat.reads("・既定の方法: 暗証番号 → 目視（次の患者さんから）")
    seat.button("保存").click()

    assert summed_up
    assert seat.file() == TEXT.replace("# 目視\n", '# 目視\ndefault_method = "visual"\n')
    assert [settings.desk.default_method for settings in seat.saved] == [DefaultMethod.VISUAL]
    assert seat.reads("保存しました。")
    assert not seat.window.has_changes


def test_many_changes_scroll_and_the_keyboard_gets_there(seat: Seat, qtbot: QtBot) -> None:
    for place in FIELDS:
        if isinstance(seat.row(place).input.target(), QLineEdit):
            seat.type(place, "/x")
    [summary] = [
        area
        for area in seat.window.findChildren(QScrollArea)
        if any("→" in label.text() for label in area.findChildren(QLabel))
    ]

    qtbot.waitUntil(lambda: summary.verticalScrollBar().maximum() > 0)
    assert summary.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_what_works_later_is_said_after_saving(seat: Seat) -> None:
    seat.type(("clinic", "terminal"), "desk-2")
    seat.button("保存").click()

    assert seat.reads("保存しました。次にプログラムを起動したときから使います。")


def test_back_to_the_old_value_is_no_change(seat: Seat) -> None:
    seat.press(METHOD, 1)
    seat.press(METHOD, 0)

    assert not seat.window.has_changes
    assert not seat.button("変更を捨てる").isEnabled()


def test_a_mistake_stands_under_its_field_and_nothing_can_be_saved(seat: Seat) -> None:
    seat.type(CODE, "131")

    row = seat.row(CODE)
    assert "半角数字10桁で書いてください" in [label.text() for label in row.findChildren(QLabel)]
    assert seat.edit(CODE).property("tone") == "bad"
    assert "半角数字10桁で書いてください" in seat.edit(CODE).accessibleDescription()
    assert seat.reads("直すところがあります: 医療機関コード")
    assert not seat.button("保存").isEnabled()


def test_a_mistake_goes_away_with_its_cause(seat: Seat) -> None:
    seat.type(CODE, "131")
    seat.type(CODE, "1312345679")

    assert seat.edit(CODE).property("tone") is None
    assert not seat.reads("半角数字10桁で書いてください")
    assert seat.button("保存").isEnabled()


def test_full_width_digits_become_ordinary_ones(seat: Seat) -> None:
    seat.type(CODE, "１３１２３４５６７９")
    seat.type(("backend", "timeout_s"), "２０")
    seat.button("保存").click()

    assert 'institution_code = "1312345679"' in seat.file()
    assert "timeout_s = 20\n" in seat.file()


def test_a_time_that_is_no_number_is_a_mistake(seat: Seat) -> None:
    seat.type(("backend", "timeout_s"), "soon")

    assert seat.reads("秒数を数値で書いてください")


def test_names_are_added_and_taken_away(seat: Seat) -> None:
    row = seat.row(OPERATORS)
    new = row.findChildren(QLineEdit)[0]
    QTest.keyClicks(new, "suzuki")
    QTest.keyClick(new, Qt.Key.Key_Return)
    names = row.input.target()
    assert isinstance(names, QListWidget)
    names.setCurrentRow(0)
    QTest.keyClick(names, Qt.Key.Key_Delete)
    seat.button("保存").click()

    assert 'operators = ["tanaka", "suzuki"]' in seat.file()


def test_a_name_that_is_still_being_typed_is_not_forgotten(seat: Seat) -> None:
    QTest.keyClicks(seat.row(OPERATORS).findChildren(QLineEdit)[0], "suzuki")
    seat.button("保存").click()

    assert '"suzuki"' in seat.file()


def test_the_same_name_twice_is_a_mistake(seat: Seat) -> None:
    QTest.keyClicks(seat.row(OPERATORS).findChildren(QLineEdit)[0], "sato")

    assert seat.reads("同じ値が2回以上あります")


def test_visual_checks_by_default_need_somebody(seat: Seat) -> None:
    names = seat.row(OPERATORS).input.target()
    for _ in range(2):
        assert isinstance(names, QListWidget)
        names.setCurrentRow(0)
        seat.button("選んだ行を外す", seat.row(OPERATORS)).click()
    seat.press(METHOD, 1)

    assert seat.reads("目視（visual）にするには、担当者（operators）が必要です")


def test_a_reader_that_is_not_connected_stays_chosen(
    qtbot: QtBot, theme: Theme, texts: Texts, lane: HandLane, tmp_path: Path
) -> None:
    path = settings_in(tmp_path, TEXT.replace("[card]\n", '[card]\nreader = "Old 1"\n'))
    window = SettingsWindow(theme, texts, desk_for(path), lane)
    qtbot.addWidget(window)
    seat = Seat(window, lane, path)
    window.open()
    window.offer_readers(["ACR 0"])
    seat.leaf_through()

    combo = seat.row(("card", "reader")).input.target()
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "Old 1（今はつながっていません）"
    assert not window.has_changes


def test_a_reader_is_chosen_by_its_name(seat: Seat) -> None:
    combo = seat.row(("card", "reader")).input.target()
    assert isinstance(combo, QComboBox)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    seat.button("保存").click()

    assert 'reader = "ACR 0"' in seat.file()


def test_the_wheel_scrolls_the_page_and_changes_no_choice(seat: Seat) -> None:
    seat.window.open("card")
    combo = seat.row(("card", "reader")).input.target()
    handle = seat.window.windowHandle()
    assert isinstance(combo, QComboBox)
    assert handle is not None
    at = combo.mapTo(seat.window, combo.rect().center())

    QTest.wheelEvent(handle, QPointF(at), QPoint(0, -120))

    assert combo.currentIndex() == 0


def test_phones_are_a_tick(seat: Seat) -> None:
    box = seat.row(("card", "phones")).input.target()
    assert isinstance(box, QCheckBox)
    box.click()
    seat.button("保存").click()

    assert "phones = true" in seat.file()


def test_a_folder_is_asked_for_only_where_answers_are_handed_over(seat: Seat) -> None:
    seat.window.open("handover")
    hidden = seat.row(("handover", "folder")).isHidden()
    seat.press(("handover", "kind"), 0)

    assert hidden
    assert not seat.row(("handover", "folder")).isHidden()
    assert seat.reads("必要な項目です")


def test_a_path_is_picked_in_a_dialog(seat: Seat, qtbot: QtBot) -> None:
    place = ("backend.https", "client_key")
    (seat.path.parent / "new.key").write_bytes(b"KEY")
    seat.button("参照…", seat.row(place)).click()
    [dialog] = seat.window.findChildren(QFileDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.filesSelected.emit([str(seat.path.parent / "new.key")])
    dialog.close()

    assert seat.edit(place).text() == str(seat.path.parent / "new.key")
    assert seat.window.has_changes


def test_files_are_added_to_a_list(seat: Seat) -> None:
    place = ("card", "trust")
    (seat.path.parent / "other.pem").write_bytes(b"PEM")
    seat.button("ファイルを追加…", seat.row(place)).click()
    [dialog] = seat.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(seat.path.parent / "other.pem"), "card.pem"])
    dialog.close()
    seat.button("保存").click()

    assert seat.saved[0].card.trust == (
        str(seat.path.parent / "card.pem"),
        str(seat.path.parent / "other.pem"),
    )


def test_the_key_can_be_in_a_file(seat: Seat) -> None:
    seat.press(("store", "key"), 1)
    missing = seat.reads("keyring か file:/絶対パス で書いてください")
    seat.type(("store", "key"), "/srv/key")
    seat.button("保存").click()

    assert missing
    assert 'key = "file:/srv/key"' in seat.file()


def test_a_certificate_that_is_not_there_is_told_at_its_field(seat: Seat) -> None:
    seat.type(("backend.https", "ca"), "none.pem")
    seat.button("保存").click()

    assert seat.reads("ファイルがありません（")
    assert seat.edit(("backend.https", "ca")).property("tone") == "bad"
    assert seat.window.has_changes
    assert seat.file() == TEXT


def test_a_file_that_somebody_else_changed_is_not_overwritten(seat: Seat) -> None:
    seat.press(METHOD, 1)
    seat.path.write_text(TEXT + "# x\n", "utf-8")
    seat.button("保存").click()
    refused = seat.reads("ほかで変更されています。変更を捨てて読み直してください")
    seat.button("変更を捨てる").click()

    assert refused
    assert seat.file() == TEXT + "# x\n"
    assert not seat.window.has_changes
    assert not seat.reads("ほかで変更されています")


def test_esc_closes_where_nothing_changed(seat: Seat) -> None:
    QTest.keyClick(seat.edit(CODE), Qt.Key.Key_Escape)

    assert seat.window.isHidden()


def test_esc_loses_no_edit(seat: Seat) -> None:
    seat.press(METHOD, 1)
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)

    assert not seat.window.isHidden()
    assert seat.reads("保存していない変更があります。どうしますか。")
    assert seat.button("保存して閉じる").isEnabled()


def test_esc_again_goes_back_to_the_edits(seat: Seat) -> None:
    seat.press(METHOD, 1)
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)
    QTest.keyClick(seat.window, Qt.Key.Key_Escape)

    assert not seat.window.isHidden()
    assert seat.window.has_changes
    assert not seat.reads("どうしますか")


def test_leaving_can_save(seat: Seat) -> None:
    seat.press(METHOD, 1)
    seat.window.close()
    seat.button("保存して閉じる").click()

    assert seat.window.isHidden()
    assert '"visual"' in seat.file()


def test_leaving_can_discard(seat: Seat) -> None:
    seat.press(METHOD, 1)
    seat.window.close()
    seat.button("変更を捨てて閉じる").click()

    assert seat.window.isHidden()
    assert seat.file() == TEXT


def test_the_window_shows_the_file_again_when_it_is_opened_again(seat: Seat) -> None:
    seat.window.close()
    seat.path.write_text(TEXT.replace("desk-1", "desk-9"), "utf-8")
    seat.window.open("clinic")

    assert seat.edit(("clinic", "terminal")).text() == "desk-9"


def test_edits_survive_opening_again(seat: Seat) -> None:
    seat.press(METHOD, 1)
    seat.window.open("clinic")

    assert seat.window.has_changes


def test_nothing_can_be_edited_while_the_file_is_at_work(seat: Seat) -> None:
    seat.press(METHOD, 1)
    seat.lane.is_held = True
    seat.button("保存").click()
    busy = not seat.edit(CODE).isEnabled() and not seat.button("保存").isEnabled()
    said = seat.reads("保存しています…")
    seat.lane.go_on()

    assert busy
    assert said
    assert seat.edit(CODE).isEnabled()


def test_control_s_saves(seat: Seat, qtbot: QtBot) -> None:
    seat.press(METHOD, 1)
    qtbot.waitUntil(seat.window.isActiveWindow)
    QTest.keyClick(seat.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    assert '"visual"' in seat.file()


def test_a_broken_file_is_told_and_nothing_can_be_edited(
    qtbot: QtBot, theme: Theme, texts: Texts, lane: HandLane, tmp_path: Path
) -> None:
    path = settings_in(tmp_path, "[desk\n")
    window = SettingsWindow(theme, texts, desk_for(path), lane)
    qtbot.addWidget(window)
    window.open()
    seat = Seat(window, lane, path)
    seat.leaf_through()

    assert seat.reads("TOML の書き方に誤りがあります（1行")
    assert not seat.edit(CODE).isEnabled()


def test_a_mistake_outside_the_window_is_told_with_its_place(
    qtbot: QtBot, theme: Theme, texts: Texts, lane: HandLane, tmp_path: Path
) -> None:
    path = settings_in(tmp_path, TEXT + "[printer]\nname = 1\n")
    window = SettingsWindow(theme, texts, desk_for(path), lane)
    qtbot.addWidget(window)
    window.open()

    assert Seat(window, lane, path).reads("設定ファイルの [printer]: 知らないテーブルです")


def test_in_training_what_does_not_count_cannot_be_edited(
    qtbot: QtBot, theme: Theme, texts: Texts, lane: HandLane, tmp_path: Path
) -> None:
    path = settings_in(tmp_path)
    window = SettingsWindow(theme, texts, desk_for(path), lane, is_training=True)
    qtbot.addWidget(window)
    seat = Seat(window, lane, path)
    window.open("clinic")
    seat.leaf_through()

    assert not seat.edit(CODE).isEnabled()
    assert seat.row(METHOD).input.isEnabled()
    assert seat.reads("訓練モードでは使いません")


def test_every_input_has_a_name_for_a_screen_reader(seat: Seat) -> None:
    labelled = [label.buddy() for label in seat.window.findChildren(QLabel)]
    lines = [w for w in seat.window.findChildren(QLineEdit) if not w.isReadOnly()]
    lists = [*seat.window.findChildren(QListWidget), *seat.window.findChildren(QComboBox)]

    nameless = [w for w in [*lines, *lists] if w not in labelled and not w.accessibleName()]

    assert nameless == []


def test_the_groups_can_be_walked_through_by_keyboard(seat: Seat) -> None:
    [groups] = [w for w in seat.window.findChildren(QListWidget) if w.count() == len(GROUPS)]
    for _ in GROUPS[1:]:
        QTest.keyClick(groups, Qt.Key.Key_Down)

    assert seat.row(("store", "key")).isVisible()


def test_another_scale_and_an_equal_picture_leave_no_widget_behind(
    seat: Seat, theme: Theme, qapp: object
) -> None:
    before = len(seat.window.findChildren(QWidget))
    for _ in range(20):
        seat.press(METHOD, 1)
        seat.press(METHOD, 0)
        theme.changed.emit()

    assert len(seat.window.findChildren(QWidget)) == before
