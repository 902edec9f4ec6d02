"""Words that a window will say, not yet in a language; nothing is translated here.

``tr("…")`` is called at module level or in plain functions only, never inside a class: then
``pyside6-lupdate`` finds every sentence in one context, and ``ui.texts`` needs no other key than
the Japanese sentence itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence of ours.

    Attributes:
        source: In Japanese, with ``{places}``; the key of its translations.
        values: What goes into the places: figures, dates, names. They may be words themselves.
    """

    source: str
    values: tuple[tuple[str, str | Words | Catalogued], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the message catalogue says about a code.

    Attributes:
        is_action: The next step instead of what happened.
        is_headline: The first sentence alone, for large letters.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()
    is_action: bool = False
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that came from outside (names, the service's own words): shown as it is."""

    text: str = field(repr=False)


Line: TypeAlias = Words | Catalogued | Verbatim


def tr(source: str, /, **values: str | Words | Catalogued) -> Words:
    """Return words; the name is what ``pyside6-lupdate`` looks for."""
    return Words(source, tuple(values.items()))
