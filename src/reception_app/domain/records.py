"""Reading one 資格確認結果: groups and lists that may be there, or not, or not as expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reception_app.domain.codes import Sex
from reception_app.domain.eligibility import Fact, Record, text_of


@dataclass(frozen=True, slots=True)
class Sexes:
    """What a record says of the sex, as codes (007); empty where it says nothing.

    Attributes:
        counts: ``Sex2`` where there is one, else ``Sex1``.
        on_face: What the face of the card says, where that is something else.
    """

    counts: str = field(repr=False)
    on_face: str = field(repr=False)


def sexes_of(record: Record) -> Sexes:
    """Return the sex that counts: ``Sex2`` is given where the card's face hides it.

    Source: eligibility-interface.md 5.4.
    """
    face, other = (text_of(record, name).strip() for name in ("Sex1", "Sex2"))
    is_said_twice = bool(other) and face not in ("", other, Sex.NOT_SET)
    return Sexes(other or face, face if is_said_twice else "")


def group_of(record: Record, name: str) -> Record:
    """Return a group of a record; an empty one where it is absent or no group."""
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}


def groups_in(record: Record, list_name: str, item_name: str) -> tuple[Record, ...]:
    """Return the groups of a list: each wrapped in its name or not, a single one or several."""
    value = record.get(list_name, ())
    items: tuple[Fact, ...] = (value,) if isinstance(value, str | Mapping) else tuple(value)
    return tuple(group for item in items for group in _inner(item, item_name))


def _inner(item: Fact, name: str) -> Iterator[Record]:
    if not isinstance(item, Mapping) or not item:
        return
    inner = item.get(name)
    if inner is None:
        yield item
        return
    yield from groups_in({"": inner}, "", name)
