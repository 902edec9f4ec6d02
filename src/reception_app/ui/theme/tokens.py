"""The design tokens: names by meaning, values from ``resources/tokens``; knows nothing of Qt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache
from importlib import resources
from typing import Final, TypeAlias, cast

Value: TypeAlias = str | int

_FOLDER: Final = resources.files("reception_app") / "resources" / "tokens"


@unique
class Scheme(StrEnum):
    """A set of colours; names a file of ``resources/tokens``."""

    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of one scheme.

    Attributes:
        values: By dotted name. Lengths are px at 100 % (int), colours ``#rrggbb``, names of
            drawings plain words.
    """

    values: Mapping[str, Value]

    def length(self, name: str) -> int:
        """Return a length in px at 100 %.

        Raises:
            KeyError: There is no length of this name.
        """
        value = self.values[name]
        if not isinstance(value, int):
            raise KeyError(name)
        return value

    def word(self, name: str) -> str:
        """Return a colour or the name of a drawing.

        Raises:
            KeyError: There is no colour and no drawing of this name.
        """
        value = self.values[name]
        if not isinstance(value, str):
            raise KeyError(name)
        return value

    def px(self, name: str, *, percent: int) -> int:
        """Return a length on the screen, in whole px; what is drawn at all never vanishes.

        Radii are rounded down: Qt draws square corners where two of them do not fit.

        Raises:
            KeyError: There is no length of this name.
        """
        if name.startswith("radius."):
            return self.length(name) * percent // 100
        return scaled(self.length(name), percent=percent)


@cache
def load(scheme: Scheme) -> Tokens:
    """Return the tokens of a scheme together with the lengths that all schemes share."""
    return Tokens({**_read("shared"), **_read(scheme.value)})


def scaled(length: int, *, percent: int) -> int:
    """Return a length in whole px at this scale; one that is not 0 does not become 0."""
    return max((length * percent + 50) // 100, min(length, 1))


def _read(name: str) -> dict[str, Value]:
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text), ""))


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, Value]]:
    for key, value in table.items():
        name = prefix + key
        match value:
            case dict():
                yield from _flat(cast("dict[str, object]", value), name + ".")
            case int() | str():
                yield name, value
            case _:
                raise TypeError(f"token {name} is neither a length nor a word")
