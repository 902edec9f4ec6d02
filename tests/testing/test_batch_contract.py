"""The contract of batch backends catches those that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from unittest import SkipTest

import pytest
from support.eligibility import numbers_query
from support.jobs import rows

from reception_app.backend_api import (
    BackendInfo,
    BackendRefused,
    BatchBackend,
    BatchStyle,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    JobAnswers,
    JobId,
    JobQuestion,
    LinkDown,
    Receipt,
    RowAnswer,
    RowId,
    StillRunning,
    Verdict,
    row_check_id,
)
from reception_app.testing.batch_contract import BatchBackendContract

INFO = BackendInfo("odd", 1, False, BatchStyle.REMOTE_JOB, 1)
Change = Callable[[RowAnswer], Iterable[RowAnswer]]


def unchanged(answer: RowAnswer) -> Iterable[RowAnswer]:
    return [answer]


@dataclass
class Odd:
    """A batch backend with one fault at a time; what it took in is remembered by all of them."""

    info: BackendInfo = INFO
    repeats_jobs_safely: bool = True
    change: Change = unchanged
    number_of: Callable[[JobId], str] = str
    failing: Exception | None = None
    running: int = 0
    knows_all: bool = False
    jobs: dict[str, tuple[JobId, Sequence[JobQuestion]]] = field(default_factory=dict)

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        return None

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        raise NotImplementedError

    def submit(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], *, timeout_s: float
    ) -> Receipt:
        if self.failing is not None:
            raise self.failing
        number = self.number_of(job_id)
        self.jobs[number] = (job_id, rows)
        return Receipt(number, 0.0)

    def fetch(self, job_id: JobId, number: str, *, timeout_s: float) -> JobAnswers | StillRunning:
        if number not in self.jobs and not self.knows_all:
            raise BackendRefused
        if self.running:
            self.running -= 1
            return StillRunning(0.0)
        _, asked = self.jobs.get(number, (job_id, ()))
        answers = [each for row in asked for each in self.change(answer_to(job_id, row.row_id))]
        return JobAnswers(iter(answers))

    def close(self) -> None:
        pass


def answer_to(job_id: JobId, row_id: RowId) -> RowAnswer:
    result = EligibilityResult(
        check_id=row_check_id(job_id, row_id),
        verdict=Verdict.VALID,
        verdict_code="1",
        source="odd",
        answered_at=datetime.now(UTC),
        records=({"Name": "試験　太郎"},),
        header={"SegmentOfResult": "1"},
        body={"ProcessingResultStatus": "1"},
    )
    return RowAnswer(row_id, result)


def changing(**changes: object) -> Change:
    return lambda answer: [replace(answer, result=replace(answer.result, **changes))]  # type: ignore[arg-type] # the fault


class OddContract(BatchBackendContract):
    job_timeout_s = 0.2

    def __init__(self, backend: Odd) -> None:
        self.backend = backend

    def make_backend(self) -> BatchBackend:
        return self.backend

    def query(self) -> EligibilityQuery:
        return numbers_query()

    def unreachable_backend(self) -> BatchBackend:
        return self.backend

    def job_rows(self) -> Sequence[JobQuestion]:
        return rows(2)


ALL = [
    OddContract.test_it_takes_uploads,
    OddContract.test_every_row_is_answered_once_under_its_own_name,
    OddContract.test_an_answer_of_a_job_is_never_judged_unless_it_is_normal,
    OddContract.test_every_value_of_a_job_is_text,
    OddContract.test_asking_for_a_result_again_changes_nothing,
    OddContract.test_a_receipt_survives_a_restart,
    OddContract.test_an_upload_that_is_repeated_safely_has_one_receipt,
    OddContract.test_a_number_that_nobody_gave_is_refused,
    OddContract.test_neither_upload_nor_result_shows_a_person_in_its_repr,
]


@pytest.mark.parametrize("kept", ALL)
@pytest.mark.parametrize("odd", [{}, {"running": 1}, {"repeats_jobs_safely": False}])
def test_a_good_backend_keeps_it(
    odd: dict[str, object], kept: Callable[[OddContract], None]
) -> None:
    kept(OddContract(Odd(**odd)))  # type: ignore[arg-type] # fields of Odd


@pytest.mark.parametrize(
    ("odd", "broken"),
    [
        (Odd(change=lambda _: []), ALL[1]),
        (Odd(change=lambda answer: [answer, answer]), ALL[1]),
        (Odd(change=lambda answer: [replace(answer, row_id=RowId("x"))]), ALL[1]),
        (Odd(change=changing(source="another")), ALL[1]),
        (Odd(change=changing(answered_at=datetime(2026, 1, 1))), ALL[1]),  # noqa: DTZ001 - the fault
        (Odd(change=changing(header={"SegmentOfResult": "9"})), ALL[2]),
        (Odd(change=changing(records=({"No": [{"A": 1}]},))), ALL[3]),
        (Odd(running=10**9), ALL[4]),
        (Odd(number_of=lambda _: ""), ALL[5]),
        (Odd(knows_all=True), ALL[7]),
        (Odd(change=lambda answer: [replace(answer, row_id=RowId("試験　太郎"))]), ALL[8]),
    ],
)
def test_a_backend_that_breaks_it_is_caught(
    odd: Odd, broken: Callable[[OddContract], None]
) -> None:
    with pytest.raises((AssertionError, TypeError)):
        broken(OddContract(odd))


def test_a_second_receipt_for_one_upload_is_caught() -> None:
    numbers = iter(["1", "2"])
    odd = Odd(number_of=lambda _: next(numbers))

    with pytest.raises(AssertionError):
        OddContract(odd).test_an_upload_that_is_repeated_safely_has_one_receipt()


def test_a_dead_service_that_takes_an_upload_is_caught() -> None:
    with pytest.raises(AssertionError):
        OddContract(Odd()).test_a_dead_service_takes_no_upload_and_tells_nothing_personal()


@pytest.mark.parametrize("error", [LinkDown(), BackendRefused()])
def test_a_dead_service_that_says_so_is_in_order(error: Exception) -> None:
    contract = OddContract(Odd(failing=error))

    contract.test_a_dead_service_takes_no_upload_and_tells_nothing_personal()


def test_an_error_that_repeats_a_number_is_caught() -> None:
    contract = OddContract(Odd(failing=LinkDown(params={"insurer": "06139992"})))

    with pytest.raises(AssertionError):
        contract.test_a_dead_service_takes_no_upload_and_tells_nothing_personal()


def test_a_batch_backend_without_a_dead_twin_skips_what_needs_one() -> None:
    with pytest.raises(SkipTest):
        BatchBackendContract().unreachable_backend()
