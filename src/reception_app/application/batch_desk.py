"""一括照会 at the desk: what the window asks for, and the one picture that it draws.

It prepares batches, starts the worker and watches how far it is; ``batch_desk_lists`` keeps the
lists. The worker is a process of its own; both meet in the store alone. Everything happens on the
owner's thread and nothing blocks; each change is published as one ``BatchDeskNow``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from reception_app.application.batch_ahead import Ahead
from reception_app.application.batch_desk_lists import BatchDeskLists
from reception_app.application.batch_desk_parts import BatchDeskParts, BatchDeskRules, Wanted
from reception_app.application.batch_lists import (
    batches_of,
)
from reception_app.application.batch_making import go_on
from reception_app.application.batch_plan import BY_ITSELF, PlanParts
from reception_app.application.batch_preparing import Preparing
from reception_app.application.batch_watch import LOOK_EVERY_S, BatchWatch, Seen
from reception_app.domain.batch import (
    ENDED,
    BatchId,
    BatchRow,
    BatchState,
    RowId,
    Source,
)
from reception_app.domain.batch_columns import Columns
from reception_app.domain.batch_desk import (
    BatchDeskNow,
    Busy,
    Correction,
    Done,
    Draft,
    Forecast,
    Period,
    Progress,
    Screen,
    days_of,
)
from reception_app.domain.batch_rules import day_to_ask_again, row_key
from reception_app.domain.errors import ReceptionError
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.preflight import inspect

_REST_EVERY_S: Final = 15.0
"""So often it is looked whether a batch goes on without us."""
_COLUMN_MISSING: Final = "BT10"
_NO_DRAFT: Final = Draft(Source.CSV, date.min, date.min, ())


class BatchDesk(BatchDeskLists):
    """What staff does with 一括照会 at one desk; call it on the owner's thread only."""

    def __init__(
        self,
        parts: BatchDeskParts,
        rules: BatchDeskRules,
        *,
        on_change: Callable[[BatchDeskNow], None],
    ) -> None:
        """Make it; ``start`` sets it going.

        Args:
            parts: Store, lanes, worker, sources.
            rules: What the settings say.
            on_change: Told after each change, never twice of the same.
        """
        source = rules.sources[0] if rules.sources else None
        first = BatchDeskNow(
            sources=rules.sources, source=source, hands_over=parts.hand_over is not None
        )
        super().__init__(parts, first, on_change=on_change)
        self._rules = rules
        self._preparing = Preparing(parts.store, parts.new_row_id)
        self._watch = BatchWatch(parts)
        self._ahead = self._look_ahead(parts.plan) if parts.plan is not None else None
        self._looked_s = float("-inf")
        self._path: Path | None = None
        self._newest = _NO_DRAFT  # of the work lane, whose jobs run one after the other
        self._is_looking = self._is_counter_busy = False

    # ── the day ─────────────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Look how things stand; a batch that a crash or a power cut left goes on by itself."""
        self._watch.note_start()
        self._do(self._parts.work_lane, self._watch.start_if_open, lambda _: self._look())
        self.refresh()

    def tick(self) -> None:
        """Let time be noticed; twice a second, or less."""
        self._forget_done()
        at_s = self._parts.clock.monotonic()
        every_s = LOOK_EVERY_S if self._is_moving() else _REST_EVERY_S
        if at_s >= self._looked_s + every_s:
            self._look()
        if self._ahead is not None:
            self._ahead.tick()

    def counter_is_busy(self, *, is_busy: bool, operator: str) -> None:
        """Hear whether somebody is served, and who is at the desk."""
        self._is_counter_busy = is_busy
        progress = self.now.progress
        if progress is not None:
            progress = replace(progress, yields=is_busy and progress.is_working)
        self._publish(progress=progress, operator=operator)

    def refresh(self) -> None:
        """Read the lists anew, and look ahead."""
        super().refresh()
        if self._ahead is not None:
            self._ahead.foresee()

    def _look_ahead(self, plan: PlanParts) -> Ahead:
        parts = self._parts
        return Ahead(
            plan,
            worker=parts.worker,
            store_lane=parts.store_lane,
            work_lane=parts.work_lane,
            tell=self._take_forecast,
            made=self._made_by_itself,
        )

    def _made_by_itself(self) -> None:
        if not self._is_over:
            self._look()
            self.refresh()

    def _take_forecast(self, forecast: Forecast | None) -> None:
        if not self._is_over:
            self._publish(forecast=forecast)

    # ── which part ──────────────────────────────────────────────────────────────────────────
    def show(self, screen: Screen) -> None:
        """Turn to a part."""
        self._publish(screen=screen, trouble=None, work=replace(self.now.work, chosen=None))
        self.refresh()

    # ── a new batch ─────────────────────────────────────────────────────────────────────────
    def choose_source(self, source: Source) -> None:
        """Take rows from here."""
        if source is not self.now.source:
            self._path = None
            self._publish(source=source, draft=None, columns=None, has_file=False, trouble=None)

    def choose_period(self, period: Period) -> None:
        """Ask about the appointments of these days."""
        self._publish(period=period, trouble=None)

    def read(self, path: Path | None = None) -> None:
        """Read the chosen source, and inspect what it gives."""
        source, today = self.now.source, self._parts.clock.today()
        if source is None or self.now.busy is not None:
            return
        first, last = days_of(self.now.period, today)
        wanted = Wanted(source, first, last, path)

        def job() -> Draft:
            draft = self._preparing.draft_of(self._parts.read(wanted), source, today)
            self._newest = draft
            return draft

        self._path = path if path is not None and source is Source.CSV else None
        self._publish(busy=Busy.READING, trouble=None, done=None, columns=None, has_file=False)
        self._do(self._parts.work_lane, job, self._drafted, self._not_read)

    def _not_read(self, error: ReceptionError) -> None:
        """Say why; where a column is missing, ask which it is."""
        self._say(error)
        if error.code == _COLUMN_MISSING:
            self.open_columns()

    def open_columns(self) -> None:
        """Let somebody say what the columns of the file mean."""
        if self._path is not None:
            job = partial(self._parts.columns, self._path)
            self._do(self._parts.work_lane, job, lambda seen: self._publish(columns=seen))

    def choose_columns(self, columns: Columns) -> None:
        """Remember what they mean, and read the file so."""
        path = self._path
        if path is not None:
            job = partial(self._parts.remember, path, columns)
            self._do(self._parts.work_lane, job, lambda _: self.read(path))

    def correct_number(self, row_id: str, place: Place, text: str) -> None:
        """Take a number of the draft that was typed over, and inspect its line again."""
        draft = self.now.draft
        row = next((r for r in draft.rows if r.row_id == row_id), None) if draft else None
        if draft is None or row is None or self.now.busy is not None:
            return
        self._change(lambda newest: self._preparing.corrected(newest, RowId(row_id), place, text))

    def ask_anyway(self) -> None:
        """Let those be asked, too, who were left out as they had been asked for that day."""
        draft = self.now.draft
        if draft is not None and self.now.busy is None:
            self._change(self._preparing.asking_anyway)

    def _change(self, change: Callable[[Draft], Draft]) -> None:
        """Change the draft; changes that follow each other quickly begin where the last ended."""

        def job() -> Draft:
            self._newest = change(self._newest)
            return self._newest

        def done(draft: Draft) -> None:
            if self.now.draft is not None:
                self._publish(draft=draft)

        def failed(error: ReceptionError) -> None:
            self._publish(trouble=error, done=None)

        self._do(self._parts.work_lane, job, done, failed)

    def _drafted(self, draft: Draft) -> None:
        self._publish(draft=draft, busy=None, has_file=self._path is not None)

    def send(self) -> None:
        """Write the draft down, and let the worker begin."""
        draft = self.now.draft
        if draft is None or self.now.busy is not None:
            return
        self._publish(busy=Busy.SENDING, trouble=None)
        self._watch.note_start()
        made_at, operator = self._parts.clock.now(), self.now.operator
        job = partial(self._create, made_at, operator)
        self._do(self._parts.work_lane, job, lambda _: self._sent())

    def _create(self, made_at: datetime, operator: str) -> None:
        """Write the draft down but for rows that another batch asks about since it was made."""
        parts, draft = self._parts, self._newest
        with parts.making():
            for whole, rows in batches_of(draft, made_at, operator, self._rules, parts.new_id):
                left = self._preparing.not_asked_meanwhile(draft, whole.on, rows)
                parts.store.create(whole, left)
        parts.worker.start()

    def _sent(self) -> None:
        work = replace(self.now.work, chosen=None)
        self._tell(Done.SENT, busy=None, draft=None, has_file=False, screen=Screen.WORK, work=work)
        self._look()
        self.refresh()

    # ── the batch under way ─────────────────────────────────────────────────────────────────
    def halt(self) -> None:
        """Stop the batch under way, or the chosen one of the history; rows stay as they are."""
        batch_id = self._meant()
        if batch_id is not None:
            self._do(self._parts.store_lane, partial(self._halt, batch_id), lambda _: self._look())

    def _halt(self, batch_id: BatchId) -> None:
        batch = self._parts.store.batch(batch_id)
        if batch is not None and batch.state not in ENDED:
            stopped = replace(batch, state=BatchState.STOPPED)
            self._parts.store.set_batch(stopped, was=batch.state)  # it may just have ended

    def go_on(self) -> None:
        """Let it go on where it stopped."""
        batch_id = self._meant()
        if batch_id is not None:
            self._watch.note_start()
            job = partial(self._go_on, batch_id, self.now.operator)
            self._do(self._parts.work_lane, job, lambda _: self._look())

    def _go_on(self, batch_id: BatchId, operator: str) -> None:
        store = self._parts.store
        batch = store.batch(batch_id)
        if batch is not None:
            if batch.operator == BY_ITSELF:  # which would ask nobody after its day
                batch = replace(batch, operator=operator)
            go_on(store, batch, store.counts(batch_id).waiting)
            self._parts.worker.start()

    def _meant(self) -> BatchId | None:
        if self.now.screen is Screen.HISTORY and self.now.history.chosen is not None:
            return self.now.history.chosen
        return None if self.now.progress is None else self.now.progress.batch.batch_id

    def _is_moving(self) -> bool:
        progress = self.now.progress
        return progress is not None and progress.is_working

    def _look(self) -> None:
        """Look how far the batch is, and whether a worker is wanted."""
        self._looked_s = self._parts.clock.monotonic()
        if not self._is_looking:
            self._is_looking = True
            self._do(
                self._parts.store_lane, self._watch.seen_now, self._take_progress, self._not_seen
            )

    def _not_seen(self, _: ReceptionError) -> None:
        self._is_looking = False  # whatever is done next says what is wrong with the store

    def _take_progress(self, seen: Seen | None) -> None:
        self._is_looking = False
        before = self.now.progress
        if seen is None:
            self._publish(progress=None)
        else:
            self._publish(
                progress=self._watch.progress(seen, is_counter_busy=self._is_counter_busy)
            )
        after = self.now.progress
        if _standing(before) != _standing(after):
            self.refresh()
        if seen is not None and self._watch.wants_worker(seen):
            self._watch.note_start(is_first=False)
            self._do(self._parts.work_lane, self._parts.worker.start, lambda _: None)

    # ── a row once more ─────────────────────────────────────────────────────────────────────
    def ask_again(self, typed: TypedNumbers) -> None:
        """Ask about the chosen row again, with these numbers, unless they cannot be asked with."""
        row = self.now.work.row
        if row is None:
            return

        def done(refused: Correction | None) -> None:
            if refused is not None:
                self._publish(work=replace(self.now.work, correction=refused))
                return
            self._tell(Done.ASKED_AGAIN, work=replace(self.now.work, panel=None))
            self._load_work()
            self._look()

        self._watch.note_start()
        job = partial(self._ask_again, row, typed, self.now.operator)
        self._do(self._parts.work_lane, job, done)

    def _ask_again(self, row: BatchRow, typed: TypedNumbers, operator: str) -> Correction | None:
        """Put a row back, unless it cannot be asked with these numbers: then say why."""
        parts = self._parts
        on = day_to_ask_again(parts.store.batch_of(row.row_id), parts.clock.today())
        found = inspect(replace(row.entry, typed=typed), on)
        if found.numbers is None:
            return Correction(found.entry.typed, found.problems)
        key = row_key(found.entry, found.numbers, on)
        now = parts.clock.now()
        if parts.store.ask_again(row.row_id, found.entry, key, on=on, operator=operator, now=now):
            parts.worker.start()
        return None


def _standing(progress: Progress | None) -> object:
    """Return what of a batch changes the lists, if it changes."""
    if progress is None:
        return None
    return progress.batch.batch_id, progress.batch.state, progress.counts.answered // 20
