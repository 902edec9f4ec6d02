"""A small client of the eligibility API, written from its page and from nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import httpx
from support.card_ca import IssuedCard

ON = "2026-11-22"
TERMINAL = "desk-1"
VISUAL = {"kind": "visual", "witness": "sato", "at": "2026-11-22T09:00:00+09:00"}

Json = dict[str, Any]


class Service(Protocol):
    """What the client must know of a service."""

    @property
    def url(self) -> str: ...
    @property
    def ca_pem(self) -> Path: ...
    @property
    def client_pem(self) -> Path: ...
    @property
    def client_key(self) -> Path: ...


@dataclass(frozen=True)
class ChallengeGiven:
    challenge_id: str
    nonce: bytes


class PlainClient:
    """One client with one connection pool; ``identity`` is (certificate, key), or None."""

    def __init__(self, service: Service, *, identity: tuple[Path, Path] | None) -> None:
        context = ssl.create_default_context(cafile=service.ca_pem)
        if identity is not None:
            context.load_cert_chain(*identity)
        self._http = httpx.Client(
            verify=context, base_url=service.url, timeout=20, trust_env=False
        )

    @classmethod
    def of(cls, service: Service) -> Self:
        """The client that the service's files are for."""
        return cls(service, identity=(service.client_pem, service.client_key))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(self, path: str) -> httpx.Response:
        return self._http.get(path)

    def post(self, path: str, body: object) -> httpx.Response:
        """Send JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json; charset=utf-8"}
        return self._http.post(path, content=content, headers=headers)

    def stream(self, path: str, body: object) -> AbstractContextManager[httpx.Response]:
        """Send JSON and read the answer piece by piece."""
        return self._http.stream("POST", path, json=body)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._http.request(method, path, **options)

    def challenge(self, terminal: str = TERMINAL) -> ChallengeGiven:
        given = self.post("/v1/challenges", {"terminal": terminal}).json()
        return ChallengeGiven(given["challenge_id"], base64.b64decode(given["nonce"]))

    def check(self, question: Json) -> httpx.Response:
        return self.post("/v1/checks", question)

    def pin_question(self, card: IssuedCard, *, algorithm: str = "RS256", **changes: Any) -> Json:
        """A whole question by card and PIN, with a fresh challenge."""
        asked = question({}, **changes)
        given = self.challenge(asked["terminal"])
        message = signed_bytes(given.nonce, asked["check_id"], asked["on"], card.der)
        proof = signature_proof(given.challenge_id, card.sign(message), algorithm=algorithm)
        return {**asked, "subject": card_subject(card, proof)}


def signed_bytes(nonce: bytes, check_id: str, on: str, certificate: bytes) -> bytes:
    return b"".join(
        (
            b"reception-check-v1",
            nonce,
            uuid.UUID(check_id).bytes,
            on.replace("-", "").encode(),
            hashlib.sha256(certificate).digest(),
        )
    )


def question(subject: object, **changes: Any) -> Json:
    usual = {
        "check_id": str(uuid.uuid4()),
        "terminal": TERMINAL,
        "on": ON,
        "subject": subject,
        "consent": consent(),
    }
    return {**usual, **changes}


def consent(*, limit: bool = False, disease: bool = False) -> Json:
    return {"limit_certificate": limit, "specific_disease": disease}


def signature_proof(challenge_id: str, value: bytes, *, algorithm: str = "RS256") -> Json:
    return {
        "kind": "signature",
        "challenge_id": challenge_id,
        "algorithm": algorithm,
        "value": text(value),
    }


def card_subject(card: IssuedCard, proof: Json) -> Json:
    return {"kind": "card", "certificate": text(card.der), "proof": proof}


def visual_question(card: IssuedCard, **changes: Any) -> Json:
    return question(card_subject(card, VISUAL), **changes)


def numbers_question(**changes: Any) -> Json:
    """Person 0001 by number."""
    usual = {
        "kind": "numbers",
        "insurer": "06139992",
        "symbol": "１２３",
        "number": "4567",
        "branch": "00",
        "born": "1985-04-12",
    }
    return question({**usual, **changes})


def text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def body_of(response: httpx.Response) -> Json:
    """The MessageBody of an answer."""
    body: Json = response.json()["XmlMsg"]["MessageBody"]
    return body


def header_of(response: httpx.Response) -> Json:
    """The MessageHeader of an answer."""
    header: Json = response.json()["XmlMsg"]["MessageHeader"]
    return header


def records_of(response: httpx.Response) -> list[Json]:
    """The records of an answer."""
    return [
        entry["ResultOfQualificationConfirmation"] for entry in body_of(response)["ResultList"]
    ]
