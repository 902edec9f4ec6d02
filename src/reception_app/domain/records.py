"""Reading one 資格確認結果: groups and lists that may be there, or not, or not as expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reception_app.domain.eligibility import Fact, Record


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
