"""What an answer says, out of the groups of a message; knows no encoding.

Source: eligibility-interface.md 1.3, 1.4, 3 and 4.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from reception_app.domain.eligibility import (
    NORMAL,
    EligibilityResult,
    Fact,
    Record,
    ServiceMessage,
    text_of,
    verdict_of,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import JST
from reception_app.messages.elements import (
    CHARACTER_CODE,
    CHARACTER_CODES,
    PROCESS_EXECUTION_TIME,
    RESULT,
    RESULT_LIST,
)
from reception_app.messages.layouts import (
    CONFIRMATION_DATE,
    FILE_IDENTIFIER,
    INSTITUTION,
    RECEPTION_NUMBER,
    RESULT_CODE,
    RESULT_MESSAGE,
    SEARCH_INFO,
    SEGMENT,
    STATUS,
    VALIDITY,
)
from reception_app.messages.message import Encoding, Message, groups_named


# ── reading ───────────────────────────────────────────────────────────────────────────────────
def records_of(content: Record) -> tuple[Record, ...]:
    """Return the 0…n 資格確認結果 of a body or a unit: in a ResultList, or directly in it."""
    direct = groups_named(content, RESULT)
    if RESULT_LIST not in content:
        return direct
    listed = groups_named(content, RESULT_LIST)
    return (*(record for item in listed for record in groups_named(item, RESULT)), *direct)


def without_records(content: Record) -> Record:
    """Return a body or a unit without its 資格確認結果."""
    rest = dict(content)
    rest.pop(RESULT_LIST, None)
    rest.pop(RESULT, None)
    return rest


def person_messages(content: Record) -> Iterator[ServiceMessage]:
    """Yield what the service says of one person; a success may have something to say too."""
    return _said(content, RESULT_CODE, RESULT_MESSAGE)


def file_messages(header: Record) -> Iterator[ServiceMessage]:
    """Yield what the service says of the file."""
    return _said(header, "ErrorCode", "ErrorMessage")


def _said(group: Record, code: str, text: str) -> Iterator[ServiceMessage]:
    said = text_of(group, code), text_of(group, text)
    if any(said):
        yield ServiceMessage(*said)


def result_of(
    message: Message, *, check_id: CheckId, source: str, answered_at: datetime
) -> EligibilityResult:
    """Return the answer about one person, whatever it says."""
    header, body = message.header, message.body
    code = text_of(body, VALIDITY)
    is_normal = text_of(header, SEGMENT) == text_of(body, STATUS) == NORMAL
    return EligibilityResult(
        check_id=check_id,
        verdict=verdict_of(code) if is_normal else None,
        verdict_code=code,
        source=source,
        answered_at=answered_at,
        records=records_of(body),
        messages=(*person_messages(body), *file_messages(header)),
        header=header,
        body=without_records(body),
    )


def mismatch(header: Record, request: Message) -> str:
    """Return the name of the first thing by which an answer is not that to a request, or "".

    A file name alone does not make an answer ours: 医療機関コード, ファイル識別子 and 受付番号 are
    those of the request, wherever it has one; 資格確認日 is, where the answer has it.
    """
    expected = {name: text_of(request.header, name) for name in (INSTITUTION, FILE_IDENTIFIER)}
    expected[RECEPTION_NUMBER] = text_of(request.body, RECEPTION_NUMBER)
    if text_of(header, CONFIRMATION_DATE):
        expected[CONFIRMATION_DATE] = text_of(request.header, CONFIRMATION_DATE)
    wrong = (name for name, value in expected.items() if value and value != text_of(header, name))
    return next(wrong, "")


def is_about(message: Message, identifier: str) -> bool:
    """Whether an answer echoes the question of this 任意の識別子, or echoes none.

    The header can be right and the body another question's: what is echoed tells them apart.
    """
    infos = groups_named(message.body, SEARCH_INFO)
    echoed = (text_of(info, "ArbitraryIdentifier") for info in infos)
    return all(each in {"", identifier} for each in echoed)


# ── writing, as the service does ──────────────────────────────────────────────────────────────
def answer_header(
    request: Message, *, executed_at: datetime, encoding: Encoding
) -> dict[str, str]:
    """Return what the header of every answer begins with; the caller adds what it decides.

    Args:
        request: Its header is echoed, and a 受付番号 in its body.
        executed_at: Aware; written as Japanese time.
        encoding: In which the answer is going to be written.
    """
    names = (CONFIRMATION_DATE, INSTITUTION, FILE_IDENTIFIER)
    echoed = {name: text_of(request.header, name) for name in names}
    echoed[RECEPTION_NUMBER] = text_of(request.body, RECEPTION_NUMBER)
    return {
        PROCESS_EXECUTION_TIME: stamp(executed_at),
        **{name: value for name, value in echoed.items() if value},
        CHARACTER_CODE: CHARACTER_CODES[encoding],
    }


def stamp(at: datetime) -> str:
    """Return an aware time as yyyyMMddHHmmss, Japanese."""
    return at.astimezone(JST).strftime("%Y%m%d%H%M%S")


def result_list(records: Iterable[Record]) -> dict[str, Fact]:
    """Return the ResultList of a body; no list for no record."""
    listed: list[Fact] = [{RESULT: record} for record in records]
    return {RESULT_LIST: listed} if listed else {}
