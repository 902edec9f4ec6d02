"""One desk, all day: what staff and patient do, over the real check, store and hand-over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.answers import record
from support.desk import AT, answer, card, check_id, digits
from support.notices import notice
from support.whole_desk import OTHER_READER, READER, RULES, MakeDesk, WholeDesk

from reception_app.application.ports import (
    CardPlaced,
    CardTaken,
    ReadersChanged,
    ServiceChanged,
)
from reception_app.domain.desk import HandoverNow, Phase, ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import EligibilityResult, Method
from reception_app.domain.errors import (
    BackendRefused,
    CardMissing,
    CardRemoved,
    CardUnreadable,
    LinkDown,
    LinkTimeout,
    LinkUntrusted,
    NotAllowed,
    PinBlocked,
    PinMissing,
    PinRejected,
    SeveralCards,
    StoreBusy,
    StoreFull,
    TargetMissing,
    VisualRefused,
)
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.record import HandoverState, SubstituteReason
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    Failed,
    Idle,
    PatientCall,
    State,
)

PERSON = {"Name": "試験　太郎", "NameKana": "ｼｹﾝ ﾀﾛｳ", "Birthdate": "19850412"}
OTHER_PERSON = {"Name": "試験　花子", "NameKana": "ｼｹﾝ ﾊﾅｺ", "Birthdate": "19880703"}


def is_about(desk: WholeDesk, person: dict[str, str]) -> None:
    def told(query: object) -> EligibilityResult:
        return answer(check_id=query.check_id, records=(person,))  # type: ignore[attr-defined]  # a query it is

    desk.backend.answers = told


def session(desk: WholeDesk) -> State:
    """The state now; as a call, since it changes behind the type checker's back."""
    return desk.now.session


def error_code(state: State) -> str:
    assert isinstance(state, Failed)
    return state.error.code


# ── a patient ─────────────────────────────────────────────────────────────────────────────────
def test_a_card_a_pin_and_the_answer_is_saved_handed_over_and_listed(desk: WholeDesk) -> None:
    desk.check()

    assert isinstance(desk.now.session, Answered)
    assert desk.now.session.saved
    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)
    assert len(desk.handed_over()) == 1
    assert [row.record.check_id for row in desk.now.today] == [check_id(1)]
    assert desk.now.today[0].handover.state is HandoverState.DELIVERED
    assert desk.now.measured_ms == 4000
    assert desk.now.left_over


def test_the_operator_stands_in_the_record(desk: WholeDesk) -> None:
    desk.desk.choose_operator("suzuki")

    desk.check()

    assert desk.now.today[0].record.operator == "suzuki"


def test_nobody_unknown_sits_down(desk: WholeDesk) -> None:
    desk.desk.choose_operator("mallory")

    assert desk.now.operator == "sato"


def test_who_is_alone_at_the_desk_needs_no_click(make: MakeDesk) -> None:
    assert make(replace(RULES, operators=("sato",))).now.operator == "sato"


def test_with_several_people_nobody_is_guessed(make: MakeDesk) -> None:
    assert make().now.operator == ""


def test_the_same_picture_is_never_published_twice(desk: WholeDesk) -> None:
    desk.check()

    assert all(one != next_ for one, next_ in zip(desk.seen, desk.seen[1:], strict=False))


def test_a_service_that_does_not_answer_in_time_is_asked_once_more(desk: WholeDesk) -> None:
    desk.lay()
    desk.backend.checking.error = LinkTimeout(15.0)

    desk.type_pin()

    assert error_code(desk.now.session) == "BK01"
    assert len(desk.backend.asked) == 2
    assert desk.backend.asked[0] == desk.backend.asked[1]


def test_the_pin_of_a_window_without_a_question_is_wiped(desk: WholeDesk) -> None:
    pin, buffer = digits()

    desk.desk.pin_entered(pin)

    assert bytes(buffer) == bytes(4)


