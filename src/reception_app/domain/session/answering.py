"""The question to the service, and its answer: in time, late, and about whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from reception_app.domain.card_seen import CardSeen
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    EligibilityQuery,
    EligibilityResult,
    Method,
    Visual,
)
from reception_app.domain.person import is_about_somebody_else
from reception_app.domain.session.effects import AskBackend, SaveResult, Step
from reception_app.domain.session.events import AnswerCame, ResultSaved
from reception_app.domain.session.states import (
    Answered,
    Asking,
    AskingBackend,
    CheckRequest,
    State,
)

_CONSENT_METHODS = {Method.PIN: ConsentMethod.PIN, Method.VISUAL: ConsentMethod.VISUAL}


def ask(
    request: CheckRequest,
    seen: CardSeen | None,
    subject: CardTicket | CardholderNumbers,
    at: datetime,
) -> Step:
    """Put the question: to be answered by the service, whatever becomes of the card."""
    proof = subject.proof if isinstance(subject, CardTicket) else None
    consent = Consent(
        method=_CONSENT_METHODS.get(request.method, ConsentMethod.NONE),
        scopes=request.scopes,
        given_at=at,
        witness=proof.witness if isinstance(proof, Visual) else None,
    )
    query = EligibilityQuery(request.check_id, request.on, subject, consent)
    asking = Asking(request, seen, query)
    return AskingBackend(asking), (AskBackend(asking),)


def answer(state: State, event: AnswerCame | ResultSaved) -> Step:
    """Take in an answer, which is always saved, or that it is on disk."""
    match state, event:
        case AskingBackend(asking), AnswerCame(asked, result) if asked == asking:
            other = _is_other_person(asking, result)
            answered = Answered(asking, result, is_other_person=other)
            return answered, (SaveResult(asking, result, hold=other),)
        case _, AnswerCame(asking, result):  # late: keep it, leave the screen alone
            hold = _is_other_person(asking, result)
            return state, (SaveResult(asking, result, hold=hold),)
        case Answered(asking), ResultSaved(check_id) if asking.request.check_id == check_id:
            return replace(state, saved=True, trouble=None), ()
        case _:
            return state, ()


def _is_other_person(asking: Asking, result: EligibilityResult) -> bool:
    return is_about_somebody_else(
        result, asked=asking.query.subject, expected=asking.request.expected
    )
