"""One desk, all day: what windows ask for, and the one picture of the desk that they draw.

It steers the check (``check.py``) and the hand-over (``handover.py``), keeps the day's list, and
watches what takes too long. Everything happens on the owner's thread and nothing blocks; each
change is published as one ``domain.desk.DeskNow``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from reception_app.application.day_list import DayList
from reception_app.application.desk_board import Board
from reception_app.application.desk_handover import DeskHandover
from reception_app.application.desk_parts import DeskParts, DeskRules, MakeCheck
from reception_app.application.desk_service import DeskService
from reception_app.application.earlier_answers import EarlierAnswers
from reception_app.application.lane_job import note_failure
from reception_app.application.ports import (
    CardPlaced,
    CardTaken,
    ReaderNews,
    ReadersChanged,
    ServiceChanged,
)
from reception_app.application.rounds import Rounds
from reception_app.domain.desk import DeskNow, FaceNow, Phase, ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import Method, Visual
from reception_app.domain.errors import CardUnreadable, NotAllowed, SeveralCards
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.patience import Patience
from reception_app.domain.person import ExpectedPerson, expected_person
from reception_app.domain.record import HandoverState
from reception_app.domain.secrets import Pin
from reception_app.domain.session.events import (
    CandidateAsked,
    CandidateMarked,
    Dismissed,
    LastTryConfirmed,
    MethodChosen,
    NumbersAsked,
    NumbersTyped,
    PatientCalled,
    PinEntered,
    StepFailed,
    WitnessGiven,
    WitnessRefused,
)
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    CheckRequest,
    Failed,
    Idle,
    Opening,
    PatientCall,
    State,
)

_ASKS_AGAIN = 1
"""E.3: 自動再照会 1."""
_DRAIN_EVERY_S = 60.0
_OTHERS_EVERY_S = 15.0
_LOOK_EVERY_S = 15.0
_PROBE_EVERY_S = 60.0
_NOTICES_EVERY_S = 300.0
_TRAINING_NOTICES_EVERY_S = 10.0
"""Somebody put a notice up at the tray and waits for it."""


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
        self._clock = parts.clock
        self._patience = Patience(rules.timeout_s)
        self.readers: tuple[str, ...] = ()
        """Names of the readers that are plugged in."""
        self._cards: dict[str, bool] = {}  # reader → its card has begun a check
        self._reader_of_check: str | None = None
        self._expected: ExpectedPerson | None = None
        self._unreadable: list[CheckId] = []
        self.board = Board(
            DeskNow(
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
                hears_late=rules.hears_late,
            ),
            look=self._looked_at,
            on_change=on_change,
        )
        """What the windows show; now is the latest of it."""
        self._day = DayList(parts, board=self.board)
        self._handover = DeskHandover(parts, rules, board=self.board, refresh=self._day.refresh)
        self._earlier = EarlierAnswers(parts, board=self.board)
        self._service = DeskService(parts, board=self.board)
        self._rounds = Rounds(parts.clock)
        self._check = make_check(
            on_change=self._session_changed,
            on_saved=self._saved,
            on_service=self._service.said,
        )
        alone = len(rules.operators) == 1 or rules.is_training
        if rules.operators and alone:  # nobody else it could be, or nothing is recorded for real
            self._sign_in(rules.operators[0])

    @property
    def now(self) -> DeskNow:
        """The desk at this moment."""
        return self.board.now

    # ── the day ─────────────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Show the day so far, and hand over what an earlier run left."""
        self._day.load()
        self.tick()

    def tick(self) -> None:
        """Let time be noticed; once a second."""
        self._check.look_at_the_clock(self._patience)
        self._day.look_at_the_calendar()
        self._rounds.every(_DRAIN_EVERY_S, self._handover.drain)
        self._rounds.every(_OTHERS_EVERY_S, self._day.look_for_others)
        self._handover.look_at_the_clock()
        if self._rules.expects_takers:
            self._rounds.every(_LOOK_EVERY_S, self._handover.look_what_is_taken)
        if self.now.service is not ServiceHealth.READY:
            self._rounds.every(_PROBE_EVERY_S, self._service.probe)
        else:
            is_training = self._rules.is_training
            every_s = _TRAINING_NOTICES_EVERY_S if is_training else _NOTICES_EVERY_S
            self._rounds.every(every_s, self._service.ask_for_notices)
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
        self._day.unmark_arrival(check_id)
        found = (row for row in self.now.today if row.record.check_id == check_id)
        self._publish(replace(self.now, opened=next(found, None)))
        self._earlier.look_up(check_id)

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
        self._handover.hand_over()
        self._publish()

    def allow_other_person(self) -> None:
        """Hand a held answer over: staff says that it is the right one all the same."""
        self._handover.allow_other_person()

    def restart_card_service(self) -> None:
        """RD04: ask the operating system to start its smart card service."""
        self._parts.net_lane.submit(self._parts.restart_card_service, note_failure)

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
        self.board.now = replace(self.now, operator=operator)

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

    def _saved(self, check_id: CheckId, handover: HandoverState) -> None:
        self._handover.saved(check_id, handover)
        if check_id == self.now.current:
            self._earlier.look_up(check_id)

    # ── what comes by itself ────────────────────────────────────────────────────────────────
    def arrived(self, check_id: CheckId, handover: HandoverState) -> None:
        """An answer that no check of this desk waits for is in the store: list it, hand it over.

        The screen stays as it is.
        """
        self._day.mark_arrival(check_id)
        self._handover.saved(check_id, handover)

    def face_said(self, face: FaceNow) -> None:
        """Results of the terminal's face reader come in like this."""
        self._publish(replace(self.now, face=face))

    # ── the picture ─────────────────────────────────────────────────────────────────────────
    def _publish(self, changed: DeskNow | None = None) -> None:
        self.board.publish(changed)

    def _looked_at(self, now: DeskNow) -> DeskNow:
        state = self._check.state
        now = replace(now, session=state)
        is_shown = now.before is not None and now.before.check_id in now.shown
        return replace(
            now,
            before=now.before if is_shown else None,
            waited_s=int(self._check.waited_s),
            card_lies=bool(self._cards),
            left_over=any(self._cards.values()) and not _uses_card(state),
            measured_ms=self._measured_ms(state),
            arrived=self._day.newly_arrived(),
            notices=self._service.notices_in_effect(),
            now=self._minute(),
        )

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


def _has_unread_card(state: State) -> bool:
    """Whether a card was laid down and nobody has said yet that it is the right one."""
    return isinstance(state, Opening) or (isinstance(state, AskingWitness) and state.card_in)


def _uses_card(state: State) -> bool:
    """Whether the card that lies there is the one of the check under way."""
    if isinstance(state, AskingWitness | Failed):
        return state.card_in
    return not isinstance(state, Idle | AskingNumbers | AwaitingCard | Answered)
