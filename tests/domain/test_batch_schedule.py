"""When batches run by themselves. November 2026: the 3rd and the 23rd are 祝日."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.batch import Source
from reception_app.domain.batch_schedule import (
    PlannedRun,
    Schedule,
    business_day,
    due_runs,
    first_business_day,
    next_run,
)
from reception_app.domain.policy import JST

CLOSED = {date(2026, 11, 3), date(2026, 11, 23)}
NIGHTLY = Schedule(time(21), (1, 3), first_business_day=False)
MONTHLY = Schedule(time(21), (), first_business_day=True)


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=JST)


class Made:
    """Batches that there are: source, 資格確認日 and when it was made."""

    def __init__(self, *made: tuple[Source, date, datetime]) -> None:
        self._made = made

    def __call__(self, source: Source, on: date) -> datetime | None:
        times = [when for kind, day, when in self._made if (kind, day) == (source, on)]
        return max(times, default=None)


def due(schedule: Schedule, now: datetime, made: Made | None = None) -> list[tuple[Source, int]]:
    runs = due_runs(schedule, now, is_open=is_open, last_made=made or Made())
    return [(run.source, run.on.day) for run in runs]


def appointments(on: int, when: datetime) -> tuple[Source, date, datetime]:
    return (Source.APPOINTMENTS, date(2026, 11, on), when)


# ── business days ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("after", "count", "on"),
    [(20, 1, 24), (20, 3, 26), (24, 1, 25), (22, 1, 24), (23, 1, 24), (20, 0, 20)],
)
def test_weekends_and_holidays_are_no_business_days(after: int, count: int, on: int) -> None:
    assert date(2026, 11, on) == business_day(date(2026, 11, after), count, is_open)


def test_a_calendar_without_a_business_day_ends_the_search() -> None:
    assert business_day(date(2026, 11, 1), 1, lambda _: False) is None
    assert first_business_day(date(2026, 11, 1), lambda _: False) is None


def test_a_month_without_a_business_day_borrows_none_from_the_next() -> None:
    assert first_business_day(date(2026, 11, 9), lambda day: day.month == 12) is None


# ── evenings ──────────────────────────────────────────────────────────────────────────────────
def test_an_evening_asks_about_the_first_and_the_third_business_day_ahead() -> None:
    runs = due(NIGHTLY, at(25, 21), Made(appointments(27, at(24, 22))))

    assert [(Source.APPOINTMENTS, 26), (Source.APPOINTMENTS, 30)] == runs


def test_before_the_hour_nothing_of_this_evening_is_due() -> None:
    made = Made(*(appointments(on, at(24, 22)) for on in (25, 26, 27)))

    assert [] == due(NIGHTLY, at(25, 20), made)


def test_what_was_made_since_is_not_due_again() -> None:
    made = Made(*(appointments(on, at(25, 21)) for on in (26, 27, 30)))

    assert [] == due(NIGHTLY, at(25, 22), made)


def test_three_days_ahead_does_not_count_as_the_evening_before() -> None:
    made = Made(appointments(26, at(20, 21)), appointments(27, at(24, 21)))

    assert (Source.APPOINTMENTS, 26) in due(NIGHTLY, at(25, 21), made)


def test_a_computer_that_was_off_catches_up_once_for_each_day_that_is_not_over() -> None:
    assert [(Source.APPOINTMENTS, on) for on in (24, 25, 26)] == due(NIGHTLY, at(24, 8))


def test_a_day_that_is_over_is_asked_about_no_more() -> None:
    assert all(on >= 25 for _, on in due(NIGHTLY, at(25, 8)))


def test_the_evening_before_a_long_weekend_still_counts_on_the_day() -> None:
    made = Made(appointments(24, at(20, 21)))

    assert (Source.APPOINTMENTS, 24) in due(NIGHTLY, at(22, 22), made)
    assert (Source.APPOINTMENTS, 24) not in due(
        NIGHTLY, at(24, 8), Made(appointments(24, at(23, 22)))
    )


def test_a_batch_of_the_future_counts_as_made() -> None:
    made = Made(*(appointments(on, at(30, 12, month=12)) for on in (26, 27, 30)))

    assert [] == due(NIGHTLY, at(25, 22), made)


# ── the month's first business day ────────────────────────────────────────────────────────────
def test_regulars_are_asked_about_on_the_first_business_day() -> None:
    assert [] == due(MONTHLY, at(2, 5))
    assert [(Source.THIS_MONTH, 2)] == due(MONTHLY, at(2, 8))


def test_a_first_day_that_was_missed_is_made_up_for_within_the_month() -> None:
    assert [(Source.THIS_MONTH, 17)] == due(MONTHLY, at(17))
    assert [] == due(MONTHLY, at(1, month=11))


def test_it_is_made_once_whichever_day_it_ran_on() -> None:
    made = Made((Source.THIS_MONTH, date(2026, 11, 5), at(5)))

    assert [] == due(MONTHLY, at(17), made)


def test_last_months_run_does_not_count_for_this_month() -> None:
    made = Made((Source.THIS_MONTH, date(2026, 11, 2), at(1)))

    assert [(Source.THIS_MONTH, 2)] == due(MONTHLY, at(2, 8), made)


# ── what comes next ───────────────────────────────────────────────────────────────────────────
def test_people_are_told_what_runs_next() -> None:
    coming = next_run(NIGHTLY, at(25, 12), is_open=is_open)

    assert PlannedRun(Source.APPOINTMENTS, date(2026, 11, 26), at(25, 21)) == coming


def test_after_this_evening_the_next_one_comes() -> None:
    coming = next_run(NIGHTLY, at(25, 21), is_open=is_open)

    assert coming is not None
    assert at(26, 21) == coming.since


def test_the_next_month_comes_too() -> None:
    coming = next_run(MONTHLY, at(25), is_open=is_open)

    assert PlannedRun(Source.THIS_MONTH, date(2026, 12, 1), at(1, 6, month=12)) == coming


def test_a_calendar_without_business_days_plans_nothing() -> None:
    every = Schedule(time(21), (1,), first_business_day=True)

    assert next_run(every, at(25), is_open=lambda _: False) is None


def test_where_nothing_runs_nothing_is_next() -> None:
    never = Schedule(time(21), (), first_business_day=False)

    assert next_run(never, at(25), is_open=is_open) is None


@given(
    hours=st.integers(0, 24 * 40),
    ahead=st.lists(st.integers(1, 5), max_size=3, unique=True),
    monthly=st.booleans(),
)
def test_whatever_is_due_is_due_once_and_then_no_more(
    hours: int, ahead: list[int], monthly: bool
) -> None:
    schedule, now = Schedule(time(21), tuple(ahead), monthly), at(1) + timedelta(hours=hours)

    runs = due_runs(schedule, now, is_open=is_open, last_made=Made())
    made = Made(*((run.source, run.on, now) for run in runs))

    assert len(runs) == len({(run.source, run.on) for run in runs})
    assert all(run.since <= now and run.on >= now.date() for run in runs)
    assert () == due_runs(schedule, now, is_open=is_open, last_made=made)