def test_next_patient_goes_back_and_a_late_answer_is_kept(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.card_lane.run_all()

    desk.desk.next_patient()
    desk.settle()

    assert isinstance(session(desk), Idle)
    assert len(desk.now.today) == 1
    assert len(desk.handed_over()) == 1
    assert desk.now.handover is None


def test_a_new_card_takes_over_and_the_answer_before_it_is_in_the_list(desk: WholeDesk) -> None:
    desk.check()
    desk.take()

    desk.lay()

    assert isinstance(session(desk), AskingPin)
    assert desk.now.handover is None
    assert len(desk.now.today) == 1


def test_a_card_that_is_forgotten_is_told(desk: WholeDesk) -> None:
    desk.check()
    desk.wait(12)

    assert desk.now.left_over
    assert desk.now.waited_s >= 12
    desk.take()
    assert not desk.now.left_over


def test_a_card_left_over_when_the_next_patient_is_begun(desk: WholeDesk) -> None:
    desk.check()

    desk.desk.choose(Method.PIN)
    desk.settle()

    assert isinstance(session(desk), AwaitingCard)
    assert desk.now.left_over


# ── the visual check ──────────────────────────────────────────────────────────────────────────
def test_a_visual_check_is_two_presses_and_the_record_comes_first(desk: WholeDesk) -> None:
    desk.desk.choose(Method.VISUAL)
    desk.desk.confirm_person()
    assert desk.card.calls == []
    desk.settle()
    desk.lay()

    assert isinstance(session(desk), Answered)
    assert desk.now.today[0].record.consent.witness == "sato"
    assert desk.card.calls == ["open", "show"]


def test_a_face_that_is_refused_is_written_down_and_nothing_is_read(desk: WholeDesk) -> None:
    desk.desk.choose(Method.VISUAL)
    desk.desk.refuse_person()
    desk.lay()

    assert isinstance(session(desk), AskingPin), "the next card starts the default method"
    assert desk.card.calls == ["open counted"]


def test_a_refused_face_ends_the_check(desk: WholeDesk) -> None:
    desk.desk.choose(Method.VISUAL)
    desk.desk.refuse_person()

    assert isinstance(desk.now.session, Failed)
    assert isinstance(desk.now.session.error, VisualRefused)


@pytest.mark.parametrize("said", ["confirm_person", "refuse_person"])
def test_without_an_operator_there_is_no_visual_check(make: MakeDesk, said: str) -> None:
    desk = make()
    desk.desk.choose(Method.VISUAL)

    getattr(desk.desk, said)()
    desk.settle()

    assert isinstance(desk.now.session, Failed)
    assert isinstance(desk.now.session.error, NotAllowed)


@pytest.mark.parametrize("said", ["confirm_person", "refuse_person"])
def test_a_face_that_nobody_asked_for_changes_nothing(make: MakeDesk, said: str) -> None:
    desk = make()

    getattr(desk.desk, said)()
    assert isinstance(session(desk), Idle)

    desk.lay()
    getattr(desk.desk, said)()
    assert isinstance(session(desk), AskingPin)


def test_a_witnessed_card_that_does_not_come_ends_the_check(desk: WholeDesk) -> None:
    desk.desk.choose(Method.VISUAL)
    desk.desk.confirm_person()
    desk.settle()

    desk.wait(61)

    assert isinstance(desk.now.session, Failed)
    assert isinstance(desk.now.session.error, CardMissing)


def test_the_default_method_can_be_visual(make: MakeDesk) -> None:
    desk = make(replace(RULES, default_method=Method.VISUAL))

    desk.lay()

    assert isinstance(desk.now.session, AskingWitness)
    assert desk.now.session.card_in


def test_the_default_method_changes_from_the_next_card(desk: WholeDesk) -> None:
    desk.desk.choose_default(Method.VISUAL)

    desk.lay()

    assert desk.now.default_method is Method.VISUAL
    assert isinstance(session(desk), AskingWitness)


# ── the PIN ───────────────────────────────────────────────────────────────────────────────────
def test_the_reason_for_comparing_the_face_is_kept(desk: WholeDesk) -> None:
    desk.lay()
    desk.desk.patient_called(PatientCall.UNKNOWN)
    desk.desk.choose(Method.VISUAL)
    desk.desk.confirm_person()
    desk.settle()

    assert isinstance(session(desk), Answered)
    assert desk.now.today[0].record.reason is SubstituteReason.PIN_UNKNOWN


def test_a_wrong_pin_asks_again_and_is_sent_once(desk: WholeDesk) -> None:
    desk.lay()
    desk.card.signing.error = PinRejected(2)

    desk.type_pin()

    assert isinstance(session(desk), AskingPin)
    assert desk.card.calls.count("sign") == 1


def test_the_last_try_waits_for_staff(desk: WholeDesk) -> None:
    desk.card.seen = card(attempts_left=1)
    desk.lay()
    desk.type_pin()
    assert isinstance(session(desk), AskingPin)
    assert desk.card.calls == ["open counted"]

    desk.desk.allow_last_try()
    desk.type_pin()

    assert isinstance(session(desk), Answered)


def test_a_locked_pin_goes_on_with_the_face_and_the_same_card(desk: WholeDesk) -> None:
    desk.card.seen = card(attempts_left=0)
    desk.lay()
    assert isinstance(desk.now.session, Failed)
    assert isinstance(desk.now.session.error, PinBlocked)

    desk.desk.choose(Method.VISUAL)
    desk.card.seen = card(attempts_left=None)
    desk.desk.confirm_person()
    desk.settle()

    assert isinstance(session(desk), Answered)
    assert desk.now.today[0].record.reason is SubstituteReason.PIN_BLOCKED


def test_nobody_types_for_a_minute(desk: WholeDesk) -> None:
    desk.lay()

    desk.wait(61)

    assert isinstance(desk.now.session, Failed)
    assert isinstance(desk.now.session.error, PinMissing)
    assert desk.card.calls[-1] == "close"


# ── cards that make trouble ───────────────────────────────────────────────────────────────────
def test_the_third_card_that_cannot_be_read_is_a_damaged_chip(desk: WholeDesk) -> None:
    desk.card.opening.error = CardUnreadable()
    codes: list[str] = []
    for _ in range(3):
        desk.lay()
        codes.append(error_code(desk.now.session))
        desk.take()

    assert codes == ["CD01", "CD01", "CD04"]


@pytest.mark.parametrize("meanwhile", ["next patient", "a card that can be read"])
def test_unreadable_attempts_are_counted_for_one_patient(desk: WholeDesk, meanwhile: str) -> None:
    desk.card.opening.error = CardUnreadable()
    for _ in range(2):
        desk.lay()
        desk.take()
    if meanwhile == "next patient":
        desk.desk.next_patient()
    else:
        desk.card.opening.error = None
        desk.lay()
        desk.take()
        desk.card.opening.error = CardUnreadable()

    desk.lay()

    assert error_code(desk.now.session) == "CD01"


def test_a_card_taken_early_has_to_be_laid_down_again(desk: WholeDesk) -> None:
    desk.lay()
    desk.take()
    assert isinstance(desk.now.session, Failed)
    assert isinstance(desk.now.session.error, CardRemoved)

    desk.check()

    assert isinstance(session(desk), Answered)


@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL])
def test_two_cards_laid_down_together_are_nobodys_check(desk: WholeDesk, method: Method) -> None:
    desk.desk.choose_default(method)

    desk.news(CardPlaced(READER), CardPlaced(OTHER_READER))
    desk.settle()
    assert error_code(desk.now.session) == SeveralCards.default_code

    desk.desk.choose(Method.PIN)
    desk.settle()
    assert error_code(desk.now.session) == SeveralCards.default_code


