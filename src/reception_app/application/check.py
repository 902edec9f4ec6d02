"""The controller of one desk: it runs the effects of ``domain.session.step`` on the lanes.

Everything here happens on the owner's thread; jobs go to lanes and come back as events. The window
and the command line use it alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeVar, assert_never, get_args

from reception_app.application.late_answers import LateAnswerSource, Question, tell_saved
from reception_app.application.log_context import checking
from reception_app.application.ports import (
    CardGateway,
    CardPlaced,
    CardTaken,
    Clock,
    EligibilityBackend,
    Err,
    Lane,
    Ok,
    ReaderNews,
    ResultStore,
)
from reception_app.domain.card_seen import CardSeen, CardTraffic
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Signature,
)
from reception_app.domain.errors import BackendGarbled, LinkTimeout, NotAllowed, ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.patience import Patience, overdue
from reception_app.domain.policy import refusal_of
from reception_app.domain.record import ConfirmationRecord, HandoverState, NumberTrail
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
    CardInserted,
    CardLeft,
    CardOpened,
    CardRead,
    ChallengeCame,
    Event,
    Overdue,
    ResultSaved,
    StepFailed,
    WitnessRecorded,
)
from reception_app.domain.session.states import Asking, CheckRequest, Idle, State
from reception_app.domain.session.step import step

T = TypeVar("T")
Part = Literal["card", "backend", "store"]
PARTS: tuple[Part, ...] = get_args(Part)

_LOG = logging.getLogger(__name__)
_LOCAL_CHALLENGE = timedelta(minutes=5)
_MEASURED_KEPT = 50
"""Checks whose figures are remembered; a late answer belongs to one of the last few."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who and where we are, as it goes into every record.

    Attributes:
        operators: Who may say that a face is the one on the card.
        hands_over: Answers of this desk go to a receipt computer.
        timeout_s: Budget of one exchange with the service.
    """

    institution_code: str
    terminal: str
    operators: tuple[str, ...]
    hands_over: bool
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where the controller's work is done."""

    card: Lane
    net: Lane
    store: Lane


@dataclass(frozen=True, slots=True)
class Ports:
    """What the controller works with.

    Attributes:
        card: Used on the card lane only.
        backend: Used on the net lane only.
        store: Used on the store lane only.
        random_bytes: A cryptographic source, for a nonce where the service gives none.
    """

    card: CardGateway
    backend: EligibilityBackend
    store: ResultStore
    clock: Clock
    random_bytes: Callable[[int], bytes]


@dataclass(slots=True)
class Measured:
    """What one check took: milliseconds spent in each part, and the exchanges with the card."""

    reader: str | None = None
    traffic: CardTraffic = field(default_factory=CardTraffic)
    spent_ms: dict[Part, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))


