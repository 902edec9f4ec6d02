"""The PIN on its way: what counts as four digits, and that nothing of it stays behind."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reception_app.domain.errors import PinMalformed
from reception_app.domain.secrets import PIN_DIGITS, Pin, pin_from_entry, wipe

FOUR = st.lists(st.integers(0, 9), min_size=PIN_DIGITS, max_size=PIN_DIGITS)
FORMS = ("{}".format, lambda digit: chr(0xFF10 + digit))
"""A digit as ASCII and as its full-width character (Unicode, block FF00)."""


@pytest.mark.parametrize(
    "entry",
    [
        b"1234",
        b"1234\n",
        b"1234\r\n",
        "１２３４".encode(),
        "１２３４\n".encode(),
        "１２３４\r\n".encode(),
        "１２３４".encode("cp932"),
        "１２３４\r\n".encode("cp932"),
        "1２3４\n".encode(),
        "1２3４\n".encode("cp932"),
    ],
)
def test_four_digits_in_any_width_are_the_pin(entry: bytes) -> None:
    pin = pin_from_entry(bytearray(entry))

    assert bytearray(b"1234") == pin.take()


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "cp932"])
def test_each_digit_is_read_as_itself(digit: int, encoding: str) -> None:
    text = str(digit) if encoding == "ascii" else chr(0xFF10 + digit)

    pin = pin_from_entry(bytearray((text * 4).encode(encoding)))

    assert bytearray(str(digit).encode() * 4) == pin.take()


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"\n",
        b"\r\n",
        b"1",
        b"123",
        b"12345",
        b"123\n",
        b"12345\n",
        b"1234\n\n",
        b"1234\r",
        b"\n1234",
        b" 1234",
        b"1234 ",
        b"12 34",
        b"12a4",
        b"abcd",
        b"-123",
        b"+123",
        b"1.23",
        b"12\x0034",
        b"/234",
        b":234",
        b"1234\x00",
        "１２３".encode(),
        "１２３４５".encode(),
        "１２３４５".encode("cp932"),
        "１２３".encode("cp932"),
        "一二三四".encode(),
        "①②③④".encode(),
        "１２３Ａ".encode(),
        "１２３Ａ".encode("cp932"),
        "１２３／".encode(),
        "１２３：".encode(),
        "１２３／".encode("cp932"),
        "１２３：".encode("cp932"),
        "１２３４".encode()[:-1],
        "１２３４".encode()[:-2],
        "１２３４".encode("cp932")[:-1],
        "１２３".encode() + b"\xef\xbc\n",
        "１２３".encode("cp932") + b"\x82\n",
        b"\xef\xbb\xbf1234",
        b"1\x002\x003\x004\x00",
        b"\xff\xfe\xfd\xfc",
    ],
)
def test_anything_else_is_malformed_and_wiped(entry: bytes) -> None:
    typed = bytearray(entry)

    with pytest.raises(PinMalformed) as caught:
        pin_from_entry(typed)

    assert bytearray(len(entry)) == typed
    assert caught.value.code == "PN06"


@given(FOUR, st.sampled_from(["utf-8", "cp932"]), st.data())
def test_any_mixture_of_widths_gives_the_same_digits(
    four: list[int], encoding: str, data: st.DataObject
) -> None:
    text = "".join(data.draw(st.sampled_from(FORMS))(digit) for digit in four)
    end = data.draw(st.sampled_from(["", "\n", "\r\n"]))

    pin = pin_from_entry(bytearray((text + end).encode(encoding)))

    assert bytearray("".join(map(str, four)).encode()) == pin.take()


@given(st.one_of(st.binary(max_size=24), st.text("0123１２３\r\n", max_size=6).map(str.encode)))
@example(b"0000")
@example(b"\xef\xbc")
@example(b"\x82")
def test_any_bytes_are_four_digits_or_malformed_and_always_wiped(entry: bytes) -> None:
    typed = bytearray(entry)

    try:
        taken = pin_from_entry(typed).take()
    except PinMalformed:
        taken = bytearray(b"0000")

    assert len(taken) == PIN_DIGITS
    assert taken.isdigit()
    assert bytearray(len(entry)) == typed


def test_the_entry_is_wiped_as_soon_as_the_pin_exists() -> None:
    typed = bytearray(b"1234\n")

    pin = pin_from_entry(typed)

    assert bytearray(5) == typed
    assert not pin.is_spent


def test_a_pin_can_be_taken_once() -> None:
    pin = Pin(bytearray(b"1234"))

    pin.take()

    assert pin.is_spent
    with pytest.raises(RuntimeError, match="already used"):
        pin.take()


def test_what_was_taken_belongs_to_the_taker() -> None:
    pin = Pin(bytearray(b"1234"))
    taken = pin.take()

    pin.wipe()

    assert bytearray(b"1234") == taken


def test_a_wiped_pin_leaves_zeros_and_cannot_be_taken() -> None:
    buffer = bytearray(b"1234")
    pin = Pin(buffer)

    pin.wipe()

    assert bytearray(4) == buffer
    assert pin.is_spent
    with pytest.raises(RuntimeError):
        pin.take()


def test_wiping_twice_does_no_harm() -> None:
    pin = Pin(bytearray(b"1234"))

    pin.wipe()
    pin.wipe()

    assert pin.is_spent


def test_a_pin_shows_nothing_of_itself() -> None:
    pin = Pin(bytearray(b"1234"))

    shown = f"{pin} {pin!r} {(pin,)}"

    assert shown == "Pin(***) Pin(***) (Pin(***),)"
    assert not hasattr(pin, "__dict__")


def test_wiping_a_buffer_keeps_its_length_and_its_place() -> None:
    buffer = bytearray(b"secret")
    same = memoryview(buffer)

    wipe(buffer)

    assert bytes(6) == bytes(same)
