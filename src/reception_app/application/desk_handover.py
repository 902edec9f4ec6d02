"""What becomes of answers on their way to the receipt computer, as the desk shows it.

When one is handed over is the desk's to decide; how, ``handover.py``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from reception_app.application.desk_board import Board
from reception_app.application.desk_parts import DeskParts, DeskRules
from reception_app.application.handover import Delivery, Drained, NotTaken
from reception_app.application.ports import Err, Ok
from reception_app.domain.desk import HandoverNow
from reception_app.domain.errors import TargetMissing
from reception_app.domain.ids import CheckId
from reception_app.domain.record import OPEN_HANDOVERS, HandoverState
from reception_app.domain.session.states import Answered, Failed, Idle

_HAND_OVER_S = 20.0


class DeskHandover:
    """Follows what is handed over; on the owner's thread only."""

    def __init__(
        self,
        parts: DeskParts,
        rules: DeskRules,
        *,
        board: Board,
        refresh: Callable[[CheckId], None],
    ) -> None:
        """Make it.

        Args:
            parts: Store, hand-over, clock.
            rules: What the settings say.
            board: Shows the answer on the screen.
            refresh: Shows a row of the list as the store has it now.
        """
        self._parts = parts
        self._rules = rules
        self._handover = parts.handover
        self._clock = parts.clock
        self._board = board
        self._refresh = refresh
        self._since: float | None = None

    def saved(self, check_id: CheckId, handover: HandoverState) -> None:
        """Hand over an answer that is in the store now, where nobody has to say so."""
        if handover is HandoverState.WAITING and not self._rules.needs_confirmation:
            self._deliver(check_id)
        elif handover is not HandoverState.OFF:
            self._note(check_id, HandoverNow(handover))
        self._refresh(check_id)

    def hand_over(self) -> None:
        """F8: hand over the answer on the screen."""
        opened = self._board.now.opened
        if opened is not None and not self._is_running():
            if opened.handover.state in OPEN_HANDOVERS:
                self._deliver(opened.record.check_id)
        elif self._may_hand_over() and (current := self._board.now.current) is not None:
            self._deliver(current)

    def allow_other_person(self) -> None:
        """Hand a held answer over: staff says that it is the right one all the same."""
        held, opened = self._held(), self._board.now.opened
        if held is None:
            return
        if opened is None or self._is_running():
            self._board.publish(
                replace(self._board.now, handover=HandoverNow(HandoverState.HELD, is_asked=True))
            )

        def done(outcome: Ok[None] | Err) -> None:
            if isinstance(outcome, Ok):
                self._deliver(held)
            elif held == self._board.now.current:
                failed = HandoverNow(HandoverState.HELD, error=outcome.error)
                self._board.publish(replace(self._board.now, handover=failed))

        self._parts.store_lane.submit(partial(self._parts.store.mark_allowed, held), done)

    def _may_hand_over(self) -> bool:
        """Whether F8 has something to do for the answer on the screen."""
        state, handover = self._board.now.session, self._board.now.handover
        return (
            isinstance(state, Answered)
            and state.saved
            and handover is not None
            and handover.state in OPEN_HANDOVERS
            and not handover.is_asked
        )

    def _held(self) -> CheckId | None:
        opened, handover = self._board.now.opened, self._board.now.handover
        if opened is not None and not self._is_running():
            is_held = opened.handover.state is HandoverState.HELD
            return opened.record.check_id if is_held else None
        is_held = handover is not None and handover.state is HandoverState.HELD
        return self._board.now.current if is_held else None

    def _deliver(self, check_id: CheckId) -> None:
        """Hand an answer over, and say what comes of it."""
        if self._handover is None:
            return
        self._note(check_id, HandoverNow(HandoverState.WAITING, is_asked=True))
        self._handover.deliver(check_id, self._delivered)

    def _delivered(self, delivery: Delivery) -> None:
        said = HandoverNow(delivery.state, error=delivery.error)
        self._note(delivery.check_id, said)
        self._refresh(delivery.check_id)

    def _note(self, check_id: CheckId, handover: HandoverNow) -> None:
        """Say how an answer stands on its way, if it is the one on the screen."""
        if self._rules.hands_over and check_id == self._board.now.current:
            self._since = self._clock.monotonic() if handover.is_asked else None
            self._board.publish(replace(self._board.now, handover=handover))

    def look_at_the_clock(self) -> None:
        """Say of a folder that hangs that it cannot be written; what comes of it counts later."""
        since, handover = self._since, self._board.now.handover
        if since is None or handover is None or self._clock.monotonic() - since < _HAND_OVER_S:
            return
        self._since = None
        self._board.publish(
            replace(
                self._board.now, handover=replace(handover, is_asked=False, error=TargetMissing())
            )
        )

    def drain(self, done: Callable[[], None]) -> None:
        """Hand over what waits."""

        def drained(outcome: Drained) -> None:
            done()
            for delivery in outcome.deliveries:
                self._delivered(delivery)

        if self._handover is not None:
            self._handover.drain(drained)

    def look_what_is_taken(self, done: Callable[[], None]) -> None:
        """Say what the receipt computer left lying (HO02)."""

        def looked(outcome: NotTaken) -> None:
            done()
            self._board.publish(replace(self._board.now, left_lying=frozenset(outcome.check_ids)))

        if self._handover is not None:
            self._handover.not_taken(self._clock.now(), looked)

    def _is_running(self) -> bool:
        return not isinstance(self._board.now.session, Idle | Answered | Failed)
