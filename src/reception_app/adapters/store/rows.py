"""Domain values ↔ rows; pure, no statement and no connection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import RowMapping

from reception_app.domain.card_seen import CardKind, CertificateState
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    EligibilityResult,
    Method,
    ServiceMessage,
    Verdict,
    text_of,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.domain.person import person_key
from reception_app.domain.record import (
    ConfirmationRecord,
    Handover,
    HandoverState,
    NumberTrail,
    StoredCheck,
    SubstituteReason,
)

# 手段 (front-desk.md A.0); card_face is ours: the list has no code for the terminal's results.
_METHOD_CODES: Final = {
    Method.PIN: "card_pin",
    Method.VISUAL: "card_visual",
    Method.NUMBERS: "shikaku_kakuninsho",
    Method.FACE: "card_face",
    Method.BATCH: "batch",
}
# 比較結果: 一致, 差異 (front-desk.md A.0); NULL where there was nobody to compare with.
OTHER_PERSON: Final = "other-person"
IN_DOUBT: Final = "not-told"
_COMPARISONS: Final = {None: None, False: "same", True: OTHER_PERSON}
_COMPARED: Final = {
    **{text: value for value, text in _COMPARISONS.items()},
    IN_DOUBT: None,
}
_METHODS: Final = {code: method for method, code in _METHOD_CODES.items()}


def answer_row(result: EligibilityResult) -> dict[str, object]:
    """Return an answer as a row of ``answers``."""
    return {
        "check_id": result.check_id,
        "source": result.source,
        "answered_at": result.answered_at,
        "verdict": result.verdict,
        "verdict_code": _storable(result.verdict_code),
        "message_header": _to_json(result.header),
        "message_body": _to_json(result.body),
        "records": _to_json(result.records),
        "service_messages": _to_json([[each.code, each.text] for each in result.messages]),
        "person_key": _person_key(result),
    }


def _person_key(result: EligibilityResult) -> str | None:
    if result.verdict is Verdict.SEVERAL:  # candidates, of whom the first is nobody in particular
        return None
    return _storable(person_key(result.records)) or None


def record_row(record: ConfirmationRecord, result: EligibilityResult) -> dict[str, object]:
    """Return a confirmation record, with what it quotes of the answer."""
    return {
        "check_id": record.check_id,
        "medical_institution_code": record.institution_code,
        "terminal": record.terminal,
        "operator": record.operator,
        "accepted_at": record.accepted_at,
        "qualification_confirmation_date": record.on,
        "method": _METHOD_CODES[record.method],
        "card_kind": record.card_kind,
        "certificate_state": record.certificate_state,
        "certificate_not_after": record.not_after,
        "pin_attempts_left": record.attempts_left,
        "substitute_reason": record.reason,
        "comparison_result": _comparison_result(record),
        **_trail_columns(record.trail),
        **_consent_columns(record.consent),
        **_quoted_columns(result),
    }


def _comparison_result(record: ConfirmationRecord) -> str | None:
    return IN_DOUBT if record.is_in_doubt else _COMPARISONS[record.is_other_person]


def _consent_columns(consent: Consent) -> dict[str, object]:
    return {
        "identity_confirmation": consent.method,
        "visual_confirmation_by": consent.witness,
        "limit_certificate_consent": ConsentScope.LIMIT_CERTIFICATE in consent.scopes,
        "specific_disease_consent": ConsentScope.SPECIFIC_DISEASE in consent.scopes,
        "consent_given_at": consent.given_at,
    }


def _trail_columns(trail: NumberTrail | None) -> dict[str, object]:
    if trail is None:
        return {}
    return {
        "follows_check_id": trail.follows,
        "changed_fields": " ".join(trail.changed),
        "candidates": trail.candidates,
        "chosen_candidate": trail.choice,
    }


def _quoted_columns(result: EligibilityResult) -> dict[str, object]:
    header, body = result.header, result.body
    code = text_of(body, "ProcessingResultCode") or text_of(header, "ErrorCode")
    message = text_of(body, "ProcessingResultMessage") or text_of(header, "ErrorMessage")
    return {
        "reference_classification": _storable(text_of(header, "ReferenceClassification")),
        "segment_of_result": _storable(result.segment),
        "processing_result_status": _storable(result.status),
        "processing_result_code": _storable(code),
        "processing_result_message": _storable(message),
        "qualification_validity": _storable(result.verdict_code),
    }


def stored_check(row: RowMapping) -> StoredCheck:
    """Return the check that a row of the three joined tables is."""
    return StoredCheck(_record(row), _result(row), _handover(row))


def _record(row: RowMapping) -> ConfirmationRecord:
    kind, state, reason = row["card_kind"], row["certificate_state"], row["substitute_reason"]
    return ConfirmationRecord(
        check_id=CheckId(row["check_id"]),
        institution_code=row["medical_institution_code"],
        terminal=row["terminal"],
        operator=row["operator"],
        accepted_at=row["accepted_at"],
        on=row["qualification_confirmation_date"],
        method=_METHODS[row["method"]],
        consent=_consent(row),
        card_kind=None if kind is None else CardKind(kind),
        certificate_state=None if state is None else CertificateState(state),
        not_after=row["certificate_not_after"],
        attempts_left=row["pin_attempts_left"],
        reason=None if reason is None else SubstituteReason(reason),
        is_other_person=_COMPARED[row["comparison_result"]],
        is_in_doubt=row["comparison_result"] == IN_DOUBT,
        trail=_trail(row),
    )


def _trail(row: RowMapping) -> NumberTrail | None:
    if row["follows_check_id"] is None:
        return None
    return NumberTrail(
        follows=CheckId(row["follows_check_id"]),
        changed=tuple(Place(name) for name in row["changed_fields"].split()),
        candidates=row["candidates"],
        choice=row["chosen_candidate"],
    )


def _consent(row: RowMapping) -> Consent:
    granted = {
        ConsentScope.LIMIT_CERTIFICATE: row["limit_certificate_consent"],
        ConsentScope.SPECIFIC_DISEASE: row["specific_disease_consent"],
    }
    return Consent(
        method=ConsentMethod(row["identity_confirmation"]),
        scopes=frozenset(scope for scope, given in granted.items() if given),
        given_at=row["consent_given_at"],
        witness=row["visual_confirmation_by"],
    )


def _result(row: RowMapping) -> EligibilityResult:
    verdict, messages = row["verdict"], json.loads(row["service_messages"])
    return EligibilityResult(
        check_id=CheckId(row["check_id"]),
        verdict=None if verdict is None else Verdict(verdict),
        verdict_code=row["verdict_code"],
        source=row["source"],
        answered_at=row["answered_at"],
        records=tuple(json.loads(row["records"])),
        messages=tuple(ServiceMessage(code, text) for code, text in messages),
        header=json.loads(row["message_header"]),
        body=json.loads(row["message_body"]),
    )


def _handover(row: RowMapping) -> Handover:
    if row["state"] is None:
        return Handover(HandoverState.OFF)
    state = HandoverState(row["state"])
    return Handover(state, row["name"], row["delivered_at"], row["failure_code"])


def _to_json(value: Mapping[str, object] | Sequence[object]) -> str:
    # ASCII, so that a lone surrogate or a NUL out of a foreign message can be stored.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _storable(text: str) -> str:
    # A copy for queries; the text itself is in the message, where it survives as it came.
    return text.encode("utf-8", "replace").decode("utf-8")
