"""A small description of shapes that names every wrong member by its pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

Shape: TypeAlias = "Callable[[object], bool] | Mapping[str, Shape] | Either | Each"
"""A test of one value, the shapes of an object's members, a choice of objects, or an array."""


@dataclass(frozen=True, slots=True)
class Either:
    """An object whose member ``kind`` says which shape it has."""

    kinds: Mapping[str, Mapping[str, Shape]]


@dataclass(frozen=True, slots=True)
class Each:
    """An array of 1 to so many items that all have one shape."""

    item: Mapping[str, Shape]
    at_most: int


def wrong_members(value: object, shape: Shape, at: str = "") -> Iterator[str]:
    """Yield the JSON pointers of all that does not have the shape; unknown members are ignored.

    A member that is missing is tested as null.
    """
    if callable(shape):
        if not shape(value):
            yield at
    elif isinstance(shape, Each):
        yield from _wrong_items(value, shape, at)
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


def _wrong_items(value: object, shape: Each, at: str) -> Iterator[str]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    if not 1 <= len(items) <= shape.at_most:
        yield at
        return
    for place, item in enumerate(items):
        yield from wrong_members(item, shape.item, f"{at}/{place}")
