"""A check and its people: the patient calls, staff refuses, somebody else than was expected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.desk import (
    AT,
    EXPECTED,
    NUMBERS,
    OTHER_PERSON,
    PERSON,
    VISUAL,
    answer,
    asks,
    card,
    digits,
    shown,
)
from support.session_states import (
    ASKING,
    ASKING_PIN,
    AWAITING_CARD,
    AWAITING_CHALLENGE,
    CHALLENGE,
    EVERY_STATE,
    FAILED,
    ID,
    NEXT_CHECK,
    NEXT_VISUAL,
    OPENING,
    OTHER,
    PIN,
    PIN_CHECK,
    RECORDING,
    SEEN,
    SEEN_BLIND,
    SIGNING,
    VISUAL_CHECK,
    WITNESS,
    after,
    only,
)

from reception_app.domain.eligibility import EligibilityResult, Method
from reception_app.domain.errors import (
    CardRemoved,
    LinkDown,
    PinBlocked,
    PinMissing,
    PinRejected,
    StoreFull,
)
from reception_app.domain.record import SubstituteReason
from reception_app.domain.session.effects import (
    AskBackend,
    CloseCard,
    FetchChallenge,
    OpenCard,
    RecordRefusal,
    SaveResult,
    Sign,
    WipePin,
)
from reception_app.domain.session.events import (
    AnswerCame,
    CardInserted,
    CardLeft,
    CardOpened,
    ChallengeCame,
    Dismissed,
    Event,
    LastTryConfirmed,
    MethodChosen,
    NumbersEntered,
    Overdue,
    PatientCalled,
    PinEntered,
    ResultSaved,
    StepFailed,
    WitnessGiven,
    WitnessRecorded,
    WitnessRefused,
)
from reception_app.domain.session.states import (
    Answered,
    Asking,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    Failed,
    Idle,
    Opening,
    PatientCall,
    State,
)
from reception_app.domain.session.step import step

CALLS = list(PatientCall)
CALLED = replace(ASKING_PIN, called=PatientCall.UNKNOWN)
STOPPED = replace(ASKING_PIN, called=PatientCall.STOPPED)
ONE_LEFT = AskingPin(PIN_CHECK, card(attempts_left=1), CHALLENGE)
WRONG = AskingPin(PIN_CHECK, card(attempts_left=2), CHALLENGE, rejected=PinRejected(2))
REFUSED = WitnessRefused(VISUAL)


# ── the patient calls ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("call", CALLS)
def test_a_patient_calls_staff_and_the_keypad_stays(call: PatientCall) -> None:
    state, effects = step(ASKING_PIN, PatientCalled(call))

    assert replace(ASKING_PIN, called=call) == state
    assert effects == ()


def test_the_same_call_again_is_no_news() -> None:
    state, effects = step(CALLED, PatientCalled(PatientCall.UNKNOWN))

    assert state is CALLED
    assert effects == ()


def test_the_last_call_counts() -> None:
    assert (STOPPED, ()) == step(CALLED, PatientCalled(PatientCall.STOPPED))


@pytest.mark.parametrize("call", CALLS)
def test_a_patient_who_called_may_type_all_the_same(call: PatientCall) -> None:
    state, effects = after(ASKING_PIN, PatientCalled(call), PinEntered(PIN, AT))

    assert SIGNING == state
    assert (Sign(PIN_CHECK, PIN, CHALLENGE),) == effects


def test_a_call_is_over_once_digits_were_sent() -> None:
    state, _ = after(CALLED, PinEntered(PIN, AT), StepFailed(ID, PinRejected(2)))

    assert isinstance(state, AskingPin)
    assert state.called is None


def test_a_call_is_kept_when_the_challenge_comes() -> None:
    called = replace(CALLED, challenge=None)

    assert (CALLED, ()) == step(called, ChallengeCame(ID, CHALLENGE))


def test_f1_takes_a_call_back_and_the_check_goes_on() -> None:
    assert (ASKING_PIN, ()) == step(CALLED, MethodChosen(NEXT_CHECK))


def test_leave_for_the_last_try_takes_a_call_back() -> None:
    state, effects = after(ONE_LEFT, PatientCalled(PatientCall.STOPPED), LastTryConfirmed())

    assert replace(ONE_LEFT, last_try_confirmed=True) == state
    assert effects == ()


def test_f1_takes_a_call_back_and_gives_no_leave_for_the_last_try() -> None:
    stray, _ = digits()

    state, effects = after(
        ONE_LEFT,
        PatientCalled(PatientCall.UNKNOWN),
        MethodChosen(NEXT_CHECK),
        PinEntered(stray, AT),
    )

    assert ONE_LEFT == state
    assert (WipePin(stray),) == effects


def test_a_call_is_no_leave_for_the_last_try() -> None:
    called = replace(ONE_LEFT, called=PatientCall.UNKNOWN)

    assert (called, (WipePin(PIN),)) == step(called, PinEntered(PIN, AT))


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if not isinstance(s, AskingPin)])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_means_nothing_where_no_pin_is_asked_for(state: State, call: PatientCall) -> None:
    assert (state, ()) == step(state, PatientCalled(call))


# ── why it was not done by the PIN ────────────────────────────────────────────────────────────
def reason_of(state: State) -> SubstituteReason | None:
    """What a visual check that begins here says about its reason."""
    witness, _ = step(state, MethodChosen(NEXT_VISUAL))
    assert isinstance(witness, AskingWitness)
    assert replace(NEXT_VISUAL, reason=witness.request.reason) == witness.request
    return witness.request.reason


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CALLED, SubstituteReason.PIN_UNKNOWN),
        (STOPPED, SubstituteReason.PIN_STOPPED),
        (ONE_LEFT, SubstituteReason.PIN_LAST_TRY),
        (replace(ONE_LEFT, rejected=PinRejected(1)), SubstituteReason.PIN_LAST_TRY),
        (replace(ONE_LEFT, called=PatientCall.UNKNOWN), SubstituteReason.PIN_UNKNOWN),
        (WRONG, SubstituteReason.PIN_WRONG),
        (replace(WRONG, called=PatientCall.STOPPED), SubstituteReason.PIN_STOPPED),
        (Failed(PIN_CHECK, SEEN, PinBlocked(), card_in=True), SubstituteReason.PIN_BLOCKED),
        (Failed(PIN_CHECK, SEEN, PinMissing(), card_in=True), SubstituteReason.PIN_MISSING),
        (Idle(), None),
        (ASKING_PIN, None),
        (AWAITING_CHALLENGE, None),
        (AWAITING_CARD, None),
        (AskingBackend(ASKING), None),
        (Answered(ASKING, answer()), None),
        (WITNESS, None),
        (FAILED, None),
    ],
)
def test_a_visual_check_says_why_as_far_as_the_check_before_it_tells(
    state: State, reason: SubstituteReason | None
) -> None:
    assert reason is reason_of(state)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CALLED, SubstituteReason.PIN_UNKNOWN),
        (STOPPED, SubstituteReason.PIN_STOPPED),
        (WRONG, SubstituteReason.PIN_WRONG),
        (ONE_LEFT, SubstituteReason.PIN_LAST_TRY),
        (ASKING_PIN, None),
    ],
)
def test_the_reason_survives_when_the_patient_takes_the_card_up(
    state: State, reason: SubstituteReason | None
) -> None:
    failed, _ = step(state, CardLeft())

    assert isinstance(failed, Failed)
    assert reason is reason_of(failed)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (CALLED, SubstituteReason.PIN_UNKNOWN),
        (WRONG, SubstituteReason.PIN_WRONG),
        (ASKING_PIN, SubstituteReason.PIN_MISSING),
    ],
)
def test_the_reason_survives_when_nobody_types_any_more(
    state: State, reason: SubstituteReason
) -> None:
    failed, _ = step(state, Overdue(ID, PinMissing()))

    assert reason is reason_of(failed)


def test_f2_pressed_twice_keeps_the_reason() -> None:
    witness, _ = step(CALLED, MethodChosen(NEXT_VISUAL))

    assert SubstituteReason.PIN_UNKNOWN is reason_of(witness)


@pytest.mark.parametrize(
    "trouble",
    [
        (CardLeft(),),
        (WitnessRecorded(OTHER), StepFailed(OTHER, CardRemoved())),
        (StepFailed(OTHER, StoreFull()),),
    ],
)
def test_a_visual_check_that_is_begun_anew_keeps_the_reason(trouble: tuple[Event, ...]) -> None:
    failed, _ = after(CALLED, MethodChosen(NEXT_VISUAL), WitnessGiven(VISUAL), *trouble)

    assert isinstance(failed, Failed)
    assert SubstituteReason.PIN_UNKNOWN is reason_of(failed)


def test_the_reason_goes_along_to_the_answer() -> None:
    state, _ = after(
        CALLED,
        MethodChosen(NEXT_VISUAL),
        WitnessGiven(VISUAL),
        WitnessRecorded(OTHER),
        CardOpened(OTHER, SEEN_BLIND, AT, shown()),
    )

    assert isinstance(state, AskingBackend)
    assert SubstituteReason.PIN_UNKNOWN is state.asking.request.reason


def test_a_check_by_pin_has_no_reason() -> None:
    state, _ = after(CALLED, CardLeft(), MethodChosen(NEXT_CHECK))

    assert AwaitingCard(NEXT_CHECK) == state


@pytest.mark.parametrize("end", [(Dismissed(),), (CardLeft(), Dismissed())])
def test_the_next_patient_has_no_reason(end: tuple[Event, ...]) -> None:
    idle, _ = after(CALLED, *end)

    assert reason_of(idle) is None


def test_a_card_that_is_laid_down_has_no_reason() -> None:
    state, _ = after(CALLED, CardLeft(), CardInserted(NEXT_VISUAL))

    assert AskingWitness(NEXT_VISUAL, card_in=True) == state


# ── staff cannot confirm the face ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize("card_in", [True, False])
def test_a_face_that_cannot_be_confirmed_ends_the_check_unread(card_in: bool) -> None:
    state, effects = step(replace(WITNESS, card_in=card_in), REFUSED)

    assert isinstance(state, Failed)
    assert (VISUAL_CHECK, None, "VS01", card_in) == (
        state.request,
        state.seen,
        state.error.code,
        state.card_in,
    )
    assert (RecordRefusal(ID, VISUAL),) == effects


@pytest.mark.parametrize(
    "later",
    [
        WitnessGiven(VISUAL),
        WitnessRecorded(ID),
        CardOpened(ID, SEEN_BLIND, AT, shown()),
        REFUSED,
    ],
)
def test_nothing_of_a_refused_check_goes_on(later: Event) -> None:
    refused, _ = step(WITNESS, REFUSED)

    assert (refused, ()) == step(refused, later)


def test_a_card_laid_down_after_a_refusal_begins_a_check_of_its_own() -> None:
    state, effects = after(replace(WITNESS, card_in=False), REFUSED, CardInserted(NEXT_CHECK))

    assert Opening(NEXT_CHECK) == state
    assert [OpenCard(OTHER, None)] == only(OpenCard, effects)


def test_after_a_refusal_the_pin_may_prove_who_it_is() -> None:
    state, effects = after(WITNESS, REFUSED, MethodChosen(NEXT_CHECK))

    assert Opening(NEXT_CHECK) == state
    assert (RecordRefusal(ID, VISUAL), OpenCard(OTHER, None), FetchChallenge(OTHER)) == effects


def test_after_a_refusal_the_face_has_to_be_compared_anew() -> None:
    state, effects = after(
        WITNESS, REFUSED, MethodChosen(NEXT_VISUAL), CardLeft(), CardInserted(PIN_CHECK)
    )

    assert AskingWitness(NEXT_VISUAL, card_in=True) == state
    assert [] == only(OpenCard, effects)


def test_a_confirmation_that_is_being_written_down_stands() -> None:
    assert (RECORDING, ()) == step(RECORDING, REFUSED)


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if not isinstance(s, AskingWitness)])
def test_a_refusal_means_nothing_elsewhere(state: State) -> None:
    assert (state, ()) == step(state, REFUSED)


def test_f2_then_refusal_leaves_the_card_of_the_pin_entry_powered_off() -> None:
    state, effects = after(ASKING_PIN, MethodChosen(NEXT_VISUAL), REFUSED)

    assert isinstance(state, Failed)
    assert (CloseCard(), RecordRefusal(OTHER, VISUAL)) == effects


# ── somebody else than was expected ───────────────────────────────────────────────────────────
def expecting(asking: Asking) -> Asking:
    return replace(asking, request=replace(asking.request, expected=EXPECTED))


AWAITED = expecting(ASKING)
SAME = answer(records=(PERSON,))
ANOTHER = answer(records=(OTHER_PERSON,))


@pytest.mark.parametrize(
    ("result", "is_other"),
    [
        (SAME, False),
        (ANOTHER, True),
        (answer(records=(OTHER_PERSON, PERSON)), True),
        (answer(records=()), False),
    ],
)
def test_an_answer_about_somebody_else_is_shown_as_that_and_its_hand_over_held(
    result: EligibilityResult, is_other: bool
) -> None:
    state, effects = step(AskingBackend(AWAITED), AnswerCame(AWAITED, result))

    assert Answered(AWAITED, result, is_other_person=is_other) == state
    assert (SaveResult(AWAITED, result, hold=is_other),) == effects


@pytest.mark.parametrize("result", [SAME, ANOTHER, answer(records=())])
def test_where_nobody_was_expected_nobody_is_somebody_else(result: EligibilityResult) -> None:
    state, effects = step(AskingBackend(ASKING), AnswerCame(ASKING, result))

    assert Answered(ASKING, result) == state
    assert (SaveResult(ASKING, result),) == effects


@pytest.mark.parametrize("state", EVERY_STATE)
def test_a_late_answer_about_somebody_else_is_held_too(state: State) -> None:
    assert (state, (SaveResult(AWAITED, ANOTHER, hold=True),)) == step(
        state, AnswerCame(AWAITED, ANOTHER)
    )


def test_whom_the_next_check_expects_says_nothing_about_a_late_answer() -> None:
    theirs = asks(number=2, expected=EXPECTED)
    taken, _ = step(AskingBackend(ASKING), CardInserted(theirs))

    state, effects = step(taken, AnswerCame(ASKING, ANOTHER))

    assert taken == state
    assert (SaveResult(ASKING, ANOTHER),) == effects


@pytest.mark.parametrize("event", [ResultSaved(ID), StepFailed(ID, StoreFull())])
def test_somebody_else_stays_somebody_else_whatever_the_disk_says(event: Event) -> None:
    state, _ = step(Answered(AWAITED, ANOTHER, is_other_person=True), event)

    assert isinstance(state, Answered)
    assert state.is_other_person


def test_the_one_who_is_expected_goes_along_with_every_way_of_asking() -> None:
    pin = asks(expected=EXPECTED)
    visual = asks(Method.VISUAL, expected=EXPECTED)
    numbers = asks(Method.NUMBERS, expected=EXPECTED)

    signing, _ = after(OPENING, Dismissed(), CardInserted(pin), CardOpened(ID, SEEN, AT))
    looked, shown_for = after(
        Idle(),
        CardInserted(visual),
        WitnessGiven(VISUAL),
        WitnessRecorded(ID),
        CardOpened(ID, SEEN_BLIND, AT, shown()),
    )
    numbered, _ = step(Idle(), NumbersEntered(numbers, NUMBERS, AT))

    assert isinstance(signing, AskingPin)
    assert isinstance(looked, AskingBackend)
    assert isinstance(numbered, AskingBackend)
    assert [EXPECTED] * 3 == [state.request.expected for state in (signing, looked, numbered)]
    assert [EXPECTED] == [each.asking.request.expected for each in only(AskBackend, shown_for)]


def test_a_failed_check_forgets_nothing_of_its_request() -> None:
    expecting_pin = replace(ASKING_PIN, request=asks(expected=EXPECTED))

    failed, _ = step(expecting_pin, StepFailed(ID, LinkDown()))

    assert isinstance(failed, Failed)
    assert asks(expected=EXPECTED) == failed.request
