"""The day's list of a desk: what the store holds of it, and what came by itself a moment ago."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from reception_app.application.day_changes import count_changes
from reception_app.application.desk_board import Board
from reception_app.application.desk_parts import DeskParts
from reception_app.application.lane_job import note_failure
from reception_app.application.ports import Err, Ok
from reception_app.domain.eligibility import Method
from reception_app.domain.ids import CheckId
from reception_app.domain.record import UNFINISHED_HANDOVERS, StoredCheck

_LIST_LENGTH = 500
_NEWEST = 20
_ARRIVED_S = 120.0
"""So long an answer that came by itself is marked as new."""


class DayList:
    """Keeps the rows of the board; on the owner's thread only."""

    def __init__(self, parts: DeskParts, *, board: Board) -> None:
        """Make it; load() fills the list."""
        self._store = parts.store
        self._lane = parts.store_lane
        self._clock = parts.clock
        self._board = board
        self._arrived: dict[CheckId, float] = {}
        self._looked_up: set[CheckId] = set()  # and not known yet
        self._day = parts.clock.today()

    def look_at_the_calendar(self) -> None:
        """Begin anew with a new day."""
        if self._clock.today() != self._day:
            self._day = self._clock.today()
            self.load()

    def load(self) -> None:
        """Show the day's checks."""
        day = self._day

        def done(outcome: Ok[tuple[StoredCheck, ...]] | Err) -> None:
            if isinstance(outcome, Ok) and day == self._day:
                self._board.publish(replace(self._board.now, today=outcome.value, changed={}))
                self._look_what_changed(outcome.value)
            else:
                note_failure(outcome)

        self._lane.submit(lambda: self._rows_of(day), done)

    def _rows_of(self, day: date) -> tuple[StoredCheck, ...]:
        """Return a day's checks, and those of earlier days that are still to be handed over."""
        rows = self._store.latest(_LIST_LENGTH, on=day)
        waiting = self._store.unfinished(_LIST_LENGTH)
        earlier = [row for row in waiting if row.record.on != day]
        return (*rows, *reversed(earlier))

    def refresh(self, check_id: CheckId) -> None:
        """Show a check as the store has it now."""

        def done(outcome: Ok[StoredCheck | None] | Err) -> None:
            if isinstance(outcome, Ok) and outcome.value is not None:
                self._put_into_list(outcome.value)
                self._look_what_changed((outcome.value,))
            else:
                note_failure(outcome)

        self._lane.submit(partial(self._store.find, check_id), done)

    def _look_what_changed(self, rows: Sequence[StoredCheck]) -> None:
        day, known = self._day, self._board.now.changed.keys() | self._looked_up
        rows = [row for row in rows if row.record.check_id not in known]
        ids = {row.record.check_id for row in rows}

        def done(outcome: Ok[dict[CheckId, int | None]] | Err) -> None:
            self._looked_up -= ids
            if isinstance(outcome, Ok) and day == self._day:
                changed = {**self._board.now.changed, **outcome.value}
                self._board.publish(replace(self._board.now, changed=changed))
            else:
                note_failure(outcome)

        if rows:
            self._looked_up |= ids
            self._lane.submit(partial(count_changes, self._store, rows), done)

    def look_for_others(self, done: Callable[[], None]) -> None:
        """Show what other programs of this desk took in or changed meanwhile."""
        day = self._day

        def looked(outcome: Ok[Sequence[StoredCheck]] | Err) -> None:
            done()
            if isinstance(outcome, Ok) and day == self._day:
                rows = [row for row in outcome.value if row not in self._board.now.today]
                for row in reversed(rows):
                    self._show_of_other(row)
                self._look_what_changed(rows)
            else:
                note_failure(outcome)

        self._lane.submit(lambda: self._store.latest(_NEWEST, on=day), looked)

    def _show_of_other(self, row: StoredCheck) -> None:
        if row.record.method is Method.FACE:  # nobody asked for it
            self.mark_arrival(row.record.check_id)
        self._put_into_list(row)

    def _put_into_list(self, row: StoredCheck) -> None:
        check_id, opened = row.record.check_id, self._board.now.opened
        if opened is not None and opened.record.check_id == check_id:
            self._board.publish(replace(self._board.now, opened=row))
        of_today, earlier = _sides(self._board.now.today, self._day)
        if row.record.on == self._day:
            of_today = _with(of_today, row)[:_LIST_LENGTH]
        elif row.handover.state in UNFINISHED_HANDOVERS or check_id in self._arrived:
            earlier = _with(earlier, row)
        else:
            earlier = [each for each in earlier if each.record.check_id != check_id]
        self._board.publish(replace(self._board.now, today=(*of_today, *earlier)))

    def mark_arrival(self, check_id: CheckId) -> None:
        """Mark an answer that came by itself as new, if the list does not have it yet."""
        if all(row.record.check_id != check_id for row in self._board.now.today):
            self._arrived[check_id] = self._clock.monotonic()

    def unmark_arrival(self, check_id: CheckId) -> None:
        """Somebody looked at it."""
        self._arrived.pop(check_id, None)

    def newly_arrived(self) -> tuple[CheckId, ...]:
        """Return what arrived a moment ago, newest first, and forget what did before."""
        since = self._clock.monotonic() - _ARRIVED_S
        self._arrived = {each: at for each, at in self._arrived.items() if at > since}
        return tuple(reversed(self._arrived))


def _sides(rows: Sequence[StoredCheck], day: date) -> tuple[list[StoredCheck], list[StoredCheck]]:
    """Return the rows of a day, and the others."""
    return (
        [row for row in rows if row.record.on == day],
        [row for row in rows if row.record.on != day],
    )


def _with(rows: list[StoredCheck], row: StoredCheck) -> list[StoredCheck]:
    """Return the rows with this one in its place, or on top."""
    ids = [each.record.check_id for each in rows]
    if row.record.check_id not in ids:
        return [row, *rows]
    at = ids.index(row.record.check_id)
    return [*rows[:at], row, *rows[at + 1 :]]
