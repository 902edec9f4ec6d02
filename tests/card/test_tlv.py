"""The little DER of the card layer (ISO/IEC 8825-1; domain/card.md 3, 14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.card.tlv import TlvError, element_at, sequence_length, two_integers


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("3000", 2),
        ("307F", 129),
        ("308180", 131),
        ("3082062B", 1583),
        ("3082FFFF", 65539),
        ("3083010000", 65541),
    ],
)
def test_the_length_of_a_sequence_includes_its_header(header: str, length: int) -> None:
    assert length == sequence_length(bytes.fromhex(header))


@pytest.mark.parametrize(
    "encoded",
    ["", "30", "3081", "308206", "3080", "308400000001", "3182062B", "FFFFFFFF"],
    ids=[
        "nothing",
        "no length",
        "half a length",
        "most of a length",
        "indefinite",
        "absurd",
        "SET",
        "filler",
    ],
)
def test_what_is_no_sequence_is_refused(encoded: str) -> None:
    with pytest.raises(TlvError):
        sequence_length(bytes.fromhex(encoded))


def test_an_element_is_found_where_it_stands() -> None:
    assert (0x02, 4, 5) == element_at(bytes.fromhex("3003020105"), 2)


def test_two_integers_are_read_without_their_sign_byte() -> None:
    assert (0x80, 5) == two_integers(bytes.fromhex("3007 02020080 020105"))


@pytest.mark.parametrize(
    "encoded",
    [
        "3103020105",
        "3003020105",
        "3009 020101 020102 020103",
        "3006 020101 040102",
        "3006 020101 020102 00",
        "3005 020101 0205",
        "3006 020101 020502",
        "30",
    ],
    ids=[
        "SET",
        "one",
        "three",
        "OCTET STRING",
        "something behind",
        "length beyond the end",
        "value beyond the end",
        "cut off",
    ],
)
def test_anything_but_two_integers_is_refused(encoded: str) -> None:
    with pytest.raises(TlvError):
        two_integers(bytes.fromhex(encoded))


@given(st.binary(max_size=80))
def test_rubbish_is_refused_and_never_raises_anything_else(rubbish: bytes) -> None:
    try:
        first, second = two_integers(b"0" + rubbish)
    except TlvError:
        return

    assert min(first, second) >= 0


@given(st.integers(0, 2**384 - 1), st.integers(0, 2**384 - 1))
def test_what_der_writes_is_read_back(first: int, second: int) -> None:
    body = b"".join(_der_integer(value) for value in (first, second))

    assert (first, second) == two_integers(b"\x30" + _der_length(len(body)) + body)


def _der_integer(value: int) -> bytes:
    content = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + _der_length(len(content)) + content


def _der_length(length: int) -> bytes:
    return bytes([length]) if length < 0x80 else bytes([0x81, length])
