"""Finds the answers before the one that is shown; it compares nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from reception_app.application.desk_board import Board
from reception_app.application.desk_parts import DeskParts
from reception_app.application.lane_job import note_failure
from reception_app.application.ports import Err, Ok
from reception_app.domain.desk import Before
from reception_app.domain.ids import CheckId
from reception_app.domain.person import may_be_one_person
from reception_app.domain.record import StoredCheck

_HISTORY = 5
"""front-desk.md D.1, block 7."""
_LOOKED_AT = 20
"""Others have the same kana and birth date; so many of their answers are passed."""


class EarlierAnswers:
    """Looks into the store; on the owner's thread only."""

    def __init__(self, parts: DeskParts, *, board: Board) -> None:
        """Make it."""
        self._parts = parts
        self._board = board

    def look_up(self, check_id: CheckId) -> None:
        """Show what was answered before a check that is in the store, if it is still shown."""

        def done(outcome: Ok[tuple[StoredCheck, ...]] | Err) -> None:
            if isinstance(outcome, Err):  # then nothing is said of differences
                note_failure(outcome)
            elif check_id in self._board.now.shown:
                before = Before(check_id, outcome.value)
                self._board.publish(replace(self._board.now, before=before))

        self._parts.store_lane.submit(partial(self._history, check_id), done)

    def _history(self, check_id: CheckId) -> tuple[StoredCheck, ...]:
        """Go back from answer to answer; those of one moment never lead in a circle."""
        this = self._parts.store.find(check_id)
        found: list[StoredCheck] = []
        seen, at = {check_id}, check_id
        while this is not None and len(found) < _HISTORY and len(seen) <= _LOOKED_AT:
            before = self._parts.store.answered_before(at)
            if before is None or before.record.check_id in seen:
                break
            at = before.record.check_id
            seen.add(at)
            if may_be_one_person(before.result.records, this.result.records):
                found.append(before)
        return tuple(found)
