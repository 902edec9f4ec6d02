"""The patient's window for somebody who listens: keys have names, and nobody hears a digit."""

from __future__ import annotations

import pytest
from support.spoken_desk import PATIENT, SpokenDesk

pytestmark = pytest.mark.accessibility

ASKED = "4けたの暗証番号を入力してください"
KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "やめる", "0", "1つ消す"]
UNKNOWN = "暗証番号がわからない"


@pytest.fixture
def asked(desk: SpokenDesk) -> SpokenDesk:
    """The patient is asked for the PIN."""
    desk.lay_or_take()
    desk.hear(ASKED)
    return desk


def test_every_key_has_a_name(asked: SpokenDesk) -> None:
    buttons = asked.window(PATIENT).buttons()

    assert [*KEYS, UNKNOWN] == [each.name for each in buttons]


def test_what_is_typed_is_neither_shown_nor_said(asked: SpokenDesk) -> None:
    asked.go_to(PATIENT)
    asked.forget()
    before = asked.window(PATIENT)

    asked.press(*"987")
    after = asked.window(PATIENT)
    asked.press("6")
    asked.hear("番号がちがうようです")

    assert after == before
    said = [each for each in asked.heard() if each.words.strip("0123456789●・•*") == ""]
    assert [] == [each for each in said if each.words]
    assert "あと2回入力できます" in asked.window(PATIENT).words


def test_a_screen_reader_presses_the_keys(asked: SpokenDesk) -> None:
    asked.forget()

    for digit in "1234":
        asked.act(PATIENT, digit)

    asked.hear("有効 3割")
    assert [] == asked.focus()


def test_another_language_is_chosen_by_keyboard_and_spoken(asked: SpokenDesk) -> None:
    asked.go_to(PATIENT)
    asked.tab_to("English")
    asked.press("space")

    asked.hear("Please enter your 4-digit PIN")

    names = [each.name for each in asked.window("Patient's screen").buttons()]
    assert {"Stop", "I do not know my PIN"} <= set(names)
