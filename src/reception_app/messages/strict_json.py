"""JSON as both ends of our protocol read it: strictly, into plain values; knows no member."""

from __future__ import annotations

import json
from typing import Final, NoReturn, TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

MAX_LEVELS = 64
"""How deep arrays and objects may stand in each other; far above every message of the page."""


def read_json(body: bytes) -> Json:
    """Return what a body says; plain values, nothing looked at yet.

    Raises:
        ValueError: not UTF-8, not JSON, a member twice in one object, NaN or infinity, or more
            than ``MAX_LEVELS`` levels.
    """
    try:
        value: Json = _DECODER.decode(body.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if body.count(b"[") + body.count(b"{") > MAX_LEVELS:  # with fewer it cannot be too deep
        expect_shallow(value)
    return value


def strict_decoder() -> json.JSONDecoder:
    """Return what raises ValueError at a member twice in one object, NaN and infinity."""
    return json.JSONDecoder(object_pairs_hook=_without_twins, parse_constant=_refuse_constant)


def expect_shallow(value: Json) -> None:
    """Refuse a value of more than ``MAX_LEVELS`` levels.

    Raises:
        ValueError: it has more.
    """
    if _is_deeper_than(value, MAX_LEVELS):
        raise ValueError("nested too deeply")


def _without_twins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _is_deeper_than(value: Json, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: dict[str, Json] | list[Json]) -> list[dict[str, Json] | list[Json]]:
    values = value.values() if isinstance(value, dict) else value
    # Concrete types: asking for a union costs more, and a bulk result asks a million times.
    return [inner for inner in values if isinstance(inner, (dict, list))]


_DECODER: Final = strict_decoder()
