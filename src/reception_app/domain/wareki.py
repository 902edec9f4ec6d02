"""Days on the Japanese calendar, read and typed; a day outside its era is refused, not guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

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

_BEFORE = {era: before for _, era, before in _ERAS}
_INITIALS = {
    "明": Era.MEIJI,
    "大": Era.TAISHO,
    "昭": Era.SHOWA,
    "平": Era.HEISEI,
    "令": Era.REIWA,
    "M": Era.MEIJI,
    "T": Era.TAISHO,
    "S": Era.SHOWA,
    "H": Era.HEISEI,
    "R": Era.REIWA,
}
_ERA = r"(?P<era>明治?|大正?|昭和?|平成?|令和?|[MTSHR])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<year>[0-9]{4})[./-](?P<month>[0-9]{1,2})[./-](?P<day>[0-9]{1,2})",
        r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日",
        _ERA + r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        _ERA + r"(?P<year>[0-9]{1,2}|元)[./-](?P<month>[0-9]{1,2})[./-](?P<day>[0-9]{1,2})",
        _ERA + r"(?P<year>[0-9]{1,2}|元)年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日",
    )
)
_TYPED_OTHERWISE = str.maketrans("‐‑‒–—―−ー。・、,", "--------....")
"""What an input method makes of the keys for hyphen and full stop."""


@unique
class NoDay(StrEnum):
    """Why a typed day is none."""

    EMPTY = "empty"
    OTHER_FORM = "other-form"
    """Not one of the forms that days are typed in."""
    NO_SUCH_DAY = "no-such-day"
    """30 February, month 13."""
    OUTSIDE_ERA = "outside-era"
    """昭和64年1月8日; also before 1873, when the days of the calendar were others."""
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Wareki:
    """A year of the Japanese calendar; year 1 is 元年."""

    era: Era
    year: int


def wareki_of(day: date) -> Wareki | None:
    """Return the year in the Japanese calendar, or None before 1873, when its days were others."""
    for first, era, before in _ERAS:
        if day >= first:
            return Wareki(era, day.year - before)
    return None


def typed_day(text: str, *, last: date) -> date | NoDay:
    """Return the day that somebody typed, or why it is none.

    Western: 19750401, 1975-04-01, 1975/4/1, 1975.4.1, 1975年4月1日. Japanese: S50.4.1, S500401,
    昭50.4.1, 昭和50年4月1日, 昭和元年12月25日. Any width; spaces count for nothing.

    Args:
        text: As typed.
        last: The last day that can be meant, for a birth date today.
    """
    plain = _plain(text)
    if not plain:
        return NoDay.EMPTY
    found = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    return NoDay.OTHER_FORM if found is None else _within(found.groupdict(), last)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_TYPED_OTHERWISE)
    return "".join(folded.split()).upper()


def _within(parts: dict[str, str], last: date) -> date | NoDay:
    era = _INITIALS[parts["era"][0]] if "era" in parts else None
    year = 1 if parts["year"] == "元" else int(parts["year"])
    try:
        day = date(year + (_BEFORE[era] if era else 0), int(parts["month"]), int(parts["day"]))
    except ValueError:
        return NoDay.NO_SUCH_DAY
    known = wareki_of(day)
    if known is None or era not in (None, known.era):
        return NoDay.OUTSIDE_ERA
    return day if day <= last else NoDay.FUTURE
