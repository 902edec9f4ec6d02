"""What a batch's rows become: pure rules, each a value in and a value out; nothing is asked here.

No rule ends anything because a clock shows a late hour: clocks are set back and forth. Tries are
counted instead, and a moment further off than any wait of ours is no reason to wait.

Source: front-desk.md C.2, C.3; eligibility-interface.md 1.4.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchEntry,
    BatchRow,
    BatchState,
    Change,
    Job,
    JobState,
    Judged,
    Known,
    OtherItem,
    Outcome,
    RowAnswer,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_doubts import (
    doubts,
    other_reference,
    references_of,
    says_just_that,
)
from reception_app.domain.comparison import Match, kana_form, name_form, plain_form
from reception_app.domain.dates import is_no_day
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityResult,
    Record,
    Verdict,
    text_of,
)
from reception_app.domain.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    LinkError,
    LinkTimeout,
    ReceptionError,
    Retry,
)
from reception_app.domain.matching import (
    Item,
    answers_another_question,
    differing,
    person_alike,
    record_of,
    row_to_compare,
)
from reception_app.domain.number_entry import numbers_asked
from reception_app.domain.policy import in_jst

_FIRST_WAITS: Final = (timedelta(minutes=15), timedelta(hours=1))
_LATER_WAIT: Final = timedelta(hours=4)


def ladder(hours: int) -> tuple[timedelta, ...]:
    """Return the waits between the tries of a row: 15 分, 1 時間, 4 時間, 4 時間 … (C.3).

    They are counted, and never more than the hours together: no clock decides when it is over.
    """
    waits = [*_FIRST_WAITS]
    while sum(waits, _LATER_WAIT) <= timedelta(hours=hours):
        waits.append(_LATER_WAIT)
    return tuple(waits)


LADDER: Final = ladder(24)

LONGEST_WAIT: Final = _LATER_WAIT
"""What is due later than this from now was noted while the clock was ahead: it is due now."""

FAILURES_IN_A_ROW: Final = 10
"""So many rows that fail one after the other are no fault of the rows."""

_SERVICE_WAIT: Final = _FIRST_WAITS[0]
_SHORTEST_WAIT: Final = timedelta(seconds=30)
_CHANGED_OR_UNKNOWN: Final = "1"
"""Of 限度額適用認定証情報変更有無."""
_LOST: Final = frozenset({Verdict.INVALID, Verdict.INVALID_NEWER_EXISTS})
_ABOUT_US: Final = frozenset({"BK04", "BK05", "BK06", "NW03"})
_OUTCOMES: Final = {
    Verdict.INVALID: Outcome.INVALID,
    Verdict.INVALID_NEWER_EXISTS: Outcome.INVALID_NEWER_EXISTS,
    Verdict.NOT_FOUND: Outcome.NOT_FOUND,
    Verdict.SEVERAL: Outcome.SEVERAL,
    Verdict.UNKNOWN: Outcome.UNKNOWN_CODE,
    Verdict.VALID_NOT_REGISTERED: Outcome.NOT_REGISTERED,
}


# ── a row and its numbers ─────────────────────────────────────────────────────────────────────
def row_key(entry: BatchEntry, numbers: CardholderNumbers, on: date) -> str:
    """Return the same text for the same patient and insurance in the same 資格確認月.

    Two people may share all numbers (twins without 枝番), so the patient is part of it: by
    number, else by kana, else by name. It tells nothing of them by itself.

    Args:
        entry: As the source gave it.
        numbers: What it is asked by.
        on: 資格確認日.
    """
    patient = plain_form(entry.patient_number) or kana_form(entry.kana) or name_form(entry.name)
    insurance = (numbers.insurer, numbers.symbol or "", numbers.number, numbers.branch or "")
    parts = (
        f"{on:%Y%m}",
        patient,
        *(plain_form(part) for part in insurance),
        numbers.born.isoformat(),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def row_numbers(row: BatchRow, on: date) -> CardholderNumbers | None:
    """Return what a row is asked by, or None without; its flaws were looked for before it was."""
    return numbers_asked(row.entry.typed, today=on)


# ── what an error means for a batch ───────────────────────────────────────────────────────────
def is_closed(error: ReceptionError) -> bool:
    """Whether the next row would meet it too: the batch waits then, and no row has failed.

    A time-out, an unreadable answer and a service that broke down over one question may be the
    row's own fault; ``FAILURES_IN_A_ROW`` of them are not.
    """
    match error:
        case LinkTimeout() | BackendGarbled():
            return False
        case LinkError():
            return True
        case BackendUnavailable():
            return error.code in ("BK02", "BK03")
        case BackendError():
            return error.code in _ABOUT_US
        case _:
            return True  # our own disk, settings, fault: not a row's


def is_refused_upload(error: ReceptionError) -> bool:
    """Whether the service gave a whole upload up, and would again: 異常終了, or not its shape."""
    return isinstance(error, BackendRefused) and error.code not in _ABOUT_US


def after_failure(
    row: BatchRow,
    error: ReceptionError,
    now: datetime,
    *,
    waits: Sequence[timedelta] = LADDER,
) -> BatchRow:
    """Return a row whose question ended in an error that is its own: waiting, or given up.

    It stands on the work list from now on, until it is answered well. Its check id stays: should
    the question have arrived after all, it is known there by it.

    Args:
        row: As it was asked.
        error: One that is not ``is_closed``.
        now: Aware.
        waits: Between its tries.
    """
    attempts = row.attempts + 1
    tried = replace(
        row,
        job_id=None,
        attempts=attempts,
        first_tried_at=row.first_tried_at or now,
        error_code=error.code,
    )
    if error.retry is Retry.NEVER or attempts > len(waits):
        return given_up(tried)
    return replace(
        tried,
        state=RowState.WAITING,
        next_try_at=now + waits[attempts - 1],
        is_settled=False,
    )


def after_error(
    row: BatchRow, result: EligibilityResult, *, waits: Sequence[timedelta] = LADDER
) -> BatchRow | None:
    """Return a row that was answered with an error, waiting; None where the answer counts.

    Which errors are final nobody tells (別紙6-1 is not public), so each is tried again; the last
    one is kept. The answer came, so the next question is another one: it gets a new check id.
    The row stands on the work list from now on, until it is answered well.

    Args:
        row: As it was asked.
        result: What came.
        waits: Between its tries.
    """
    refusal = result.refusal()
    if refusal is None or row.attempts >= len(waits):
        return None
    at = result.answered_at
    return replace(
        row,
        state=RowState.WAITING,
        check_id=None,
        job_id=None,
        attempts=row.attempts + 1,
        first_tried_at=row.first_tried_at or at,
        next_try_at=at + waits[row.attempts],
        error_code=refusal.code,
        is_settled=False,
    )


def given_up(row: BatchRow) -> BatchRow:
    """Return a row that is not tried again by itself: エラー, on the work list."""
    return replace(
        row,
        state=RowState.FAILED,
        next_try_at=None,
        outcome=Outcome.ERROR,
        is_settled=False,
    )


def not_known(row: BatchRow) -> BatchRow:
    """Return a row that may have reached a service which cannot be asked: a person decides."""
    return replace(
        row,
        state=RowState.UNKNOWN,
        next_try_at=None,
        outcome=Outcome.ERROR,
        error_code=row.error_code or "BK01",
        is_settled=False,
    )


def put_back(row: BatchRow) -> BatchRow:
    """Return a row that was not answered through no fault of its own: due at once, uncounted."""
    return replace(row, state=RowState.WAITING, job_id=None, next_try_at=None)


def fails_once_more(row: BatchRow) -> bool:
    """Whether a row that fails was settled since it first failed: by somebody, or a later check.

    It does not come back onto the work list for the same trouble.
    """
    return row.is_settled and row.attempts > 0


# ── how a batch stands ────────────────────────────────────────────────────────────────────────
def is_due(moment: datetime | None, now: datetime) -> bool:
    """Whether something that was put off until a moment may be done now."""
    return moment is None or moment <= now or moment > now + LONGEST_WAIT


def is_late(batch: Batch, today: date) -> bool:
    """Whether the day that a batch asks for, for its appointments, went by since it was made."""
    return batch.source in (Source.APPOINTMENTS, Source.CSV) and _went_by(batch, today)


def day_to_ask_again(batch: Batch, today: date) -> date:
    """Return the 資格確認日 for a row of a batch that a person asks about once more.

    It is today where the batch's own went by since; what was asked for a past day stays so.
    """
    return today if _went_by(batch, today) else batch.on


def _went_by(batch: Batch, today: date) -> bool:
    return in_jst(batch.created_at).date() <= batch.on < today


def begun(batch: Batch) -> Batch:
    """Return a batch that is worked on."""
    return replace(
        batch, state=BatchState.RUNNING, finished_at=None, waits_until=None, error_code=""
    )


def closed(batch: Batch, error: ReceptionError, now: datetime) -> Batch:
    """Return a batch that waits for its service, as long as that asked for, within reason."""
    wait = _SERVICE_WAIT
    if isinstance(error, BackendUnavailable) and error.retry_after_s is not None:
        asked = min(error.retry_after_s, LONGEST_WAIT.total_seconds())
        wait = max(_SHORTEST_WAIT, timedelta(seconds=asked))
    return replace(batch, waits_until=now + wait, error_code=error.code)


def ended(batch: Batch, counts: BatchCounts, *, has_failed_job: bool, now: datetime) -> Batch:
    """Return a batch as it stands when nothing of it is due: perhaps at its end.

    Args:
        batch: As it ran.
        counts: Of its rows.
        has_failed_job: The service gave an upload up (BT05); rows that it held wait.
        now: Aware.
    """
    if has_failed_job and counts.waiting:
        return replace(batch, state=BatchState.FAILED, finished_at=now, error_code="BT05")
    if counts.waiting or counts.asking:
        return batch
    has_errors = counts.failed or counts.unknown
    state = BatchState.DONE_WITH_ERRORS if has_errors else BatchState.DONE
    return replace(batch, state=state, finished_at=now, waits_until=None, error_code="")


# ── uploads ───────────────────────────────────────────────────────────────────────────────────
def sent(job: Job, now: datetime) -> Job:
    """Return an upload that may go out from now on."""
    return replace(job, state=JobState.SENT, sent_at=now)


def accepted(job: Job, number: str, ask_again_s: float, now: datetime) -> Job:
    """Return an upload that the service has taken in."""
    taken = replace(job, state=JobState.ACCEPTED, number=number, accepted_at=now, error_code="")
    return still_running(taken, ask_again_s, now)


def still_running(job: Job, ask_again_s: float, now: datetime) -> Job:
    """Return an upload whose result is asked for again later, within reason."""
    wait = min(max(ask_again_s, 0.0), LONGEST_WAIT.total_seconds())
    return replace(job, ask_at=now + timedelta(seconds=wait))


@dataclass(frozen=True, slots=True)
class Matched:
    """A job's answers beside the rows that were asked.

    Attributes:
        answers: One for each row that has exactly one.
        unanswered: Rows without an answer, or with several: which one counts is not guessed.
        strange: Answers to rows that were not asked.
    """

    answers: tuple[RowAnswer, ...] = field(repr=False)
    unanswered: tuple[RowId, ...]
    strange: int


def matched(answers: Iterable[RowAnswer], asked: Collection[RowId]) -> Matched:
    """Return which answer belongs to which row.

    Raises:
        BackendGarbled: the result goes wrong somewhere; nothing of it counts.
    """
    given = tuple(answers)
    times = Counter(answer.row_id for answer in given)
    ours = frozenset(asked)
    return Matched(
        tuple(each for each in given if each.row_id in ours and times[each.row_id] == 1),
        tuple(row_id for row_id in asked if times[row_id] != 1),
        sum(each.row_id not in ours for each in given),
    )


# ── what an answer means ──────────────────────────────────────────────────────────────────────
def judged(
    row: BatchRow,
    numbers: CardholderNumbers,
    result: EligibilityResult,
    known: Known | None,
    *,
    on: date,
) -> Judged:
    """Return what an answer means for the desk, beside what was known of the patient.

    Only VALID, surely about the person and the insurance asked for, with nothing different and
    nothing that speaks against it, is UNCHANGED. Without an earlier answer, the row's own name,
    kana and numbers are what was known.

    Args:
        row: As it was asked.
        numbers: What it was asked by.
        result: Its answer.
        known: The answer to compare with.
        on: 資格確認日.
    """
    if not result.is_normal or result.verdict is None:
        return Judged(Outcome.ERROR)
    own = _own(row.entry, numbers)
    if result.verdict is Verdict.VALID and says_just_that(own, known, result, on=on):
        return Judged(Outcome.UNCHANGED)
    if answers_another_question(own, result) or (
        result.verdict is not Verdict.SEVERAL and _is_other_person(own, known, result.records)
    ):
        return Judged(Outcome.OTHER_PERSON)
    record = row_to_compare(own if known is None else known.record, result.records)
    changes = () if record is None else tuple(_differences(own, known, record))
    if result.verdict is not Verdict.VALID:
        told = () if known is None else changes
        return Judged(_OUTCOMES[result.verdict], (*told, *_loss(result, told)))
    if record is None:
        return Judged(Outcome.CHANGED)
    beside = tuple(each for each in result.records if each is not record)
    items = {change.item for change in changes}
    doubted = doubts(own, known, record, beside=beside, on=on)
    changes = (*changes, *(each for each in doubted if each.item not in items))
    references = references_of(result.body, result.records)
    registered = other_reference(row.entry.patient_number, known, references)
    changes = changes if registered is None else (registered, *changes)
    return Judged(Outcome.CHANGED if changes else Outcome.UNCHANGED, changes)


def _loss(result: EligibilityResult, told: Sequence[Change]) -> Iterator[Change]:
    """Yield since when and why an insurance is over, as far as the changes do not tell it."""
    if result.verdict not in _LOST or len(result.records) != 1:
        return
    items = {change.item for change in told}
    for item in (Item.DISQUALIFIED.value, OtherItem.REASON_OF_LOSS.value):
        said = text_of(result.records[0], item)
        if item not in items and not is_no_day(said):
            yield Change(item, "", said)


def _own(entry: BatchEntry, numbers: CardholderNumbers) -> Record:
    return {**record_of(numbers), Item.NAME: entry.name, Item.KANA: entry.kana}


def _is_other_person(own: Record, known: Known | None, records: Sequence[Record]) -> bool:
    """Whether no record is about the person that was asked for; names alone prove nothing."""
    kana = own if known is None or text_of(own, Item.KANA).strip() else known.record
    who: Record = {
        Item.BORN: own[Item.BORN],
        Item.KANA: text_of(kana, Item.KANA),
        Item.OTHER_KANA: text_of(kana, Item.OTHER_KANA),
    }
    if any(_is_written_alike(who, record) for record in records):
        return False
    return bool(records) and all(
        person_alike(who, record).match is Match.DIFFERENT for record in records
    )


def _is_written_alike(who: Record, record: Record) -> bool:
    """Whether birth date and kana are the same letter by letter, as in most answers."""
    kana = text_of(who, Item.KANA)
    return (
        kana.strip() != ""
        and kana == record.get(Item.KANA)
        and who[Item.BORN] == record.get(Item.BORN)
    )


def _differences(own: Record, known: Known | None, received: Record) -> Iterator[Change]:
    """Yield what differs; what neither row nor answer said before was not known."""
    before = own if known is None else known.record
    for item in differing(before, received, only_known=known is None):
        yield Change(item.item.value, item.known, item.received)
    was, flag = (text_of(each, OtherItem.LIMIT_CHANGED) for each in (before, received))
    if flag == _CHANGED_OR_UNKNOWN != was and known is not None:
        yield Change(OtherItem.LIMIT_CHANGED.value, "", flag)
