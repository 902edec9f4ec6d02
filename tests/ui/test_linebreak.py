"""Where a sentence breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.ui.linebreak import broken, widest_phrase


def width(text: str) -> float:
    return sum(1.0 if ord(character) > 0x2000 else 0.5 for character in text)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        (
            "4けたの暗証番号を入力してください",
            11.3,
            ["4けたの暗証番号を", "入力してください"],
        ),
        (
            "マイナンバーカードをリーダーに置いてください",
            15,
            ["マイナンバーカードを", "リーダーに置いてください"],
        ),
        (
            "マイナンバーカードを受け取ったときに決めた、数字4けたの番号です",
            23,
            ["マイナンバーカードを受け取ったときに", "決めた、数字4けたの番号です"],
        ),
        ("カードをお取りください", 8, ["カードを", "お取りください"]),
        (
            "しばらくお待ちください。係の者がまいります",
            14,
            ["しばらくお待ちください。", "係の者がまいります"],
        ),
        ("Please enter your 4-digit PIN", 8, ["Please enter", "your 4-digit PIN"]),
        ("One moment, please. Leave your card", 12, ["One moment, please.", "Leave your card"]),
        ("一行\n二行", 10, ["一行", "二行"]),
        ("", 10, [""]),
    ],
)
def test_a_sentence_breaks_where_a_reader_breathes(
    text: str, room: float, lines: list[str]
) -> None:
    assert lines == broken(text, width, room)


def test_a_phrase_that_is_too_wide_by_itself_breaks_between_characters() -> None:
    lines = broken("ありがとうございました。", width, 4)

    assert "ありがとうございました。" == "".join(lines)
    assert not any(line.startswith("。") for line in lines)


@given(st.text("あ漢カー、。 Aa1をにの", max_size=40), st.integers(3, 20))
def test_no_line_is_wider_than_the_room_and_no_character_is_lost(text: str, room: int) -> None:
    lines = broken(text, width, room)

    assert text.replace(" ", "") == "".join(lines).replace(" ", "")
    # What must not begin a line stays with the character before it, even where it sticks out.
    assert all(width(line.rstrip("、。ー ")) <= room for line in lines)


def test_the_widest_phrase_is_the_room_that_breaks_none() -> None:
    text = "カードの写真を受付の者にお見せください"

    room = widest_phrase(text, width)

    assert room == width("受付の者にお見せください")
    assert ["カードの写真を", "受付の者にお見せください"] == broken(text, width, room)
