"""The digits that were typed so far; never as text, and none is left once they had to go."""

from __future__ import annotations

from reception_app.domain.secrets import PIN_DIGITS, Pin, wipe

_ZERO = 0x30


class PinEntry:
    """Four places that are filled one after the other; made once and used all day.

    Digits come as numbers and are kept as ASCII bytes in one buffer. Python keeps one object for
    each number up to 256, so that no number is left behind anywhere else.
    """

    __slots__ = ("_count", "_digits")

    def __init__(self) -> None:
        self._digits = bytearray(PIN_DIGITS)
        self._count = 0

    @property
    def count(self) -> int:
        """How many places are filled."""
        return self._count

    @property
    def is_full(self) -> bool:
        """Whether all places are filled."""
        return self._count == PIN_DIGITS

    def add(self, digit: int) -> None:
        """Fill the next place with a digit, 0–9.

        Raises:
            RuntimeError: all places are filled.
        """
        if self.is_full:
            raise RuntimeError("all digits are there already")
        self._digits[self._count] = _ZERO + digit
        self._count += 1

    def erase(self) -> None:
        """Empty the last place that is filled."""
        if self._count:
            self._count -= 1
            self._digits[self._count] = 0

    def wipe(self) -> None:
        """Empty all places."""
        wipe(self._digits)
        self._count = 0

    def hand_over(self) -> Pin:
        """Move the digits into a PIN with a buffer of its own; the places are empty then.

        Raises:
            RuntimeError: a digit is missing.
        """
        if not self.is_full:
            raise RuntimeError("a digit is missing")
        moved = bytearray(PIN_DIGITS)
        for place in range(PIN_DIGITS):  # a slice would leave a copy behind
            moved[place] = self._digits[place]
        self.wipe()
        return Pin(moved)
