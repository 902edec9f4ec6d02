"""How the eligibility service is, and what it announces, as the desk shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from reception_app.application.desk_board import Board
from reception_app.application.desk_parts import DeskParts
from reception_app.application.lane_job import note_failure
from reception_app.application.ports import Err, Ok
from reception_app.domain.desk import ServiceHealth
from reception_app.domain.errors import BackendRefused, ReceptionError
from reception_app.domain.notice import ServiceNotice

_REFUSES_US = frozenset({"BK04", "BK06"})


class DeskService:
    """Listens to the service; on the owner's thread only."""

    def __init__(self, parts: DeskParts, *, board: Board) -> None:
        """Make it; it asks when it is told to."""
        self._parts = parts
        self._clock = parts.clock
        self._board = board
        self._notices: tuple[ServiceNotice, ...] = ()  # in effect or not

    def said(self, error: ReceptionError | None) -> None:
        """Show what the last exchange told."""
        # What a service refuses about one card is an answer; what it refuses us is trouble.
        is_answer = isinstance(error, BackendRefused) and error.code not in _REFUSES_US
        health = ServiceHealth.READY if error is None or is_answer else ServiceHealth.TROUBLE
        self._board.publish(
            replace(self._board.now, service=health, service_trouble=None if is_answer else error)
        )

    def probe(self, done: Callable[[], None]) -> None:
        """Ask for a sign of life."""

        def probed(outcome: Ok[None] | Err) -> None:
            done()
            self.said(outcome.error if isinstance(outcome, Err) else None)

        self._parts.net_lane.submit(self._parts.probe, probed)

    def ask_for_notices(self, done: Callable[[], None]) -> None:
        """Ask what is announced."""

        def asked(outcome: Ok[Sequence[ServiceNotice]] | Err) -> None:
            done()
            if isinstance(outcome, Ok):
                self._notices = tuple(outcome.value)
                self._board.publish()
            else:  # those that are known stay; each has its end
                note_failure(outcome)

        self._parts.net_lane.submit(self._parts.notices, asked)

    def notices_in_effect(self) -> tuple[ServiceNotice, ...]:
        """Return what is announced for this moment."""
        at = self._clock.now()
        return tuple(notice for notice in self._notices if notice.is_on(at))
