"""Characters that the service cannot carry, or that a claim cannot have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.charset import (
    UNSHOWABLE,
    is_claimable,
    unclaimable_in,
    units_of,
    unshowable_at,
)
from reception_app.domain.variants import GROUPS, common_form

SELECTOR = "\U000e0100"


def found(text: str) -> list[tuple[int, str, str | None]]:
    return [(each.position, each.char, each.suggestion) for each in unclaimable_in(text)]


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("德川　家康", [(0, "德", "徳")]),
        ("髙橋　美咲", [(0, "髙", "高")]),
        ("山﨑", [(1, "﨑", "崎")]),
        ("𠮷野　髙﨑", [(0, "𠮷", "吉"), (3, "髙", "高"), (4, "﨑", "崎")]),
        ("草彅", [(1, "彅", None)]),
        ("\ufa1b田", [(0, "\ufa1b", "福")]),  # a compatibility ideograph
        (f"渡邉{SELECTOR}　花", [(1, f"邉{SELECTOR}", "邉")]),  # the selector alone is too much
        ("①郎", [(0, "①", "1")]),
        ("㈱", [(0, "㈱", "(株)")]),
        ("金\ud800", [(1, "\ud800", None)]),
    ],
)
def test_what_a_claim_cannot_have_is_named_with_a_suggestion(
    text: str, flagged: list[tuple[int, str, str | None]]
) -> None:
    assert found(text) == flagged


@pytest.mark.parametrize(
    "text",
    [
        "山田　花子",
        "渡邊邉辺　凜熙",
        "ＮＧＵＹＥＮ　ＴＨＩ",
        "ﾔﾏﾀﾞ ﾊﾅｺ",
        "佐々木〆ヶ・ー",
        "～－〜−",  # one character of the standard each, under two code points
        "渡●　健",
        "",
    ],
)
def test_what_a_claim_can_have_is_not_flagged(text: str) -> None:
    assert unclaimable_in(text) == ()


def test_a_name_is_not_readable_in_a_log() -> None:
    assert repr(unclaimable_in("德")) == "(Unclaimable(position=0),)"


def test_the_unshowable_characters_are_placed() -> None:
    assert unshowable_at("渡●　●子") == (1, 3)
    assert unshowable_at("渡邉　節子") == ()


@given(st.text())
def test_a_suggestion_can_always_be_claimed(text: str) -> None:
    for each in unclaimable_in(text):
        assert text[each.position :].startswith(each.char)
        assert each.suggestion is None or unclaimable_in(each.suggestion) == ()


@given(st.text(st.characters() | st.just(SELECTOR)))
def test_units_lose_nothing(text: str) -> None:
    assert "".join(units_of(text)) == text


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_of_variants_begins_with_a_form_that_all_can_write(group: str) -> None:
    assert len(group) > 1
    assert is_claimable(group[0])
    assert {common_form(char) for char in group} == {group[0]}


def test_no_kanji_is_a_variant_of_two() -> None:
    kanji = "".join(GROUPS)

    assert len(kanji) == len(set(kanji))
    assert UNSHOWABLE not in kanji


@pytest.mark.parametrize(
    ("char", "form"),
    [("\ufa1b", "福"), ("斎", "斎"), ("あ", "あ"), ("\U0002f804", "你"), ("澤", "沢")],
)
def test_a_kanji_has_an_everyday_form(char: str, form: str) -> None:
    assert common_form(char) == form


@given(st.characters())
def test_the_everyday_form_is_its_own(char: str) -> None:
    assert common_form(common_form(char)) == common_form(char)
