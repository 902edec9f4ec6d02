"""The lists of 一括照会 at a desk: who needs a person, what staff notes about them, the history.

It asks nobody about anything; ``application.batch_desk`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from reception_app.application.batch_board import BatchBoard
from reception_app.application.batch_desk_parts import BatchDeskParts
from reception_app.application.batch_lists import all_rows, all_work, read_work, still_chosen
from reception_app.application.batch_ports import BatchFilter, WorkFilter
from reception_app.domain.batch import (
    NOT_HANDED_OVER,
    Batch,
    BatchCounts,
    BatchId,
    BatchRow,
    BatchState,
    RowId,
)
from reception_app.domain.batch_desk import (
    BatchDeskNow,
    Busy,
    Correction,
    Done,
    HistoryDays,
    Panel,
    Screen,
    WorkNow,
    span_of,
)
from reception_app.domain.errors import ReceptionError
from reception_app.domain.my_number import holds_my_number
from reception_app.domain.number_entry import Flaw
from reception_app.domain.record import other_person

_HISTORY_LIMIT: Final = 200


class BatchDeskLists(BatchBoard):
    """What staff does with the lists; call it on the owner's thread only."""

    def __init__(
        self,
        parts: BatchDeskParts,
        first: BatchDeskNow,
        *,
        on_change: Callable[[BatchDeskNow], None],
    ) -> None:
        """Make it; nothing is read before ``refresh``."""
        super().__init__(parts.clock, first, on_change=on_change)
        self._parts = parts
        self._turn = 0

    def refresh(self) -> None:
        """Read the work list and the history anew."""
        self._load_work()
        self._load_history()

    # ── the work list ───────────────────────────────────────────────────────────────────────
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
        """Note a remark, unless a My Number stands in it."""
        if holds_my_number(text):
            self._say(ReceptionError(Flaw.MY_NUMBER))
            return
        self._note(Done.NOTED, memo=text.strip(), owner=self._owner())

    def set_aside(self) -> None:
        """Take the row off the list: nobody needs to do anything about it any more."""
        self._note(Done.SET_ASIDE, settle=True, owner=self._owner())

    def hand_over(self) -> None:
        """Let the answer of the chosen row go to the receipt computer."""
        row, let_go = self.now.work.row, self._parts.hand_over
        if row is None or row.check_id is None or let_go is None:
            return
        if row.outcome in NOT_HANDED_OVER:
            self._say(other_person())
        else:
            let_go(row.check_id, self._handed_over)

    def _handed_over(self, error: ReceptionError | None) -> None:
        if error is None:
            self._tell(Done.HANDED_OVER)
        else:
            self._say(error)

    def export(self, path: Path) -> None:
        """Write the rows of the list, or of the chosen batch, to a file; all of them."""
        history, store = self.now.history, self._parts.store
        batch_id = history.chosen if self.now.screen is Screen.HISTORY else None
        wanted = self._wanted()

        def job() -> None:
            rows = all_work(store, wanted) if batch_id is None else all_rows(store, batch_id)
            self._parts.export(path, rows)

        self._publish(busy=Busy.EXPORTING, trouble=None)
        self._do(self._parts.work_lane, job, lambda _: self._tell(Done.EXPORTED, busy=None))

    def list_to_print(self, then: Callable[[Sequence[BatchRow]], None]) -> None:
        """Give all rows of the work list, those too that are not shown."""
        if self.now.busy is not None:
            return

        def done(rows: Sequence[BatchRow]) -> None:
            self._publish(busy=None)
            then(rows)

        self._publish(busy=Busy.PRINTING, trouble=None)
        job = partial(all_work, self._parts.store, self._wanted())
        self._do(self._parts.work_lane, job, done)

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
        today = self._parts.clock.today()
        job = partial(read_work, self._parts.store, self._wanted(), today)
        self._do(self._parts.store_lane, job, partial(self._work_loaded, self._turn))

    def _wanted(self) -> WorkFilter:
        return WorkFilter(owner=self.now.operator if self.now.work.mine_only else None)

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

    def show_days(self, days: HistoryDays) -> None:
        """Show the batches that asked for these days."""
        self._publish(history=replace(self.now.history, days=days))
        self._load_history()

    def _load_history(self) -> None:
        history = self.now.history
        first, last = span_of(history.days, self._parts.clock.today())
        states = frozenset({history.state} if history.state else ())
        job = partial(self._parts.store.batches, BatchFilter(first, last, states), _HISTORY_LIMIT)
        self._do(self._parts.store_lane, job, self._history_loaded)

    def _history_loaded(self, batches: Sequence[tuple[Batch, BatchCounts]]) -> None:
        known = {batch.batch_id for batch, _ in batches}
        chosen = self.now.history.chosen
        if chosen not in known:
            chosen = batches[0][0].batch_id if batches else None
        history = replace(self.now.history, batches=tuple(batches), chosen=chosen)
        self._publish(history=history)
