"""What the program says, by code, in Japanese and English; decides nothing and formats no screen.

The texts are data: ``resources/wording/catalogue.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum, unique
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, cast

from reception_app.domain.errors import BugError, ReceptionError

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_SENTENCE_END: Final = re.compile(r"(?<=。)|(?<=\.) ")
_MAX_VALUE: Final = 100


@unique
class Lang(StrEnum):
    """A language that every text exists in."""

    JA = "ja"
    EN = "en"


@unique
class Language(StrEnum):
    """What a window speaks; the catalogue itself is written in ``lang``."""

    JA = "ja"
    EASY = "easy"
    """やさしい日本語, for the patient's window"""
    EN = "en"

    @property
    def lang(self) -> Lang:
        """The catalogue's language for this one."""
        return Lang.EN if self is Language.EN else Lang.JA


def codes() -> tuple[str, ...]:
    """Return every code of the catalogue, in its order."""
    return tuple(_catalogue())


def message(code: str, lang: Lang, params: Mapping[str, str] | None = None) -> str:
    """Return what happened, in one line.

    Args:
        code: Id of the catalogue. An unknown one (a plug-in may have made it up) reads as our
            own fault.
        lang: Language of the text.
        params: Values for the text's places. If one is missing or empty, the text without
            values is returned.
    """
    entry = _entry(code)
    text, given = entry[lang], params or {}
    if all(given.get(name) for name in _PLACE.findall(text)):
        return _PLACE.sub(lambda place: _clean(given[place[1]]), text)
    return entry[f"{lang}_plain"]


def headline(code: str, lang: Lang, params: Mapping[str, str] | None = None) -> str:
    """Return the first sentence of what happened, without its full stop: for large letters."""
    first = _SENTENCE_END.split(message(code, lang, params), maxsplit=1)[0]
    return first.rstrip("。.")


def action(code: str, lang: Lang) -> str:
    """Return what the desk does next, in one line."""
    return _entry(code)[f"action_{lang}"]


def why(code: str, lang: Lang) -> str:
    """Return what led to it."""
    return _entry(code)[f"why_{lang}"]


def template(code: str, lang: Lang) -> str:
    """Return the text as the catalogue has it, with its {places}."""
    return _entry(code)[lang]


def message_of(error: ReceptionError, lang: Lang) -> str:
    """Return what happened, in one line."""
    return message(error.code, lang, error.params)


def action_of(error: ReceptionError, lang: Lang) -> str:
    """Return what the desk does next, in one line."""
    return action(error.code, lang)


def _entry(code: str) -> Mapping[str, str]:
    return _catalogue().get(code) or _catalogue()[BugError.default_code]


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    file = resources.files("reception_app") / "resources" / "wording" / "catalogue.toml"
    tables = tomllib.loads(file.read_text("utf-8"))
    return MappingProxyType(cast("dict[str, Mapping[str, str]]", tables))


def _clean(value: str) -> str:
    """A value may be foreign text: one line of it, without control characters."""
    return "".join(char if char.isprintable() else " " for char in value[:_MAX_VALUE])
