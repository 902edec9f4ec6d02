"""The little DER that a card needs before an X.509 library can help: lengths and integers."""

from __future__ import annotations

SEQUENCE = 0x30
INTEGER = 0x02


class TlvError(ValueError):
    """Not the DER that was expected."""


def element_at(encoded: bytes, offset: int = 0) -> tuple[int, int, int]:
    """Return tag, offset of the value, and offset behind it; single-byte tags, lengths ≤ 3 bytes.

    The value itself may be longer than ``encoded``: a first chunk is enough to know the length.

    Raises:
        TlvError: the header is cut off or not definite DER.
    """
    if len(encoded) < offset + 2:
        raise TlvError("header cut off")
    tag, first = encoded[offset], encoded[offset + 1]
    start = offset + 2
    if first < 0x80:
        return tag, start, start + first
    count = first & 0x7F
    if not 1 <= count <= 3 or len(encoded) < start + count:
        raise TlvError("length not readable")
    length = int.from_bytes(encoded[start : start + count], "big")
    return tag, start + count, start + count + length


def sequence_length(encoded: bytes) -> int:
    """Return the length of the outer SEQUENCE, header included.

    Raises:
        TlvError: it does not start with one.
    """
    tag, _, end = element_at(encoded)
    if tag != SEQUENCE:
        raise TlvError("not a SEQUENCE")
    return end


def two_integers(encoded: bytes) -> tuple[int, int]:
    """Return the two unsigned integers of SEQUENCE { INTEGER, INTEGER } and nothing else.

    Raises:
        TlvError: anything else.
    """
    tag, start, end = element_at(encoded)
    if tag != SEQUENCE or end != len(encoded):
        raise TlvError("not one SEQUENCE")
    values: list[int] = []
    while start < end:
        tag, value, start = element_at(encoded, start)
        if tag != INTEGER or start > end:
            raise TlvError("not an INTEGER")
        values.append(int.from_bytes(encoded[value:start], "big"))
    if len(values) != 2:
        raise TlvError("not two integers")
    return values[0], values[1]
