"""One check at the desk: states, events, effects, and ``step``; what decides a check is in here.

Rules for this file: it is pure, knows no thread and no screen, and time comes with the events.

What always holds (tested with a Hypothesis machine):

* every answer is saved exactly once, whatever the screen shows meanwhile;
* a ``Pin`` lives only in ``AwaitingChallenge`` or in a ``Sign`` effect; every other one is wiped;
* ``Sign`` is asked for once per ``PinEntered``, never again by itself;
* the card of a visual check is opened only after its witness was recorded, never after a refusal;
* a question goes out again only after its own time-out, as often as the request allows;
* an answer changes the screen only if it is the answer to the check on the screen.

Idle ─CardInserted─▶ Opening (or AskingWitness, where visual is the default)
Idle ─MethodChosen─▶ AwaitingCard (PIN) or AskingWitness (visual) ─WitnessRecorded─▶ AwaitingCard
Idle ─MethodChosen─▶ AskingNumbers ─NumbersAsked─▶ AskingBackend (a card meanwhile waits)
AwaitingCard ─CardInserted─▶ Opening ─CardOpened─▶ AskingPin ─PinEntered─▶ [AwaitingChallenge ▶]
Signing ─CardRead─▶ AskingBackend ─AnswerCame─▶ Answered
Opening (visual) ─CardOpened─▶ AskingBackend        Signing ─PinRejected─▶ AskingPin
any step ─StepFailed, Overdue─▶ Failed              any ─Dismissed─▶ Idle
A new card takes over from AskingBackend, Answered and Failed; a late answer is still saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from typing import TypeAlias, assert_never

from reception_app.domain.card_seen import CardSeen
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Method,
    Verdict,
    Visual,
    text_of,
)
from reception_app.domain.errors import (
    CardRemoved,
    CardUnreadable,
    CardUntrusted,
    LinkTimeout,
    PinBlocked,
    PinMissing,
    PinRejected,
    ReceptionError,
    VisualRefused,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import NumbersEntered as FormEntered
from reception_app.domain.number_entry import Place, TypedNumbers, numbers_entered
from reception_app.domain.number_form import (
    Earlier,
    NumberForm,
    branch_of,
    candidates_of,
    form_after,
)
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.policy import PIN_TRIES, after_unreadable, is_last_try, refusal_of
from reception_app.domain.record import SubstituteReason
from reception_app.domain.secrets import Pin

CHALLENGE_MARGIN = timedelta(seconds=10)
"""A challenge that ends sooner than this after the PIN was typed is fetched anew."""


@unique
class PatientCall(StrEnum):
    """Why the patient wants staff instead of typing."""

    UNKNOWN = "unknown"
    """「暗証番号がわからない」"""
    STOPPED = "stopped"
    """「やめる」"""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What is asked for: the method, the day, the consents (none unless asked for).

    Attributes:
        operator: 操作者ID: who was at the desk when it began; empty where nobody is signed in.
        expected: Whose insurance this check is thought to be; None where any card will do.
        reason: 代替手段の理由: why it is not done by the PIN, where the check itself tells.
        asks_again: How often the service is asked once more after a time-out.
        unreadable_before: How often in a row no chip answered before, for the same patient.
        typed: The form that it is asked with, where somebody filled one in.
        earlier: The check of the same patient that a question by numbers follows.
    """

    check_id: CheckId
    method: Method
    on: date
    scopes: frozenset[ConsentScope] = frozenset()
    operator: str = ""
    expected: ExpectedPerson | None = None
    reason: SubstituteReason | None = None
    asks_again: int = 0
    unreadable_before: int = 0
    typed: TypedNumbers | None = None
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on its way, with what its record will need."""

    request: CheckRequest
    seen: CardSeen | None
    query: EligibilityQuery = field(repr=False)


ChallengeNews: TypeAlias = Challenge | ReceptionError | None
"""A challenge, why there is none, or None while it is on its way."""


# ── states ────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing going on; a card starts the default method."""


@dataclass(frozen=True, slots=True)
class AskingWitness:
    """Staff compares the face; nothing is read before that is written down.

    Attributes:
        card_in: A card lies on the reader already.
        recording: Who said so, while it is being written down.
    """

    request: CheckRequest
    card_in: bool
    recording: Visual | None = None


@dataclass(frozen=True, slots=True)
class AskingNumbers:
    """Staff types the numbers of a 資格確認書; a card that is laid down meanwhile waits."""

    request: CheckRequest
    form: NumberForm = field(default_factory=NumberForm)


