"""A My Number is recognised wherever it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.my_number import holds_my_number, looks_like_my_number

INVENTED = "123456789018"


@pytest.mark.parametrize(
    "text",
    [
        INVENTED,
        f"メモ {INVENTED}。",
        "1234 5678 9018",
        "1234-5678-9018",
        "1234　5678　9018",
        "１２３４５６７８９０１８",
        "１２３４－５６７８－９０１８",
        "1234/5678/9018",
        "1234_5678_9018",
        "1234,5678、9018",
        "12345678\u200b9018",
        "١٢٣٤٥٦٧٨٩٠١٨",
        "12345678\u31649018",  # a filler: nobody sees it
        "1234\u200b5678\u00ad9018",
        "2026 1234 5678 9018",
        "1234の5678の9018",
        "1234一5678丨9018",
        "1〇〇〇〇〇〇〇〇〇〇5",
        "1 123456789018 2",
        "000000000000",
        "100000000005",  # weight 6
        "010000000006",  # weight 5
        "001000000007",  # weight 4
        "000100000008",  # weight 3
        "000010000009",  # weight 2
        "000001000004",  # weight 7
        "000000100005",  # weight 6
        "000000010006",  # weight 5
        "000000001007",  # weight 4
        "000000000108",  # weight 3
        "000000000019",  # weight 2
        "200000000000",  # 12, rest 1: 0 stands for 10
    ],
)
def test_a_my_number_is_recognised(text: str) -> None:
    assert holds_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789017",
        "12345678901",
        f"{INVENTED}1",
        f"1{INVENTED}",
        "06139992",
        "第12345678号9018",
    ],
)
def test_other_numbers_are_not_taken_for_one(text: str) -> None:
    assert not holds_my_number(text)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_one_last_digit_of_ten_makes_a_my_number(body: str) -> None:
    assert [holds_my_number(f"{body}{digit}") for digit in range(10)].count(True) == 1


@given(st.text("0123456789- 　", max_size=30), st.text("0123456789", max_size=3))
def test_no_text_breaks_the_search(text: str, more: str) -> None:
    assert holds_my_number(f"{text}／{more}") >= holds_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456789017",
        "1234 5678 9017",
        "１２３４－５６７８－９０１７",
        "No.123456789017",
        INVENTED,
    ],
)
def test_twelve_digits_as_on_a_card_look_like_one(text: str) -> None:
    assert looks_like_my_number(text)


@pytest.mark.parametrize(
    "text", ["", "12345678901", "1234567890123", "1975-04-01 00:00", "12345678 9017", "1-23-4567"]
)
def test_other_groups_of_digits_do_not_look_like_one(text: str) -> None:
    assert not looks_like_my_number(text)


def test_very_many_groups_of_digits_are_soon_looked_through() -> None:
    assert not holds_my_number("1 2 " * 20_000)
