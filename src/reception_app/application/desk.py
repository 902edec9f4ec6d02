"""One desk, all day: what windows ask for, and the one picture of the desk that they draw.

It steers the check (``check.py``) and the hand-over (``handover.py``), keeps the day's list, and
watches what takes too long. Everything happens on the owner's thread and nothing blocks; each
change is published as one ``domain.desk.DeskNow``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from reception_app.application.check import CheckController
from reception_app.application.handover import Delivery, Drained, HandoverController, NotTaken
from reception_app.application.ports import (
    CardPlaced,
    CardTaken,
    Clock,
    Err,
    Lane,
    Ok,
    ReaderNews,
    ReadersChanged,
    ResultStore,
    ServiceChanged,
)
from reception_app.domain.desk import (
    DeskNow,
    FaceNow,
    HandoverNow,
    Phase,
    ReaderHealth,
    ServiceHealth,
)
from reception_app.domain.eligibility import Method, Visual
from reception_app.domain.errors import (
    BackendRefused,
    CardUnreadable,
    NotAllowed,
    ReceptionError,
    SeveralCards,
    TargetMissing,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.patience import Patience
from reception_app.domain.person import ExpectedPerson, expected_person
from reception_app.domain.record import (
    OPEN_HANDOVERS,
    UNFINISHED_HANDOVERS,
    HandoverState,
    StoredCheck,
)
from reception_app.domain.secrets import Pin
from reception_app.domain.session import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    CandidateAsked,
    CandidateMarked,
    CheckRequest,
    Dismissed,
    Failed,
    Idle,
    LastTryConfirmed,
    MethodChosen,
    NumbersAsked,
    NumbersTyped,
    Opening,
    PatientCall,
    PatientCalled,
    PinEntered,
    State,
    StepFailed,
    WitnessGiven,
    WitnessRefused,
)

_LIST_LENGTH = 500
_ASKS_AGAIN = 1
"""E.3: 自動再照会 1."""
_DRAIN_EVERY_S = 60.0
_LOOK_EVERY_S = 15.0
_HAND_OVER_S = 20.0
_PROBE_EVERY_S = 60.0
_ARRIVED_S = 120.0
"""So long an answer that came by itself is marked as new."""
_NOTICES_EVERY_S = 300.0
_TRAINING_NOTICES_EVERY_S = 10.0
"""Somebody put a notice up at the tray and waits for it."""
_REFUSES_US = frozenset({"BK04", "BK06"})

T = TypeVar("T")

_LOG = logging.getLogger(__name__)


class MakeCheck(Protocol):
    """Makes the controller of the checks, told where its news go."""

    def __call__(
        self,
        *,
        on_change: Callable[[State], None],
        on_saved: Callable[[CheckId, HandoverState], None],
        on_service: Callable[[ReceptionError | None], None],
    ) -> CheckController:
        """Return the controller in state Idle."""
        ...


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What the settings say about this desk.

    Attributes:
        needs_confirmation: Hand-over waits for F8.
        expects_takers: A receipt computer empties the hand-over folder.
        takes_cards: The service can be asked with a card; else no PIN is asked for in vain.
        takes_batches: 一括照会 is there.
    """

    operators: tuple[str, ...]
    default_method: Method
    hands_over: bool
    needs_confirmation: bool
    timeout_s: float
    clinic_name: str = ""
    institution_code: str = ""
    terminal: str = ""
    is_training: bool = False
    expects_takers: bool = True
    takes_cards: bool = True
    takes_batches: bool = False


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desk works with.

    Attributes:
        handover: None where nothing is handed over.
        probe: Asks the service for a sign of life, on the net lane; raises what is wrong.
        notices: Asks the service for what it announces, on the net lane; may raise, too.
        restart_card_service: Starts the operating system's smart card service, on the net lane.
    """

    store: ResultStore
    store_lane: Lane
    net_lane: Lane
    clock: Clock
    new_check_id: Callable[[], CheckId]
    handover: HandoverController | None = None
    probe: Callable[[], None] = lambda: None
    notices: Callable[[], Sequence[ServiceNotice]] = tuple
    restart_card_service: Callable[[], None] = lambda: None


class DeskController:
    """What staff and patient do at one desk; call it on the owner's thread only."""

    def __init__(
        self,
        parts: DeskParts,
        rules: DeskRules,
        *,
        make_check: MakeCheck,
        on_change: Callable[[DeskNow], None],
    ) -> None:
        """Make a desk; start() sets it going.

        Args:
            parts: Store, lanes, hand-over, clock.
            rules: What the settings say.
            make_check: Makes the controller of the checks.
            on_change: Told of the desk after each change, never twice of the same.
        """
        self._parts = parts
        self._rules = rules
        self._on_change = on_change
        self._clock = parts.clock
        self._patience = Patience(rules.timeout_s)
        self._check = make_check(
            on_change=self._session_changed, on_saved=self._saved, on_service=self._service_said
        )
        self.readers: tuple[str, ...] = ()
        """Names of the readers that are plugged in."""
        self._cards: dict[str, bool] = {}  # reader → its card has begun a check
        self._reader_of_check: str | None = None
        self._expected: ExpectedPerson | None = None
        self._unreadable: list[CheckId] = []
        self._arrived: dict[CheckId, float] = {}
        self._notices: tuple[ServiceNotice, ...] = ()  # in effect or not
        self._day = self._clock.today()
        self._due: dict[str, float] = {}
        self._under_way: set[str] = set()
        self._hand_over_since: float | None = None
        self.now = DeskNow(
            phase=Phase.RUNNING,
            operators=rules.operators,
            default_method=rules.default_method,
            hands_over=rules.hands_over,
            needs_confirmation=rules.needs_confirmation,
            is_training=rules.is_training,
            clinic_name=rules.clinic_name,
            institution_code=rules.institution_code,
            terminal=rules.terminal,
            takes_cards=rules.takes_cards,
            takes_batches=rules.takes_batches,
        )
        alone = len(rules.operators) == 1 or rules.is_training
        if rules.operators and alone:  # nobody else it could be, or nothing is recorded for real
            self._sign_in(rules.operators[0])

    # ── the day ─────────────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Show the day so far, and hand over what an earlier run left."""
        self._load_day()
        self.tick()

    def tick(self) -> None:
        """Let time be noticed; once a second."""
        self._check.look_at_the_clock(self._patience)
        if self._clock.today() != self._day:
            self._day = self._clock.today()
            self._load_day()
        self._every(_DRAIN_EVERY_S, self._drain)
        self._look_at_the_hand_over()
        if self._rules.expects_takers:
            self._every(_LOOK_EVERY_S, self._look_what_is_taken)
        if self.now.service is not ServiceHealth.READY:
            self._every(_PROBE_EVERY_S, self._probe)
        else:
            is_training = self._rules.is_training
            every_s = _TRAINING_NOTICES_EVERY_S if is_training else _NOTICES_EVERY_S
            self._every(every_s, self._ask_for_notices)
        self._publish()

    def stop(self) -> None:
        """Let go of what is under way: a PIN is wiped, the card powered off."""
        self._check.dispatch(Dismissed())
        self._publish(replace(self.now, phase=Phase.STOPPING))

    def take_news(self, news: ReaderNews) -> None:
        """Take in what the card thread saw."""
        if isinstance(news, ReadersChanged):
            self.readers = news.names
        if isinstance(news, CardPlaced):
            self._card_placed(news)
        elif isinstance(news, CardTaken):
            self._cards.pop(news.reader, None)
            self._check.take_news(news, self._default_request)
        self._publish(replace(self.now, reader=_health(news, self.now.reader)))

    def _card_placed(self, news: CardPlaced) -> None:
        if not self._rules.takes_cards:
            self._cards[news.reader] = False  # it lies there, and nothing begins
            return
        before = self._check.state
        is_second = _has_unread_card(before)
        self._cards[news.reader] = False
        self._check.take_news(news, self._default_request)
        if not is_second:
            # Where nothing changed it waits for the end of the check under way. The card of that
            # check, lifted and laid down again, is still the same patient's.
            has_begun = self._check.state is not before
            self._cards[news.reader] = has_begun or news.reader == self._reader_of_check
            if has_begun:
                self._reader_of_check = news.reader
        self._refuse_several_cards(is_second=is_second)

    def _refuse_several_cards(self, *, is_second: bool) -> None:
        """Two cards laid down together: whose check this is must not be guessed (A3-3)."""
        state = self._check.state
        if isinstance(state, Opening | AskingWitness) and (
            is_second or not all(self._cards.values())
        ):
            self._check.dispatch(StepFailed(state.request.check_id, SeveralCards()))

    # ── what staff does ─────────────────────────────────────────────────────────────────────
    def choose(self, method: Method) -> None:
        """F1, F2 or F3: holds for this patient only."""
        if method is not Method.NUMBERS and not self._rules.takes_cards:
            return
        if method is Method.NUMBERS and self.now.opened is not None and not self._is_running():
            self._check.dispatch(Dismissed())  # what lies behind the opened check is not meant
        self._check.dispatch(MethodChosen(self._request(method)))
        if method is not Method.NUMBERS:
            self._begin_with_waiting_card()
        self._refuse_several_cards(is_second=False)
        self._publish(replace(self.now, opened=None))

    def numbers_typed(self, typed: TypedNumbers, left: Place | None) -> None:
        """The form as it stands now, and the field that the keyboard left."""
        self._check.dispatch(NumbersTyped(typed, left))
        self._publish()

    def ask_numbers(self) -> None:
        """Ask with the form; a warning that was said before is confirmed by that."""
        self._check.dispatch(NumbersAsked(self.now.operator, self._clock.now()))
        self._publish()

    def mark_candidate(self, number: int) -> None:
        """複数該当: point at one of the people, from 0."""
        self._check.dispatch(CandidateMarked(number))
        self._publish()

    def ask_candidate(self) -> None:
        """複数該当: ask again for the one that staff points at."""
        request = self._request(Method.NUMBERS)
        self._check.dispatch(CandidateAsked(request, self._clock.now()))
        self._publish()

    def confirm_person(self) -> None:
        """The face is the one on the card: written down before anything is read."""
        if (visual := self._visual()) is not None:
            self._check.dispatch(WitnessGiven(visual))
        self._publish()

    def refuse_person(self) -> None:
        """The face could not be confirmed: written down, the check ends."""
        if (visual := self._visual()) is not None:
            self._check.dispatch(WitnessRefused(visual))
        self._publish()

    def allow_last_try(self) -> None:
        """The last PIN try may be spent."""
        self._check.dispatch(LastTryConfirmed())
        self._publish()

    def next_patient(self) -> None:
        """Back to the beginning; an answer that is still to come is kept for the list.

        Where only the next patient's card lies, laid on another reader before, its check begins.
        """
        was_over = not self._is_running()
        self._let_go()
        if was_over:
            self._begin_with_waiting_card()
        self._publish(replace(self.now, opened=None))

    def _begin_with_waiting_card(self) -> None:
        if list(self._cards.values()) == [False]:
            (reader,) = self._cards
            self._card_placed(CardPlaced(reader))

    def _let_go(self) -> None:
        self._reader_of_check = None
        self._expected = None
        self._unreadable.clear()
        self._check.dispatch(Dismissed())

    def cancel(self) -> None:
        """Esc: leave what is on the screen; nothing is lost by it.

        A card that was laid down while a form was filled in is the next one to be checked.
        """
        if self.now.opened is None or self._is_running():
            was_form = isinstance(self._check.state, AskingNumbers)
            self._let_go()
            if was_form:
                self._begin_with_waiting_card()
        self._publish(replace(self.now, opened=None))

    def choose_operator(self, operator: str) -> None:
        """Somebody else sits down."""
        if operator in self._rules.operators:
            self._sign_in(operator)
            self._publish()

    def choose_default(self, method: Method) -> None:
        """What a card that is laid down starts from now on."""
        self._publish(replace(self.now, default_method=method))

    def open_row(self, check_id: CheckId) -> None:
        """Look at a check of the day's list again; not while another one is under way."""
        if self._is_running():
            return
        self._arrived.pop(check_id, None)
        found = (row for row in self.now.today if row.record.check_id == check_id)
        self._publish(replace(self.now, opened=next(found, None)))

    def recheck(self) -> None:
        """Ask again for the person of the opened check; anybody else's card is told apart."""
        opened = self.now.opened
        if opened is None or self._is_running():
            return
        records = opened.result.records
        self._expected = expected_person(records[0]) if records else None
        self._unreadable.clear()
        self._check.dispatch(Dismissed())
        takes_cards = self._rules.takes_cards
        self.choose(self.now.default_method if takes_cards else Method.NUMBERS)

    def hand_over(self) -> None:
        """F8: hand over the answer on the screen."""
        opened = self.now.opened
        if opened is not None and not self._is_running():
            if opened.handover.state in OPEN_HANDOVERS:
                self._deliver(opened.record.check_id)
        elif self._may_hand_over() and (current := self.now.current) is not None:
            self._deliver(current)
        self._publish()

    def allow_other_person(self) -> None:
        """Hand a held answer over: staff says that it is the right one all the same."""
        held, opened = self._held(), self.now.opened
        if held is None:
            return
        if opened is None or self._is_running():
            self._publish(
                replace(self.now, handover=HandoverNow(HandoverState.HELD, is_asked=True))
            )

        def done(outcome: Ok[None] | Err) -> None:
            if isinstance(outcome, Ok):
                self._deliver(held)
            elif held == self.now.current:
                failed = HandoverNow(HandoverState.HELD, error=outcome.error)
                self._publish(replace(self.now, handover=failed))

        self._parts.store_lane.submit(partial(self._parts.store.mark_allowed, held), done)

    def restart_card_service(self) -> None:
        """RD04: ask the operating system to start its smart card service."""
        self._parts.net_lane.submit(self._parts.restart_card_service, _note_failure)

    # ── what the patient does ───────────────────────────────────────────────────────────────
    def pin_entered(self, pin: Pin) -> None:
        """Four digits were typed; where nobody asked for them they are wiped."""
        self._check.dispatch(PinEntered(pin, self._clock.now()))
        self._publish()

    def patient_called(self, call: PatientCall) -> None:
        """The patient wants staff instead of typing."""
        self._check.dispatch(PatientCalled(call))
        self._publish()

    # ── requests and people ─────────────────────────────────────────────────────────────────
    def _default_request(self) -> CheckRequest:
        return self._request(self.now.default_method)

    def _request(self, method: Method) -> CheckRequest:
        return CheckRequest(
            self._parts.new_check_id(),
            method,
            self._clock.today(),
            operator=self.now.operator,
            expected=self._expected,
            asks_again=_ASKS_AGAIN,
            unreadable_before=len(self._unreadable),
        )

    def _visual(self) -> Visual | None:
        """Return who compares the face, now; without an operator the check ends (VS02)."""
        if self.now.operator:
            return Visual(self.now.operator, self._clock.now())
        state = self._check.state
        if isinstance(state, AskingWitness):
            self._check.dispatch(StepFailed(state.request.check_id, NotAllowed()))
        return None

    def _sign_in(self, operator: str) -> None:
        self._check.operator = operator
        self.now = replace(self.now, operator=operator)

    def _is_running(self) -> bool:
        return not isinstance(self._check.state, Idle | Answered | Failed)

    # ── what the check tells ────────────────────────────────────────────────────────────────
    def _session_changed(self, state: State) -> None:
        match state:
            case Failed(request=request, error=CardUnreadable()):
                if request.check_id not in self._unreadable:
                    self._unreadable.append(request.check_id)
            case AskingPin() | AskingBackend():
                self._unreadable.clear()
            case Answered(is_other_person=False):
                self._expected = None  # the one who was expected came
            case _:
                pass
        is_same = not isinstance(state, Idle) and state.request.check_id == self.now.current
        handover = self.now.handover if is_same else None
        # Whatever happens to a check is shown; nobody else's answer may stand in its place.
        opened = self.now.opened if isinstance(state, Idle) else None
        self._publish(replace(self.now, handover=handover, opened=opened))

    def _service_said(self, error: ReceptionError | None) -> None:
        # What a service refuses about one card is an answer; what it refuses us is trouble.
        is_answer = isinstance(error, BackendRefused) and error.code not in _REFUSES_US
        health = ServiceHealth.READY if error is None or is_answer else ServiceHealth.TROUBLE
        self._publish(
            replace(self.now, service=health, service_trouble=None if is_answer else error)
        )

    def _saved(self, check_id: CheckId, handover: HandoverState) -> None:
        if handover is HandoverState.WAITING and not self._rules.needs_confirmation:
            self._deliver(check_id)
        elif handover is not HandoverState.OFF:
            self._note_handover(check_id, HandoverNow(handover))
        self._refresh(check_id)

    # ── hand-over ───────────────────────────────────────────────────────────────────────────
    def _may_hand_over(self) -> bool:
        """Whether F8 has something to do for the answer on the screen."""
        state, handover = self._check.state, self.now.handover
        return (
            isinstance(state, Answered)
            and state.saved
            and handover is not None
            and handover.state in OPEN_HANDOVERS
            and not handover.is_asked
        )

    def _held(self) -> CheckId | None:
        opened, handover = self.now.opened, self.now.handover
        if opened is not None and not self._is_running():
            is_held = opened.handover.state is HandoverState.HELD
            return opened.record.check_id if is_held else None
        is_held = handover is not None and handover.state is HandoverState.HELD
        return self.now.current if is_held else None

    def _deliver(self, check_id: CheckId) -> None:
        if self._parts.handover is None:
            return
        self._note_handover(check_id, HandoverNow(HandoverState.WAITING, is_asked=True))
        self._parts.handover.deliver(check_id, self._delivered)

    def _delivered(self, delivery: Delivery) -> None:
        said = HandoverNow(delivery.state, error=delivery.error)
        self._note_handover(delivery.check_id, said)
        self._refresh(delivery.check_id)

    def _note_handover(self, check_id: CheckId, handover: HandoverNow) -> None:
        if self._rules.hands_over and check_id == self.now.current:
            self._hand_over_since = self._clock.monotonic() if handover.is_asked else None
            self._publish(replace(self.now, handover=handover))

    def _look_at_the_hand_over(self) -> None:
        """Say of a folder that hangs that it cannot be written; what comes of it counts later."""
        since, handover = self._hand_over_since, self.now.handover
        if since is None or handover is None or self._clock.monotonic() - since < _HAND_OVER_S:
            return
        self._hand_over_since = None
        self._publish(
            replace(self.now, handover=replace(handover, is_asked=False, error=TargetMissing()))
        )

    def _drain(self, done: Callable[[], None]) -> None:
        def drained(outcome: Drained) -> None:
            done()
            for delivery in outcome.deliveries:
                self._delivered(delivery)

        if self._parts.handover is not None:
            self._parts.handover.drain(drained)

    def _look_what_is_taken(self, done: Callable[[], None]) -> None:
        def looked(outcome: NotTaken) -> None:
            done()
            self._publish(replace(self.now, left_lying=frozenset(outcome.check_ids)))

        if self._parts.handover is not None:
            self._parts.handover.not_taken(self._clock.now(), looked)

    # ── the day's list ──────────────────────────────────────────────────────────────────────
    def _load_day(self) -> None:
        day = self._day

        def done(outcome: Ok[tuple[StoredCheck, ...]] | Err) -> None:
            if isinstance(outcome, Ok) and day == self._day:
                self._publish(replace(self.now, today=outcome.value))
            else:
                _note_failure(outcome)

        self._parts.store_lane.submit(lambda: self._rows_of(day), done)

    def _rows_of(self, day: date) -> tuple[StoredCheck, ...]:
        """Return a day's checks, and those of earlier days that are still to be handed over."""
        rows = self._parts.store.latest(_LIST_LENGTH, on=day)
        waiting = self._parts.store.unfinished(_LIST_LENGTH)
        earlier = [row for row in waiting if row.record.on != day]
        return (*rows, *reversed(earlier))

    def _refresh(self, check_id: CheckId) -> None:
        def done(outcome: Ok[StoredCheck | None] | Err) -> None:
            if isinstance(outcome, Ok) and outcome.value is not None:
                self._put_into_list(outcome.value)
            else:
                _note_failure(outcome)

        self._parts.store_lane.submit(partial(self._parts.store.find, check_id), done)

    def _put_into_list(self, row: StoredCheck) -> None:
        check_id, opened = row.record.check_id, self.now.opened
        if opened is not None and opened.record.check_id == check_id:
            self._publish(replace(self.now, opened=row))
        of_today, earlier = _sides(self.now.today, self._day)
        if row.record.on == self._day:
            of_today = _with(of_today, row)[:_LIST_LENGTH]
        elif row.handover.state in UNFINISHED_HANDOVERS or check_id in self._arrived:
            earlier = _with(earlier, row)
        else:
            earlier = [each for each in earlier if each.record.check_id != check_id]
        self._publish(replace(self.now, today=(*of_today, *earlier)))

    def arrived(self, check_id: CheckId, handover: HandoverState) -> None:
        """An answer that no check of this desk waits for is in the store: list it, hand it over.

        The screen stays as it is.
        """
        if all(row.record.check_id != check_id for row in self.now.today):
            self._arrived[check_id] = self._clock.monotonic()
        self._saved(check_id, handover)

    def face_said(self, face: FaceNow) -> None:
        """Results of the terminal's face reader come in like this."""
        self._publish(replace(self.now, face=face))

    # ── the service, and time ───────────────────────────────────────────────────────────────
    def _probe(self, done: Callable[[], None]) -> None:
        def probed(outcome: Ok[None] | Err) -> None:
            done()
            self._service_said(outcome.error if isinstance(outcome, Err) else None)

        self._parts.net_lane.submit(self._parts.probe, probed)

    def _ask_for_notices(self, done: Callable[[], None]) -> None:
        def asked(outcome: Ok[Sequence[ServiceNotice]] | Err) -> None:
            done()
            if isinstance(outcome, Ok):
                self._notices = tuple(outcome.value)
                self._publish()
            else:  # those that are known stay; each has its end
                _note_failure(outcome)

        self._parts.net_lane.submit(self._parts.notices, asked)

    def _every(self, seconds: float, job: Callable[[Callable[[], None]], None]) -> None:
        """Do it now if it has not been done for so long; never twice beside each other."""
        name, now = job.__name__, self._clock.monotonic()
        if name not in self._under_way and now >= self._due.get(name, now):
            self._due[name] = now + seconds
            self._under_way.add(name)
            job(partial(self._under_way.discard, name))

    # ── the picture ─────────────────────────────────────────────────────────────────────────
    def _publish(self, changed: DeskNow | None = None) -> None:
        state = self._check.state
        now = replace(
            changed or self.now,
            session=state,
            waited_s=int(self._check.waited_s),
            card_lies=bool(self._cards),
            left_over=any(self._cards.values()) and not _uses_card(state),
            measured_ms=self._measured_ms(state),
            arrived=self._newly_arrived(),
            notices=self._notices_in_effect(),
            now=self._minute(),
        )
        if now != self.now:
            self.now = now
            self._on_change(now)

    def _newly_arrived(self) -> tuple[CheckId, ...]:
        """Return what arrived a moment ago, and forget what did before."""
        since = self._clock.monotonic() - _ARRIVED_S
        self._arrived = {each: at for each, at in self._arrived.items() if at > since}
        return tuple(reversed(self._arrived))

    def _notices_in_effect(self) -> tuple[ServiceNotice, ...]:
        at = self._clock.now()
        return tuple(notice for notice in self._notices if notice.is_on(at))

    def _measured_ms(self, state: State) -> int | None:
        if not isinstance(state, Answered):
            return None
        return round(self._check.measured(state.request.check_id).spent_ms["backend"])

    def _minute(self) -> datetime:
        now = self._clock.now()
        return now - timedelta(seconds=now.second, microseconds=now.microsecond)


