"""How the holder of a card is confirmed: the face or the PIN, the challenge, the signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from reception_app.domain.card_seen import CardSeen
from reception_app.domain.eligibility import CardTicket, Challenge, Visual
from reception_app.domain.errors import CardRemoved, ReceptionError, VisualRefused
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import PIN_TRIES, is_last_try, refusal_of
from reception_app.domain.secrets import Pin
from reception_app.domain.session.answering import ask
from reception_app.domain.session.effects import (
    CloseCard,
    FetchChallenge,
    OpenCard,
    RecordRefusal,
    RecordWitness,
    Sign,
    Step,
    WipePin,
)
from reception_app.domain.session.ending import fail
from reception_app.domain.session.events import (
    CardOpened,
    LastTryConfirmed,
    PatientCalled,
    PinEntered,
    WitnessGiven,
    WitnessRecorded,
    WitnessRefused,
)
from reception_app.domain.session.states import (
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    ChallengeNews,
    CheckRequest,
    Failed,
    Opening,
    Signing,
    State,
)

CHALLENGE_MARGIN = timedelta(seconds=10)
"""A challenge that ends sooner than this after the PIN was typed is fetched anew."""


def open_card(request: CheckRequest, visual: Visual | None, challenge: ChallengeNews) -> Step:
    """Open the card; a challenge that failed while nobody waited for it is fetched once more.

    One that is still on its way is not: there is never more than one fetch under way, so a late
    failure cannot undo a challenge that is in hand.
    """
    opening = OpenCard(request.check_id, visual)
    if isinstance(challenge, ReceptionError):
        return Opening(request, visual), (opening, FetchChallenge(request.check_id))
    return Opening(request, visual, challenge), (opening,)


def witness(state: State, event: WitnessGiven | WitnessRefused | WitnessRecorded) -> Step:
    """Write down who compared the face, then let the card be opened, or end."""
    match state, event:
        case AskingWitness(request, card_in, None), WitnessRefused(visual):
            failed = Failed(request, None, VisualRefused(), card_in)
            return failed, (RecordRefusal(request.check_id, visual),)
        case AskingWitness(request, recording=None), WitnessGiven(visual):
            recording = replace(state, recording=visual)
            return recording, (RecordWitness(request.check_id, visual),)
        case AskingWitness(request, card_in, Visual() as visual), WitnessRecorded(check_id) if (
            check_id == request.check_id
        ):
            if card_in:
                return open_card(request, visual, None)
            return AwaitingCard(request, visual), ()
        case _:
            return state, ()


def card_opened(state: State, event: CardOpened) -> Step:
    """Judge the card: refuse it, ask with it (visual) or ask for the PIN."""
    if not isinstance(state, Opening) or state.request.check_id != event.check_id:
        return state, ()  # its CloseCard went out when it was let go
    request, seen = state.request, event.seen
    refusal = refusal_of(seen)
    if refusal is not None:
        return Failed(request, seen, refusal, card_in=True), (CloseCard(),)
    if state.visual is not None:
        if event.ticket is None:
            return fail(state, CardRemoved())
        return ask(request, seen, event.ticket, event.at)
    if isinstance(state.challenge, ReceptionError):
        return Failed(request, seen, state.challenge, card_in=True), (CloseCard(),)
    return AskingPin(request, seen, state.challenge), ()


def challenge_came(state: State, check_id: CheckId, challenge: Challenge | ReceptionError) -> Step:
    """Keep the challenge, or sign where the digits wait for it."""
    match state:
        case AwaitingCard(request) | Opening(request) if request.check_id == check_id:
            return replace(state, challenge=challenge), ()
        case AskingPin(request) | AwaitingChallenge(request) if request.check_id == check_id:
            if isinstance(challenge, ReceptionError):
                return fail(state, challenge)
            if isinstance(state, AskingPin):
                return replace(state, challenge=challenge), ()
            return _sign(request, state.seen, state.pin, challenge)
        case _:
            return state, ()


def patient_entered(state: State, event: LastTryConfirmed | PatientCalled | PinEntered) -> Step:
    """Sign with the four digits, once, or hear what else patient and staff want."""
    match state, event:
        case AskingPin(), LastTryConfirmed():
            return replace(state, last_try_confirmed=True, called=None), ()
        case AskingPin(called=called), PatientCalled(call) if call is not called:
            return replace(state, called=call), ()
        case AskingPin(request, seen, challenge, confirmed), PinEntered(pin, at):
            if is_last_try(seen.attempts_left) and not confirmed:
                return state, (WipePin(pin),)
            if challenge is None:
                return AwaitingChallenge(request, seen, pin), ()
            if challenge.expires_at - at < CHALLENGE_MARGIN:
                fetch = FetchChallenge(request.check_id)
                return AwaitingChallenge(request, seen, pin), (fetch,)
            return _sign(request, seen, pin, challenge)
        case _, PinEntered(pin):
            return state, (WipePin(pin),)
        case _:
            return state, ()


def _sign(request: CheckRequest, seen: CardSeen, pin: Pin, challenge: Challenge) -> Step:
    return Signing(request, seen, challenge), (Sign(request, pin, challenge),)


def card_read(state: State, check_id: CheckId, ticket: CardTicket, at: datetime) -> Step:
    """Ask the service with what the card signed."""
    if not isinstance(state, Signing) or state.request.check_id != check_id:
        return state, ()
    seen = replace(state.seen, attempts_left=PIN_TRIES)  # a correct entry restores the counter
    return ask(state.request, seen, ticket, at)
