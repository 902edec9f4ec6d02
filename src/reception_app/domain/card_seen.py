"""What can be known of a card before a PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class CardKind(StrEnum):
    """What lies on the reader."""

    CARD = "card"
    """マイナンバーカード"""
    PHONE = "phone"
    """スマホ用電子証明書"""
    JUKI_CARD = "juki-card"
    """住基カード"""
    OTHER = "other"


@unique
class CertificateState(StrEnum):
    """State of the 利用者証明用電子証明書, the first that applies, in this order."""

    ABSENT = "absent"
    UNREADABLE = "unreadable"
    UNKNOWN_CA = "unknown-ca"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    """Past the grace period."""
    GRACE = "grace"
    EXPIRING = "expiring"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class CardSeen:
    """What a card says of itself without a PIN.

    Attributes:
        not_after: End of the certificate, aware; None where none could be read.
        attempts_left: PIN tries left, 0 locked; None where it was not asked or not said.
    """

    kind: CardKind
    certificate_state: CertificateState
    not_after: datetime | None
    attempts_left: int | None


@dataclass(frozen=True, slots=True)
class CardTraffic:
    """Exchanges with the card since it was opened; bytes include the status words."""

    apdus: int = 0
    bytes_to_card: int = 0
    bytes_from_card: int = 0
