"""How a check ends without an answer: the card left, a step failed or lasts too long."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from reception_app.domain.card_seen import CardSeen
from reception_app.domain.eligibility import Visual
from reception_app.domain.errors import (
    CardRemoved,
    CardUnreadable,
    CardUntrusted,
    LinkTimeout,
    PinBlocked,
    PinRejected,
    ReceptionError,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import after_unreadable
from reception_app.domain.session.effects import AskBackend, CloseCard, Effect, Step, WipePin
from reception_app.domain.session.reasons import substitute_reason
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


def card_left(state: State) -> Step:
    """End what cannot go on without the card."""
    match state:
        case AskingWitness(card_in=True, recording=Visual()):
            return fail(state, CardRemoved(), card_in=False)  # the witness was for this card
        case AskingWitness() | Failed(card_in=True):
            return replace(state, card_in=False), ()
        case Opening() | AskingPin() | AwaitingChallenge() | Signing():
            return fail(state, CardRemoved(), card_in=False)
        case Idle() | AskingNumbers() | AwaitingCard() | AskingBackend() | Answered() | Failed():
            return state, ()
    assert_never(state)


def step_failed(state: State, check_id: CheckId, error: ReceptionError) -> Step:
    """End the check, unless what failed leaves it something to go on with."""
    if isinstance(state, Idle) or state.request.check_id != check_id:
        return state, ()
    match state:
        case Signing(request, seen, challenge) if isinstance(error, PinRejected):
            seen = replace(seen, attempts_left=_left_after_rejection(seen, error))
            return AskingPin(request, seen, challenge, rejected=error), ()
        case Signing(request, seen):
            seen = replace(seen, attempts_left=_left_after(error))
            return Failed(request, seen, error, card_in=True), ()
        case Answered() if not state.saved:
            return replace(state, trouble=error), ()
        case AskingBackend():
            return _asking_failed(state, error)
        case AwaitingCard() | AskingWitness() | Opening() | AwaitingChallenge() | AskingPin():
            return fail(state, error)
        case AskingNumbers() | Answered() | Failed():
            return state, ()
    assert_never(state)


def _asking_failed(state: AskingBackend, error: ReceptionError) -> Step:
    """After a time-out the same question may go out again; the check_id makes that harmless."""
    asking, attempt = state.asking, state.attempt
    if isinstance(error, LinkTimeout) and attempt <= asking.request.asks_again:
        return AskingBackend(asking, attempt + 1), (AskBackend(asking, attempt + 1),)
    return Failed(asking.request, asking.seen, error), ()


def overdue(state: State, check_id: CheckId, error: ReceptionError) -> Step:
    """End the check on the screen; nothing is asked again while a job is still under way."""
    if isinstance(state, Idle) or state.request.check_id != check_id:
        return state, ()
    match state:
        case Answered(saved=False, trouble=None):
            return replace(state, trouble=error), ()
        case AskingNumbers() | Answered() | Failed():
            return state, ()
        case AskingBackend(asking):
            return Failed(asking.request, asking.seen, error), ()
        case _:
            return fail(state, error)


def _left_after_rejection(seen: CardSeen, error: PinRejected) -> int | None:
    """Return the tries left; a card that only says "wrong" (6300) took one off what it had."""
    if error.attempts_left is None and seen.attempts_left is not None:
        return seen.attempts_left - 1
    return error.attempts_left


def _left_after(error: ReceptionError) -> int | None:
    """Return what is known of the counter after signing failed; an unheard card leaves it open.

    Only what says so itself counts: a reader that went away may have failed before the VERIFY.
    """
    if isinstance(error, PinBlocked | CardRemoved | CardUntrusted):
        return error.attempts_left
    return None


def fail(
    state: AwaitingCard | AskingWitness | Opening | AskingPin | AwaitingChallenge | Signing,
    error: ReceptionError,
    *,
    card_in: bool = True,
) -> Step:
    """End with an error, with what is known of the card and why."""
    request = state.request
    seen = None if isinstance(state, AwaitingCard | AskingWitness | Opening) else state.seen
    if isinstance(state, AskingPin):  # F2 may follow when the card was taken or nobody typed
        request = replace(request, reason=substitute_reason(state))
    if isinstance(state, Signing) and seen is not None:
        seen = replace(seen, attempts_left=None)
    if isinstance(state, AwaitingCard):
        card_in = False
    if isinstance(state, AskingWitness):
        card_in = card_in and state.card_in
    if isinstance(error, CardUnreadable):
        error = after_unreadable(error, before=request.unreadable_before)
    return Failed(request, seen, error, card_in), let_go(state)


def let_go(state: State) -> tuple[Effect, ...]:
    """Return what must be done so that nothing of this state stays alive."""
    match state:
        case AwaitingChallenge(pin=pin):
            return WipePin(pin), CloseCard()
        case Opening() | AskingPin() | Signing():
            return (CloseCard(),)
        case _:
            return ()