@dataclass(frozen=True, slots=True)
class AwaitingCard:
    """The method was chosen (and the witness recorded); the card is still to come."""

    request: CheckRequest
    visual: Visual | None = None
    challenge: ChallengeNews = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Counter and certificate are being read and judged; the challenge is fetched meanwhile."""

    request: CheckRequest
    visual: Visual | None = None
    challenge: ChallengeNews = None


@dataclass(frozen=True, slots=True)
class AskingPin:
    """The patient types.

    Attributes:
        last_try_confirmed: Staff allowed that the last try is spent.
        rejected: The entry before this one was wrong.
        called: The patient wants staff; digits may still be typed.
    """

    request: CheckRequest
    seen: CardSeen
    challenge: Challenge | None = None
    last_try_confirmed: bool = False
    rejected: PinRejected | None = None
    called: PatientCall | None = None


@dataclass(frozen=True, slots=True)
class AwaitingChallenge:
    """Four digits are there, the challenge is not yet; nothing was sent to the card."""

    request: CheckRequest
    seen: CardSeen
    pin: Pin


@dataclass(frozen=True, slots=True)
class Signing:
    """The card verifies the PIN, once, and signs."""

    request: CheckRequest
    seen: CardSeen
    challenge: Challenge


@dataclass(frozen=True, slots=True)
class AskingBackend:
    """The service is asked; the card may leave.

    Attributes:
        attempt: 1, or more after a time-out.
    """

    asking: Asking
    attempt: int = 1

    @property
    def request(self) -> CheckRequest:
        """The request that the question came from."""
        return self.asking.request


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is on the screen, saved or not.

    Attributes:
        trouble: Why it could not be saved; the answer stays on the screen all the same.
        is_other_person: It is about somebody else than was expected; the hand-over is held.
        marked: Which of several people staff points at, from 0; nobody is chosen by itself.
    """

    asking: Asking
    result: EligibilityResult
    saved: bool = False
    trouble: ReceptionError | None = None
    is_other_person: bool = False
    marked: int | None = None

    @property
    def request(self) -> CheckRequest:
        """The request that the answer is for."""
        return self.asking.request


@dataclass(frozen=True, slots=True)
class Failed:
    """The check ended without an answer.

    Attributes:
        card_in: Its card still lies on the reader, so that F1 or F2 may go on with it.
    """

    request: CheckRequest
    seen: CardSeen | None
    error: ReceptionError
    card_in: bool = False


State: TypeAlias = (
    Idle
    | AskingWitness
    | AskingNumbers
    | AwaitingCard
    | Opening
    | AskingPin
    | AwaitingChallenge
    | Signing
    | AskingBackend
    | Answered
    | Failed
)


# ── events ────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CardInserted:
    """A card was laid down; the request is the default one, used if nothing was chosen before."""

    request: CheckRequest


@dataclass(frozen=True, slots=True)
class CardLeft:
    """The card of this check was taken away."""


@dataclass(frozen=True, slots=True)
class MethodChosen:
    """F1, F2 or F3: holds for this patient only."""

    request: CheckRequest


@dataclass(frozen=True, slots=True)
class WitnessGiven:
    """An operator compared the face and says it is the same person."""

    visual: Visual


@dataclass(frozen=True, slots=True)
class WitnessRefused:
    """An operator compared the face and cannot say that it is the same person."""

    visual: Visual


@dataclass(frozen=True, slots=True)
class WitnessRecorded:
    """That is on disk now."""

    check_id: CheckId


@dataclass(frozen=True, slots=True)
class CardOpened:
    """The card was read and judged; ``ticket`` on the visual path of an acceptable card."""

    check_id: CheckId
    seen: CardSeen
    at: datetime
    ticket: CardTicket | None = None


@dataclass(frozen=True, slots=True)
class ChallengeCame:
    """The service's challenge, or why there is none."""

    check_id: CheckId
    challenge: Challenge | ReceptionError


@dataclass(frozen=True, slots=True)
class LastTryConfirmed:
    """Staff and patient want to spend the last try."""


@dataclass(frozen=True, slots=True)
class PatientCalled:
    """The patient wants staff instead of typing."""

    call: PatientCall


@dataclass(frozen=True, slots=True)
class PinEntered:
    """Four digits were typed at a moment (aware)."""

    pin: Pin
    at: datetime


