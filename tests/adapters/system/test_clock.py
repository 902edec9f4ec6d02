"""The clinic's day is Japan's day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reception_app.adapters.system.clock import SystemClock
from reception_app.application.ports import Clock


def test_now_is_aware_and_in_utc() -> None:
    clock: Clock = SystemClock()

    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_today_is_nine_hours_ahead_of_utc() -> None:
    clock = SystemClock()
    before = (clock.now() + timedelta(hours=9)).date()

    today = clock.today()

    assert before <= today <= (clock.now() + timedelta(hours=9)).date()


def test_the_monotonic_clock_never_goes_back() -> None:
    clock = SystemClock()

    assert clock.monotonic() <= clock.monotonic()
