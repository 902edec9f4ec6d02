"""Late answers: an ability that a backend may have beside ``EligibilityBackend``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeAlias, runtime_checkable

from reception_app.domain.consent import Consent
from reception_app.domain.eligibility import EligibilityQuery, EligibilityResult
from reception_app.domain.errors import StoreError
from reception_app.domain.ids import CheckId
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.record import NumberTrail


@dataclass(frozen=True, slots=True)
class Asked:
    """What the record of an answer needs of its question; nothing in it tells who the patient is.

    Attributes:
        operator: 操作者ID of whoever asked; empty where nobody is signed in.
        expects_somebody: Whose answer it was to be was known.
    """

    operator: str
    consent: Consent
    trail: NumberTrail | None
    expects_somebody: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with what is needed beside it should its answer come late."""

    query: EligibilityQuery
    operator: str = ""
    trail: NumberTrail | None = None
    expected: ExpectedPerson | None = field(default=None, repr=False)

    @property
    def asked(self) -> Asked:
        """What may outlive this run."""
        return Asked(self.operator, self.query.consent, self.trail, self.expected is not None)


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """The answer to a question that was given up, perhaps by an earlier run.

    Attributes:
        on: 資格確認日 that was asked for.
        question: In whole; None where only an earlier run knew it.
    """

    result: EligibilityResult
    on: date
    asked: Asked
    question: Question | None = None


HearLate: TypeAlias = Callable[[LateAnswer], None]


@runtime_checkable
class LateAnswerSource(Protocol):
    """A backend whose answers can come after the question was given up."""

    def ask(self, question: Question, *, timeout_s: float) -> EligibilityResult:
        """Do as ``EligibilityBackend.check`` does, and keep what a late answer will need."""
        ...

    def hear_late(self, heard: HearLate) -> None:
        """Tell of late answers from now on, also of those to earlier runs.

        An answer that came in time and was not saved counts as late. ``heard`` is called on a
        thread of the backend; it must not block or raise. The same answer comes again now and
        then, and in the next run, until ``answer_saved``.
        """
        ...

    def answer_saved(self, check_id: CheckId) -> None:
        """An answer is in the store: it never comes as a late one. May block; raises StoreError.

        Told of answers in time, too, and of checks that the backend was never asked about.
        """
        ...


def tell_saved(backend: object, check_id: CheckId) -> None:
    """Tell a backend that can be late that an answer is in the store; never raises."""
    if isinstance(backend, LateAnswerSource):
        with suppress(StoreError):  # at worst the answer comes once more, and is known then
            backend.answer_saved(check_id)
