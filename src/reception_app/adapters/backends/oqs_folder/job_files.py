"""What the four files of 一括照会 say, if they are those of our job; opens no file.

Source: eligibility-interface.md 1.4 and 4.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from reception_app.adapters.backends.oqs_folder.answers import message_bytes
from reception_app.adapters.backends.oqs_folder.folder import AnswerKind
from reception_app.adapters.backends.oqs_folder.jobs_journal import Upload
from reception_app.application.batch_ports import JobQuestion
from reception_app.domain.batch import JobId
from reception_app.domain.bulk import BulkAnswer, PersonAnswer
from reception_app.domain.eligibility import text_of
from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.answers import mismatch
from reception_app.messages.bulk import (
    bulk_request,
    download_request,
    read_acceptance,
    read_bulk_result,
)
from reception_app.messages.layouts import (
    CONFIRMATION_DATE,
    FILE_IDENTIFIER,
    INSTITUTION,
    RECEPTION_NUMBER,
)
from reception_app.messages.message import Encoding, Message
from reception_app.messages.search_info import SearchInfo
from reception_app.messages.xml import NotWritable, write_message
from reception_app.messages.xml_reading import BULK_BYTES, SINGLE_BYTES, read_message

_END: Final = b"</XmlMsg"
_TAIL: Final = 1024


def upload_content(upload: Upload, rows: Sequence[JobQuestion], encoding: Encoding) -> bytes:
    """Return the file of an upload.

    A row with a character that the encoding lacks is left out, so that it does not hold up the
    others; it comes back as one without an answer.

    Raises:
        BackendRefused: HO06, no row can be written.
    """
    with suppress(NotWritable):
        return write_message(_request(upload, rows), encoding=encoding)
    writable = [row for row in rows if _is_writable(upload, row, encoding)]
    if not writable:
        raise BackendRefused("HO06")
    return write_message(_request(upload, writable), encoding=encoding)


def _is_writable(upload: Upload, row: JobQuestion, encoding: Encoding) -> bool:
    try:
        write_message(_request(upload, [row]), encoding=encoding)
    except NotWritable:
        return False
    return True


def _request(upload: Upload, rows: Sequence[JobQuestion]) -> Message:
    return bulk_request(
        (SearchInfo(row.numbers, limit_consent=False, identifier=row.row_id) for row in rows),
        on=upload.on,
        institution_code=upload.institution_code,
        file_identifier=upload.job_id,
    )


def accepted_number(upload: Upload, kind: AnswerKind, content: bytes) -> str:
    """Return the 受付番号 of an acceptance.

    Raises:
        BackendRefused: BK07, the upload was refused, or its answer is encrypted.
        BackendGarbled: not an acceptance, or that of another upload or clinic.
    """
    raw = message_bytes(upload.name, kind, content, at_most=SINGLE_BYTES)
    message = read_message(raw)
    header = {
        CONFIRMATION_DATE: f"{upload.on:%Y%m%d}",
        INSTITUTION: upload.institution_code,
        FILE_IDENTIFIER: upload.job_id,
    }
    if wrong := mismatch(message.header, Message(header, {})):
        raise BackendGarbled(wrong)
    return read_acceptance(message).reception_number


def download_content(number: str, *, institution_code: str, encoding: Encoding) -> bytes:
    """Return the file that asks for a result."""
    message = download_request(number, institution_code=institution_code)
    return write_message(message, encoding=encoding)


def job_result(
    name: str, job_id: JobId, asked: Message, *, kind: AnswerKind, content: bytes
) -> BulkAnswer[PersonAnswer]:
    """Return what a result says; people are read while they are used.

    Args:
        name: Of the file that asked for it.
        job_id: Of the upload; the result may say it, and then has to.
        asked: The download request.
        kind: Of the answer.
        content: The answer file.

    Raises:
        BackendRefused: BK07, the job failed, or nobody knows its number, or it is encrypted.
        BackendGarbled: not a result, not whole, or that of another job or clinic.
    """
    raw = message_bytes(name, kind, content, at_most=BULK_BYTES)
    if _END not in raw[-_TAIL:]:
        raise BackendGarbled("end")  # its writer paused: people would be missing
    result = read_bulk_result(raw)
    if wrong := mismatch(result.header, asked):
        raise BackendGarbled(wrong)
    if text_of(result.header, FILE_IDENTIFIER) not in ("", job_id):
        raise BackendGarbled(FILE_IDENTIFIER)
    if refusal := result.refusal():
        raise refusal
    return result


def asked_for(number: str, institution_code: str) -> Message:
    """Return what a result repeats of the question for it."""
    return Message({INSTITUTION: institution_code}, {RECEPTION_NUMBER: number})
