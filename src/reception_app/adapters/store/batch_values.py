"""Batches, uploads and rows ↔ rows of tables; pure, no statement and no connection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Change,
    Job,
    JobId,
    JobState,
    Judged,
    Outcome,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_patients import Patient, patient_of_entry
from reception_app.domain.batch_work import work_order
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers

Columns: TypeAlias = Mapping[Any, Any]
"""A row as SQLAlchemy gives it: values by the names of columns."""

POSITIVE: Final = frozenset({Outcome.UNCHANGED, Outcome.CHANGED})
OPEN_ROWS: Final = frozenset({RowState.WAITING, RowState.ASKING})


# ── batches and uploads ───────────────────────────────────────────────────────────────────────
def batch_columns(batch: Batch) -> dict[str, object]:
    """Return a batch as a row of ``batches``."""
    return {
        "batch_id": batch.batch_id,
        "qualification_confirmation_date": batch.on,
        "source": batch.source,
        "source_name": storable(batch.source_name),
        "source_digest": batch.source_digest,
        "created_at": batch.created_at,
        "operator": storable(batch.operator),
        "one_by_one": batch.one_by_one,
        "rows_per_job": batch.rows_per_job,
        "state": batch.state,
        "finished_at": batch.finished_at,
        "waits_until": batch.waits_until,
        "error_code": batch.error_code,
    }


def stored_batch(row: Columns) -> Batch:
    """Return the batch that a row of ``batches`` is."""
    return Batch(
        batch_id=BatchId(row["batch_id"]),
        on=row["qualification_confirmation_date"],
        source=Source(row["source"]),
        created_at=row["created_at"],
        operator=row["operator"],
        one_by_one=row["one_by_one"],
        rows_per_job=row["rows_per_job"],
        state=BatchState(row["state"]),
        source_name=row["source_name"],
        source_digest=row["source_digest"],
        finished_at=row["finished_at"],
        waits_until=row["waits_until"],
        error_code=row["error_code"],
    )


def counts_of(tallies: Mapping[str, int]) -> BatchCounts:
    """Return the counts that numbers of rows by state are."""
    return BatchCounts(**{state.value: tallies.get(state, 0) for state in RowState})


def job_columns(job: Job) -> dict[str, object]:
    """Return what may change of an upload, as columns of ``batch_jobs``."""
    return {
        "rows": job.rows,
        "state": job.state,
        "reception_number": storable(job.number),
        "sent_at": job.sent_at,
        "accepted_at": job.accepted_at,
        "ask_at": job.ask_at,
        "error_code": job.error_code,
    }


def stored_job(row: Columns) -> Job:
    """Return the upload that a row of ``batch_jobs``, with its batch's id, is."""
    return Job(
        job_id=JobId(row["job_id"]),
        batch_id=BatchId(row["batch_id"]),
        rows=row["rows"],
        state=JobState(row["state"]),
        number=row["reception_number"],
        sent_at=row["sent_at"],
        accepted_at=row["accepted_at"],
        ask_at=row["ask_at"],
        error_code=row["error_code"],
    )


# ── rows ──────────────────────────────────────────────────────────────────────────────────────
def new_row_columns(row: BatchRow, on: date) -> dict[str, object]:
    """Return all that a row of a new batch says."""
    return {
        "row_id": row.row_id,
        "qualification_confirmation_date": on,
        "owner": storable(row.owner),
        "memo": storable(row.memo),
        "called_at": row.called_at,
        **entry_columns(row.entry, row.key, on),
        **standing_columns(row),
    }


def entry_columns(entry: BatchEntry, key: str, on: date) -> dict[str, object]:
    """Return what the source said of a row, and by what the row is found."""
    typed, patient = entry.typed, patient_of_entry(entry, on)
    return {
        "line": entry.line,
        "patient_number": storable(patient.number),
        "name": storable(entry.name),
        "name_kana": storable(entry.kana),
        "phone": storable(entry.phone),
        "appointment": entry.appointment,
        "insurer_number": storable(typed.insurer),
        "insured_card_symbol": storable(typed.symbol),
        "insured_identification_number": storable(typed.number),
        "insured_branch_number": storable(typed.branch),
        "birthdate": storable(typed.born),
        "limit_consent": typed.limit_consent,
        "row_key": key,
        "person_key": storable(patient.person) or None,
        "insurance_key": storable(patient.insurance) or None,
    }


