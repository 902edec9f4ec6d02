"""What a desk is made of: its ports and lanes, and what the settings say; nothing acts here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from reception_app.application.check import CheckController
from reception_app.application.handover import HandoverController
from reception_app.application.ports import Clock, Lane, ResultStore
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import State


class MakeCheck(Protocol):
    """Makes the controller of the checks, told where its news go."""

    def __call__(
        self,
        *,
        on_change: Callable[[State], None],
        on_saved: Callable[[CheckId, HandoverState], None],
        on_service: Callable[[ReceptionError | None], None],
    ) -> CheckController:
        """Return the controller in state Idle."""
        ...


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What the settings say about this desk.

    Attributes:
        needs_confirmation: Hand-over waits for F8.
        expects_takers: A receipt computer empties the hand-over folder.
        takes_cards: The service can be asked with a card; else no PIN is asked for in vain.
        hears_late: Answers that come late are taken in (``LateAnswerSource``).
    """

    operators: tuple[str, ...]
    default_method: Method
    hands_over: bool
    needs_confirmation: bool
    timeout_s: float
    clinic_name: str = ""
    institution_code: str = ""
    terminal: str = ""
    is_training: bool = False
    expects_takers: bool = True
    takes_cards: bool = True
    hears_late: bool = False


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desk works with.

    Attributes:
        handover: None where nothing is handed over.
        probe: Asks the service for a sign of life, on the net lane; raises what is wrong.
        notices: Asks the service for what it announces, on the net lane; may raise, too.
        restart_card_service: Starts the operating system's smart card service, on the net lane.
    """

    store: ResultStore
    store_lane: Lane
    net_lane: Lane
    clock: Clock
    new_check_id: Callable[[], CheckId]
    handover: HandoverController | None = None
    probe: Callable[[], None] = lambda: None
    notices: Callable[[], Sequence[ServiceNotice]] = tuple
    restart_card_service: Callable[[], None] = lambda: None
