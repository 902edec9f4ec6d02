"""The TOML file of the training service's people: read, and refused with all its mistakes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, TypeGuard, cast

from reception_app.domain.eligibility import NORMAL, CardholderNumbers, Record
from reception_app.training.service.people import REFUSALS, People, Person

LISTS: Final[Mapping[str, str]] = {
    "SpecificDiseasesCertificateList": "SpecificDiseasesCertificateInfo",
    "PublicExpenseResultList": "MedicalTicketInfo",
}
"""Elements of a record that are arrays of objects, each with this one member."""

_TEXTS = ("subject_cn", "validity", "segment", "status", "code", "message", "refuse")
_ELEMENT = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_INSURER = re.compile(r"[0-9]{6}|[0-9]{8}")
_NUMBERS = ("insurer", "symbol", "number", "branch", "born")


@cache
def built_in_people() -> People:
    """Return the people that come with the program."""
    source = resources.files("reception_app.training").joinpath("people.toml")
    return people_from_toml(source.read_text(encoding="utf-8"))


def read_people(path: Path) -> People:
    """Return the people of a file.

    Raises:
        ValueError: the file cannot be read, or has mistakes; all of them are listed.
    """
    try:
        return people_from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: cannot be read") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def people_from_toml(text: str) -> People:
    """Return the people that a TOML text (cli.md, training) describes.

    Raises:
        ValueError: all mistakes, each with where it is.
    """
    document = tomllib.loads(text)
    problems = list(_problems(document))
    if problems:
        raise ValueError("; ".join(problems))
    tables = cast("list[Mapping[str, object]]", document.get("person", []))
    return People(tuple(_person(table) for table in tables))


def _person(table: Mapping[str, object]) -> Person:
    texts = cast("Mapping[str, str]", table)
    return Person(
        subject_cn=texts.get("subject_cn", ""),
        numbers=_numbers(cast("Mapping[str, str]", table["numbers"]))
        if "numbers" in table
        else None,
        validity=texts.get("validity", ""),
        segment=texts.get("segment", NORMAL),
        status=texts.get("status", NORMAL),
        code=texts.get("code", ""),
        message=texts.get("message", ""),
        refuse=texts.get("refuse", ""),
        records=tuple(map(_record, cast("list[Record]", table.get("record", [])))),
    )


def _numbers(table: Mapping[str, str]) -> CardholderNumbers:
    return CardholderNumbers(
        insurer=table["insurer"],
        symbol=table.get("symbol") or None,
        number=table["number"],
        branch=table.get("branch") or None,
        born=date.fromisoformat(table["born"]),
    )


def _record(table: Record) -> Record:
    """Return a record whose lists are lists, also where the file has one table in their place."""
    return {
        name: [value] if name in LISTS and isinstance(value, Mapping) else value
        for name, value in table.items()
    }


# ── checking a file ───────────────────────────────────────────────────────────────────────────
def _problems(document: Mapping[str, object]) -> Iterator[str]:
    yield from (f"{name}: unknown" for name in document if name != "person")
    tables = document.get("person", [])
    if not _is_tables(tables):
        yield "person: must be [[person]]"
        return
    taken: set[str] = set()
    for count, table in enumerate(tables, 1):
        yield from (f"person {count}: {problem}" for problem in _person_problems(table))
        name = table.get("subject_cn")
        if isinstance(name, str):
            if name in taken:
                yield f"person {count}: subject_cn is taken by an earlier person"
            taken.add(name)


def _person_problems(table: Mapping[str, object]) -> Iterator[str]:
    for name, value in table.items():
        if name not in (*_TEXTS, "numbers", "record"):
            yield f"{name}: unknown"
        elif name in _TEXTS and not (isinstance(value, str) and value):
            yield f"{name}: must be text"
    if not ("subject_cn" in table or "numbers" in table):
        yield "needs subject_cn or numbers"
    normal = table.get("segment", NORMAL) == NORMAL and table.get("status", NORMAL) == NORMAL
    if normal and "validity" not in table:
        yield "validity: missing"
    if table.get("refuse", REFUSALS[0]) not in REFUSALS:
        yield f"refuse: must be one of {', '.join(REFUSALS)}"
    if "numbers" in table:
        yield from _numbers_problems(table["numbers"])
    yield from _records_problems(table.get("record", []))


def _numbers_problems(numbers: object) -> Iterator[str]:
    if not isinstance(numbers, Mapping):
        yield "numbers: must be a table"
        return
    table = cast("Mapping[str, object]", numbers)
    yield from (f"numbers.{name}: unknown" for name in table if name not in _NUMBERS)
    for name in _NUMBERS:
        if not isinstance(table.get(name, "" if name in ("symbol", "branch") else None), str):
            yield f"numbers.{name}: must be text"
    if not _INSURER.fullmatch(str(table.get("insurer"))):
        yield "numbers.insurer: must have 6 or 8 digits"
    try:
        date.fromisoformat(str(table.get("born")))
    except ValueError:
        yield "numbers.born: must be a day, YYYY-MM-DD"


def _records_problems(records: object) -> Iterator[str]:
    if not _is_tables(records):
        yield "record: must be [[person.record]]"
        return
    for count, record in enumerate(records, 1):
        yield from (f"record {count}: {problem}" for problem in _record_problems(record))


def _record_problems(record: Mapping[str, object]) -> Iterator[str]:
    for name, value in record.items():
        if not _ELEMENT.fullmatch(name):
            yield f"{name}: not an element name"
        if isinstance(value, Mapping):
            group = cast("Mapping[str, object]", value)
            yield from (f"{name}.{problem}" for problem in _record_problems(group))
        elif _is_tables(value):
            for group in value:
                yield from (f"{name}.{problem}" for problem in _record_problems(group))
        elif not isinstance(value, str):
            yield f"{name}: must be text"


def _is_tables(value: object) -> TypeGuard[Sequence[Mapping[str, object]]]:
    return isinstance(value, list) and all(
        isinstance(table, Mapping) for table in cast("list[object]", value)
    )
