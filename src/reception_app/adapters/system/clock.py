"""The computer's clock as the port of the use cases; it corrects nothing."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

from reception_app.domain.policy import JST


class SystemClock:
    """The time as this computer has it."""

    def now(self) -> datetime:
        """Return the time, UTC, aware."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day in Japan, whatever time zone the computer is set to."""
        return datetime.now(JST).date()

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back."""
        return time.monotonic()
