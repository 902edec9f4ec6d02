"""A long document in pieces means the same as in one piece, and is refused where that one is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.messages.json_pieces import MOST_AT_ONCE, JsonPieces
from reception_app.messages.strict_json import Json

LONG = 70_000
"""Longer than one piece."""

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def walked(raw: bytes) -> Json:
    """The document, its outermost object and array walked through."""
    pieces = JsonPieces(raw)
    whole: dict[str, Json] = {}
    for name in pieces.members():
        listed = [pieces.value() for _ in pieces.items()]
        whole[name] = listed
    pieces.end()
    return whole


@given(st.dictionaries(st.text(), st.lists(TREES, max_size=5)), st.sampled_from([None, 3]))
def test_walking_through_gives_what_reading_whole_does(tree: dict[str, Json], indent: int) -> None:
    raw = json.dumps(tree, ensure_ascii=False, indent=indent).encode()

    assert tree == walked(raw)


@pytest.mark.parametrize("blanks", range(9))
def test_nothing_depends_on_where_a_piece_ends(blanks: int) -> None:
    filler = " " * (64 * 1024 - 24 + blanks)
    raw = f'{{"a": [{filler}"𠮷試験", 1234567890, true, {{"b": "c"}}]}}'.encode()

    assert {"a": ["𠮷試験", 1234567890, True, {"b": "c"}]} == walked(raw)


def test_a_value_may_be_longer_than_a_piece() -> None:
    assert {"a": ["x" * LONG]} == walked(json.dumps({"a": ["x" * LONG]}).encode())


def test_what_is_no_array_is_its_only_item() -> None:
    assert {"a": [{"b": "1"}], "c": [None], "d": []} == walked(
        b'{"a": {"b": "1"}, "c": null, "d": []}'
    )


def test_an_empty_object_has_no_members() -> None:
    assert {} == walked(b" { } ")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b'{"a"',
        b'{"a": ',
        b'{"a": [',
        b'{"a": [1',
        b'{"a": [1}',
        b'{"a": [1] "b": 2}',
        b'{"a": [1]} x',
        b'{"a": 1, "a": 2}',
        b"{1: 2}",
        b'{"a": NaN}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": "\xff"}',
        b'{"a": "\xe8"',
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"a": ' + b'{"b":' * 200_000 + b"1" + b"}" * 200_000 + b"}",
    ],
)
def test_what_is_no_strict_json_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        walked(raw)


def test_a_value_that_does_not_end_is_not_read_without_end() -> None:
    pieces = JsonPieces(b'{"a": "' + b"x" * (4 * MOST_AT_ONCE))
    names = pieces.members()
    next(names)

    with pytest.raises(ValueError, match="string"):
        pieces.value()

    assert pieces.read_bytes < 2 * MOST_AT_ONCE
