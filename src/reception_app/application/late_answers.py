"""Late answers: an ability that a backend may have beside ``EligibilityBackend``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias, runtime_checkable

from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.ids import CheckId


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """The answer to a question that was given up, perhaps by an earlier run.

    Attributes:
        on: 資格確認日 that was asked for.
        asked_at: When the question went out, aware.
    """

    result: EligibilityResult
    on: date
    asked_at: datetime


HearLate: TypeAlias = Callable[[LateAnswer], None]


@runtime_checkable
class LateAnswerSource(Protocol):
    """A backend whose answers can come after the question was given up."""

    def hear_late(self, heard: HearLate) -> None:
        """Tell of late answers from now on, also of those to earlier runs.

        ``heard`` is called on a thread of the backend; it must not block or raise. The same
        answer comes once in a run, and again in the next one until ``late_saved``.
        """
        ...

    def late_saved(self, check_id: CheckId) -> None:
        """A late answer is in the store: it never comes again. May block; raises StoreError."""
        ...
