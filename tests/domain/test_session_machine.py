"""The invariants of the check, over random orders of events, answers, failures and removals.

The lanes are played by a list of effects that are pending: any of them may end next, well or not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
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
    challenge,
    check_id,
    digits,
    shown,
    signed,
)

from reception_app.domain.card_seen import CardSeen, CertificateState
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    EligibilityResult,
    Method,
    Signature,
    Verdict,
    text_of,
)
from reception_app.domain.errors import (
    BackendRefused,
    BugError,
    CardRemoved,
    CardServiceDown,
    CardUnreadable,
    CardUntrusted,
    LinkDown,
    LinkTimeout,
    PinBlocked,
    PinRejected,
    ReceptionError,
    StoreFull,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place, TypedNumbers, is_refused
from reception_app.domain.number_form import branch_of, candidates_of, text_at
from reception_app.domain.patience import Patience, overdue
from reception_app.domain.policy import refusal_of
from reception_app.domain.secrets import Pin
from reception_app.domain.session.effects import (
    AskBackend,
    CloseCard,
    Effect,
    FetchChallenge,
    OpenCard,
    RecordRefusal,
    RecordWitness,
    SaveResult,
    Sign,
    WipePin,
)
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
    PatientCall,
    Signing,
    State,
)
from reception_app.domain.session.step import step

PATIENCE = Patience(15.0, card_s=60.0)
METHODS = st.sampled_from([Method.PIN, Method.PIN, Method.VISUAL])
WISHES = st.builds(
    CheckRequest,
    check_id=st.just(check_id(0)),
    method=METHODS,
    on=st.just(asks().on),
    expected=st.sampled_from([None, EXPECTED]),
    asks_again=st.integers(0, 2),
    unreadable_before=st.integers(0, 3),
)
"""What a request can ask for; it gets its number when it is made."""
BRANCH = {"InsuredBranchNumber": "2"}
PEOPLE = st.sampled_from(
    [(PERSON,), (OTHER_PERSON,), ({**OTHER_PERSON, **BRANCH}, {**PERSON, **BRANCH}), ()]
)
STATES = st.sampled_from([*[CertificateState.VALID] * 20, *CertificateState])
CARDS = st.builds(
    card,
    certificate_state=STATES,
    attempts_left=st.sampled_from([1, 3, 3, 3, 2, 1, 3, None, 0]),
)
CARD_ERRORS = st.sampled_from([CardRemoved(), CardServiceDown(), CardUnreadable(), BugError()])
SIGN_ERRORS = st.one_of(
    st.sampled_from([PinRejected(2), PinRejected(1), PinRejected(None)]),
    st.sampled_from([PinBlocked(), CardRemoved(attempts_left=1), CardUntrusted(), BugError()]),
)
NET_ERRORS = st.sampled_from(
    [LinkTimeout(15), LinkTimeout(15), LinkDown(), BackendRefused(), BugError()]
)
STORE_ERRORS = st.sampled_from([StoreFull(), BugError()])
FAILS = st.sampled_from([False, False, True])
RARELY = st.sampled_from([False, False, False, True])
VERDICTS = st.sampled_from([Verdict.VALID, Verdict.VALID, *Verdict])
MY_NUMBER = "123456789018"
FORMS = st.sampled_from(
    [
        TypedNumbers(),
        TypedNumbers("06139992", "１２３", "4567", "01", "S50.4.1"),
        TypedNumbers("06139993", "", "4567", "", "19750401", limit_consent=True),
        TypedNumbers("06139992", number="4567", born="S65.1.1"),
        TypedNumbers("39139993", MY_NUMBER, MY_NUMBER, "", "S19.1.5"),
    ]
)
SECONDS = st.sampled_from([0, 5, 60, 290, 600])


def check_id_of(effect: Effect) -> CheckId | None:
    """The check that a pending effect belongs to."""
    match effect:
        case FetchChallenge(check_id) | OpenCard(check_id):
            return check_id
        case RecordWitness(check_id) | RecordRefusal(check_id):
            return check_id
        case Sign(request):
            return request.check_id
        case AskBackend(asking) | SaveResult(asking):
            return asking.request.check_id
        case _:
            return None


def is_other_person(asking: Asking, result: EligibilityResult) -> bool:
    """Whether an answer has a person in it who was not expected, or asked for."""
    if is_other_question(asking.query.subject, result):
        return True
    expected = asking.request.expected
    return expected is not None and any(
        (text_of(record, "NameKana"), text_of(record, "Birthdate"))
        != (expected.kana, expected.born)
        for record in result.records
    )


def is_other_question(asked: CardTicket | CardholderNumbers, result: EligibilityResult) -> bool:
    """Whether numbers were asked for whose birth date not all records have, or branch none."""
    if isinstance(asked, CardTicket) or not result.records:
        return False
    is_any = asked.branch is None or result.verdict is Verdict.SEVERAL
    branches = ("", text_of(BRANCH, "InsuredBranchNumber").zfill(2) if is_any else asked.branch)
    return any(
        text_of(record, "Birthdate") != f"{asked.born:%Y%m%d}" for record in result.records
    ) or not any(
        text_of(record, "InsuredBranchNumber").rjust(2, "0").removeprefix("00") in branches
        for record in result.records
    )


def read_in(check_id: CheckId) -> bytes:
    """What stands for the certificate that was read in this check."""
    return check_id.encode("ascii")


class Desk(RuleBasedStateMachine):
    """A desk with one reader, one service, one store; nothing happens in a fixed order."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State = Idle()
        self.pending: list[Effect] = []
        self.checks = 0
        self.now = AT
        self.card_lies_there = False
        self.pins: list[tuple[Pin, bytearray]] = []
        self.signed: list[Pin] = []
        self.recorded: set[CheckId] = set()
        self.refused: set[CheckId] = set()
        self.timed_out: set[CheckId] = set()
        self.asked: list[CheckId] = []
        self.answers: list[tuple[Asking, EligibilityResult]] = []
        self.saves: list[tuple[Asking, EligibilityResult]] = []
        self.on_disk: dict[CheckId, SaveResult] = {}
        self.allowed: set[CheckId] = set()
        self.handed_over: set[CheckId] = set()
        self.confirmed_here = False
        self.powered_for: CheckId | None = None
        self.closed_after: list[Effect] = []

    # ── the world ───────────────────────────────────────────────────────────────────────────
    def numbered(self, wish: CheckRequest) -> CheckRequest:
        self.checks += 1
        return replace(wish, check_id=check_id(self.checks))

    def dispatch(self, event: Event) -> None:
        before = self.state
        self.state, effects = step(before, event)
        for effect in effects:
            self.start(effect, before)
        if isinstance(event, LastTryConfirmed) and isinstance(before, AskingPin):
            self.confirmed_here = True
        elif not isinstance(self.state, AskingPin) or isinstance(before, Signing):
            self.confirmed_here = False

    def start(self, effect: Effect, before: State) -> None:
        match effect:
            case WipePin(pin):
                pin.wipe()
                return
            case CloseCard():  # it stands in the card lane behind what is pending there
                self.powered_for = None
                self.closed_after = list(self.pending)
                return
            case Sign(pin=pin):
                self.expect_allowed(pin, before)
            case OpenCard(check_id, visual):
                assert visual is None or check_id in self.recorded
                assert check_id not in self.refused
            case FetchChallenge():
                assert effect not in self.pending
            case AskBackend(asking, attempt):
                self.expect_own_ticket(asking)
                self.expect_may_ask(asking, attempt)
            case SaveResult(asking, result, hold):
                self.saves.append((asking, result))
                assert hold == is_other_person(asking, result)
            case RecordRefusal(check_id):
                self.refused.add(check_id)
                assert check_id not in self.recorded
            case _:
                pass
        self.pending.append(effect)

    def expect_own_ticket(self, asking: Asking) -> None:
        subject = asking.query.subject
        assert not isinstance(subject, CardTicket) or subject.certificate == read_in(
            asking.request.check_id
        )
        assert asking.request.check_id == asking.query.check_id

    def expect_may_ask(self, asking: Asking, attempt: int) -> None:
        check_id = asking.request.check_id
        asked = self.asked.count(check_id)
        assert attempt == asked + 1 <= asking.request.asks_again + 1
        assert attempt == 1 or check_id in self.timed_out
        self.timed_out.discard(check_id)
        self.asked.append(check_id)
        assert not [e for e in self.pending if isinstance(e, AskBackend) and e.asking is asking]

    def expect_allowed(self, pin: Pin, before: State) -> None:
        assert isinstance(before, AskingPin | AwaitingChallenge)
        assert not pin.is_spent
        assert all(pin is not earlier for earlier in self.signed)
        if isinstance(before, AskingPin):
            assert before.seen.attempts_left != 1 or self.confirmed_here
        self.signed.append(pin)

    # ── people ──────────────────────────────────────────────────────────────────────────────
    @precondition(lambda self: not self.card_lies_there)
    @rule(wish=WISHES)
    def lay_down_a_card(self, wish: CheckRequest) -> None:
        self.card_lies_there = True
        self.dispatch(CardInserted(self.numbered(wish)))

    @precondition(lambda self: self.card_lies_there)
    @rule()
    def take_the_card_away(self) -> None:
        self.card_lies_there = False
        self.dispatch(CardLeft())

    @precondition(
        lambda self: isinstance(self.state, Opening | AskingPin | AwaitingChallenge | Signing)
    )
    @rule(wish=WISHES)
    def lay_a_card_on_the_second_reader(self, wish: CheckRequest) -> None:
        before = self.state

        self.dispatch(CardInserted(self.numbered(wish)))

        assert before is self.state

    @rule(wish=WISHES, really=RARELY)
    def choose_a_method(self, wish: CheckRequest, really: bool) -> None:
        if really or isinstance(self.state, Idle | AskingPin | AwaitingChallenge):
            self.dispatch(MethodChosen(self.numbered(wish)))

    @rule()
    def compare_the_face(self) -> None:
        self.dispatch(WitnessGiven(VISUAL))

    @rule(really=RARELY)
    def see_another_face(self, really: bool) -> None:
        before = self.state
        asked = isinstance(before, AskingWitness) and before.recording is None
        if not really and asked:
            return

        self.dispatch(WitnessRefused(VISUAL))

        assert isinstance(self.state, Failed) if asked else self.state is before

    @rule(call=st.sampled_from(PatientCall))
    def call_staff(self, call: PatientCall) -> None:
        before = self.state

        self.dispatch(PatientCalled(call))

        if isinstance(before, AskingPin):
            assert replace(before, called=call) == self.state
        else:
            assert before is self.state

    @rule(really=RARELY)
    def wait_too_long(self, really: bool) -> None:
        error = overdue(self.state, 3600.0, PATIENCE)
        if not really or error is None:
            return
        assert not isinstance(self.state, Idle)

        self.dispatch(Overdue(self.state.request.check_id, error))

        assert overdue(self.state, 3600.0, PATIENCE) is None

    @rule()
    def allow_the_last_try(self) -> None:
        self.dispatch(LastTryConfirmed())

    @rule(later_s=SECONDS)
    def type_four_digits(self, later_s: int) -> None:
        self.now += timedelta(seconds=later_s)
        self.pins.append(digits())
        guarded = isinstance(self.state, AskingPin) and self.state.seen.attempts_left == 1
        may = self.confirmed_here or not guarded
        signed_before = len(self.signed)

        self.dispatch(PinEntered(self.pins[-1][0], self.now))

        assert may or len(self.signed) == signed_before
        assert may or isinstance(self.state, AskingPin)

    @rule(wish=WISHES, really=RARELY)
    def ask_by_number(self, wish: CheckRequest, really: bool) -> None:
        if really:
            request = replace(self.numbered(wish), method=Method.NUMBERS)
            self.dispatch(NumbersEntered(request, NUMBERS, self.now))

    @rule(wish=WISHES)
    def open_the_form(self, wish: CheckRequest) -> None:
        before, request = self.state, replace(self.numbered(wish), method=Method.NUMBERS)

        self.dispatch(MethodChosen(request))

        assert self.state is before or isinstance(self.state, AskingNumbers)

    @rule(typed=FORMS, left=st.sampled_from([None, *Place]))
    def type_into_the_form(self, typed: TypedNumbers, left: Place | None) -> None:
        was_form = isinstance(self.state, AskingNumbers)

        self.dispatch(NumbersTyped(typed, left))

        assert isinstance(self.state, AskingNumbers) is was_form

    @rule()
    def ask_with_the_form(self) -> None:
        self.ask_and_look(NumbersAsked("sato", self.now))

    @rule(number=st.integers(0, 2), wish=WISHES)
    def choose_one_of_several(self, number: int, wish: CheckRequest) -> None:
        request = replace(self.numbered(wish), method=Method.NUMBERS)
        self.dispatch(CandidateMarked(number))
        self.ask_and_look(CandidateAsked(request, self.now))

    def ask_and_look(self, event: Event) -> None:
        """Ask, and see that a check that follows another one tells which, and is another one."""
        before = self.state
        self.dispatch(event)
        if not isinstance(self.state, AskingBackend) or self.state is before:
            return
        request = self.state.request
        assert request.method is Method.NUMBERS
        if isinstance(before, Answered):
            assert request.earlier is not None
            assert request.earlier.check_id == before.request.check_id != request.check_id

    @rule(really=RARELY)
    def go_back(self, really: bool) -> None:
        if not really:
            return

        self.dispatch(Dismissed())

        assert Idle() == self.state

    @rule(data=st.data(), steps=st.integers(1, 8), wish=WISHES)
    def go_on_as_usual(self, data: st.DataObject, steps: int, wish: CheckRequest) -> None:
        """Some steps of a check that goes well, so that random disturbances meet every state."""
        for _ in range(steps):
            self.go_on(data, wish)

    def go_on(self, data: st.DataObject, wish: CheckRequest) -> None:
        match self.state:
            case AskingNumbers():
                self.dispatch(NumbersTyped(data.draw(FORMS)))
                self.ask_and_look(NumbersAsked("sato", self.now))
                self.dispatch(Dismissed())
            case Idle() | Answered() | Failed() | AwaitingCard():
                self.lay_down_the_next_card(wish)
            case AskingWitness(recording=None):
                self.dispatch(WitnessGiven(VISUAL))
            case AskingPin():
                if data.draw(st.booleans()):
                    self.dispatch(LastTryConfirmed())
                self.type_four_digits(0)
            case _:
                check_id = self.state.request.check_id
                mine = [e for e in self.pending if check_id_of(e) == check_id]
                self.pending.remove(mine[-1])
                may_fail = isinstance(self.state, Signing | AskingBackend)
                self.end(mine[-1], data, fails=may_fail and data.draw(FAILS))

    def lay_down_the_next_card(self, wish: CheckRequest) -> None:
        if self.card_lies_there:
            self.take_the_card_away()
        self.lay_down_a_card(wish)

    @precondition(lambda self: set(self.on_disk) - self.handed_over)
    @rule(data=st.data())
    def let_a_held_answer_go(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from(sorted(set(self.on_disk) - self.handed_over)))
        self.allowed.add(held)
        self.handed_over.add(held)

    # ── lanes ───────────────────────────────────────────────────────────────────────────────
    @precondition(lambda self: self.pending)
    @rule(data=st.data(), fails=FAILS)
    def end_a_job(self, data: st.DataObject, fails: bool) -> None:
        effect = self.pending.pop(data.draw(st.integers(0, len(self.pending) - 1)))
        self.end(effect, data, fails=fails)

    @precondition(lambda self: self.old_jobs())
    @rule(data=st.data(), fails=FAILS)
    def end_a_job_of_an_earlier_check(self, data: st.DataObject, fails: bool) -> None:
        effect = data.draw(st.sampled_from(self.old_jobs()))
        self.pending.remove(effect)
        self.end(effect, data, fails=fails)

    def old_jobs(self) -> list[Effect]:
        mine = None if isinstance(self.state, Idle) else self.state.request.check_id
        return [effect for effect in self.pending if check_id_of(effect) != mine]

    def end(self, effect: Effect, data: st.DataObject, *, fails: bool) -> None:
        match effect:
            case FetchChallenge(check_id):
                self.end_fetching(check_id, data.draw(NET_ERRORS) if fails else None, data)
            case RecordWitness(check_id):
                self.end_recording(check_id, data.draw(STORE_ERRORS) if fails else None)
            case OpenCard():
                if fails:
                    self.end_unopened(effect.check_id, data.draw(CARD_ERRORS))
                else:
                    self.end_opening(effect, data.draw(CARDS))
            case Sign():
                self.end_signing(effect, data.draw(SIGN_ERRORS) if fails else None)
            case AskBackend(asking):
                self.end_asking(asking, data.draw(NET_ERRORS) if fails else None, data)
            case SaveResult():
                self.end_saving(effect, data.draw(STORE_ERRORS) if fails else None)
            case RecordRefusal():
                pass  # the check is over, whatever the disk says
            case _:
                raise AssertionError(effect)

    def end_fetching(
        self, check_id: CheckId, error: ReceptionError | None, data: st.DataObject
    ) -> None:
        good_for_s = (self.now - AT).total_seconds() + data.draw(SECONDS)
        self.dispatch(ChallengeCame(check_id, error or challenge(good_for_s=good_for_s)))

    def end_recording(self, check_id: CheckId, error: ReceptionError | None) -> None:
        if error is None:
            self.recorded.add(check_id)
        self.dispatch(StepFailed(check_id, error) if error else WitnessRecorded(check_id))

    def end_unopened(self, check_id: CheckId, error: ReceptionError) -> None:
        before = self.state
        self.dispatch(StepFailed(check_id, error))
        if not isinstance(before, Opening) or before.request.check_id != check_id:
            return
        assert isinstance(self.state, Failed)
        dead = isinstance(error, CardUnreadable) and before.request.unreadable_before >= 2
        assert self.state.error.code == ("CD04" if dead else error.code)

    def end_opening(self, effect: OpenCard, seen: CardSeen) -> None:
        stays_on = effect.visual is None and refusal_of(seen) is None
        if stays_on and effect not in self.closed_after:
            self.powered_for = effect.check_id
        ticket = CardTicket(read_in(effect.check_id), effect.visual) if effect.visual else None
        self.dispatch(CardOpened(effect.check_id, seen, self.now, ticket))

    def end_signing(self, effect: Sign, error: ReceptionError | None) -> None:
        effect.pin.take()[:] = bytes(4)
        check_id = effect.request.check_id
        if not isinstance(error, PinRejected) and self.powered_for == check_id:
            self.powered_for = None
        if error is not None:
            self.dispatch(StepFailed(check_id, error))
        else:
            proof = Signature(effect.challenge, "RS256", b"signature")
            self.dispatch(CardRead(check_id, CardTicket(read_in(check_id), proof), self.now))

    def end_asking(
        self, asking: Asking, error: ReceptionError | None, data: st.DataObject
    ) -> None:
        check_id, before = asking.request.check_id, self.state
        on_screen = isinstance(before, AskingBackend) and before.asking is asking
        if error is not None:
            if on_screen and isinstance(error, LinkTimeout):
                self.timed_out.add(check_id)
            self.dispatch(StepFailed(check_id, error))
            return
        verdict = data.draw(VERDICTS)
        result = answer(check_id=check_id, verdict=verdict, records=data.draw(PEOPLE))
        self.answers.append((asking, result))

        self.dispatch(AnswerCame(asking, result))

        other = is_other_person(asking, result)
        shown_now = Answered(asking, result, is_other_person=other)
        assert self.state == (shown_now if on_screen else before)

    def end_saving(self, effect: SaveResult, error: ReceptionError | None) -> None:
        check_id = effect.asking.request.check_id
        if error is None:
            assert check_id not in self.on_disk
            self.on_disk[check_id] = effect
            if not effect.hold:
                self.handed_over.add(check_id)
        self.dispatch(StepFailed(check_id, error) if error else ResultSaved(check_id))

    # ── what always holds ───────────────────────────────────────────────────────────────────
    @invariant()
    def every_answer_is_saved_exactly_once(self) -> None:
        assert self.answers == self.saves

    @invariant()
    def no_check_is_asked_or_answered_twice_at_once(self) -> None:
        asked = [e.asking.request.check_id for e in self.pending if isinstance(e, AskBackend)]
        answered = [asking.request.check_id for asking, _ in self.answers]

        assert len(asked) == len(set(asked))
        assert len(answered) == len(set(answered))

    @invariant()
    def nobody_elses_answer_is_handed_over_unless_staff_allows_it(self) -> None:
        for each in self.handed_over - self.allowed:
            effect = self.on_disk[each]
            assert not is_other_person(effect.asking, effect.result)

    @invariant()
    def a_form_holds_no_my_number_and_no_card(self) -> None:
        if isinstance(self.state, AskingNumbers):
            typed = self.state.form.typed
            assert not any(is_refused(place, text_at(typed, place)) for place in Place)
            assert self.powered_for is None

    @invariant()
    def nobody_is_pointed_at_who_cannot_be_told_from_the_others(self) -> None:
        if isinstance(self.state, Answered) and self.state.marked is not None:
            assert branch_of(candidates_of(self.state.result)[self.state.marked])

    @invariant()
    def a_refused_check_is_over(self) -> None:
        if not isinstance(self.state, Idle) and self.state.request.check_id in self.refused:
            assert isinstance(self.state, Failed)

    @invariant()
    def a_pin_is_alive_only_while_it_is_needed(self) -> None:
        held = [effect.pin for effect in self.pending if isinstance(effect, Sign)]
        if isinstance(self.state, AwaitingChallenge):
            held.append(self.state.pin)
        for pin, buffer in self.pins:
            assert pin.is_spent != any(pin is each for each in held)
            assert not pin.is_spent or buffer == bytearray(4)

    @invariant()
    def no_pin_is_sent_that_was_not_typed(self) -> None:
        assert len(self.signed) <= len(self.pins)

    @invariant()
    def an_answer_on_the_screen_belongs_to_its_check(self) -> None:
        if isinstance(self.state, Answered):
            assert self.state.request.check_id == self.state.result.check_id
            other = is_other_person(self.state.asking, self.state.result)
            assert self.state.is_other_person == other

    @invariant()
    def a_visual_check_goes_on_only_with_its_witness_on_disk(self) -> None:
        match self.state:
            case AwaitingCard(visual=visual) | Opening(visual=visual) if visual is not None:
                assert self.state.request.check_id in self.recorded
            case AskingBackend() | Answered() if self.state.request.method is Method.VISUAL:
                assert self.state.request.check_id in self.recorded
            case _:
                pass

    @invariant()
    def a_card_that_is_said_to_lie_there_does(self) -> None:
        if isinstance(self.state, AskingWitness | Failed) and self.state.card_in:
            assert self.card_lies_there

    @invariant()
    def a_card_is_under_power_only_while_it_is_needed(self) -> None:
        if self.powered_for is not None:
            assert isinstance(self.state, AskingPin | AwaitingChallenge | Signing)
            assert self.powered_for == self.state.request.check_id

    @invariant()
    def whoever_waits_has_something_to_wait_for(self) -> None:
        match self.state:
            case AwaitingCard(challenge=None, visual=None) | AskingPin(challenge=None):
                self.expect_one(FetchChallenge)
            case AwaitingChallenge():
                self.expect_one(FetchChallenge)
            case AskingWitness(recording=recording) if recording is not None:
                self.expect_one(RecordWitness)
            case Opening():
                self.expect_one(OpenCard)
            case Signing():
                self.expect_one(Sign)
            case AskingBackend():
                self.expect_one(AskBackend)
            case Answered(saved=False, trouble=None):
                self.expect_one(SaveResult)
            case _:
                pass

    def expect_one(self, kind: type[Effect]) -> None:
        assert not isinstance(self.state, Idle)
        check_id = self.state.request.check_id
        mine = [e for e in self.pending if isinstance(e, kind) and check_id_of(e) == check_id]
        assert 1 == len(mine)


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=300, stateful_step_count=40)


