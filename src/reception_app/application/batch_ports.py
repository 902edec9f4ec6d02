"""What a batch needs of the world, as Protocols; nothing here does anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeAlias, runtime_checkable

from reception_app.application.ports import EligibilityBackend
from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Job,
    JobId,
    Judged,
    Known,
    Outcome,
    RowAnswer,
    RowId,
    Source,
)
from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.record import ConfirmationRecord


# ── a service that works on many questions by itself ──────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class JobQuestion:
    """One row of an upload."""

    row_id: RowId
    numbers: CardholderNumbers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The service took an upload in.

    Attributes:
        number: 受付番号, opaque.
        ask_again_s: So long the service wants to be left alone.
    """

    number: str
    ask_again_s: float


@dataclass(frozen=True, slots=True)
class StillRunning:
    """処理中: ask again after so long."""

    ask_again_s: float


@dataclass(frozen=True, slots=True)
class JobAnswers:
    """The result of a job, read while it is used.

    Attributes:
        answers: One after the other, once. It raises BackendGarbled where the result goes wrong:
            then nothing of it may be used, what was read before included. ``row_id`` is as the
            service echoed it: perhaps none of ours, or one twice.
    """

    answers: Iterable[RowAnswer] = field(repr=False)


@runtime_checkable
class BatchBackend(EligibilityBackend, Protocol):
    """A backend that takes many questions in one upload; the receipt survives a restart."""

    @property
    def repeats_jobs_safely(self) -> bool:
        """Whether ``submit`` of a job_id that may have arrived has no second effect."""
        ...

    def submit(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], *, timeout_s: float
    ) -> Receipt:
        """Upload; at most ``info.max_rows`` rows.

        Raises:
            LinkTimeout: whether it arrived is not known.
            LinkError, BackendError: it was not taken in.
        """
        ...

    def fetch(self, job_id: JobId, number: str, *, timeout_s: float) -> JobAnswers | StillRunning:
        """Ask for the result; it changes nothing.

        Raises:
            BackendRefused: the job failed (異常終了).
            JobForgotten: nobody knows such a number (any more).
            LinkError, BackendError: as every question.
        """
        ...


# ── the store ─────────────────────────────────────────────────────────────────────────────────
Judge: TypeAlias = Callable[[BatchRow, RowAnswer, Known | None], tuple[Judged, ConfirmationRecord]]
"""Says what an answer means; pure, and called inside the store's transaction."""


