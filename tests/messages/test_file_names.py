"""Names: eligibility-interface.md 1.0 and 1.1."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.messages.file_names import (
    Family,
    RequestName,
    Step,
    answer_names,
    is_face_name,
    read_request_name,
    request_name,
    tail_of,
)

TAIL = "202610010001"


@pytest.mark.parametrize(
    ("family", "step", "name"),
    [
        (Family.SINGLE, Step.UPLOAD, "OQSsiquc01req_202610010001.xml"),
        (Family.REGISTRATION, Step.UPLOAD, "OQSsiimm01req_202610010001.xml"),
        (Family.BULK, Step.UPLOAD, "OQSmuquc01req_202610010001.xml"),
        (Family.BULK, Step.DOWNLOAD, "OQSmuquc02req_202610010001.xml"),
        (Family.BULK_REGISTRATION, Step.DOWNLOAD, "OQSmuimm02req_202610010001.xml"),
        (Family.MEDICAL_AID, Step.UPLOAD, "OQSmutic01req_202610010001.xml"),
        (Family.HOME_VISIT, Step.UPLOAD, "OQSmuhvq01req_202610010001.xml"),
        (Family.ONLINE, Step.DOWNLOAD, "OQSmuonq02req_202610010001.xml"),
    ],
)
def test_a_request_is_called_by_family_step_and_tail(
    family: Family, step: Step, name: str
) -> None:
    assert name == request_name(family, step, TAIL)
    assert RequestName(family, step, TAIL) == read_request_name(name)


@pytest.mark.parametrize("family", [Family.SINGLE, Family.REGISTRATION])
def test_a_single_question_has_no_second_step(family: Family) -> None:
    with pytest.raises(ValueError, match="no request"):
        request_name(family, Step.DOWNLOAD, TAIL)


@pytest.mark.parametrize("tail", ["", "../x", "a.b", "a b", "a\n", "試験", "x" * 65])
def test_a_tail_that_is_no_file_name_is_refused(tail: str) -> None:
    with pytest.raises(ValueError, match="no request"):
        request_name(Family.SINGLE, Step.UPLOAD, tail)


@pytest.mark.parametrize(
    "name",
    [
        "YZKsiquc01req_202610010001.xml",
        "TKKsiquc01req_202610010001.xml",
        "OQSsihvd01req_202610010001.xml",
        "OQSsiquc01res_202610010001.xml",
        "OQSsiquc01req_202610010001.zip",
        "OQSsiquc01req_202610010001.xml.tmp",
        "oqssiquc01req_202610010001.xml",
        "OQSmuquc03req_202610010001.xml",
    ],
)
def test_files_of_others_are_not_ours(name: str) -> None:
    assert read_request_name(name) is None


def test_the_answer_has_the_name_of_the_request_with_res_for_req() -> None:
    xml, zipped, errors = answer_names("OQSmuquc02req_202610010001.xml")

    assert "OQSmuquc02res_202610010001.xml" == xml
    assert "OQSmuquc02res_202610010001.zip" == zipped
    assert (
        "OQSmuquc02req_202610010001.err",
        "OQSmuquc02req_202610010001.xml.err",
    ) == errors


def test_a_tail_with_req_in_it_stays_as_it_is() -> None:
    assert "OQSsiquc01res_req_1.xml" == answer_names("OQSsiquc01req_req_1.xml").xml


@given(st.dates(date(1873, 1, 1)), st.integers(1, 9999))
def test_a_tail_is_the_day_and_its_sequence_in_twelve_digits(day: date, sequence: int) -> None:
    assert f"{day.year:04}{day.month:02}{day.day:02}{sequence:04}" == tail_of(day, sequence)


@pytest.mark.parametrize("sequence", [0, -1, 10_000])
def test_a_sequence_beyond_the_day_is_refused(sequence: int) -> None:
    with pytest.raises(ValueError, match="1 to 9999"):
        tail_of(date(2026, 10, 1), sequence)


@pytest.mark.parametrize(
    ("name", "is_face"),
    [
        ("OQSsiquc01res_face_1319900010AbC123_20261001091503.xml", True),
        ("OQSsiquc01res_face_x_20261001091503.xml", True),
        ("OQSsiquc01res_face__20261001091503.xml", False),
        ("OQSsiquc01res_face_x_2026100109150.xml", False),
        ("OQSsiquc01res_face_x_20261001091503.xml.part", False),
        ("OQSsiquc01res_202610010001.xml", False),
        ("TKKsiquc01res_face_x_20261001091503.xml", False),
    ],
)
def test_a_face_result_is_known_by_its_name(name: str, is_face: bool) -> None:
    assert is_face is is_face_name(name)
