"""What an answer of the terminal says, if it is the answer to our question; opens no file.

Source: eligibility-interface.md 1.0, 3, 4.2 and 4.4.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import datetime
from typing import Final

from reception_app.adapters.backends.oqs_folder.folder import AnswerKind
from reception_app.adapters.backends.oqs_folder.journal import Request
from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.answers import is_about, mismatch
from reception_app.messages.file_names import Family, read_request_name
from reception_app.messages.layouts import CONFIRMATION_DATE, FILE_IDENTIFIER, INSTITUTION
from reception_app.messages.message import Message
from reception_app.messages.single import single_result
from reception_app.messages.xml_reading import SINGLE_BYTES, read_message

SOURCE: Final = "oqs-folder"
_ENCRYPTED = 0x1
# What zipfile raises at bytes that are no archive, or a damaged one.
_BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    OverflowError,
    ValueError,
    RuntimeError,
)
_MAX_TOLD = 80
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def result_of(
    request: Request, kind: AnswerKind, content: bytes, *, answered_at: datetime
) -> EligibilityResult:
    """Return the answer to a single question.

    Raises:
        BackendRefused: BK07, the terminal refused the question, or its answers are encrypted.
        BackendGarbled: not a message, or one to another question or clinic.
    """
    message = read_message(message_bytes(request.name, kind, content, at_most=SINGLE_BYTES))
    if wrong := mismatch(message.header, _asked(request)):
        raise BackendGarbled(wrong)
    if not is_about(message, request.check_id):
        raise BackendGarbled("ArbitraryIdentifier")
    return single_result(
        message, check_id=request.check_id, source=SOURCE, answered_at=answered_at
    )


def message_bytes(name: str, kind: AnswerKind, content: bytes, *, at_most: int) -> bytes:
    """Return the XML of an answer file.

    Args:
        name: Of the request.
        kind: What the answer's name says that it is.
        content: The answer file.
        at_most: Bytes of XML.

    Raises:
        BackendRefused: BK07, it says that the request failed, or it is encrypted.
        BackendGarbled: a damaged ZIP, or one that holds something else than one XML.
    """
    match kind:
        case AnswerKind.XML:
            return content
        case AnswerKind.ZIP:
            return _unpacked(name, content, at_most)
        case AnswerKind.ERR:
            raise BackendRefused(service_code=_told(content))


def _asked(request: Request) -> Message:
    """Return what an answer repeats of our question."""
    header = {
        CONFIRMATION_DATE: f"{request.on:%Y%m%d}",
        INSTITUTION: request.institution_code,
        FILE_IDENTIFIER: request.check_id,
    }
    return Message(header, {})


def _unpacked(name: str, content: bytes, at_most: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            member = _only_member(archive)
            if member.flag_bits & _ENCRYPTED:
                raise BackendRefused(service_code=_encryption_setting(name))
            if member.compress_type not in _PLAIN_METHODS:
                raise BackendGarbled("zip method")
            with archive.open(member) as file:
                raw = file.read(at_most + 1)  # however much more it says it holds
    except _BAD_ZIP as error:
        raise BackendGarbled("zip") from error
    if len(raw) > at_most:
        raise BackendGarbled("size")
    return raw


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [member for member in archive.infolist() if not member.is_dir()]
    if len(files) != 1 or not files[0].filename.lower().endswith(".xml"):
        raise BackendGarbled("zip members")
    return files[0]


def _encryption_setting(name: str) -> str:
    """Return the line that the terminal's ``encrypt.conf`` must have for us to read answers."""
    request = read_request_name(name)
    return f"encrypt.conf: {(request.family if request else Family.SINGLE).value}=n"


def _told(content: bytes) -> str:
    """Return a line of an .err file for the call centre; what looks like a message is left out.

    What such files hold is not known. A message in it would be our own question.
    """
    text = _text(content[: _MAX_TOLD * 4])
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if "<" in line:
        return AnswerKind.ERR.value
    return "".join(filter(str.isprintable, line))[:_MAX_TOLD] or AnswerKind.ERR.value


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp932", errors="replace")
