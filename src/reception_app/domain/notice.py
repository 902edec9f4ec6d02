"""What the eligibility service announces for a time: maintenance, outages; it refuses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class Affects(StrEnum):
    """Which questions a notice is about (eligibility-api.md, ``GET /v1/service``)."""

    ALL = "all"
    CARDS = "cards"
    """The state of certificates cannot be looked up; most cards are answered as usual (A3-15)."""
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class ServiceNotice:
    """One announcement, in the service's own words.

    Attributes:
        notice_id: The service's name for it.
        text: One plain line.
        begins: Aware.
        ends: Aware; no longer in effect then.
    """

    notice_id: str
    text: str
    begins: datetime
    ends: datetime
    affects: Affects = Affects.ALL

    def is_on(self, at: datetime) -> bool:
        """Whether it is in effect at a moment (aware)."""
        return self.begins <= at < self.ends
