"""The published code lists with their Japanese labels; what a code leads to is not decided here.

The lists are data: ``resources/codes/*.toml``, after eligibility-interface.md, section 2.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A label of a code and its days; None is open."""

    code: str
    label: str
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether a day is one of its days."""
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list: its name, and the labels in the list's order."""

    name: str
    entries: tuple[Entry, ...]


def code_lists() -> Mapping[str, CodeList]:
    """Return every list by its number, "001" to "044"; 042 is three lists, "042-1" to "042-3"."""
    return _lists()


def label(list_id: str, code: str, *, on: date) -> str:
    """Return what a code is called on a day, or the code itself where the list does not have it.

    A code that is not (or no longer) given out on that day keeps its last label: such codes come
    back as they were stored.

    Args:
        list_id: As ``code_lists`` has it.
        code: As received.
        on: The day that the answer is for.

    Raises:
        KeyError: no such list.
    """
    named = [entry for entry in _lists()[list_id].entries if entry.code == code]
    if not named:
        return code
    return next((entry for entry in named if entry.holds_on(on)), named[-1]).label


def is_listed(list_id: str, code: str) -> bool:
    """Whether a list has a code, on whatever day.

    Raises:
        KeyError: no such list.
    """
    return any(entry.code == code for entry in _lists()[list_id].entries)


@cache
def _lists() -> Mapping[str, CodeList]:
    folder = resources.files("reception_app") / "resources" / "codes"
    files = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    tables = [tomllib.loads(file.read_text("utf-8")) for file in files]
    lists = {list_id: _list(table) for each in tables for list_id, table in each.items()}
    return MappingProxyType(lists)


def _list(table: Mapping[str, Any]) -> CodeList:
    entries = (
        Entry(each["code"], each["label"], each.get("from"), each.get("until"))
        for each in table["codes"]
    )
    return CodeList(table["name"], tuple(entries))
