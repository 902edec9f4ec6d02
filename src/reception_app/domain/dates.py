"""Days as the service writes them, on the Japanese calendar; no words, and nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique

from reception_app.domain.policy import JST

_DAY = re.compile(r"[0-9]{8}")
_MOMENT = re.compile(r"[0-9]{14}")
_OPEN = frozenset({"", "00000000", "99999999"})
_GREGORIAN_FROM = date(1873, 1, 1)


@unique
class Era(StrEnum):
    """A 元号."""

    MEIJI = "meiji"
    TAISHO = "taisho"
    SHOWA = "showa"
    HEISEI = "heisei"
    REIWA = "reiwa"


_ERAS = (
    (date(2019, 5, 1), Era.REIWA, 2018),
    (date(1989, 1, 8), Era.HEISEI, 1988),
    (date(1926, 12, 25), Era.SHOWA, 1925),
    (date(1912, 7, 30), Era.TAISHO, 1911),
    (_GREGORIAN_FROM, Era.MEIJI, 1867),
)
"""First day and the year before the first one (eligibility-interface.md 5.5)."""


@dataclass(frozen=True, slots=True)
class Wareki:
    """A year of the Japanese calendar; year 1 is 元年."""

    era: Era
    year: int


def day_of(raw: str) -> date | None:
    """Return the day that YYYYMMDD names, or None for anything else: blank, 00000000, 20240230."""
    text = raw.strip()
    if not _DAY.fullmatch(text) or text in _OPEN:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def moment_of(raw: str) -> datetime | None:
    """Return the moment (JST) that yyyyMMddHHmmss names, or None for anything else."""
    text = raw.strip()
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=JST)
    except ValueError:
        return None


def is_no_day(raw: str) -> bool:
    """Whether a day was left out: blank, 00000000, or 99999999 for "no end"."""
    return raw.strip() in _OPEN


def wareki_of(day: date) -> Wareki | None:
    """Return the year in the Japanese calendar, or None before 1873, when its days were others."""
    for first, era, before in _ERAS:
        if day >= first:
            return Wareki(era, day.year - before)
    return None


def age_on(born: date, on: date) -> int | None:
    """Return the age in full years on a day, or None if that is before the birth.

    Somebody born on 29 February grows older on 1 March in other years.
    """
    if on < born:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def is_until_march_after(age: int, born: date, on: date) -> bool:
    """Whether a day is not after the first 31 March on which a person has reached an age.

    So the law counts pre-school children (6) and minors (18). An age is reached with the end of
    the day before the birthday, so 1 April still belongs to the year that ends on 31 March.
    """
    reached = _birthday(born, born.year + age) - timedelta(days=1)
    end = date(reached.year + (reached > date(reached.year, 3, 31)), 3, 31)
    return on <= end


def is_from_month_after(age: int, born: date, on: date) -> bool:
    """Whether a day lies in or after the month that follows the one in which an age is reached.

    So the law counts 高齢受給者 (70). Born on the 1st, one reaches it in the month before.
    """
    reached = _birthday(born, born.year + age) - timedelta(days=1)
    return (on.year, on.month) > (reached.year, reached.month)


def _birthday(born: date, year: int) -> date:
    """Return a birthday; that of 29 February is 1 March in other years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
