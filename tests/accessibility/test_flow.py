"""A whole day without mouse and screen: keys go in, and what is announced tells how it went."""

from __future__ import annotations

import pytest
from support.spoken_desk import IDLE, PATIENT, STAFF, TRAY, SpokenDesk

pytestmark = pytest.mark.accessibility

KEYS = (" Enter", " Esc", " F1", " F2", " F9")
OTHER_FILTER = "要対応 0"
LOOK = "カードの顔写真と患者さんご本人を見比べてください"


def test_a_visual_check_by_keyboard_alone(desk: SpokenDesk) -> None:
    desk.go_to(STAFF)
    desk.press("F2")
    desk.hear(LOOK)
    desk.read()
    desk.press("Return")
    desk.hear("確認したカードを置いていただきます")
    desk.lay_or_take()

    desk.hear("有効 3割")
    words = desk.window(STAFF).words
    assert {"有効", "3割", "練習　花子", "0613 9992"} <= set(words)
    desk.lay_or_take()
    desk.go_to(STAFF)
    desk.forget()
    desk.press("F9")
    desk.hear(IDLE)
    assert "練習　花子" not in desk.window(STAFF).words


def test_a_check_with_the_pin_typed_at_the_staff_s_keyboard(desk: SpokenDesk) -> None:
    desk.lay_or_take()
    desk.hear("4けたの暗証番号を入力してください")
    desk.go_to(STAFF)

    desk.press(*"1234")

    desk.hear("有効 3割")


def test_the_numbers_of_a_certificate_by_keyboard_alone(desk: SpokenDesk) -> None:
    desk.go_to(STAFF)
    desk.press("F3")
    desk.hear("資格確認書の番号を入力してください")
    desk.until(lambda: desk.focus()[-1:] == ["保険者番号"])

    desk.press(*"06139992", "Return", "Return", *"4567", "Return", *"00", "Return")
    desk.press(*"19850412", "Return")
    desk.until(lambda: "限度額情報" in desk.focus()[-1])
    desk.read()
    desk.press("Return")

    desk.hear("有効 3割")
    assert "練習　花子" in desk.window(STAFF).words


def test_a_number_that_was_mistyped_is_told_and_the_form_can_be_left(desk: SpokenDesk) -> None:
    desk.go_to(STAFF)
    desk.press("F3")
    desk.until(lambda: desk.focus()[-1:] == ["保険者番号"])
    desk.read()

    desk.press(*"06139993", "Return")

    desk.hear("保険者番号の検証番号が合いません")
    assert desk.focus()[-1] == "記号"
    desk.press("Escape")
    desk.until(lambda: "もう一度押すと、入力を消して戻ります Esc" in desk.new_names())
    desk.read()
    desk.press("Escape")
    desk.hear(IDLE)


def test_tab_reaches_everything_and_comes_round(desk: SpokenDesk) -> None:
    desk.go_to(STAFF)
    window = desk.window(STAFF)
    stops = {n.name for n in window if "focusable" in n.states and n.role != "list item"}

    reached = {desk.tab() for _ in stops}

    assert stops - {OTHER_FILTER} == reached
    desk.tab_to("すべて")
    desk.press("Right")
    desk.until(lambda: desk.focus()[-1] == OTHER_FILTER)


def test_a_new_page_gives_the_keyboard_to_its_own_button_at_once(desk: SpokenDesk) -> None:
    desk.go_to(STAFF)
    desk.forget()

    desk.press("F2")
    desk.hear(LOOK)
    desk.read()
    desk.press("Return")
    desk.hear("確認したカードを置いていただきます")
    desk.read()
    desk.press("Escape")
    desk.hear("カードはお預かりせず")

    buttons = [name for name in desk.focus() if name]
    assert {"同じ方です Enter", "暗証番号で確認 F1"} <= set(buttons)
    assert [] == [name for name in buttons if not name.endswith(KEYS)]


def test_a_wrong_pin_is_told_to_both(desk: SpokenDesk) -> None:
    desk.lay_or_take()
    desk.hear("4けたの暗証番号を入力してください")
    desk.go_to(PATIENT)

    desk.press(*"9876")

    desk.hear("番号がちがうようです")
    desk.hear("暗証番号が違います。あと2回入力できます。　［PN01］")


def test_what_a_screen_reader_toggles_is_switched(desk: SpokenDesk) -> None:
    desk.act(STAFF, "担当者をsuzukiにする", "Toggle")

    desk.until(lambda: "checked" in desk.node(STAFF, "担当者をsuzukiにする").states)
    assert "checked" not in desk.node(STAFF, "担当者をsatoにする").states
    desk.act(STAFF, "担当者をsatoにする", "Toggle")
    desk.until(lambda: "checked" in desk.node(STAFF, "担当者をsatoにする").states)


def test_what_happens_meanwhile_is_told(desk: SpokenDesk) -> None:
    desk.lay_or_take()
    desk.hear("4けたの暗証番号を入力してください")
    desk.go_to(STAFF)
    desk.press(*"1234")
    desk.hear("有効 3割")

    desk.act(TRAY, "不調")
    desk.act(TRAY, "リーダーを抜く", "Toggle")

    desk.hear("［RD02］")
    desk.until(lambda: "カードリーダー（つながっていません）" in desk.new_names())
    desk.act(TRAY, "カード")
