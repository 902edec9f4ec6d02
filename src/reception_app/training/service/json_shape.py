"""A small description of shapes that names every wrong member by its pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

Shape: TypeAlias = "Callable[[object], bool] | Mapping[str, Shape] | Either"
"""A test of one value, the shapes of an object's members, or a choice of objects."""


@dataclass(frozen=True, slots=True)
class Either:
    """An object whose member ``kind`` says which shape it has."""

    kinds: Mapping[str, Mapping[str, Shape]]


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
