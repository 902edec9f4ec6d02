"""Asks the rows of one batch in uploads: does what ``domain.batch_jobs`` wants, one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, TypeVar, assert_never

from reception_app.application.batch_parts import BatchParts, numbers_of
from reception_app.application.batch_ports import (
    BatchBackend,
    BatchStore,
    JobQuestion,
    Receipt,
    StillRunning,
)
from reception_app.application.ports import Err, Ok
from reception_app.domain.batch import (
    Batch,
    BatchRow,
    Job,
    JobId,
    JobState,
    RowAnswer,
    RowId,
    RowState,
)
from reception_app.domain.batch_jobs import (
    FetchJob,
    JobAccepted,
    JobEffect,
    JobEvent,
    JobFailed,
    JobMade,
    JobNoted,
    JobRuns,
    JobsFinished,
    JobsRead,
    JobsRun,
    JobsStopped,
    JobsWoke,
    MakeJob,
    NoteJob,
    SendJob,
    Sleep,
    job_step,
)
from reception_app.domain.batch_rules import (
    LONGEST_WAIT,
    Matched,
    after_error,
    after_failure,
    matched,
    not_known,
    put_back,
)
from reception_app.domain.batch_run import Stop, Why
from reception_app.domain.errors import BackendGarbled, JobForgotten, ReceptionError

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
CHUNK: Final = 200
"""Rows that one transaction names at most: the desk's own save waits for it."""


@dataclass(frozen=True, slots=True)
class _Sleep:
    """Nothing is due before a moment, which comes at a time of a clock that never goes back."""

    until: datetime
    wakes_at: float


