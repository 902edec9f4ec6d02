"""Ages at which 窓口負担 changes, ahead of time (EL14, front-desk.md A4-19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from reception_app.domain.burden import is_medical_aid
from reception_app.domain.dates import day_of, is_from_month_after, is_until_march_after
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.insurer import is_late_elderly
from reception_app.domain.names import insurer_number

_SCHOOL, _ELDERLY, _LATE = 6, 70, 75


@dataclass(frozen=True, slots=True)
class Boundary:
    """An age that changes the share, and the day from which on it does."""

    age: int
    day: date


def boundary_ahead(record: Record, on: date) -> Boundary | None:
    """Return the boundary that comes before the end of the next month, if there is one.

    6 counts from 1 April, 70 from the month after the birthday, 75 from the birthday itself. An
    insurance that does not change with these ages has none.
    """
    born = day_of(text_of(record, "Birthdate"))
    if born is None or is_medical_aid(record) or is_late_elderly(insurer_number(record)):
        return None
    last = _end_of_next_month(on)
    return next((each for each in _boundaries(born) if on < each.day <= last), None)


def _boundaries(born: date) -> Iterator[Boundary]:
    yield Boundary(_SCHOOL, _first_day_after(born, _SCHOOL))
    yield Boundary(_ELDERLY, _first_day_after(born, _ELDERLY))
    yield Boundary(_LATE, _birthday(born, _LATE))


def _first_day_after(born: date, age: int) -> date:
    """Return the first day of a month on which the rule of this age is another one."""
    day = _birthday(born, age).replace(day=1)
    while not _has_passed(born, age, day):
        day = _end_of_month(day) + timedelta(days=1)
    return day


def _has_passed(born: date, age: int, day: date) -> bool:
    if age == _SCHOOL:
        return not is_until_march_after(age, born, day)
    return is_from_month_after(age, born, day)


def _birthday(born: date, age: int) -> date:
    """Return the day; somebody born on 29 February has it on 1 March in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _end_of_next_month(day: date) -> date:
    return _end_of_month(_end_of_month(day) + timedelta(days=1))
