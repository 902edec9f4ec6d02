"""Asks the rows of one batch one by one: runs what ``domain.batch_run`` wants, over the lanes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final, assert_never

from reception_app.application.batch_parts import BatchParts
from reception_app.application.log_context import checking
from reception_app.application.ports import Err, Ok
from reception_app.domain.batch import Batch, BatchRow, RowAnswer
from reception_app.domain.batch_run import (
    AskRow,
    Begun,
    Effect,
    Event,
    Finish,
    Paused,
    RowAnswered,
    RowFailed,
    RowsBack,
    RowsEnded,
    RowsTaken,
    Run,
    Stop,
    StopWanted,
    StoreFailed,
    TakeRows,
    Ticked,
    Why,
    WriteDown,
    Written,
    step,
)
from reception_app.domain.errors import ReceptionError

_ROWS_AHEAD: Final = 16
"""Rows taken from the store at a time, for each question under way."""
_GIVEN_AHEAD: Final = 4
"""Rows that lie ready for the threads that ask, for each question under way."""
_STINT_S: Final = 0.05
"""A thread asks one row after the other for so long before it tells of the answers."""
_ANSWERS_TOGETHER: Final = 8
"""Answers that one transaction waits for, for each question under way."""
_UNSAVED_S: Final = 0.25
"""No answer waits longer for others to be saved with it."""
_LOOK_S: Final = 0.05
"""The counter is looked at before a question, but not more often than this."""


class RowsRun:
    """One run over a batch; call it, and be called back, on the owner's thread only."""

    def __init__(
        self,
        parts: BatchParts,
        batch: Batch,
        *,
        on_end: Callable[[Stop | None], None],
        on_saved: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            parts: The world.
            batch: Whose rows are asked.
            on_end: Told once, when nothing is under way any more.
            on_saved: Told whenever rows have changed in the store.
        """
        self._parts = parts
        self._batch = batch
        self._on_end = on_end
        self._on_saved = on_saved
        self._looked = self._ticked = float("-inf")
        self._given: deque[BatchRow] = deque()
        self._asking = 0
        self._holds = False
        parallel = max(1, min(parts.rules.parallel, parts.backend.info.max_parallel))
        self._run = Run(
            parallel,
            parallel * _ROWS_AHEAD,
            together=parallel * _ANSWERS_TOGETHER,
            ahead=parallel * _GIVEN_AHEAD,
            waits=parts.rules.waits,
        )

    def start(self) -> None:
        """Ask; first what was under way when an earlier run ended."""
        asking = partial(self._parts.store.asking, self._batch.batch_id)
        self._parts.write(
            asking, lambda rows: self._take(Begun(tuple(rows))), failed=self._store_failed
        )

    def look(self) -> None:
        """Look at the counter, and save what was answered since the last look."""
        now = self._parts.clock.monotonic()
        if now < self._ticked + _UNSAVED_S:
            self._look_at_the_counter()
            return
        self._ticked = now
        self._take(Ticked())

    def stop(self, why: Why) -> None:
        """End the run; what is under way comes to its end first."""
        self._take(StopWanted(why))

    def _take(self, event: Event) -> None:
        self._look_at_the_counter()
        self._advance(event)

    def _look_at_the_counter(self) -> None:
        now = self._parts.clock.monotonic()
        if now < self._looked + _LOOK_S:
            return
        self._looked = now
        is_busy = self._parts.is_counter_busy()
        if is_busy is not self._run.is_paused:
            self._advance(Paused(is_busy))

    def _advance(self, event: Event) -> None:
        self._run, effects = step(self._run, event)
        for effect in effects:
            self._perform(effect)
        if self._given and (self._run.is_paused or self._run.stop is not None):
            self._call_back()
        self._start_asking()

    def _perform(self, effect: Effect) -> None:
        match effect:
            case TakeRows(limit=limit):
                self._take_rows(limit)
            case AskRow(row=row):
                self._given.append(row)
            case WriteDown(answers=answers, rows=rows):
                self._parts.write(
                    partial(self._write_down, answers, rows),
                    self._written,
                    failed=self._store_failed,
                )
            case Finish(stop=stop):
                self._on_end(stop)
            case _:
                assert_never(effect)

    # ── store ───────────────────────────────────────────────────────────────────────────────
    def _take_rows(self, limit: int) -> None:
        parts = self._parts
        now = parts.clock.now()

        def take() -> tuple[BatchRow, ...]:
            rows = parts.store.take(
                self._batch.batch_id, limit, now=now, new_check_id=parts.new_id
            )
            return tuple(rows)

        parts.write(take, lambda rows: self._take(RowsTaken(rows)), failed=self._store_failed)

    def _write_down(self, answers: tuple[RowAnswer, ...], rows: tuple[BatchRow, ...]) -> None:
        store = self._parts.store
        if answers:
            store.save_answers(self._batch.batch_id, answers, self._parts.judge(self._batch))
        if rows:
            store.set_rows(rows)

    def _written(self, _: None) -> None:
        self._on_saved()
        self._take(Written())

    def _store_failed(self, error: ReceptionError) -> None:
        self._take(StoreFailed(error))

    # ── service ─────────────────────────────────────────────────────────────────────────────
    def _start_asking(self) -> None:
        """Let as many threads ask as may, if there are rows for them."""
        while self._given and not self._holds and self._asking < self._run.parallel:
            self._asking += 1
            self._ask_some()

    def _ask_some(self) -> None:
        """Ask given rows one after the other on one thread: telling of each costs more."""
        parts, begun = self._parts, list[BatchRow]()
        ended: list[RowAnswered | RowFailed] = []

        def ask() -> None:
            until = parts.clock.monotonic() + _STINT_S
            while not self._holds and (row := self._next_given()) is not None:
                begun.append(row)
                ended.append(self._ask(row))
                if isinstance(ended[-1], RowFailed):
                    # The run says whether more may be asked; until then no thread begins another.
                    self._holds = True
                if parts.clock.monotonic() >= until:
                    break

        def done(outcome: Ok[None] | Err) -> None:
            self._asking -= 1
            if isinstance(outcome, Err):
                failed = begun[len(ended)]
                ended.append(RowFailed(failed.row_id, outcome.error, parts.clock.now()))
            if ended and isinstance(ended[-1], RowFailed):
                self._holds = False
            if ended:
                self._take(RowsEnded(ended))
            self._start_asking()

        self._parts.bulk_lane.submit(ask, done)

    def _next_given(self) -> BatchRow | None:
        try:
            return self._given.popleft()  # by one thread only, without a lock
        except IndexError:
            return None

    def _ask(self, row: BatchRow) -> RowAnswered | RowFailed:
        parts = self._parts
        try:
            query = parts.query(self._batch, row)
            with checking(query.check_id):
                result = parts.backend.check(query, timeout_s=parts.rules.timeout_s)
        except ReceptionError as error:
            return RowFailed(row.row_id, error, parts.clock.now())
        return RowAnswered(RowAnswer(row.row_id, result))

    def _call_back(self) -> None:
        """Take back what nobody has begun to ask."""
        back = tuple(iter(self._next_given, None))
        self._advance(RowsBack(back))
