"""One question by numbers, its answer, the face reader's: eligibility-interface.md 1.2, 1.3."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.eligibility import consent, numbers_query, visual_query
from support.messages import ENCODINGS, records, sample, xml

from reception_app.domain.consent import ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityQuery,
    EligibilityResult,
    ServiceMessage,
    Verdict,
)
from reception_app.domain.errors import BackendGarbled, BugError
from reception_app.domain.ids import CheckId
from reception_app.messages.answers import is_about, mismatch
from reception_app.messages.message import Encoding, Message
from reception_app.messages.search_info import SearchInfo, read_search_info, search_info
from reception_app.messages.single import (
    asked_in,
    face_result,
    single_answer,
    single_request,
    single_result,
)
from reception_app.messages.web_json import read_json_message, write_json
from reception_app.messages.xml import write_message
from reception_app.messages.xml_reading import read_message

CHECK_ID = CheckId("7f1f3a52-0f5e-4c36-9a5b-0c2a4c1f9d11")
AT = datetime(2026, 10, 1, 0, 1, 12, tzinfo=UTC)
PERSON = "<ResultOfQualificationConfirmation><Name>{}</Name></ResultOfQualificationConfirmation>"
NORMAL = "<ProcessingResultStatus>1</ProcessingResultStatus>"
FINISHED = "<SegmentOfResult>1</SegmentOfResult>"


def read(raw: bytes) -> EligibilityResult:
    message = read_message(raw)
    return single_result(message, check_id=CHECK_ID, source="oqs-folder", answered_at=AT)


def face(raw: bytes) -> EligibilityResult:
    message = read_message(raw)
    return face_result(message, check_id=CHECK_ID, source="oqs-folder", answered_at=AT)


def asking(query: EligibilityQuery) -> Message:
    return single_request(query, institution_code="1319900010", file_identifier="REQ-1")


def with_numbers(numbers: CardholderNumbers) -> EligibilityQuery:
    return replace(numbers_query(CHECK_ID), subject=numbers)


# ── the question ──────────────────────────────────────────────────────────────────────────────
def test_a_question_is_the_sample_but_for_its_identifier() -> None:
    numbers = CardholderNumbers("06139992", "1234", "5678", "00", date(1985, 4, 12))
    query = EligibilityQuery(CHECK_ID, date(2026, 10, 1), numbers, consent(ConsentMethod.NONE))

    asked = single_request(
        query, institution_code="1319900010", file_identifier="REQ-20261001-0001"
    )

    expected = sample("01").replace(b">000123<", f">{CHECK_ID}<".encode())
    assert expected == write_message(asked, encoding="utf-8")


def test_a_short_insurer_number_gets_spaces_on_its_left_and_what_was_not_given_is_absent() -> None:
    numbers = CardholderNumbers("139998", None, "０１２３", None, date(1943, 2, 20))

    assert {
        "QualificationConfirmSearchInfo": {
            "InsurerNumber": "  139998",
            "InsuredIdentificationNumber": "０１２３",
            "Birthdate": "19430220",
            "LimitApplicationCertificateRelatedConsFlg": "0",
            "ArbitraryIdentifier": CHECK_ID,
        }
    } == asking(with_numbers(numbers)).body


def test_the_limit_is_asked_for_with_consent_only() -> None:
    query = replace(
        numbers_query(CHECK_ID),
        consent=consent(ConsentMethod.NONE, ConsentScope.LIMIT_CERTIFICATE),
    )

    [asked] = asked_in(asking(query))
    assert "1" == asked["LimitApplicationCertificateRelatedConsFlg"]


def test_a_card_is_not_asked_about_in_a_file() -> None:
    with pytest.raises(BugError):
        asking(visual_query())


# ── the answer ────────────────────────────────────────────────────────────────────────────────
def test_a_valid_answer_is_read_whole() -> None:
    result = read(sample("03"))

    assert (CHECK_ID, "oqs-folder", AT) == (result.check_id, result.source, result.answered_at)
    assert (Verdict.VALID, "1", "1", "1") == (
        result.verdict,
        result.verdict_code,
        result.segment,
        result.status,
    )
    [record] = result.records
    assert ("試験　太郎", "ｼｹﾝ ﾀﾛｳ", "100-9999", "123") == (
        record["Name"],
        record["NameKana"],
        record["PostNumber"],
        record["ReferenceNumber"],
    )
    assert "REQ-20261001-0001" == result.header["ArbitraryFileIdentifier"]
    assert {"ProcessingResultStatus", "QualificationValidity"} == {
        name for name, value in result.body.items() if isinstance(value, str)
    }
    assert () == result.messages


def test_an_answer_without_a_record_is_an_answer() -> None:
    result = read(sample("09"))

    assert (Verdict.NOT_FOUND, ()) == (result.verdict, result.records)


@pytest.mark.parametrize("code", ["0", "7", "１", " 1", "1 ", "01", ""])
def test_an_unknown_validity_is_never_valid(code: str) -> None:
    result = read(
        xml(f"{NORMAL}<QualificationValidity>{code}</QualificationValidity>", header=FINISHED)
    )

    assert (Verdict.UNKNOWN, code) == (result.verdict, result.verdict_code)


@pytest.mark.parametrize(
    ("segment", "status"),
    [("2", "1"), ("9", "1"), ("1", "2"), ("1 ", "1"), ("1", "１"), ("", "1"), ("1", ""), ("", "")],
)
def test_an_answer_that_is_not_finished_and_normal_has_no_verdict(
    segment: str, status: str
) -> None:
    result = read(
        xml(
            f"<ProcessingResultStatus>{status}</ProcessingResultStatus>"
            "<QualificationValidity>1</QualificationValidity>",
            header=f"<SegmentOfResult>{segment}</SegmentOfResult>",
        )
    )

    assert result.verdict is None
    assert result.refusal() is not None
    assert (segment, status, "1") == (result.segment, result.status, result.verdict_code)


def test_the_persons_message_comes_before_the_files() -> None:
    result = read(
        xml(
            "<ProcessingResultCode>P</ProcessingResultCode>",
            header="<ErrorCode>E</ErrorCode><ErrorMessage>失敗</ErrorMessage>",
        )
    )

    assert (ServiceMessage("P", ""), ServiceMessage("E", "失敗")) == result.messages


def test_several_insurances_are_several_records_in_a_list_or_beside_it() -> None:
    listed = f"<ResultList>{PERSON.format('甲')}<Other/>{PERSON.format('乙')}</ResultList>"
    result = read(xml(listed + PERSON.format("丙"), header=FINISHED))

    assert ["甲", "乙", "丙"] == [record["Name"] for record in result.records]
    assert {} == result.body


def test_the_form_of_the_prescription_is_kept_in_the_body_or_in_the_record() -> None:
    chosen = "<PrescriptionIssueSelect>1</PrescriptionIssueSelect>"
    record = PERSON.format("甲").replace("</Name>", f"</Name>{chosen}")
    result = face(xml(f"{chosen}<ResultList>{record}</ResultList>"))

    assert {"PrescriptionIssueSelect": "1"} == result.body
    assert ({"Name": "甲", "PrescriptionIssueSelect": "1"},) == result.records


def test_the_result_of_a_card_does_not_answer_a_question_by_numbers() -> None:
    with pytest.raises(BackendGarbled) as caught:
        read(sample("04"))

    assert "ReferenceClassification" == caught.value.where


def test_the_classification_may_be_absent() -> None:
    assert read(xml(header=FINISHED)).segment == "1"


def test_a_face_result_is_read_whole() -> None:
    result = face(sample("04"))

    [record] = result.records
    assert (Verdict.VALID, "見本　花子", "2") == (
        result.verdict,
        record["Name"],
        result.body["PrescriptionIssueSelect"],
    )


# ── whether it is ours ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MedicalInstitutionCode", "1399999999"),
        ("MedicalInstitutionCode", ""),
        ("ArbitraryFileIdentifier", "REQ-2"),
        ("ArbitraryFileIdentifier", ""),
        ("QualificationConfirmationDate", "20261123"),
    ],
)
def test_an_answer_to_another_question_shows(name: str, value: str) -> None:
    request = asking(numbers_query())

    assert name == mismatch({**request.header, name: value}, request)


def test_an_answer_need_not_repeat_the_day() -> None:
    request = asking(numbers_query())
    header = {**request.header, "QualificationConfirmationDate": ""}

    assert "" == mismatch(request.header, request) == mismatch(header, request)


def test_a_download_is_matched_by_its_reception_number() -> None:
    request = read_message(sample("17"))

    assert "" == mismatch(read_message(sample("19")).header, request)
    assert "ReceptionNumber" == mismatch(read_message(sample("03")).header, request)


# ── the terminal's side ───────────────────────────────────────────────────────────────────────
def test_a_terminal_reads_the_question() -> None:
    [asked] = map(read_search_info, asked_in(read_message(sample("01"))))

    assert (
        SearchInfo(
            CardholderNumbers("06139992", "1234", "5678", "00", date(1985, 4, 12)),
            limit_consent=False,
            identifier="000123",
        )
        == asked
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("InsurerNumber", "        "),
        ("InsuredIdentificationNumber", ""),
        ("Birthdate", "20240230"),
        ("Birthdate", ""),
        ("LimitApplicationCertificateRelatedConsFlg", "2"),
    ],
)
def test_a_question_that_cannot_be_asked_is_garbled(name: str, value: str) -> None:
    [asked] = asked_in(read_message(sample("01")))

    with pytest.raises(BackendGarbled):
        read_search_info({**asked, name: value})


@given(
    st.builds(
        SearchInfo,
        st.builds(
            CardholderNumbers,
            st.sampled_from(["139998", "06139992"]),
            st.none() | st.just("東京・１２"),
            st.just("0001"),
            st.none() | st.just("01"),
            st.dates(date(1873, 1, 1)),
        ),
        limit_consent=st.booleans(),
        identifier=st.sampled_from(["", "124_1"]),
    )
)
def test_what_is_asked_is_read_as_it_was_asked(asked: SearchInfo) -> None:
    assert asked == read_search_info(search_info(asked))


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(data=st.data())
def test_a_terminals_answer_is_that_to_the_question_in_every_form(
    encoding: Encoding, data: st.DataObject
) -> None:
    request = asking(numbers_query(CHECK_ID))
    given_records = data.draw(st.lists(records(encoding), max_size=3))
    answer = single_answer(
        request,
        {"ProcessingResultStatus": "1", "QualificationValidity": "1"},
        given_records,
        executed_at=AT,
        encoding=encoding,
    )

    received = read_message(write_message(answer, encoding=encoding))

    assert answer == received == read_json_message(write_json(answer))
    assert "" == mismatch(received.header, request)
    result = single_result(received, check_id=CHECK_ID, source="x", answered_at=AT)
    assert (Verdict.VALID, tuple(given_records)) == (result.verdict, result.records)
    assert "20261001090112" == result.header["ProcessExecutionTime"]
    assert request.body == {
        name: value for name, value in result.body.items() if not isinstance(value, str)
    }


def test_an_answer_that_echoes_another_question_is_not_about_ours() -> None:
    def echoing(**info: str) -> Message:
        return Message({}, {"QualificationConfirmSearchInfo": info})

    assert is_about(echoing(ArbitraryIdentifier="a"), "a")
    assert is_about(echoing(InsuredIdentificationNumber="4567"), "a")
    assert is_about(Message({}, {}), "a")
    assert not is_about(echoing(ArbitraryIdentifier="b"), "a")
