"""When somebody is expected, as lists of appointments write it; what cannot be read is None."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from reception_app.domain.policy import JST
from reception_app.domain.wareki import NoDay, typed_day

_HALF: Final = r"(?P<half>午前|午後|AM|PM)?"
_TIMES: Final = tuple(
    re.compile(_HALF + form)
    for form in (
        r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(:[0-9]{2}(\.[0-9]+)?)?(\+09:?00)?",
        r"(?P<hour>[0-9]{1,2})時((?P<minute>[0-9]{1,2})分)?",
        r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})([0-9]{2})?",
    )
)
_DIGITS: Final = re.compile(r"(?P<day>[0-9]{8})(?P<time>[0-9]{4}([0-9]{2})?)")
_PARTS: Final = re.compile(r"(?P<day>.*?[0-9日])(\([^)]*\))?(\s+|T|(?=午)|(?<=日))(?P<time>\S.*)")
_WEEKDAY: Final = re.compile(r"\((月|火|水|木|金|土|日|MON|TUE|WED|THU|FRI|SAT|SUN)[^)]*\)$")
_MIDNIGHT: Final = re.compile(r"(?<!\s)\s+0{1,2}:00(:00)?$")
_LONGEST: Final = 200
"""No day and no time is longer; a pattern may take the square of a text's length."""


@lru_cache(maxsize=1024)  # lists name few days, and few times
def day_typed(text: str) -> date | None:
    """Return the day in any form that ``typed_day`` reads; a weekday or midnight may follow."""
    if len(text) > _LONGEST:
        return None
    plain = _WEEKDAY.sub("", without_midnight(_plain(text)))
    day = typed_day(plain, last=date.max)
    return None if isinstance(day, NoDay) else day


@lru_cache(maxsize=1024)
def time_typed(text: str) -> time | None:
    """Return the time of day: 9:05, 09:05:00, 9時5分, 0905, 午後2:30, 2:30 PM."""
    if len(text) > _LONGEST:
        return None
    plain = "".join(_plain(text).split())
    for half in ("AM", "PM"):
        if plain.endswith(half):
            plain = half + plain.removesuffix(half)
    found = next((match for form in _TIMES if (match := form.fullmatch(plain))), None)
    return None if found is None else _time(found["hour"], found["minute"] or "0", found["half"])


def moment_typed(text: str) -> datetime | None:
    """Return day and time out of one text (JST), such as 2026/11/22 09:30, 202611220930.

    Both have to be readable. Of zones only ours is understood: +09:00.
    """
    if len(text) > _LONGEST:
        return None
    plain = _plain(text)
    parts = _DIGITS.fullmatch(plain) or _PARTS.fullmatch(plain)
    if parts is None:
        return None
    day, at = day_typed(parts["day"]), time_typed(parts["time"])
    return None if day is None or at is None else datetime.combine(day, at, tzinfo=JST)


def without_midnight(text: str) -> str:
    """Return a day without the 0:00 that spreadsheet programs put behind it."""
    return _MIDNIGHT.sub("", text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def _time(hour: str, minute: str, half: str | None) -> time | None:
    hours = int(hour)
    if half in ("午後", "PM") and hours < 12:
        hours += 12
    if half in ("午前", "AM") and hours == 12:
        hours = 0
    return time(hours, int(minute)) if hours < 24 and int(minute) < 60 else None
