"""Uploads: what is sent, asked for and given up when, and that none goes out twice unasked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from support.batch_rows import NOW, job

from reception_app.domain.batch import OPEN_JOBS, Job, JobId, JobState
from reception_app.domain.batch_jobs import (
    RESULT_LIFE,
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
    MakeJob,
    NoteJob,
    SendJob,
    Sleep,
    job_step,
    next_thing,
)
from reception_app.domain.batch_rules import LADDER
from reception_app.domain.batch_run import Stop, Why
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    LinkDown,
    LinkTimeout,
    ReceptionError,
)

SAFE = JobsRun(repeats_safely=True, at_most=2)
UNSAFE = JobsRun(repeats_safely=False, at_most=2)
SENT = job(state=JobState.SENT, sent_at=NOW)
TAKEN = job(state=JobState.ACCEPTED, number="R-1", accepted_at=NOW, ask_at=NOW)
DONE = replace(TAKEN, state=JobState.DONE)


def wants(run: JobsRun, event: Any) -> JobEffect | None:
    return job_step(run, event, NOW)[1]


def holding(run: JobsRun, *jobs: Job, **changes: Any) -> JobsRun:
    return replace(run, jobs=jobs, **changes)


def test_a_run_makes_uploads_first() -> None:
    assert wants(SAFE, JobsRead(())) == MakeJob()


def test_a_new_upload_is_written_down_as_sent_before_it_goes_out() -> None:
    run, effect = job_step(UNSAFE, JobMade(job()), NOW)
    assert effect == NoteJob(SENT)

    assert wants(run, JobNoted(SENT)) == SendJob(SENT)


def test_an_acceptance_is_written_down_and_the_next_upload_made() -> None:
    run = holding(SAFE, SENT)
    accepted = replace(TAKEN, sent_at=NOW, ask_at=NOW + timedelta(seconds=5))
    assert wants(run, JobAccepted(SENT, "R-1", 5.0)) == NoteJob(accepted)

    assert wants(run, JobNoted(accepted)) == MakeJob()


def test_no_more_uploads_are_open_than_may_be() -> None:
    later = NOW + timedelta(seconds=5)
    run = holding(SAFE, replace(TAKEN, ask_at=later), job(2, state=JobState.SENT))

    taken = replace(job(2, state=JobState.ACCEPTED), number="R-2", ask_at=later)
    assert wants(run, JobNoted(taken)) == Sleep(later)


def test_without_due_rows_the_run_waits_for_results_and_ends_with_the_last() -> None:
    later = NOW + timedelta(seconds=5)
    waiting = holding(SAFE, replace(TAKEN, ask_at=later))

    run, effect = job_step(waiting, JobMade(None), NOW)
    assert effect == Sleep(later)

    assert next_thing(run, later)[1] == FetchJob(replace(TAKEN, ask_at=later))
    assert wants(run, JobNoted(DONE)) == JobsFinished(None, has_failed=False)


def test_a_result_that_is_not_there_yet_is_asked_for_later() -> None:
    later = replace(TAKEN, ask_at=NOW + timedelta(seconds=9))

    assert wants(holding(SAFE, TAKEN), JobRuns(TAKEN, 9.0)) == NoteJob(later)


OLD = replace(TAKEN, accepted_at=NOW - RESULT_LIFE - timedelta(seconds=1))


def test_a_result_that_could_not_be_read_for_a_day_never_can() -> None:
    effect = wants(holding(SAFE, OLD), JobFailed(OLD, BackendGarbled("body")))

    assert isinstance(effect, NoteJob)
    assert effect.job.state is JobState.FAILED


@pytest.mark.parametrize("event", [JobRuns(OLD, 5.0), JobFailed(OLD, LinkDown())])
def test_no_clock_ends_what_the_service_works_on(event: JobEvent) -> None:
    effect = wants(holding(SAFE, OLD), event)

    assert isinstance(effect, NoteJob)
    assert effect.job.state is JobState.ACCEPTED


# ── after a crash ─────────────────────────────────────────────────────────────────────────────
def test_an_upload_of_an_earlier_run_is_sent_again_where_that_cannot_count_twice() -> None:
    assert wants(SAFE, JobsRead((SENT,))) == SendJob(SENT)


def test_but_not_when_the_service_may_have_forgotten_its_id() -> None:
    old = replace(SENT, sent_at=NOW - RESULT_LIFE - timedelta(seconds=1))

    assert wants(SAFE, JobsRead((old,))) == NoteJob(replace(old, state=JobState.UNKNOWN))


def test_otherwise_a_person_decides() -> None:
    unknown = replace(SENT, state=JobState.UNKNOWN)
    run, effect = job_step(UNSAFE, JobsRead((SENT,)), NOW)
    assert effect == NoteJob(unknown)

    run, effect = job_step(run, JobNoted(unknown), NOW)
    assert (run.jobs, effect) == ((), MakeJob())


def test_an_upload_that_never_went_out_goes_out() -> None:
    assert wants(UNSAFE, JobsRead((job(),))) == NoteJob(SENT)


def test_an_accepted_upload_is_asked_for() -> None:
    assert wants(UNSAFE, JobsRead((TAKEN,))) == FetchJob(TAKEN)


# ── errors ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("error", [LinkTimeout(15), BackendGarbled("body")])
def test_an_upload_without_acceptance_stays_sent_where_it_can_be_repeated(
    error: ReceptionError,
) -> None:
    noted = replace(SENT, error_code=error.code)
    run, effect = job_step(holding(SAFE, SENT), JobFailed(SENT, error), NOW)
    assert effect == NoteJob(noted)

    assert wants(run, JobNoted(noted)) == JobsFinished(Stop(Why.CLOSED, error), has_failed=False)


@pytest.mark.parametrize("error", [LinkTimeout(15), BackendGarbled("body")])
def test_an_upload_without_acceptance_for_a_day_is_repeated_no_longer(
    error: ReceptionError,
) -> None:
    old = replace(SENT, sent_at=NOW - RESULT_LIFE - timedelta(seconds=1))
    unknown = replace(old, state=JobState.UNKNOWN, error_code=error.code)

    _, effect = job_step(holding(SAFE, old), JobFailed(old, error), NOW)

    assert effect == NoteJob(unknown)


@pytest.mark.parametrize("error", [LinkTimeout(15), BackendGarbled("body")])
def test_otherwise_nobody_knows_about_it_and_the_others_go_on(error: ReceptionError) -> None:
    unknown = replace(SENT, state=JobState.UNKNOWN, error_code=error.code)
    run, effect = job_step(holding(UNSAFE, SENT), JobFailed(SENT, error), NOW)
    assert effect == NoteJob(unknown)

    assert wants(run, JobNoted(unknown)) == MakeJob()


@pytest.mark.parametrize("error", [LinkDown(), BackendUnavailable("BK02"), BackendRefused("BK04")])
def test_an_upload_that_was_not_taken_in_waits_for_the_service(error: ReceptionError) -> None:
    run, effect = job_step(holding(UNSAFE, SENT), JobFailed(SENT, error), NOW)

    assert effect == NoteJob(replace(SENT, state=JobState.NOTED, error_code=error.code))
    assert run.stop == Stop(Why.CLOSED, error)


@pytest.mark.parametrize("sent_or_taken", [SENT, TAKEN])
def test_an_upload_that_is_refused_is_over_and_no_further_one_is_made(
    sent_or_taken: Job,
) -> None:
    over = replace(sent_or_taken, state=JobState.FAILED, error_code="BK07")
    run, effect = job_step(
        holding(SAFE, sent_or_taken), JobFailed(sent_or_taken, BackendRefused()), NOW
    )
    assert effect == NoteJob(over)

    assert wants(run, JobNoted(over)) == JobsFinished(None, has_failed=True)


def test_results_of_other_uploads_are_taken_though_one_failed() -> None:
    run = holding(SAFE, TAKEN, has_failed=True)

    assert next_thing(run, NOW)[1] == FetchJob(TAKEN)


def test_a_service_that_closes_before_the_result_makes_the_batch_wait() -> None:
    error = LinkDown()
    run, effect = job_step(holding(UNSAFE, TAKEN), JobFailed(TAKEN, error), NOW)

    later = replace(TAKEN, ask_at=NOW + LADDER[0], error_code="NW01")
    assert effect == NoteJob(later)
    assert wants(run, JobNoted(later)) == JobsFinished(Stop(Why.CLOSED, error), has_failed=False)


def test_a_result_that_cannot_be_read_is_asked_for_again_later() -> None:
    run, effect = job_step(holding(UNSAFE, TAKEN), JobFailed(TAKEN, BackendGarbled("body")), NOW)

    assert effect == NoteJob(replace(TAKEN, ask_at=NOW + LADDER[0], error_code="BK08"))
    assert run.stop is None


# ── at random ──
ERRORS: tuple[ReceptionError, ...] = (
    LinkTimeout(15),
    BackendGarbled("body"),
    LinkDown(),
    BackendUnavailable("BK02"),
    BackendRefused(),
    BackendRefused("BK04"),
)


class Uploads(RuleBasedStateMachine):
    """Runs over one batch in uploads, with crashes, errors and a service that forgets nothing."""

    @initialize(repeats_safely=st.booleans(), at_most=st.integers(1, 3), rows=st.integers(0, 5))
    def open(self, repeats_safely: bool, at_most: int, rows: int) -> None:
        self.repeats_safely, self.at_most = repeats_safely, at_most
        self.rows = rows
        self.store: dict[JobId, Job] = {}
        self.arrived: Counter[JobId] = Counter()
        self.now = NOW
        self._begin()

    def _begin(self) -> None:
        self.run = JobsRun(self.repeats_safely, at_most=self.at_most)
        self.finished = False
        open_jobs = tuple(each for each in self.store.values() if each.state in OPEN_JOBS)
        self.run, self.effect = job_step(self.run, JobsRead(open_jobs), self.now)

    def _tell(self, event: JobEvent) -> None:
        self.run, self.effect = job_step(self.run, event, self.now)

    @rule(
        error=st.sampled_from(ERRORS),
        goes_well=st.booleans(),
        arrives=st.booleans(),
        is_running=st.booleans(),
    )
    def what_was_wanted_is_done(
        self, error: ReceptionError, *, goes_well: bool, arrives: bool, is_running: bool
    ) -> None:
        match self.effect:
            case MakeJob():
                made = job(len(self.store) + 1) if self.rows else None
                if made is not None:
                    self.rows -= 1
                    self.store[made.job_id] = made
                self._tell(JobMade(made))
            case NoteJob(job=noted):
                self.store[noted.job_id] = noted
                self._tell(JobNoted(noted))
            case SendJob(job=out):
                assert self.store[out.job_id].state is JobState.SENT, "sent before it was written"
                is_unknown = isinstance(error, LinkTimeout | BackendGarbled)
                if goes_well or (is_unknown and arrives):
                    self.arrived[out.job_id] += 1
                answer = JobAccepted(out, "R", 5.0) if goes_well else JobFailed(out, error)
                self._tell(answer)
            case FetchJob(job=asked):
                assert self.arrived[asked.job_id]
                if not goes_well:
                    self._tell(JobFailed(asked, error))
                elif is_running:
                    self._tell(JobRuns(asked, 5.0))
                else:
                    done = replace(asked, state=JobState.DONE)
                    self.store[asked.job_id] = done
                    self._tell(JobNoted(done))
            case Sleep(until=until):
                assert until > self.now
                self.now = until
                self.run, self.effect = next_thing(self.run, self.now)
            case _:
                self.finished = True

    @rule()
    def it_is_killed_and_started_again(self) -> None:
        self._begin()

    @rule()
    def it_is_killed_while_an_upload_goes_out(self) -> None:
        if isinstance(self.effect, SendJob):
            self.arrived[self.effect.job.job_id] += 1
        self._begin()

    @invariant()
    def none_goes_out_twice_where_that_would_count_twice(self) -> None:
        assert self.repeats_safely or all(times <= 1 for times in self.arrived.values())

    @invariant()
    def no_more_are_open_than_may_be(self) -> None:
        open_jobs = [each for each in self.store.values() if each.state in OPEN_JOBS]
        assert len(open_jobs) <= self.at_most


TestUploads = Uploads.TestCase
TestUploads.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)


# ── stopping ──────────────────────────────────────────────────────────────────────────────────
def test_a_stop_waits_for_what_is_under_way() -> None:
    stop = Stop(Why.BY_PERSON)
    run, effect = job_step(holding(SAFE, SENT), JobsStopped(stop, is_idle=False), NOW)
    assert effect is None

    run, effect = job_step(run, JobAccepted(SENT, "R-1", 5.0), NOW)
    assert isinstance(effect, NoteJob)
    assert wants(run, JobNoted(effect.job)) == JobsFinished(stop, has_failed=False)


def test_a_stop_ends_a_run_that_sleeps() -> None:
    stop = Stop(Why.INTERRUPTED)

    event = JobsStopped(stop, is_idle=True)

    assert wants(holding(SAFE, TAKEN), event) == JobsFinished(stop, has_failed=False)


def test_the_first_reason_to_stop_counts() -> None:
    first, second = Stop(Why.BY_PERSON), Stop(Why.INTERRUPTED)
    run, _ = job_step(SAFE, JobsStopped(first, is_idle=False), NOW)

    run, _ = job_step(run, JobsStopped(second, is_idle=False), NOW)
    run, _ = job_step(holding(run, TAKEN), JobFailed(TAKEN, LinkDown()), NOW)

    assert run.stop == first
