"""What an answer file may hold, and what is refused in it."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.eligibility import CHECK_ID, INSTITUTION, ON, consent

from reception_app.adapters.backends.oqs_folder.answers import message_bytes, result_of
from reception_app.adapters.backends.oqs_folder.folder import AnswerKind
from reception_app.adapters.backends.oqs_folder.journal import Request, RequestState
from reception_app.application.late_answers import Asked
from reception_app.domain.consent import ConsentMethod
from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import BackendError, BackendGarbled, BackendRefused

NAME = "OQSsiquc01req_202611220001.xml"
AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
ASKED = Asked("sato", consent(ConsentMethod.NONE), trail=None, expects_somebody=False)
REQUEST = Request(CHECK_ID, NAME, INSTITUTION, ON, AT, ASKED, RequestState.OPEN)
# eligibility-interface.md 1.3
ANSWER = f"""<?xml version="1.0" encoding="UTF-8"?>
<XmlMsg><MessageHeader>
<ProcessExecutionTime>20261122090500</ProcessExecutionTime>
<QualificationConfirmationDate>20261122</QualificationConfirmationDate>
<MedicalInstitutionCode>{INSTITUTION}</MedicalInstitutionCode>
<ArbitraryFileIdentifier>{CHECK_ID}</ArbitraryFileIdentifier>
<ReferenceClassification>2</ReferenceClassification>
<SegmentOfResult>1</SegmentOfResult>
<CharacterCodeIdentifier>0</CharacterCodeIdentifier>
</MessageHeader><MessageBody>
<ProcessingResultStatus>1</ProcessingResultStatus>
<QualificationValidity>4</QualificationValidity>
</MessageBody></XmlMsg>
"""


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def read(kind: AnswerKind, content: bytes) -> Verdict | None:
    return result_of(REQUEST, kind, content, answered_at=AT).verdict


def test_an_xml_and_a_zip_say_the_same() -> None:
    raw = ANSWER.encode()

    assert Verdict.NOT_FOUND is read(AnswerKind.XML, raw)
    assert Verdict.NOT_FOUND is read(AnswerKind.ZIP, packed(("folder/", b""), ("a.XML", raw)))


@pytest.mark.parametrize(
    ("was", "is_now", "where"),
    [
        (INSTITUTION, "1312345679", "MedicalInstitutionCode"),
        (CHECK_ID, CHECK_ID.upper(), "ArbitraryFileIdentifier"),
        (f"<ArbitraryFileIdentifier>{CHECK_ID}", "<Other>", "ArbitraryFileIdentifier"),
        ("Date>20261122<", "Date>20261121<", "QualificationConfirmationDate"),
    ],
)
def test_an_answer_that_is_not_to_this_question_is_refused(
    was: str, is_now: str, where: str
) -> None:
    other = ANSWER.replace(was, is_now)
    if is_now == "<Other>":
        other = other.replace("</ArbitraryFileIdentifier>", "</Other>")

    with pytest.raises(BackendGarbled) as caught:
        read(AnswerKind.XML, other.encode())

    assert where == caught.value.where


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "zip"),
        (b"PK\x05\x06" + bytes(17), "zip"),
        (packed(("a.xml", ANSWER.encode()))[:-30], "zip"),
        (packed(), "zip members"),
        (packed(("a.txt", b"x")), "zip members"),
        (packed(("a.xml", b"x"), ("b.xml", b"x")), "zip members"),
        (packed(("a.xml", b"x"), method=zipfile.ZIP_BZIP2), "zip method"),
        (packed(("a.xml", bytes(5 * 2**20))), "size"),
    ],
)
def test_a_zip_that_is_not_one_small_xml_is_refused(content: bytes, where: str) -> None:
    with pytest.raises(BackendGarbled) as caught:
        read(AnswerKind.ZIP, content)

    assert where == caught.value.where


def test_a_damaged_member_is_refused() -> None:
    content = bytearray(packed(("a.xml", ANSWER.encode() * 20)))
    content[60] ^= 0xFF

    with pytest.raises(BackendGarbled):
        read(AnswerKind.ZIP, bytes(content))


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_our_errors(content: bytes) -> None:
    for kind in AnswerKind:
        with pytest.raises(BackendError):
            read(kind, content)


@given(st.integers(0, 250), st.integers(0, 255))
def test_no_changed_byte_of_a_zip_raises_anything_but_our_errors(place: int, value: int) -> None:
    content = bytearray(packed(("a.xml", ANSWER.encode())))
    content[place] = value

    with suppress(BackendError):  # a date, for example, may change without harm
        read(AnswerKind.ZIP, bytes(content))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"ZZZ1234E\r\nsecond line", "ZZZ1234E"),
        ("\ufeff\n  エラー  \n".encode(), "エラー"),
        ("形式エラー".encode("cp932"), "形式エラー"),
        (b"", "err"),
        (b"\x00\x01\x02", "err"),
        (b"<?xml version='1.0'?><XmlMsg>4567</XmlMsg>", "err"),
        (b"x" * 10_000, "x" * 80),
    ],
)
def test_an_err_file_tells_one_short_line(content: bytes, told: str) -> None:
    with pytest.raises(BackendRefused) as caught:
        message_bytes(NAME, AnswerKind.ERR, content, at_most=100)

    assert ("BK07", told) == (caught.value.code, caught.value.service_code)


def test_the_setting_that_keeps_answers_readable_is_named_by_their_family() -> None:
    content = bytearray(packed(("a.xml", b"x")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(BackendRefused) as caught:
        message_bytes(
            "OQSmuquc02req_202611220001.xml", AnswerKind.ZIP, bytes(content), at_most=100
        )

    assert "encrypt.conf: OQSmuquc=n" == caught.value.service_code
