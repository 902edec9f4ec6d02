"""The JSON of 一括照会 in our own protocol: uploads to bytes, receipts and results to values.

What does not fit is BackendGarbled, and no value of it goes into an error.
Source: eligibility-api.md, /v1/jobs; what stands in a result is eligibility-interface.md 1.4.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from reception_app.domain.bulk import BulkAnswer, PersonAnswer
from reception_app.domain.eligibility import NORMAL, Fact, text_of
from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.answers import file_messages, mismatch, person_messages
from reception_app.messages.bulk import answers_of
from reception_app.messages.elements import BODY, HEADER, ROOT
from reception_app.messages.json_pieces import JsonPieces
from reception_app.messages.layouts import (
    CONFIRM_UNIT,
    FILE_IDENTIFIER,
    INSTITUTION,
    RECEPTION_NUMBER,
    SEGMENT,
)
from reception_app.messages.message import Message
from reception_app.messages.search_info import SearchInfo
from reception_app.messages.strict_json import Json, read_json
from reception_app.messages.web_json import read_json_group
from reception_app.messages.xml_reading import BULK_BYTES

USUAL_PAUSE_S: Final = 5.0
"""Where a service does not say when it wants to be asked again."""

_SHORTEST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 3600.0
_RUNNING = "2"
_FAILED = "9"
_NUMBER = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")
_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")

_Group: TypeAlias = "dict[str, Fact]"


@dataclass(frozen=True, slots=True)
class JobReceipt:
    """受付番号 of an upload, and in how many seconds its result may be asked for."""

    number: str
    ask_again_s: float


@dataclass(frozen=True, slots=True)
class JobRunning:
    """処理中: in how many seconds it may be asked again."""

    ask_again_s: float


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a service takes at once; None where it does not say."""

    rows: int | None = None
    parallel: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedJob:
    """Which result was asked for, and by whom."""

    job_id: str
    number: str
    institution_code: str


