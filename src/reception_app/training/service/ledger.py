"""What the service remembers: open challenges and given answers, both bounded; judges no card."""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections import OrderedDict
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta

from reception_app.domain.eligibility import CardholderNumbers
from reception_app.training.service.refusal import Refusal
from reception_app.training.service.requests import Question

NONCE_BYTES = 32

_CHALLENGE_LIFE = timedelta(minutes=5)
_CHALLENGE_MEMORY = timedelta(minutes=15)  # how long "used" can still be told from "expired"
_MAX_CHALLENGES = 50_000
_ANSWER_LIFE = timedelta(hours=25)  # the page promises 24
_MAX_ANSWERS = 50_000


@dataclass(slots=True)
class GivenChallenge:
    """A challenge and whether it was used up."""

    challenge_id: str
    nonce: bytes = field(repr=False)
    terminal: str
    expires_at: datetime
    is_used: bool = False


class Challenges:
    """Challenges: 32 bytes, single use, for one terminal, good for five minutes."""

    def __init__(self, limit: int = _MAX_CHALLENGES) -> None:
        self._limit = limit
        self._given: OrderedDict[str, GivenChallenge] = OrderedDict()

    def give(self, terminal: str, at: datetime) -> GivenChallenge:
        """Return a new challenge; where there are too many, the oldest is forgotten."""
        self._forget(at)
        challenge = GivenChallenge(
            f"c-{secrets.token_urlsafe(16)}",
            secrets.token_bytes(NONCE_BYTES),
            terminal,
            at.replace(microsecond=0) + _CHALLENGE_LIFE,
        )
        self._given[challenge.challenge_id] = challenge
        return challenge

    def find(self, challenge_id: str, terminal: str, at: datetime) -> GivenChallenge:
        """Return a challenge that can be used.

        Raises:
            Refusal: ``challenge-used``; ``challenge-expired``, also for one that we never gave to
                this terminal.
        """
        challenge = self._given.get(challenge_id)
        if challenge is None or challenge.terminal != terminal:
            raise Refusal("challenge-expired")
        if challenge.is_used:
            raise Refusal("challenge-used")
        if at > challenge.expires_at:
            raise Refusal("challenge-expired")
        return challenge

    def _forget(self, at: datetime) -> None:
        while self._given:
            oldest = next(iter(self._given.values()))
            if len(self._given) < self._limit and oldest.expires_at + _CHALLENGE_MEMORY > at:
                return
            del self._given[oldest.challenge_id]


@dataclass(frozen=True, slots=True)
class _GivenAnswer:
    question: bytes  # its digest: a day of questions would hold a day of certificates
    body: bytes  # compressed: it is kept for a day, and hardly ever asked for
    at: datetime


class Answers:
    """Answers under their check_id, so that the same question gets the same answer again."""

    def __init__(self, limit: int = _MAX_ANSWERS) -> None:
        self._limit = limit
        self._given: OrderedDict[str, _GivenAnswer] = OrderedDict()

    def find(self, question: Question, at: datetime) -> bytes | None:
        """Return the answer given to this question before, if any.

        Raises:
            Refusal: ``check-id-reused``; ``busy`` where no further answer could be remembered as
                long as promised.
        """
        self._forget(at)
        given = self._given.get(question.check_id.lower())
        if given is None:
            if len(self._given) >= self._limit:
                raise Refusal("busy", retry_after_s=60)
            return None
        if given.question != _digest(question):
            raise Refusal("check-id-reused")
        return zlib.decompress(given.body)

    def keep(self, question: Question, body: bytes, at: datetime) -> None:
        """Remember an answer."""
        self._given[question.check_id.lower()] = _GivenAnswer(
            _digest(question), zlib.compress(body), at
        )

    def _forget(self, at: datetime) -> None:
        while self._given:
            name, oldest = next(iter(self._given.items()))
            if oldest.at + _ANSWER_LIFE > at:
                return
            del self._given[name]


def _digest(question: Question) -> bytes:
    """Return what two questions have in common only if they are equal."""
    subject = question.subject
    whole = (
        question.check_id,
        question.terminal,
        question.on,
        question.limit_certificate,
        question.specific_disease,
        astuple(subject)
        if isinstance(subject, CardholderNumbers)
        else (subject.certificate.der, astuple(subject.proof)),
    )
    return hashlib.sha256(repr(whole).encode("utf-8")).digest()