@dataclass(frozen=True, slots=True)
class CardRead:
    """The signature is in hand; the card is powered off."""

    check_id: CheckId
    ticket: CardTicket
    at: datetime


@dataclass(frozen=True, slots=True)
class NumbersEntered:
    """A question without a card."""

    request: CheckRequest
    numbers: CardholderNumbers = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class NumbersTyped:
    """The form as it stands now.

    Attributes:
        left: The field that the keyboard left; None for none.
    """

    typed: TypedNumbers
    left: Place | None = None


@dataclass(frozen=True, slots=True)
class NumbersAsked:
    """Staff asks with the form.

    Attributes:
        operator: Who is at the desk now.
        at: Aware.
    """

    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CandidateMarked:
    """複数該当: staff points at one of the people, from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class CandidateAsked:
    """複数該当: the person that staff points at is the right one; asked again with its 枝番."""

    request: CheckRequest
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerCame:
    """The service answered, now or much later."""

    asking: Asking
    result: EligibilityResult


@dataclass(frozen=True, slots=True)
class ResultSaved:
    """Answer, record and outbox row are on disk."""

    check_id: CheckId


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step of this check failed."""

    check_id: CheckId
    error: ReceptionError


@dataclass(frozen=True, slots=True)
class Overdue:
    """A step lasts too long; its job may still be under way, and what it brings comes late."""

    check_id: CheckId
    error: ReceptionError


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Back, next patient, or give up."""


Event: TypeAlias = (
    CardInserted
    | CardLeft
    | MethodChosen
    | WitnessGiven
    | WitnessRefused
    | WitnessRecorded
    | CardOpened
    | ChallengeCame
    | LastTryConfirmed
    | PatientCalled
    | PinEntered
    | CardRead
    | NumbersEntered
    | NumbersTyped
    | NumbersAsked
    | CandidateMarked
    | CandidateAsked
    | AnswerCame
    | ResultSaved
    | StepFailed
    | Overdue
    | Dismissed
)


# ── effects ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class FetchChallenge:
    """Ask the service for a challenge, ahead of need."""

    check_id: CheckId


@dataclass(frozen=True, slots=True)
class RecordWitness:
    """Write the witness down; nothing is read before."""

    check_id: CheckId
    visual: Visual


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """Write down who could not confirm the face."""

    check_id: CheckId
    visual: Visual


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Read and judge the card; on the visual path take the certificate along and power it off."""

    check_id: CheckId
    visual: Visual | None


@dataclass(frozen=True, slots=True)
class Sign:
    """VERIFY once, sign, power off."""

    request: CheckRequest
    pin: Pin
    challenge: Challenge


@dataclass(frozen=True, slots=True)
class CloseCard:
    """Power the card off."""


