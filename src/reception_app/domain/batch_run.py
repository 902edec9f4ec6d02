"""Rows asked one by one, as a state machine: what to do next after each thing that happened.

Pure: it asks nobody and reads no clock. What is under way is in the store as ASKING before it goes
out, so whatever is dropped here is asked again by the next run, under the same check id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto, unique
from itertools import groupby
from typing import Final, TypeAlias, assert_never

from reception_app.domain.batch import BatchRow, RowAnswer, RowId
from reception_app.domain.batch_rules import (
    FAILURES_IN_A_ROW,
    LADDER,
    after_error,
    after_failure,
    is_closed,
    put_back,
)
from reception_app.domain.errors import ReceptionError, Retry

MOST_UNSAVED: Final = 200
"""Answers that are in memory only; what is asked beyond them waits for the disk."""


@unique
class Why(Enum):
    """Why a run ends before its rows do."""

    BY_PERSON = auto()
    CLOSED = auto()
    """The service cannot be asked now"""
    INTERRUPTED = auto()
    """This program ends"""
    STORE = auto()
    """Nothing can be written down, so nothing may be asked"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run ends, with the error that says so."""

    why: Why
    error: ReceptionError | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run over the rows of a batch.

    Attributes:
        parallel: Questions under way at most.
        chunk: Rows taken from the store at a time.
        together: So many answers are worth a transaction; fewer wait for others, or for a tick.
        ahead: Rows given out beyond ``parallel``, so that who has an answer goes on at once.
        waits: Between the tries of a row.
        ready: Taken, not given out yet.
        under_way: Given out to be asked, not answered yet.
        answers, changed: To be written down.
        writing: How many answers are being written down.
        has_more: The store may have due rows that were not taken.
        failures: Rows that failed since the last answer.
    """

    parallel: int
    chunk: int
    together: int = 1
    ahead: int = 0
    waits: tuple[timedelta, ...] = LADDER
    ready: tuple[BatchRow, ...] = ()
    under_way: tuple[BatchRow, ...] = ()
    answers: tuple[RowAnswer, ...] = ()
    changed: tuple[BatchRow, ...] = ()
    writing: int = 0
    is_writing: bool = False
    is_taking: bool = False
    has_more: bool = True
    is_paused: bool = False
    has_ticked: bool = False
    failures: int = 0
    stop: Stop | None = None
    is_finished: bool = False


# ── what happens ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Begun:
    """The run begins; these rows were under way when an earlier one ended."""

    left_over: tuple[BatchRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsTaken:
    """The store turned these due rows to ASKING; fewer than wanted: there are no more."""

    rows: tuple[BatchRow, ...]


@dataclass(frozen=True, slots=True)
class RowAnswered:
    """The service answered a row."""

    answer: RowAnswer


@dataclass(frozen=True, slots=True)
class RowFailed:
    """A question ended without an answer, at a moment (aware)."""

    row_id: RowId
    error: ReceptionError
    at: datetime


@dataclass(frozen=True, slots=True)
class RowsEnded:
    """Questions that were asked one after the other ended, in this order."""

    ended: Sequence[RowAnswered | RowFailed]


@dataclass(frozen=True, slots=True)
class RowsBack:
    """These rows were given out, and nobody has begun to ask them nor will."""

    rows: tuple[BatchRow, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What was to be written down is in the store."""


@dataclass(frozen=True, slots=True)
class StoreFailed:
    """A statement failed; what it named may be in the store, or not."""

    error: ReceptionError


@dataclass(frozen=True, slots=True)
class Paused:
    """The counter is busy, or free again."""

    is_paused: bool


@dataclass(frozen=True, slots=True)
class Ticked:
    """A moment has passed: what was answered waits for nothing any more."""


@dataclass(frozen=True, slots=True)
class StopWanted:
    """Somebody wants the run to end."""

    why: Why


Event: TypeAlias = (
    Begun | RowsTaken | RowsEnded | RowsBack | Written | StoreFailed | Paused | Ticked | StopWanted
)


# ── what is to be done ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class TakeRows:
    """Turn so many due rows to ASKING."""

    limit: int


@dataclass(frozen=True, slots=True)
class AskRow:
    """Ask the service, no more than ``parallel`` rows at a time."""

    row: BatchRow


