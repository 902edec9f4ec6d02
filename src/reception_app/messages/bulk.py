"""資格確認 一括照会 in its four steps; the sister families share all but the question.

Source: eligibility-interface.md 1.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from reception_app.domain.bulk import Acceptance, BulkAnswer, PersonAnswer
from reception_app.domain.eligibility import NORMAL, Record, text_of
from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.domain.records import group_of
from reception_app.messages.answers import (
    answer_header,
    file_messages,
    person_messages,
    records_of,
    stamp,
    without_records,
)
from reception_app.messages.layouts import (
    CONFIRM_UNIT,
    CONFIRMATION_DATE,
    FILE_IDENTIFIER,
    INSTITUTION,
    RECEPTION_NUMBER,
    RECEPTION_TIME,
    SEARCH_INFO,
    SEGMENT,
    STATUS,
)
from reception_app.messages.message import Encoding, Message, named
from reception_app.messages.search_info import SearchInfo, search_info
from reception_app.messages.xml_reading import BULK_BYTES, read_units


# ── step 1: the question and its acceptance ───────────────────────────────────────────────────
def bulk_request(
    asked: Iterable[SearchInfo], *, on: date, institution_code: str, file_identifier: str
) -> Message:
    """Return a question for many people; each needs an identifier of its own to be found again.

    Args:
        asked: How many a file may have is not published.
        on: 資格確認日, the day of the visits.
        institution_code: 医療機関コード, 10 digits.
        file_identifier: Echoed by the acceptance and the result.
    """
    header = {
        CONFIRMATION_DATE: f"{on:%Y%m%d}",
        INSTITUTION: institution_code,
        FILE_IDENTIFIER: file_identifier,
    }
    return Message(header, named(SEARCH_INFO, map(search_info, asked)))


def read_acceptance(message: Message) -> Acceptance:
    """Return the acceptance of an upload.

    Whether it is that of our upload is asked before: ``answers.mismatch``.

    Raises:
        BackendRefused: the upload was refused, with the service's own code.
        BackendGarbled: neither accepted nor refused.
    """
    header, body = message.header, message.body
    said = (*person_messages(body), *file_messages(header))
    states = {text_of(header, SEGMENT), text_of(body, STATUS)} - {"", NORMAL}
    number = text_of(body, RECEPTION_NUMBER)
    if states or (said and not number):
        code = next((each.code for each in said if each.code), "")
        raise BackendRefused(service_code=code or "/".join(sorted(states)))
    if not number:
        raise BackendGarbled(RECEPTION_NUMBER)
    return Acceptance(number, text_of(body, RECEPTION_TIME))


def acceptance(
    request: Message, reception_number: str, *, executed_at: datetime, encoding: Encoding
) -> Message:
    """Return what the service says to an upload that it takes."""
    header = answer_header(request, executed_at=executed_at, encoding=encoding)
    header.pop(CONFIRMATION_DATE, None)
    body = {RECEPTION_NUMBER: reception_number, RECEPTION_TIME: stamp(executed_at)}
    return Message(header, body)


# ── step 2: the result ────────────────────────────────────────────────────────────────────────
def download_request(reception_number: str, *, institution_code: str) -> Message:
    """Return the question for the result; asked again under a new name while it is pending."""
    return Message({INSTITUTION: institution_code}, {RECEPTION_NUMBER: reception_number})


def read_bulk_result(raw: bytes, *, at_most: int = BULK_BYTES) -> BulkAnswer[PersonAnswer]:
    """Return what a result says of each person, one at a time.

    Whether it is the result of our upload is asked of its header: ``answers.mismatch``.

    Raises:
        BackendGarbled: not a result, here as far as the first person.
    """
    read = read_units(raw, name=CONFIRM_UNIT, at_most=at_most)
    messages = (*person_messages(read.body), *file_messages(read.header))
    return BulkAnswer(read.header, messages, answers_of(read.header, read.units))


def answers_of(header: Record, units: Iterable[Record]) -> Iterator[PersonAnswer]:
    """Yield what each BulkConfirmUnit says of its person."""
    for unit in units:
        yield PersonAnswer(
            header=header,
            asked=group_of(unit, SEARCH_INFO),
            records=records_of(unit),
            messages=tuple(person_messages(unit)),
            body=without_records(unit),
        )


def bulk_result(
    request: Message,
    units: Iterable[Record],
    *,
    name: str = CONFIRM_UNIT,
    executed_at: datetime,
    encoding: Encoding,
) -> Message:
    """Return the finished result that a download request gets.

    Args:
        request: The download request.
        units: What is said of each person, by published names.
        name: Of the units: BulkConfirmUnit or BulkRegistrationUnit.
        executed_at: Aware.
        encoding: In which it is going to be written.
    """
    listed = list(units)
    errors = sum(text_of(unit, STATUS) != NORMAL for unit in listed)
    header = answer_header(request, executed_at=executed_at, encoding=encoding)
    header |= {
        SEGMENT: NORMAL,
        "NumberOfProcessingResult": str(len(listed)),
        "NumberOfNormalProcessing": str(len(listed) - errors),
        "NumberOfError": str(errors),
    }
    return Message(header, named(name, listed))
