"""The JSON documents of the command line, as plain values (cli.md); it prints nothing.

Every member is always present; what is not known is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from reception_app.application.check import PARTS, Measured
from reception_app.application.ports import ReaderSeen
from reception_app.domain.card_seen import CardKind, CardSeen, CertificateState
from reception_app.domain.eligibility import EligibilityResult, Method, Record
from reception_app.domain.errors import ReceptionError
from reception_app.domain.policy import in_jst
from reception_app.domain.record import HandoverState, StoredCheck

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

# The command line has four words; a held answer waits, too.
_HANDOVER_WORDS = {HandoverState.PREPARED: "waiting", HandoverState.HELD: "waiting"}


@dataclass(frozen=True, slots=True)
class HandoverReport:
    """Where the answer stands on its way to the receipt computer."""

    state: HandoverState
    path: str | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One check, as far as it came."""

    check_id: str | None
    method: Method
    on: date
    seen: CardSeen | None = None
    measured: Measured | None = None
    total_ms: float | None = None
    result: EligibilityResult | None = None
    saved: bool = False
    handover: HandoverReport = HandoverReport(HandoverState.OFF)
    error: ReceptionError | None = None


def check_document(report: CheckReport, *, message: str) -> dict[str, Json]:
    """Return what ``check --json`` prints; ``message`` is the error's text."""
    result, measured = report.result, report.measured
    return {
        "check_id": report.check_id,
        "method": report.method.value,
        "on": report.on.isoformat(),
        "reader": measured.reader if measured else None,
        "card": _card(report.seen, measured) if report.seen else None,
        **_answer(result),
        "saved": report.saved,
        "handover": _handover(report.handover),
        "timings_ms": _timings(measured, report.total_ms),
        "error": error_document(report.error, message=message),
    }


def stored_document(stored: StoredCheck, *, path: str | None, message: str) -> dict[str, Json]:
    """Return one entry of ``results --json``: as check prints it, without what is not kept."""
    record, error = stored.record, stored.trouble()
    document = check_document(
        CheckReport(
            check_id=record.check_id,
            method=record.method,
            on=record.on,
            seen=_stored_card(stored),
            result=stored.result,
            saved=True,
            handover=HandoverReport(stored.handover.state, path),
            error=error,
        ),
        message=message if error else "",
    )
    document["timings_ms"] = None
    return document


def readers_document(
    readers: Sequence[ReaderSeen], error: ReceptionError | None, *, message: str
) -> dict[str, Json]:
    """Return what ``readers --json`` prints."""
    return {
        "readers": [{"name": r.name, "card": r.card, "busy": r.busy} for r in readers],
        "error": error_document(error, message=message),
    }


def error_document(error: ReceptionError | None, *, message: str) -> Json:
    """Return the ``error`` member, or None."""
    if error is None:
        return None
    return {
        "code": error.code,
        "name": type(error).__name__,
        "message": message,
        "retry": error.retry.value,
        "attempts_left": getattr(error, "attempts_left", None),
    }


def _answer(result: EligibilityResult | None) -> dict[str, Json]:
    if result is None:
        return {
            "verdict": None,
            "verdict_code": None,
            "source": None,
            "facts": {},
            "records": [],
            "messages": [],
        }
    verdict = result.verdict if result.is_normal else None
    return {
        "verdict": verdict.value if verdict else None,
        "verdict_code": (result.verdict_code or None) if verdict else None,
        "source": result.source,
        "facts": _facts(result.records[0]) if result.records else {},
        "records": [_facts(record) for record in result.records],
        "messages": [{"code": m.code, "text": m.text} for m in result.messages],
    }


def _facts(record: Record) -> Json:
    return record


def _card(seen: CardSeen, measured: Measured | None) -> Json:
    traffic = measured.traffic if measured else None
    return {
        "kind": seen.kind.value,
        "certificate_state": seen.certificate_state.value,
        "not_after": _jst(seen.not_after),
        "pin_attempts_left": seen.attempts_left,
        "apdus": traffic.apdus if traffic else None,
        "bytes_to_card": traffic.bytes_to_card if traffic else None,
        "bytes_from_card": traffic.bytes_from_card if traffic else None,
    }


def _stored_card(stored: StoredCheck) -> CardSeen | None:
    record = stored.record
    if record.card_kind is None:
        return None
    return CardSeen(
        CardKind(record.card_kind),
        record.certificate_state or CertificateState.ABSENT,
        record.not_after,
        record.attempts_left,
    )


def _handover(handover: HandoverReport) -> Json:
    state = _HANDOVER_WORDS.get(handover.state, handover.state.value)
    return {"state": state, "path": handover.path if state == "delivered" else None}


def _timings(measured: Measured | None, total_ms: float | None) -> Json:
    spent = measured.spent_ms if measured else None
    parts: dict[str, Json] = {part: round(spent[part], 3) if spent else None for part in PARTS}
    return {**parts, "total": round(total_ms, 3) if total_ms is not None else None}


def _jst(moment: datetime | None) -> str | None:
    return in_jst(moment).isoformat(timespec="seconds") if moment else None