@dataclass(frozen=True, slots=True)
class WriteDown:
    """Save answers, then how rows stand."""

    answers: tuple[RowAnswer, ...] = field(repr=False)
    rows: tuple[BatchRow, ...]


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is under way any more; said once. No stop: nothing is due."""

    stop: Stop | None


Effect: TypeAlias = TakeRows | AskRow | WriteDown | Finish


def step(run: Run, event: Event) -> tuple[Run, tuple[Effect, ...]]:
    """Return the run after something happened, and what is to be done now."""
    effects: list[Effect] = []
    after = _after(run, event)
    for act in (_ask, _take, _write, _finish):
        after, wanted = act(after)
        effects += wanted
    return after, tuple(effects)


def _after(run: Run, event: Event) -> Run:
    match event:
        case Begun(left_over=rows):
            after = replace(run, ready=rows)
        case RowsTaken(rows=rows):
            has_more = len(rows) >= run.chunk
            after = replace(run, ready=(*run.ready, *rows), is_taking=False, has_more=has_more)
        case RowsEnded(ended=ended):
            after = _after_asking(run, ended)
        case RowsBack(rows=rows):
            left = _without(run.under_way, {row.row_id for row in rows})
            after = replace(run, under_way=left, ready=(*rows, *run.ready))
        case Written():
            after = replace(run, writing=0, is_writing=False)
        case StoreFailed(error=error):
            after = _without_store(run, error)
        case Paused(is_paused=is_paused):
            after = replace(run, is_paused=is_paused)
        case Ticked():
            after = replace(run, has_ticked=True)
        case StopWanted(why=why):
            after = replace(run, stop=run.stop or Stop(why))
        case _:
            assert_never(event)
    return after


def _after_asking(run: Run, ended: Sequence[RowAnswered | RowFailed]) -> Run:
    after = run
    for is_plain, those in groupby(ended, _is_plain_answer):
        if is_plain:
            answers = tuple(each.answer for each in those if isinstance(each, RowAnswered))
            left = _without(after.under_way, {answer.row_id for answer in answers})
            after = replace(after, under_way=left, answers=(*after.answers, *answers), failures=0)
            continue
        for each in those:
            match each:
                case RowAnswered(answer=answer):
                    after = _after_error(after, answer)
                case RowFailed():
                    after = _after_failed(after, each)
                case _:
                    assert_never(each)
    return after


def _is_plain_answer(ended: RowAnswered | RowFailed) -> bool:
    return isinstance(ended, RowAnswered) and ended.answer.result.is_normal


def _without(rows: Iterable[BatchRow], ids: Collection[RowId]) -> tuple[BatchRow, ...]:
    return tuple(row for row in rows if row.row_id not in ids)


def _after_error(run: Run, answer: RowAnswer) -> Run:
    """A row that was answered with an error is tried later; the last time, that is its answer."""
    row = next(row for row in run.under_way if row.row_id == answer.row_id)
    after = replace(
        run, under_way=tuple(each for each in run.under_way if each is not row), failures=0
    )
    again = after_error(row, answer.result, waits=run.waits)
    if again is None:
        return replace(after, answers=(*run.answers, answer))
    return replace(after, changed=(*run.changed, again))


def _after_failed(run: Run, event: RowFailed) -> Run:
    """A row that failed is tried later; one that met a closed service has not failed."""
    row = next(row for row in run.under_way if row.row_id == event.row_id)
    left = tuple(each for each in run.under_way if each is not row)
    error = event.error
    failures = run.failures + (error.retry is not Retry.NEVER)  # refused: the service is there
    is_service = is_closed(error) or (run.stop is not None and error.retry is not Retry.NEVER)
    changed = put_back(row) if is_service else after_failure(row, error, event.at, waits=run.waits)
    stop = run.stop
    if stop is None and (is_service or failures >= FAILURES_IN_A_ROW):
        stop = Stop(Why.CLOSED, error)
    return replace(
        run, under_way=left, changed=(*run.changed, changed), failures=failures, stop=stop
    )


def _without_store(run: Run, error: ReceptionError) -> Run:
    """Forget what cannot be written down: it is ASKING in the store, for the next run."""
    return replace(
        run,
        ready=(),
        answers=(),
        changed=(),
        writing=0,
        is_writing=False,
        is_taking=False,
        stop=Stop(Why.STORE, error),
    )


# ── what follows ──────────────────────────────────────────────────────────────────────────────
def _ask(run: Run) -> tuple[Run, Iterator[Effect]]:
    if run.stop is not None:
        back = tuple(map(put_back, run.ready))
        return replace(run, ready=(), changed=(*run.changed, *back)), iter(())
    unsaved = len(run.answers) + run.writing
    room = min(run.parallel + run.ahead, MOST_UNSAVED - unsaved) - len(run.under_way)
    if run.is_paused or room <= 0:
        return run, iter(())
    rows, rest = run.ready[:room], run.ready[room:]
    return replace(run, ready=rest, under_way=(*run.under_way, *rows)), map(AskRow, rows)


def _take(run: Run) -> tuple[Run, Iterator[Effect]]:
    is_wanted = run.has_more and len(run.ready) <= run.chunk // 2
    if run.stop is not None or run.is_taking or run.is_paused or not is_wanted:
        return run, iter(())
    return replace(run, is_taking=True), iter((TakeRows(run.chunk),))


def _write(run: Run) -> tuple[Run, Iterator[Effect]]:
    if run.stop is not None and run.stop.why is Why.STORE:
        return replace(run, answers=(), changed=()), iter(())
    count = len(run.answers) + len(run.changed)
    if run.is_writing or not count:
        return replace(run, has_ticked=False), iter(())
    if run.under_way and count < run.together and not run.has_ticked:
        return run, iter(())
    wanted = WriteDown(run.answers, run.changed)
    after = replace(run, answers=(), changed=(), writing=len(run.answers), is_writing=True)
    return replace(after, has_ticked=False), iter((wanted,))


def _finish(run: Run) -> tuple[Run, Iterator[Effect]]:
    is_busy = run.ready or run.under_way or run.is_writing or run.is_taking
    if is_busy or run.is_finished or (run.stop is None and run.has_more):
        return run, iter(())
    return replace(run, is_finished=True), iter((Finish(run.stop),))
