"""The JSON of our eligibility protocol: questions to bytes, answers to values; no I/O.

Source: eligibility-api.md; the names inside an answer are those of eligibility-interface.md 1.3.
An answer is foreign text: whatever does not fit is BackendGarbled, and no value of it goes into an
error.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import cast

from reception_app.domain.consent import ConsentScope
from reception_app.domain.eligibility import (
    NORMAL,
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Fact,
    Record,
    ServiceMessage,
    Signature,
    Visual,
    text_of,
    verdict_of,
)
from reception_app.domain.errors import BackendGarbled
from reception_app.domain.notice import Affects, ServiceNotice
from reception_app.messages.elements import GROUPS, RESULT, RESULT_LIST, TEXTS
from reception_app.messages.strict_json import Json, read_json
from reception_app.messages.xml_bytes import NOT_XML

NONCE_BYTES = 32

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_PROBLEM_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ENCODER = json.JSONEncoder(separators=(",", ":"))
_NOTICE_ID = re.compile(r"[!-~]{1,64}")
_MOST_NOTICES = 20
_LONGEST_NOTICE = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error answer said of itself; None where it said nothing that fits.

    Attributes:
        code: The service's code, 1–64 of ``A-Z a-z 0-9 . _ -``.
        until: End of a maintenance, aware.
    """

    code: str | None = None
    until: datetime | None = None


# ── questions ─────────────────────────────────────────────────────────────────────────────────
def challenge_request(terminal: str) -> bytes:
    """Return the body of ``POST /v1/challenges``."""
    return _dump({"terminal": terminal})


def check_request(query: EligibilityQuery, *, terminal: str) -> bytes:
    """Return the body of ``POST /v1/checks``; the same question always gives the same bytes.

    Leading and trailing spaces of the insurer number (its padded wire form elsewhere) are dropped.
    """
    agreed = query.consent.scopes
    return _dump(
        {
            "check_id": query.check_id,
            "terminal": terminal,
            "on": query.on.isoformat(),
            "subject": _subject(query.subject),
            "consent": {scope.value: scope in agreed for scope in ConsentScope},
        }
    )


def _subject(subject: CardTicket | CardholderNumbers) -> Json:
    if isinstance(subject, CardTicket):
        return {
            "kind": "card",
            "certificate": _base64(subject.certificate),
            "proof": _proof(subject.proof),
        }
    return {
        "kind": "numbers",
        "insurer": subject.insurer.strip(),
        "symbol": subject.symbol,
        "number": subject.number,
        "branch": subject.branch,
        "born": subject.born.isoformat(),
    }


def _proof(proof: Signature | Visual) -> Json:
    if isinstance(proof, Signature):
        return {
            "kind": "signature",
            "challenge_id": proof.challenge.challenge_id,
            "algorithm": proof.algorithm,
            "value": _base64(proof.value),
        }
    at = proof.at.isoformat(timespec="seconds")
    return {"kind": "visual", "witness": proof.witness, "at": at}


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _dump(value: Json) -> bytes:
    # ASCII with escapes: a lone surrogate out of a command line must not stop the encoder.
    return _ENCODER.encode(value).encode("ascii")


# ── answers ───────────────────────────────────────────────────────────────────────────────────
def read_challenge(body: bytes) -> Challenge:
    """Return the challenge of a ``201`` to ``POST /v1/challenges``.

    Raises:
        BackendGarbled: no id, a nonce that is not 32 bytes, or an end without a time zone.
    """
    answer = _read_object(body)
    challenge_id = answer.get("challenge_id")
    if not isinstance(challenge_id, str) or not challenge_id or NOT_XML.search(challenge_id):
        raise BackendGarbled("challenge_id")
    nonce = _bytes_of(answer.get("nonce"))
    if nonce is None or len(nonce) != NONCE_BYTES:
        raise BackendGarbled("nonce")
    expires_at = _time_of(answer.get("expires_at"))
    if expires_at is None:
        raise BackendGarbled("expires_at")
    return Challenge(challenge_id, nonce, expires_at)


def read_answer(
    body: bytes,
    query: EligibilityQuery,
    *,
    institution_code: str,
    source: str,
    answered_at: datetime,
) -> EligibilityResult:
    """Return the answer of a ``200`` to ``POST /v1/checks``, whatever it says.

    Args:
        body: The whole body, as it came.
        query: The question; an answer to another one is refused.
        institution_code: Ours; an answer for another institution is refused.
        source: Name of the backend.
        answered_at: When it reached us, UTC.

    Records and the rest of the message are kept as they came (plain ``dict``, ``list``, ``str``),
    unknown members and leading spaces too; what is null, and an unknown member that holds anything
    but text, is left out.

    Raises:
        BackendGarbled: unreadable, or not an answer to this question.
    """
    answer = _read_object(body)
    if answer.get("check_id") != query.check_id:
        raise BackendGarbled("check_id")
    message = _message_of(answer.get("XmlMsg"))
    header = _group(message, "MessageHeader")
    content = dict(_group(message, "MessageBody"))
    _expect_ours(header, query, institution_code)
    records = tuple(_records(content.pop("ResultList", "")))
    code = text_of(content, "QualificationValidity")
    usable = (
        text_of(header, "SegmentOfResult") == text_of(content, "ProcessingResultStatus") == NORMAL
    )
    return EligibilityResult(
        check_id=query.check_id,
        verdict=verdict_of(code) if usable else None,
        verdict_code=code,
        source=source,
        answered_at=answered_at,
        records=records,
        messages=tuple(_messages(header, content)),
        header=header,
        body=content,
    )


