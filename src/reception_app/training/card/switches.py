"""A switch for every open question of card.md 18, and the pace of the chip; no behaviour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Switches:
    """How this card answers what cannot be settled without a real one.

    The defaults are the likelier answers.

    Attributes:
        warm_reset_keeps_security: A verified PIN survives a warm reset.
        select_df_clears_security: Selecting the application again drops a verified PIN.
        blocked_sw: Answer to VERIFY on a locked PIN, 0x6984 or 0x6983.
        query_when_verified: Counter query while verified: ``counter`` is 63Cx, ``9000`` is 9000.
        extended_length: Extended APDUs are carried out; otherwise 6700.
        short_ef: Short EF identifiers work; otherwise 6A86.
        max_read: Most bytes that one READ brings; 0 is no limit.
        first_apdu_6f00: The first command after power-on is answered 6F00.
        pace: Kilobits per second of the air interface (106, 212, 424) that is imitated; 0 is none.
        sign_ms: Time of a signature on the chip, where a pace is imitated.
        filler: FF bytes behind each certificate in its file.
    """

    warm_reset_keeps_security: bool = True
    select_df_clears_security: bool = False
    blocked_sw: int = 0x6984
    query_when_verified: str = "counter"
    extended_length: bool = True
    short_ef: bool = True
    max_read: int = 0
    first_apdu_6f00: bool = False
    pace: int = 0
    sign_ms: int = 200
    filler: int = 0

    @staticmethod
    def parse(items: Iterable[str]) -> Switches:
        """Read ``NAME=VALUE`` items.

        Raises:
            ValueError: an unknown name, or a value that the switch does not have.
        """
        chosen: dict[str, Any] = {}
        for item in items:
            name, _, value = item.partition("=")
            if name not in _VALUES:
                raise ValueError(f"unknown switch {name!r}; there are: {', '.join(_VALUES)}")
            choices, read = _VALUES[name]
            try:
                chosen[name] = read(value.lower())
            except (KeyError, ValueError):
                raise ValueError(f"switch {name} is {choices}, not {value!r}") from None
        return Switches(**chosen)

    @staticmethod
    def describe() -> list[str]:
        """Return one line a switch: name and values, the default first."""
        return [f"{name}={choices}" for name, (choices, _) in _VALUES.items()]


def _count(value: str) -> int:
    if not value.isascii() or not value.isdecimal():
        raise ValueError
    return int(value)


_YES: Mapping[str, bool] = {"true": True, "false": False}
_VALUES: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "warm_reset_keeps_security": ("true/false", _YES.__getitem__),
    "select_df_clears_security": ("false/true", _YES.__getitem__),
    "blocked_sw": ("0x6984/0x6983", {"0x6984": 0x6984, "0x6983": 0x6983}.__getitem__),
    "query_when_verified": ("counter/9000", {"counter": "counter", "9000": "9000"}.__getitem__),
    "extended_length": ("true/false", _YES.__getitem__),
    "short_ef": ("true/false", _YES.__getitem__),
    "max_read": ("0/N", _count),
    "first_apdu_6f00": ("false/true", _YES.__getitem__),
    "pace": ("0/106/212/424", {"0": 0, "106": 106, "212": 212, "424": 424}.__getitem__),
    "sign_ms": ("200/N", _count),
    "filler": ("0/N", _count),
}
