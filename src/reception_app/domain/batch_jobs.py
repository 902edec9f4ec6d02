"""Rows asked in uploads that the service works on by itself: what to do next, one thing at a time.

Pure: it asks nobody and reads no clock. Every upload is in the store as SENT before it goes out;
one of which no acceptance came is sent again only where that cannot count twice.

Source: front-desk.md C.2; eligibility-interface.md 1.4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never

from reception_app.domain.batch import OPEN_JOBS, Job, JobId, JobState
from reception_app.domain.batch_rules import (
    LADDER,
    accepted,
    is_due,
    is_refused_upload,
    sent,
    still_running,
)
from reception_app.domain.batch_run import Stop, Why
from reception_app.domain.errors import BackendGarbled, LinkTimeout, ReceptionError

RESULT_LIFE: Final = timedelta(hours=25)
"""A service keeps results for a day (eligibility-api.md); what it works on, as long as it says."""


@dataclass(frozen=True, slots=True)
class JobsRun:
    """One run over the uploads of a batch.

    Attributes:
        repeats_safely: An upload may be sent again under its id.
        at_most: Uploads that the service works on at a time.
        jobs: Those that are open.
        may_send: The one that this run has just written down as SENT.
        has_more: The store may have due rows that are in no upload.
        has_failed: The service gave an upload up: no further one is made.
    """

    repeats_safely: bool
    at_most: int
    jobs: tuple[Job, ...] = ()
    may_send: JobId | None = None
    has_more: bool = True
    has_failed: bool = False
    stop: Stop | None = None


# ── what happens ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class JobsRead:
    """The run begins with the uploads that are open."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class JobMade:
    """Due rows were written down as those of a new upload; None: there were none."""

    job: Job | None


@dataclass(frozen=True, slots=True)
class JobNoted:
    """How an upload stands is in the store, and how its rows stand."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobAccepted:
    """The service took it in."""

    job: Job
    number: str
    ask_again_s: float


@dataclass(frozen=True, slots=True)
class JobRuns:
    """処理中."""

    job: Job
    ask_again_s: float


@dataclass(frozen=True, slots=True)
class JobsWoke:
    """Something is due again; meanwhile rows may have come due, too."""


@dataclass(frozen=True, slots=True)
class JobFailed:
    """Sending an upload, or asking for its result, ended in an error."""

    job: Job
    error: ReceptionError


@dataclass(frozen=True, slots=True)
class JobsStopped:
    """The run is to end; ``is_idle``: nothing of what was wanted is under way (any more)."""

    stop: Stop
    is_idle: bool


JobEvent: TypeAlias = (
    JobsRead | JobMade | JobNoted | JobAccepted | JobRuns | JobsWoke | JobFailed | JobsStopped
)


# ── what is to be done ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class MakeJob:
    """Write due rows down as those of a new upload."""


@dataclass(frozen=True, slots=True)
class NoteJob:
    """Write down how an upload stands, and its rows with it where it is over."""

    job: Job


@dataclass(frozen=True, slots=True)
class SendJob:
    """Upload."""

    job: Job


@dataclass(frozen=True, slots=True)
class FetchJob:
    """Ask for the result; save it, and note the upload as DONE."""

    job: Job


@dataclass(frozen=True, slots=True)
class Sleep:
    """Nothing is due before a moment (aware); look again then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class JobsFinished:
    """Nothing is left to do in this run."""

    stop: Stop | None
    has_failed: bool


JobEffect: TypeAlias = MakeJob | NoteJob | SendJob | FetchJob | Sleep | JobsFinished


