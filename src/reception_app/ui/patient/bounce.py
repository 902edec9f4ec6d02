"""Tells a key that bounces from a key that is pressed twice; keeps no more than the last key."""

from __future__ import annotations

from typing import Final

BOUNCE_MS: Final = 40
"""Shorter than the gap of the fastest deliberate double tap, longer than a contact's chatter."""


class Bounce:
    """What was let go last, by one hand on one device."""

    __slots__ = ("_key", "_left_ms")

    def __init__(self) -> None:
        self._key: int | None = None
        self._left_ms = 0

    def is_one(self, key: int, at_ms: int) -> bool:
        """Return whether a press follows too closely on the same key.

        Args:
            key: Which key.
            at_ms: The event's own time, so that a busy event loop does not press two taps into
                one moment; 0 where an event has none.
        """
        return at_ms > 0 and key == self._key and 0 <= at_ms - self._left_ms < BOUNCE_MS

    def left(self, key: int, at_ms: int) -> None:
        """Remember what was let go, and when."""
        self._key, self._left_ms = key, at_ms

    def forget(self) -> None:
        """Remember nothing: the last key is a digit of a PIN."""
        self._key, self._left_ms = None, 0