class CheckController:
    """Runs checks, one at a time on the screen; late answers of earlier ones are still saved."""

    def __init__(
        self,
        *,
        desk: Desk,
        lanes: Lanes,
        ports: Ports,
        on_change: Callable[[State], None],
        on_saved: Callable[[CheckId, HandoverState], None],
        on_service: Callable[[ReceptionError | None], None] = lambda _: None,
    ) -> None:
        """Make a controller in state Idle.

        Args:
            desk: Who and where we are.
            lanes: Where the work is done; their ``done`` comes back on the owner's thread.
            ports: The card, the service, the store, the time.
            on_change: Called after every event that changed the state.
            on_saved: Called when an answer is on disk, with how it stands on its way to the
                receipt computer: WAITING, HELD or OFF.
            on_service: Called after each exchange with the service: why it failed, or None.
        """
        self._desk = desk
        self._lanes = lanes
        self._card = ports.card
        self._backend = ports.backend
        self._store = ports.store
        self._clock = ports.clock
        self._random_bytes = ports.random_bytes
        self._on_change = on_change
        self._on_saved = on_saved
        self._on_service = on_service
        self._measured: dict[CheckId, Measured] = {}
        self._placed_on: str | None = None
        self._since = ports.clock.monotonic()
        self.state: State = Idle()
        self.operator = ""
        """Who is at the desk, for a check that began while nobody had said so."""

    @property
    def waited_s(self) -> float:
        """How long the check has been in its state."""
        return self._clock.monotonic() - self._since

    def look_at_the_clock(self, patience: Patience) -> None:
        """End what would wait for ever: nobody types, a reader hangs, a service never answers."""
        error = overdue(self.state, self.waited_s, patience)
        if error is not None and not isinstance(self.state, Idle):
            self.dispatch(Overdue(self.state.request.check_id, error))

    def measured(self, check_id: CheckId) -> Measured:
        """Return what a check took so far."""
        if check_id not in self._measured and len(self._measured) >= _MEASURED_KEPT:
            del self._measured[next(iter(self._measured))]
        return self._measured.setdefault(check_id, Measured())

    def dispatch(self, event: Event) -> None:
        """Take one event in and start what follows from it; never blocks."""
        state, effects = step(self.state, event)
        changed, self.state = state is not self.state, state
        if changed:
            self._since = self._clock.monotonic()
        for effect in effects:
            self._run(effect)
        if changed:
            _LOG.info("check", extra={"state": type(state).__name__})
            self._on_change(state)

    def take_news(self, news: ReaderNews, request: Callable[[], CheckRequest]) -> None:
        """Take reader news in: a card starts a check, a card that leaves its reader may end one.

        Args:
            news: What the card thread saw.
            request: Makes the default request for a card that was laid down.
        """
        match news:
            case CardPlaced(reader):
                before, placed_on = self.state, self._placed_on
                self._placed_on = reader
                self.dispatch(CardInserted(request()))
                if self.state is before:  # a check is under way with the card of another reader
                    self._placed_on = placed_on
            case CardTaken(reader):
                if self._is_ours(reader):
                    self.dispatch(CardLeft())
            case _:
                pass

    def _is_ours(self, reader: str) -> bool:
        """Whether a reader is the one of the check on the screen, as far as that is known."""
        if isinstance(self.state, Idle):
            return False
        used = self.measured(self.state.request.check_id).reader or self._placed_on
        return used is None or used == reader

    # ── effects ─────────────────────────────────────────────────────────────────────────────
    def _run(self, effect: Effect) -> None:
        match effect:
            case FetchChallenge(check_id):
                self._fetch_challenge(check_id)
            case RecordWitness():
                self._record_witness(effect)
            case RecordRefusal():
                self._record_refusal(effect)
            case OpenCard():
                self._open_card(effect)
            case Sign():
                self._sign(effect)
            case CloseCard():
                self._lanes.card.submit(self._card.close, self._ignore)
            case WipePin(pin):
                pin.wipe()
            case AskBackend(asking, attempt):
                self._ask_backend(asking, attempt)
            case SaveResult(asking, result, hold):
                self._save(asking, result, hold=hold)
            case _:
                assert_never(effect)

    def _fetch_challenge(self, check_id: CheckId) -> None:
        def job() -> Challenge:
            given = self._backend.challenge(timeout_s=self._desk.timeout_s)
            return given if given is not None else self._own_challenge()

        def done(outcome: Ok[Challenge] | Err) -> None:
            came = outcome.value if isinstance(outcome, Ok) else outcome.error
            if isinstance(came, ReceptionError):
                self._on_service(came)
            elif came.challenge_id:  # one of our own says nothing about the service
                self._on_service(None)
            self.dispatch(ChallengeCame(check_id, came))

        with checking(check_id):
            self._lanes.net.submit(self._timed(check_id, job, "backend"), done)

    def _own_challenge(self) -> Challenge:
        """Return a nonce of our own, where the service wants none: the card signs all the same."""
        return Challenge("", self._random_bytes(32), self._clock.now() + _LOCAL_CHALLENGE)

    def _record_witness(self, effect: RecordWitness) -> None:
        check_id, visual = effect.check_id, effect.visual

        def job() -> None:
            if visual.witness not in self._desk.operators:
                raise NotAllowed
            self._store.record_witness(check_id, visual.witness, visual.at)

        self._submit(
            self._lanes.store,
            check_id,
            job,
            then=lambda _: WitnessRecorded(check_id),
            part="store",
        )

    def _record_refusal(self, effect: RecordRefusal) -> None:
        """Write the refusal down; the check is over, so a failure is only logged."""
        check_id, visual = effect.check_id, effect.visual

        def job() -> None:
            self._store.record_refusal(check_id, visual.witness, visual.at)

        def done(outcome: Ok[None] | Err) -> None:
            if isinstance(outcome, Err):
                self._note_failure(outcome.error)

        with checking(check_id):
            self._lanes.store.submit(job, done)

    def _open_card(self, effect: OpenCard) -> None:
        visual, measured = effect.visual, self.measured(effect.check_id)
        reader = self._placed_on

        def job() -> tuple[CardSeen, CardTicket | None]:
            try:
                seen = self._card.open(count_tries=visual is None, reader=reader)
                if visual is None or refusal_of(seen) is not None:
                    return seen, None
                return seen, self._card.show(visual)
            finally:
                self._note_traffic(measured)

        self._submit(
            self._lanes.card,
            effect.check_id,
            job,
            then=lambda opened: CardOpened(
                effect.check_id, opened[0], self._clock.now(), opened[1]
            ),
            part="card",
        )

    def _sign(self, effect: Sign) -> None:
        request, measured = effect.request, self.measured(effect.request.check_id)

        def job() -> CardTicket:
            try:
                return self._card.sign(effect.pin, effect.challenge, request.check_id, request.on)
            finally:
                effect.pin.wipe()
                self._note_traffic(measured)

        self._submit(
            self._lanes.card,
            request.check_id,
            job,
            then=lambda ticket: CardRead(request.check_id, ticket, self._clock.now()),
            part="card",
        )

    def _note_traffic(self, measured: Measured) -> None:
        """Copy what the gateway counted; called on the card lane, where the gateway lives."""
        measured.reader, measured.traffic = self._card.reader, self._card.traffic

    def _ask_backend(self, asking: Asking, attempt: int) -> None:
        question = self._question(asking)

        def job() -> EligibilityResult:
            if attempt > 1 and _has_expired(asking.query, self._clock.now()):
                # Never sent again; the check ends with the error it had (eligibility-api.md).
                raise LinkTimeout(self._desk.timeout_s)
            result = self._ask(question)
            if result.check_id != asking.request.check_id:  # backends may be plug-ins
                raise BackendGarbled("check_id")
            return result

        self._submit(
            self._lanes.net,
            asking.request.check_id,
            job,
            then=lambda result: AnswerCame(asking, result),
            part="backend",
        )

    def _ask(self, question: Question) -> EligibilityResult:
        backend, timeout_s = self._backend, self._desk.timeout_s
        if isinstance(backend, LateAnswerSource):
            return backend.ask(question, timeout_s=timeout_s)
        return backend.check(question.query, timeout_s=timeout_s)

    def _question(self, asking: Asking) -> Question:
        request = asking.request
        operator = request.operator or self.operator
        return Question(asking.query, operator, _trail_of(asking), request.expected)

    def _save(self, asking: Asking, result: EligibilityResult, *, hold: bool) -> None:
        check_id = asking.request.check_id
        expects = asking.request.expected is not None and bool(result.records)
        record = self._record_of(
            asking, self._clock.now(), is_other_person=hold if hold or expects else None
        )
        hand_over = self._desk.hands_over and result.is_normal
        stands = HandoverState.HELD if hold else HandoverState.WAITING
        stands = stands if hand_over else HandoverState.OFF

        def job() -> None:
            self._store.save(result, record, hand_over=hand_over, hold=hold)
            tell_saved(self._backend, check_id)  # only now: a crash before must not lose it

        def saved(_: None) -> Event:
            self._on_saved(check_id, stands)
            return ResultSaved(check_id)

        self._submit(self._lanes.store, check_id, job, then=saved, part="store")

    def _record_of(
        self, asking: Asking, now: datetime, *, is_other_person: bool | None
    ) -> ConfirmationRecord:
        request, seen = asking.request, asking.seen
        return ConfirmationRecord(
            check_id=request.check_id,
            institution_code=self._desk.institution_code,
            terminal=self._desk.terminal,
            operator=request.operator or self.operator,
            accepted_at=now.replace(microsecond=now.microsecond // 1000 * 1000),
            on=request.on,
            method=request.method,
            consent=asking.query.consent,
            card_kind=seen.kind if seen else None,
            certificate_state=seen.certificate_state if seen else None,
            not_after=seen.not_after if seen else None,
            attempts_left=seen.attempts_left if seen else None,
            reason=request.reason,
            is_other_person=is_other_person,
            trail=_trail_of(asking),
        )

    def _submit(
        self,
        lane: Lane,
        check_id: CheckId,
        job: Callable[[], T],
        *,
        then: Callable[[T], Event],
        part: Part,
    ) -> None:
        """Run a job of a check on a lane, measure it, and dispatch what came of it."""

        def done(outcome: Ok[T] | Err) -> None:
            error = outcome.error if isinstance(outcome, Err) else None
            if part == "backend":
                self._on_service(error)
            if isinstance(outcome, Ok):
                self.dispatch(then(outcome.value))
            else:
                self._note_failure(outcome.error)
                self.dispatch(StepFailed(check_id, outcome.error))

        with checking(check_id):
            lane.submit(self._timed(check_id, job, part), done)

    def _timed(self, check_id: CheckId, job: Callable[[], T], part: Part) -> Callable[[], T]:
        measured = self.measured(check_id)

        def timed() -> T:
            begun = self._clock.monotonic()
            try:
                return job()
            finally:
                measured.spent_ms[part] += (self._clock.monotonic() - begun) * 1000

        return timed

    @staticmethod
    def _note_failure(error: ReceptionError) -> None:
        _LOG.info("step failed", extra={"code": error.code, "where": error.params.get("where")})

    @staticmethod
    def _ignore(_: Ok[None] | Err) -> None:
        """Powering a card off has nothing to tell."""


def _trail_of(asking: Asking) -> NumberTrail | None:
    earlier, subject = asking.request.earlier, asking.query.subject
    if earlier is None or not isinstance(subject, CardholderNumbers):
        return None
    return earlier.trail_to(subject)


def _has_expired(query: EligibilityQuery, now: datetime) -> bool:
    """Whether the challenge that the card signed is over; a question may hold none."""
    subject = query.subject
    if not isinstance(subject, CardTicket) or not isinstance(subject.proof, Signature):
        return False
    return now >= subject.proof.challenge.expires_at