def test_of_two_cards_the_one_that_is_laid_down_again_alone_counts(desk: WholeDesk) -> None:
    test_two_cards_laid_down_together_are_nobodys_check(desk, Method.PIN)
    desk.take()
    desk.take(OTHER_READER)

    desk.check()

    assert isinstance(session(desk), Answered)


def test_a_card_laid_while_another_patient_types_waits(desk: WholeDesk) -> None:
    desk.lay()

    desk.lay(OTHER_READER)

    assert isinstance(session(desk), AskingPin)
    desk.type_pin()
    assert isinstance(session(desk), Answered)


def test_a_card_of_an_earlier_patient_does_not_stop_the_next(desk: WholeDesk) -> None:
    desk.check()

    desk.lay(OTHER_READER)

    assert isinstance(session(desk), AskingPin)


# ── readers and services ──────────────────────────────────────────────────────────────────────
def test_the_readers_health_is_shown(desk: WholeDesk) -> None:
    shown = []
    for news in (
        ReadersChanged((READER,)),
        ReadersChanged(()),
        ServiceChanged(up=False),
        ServiceChanged(up=True),
        ReadersChanged(()),
    ):
        desk.news(news)
        shown.append(desk.now.reader)

    assert shown == [
        ReaderHealth.READY,
        ReaderHealth.UNPLUGGED,
        ReaderHealth.SERVICE_DOWN,
        ReaderHealth.UNKNOWN,
        ReaderHealth.MISSING,
    ]
    desk.news(ReadersChanged((READER, OTHER_READER)))
    assert desk.desk.readers == (READER, OTHER_READER)


