"""What can happen to a check: staff, patient, card, service, store and time; plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from reception_app.domain.card_seen import CardSeen
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityResult,
    Visual,
)
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.secrets import Pin
from reception_app.domain.session.states import Asking, CheckRequest, PatientCall


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
