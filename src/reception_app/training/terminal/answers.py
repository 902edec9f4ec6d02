"""What the training terminal answers, as messages, from the people of the training service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from reception_app.domain.eligibility import CardholderNumbers, Record, text_of
from reception_app.domain.errors import BackendGarbled
from reception_app.domain.policy import in_jst
from reception_app.messages.answers import answer_header, records_of
from reception_app.messages.bulk import acceptance, bulk_result
from reception_app.messages.elements import (
    BODY,
    CHARACTER_CODE,
    CHARACTER_CODES,
    HEADER,
    RESULT,
    RESULT_LIST,
)
from reception_app.messages.layouts import (
    FILE_IDENTIFIER,
    INSTITUTION,
    SEARCH_INFO,
    SEGMENT,
)
from reception_app.messages.message import Encoding, Message
from reception_app.messages.search_info import SearchInfo, read_search_info
from reception_app.messages.single import asked_in, single_answer
from reception_app.training.service.answers import Circumstances, answer_to
from reception_app.training.service.people import People, Person

_AID_RECORD = {"InsuredCardClassification": "A1", "InsurerNumber": "12345678"}
_STILL_PROCESSING = "2"
_FAILED = "9"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a question shows in its answer (``Asked``)."""

    check_id: str
    on: date
    subject: CardholderNumbers | None = field(repr=False)
    limit_certificate: bool
    specific_disease: bool


def answer_single(
    request: Message, people: People, *, at: datetime, encoding: Encoding
) -> Message:
    """Return the answer to a question by numbers.

    Raises:
        BackendGarbled: it asks for nobody, or for nobody well.
    """
    groups = asked_in(request)
    if len(groups) != 1:
        raise BackendGarbled(SEARCH_INFO)
    asked = read_search_info(groups[0])
    person = people.by_numbers(asked.numbers)
    body = _body_of(person, asked, at=at)
    answer = single_answer(
        request, _content(body), records_of(body), executed_at=at, encoding=encoding
    )
    return replace(answer, header={**answer.header, **_outcome_of(person, at)})


def accept_bulk(request: Message, number: str, *, at: datetime, encoding: Encoding) -> Message:
    """Return what an upload gets: the receipt with which its result is asked for."""
    return acceptance(request, number, executed_at=at, encoding=encoding)


def answer_bulk(
    download: Message, upload: Message, people: People, *, at: datetime, encoding: Encoding
) -> Message:
    """Return the result of an upload."""
    units = list[Record]()
    for group in asked_in(upload):
        asked = read_search_info(group)
        body = _body_of(people.by_numbers(asked.numbers), asked, at=at)
        units.append({SEARCH_INFO: group, **_content(body), RESULT: list(records_of(body))})
    answer = bulk_result(download, units, executed_at=at, encoding=encoding)
    echoed = answer_header(upload, executed_at=at, encoding=encoding)
    return replace(answer, header={**echoed, **answer.header})


def still_processing(
    download: Message, upload: Message, *, at: datetime, encoding: Encoding
) -> Message:
    """Return what a download request gets while its job is not finished."""
    return Message(
        {
            **answer_header(upload, executed_at=at, encoding=encoding),
            **answer_header(download, executed_at=at, encoding=encoding),
            SEGMENT: _STILL_PROCESSING,
        },
        {},
    )


def unknown_number(download: Message, *, at: datetime, encoding: Encoding) -> Message:
    """Return what a 受付番号 that was never given gets."""
    header = answer_header(download, executed_at=at, encoding=encoding)
    said = {"ErrorCode": "ZZZ0404E", "ErrorMessage": "受付番号がありません。（練習）"}
    return Message({**header, SEGMENT: _FAILED, **said}, {})


def face_of(
    person: Person, *, institution_code: str, token: str, at: datetime, encoding: Encoding
) -> Message:
    """Return what the face reader writes when a person laid their card on it.

    They agreed to everything that a card reader asks.
    """
    shown = _Shown(token, in_jst(at).date(), None, limit_certificate=True, specific_disease=True)
    whole = answer_to(shown, person, Circumstances(at))["XmlMsg"]
    message = cast("Mapping[str, Record]", whole)
    header = {
        **message[HEADER],
        INSTITUTION: institution_code,
        CHARACTER_CODE: CHARACTER_CODES[encoding],
    }
    return Message(header, message[BODY])


# ── faults in the content ─────────────────────────────────────────────────────────────────────
def with_other_identifier(message: Message) -> Message:
    """Return an answer to somebody else's question."""
    other = text_of(message.header, FILE_IDENTIFIER)[::-1] or "other"
    return replace(message, header={**message.header, FILE_IDENTIFIER: other})


def with_other_institution(message: Message) -> Message:
    """Return an answer to another clinic."""
    return replace(message, header={**message.header, INSTITUTION: "9999999999"})


def with_second_record(message: Message) -> Message:
    """Return an answer in which each person has medical aid beside their insurance."""
    listed = list(cast("list[Record]", message.body.get(RESULT_LIST, [])))
    aid = [
        {name: {**cast("Record", record), **_AID_RECORD}}
        for item in listed[:1]
        for name, record in item.items()
    ]
    return replace(message, body={**message.body, RESULT_LIST: [*listed, *aid]})


def with_black_circles(message: Message) -> Message:
    """Return an answer in which the first character of each name cannot be shown."""

    def circled(record: Record) -> Record:
        names = {
            name: f"●{text_of(record, name)[1:]}"
            for name in ("Name", "InsuredName")
            if text_of(record, name)
        }
        return {**record, **names}

    listed = [
        {name: circled(cast("Record", record)) for name, record in item.items()}
        for item in cast("list[Record]", message.body.get(RESULT_LIST, []))
    ]
    return replace(message, body={**message.body, RESULT_LIST: listed})


# ── out of the training service ───────────────────────────────────────────────────────────────
def _whole(person: Person, asked: SearchInfo | None, at: datetime) -> Mapping[str, Record]:
    shown = _Shown(
        check_id="",
        on=in_jst(at).date(),
        subject=asked.numbers if asked else None,
        limit_certificate=asked is not None and asked.limit_consent,
        specific_disease=False,
    )
    return cast("Mapping[str, Record]", answer_to(shown, person, Circumstances(at))["XmlMsg"])


def _body_of(person: Person, asked: SearchInfo, *, at: datetime) -> Record:
    return _whole(person, asked, at)[BODY]


def _outcome_of(person: Person, at: datetime) -> Record:
    """Return 処理結果区分, and the error where that is not 1."""
    header = _whole(person, None, at)[HEADER]
    return {
        name: header[name] for name in (SEGMENT, "ErrorCode", "ErrorMessage") if name in header
    }


def _content(body: Record) -> Record:
    return {name: value for name, value in body.items() if name not in (SEARCH_INFO, RESULT_LIST)}
