"""One question by numbers and its answer, and what the terminal's face reader found out.

Source: eligibility-interface.md 1.2 and 1.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from reception_app.domain.consent import ConsentScope
from reception_app.domain.eligibility import (
    NORMAL,
    CardTicket,
    EligibilityQuery,
    EligibilityResult,
    Record,
    text_of,
)
from reception_app.domain.errors import BackendGarbled, BugError
from reception_app.domain.ids import CheckId
from reception_app.messages.answers import answer_header, result_list, result_of
from reception_app.messages.layouts import (
    CLASSIFICATION,
    CONFIRMATION_DATE,
    FILE_IDENTIFIER,
    INSTITUTION,
    SEARCH_INFO,
    SEGMENT,
)
from reception_app.messages.message import Encoding, Message, groups_named, named
from reception_app.messages.search_info import SearchInfo, search_info

BY_CARD: Final = "1"
BY_NUMBERS: Final = "2"
"""照会区分 (002)."""


def single_request(
    query: EligibilityQuery, *, institution_code: str, file_identifier: str
) -> Message:
    """Return a question by numbers; its 任意の識別子 is the check id.

    Raises:
        BugError: a question with a card; no file asks that.
    """
    if isinstance(query.subject, CardTicket):
        raise BugError
    header = {
        CONFIRMATION_DATE: f"{query.on:%Y%m%d}",
        INSTITUTION: institution_code,
        FILE_IDENTIFIER: file_identifier,
    }
    limit_consent = ConsentScope.LIMIT_CERTIFICATE in query.consent.scopes
    asked = SearchInfo(query.subject, limit_consent, query.check_id)
    return Message(header, {SEARCH_INFO: search_info(asked)})


def single_result(
    message: Message, *, check_id: CheckId, source: str, answered_at: datetime
) -> EligibilityResult:
    """Return the answer to a question by numbers, whatever it says.

    Whether it answers our question is asked before: ``answers.mismatch``.

    Args:
        message: As it came.
        check_id: The question's.
        source: Name of the backend.
        answered_at: When it reached us, UTC.

    Raises:
        BackendGarbled: the result of a card.
    """
    if text_of(message.header, CLASSIFICATION) not in {"", BY_NUMBERS}:
        raise BackendGarbled(CLASSIFICATION)
    return result_of(message, check_id=check_id, source=source, answered_at=answered_at)


def face_result(
    message: Message, *, check_id: CheckId, source: str, answered_at: datetime
) -> EligibilityResult:
    """Return what the face reader of the terminal found out; nobody had asked.

    Args:
        message: As it came.
        check_id: A new one.
        source: Name of the backend.
        answered_at: When it reached us, UTC.
    """
    return result_of(message, check_id=check_id, source=source, answered_at=answered_at)


# ── the other side: a terminal ────────────────────────────────────────────────────────────────
def asked_in(request: Message) -> tuple[Record, ...]:
    """Return the 資格確認照会用情報 of a request: one, or many of a bulk one, in their order."""
    return groups_named(request.body, SEARCH_INFO)


def single_answer(
    request: Message,
    content: Record,
    records: Iterable[Record],
    *,
    executed_at: datetime,
    encoding: Encoding,
) -> Message:
    """Return the answer to a question by numbers.

    Args:
        request: Echoed.
        content: 処理結果状況, 資格有効性 and whatever else the body says.
        records: 0…n 資格確認結果.
        executed_at: Aware.
        encoding: In which it is going to be written.
    """
    header = answer_header(request, executed_at=executed_at, encoding=encoding)
    header |= {CLASSIFICATION: BY_NUMBERS, SEGMENT: NORMAL}
    echo = named(SEARCH_INFO, asked_in(request))
    return Message(header, {**echo, **content, **result_list(records)})
