"""The controller of a desk: effects on lanes, answers back as events, figures and records."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.check_scene import DESK, GIVEN, ID, NEXT, Scene, error_of
from support.desk import (
    AT,
    EXPECTED,
    NOT_AFTER,
    NUMBERS,
    ON,
    VISUAL,
    answer,
    asks,
    card,
    challenge,
    check_id,
)
from support.desk_ports import FakeBackend, Trouble

from reception_app.application.check import Measured
from reception_app.application.late_answers import HearLate, Question
from reception_app.application.log_context import CHECK_ID
from reception_app.application.ports import (
    CardTaken,
    ReaderNews,
    ReadersChanged,
    ServiceChanged,
)
from reception_app.domain.card_seen import CardKind, CardTraffic, CertificateState
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import (
    CardTicket,
    EligibilityResult,
    Method,
    Signature,
    Verdict,
    Visual,
)
from reception_app.domain.errors import (
    BackendUnavailable,
    CardBusy,
    CardRemoved,
    CardUntrusted,
    LinkDown,
    PinRejected,
    StoreBusy,
    StoreFull,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.domain.number_form import Earlier
from reception_app.domain.record import ConfirmationRecord, NumberTrail
from reception_app.domain.session.events import (
    CardInserted,
    Dismissed,
    MethodChosen,
    NumbersEntered,
    StepFailed,
    WitnessGiven,
)
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingChallenge,
    Failed,
    Idle,
    Opening,
    Signing,
)
from reception_app.testing.fakes import FakeClock


# ── PIN path ──────────────────────────────────────────────────────────────────────────────────
def test_a_pin_check_reads_signs_asks_and_saves() -> None:
    scene = Scene()

    scene.check_with_pin()

    assert isinstance(scene.state, Answered)
    assert scene.state.saved
    assert scene.card.calls == ["open counted", "sign"]
    assert [ID] == [result.check_id for result, _, _ in scene.store.saved]
    assert [ID] == scene.on_disk


def test_the_screen_is_told_of_every_change_in_order() -> None:
    scene = Scene()

    scene.check_with_pin()

    told = [Opening, AskingPin, AskingPin, Signing, AskingBackend, Answered, Answered]
    assert told == [type(state) for state in scene.states]


def test_an_event_that_changes_nothing_is_not_told() -> None:
    scene = Scene()

    scene.controller.dispatch(StepFailed(ID, LinkDown()))

    assert [] == scene.states


def test_the_card_signs_the_services_challenge_for_this_check_and_day() -> None:
    scene = Scene(given=challenge("c-7"))

    scene.check_with_pin()

    assert [(challenge("c-7"), ID, ON)] == scene.card.signs_for


def test_the_question_carries_ticket_and_consent() -> None:
    scene = Scene()

    scene.check_with_pin()

    (query,) = scene.backend.asked
    assert isinstance(query.subject, CardTicket)
    assert isinstance(query.subject.proof, Signature)
    assert (ID, ON, ConsentMethod.PIN) == (query.check_id, query.on, query.consent.method)


def test_each_exchange_with_the_service_has_the_desks_budget() -> None:
    scene = Scene(replace(DESK, timeout_s=7.5))

    scene.check_with_pin()

    assert [7.5, 7.5] == scene.backend.timeouts


def test_the_challenge_is_fetched_while_the_card_is_still_being_read() -> None:
    scene = Scene()

    scene.place()

    assert (1, 1) == (scene.card_lane.waiting, scene.net.waiting)


def test_a_service_without_challenges_gets_a_nonce_of_our_own() -> None:
    scene = Scene(given=None)

    scene.check_with_pin()

    ((signed, _, _),) = scene.card.signs_for
    assert ("", bytes(range(32))) == (signed.challenge_id, signed.nonce)
    assert AT + timedelta(minutes=5) < signed.expires_at


# ── the PIN on its way ────────────────────────────────────────────────────────────────────────
def test_the_pin_is_wiped_after_signing() -> None:
    scene = Scene()
    scene.ask_pin()

    buffer = scene.type_pin()
    scene.settle()

    assert bytearray(4) == buffer


@pytest.mark.parametrize("error", [CardRemoved(), PinRejected(2), CardUntrusted(), RuntimeError()])
def test_the_pin_is_wiped_when_the_job_fails_before_it_was_taken(error: Exception) -> None:
    scene = Scene()
    scene.card.takes_pin = False
    scene.card.signing.error = error
    scene.ask_pin()
    buffer = scene.type_pin()

    with suppress(RuntimeError):  # a bug; a real lane raises it on the owner's thread
        scene.card_lane.run_all()

    assert bytearray(4) == buffer


def test_a_pin_that_nobody_asked_for_is_wiped_at_once() -> None:
    scene = Scene()

    buffer = scene.type_pin()

    assert bytearray(4) == buffer
    assert (0, 0, 0) == (scene.card_lane.waiting, scene.net.waiting, scene.disk.waiting)


def test_a_pin_that_waits_for_the_challenge_is_wiped_when_there_is_none() -> None:
    scene = Scene()
    scene.backend.fetching.error = LinkDown()
    scene.place()
    scene.card_lane.run_all()
    buffer = scene.type_pin()
    assert isinstance(scene.state, AwaitingChallenge)

    scene.settle()

    assert bytearray(4) == buffer
    assert scene.card.calls == ["open counted", "close"]
    assert isinstance(error_of(scene.state), LinkDown)


def test_a_wrong_pin_asks_again_and_never_retries_by_itself() -> None:
    scene = Scene()
    scene.card.signing.error = PinRejected(2)

    scene.check_with_pin()

    assert isinstance(scene.state, AskingPin)
    assert 2 == scene.state.seen.attempts_left
    assert scene.card.calls == ["open counted", "sign"]


# ── visual path ───────────────────────────────────────────────────────────────────────────────
def test_a_visual_check_records_reads_asks_and_saves() -> None:
    scene = Scene()

    scene.check_visually()

    assert isinstance(scene.state, Answered)
    assert [(ID, "sato", AT)] == scene.store.witnesses
    assert scene.card.calls == ["open", "show"]
    (query,) = scene.backend.asked
    assert isinstance(query.subject, CardTicket)
    assert query.subject.proof == VISUAL
    assert [15.0] == scene.backend.timeouts


def test_nothing_is_read_before_the_witness_is_on_disk() -> None:
    scene = Scene()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL)))
    scene.place()
    scene.controller.dispatch(WitnessGiven(VISUAL))

    scene.card_lane.run_all()
    scene.net.run_all()

    assert [] == scene.card.calls
    scene.disk.run_next()
    assert 1 == scene.card_lane.waiting


def test_nothing_is_read_when_the_witness_cannot_be_recorded() -> None:
    scene = Scene()
    full = StoreFull()
    scene.store.recording.error = full

    scene.place(request=asks(Method.VISUAL))
    scene.controller.dispatch(WitnessGiven(VISUAL))
    scene.settle()

    assert full is error_of(scene.state)
    assert [] == scene.card.calls


def test_a_hopeless_card_is_not_shown_to_the_service() -> None:
    scene = Scene()
    scene.card.seen = card(certificate_state=CertificateState.UNKNOWN_CA, attempts_left=None)

    scene.check_visually()

    assert isinstance(scene.state, Failed)
    assert "CT10" == scene.state.error.code
    assert scene.card.calls == ["open", "close"]
    assert [] == scene.backend.asked


# ── numbers ───────────────────────────────────────────────────────────────────────────────────
def test_numbers_are_asked_and_saved_without_a_card() -> None:
    scene = Scene()

    scene.check_by_number()

    assert isinstance(scene.state, Answered)
    assert [NUMBERS] == [query.subject for query in scene.backend.asked]
    assert [] == scene.card.calls
    assert [ID] == scene.on_disk


# ── each step fails ───────────────────────────────────────────────────────────────────────────
def test_a_card_that_cannot_be_opened_ends_the_check_and_is_powered_off() -> None:
    scene = Scene()
    busy = CardBusy()
    scene.card.opening.error = busy

    scene.ask_pin()

    assert busy is error_of(scene.state)
    assert scene.card.calls == ["open counted", "close"]


def test_a_challenge_that_cannot_be_had_ends_the_check() -> None:
    scene = Scene()
    down = LinkDown()
    scene.backend.fetching.error = down

    scene.ask_pin()

    assert down is error_of(scene.state)
    assert scene.card.calls == ["open counted", "close"]


def test_a_signature_that_cannot_be_had_ends_the_check() -> None:
    scene = Scene()
    gone = CardRemoved(attempts_left=2)
    scene.card.signing.error = gone

    scene.check_with_pin()

    assert isinstance(scene.state, Failed)
    assert gone is scene.state.error
    assert card(attempts_left=2) == scene.state.seen
    assert [] == scene.backend.asked


def test_a_service_that_does_not_answer_ends_the_check() -> None:
    scene = Scene()
    closed = BackendUnavailable("BK02")
    scene.backend.checking.error = closed

    scene.check_with_pin()

    assert closed is error_of(scene.state)
    assert [] == scene.store.saved


def test_an_answer_to_another_question_is_refused_and_never_shown() -> None:
    scene = Scene()
    scene.backend.answers = lambda _: answer(9)

    scene.check_with_pin()

    error = error_of(scene.state)
    assert error is not None
    assert ("BK08", {"where": "check_id"}) == (error.code, error.params)
    assert [] == scene.store.saved


def test_an_answer_stays_on_the_screen_when_it_cannot_be_saved() -> None:
    scene = Scene()
    full = StoreFull()
    scene.store.saving.error = full

    scene.check_with_pin()

    assert isinstance(scene.state, Answered)
    assert (False, full) == (scene.state.saved, scene.state.trouble)
    assert [] == scene.on_disk


def test_a_card_that_cannot_be_powered_off_changes_nothing() -> None:
    scene = Scene()
    scene.card.closing.error = CardRemoved()
    scene.ask_pin()

    scene.controller.dispatch(Dismissed())
    scene.settle()

    assert Idle() == scene.state
    assert "close" == scene.card.calls[-1]


def test_a_failed_step_leaves_its_code_in_the_log_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scene = Scene()
    scene.card.opening.error = CardBusy()
    caplog.set_level(logging.INFO)

    scene.ask_pin()

    said = [(line.getMessage(), vars(line).get("code")) for line in caplog.records]
    assert [("check", None), ("step failed", "RD05"), ("check", None)] == said


# ── hand-over ─────────────────────────────────────────────────────────────────────────────────
def test_the_hand_over_begins_only_after_the_answer_is_on_disk() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.type_pin()
    scene.card_lane.run_all()
    scene.net.run_all()
    assert isinstance(scene.state, Answered)
    assert [] == scene.on_disk

    scene.disk.run_all()

    assert [ID] == scene.on_disk


@pytest.mark.parametrize(
    ("hands_over", "status", "expected"),
    [(True, "1", True), (True, "2", False), (False, "1", False), (False, "2", False)],
)
def test_normal_answers_are_handed_over_where_the_desk_hands_over(
    hands_over: bool, status: str, expected: bool
) -> None:
    scene = Scene(replace(DESK, hands_over=hands_over))
    body = {"ProcessingResultStatus": status}
    scene.backend.answers = lambda query: answer(check_id=query.check_id, body=body)

    scene.check_with_pin()

    assert [expected] == [hand_over for _, _, hand_over in scene.store.saved]


# ── records ───────────────────────────────────────────────────────────────────────────────────
def test_the_record_of_a_pin_check() -> None:
    scene = Scene()
    scene.clock.move(0.987_654)

    scene.check_with_pin()

    typed_at = AT + timedelta(seconds=0.987_654 + 0.5 + 2 + 0.5)
    answered_at = datetime(2026, 11, 22, 0, 5, 5, 987_000, UTC)
    assert scene.record() == ConfirmationRecord(
        check_id=ID,
        institution_code="1312345678",
        terminal="desk-1",
        operator="sato",
        accepted_at=answered_at,
        on=ON,
        method=Method.PIN,
        consent=Consent(ConsentMethod.PIN, frozenset(), typed_at),
        card_kind=CardKind.CARD,
        certificate_state=CertificateState.VALID,
        not_after=NOT_AFTER,
        attempts_left=3,
    )


def test_the_record_of_a_visual_check_names_the_witness_and_no_counter() -> None:
    scene = Scene()
    scene.card.seen = card(attempts_left=None)

    scene.check_visually(asks(Method.VISUAL, operator=""))

    record = scene.record()
    assert (Method.VISUAL, "sato", ConsentMethod.VISUAL) == (
        record.method,
        record.consent.witness,
        record.consent.method,
    )
    assert ("", None) == (record.operator, record.attempts_left)


def test_the_record_of_a_question_by_number_knows_no_card() -> None:
    scene = Scene()

    scene.check_by_number()

    record = scene.record()
    assert (Method.NUMBERS, ConsentMethod.NONE, None) == (
        record.method,
        record.consent.method,
        record.consent.witness,
    )
    assert (None, None, None, None) == (
        record.card_kind,
        record.certificate_state,
        record.not_after,
        record.attempts_left,
    )


# ── late answers ──────────────────────────────────────────────────────────────────────────────
def test_a_late_answer_is_saved_and_handed_over_but_not_shown() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.type_pin()
    scene.card_lane.run_all()
    assert 1 == scene.net.waiting

    scene.place(request=asks(number=2))
    scene.settle()

    assert isinstance(scene.state, AskingPin)
    assert NEXT == scene.state.request.check_id
    assert [ID] == [result.check_id for result, _, _ in scene.store.saved]
    assert [ID] == scene.on_disk


def test_a_late_answer_after_back_is_saved_and_not_shown() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.type_pin()
    scene.card_lane.run_all()

    scene.controller.dispatch(Dismissed())
    scene.settle()

    assert Idle() == scene.state
    assert [ID] == scene.on_disk


# ── reader news ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("news", [ServiceChanged(up=True), ReadersChanged(("reader A",))])
def test_readers_that_come_and_go_start_nothing(news: ReaderNews) -> None:
    scene = Scene()

    scene.news(news)

    assert Idle() == scene.state


def test_a_card_taken_from_an_idle_desk_is_no_news() -> None:
    scene = Scene()

    scene.news(CardTaken("reader A"))

    assert Idle() == scene.state
    assert [] == scene.states


def test_a_card_that_leaves_its_reader_ends_the_check() -> None:
    scene = Scene()
    scene.ask_pin()

    scene.news(CardTaken("reader A"))
    scene.settle()

    assert "CD05" == getattr(error_of(scene.state), "code", None)
    assert "close" == scene.card.calls[-1]


def test_a_card_that_leaves_another_reader_is_not_this_patients() -> None:
    scene = Scene()
    scene.ask_pin()

    scene.news(CardTaken("reader B"))

    assert isinstance(scene.state, AskingPin)


def test_a_card_that_leaves_another_reader_while_ours_is_being_read_is_not_this_patients() -> None:
    scene = Scene()
    scene.place("reader A")

    scene.news(CardTaken("reader B"))

    assert isinstance(scene.state, Opening)


def test_a_card_that_leaves_while_it_is_being_read_ends_the_check() -> None:
    scene = Scene()
    scene.place("reader A")

    scene.news(CardTaken("reader A"))

    assert isinstance(scene.state, Failed)


def test_a_second_readers_card_is_ignored_while_a_check_runs() -> None:
    scene = Scene()
    scene.ask_pin()
    asking = scene.state

    scene.place("reader B", asks(number=2))
    scene.news(CardTaken("reader B"))

    assert asking is scene.state
    assert ["open counted"] == scene.card.calls


def test_after_f2_the_card_of_the_pin_entry_is_still_known() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL, 2)))

    scene.news(CardTaken("reader B"))
    assert AskingWitness(asks(Method.VISUAL, 2), card_in=True) == scene.state

    scene.news(CardTaken("reader A"))
    assert AskingWitness(asks(Method.VISUAL, 2), card_in=False) == scene.state


def test_a_witness_of_one_card_never_opens_the_card_of_another_reader() -> None:
    scene = Scene()
    scene.ask_pin()
    scene.place("reader B", asks(number=3))
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL, 2)))

    scene.controller.dispatch(WitnessGiven(VISUAL))
    scene.settle()

    assert ["open counted", "close", "open", "show"] == scene.card.calls[:4]
    assert "reader A" == scene.card.reader


def test_a_witness_who_is_no_operator_records_nothing_and_opens_nothing() -> None:
    scene = Scene()
    scene.controller.dispatch(MethodChosen(asks(Method.VISUAL)))
    scene.place("reader A", asks(number=2))

    scene.controller.dispatch(WitnessGiven(Visual("nobody", AT)))
    scene.settle()

    assert "VS02" == getattr(error_of(scene.state), "code", None)
    assert [] == scene.card.calls


def test_a_check_whose_reader_is_not_known_ends_with_any_card_that_leaves() -> None:
    scene = Scene()
    scene.controller.dispatch(CardInserted(asks()))

    scene.news(CardTaken("reader A"))

    assert isinstance(scene.state, Failed)


def test_a_chosen_method_waits_for_the_card_of_the_news() -> None:
    scene = Scene()
    scene.controller.dispatch(MethodChosen(asks(number=2)))

    scene.place(request=asks(number=3))

    assert isinstance(scene.state, Opening)
    assert NEXT == scene.state.request.check_id


# ── figures ───────────────────────────────────────────────────────────────────────────────────
def test_a_check_is_measured_part_by_part() -> None:
    scene = Scene()

    scene.check_with_pin()

    figures = scene.controller.measured(ID)
    assert figures == Measured(
        reader="reader A",
        traffic=CardTraffic(5, 92, 1849),
        spent_ms={"card": 1000.0, "backend": 4000.0, "store": 250.0},
    )


def test_a_step_that_fails_is_measured_too() -> None:
    scene = Scene()
    scene.card.opening.error = CardBusy()

    scene.ask_pin()

    figures = scene.controller.measured(ID)
    assert ("reader A", CardTraffic(3, 60, 1500)) == (figures.reader, figures.traffic)
    assert {"card": 500.0, "backend": 2000.0, "store": 0.0} == figures.spent_ms


def test_a_visual_check_counts_the_record_of_its_witness() -> None:
    scene = Scene()

    scene.check_visually()

    assert {"card": 1000.0, "backend": 2000.0, "store": 500.0} == (
        scene.controller.measured(ID).spent_ms
    )


def test_figures_are_kept_for_the_last_fifty_checks() -> None:
    scene = Scene()
    first = scene.controller.measured(check_id(1))
    last = [scene.controller.measured(check_id(number)) for number in range(2, 52)]

    assert all(
        kept is scene.controller.measured(check_id(number))
        for number, kept in enumerate(last, start=2)
    )
    assert first is not scene.controller.measured(check_id(1))


def test_figures_that_were_asked_for_are_the_ones_that_grow() -> None:
    scene = Scene()
    figures = scene.controller.measured(ID)

    scene.check_by_number()

    assert figures is scene.controller.measured(ID)
    assert 2000.0 == figures.spent_ms["backend"]


# ── a service whose answers can come late ─────────────────────────────────────────────────────
class LateBackend(FakeBackend):
    """A service that keeps what a late answer would need, until it is told that it is saved."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock, GIVEN)
        self.questions: list[Question] = []
        self.saved: list[CheckId] = []
        self.noting = Trouble()

    def ask(self, question: Question, *, timeout_s: float) -> EligibilityResult:
        self.questions.append(question)
        return self.check(question.query, timeout_s=timeout_s)

    def hear_late(self, heard: HearLate) -> None:
        """Nobody hears anything here."""

    def answer_saved(self, check_id: CheckId) -> None:
        self.noting.strike()
        self.saved.append(check_id)


