"""One message as trees of published names; knows neither bytes nor what a value means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from reception_app.domain.eligibility import Fact, Record

Encoding: TypeAlias = Literal["shift_jis", "utf-8"]
"""How a message is written; Shift_JIS means Windows code page 932."""


@dataclass(frozen=True, slots=True)
class Message:
    """MessageHeader and MessageBody: texts, groups, and lists as they are published.

    A published list (ResultList, SpecificDiseasesCertificateList, PublicExpenseResultList) is a
    list of groups with one member each, in both encodings and in JSON: ``[{item name: group}]``.
    Any other element that came several times is a list of its values, one that came once is its
    value; ``groups_named`` reads both. A message that was read has no empty value in it, save
    beside others in such a list, where its place counts.
    """

    header: Record = field(repr=False)
    body: Record = field(repr=False)


def groups_named(group: Record, name: str) -> tuple[Record, ...]:
    """Return the groups that stand under a name, which may be there 0…n times."""
    # Concrete types first: asking for a Mapping costs too much for 20,000 people.
    return tuple(
        value for value in values_named(group, name) if isinstance(value, (dict, Mapping))
    )


def values_named(group: Record, name: str) -> Sequence[Fact]:
    """Return the values that stand under a name, which may be there 0…n times."""
    value = group.get(name)
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def named(name: str, values: Iterable[Fact]) -> dict[str, Fact]:
    """Return values under a name as a message that was read has them; nothing for no value."""
    listed = list(values)
    return {name: listed[0] if len(listed) == 1 else listed} if listed else {}