def _health(news: ReaderNews, before: ReaderHealth) -> ReaderHealth:
    if isinstance(news, ServiceChanged):
        return ReaderHealth.UNKNOWN if news.up else ReaderHealth.SERVICE_DOWN
    if isinstance(news, ReadersChanged):
        if news.names:
            return ReaderHealth.READY
        was_there = before in (ReaderHealth.READY, ReaderHealth.UNPLUGGED)
        return ReaderHealth.UNPLUGGED if was_there else ReaderHealth.MISSING
    return before


def _sides(rows: Sequence[StoredCheck], day: date) -> tuple[list[StoredCheck], list[StoredCheck]]:
    """Return the rows of a day, and the others."""
    return (
        [row for row in rows if row.record.on == day],
        [row for row in rows if row.record.on != day],
    )


def _with(rows: list[StoredCheck], row: StoredCheck) -> list[StoredCheck]:
    """Return the rows with this one in its place, or on top."""
    ids = [each.record.check_id for each in rows]
    if row.record.check_id not in ids:
        return [row, *rows]
    at = ids.index(row.record.check_id)
    return [*rows[:at], row, *rows[at + 1 :]]


def _has_unread_card(state: State) -> bool:
    """Whether a card was laid down and nobody has said yet that it is the right one."""
    return isinstance(state, Opening) or (isinstance(state, AskingWitness) and state.card_in)


def _uses_card(state: State) -> bool:
    """Whether the card that lies there is the one of the check under way."""
    if isinstance(state, AskingWitness | Failed):
        return state.card_in
    return not isinstance(state, Idle | AskingNumbers | AwaitingCard | Answered)


def _note_failure(outcome: Ok[T] | Err) -> None:
    if isinstance(outcome, Err):
        _LOG.warning("a step of the desk failed", extra={"code": outcome.error.code})