def job_request(job_id: str, rows: Iterable[SearchInfo], *, terminal: str, on: date) -> bytes:
    """Return the body of ``POST /v1/jobs``; the same rows always give the same bytes."""
    document = {
        "job_id": job_id,
        "terminal": terminal,
        "on": on.isoformat(),
        "rows": [{"row_id": row.identifier, "subject": _subject(row)} for row in rows],
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii")


def _subject(row: SearchInfo) -> Json:
    numbers = row.numbers
    return {
        "kind": "numbers",
        "insurer": numbers.insurer.strip(),
        "symbol": numbers.symbol,
        "number": numbers.number,
        "branch": numbers.branch,
        "born": numbers.born.isoformat(),
    }


def read_limits(body: bytes) -> Limits:
    """Return what ``GET /v1/service`` says of its limits; an unreadable answer says nothing."""
    try:
        answer = read_json(body)
    except ValueError:
        return Limits()
    said = answer if isinstance(answer, dict) else {}
    return Limits(_count(said.get("max_rows")), _count(said.get("max_parallel")))


def _count(value: Json) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value > 0 else None


def read_job_receipt(body: bytes) -> JobReceipt:
    """Return the receipt of a ``202`` to ``POST /v1/jobs``.

    Raises:
        BackendGarbled: no 受付番号 that an address can carry.
    """
    with _one_of_ours("JSON"):
        answer = read_json(body)
    number = answer.get("reception_number") if isinstance(answer, dict) else None
    if (
        not isinstance(answer, dict)
        or not isinstance(number, str)
        or not _NUMBER.fullmatch(number)
    ):
        raise BackendGarbled("reception_number")
    return JobReceipt(number, _pause_s(answer.get("ask_again_s")))


def read_job(body: bytes, asked: AskedJob) -> BulkAnswer[PersonAnswer] | JobRunning:
    """Return what a ``200`` to ``GET /v1/jobs/…`` says; people are read while they are used.

    Raises:
        BackendRefused: the job failed, with the service's own code.
        BackendGarbled: unreadable as far as the first person, or the result of another job.
    """
    if len(body) > BULK_BYTES:
        raise BackendGarbled("size")
    with _one_of_ours("JSON"):
        head = _read_head(body)
    segment = head.beside.get("segment") or text_of(head.header, SEGMENT)
    if segment == _RUNNING:
        return JobRunning(_pause_s(head.beside.get("ask_again_s")))
    if segment == _FAILED:
        raise BackendRefused(service_code=_code_of(head))
    header = {SEGMENT: NORMAL, **head.header}
    if segment != NORMAL or text_of(header, SEGMENT) != NORMAL:
        raise BackendGarbled(SEGMENT)
    _expect_ours(header, asked)
    messages = (*person_messages(head.body), *file_messages(header))
    return BulkAnswer(header, messages, answers_of(header, _read_units(body)))


def _expect_ours(header: _Group, asked: AskedJob) -> None:
    """Refuse another clinic's or another job's result; the two numbers may be left out."""
    expected = Message(
        {INSTITUTION: asked.institution_code, FILE_IDENTIFIER: asked.job_id},
        {RECEPTION_NUMBER: asked.number},
    )
    usual = {FILE_IDENTIFIER: asked.job_id, RECEPTION_NUMBER: asked.number}
    if wrong := mismatch({**usual, **header}, expected):
        raise BackendGarbled(wrong)


def _code_of(head: _Head) -> str:
    codes = (head.beside.get("ErrorCode"), text_of(head.header, "ErrorCode"))
    return next(
        (code for code in codes if isinstance(code, str) and _CODE.fullmatch(code)), _FAILED
    )


def _pause_s(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return USUAL_PAUSE_S
    return min(max(float(value), _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S)


# ── walking through a result ──────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class _Head:
    """All of a document that was read but its people.

    Attributes:
        beside: Members beside the message.
    """

    beside: dict[str, Json] = field(default_factory=dict[str, "Json"])
    header: _Group = field(default_factory=dict[str, Fact])
    body: _Group = field(default_factory=dict[str, Fact])

    def is_enough(self) -> bool:
        """Whether what follows can only be people and what nobody asks for."""
        return "segment" in self.beside and bool(self.header)


def _read_head(raw: bytes) -> _Head:
    """Return all but the people: as far as the first of them, or further if needed."""
    head, pieces = _Head(), JsonPieces(raw)
    for _ in _walk(pieces, head):
        if head.is_enough():
            break
        pieces.value()
    return head


def _read_units(raw: bytes) -> Iterator[_Group]:
    pieces = JsonPieces(raw)
    places = _walk(pieces, _Head())
    while True:
        with _one_of_ours("JSON"):
            if next(places, _END) is _END:
                return
            unit = pieces.value()
        if unit:  # null and "" are no person
            yield _object(CONFIRM_UNIT, unit)


_END: Final = object()


def _walk(pieces: JsonPieces, head: _Head) -> Iterator[None]:
    """Read a document into ``head``; stop where a person stands, who is read by the caller."""
    for name in pieces.members():
        if name == ROOT:
            yield from _walk_message(pieces, head)
        else:
            head.beside[name] = pieces.value()
    pieces.end()


def _walk_message(pieces: JsonPieces, head: _Head) -> Iterator[None]:
    for part in pieces.members():
        if part == HEADER:
            head.header = _object(HEADER, pieces.value())
        elif part == BODY:
            yield from _walk_body(pieces, head)
        else:
            pieces.value()


def _walk_body(pieces: JsonPieces, head: _Head) -> Iterator[None]:
    members: dict[str, Json] = {}
    for name in pieces.members():
        if name == CONFIRM_UNIT:
            yield from pieces.items()
        else:
            members[name] = pieces.value()
    head.body = _object(BODY, members)


def _object(name: str, value: Json) -> _Group:
    if not isinstance(value, dict):
        raise BackendGarbled(name)
    return read_json_group(name, value)


@contextmanager
def _one_of_ours(where: str) -> Generator[None]:
    try:
        yield
    except ValueError as error:
        raise BackendGarbled(where) from error
