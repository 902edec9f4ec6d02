"""The request bodies of the eligibility API, parsed strictly into values; judges no card."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import RFC_4122, UUID

from reception_app.domain.eligibility import CardholderNumbers, Visual
from reception_app.domain.ids import CheckId
from reception_app.messages.strict_json import read_json
from reception_app.training.service.card_certificate import (
    ALGORITHMS,
    CardCertificate,
    read_card_certificate,
)
from reception_app.training.service.json_shape import Each, Either, Shape, wrong_members
from reception_app.training.service.refusal import Refusal

_MAX_TEXT = 200  # far above every field of the page; what is longer is a mistake
_MAX_ROW_ID = 50
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_INSURER = re.compile(r"[0-9]{6}|[0-9]{8}")


@dataclass(frozen=True, slots=True)
class SignatureProof:
    """PIN path: the card signed ``bytes_to_sign`` for one of our challenges."""

    challenge_id: str
    algorithm: str
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardSubject:
    """A question with a card."""

    certificate: CardCertificate = field(repr=False)
    proof: SignatureProof | Visual = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One parsed ``POST /v1/checks``; equal questions are one question asked again."""

    check_id: CheckId
    terminal: str
    on: date
    subject: CardSubject | CardholderNumbers = field(repr=False)
    limit_certificate: bool
    specific_disease: bool


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One row of an upload."""

    row_id: str
    numbers: CardholderNumbers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    """One parsed ``POST /v1/jobs``; equal uploads are one upload sent again."""

    job_id: str
    terminal: str
    on: date
    rows: tuple[UploadRow, ...] = field(repr=False)


def parse_challenge_request(body: bytes) -> str:
    """Return the terminal that asks for a challenge.

    Raises:
        Refusal: ``malformed``.
    """
    return cast("str", _parsed(body, _CHALLENGE_REQUEST)["terminal"])


def parse_question(body: bytes) -> Question:
    """Return the question of a check.

    Raises:
        Refusal: ``malformed``; its ``errors`` are the JSON pointers of all that is wrong.
    """
    members = _parsed(body, _QUESTION)
    return Question(
        check_id=CheckId(members["check_id"]),
        terminal=members["terminal"],
        on=date.fromisoformat(members["on"]),
        subject=_subject(members["subject"]),
        limit_certificate=members["consent"]["limit_certificate"],
        specific_disease=members["consent"]["specific_disease"],
    )


def parse_upload(body: bytes, *, max_rows: int) -> Upload:
    """Return the questions of an upload.

    Raises:
        Refusal: ``malformed``; also where a row_id stands twice.
    """
    members = _parsed(body, {**_UPLOAD, "rows": Each(_ROW, max_rows)})
    rows = tuple(UploadRow(row["row_id"], _numbers(row["subject"])) for row in members["rows"])
    first = dict[str, int]()
    twice = [
        f"/rows/{place}/row_id"
        for place, row in enumerate(rows)
        if first.setdefault(row.row_id, place) != place
    ]
    if twice:
        raise Refusal("malformed", {"errors": twice})
    return Upload(members["job_id"], members["terminal"], date.fromisoformat(members["on"]), rows)


def _parsed(body: bytes, shape: Shape) -> dict[str, Any]:
    try:
        value = read_json(body)
    except ValueError as error:
        raise Refusal("malformed", {"errors": [""]}) from error
    wrong = list(wrong_members(value, shape))
    if wrong:
        raise Refusal("malformed", {"errors": wrong})
    return cast("dict[str, Any]", value)


def _subject(members: dict[str, Any]) -> CardSubject | CardholderNumbers:
    if members["kind"] == "numbers":
        return _numbers(members)
    certificate = read_card_certificate(_binary(members["certificate"]))
    return CardSubject(certificate, _proof(members["proof"]))


def _numbers(members: dict[str, Any]) -> CardholderNumbers:
    return CardholderNumbers(
        insurer=members["insurer"],
        symbol=members.get("symbol") or None,
        number=members["number"],
        branch=members.get("branch") or None,
        born=date.fromisoformat(members["born"]),
    )


def _proof(members: dict[str, Any]) -> SignatureProof | Visual:
    if members["kind"] == "visual":
        return Visual(members["witness"], _moment(members["at"]))
    return SignatureProof(members["challenge_id"], members["algorithm"], _binary(members["value"]))


def _binary(text: str) -> bytes:
    """Return what base64 text says.

    Raises:
        ValueError: not the one text that RFC 4648 section 4 has for these bytes.
    """
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(value).decode("ascii") != text:
        raise ValueError("not canonical base64")
    return value


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.upper())


# ── what a member may be ──────────────────────────────────────────────────────────────────────
def _is_text(value: object) -> bool:
    """Whether it is some text that can be written back, in JSON as in XML."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= _MAX_TEXT
        and not any(unicodedata.category(character) in ("Cc", "Cs") for character in value)
    )


def _is_row_id(value: object) -> bool:
    return _is_text(value) and len(str(value)) <= _MAX_ROW_ID


def _is_text_or_nothing(value: object) -> bool:
    return value is None or value == "" or _is_text(value)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_check_id(value: object) -> bool:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        return False
    uuid = UUID(value)
    return uuid.version == 4 and uuid.variant == RFC_4122


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_moment(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        _moment(value)
    except ValueError:
        return False
    return True


def _is_insurer(value: object) -> bool:
    return isinstance(value, str) and _INSURER.fullmatch(value) is not None


def _is_algorithm(value: object) -> bool:
    return value in ALGORITHMS


def _is_binary(value: object) -> bool:
    if not isinstance(value, str) or not value:
        return False
    try:
        _binary(value)
    except ValueError:
        return False
    return True


def _is_certificate(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        read_card_certificate(_binary(value))
    except ValueError:
        return False
    return True


_CHALLENGE_REQUEST: Final[Shape] = {"terminal": _is_text}

_PROOF: Final[Shape] = Either(
    {
        "signature": {
            "challenge_id": _is_text,
            "algorithm": _is_algorithm,
            "value": _is_binary,
        },
        "visual": {"witness": _is_text, "at": _is_moment},
    }
)

_NUMBERS: Final[Mapping[str, Shape]] = {
    "insurer": _is_insurer,
    "symbol": _is_text_or_nothing,
    "number": _is_text,
    "branch": _is_text_or_nothing,
    "born": _is_day,
}

_QUESTION: Final[Shape] = {
    "check_id": _is_check_id,
    "terminal": _is_text,
    "on": _is_day,
    "subject": Either(
        {"card": {"certificate": _is_certificate, "proof": _PROOF}, "numbers": _NUMBERS}
    ),
    "consent": {"limit_certificate": _is_truth, "specific_disease": _is_truth},
}

_UPLOAD: Final[Mapping[str, Shape]] = {
    "job_id": _is_check_id,
    "terminal": _is_text,
    "on": _is_day,
}

_ROW: Final[Mapping[str, Shape]] = {
    "row_id": _is_row_id,
    "subject": Either({"numbers": _NUMBERS}),
}
