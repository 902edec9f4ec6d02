"""APDUs as bytes, answers as values; knows ISO 7816-4 and no card in particular."""

from __future__ import annotations

from dataclasses import dataclass, field

INS_VERIFY = 0x20
SHORT_LE_MAX = 256

SW_OK = 0x9000
SW_END_OF_FILE = 0x6282
SW_WRONG_LENGTH = 0x6700
SW_NOT_SATISFIED = 0x6982
SW_BLOCKED = 0x6983
SW_INVALIDATED = 0x6984
"""What the JICSAP card family says for a blocked PIN (card.md 6)."""
SW_NOT_FOUND = 0x6A82
SW_UNSPECIFIED = 0x6F00

SW_REFUSES_SHORT_ID = frozenset({0x6981, 0x6A80, 0x6A82, 0x6A86, 0x6A88, 0x6B00})
"""Answers after which the same is tried with SELECT EF first (card.md 4.2)."""


@dataclass(frozen=True, slots=True)
class CardReply:
    """A card's answer: data and status word, 0x0000–0xFFFF."""

    data: bytes = field(repr=False)
    sw: int

    @property
    def is_ok(self) -> bool:
        """Whether the command was done; 6282 gives its data too."""
        return self.sw in (SW_OK, SW_END_OF_FILE)


def reply_from(answer: bytes) -> CardReply:
    """Split what came off the wire; it has at least two bytes."""
    return CardReply(bytes(answer[:-2]), int.from_bytes(answer[-2:], "big"))


def command(header: str, data: bytes = b"", *, le: int | None = None) -> bytearray:
    """Return a short command APDU.

    Args:
        header: CLA INS P1 P2 in hexadecimal.
        data: At most 255 bytes; never a PIN, which has a builder of its own.
        le: Bytes expected, 1–256; None for a command without Le.
    """
    built = bytearray.fromhex(header)
    if data:
        built.append(len(data))
        built += data
    if le is not None:
        built.append(le % SHORT_LE_MAX)
    return built


def read_extended(header: str) -> bytearray:
    """Return a READ with extended Le: as much as there is, up to 65,536 bytes."""
    return bytearray.fromhex(header) + bytes(3)


def verify_command(header: str, digits: bytearray) -> bytearray:
    """Return VERIFY with data in a buffer of its final size; the caller wipes it."""
    built = bytearray(5 + len(digits))
    built[:4] = bytearray.fromhex(header)
    built[4] = len(digits)
    built[5:] = digits
    return built


def with_le(original: bytearray, le: int) -> bytearray | None:
    """Return the same command with another, short Le; None where it carries no Le."""
    if len(original) == 7 and original[4] == 0:  # extended, case 2
        return original[:4] + bytearray([le])
    if len(original) == 5 or (len(original) > 5 and len(original) == 6 + original[4]):
        return original[:-1] + bytearray([le])
    return None


def tries_in(sw: int) -> int | None:
    """Return x of 63Cx, or None for any other status word."""
    return sw & 0x0F if sw & 0xFFF0 == 0x63C0 else None


def says_blocked(sw: int) -> bool:
    """Whether a status word means a locked PIN: 6983, 6984 and 63C0 (card.md 6)."""
    return sw in (SW_BLOCKED, SW_INVALIDATED) or tries_in(sw) == 0
