"""The commands of domain/card.md 4 and 5 as bytes, and a way to send them to a virtual card."""

from __future__ import annotations

from collections.abc import Iterable

from reception_app.training.card import VirtualCard

SELECT_JPKI = "00A4040C0A D392F000260100000001"
COUNTER = "00200098"
VERIFY_1234 = "00200098 04 31323334"
VERIFY_WRONG = "00200098 04 30303030"
READ_HEAD = "00B08A0000"
READ_WHOLE = "00B08A00 000000"
SHA256_PREFIX = "3031300D060960864801650304020105000420"
DIGEST = "00112233445566778899AABBCCDDEEFF" * 2
SIGN = f"802A0097 33 {SHA256_PREFIX}{DIGEST} 00"


def send(card: VirtualCard, command: str) -> bytes:
    """Send a command written in hex and return the whole answer."""
    return card.transmit(bytearray.fromhex(command))


def send_all(card: VirtualCard, commands: Iterable[str]) -> list[str]:
    """Send commands and return the status words, in hex."""
    return [status_of(send(card, command)) for command in commands]


def status_of(answer: bytes) -> str:
    """Return the status word of an answer, in hex."""
    return answer[-2:].hex().upper()
