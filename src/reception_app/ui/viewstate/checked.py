"""One answer with all that is shown beside it, the same for the desk and for the day's list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from reception_app.domain.burden import Burden, burden_of_answer
from reception_app.domain.card_seen import CertificateState
from reception_app.domain.changes import Changes, changes_since
from reception_app.domain.desk import DeskNow, HandoverNow
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityResult,
    Method,
    Record,
    Verdict,
)
from reception_app.domain.errors import TargetRefused
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.record import HandoverState, StoredCheck
from reception_app.domain.session.states import Answered


@dataclass(frozen=True, slots=True)
class Checked:
    """One answer and how it came about.

    Attributes:
        witness: Who compared the face.
        handover: None while nothing is to be handed over, or it is not saved yet.
        expected: Whose answer it was to be, where that is still known.
        asked: The numbers that it was asked with, where that is still known.
        history: Answers before it about the same person, newest first, as far as looked up.
        marked: Which of several people staff points at, from 0.
        is_in_doubt: Nobody knows whose answer it is, nor let it go (``StoredCheck.is_in_doubt``).
        is_left_lying: It was handed over, and the receipt computer has not taken it (HO02).
    """

    result: EligibilityResult
    on: date
    method: Method
    operator: str
    witness: str | None
    certificate_state: CertificateState | None
    not_after: datetime | None
    attempts_left: int | None
    handover: HandoverNow | None = None
    measured_ms: int | None = None
    expected: ExpectedPerson | None = field(default=None, repr=False)
    asked: CardholderNumbers | None = field(default=None, repr=False)
    marked: int | None = None
    history: tuple[StoredCheck, ...] = field(default=(), repr=False)
    is_other_person: bool = False
    is_in_doubt: bool = False
    is_left_lying: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether it says in so many words that somebody's insurance is valid."""
        return says_valid(self.result)

    @property
    def may_be_another(self) -> bool:
        """Whether it is, or may be, about another person than was meant: never green (EL09)."""
        is_held = self.handover is not None and self.handover.state is HandoverState.HELD
        return self.is_other_person or self.is_in_doubt or is_held

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of an answer that can be used, else None."""
        return self.result.verdict if self.result.is_normal else None

    @property
    def record(self) -> Record:
        """The first record; an empty one where there is none."""
        return self.result.records[0] if self.result.records else {}

    @property
    def changes(self) -> Changes | None:
        """What a valid answer says otherwise than the last one; None where nothing can be said."""
        if not self.history or not self.is_valid or self.may_be_another:
            return None
        return changes_since(self.history[0], self.result, self.on)

    @property
    def burden(self) -> Burden | None:
        """窓口負担, as far as the answer supports it."""
        return burden_of_answer(self.result, self.on)


def says_valid(result: EligibilityResult) -> bool:
    """Whether an answer says in so many words that somebody's insurance is valid."""
    return result.is_normal and result.verdict is Verdict.VALID and bool(result.records)


def checked_now(state: Answered, now: DeskNow) -> Checked:
    """Return the answer that the desk has come to."""
    request, seen, subject = state.request, state.asking.seen, state.asking.query.subject
    return Checked(
        result=state.result,
        on=request.on,
        method=request.method,
        operator=request.operator or now.operator,
        witness=state.asking.query.consent.witness,
        certificate_state=seen.certificate_state if seen else None,
        not_after=seen.not_after if seen else None,
        attempts_left=seen.attempts_left if seen else None,
        handover=now.handover,
        measured_ms=now.measured_ms,
        expected=request.expected,
        asked=subject if isinstance(subject, CardholderNumbers) else None,
        marked=state.marked,
        history=now.history_of(request.check_id),
        is_other_person=state.is_other_person,
        is_left_lying=request.check_id in now.left_lying,
    )


def checked_before(
    stored: StoredCheck, *, is_left_lying: bool, history: tuple[StoredCheck, ...] = ()
) -> Checked:
    """Return an answer as the store has it."""
    record, handover = stored.record, stored.handover
    failed = handover.state is HandoverState.FAILED
    return Checked(
        result=stored.result,
        on=record.on,
        method=record.method,
        operator=record.operator,
        witness=record.consent.witness,
        certificate_state=record.certificate_state,
        not_after=record.not_after,
        attempts_left=record.attempts_left,
        handover=HandoverNow(
            handover.state, error=TargetRefused(handover.failure_code) if failed else None
        ),
        history=history,
        is_other_person=record.is_other_person is True,
        is_in_doubt=stored.is_in_doubt,
        is_left_lying=is_left_lying,
    )