def test_the_card_service_can_be_started(desk: WholeDesk) -> None:
    desk.desk.restart_card_service()
    desk.settle()

    assert desk.restarts == 1


def test_the_service_is_asked_for_a_sign_of_life_until_it_gives_one(make: MakeDesk) -> None:
    desk = make()
    assert desk.now.service is ServiceHealth.READY

    desk.wait(200)

    assert desk.probes == 1


def test_trouble_with_the_service_is_shown_and_goes_away_by_itself(desk: WholeDesk) -> None:
    down = LinkDown()
    desk.backend.fetching.error = down
    desk.lay()
    assert (ServiceHealth.TROUBLE, down) == (desk.now.service, desk.now.service_trouble)

    desk.backend.fetching.error = None
    desk.wait(61)

    assert (ServiceHealth.READY, None) == (desk.now.service, desk.now.service_trouble)


@pytest.mark.parametrize(
    ("error", "health"),
    [
        (BackendRefused("CT04"), ServiceHealth.READY),
        (BackendRefused("BK04"), ServiceHealth.TROUBLE),
        (BackendRefused("BK06"), ServiceHealth.TROUBLE),
        (LinkUntrusted("NW03"), ServiceHealth.TROUBLE),
    ],
)
def test_what_is_refused_about_a_card_is_no_trouble_of_the_service(
    desk: WholeDesk, error: Exception, health: ServiceHealth
) -> None:
    desk.lay()
    desk.backend.checking.error = error

    desk.type_pin()

    assert desk.now.service is health


# ── what the service announces ────────────────────────────────────────────────────────────────
def announce(desk: WholeDesk, *, begins_in_s: float = 0, lasts_s: float = 3600) -> ServiceNotice:
    begins = desk.clock.now() + timedelta(seconds=begins_in_s)
    told = notice(begins=begins, ends=begins + timedelta(seconds=lasts_s))
    desk.announced = [told]
    return told


def test_notices_come_at_the_start_and_every_five_minutes(desk: WholeDesk) -> None:
    desk.wait(1)
    assert (1, ()) == (desk.asked_for_notices, desk.now.notices)
    told = announce(desk)

    desk.wait(299)
    assert (1, ()) == (desk.asked_for_notices, desk.now.notices)
    desk.wait(1)

    assert (2, (told,)) == (desk.asked_for_notices, desk.now.notices)


def test_who_practises_does_not_wait_so_long(make: MakeDesk) -> None:
    desk = make(replace(RULES, is_training=True))
    desk.wait(1)
    told = announce(desk)

    desk.wait(10)

    assert (2, (told,)) == (desk.asked_for_notices, desk.now.notices)


def test_a_notice_is_in_effect_for_its_time_and_goes_by_itself(desk: WholeDesk) -> None:
    told = announce(desk, begins_in_s=10, lasts_s=20)

    desk.wait(9)
    before = desk.now.notices
    desk.wait(1)
    during = desk.now.notices
    desk.wait(20)

    assert ((), (told,), ()) == (before, during, desk.now.notices)


def test_a_notice_that_is_taken_back_goes(desk: WholeDesk) -> None:
    announce(desk)
    desk.wait(1)
    desk.announced = []

    desk.wait(300)

    assert desk.now.notices == ()


def test_notices_that_do_not_come_are_no_trouble_and_those_known_stay(desk: WholeDesk) -> None:
    told = announce(desk)
    desk.wait(1)
    desk.announcing.error = LinkDown()

    desk.wait(301)

    assert desk.asked_for_notices == 2
    assert (told,) == desk.now.notices
    assert (ServiceHealth.READY, None) == (desk.now.service, desk.now.service_trouble)


def test_a_service_in_trouble_is_asked_for_a_sign_of_life_only(desk: WholeDesk) -> None:
    desk.backend.fetching.error = LinkDown()
    desk.lay()

    desk.wait(600)

    assert desk.now.service is ServiceHealth.TROUBLE
    assert desk.asked_for_notices == 0


