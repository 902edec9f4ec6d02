"""Answers about many people in one file: each person's own, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from reception_app.domain.eligibility import (
    NORMAL,
    EligibilityResult,
    Record,
    ServiceMessage,
    Verdict,
    text_of,
    verdict_of,
)
from reception_app.domain.errors import BackendRefused
from reception_app.domain.ids import CheckId

_PENDING = "2"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """受付: the number under which a bulk question's result is asked for, and when (as given)."""

    reception_number: str
    received_at: str


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """What a bulk result says of one person, and nothing that belongs to another.

    Attributes:
        header: MessageHeader of the file, the same for everybody in it.
        asked: What was asked for this person, as echoed; empty where it was not.
        records: 0…n 資格確認結果, as the service gave them.
        messages: The person's own.
        body: The person's part as received, without the records; 照会番号 stands there.
    """

    header: Record = field(repr=False)
    asked: Record = field(repr=False)
    records: tuple[Record, ...] = field(repr=False)
    messages: tuple[ServiceMessage, ...] = field(repr=False)
    body: Record = field(repr=False)

    @property
    def identifier(self) -> str:
        """任意の識別子 of the question, by which an answer finds its person."""
        return text_of(self.asked, "ArbitraryIdentifier")

    @property
    def status(self) -> str:
        """処理結果状況 as received."""
        return text_of(self.body, "ProcessingResultStatus")

    @property
    def verdict_code(self) -> str:
        """資格有効性 as received."""
        return text_of(self.body, "QualificationValidity")

    @property
    def is_normal(self) -> bool:
        """Whether the question was answered: the file is finished and the person's status is 1."""
        return text_of(self.header, "SegmentOfResult") == self.status == NORMAL

    @property
    def verdict(self) -> Verdict | None:
        """What the answer says; None where there is none."""
        return verdict_of(self.verdict_code) if self.is_normal else None

    def result(
        self, check_id: CheckId, *, source: str, answered_at: datetime
    ) -> EligibilityResult:
        """Return the answer as that to one question of its own.

        Args:
            check_id: The person's question.
            source: Name of the backend.
            answered_at: When the file reached us, UTC.
        """
        return EligibilityResult(
            check_id=check_id,
            verdict=self.verdict,
            verdict_code=self.verdict_code,
            source=source,
            answered_at=answered_at,
            records=self.records,
            messages=self.messages,
            header=self.header,
            body=self.body,
        )


@dataclass(frozen=True, slots=True)
class RegistrationAnswer:
    """What became of one 照会番号.

    Attributes:
        asked: What was to be registered, as echoed; empty where it was not.
        status: 処理結果状況 as received.
    """

    header: Record = field(repr=False)
    asked: Record = field(repr=False)
    status: str
    messages: tuple[ServiceMessage, ...] = field(repr=False)

    @property
    def is_registered(self) -> bool:
        """Whether the number is registered now."""
        return text_of(self.header, "SegmentOfResult") == self.status == NORMAL


Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class BulkAnswer(Generic[Answer]):
    """The result of a bulk question, read while it is used.

    Attributes:
        header: MessageHeader.
        messages: Those of the file.
        answers: One after the other, once. It raises BackendGarbled where the file goes wrong:
            then nothing of the file may be used, what was read before included.
    """

    header: Record = field(repr=False)
    messages: tuple[ServiceMessage, ...] = field(repr=False)
    answers: Iterator[Answer] = field(repr=False)

    @property
    def segment(self) -> str:
        """処理結果区分 as received."""
        return text_of(self.header, "SegmentOfResult")

    @property
    def is_pending(self) -> bool:
        """Whether the service is still at work: ask again later, under a new name."""
        return self.segment == _PENDING

    def refusal(self) -> BackendRefused | None:
        """Return the refusal that the file amounts to, or None where it is finished or pending."""
        if self.segment == NORMAL or self.is_pending:
            return None
        code = next((message.code for message in self.messages if message.code), "")
        return BackendRefused(service_code=code or self.segment)
