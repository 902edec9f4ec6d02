"""一括照会 as somebody at the desk sees it at a moment; values only, nothing decides here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchId,
    BatchRow,
    BatchState,
    Outcome,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_columns import Columns
from reception_app.domain.errors import ReceptionError
from reception_app.domain.number_entry import Problem, TypedNumbers
from reception_app.domain.policy import add_months

_DAY: Final = timedelta(days=1)


@unique
class Screen(StrEnum):
    """What of 一括照会 is looked at."""

    WORK = "work"
    """要対応"""
    NEW = "new"
    """A batch that is being prepared."""
    HISTORY = "history"


@unique
class Period(StrEnum):
    """Whose appointments are asked for."""

    TOMORROW = "tomorrow"
    THIS_WEEK = "this-week"
    """From tomorrow to Sunday."""
    NEXT_WEEK = "next-week"
    THIS_MONTH = "this-month"
    """From tomorrow to its end."""


def days_of(period: Period, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period; a week begins on Monday."""
    tomorrow = today + _DAY
    match period:
        case Period.TOMORROW:
            return tomorrow, tomorrow
        case Period.THIS_WEEK:
            return tomorrow, max(tomorrow, today + (6 - today.weekday()) * _DAY)
        case Period.NEXT_WEEK:
            monday = today + (7 - today.weekday()) * _DAY
            return monday, monday + 6 * _DAY
        case _:
            end = add_months(today.replace(day=1), 1) - _DAY
            return tomorrow, max(tomorrow, end)


@unique
class HistoryDays(StrEnum):
    """Which batches of the history, by the day that they asked for."""

    ALL = "all"
    AHEAD = "from-today"
    LAST_WEEK = "last-week"
    """The seven days before today."""
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"


