"""Characters that get lost on the way: what the service cannot carry, what no claim may have.

Finds and suggests; rewrites nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from reception_app.domain.variants import common_form

UNSHOWABLE: Final = "●"
"""Stands for exactly one character that the service cannot carry (front-desk.md A4-9)."""


@dataclass(frozen=True, slots=True)
class Unclaimable:
    """A character that the online claim sends back (EL10, front-desk.md A4-10).

    Attributes:
        position: Of the character in the text, from 0.
        char: With its variation selector, if it has one.
        suggestion: What claims write instead; None where none is known.
    """

    position: int
    char: str = field(repr=False)
    suggestion: str | None = field(repr=False)


def unshowable_at(text: str) -> tuple[int, ...]:
    """Return the positions of the characters that the service could not carry."""
    return tuple(place for place, char in enumerate(text) if char == UNSHOWABLE)


def unclaimable_in(text: str) -> tuple[Unclaimable, ...]:
    """Return the characters outside JIS X 0201 and JIS X 0208 (第1・第2水準), in their order."""
    return tuple(
        Unclaimable(place, unit, _suggestion(unit[0]))
        for place, unit in _placed_units(text)
        if not is_claimable(unit)
    )


def is_claimable(char: str) -> bool:
    """Whether a character is in JIS X 0201 or JIS X 0208.

    Windows has a few characters of the standard under code points of its own (～ －): what counts
    is the code that it is written with, which 髙 and ① have outside the standard.
    """
    for encoding in ("shift_jis", "cp932"):
        try:
            char.encode(encoding).decode("shift_jis")
        except UnicodeError:
            continue
        return True
    return False


def units_of(text: str) -> tuple[str, ...]:
    """Return the characters of a text, each with the variation selectors that belong to it."""
    return tuple(unit for _, unit in _placed_units(text))


def _placed_units(text: str) -> list[tuple[int, str]]:
    units: list[tuple[int, str]] = []
    for place, char in enumerate(text):
        if units and _is_selector(char):
            first, unit = units[-1]
            units[-1] = first, unit + char
        else:
            units.append((place, char))
    return units


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _suggestion(char: str) -> str | None:
    """The least change first: without its selector, then its width, then its everyday form."""
    for other in (char, unicodedata.normalize("NFKC", char), common_form(char)):
        if all(map(is_claimable, other)):
            return other
    return None