def test_a_check_goes_on_as_usual_under_a_notice(desk: WholeDesk) -> None:
    told = announce(desk)
    desk.wait(1)

    desk.check()

    assert isinstance(desk.now.session, Answered)
    assert (told,) == desk.now.notices


# ── hand-over ─────────────────────────────────────────────────────────────────────────────────
def test_where_staff_confirms_f8_hands_over_once(make: MakeDesk) -> None:
    desk = make(replace(RULES, needs_confirmation=True))
    desk.check()
    assert desk.now.handover == HandoverNow(HandoverState.WAITING)
    assert desk.handed_over() == []

    for _ in range(2):
        desk.desk.hand_over()
        desk.settle()

    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)
    assert len(desk.handed_over()) == 1


def test_f8_without_an_answer_does_nothing(desk: WholeDesk) -> None:
    desk.desk.hand_over()
    desk.settle()

    assert desk.handed_over() == []


def test_a_hand_over_that_fails_is_tried_again_by_itself(desk: WholeDesk) -> None:
    desk.folder.rmdir()
    desk.check()
    assert desk.now.handover is not None
    assert desk.now.handover.state is HandoverState.FAILED
    assert isinstance(desk.now.handover.error, TargetMissing)

    desk.folder.mkdir()
    desk.wait(61)

    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)


def test_where_nothing_is_handed_over_nothing_is_said_of_it(make: MakeDesk) -> None:
    desk = make(replace(RULES, hands_over=False))

    desk.check()
    desk.wait(61)

    assert isinstance(session(desk), Answered)
    assert desk.now.handover is None
    assert desk.now.today[0].handover.state is HandoverState.OFF


def test_a_desk_that_hands_over_no_more_leaves_what_waits(make: MakeDesk) -> None:
    desk = make(replace(RULES, hands_over=False))
    waiting = record(7, check_id=check_id(7), on=AT.date())
    desk.store.save(answer(check_id=check_id(7)), waiting, hand_over=True)
    desk.desk.start()
    desk.settle()
    desk.desk.open_row(check_id(7))
    assert desk.now.opened is not None

    desk.desk.hand_over()
    desk.settle()

    assert desk.handed_over() == []


def test_an_answer_that_lies_too_long_is_told(desk: WholeDesk) -> None:
    desk.check()

    desk.wait(80)
    assert desk.now.left_lying
    for path in desk.folder.glob("*.xml"):
        path.unlink()
    desk.wait(16)

    assert not desk.now.left_lying


def test_in_training_nobody_takes_anything_away(make: MakeDesk) -> None:
    desk = make(replace(RULES, is_training=True, expects_takers=False))

    desk.check()
    desk.wait(80)

    assert not desk.now.left_lying
    assert desk.now.operator == "sato"


def test_an_answer_that_cannot_be_saved_stays_on_the_screen(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFull

    monkeypatch.setattr(desk.store, "save", full)

    desk.check()

    assert isinstance(desk.now.session, Answered)
    assert isinstance(desk.now.session.trouble, StoreFull)
    assert desk.handed_over() == []


# ── the day's list, and asking again ──────────────────────────────────────────────────────────
def test_a_row_is_opened_and_closed_again(desk: WholeDesk) -> None:
    desk.check()
    desk.desk.next_patient()

    desk.desk.open_row(check_id(1))
    assert desk.now.opened == desk.now.today[0]
    desk.desk.cancel()

    assert desk.now.opened is None


def test_a_row_that_is_not_there_opens_nothing(desk: WholeDesk) -> None:
    desk.desk.open_row(check_id(9))

    assert desk.now.opened is None


def test_a_card_closes_the_row_that_is_open(desk: WholeDesk) -> None:
    desk.check()
    desk.take()
    desk.desk.open_row(check_id(1))

    desk.lay()

    assert desk.now.opened is None


@pytest.mark.parametrize("end", ["answer", "failure"])
def test_while_a_check_runs_no_row_is_opened_and_its_end_is_shown(
    desk: WholeDesk, end: str
) -> None:
    desk.check()
    desk.take()
    desk.lay()
    desk.desk.open_row(check_id(1))
    assert desk.now.opened is None

    if end == "answer":
        desk.type_pin()
        desk.desk.open_row(check_id(1))
        desk.take()
        desk.lay()
    else:
        desk.take()

    assert desk.now.opened is None
    assert isinstance(session(desk), AskingPin if end == "answer" else Failed)


def test_a_row_that_is_open_gives_way_to_the_end_of_a_check(desk: WholeDesk) -> None:
    desk.check()
    desk.take()
    desk.lay()
    desk.take()
    desk.desk.open_row(check_id(1))

    desk.lay()
    desk.take()

    assert desk.now.opened is None
    assert isinstance(session(desk), Failed)


def test_asking_again_is_over_once_the_right_one_came(desk: WholeDesk) -> None:
    is_about(desk, PERSON)
    desk.check()
    desk.take()
    desk.desk.open_row(check_id(1))
    desk.desk.recheck()
    desk.check()
    desk.take()
    is_about(desk, OTHER_PERSON)

    desk.check()  # the next patient, without F9

    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)
    assert desk.now.today[0].record.is_other_person is None


