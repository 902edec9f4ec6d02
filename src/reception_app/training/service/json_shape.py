"""Strict JSON, and a small description of shapes that names every wrong member by its pointer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias, cast

_MAX_DEPTH = 32

Shape: TypeAlias = "Callable[[object], bool] | Mapping[str, Shape] | Either"
"""A test of one value, the shapes of an object's members, or a choice of objects."""


@dataclass(frozen=True, slots=True)
class Either:
    """An object whose member ``kind`` says which shape it has."""

    kinds: Mapping[str, Mapping[str, Shape]]


def read_json(body: bytes) -> object:
    """Return what a body says.

    Raises:
        ValueError: not UTF-8, not JSON, a member twice, NaN or infinity, or nested too deeply.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if _is_deeper_than(value, _MAX_DEPTH):
        raise ValueError("nested too deeply")
    return cast("object", value)


def wrong_members(value: object, shape: Shape, at: str = "") -> Iterator[str]:
    """Yield the JSON pointers of all that does not have the shape; unknown members are ignored.

    A member that is missing is tested as null.
    """
    if callable(shape):
        if not shape(value):
            yield at
    elif not isinstance(value, dict):
        yield at
    else:
        yield from _wrong_in(cast("dict[str, object]", value), shape, at)


def _wrong_in(
    value: dict[str, object], shape: Mapping[str, Shape] | Either, at: str
) -> Iterator[str]:
    if isinstance(shape, Either):
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in shape.kinds:
            yield f"{at}/kind"
            return
        shape = shape.kinds[kind]
    for name, inner in shape.items():
        yield from wrong_members(value.get(name), inner, f"{at}/{name}")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _is_deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(cast("dict[str, object]", value).values())
    return cast("list[object]", value) if isinstance(value, list) else []
