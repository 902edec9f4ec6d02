"""How a check begins: a card is laid down, or a method chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from reception_app.domain.eligibility import Method
from reception_app.domain.session.effects import FetchChallenge, OpenCard, Step
from reception_app.domain.session.ending import let_go
from reception_app.domain.session.holder import open_card
from reception_app.domain.session.numbers import numbers_chosen
from reception_app.domain.session.reasons import with_reason
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    CheckRequest,
    Failed,
    Idle,
    Opening,
    PatientCall,
    Signing,
    State,
)


def card_inserted(state: State, request: CheckRequest) -> Step:
    """Begin with the card, or go on with it where a check waits for one."""
    match state:
        case AskingWitness():
            return replace(state, card_in=True), ()
        case AwaitingCard(chosen, visual, challenge):
            return open_card(chosen, visual, challenge)
        case Idle() | AskingBackend() | Answered() | Failed():
            return _start(request, card_in=True)
        case AskingNumbers() | Opening() | AskingPin() | AwaitingChallenge() | Signing():
            return state, ()  # this card waits; what runs is finished first
    assert_never(state)


def _start(request: CheckRequest, *, card_in: bool) -> Step:
    if request.method is Method.VISUAL:
        return AskingWitness(request, card_in), ()
    fetch = FetchChallenge(request.check_id)
    if card_in:
        return Opening(request), (OpenCard(request.check_id, None), fetch)
    return AwaitingCard(request), (fetch,)


def method_chosen(state: State, request: CheckRequest) -> Step:
    """Begin anew by the method, or go over to it in the same check."""
    if request.method is Method.NUMBERS:
        return numbers_chosen(state, request)
    match state:
        case Idle() | AskingBackend() | Answered() | AwaitingCard():
            return _start(request, card_in=False)  # a card that still lies there is another's
        case AskingWitness(card_in=card_in, recording=None) | Failed(card_in=card_in):
            return _start(with_reason(request, state), card_in=card_in)
        case AskingPin() | AwaitingChallenge() if request.method is Method.VISUAL:
            return AskingWitness(with_reason(request, state), card_in=True), let_go(state)
        case AskingPin(called=PatientCall()):
            return replace(state, called=None), ()  # F1: the patient goes on typing
        case (
            AskingWitness()
            | AskingNumbers()
            | Opening()
            | AskingPin()
            | AwaitingChallenge()
            | Signing()
        ):
            return state, ()
    assert_never(state)
