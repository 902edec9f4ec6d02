"""Days as the service writes them, and what the law makes of them; nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from reception_app.domain.policy import JST

_DAY = re.compile(r"[0-9]{8}")
_MOMENT = re.compile(r"[0-9]{14}")
_OPEN = frozenset({"", "00000000", "99999999"})


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