@dataclass(frozen=True, slots=True)
class BatchFilter:
    """Which batches of the history."""

    since: date | None = None
    until: date | None = None
    states: frozenset[BatchState] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which rows need a person: all, those of a day, or of one owner."""

    on: date | None = None
    owner: str | None = None


class BatchStore(Protocol):
    """Batches, durable at each step; call on the store lane only.

    Each call is one short transaction over as many rows as it names: name few at a time. Every
    method raises StoreError; then nothing of the call counts.
    """

    # making
    def create(self, batch: Batch, rows: Iterable[BatchRow]) -> None:
        """Write a batch with all its rows down, in chunks; a crash leaves none or all of it."""
        ...

    def same_source(self, on: date, source_digest: str) -> Batch | None:
        """Return the newest batch of the same bytes for the same day."""
        ...

    def last_made(self, first: date) -> Mapping[tuple[Source, date], datetime]:
        """Return when the newest batch of each source for each day from one on was made."""
        ...

    def asked_keys(
        self, on: date, keys: Sequence[str], *, since: datetime | None = None
    ) -> frozenset[str]:
        """Return which keys were asked for that day already, or are being asked, by any batch.

        With ``since`` (aware) what was asked before that moment counts for nothing.
        """
        ...

    def checked_by_card_since(self, since: date, rows: Sequence[BatchEntry]) -> frozenset[int]:
        """Return the lines whose patient had an answered card check on or after a day."""
        ...

    # running
    def batch(self, batch_id: BatchId) -> Batch | None:
        """Return one batch."""
        ...

    def open_batches(self) -> Sequence[Batch]:
        """Return those that are not ended and not stopped, oldest first."""
        ...

    def set_batch(self, batch: Batch, *, was: BatchState | None = None) -> bool:
        """Write down how it stands: state, finished_at, waits_until, error_code; and operator.

        Where it has another state by now than ``was``, nothing is written; return whether it was.
        """
        ...

    def counts(self, batch_id: BatchId) -> BatchCounts:
        """Return how many of its rows stand how."""
        ...

    def verdicts(self, batch_id: BatchId) -> Mapping[Outcome, int]:
        """Return how many of its rows mean what; those without an outcome are left out."""
        ...

    def next_try(self, batch_id: BatchId, now: datetime) -> datetime | None:
        """Return when the first of its WAITING rows may be asked; None: none waits.

        Where one may be asked at once, that is now.
        """
        ...

    def take(
        self, batch_id: BatchId, limit: int, *, now: datetime, new_check_id: Callable[[], str]
    ) -> Sequence[BatchRow]:
        """Turn so many due WAITING rows to ASKING, each with its check_id, and return them.

        A row is due as ``batch_rules.is_due`` says of its next_try_at. One that has a check_id
        keeps it: its question may have arrived.
        """
        ...

    def take_job(self, job: Job, limit: int, *, now: datetime) -> Sequence[BatchRow]:
        """Turn so many due WAITING rows to ASKING as the rows of a new job, in one transaction.

        How many they are is written into the job. Where none is due no job is written.
        """
        ...

    def asking(self, batch_id: BatchId) -> Sequence[BatchRow]:
        """Return rows that were under way one by one when an earlier run ended."""
        ...

    def job_rows(self, job_id: JobId) -> Sequence[BatchRow]:
        """Return the rows of an upload, in their order."""
        ...

    def asked_in(self, job_id: JobId) -> Sequence[RowId]:
        """Return which rows of an upload are still asked, in their order."""
        ...

    def jobs(self, batch_id: BatchId, *, only_open: bool) -> Sequence[Job]:
        """Return its uploads, oldest first."""
        ...

    def set_job(self, job: Job) -> None:
        """Write down how an upload stands."""
        ...

    def set_rows(self, rows: Sequence[BatchRow]) -> None:
        """Write down state, attempts, times, error, check_id, job_id, outcome and is_settled.

        A row that was settled since it first failed stays so (``fails_once_more``).
        """
        ...

    def save_answers(self, batch_id: BatchId, answers: Sequence[RowAnswer], judge: Judge) -> int:
        """Save answers, their records and what they mean for their rows; return how many counted.

        An answer counts if its row is ASKING (or UNKNOWN) in this batch; any other changes
        nothing. Answers of batches are not handed over by themselves. Open work of the same
        patient, of earlier batches, is settled by it (``settles``).
        """
        ...

    # working on it
    def work(self, wanted: WorkFilter, limit: int) -> Sequence[BatchRow]:
        """Return rows that need a person, in the order of C.3; ≤ 50 ms at 2.7 million rows."""
        ...

    def row(self, row_id: RowId) -> BatchRow | None:
        """Return one row."""
        ...

    def rows(self, batch_id: BatchId, limit: int, *, after_line: int = 0) -> Sequence[BatchRow]:
        """Return rows of a batch by line, those after a line."""
        ...

    def batches(self, wanted: BatchFilter, limit: int) -> Sequence[tuple[Batch, BatchCounts]]:
        """Return the history, newest first."""
        ...

    def note_work(
        self,
        row_id: RowId,
        *,
        owner: str | None = None,
        memo: str | None = None,
        called_at: datetime | None = None,
        settle: bool | None = None,
    ) -> None:
        """Write down what staff noted; None leaves what stands there."""
        ...

    def batch_of(self, row_id: RowId) -> Batch:
        """Return the batch of a row."""
        ...

    def ask_again(
        self,
        row_id: RowId,
        entry: BatchEntry,
        key: str,
        *,
        on: date,
        operator: str,
        now: datetime,
    ) -> bool:
        """Put a row that nobody is asking back to WAITING, due at once, perhaps corrected.

        Its batch goes on, if it had ended. One that was stopped or given up rests, and one that
        asks for another day cannot take it: then the row is asked in a batch of its own, which
        the operator makes now. Return whether it was not being asked, or about to be.

        Args:
            row_id: Which one.
            entry: What it says.
            key: Of that, for the day.
            on: 資格確認日 (``day_to_ask_again``).
            operator: Who wants it.
            now: Aware.
        """
        ...

    def unverified(self, on: date) -> int:
        """Return how many rows for that day have no positive answer (the forecast's number)."""
        ...


# ── what runs while no window is open ─────────────────────────────────────────────────────────
class TimerSwitch(Protocol):
    """The operating system's timer for batches; every method may take seconds: on a lane."""

    def is_on(self) -> bool:
        """Whether it is installed."""
        ...

    def turn(self, *, on: bool) -> bool:
        """Install or remove it; return whether it is installed then.

        Raises:
            TimerUnavailable: the system has none, or refused.
        """
        ...


# ── where rows come from ──────────────────────────────────────────────────────────────────────
class RowSource(Protocol):
    """Gives the patients of a batch; a plug-in may be one (entry point reception_app.sources)."""

    def read(self, first: date, last: date) -> Iterable[BatchEntry]:
        """Return the patients with an appointment in those days; any thread, may block.

        Raises:
            BatchSourceError: with the line and field that cannot be read, never a value.
        """
        ...