def test_where_staff_confirms_a_failed_hand_over_is_tried_again_and_nothing_else(
    make: MakeDesk,
) -> None:
    desk = make(replace(RULES, needs_confirmation=True))
    desk.check()
    desk.take()
    desk.check()
    desk.folder.rmdir()
    desk.desk.hand_over()
    desk.settle()
    assert desk.now.handover is not None
    assert desk.now.handover.state is HandoverState.FAILED

    desk.folder.mkdir()
    desk.wait(61)

    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)
    assert len(desk.handed_over()) == 1


def test_an_answer_that_is_not_handed_over_offers_no_f8(make: MakeDesk) -> None:
    desk = make(replace(RULES, needs_confirmation=True))
    desk.backend.answers = lambda query: answer(
        check_id=query.check_id, body={"ProcessingResultStatus": "2"}
    )

    desk.check()

    assert desk.now.handover is None


def test_escape_leaves_an_answer(desk: WholeDesk) -> None:
    desk.check()

    desk.desk.cancel()

    assert isinstance(session(desk), Idle)


def test_asking_again_tells_another_persons_card_apart_and_holds_it(desk: WholeDesk) -> None:
    is_about(desk, PERSON)
    desk.check()
    desk.take()
    desk.desk.open_row(check_id(1))
    desk.desk.recheck()
    assert isinstance(session(desk), AwaitingCard)
    is_about(desk, OTHER_PERSON)

    desk.check()
    desk.wait(61)

    assert isinstance(desk.now.session, Answered)
    assert desk.now.session.is_other_person
    assert desk.now.handover == HandoverNow(HandoverState.HELD)
    assert len(desk.handed_over()) == 1
    assert desk.now.today[0].record.is_other_person is True


def test_staff_lets_a_held_answer_go(desk: WholeDesk) -> None:
    test_asking_again_tells_another_persons_card_apart_and_holds_it(desk)

    desk.desk.allow_other_person()
    desk.settle()

    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)
    assert len(desk.handed_over()) == 2


def test_a_held_answer_of_the_list_can_be_let_go_later(desk: WholeDesk) -> None:
    test_asking_again_tells_another_persons_card_apart_and_holds_it(desk)
    held = desk.now.today[0].record.check_id
    desk.desk.next_patient()
    desk.desk.open_row(held)

    desk.desk.allow_other_person()
    desk.settle()

    assert desk.now.opened is not None
    assert desk.now.opened.handover.state is HandoverState.DELIVERED
    assert len(desk.handed_over()) == 2