@dataclass(frozen=True, slots=True)
class WipePin:
    """Overwrite a PIN that is not going to be used."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class AskBackend:
    """Ask the service; attempt as in the state."""

    asking: Asking
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class SaveResult:
    """Write the answer down, whatever the screen shows.

    Attributes:
        hold: It is about somebody else than was expected: staff decides about the hand-over.
    """

    asking: Asking
    result: EligibilityResult
    hold: bool = False


Effect: TypeAlias = (
    FetchChallenge
    | RecordWitness
    | RecordRefusal
    | OpenCard
    | Sign
    | CloseCard
    | WipePin
    | AskBackend
    | SaveResult
)
Step: TypeAlias = tuple[State, tuple[Effect, ...]]


def step(state: State, event: Event) -> Step:  # noqa: C901, PLR0911, PLR0912 - the table of events
    """Return the next state and what has to be done; the same state where nothing follows."""
    match event:
        case CardInserted(request):
            return _card_inserted(state, request)
        case CardLeft():
            return _card_left(state)
        case MethodChosen(request):
            return _method_chosen(state, request)
        case WitnessGiven() | WitnessRefused() | WitnessRecorded():
            return _witness(state, event)
        case CardOpened():
            return _card_opened(state, event)
        case ChallengeCame(check_id, challenge):
            return _challenge_came(state, check_id, challenge)
        case LastTryConfirmed() | PatientCalled() | PinEntered():
            return _patient_entered(state, event)
        case CardRead(check_id, ticket, at):
            return _card_read(state, check_id, ticket, at)
        case NumbersEntered(request, numbers, at):
            return _numbers_entered(state, request, numbers, at)
        case NumbersTyped() | NumbersAsked():
            return _form_filled_in(state, event)
        case CandidateMarked() | CandidateAsked():
            return _candidate(state, event)
        case AnswerCame() | ResultSaved():
            return _answer(state, event)
        case StepFailed(check_id, error):
            return _step_failed(state, check_id, error)
        case Overdue(check_id, error):
            return _overdue(state, check_id, error)
        case Dismissed():
            return Idle(), _let_go(state)
    assert_never(event)


def _card_inserted(state: State, request: CheckRequest) -> Step:
    match state:
        case AskingWitness():
            return replace(state, card_in=True), ()
        case AwaitingCard(chosen, visual, challenge):
            return _open(chosen, visual, challenge)
        case Idle() | AskingBackend() | Answered() | Failed():
            return _start(request, card_in=True)
        case AskingNumbers() | Opening() | AskingPin() | AwaitingChallenge() | Signing():
            return state, ()  # this card waits; what runs is finished first
    assert_never(state)


def _start(request: CheckRequest, *, card_in: bool) -> Step:
    if request.method is Method.VISUAL:
        return AskingWitness(request, card_in), ()
    fetch = FetchChallenge(request.check_id)
    if card_in:
        return Opening(request), (OpenCard(request.check_id, None), fetch)
    return AwaitingCard(request), (fetch,)


def _open(request: CheckRequest, visual: Visual | None, challenge: ChallengeNews) -> Step:
    """Open the card; a challenge that failed while nobody waited for it is fetched once more.

    One that is still on its way is not: there is never more than one fetch under way, so a late
    failure cannot undo a challenge that is in hand.
    """
    opening = OpenCard(request.check_id, visual)
    if isinstance(challenge, ReceptionError):
        return Opening(request, visual), (opening, FetchChallenge(request.check_id))
    return Opening(request, visual, challenge), (opening,)


def _card_left(state: State) -> Step:
    match state:
        case AskingWitness(card_in=True, recording=Visual()):
            return _fail(state, CardRemoved(), card_in=False)  # the witness was for this card
        case AskingWitness() | Failed(card_in=True):
            return replace(state, card_in=False), ()
        case Opening() | AskingPin() | AwaitingChallenge() | Signing():
            return _fail(state, CardRemoved(), card_in=False)
        case Idle() | AskingNumbers() | AwaitingCard() | AskingBackend() | Answered() | Failed():
            return state, ()
    assert_never(state)


def _method_chosen(state: State, request: CheckRequest) -> Step:
    if request.method is Method.NUMBERS:
        return _numbers_chosen(state, request)
    match state:
        case Idle() | AskingBackend() | Answered() | AwaitingCard():
            return _start(request, card_in=False)  # a card that still lies there is another's
        case AskingWitness(card_in=card_in, recording=None) | Failed(card_in=card_in):
            return _start(_with_reason(request, state), card_in=card_in)
        case AskingPin() | AwaitingChallenge() if request.method is Method.VISUAL:
            return AskingWitness(_with_reason(request, state), card_in=True), _let_go(state)
        case AskingPin(called=PatientCall()):
            return replace(state, called=None), ()  # F1: the patient goes on typing
        case (
            AskingWitness()
            | AskingNumbers()
            | Opening()
            | AskingPin()
            | AwaitingChallenge()
            | Signing()
        ):
            return state, ()
    assert_never(state)


def _numbers_chosen(state: State, request: CheckRequest) -> Step:
    """Begin a form; after an answer that did not settle it, or none, for the same patient."""
    match state:
        case Idle() | AwaitingCard() | AskingBackend() | AskingWitness(recording=None):
            return AskingNumbers(_with_reason(request, state)), ()
        case Failed(before) if before.typed is not None:
            form = form_after(before.typed, None)
            return AskingNumbers(_following(request, before, None), form), ()
        case Failed():
            return AskingNumbers(_with_reason(request, state)), ()
        case Answered() if _is_settled(state):
            return AskingNumbers(request), ()
        case Answered(asking, result):
            return _form_after_answer(asking, result, request), ()
        case (
            AskingWitness()
            | AskingNumbers()
            | Opening()
            | AskingPin()
            | AwaitingChallenge()
            | Signing()
        ):
            return state, ()
    assert_never(state)


def _is_settled(state: Answered) -> bool:
    """Whether who comes next is somebody else."""
    is_valid = state.result.is_normal and state.result.verdict is Verdict.VALID
    return is_valid or state.is_other_person


def _form_after_answer(
    asking: Asking, result: EligibilityResult, request: CheckRequest
) -> AskingNumbers:
    before, verdict = asking.request, result.verdict
    candidates = len(result.records) if verdict is Verdict.SEVERAL else None
    following = _following(request, before, verdict, candidates)
    if before.typed is None:  # by a card, which may have told the birth date
        born = text_of(result.records[0], "Birthdate").strip() if result.records else ""
        return AskingNumbers(following, NumberForm(TypedNumbers(born=born)))
    return AskingNumbers(following, form_after(before.typed, verdict or Verdict.UNKNOWN))


def _following(
    request: CheckRequest,
    before: CheckRequest,
    verdict: Verdict | None,
    candidates: int | None = None,
) -> CheckRequest:
    numbers = None
    if before.typed is not None:
        entered = numbers_entered(before.typed, today=before.on)
        numbers = entered.numbers if isinstance(entered, FormEntered) else None
    return replace(request, earlier=Earlier(before.check_id, verdict, numbers, candidates))


def _with_reason(request: CheckRequest, state: State) -> CheckRequest:
    """Say why a check without the PIN follows on what went before it (代替手段の理由)."""
    if request.method is Method.PIN:
        return request
    return replace(request, reason=_substitute_reason(state))


def _substitute_reason(state: State) -> SubstituteReason | None:
    match state:
        case AskingWitness() | Failed() if state.request.reason is not None:
            return state.request.reason
        case AskingPin(called=PatientCall.UNKNOWN):
            return SubstituteReason.PIN_UNKNOWN
        case AskingPin(called=PatientCall.STOPPED):
            return SubstituteReason.PIN_STOPPED
        case AskingPin(seen=seen) if is_last_try(seen.attempts_left):
            return SubstituteReason.PIN_LAST_TRY
        case AskingPin(rejected=PinRejected()):
            return SubstituteReason.PIN_WRONG
        case Failed(error=PinBlocked()):
            return SubstituteReason.PIN_BLOCKED
        case Failed(error=PinMissing()):
            return SubstituteReason.PIN_MISSING
        case _:
            return None


def _witness(state: State, event: WitnessGiven | WitnessRefused | WitnessRecorded) -> Step:
    match state, event:
        case AskingWitness(request, card_in, None), WitnessRefused(visual):
            failed = Failed(request, None, VisualRefused(), card_in)
            return failed, (RecordRefusal(request.check_id, visual),)
        case AskingWitness(request, recording=None), WitnessGiven(visual):
            recording = replace(state, recording=visual)
            return recording, (RecordWitness(request.check_id, visual),)
        case AskingWitness(request, card_in, Visual() as visual), WitnessRecorded(check_id) if (
            check_id == request.check_id
        ):
            if card_in:
                return _open(request, visual, None)
            return AwaitingCard(request, visual), ()
        case _:
            return state, ()


def _card_opened(state: State, event: CardOpened) -> Step:
    if not isinstance(state, Opening) or state.request.check_id != event.check_id:
        return state, ()  # its CloseCard went out when it was let go
    request, seen = state.request, event.seen
    refusal = refusal_of(seen)
    if refusal is not None:
        return Failed(request, seen, refusal, card_in=True), (CloseCard(),)
    if state.visual is not None:
        if event.ticket is None:
            return _fail(state, CardRemoved())
        return _ask(request, seen, event.ticket, event.at)
    if isinstance(state.challenge, ReceptionError):
        return Failed(request, seen, state.challenge, card_in=True), (CloseCard(),)
    return AskingPin(request, seen, state.challenge), ()


def _challenge_came(
    state: State, check_id: CheckId, challenge: Challenge | ReceptionError
) -> Step:
    match state:
        case AwaitingCard(request) | Opening(request) if request.check_id == check_id:
            return replace(state, challenge=challenge), ()
        case AskingPin(request) | AwaitingChallenge(request) if request.check_id == check_id:
            if isinstance(challenge, ReceptionError):
                return _fail(state, challenge)
            if isinstance(state, AskingPin):
                return replace(state, challenge=challenge), ()
            return _sign(request, state.seen, state.pin, challenge)
        case _:
            return state, ()


def _patient_entered(state: State, event: LastTryConfirmed | PatientCalled | PinEntered) -> Step:
    match state, event:
        case AskingPin(), LastTryConfirmed():
            return replace(state, last_try_confirmed=True, called=None), ()
        case AskingPin(called=called), PatientCalled(call) if call is not called:
            return replace(state, called=call), ()
        case AskingPin(request, seen, challenge, confirmed), PinEntered(pin, at):
            if is_last_try(seen.attempts_left) and not confirmed:
                return state, (WipePin(pin),)
            if challenge is None:
                return AwaitingChallenge(request, seen, pin), ()
            if challenge.expires_at - at < CHALLENGE_MARGIN:
                fetch = FetchChallenge(request.check_id)
                return AwaitingChallenge(request, seen, pin), (fetch,)
            return _sign(request, seen, pin, challenge)
        case _, PinEntered(pin):
            return state, (WipePin(pin),)
        case _:
            return state, ()


def _sign(request: CheckRequest, seen: CardSeen, pin: Pin, challenge: Challenge) -> Step:
    return Signing(request, seen, challenge), (Sign(request, pin, challenge),)


def _card_read(state: State, check_id: CheckId, ticket: CardTicket, at: datetime) -> Step:
    if not isinstance(state, Signing) or state.request.check_id != check_id:
        return state, ()
    seen = replace(state.seen, attempts_left=PIN_TRIES)  # a correct entry restores the counter
    return _ask(state.request, seen, ticket, at)


def _numbers_entered(
    state: State, request: CheckRequest, numbers: CardholderNumbers, at: datetime
) -> Step:
    match state:
        case Idle() | AwaitingCard() | AskingBackend() | Answered() | Failed():
            return _ask(request, None, numbers, at)
        case (
            AskingWitness()
            | AskingNumbers()
            | Opening()
            | AskingPin()
            | AwaitingChallenge()
            | Signing()
        ):
            return state, ()
    assert_never(state)


def _form_filled_in(state: State, event: NumbersTyped | NumbersAsked) -> Step:
    if not isinstance(state, AskingNumbers):
        return state, ()
    request, form = state.request, state.form
    if isinstance(event, NumbersTyped):
        taken = form.take(event.typed, event.left)
        return (state if taken == form else replace(state, form=taken)), ()
    entered = form.ask(request.on)
    if isinstance(entered, NumberForm):
        return replace(state, form=entered), ()
    scopes = frozenset({ConsentScope.LIMIT_CERTIFICATE} if entered.limit_consent else ())
    asked = replace(request, scopes=scopes, operator=event.operator, typed=form.typed)
    return _ask(asked, None, entered.numbers, event.at)


def _candidate(state: State, event: CandidateMarked | CandidateAsked) -> Step:
    if not isinstance(state, Answered):
        return state, ()
    candidates, subject = candidates_of(state.result), state.asking.query.subject
    if not isinstance(subject, CardholderNumbers):
        return state, ()
    if isinstance(event, CandidateMarked):
        is_one = 0 <= event.number < len(candidates) and branch_of(candidates[event.number])
        return (replace(state, marked=event.number) if is_one else state), ()
    if state.marked is None:
        return state, ()
    branch, before = branch_of(candidates[state.marked]), state.request
    earlier = Earlier(before.check_id, Verdict.SEVERAL, subject, len(candidates), state.marked + 1)
    request = replace(
        event.request,
        scopes=before.scopes,
        typed=None if before.typed is None else replace(before.typed, branch=branch),
        earlier=earlier,
    )
    return _ask(request, None, replace(subject, branch=branch), event.at)


_CONSENT_METHODS = {Method.PIN: ConsentMethod.PIN, Method.VISUAL: ConsentMethod.VISUAL}


def _ask(
    request: CheckRequest,
    seen: CardSeen | None,
    subject: CardTicket | CardholderNumbers,
    at: datetime,
) -> Step:
    proof = subject.proof if isinstance(subject, CardTicket) else None
    consent = Consent(
        method=_CONSENT_METHODS.get(request.method, ConsentMethod.NONE),
        scopes=request.scopes,
        given_at=at,
        witness=proof.witness if isinstance(proof, Visual) else None,
    )
    query = EligibilityQuery(request.check_id, request.on, subject, consent)
    asking = Asking(request, seen, query)
    return AskingBackend(asking), (AskBackend(asking),)


def _answer(state: State, event: AnswerCame | ResultSaved) -> Step:
    match state, event:
        case AskingBackend(asking), AnswerCame(asked, result) if asked == asking:
            other = _is_other_person(asking, result)
            answered = Answered(asking, result, is_other_person=other)
            return answered, (SaveResult(asking, result, hold=other),)
        case _, AnswerCame(asking, result):  # late: keep it, leave the screen alone
            hold = _is_other_person(asking, result)
            return state, (SaveResult(asking, result, hold=hold),)
        case Answered(asking), ResultSaved(check_id) if asking.request.check_id == check_id:
            return replace(state, saved=True, trouble=None), ()
        case _:
            return state, ()


def _is_other_person(asking: Asking, result: EligibilityResult) -> bool:
    expected = asking.request.expected
    return expected is not None and expected.differs_from(result.records)


def _step_failed(state: State, check_id: CheckId, error: ReceptionError) -> Step:
    if isinstance(state, Idle) or state.request.check_id != check_id:
        return state, ()
    match state:
        case Signing(request, seen, challenge) if isinstance(error, PinRejected):
            seen = replace(seen, attempts_left=_left_after_rejection(seen, error))
            return AskingPin(request, seen, challenge, rejected=error), ()
        case Signing(request, seen):
            seen = replace(seen, attempts_left=_left_after(error))
            return Failed(request, seen, error, card_in=True), ()
        case Answered() if not state.saved:
            return replace(state, trouble=error), ()
        case AskingBackend():
            return _asking_failed(state, error)
        case AwaitingCard() | AskingWitness() | Opening() | AwaitingChallenge() | AskingPin():
            return _fail(state, error)
        case AskingNumbers() | Answered() | Failed():
            return state, ()
    assert_never(state)


def _asking_failed(state: AskingBackend, error: ReceptionError) -> Step:
    """After a time-out the same question may go out again; the check_id makes that harmless."""
    asking, attempt = state.asking, state.attempt
    if isinstance(error, LinkTimeout) and attempt <= asking.request.asks_again:
        return AskingBackend(asking, attempt + 1), (AskBackend(asking, attempt + 1),)
    return Failed(asking.request, asking.seen, error), ()


def _overdue(state: State, check_id: CheckId, error: ReceptionError) -> Step:
    """End the check on the screen; nothing is asked again while a job is still under way."""
    if isinstance(state, Idle) or state.request.check_id != check_id:
        return state, ()
    match state:
        case Answered(saved=False, trouble=None):
            return replace(state, trouble=error), ()
        case AskingNumbers() | Answered() | Failed():
            return state, ()
        case AskingBackend(asking):
            return Failed(asking.request, asking.seen, error), ()
        case _:
            return _fail(state, error)


def _left_after_rejection(seen: CardSeen, error: PinRejected) -> int | None:
    """Return the tries left; a card that only says "wrong" (6300) took one off what it had."""
    if error.attempts_left is None and seen.attempts_left is not None:
        return seen.attempts_left - 1
    return error.attempts_left


def _left_after(error: ReceptionError) -> int | None:
    """Return what is known of the counter after signing failed; an unheard card leaves it open.

    Only what says so itself counts: a reader that went away may have failed before the VERIFY.
    """
    if isinstance(error, PinBlocked | CardRemoved | CardUntrusted):
        return error.attempts_left
    return None


def _fail(
    state: AwaitingCard | AskingWitness | Opening | AskingPin | AwaitingChallenge | Signing,
    error: ReceptionError,
    *,
    card_in: bool = True,
) -> Step:
    request = state.request
    seen = None if isinstance(state, AwaitingCard | AskingWitness | Opening) else state.seen
    if isinstance(state, AskingPin):  # F2 may follow when the card was taken or nobody typed
        request = replace(request, reason=_substitute_reason(state))
    if isinstance(state, Signing) and seen is not None:
        seen = replace(seen, attempts_left=None)
    if isinstance(state, AwaitingCard):
        card_in = False
    if isinstance(state, AskingWitness):
        card_in = card_in and state.card_in
    if isinstance(error, CardUnreadable):
        error = after_unreadable(error, before=request.unreadable_before)
    return Failed(request, seen, error, card_in), _let_go(state)


def _let_go(state: State) -> tuple[Effect, ...]:
    """Return what must be done so that nothing of this state stays alive."""
    match state:
        case AwaitingChallenge(pin=pin):
            return WipePin(pin), CloseCard()
        case Opening() | AskingPin() | Signing():
            return (CloseCard(),)
        case _:
            return ()
