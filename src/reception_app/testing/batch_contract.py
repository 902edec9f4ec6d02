"""The contract of a backend that takes many questions in one upload, as tests to inherit.

It is ``BackendContract`` and more; the author's subclass makes the rows, too.
"""

# ruff: noqa: D102 -- the name of a test is its sentence

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from uuid import uuid4

from reception_app.application.batch_ports import (
    BatchBackend,
    JobAnswers,
    JobQuestion,
    StillRunning,
)
from reception_app.domain.batch import JobId, RowAnswer
from reception_app.domain.errors import BackendRefused, ReceptionError
from reception_app.testing.backend_contract import BackendContract, found_in, leaves_of


class BatchBackendContract(BackendContract):
    """What every batch backend keeps. Subclass it under a name that begins with ``Test``.

    In a test module::

        class TestMyBackend(BatchBackendContract):
            def make_backend(self) -> BatchBackend: ...
            def query(self) -> EligibilityQuery: ...
            def unreachable_backend(self) -> BatchBackend: ...
            def job_rows(self) -> Sequence[JobQuestion]: ...

    Attributes:
        job_timeout_s: How long a job may be at work.
        on: 資格確認日 of the uploads.
    """

    job_timeout_s: float = 60.0
    on: date = date(2026, 11, 22)

    # ── hooks ──
    def make_backend(self) -> BatchBackend:
        """Return a fresh backend that can reach a service."""
        raise NotImplementedError

    def unreachable_backend(self) -> BatchBackend:
        """Return a backend whose service does not answer; without one, tests are skipped."""
        backend = super().unreachable_backend()
        assert isinstance(backend, BatchBackend)
        return backend

    def job_rows(self) -> Sequence[JobQuestion]:
        """Return two or more rows that the service answers; each call makes new row_ids."""
        raise NotImplementedError

    # ── the contract ──
    def test_it_takes_uploads(self) -> None:
        with closing(self.make_backend()) as backend:
            assert isinstance(backend, BatchBackend)

    def test_every_row_is_answered_once_under_its_own_name(self) -> None:
        rows = self.job_rows()
        with self._job(rows) as (backend, job_id, number):
            answers = self._answers(backend, job_id, number)
            name = backend.info.name

        assert sorted(each.row_id for each in answers) == sorted(each.row_id for each in rows)
        assert len({each.result.check_id for each in answers}) == len(rows)
        assert all(each.result.source == name for each in answers)
        assert all(each.result.answered_at.tzinfo is not None for each in answers)

    def test_an_answer_of_a_job_is_never_judged_unless_it_is_normal(self) -> None:
        with self._job(self.job_rows()) as job:
            answers = self._answers(*job)

        results = [each.result for each in answers]
        assert all((each.verdict is None) == (not each.is_normal) for each in results)

    def test_every_value_of_a_job_is_text(self) -> None:
        with self._job(self.job_rows()) as job:
            answers = self._answers(*job)

        leaves = [leaf for each in answers for leaf in leaves_of(each.result)]
        assert all(isinstance(leaf, str) for leaf in leaves)

    def test_asking_for_a_result_again_changes_nothing(self) -> None:
        with self._job(self.job_rows()) as job:
            first = self._answers(*job)
            second = self._answers(*job)

        assert [(each.row_id, each.result.records) for each in first] == [
            (each.row_id, each.result.records) for each in second
        ]
        assert [each.result.check_id for each in first] == [
            each.result.check_id for each in second
        ]

    def test_a_receipt_survives_a_restart(self) -> None:
        rows = self.job_rows()
        with self._job(rows) as (_, job_id, number):
            pass
        with closing(self.make_backend()) as backend:
            answers = self._answers(backend, job_id, number)

        assert len(answers) == len(rows)

    def test_an_upload_that_is_repeated_safely_has_one_receipt(self) -> None:
        rows, job_id = self.job_rows(), JobId(str(uuid4()))
        with closing(self.make_backend()) as backend:
            if not backend.repeats_jobs_safely:
                return
            first = backend.submit(job_id, self.on, rows, timeout_s=self.timeout_s)
            second = backend.submit(job_id, self.on, rows, timeout_s=self.timeout_s)

        assert first.number == second.number

    def test_a_number_that_nobody_gave_is_refused(self) -> None:
        with self._job(self.job_rows()) as (backend, job_id, number):
            try:
                backend.fetch(job_id, f"{number}0", timeout_s=self.timeout_s)
            except BackendRefused:
                return
        raise AssertionError("a job that there is not had a result")

    def test_a_dead_service_takes_no_upload_and_tells_nothing_personal(self) -> None:
        rows = self.job_rows()
        with closing(self.unreachable_backend()) as backend:
            error = self._submit_error(backend, rows)

        assert not found_in(_secrets_of(rows), f"{error!r} {error} {dict(error.params)}")

    def test_neither_upload_nor_result_shows_a_person_in_its_repr(self) -> None:
        rows = self.job_rows()
        with self._job(rows) as (backend, job_id, number):
            result = self._finished(backend, job_id, number)
            shown = repr(result)
            answers = list(result.answers)

        assert not found_in(_secrets_of(rows), repr(rows) + shown + repr(answers))
        leaves = [leaf for each in answers for leaf in leaves_of(each.result)]
        assert not found_in(leaves, shown + repr(answers))

    # ── asking ──
    @contextmanager
    def _job(self, rows: Sequence[JobQuestion]) -> Generator[tuple[BatchBackend, JobId, str]]:
        job_id = JobId(str(uuid4()))
        with closing(self.make_backend()) as backend:
            receipt = backend.submit(job_id, self.on, rows, timeout_s=self.timeout_s)
            assert receipt.number
            assert receipt.ask_again_s >= 0
            yield backend, job_id, receipt.number

    def _finished(self, backend: BatchBackend, job_id: JobId, number: str) -> JobAnswers:
        until = time.monotonic() + self.job_timeout_s
        pause = threading.Event()
        while time.monotonic() < until:
            result = backend.fetch(job_id, number, timeout_s=self.timeout_s)
            if isinstance(result, JobAnswers):
                return result
            assert isinstance(result, StillRunning)
            pause.wait(min(result.ask_again_s, max(until - time.monotonic(), 0.0)))
        raise AssertionError("the job did not end")

    def _answers(self, backend: BatchBackend, job_id: JobId, number: str) -> list[RowAnswer]:
        return list(self._finished(backend, job_id, number).answers)

    def _submit_error(self, backend: BatchBackend, rows: Sequence[JobQuestion]) -> ReceptionError:
        try:
            backend.submit(JobId(str(uuid4())), self.on, rows, timeout_s=self.dead_timeout_s)
        except ReceptionError as error:
            return error
        raise AssertionError("a service that is not there took an upload")


def _secrets_of(rows: Sequence[JobQuestion]) -> list[str]:
    numbers = [row.numbers for row in rows]
    return [text for each in numbers for text in (each.insurer, each.symbol, each.number) if text]
