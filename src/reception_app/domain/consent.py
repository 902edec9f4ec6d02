"""What the patient agreed to, how, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class ConsentMethod(StrEnum):
    """How the holder was confirmed (本人確認方法)."""

    PIN = "pin"
    VISUAL = "visual"
    NONE = "none"
    """Asked by number, no card."""
    TERMINAL = "terminal"
    """The terminal's own reader did, by the face or another way; it does not tell which."""


@unique
class ConsentScope(StrEnum):
    """What the service may give beyond the 資格情報."""

    LIMIT_CERTIFICATE = "limit_certificate"
    """限度額適用認定証関連情報"""
    SPECIFIC_DISEASE = "specific_disease"
    """特定疾病療養受療証情報"""


@dataclass(frozen=True, slots=True)
class Consent:
    """One patient's consent; ``given_at`` is UTC, ``witness`` the operator who looked."""

    method: ConsentMethod
    scopes: frozenset[ConsentScope]
    given_at: datetime
    witness: str | None = None
