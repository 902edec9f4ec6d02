"""What an eligibility service says, as ``eligibility-api.md`` shapes it, and questions for it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from support.tls_server import Reply, Seen, Wire, answer, head

from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    Signature,
    Visual,
)
from reception_app.domain.ids import CheckId

INSTITUTION = "1312345678"
TERMINAL = "desk-1"
ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
CHECK_ID = CheckId("7f1f3a52-0f5e-4c36-9a5b-0c2a4c1f9d11")
RECORD = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "  139998",
    "Name": "試験　太郎",
    "NameKana": "ｼｹﾝ ﾀﾛｳ",
    "Birthdate": "19750401",
}

SERVICE = "/v1/service"
CHALLENGES = "/v1/challenges"
CHECKS = "/v1/checks"


def new_id() -> CheckId:
    return CheckId(str(uuid4()))


def consent(method: ConsentMethod, *scopes: ConsentScope) -> Consent:
    return Consent(method=method, scopes=frozenset(scopes), given_at=AT)


def numbers_query(check_id: CheckId | None = None) -> EligibilityQuery:
    subject = CardholderNumbers("06139992", "１２３", "4567", "01", date(1975, 4, 1))
    return EligibilityQuery(check_id or new_id(), ON, subject, consent(ConsentMethod.NONE))


def visual_query(check_id: CheckId | None = None) -> EligibilityQuery:
    ticket = CardTicket(b"0\x03\x02\x01\x05", Visual("sato", AT))
    return EligibilityQuery(check_id or new_id(), ON, ticket, consent(ConsentMethod.VISUAL))


def signed_query(
    check_id: CheckId | None = None, *, good_for: timedelta = timedelta(minutes=5)
) -> EligibilityQuery:
    challenge = Challenge("c-1", bytes(32), datetime.now(UTC) + good_for)
    ticket = CardTicket(b"0\x03\x02\x01\x05", Signature(challenge, "RS256", b"signature"))
    return EligibilityQuery(check_id or new_id(), ON, ticket, consent(ConsentMethod.PIN))


def message(
    check_id: str,
    *,
    kind: str = "card",
    on: str = "2026-11-22",
    header: dict[str, object] | None = None,
    body: dict[str, object] | None = None,
) -> dict[str, Any]:
    """An answer as JSON values; header and body are overlaid."""
    return {
        "check_id": check_id,
        "XmlMsg": {
            "MessageHeader": {
                "ProcessExecutionTime": "20261122090500",
                "QualificationConfirmationDate": on.replace("-", ""),
                "MedicalInstitutionCode": INSTITUTION,
                "ArbitraryFileIdentifier": check_id,
                "ReferenceClassification": "1" if kind == "card" else "2",
                "SegmentOfResult": "1",
                "CharacterCodeIdentifier": "0",
                **(header or {}),
            },
            "MessageBody": {
                "ProcessingResultStatus": "1",
                "QualificationValidity": "1",
                "ResultList": [{"ResultOfQualificationConfirmation": RECORD}],
                **(body or {}),
            },
        },
    }


def message_bytes(*arguments: Any, **options: Any) -> bytes:
    return json.dumps(message(*arguments, **options)).encode()


def answering(wire: Wire, seen: Seen) -> bool:
    """Answer a question for whoever asks."""
    asked = json.loads(seen.body)
    body = message_bytes(asked["check_id"], kind=asked["subject"]["kind"], on=asked["on"])
    wire.send(head(200, len(body)) + body)
    return True


def challenging(wire: Wire, _seen: Seen) -> bool:
    """Hand out a challenge, another one each time."""
    nonce = uuid4().bytes + uuid4().bytes
    body = challenge_bytes(nonce=base64.b64encode(nonce).decode())
    wire.send(head(201, len(body)) + body)
    return True


def challenge_bytes(**members: object) -> bytes:
    """A challenge as it comes; members are overlaid."""
    expires_at = datetime.now(UTC) + timedelta(minutes=5)
    usual = {
        "challenge_id": "c-1",
        "nonce": base64.b64encode(bytes(32)).decode(),
        "expires_at": expires_at.isoformat(),
    }
    return json.dumps(usual | members).encode()


def problem(status: int, code: str, *, retry_after: str | None = None, **members: object) -> Reply:
    """An error of the service."""
    body = json.dumps({"type": "about:blank", "status": status, "code": code} | members).encode()
    headers = {"Content-Type": "application/problem+json"}
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return answer(status, body, headers)


def usual_replies() -> dict[str, Reply]:
    """A service that is well."""
    return {
        SERVICE: answer(200, b'{"api": "v1", "name": "test", "max_parallel": 8}'),
        CHALLENGES: challenging,
        CHECKS: answering,
    }
