"""The judgement of the eligibility service, in the order of its page; knows nothing of HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.eligibility import CardholderNumbers, Visual, bytes_to_sign
from reception_app.domain.policy import expiry_state
from reception_app.training.service.answers import Circumstances, answer_to
from reception_app.training.service.card_certificate import AuthorityKey, CardCertificate
from reception_app.training.service.ledger import Answers, Challenges, GivenChallenge
from reception_app.training.service.people import People, Person
from reception_app.training.service.refusal import Refusal
from reception_app.training.service.requests import Question, SignatureProof

_REFUSED_STATES = {
    CertificateState.NOT_YET_VALID: "certificate-not-yet-valid",
    CertificateState.EXPIRED: "certificate-expired",
}


def utc_now() -> datetime:
    """Return the computer's time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How strict this service is, and what time it is there.

    Attributes:
        unregistered: No card is registered as health insurance.
        visual_allowed: Whether a card may come with a visual proof.
        now: The service's clock, aware.
    """

    unregistered: bool = False
    visual_allowed: bool = True
    now: Callable[[], datetime] = utc_now


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signature and the challenge it is for; a visual check has neither."""

    proof: SignatureProof
    challenge: GivenChallenge


class Desk:
    """Gives challenges and answers questions; one thread only, and never between two awaits."""

    def __init__(
        self,
        people: People,
        authorities: Sequence[AuthorityKey],
        *,
        rules: Rules,
    ) -> None:
        self._people = people
        self._authorities = authorities
        self._rules = rules
        self._challenges = Challenges()
        self._answers = Answers()

    def challenge(self, terminal: str) -> GivenChallenge:
        """Return a new challenge for a terminal."""
        return self._challenges.give(terminal, self._rules.now())

    def answer(self, question: Question) -> bytes:
        """Return the answer, as the JSON that every repetition of the question gets, too.

        Raises:
            Refusal: 409 or 422, or ``busy``.
        """
        at = self._rules.now()
        given = self._answers.find(question, at)
        if given is not None:
            return given
        signed = self._signed(question, at)
        if signed is not None:
            signed.challenge.is_used = True  # from here on it is a 200 or a 422
        answer = self._new_answer(question, signed, at)
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        self._answers.keep(question, body, at)
        return body

    def _signed(self, question: Question, at: datetime) -> _Signed | None:
        subject = question.subject
        if isinstance(subject, CardholderNumbers) or isinstance(subject.proof, Visual):
            return None
        proof = subject.proof
        return _Signed(proof, self._challenges.find(proof.challenge_id, question.terminal, at))

    def _new_answer(
        self, question: Question, signed: _Signed | None, at: datetime
    ) -> dict[str, object]:
        subject = question.subject
        if isinstance(subject, CardholderNumbers):
            return answer_to(question, self._people.by_numbers(subject), Circumstances(at))
        is_grace = self._is_grace(subject.certificate, at)
        person = self._holder(question, subject.certificate, signed)
        return answer_to(question, person, Circumstances(at, is_grace))

    def _is_grace(self, certificate: CardCertificate, at: datetime) -> bool:
        """Whether an accepted certificate is in its grace period."""
        if not certificate.is_issued_by(self._authorities):
            raise Refusal("certificate-unknown-ca")
        state = expiry_state(certificate.not_before, certificate.not_after, at)
        if state in _REFUSED_STATES:
            raise Refusal(_REFUSED_STATES[state])
        return state is CertificateState.GRACE

    def _holder(
        self, question: Question, certificate: CardCertificate, signed: _Signed | None
    ) -> Person:
        """Return whose card it is, if the proof holds and the person is not to be refused."""
        person = self._people.by_card(certificate.common_name)
        if person.refuse == "certificate-revoked":
            raise Refusal("certificate-revoked")
        if signed is None:
            if person.refuse == "visual-not-allowed" or not self._rules.visual_allowed:
                raise Refusal("visual-not-allowed")
        elif not _is_proved(question, certificate, signed):
            raise Refusal("signature-invalid")
        if person.refuse == "not-registered" or self._rules.unregistered:
            raise Refusal("not-registered")
        return person


def _is_proved(question: Question, certificate: CardCertificate, signed: _Signed) -> bool:
    nonce = signed.challenge.nonce
    message = bytes_to_sign(nonce, question.check_id, question.on, certificate.der)
    return certificate.fits(signed.proof.algorithm, signed.proof.value, message)
