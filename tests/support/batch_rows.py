"""Batches, rows and uploads of invented people, for whoever works on batches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from reception_app.domain.batch import (
    Batch,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Job,
    JobId,
    JobState,
    RowAnswer,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.eligibility import EligibilityResult, Fact, Record, Verdict
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ON = date(2026, 11, 24)
BATCH_ID = BatchId("00000000-0000-4000-8000-00000000ba7c")


def uuid(number: int) -> str:
    return str(UUID(int=number, version=4))


def row_id(number: int) -> RowId:
    return RowId(f"{number:032x}")


def job_id(number: int) -> JobId:
    return JobId(uuid(number))


def entry(number: int, **changes: Any) -> BatchEntry:
    whole = BatchEntry(
        line=number,
        typed=TypedNumbers("06139992", "１２３", f"{4567 + number}", "01", "19850412"),
        patient_number=f"{number:05}",
        name="練習　花子",
        kana="レンシュウ ハナコ",
        phone="03-0000-0000",
    )
    return replace(whole, **changes)


def row(number: int, **changes: Any) -> BatchRow:
    whole = BatchRow(row_id(number), entry(number), f"key{number}", RowState.WAITING)
    return replace(whole, **changes)


def asking(number: int, **changes: Any) -> BatchRow:
    return row(number, **{"state": RowState.ASKING, "check_id": CheckId(uuid(number)), **changes})


def batch(**changes: Any) -> Batch:
    whole = Batch(
        batch_id=BATCH_ID,
        on=ON,
        source=Source.CSV,
        created_at=NOW,
        operator="sato",
        one_by_one=True,
        rows_per_job=500,
        state=BatchState.RUNNING,
    )
    return replace(whole, **changes)


def job(which: int = 1, /, **changes: Any) -> Job:
    return replace(Job(job_id(which), BATCH_ID, 3, JobState.NOTED), **changes)


def record_for(number: int, **changes: Fact) -> Record:
    return {
        "InsuredCardClassification": "01",
        "InsurerNumber": "06139992",
        "InsuredCardSymbol": "１２３",
        "InsuredIdentificationNumber": f"{4567 + number}",
        "InsuredBranchNumber": "01",
        "Name": "練習　花子",
        "NameKana": "ﾚﾝｼｭｳ ﾊﾅｺ",
        "Birthdate": "19850412",
        **changes,
    }


def result(number: int, code: str = "1", **changes: Any) -> EligibilityResult:
    verdicts = {"1": Verdict.VALID, "2": Verdict.INVALID, "3": Verdict.INVALID_NEWER_EXISTS}
    verdicts |= {"4": Verdict.NOT_FOUND, "5": Verdict.SEVERAL, "6": Verdict.VALID_NOT_REGISTERED}
    whole = EligibilityResult(
        check_id=CheckId(uuid(number)),
        verdict=verdicts.get(code, Verdict.UNKNOWN),
        verdict_code=code,
        source="fake",
        answered_at=NOW,
        records=(record_for(number),) if code in "1236" else (),
        header={"SegmentOfResult": "1"},
        body={"ProcessingResultStatus": "1", "QualificationValidity": code},
    )
    return replace(whole, **changes)


def answer(number: int, code: str = "1", **changes: Any) -> RowAnswer:
    return RowAnswer(row_id(number), result(number, code, **changes))
