"""By which id a face result is known: what it says, not how or where it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.eligibility import INSTITUTION

from reception_app.adapters.face_folder.reading import read_face
from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.errors import BackendGarbled
from reception_app.domain.ids import CheckId
from reception_app.messages.message import Encoding
from reception_app.messages.xml import face_file_name, face_xml

AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
NAME = f"OQSsiquc01res_face_{INSTITUTION}aaaabbbbccccdddd_20261122090500.xml"
EXECUTED = "<ProcessExecutionTime>20261122090500</ProcessExecutionTime>"


def message(
    *,
    executed: str = EXECUTED,
    name: str = "試験　太郎",
    listed: str = "<ResultList><ResultOfQualificationConfirmation><Name>{name}</Name>"
    "</ResultOfQualificationConfirmation></ResultList>",
) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><XmlMsg><MessageHeader>'
        f"{executed}<MedicalInstitutionCode>{INSTITUTION}</MedicalInstitutionCode>"
        "<SegmentOfResult>1</SegmentOfResult>"
        "<CharacterCodeIdentifier>0</CharacterCodeIdentifier></MessageHeader><MessageBody>"
        "<ProcessingResultStatus>1</ProcessingResultStatus>"
        f"<QualificationValidity>1</QualificationValidity>{listed.format(name=name)}"
        "</MessageBody></XmlMsg>"
    ).encode()


def read(content: bytes, name: str = NAME) -> EligibilityResult:
    return read_face(name, content, answered_at=AT)


def id_of(content: bytes, name: str = NAME) -> CheckId:
    return read(content, name).check_id


def test_what_it_says_is_the_result() -> None:
    result = read(message())

    assert ("oqs-folder", AT) == (result.source, result.answered_at)
    assert "試験　太郎" == result.records[0]["Name"]


@pytest.mark.parametrize("listed", [None, "", "<ResultList/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis"])
def test_a_copy_that_a_desk_handed_over_is_the_same_result(
    encoding: Encoding, listed: str | None
) -> None:
    original = read(message() if listed is None else message(listed=listed))
    copy = face_xml(original, encoding=encoding)
    name = f"{face_file_name(original, INSTITUTION)}.xml"

    assert original.check_id == id_of(copy, name)


@pytest.mark.parametrize(
    "other",
    [
        message(name="試験　次郎"),
        message(executed="<ProcessExecutionTime>20261122090501</ProcessExecutionTime>"),
        message(listed=""),
    ],
)
def test_another_result_is_another_one(other: bytes) -> None:
    assert id_of(message()) != id_of(other)


@pytest.mark.parametrize("executed", ["", "<ProcessExecutionTime>now</ProcessExecutionTime>"])
def test_without_a_time_the_name_counts(executed: str) -> None:
    content = message(executed=executed)

    assert id_of(content) == id_of(content)
    assert id_of(content) != id_of(content, NAME.replace("0905", "0906"))


def test_the_order_of_elements_does_not_count() -> None:
    validity, status = (
        b"<QualificationValidity>1</QualificationValidity>",
        b"<ProcessingResultStatus>1</ProcessingResultStatus>",
    )
    shuffled = message().replace(status + validity, validity + status)

    assert id_of(message()) == id_of(shuffled)


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(BackendGarbled):
        read(b"<XmlMsg>")
