"""A check that takes long: asked once more after a time-out, ended by the watchdog, no chip."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.desk import AT, VISUAL, asks, card, digits
from support.session_states import (
    ANSWERED,
    ASKING,
    ASKING_BACKEND,
    ASKING_PIN,
    AWAITING_CARD,
    AWAITING_CHALLENGE,
    CHALLENGE,
    EVERY_STATE,
    FAILED,
    ID,
    NEXT_CHECK,
    OPENING,
    OPENING_VISUAL,
    OTHER,
    PIN,
    PIN_CHECK,
    RECORDING,
    RESULT,
    SEEN,
    SIGNING,
    TICKET,
    VISUAL_CHECK,
    WITNESS,
    after,
    only,
)

from reception_app.domain.eligibility import Method
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    BugError,
    CardMissing,
    CardUnreadable,
    LinkDown,
    LinkTimeout,
    PinMissing,
    PinRejected,
    ReaderSilent,
    ReceptionError,
    Retry,
    StoreBusy,
    StoreFull,
)
from reception_app.domain.session.effects import (
    AskBackend,
    CloseCard,
    Effect,
    SaveResult,
    Sign,
    WipePin,
)
from reception_app.domain.session.events import (
    AnswerCame,
    CardInserted,
    CardOpened,
    CardRead,
    ChallengeCame,
    Dismissed,
    Event,
    Overdue,
    PinEntered,
    ResultSaved,
    StepFailed,
    WitnessRecorded,
)
from reception_app.domain.session.states import (
    Answered,
    Asking,
    AskingBackend,
    AwaitingCard,
    Failed,
    Idle,
    Opening,
    State,
)
from reception_app.domain.session.step import step

TIMED_OUT = StepFailed(ID, LinkTimeout(15))


def patient(asks_again: int) -> Asking:
    """The question of check 1, where it may go out again."""
    return replace(ASKING, request=replace(PIN_CHECK, asks_again=asks_again))


ONCE_MORE = patient(1)


# ── a time-out ────────────────────────────────────────────────────────────────────────────────
def test_after_a_time_out_the_same_question_goes_out_once_more() -> None:
    state, effects = step(AskingBackend(ONCE_MORE), TIMED_OUT)

    assert AskingBackend(ONCE_MORE, attempt=2) == state
    assert (AskBackend(ONCE_MORE, attempt=2),) == effects


@pytest.mark.parametrize("asks_again", [0, 1, 2, 3])
def test_a_question_goes_out_again_as_often_as_its_request_allows(asks_again: int) -> None:
    asking = patient(asks_again)

    state, effects = after(AskingBackend(asking), *[TIMED_OUT] * (asks_again + 1))

    assert isinstance(state, Failed)
    assert ("BK01", asking.seen) == (state.error.code, state.seen)
    assert list(range(2, asks_again + 2)) == [e.attempt for e in only(AskBackend, effects)]


@pytest.mark.parametrize(
    "error",
    [LinkDown(), BackendUnavailable(), BackendRefused(), BackendGarbled("records"), BugError()],
)
def test_nothing_but_a_time_out_is_asked_again(error: ReceptionError) -> None:
    state, effects = step(AskingBackend(ONCE_MORE), StepFailed(ID, error))

    assert Failed(ONCE_MORE.request, ONCE_MORE.seen, error) == state
    assert effects == ()


def test_an_answer_to_the_second_attempt_is_shown_and_saved_once() -> None:
    state, effects = after(AskingBackend(ONCE_MORE), TIMED_OUT, AnswerCame(ONCE_MORE, RESULT))

    assert Answered(ONCE_MORE, RESULT) == state
    assert [SaveResult(ONCE_MORE, RESULT)] == only(SaveResult, effects)


def test_asking_again_spends_no_pin_try() -> None:
    request = replace(PIN_CHECK, asks_again=1)
    state, effects = after(
        replace(ASKING_PIN, request=request),
        PinEntered(PIN, AT),
        CardRead(ID, TICKET, AT),
        TIMED_OUT,
    )

    assert isinstance(state, AskingBackend)
    assert [Sign(request, PIN, CHALLENGE)] == only(Sign, effects)


def test_the_challenge_is_no_question_that_is_asked_again() -> None:
    typing = replace(ASKING_PIN, request=ONCE_MORE.request, challenge=None)

    state, effects = step(typing, ChallengeCame(ID, LinkTimeout(15)))

    assert isinstance(state, Failed)
    assert (CloseCard(),) == effects


@pytest.mark.parametrize("leave", [CardInserted(NEXT_CHECK), Dismissed()])
def test_a_question_that_nobody_waits_for_is_not_asked_again(leave: Event) -> None:
    left, _ = step(AskingBackend(ONCE_MORE), leave)

    assert (left, ()) == step(left, TIMED_OUT)


def test_an_answer_to_the_second_attempt_that_comes_late_is_saved_and_not_shown() -> None:
    asking_again, _ = step(AskingBackend(ONCE_MORE), TIMED_OUT)
    taken, _ = step(asking_again, CardInserted(NEXT_CHECK))

    state, effects = step(taken, AnswerCame(ONCE_MORE, RESULT))

    assert taken == state
    assert (SaveResult(ONCE_MORE, RESULT),) == effects


# ── the watchdog ──────────────────────────────────────────────────────────────────────────────
ENDED: list[tuple[State, ReceptionError, bool, tuple[Effect, ...]]] = [
    (WITNESS, CardMissing(), True, ()),
    (replace(WITNESS, card_in=False), CardMissing(), False, ()),
    (RECORDING, CardMissing(), True, ()),
    (AWAITING_CARD, CardMissing(), False, ()),
    (AwaitingCard(VISUAL_CHECK, VISUAL), CardMissing(), False, ()),
    (OPENING, ReaderSilent(), True, (CloseCard(),)),
    (OPENING_VISUAL, ReaderSilent(), True, (CloseCard(),)),
    (ASKING_PIN, PinMissing(), True, (CloseCard(),)),
    (AWAITING_CHALLENGE, LinkTimeout(60), True, (WipePin(PIN), CloseCard())),
    (SIGNING, ReaderSilent(), True, (CloseCard(),)),
    (ASKING_BACKEND, LinkTimeout(15), False, ()),
]


@pytest.mark.parametrize(("state", "error", "card_in", "effects"), ENDED)
def test_what_lasts_too_long_ends_and_leaves_nothing_alive(
    state: State, error: ReceptionError, card_in: bool, effects: tuple[Effect, ...]
) -> None:
    failed, done = step(state, Overdue(ID, error))

    assert isinstance(failed, Failed)
    assert (error, card_in) == (failed.error, failed.card_in)
    assert effects == done


@pytest.mark.parametrize("state", EVERY_STATE)
def test_what_lasts_too_long_for_another_check_changes_nothing(state: State) -> None:
    assert (state, ()) == step(state, Overdue(OTHER, ReaderSilent()))


@pytest.mark.parametrize(
    "state",
    [Idle(), replace(ANSWERED, saved=True), replace(ANSWERED, trouble=StoreFull()), FAILED],
)
def test_what_is_over_cannot_last_too_long(state: State) -> None:
    assert (state, ()) == step(state, Overdue(ID, StoreBusy()))


def test_an_answer_that_is_not_saved_in_time_stays_on_the_screen_and_says_so() -> None:
    busy = StoreBusy()

    assert (replace(ANSWERED, trouble=busy), ()) == step(ANSWERED, Overdue(ID, busy))


def test_an_answer_that_is_saved_after_all_has_no_trouble_any_more() -> None:
    state, _ = after(ANSWERED, Overdue(ID, StoreBusy()), ResultSaved(ID))

    assert replace(ANSWERED, saved=True) == state


def test_a_card_that_hangs_at_the_pin_leaves_the_counter_open() -> None:
    failed, _ = step(SIGNING, Overdue(ID, ReaderSilent()))

    assert isinstance(failed, Failed)
    assert card(attempts_left=None) == failed.seen


def test_a_card_that_tells_late_that_the_pin_was_wrong_does_not_ask_again() -> None:
    failed, effects = step(SIGNING, Overdue(ID, ReaderSilent()))

    assert (failed, ()) == step(failed, StepFailed(ID, PinRejected(2)))
    assert (CloseCard(),) == effects  # the job itself leaves the card powered after a wrong PIN


def test_a_service_that_hangs_is_not_asked_again_while_it_hangs() -> None:
    overdue = Overdue(ID, LinkTimeout(15))

    state, effects = step(AskingBackend(ONCE_MORE), overdue)

    assert isinstance(state, Failed)
    assert effects == ()


def test_an_answer_of_a_service_that_hung_is_saved_and_not_shown() -> None:
    failed, _ = step(ASKING_BACKEND, Overdue(ID, LinkTimeout(15)))

    assert (failed, (SaveResult(ASKING, RESULT),)) == step(failed, AnswerCame(ASKING, RESULT))


def test_digits_that_come_after_the_wait_are_wiped() -> None:
    late, _ = digits()
    failed, _ = step(ASKING_PIN, Overdue(ID, PinMissing()))

    assert (failed, (WipePin(late),)) == step(failed, PinEntered(late, AT))


def test_a_card_that_is_read_after_the_wait_asks_for_no_pin() -> None:
    failed, effects = step(OPENING, Overdue(ID, ReaderSilent()))

    assert (failed, ()) == step(failed, CardOpened(ID, SEEN, AT))
    assert (CloseCard(),) == effects


def test_a_witness_written_down_after_the_wait_opens_nothing() -> None:
    failed, _ = step(RECORDING, Overdue(ID, CardMissing()))

    assert (failed, ()) == step(failed, WitnessRecorded(ID))


def test_a_witness_whose_card_did_not_come_opens_no_later_card() -> None:
    failed, _ = step(AwaitingCard(VISUAL_CHECK, VISUAL), Overdue(ID, CardMissing()))

    state, _ = step(failed, CardInserted(NEXT_CHECK))

    assert Opening(NEXT_CHECK) == state


# ── no chip ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("before", "code", "retry"),
    [
        (0, "CD01", Retry.NOW),
        (1, "CD01", Retry.NOW),
        (2, "CD04", Retry.NEVER),
        (7, "CD04", Retry.NEVER),
    ],
)
@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL])
def test_the_third_chip_in_a_row_that_does_not_answer_is_given_up(
    method: Method, before: int, code: str, retry: Retry
) -> None:
    opening = Opening(asks(method, unreadable_before=before))

    failed, effects = step(opening, StepFailed(ID, CardUnreadable()))

    assert isinstance(failed, Failed)
    assert (code, retry) == (failed.error.code, failed.error.retry)
    assert (CloseCard(),) == effects


def test_other_trouble_is_not_counted_as_a_dead_chip() -> None:
    silent = ReaderSilent()
    opening = Opening(asks(unreadable_before=2))

    failed, _ = step(opening, StepFailed(ID, silent))

    assert isinstance(failed, Failed)
    assert silent is failed.error
