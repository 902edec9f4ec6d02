"""Where a check can stand, and what it was asked for; plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from typing import TypeAlias

from reception_app.domain.card_seen import CardSeen
from reception_app.domain.consent import ConsentScope
from reception_app.domain.eligibility import (
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Method,
    Visual,
)
from reception_app.domain.errors import PinRejected, ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.number_form import Earlier, NumberForm
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.record import SubstituteReason
from reception_app.domain.secrets import Pin


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
        is_other_person: It is about somebody else than was expected or asked for by numbers; the
            hand-over is held.
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
