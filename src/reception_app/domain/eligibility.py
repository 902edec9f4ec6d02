"""A question about a patient's insurance, what proves who asks, and the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, unique
from typing import TypeAlias

from reception_app.domain.consent import Consent
from reception_app.domain.errors import BackendRefused
from reception_app.domain.ids import CheckId, check_id_bytes

Fact: TypeAlias = "str | Mapping[str, Fact] | Sequence[Fact]"
"""A value of an eligibility message: text, a group, or a list of groups; never a number."""

Record = Mapping[str, Fact]
"""One 資格確認結果 as the service gave it: published element names → values."""

NORMAL = "1"
"""処理結果区分 and 処理結果状況 of an answer that can be used (code lists 003 and 004)."""

_SIGNED_PREFIX = b"reception-check-v1"


@unique
class Method(StrEnum):
    """How the question came about."""

    PIN = "pin"
    VISUAL = "visual"
    NUMBERS = "numbers"
    FACE = "face"
    BATCH = "batch"


@unique
class Verdict(StrEnum):
    """資格有効性 in our words (code list 006)."""

    VALID = "valid"
    INVALID = "invalid"
    INVALID_NEWER_EXISTS = "invalid-newer-exists"
    NOT_FOUND = "not-found"
    SEVERAL = "several"
    VALID_NOT_REGISTERED = "valid-not-registered"
    UNKNOWN = "unknown"
    """A code that we do not know: never green."""


_VERDICTS = {
    "1": Verdict.VALID,
    "2": Verdict.INVALID,
    "3": Verdict.INVALID_NEWER_EXISTS,
    "4": Verdict.NOT_FOUND,
    "5": Verdict.SEVERAL,
    "6": Verdict.VALID_NOT_REGISTERED,
}


def verdict_of(code: str) -> Verdict:
    """Return what a 資格有効性 code means; anything unlisted, also nothing, is UNKNOWN."""
    return _VERDICTS.get(code, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a service wants signed; good for one check, until ``expires_at`` (aware)."""

    challenge_id: str
    nonce: bytes = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """The card's signature over ``bytes_to_sign``.

    Attributes:
        algorithm: RS256, ES256 or ES384, by the certificate's key.
        value: PKCS#1 v1.5 signature, or raw r‖s.
    """

    challenge: Challenge
    algorithm: str
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visual:
    """Staff compared the face: who and when (UTC)."""

    witness: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardTicket:
    """What the card gave; lives in memory for one check."""

    certificate: bytes = field(repr=False)
    proof: Signature | Visual = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardholderNumbers:
    """Insurer, symbol, number, branch, birth date: a question without a card."""

    insurer: str = field(repr=False)
    symbol: str | None = field(repr=False)
    number: str = field(repr=False)
    branch: str | None = field(repr=False)
    born: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class EligibilityQuery:
    """One question for a day (資格確認日, the clinic's calendar)."""

    check_id: CheckId
    on: date
    subject: CardTicket | CardholderNumbers
    consent: Consent


@dataclass(frozen=True, slots=True)
class ServiceMessage:
    """Foreign text: show as plain text and say where it came from."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class EligibilityResult:
    """One answer, whole.

    Attributes:
        verdict: None where 処理結果区分 or 処理結果状況 is not 1.
        verdict_code: 資格有効性 as received; empty where there is none.
        source: Name of the backend.
        answered_at: When it reached us, UTC.
        records: 0…n 資格確認結果, as the service gave them.
        header: MessageHeader as received.
        body: MessageBody as received, without the ResultList.
    """

    check_id: CheckId
    verdict: Verdict | None
    verdict_code: str
    source: str
    answered_at: datetime
    records: tuple[Record, ...] = field(repr=False)
    messages: tuple[ServiceMessage, ...] = field(default=(), repr=False)
    header: Record = field(default_factory=dict[str, Fact], repr=False)
    body: Record = field(default_factory=dict[str, Fact], repr=False)

    @property
    def segment(self) -> str:
        """処理結果区分 as received."""
        return text_of(self.header, "SegmentOfResult")

    @property
    def status(self) -> str:
        """処理結果状況 as received."""
        return text_of(self.body, "ProcessingResultStatus")

    @property
    def is_normal(self) -> bool:
        """Whether the service answered the question, whatever it says (Segment 1 and Status 1)."""
        return self.segment == NORMAL and self.status == NORMAL

    def refusal(self) -> BackendRefused | None:
        """Return the refusal that this answer amounts to, or None if the question was answered."""
        if self.is_normal:
            return None
        code = next((message.code for message in self.messages if message.code), "")
        return BackendRefused(service_code=code or f"{self.segment}/{self.status}")


def text_of(group: Record, name: str) -> str:
    """Return an element's text, or an empty text where it is absent or a group."""
    value = group.get(name, "")
    return value if isinstance(value, str) else ""


def bytes_to_sign(nonce: bytes, check_id: CheckId, on: date, certificate: bytes) -> bytes:
    """Return the bytes whose SHA-256 the card signs.

    Args:
        nonce: The 32 bytes of the service's challenge.
        check_id: The check that the signature is for.
        on: 資格確認日.
        certificate: The card's authentication certificate, DER.

    Source: eligibility-api.md, "What the card signs".
    """
    digest = hashlib.sha256(certificate).digest()
    day = on.strftime("%Y%m%d").encode("ascii")
    return _SIGNED_PREFIX + nonce + check_id_bytes(check_id) + day + digest
