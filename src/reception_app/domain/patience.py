"""How long each step of a check may take before somebody is told; the watchdog's table.

What is overdue ends on the screen only: a job that comes back late changes nothing there, and a
late answer is saved all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from reception_app.domain.eligibility import Visual
from reception_app.domain.errors import (
    CardMissing,
    LinkTimeout,
    PinMissing,
    ReaderSilent,
    ReceptionError,
    StoreBusy,
)
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Failed,
    Idle,
    Opening,
    Signing,
    State,
)

PIN_WAIT_S = 60.0
"""E.3: PIN入力の待ち時間."""
_CARD_STEP_S = 30.0
_STORE_STEP_S = 30.0
"""Far beyond its own busy time-out: then a disk is thought to hang."""
_BACKEND_GRACE_S = 30.0
"""What a service may ask us to wait on top of its time; then a plug-in is thought to hang."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What differs between desks, in seconds.

    Attributes:
        timeout_s: One attempt of the service.
        card_s: How long a chosen method waits for its card; None for as long as staff likes.
        witnessed_card_s: The same once somebody compared the face: the card has to be the one
            that was compared, so it must follow soon.
    """

    timeout_s: float
    card_s: float | None = None
    witnessed_card_s: float = 60.0


def overdue(state: State, waited_s: float, patience: Patience) -> ReceptionError | None:
    """Return what it means that a state lasts that long, or None while it may."""
    limit = _limit_of(state, patience)
    return limit[1] if limit is not None and waited_s > limit[0] else None


def _limit_of(state: State, patience: Patience) -> tuple[float, ReceptionError] | None:
    match state:
        case AskingPin():
            return PIN_WAIT_S, PinMissing()
        case AwaitingChallenge():
            return PIN_WAIT_S, LinkTimeout(PIN_WAIT_S)
        case Opening() | Signing():
            return _CARD_STEP_S, ReaderSilent()
        case AskingBackend():
            return patience.timeout_s + _BACKEND_GRACE_S, LinkTimeout(patience.timeout_s)
        case AskingWitness(recording=Visual()) | Answered(saved=False, trouble=None):
            return _STORE_STEP_S, StoreBusy()
        case AwaitingCard(visual=None) | AskingWitness():
            return None if patience.card_s is None else (patience.card_s, CardMissing())
        case AwaitingCard():
            return patience.witnessed_card_s, CardMissing()
        case Idle() | AskingNumbers() | Answered() | Failed():
            return None
    assert_never(state)
