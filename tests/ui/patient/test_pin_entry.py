"""The buffer: what is in it, and that nothing is in it afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.patient_desk import EMPTY

from reception_app.ui.patient.pin_entry import PinEntry


def filled(*digits: int) -> PinEntry:
    entry = PinEntry()
    for digit in digits:
        entry.add(digit)
    return entry


def test_digits_are_kept_as_ascii_bytes() -> None:
    entry = filled(0, 9)

    assert bytearray(b"09\0\0") == entry._digits


def test_the_last_digit_is_overwritten_when_it_is_erased() -> None:
    entry = filled(1, 2)

    entry.erase()

    assert bytearray(b"1\0\0\0") == entry._digits


def test_erasing_nothing_changes_nothing() -> None:
    entry = filled()

    entry.erase()

    assert entry.count == 0


def test_a_wiped_entry_holds_zeroes_in_the_same_buffer() -> None:
    entry = filled(1, 2, 3)
    buffer = entry._digits

    entry.wipe()

    assert buffer is entry._digits
    assert buffer == EMPTY


def test_handing_over_moves_the_digits_into_a_buffer_of_their_own() -> None:
    entry = filled(1, 2, 3, 4)

    digits = entry.hand_over().take()

    assert bytearray(b"1234") == digits
    assert entry._digits == EMPTY
    assert digits is not entry._digits


def test_three_digits_are_not_handed_over() -> None:
    entry = filled(1, 2, 3)

    with pytest.raises(RuntimeError):
        entry.hand_over()


def test_a_fifth_digit_is_refused() -> None:
    entry = filled(1, 2, 3, 4)

    with pytest.raises(RuntimeError):
        entry.add(5)


@given(st.lists(st.integers(0, 9) | st.sampled_from(["erase", "wipe"]), max_size=30))
def test_the_buffer_holds_exactly_the_digits_that_count(presses: list[int | str]) -> None:
    entry, expected = PinEntry(), list[int]()

    for press in presses:
        match press:
            case "erase":
                entry.erase()
                expected = expected[:-1]
            case "wipe":
                entry.wipe()
                expected = []
            case int() if len(expected) < 4:
                entry.add(press)
                expected.append(press)

    assert [*(0x30 + digit for digit in expected), *EMPTY][:4] == list(entry._digits)
