"""What a row becomes when it is asked, failed or put back: values alone, no statements."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from reception_app.domain.batch import BatchEntry, BatchRow, JobId, RowState
from reception_app.domain.batch_rules import fails_once_more
from reception_app.domain.ids import CheckId, make_check_id


def asking(row: BatchRow, new_check_id: Callable[[], str]) -> BatchRow:
    """Return a row that is asked by itself: under its check id, if it has one."""
    check_id = row.check_id or CheckId(new_check_id())
    return replace(row, state=RowState.ASKING, check_id=check_id, next_try_at=None)


def asking_in(row: BatchRow, job_id: JobId) -> BatchRow:
    """Return a row that is asked in an upload."""
    # A question of a job has no key of its own on the wire: the answer's is made of both, with
    # the line near its front, so that the answers of a job come to lie side by side.
    of_job = hashlib.sha256(job_id.encode()).digest()
    of_row = hashlib.sha256(f"{job_id}/{row.row_id}".encode()).digest()
    line = row.entry.line.to_bytes(8, "big")[-3:]
    check_id = make_check_id(of_job[:3] + line + of_row[:10])
    return replace(row, state=RowState.ASKING, check_id=check_id, job_id=job_id, next_try_at=None)


def as_settled(before: BatchRow, row: BatchRow) -> BatchRow:
    """Return a row as it is written, which may have been settled while it was asked."""
    is_no_news = row.state in (RowState.WAITING, RowState.FAILED) and fails_once_more(before)
    return replace(row, is_settled=True) if is_no_news else row


def is_idle(row: BatchRow) -> bool:
    """Whether a row is not being asked, nor waits for its turn without having failed."""
    return row.state is not RowState.ASKING and not (
        row.state is RowState.WAITING and row.is_settled
    )


def asked_again(row: BatchRow, entry: BatchEntry, key: str, on: date) -> BatchRow:
    """Return a row as a person wants it asked again, due at once.

    The same question, to which nothing was answered, keeps its check id: it may have arrived.

    Args:
        row: As it stands.
        entry: What it says from now on.
        key: Of that, for the day.
        on: 資格確認日 for which it is asked.
    """
    is_same_question = (row.answered_at, row.entry.typed, row.on) == (None, entry.typed, on)
    return replace(
        row,
        entry=entry,
        key=key,
        state=RowState.WAITING,
        reason="",
        check_id=row.check_id if is_same_question else None,
        job_id=None,
        attempts=0,
        first_tried_at=None,
        next_try_at=None,
        error_code="",
        outcome=None,
        changes=(),
        answered_at=None,
        is_settled=True,
    )
