"""The confirmation record (確認記録) of a check, as a value (front-desk.md A.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique

from reception_app.domain.card_seen import CardKind, CertificateState
from reception_app.domain.consent import Consent
from reception_app.domain.eligibility import EligibilityResult, Method
from reception_app.domain.errors import ReceptionError, TargetRefused
from reception_app.domain.ids import CheckId


@unique
class HandoverState(StrEnum):
    """引渡し状態 of one answer.

    OFF: nothing is to be handed over. WAITING → PREPARED (written aside) → DELIVERED.
    FAILED: the last attempt failed; the row stays and is tried again.
    """

    OFF = "off"
    WAITING = "waiting"
    PREPARED = "prepared"
    DELIVERED = "delivered"
    FAILED = "failed"


OPEN_HANDOVERS = (HandoverState.WAITING, HandoverState.PREPARED, HandoverState.FAILED)
"""States of an answer that the receipt computer is still to get."""


@dataclass(frozen=True, slots=True)
class ConfirmationRecord:
    """What is kept of one check beside the answer itself.

    Never in here: the PIN, the My Number, the certificate, its serial or its subject.

    Attributes:
        accepted_at: 受付日時, UTC, to the millisecond.
        operator: 操作者ID, empty where nobody is signed in.
        consent: 本人確認方法, 目視確認者ID, what was agreed to, and when.
        attempts_left: PIN tries left after the check; None where it was not asked.
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


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One check as the store gives it back."""

    record: ConfirmationRecord
    result: EligibilityResult
    handover: Handover

    def trouble(self) -> ReceptionError | None:
        """Return what is still wrong: not handed over, or refused; None if nothing is."""
        if self.handover.state is HandoverState.FAILED:
            return TargetRefused(self.handover.failure_code)
        return self.result.refusal()
