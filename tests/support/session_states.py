"""A check in each of its states, and what to look at when events have been taken in."""

from __future__ import annotations

from typing import TypeVar

from support.desk import AT, VISUAL, answer, asks, card, challenge, check_id, digits, shown, signed

from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import EligibilityQuery, Method
from reception_app.domain.errors import LinkDown
from reception_app.domain.session.effects import Effect
from reception_app.domain.session.events import Event
from reception_app.domain.session.states import (
    Answered,
    Asking,
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
from reception_app.domain.session.step import step

T = TypeVar("T")

ID, OTHER = check_id(1), check_id(2)
PIN_CHECK, NEXT_CHECK = asks(), asks(number=2)
VISUAL_CHECK = asks(Method.VISUAL)
NEXT_VISUAL = asks(Method.VISUAL, 2)
SEEN, SEEN_BLIND = card(), card(attempts_left=None)
CHALLENGE = challenge()
TICKET, SHOWN = signed(CHALLENGE), shown()
PIN, _ = digits()


def asking(*, visual: bool = False) -> Asking:
    """The question of check 1, as the machine asks it."""
    request, seen = (VISUAL_CHECK, SEEN_BLIND) if visual else (PIN_CHECK, SEEN)
    method = ConsentMethod.VISUAL if visual else ConsentMethod.PIN
    consent = Consent(method, frozenset(), AT, "sato" if visual else None)
    ticket = SHOWN if visual else TICKET
    return Asking(request, seen, EligibilityQuery(ID, request.on, ticket, consent))


ASKING, RESULT = asking(), answer()

OPENING = Opening(PIN_CHECK)
OPENING_VISUAL = Opening(VISUAL_CHECK, VISUAL)
ASKING_PIN = AskingPin(PIN_CHECK, SEEN, CHALLENGE)
AWAITING_CHALLENGE = AwaitingChallenge(PIN_CHECK, SEEN, PIN)
SIGNING = Signing(PIN_CHECK, SEEN, CHALLENGE)
ASKING_BACKEND = AskingBackend(ASKING)
ANSWERED = Answered(ASKING, RESULT)
FAILED = Failed(PIN_CHECK, None, LinkDown())
WITNESS = AskingWitness(VISUAL_CHECK, card_in=True)
RECORDING = AskingWitness(VISUAL_CHECK, card_in=True, recording=VISUAL)
NUMBERS_CHECK = asks(Method.NUMBERS)
FORM = AskingNumbers(NUMBERS_CHECK)
AWAITING_CARD = AwaitingCard(PIN_CHECK, None, CHALLENGE)

EVERY_STATE: list[State] = [
    Idle(),
    WITNESS,
    RECORDING,
    FORM,
    AWAITING_CARD,
    OPENING,
    OPENING_VISUAL,
    ASKING_PIN,
    AWAITING_CHALLENGE,
    SIGNING,
    ASKING_BACKEND,
    ANSWERED,
    FAILED,
]
CARD_IN_USE: list[State] = [OPENING, OPENING_VISUAL, ASKING_PIN, AWAITING_CHALLENGE, SIGNING]
FREE: list[State] = [Idle(), ASKING_BACKEND, ANSWERED, FAILED]


def after(state: State, *events: Event) -> tuple[State, tuple[Effect, ...]]:
    """The state after some events, and all that was to be done on the way."""
    effects: tuple[Effect, ...] = ()
    for event in events:
        state, more = step(state, event)
        effects += more
    return state, effects


def only(kind: type[T], effects: tuple[Effect, ...]) -> list[T]:
    return [effect for effect in effects if isinstance(effect, kind)]