def standing_columns(row: BatchRow) -> dict[str, object]:
    """Return how a row stands, and by what that is found; nothing that staff noted."""
    return {
        "state": row.state,
        "reason": row.reason,
        "check_id": row.check_id,
        "job_id": row.job_id,
        "attempts": row.attempts,
        "first_tried_at": row.first_tried_at,
        "next_try_at": row.next_try_at,
        "error_code": row.error_code,
        "outcome": row.outcome,
        "changes": _changes_text(row.changes),
        "answered_at": row.answered_at,
        "is_settled": row.is_settled,
        "is_open": row.state in OPEN_ROWS,
        "is_verified": is_verified(row),
        "work_order": None if row.is_settled else work_order(row),
    }


def answered_columns(
    row: BatchRow, judged: Judged, *, state: RowState, at: datetime, is_settled: bool
) -> dict[str, object]:
    """Return what an answer changes of a row, but for check id and error.

    Args:
        row: As it was asked.
        judged: What its answer means.
        state: Its state from now on.
        at: When the answer came.
        is_settled: Whether it needs nobody.
    """
    order = None
    if not is_settled:
        order = work_order(replace(row, state=state, outcome=judged.outcome))
    return {
        "state": state,
        "next_try_at": None,
        "outcome": judged.outcome,
        "changes": _changes_text(judged.changes),
        "answered_at": at,
        "is_settled": is_settled,
        "is_open": False,
        "is_verified": is_settled or judged.outcome in POSITIVE,
        "work_order": order,
    }


def is_verified(row: BatchRow) -> bool:
    """Whether nobody has to be asked about a row's patient any more: positive, or dealt with."""
    if row.state in OPEN_ROWS:
        return False
    return row.state is RowState.EXCLUDED or row.is_settled or row.outcome in POSITIVE


def stored_row(row: Columns) -> BatchRow:
    """Return the row that a row of ``batch_rows`` is."""
    check_id, job_id, outcome = row["check_id"], row["job_id"], row["outcome"]
    return BatchRow(
        row_id=RowId(row["row_id"]),
        entry=_stored_entry(row),
        key=row["row_key"],
        state=RowState(row["state"]),
        reason=row["reason"],
        check_id=None if check_id is None else CheckId(check_id),
        job_id=None if job_id is None else JobId(job_id),
        attempts=row["attempts"],
        first_tried_at=row["first_tried_at"],
        next_try_at=row["next_try_at"],
        error_code=row["error_code"],
        outcome=None if outcome is None else Outcome(outcome),
        changes=_stored_changes(row["changes"]),
        answered_at=row["answered_at"],
        owner=row["owner"],
        memo=row["memo"],
        called_at=row["called_at"],
        is_settled=row["is_settled"],
        on=row["qualification_confirmation_date"],
    )


def stored_patient(row: Columns) -> Patient:
    """Return the patient that a row of ``batch_rows`` is about."""
    return Patient(
        row["patient_number"],
        row["person_key"] or "",
        row["insurance_key"] or "",
        row["insured_branch_number"].strip().zfill(2) if row["insured_branch_number"] else "",
    )


def _stored_entry(row: Columns) -> BatchEntry:
    return BatchEntry(
        line=row["line"],
        typed=TypedNumbers(
            row["insurer_number"],
            row["insured_card_symbol"],
            row["insured_identification_number"],
            row["insured_branch_number"],
            row["birthdate"],
            row["limit_consent"],
        ),
        patient_number=row["patient_number"],
        name=row["name"],
        kana=row["name_kana"],
        phone=row["phone"],
        appointment=row["appointment"],
    )


def _changes_text(changes: Sequence[Change]) -> str:
    if not changes:
        return ""
    # ASCII, so that a lone surrogate or a NUL out of a foreign message can be stored.
    return json.dumps([[each.item, each.before, each.after] for each in changes])


def _stored_changes(text: str) -> tuple[Change, ...]:
    return tuple(Change(*each) for each in json.loads(text)) if text else ()


def storable(text: str) -> str:
    """Return a text without lone surrogates, which no file of ours can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
