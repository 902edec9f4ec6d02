"""The number path of a check: the form, the question, and the questions that follow it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.desk import AT, EXPECTED, NUMBERS, PERSON, answer, asks, card
from support.session_states import (
    ANSWERED,
    ASKING_BACKEND,
    AWAITING_CARD,
    AWAITING_CHALLENGE,
    FAILED,
    FORM,
    OPENING,
    RECORDING,
    SIGNING,
    WITNESS,
    after,
    only,
)

from reception_app.domain.consent import ConsentMethod, ConsentScope
from reception_app.domain.eligibility import CardholderNumbers, Method, Record, Verdict
from reception_app.domain.errors import LinkDown, LinkTimeout, PinBlocked, ReceptionError
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.number_form import Earlier, NumberForm
from reception_app.domain.person import expected_person
from reception_app.domain.record import SubstituteReason
from reception_app.domain.session.effects import AskBackend, SaveResult
from reception_app.domain.session.events import (
    AnswerCame,
    CandidateAsked,
    CandidateMarked,
    CardInserted,
    CardLeft,
    Dismissed,
    MethodChosen,
    NumbersAsked,
    NumbersEntered,
    NumbersTyped,
    Overdue,
    StepFailed,
)
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    Failed,
    Idle,
    State,
)
from reception_app.domain.session.step import step

TYPED = TypedNumbers("06139992", "１２３", "4567", "01", "S50.4.1")
CHECK, NEXT = asks(Method.NUMBERS), asks(Method.NUMBERS, 2)
F3 = MethodChosen(NEXT)
ASK = NumbersAsked("suzuki", AT)
FILLED = replace(FORM, form=NumberForm(TYPED))
TWO: tuple[Record, ...] = (
    {**PERSON, "InsuredBranchNumber": "01"},
    {**PERSON, "InsuredBranchNumber": "2"},
    PERSON,
)


def asked(form: AskingNumbers = FILLED) -> AskingBackend:
    state, _ = step(form, ASK)
    assert isinstance(state, AskingBackend)
    return state


def answered(verdict: Verdict, *records: Record, **changes: Any) -> Answered:
    usual: dict[str, Any] = {"verdict": verdict, "records": records, **changes}
    return Answered(asked().asking, answer(**usual), saved=True)


def form_of(state: State) -> AskingNumbers:
    assert isinstance(state, AskingNumbers)
    return state


# ── the form ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "state", [Idle(), AWAITING_CARD, ASKING_BACKEND, WITNESS, FAILED, ANSWERED]
)
def test_f3_begins_an_empty_form_where_nothing_is_lost_by_it(state: State) -> None:
    assert step(state, F3) == (AskingNumbers(NEXT), ())


@pytest.mark.parametrize(
    "state", [RECORDING, OPENING, SIGNING, AWAITING_CHALLENGE, AskingPin(asks(), card()), FORM]
)
def test_f3_does_nothing_while_a_card_is_at_work_or_a_form_is_open(state: State) -> None:
    assert step(state, F3) == (state, ())


def test_a_card_that_is_laid_down_meanwhile_waits() -> None:
    state, effects = after(FILLED, CardInserted(asks(number=3)), CardLeft())

    assert (state, effects) == (FILLED, ())


@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL])
def test_no_key_for_a_card_takes_the_form_away(method: Method) -> None:
    assert step(FILLED, MethodChosen(asks(method, 3))) == (FILLED, ())


@pytest.mark.parametrize("error", [LinkTimeout(15), ReceptionError()])
def test_nothing_that_fails_elsewhere_ends_the_form(error: ReceptionError) -> None:
    check = FILLED.request.check_id

    assert after(FILLED, StepFailed(check, error), Overdue(check, error)) == (FILLED, ())


def test_leaving_the_form_asks_nothing() -> None:
    assert step(FILLED, Dismissed()) == (Idle(), ())


def test_what_is_typed_is_in_the_state_and_the_same_again_changes_nothing() -> None:
    state, _ = step(FORM, NumbersTyped(TYPED, Place.INSURER))

    assert form_of(state).form.typed == TYPED
    assert step(state, NumbersTyped(TYPED, Place.INSURER))[0] is state


@pytest.mark.parametrize("state", [Idle(), ASKING_BACKEND, ANSWERED, FAILED, OPENING])
def test_without_a_form_nothing_is_typed_or_asked(state: State) -> None:
    for event in (NumbersTyped(TYPED), ASK):
        assert step(state, event) == (state, ())


def test_a_form_with_a_mistake_stays_with_all_that_was_typed() -> None:
    wrong = replace(TYPED, born="S50.13.1")

    state, effects = after(FORM, NumbersTyped(wrong), ASK)

    assert effects == ()
    assert form_of(state).form.typed == wrong
    assert form_of(state).form.start is Place.BORN


def test_asking_sends_the_numbers_once_with_who_is_at_the_desk_now() -> None:
    state, effects = step(FILLED, ASK)

    (ask,) = only(AskBackend, effects)
    assert len(effects) == 1
    assert isinstance(state, AskingBackend)
    assert ask.asking.query.subject == NUMBERS
    assert (state.request.operator, state.request.typed) == ("suzuki", TYPED)
    assert ask.asking.query.consent.method is ConsentMethod.NONE
    assert ask.asking.query.consent.scopes == frozenset()


def test_the_consent_goes_with_the_question() -> None:
    agreed = replace(FORM, form=NumberForm(replace(TYPED, limit_consent=True)))

    query = asked(agreed).asking.query

    assert query.consent.scopes == {ConsentScope.LIMIT_CERTIFICATE}


def test_a_wrong_check_digit_is_asked_with_after_one_more_press() -> None:
    doubtful = replace(FORM, form=NumberForm(replace(TYPED, insurer="06139993")))

    first, nothing = step(doubtful, ASK)
    second, effects = step(first, ASK)

    assert (nothing, type(first)) == ((), AskingNumbers)
    assert isinstance(second, AskingBackend)
    assert len(only(AskBackend, effects)) == 1


def test_a_form_is_in_the_way_of_a_question_of_the_command_line() -> None:
    assert step(FILLED, NumbersEntered(NEXT, NUMBERS, AT)) == (FILLED, ())


# ── the same patient again ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("verdict", [Verdict.NOT_FOUND, Verdict.UNKNOWN, Verdict.SEVERAL])
def test_numbers_that_led_nowhere_can_be_corrected(verdict: Verdict) -> None:
    state = form_of(step(answered(verdict), F3)[0])

    assert state.form.typed == TYPED
    assert state.request.check_id == NEXT.check_id
    assert state.request.earlier is not None
    assert (state.request.earlier.check_id, state.request.earlier.verdict) == (
        CHECK.check_id,
        verdict,
    )
    assert state.request.earlier.numbers == NUMBERS


def test_an_answer_that_is_an_error_can_be_asked_for_again() -> None:
    refused = answered(Verdict.VALID, verdict_code="", header={"SegmentOfResult": "9"})
    refused = replace(refused, result=replace(refused.result, verdict=None))

    state = form_of(step(refused, F3)[0])

    assert (state.form.typed, state.form.start) == (TYPED, Place.INSURER)


@pytest.mark.parametrize("verdict", [Verdict.INVALID, Verdict.INVALID_NEWER_EXISTS])
def test_after_an_old_insurance_only_the_person_stays(verdict: Verdict) -> None:
    state = form_of(step(answered(verdict), F3)[0])

    assert state.form.typed == TypedNumbers(born="S50.4.1")
    assert state.request.earlier is not None


def test_a_corrected_question_is_a_check_of_its_own_that_tells_what_it_follows() -> None:
    form, _ = step(answered(Verdict.NOT_FOUND), F3)
    corrected, _ = step(form, NumbersTyped(replace(TYPED, number="4568"), Place.NUMBER))

    state, effects = step(corrected, ASK)

    (ask,) = only(AskBackend, effects)
    assert isinstance(state, AskingBackend)
    assert ask.asking.query.check_id == NEXT.check_id
    subject = ask.asking.query.subject
    assert isinstance(subject, CardholderNumbers)
    assert state.request.earlier is not None
    trail = state.request.earlier.trail_to(subject)
    assert (trail.follows, trail.changed) == (CHECK.check_id, (Place.NUMBER,))


def test_after_a_valid_answer_somebody_else_comes() -> None:
    assert step(answered(Verdict.VALID, PERSON), F3) == (AskingNumbers(NEXT), ())


def test_after_somebody_elses_answer_nothing_of_it_is_used() -> None:
    other = replace(answered(Verdict.NOT_FOUND), is_other_person=True)

    assert step(other, F3) == (AskingNumbers(NEXT), ())


def test_a_question_that_was_not_answered_is_there_to_be_asked_again() -> None:
    failed, _ = step(asked(), StepFailed(CHECK.check_id, LinkDown()))
    assert isinstance(failed, Failed)

    state = form_of(step(failed, F3)[0])

    assert (state.form.typed, state.form.start) == (TYPED, None)
    assert state.request.earlier == Earlier(CHECK.check_id, None, NUMBERS)


def test_after_a_card_whose_insurance_is_lost_the_birth_date_is_known() -> None:
    by_card = replace(ANSWERED, result=answer(verdict=Verdict.INVALID, records=(PERSON,)))

    state = form_of(step(by_card, F3)[0])

    assert state.form.typed == TypedNumbers(born="19750401")
    assert state.request.earlier == Earlier(
        by_card.request.check_id, Verdict.INVALID, name="試験　太郎"
    )


def test_after_a_card_that_nobody_knows_the_form_is_empty_but_follows_it() -> None:
    by_card = replace(ANSWERED, result=answer(verdict=Verdict.NOT_FOUND, records=()))

    state = form_of(step(by_card, F3)[0])

    assert state.form.typed == TypedNumbers()
    assert state.request.earlier is not None


def test_why_it_was_not_the_pin_is_told_with_the_numbers_too() -> None:
    locked = Failed(asks(), card(attempts_left=0), PinBlocked())

    assert form_of(step(locked, F3)[0]).request.reason is SubstituteReason.PIN_BLOCKED


# ── an answer that is somebody else's ─────────────────────────────────────────────────────────
THEIRS: Record = {**PERSON, "Birthdate": "19600101"}


@pytest.mark.parametrize(
    ("record", "is_other"),
    [
        (PERSON, False),
        (THEIRS, True),
        ({**PERSON, "InsuredIdentificationNumber": "4567"}, False),
        ({**PERSON, "InsuredIdentificationNumber": "4568"}, True),
    ],
)
def test_an_answer_with_other_numbers_or_another_birth_date_is_held(
    record: Record, is_other: bool
) -> None:
    asking = asked().asking
    result = answer(records=(record,))

    state, effects = step(asked(), AnswerCame(asking, result))
    late, saved_late = step(Idle(), AnswerCame(asking, result))

    assert state == Answered(asking, result, is_other_person=is_other)
    assert effects == saved_late == (SaveResult(asking, result, hold=is_other),)
    assert late == Idle()


def test_so_is_one_with_another_branch_than_was_chosen() -> None:
    several = answered(Verdict.SEVERAL, *TWO)
    again, _ = after(several, CandidateMarked(1), CandidateAsked(NEXT, AT))
    assert isinstance(again, AskingBackend)

    right, _ = step(again, AnswerCame(again.asking, answer(records=(TWO[1],))))
    wrong, _ = step(again, AnswerCame(again.asking, answer(records=(TWO[0],))))

    assert isinstance(right, Answered)
    assert isinstance(wrong, Answered)
    assert (right.is_other_person, wrong.is_other_person) == (False, True)


def test_so_is_one_about_another_than_the_one_who_was_chosen() -> None:
    several = answered(Verdict.SEVERAL, *TWO)
    again, _ = after(several, CandidateMarked(1), CandidateAsked(NEXT, AT))
    assert isinstance(again, AskingBackend)
    other = answer(records=({**TWO[1], "NameKana": "ﾍﾞﾂｼﾞﾝ ﾊﾅｺ", "InsuredBranchNumber": ""},))

    state, _ = step(again, AnswerCame(again.asking, other))

    assert expected_person(TWO[1]) == again.request.expected
    assert isinstance(state, Answered)
    assert state.is_other_person


@pytest.mark.parametrize(
    ("chosen", "is_expected"),
    [
        ({"NameKana": "ｼｹﾝ ●"}, False),
        ({"NameKana": "", "Name": "試験　●"}, False),
        ({"NameKana": "ｼｹﾝ ﾊﾅｺ", "Name": "試験　●"}, True),
        ({"NameKana": "", "Name": ""}, False),
    ],
)
def test_what_is_hidden_of_the_one_who_was_chosen_is_not_compared(
    chosen: Record, is_expected: bool
) -> None:
    several = answered(Verdict.SEVERAL, TWO[0], {**TWO[1], **chosen})
    again, _ = after(several, CandidateMarked(1), CandidateAsked(NEXT, AT))
    assert isinstance(again, AskingBackend)

    assert (again.request.expected is not None) is is_expected


def test_whoever_was_expected_is_looked_for_among_the_right_numbers_too() -> None:
    expecting = replace(asked().asking.request, expected=EXPECTED)
    asking = replace(asked().asking, request=expecting)
    other_name = answer(records=({**PERSON, "NameKana": "ﾍﾞﾂｼﾞﾝ"},))

    state, _ = step(AskingBackend(asking), AnswerCame(asking, other_name))

    assert isinstance(state, Answered)
    assert state.is_other_person


# ── several people ────────────────────────────────────────────────────────────────────────────
def test_nobody_is_chosen_by_itself() -> None:
    several = answered(Verdict.SEVERAL, *TWO)

    assert several.marked is None
    assert step(several, CandidateAsked(NEXT, AT)) == (several, ())


def test_who_is_pointed_at_is_asked_for_again_with_their_branch() -> None:
    several = answered(Verdict.SEVERAL, *TWO)

    marked, nothing = step(several, CandidateMarked(1))
    state, effects = step(marked, CandidateAsked(NEXT, AT))

    (ask,) = only(AskBackend, effects)
    assert nothing == ()
    assert isinstance(state, AskingBackend)
    assert ask.asking.query.subject == replace(NUMBERS, branch="02")
    assert ask.asking.query.check_id == NEXT.check_id
    assert state.request.typed == replace(TYPED, branch="02")
    assert state.request.earlier == Earlier(CHECK.check_id, Verdict.SEVERAL, NUMBERS, 3, 2)


@pytest.mark.parametrize("number", [-1, 2, 3])
def test_only_somebody_with_a_branch_can_be_pointed_at(number: int) -> None:
    several = answered(Verdict.SEVERAL, *TWO)

    assert step(several, CandidateMarked(number)) == (several, ())


def test_correcting_by_hand_tells_how_many_there_were() -> None:
    state = form_of(step(answered(Verdict.SEVERAL, *TWO), F3)[0])

    assert state.form.start is Place.BRANCH
    assert state.request.earlier is not None
    assert (state.request.earlier.candidates, state.request.earlier.choice) == (3, None)


def test_an_answer_to_a_card_names_nobody_to_choose() -> None:
    by_card = replace(ANSWERED, result=answer(verdict=Verdict.SEVERAL, records=TWO))

    for event in (CandidateMarked(0), CandidateAsked(NEXT, AT)):
        assert step(by_card, event) == (by_card, ())


def test_a_question_of_the_command_line_can_be_narrowed_down_too() -> None:
    state, _ = step(Idle(), NumbersEntered(CHECK, NUMBERS, AT))
    assert isinstance(state, AskingBackend)
    several = Answered(state.asking, answer(verdict=Verdict.SEVERAL, records=TWO))

    asked_again, _ = after(several, CandidateMarked(0), CandidateAsked(NEXT, AT))

    assert isinstance(asked_again, AskingBackend)
    assert asked_again.request.typed is None


@pytest.mark.parametrize("state", [Idle(), FORM, ASKING_BACKEND, OPENING])
def test_where_no_answer_is_on_the_screen_nobody_is_chosen(state: State) -> None:
    for event in (CandidateMarked(0), CandidateAsked(NEXT, AT)):
        assert step(state, event) == (state, ())
