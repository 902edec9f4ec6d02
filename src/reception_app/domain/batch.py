"""一括照会 as values: a batch, its rows and its jobs, and what stands in each state.

A row is one patient and one insurance to be asked about for one day. Rows are asked one by one, or
many of them as one job that the service works on by itself (受付番号).

Source: front-desk.md C.2; eligibility-interface.md 1.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Final, NewType

from reception_app.domain.eligibility import EligibilityResult, Record, Verdict
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers

BatchId = NewType("BatchId", str)
"""UUID version 4, as ``CheckId``."""

RowId = NewType("RowId", str)
"""任意の識別子 of a row, by which an answer finds it: 32 hex digits, nothing of a patient."""

JobId = NewType("JobId", str)
"""UUID version 4: the idempotency key of one upload."""


@unique
class BatchState(StrEnum):
    """How a batch stands; the last three are its end."""

    RUNNING = "running"
    STOPPED = "stopped"
    """中止 by a person; it goes on when somebody says so"""
    DONE = "done"
    DONE_WITH_ERRORS = "done-with-errors"
    """一部エラー: rows that were given up, or that nobody knows about"""
    FAILED = "failed"
    """異常終了: the service gave the whole job up (BT05)"""


ENDED: Final = frozenset({BatchState.DONE, BatchState.DONE_WITH_ERRORS, BatchState.FAILED})


@unique
class RowState(StrEnum):
    """How a row stands."""

    REFUSED = "refused"
    """点検NG: it can be put right and then asked"""
    EXCLUDED = "excluded"
    """除外: not to be asked, with a reason"""
    WAITING = "waiting"
    """未送信: asked when it is due"""
    ASKING = "asking"
    """照会中: written down before it goes out"""
    UNKNOWN = "unknown"
    """It may have reached the service, which cannot be asked: a person decides"""
    ANSWERED = "answered"
    FAILED = "failed"
    """エラー: given up"""


@unique
class Kept(StrEnum):
    """Why a row is left out though nothing in it is wrong."""

    TWICE = "twice"
    """The same patient and insurance stands further up in the same source"""
    ASKED_TODAY = "asked-today"
    """本日すでに照会しています (BT06)"""
    CHECKED_BY_CARD = "checked-by-card"
    """今月すでにカードで確認済み"""
    DAY_IS_OVER = "day-is-over"
    """資格確認日 went by before it was asked"""


@unique
class Outcome(StrEnum):
    """What an answered or given-up row means to the desk (C.2)."""

    INVALID = "invalid"
    INVALID_NEWER_EXISTS = "invalid-newer-exists"
    NOT_FOUND = "not-found"
    SEVERAL = "several"
    OTHER_PERSON = "other-person"
    """The answer is about somebody else than was asked for; it changes nothing by itself"""
    UNKNOWN_CODE = "unknown-code"
    """資格有効性 that we do not know: never green"""
    NOT_REGISTERED = "valid-not-registered"
    CHANGED = "valid-changed"
    UNCHANGED = "valid-unchanged"
    """The only one that stamps itself"""
    ERROR = "error"


NOT_HANDED_OVER: Final = frozenset({Outcome.OTHER_PERSON, Outcome.SEVERAL, Outcome.UNKNOWN_CODE})
"""What a receipt computer must not take for the patient's own."""


@unique
class JobState(StrEnum):
    """How an upload stands."""

    NOTED = "noted"
    """Written down, with its rows; not sent"""
    SENT = "sent"
    """It may have gone out; whether it arrived is not known yet"""
    ACCEPTED = "accepted"
    """送信済み・処理中: the service gave a 受付番号"""
    UNKNOWN = "unknown"
    """No acceptance came; sent again only if a person says so"""
    DONE = "done"
    """突合済み: every row of it has been saved, or is an error of its own"""
    FAILED = "failed"
    """異常終了, or refused as a whole"""


OPEN_JOBS: Final = frozenset({JobState.NOTED, JobState.SENT, JobState.ACCEPTED})


@unique
class Source(StrEnum):
    """Where the rows of a batch came from."""

    CSV = "csv"
    APPOINTMENTS = "appointments"
    THIS_MONTH = "this-month"
    """今月未確認: regulars of ours whom nobody has checked this month"""
    LAST_MONTH = "last-month"
    """前月レセ前: seen last month, not verified since"""
    AGAIN = "again"
    """再照会: one row that a person asks about once more, where its own batch cannot"""


@unique
class OtherItem(StrEnum):
    """What a ``Change`` may be about besides ``matching.Item``; published element names."""

    VALIDITY = "QualificationValidity"
    """資格有効性; both sides as ``Verdict`` calls them"""
    VALID_FROM = "InsuredCardValidDate"
    """被保険者証有効開始年月日"""
    REASON_OF_LOSS = "ReasonOfLoss"
    """資格喪失事由"""
    LIMIT_CHANGED = "LimitApplicationCertificateChanged"
    """限度額適用認定証情報変更有無 (code list 014)"""
    REFERENCE_NUMBER = "ReferenceNumber"
    """照会番号: the clinic's own 患者番号, where it had it registered"""


