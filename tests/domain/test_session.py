"""The check as a state machine, transition by transition."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.desk import (
    AT,
    NUMBERS,
    VISUAL,
    answer,
    asks,
    card,
    digits,
)
from support.session_states import (
    ANSWERED,
    ASKING,
    ASKING_BACKEND,
    ASKING_PIN,
    AWAITING_CARD,
    AWAITING_CHALLENGE,
    CARD_IN_USE,
    CHALLENGE,
    EVERY_STATE,
    FAILED,
    FREE,
    ID,
    NEXT_CHECK,
    NEXT_VISUAL,
    OPENING,
    OPENING_VISUAL,
    OTHER,
    PIN,
    PIN_CHECK,
    RECORDING,
    RESULT,
    SEEN,
    SEEN_BLIND,
    SHOWN,
    SIGNING,
    TICKET,
    VISUAL_CHECK,
    WITNESS,
    after,
    asking,
    only,
)

from reception_app.domain.card_seen import CardKind, CertificateState
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    Challenge,
    EligibilityQuery,
    Method,
    verdict_of,
)
from reception_app.domain.errors import (
    BackendUnavailable,
    BugError,
    CardMissing,
    CardRemoved,
    CardServiceDown,
    CardUntrusted,
    LastTryGuarded,
    LinkDown,
    LinkTimeout,
    PinBlocked,
    PinRejected,
    ReceptionError,
    StoreBusy,
    StoreFull,
)
from reception_app.domain.session.effects import (
    AskBackend,
    CloseCard,
    Effect,
    FetchChallenge,
    OpenCard,
    RecordWitness,
    SaveResult,
    Sign,
    WipePin,
)
from reception_app.domain.session.events import (
    AnswerCame,
    CardInserted,
    CardLeft,
    CardOpened,
    CardRead,
    ChallengeCame,
    Dismissed,
    LastTryConfirmed,
    MethodChosen,
    NumbersEntered,
    PinEntered,
    ResultSaved,
    StepFailed,
    WitnessGiven,
    WitnessRecorded,
)
from reception_app.domain.session.holder import CHALLENGE_MARGIN
from reception_app.domain.session.states import (
    Answered,
    Asking,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    CheckRequest,
    Failed,
    Idle,
    Opening,
    Signing,
    State,
)
from reception_app.domain.session.step import step


# ── PIN path ──────────────────────────────────────────────────────────────────────────────────
def test_a_card_starts_the_default_check_and_the_challenge_is_fetched_meanwhile() -> None:
    state, effects = step(Idle(), CardInserted(PIN_CHECK))

    assert Opening(PIN_CHECK) == state
    assert (OpenCard(ID, None), FetchChallenge(ID)) == effects


def test_f1_before_the_card_fetches_the_challenge_ahead() -> None:
    state, effects = step(Idle(), MethodChosen(PIN_CHECK))

    assert AwaitingCard(PIN_CHECK) == state
    assert (FetchChallenge(ID),) == effects


def test_a_method_chosen_before_the_card_wins_over_the_default_one() -> None:
    state, effects = after(Idle(), MethodChosen(PIN_CHECK), CardInserted(NEXT_CHECK))

    assert Opening(PIN_CHECK) == state
    assert (FetchChallenge(ID), OpenCard(ID, None)) == effects


def test_a_challenge_that_came_before_the_card_is_kept() -> None:
    state, effects = step(AwaitingCard(PIN_CHECK, None, CHALLENGE), CardInserted(NEXT_CHECK))

    assert Opening(PIN_CHECK, None, CHALLENGE) == state
    assert (OpenCard(ID, None),) == effects


def test_a_challenge_that_failed_before_the_card_is_fetched_once_more() -> None:
    state, effects = step(AwaitingCard(PIN_CHECK, None, LinkDown()), CardInserted(NEXT_CHECK))

    assert Opening(PIN_CHECK) == state
    assert (OpenCard(ID, None), FetchChallenge(ID)) == effects


def test_a_card_that_may_go_on_asks_for_the_pin() -> None:
    state, effects = step(Opening(PIN_CHECK, None, CHALLENGE), CardOpened(ID, SEEN, AT))

    assert ASKING_PIN == state
    assert effects == ()


def test_the_pin_is_asked_for_while_the_challenge_is_still_on_its_way() -> None:
    state, effects = after(OPENING, CardOpened(ID, SEEN, AT), ChallengeCame(ID, CHALLENGE))

    assert ASKING_PIN == state
    assert effects == ()


def test_a_challenge_may_come_while_the_card_is_being_read() -> None:
    state, effects = after(OPENING, ChallengeCame(ID, CHALLENGE), CardOpened(ID, SEEN, AT))

    assert ASKING_PIN == state
    assert effects == ()


def test_four_digits_are_sent_once_with_the_challenge() -> None:
    state, effects = step(ASKING_PIN, PinEntered(PIN, AT))

    assert SIGNING == state
    assert (Sign(PIN_CHECK, PIN, CHALLENGE),) == effects


def test_digits_that_come_before_the_challenge_wait_for_it() -> None:
    waiting, none = step(AskingPin(PIN_CHECK, SEEN), PinEntered(PIN, AT))

    state, effects = step(waiting, ChallengeCame(ID, CHALLENGE))

    assert (AWAITING_CHALLENGE, ()) == (waiting, none)
    assert SIGNING == state
    assert (Sign(PIN_CHECK, PIN, CHALLENGE),) == effects


@pytest.mark.parametrize(
    "left", [timedelta(0), timedelta(seconds=-60), CHALLENGE_MARGIN - timedelta(milliseconds=1)]
)
def test_a_challenge_that_ends_too_soon_is_fetched_anew_before_the_pin_is_sent(
    left: timedelta,
) -> None:
    ends = replace(CHALLENGE, expires_at=AT + left)

    state, effects = step(AskingPin(PIN_CHECK, SEEN, ends), PinEntered(PIN, AT))

    assert AWAITING_CHALLENGE == state
    assert (FetchChallenge(ID),) == effects


def test_a_challenge_that_lasts_long_enough_is_used() -> None:
    ends = replace(CHALLENGE, expires_at=AT + CHALLENGE_MARGIN)

    state, _ = step(AskingPin(PIN_CHECK, SEEN, ends), PinEntered(PIN, AT))

    assert Signing(PIN_CHECK, SEEN, ends) == state


def test_a_clock_that_is_far_ahead_does_not_fetch_challenges_for_ever() -> None:
    ended = replace(CHALLENGE, expires_at=AT - timedelta(hours=1))

    state, effects = after(
        AskingPin(PIN_CHECK, SEEN, ended), PinEntered(PIN, AT), ChallengeCame(ID, ended)
    )

    assert Signing(PIN_CHECK, SEEN, ended) == state
    assert (FetchChallenge(ID), Sign(PIN_CHECK, PIN, ended)) == effects


def test_a_signature_in_hand_asks_the_service() -> None:
    state, effects = step(SIGNING, CardRead(ID, TICKET, AT))

    assert ASKING_BACKEND == state
    assert (AskBackend(ASKING),) == effects


def test_a_correct_pin_restores_the_counter() -> None:
    signing = Signing(PIN_CHECK, card(attempts_left=1), CHALLENGE)

    state, _ = step(signing, CardRead(ID, TICKET, AT))

    assert isinstance(state, AskingBackend)
    assert card(attempts_left=3) == state.asking.seen


def test_consents_are_those_that_were_asked_for() -> None:
    scopes = frozenset({ConsentScope.LIMIT_CERTIFICATE})
    signing = Signing(replace(PIN_CHECK, scopes=scopes), SEEN, CHALLENGE)

    state, _ = step(signing, CardRead(ID, TICKET, AT))

    assert isinstance(state, AskingBackend)
    assert Consent(ConsentMethod.PIN, scopes, AT) == state.asking.query.consent


def test_an_answer_is_shown_and_saved() -> None:
    state, effects = step(ASKING_BACKEND, AnswerCame(ASKING, RESULT))

    assert ANSWERED == state
    assert (SaveResult(ASKING, RESULT),) == effects


def test_an_answer_that_is_on_disk_is_marked_as_saved() -> None:
    state, effects = step(ANSWERED, ResultSaved(ID))

    assert replace(ANSWERED, saved=True) == state
    assert effects == ()


@pytest.mark.parametrize("code", ["1", "2", "3", "4", "5", "6", "", "7", "ZZ"])
def test_every_verdict_is_an_answer_and_an_unknown_one_stays_unknown(code: str) -> None:
    result = answer(verdict=verdict_of(code), verdict_code=code)

    state, effects = step(ASKING_BACKEND, AnswerCame(ASKING, result))

    assert Answered(ASKING, result) == state
    assert (SaveResult(ASKING, result),) == effects


def test_an_answer_without_a_verdict_is_shown_and_saved_too() -> None:
    result = answer(verdict=None, verdict_code="", header={"SegmentOfResult": "9"})

    state, effects = step(ASKING_BACKEND, AnswerCame(ASKING, result))

    assert Answered(ASKING, result) == state
    assert (SaveResult(ASKING, result),) == effects


# ── refusals before the PIN ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("opening", [OPENING, Opening(PIN_CHECK, None, CHALLENGE), OPENING_VISUAL])
def test_a_hopeless_card_stops_before_the_pin_and_is_powered_off(opening: Opening) -> None:
    seen = card(certificate_state=CertificateState.EXPIRED)

    state, effects = step(opening, CardOpened(ID, seen, AT))

    assert isinstance(state, Failed)
    assert (seen, "CT03", True) == (state.seen, state.error.code, state.card_in)
    assert (CloseCard(),) == effects


def test_a_refusal_of_the_card_is_told_before_the_trouble_of_the_service() -> None:
    seen = card(kind=CardKind.OTHER, certificate_state=CertificateState.ABSENT)

    state, _ = step(Opening(PIN_CHECK, None, LinkDown()), CardOpened(ID, seen, AT))

    assert isinstance(state, Failed)
    assert state.error.code == "CD02"


def test_a_locked_pin_is_found_before_it_is_asked_for() -> None:
    state, effects = step(OPENING, CardOpened(ID, card(attempts_left=0), AT))

    assert isinstance(state, Failed)
    assert state.error.code == "PN03"
    assert (CloseCard(),) == effects


def test_what_was_opened_for_another_check_is_ignored() -> None:
    assert (OPENING, ()) == step(OPENING, CardOpened(OTHER, SEEN, AT))


# ── the challenge fails ───────────────────────────────────────────────────────────────────────
def test_no_pin_is_asked_for_when_there_is_no_challenge() -> None:
    down = LinkDown()

    state, effects = after(OPENING, ChallengeCame(ID, down), CardOpened(ID, SEEN, AT))

    assert Failed(PIN_CHECK, SEEN, down, card_in=True) == state
    assert (CloseCard(),) == effects


def test_a_challenge_that_fails_while_the_patient_types_ends_the_check() -> None:
    down = LinkTimeout(15)

    state, effects = step(AskingPin(PIN_CHECK, SEEN), ChallengeCame(ID, down))

    assert Failed(PIN_CHECK, SEEN, down, card_in=True) == state
    assert (CloseCard(),) == effects


def test_a_challenge_that_fails_after_the_digits_wipes_them() -> None:
    down = LinkDown()

    state, effects = step(AWAITING_CHALLENGE, ChallengeCame(ID, down))

    assert Failed(PIN_CHECK, SEEN, down, card_in=True) == state
    assert (WipePin(PIN), CloseCard()) == effects


def test_a_challenge_on_its_way_is_not_fetched_twice_so_no_late_failure_undoes_one_in_hand() -> (
    None
):
    state, effects = after(
        Idle(),
        MethodChosen(PIN_CHECK),
        CardInserted(NEXT_CHECK),
        ChallengeCame(ID, CHALLENGE),
        CardOpened(ID, SEEN, AT),
    )

    assert ASKING_PIN == state
    assert [FetchChallenge(ID)] == only(FetchChallenge, effects)


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("news", [CHALLENGE, LinkDown()])
def test_the_challenge_of_another_check_changes_nothing(
    state: State, news: Challenge | ReceptionError
) -> None:
    assert (state, ()) == step(state, ChallengeCame(OTHER, news))


@pytest.mark.parametrize("state", [SIGNING, ASKING_BACKEND, ANSWERED, FAILED, WITNESS])
@pytest.mark.parametrize("news", [CHALLENGE, LinkDown()])
def test_a_challenge_that_nobody_waits_for_any_more_changes_nothing(
    state: State, news: Challenge | ReceptionError
) -> None:
    assert (state, ()) == step(state, ChallengeCame(ID, news))


# ── the PIN is wrong ──────────────────────────────────────────────────────────────────────────
def test_a_wrong_pin_asks_again_and_never_retries_by_itself() -> None:
    wrong = PinRejected(2)

    state, effects = step(SIGNING, StepFailed(ID, wrong))

    assert AskingPin(PIN_CHECK, card(attempts_left=2), CHALLENGE, rejected=wrong) == state
    assert effects == ()


def test_a_second_entry_goes_with_the_same_unused_challenge() -> None:
    again, _ = digits()

    state, effects = after(SIGNING, StepFailed(ID, PinRejected(2)), PinEntered(again, AT))

    assert Signing(PIN_CHECK, card(attempts_left=2), CHALLENGE) == state
    assert (Sign(PIN_CHECK, again, CHALLENGE),) == effects


def test_a_card_that_does_not_count_aloud_is_counted_for() -> None:
    signing = Signing(PIN_CHECK, card(attempts_left=2), CHALLENGE)

    state, effects = after(signing, StepFailed(ID, PinRejected(None)), PinEntered(PIN, AT))

    assert isinstance(state, AskingPin)
    assert state.seen.attempts_left == 1
    assert (WipePin(PIN),) == effects


def test_a_counter_that_was_never_known_stays_unknown() -> None:
    signing = Signing(PIN_CHECK, SEEN_BLIND, CHALLENGE)

    state, _ = step(signing, StepFailed(ID, PinRejected(None)))

    assert isinstance(state, AskingPin)
    assert state.seen.attempts_left is None


@pytest.mark.parametrize(
    ("error", "attempts_left"),
    [
        (PinBlocked(), 0),
        (CardRemoved(attempts_left=2), 2),
        (CardRemoved(), None),
        (CardUntrusted(attempts_left=3), 3),
        (CardUntrusted(), None),
        (CardServiceDown(), None),
        (BugError(), None),
    ],
)
def test_after_a_failure_the_counter_is_what_is_known_of_it(
    error: ReceptionError, attempts_left: int | None
) -> None:
    state, effects = step(SIGNING, StepFailed(ID, error))

    assert Failed(PIN_CHECK, card(attempts_left=attempts_left), error, card_in=True) == state
    assert effects == ()


# ── the last try ──────────────────────────────────────────────────────────────────────────────
ONE_LEFT = AskingPin(PIN_CHECK, card(attempts_left=1), CHALLENGE)


def test_the_last_try_is_not_spent_unless_it_was_allowed() -> None:
    assert (ONE_LEFT, (WipePin(PIN),)) == step(ONE_LEFT, PinEntered(PIN, AT))


def test_the_last_try_is_not_spent_while_the_challenge_is_awaited_either() -> None:
    state = replace(ONE_LEFT, challenge=None)

    assert (state, (WipePin(PIN),)) == step(state, PinEntered(PIN, AT))


def test_the_last_try_is_spent_when_it_was_allowed() -> None:
    state, effects = after(ONE_LEFT, LastTryConfirmed(), PinEntered(PIN, AT))

    assert Signing(PIN_CHECK, card(attempts_left=1), CHALLENGE) == state
    assert (Sign(PIN_CHECK, PIN, CHALLENGE),) == effects


def test_a_leave_given_earlier_does_not_cover_the_last_try() -> None:
    two_left = AskingPin(PIN_CHECK, card(attempts_left=2), CHALLENGE)

    state, effects = after(
        two_left,
        LastTryConfirmed(),
        PinEntered(PIN, AT),
        StepFailed(ID, PinRejected(1)),
        PinEntered(digits()[0], AT),
    )

    assert isinstance(state, AskingPin)
    assert not state.last_try_confirmed
    assert 1 == len(only(Sign, effects))
    assert 1 == len(only(WipePin, effects))


def test_a_guarded_last_try_can_end_the_check() -> None:
    guarded = LastTryGuarded()

    state, effects = step(ONE_LEFT, StepFailed(ID, guarded))

    assert isinstance(state, Failed)
    assert (ONE_LEFT.seen, guarded, True) == (state.seen, state.error, state.card_in)
    assert (CloseCard(),) == effects


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if not isinstance(s, AskingPin)])
def test_digits_that_nobody_asked_for_are_wiped(state: State) -> None:
    stray, _ = digits()

    assert (state, (WipePin(stray),)) == step(state, PinEntered(stray, AT))


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if not isinstance(s, AskingPin)])
def test_leave_for_the_last_try_means_nothing_elsewhere(state: State) -> None:
    assert (state, ()) == step(state, LastTryConfirmed())


# ── visual path ───────────────────────────────────────────────────────────────────────────────
def test_f2_asks_for_the_witness_and_reads_nothing() -> None:
    assert (AskingWitness(VISUAL_CHECK, card_in=False), ()) == step(
        Idle(), MethodChosen(VISUAL_CHECK)
    )


def test_a_card_laid_down_meanwhile_is_not_opened() -> None:
    state, effects = after(Idle(), MethodChosen(VISUAL_CHECK), CardInserted(NEXT_CHECK))

    assert WITNESS == state
    assert effects == ()


def test_a_desk_whose_default_is_visual_opens_nothing_either() -> None:
    assert (WITNESS, ()) == step(Idle(), CardInserted(VISUAL_CHECK))


def test_the_witness_is_written_down_first() -> None:
    state, effects = step(WITNESS, WitnessGiven(VISUAL))

    assert RECORDING == state
    assert (RecordWitness(ID, VISUAL),) == effects


def test_the_card_is_opened_once_the_witness_is_on_disk() -> None:
    state, effects = step(RECORDING, WitnessRecorded(ID))

    assert OPENING_VISUAL == state
    assert (OpenCard(ID, VISUAL),) == effects


def test_a_witness_on_disk_without_a_card_waits_for_it() -> None:
    waiting, none = step(replace(RECORDING, card_in=False), WitnessRecorded(ID))

    state, effects = step(waiting, CardInserted(NEXT_CHECK))

    assert (AwaitingCard(VISUAL_CHECK, VISUAL), ()) == (waiting, none)
    assert OPENING_VISUAL == state
    assert (OpenCard(ID, VISUAL),) == effects


def test_a_card_may_come_while_the_witness_is_written_down() -> None:
    without = replace(RECORDING, card_in=False)

    assert (RECORDING, ()) == step(without, CardInserted(NEXT_CHECK))
    assert (without, ()) == step(without, CardLeft())


def test_a_witness_never_goes_over_to_another_card() -> None:
    state, effects = step(RECORDING, CardLeft())

    assert isinstance(state, Failed)
    assert ("CD05", False) == (state.error.code, state.card_in)
    assert () == effects
    assert (RECORDING, ()) == step(RECORDING, CardInserted(NEXT_CHECK))
    assert (WITNESS, ()) == step(WITNESS, CardInserted(NEXT_CHECK))


def test_no_record_no_read() -> None:
    full = StoreFull()

    state, effects = step(RECORDING, StepFailed(ID, full))

    assert Failed(VISUAL_CHECK, None, full, card_in=True) == state
    assert effects == ()


def test_a_record_of_another_check_opens_nothing() -> None:
    assert (RECORDING, ()) == step(RECORDING, WitnessRecorded(OTHER))


def test_a_record_without_a_witness_given_here_opens_nothing() -> None:
    assert (WITNESS, ()) == step(WITNESS, WitnessRecorded(ID))


def test_a_witness_is_taken_once() -> None:
    assert (RECORDING, ()) == step(RECORDING, WitnessGiven(VISUAL))


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if not isinstance(s, AskingWitness)])
def test_a_witness_means_nothing_elsewhere(state: State) -> None:
    assert (state, ()) == step(state, WitnessGiven(VISUAL))
    assert (state, ()) == step(state, WitnessRecorded(ID))


def test_the_certificate_alone_asks_the_service_and_names_the_witness() -> None:
    state, effects = step(OPENING_VISUAL, CardOpened(ID, SEEN_BLIND, AT, SHOWN))

    assert AskingBackend(asking(visual=True)) == state
    assert (AskBackend(asking(visual=True)),) == effects


def test_a_visual_check_without_a_certificate_in_hand_asks_nothing() -> None:
    state, effects = step(OPENING_VISUAL, CardOpened(ID, SEEN_BLIND, AT))

    assert isinstance(state, Failed)
    assert state.error.code == "CD05"
    assert (CloseCard(),) == effects


def test_a_visual_choice_holds_for_one_patient() -> None:
    visual = asking(visual=True)
    state, effects = after(
        Idle(),
        MethodChosen(VISUAL_CHECK),
        WitnessGiven(VISUAL),
        WitnessRecorded(ID),
        CardInserted(NEXT_CHECK),
        CardOpened(ID, SEEN_BLIND, AT, SHOWN),
        AnswerCame(visual, RESULT),
        ResultSaved(ID),
        CardLeft(),
        CardInserted(NEXT_CHECK),
    )

    assert Opening(NEXT_CHECK) == state
    assert [OpenCard(ID, VISUAL), OpenCard(OTHER, None)] == only(OpenCard, effects)


def test_a_visual_check_fetches_no_challenge() -> None:
    _, effects = after(
        Idle(),
        MethodChosen(VISUAL_CHECK),
        CardInserted(NEXT_CHECK),
        WitnessGiven(VISUAL),
        WitnessRecorded(ID),
    )

    assert [] == only(FetchChallenge, effects)


# ── changing the method ───────────────────────────────────────────────────────────────────────
def test_f2_during_pin_entry_powers_the_card_off_and_records_first() -> None:
    state, effects = after(
        ASKING_PIN, MethodChosen(NEXT_VISUAL), WitnessGiven(VISUAL), WitnessRecorded(OTHER)
    )

    assert Opening(NEXT_VISUAL, VISUAL) == state
    assert (CloseCard(), RecordWitness(OTHER, VISUAL), OpenCard(OTHER, VISUAL)) == effects


def test_f2_after_the_digits_wipes_them() -> None:
    state, effects = step(AWAITING_CHALLENGE, MethodChosen(NEXT_VISUAL))

    assert AskingWitness(NEXT_VISUAL, card_in=True) == state
    assert (WipePin(PIN), CloseCard()) == effects


@pytest.mark.parametrize("state", [OPENING, OPENING_VISUAL, SIGNING, RECORDING])
@pytest.mark.parametrize("wish", [NEXT_CHECK, NEXT_VISUAL])
def test_a_step_that_runs_is_not_changed_by_a_key(state: State, wish: CheckRequest) -> None:
    assert (state, ()) == step(state, MethodChosen(wish))


@pytest.mark.parametrize("state", [ASKING_PIN, AWAITING_CHALLENGE])
def test_f1_during_pin_entry_changes_nothing(state: State) -> None:
    assert (state, ()) == step(state, MethodChosen(NEXT_CHECK))


def test_f1_instead_of_the_witness_opens_the_card_that_lies_there() -> None:
    state, effects = step(WITNESS, MethodChosen(NEXT_CHECK))

    assert Opening(NEXT_CHECK) == state
    assert (OpenCard(OTHER, None), FetchChallenge(OTHER)) == effects


def test_f1_instead_of_the_witness_waits_where_no_card_lies() -> None:
    state, effects = step(replace(WITNESS, card_in=False), MethodChosen(NEXT_CHECK))

    assert AwaitingCard(NEXT_CHECK) == state
    assert (FetchChallenge(OTHER),) == effects


def test_f2_instead_of_waiting_for_the_card() -> None:
    assert (AskingWitness(NEXT_VISUAL, card_in=False), ()) == step(
        AWAITING_CARD, MethodChosen(NEXT_VISUAL)
    )


@pytest.mark.parametrize("state", [ASKING_BACKEND, ANSWERED])
def test_a_key_for_the_next_patient_does_not_read_the_last_ones_card(state: State) -> None:
    visual, none = step(state, MethodChosen(NEXT_VISUAL))
    pin, fetch = step(state, MethodChosen(NEXT_CHECK))

    assert (AskingWitness(NEXT_VISUAL, card_in=False), ()) == (visual, none)
    assert (AwaitingCard(NEXT_CHECK), (FetchChallenge(OTHER),)) == (pin, fetch)


def test_a_locked_card_that_still_lies_there_goes_on_with_f2() -> None:
    state, effects = after(
        OPENING,
        CardOpened(ID, card(attempts_left=0), AT),
        MethodChosen(NEXT_VISUAL),
        WitnessGiven(VISUAL),
        WitnessRecorded(OTHER),
    )

    assert isinstance(state, Opening)
    assert (OTHER, VISUAL) == (state.request.check_id, state.visual)
    assert (CloseCard(), RecordWitness(OTHER, VISUAL), OpenCard(OTHER, VISUAL)) == effects


def test_a_card_taken_after_its_failure_has_to_be_laid_down_again() -> None:
    failed, _ = step(OPENING, CardOpened(ID, card(attempts_left=0), AT))

    state, effects = after(failed, CardLeft(), MethodChosen(NEXT_VISUAL))

    assert isinstance(state, AskingWitness)
    assert (OTHER, False) == (state.request.check_id, state.card_in)
    assert effects == ()


# ── the card leaves ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (OPENING, None),
        (OPENING_VISUAL, None),
        (ASKING_PIN, SEEN),
        (SIGNING, card(attempts_left=None)),
    ],
)
def test_a_card_that_leaves_before_the_signature_ends_the_check(
    state: State, seen: object
) -> None:
    failed, effects = step(state, CardLeft())

    assert isinstance(failed, Failed)
    assert (seen, "CD05", False) == (failed.seen, failed.error.code, failed.card_in)
    assert (CloseCard(),) == effects


def test_a_card_that_leaves_after_the_digits_wipes_them_and_nothing_is_sent() -> None:
    failed, effects = step(AWAITING_CHALLENGE, CardLeft())

    assert isinstance(failed, Failed)
    assert failed.error.code == "CD05"
    assert (WipePin(PIN), CloseCard()) == effects


@pytest.mark.parametrize("state", [Idle(), AWAITING_CARD, ASKING_BACKEND, ANSWERED, FAILED])
def test_a_card_may_leave_where_it_is_not_needed(state: State) -> None:
    assert (state, ()) == step(state, CardLeft())


def test_a_signature_that_comes_after_the_card_left_is_not_used() -> None:
    failed, _ = step(SIGNING, CardLeft())

    assert (failed, ()) == step(failed, CardRead(ID, TICKET, AT))


def test_a_wrong_pin_told_after_the_card_left_does_not_ask_again() -> None:
    failed, _ = step(SIGNING, CardLeft())

    assert (failed, ()) == step(failed, StepFailed(ID, PinRejected(2)))


def test_after_a_removal_the_card_starts_anew_and_the_pin_is_asked_again() -> None:
    state, effects = after(
        SIGNING,
        CardLeft(),
        CardInserted(NEXT_CHECK),
        ChallengeCame(OTHER, CHALLENGE),
        CardOpened(OTHER, SEEN, AT),
    )

    assert AskingPin(NEXT_CHECK, SEEN, CHALLENGE) == state
    assert [] == only(Sign, effects)


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if not isinstance(s, Signing)])
def test_a_signature_that_nobody_waits_for_changes_nothing(state: State) -> None:
    assert (state, ()) == step(state, CardRead(ID, TICKET, AT))


def test_the_signature_of_another_check_changes_nothing() -> None:
    assert (SIGNING, ()) == step(SIGNING, CardRead(OTHER, TICKET, AT))


# ── another card, another patient ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize("state", CARD_IN_USE)
def test_a_card_on_a_second_reader_waits_while_a_check_runs(state: State) -> None:
    assert (state, ()) == step(state, CardInserted(NEXT_CHECK))


@pytest.mark.parametrize("state", FREE)
def test_the_next_card_takes_over_with_its_own_default_request(state: State) -> None:
    taken, effects = step(state, CardInserted(NEXT_CHECK))

    assert Opening(NEXT_CHECK) == taken
    assert (OpenCard(OTHER, None), FetchChallenge(OTHER)) == effects


def test_a_late_answer_is_saved_and_not_shown_on_the_next_patient() -> None:
    taken, _ = step(ASKING_BACKEND, CardInserted(NEXT_CHECK))

    state, effects = step(taken, AnswerCame(ASKING, RESULT))

    assert taken == state
    assert (SaveResult(ASKING, RESULT),) == effects


def test_a_late_answer_is_saved_and_not_shown_on_the_next_patients_question() -> None:
    other = replace(ASKING, request=NEXT_CHECK, query=replace(ASKING.query, check_id=OTHER))
    state = AskingBackend(other)

    assert (state, (SaveResult(ASKING, RESULT),)) == step(state, AnswerCame(ASKING, RESULT))


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if s is not ASKING_BACKEND])
def test_an_answer_that_nobody_waits_for_is_saved_all_the_same(state: State) -> None:
    assert (state, (SaveResult(ASKING, RESULT),)) == step(state, AnswerCame(ASKING, RESULT))


def test_a_late_failure_of_an_earlier_check_is_not_shown_on_the_next_patient() -> None:
    taken, _ = step(ASKING_BACKEND, CardInserted(NEXT_CHECK))

    assert (taken, ()) == step(taken, StepFailed(ID, LinkDown()))


def test_a_late_answer_that_cannot_be_saved_is_not_told_on_the_next_patient() -> None:
    other = Answered(replace(ASKING, request=NEXT_CHECK), answer(2))

    assert (other, ()) == step(other, StepFailed(ID, StoreBusy()))
    assert (other, ()) == step(other, ResultSaved(ID))


# ── saving ────────────────────────────────────────────────────────────────────────────────────
def test_an_answer_stays_on_the_screen_when_it_cannot_be_saved() -> None:
    full = StoreFull()

    state, effects = step(ANSWERED, StepFailed(ID, full))

    assert replace(ANSWERED, trouble=full) == state
    assert effects == ()


def test_what_is_saved_has_no_trouble_any_more() -> None:
    saved = replace(ANSWERED, saved=True)

    assert (saved, ()) == step(saved, StepFailed(ID, StoreBusy()))


@pytest.mark.parametrize("state", [s for s in EVERY_STATE if s is not ANSWERED])
def test_a_save_that_nobody_looks_at_changes_nothing(state: State) -> None:
    assert (state, ()) == step(state, ResultSaved(ID))


# ── failing steps ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("state", [OPENING, OPENING_VISUAL, ASKING_PIN])
def test_a_step_that_fails_at_the_card_powers_it_off(state: State) -> None:
    down = CardServiceDown()

    failed, effects = step(state, StepFailed(ID, down))

    assert isinstance(failed, Failed)
    assert (down, True) == (failed.error, failed.card_in)
    assert (CloseCard(),) == effects


def test_a_step_that_fails_after_the_digits_wipes_them() -> None:
    bug = BugError()

    failed, effects = step(AWAITING_CHALLENGE, StepFailed(ID, bug))

    assert Failed(PIN_CHECK, SEEN, bug, card_in=True) == failed
    assert (WipePin(PIN), CloseCard()) == effects


def test_a_service_that_is_closed_ends_the_check_and_keeps_what_the_card_said() -> None:
    closed = BackendUnavailable()

    failed, effects = step(ASKING_BACKEND, StepFailed(ID, closed))

    assert Failed(PIN_CHECK, SEEN, closed) == failed
    assert effects == ()


@pytest.mark.parametrize("state", [FAILED, Idle()])
def test_a_failure_changes_nothing_where_no_step_runs(state: State) -> None:
    assert (state, ()) == step(state, StepFailed(ID, LinkDown()))


@pytest.mark.parametrize("waiting", [AWAITING_CARD, AwaitingCard(VISUAL_CHECK, VISUAL)])
def test_waiting_for_the_card_can_end_too_and_none_lies_there(waiting: AwaitingCard) -> None:
    missing = CardMissing()

    failed, effects = step(waiting, StepFailed(ID, missing))

    assert Failed(waiting.request, None, missing, card_in=False) == failed
    assert effects == ()


@pytest.mark.parametrize("state", EVERY_STATE)
def test_a_failure_of_another_check_changes_nothing(state: State) -> None:
    assert (state, ()) == step(state, StepFailed(OTHER, LinkDown()))


# ── numbers ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("state", [*FREE, AWAITING_CARD])
def test_numbers_ask_without_a_card(state: State) -> None:
    request = asks(Method.NUMBERS, 2)

    asked, effects = step(state, NumbersEntered(request, NUMBERS, AT))

    consent = Consent(ConsentMethod.NONE, frozenset(), AT)
    question = Asking(request, None, EligibilityQuery(OTHER, request.on, NUMBERS, consent))
    assert AskingBackend(question) == asked
    assert (AskBackend(question),) == effects


@pytest.mark.parametrize("state", [*CARD_IN_USE, WITNESS, RECORDING])
def test_numbers_do_not_interrupt_a_card(state: State) -> None:
    request = asks(Method.NUMBERS, 2)

    assert (state, ()) == step(state, NumbersEntered(request, NUMBERS, AT))


# ── back ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("state", "effects"),
    [
        (Idle(), ()),
        (WITNESS, ()),
        (RECORDING, ()),
        (AWAITING_CARD, ()),
        (OPENING, (CloseCard(),)),
        (OPENING_VISUAL, (CloseCard(),)),
        (ASKING_PIN, (CloseCard(),)),
        (AWAITING_CHALLENGE, (WipePin(PIN), CloseCard())),
        (SIGNING, (CloseCard(),)),
        (ASKING_BACKEND, ()),
        (ANSWERED, ()),
        (FAILED, ()),
    ],
)
def test_back_leads_to_idle_from_everywhere_and_leaves_nothing_alive(
    state: State, effects: tuple[Effect, ...]
) -> None:
    assert (Idle(), effects) == step(state, Dismissed())
