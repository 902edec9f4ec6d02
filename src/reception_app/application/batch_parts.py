"""What the runs of a batch share: ports and lanes, a row's question, an answer's record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from reception_app.application.batch_ports import BatchStore, Judge
from reception_app.application.ports import Clock, EligibilityBackend, Err, Lane, Ok
from reception_app.domain.batch import Batch, BatchRow, Judged, Known, Outcome, RowAnswer
from reception_app.domain.batch_rules import LADDER, judged, row_numbers
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import CardholderNumbers, EligibilityQuery, Method
from reception_app.domain.errors import BackendRefused, BugError, ReceptionError
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.domain.record import ConfirmationRecord

T = TypeVar("T")

RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class BatchRules:
    """What the settings say.

    Attributes:
        parallel: Questions under way at most.
        timeout_s: Per question or upload.
        waits: Between the tries of a row.
        accepts_unchanged: 「有効・変更なし」 needs nobody.
    """

    institution_code: str
    terminal: str
    parallel: int
    timeout_s: float
    waits: tuple[timedelta, ...] = LADDER
    accepts_unchanged: bool = True


@dataclass(frozen=True, slots=True)
class BatchParts:
    """The world of a batch.

    Attributes:
        store: Used on the store lane only.
        bulk_lane: Questions to the service; as many threads as may be under way.
        random_bytes: From the operating system.
        is_counter_busy: Whether somebody stands at the counter; quick, asked often.
    """

    store: BatchStore
    store_lane: Lane
    backend: EligibilityBackend
    bulk_lane: Lane
    clock: Clock
    random_bytes: Callable[[int], bytes]
    is_counter_busy: Callable[[], bool]
    rules: BatchRules

    def new_id(self) -> CheckId:
        """Return a new UUID."""
        return make_check_id(self.random_bytes(RANDOM_BYTES))

    def write(
        self,
        job: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[ReceptionError], None],
    ) -> None:
        """Do something on the store lane, then tell of it on the owner's thread."""

        def done(outcome: Ok[T] | Err) -> None:
            if isinstance(outcome, Err):
                failed(outcome.error)
            else:
                then(outcome.value)

        self.store_lane.submit(job, done)

    def query(self, batch: Batch, row: BatchRow) -> EligibilityQuery:
        """Return the question of a row that is ASKING.

        Raises:
            BackendRefused: BT01, it holds no numbers that can be asked with.
        """
        numbers = numbers_of(row, batch.on)
        if row.check_id is None:
            raise BugError
        return EligibilityQuery(row.check_id, batch.on, numbers, self._consent())

    def judge(self, batch: Batch) -> Judge:
        """Return what says of an answer what it means, and makes its record."""

        def judge(
            row: BatchRow, answer: RowAnswer, known: Known | None
        ) -> tuple[Judged, ConfirmationRecord]:
            result = answer.result
            numbers = numbers_of(row, batch.on)
            verdict = judged(row, numbers, result, known, on=batch.on)
            told = replace(verdict, accepts_unchanged=self.rules.accepts_unchanged)
            return told, self._record(batch, result.check_id, told.outcome)

        return judge

    def _record(self, batch: Batch, check_id: CheckId, outcome: Outcome) -> ConfirmationRecord:
        return ConfirmationRecord(
            check_id=check_id,
            institution_code=self.rules.institution_code,
            terminal=self.rules.terminal,
            operator=batch.operator,
            accepted_at=self.clock.now(),
            on=batch.on,
            method=Method.BATCH,
            consent=self._consent(),
            card_kind=None,
            certificate_state=None,
            not_after=None,
            attempts_left=None,
            is_other_person=True if outcome is Outcome.OTHER_PERSON else None,
        )

    def _consent(self) -> Consent:
        """Nobody was asked to consent to more than the 資格情報."""
        return Consent(ConsentMethod.NONE, frozenset(), given_at=self.clock.now())


def numbers_of(row: BatchRow, on: date) -> CardholderNumbers:
    """Return what a row is asked by.

    Raises:
        BackendRefused: BT01, it holds no numbers that can be asked with.
    """
    numbers = row_numbers(row, on)
    if numbers is None:
        raise BackendRefused("BT01")
    return numbers
