"""``step``: one event in, the next state and what has to be done out."""

from __future__ import annotations

from typing import assert_never

from reception_app.domain.session.answering import answer
from reception_app.domain.session.beginning import card_inserted, method_chosen
from reception_app.domain.session.effects import Step
from reception_app.domain.session.ending import card_left, let_go, overdue, step_failed
from reception_app.domain.session.events import (
    AnswerCame,
    CandidateAsked,
    CandidateMarked,
    CardInserted,
    CardLeft,
    CardOpened,
    CardRead,
    ChallengeCame,
    Dismissed,
    Event,
    LastTryConfirmed,
    MethodChosen,
    NumbersAsked,
    NumbersEntered,
    NumbersTyped,
    Overdue,
    PatientCalled,
    PinEntered,
    ResultSaved,
    StepFailed,
    WitnessGiven,
    WitnessRecorded,
    WitnessRefused,
)
from reception_app.domain.session.holder import (
    card_opened,
    card_read,
    challenge_came,
    patient_entered,
    witness,
)
from reception_app.domain.session.numbers import asked_at_once, candidate, form_filled_in
from reception_app.domain.session.states import Idle, State


def step(state: State, event: Event) -> Step:  # noqa: C901, PLR0911, PLR0912 - the table of events
    """Return the next state and what has to be done; the same state where nothing follows."""
    match event:
        case CardInserted(request):
            return card_inserted(state, request)
        case CardLeft():
            return card_left(state)
        case MethodChosen(request):
            return method_chosen(state, request)
        case WitnessGiven() | WitnessRefused() | WitnessRecorded():
            return witness(state, event)
        case CardOpened():
            return card_opened(state, event)
        case ChallengeCame(check_id, challenge):
            return challenge_came(state, check_id, challenge)
        case LastTryConfirmed() | PatientCalled() | PinEntered():
            return patient_entered(state, event)
        case CardRead(check_id, ticket, at):
            return card_read(state, check_id, ticket, at)
        case NumbersEntered(request, numbers, at):
            return asked_at_once(state, request, numbers, at)
        case NumbersTyped() | NumbersAsked():
            return form_filled_in(state, event)
        case CandidateMarked() | CandidateAsked():
            return candidate(state, event)
        case AnswerCame() | ResultSaved():
            return answer(state, event)
        case StepFailed(check_id, error):
            return step_failed(state, check_id, error)
        case Overdue(check_id, error):
            return overdue(state, check_id, error)
        case Dismissed():
            return Idle(), let_go(state)
    assert_never(event)
