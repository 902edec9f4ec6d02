"""The confirmation record (確認記録) of a check, as a value (front-desk.md A.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique

from reception_app.domain.card_seen import CardKind, CertificateState
from reception_app.domain.consent import Consent
from reception_app.domain.eligibility import EligibilityResult, Method
from reception_app.domain.errors import BackendGarbled, ReceptionError, TargetRefused
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place


@unique
class HandoverState(StrEnum):
    """引渡し状態 of one answer.

    OFF: nothing is to be handed over. WAITING → PREPARED (written aside) → DELIVERED.
    FAILED: the last attempt failed; the row stays and is tried again.
    HELD: it is, or may be, about somebody else than was expected or asked for; staff makes it
    WAITING, or leaves it.
    """

    OFF = "off"
    HELD = "held"
    WAITING = "waiting"
    PREPARED = "prepared"
    DELIVERED = "delivered"
    FAILED = "failed"


OPEN_HANDOVERS = (HandoverState.WAITING, HandoverState.PREPARED, HandoverState.FAILED)
"""States of an answer that the receipt computer is still to get."""

UNFINISHED_HANDOVERS = (*OPEN_HANDOVERS, HandoverState.HELD)
"""Those, and what staff has to decide about."""


@unique
class SubstituteReason(StrEnum):
    """代替手段の理由: why the identity was not confirmed by the PIN."""

    PIN_UNKNOWN = "pin-unknown"
    """The patient does not know it."""
    PIN_STOPPED = "pin-stopped"
    """The patient did not want to go on."""
    PIN_MISSING = "pin-missing"
    """Nobody typed."""
    PIN_WRONG = "pin-wrong"
    PIN_LAST_TRY = "pin-last-try"
    PIN_BLOCKED = "pin-blocked"
    """Locked, or 顔認証マイナンバーカード."""


@dataclass(frozen=True, slots=True)
class NumberTrail:
    """修正履歴: how a question by numbers came out of an earlier check of the same patient.

    Attributes:
        follows: The earlier check.
        changed: Fields that were typed otherwise then, in the order of the card; never a value.
        candidates: 複数該当: how many people the earlier answer named; None for another answer.
        choice: Which of them the operator of this check chose, from 1; None where none was.
    """

    follows: CheckId
    changed: tuple[Place, ...] = ()
    candidates: int | None = None
    choice: int | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationRecord:
    """What is kept of one check beside the answer itself.

    Never in here: the PIN, the My Number, the certificate, its serial or its subject.

    Attributes:
        accepted_at: 受付日時, UTC, to the millisecond.
        operator: 操作者ID, empty where nobody is signed in.
        consent: 本人確認方法, 目視確認者ID, what was agreed to, and when.
        attempts_left: PIN tries left after the check; None where it was not asked.
        reason: 代替手段の理由; None where the check does not tell.
        is_other_person: 比較結果: somebody else than was expected or asked for by numbers; None
            where nobody was expected, or it cannot be told.
        is_in_doubt: It cannot be told, and has to be looked at: too little was known of the
            question that it answers.
        trail: Which check it follows; None for the first one of a patient.
    """

    check_id: CheckId
    institution_code: str
    terminal: str
    operator: str
    accepted_at: datetime
    on: date
    method: Method
    consent: Consent
    card_kind: CardKind | None
    certificate_state: CertificateState | None
    not_after: datetime | None
    attempts_left: int | None
    reason: SubstituteReason | None = None
    is_other_person: bool | None = None
    is_in_doubt: bool = False
    trail: NumberTrail | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """Where an answer stands on its way to the receipt computer.

    Attributes:
        name: File name once it was prepared.
        delivered_at: UTC.
        failure_code: Why the last attempt failed, as a code of the catalogue.
    """

    state: HandoverState
    name: str | None = None
    delivered_at: datetime | None = None
    failure_code: str | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class StoredCheck:
    """One check as the store gives it back."""

    record: ConfirmationRecord
    result: EligibilityResult
    handover: Handover

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows whose answer it is, nor let it go to the receipt computer."""
        state = self.handover.state
        return state is HandoverState.HELD or (
            self.record.is_in_doubt and state is HandoverState.OFF
        )

    def trouble(self) -> ReceptionError | None:
        """Return what is still wrong; None if nothing is.

        It was not handed over, is or may be about somebody else, or was refused.
        """
        if self.handover.state is HandoverState.FAILED:
            return TargetRefused(self.handover.failure_code)
        is_suspect = self.is_in_doubt or self.record.is_other_person
        return self.result.refusal() or (other_person() if is_suspect else None)


def other_person() -> BackendGarbled:
    """Return the trouble with an answer that is, or may be, about another person than meant."""
    return BackendGarbled("numbers")
