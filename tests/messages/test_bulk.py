"""The bulk check in its four steps (eligibility-interface.md 1.4), and what keeps people apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.messages import ENCODINGS, SHIFT_JIS, records, sample, texts, xml

from reception_app.domain.bulk import Acceptance, PersonAnswer
from reception_app.domain.eligibility import (
    CardholderNumbers,
    Fact,
    ServiceMessage,
    Verdict,
    text_of,
)
from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.answers import mismatch
from reception_app.messages.bulk import (
    acceptance,
    bulk_request,
    bulk_result,
    download_request,
    read_acceptance,
    read_bulk_result,
)
from reception_app.messages.message import Encoding
from reception_app.messages.search_info import SearchInfo
from reception_app.messages.single import asked_in
from reception_app.messages.xml import write_message
from reception_app.messages.xml_reading import read_message, read_units

AT = datetime(2026, 10, 1, 9, 5, 2, tzinfo=UTC)  # 18:05:02 in Japan, as sample 16
FINISHED = "<SegmentOfResult>1</SegmentOfResult>"


def people(raw: bytes) -> list[PersonAnswer]:
    return list(read_bulk_result(raw).answers)


def unit(content: str) -> str:
    return f"<BulkConfirmUnit>{content}</BulkConfirmUnit>"


def element(name: str, value: object) -> str:
    return f"<{name}>{value}</{name}>"


def asked_as(identifier: object) -> str:
    return element("QualificationConfirmSearchInfo", element("ArbitraryIdentifier", identifier))


# ── step 1 ────────────────────────────────────────────────────────────────────────────────────
def test_a_question_for_many_is_the_sample() -> None:
    people_of_15 = [
        ("06139992", "1234", "5678", "00", date(1985, 4, 12), "123_1"),
        ("139998", "東京・１２", "７６５４３", "01", date(1954, 9, 15), "124_1"),
        ("39139993", None, "01234567", None, date(1943, 2, 20), "125_2"),
        ("01139997", "55", "0009999", "01", date(1999, 9, 9), "126_1"),
        ("06139992", "9", "777", "00", date(1970, 12, 31), "127_1"),
    ]
    asked = [
        SearchInfo(
            CardholderNumbers(insurer, symbol, number, branch, born),
            limit_consent=False,
            identifier=identifier,
        )
        for insurer, symbol, number, branch, born, identifier in people_of_15
    ]

    request = bulk_request(
        asked,
        on=date(2026, 10, 2),
        institution_code="1319900010",
        file_identifier="BLK-20261001-01",
    )

    assert sample("15") == write_message(request, encoding="utf-8")


def test_a_question_for_one_is_read_as_a_question_for_one() -> None:
    numbers = CardholderNumbers("06139992", None, "1", None, date(1985, 4, 12))
    request = bulk_request(
        [SearchInfo(numbers, limit_consent=True)],
        on=date(2026, 10, 2),
        institution_code="1319900010",
        file_identifier="B",
    )

    assert request == read_message(write_message(request, encoding="utf-8"))
    assert 1 == len(asked_in(request))


def test_an_acceptance_gives_the_number_to_ask_with() -> None:
    message = read_message(sample("16"))

    assert Acceptance("2026100118050200001", "20261001180502") == read_acceptance(message)
    assert "" == mismatch(message.header, read_message(sample("15")))


def test_a_terminal_accepts_as_in_the_sample() -> None:
    accepted = acceptance(
        read_message(sample("15")), "2026100118050200001", executed_at=AT, encoding="utf-8"
    )

    assert sample("16") == write_message(accepted, encoding="utf-8")


NUMBER = "<ReceptionNumber>1</ReceptionNumber>"


@pytest.mark.parametrize(
    ("header", "body", "code"),
    [
        ("<SegmentOfResult>9</SegmentOfResult>", "", "9"),
        ("<SegmentOfResult>9</SegmentOfResult><ErrorCode>E1</ErrorCode>", NUMBER, "E1"),
        ("", "<ProcessingResultStatus>2</ProcessingResultStatus>" + NUMBER, "2"),
        ("", "<ProcessingResultCode>P1</ProcessingResultCode>", "P1"),
        ("", "<ProcessingResultMessage>x</ProcessingResultMessage>", ""),
        ("<SegmentOfResult>１</SegmentOfResult>", NUMBER, "１"),
    ],
)
def test_an_upload_that_is_not_taken_is_refused(header: str, body: str, code: str) -> None:
    with pytest.raises(BackendRefused) as caught:
        read_acceptance(read_message(xml(body, header=header)))

    assert code == caught.value.service_code


def test_an_acceptance_may_have_something_to_say() -> None:
    body = NUMBER + "<ProcessingResultCode>W1</ProcessingResultCode>"

    assert Acceptance("1", "") == read_acceptance(read_message(xml(body)))


def test_an_acceptance_without_a_number_is_garbled() -> None:
    with pytest.raises(BackendGarbled, match="BK08"):
        read_acceptance(read_message(xml(header=FINISHED)))


# ── step 2 ────────────────────────────────────────────────────────────────────────────────────
def test_the_result_is_asked_for_as_in_the_sample() -> None:
    request = download_request("2026100118050200001", institution_code="1319900010")

    assert sample("17") == write_message(request, encoding="utf-8")


def test_a_result_is_read_person_by_person() -> None:
    read = read_bulk_result(sample("19"))
    answers = list(read.answers)

    assert ("1", "5", ()) == (read.segment, read.header["NumberOfProcessingResult"], read.messages)
    assert not read.is_pending
    assert read.refusal() is None
    assert [
        ("123_1", Verdict.VALID, 1, "123"),
        ("124_1", Verdict.INVALID_NEWER_EXISTS, 1, "124"),
        ("125_2", Verdict.VALID, 1, ""),
        ("126_1", Verdict.NOT_FOUND, 0, ""),
        ("127_1", None, 0, ""),
    ] == [
        (each.identifier, each.verdict, len(each.records), text_of(each.body, "ReferenceNumber"))
        for each in answers
    ]
    assert (ServiceMessage("ZZZ1002W", "【試験用】個人単位のエラーです。"),) == answers[4].messages
    assert [()] * 4 == [each.messages for each in answers[:4]]


def test_a_unit_without_a_record_or_with_nothing_at_all_stays() -> None:
    raw = xml("<BulkConfirmUnit/>" + unit(asked_as(1)) + unit(" "), header=FINISHED)

    assert [("", ()), ("1", ()), ("", ())] == [
        (each.identifier, each.records) for each in people(raw)
    ]


def test_a_persons_records_are_direct_or_in_a_list() -> None:
    insurance = element("ResultOfQualificationConfirmation", element("Name", "甲"))
    aid = element("ResultOfQualificationConfirmation", element("Name", "乙"))
    raw = xml(unit(insurance + aid) + unit(element("ResultList", aid + insurance)))

    assert [["甲", "乙"], ["乙", "甲"]] == [
        [record["Name"] for record in each.records] for each in people(raw)
    ]
    assert [{}, {}] == [each.body for each in people(raw)]


@pytest.mark.parametrize(("segment", "status"), [("2", "1"), ("9", "1"), ("1", "2"), ("", "1")])
def test_a_person_is_valid_in_a_finished_file_with_a_normal_status_only(
    segment: str, status: str
) -> None:
    content = element("ProcessingResultStatus", status) + element("QualificationValidity", "1")
    [person] = people(xml(unit(content), header=element("SegmentOfResult", segment)))

    assert (None, "1", status) == (person.verdict, person.verdict_code, person.status)


@pytest.mark.parametrize("segment", ["2", "9", "7", ""])
def test_a_file_that_is_not_finished_says_so(segment: str) -> None:
    header = element("SegmentOfResult", segment) + element("ErrorMessage", "処理中")
    read = read_bulk_result(xml(element("ProcessingResultCode", "P1"), header=header))

    assert [] == list(read.answers)
    assert (ServiceMessage("P1", ""), ServiceMessage("", "処理中")) == read.messages
    refusal = read.refusal()
    assert (segment == "2", segment != "2") == (read.is_pending, refusal is not None)
    if refusal:
        assert "P1" == refusal.service_code


def test_a_failed_file_without_a_code_names_its_segment() -> None:
    refusal = read_bulk_result(xml(header=element("SegmentOfResult", "9"))).refusal()

    assert refusal is not None
    assert "9" == refusal.service_code


def test_units_of_another_family_are_nobody() -> None:
    assert [] == people(xml("<BulkRegistrationUnit/>"))


# ── streaming ─────────────────────────────────────────────────────────────────────────────────
def test_the_header_may_come_after_a_long_body() -> None:
    units = "".join(unit(asked_as(number)) for number in range(3_000))
    raw = (
        f"<XmlMsg><MessageBody>{units}</MessageBody>"
        f"<MessageHeader>{FINISHED}</MessageHeader></XmlMsg>"
    ).encode()
    read = read_bulk_result(raw)

    assert {"SegmentOfResult": "1"} == read.header
    assert [str(number) for number in range(3_000)] == [each.identifier for each in read.answers]


@pytest.mark.parametrize("declaration", ["", SHIFT_JIS])
def test_every_unit_of_a_long_file_is_read_whole(declaration: str) -> None:
    def name_of(number: int) -> str:
        return f"試験　{number}号 " + "漢" * (number % 97)

    units = "".join(unit(element("Unknown", name_of(number))) for number in range(5_000))
    raw = xml(units + "<End/>", declaration=declaration)

    assert [name_of(number) for number in range(5_000)] == [
        each.body["Unknown"] for each in people(raw)
    ]


@pytest.mark.parametrize(
    "content",
    [
        element("Wrapper", "<BulkConfirmUnit/>"),
        unit("<BulkConfirmUnit/>"),
        unit("") + "</MessageBody><MessageBody>",
        unit("") + "</MessageBody><MessageHeader/><MessageBody>",
        unit("") + "</MessageBody></XmlMsg><XmlMsg><MessageBody>",
        unit(element("QualificationValidity", "1") * 2),
        unit(element("QualificationConfirmSearchInfo", "x")),
        unit("") + "<Open>",
        unit("") * 5_000 + "&undefined;",
    ],
)
def test_a_file_that_goes_wrong_after_a_unit_is_refused_in_the_end(content: str) -> None:
    with pytest.raises(BackendGarbled):
        people(xml(content))


@pytest.mark.parametrize("raw", [b"<BulkConfirmUnit/>", b"<XmlMsg><BulkConfirmUnit/></XmlMsg>"])
def test_a_unit_elsewhere_is_refused(raw: bytes) -> None:
    with pytest.raises(BackendGarbled):
        people(raw)


def test_a_file_of_units_without_a_header_is_refused() -> None:
    with pytest.raises(BackendGarbled):
        people(f"<XmlMsg><MessageBody>{unit('')}</MessageBody></XmlMsg>".encode())


def test_a_flag_that_says_otherwise_is_refused_before_the_first_person() -> None:
    with pytest.raises(BackendGarbled, match="BK08"):
        read_bulk_result(xml(unit(""), header=element("CharacterCodeIdentifier", "1")))


# ── nothing of one person at another ──────────────────────────────────────────────────────────
@pytest.mark.parametrize("encoding", ENCODINGS)
@given(data=st.data())
def test_each_person_gets_what_is_theirs(encoding: Encoding, data: st.DataObject) -> None:
    request = download_request("7", institution_code="1319900010")
    optional: dict[str, st.SearchStrategy[Fact]] = {
        "ProcessingResultStatus": st.sampled_from(["1", "2", "3"]),
        "ProcessingResultCode": texts(encoding),
        "ProcessingResultMessage": texts(encoding),
        "QualificationValidity": st.sampled_from(["1", "2", "6", "9"]),
        "ResultOfQualificationConfirmation": cast("st.SearchStrategy[Fact]", records(encoding)),
        "ReferenceNumber": texts(encoding),
    }
    own = st.fixed_dictionaries({}, optional=optional)
    units: list[Mapping[str, Fact]] = [
        {**each, "QualificationConfirmSearchInfo": {"ArbitraryIdentifier": str(number)}}
        for number, each in enumerate(data.draw(st.lists(own, min_size=1, max_size=5)))
    ]
    written = bulk_result(request, units, executed_at=AT, encoding=encoding)

    raw = write_message(written, encoding=encoding)
    read = list(read_units(raw, name="BulkConfirmUnit").units)

    assert units == read
    errors = sum(each.get("ProcessingResultStatus") != "1" for each in units)
    assert (str(len(units)), str(errors)) == (
        written.header["NumberOfProcessingResult"],
        written.header["NumberOfError"],
    )
    for asked, person in zip(units, people(raw), strict=True):
        code = str(asked.get("ProcessingResultCode", ""))
        text = str(asked.get("ProcessingResultMessage", ""))
        assert asked["QualificationConfirmSearchInfo"] == person.asked
        assert [ServiceMessage(code, text)] * bool(code or text) == list(person.messages)
        assert asked.get("QualificationValidity", "") == person.verdict_code
        assert [asked[n] for n in ("ResultOfQualificationConfirmation",) if n in asked] == list(
            person.records
        )
