"""The JSON of 一括照会 (eligibility-api.md, /v1/jobs)."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.eligibility import INSTITUTION
from support.jobs import JOB, KNOWN, NATIONAL, NUMBER, dumped, finished, unit
from support.messages import sample

from reception_app.domain.bulk import BulkAnswer, PersonAnswer
from reception_app.domain.eligibility import ServiceMessage, Verdict, text_of
from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.bulk import read_bulk_result
from reception_app.messages.jobs import (
    USUAL_PAUSE_S,
    AskedJob,
    JobReceipt,
    JobRunning,
    Limits,
    job_request,
    read_job,
    read_job_receipt,
    read_limits,
)
from reception_app.messages.message import Message
from reception_app.messages.search_info import SearchInfo
from reception_app.messages.web_json import write_json
from reception_app.messages.xml_reading import BULK_BYTES, read_message

ON = date(2026, 11, 22)
ASKED = AskedJob(job_id=JOB, number=NUMBER, institution_code=INSTITUTION)


def result(document: object) -> BulkAnswer[PersonAnswer]:
    read = read_job(dumped(document), ASKED)
    assert isinstance(read, BulkAnswer)
    return read


def people(document: object) -> list[PersonAnswer]:
    return list(result(document).answers)


def garbled(document: object) -> str:
    with pytest.raises(BackendGarbled) as caught:
        people(document)
    return caught.value.where


# ── uploads ───────────────────────────────────────────────────────────────────────────────────
def test_an_upload_is_as_the_page_says_with_unpadded_insurers() -> None:
    asked = [
        SearchInfo(KNOWN, limit_consent=False, identifier="row-1"),
        SearchInfo(NATIONAL, limit_consent=False, identifier="row-2"),
    ]

    body = json.loads(job_request(JOB, asked, terminal="desk-1", on=ON))

    assert {
        "job_id": JOB,
        "terminal": "desk-1",
        "on": "2026-11-22",
        "rows": [
            {
                "row_id": "row-1",
                "subject": {
                    "kind": "numbers",
                    "insurer": "06139992",
                    "symbol": "１２３",
                    "number": "4567",
                    "branch": "00",
                    "born": "1985-04-12",
                },
            },
            {
                "row_id": "row-2",
                "subject": {
                    "kind": "numbers",
                    "insurer": "139998",
                    "symbol": None,
                    "number": "0000",
                    "branch": None,
                    "born": "1954-09-15",
                },
            },
        ],
    } == body


def test_a_receipt_says_its_number_and_how_long_to_wait() -> None:
    body = {"reception_number": NUMBER, "reception_date_time": "x", "ask_again_s": 7}

    assert JobReceipt(NUMBER, 7.0) == read_job_receipt(dumped(body))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, USUAL_PAUSE_S),
        ("5", USUAL_PAUSE_S),
        (True, USUAL_PAUSE_S),
        (0, 0.2),
        (-1, 0.2),
        (2.5, 2.5),
        (10**9, 3600.0),
    ],
)
def test_a_wait_is_kept_within_reason(said: object, meant: float) -> None:
    body = {"reception_number": "1", "ask_again_s": said}

    assert meant == read_job_receipt(dumped(body)).ask_again_s


def test_a_wait_without_end_is_no_wait() -> None:
    body = b'{"reception_number": "1", "ask_again_s": 1e999}'

    assert math.isfinite(read_job_receipt(body).ask_again_s)


@pytest.mark.parametrize("number", [None, "", 17, " 1", "1\n", "あ", "1" * 201])
def test_a_receipt_without_a_number_that_an_address_can_carry_is_none(number: object) -> None:
    with pytest.raises(BackendGarbled):
        read_job_receipt(dumped({"reception_number": number}))


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_a_receipt_that_is_no_object_is_none(body: bytes) -> None:
    with pytest.raises(BackendGarbled):
        read_job_receipt(body)


# ── limits ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (b'{"max_rows": 500, "max_parallel": 4}', Limits(500, 4)),
        (b'{"max_rows": 0, "max_parallel": -4}', Limits()),
        (b'{"max_rows": "500", "max_parallel": true}', Limits()),
        (b"[]", Limits()),
        (b"", Limits()),
    ],
)
def test_limits_are_what_a_service_says_clearly(body: bytes, limits: Limits) -> None:
    assert limits == read_limits(body)


# ── results ───────────────────────────────────────────────────────────────────────────────────
def test_the_published_result_means_the_same_in_both_forms() -> None:
    message = read_message(sample("19"))
    header = {
        **message.header,
        "MedicalInstitutionCode": INSTITUTION,
        "ArbitraryFileIdentifier": JOB,
        "ReceptionNumber": NUMBER,
    }
    body = json.loads(write_json(Message(header, message.body)))

    read = people({"segment": "1", **body})

    expected = [each.body for each in read_bulk_result(sample("19")).answers]
    assert expected == [each.body for each in read]
    assert ["123_1", "124_1", "125_2", "126_1", "127_1"] == [each.identifier for each in read]
    assert [
        Verdict.VALID,
        Verdict.INVALID_NEWER_EXISTS,
        Verdict.VALID,
        Verdict.NOT_FOUND,
        None,
    ] == [each.verdict for each in read]
    assert "  139998" == text_of(read[1].records[0], "InsurerNumber")


def test_a_person_may_have_two_records_or_none() -> None:
    records = [{"Name": "a"}, {"Name": "b", "InsuredCardClassification": "A1"}]

    read = people(
        finished(
            [
                unit("1", ResultOfQualificationConfirmation=records),
                unit("2", ResultOfQualificationConfirmation=[]),
                unit("3", ResultOfQualificationConfirmation=records[0]),
            ]
        )
    )

    assert [2, 0, 1] == [len(each.records) for each in read]


@pytest.mark.parametrize("units", [[], None, "", [None, ""]])
def test_a_result_may_hold_nobody(units: object) -> None:
    assert [] == people(finished(units))


def test_one_person_may_stand_in_place_of_an_array() -> None:
    assert ["row-1"] == [each.identifier for each in people(finished(unit()))]


@pytest.mark.parametrize("order", [1, -1])
def test_members_may_come_in_any_order(order: int) -> None:
    document = finished([unit(), unit("row-2")])
    message = document["XmlMsg"]
    message["MessageBody"]["ProcessingResultCode"] = "ZZZ1W"
    message["Unknown"] = {"x": [1]}
    shuffled = {
        "XmlMsg": dict(list(message.items())[::order]),
        "more": [1, {"x": None}],
        "segment": "1",
    }

    read = result(dict(list(shuffled.items())[::order]))

    assert ["row-1", "row-2"] == [each.identifier for each in read.answers]


def test_messages_of_the_job_are_told() -> None:
    header: dict[str, object] = {"ErrorCode": "ZZZ2W", "ErrorMessage": "注意"}

    assert (ServiceMessage("ZZZ2W", "注意"),) == result(finished([], header=header)).messages


@pytest.mark.parametrize(
    "document",
    [
        {"segment": "2", "ask_again_s": 9},
        {"ask_again_s": 9, "XmlMsg": {"MessageHeader": {"SegmentOfResult": "2"}}},
    ],
)
def test_a_job_that_runs_says_when_to_ask_again(document: object) -> None:
    assert JobRunning(9.0) == read_job(dumped(document), ASKED)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"segment": "9", "ErrorCode": "ZZZ9E", "ErrorMessage": "x"}, "ZZZ9E"),
        ({"segment": "9", "ErrorCode": "山田 太郎"}, "9"),
        ({"segment": "9", "ErrorCode": 4}, "9"),
        ({"XmlMsg": {"MessageHeader": {"SegmentOfResult": "9", "ErrorCode": "A"}}}, "A"),
    ],
)
def test_a_job_that_failed_is_refused_with_the_code_of_the_service(
    document: object, code: str
) -> None:
    with pytest.raises(BackendRefused) as caught:
        read_job(dumped(document), ASKED)

    assert code == caught.value.service_code


def test_a_header_without_a_segment_is_completed_from_beside_it() -> None:
    document = finished([unit()])
    del document["XmlMsg"]["MessageHeader"]["SegmentOfResult"]

    assert [Verdict.VALID] == [each.verdict for each in people(document)]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"MedicalInstitutionCode": "9999999999"}, "MedicalInstitutionCode"),
        ({"MedicalInstitutionCode": None}, "MedicalInstitutionCode"),
        ({"ReceptionNumber": f"{NUMBER}9"}, "ReceptionNumber"),
        ({"ArbitraryFileIdentifier": "another"}, "ArbitraryFileIdentifier"),
        ({"SegmentOfResult": "2"}, "SegmentOfResult"),
        ({"SegmentOfResult": ["1"]}, "a value that is no text of a message"),
    ],
)
def test_the_result_of_another_job_or_clinic_is_refused(
    changes: dict[str, object], where: str
) -> None:
    assert where == garbled(finished([unit()], header=changes))


def test_the_numbers_of_a_job_may_be_left_out() -> None:
    header: dict[str, object] = {"ReceptionNumber": None, "ArbitraryFileIdentifier": None}

    assert 1 == len(people(finished([unit()], header=header)))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"segment": "3"},
        {"segment": 2},
        {"segment": "1"},
        {"segment": "1", "XmlMsg": None},
        {"segment": "1", "XmlMsg": {"MessageHeader": "x"}},
        {"segment": "1", "XmlMsg": {"MessageHeader": {}, "MessageBody": None}},
    ],
)
def test_what_is_no_result_is_refused(document: object) -> None:
    garbled(document)


@pytest.mark.parametrize(
    "units",
    [
        [unit(), "text"],
        [unit(), 1],
        [unit(), [unit()]],
        [unit(ResultOfQualificationConfirmation="text")],
        [unit(ResultOfQualificationConfirmation=[{"Name": {"x": "y"}}])],
        [unit(ResultOfQualificationConfirmation=[{"Name": "\x00"}])],
        [unit(QualificationConfirmSearchInfo="x")],
        [unit(QualificationValidity=["1"])],
        [unit("\ud800")],
    ],
)
def test_a_person_that_is_none_spoils_the_result_when_it_is_reached(units: object) -> None:
    raw = json.dumps(finished(units)).encode()
    read = read_job(raw, ASKED)
    assert isinstance(read, BulkAnswer)

    with pytest.raises(BackendGarbled):
        list(read.answers)


def test_an_end_that_is_missing_spoils_the_result() -> None:
    read = read_job(dumped(finished([unit(), unit("row-2")]))[:-2], ASKED)
    assert isinstance(read, BulkAnswer)

    assert "row-1" == next(read.answers).identifier
    with pytest.raises(BackendGarbled):
        list(read.answers)


def test_a_result_beyond_the_bounds_is_refused() -> None:
    with pytest.raises(BackendGarbled):
        read_job(bytes(BULK_BYTES + 1), ASKED)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    beginning = b'{"segment":"1","XmlMsg":'
    for document in (raw, beginning + raw, beginning + raw + b"}"):
        try:
            read: Any = read_job(document, ASKED)
            list(getattr(read, "answers", ()))
        except (BackendGarbled, BackendRefused):
            pass
