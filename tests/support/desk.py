"""One check at the desk, piece by piece: requests, cards, challenges, tickets, questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from reception_app.domain.card_seen import CardKind, CardSeen, CertificateState
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityResult,
    Method,
    Record,
    Signature,
    Verdict,
    Visual,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.secrets import Pin
from reception_app.domain.session.states import CheckRequest

AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
ON = date(2026, 11, 22)
NOT_AFTER = datetime(2029, 4, 1, 14, 59, 59, tzinfo=UTC)
CERTIFICATE = b"0\x03\x02\x01\x05"
VISUAL = Visual("sato", AT)
PERSON: Record = {"Name": "試験　太郎", "NameKana": "ｼｹﾝ ﾀﾛｳ", "Birthdate": "19750401"}
OTHER_PERSON: Record = {"Name": "試験　花子", "NameKana": "ｼｹﾝ ﾊﾅｺ", "Birthdate": "19770403"}
EXPECTED = ExpectedPerson("試験　太郎", "ｼｹﾝ ﾀﾛｳ", "19750401")
NUMBERS = CardholderNumbers("06139992", "１２３", "4567", "01", date(1975, 4, 1))


def check_id(number: int = 1) -> CheckId:
    return CheckId(str(UUID(int=number, version=4)))


def asks(method: Method = Method.PIN, number: int = 1, **changes: Any) -> CheckRequest:
    return replace(CheckRequest(check_id(number), method, ON, operator="sato"), **changes)


def card(*, attempts_left: int | None = 3, **changes: Any) -> CardSeen:
    seen = CardSeen(CardKind.CARD, CertificateState.VALID, NOT_AFTER, attempts_left)
    return replace(seen, **changes)


def challenge(name: str = "c-1", *, good_for_s: float = 300.0) -> Challenge:
    return Challenge(name, bytes(32), AT + timedelta(seconds=good_for_s))


def signed(by: Challenge | None = None) -> CardTicket:
    return CardTicket(CERTIFICATE, Signature(by or challenge(), "RS256", b"signature"))


def shown(visual: Visual = VISUAL) -> CardTicket:
    return CardTicket(CERTIFICATE, visual)


def digits(text: bytes = b"1234") -> tuple[Pin, bytearray]:
    """A PIN, and the buffer that it holds, to see whether it gets wiped."""
    buffer = bytearray(text)
    return Pin(buffer), buffer


def answer(number: int = 1, **changes: Any) -> EligibilityResult:
    whole = EligibilityResult(
        check_id=check_id(number),
        verdict=Verdict.VALID,
        verdict_code="1",
        source="https",
        answered_at=AT,
        records=({"Name": "試験　太郎", "InsurerNumber": "  139998"},),
        header={"SegmentOfResult": "1"},
        body={"ProcessingResultStatus": "1", "QualificationValidity": "1"},
    )
    return replace(whole, **changes)
