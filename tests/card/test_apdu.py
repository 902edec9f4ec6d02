"""Commands as bytes and answers as values (ISO/IEC 7816-4; domain/card.md 4, 6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.card.apdu import (
    CardReply,
    command,
    read_extended,
    reply_from,
    says_blocked,
    tries_in,
    verify_command,
    with_le,
)


def test_a_command_without_data_or_le_is_its_header() -> None:
    assert bytearray.fromhex("00200098") == command("00200098")


def test_data_goes_behind_its_length() -> None:
    aid = bytes.fromhex("D392F000260100000001")

    assert bytearray.fromhex("00A4040C0AD392F000260100000001") == command("00A4040C", aid)


def test_256_expected_bytes_are_written_as_zero() -> None:
    assert bytearray.fromhex("00B08A0000") == command("00B08A00", le=256)


def test_data_and_le_go_together() -> None:
    assert bytearray.fromhex("802A00970201022F") == command("802A0097", b"\x01\x02", le=0x2F)


def test_an_extended_read_asks_for_everything() -> None:
    assert bytearray.fromhex("00B08A00000000") == read_extended("00B08A00")


def test_verify_carries_the_digits_as_they_are() -> None:
    assert bytearray.fromhex("002000980431323334") == verify_command(
        "00200098", bytearray(b"1234")
    )


@pytest.mark.parametrize(
    ("original", "le", "again"),
    [
        ("00B08A0000", 0x80, "00B08A0080"),
        ("00B08A00000000", 0x80, "00B08A0080"),
        ("802A0097020102 00", 0x40, "802A0097020102 40"),
        ("00B08A0010", 0x00, "00B08A0000"),
    ],
    ids=["case 2", "case 2 extended", "case 4", "256 bytes"],
)
def test_a_command_can_be_repeated_with_another_le(original: str, le: int, again: str) -> None:
    assert bytearray.fromhex(again) == with_le(bytearray.fromhex(original), le)


@pytest.mark.parametrize(
    "original",
    ["00200098", "00A4020C02000A", "002000980431323334"],
    ids=["case 1", "case 3", "VERIFY"],
)
def test_a_command_without_le_cannot_be_repeated_with_one(original: str) -> None:
    assert with_le(bytearray.fromhex(original), 0x10) is None


def test_a_repeated_command_leaves_the_original_alone() -> None:
    original = bytearray.fromhex("00B08A0000")

    with_le(original, 0x80)

    assert bytearray.fromhex("00B08A0000") == original


def test_an_answer_is_split_into_data_and_status_word() -> None:
    assert CardReply(b"\x01\x02", 0x63C3) == reply_from(bytes.fromhex("010263C3"))


def test_an_answer_hides_its_data_from_logs() -> None:
    assert "data" not in repr(CardReply(b"secret", 0x9000))


@pytest.mark.parametrize(
    ("sw", "done"), [(0x9000, True), (0x6282, True), (0x6281, False), (0x63C3, False)]
)
def test_an_end_of_file_counts_as_done(sw: int, done: bool) -> None:
    assert done is CardReply(b"", sw).is_ok


@pytest.mark.parametrize(
    ("sw", "tries"),
    [(0x63C0, 0), (0x63C1, 1), (0x63C3, 3), (0x63CF, 15), (0x6300, None), (0x9000, None)],
)
def test_63cx_tells_the_tries(sw: int, tries: int | None) -> None:
    assert tries == tries_in(sw)


@pytest.mark.parametrize("sw", [0x6983, 0x6984, 0x63C0])
def test_three_status_words_mean_locked(sw: int) -> None:
    assert says_blocked(sw)


@pytest.mark.parametrize("sw", [0x9000, 0x63C1, 0x6300, 0x6982, 0x6985])
def test_no_other_status_word_means_locked(sw: int) -> None:
    assert not says_blocked(sw)


@given(data=st.binary(min_size=1, max_size=255), le=st.none() | st.integers(1, 256))
def test_lengths_always_fit_the_data(data: bytes, le: int | None) -> None:
    built = command("802A0097", data, le=le)

    assert len(data) == built[4]
    assert data == built[5 : 5 + len(data)]
    assert len(built) == 5 + len(data) + (le is not None)


@given(data=st.binary(max_size=255), first=st.integers(1, 256), second=st.integers(1, 256))
def test_another_le_gives_the_command_that_had_it_from_the_start(
    data: bytes, first: int, second: int
) -> None:
    original = command("802A0097", data, le=first)

    assert command("802A0097", data, le=second) == with_le(original, second % 256)
