"""Cells that a spreadsheet program must not take for formulas, and what it made of numbers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.spreadsheet import cell_as_meant, cell_to_write, is_mangled

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])).map(str.strip)


@pytest.mark.parametrize(
    "text",
    ["=1+2", "+81 3", "-12", "@SUM(A1)", " =1", "＝１＋２", "＋", "－5", "＠x", "'=1", "''+1"],
)
def test_what_looks_like_a_formula_is_written_as_text(text: str) -> None:
    assert cell_to_write(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "山田　太郎", "12－34", "03-1234-5678", "'90s", "a=b", "0123"]
)
def test_other_texts_are_written_as_they_are(text: str) -> None:
    assert cell_to_write(text) == text


@pytest.mark.parametrize("control", ["\n", "\r", "\t", "\x00", "\x85", "\u2028"])
def test_a_cell_is_one_line(control: str) -> None:
    assert cell_to_write(f"a{control}b") == "a b"
    assert cell_as_meant(f"{control}a{control}b") == "a b"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ('="06139992"', "06139992"),
        ('=" 12"', "12"),
        ("'=1+2", "=1+2"),
        ("=1+2", "=1+2"),
        ('="a"&"b"', '="a"&"b"'),
        ("'12", "'12"),
        ("　山田　太郎 ", "山田　太郎"),
    ],
)
def test_a_cell_says_what_it_means_and_nothing_is_calculated(cell: str, meant: str) -> None:
    assert cell_as_meant(cell) == meant


@given(LINES)
def test_what_was_written_is_read_again_as_it_was(text: str) -> None:
    is_said_to_be_text = text.startswith('="')  # our own files never write that
    if not is_said_to_be_text:
        assert cell_as_meant(cell_to_write(text)) == text


@given(st.text())
def test_no_written_cell_begins_like_a_formula(text: str) -> None:
    cell = cell_to_write(text)

    assert cell.strip()[:1] not in set("=+-@＝＋－＠")
    assert not any(unicodedata.category(char) == "Cc" for char in cell)


@pytest.mark.parametrize(
    "text", ["1.23E+11", "1E+07", "１．２Ｅ＋１１", " 6.1e+7 ", "1月2日", "12月31日"]
)
def test_a_number_that_was_written_over_is_known(text: str) -> None:
    assert is_mangled(text)


@pytest.mark.parametrize(
    "text", ["", "123", "12-34", "1E5", "１２・３４", "＋", "1月", "公立3月2日"]
)
def test_numbers_as_they_are_on_cards_are_fine(text: str) -> None:
    assert not is_mangled(text)
