"""Identifiers and how they are made; randomness comes from outside."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

CheckId = NewType("CheckId", str)
"""UUID version 4, lower case with hyphens: the idempotency key of one check."""


def make_check_id(random_bytes: bytes) -> CheckId:
    """Return the check id that 16 random bytes make."""
    return CheckId(str(UUID(bytes=random_bytes, version=4)))


def check_id_bytes(check_id: CheckId) -> bytes:
    """Return the 16 bytes of a check id, as they go into what the card signs."""
    return UUID(check_id).bytes
