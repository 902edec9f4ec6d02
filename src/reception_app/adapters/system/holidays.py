"""Which days a clinic works, as far as a calendar knows: no weekend, no 国民の祝日, no 年末年始.

Whether Saturdays count the settings say.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

_SATURDAY: Final = 5
_SUNDAY: Final = 6
_YEARS_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
"""As public offices close (行政機関の休日に関する法律 1); clinics mostly do, too."""


def is_business_day(day: date, *, saturdays: bool = False) -> bool:
    """Whether a day of the clinic's calendar is a business day (営業日).

    Args:
        day: Any.
        saturdays: Whether the clinic works on Saturdays.
    """
    closed_from = _SUNDAY if saturdays else _SATURDAY
    if day.weekday() >= closed_from or (day.month, day.day) in _YEARS_END:
        return False
    return not _is_holiday(day)


@cache
def _is_holiday(day: date) -> bool:
    import jpholiday  # noqa: PLC0415 - only who plans a batch needs it

    return jpholiday.is_holiday(day)
