"""When batches run by themselves: the evenings before, the month's first business day, catch-up.

Nothing here remembers: what was done already is told by the batches that there are.

Source: front-desk.md C.1 and E.3 (一括).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

from reception_app.domain.batch import Source
from reception_app.domain.policy import JST, in_jst

IsOpen: TypeAlias = Callable[[date], bool]
"""Whether a day is a business day (営業日): no weekend, no 祝日."""

LastMade: TypeAlias = Callable[[Source, date], "datetime | None"]
"""When the newest batch of a source for a 資格確認日 was made (aware), or None."""

_FIRST_DAY_AT: Final = time(6)
"""Before the doors open: 資格確認日 has to be in the month, so the evening before is too early."""
_DAY: Final = timedelta(days=1)
_LONGEST_CLOSED: Final = 60
"""No clinic is closed for so many days; a calendar that says so is wrong, and ends the search."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the settings say.

    Attributes:
        at: Of the evening, JST.
        days_ahead: Which business days after that evening are asked about.
        first_business_day: Whether regulars are asked about on the month's first one.
    """

    at: time
    days_ahead: tuple[int, ...]
    first_business_day: bool


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One batch that is to be made.

    Attributes:
        on: 資格確認日 to ask for.
        since: The moment from which on it is due, aware.
    """

    source: Source
    on: date
    since: datetime


def due_runs(
    schedule: Schedule, now: datetime, *, is_open: IsOpen, last_made: LastMade
) -> tuple[PlannedRun, ...]:
    """Return what should have run by now and has not, the next visit day first.

    A computer that was switched off catches up on what is still of use: days that are not over.
    Of several evenings that should have asked about the same day only the last one counts. A
    clock that was ahead leaves batches of the future behind, which count as made.

    Args:
        schedule: What the settings say.
        now: Aware.
        is_open: The calendar.
        last_made: What there is already.
    """
    due: dict[tuple[Source, date], PlannedRun] = {}
    for run in _planned(schedule, in_jst(now), is_open):
        known = due.get((run.source, run.on))
        if run.since <= now and (known is None or known.since < run.since):
            due[run.source, run.on] = run
    missing = [run for run in due.values() if not _is_made(run, last_made)]
    return tuple(sorted(missing, key=lambda run: (run.on, run.source)))


def next_run(schedule: Schedule, now: datetime, *, is_open: IsOpen) -> PlannedRun | None:
    """Return what runs next by itself, for people; None where nothing does."""
    later = [run for run in _planned(schedule, in_jst(now), is_open) if run.since > now]
    return min(later, key=lambda run: (run.since, run.on), default=None)


def business_day(after: date, count: int, is_open: IsOpen) -> date | None:
    """Return the so-many-th business day after a day, or None where the calendar has none."""
    day, left, closed = after, count, 0
    while left and closed < _LONGEST_CLOSED:
        day += _DAY
        left, closed = (left - 1, 0) if is_open(day) else (left, closed + 1)
    return None if left else day


def first_business_day(month: date, is_open: IsOpen) -> date | None:
    """Return the first business day of the month that a day is in."""
    first = business_day(month.replace(day=1) - _DAY, 1, is_open)
    return first if first is not None and first.month == month.month else None


def _planned(schedule: Schedule, now: datetime, is_open: IsOpen) -> Iterator[PlannedRun]:
    """Yield the runs around a moment (JST) that concern days which are not over."""
    today = now.date()
    is_over = now.time() >= schedule.at
    yield from _evenings(schedule, today, today + _DAY if is_over else today, is_open)
    if schedule.first_business_day:
        yield from _months(today, is_open)


def _evenings(
    schedule: Schedule, today: date, first: date, is_open: IsOpen
) -> Iterator[PlannedRun]:
    """Yield runs for the days from ``first`` on."""
    for back in range(-1, _LONGEST_CLOSED):
        evening = today - back * _DAY
        since = datetime.combine(evening, schedule.at, JST)
        for ahead in schedule.days_ahead:
            on = business_day(evening, ahead, is_open)
            if on is not None and on >= first:
                yield PlannedRun(Source.APPOINTMENTS, on, since)


def _months(today: date, is_open: IsOpen) -> Iterator[PlannedRun]:
    """Yield this month's run, which is of use until the month ends, and the next month's."""
    next_month = (today.replace(day=1) + 31 * _DAY).replace(day=1)
    for month in (today, next_month):
        first = first_business_day(month, is_open)
        if first is not None:
            since = datetime.combine(first, _FIRST_DAY_AT, JST)
            yield PlannedRun(Source.THIS_MONTH, max(first, today), since)


def _is_made(run: PlannedRun, last_made: LastMade) -> bool:
    days = [run.on]
    if run.source is Source.THIS_MONTH:  # asked for whichever day it ran on since
        first = run.since.date()
        days = [first + count * _DAY for count in range((run.on - first).days + 1)]
    made = (last_made(run.source, day) for day in days)
    return any(at is not None and at >= run.since for at in made)
