"""The PIN on its way from the keypad to the card; it is never a ``str`` or ``bytes``."""

from __future__ import annotations

from reception_app.domain.errors import PinMalformed

PIN_DIGITS = 4
_LINE_END = b"\r\n"
# How a full-width digit begins, by what may arrive from a pipe: UTF-8 EF BC 90–99, CP932 82 4F–58.
_FULL_WIDTH = ((b"\xef\xbc", 0x90), (b"\x82", 0x4F))


class Pin:
    """Four ASCII digits; usable once; hidden in repr."""

    __slots__ = ("_digits",)

    def __init__(self, digits: bytearray) -> None:
        self._digits: bytearray | None = digits

    def take(self) -> bytearray:
        """Hand the buffer over; the caller wipes it.

        Raises:
            RuntimeError: this PIN was used before.
        """
        if self._digits is None:
            raise RuntimeError("this PIN was already used")
        digits, self._digits = self._digits, None
        return digits

    def wipe(self) -> None:
        """Overwrite the digits; a PIN that was taken belongs to the taker."""
        if self._digits is not None:
            wipe(self._digits)
            self._digits = None

    @property
    def is_spent(self) -> bool:
        """Whether the digits were taken or wiped."""
        return self._digits is None

    def __repr__(self) -> str:
        return "Pin(***)"


def wipe(buffer: bytearray) -> None:
    """Overwrite a buffer in place, without changing its length."""
    for index in range(len(buffer)):
        buffer[index] = 0


def pin_from_entry(entry: bytearray, length: int | None = None) -> Pin:
    """Return the PIN that was typed; the entry is wiped on every path.

    Args:
        entry: What came from keypad or pipe: ASCII digits, or full-width digits in UTF-8 or
            CP932; one line end is dropped.
        length: How many bytes of it were typed; all of them where it is not said.

    Raises:
        PinMalformed: not exactly four digits. Sent as they are, full-width digits would cost a
            try (card.md 7, input hygiene).
    """
    digits = bytearray(PIN_DIGITS)
    count = _copy_digits(entry, len(entry) if length is None else length, digits)
    wipe(entry)
    if count != PIN_DIGITS:
        wipe(digits)
        raise PinMalformed
    return Pin(digits)


def _copy_digits(entry: bytearray, length: int, digits: bytearray) -> int:
    """Fill ``digits`` and return how many there were; anything that cannot be a PIN is -1."""
    count, position, end = 0, 0, _end_of_line(entry, length)
    while position < end:
        digit, width = _digit_at(entry, position)
        if digit is None or count == len(digits):
            return -1
        digits[count] = digit
        count, position = count + 1, position + width
    return count


def _end_of_line(entry: bytearray, end: int) -> int:
    if end and entry[end - 1] == _LINE_END[1]:
        end -= 1
        if end and entry[end - 1] == _LINE_END[0]:
            end -= 1
    return end


def _digit_at(entry: bytearray, position: int) -> tuple[int | None, int]:
    """Return the ASCII code of the digit that stands here, or None, and its width in bytes."""
    first = entry[position]
    if 0x30 <= first <= 0x39:
        return first, 1
    for lead, zero in _FULL_WIDTH:
        if entry.startswith(lead, position) and position + len(lead) < len(entry):
            value = entry[position + len(lead)] - zero
            if 0 <= value <= 9:
                return 0x30 + value, len(lead) + 1
    return None, 1
