"""61xx and 6Cxx are dealt with once, in one place (domain/card.md 4.5, 6)."""

from __future__ import annotations

import pytest
from support.card_script import COMMUNICATION_ERROR, ScriptedCard

from reception_app.card.apdu import CardReply, command
from reception_app.card.channel import ResponseSkin
from reception_app.card.pcsc import PcscError

READ = command("00B08A00", le=256)


def test_an_ordinary_answer_passes() -> None:
    with ScriptedCard(("00B08A0000", "0102 9000")) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"\x01\x02", 0x9000) == reply


def test_waiting_bytes_are_fetched() -> None:
    with ScriptedCard(("00B08A0000", "6104"), ("00C0000004", "01020304 9000")) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"\x01\x02\x03\x04", 0x9000) == reply


def test_waiting_bytes_are_fetched_until_none_is_left() -> None:
    with ScriptedCard(
        ("00B08A0000", "01 6100"), ("00C0000000", "02 6101"), ("00C0000001", "03 6282")
    ) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"\x01\x02\x03", 0x6282) == reply


def test_bytes_that_never_end_are_given_up() -> None:
    endless = [("00C0000010", "AA 6110")] * 32
    with ScriptedCard(("00B08A0000", "6110"), *endless) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"\xaa" * 32, 0x6110) == reply


def test_a_wrong_le_is_corrected_once() -> None:
    with ScriptedCard(("00B08A0000", "6C02"), ("00B08A0002", "0102 9000")) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"\x01\x02", 0x9000) == reply


def test_a_le_that_stays_wrong_is_reported() -> None:
    with ScriptedCard(("00B08A0000", "6C02"), ("00B08A0002", "6C01")) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"", 0x6C01) == reply


def test_a_corrected_le_may_still_leave_bytes_to_fetch() -> None:
    with ScriptedCard(
        ("00B08A0000", "6C02"), ("00B08A0002", "6102"), ("00C0000002", "0102 9000")
    ) as card:
        reply = ResponseSkin(card).transmit(READ)

    assert CardReply(b"\x01\x02", 0x9000) == reply


def test_a_command_without_le_is_not_repeated() -> None:
    with ScriptedCard(("00A4020C02000A", "6C02")) as card:
        reply = ResponseSkin(card).transmit(command("00A4020C", b"\x00\x0a"))

    assert CardReply(b"", 0x6C02) == reply


@pytest.mark.parametrize(
    "verify", ["00200098 04 31323334", "00200098"], ids=["with the PIN", "counter query"]
)
def test_a_verify_is_never_sent_twice(verify: str) -> None:
    with ScriptedCard((verify, "6C04")) as card:
        reply = ResponseSkin(card).transmit(bytearray.fromhex(verify))

    assert CardReply(b"", 0x6C04) == reply


def test_a_communication_error_passes() -> None:
    with (
        ScriptedCard(("00B08A0000", COMMUNICATION_ERROR)) as card,
        pytest.raises(PcscError, match="80100016"),
    ):
        ResponseSkin(card).transmit(READ)