class UploadsRun:
    """One run over a batch; call it, and be called back, on the owner's thread only."""

    def __init__(
        self,
        parts: BatchParts,
        backend: BatchBackend,
        batch: Batch,
        *,
        on_end: Callable[[Stop | None, bool], None],
        on_saved: Callable[[], None],
    ) -> None:
        """Make it.

        Args:
            parts: The world.
            backend: The same service, as it takes uploads.
            batch: Whose rows are asked.
            on_end: Told once: why, and whether the service gave an upload up.
            on_saved: Told whenever rows have changed in the store.
        """
        self._parts = parts
        self._backend = backend
        self._batch = batch
        self._on_end = on_end
        self._on_saved = on_saved
        self._run = JobsRun(backend.repeats_jobs_safely, at_most=max(1, parts.rules.parallel))
        self._held: Callable[[], None] | None = None
        self._sleep: _Sleep | None = None

    def start(self) -> None:
        """Go on with what is open, then make further uploads."""
        store, batch_id = self._parts.store, self._batch.batch_id
        self._write(
            lambda: tuple(store.jobs(batch_id, only_open=True)),
            lambda jobs: self._take(JobsRead(jobs)),
        )

    @property
    def wakes_at(self) -> float | None:
        """When something is due again (the clock's monotonic time), or None: it is at work."""
        return None if self._sleep is None else self._sleep.wakes_at

    def look(self) -> None:
        """Do what is due by now, unless the counter is busy."""
        sleep = self._sleep
        if sleep is not None and self._parts.clock.monotonic() >= sleep.wakes_at:
            self._sleep = None
            # A clock that was set back meanwhile does not make it wait once more.
            self._take(JobsWoke(), max(sleep.until, self._parts.clock.now()))
        if self._held is not None and not self._parts.is_counter_busy():
            held, self._held = self._held, None
            held()

    def stop(self, why: Why) -> None:
        """End the run; what is under way comes to its end first."""
        is_idle = self._held is not None or self._sleep is not None
        self._held = self._sleep = None
        self._take(JobsStopped(Stop(why), is_idle))

    def _take(self, event: JobEvent, now: datetime | None = None) -> None:
        self._run, effect = job_step(self._run, event, now or self._parts.clock.now())
        if effect is not None:
            self._perform(effect)

    def _perform(self, effect: JobEffect) -> None:
        match effect:
            case MakeJob():
                self._write(self._make_job, lambda job: self._take(JobMade(job)))
            case NoteJob(job=job):
                self._write(partial(_note, self._parts.store, job), lambda _: self._noted(job))
            case SendJob(job=job):
                self._when_free(partial(self._send_rows, job))
            case FetchJob(job=job):
                self._when_free(partial(self._fetch_rows, job))
            case Sleep(until=until):
                left = min(until - self._parts.clock.now(), LONGEST_WAIT).total_seconds()
                self._sleep = _Sleep(until, self._parts.clock.monotonic() + left)
            case JobsFinished(stop=stop, has_failed=has_failed):
                self._on_end(stop, has_failed)
            case _:
                assert_never(effect)

    def _when_free(self, work: Callable[[], None]) -> None:
        self._held = work
        self.look()

    # ── store ───────────────────────────────────────────────────────────────────────────────
    def _write(self, job: Callable[[], T], then: Callable[[T], None]) -> None:
        def failed(error: ReceptionError) -> None:
            self._take(JobsStopped(Stop(Why.STORE, error), is_idle=True))

        self._parts.write(job, then, failed=failed)

    def _make_job(self) -> Job | None:
        parts, batch = self._parts, self._batch
        limit = min(batch.rows_per_job, parts.backend.info.max_rows or batch.rows_per_job)
        job = Job(JobId(parts.new_id()), batch.batch_id, limit, JobState.NOTED)
        rows = parts.store.take_job(job, limit, now=parts.clock.now())
        return replace(job, rows=len(rows)) if rows else None

    def _noted(self, job: Job) -> None:
        self._on_saved()
        self._take(JobNoted(job))

    def _send_rows(self, job: Job) -> None:
        """Send the rows of an upload that are still asked; without any it is done."""
        self._write(
            lambda: _asking(self._parts.store, job),
            lambda rows: self._send(job, rows) if rows else self._done(job),
        )

    def _fetch_rows(self, job: Job) -> None:
        self._write(
            lambda: self._parts.store.asked_in(job.job_id),
            lambda rows: self._fetch(job, rows) if rows else self._done(job),
        )

    def _done(self, job: Job) -> None:
        self._perform(NoteJob(replace(job, state=JobState.DONE)))

    # ── service ─────────────────────────────────────────────────────────────────────────────
    def _send(self, job: Job, rows: Sequence[BatchRow]) -> None:
        timeout_s = self._parts.rules.timeout_s

        def send() -> Receipt:
            on = self._batch.on
            asked = [JobQuestion(row.row_id, numbers_of(row, on)) for row in rows]
            return self._backend.submit(job.job_id, on, asked, timeout_s=timeout_s)

        def done(outcome: Ok[Receipt] | Err) -> None:
            if isinstance(outcome, Err):
                self._take(JobFailed(job, outcome.error))
            else:
                receipt = outcome.value
                self._take(JobAccepted(job, receipt.number, receipt.ask_again_s))

        self._parts.bulk_lane.submit(send, done)

    def _fetch(self, job: Job, asked: Sequence[RowId]) -> None:
        timeout_s = self._parts.rules.timeout_s

        def fetch() -> Matched | StillRunning:
            result = self._backend.fetch(job.job_id, job.number, timeout_s=timeout_s)
            if isinstance(result, StillRunning):
                return result
            return matched(result.answers, asked)

        def done(outcome: Ok[Matched | StillRunning] | Err) -> None:
            if isinstance(outcome, Err) and isinstance(outcome.error, JobForgotten):
                self._save(job, Matched((), tuple(asked), 0), outcome.error)
            elif isinstance(outcome, Err):
                self._take(JobFailed(job, outcome.error))
            elif isinstance(outcome.value, StillRunning):
                self._take(JobRuns(job, outcome.value.ask_again_s))
            else:
                _tell_strange(outcome.value.strange)
                self._save(job, outcome.value)

        self._parts.bulk_lane.submit(fetch, done)

    def _save(self, job: Job, found: Matched, why: ReceptionError | None = None) -> None:
        """Save answers, a few at a time so that others get between, then the rows without one."""
        if found.answers:
            some, rest = found.answers[:CHUNK], found.answers[CHUNK:]
            self._write(
                partial(self._save_some, job, some),
                lambda _: self._save(job, replace(found, answers=rest)),
            )
            self._on_saved()
            return
        done = NoteJob(replace(job, state=JobState.DONE, error_code=""))
        self._write(
            partial(self._put_off, job, frozenset(found.unanswered), why),
            lambda _: self._perform(done),
        )

    def _put_off(self, job: Job, left: frozenset[RowId], why: ReceptionError | None) -> None:
        """Write down that rows without an answer are tried later; store lane."""
        store, waits = self._parts.store, self._parts.rules.waits
        now, error = self._parts.clock.now(), why or BackendGarbled("row")
        rows = [
            after_failure(row, error, now, waits=waits)
            for row in (_asking(store, job) if left else ())
            if row.row_id in left
        ]
        _set_rows(store, rows)

    def _save_some(self, job: Job, answers: Sequence[RowAnswer]) -> None:
        """Save answers, but errors of the service that are asked again; store lane."""
        errors = {each.row_id: each for each in answers if not each.result.is_normal}
        again = [
            row
            for asked in (_asking(self._parts.store, job) if errors else ())
            if asked.row_id in errors
            and (
                row := after_error(
                    asked, errors[asked.row_id].result, waits=self._parts.rules.waits
                )
            )
        ]
        put_off = {row.row_id for row in again}
        counting = [each for each in answers if each.row_id not in put_off]
        if counting:
            judge = self._parts.judge(self._batch)
            self._parts.store.save_answers(self._batch.batch_id, counting, judge)
        _set_rows(self._parts.store, again)


def give_up_uploads(store: BatchStore, batch: Batch) -> None:
    """Write down that a batch's uploads are over; rows that may have arrived are for a person.

    On the store lane.
    """
    for job in store.jobs(batch.batch_id, only_open=True):
        was_sent = job.state is not JobState.NOTED
        _note(store, replace(job, state=JobState.UNKNOWN if was_sent else JobState.FAILED))


def _note(store: BatchStore, job: Job) -> None:
    """Write an upload down; where it is over without an answer, its rows before it."""
    over = {JobState.UNKNOWN: not_known, JobState.FAILED: put_back}.get(job.state)
    if over is not None:
        rows = [
            replace(over(row), error_code=job.error_code or row.error_code)
            for row in _asking(store, job)
        ]
        _set_rows(store, rows)
    store.set_job(job)


def _asking(store: BatchStore, job: Job) -> list[BatchRow]:
    return [row for row in store.job_rows(job.job_id) if row.state is RowState.ASKING]


def _set_rows(store: BatchStore, rows: Sequence[BatchRow]) -> None:
    for begin in range(0, len(rows), CHUNK):
        store.set_rows(rows[begin : begin + CHUNK])


def _tell_strange(count: int) -> None:
    """Leave a trace of answers that were not asked for: they are not kept, but somebody erred."""
    if count:
        _LOG.warning("a result answers rows that are not asked", extra={"count": count})