def span_of(days: HistoryDays, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day; None where there is no such end."""
    month = today.replace(day=1)
    match days:
        case HistoryDays.ALL:
            return None, None
        case HistoryDays.AHEAD:
            return today, None
        case HistoryDays.LAST_WEEK:
            return today - 7 * _DAY, today - _DAY
        case HistoryDays.THIS_MONTH:
            return month, add_months(month, 1) - _DAY
        case _:
            return add_months(month, -1), month - _DAY


@unique
class Panel(StrEnum):
    """What is open below the work list, about the chosen row."""

    DIFFERENCE = "difference"
    MEMO = "memo"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Draft:
    """A batch that is being prepared; nothing of it is stored or sent yet.

    Attributes:
        on: 資格確認日 of rows without an appointment.
        until: 資格確認日 of the last appointment.
        rows: In the order of the source, each checked.
        before: The same bytes were sent for the same day already.
        anyway: Rows that somebody wants to be asked although they had been asked for that day.
    """

    source: Source
    on: date
    until: date
    rows: tuple[BatchRow, ...] = field(repr=False)
    period: Period | None = None
    source_name: str = field(default="", repr=False)
    source_digest: str = field(default="", repr=False)
    before: Batch | None = None
    anyway: frozenset[RowId] = frozenset()

    _parts: Mapping[RowState, tuple[BatchRow, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the rows by how they stand, once: there may be many, and windows ask often."""
        parts: dict[RowState, list[BatchRow]] = {}
        for row in self.rows:
            parts.setdefault(row.state, []).append(row)
        object.__setattr__(self, "_parts", {state: tuple(rows) for state, rows in parts.items()})

    def lines(self, state: RowState) -> tuple[BatchRow, ...]:
        """Return the rows that stand so."""
        return self._parts.get(state, ())


@dataclass(frozen=True, slots=True)
class ColumnsNow:
    """The columns of a file while somebody says what they mean.

    Attributes:
        heading: As it stands in the file; of a file without one, somebody's data.
        columns: What each means, as far as it is known.
    """

    heading: tuple[str, ...] = field(repr=False)
    columns: Columns


@dataclass(frozen=True, slots=True)
class Progress:
    """A batch under way.

    Attributes:
        per_minute: Answers; None until it can be told.
        left_s: Until the last row was asked once; None until it can be told.
        is_working: A worker runs.
        yields: It pauses, as the counter is in use.
        accepted_at: Aware; since when the service works on an upload. None where it does not.
        next_try_at: Aware; when the first of those that wait is asked again. None where one may
            be asked at once, or none waits.
    """

    batch: Batch
    counts: BatchCounts
    per_minute: float | None = None
    left_s: int | None = None
    is_working: bool = True
    yields: bool = False
    accepted_at: datetime | None = None
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """The numbers of a row, on the way to being asked again; each field as typed."""

    typed: TypedNumbers = field(default_factory=TypedNumbers, repr=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkNow:
    """要対応.

    Attributes:
        batch: What the figures are about; None where there was none yet.
        rows: In the order of C.3, of all batches.
        is_cut: There are more.
        chosen: The row that keys are about.
        mine_only: Only what the operator has taken on.
        unverified: How many patients of the forecast's day have no positive answer; None: unknown.
        forecast_on: That day.
    """

    batch: Batch | None = None
    counts: BatchCounts = field(default_factory=BatchCounts)
    verdicts: Mapping[Outcome, int] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[BatchRow, ...] = field(default=(), repr=False)
    is_cut: bool = False
    chosen: RowId | None = None
    panel: Panel | None = None
    correction: Correction = field(default_factory=Correction)
    mine_only: bool = False
    unverified: int | None = None
    forecast_on: date | None = None

    @property
    def row(self) -> BatchRow | None:
        """The chosen row, as it stands."""
        return next((row for row in self.rows if row.row_id == self.chosen), None)


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the next business day stands.

    Attributes:
        on: That day.
        booked: Patients with an appointment.
        unverified: How many of its patients nobody has a positive answer about.
        asked_at: When they are asked about by themselves; aware. None where that is not to come.
    """

    on: date
    booked: int
    unverified: int
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryNow:
    """The batches so far, newest first.

    Attributes:
        state: Only those that stand so; None for all.
        days: Only those that asked for these days.
        chosen: The batch that keys are about.
    """

    batches: tuple[tuple[Batch, BatchCounts], ...] = ()
    state: BatchState | None = None
    days: HistoryDays = HistoryDays.ALL
    chosen: BatchId | None = None


@unique
class Busy(StrEnum):
    """What is being waited for."""

    READING = "reading"
    SENDING = "sending"
    PRINTING = "printing"
    EXPORTING = "exporting"


@unique
class Done(StrEnum):
    """What has just been done, to be said once."""

    SENT = "sent"
    EXPORTED = "exported"
    NOTED = "noted"
    ASKED_AGAIN = "asked-again"
    SET_ASIDE = "set-aside"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True)
class BatchDeskNow:
    """All that the windows show of 一括照会.

    Attributes:
        sources: Where rows can come from here, in the order in which they are offered.
        source: The one that is chosen.
        period: Of appointments.
        draft: What came from it; None before.
        columns: Meanings of a file's columns that somebody looks through; None else.
        has_file: The draft is of a file, whose columns can be looked through.
        progress: Of the batch under way; None where there is none.
        forecast: Of the next business day; None where nobody knows its appointments.
        trouble: Why the last thing that was asked for was not done.
        now: Aware; None before the first look.
    """

    screen: Screen = Screen.WORK
    sources: tuple[Source, ...] = ()
    source: Source | None = None
    period: Period = Period.TOMORROW
    draft: Draft | None = None
    columns: ColumnsNow | None = None
    has_file: bool = False
    work: WorkNow = field(default_factory=WorkNow)
    history: HistoryNow = field(default_factory=HistoryNow)
    progress: Progress | None = None
    forecast: Forecast | None = None
    busy: Busy | None = None
    done: Done | None = None
    trouble: ReceptionError | None = None
    operator: str = ""
    hands_over: bool = False
    now: datetime | None = None
