"""Business days. Source: 国民の祝日 as the Cabinet Office lists them for 2026 and 2027."""

from __future__ import annotations

from datetime import date

import pytest

from reception_app.adapters.system.holidays import is_business_day


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 11, 3),
        date(2026, 11, 23),
        date(2026, 9, 22),  # between 敬老の日 and 秋分の日
        date(2026, 5, 6),  # in place of a holiday on a Sunday
        date(2027, 3, 22),  # 春分の日 is a Sunday
        date(2026, 11, 21),
        date(2026, 11, 22),
        date(2026, 12, 29),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2029, 1, 3),
    ],
)
def test_the_clinic_is_closed(closed: date) -> None:
    assert not is_business_day(closed)


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2026, 12, 28), date(2027, 1, 4), date(2026, 11, 20)]
)
def test_the_clinic_is_open(day: date) -> None:
    assert is_business_day(day)


def test_saturdays_count_if_the_clinic_says_so() -> None:
    saturday, sunday, holiday = date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)

    assert is_business_day(saturday, saturdays=True)
    assert not is_business_day(sunday, saturdays=True)
    assert not is_business_day(holiday, saturdays=True)