def late_scene() -> tuple[Scene, LateBackend]:
    scene = Scene(make_backend=LateBackend)
    assert isinstance(scene.backend, LateBackend)
    return scene, scene.backend


def test_it_is_told_with_the_question_what_the_record_of_a_late_answer_needs() -> None:
    scene, backend = late_scene()
    earlier = Earlier(NEXT, Verdict.NOT_FOUND, replace(NUMBERS, number="1"))

    scene.check_by_number(asks(Method.NUMBERS, expected=EXPECTED, earlier=earlier))

    (question,) = backend.questions
    trail = NumberTrail(NEXT, (Place.NUMBER,))
    assert Question(backend.asked[0], "sato", trail, EXPECTED) == question


def test_it_is_told_that_an_answer_is_saved_and_not_before() -> None:
    scene, backend = late_scene()
    scene.controller.dispatch(NumbersEntered(asks(Method.NUMBERS), NUMBERS, AT))
    scene.net.run_all()
    before = list(backend.saved)
    scene.settle()

    assert ([], [ID]) == (before, backend.saved)


def test_it_is_not_told_of_an_answer_that_could_not_be_saved() -> None:
    scene, backend = late_scene()
    scene.store.saving.error = StoreFull()

    scene.check_by_number()

    assert [] == backend.saved


def test_one_that_cannot_note_it_leaves_the_answer_saved() -> None:
    scene, backend = late_scene()
    backend.noting.error = StoreBusy()

    scene.check_by_number()

    assert [ID] == scene.on_disk


# ── which check is at work ────────────────────────────────────────────────────────────────────
def test_every_job_is_submitted_in_the_name_of_its_check() -> None:
    scene = Scene()

    scene.check_with_pin()

    assert [ID] * 5 == scene.submitted_for
    assert CHECK_ID.get() is None