# ── every pair, once ──────────────────────────────────────────────────────────────────────────
def every_state() -> list[State]:
    pin, _ = digits()
    request, seen, one = asks(), card(), challenge()
    _, effects = step(Signing(request, seen, one), CardRead(request.check_id, signed(), AT))
    (ask,) = effects
    assert isinstance(ask, AskBackend)
    return [
        Idle(),
        AskingWitness(request, card_in=True),
        AskingWitness(request, card_in=False, recording=VISUAL),
        AskingNumbers(asks(Method.NUMBERS)),
        AwaitingCard(request),
        AwaitingCard(request, VISUAL),
        AwaitingCard(request, None, LinkDown()),
        Opening(request),
        Opening(request, VISUAL),
        Opening(request, None, LinkDown()),
        AskingPin(request, seen),
        AskingPin(request, card(attempts_left=1), one),
        AskingPin(request, seen, one, called=PatientCall.UNKNOWN),
        AwaitingChallenge(request, seen, pin),
        Signing(request, seen, one),
        AskingBackend(ask.asking),
        AskingBackend(ask.asking, attempt=2),
        Answered(ask.asking, answer()),
        Answered(ask.asking, answer(), saved=True),
        Failed(request, None, LinkDown()),
        Failed(request, seen, LinkDown(), card_in=True),
    ]


