"""A made-up list of appointments of the invented people, as a booking program would write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from reception_app.domain.eligibility import text_of
from reception_app.training.service.people import Person
from reception_app.training.service.people_file import built_in_people

FILE: Final = "appointments.csv"
_HEADING: Final = (
    "予約日時",
    "患者番号",
    "氏名",
    "カナ",
    "保険者番号",
    "記号",
    "番号",
    "枝番",
    "生年月日",
    "電話番号",
)
_FIRST: Final = time(9)
_EVERY: Final = timedelta(minutes=10)
_DAYS: Final = 7
"""So many days have appointments; each asks about the same people."""
_WRONG_NUMBER: Final = "06139992"
_MAIDEN_NAMES: Final = {"見本　春香": "旧姓　春香", "架空　節子": "旧姓　節子"}
"""Known under another name, without kana: their answers differ from the list."""


def write_appointments(folder: Path, today: date) -> None:
    """Write the list of the next days into a folder, in place of an older one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_HEADING)
    for ahead in range(1, _DAYS + 1):
        rows.writerows(_day(today + timedelta(days=ahead)))
    (folder / FILE).write_text(text.getvalue(), "utf-8-sig", newline="")


def _day(day: date) -> Iterator[tuple[str, ...]]:
    at = datetime.combine(day, _FIRST)
    for number, person in enumerate(_asked_for(), start=1):
        yield (f"{at:%Y-%m-%d %H:%M}", f"{number:05}", *_columns(person, number))
        at += _EVERY


def _asked_for() -> tuple[Person, ...]:
    people = built_in_people().persons
    return tuple(each for each in people if each.numbers and each.records)


def _columns(person: Person, number: int) -> Iterator[str]:
    record, numbers = person.records[0], person.numbers
    name = text_of(record, "Name")
    yield _MAIDEN_NAMES.get(name, name)
    yield "" if name in _MAIDEN_NAMES else text_of(record, "NameKana")
    if numbers is not None:
        is_misread = numbers.insurer == _WRONG_NUMBER and numbers.number == "3211"
        yield numbers.insurer
        yield numbers.symbol or ""
        yield "3277" if is_misread else numbers.number  # a 1 that was read as a 7
        yield numbers.branch or ""
        yield f"{numbers.born:%Y/%m/%d}"
    yield f"03-0000-{number:04}"
