"""The controller as the windows use it: operators, refusals, held answers, health, the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from support.check_scene import DESK, ID, NEXT, Scene, error_of
from support.desk import (
    AT,
    EXPECTED,
    NUMBERS,
    OTHER_PERSON,
    PERSON,
    VISUAL,
    answer,
    asks,
    challenge,
    digits,
)

from reception_app.domain.eligibility import (
    EligibilityQuery,
    EligibilityResult,
    Method,
    Record,
    Visual,
)
from reception_app.domain.errors import (
    BackendUnavailable,
    BugError,
    CardBusy,
    LinkDown,
    LinkTimeout,
    PinRejected,
    ReceptionError,
    StoreFull,
)
from reception_app.domain.patience import Patience
from reception_app.domain.record import SubstituteReason
from reception_app.domain.session.events import (
    Dismissed,
    MethodChosen,
    NumbersEntered,
    PatientCalled,
    PinEntered,
    WitnessGiven,
    WitnessRefused,
)
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    Failed,
    Idle,
    Opening,
    PatientCall,
    Signing,
)

PATIENCE = Patience(timeout_s=15.0)
Answers = Callable[[EligibilityQuery], EligibilityResult]


def code_of(scene: Scene) -> str | None:
    error = error_of(scene.state)
    return error.code if error else None


# ── who is at the desk ────────────────────────────────────────────────────────────────────────
def test_the_record_names_who_was_at_the_desk_when_the_check_began() -> None:
    scene = Scene(replace(DESK, operators=("sato", "suzuki")))
    scene.check_with_pin()

    scene.check_with_pin(asks(number=2, operator="suzuki"))

    assert ["sato", "suzuki"] == [record.operator for _, record, _ in scene.store.saved]


def test_who_is_at_the_desk_says_nothing_about_who_compares_the_face() -> None:
    scene = Scene(replace(DESK, operators=("sato", "suzuki")))

    scene.check_visually(asks(Method.VISUAL, operator="suzuki"))

    assert ("suzuki", "sato") == (scene.record().operator, scene.record().consent.witness)


# ── a face that could not be confirmed ────────────────────────────────────────────────────────
def refuse(scene: Scene) -> None:
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL)))
    scene.place()
    scene.controller.dispatch(WitnessRefused(VISUAL))
    scene.settle()


def test_a_refusal_is_written_down_and_nothing_is_read() -> None:
    scene = Scene()

    refuse(scene)

    assert "VS01" == code_of(scene)
    assert [(ID, "sato", AT)] == scene.store.refusals
    assert ([], [], []) == (scene.store.witnesses, scene.card.calls, scene.backend.asked)


def test_a_refusal_is_submitted_in_the_name_of_its_check() -> None:
    scene = Scene()

    refuse(scene)

    assert [ID] == scene.submitted_for


def test_a_refusal_that_cannot_be_written_down_changes_nothing_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scene = Scene()
    scene.store.recording.error = StoreFull()
    caplog.set_level(logging.INFO)

    refuse(scene)

    assert "VS01" == code_of(scene)
    assert [] == scene.card.calls
    assert "ST02" in [vars(line).get("code") for line in caplog.records]


def test_a_refusal_that_is_written_down_late_does_not_touch_the_next_patient() -> None:
    scene = Scene()
    scene.store.recording.error = StoreFull()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL)))
    scene.controller.dispatch(WitnessRefused(VISUAL))
    scene.place(request=asks(number=2))

    before = scene.state
    scene.disk.run_all()

    assert scene.state is before


def test_somebody_who_is_no_operator_may_refuse() -> None:
    scene = Scene()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL)))

    scene.controller.dispatch(WitnessRefused(Visual("nobody", AT)))
    scene.settle()

    assert [(ID, "nobody", AT)] == scene.store.refusals
    assert "VS01" == code_of(scene)


# ── what is kept beside the answer ────────────────────────────────────────────────────────────
def test_the_record_of_a_visual_check_tells_why_it_was_none_by_pin() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.controller.dispatch(PatientCalled(PatientCall.UNKNOWN))

    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL, 2)))
    scene.controller.dispatch(WitnessGiven(VISUAL))
    scene.settle()

    assert NEXT == scene.record().check_id
    assert SubstituteReason.PIN_UNKNOWN is scene.record().reason


def test_the_record_of_a_check_that_was_visual_from_the_start_tells_no_reason() -> None:
    scene = Scene()

    scene.check_visually()

    assert scene.record().reason is None


@pytest.mark.parametrize(
    ("records", "is_other"),
    [((PERSON,), False), ((OTHER_PERSON,), True), ((OTHER_PERSON, PERSON), True), ((), None)],
)
def test_the_record_tells_whether_it_was_who_was_expected(
    records: tuple[Record, ...], is_other: bool | None
) -> None:
    scene = Scene()
    scene.backend.answers = lambda query: answer(check_id=query.check_id, records=records)

    scene.check_with_pin(asks(expected=EXPECTED))

    assert is_other is scene.record().is_other_person


def test_where_nobody_was_expected_nothing_was_compared() -> None:
    scene = Scene()
    scene.backend.answers = lambda query: answer(check_id=query.check_id, records=(PERSON,))

    scene.check_with_pin()

    assert scene.record().is_other_person is None


# ── somebody else than was expected ───────────────────────────────────────────────────────────
def test_an_answer_about_somebody_else_is_saved_shown_and_held() -> None:
    scene = Scene()
    scene.backend.answers = lambda query: answer(check_id=query.check_id, records=(OTHER_PERSON,))

    scene.check_with_pin(asks(expected=EXPECTED))

    assert isinstance(scene.state, Answered)
    assert (True, True) == (scene.state.saved, scene.state.is_other_person)
    assert ([ID], [ID], []) == (scene.store.held, scene.held, scene.on_disk)


def test_an_answer_about_the_expected_one_is_handed_over_at_once() -> None:
    scene = Scene()
    scene.backend.answers = lambda query: answer(check_id=query.check_id, records=(PERSON,))

    scene.check_by_number(asks(Method.NUMBERS, expected=EXPECTED))

    assert ([], [], [ID]) == (scene.store.held, scene.held, scene.on_disk)


def test_a_late_answer_about_somebody_else_is_held_too() -> None:
    scene = Scene()
    scene.backend.answers = lambda query: answer(check_id=query.check_id, records=(OTHER_PERSON,))
    scene.ask_pin(asks(expected=EXPECTED))
    scene.type_pin()
    scene.card_lane.run_all()

    scene.place(request=asks(number=2))
    scene.settle()

    assert isinstance(scene.state, AskingPin)
    assert ([ID], [ID], []) == (scene.store.held, scene.held, scene.on_disk)


# ── a time-out ────────────────────────────────────────────────────────────────────────────────
def timing_out(scene: Scene, times: int) -> Answers:
    """Answers of a service that does not answer the first few times."""
    usual = scene.backend.answers

    def answers(query: EligibilityQuery) -> EligibilityResult:
        if len(scene.backend.asked) <= times:
            raise LinkTimeout(15)
        return usual(query)

    return answers


def test_after_a_time_out_the_same_question_goes_out_once_more() -> None:
    scene = Scene()
    scene.backend.answers = timing_out(scene, 1)

    scene.check_with_pin(asks(asks_again=1))

    assert isinstance(scene.state, Answered)
    first, second = scene.backend.asked
    assert first == second
    assert [ID] == [result.check_id for result, _, _ in scene.store.saved]
    assert [ID] == scene.on_disk
    assert ["open counted", "sign"] == scene.card.calls


def test_while_it_is_asked_again_the_screen_says_so() -> None:
    scene = Scene()
    scene.backend.answers = timing_out(scene, 1)

    scene.check_with_pin(asks(asks_again=1))

    attempts = [state.attempt for state in scene.states if isinstance(state, AskingBackend)]
    assert [1, 2] == attempts


@pytest.mark.parametrize("asks_again", [0, 1, 2])
def test_a_service_that_never_answers_ends_the_check(asks_again: int) -> None:
    scene = Scene()
    scene.backend.answers = timing_out(scene, 99)

    scene.check_with_pin(asks(asks_again=asks_again))

    assert "BK01" == code_of(scene)
    assert asks_again + 1 == len(scene.backend.asked)
    assert [] == scene.store.saved


def test_every_attempt_is_measured() -> None:
    scene = Scene()
    scene.backend.answers = timing_out(scene, 1)

    scene.check_with_pin(asks(asks_again=1))

    assert 6000.0 == scene.controller.measured(ID).spent_ms["backend"]


@pytest.mark.parametrize(("first_takes_s", "asked", "code"), [(15, 2, None), (300, 1, "BK01")])
def test_a_question_whose_challenge_has_expired_is_never_sent_again(
    first_takes_s: int, asked: int, code: str | None
) -> None:
    scene = Scene(given=challenge(good_for_s=300))
    usual = timing_out(scene, 1)

    def slow(query: EligibilityQuery) -> EligibilityResult:
        scene.clock.move(first_takes_s)
        return usual(query)

    scene.backend.answers = slow

    scene.check_with_pin(asks(asks_again=1))

    assert (asked, code) == (len(scene.backend.asked), code_of(scene))


@pytest.mark.parametrize("way", ["visual", "numbers"])
def test_a_question_without_a_challenge_can_always_be_sent_again(way: str) -> None:
    scene = Scene(given=challenge(good_for_s=0))
    usual = timing_out(scene, 1)

    def slow(query: EligibilityQuery) -> EligibilityResult:
        scene.clock.move(3600)
        return usual(query)

    scene.backend.answers = slow

    if way == "visual":
        scene.check_visually(asks(Method.VISUAL, asks_again=1))
    else:
        scene.check_by_number(asks(Method.NUMBERS, asks_again=1))

    assert isinstance(scene.state, Answered)
    assert 2 == len(scene.backend.asked)


# ── how the service is ────────────────────────────────────────────────────────────────────────
def test_each_exchange_tells_that_the_service_answers() -> None:
    scene = Scene()

    scene.check_with_pin()

    assert [None, None] == scene.service


def test_a_nonce_of_our_own_says_nothing_about_the_service() -> None:
    scene = Scene(given=None)

    scene.ask_pin()

    assert [] == scene.service


@pytest.mark.parametrize("error", [LinkDown(), BackendUnavailable(), LinkTimeout(15)])
def test_a_challenge_that_cannot_be_had_tells_why(error: ReceptionError) -> None:
    scene = Scene()
    scene.backend.fetching.error = error

    scene.ask_pin()

    assert [error] == scene.service


def test_an_answer_that_cannot_be_had_tells_why() -> None:
    scene = Scene()
    down = LinkDown()
    scene.backend.checking.error = down

    scene.check_by_number()

    assert [down] == scene.service


def test_every_attempt_tells_how_the_service_is() -> None:
    scene = Scene()
    scene.backend.answers = timing_out(scene, 1)

    scene.check_by_number(asks(Method.NUMBERS, asks_again=1))

    assert ["BK01", None] == [error.code if error else None for error in scene.service]


def test_a_late_answer_tells_it_too() -> None:
    scene = Scene()
    scene.controller.dispatch(MethodChosen(asks()))

    scene.controller.dispatch(Dismissed())
    scene.settle()

    assert [None] == scene.service


def test_card_and_disk_say_nothing_about_the_service() -> None:
    scene = Scene()
    scene.card.signing.error = PinRejected(2)
    scene.store.recording.error = StoreFull()

    scene.check_with_pin()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL, 2)))
    scene.controller.dispatch(WitnessGiven(VISUAL))
    scene.settle()

    assert [None] == scene.service  # the challenge


# ── the clock ─────────────────────────────────────────────────────────────────────────────────
def test_how_long_it_waits_is_counted_from_the_last_change() -> None:
    scene = Scene()
    scene.clock.move(100)
    assert 100.0 == scene.controller.waited_s

    scene.controller.dispatch(MethodChosen(asks()))
    scene.clock.move(7)

    assert 7.0 == scene.controller.waited_s


def test_an_event_that_changes_nothing_does_not_start_the_wait_anew() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.clock.move(7)

    scene.controller.dispatch(WitnessGiven(VISUAL))

    assert 7.0 == scene.controller.waited_s


def test_looking_at_the_clock_in_time_changes_nothing() -> None:
    scene = Scene()
    scene.ask_pin()
    before = scene.state
    scene.clock.move(60)

    scene.controller.look_at_the_clock(PATIENCE)

    assert scene.state is before


def test_an_idle_desk_may_stay_idle() -> None:
    scene = Scene()
    scene.clock.move(1_000_000)

    scene.controller.look_at_the_clock(PATIENCE)

    assert Idle() == scene.state


def test_a_pin_that_nobody_types_ends_the_check_and_powers_the_card_off() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.clock.move(61)

    scene.controller.look_at_the_clock(PATIENCE)
    scene.settle()

    assert "PN04" == code_of(scene)
    assert ["open counted", "close"] == scene.card.calls


def test_a_pin_whose_challenge_never_comes_is_wiped() -> None:
    scene = Scene()
    scene.place()
    scene.card_lane.run_all()
    buffer = scene.type_pin()
    scene.clock.move(61)

    scene.controller.look_at_the_clock(PATIENCE)

    assert "BK01" == code_of(scene)
    assert bytearray(4) == buffer


def test_a_reader_that_hangs_at_the_pin_leaves_no_card_under_power() -> None:
    scene = Scene()
    scene.card.signing.error = PinRejected(2)
    scene.ask_pin()
    scene.type_pin()
    assert isinstance(scene.state, Signing)
    scene.clock.move(31)

    scene.controller.look_at_the_clock(PATIENCE)
    scene.settle()  # the card answers after all

    assert "RD03" == code_of(scene)
    assert ["open counted", "sign", "close"] == scene.card.calls


def test_a_reader_that_hangs_while_reading_ends_the_check() -> None:
    scene = Scene()
    scene.place()
    assert isinstance(scene.state, Opening)
    scene.clock.move(31)

    scene.controller.look_at_the_clock(PATIENCE)
    scene.settle()

    assert "RD03" == code_of(scene)
    assert ["open counted", "close"] == scene.card.calls


def test_a_service_that_hangs_ends_the_check_and_its_late_answer_is_kept() -> None:
    scene = Scene()
    scene.ask_pin(asks(asks_again=1))
    scene.type_pin()
    scene.card_lane.run_all()
    scene.clock.move(46)

    scene.controller.look_at_the_clock(PATIENCE)
    assert "BK01" == code_of(scene)
    assert 1 == scene.net.waiting
    scene.settle()

    assert isinstance(scene.state, Failed)
    assert 1 == len(scene.backend.asked)
    assert [ID] == scene.on_disk


def test_a_second_attempt_has_a_wait_of_its_own() -> None:
    scene = Scene()
    scene.backend.answers = timing_out(scene, 1)
    scene.ask_pin(asks(asks_again=1))
    scene.type_pin()
    scene.card_lane.run_all()
    scene.clock.move(44)
    scene.net.run_next()
    scene.clock.move(44)

    scene.controller.look_at_the_clock(PATIENCE)

    assert isinstance(scene.state, AskingBackend)
    assert 2 == scene.state.attempt


def test_a_disk_that_hangs_under_the_witness_ends_the_check_unread() -> None:
    scene = Scene()
    scene.place(request=asks(Method.VISUAL))
    scene.controller.dispatch(WitnessGiven(VISUAL))
    scene.clock.move(31)

    scene.controller.look_at_the_clock(PATIENCE)
    scene.settle()

    assert "ST01" == code_of(scene)
    assert [] == scene.card.calls


def test_a_disk_that_hangs_under_the_answer_is_told_and_the_answer_is_kept() -> None:
    scene = Scene()
    scene.controller.dispatch(NumbersEntered(asks(Method.NUMBERS), NUMBERS, AT))
    scene.net.run_all()
    scene.clock.move(31)

    scene.controller.look_at_the_clock(PATIENCE)
    assert isinstance(scene.state, Answered)
    assert "ST01" == code_of(scene)
    scene.settle()

    assert [ID] == scene.on_disk
    assert code_of(scene) is None


def test_staff_may_think_about_a_face_as_long_as_it_likes() -> None:
    scene = Scene()
    scene.place(request=asks(Method.VISUAL))
    scene.clock.move(3600)

    scene.controller.look_at_the_clock(PATIENCE)

    assert isinstance(scene.state, AskingWitness)


def test_a_witness_whose_card_does_not_follow_has_to_be_asked_again() -> None:
    scene = Scene()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL)))
    scene.controller.dispatch(WitnessGiven(VISUAL))
    scene.settle()
    scene.clock.move(61)

    scene.controller.look_at_the_clock(PATIENCE)
    assert "CD10" == code_of(scene)
    scene.place(request=asks(number=2))

    assert Opening(asks(number=2)) == scene.state


def test_digits_typed_after_the_wait_are_wiped() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.clock.move(61)
    scene.controller.look_at_the_clock(PATIENCE)
    pin, buffer = digits()

    scene.controller.dispatch(PinEntered(pin, scene.clock.now()))

    assert bytearray(4) == buffer


@pytest.mark.parametrize("error", [CardBusy(), BugError()])
def test_what_failed_already_is_not_ended_once_more(error: ReceptionError) -> None:
    scene = Scene()
    scene.card.opening.error = error
    scene.ask_pin()
    scene.clock.move(timedelta(days=1).total_seconds())

    scene.controller.look_at_the_clock(PATIENCE)

    assert error is error_of(scene.state)