TELLING: Final = (
    Verdict.VALID,
    Verdict.INVALID,
    Verdict.INVALID_NEWER_EXISTS,
    Verdict.VALID_NOT_REGISTERED,
)
"""Verdicts that are about one person and insurance; 複数該当 lists candidates, 該当なし nobody."""


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One line as its source gave it; nothing is checked yet.

    Attributes:
        line: Of the source, from 1, the heading of a file counted.
        appointment: Aware; None where the source tells none.
        typed: Numbers and birth date as written there.
        flaw: Code of what is wrong with the line as a whole, which its source could not hand on;
            it is not stored, so whoever corrects the row starts without it.
    """

    line: int
    typed: TypedNumbers = field(repr=False)
    patient_number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    kana: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    appointment: datetime | None = None
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference from what was known, as both sides wrote it.

    Attributes:
        item: The value of a ``matching.Item`` or an ``OtherItem``.
    """

    item: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row as the store keeps it.

    Attributes:
        key: The same patient and insurance for the same day give the same key (``row_key``).
        reason: Why it is REFUSED (codes of the catalogue, by blanks) or EXCLUDED (``Kept``), or
            what others are asked with all the same (codes of warnings).
        check_id: Of the question under way or answered; a new one is made only after an answer,
            or after an error that says that nothing was taken in.
        job_id: The upload that it is part of.
        attempts: Questions that ended in an error.
        first_tried_at, next_try_at: Aware; None before.
        error_code: Of the last attempt, from the catalogue.
        owner, memo, called_at: What staff noted while they worked on it.
        is_settled: Nobody needs to do anything about it (any more).
        on: 資格確認日 of its batch, as the store tells it; None before it is stored.
    """

    row_id: RowId
    entry: BatchEntry
    key: str = field(repr=False)
    state: RowState
    reason: str = ""
    check_id: CheckId | None = None
    job_id: JobId | None = None
    attempts: int = 0
    first_tried_at: datetime | None = None
    next_try_at: datetime | None = None
    error_code: str = ""
    outcome: Outcome | None = None
    changes: tuple[Change, ...] = field(default=(), repr=False)
    answered_at: datetime | None = None
    owner: str = ""
    memo: str = field(default="", repr=False)
    called_at: datetime | None = None
    is_settled: bool = True
    on: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch.

    Attributes:
        on: 資格確認日 that every row is asked for.
        source_name: For people: the file's name, or empty.
        source_digest: SHA-256 of the source's bytes, hex; the same source for the same day is the
            same batch. Empty where the source has no bytes of its own.
        one_by_one: Otherwise in jobs.
        rows_per_job: At most, for jobs.
        waits_until: Aware; a closed service is asked again then (the batch waits, not the rows).
        error_code: Why it waits or failed.
    """

    batch_id: BatchId
    on: date
    source: Source
    created_at: datetime
    operator: str
    one_by_one: bool
    rows_per_job: int
    state: BatchState = BatchState.RUNNING
    source_name: str = field(default="", repr=False)
    source_digest: str = field(default="", repr=False)
    finished_at: datetime | None = None
    waits_until: datetime | None = None
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One upload of a batch, in jobs.

    Attributes:
        number: 受付番号, opaque; empty until it is accepted.
        sent_at, ask_at: Aware.
    """

    job_id: JobId
    batch_id: BatchId
    rows: int
    state: JobState
    number: str = ""
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    ask_at: datetime | None = None
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """How many rows stand how; the sum is the number of lines."""

    refused: int = 0
    excluded: int = 0
    waiting: int = 0
    asking: int = 0
    unknown: int = 0
    answered: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All lines of the source."""
        return sum(
            (
                self.refused,
                self.excluded,
                self.waiting,
                self.asking,
                self.unknown,
                self.answered,
                self.failed,
            )
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What was last known of somebody: a stored answer's record, and the day it was for.

    Attributes:
        records: All of the answer, that one among them.
        verdict: One of ``TELLING``.
        references: 照会番号 that somebody has seen in it.
    """

    record: Record = field(repr=False)
    on: date
    records: tuple[Record, ...] = field(default=(), repr=False)
    verdict: Verdict = Verdict.VALID
    references: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What the service said of one row."""

    row_id: RowId
    result: EligibilityResult = field(repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer means, beside what was known.

    Attributes:
        accepts_unchanged: 「有効・変更なし」 stamps itself, as the settings say.
    """

    outcome: Outcome
    changes: tuple[Change, ...] = field(default=(), repr=False)
    accepts_unchanged: bool = True

    @property
    def needs_a_person(self) -> bool:
        """Whether it goes to the work list."""
        return self.outcome is not Outcome.UNCHANGED or not self.accepts_unchanged
