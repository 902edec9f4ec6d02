"""Uploads and results of 一括照会 for tests, as ``eligibility-api.md`` and 1.4 shape them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from support.eligibility import INSTITUTION

from reception_app.application.batch_ports import JobAnswers, JobQuestion
from reception_app.domain.batch import JobId, RowAnswer, RowId
from reception_app.domain.eligibility import CardholderNumbers

NUMBER = "2026100118050200001"
JOB = JobId("0b7a1f52-3f5e-4c36-8a5b-0c2a4c1f9d22")
KNOWN = CardholderNumbers("06139992", "１２３", "4567", "00", date(1985, 4, 12))
"""TRAINING-0001, who is valid."""
NATIONAL = CardholderNumbers("139998", None, "0000", None, date(1954, 9, 15))
"""Nobody, with an insurer number that is padded."""


def new_job() -> JobId:
    return JobId(str(uuid4()))


def row(numbers: CardholderNumbers = KNOWN) -> JobQuestion:
    return JobQuestion(RowId(uuid4().hex), numbers)


def rows(count: int) -> list[JobQuestion]:
    return [row(KNOWN if place % 2 else NATIONAL) for place in range(count)]


def unit(row_id: object = "row-1", *, validity: str = "1", **members: object) -> dict[str, Any]:
    return {
        "QualificationConfirmSearchInfo": {"ArbitraryIdentifier": row_id},
        "ProcessingResultStatus": "1",
        "QualificationValidity": validity,
        "ResultOfQualificationConfirmation": [{"InsurerNumber": "  139998", "Name": "試験　太郎"}],
        **members,
    }


def finished(
    units: object, *, header: dict[str, object] | None = None, **beside: object
) -> dict[str, Any]:
    """The answer about a job that is done; members are overlaid."""
    return {
        "segment": "1",
        "XmlMsg": {
            "MessageHeader": {
                "MedicalInstitutionCode": INSTITUTION,
                "ArbitraryFileIdentifier": JOB,
                "ReceptionNumber": NUMBER,
                "SegmentOfResult": "1",
                **(header or {}),
            },
            "MessageBody": {"BulkConfirmUnit": units},
        },
        **beside,
    }


def dumped(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def upload(questions: Iterable[dict[str, Any]] | None = None, **changes: object) -> dict[str, Any]:
    """The body of ``POST /v1/jobs``."""
    usual = {
        "job_id": str(uuid4()),
        "terminal": "desk-1",
        "on": "2026-11-22",
        "rows": list(questions if questions is not None else [upload_row()]),
    }
    return {**usual, **changes}


def upload_row(row_id: str = "row-1", **subject: object) -> dict[str, Any]:
    usual = {
        "kind": "numbers",
        "insurer": "06139992",
        "symbol": "１２３",
        "number": "4567",
        "branch": "00",
        "born": "1985-04-12",
    }
    return {"row_id": row_id, "subject": {**usual, **subject}}


def answers_in(result: object) -> list[RowAnswer]:
    assert isinstance(result, JobAnswers)
    return list(result.answers)


def ids(asked: Sequence[JobQuestion]) -> list[RowId]:
    return [each.row_id for each in asked]
