"""一括照会 at the desk: what the window asks for, and the one picture that it draws.

It prepares batches, starts the worker, watches how far it is, and keeps the work list. The worker
is a process of its own; both meet in the store alone. Everything happens on the owner's thread
and nothing blocks; each change is published as one ``domain.batch_desk.BatchDeskNow``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from reception_app.application.batch_ahead import Ahead
from reception_app.application.batch_desk_parts import BatchDeskParts, BatchDeskRules, Wanted
from reception_app.application.batch_lists import (
    all_rows,
    batches_of,
    read_work,
    still_chosen,
)
from reception_app.application.batch_making import go_on
from reception_app.application.batch_plan import PlanParts
from reception_app.application.batch_ports import BatchFilter, WorkFilter
from reception_app.application.batch_preparing import Preparing
from reception_app.application.batch_watch import LOOK_EVERY_S, BatchWatch, Seen
from reception_app.application.ports import Err, Lane, Ok
from reception_app.domain.batch import (
    ENDED,
    Batch,
    BatchCounts,
    BatchId,
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
    HistoryNow,
    Panel,
    Period,
    Progress,
    Screen,
    WorkNow,
    days_of,
)
from reception_app.domain.batch_rules import row_key
from reception_app.domain.errors import ReceptionError
from reception_app.domain.number_entry import (
    NumbersRefused,
    Place,
    TypedNumbers,
    numbers_entered,
)
from reception_app.domain.number_form import text_at, typed_at

T = TypeVar("T")

_REST_EVERY_S: Final = 15.0
"""So often it is looked whether a batch goes on without us."""
_HISTORY_LIMIT: Final = 200
_DONE_S: Final = 6.0
_COLUMN_MISSING: Final = "BT10"


class BatchDesk:
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
        self._parts, self._rules, self._on_change = parts, rules, on_change
        self._preparing = Preparing(parts.store, parts.new_row_id)
        self._watch = BatchWatch(parts)
        self._ahead = self._look_ahead(parts.plan) if parts.plan is not None else None
        self._looked_s = float("-inf")
        self._done_until_s = 0.0
        self._path: Path | None = None
        self._is_looking = self._is_counter_busy = self._is_over = False
        self._turn = 0
        first = rules.sources[0] if rules.sources else None
        self.now = BatchDeskNow(
            sources=rules.sources, source=first, hands_over=parts.hand_over is not None
        )

    # ── the day ─────────────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Look how things stand; a batch that a crash or a power cut left goes on by itself."""
        self._watch.note_start()
        self._do(self._parts.work_lane, self._watch.start_if_open, lambda _: self._look())
        self.refresh()

    def stop(self) -> None:
        """Take in nothing more; the worker goes on by itself."""
        self._is_over = True

    def tick(self) -> None:
        """Let time be noticed; twice a second, or less."""
        at_s = self._parts.clock.monotonic()
        if self.now.done is not None and at_s > self._done_until_s:
            self._publish(done=None)
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
        """Read the work list and the history anew."""
        self._load_work()
        self._load_history()
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

    def choose_row(self, key: str) -> None:
        """Let keys be about this row of the table that is shown."""
        if self.now.screen is Screen.HISTORY:
            self._publish(history=replace(self.now.history, chosen=BatchId(key)))
        else:
            self._publish(work=replace(self.now.work, chosen=RowId(key), panel=None))

    def next_row(self) -> None:
        """Go to the next row that needs a person; after the last one to the first."""
        work = self.now.work
        keys = [row.row_id for row in work.rows]
        if keys:
            now = work.chosen
            at = keys.index(now) + 1 if now is not None and now in keys else 0
            self._publish(work=replace(work, chosen=keys[at % len(keys)], panel=None))

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
            return self._preparing.draft_of(self._parts.read(wanted), source, today)

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
        typed = row.entry.typed
        texts = {each: text if each is place else text_at(typed, each) for each in Place}
        changed = typed_at(texts, limit_consent=typed.limit_consent)
        job = partial(self._preparing.corrected, draft, RowId(row_id), changed)
        self._do(self._parts.work_lane, job, self._drafted)

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
        job = partial(self._create, draft, made_at, operator)
        self._do(self._parts.work_lane, job, lambda _: self._sent())

    def _create(self, draft: Draft, made_at: datetime, operator: str) -> None:
        parts = self._parts
        for whole, rows in batches_of(draft, made_at, operator, self._rules, parts.new_id):
            parts.store.create(whole, rows)
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
            self._parts.store.set_batch(replace(batch, state=BatchState.STOPPED))

    def go_on(self) -> None:
        """Let it go on where it stopped."""
        batch_id = self._meant()
        if batch_id is not None:
            self._watch.note_start()
            self._do(self._parts.work_lane, partial(self._go_on, batch_id), lambda _: self._look())

    def _go_on(self, batch_id: BatchId) -> None:
        store = self._parts.store
        batch = store.batch(batch_id)
        if batch is not None:
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
        if after is not None and self._watch.is_due(after, self.now.work.rows):
            self._watch.note_start(is_first=False)
            self._do(self._parts.work_lane, self._parts.worker.start, lambda _: None)

    # ── the work list ───────────────────────────────────────────────────────────────────────
    def show_whose(self, *, mine_only: bool) -> None:
        """Show all rows, or what the operator has taken on."""
        self._publish(work=replace(self.now.work, mine_only=mine_only))
        self._load_work()

    def open_panel(self, panel: Panel) -> None:
        """Open something about the chosen row."""
        row = self.now.work.row
        if row is not None:
            correction = Correction(row.entry.typed)
            self._publish(work=replace(self.now.work, panel=panel, correction=correction))

    def shut_panel(self) -> None:
        """Close it; what was typed is dropped."""
        self._publish(columns=None, work=replace(self.now.work, panel=None))

    def called(self) -> None:
        """Note that the patient was called, by whom and when."""
        self._note(Done.NOTED, called_at=self._parts.clock.now(), owner=self._owner())

    def own(self) -> None:
        """Note that the operator takes the row on."""
        self._note(Done.NOTED, owner=self._owner())

    def keep_memo(self, text: str) -> None:
        """Note a remark."""
        self._note(Done.NOTED, memo=text.strip(), owner=self._owner())

    def set_aside(self) -> None:
        """Take the row off the list: nobody needs to do anything about it any more."""
        self._note(Done.SET_ASIDE, settle=True, owner=self._owner())

    def hand_over(self) -> None:
        """Let the answer of the chosen row go to the receipt computer."""
        row, let_go = self.now.work.row, self._parts.hand_over
        if row is not None and row.check_id is not None and let_go is not None:
            let_go(row.check_id, self._handed_over)

    def _handed_over(self, error: ReceptionError | None) -> None:
        if error is None:
            self._tell(Done.HANDED_OVER)
        else:
            self._say(error)

    def ask_again(self, typed: TypedNumbers) -> None:
        """Ask about the chosen row again, with these numbers, unless they cannot be asked with."""
        row = self.now.work.row
        if row is None:
            return
        entered = numbers_entered(typed, today=self._parts.clock.today())
        if isinstance(entered, NumbersRefused):
            correction = Correction(typed, entered.problems)
            self._publish(work=replace(self.now.work, correction=correction))
            return
        entry = replace(row.entry, typed=typed)
        key = row_key(entry, entered.numbers, self._parts.clock.today())

        self._watch.note_start()

        def job() -> None:
            if self._parts.store.ask_again(row.row_id, entry, key):
                self._parts.worker.start()

        def done(_: None) -> None:
            self._tell(Done.ASKED_AGAIN, work=replace(self.now.work, panel=None))
            self._load_work()
            self._look()

        self._do(self._parts.work_lane, job, done)

    def export(self, path: Path) -> None:
        """Write the rows of the list, or of the chosen batch, to a file."""
        history = self.now.history
        batch_id = history.chosen if self.now.screen is Screen.HISTORY else None
        rows = self.now.work.rows

        def job() -> None:
            found = rows if batch_id is None else all_rows(self._parts.store, batch_id)
            self._parts.export(path, found)

        self._publish(busy=Busy.EXPORTING, trouble=None)
        self._do(self._parts.work_lane, job, lambda _: self._tell(Done.EXPORTED, busy=None))

    def _owner(self) -> str | None:
        return self.now.operator or None

    def _note(
        self,
        done: Done,
        *,
        owner: str | None = None,
        memo: str | None = None,
        called_at: datetime | None = None,
        settle: bool | None = None,
    ) -> None:
        row = self.now.work.row
        if row is None:
            return
        job = partial(
            self._parts.store.note_work,
            row.row_id,
            owner=owner,
            memo=memo,
            called_at=called_at,
            settle=settle,
        )

        def noted(_: None) -> None:
            self._tell(done, work=replace(self.now.work, panel=None))
            self._load_work()

        self._do(self._parts.store_lane, job, noted)

    def _load_work(self) -> None:
        self._turn += 1
        wanted = WorkFilter(owner=self.now.operator if self.now.work.mine_only else None)
        done = partial(self._work_loaded, self._turn)
        self._do(
            self._parts.store_lane,
            partial(read_work, self._parts.store, wanted, self._parts.clock.today()),
            done,
        )

    def _work_loaded(self, turn: int, read: WorkNow) -> None:
        if turn != self._turn:
            return  # a later one is on its way
        work = self.now.work
        chosen = still_chosen(work, read.rows)
        self._publish(
            work=replace(
                read,
                chosen=chosen,
                panel=work.panel if chosen == work.chosen else None,
                correction=work.correction,
                mine_only=work.mine_only,
            )
        )

    # ── the history ─────────────────────────────────────────────────────────────────────────
    def show_state(self, state: BatchState | None) -> None:
        """Show the batches that stand so; None for all."""
        self._publish(history=replace(self.now.history, state=state))
        self._load_history()

    def _load_history(self) -> None:
        state = self.now.history.state
        wanted = BatchFilter(states=frozenset({state} if state else ()))
        job = partial(self._parts.store.batches, wanted, _HISTORY_LIMIT)
        self._do(self._parts.store_lane, job, self._history_loaded)

    def _history_loaded(self, batches: Sequence[tuple[Batch, BatchCounts]]) -> None:
        known = {batch.batch_id for batch, _ in batches}
        chosen = self.now.history.chosen
        if chosen not in known:
            chosen = batches[0][0].batch_id if batches else None
        history = HistoryNow(tuple(batches), self.now.history.state, chosen)
        self._publish(history=history)

    # ── lanes, and what is shown ────────────────────────────────────────────────────────────
    def _do(
        self,
        lane: Lane,
        job: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[ReceptionError], None] | None = None,
    ) -> None:
        def done(outcome: Ok[T] | Err) -> None:
            if self._is_over:
                return
            if isinstance(outcome, Ok):
                then(outcome.value)
            else:
                (failed or self._say)(outcome.error)

        if not self._is_over:
            lane.submit(job, done)

    def _say(self, error: ReceptionError) -> None:
        self._publish(trouble=error, busy=None, done=None)

    def _tell(self, done: Done, **changes: object) -> None:
        self._done_until_s = self._parts.clock.monotonic() + _DONE_S
        self._publish(done=done, trouble=None, **changes)

    def _publish(self, **changes: object) -> None:
        now = replace(self.now, now=self._minute(), **changes)  # type: ignore[arg-type] # ours
        if now != self.now:
            self.now = now
            self._on_change(now)

    def _minute(self) -> datetime:
        """Return the time that is shown; it has no seconds, so that it seldom changes."""
        now = self._parts.clock.now()
        return now - timedelta(seconds=now.second, microseconds=now.microsecond)


def _standing(progress: Progress | None) -> object:
    """Return what of a batch changes the lists, if it changes."""
    if progress is None:
        return None
    return progress.batch.batch_id, progress.batch.state, progress.counts.answered // 20
