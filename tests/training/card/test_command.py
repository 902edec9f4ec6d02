"""How lengths of a command are read: ISO/IEC 7816-3, 12.1, cases 1 to 4, short and extended."""

from __future__ import annotations

import pytest

from reception_app.training.card.command import Command, Refused, Step, parse_command


def parse(text: str) -> Command:
    return parse_command(memoryview(bytearray.fromhex(text)))


@pytest.mark.parametrize(
    ("text", "data", "le", "is_extended"),
    [
        ("00200098", "", None, False),
        ("00B0000000", "", 256, False),
        ("00B000002F", "", 47, False),
        ("00A4020C 02 000A", "000A", None, False),
        ("802A0097 02 AABB 00", "AABB", 256, False),
        ("00B08A00 000000", "", 65536, True),
        ("00B08A00 00062F", "", 1583, True),
        ("00A4020C 000002 000A", "000A", None, True),
        ("802A0097 000002 AABB 0000", "AABB", 65536, True),
        ("802A0097 000002 AABB 0100", "AABB", 256, True),
    ],
)
def test_each_case_of_lengths_is_read(
    text: str, data: str, le: int | None, is_extended: bool
) -> None:
    command = parse(text)

    assert (data, le, is_extended) == (command.data.hex().upper(), command.le, command.is_extended)


@pytest.mark.parametrize(
    "text",
    ["", "00B000", "00A4020C 02 00", "00A4020C 02 000A 0000", "00B08A00 0000",
     "802A0097 000000 0000", "802A0097 000002 AA", "802A0097 000002 AABB 00"],
)  # fmt: skip
def test_lengths_that_fit_no_case_are_6700(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)

    assert refused.value.sw == 0x6700


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("00A4020C02000A", Step.SELECT),
        ("00200098", Step.COUNTER),
        ("0020009804 31323334", Step.VERIFY),
        ("00B08A0000", Step.READ),
        ("802A009701 00 00", Step.SIGN),
        ("0084000008", Step.OTHER),
    ],
)
def test_a_command_knows_what_it_is_for(text: str, step: Step) -> None:
    assert step is parse(text).step


def test_the_data_field_is_a_view_of_the_callers_buffer() -> None:
    buffer = bytearray.fromhex("0020009804 31323334")
    command = parse_command(memoryview(buffer))

    buffer[5:] = bytes(4)

    assert command.data.tobytes() == bytes(4)
    assert "31" not in repr(command)
