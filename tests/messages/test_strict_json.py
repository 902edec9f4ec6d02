"""What JSON text may be, read strictly (RFC 8259), and how much it may hold in itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.messages.strict_json import MAX_LEVELS, read_json

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(_JSON)
def test_all_that_json_can_say_is_read_as_it_was_written(value: object) -> None:
    assert value == read_json(json.dumps(value).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no",
        b'{"a": 1} x',
        b'"\xff"',
        '{"a": 1}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b'{"a": 1, "a": 1}',
        b'[{"a": {"b": 1, "b": 2}}]',
        b"9" * 5000,
        b"[" * 100_000,
    ],
)
def test_everything_else_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json, str and our own rules each say their own
        read_json(body)


@pytest.mark.parametrize(("opened", "closed"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_is_bounded(opened: bytes, closed: bytes) -> None:
    read_json(opened * MAX_LEVELS + b"0" + closed * MAX_LEVELS)

    with pytest.raises(ValueError, match="nested too deeply"):
        read_json(opened * (MAX_LEVELS + 1) + b"0" + closed * (MAX_LEVELS + 1))


def test_what_is_long_and_not_deep_is_read() -> None:
    assert [[]] * MAX_LEVELS == read_json(b"[" + b",".join([b"[]"] * MAX_LEVELS) + b"]")
    assert "[" * 100 == read_json(b'"' + b"[" * 100 + b'"')


def test_arrays_and_objects_count_alike() -> None:
    levels = MAX_LEVELS // 2 + 1

    with pytest.raises(ValueError, match="nested too deeply"):
        read_json(b'[{"a":' * levels + b"0" + b"}]" * levels)


@given(st.binary())
def test_arbitrary_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        read_json(body)
    except ValueError:
        return