def job_step(run: JobsRun, event: JobEvent, now: datetime) -> tuple[JobsRun, JobEffect | None]:
    """Return the run after something happened, and the one thing to do now.

    None: what was wanted before is still under way.

    Args:
        run: As it stood.
        event: What happened.
        now: Aware.
    """
    match event:
        case JobsRead(jobs=jobs):
            return next_thing(replace(run, jobs=jobs), now)
        case JobMade(job=job):
            jobs = run.jobs if job is None else (*run.jobs, job)
            made = replace(run, jobs=jobs, has_more=job is not None)
            return next_thing(made, now)
        case JobNoted(job=job):
            return next_thing(_noted(run, job), now)
        case JobAccepted(job=job, number=number, ask_again_s=ask_again_s):
            return run, NoteJob(accepted(job, number, ask_again_s, now))
        case JobRuns(job=job, ask_again_s=ask_again_s):
            return run, NoteJob(still_running(job, ask_again_s, now))
        case JobsWoke():
            return next_thing(replace(run, has_more=True), now)
        case JobFailed(job=job, error=error):
            return _failed(run, job, error, now=now)
        case JobsStopped(stop=stop, is_idle=is_idle):
            stopped = replace(run, stop=run.stop or stop)
            return next_thing(stopped, now) if is_idle else (stopped, None)
        case _:
            assert_never(event)


def next_thing(run: JobsRun, now: datetime) -> tuple[JobsRun, JobEffect]:
    """Return what to do where nothing is under way: send, ask for results, make, sleep, end."""
    if run.stop is not None:
        return run, JobsFinished(run.stop, run.has_failed)
    effect = _to_send(run, now) or _to_fetch(run, now) or _to_make(run)
    if effect is not None:
        return run, effect
    moments = [job.ask_at for job in run.jobs if job.ask_at is not None]
    return run, Sleep(min(moments)) if moments else JobsFinished(None, run.has_failed)


def _to_send(run: JobsRun, now: datetime) -> JobEffect | None:
    for job in run.jobs:
        if job.state is JobState.NOTED:
            return NoteJob(sent(job, now))
        if job.state is JobState.SENT:
            is_known = run.repeats_safely and not _is_over(job.sent_at, now)
            if job.job_id == run.may_send or is_known:
                return SendJob(job)
            return NoteJob(replace(job, state=JobState.UNKNOWN))
    return None


def _to_fetch(run: JobsRun, now: datetime) -> JobEffect | None:
    due = (each for each in run.jobs if is_due(each.ask_at, now))
    job = next(due, None)
    return None if job is None else FetchJob(job)


def _to_make(run: JobsRun) -> JobEffect | None:
    can_make = run.has_more and not run.has_failed and len(run.jobs) < run.at_most
    return MakeJob() if can_make else None


def _noted(run: JobsRun, job: Job) -> JobsRun:
    others = [each for each in run.jobs if each.job_id != job.job_id]
    jobs = (*others, job) if job.state in OPEN_JOBS else (*others,)
    return replace(
        run,
        jobs=jobs,
        may_send=job.job_id if job.state is JobState.SENT else None,
        has_failed=run.has_failed or job.state is JobState.FAILED,
    )


def _failed(
    run: JobsRun, job: Job, error: ReceptionError, *, now: datetime
) -> tuple[JobsRun, JobEffect | None]:
    """An upload that is refused is over; any other error is the service's, and the batch waits."""
    coded = replace(job, error_code=error.code)
    if is_refused_upload(error):
        return run, NoteJob(replace(coded, state=JobState.FAILED))
    if job.state is JobState.ACCEPTED:
        is_answer = isinstance(error, BackendGarbled)
        stopped = run if is_answer else replace(run, stop=run.stop or Stop(Why.CLOSED, error))
        if is_answer and _is_over(job.accepted_at, now):
            return stopped, NoteJob(replace(coded, state=JobState.FAILED))
        return stopped, NoteJob(still_running(coded, LADDER[0].total_seconds(), now))
    if not isinstance(error, LinkTimeout | BackendGarbled):  # it was not taken in
        coded = replace(coded, state=JobState.NOTED)
    elif not run.repeats_safely or _is_over(job.sent_at, now):
        return run, NoteJob(replace(coded, state=JobState.UNKNOWN))
    return replace(run, stop=run.stop or Stop(Why.CLOSED, error)), NoteJob(coded)


def _is_over(since: datetime | None, now: datetime) -> bool:
    """Whether the service may know nothing of an upload any more: no id and no result."""
    return since is not None and now - since > RESULT_LIFE
