"""Batches, rows and answers of invented people, and a judge that needs no rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from support.answers import INSTITUTION, ON, record, result

from reception_app.adapters.store.batches import SqliteBatchStore
from reception_app.domain.batch import (
    Batch,
    BatchEntry,
    BatchId,
    BatchRow,
    Change,
    Judged,
    Known,
    Outcome,
    RowAnswer,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import Method, Record, verdict_of
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.record import ConfirmationRecord

NIGHT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""21:00 in Tokyo."""

_VERDICT_CODES = {
    Outcome.INVALID: "2",
    Outcome.INVALID_NEWER_EXISTS: "3",
    Outcome.NOT_FOUND: "4",
    Outcome.SEVERAL: "5",
    Outcome.NOT_REGISTERED: "6",
}
_ids = count(1)


def fresh_check_id() -> CheckId:
    return CheckId(str(UUID(int=next(_ids) + (1 << 64), version=4)))


def batch(number: int = 1, **changes: Any) -> Batch:
    whole = Batch(
        batch_id=BatchId(str(UUID(int=number, version=4))),
        on=ON,
        source=Source.CSV,
        created_at=NIGHT + timedelta(minutes=number),
        operator="sato",
        one_by_one=True,
        rows_per_job=500,
    )
    return replace(whole, **changes)


def entry(patient: int, *, line: int | None = None, **changes: Any) -> BatchEntry:
    whole = BatchEntry(
        line=patient + 1 if line is None else line,
        typed=TypedNumbers("06139992", "１２－３", f"{patient:07}", "01", "19850412"),
        patient_number=f"{patient}",
        name=f"試験　{patient}子",
        kana=f"ｼｹﾝ {patient}ｺ",
        phone="03-0000-0000",
        appointment=datetime(2026, 11, 24, 0, 0, tzinfo=UTC) + timedelta(minutes=patient),
    )
    return replace(whole, **changes)


def row(patient: int, of: int = 1, **changes: Any) -> BatchRow:
    """Return a row that waits: of a patient, in a batch."""
    told = changes.pop("entry", None) or entry(patient)
    whole = BatchRow(
        row_id=row_id(patient, of),
        entry=told,
        key=sha256(f"{patient}".encode()).hexdigest(),
        state=RowState.WAITING,
    )
    return replace(whole, **changes)


def row_id(patient: int, of: int = 1) -> RowId:
    return RowId(f"{of:016x}{patient:016x}")


def facts(patient: int, **changes: str) -> Record:
    """Return what the service has about a patient."""
    return {
        "InsuredCardClassification": "01",
        "InsurerNumber": "06139992",
        "InsuredCardSymbol": "１２－３",
        "InsuredIdentificationNumber": f"{patient:07}",
        "InsuredBranchNumber": "01",
        "Name": f"試験　{patient}子",
        "NameKana": f"ｼｹﾝ {patient}ｺ",
        "Birthdate": "19850412",
        **changes,
    }


def answer(asked: BatchRow, outcome: Outcome = Outcome.UNCHANGED, **facts_: str) -> RowAnswer:
    """Return an answer that ``judge`` takes for an outcome."""
    patient = int(asked.row_id[16:], 16)
    code = _VERDICT_CODES.get(outcome, "1")
    verdict = None if outcome is Outcome.ERROR else verdict_of(code)
    records = () if outcome in (Outcome.NOT_FOUND, Outcome.ERROR) else (facts(patient, **facts_),)
    said = result(
        check_id=asked.check_id or fresh_check_id(),
        verdict=verdict,
        verdict_code=code,
        answered_at=NIGHT,
        records=records,
    )
    header = {**said.header, "X": outcome.value}
    if outcome is Outcome.ERROR:
        header["SegmentOfResult"] = "9"
    return RowAnswer(asked.row_id, replace(said, header=header))


def judge(
    asked: BatchRow, answered: RowAnswer, known: Known | None
) -> tuple[Judged, ConfirmationRecord]:
    """Judge as the answer says of itself; VALID is CHANGED where a known record differs."""
    outcome = Outcome(str(answered.result.header["X"]))
    changes: tuple[Change, ...] = ()
    if known is not None and outcome is Outcome.UNCHANGED and answered.result.records:
        changes = tuple(_changes(known.record, answered.result.records[0]))
    judged = Judged(Outcome.CHANGED if changes else outcome, changes)
    return judged, batch_record(asked, answered, on=ON)


def batch_record(asked: BatchRow, answered: RowAnswer, *, on: date) -> ConfirmationRecord:
    assert asked.check_id is not None
    return replace(
        record(),
        check_id=asked.check_id,
        institution_code=INSTITUTION,
        operator="sato",
        accepted_at=answered.result.answered_at,
        on=on,
        method=Method.BATCH,
        consent=Consent(ConsentMethod.NONE, frozenset(), answered.result.answered_at),
        card_kind=None,
        certificate_state=None,
        not_after=None,
        attempts_left=None,
    )


def _changes(known: Record, received: Record) -> Sequence[Change]:
    return [
        Change(item, str(known.get(item, "")), str(received.get(item, "")))
        for item in received
        if known.get(item) != received.get(item)
    ]


def ask_again(store: SqliteBatchStore, asked: BatchRow, **changes: Any) -> bool:
    """Let somebody press 再照会 on a row, on the evening before its day."""
    told = {"entry": asked.entry, "key": asked.key, "on": asked.on or ON}
    return store.ask_again(asked.row_id, **{**told, "operator": "suzuki", "now": NIGHT, **changes})


def run(
    store: SqliteBatchStore, of: Batch, outcome: Outcome = Outcome.UNCHANGED, **facts_: str
) -> None:
    """Ask every waiting row of a batch and save the same answer for each."""
    while taken := store.take(of.batch_id, 100, now=NIGHT, new_check_id=fresh_check_id):
        given = [answer(each, outcome, **facts_) for each in taken]
        assert len(given) == store.save_answers(of.batch_id, given, judge)