def test_a_held_answer_that_cannot_be_let_go_says_why(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_asking_again_tells_another_persons_card_apart_and_holds_it(desk)

    def busy(_: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(desk.store, "mark_allowed", busy)
    desk.desk.allow_other_person()
    desk.settle()

    assert desk.now.handover is not None
    assert desk.now.handover.state is HandoverState.HELD
    assert isinstance(desk.now.handover.error, StoreBusy)


def test_a_held_row_whose_release_fails_stays_as_it_is(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_asking_again_tells_another_persons_card_apart_and_holds_it(desk)
    held = desk.now.today[0]
    desk.desk.next_patient()
    desk.desk.open_row(held.record.check_id)

    def busy(_: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(desk.store, "mark_allowed", busy)
    desk.desk.allow_other_person()
    desk.settle()

    assert desk.now.opened == held


def test_nothing_held_is_nothing_to_let_go(desk: WholeDesk) -> None:
    desk.desk.allow_other_person()
    desk.check()
    desk.desk.next_patient()
    desk.desk.open_row(check_id(1))
    desk.desk.allow_other_person()
    desk.settle()

    assert len(desk.handed_over()) == 1


def test_the_same_person_again_goes_on_as_usual(desk: WholeDesk) -> None:
    is_about(desk, PERSON)
    desk.check()
    desk.take()
    desk.desk.open_row(check_id(1))
    desk.desk.recheck()

    desk.check()

    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)
    assert desk.now.today[0].record.is_other_person is False


def test_after_asking_again_the_next_patient_may_be_anybody(desk: WholeDesk) -> None:
    test_the_same_person_again_goes_on_as_usual(desk)
    desk.desk.next_patient()
    desk.take()
    is_about(desk, OTHER_PERSON)

    desk.check()

    assert isinstance(desk.now.session, Answered)
    assert not desk.now.session.is_other_person


def test_asking_again_needs_an_open_row(desk: WholeDesk) -> None:
    desk.desk.recheck()

    assert isinstance(session(desk), Idle)


def test_asking_again_where_the_answer_named_nobody_takes_any_card(desk: WholeDesk) -> None:
    desk.backend.answers = lambda query: answer(check_id=query.check_id, records=())
    desk.check()
    desk.take()
    desk.desk.open_row(check_id(1))
    desk.desk.recheck()

    desk.check()

    assert desk.now.today[0].record.is_other_person is None


def test_an_opened_answer_that_waits_is_handed_over_with_f8(make: MakeDesk) -> None:
    desk = make(replace(RULES, needs_confirmation=True))
    desk.check()
    desk.desk.next_patient()
    desk.desk.open_row(check_id(1))

    for _ in range(2):
        desk.desk.hand_over()
        desk.settle()

    assert len(desk.handed_over()) == 1
    assert desk.now.opened is not None
    assert desk.now.opened.handover.state is HandoverState.DELIVERED


def test_the_list_begins_anew_with_the_day(desk: WholeDesk) -> None:
    desk.check()
    desk.clock.move(86_400)
    desk.wait(1)

    assert desk.now.today == ()


def test_a_late_answer_of_yesterday_stays_out_of_todays_list(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.card_lane.run_all()
    desk.clock.move(86_400)
    desk.desk.tick()

    desk.settle()

    assert desk.now.today == ()


def test_the_list_shows_what_an_earlier_run_left(desk: WholeDesk) -> None:
    desk.check()
    desk.desk.board.publish(replace(desk.now, today=()))

    desk.desk.start()
    desk.settle()

    assert len(desk.now.today) == 1


def test_a_list_that_cannot_be_read_is_no_reason_to_stop(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(desk.store, "latest", busy)
    monkeypatch.setattr(desk.store, "find", busy)

    desk.desk.start()
    desk.check()

    assert isinstance(session(desk), Answered)
    assert desk.now.today == ()


# ── the end ───────────────────────────────────────────────────────────────────────────────────
def test_stopping_lets_go_of_the_card(desk: WholeDesk) -> None:
    desk.lay()

    desk.desk.stop()
    desk.settle()

    assert desk.now.phase is Phase.STOPPING
    assert desk.card.calls[-1] == "close"


def test_while_the_service_is_asked_the_card_is_not_left_over(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.card_lane.run_all()

    assert isinstance(session(desk), AskingBackend)
    assert desk.now.card_lies
    assert not desk.now.left_over
    desk.news(CardTaken(READER))
    assert not desk.now.card_lies


def test_the_minute_is_told_and_nothing_finer(desk: WholeDesk) -> None:
    desk.wait(1)

    assert desk.now.now == AT.replace(second=0)


def test_what_was_not_handed_over_yesterday_is_below_todays_checks(make: MakeDesk) -> None:
    desk = make(replace(RULES, needs_confirmation=True))
    desk.check()
    desk.desk.next_patient()
    desk.take()
    desk.clock.move(86_400)
    desk.wait(1)

    desk.check()

    assert [row.record.check_id for row in desk.now.today] == [check_id(2), check_id(1)]
    desk.desk.next_patient()
    desk.desk.open_row(check_id(1))
    desk.desk.hand_over()
    desk.settle()
    assert [row.record.check_id for row in desk.now.today] == [check_id(2)]
    assert desk.now.opened is not None
    assert desk.now.opened.handover.state is HandoverState.DELIVERED


# ── what takes too long ───────────────────────────────────────────────────────────────────────
def test_a_folder_that_hangs_is_told_and_what_comes_of_it_counts_later(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    for lane in (desk.card_lane, desk.net, desk.disk):  # not the hand-over's
        lane.run_all()
    assert desk.now.handover == HandoverNow(HandoverState.WAITING, is_asked=True)

    desk.clock.move(20)
    desk.desk.tick()

    said = desk.now.handover
    assert said is not None
    assert said.error is not None
    assert (said.is_asked, said.error.code) == (False, "HO03")
    desk.settle()
    assert desk.now.handover == HandoverNow(HandoverState.DELIVERED)


def test_nothing_is_asked_for_again_while_it_is_under_way(desk: WholeDesk) -> None:
    desk.clock.move(400)
    desk.desk.tick()
    lanes = (desk.net, desk.disk, desk.shelf)
    before = [lane.waiting for lane in lanes]
    assert all(before)

    for _ in range(10):
        desk.clock.move(400)
        desk.desk.tick()

    assert [lane.waiting for lane in lanes] == before


# ── the next patient's card on another reader ─────────────────────────────────────────────────
def test_with_f9_the_card_that_waits_on_another_reader_begins(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.news(CardPlaced(OTHER_READER))
    desk.settle()
    desk.take()
    assert isinstance(session(desk), Answered)
    assert not desk.now.left_over

    desk.desk.next_patient()
    desk.settle()

    assert isinstance(session(desk), AskingPin)


def test_of_two_cards_none_begins_with_f9(desk: WholeDesk) -> None:
    desk.news(CardPlaced(READER), CardPlaced(OTHER_READER))
    desk.settle()
    assert isinstance(session(desk), Failed)

    desk.desk.next_patient()
    desk.settle()

    assert isinstance(session(desk), Idle)


def test_the_card_of_the_check_laid_down_again_begins_nothing(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.news(CardPlaced(READER))  # while it signs
    desk.settle()
    assert isinstance(session(desk), Answered)
    assert desk.now.left_over

    desk.desk.next_patient()
    desk.settle()

    assert isinstance(session(desk), Idle)


def test_esc_leaves_a_card_on_another_reader_alone(desk: WholeDesk) -> None:
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.news(CardPlaced(OTHER_READER))

    desk.desk.cancel()
    desk.settle()

    assert isinstance(session(desk), Idle)


def test_with_f2_the_card_that_waits_is_the_one_that_is_compared(make: MakeDesk) -> None:
    desk = make(replace(RULES, operators=("sato",)))
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.news(CardPlaced(OTHER_READER))
    desk.settle()
    desk.desk.cancel()  # Esc: nothing begins by itself
    desk.take()

    desk.desk.choose(Method.VISUAL)
    desk.settle()

    state = session(desk)
    assert isinstance(state, AskingWitness)
    assert state.card_in


def test_who_sits_down_while_a_check_runs_is_in_its_record(make: MakeDesk) -> None:
    desk = make(replace(RULES, operators=("sato", "suzuki")))
    desk.lay()
    desk.desk.choose_operator("suzuki")
    desk.type_pin()
    desk.settle()

    assert desk.now.today[0].record.operator == "suzuki"


def test_a_held_answer_of_yesterday_still_waits_for_staff(desk: WholeDesk) -> None:
    test_asking_again_tells_another_persons_card_apart_and_holds_it(desk)
    held = desk.now.today[0].record.check_id
    desk.desk.next_patient()
    desk.take()

    desk.clock.move(86_400)
    desk.wait(1)

    assert [row.record.check_id for row in desk.now.today] == [held]


def test_an_answer_after_midnight_that_is_not_handed_over_is_in_the_list(
    make: MakeDesk,
) -> None:
    desk = make(replace(RULES, needs_confirmation=True))
    desk.lay()
    pin, _ = digits()
    desk.desk.pin_entered(pin)
    desk.card_lane.run_all()
    desk.clock.move(86_400)
    desk.desk.tick()

    desk.settle()

    assert [row.handover.state for row in desk.now.today] == [HandoverState.WAITING]