def events_of(number: int) -> list[Event]:
    request, (pin, _) = asks(number=number), digits()
    check_id = request.check_id
    errors = [PinRejected(0), PinRejected(None), StoreFull(), LinkTimeout(15), ReceptionError()]
    return [
        CardInserted(request),
        CardInserted(asks(Method.VISUAL, number)),
        CardLeft(),
        MethodChosen(request),
        MethodChosen(asks(Method.VISUAL, number)),
        MethodChosen(asks(Method.NUMBERS, number)),
        NumbersTyped(TypedNumbers("06139992"), Place.INSURER),
        NumbersAsked("sato", AT),
        CandidateMarked(0),
        CandidateAsked(asks(Method.NUMBERS, number), AT),
        WitnessGiven(VISUAL),
        WitnessRefused(VISUAL),
        WitnessRecorded(check_id),
        CardOpened(check_id, card(), AT),
        CardOpened(check_id, card(attempts_left=0), AT, shown()),
        ChallengeCame(check_id, challenge()),
        ChallengeCame(check_id, LinkDown()),
        LastTryConfirmed(),
        PatientCalled(PatientCall.STOPPED),
        PinEntered(pin, AT),
        CardRead(check_id, signed(), AT),
        NumbersEntered(asks(Method.NUMBERS, number), NUMBERS, AT),
        ResultSaved(check_id),
        *(StepFailed(check_id, error) for error in errors),
        Overdue(check_id, LinkTimeout(15)),
        Dismissed(),
    ]


@pytest.mark.parametrize("state", every_state())
@pytest.mark.parametrize("event", events_of(1) + events_of(2))
def test_every_event_is_taken_in_every_state(state: State, event: Event) -> None:
    after, effects = step(state, event)

    assert isinstance(after, State)
    assert all(isinstance(effect, Effect) for effect in effects)
