"""Questions by numbers: the form, whom it follows on, and the choice between several people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from reception_app.domain.consent import ConsentScope
from reception_app.domain.eligibility import CardholderNumbers, EligibilityResult, Verdict, text_of
from reception_app.domain.number_entry import NumbersEntered as FormEntered
from reception_app.domain.number_entry import TypedNumbers, numbers_entered
from reception_app.domain.number_form import (
    Earlier,
    NumberForm,
    branch_of,
    candidates_of,
    form_after,
)
from reception_app.domain.person import surely_expected
from reception_app.domain.session.answering import ask
from reception_app.domain.session.effects import Step
from reception_app.domain.session.events import (
    CandidateAsked,
    CandidateMarked,
    NumbersAsked,
    NumbersTyped,
)
from reception_app.domain.session.reasons import with_reason
from reception_app.domain.session.states import (
    Answered,
    Asking,
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
    Signing,
    State,
)


def numbers_chosen(state: State, request: CheckRequest) -> Step:
    """Begin a form; after an answer that did not settle it, or none, for the same patient."""
    match state:
        case Idle() | AwaitingCard() | AskingBackend() | AskingWitness(recording=None):
            return AskingNumbers(with_reason(request, state)), ()
        case Failed(before) if before.typed is not None:
            form = form_after(before.typed, None)
            return AskingNumbers(replace(request, earlier=_earlier(before, None)), form), ()
        case Failed():
            return AskingNumbers(with_reason(request, state)), ()
        case Answered() if _is_settled(state):
            return AskingNumbers(request), ()
        case Answered(asking, result):
            return _form_after_answer(asking, result, request), ()
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


def _is_settled(state: Answered) -> bool:
    """Whether who comes next is somebody else."""
    is_valid = state.result.is_normal and state.result.verdict is Verdict.VALID
    return is_valid or state.is_other_person


def _form_after_answer(
    asking: Asking, result: EligibilityResult, request: CheckRequest
) -> AskingNumbers:
    before, verdict = asking.request, result.verdict
    candidates = len(result.records) if verdict is Verdict.SEVERAL else None
    name = text_of(result.records[0], "Name").strip(" 　") if len(result.records) == 1 else ""
    earlier = replace(_earlier(before, verdict), candidates=candidates, name=name)
    following = replace(request, earlier=earlier)
    if before.typed is None:  # by a card, which may have told the birth date
        born = text_of(result.records[0], "Birthdate").strip() if result.records else ""
        return AskingNumbers(following, NumberForm(TypedNumbers(born=born)))
    return AskingNumbers(following, form_after(before.typed, verdict or Verdict.UNKNOWN))


def _earlier(before: CheckRequest, verdict: Verdict | None) -> Earlier:
    numbers = None
    if before.typed is not None:
        entered = numbers_entered(before.typed, today=before.on)
        numbers = entered.numbers if isinstance(entered, FormEntered) else None
    return Earlier(before.check_id, verdict, numbers)


def asked_at_once(
    state: State, request: CheckRequest, numbers: CardholderNumbers, at: datetime
) -> Step:
    """Ask with numbers that nobody types here; not while a patient is served."""
    match state:
        case Idle() | AwaitingCard() | AskingBackend() | Answered() | Failed():
            return ask(request, None, numbers, at)
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


def form_filled_in(state: State, event: NumbersTyped | NumbersAsked) -> Step:
    """Take in what is typed, or ask with it if nothing is wrong."""
    if not isinstance(state, AskingNumbers):
        return state, ()
    request, form = state.request, state.form
    if isinstance(event, NumbersTyped):
        taken = form.take(event.typed, event.left)
        return (state if taken == form else replace(state, form=taken)), ()
    entered = form.ask(request.on)
    if isinstance(entered, NumberForm):
        return replace(state, form=entered), ()
    scopes = frozenset({ConsentScope.LIMIT_CERTIFICATE} if entered.limit_consent else ())
    asked = replace(request, scopes=scopes, operator=event.operator, typed=form.typed)
    return ask(asked, None, entered.numbers, event.at)


def candidate(state: State, event: CandidateMarked | CandidateAsked) -> Step:
    """複数該当: point at one of the people, or ask again for that one."""
    if not isinstance(state, Answered):
        return state, ()
    candidates, subject = candidates_of(state.result), state.asking.query.subject
    if not isinstance(subject, CardholderNumbers):
        return state, ()
    if isinstance(event, CandidateMarked):
        is_one = 0 <= event.number < len(candidates) and branch_of(candidates[event.number])
        return (replace(state, marked=event.number) if is_one else state), ()
    if state.marked is None:
        return state, ()
    chosen, before = candidates[state.marked], state.request
    branch = branch_of(chosen)
    earlier = Earlier(before.check_id, Verdict.SEVERAL, subject, len(candidates), state.marked + 1)
    request = replace(
        event.request,
        scopes=before.scopes,
        typed=None if before.typed is None else replace(before.typed, branch=branch),
        earlier=earlier,
        expected=surely_expected(chosen) or event.request.expected,
    )
    return ask(request, None, replace(subject, branch=branch), event.at)