def read_problem(body: bytes) -> Problem:
    """Return what an error body says; an unreadable one says nothing. Never raises."""
    try:
        answer = _read_object(body)
    except BackendGarbled:
        return Problem()
    code = answer.get("code")
    if not isinstance(code, str) or not _PROBLEM_CODE.fullmatch(code):
        code = None
    return Problem(code, _time_of(answer.get("until")))


def read_notices(body: bytes) -> tuple[ServiceNotice, ...]:
    """Return what a ``200`` to ``GET /v1/service`` announces, at most 20 notices, in its order.

    A notice without a usable id, text or time is left out; one that affects what we do not know
    affects all. A text is made one line of plain characters, 120 at the most.

    Raises:
        BackendGarbled: not a JSON object.
    """
    listed = _read_object(body).get("notices")
    read = map(_notice_of, listed) if isinstance(listed, list) else ()
    return tuple(islice((notice for notice in read if notice is not None), _MOST_NOTICES))


def _notice_of(value: Json) -> ServiceNotice | None:
    if not isinstance(value, dict):
        return None
    notice_id, text = value.get("id"), _one_line(value.get("text"))
    begins, ends = _time_of(value.get("from")), _time_of(value.get("until"))
    if not isinstance(notice_id, str) or not _NOTICE_ID.fullmatch(notice_id) or not text:
        return None
    if begins is None or ends is None or ends <= begins:
        return None
    affects = value.get("affects")
    known = next((each for each in Affects if each.value == affects), Affects.ALL)
    return ServiceNotice(notice_id, text, begins, ends, known)


def _one_line(value: Json) -> str:
    """Return foreign text as one plain line; nothing in it moves or hides what stands beside."""
    if not isinstance(value, str):
        return ""
    plain = "".join(char if char.isprintable() else " " for char in value[: 2 * _LONGEST_NOTICE])
    line = " ".join(plain.split())
    return line if len(line) <= _LONGEST_NOTICE else f"{line[: _LONGEST_NOTICE - 1]}…"


def _expect_ours(header: Record, query: EligibilityQuery, institution_code: str) -> None:
    classification = "1" if isinstance(query.subject, CardTicket) else "2"
    expected = {
        "MedicalInstitutionCode": institution_code,
        "ArbitraryFileIdentifier": query.check_id,
        "ReferenceClassification": classification,
    }
    if header.get("QualificationConfirmationDate", ""):
        expected["QualificationConfirmationDate"] = query.on.isoformat().replace("-", "")
    for name, value in expected.items():
        if header.get(name) != value:
            raise BackendGarbled(name)


def _records(listed: Fact) -> Iterator[Record]:
    """Yield the 資格確認結果 of a ResultList: an array, or one object in place of an array."""
    for item in _groups(listed):
        if RESULT not in item:
            raise BackendGarbled(RESULT_LIST)  # records that we could not see
        yield from _groups(item[RESULT])


def _groups(value: Fact) -> Iterator[Record]:
    several = [value] if isinstance(value, str | Mapping) else value
    for item in several:
        if item and not isinstance(item, Mapping):
            raise BackendGarbled("ResultList")
        if item:  # absent and empty both mean "no value"
            yield cast("Record", item)


def _messages(header: Record, content: Record) -> Iterator[ServiceMessage]:
    pairs = (
        (content, "ProcessingResultCode", "ProcessingResultMessage"),
        (header, "ErrorCode", "ErrorMessage"),
    )
    for group, code, text in pairs:
        message = ServiceMessage(text_of(group, code), text_of(group, text))
        if message.code or message.text:
            yield message


def _group(message: Record, name: str) -> Record:
    group = message.get(name)
    if not isinstance(group, Mapping):
        raise BackendGarbled(name)
    return group


# ── values of an answer ──────────────────────────────────────────────────────────────────────
def _read_object(body: bytes) -> dict[str, Json]:
    try:
        value = read_json(body)
    except ValueError as error:
        raise BackendGarbled("JSON") from error
    if not isinstance(value, dict):
        raise BackendGarbled("JSON object")
    return value


def _message_of(value: Json) -> Record:
    message = _fact(value)
    if not isinstance(message, Mapping):
        raise BackendGarbled("XmlMsg")
    return message


def _fact(value: Json) -> Fact | None:
    """Return a value of the message, or None where it is null (absent)."""
    match value:
        case None:
            return None
        case str():
            return _text(value)
        case dict():
            return {
                name: fact
                for name, each in value.items()
                if (fact := _member(name, each)) is not None
            }
        case list():
            items = [_fact(each) for each in value]
            return [each for each in items if each is not None]
        case _:
            raise BackendGarbled("a value that is not text")


def _member(name: str, value: Json) -> Fact | None:
    """Return a member's value; one that is not on our page and not as ours is left out."""
    if isinstance(value, str) and name in TEXTS:  # as most are
        return _text(value)
    try:
        _text(name)
        fact = _fact(value)
    except BackendGarbled:
        if name in TEXTS or name in GROUPS:
            raise
        return None  # unknown members are ignored
    if name in TEXTS and fact is not None and not isinstance(fact, str):
        raise BackendGarbled(name)
    return fact


def _text(value: str) -> str:
    # The answer is handed over as XML, so this is found here and not at the receipt computer.
    if not value.isprintable() and NOT_XML.search(value):  # XML carries all that can be printed
        raise BackendGarbled("a character that XML cannot carry")
    return value


def _bytes_of(value: Json) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None


def _time_of(value: Json) -> datetime | None:
    """Return an RFC 3339 time in UTC, or None if it is none."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value.upper()):
        return None
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
