from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from support.answers import INSTITUTION, PERSON, check_id, result, unwritable

from reception_app.domain.errors import TargetRefused
from reception_app.messages.elements import ORDER
from reception_app.messages.xml import Encoding, face_file_name, face_xml

ENCODINGS: Sequence[Encoding] = ("shift_jis", "utf-8")
RESULTS = "MessageBody/ResultList/ResultOfQualificationConfirmation"


def parsed(content: bytes) -> etree._Element:
    """Read as a receipt computer does: the declaration says which encoding it is."""
    declaration, _, rest = content.partition(b"\n")
    codec = "cp932" if b"Shift_JIS" in declaration else "utf-8"
    return etree.fromstring(rest.decode(codec))


def names(parent: etree._Element | None) -> list[str]:
    assert parent is not None
    return [str(child.tag) for child in parent]


# ── the whole message ─────────────────────────────────────────────────────────────────────────
# Written by hand from eligibility-interface.md 1.3 (order) and samples 03 and 04 (form).
EXPECTED = """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<XmlMsg>
  <MessageHeader>
    <ProcessExecutionTime>20261001091503</ProcessExecutionTime>
    <QualificationConfirmationDate>20261001</QualificationConfirmationDate>
    <MedicalInstitutionCode>1319900010</MedicalInstitutionCode>
    <ArbitraryFileIdentifier>QkZ0S3hYTjdDQw4=</ArbitraryFileIdentifier>
    <ReferenceClassification>1</ReferenceClassification>
    <SegmentOfResult>1</SegmentOfResult>
    <CharacterCodeIdentifier>0</CharacterCodeIdentifier>
  </MessageHeader>
  <MessageBody>
    <ProcessingResultStatus>1</ProcessingResultStatus>
    <QualificationValidity>1</QualificationValidity>
    <PrescriptionIssueSelect>2</PrescriptionIssueSelect>
    <ResultList>
      <ResultOfQualificationConfirmation>
        <InsurerNumber>  139998</InsurerNumber>
        <Name>見本　花子</Name>
        <LimitApplicationCertificateRelatedInfo>
          <LimitApplicationCertificateClassification>01</LimitApplicationCertificateClassification>
          <LimitApplicationCertificateClassificationFlag>A03</LimitApplicationCertificateClassificationFlag>
        </LimitApplicationCertificateRelatedInfo>
        <SpecificDiseasesCertificateList>
          <SpecificDiseasesCertificateInfo>
            <SpecificDiseasesDiseaseCategory>1</SpecificDiseasesDiseaseCategory>
          </SpecificDiseasesCertificateInfo>
          <SpecificDiseasesCertificateInfo>
            <SpecificDiseasesDiseaseCategory>2</SpecificDiseasesDiseaseCategory>
          </SpecificDiseasesCertificateInfo>
        </SpecificDiseasesCertificateList>
      </ResultOfQualificationConfirmation>
    </ResultList>
  </MessageBody>
</XmlMsg>
"""
FACE = result(
    header={
        "ProcessExecutionTime": "20261001091503",
        "CharacterCodeIdentifier": "1",
        "SegmentOfResult": "1",
        "QualificationConfirmationDate": "20261001",
        "ReferenceClassification": "1",
        "ArbitraryFileIdentifier": "QkZ0S3hYTjdDQw4=",
        "MedicalInstitutionCode": "1319900010",
    },
    body={
        "PrescriptionIssueSelect": "2",
        "QualificationValidity": "1",
        "ProcessingResultStatus": "1",
    },
    records=(
        {
            "SpecificDiseasesCertificateList": [
                {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": "1"}},
                {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": "2"}},
            ],
            "LimitApplicationCertificateRelatedInfo": {
                "LimitApplicationCertificateClassificationFlag": "A03",
                "LimitApplicationCertificateClassification": "01",
            },
            "Name": "見本　花子",
            "InsurerNumber": "  139998",
        },
    ),
)


def test_an_answer_in_any_order_becomes_a_message_in_the_published_order() -> None:
    assert face_xml(FACE, encoding="utf-8").decode("utf-8") == EXPECTED


def test_the_same_answer_in_shift_jis_differs_by_declaration_and_flag_only() -> None:
    expected = EXPECTED.replace('encoding="UTF-8"', 'encoding="Shift_JIS"').replace(
        "<CharacterCodeIdentifier>0", "<CharacterCodeIdentifier>1"
    )

    assert face_xml(FACE, encoding="shift_jis") == expected.encode("cp932")


def test_the_order_is_that_of_the_interface_reference() -> None:
    published = [
        "InsurerNumber",
        "InsuredCardSymbol",
        "InsuredIdentificationNumber",
        "InsuredBranchNumber",
        "Birthdate",
        "LimitApplicationCertificateRelatedConsFlg",
        "ArbitraryIdentifier",
    ]  # eligibility-interface.md 1.2

    assert list(ORDER["QualificationConfirmSearchInfo"]) == published


def test_no_element_is_listed_twice() -> None:
    assert [name for name, order in ORDER.items() if len(set(order)) != len(order)] == []


# ── lists ─────────────────────────────────────────────────────────────────────────────────────
def test_several_insurances_stand_in_one_list() -> None:
    root = parsed(face_xml(result(records=(PERSON, PERSON)), encoding="utf-8"))

    assert (len(root.findall("MessageBody/ResultList")), len(root.findall(RESULTS))) == (1, 2)


def test_an_answer_without_a_record_has_no_list() -> None:
    root = parsed(face_xml(result(records=()), encoding="utf-8"))

    assert root.find("MessageBody/ResultList") is None


@pytest.mark.parametrize(
    "tickets",
    [
        [{"MedicalTicketInfo": {"TicketType": "01"}}, {"MedicalTicketInfo": {"TicketType": "02"}}],
        {"MedicalTicketInfo": [{"TicketType": "01"}, {"TicketType": "02"}]},
        [{"MedicalTicketInfo": [{"TicketType": "01"}, {"TicketType": "02"}]}],
    ],
)
def test_every_json_shape_of_a_list_becomes_one_element_with_repeated_ones(tickets: Any) -> None:
    answer = result(records=({"PublicExpenseResultList": tickets},))

    root = parsed(face_xml(answer, encoding="utf-8"))

    assert len(root.findall(f"{RESULTS}/PublicExpenseResultList")) == 1
    types = root.findall(f"{RESULTS}/PublicExpenseResultList/MedicalTicketInfo/TicketType")
    assert [each.text for each in types] == ["01", "02"]


def test_a_single_object_stands_for_a_list_of_one() -> None:
    single = {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": "3"}}
    answer = result(records=({"SpecificDiseasesCertificateList": single},))

    root = parsed(face_xml(answer, encoding="utf-8"))

    found = root.findall(
        f"{RESULTS}/SpecificDiseasesCertificateList/SpecificDiseasesCertificateInfo"
    )
    assert len(found) == 1


def test_an_empty_list_is_left_out() -> None:
    answer = result(records=({"PublicExpenseResultList": [], "Name": "x"},))

    assert names(parsed(face_xml(answer, encoding="utf-8")).find(RESULTS)) == ["Name"]


# ── what we do not know ───────────────────────────────────────────────────────────────────────
def test_unknown_elements_follow_the_published_ones_as_they_came() -> None:
    answer = result(records=({"Zeta": "1", "Name": "x", "Alpha": {"Sub": ["2", "3"]}},))

    root = parsed(face_xml(answer, encoding="utf-8"))

    assert names(root.find(RESULTS)) == ["Name", "Zeta", "Alpha"]
    assert [each.text for each in root.findall(f"{RESULTS}/Alpha/Sub")] == ["2", "3"]


def test_an_unknown_list_of_texts_is_a_repeated_element() -> None:
    answer = result(records=({"NoticeList": ["1", "2"]},))

    root = parsed(face_xml(answer, encoding="utf-8"))

    assert [each.text for each in root.findall(f"{RESULTS}/NoticeList")] == ["1", "2"]


@pytest.mark.parametrize("name", ["", "1st", "a b", "x:y", "氏名", "<a>", "Name\n"])
def test_a_name_that_is_no_element_is_left_out(name: str) -> None:
    answer = result(records=({name: "1", "Name": "x"},))

    assert names(parsed(face_xml(answer, encoding="utf-8")).find(RESULTS)) == ["Name"]


def test_a_result_list_left_in_the_body_is_not_written_twice() -> None:
    body = {"ProcessingResultStatus": "1", "ResultList": [{"Name": "x"}]}

    root = parsed(face_xml(result(body=body), encoding="utf-8"))

    assert len(root.findall("MessageBody/ResultList")) == 1
    assert root.find("MessageBody/ResultList/Name") is None


# ── characters ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["髙﨑　①郎", "●山　●子", "ｶﾞｷﾞ ﾊﾟ", "１－２～３", "<&>'\""])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_characters_of_windows_shift_jis_are_written_as_they_are(
    encoding: Encoding, text: str
) -> None:
    content = face_xml(result(records=({"Name": text},)), encoding=encoding)

    name = parsed(content).find(f"{RESULTS}/Name")
    assert name is not None
    assert name.text == text
    assert b"&#" not in content


def test_a_character_outside_shift_jis_is_refused_and_not_replaced() -> None:
    with pytest.raises(TargetRefused) as caught:
        face_xml(unwritable(1), encoding="shift_jis")

    assert caught.value.code == "HO06"


def test_the_same_character_is_written_in_utf_8() -> None:
    assert "𠮷田　試験".encode() in face_xml(unwritable(1), encoding="utf-8")


@pytest.mark.parametrize("text", ["\x80", "\uf8f0", "\uf8f3", "\ud800", "\x00", "\x1b"])
def test_a_character_that_readers_would_call_invalid_is_refused(text: str) -> None:
    with pytest.raises(TargetRefused) as caught:
        face_xml(result(records=({"Name": text},)), encoding="shift_jis")

    assert caught.value.code == "HO06"


XML_TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
    )
)


def _round_trips(text: str) -> bool:
    # Six characters share their code with another one (〜 and ～): code page 932 has only one.
    try:
        return text.encode("cp932").decode("cp932") == text
    except UnicodeEncodeError:
        return False


CP932_TEXT = st.lists(
    st.sampled_from([chr(c) for c in range(0x20, 0xF8F0) if _round_trips(chr(c)) and c != 0x80])
).map("".join)
ELEMENTS = st.dictionaries(st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,8}", fullmatch=True), XML_TEXT)


@given(ELEMENTS)
def test_values_survive_utf_8(person: dict[str, str]) -> None:
    _assert_survives(person, "utf-8")


@given(st.dictionaries(st.sampled_from(ORDER["MedicalTicketInfo"]), CP932_TEXT))
def test_values_survive_shift_jis(person: dict[str, str]) -> None:
    _assert_survives(person, "shift_jis")


def _assert_survives(person: dict[str, str], encoding: Encoding) -> None:
    root = parsed(face_xml(result(records=(person,)), encoding=encoding))

    found = root.find(RESULTS)
    assert found is not None
    assert {str(child.tag): child.text or "" for child in found} == person


# ── the name ──────────────────────────────────────────────────────────────────────────────────
def test_the_file_name_carries_institution_check_and_time() -> None:
    name = face_file_name(result(), INSTITUTION)

    token = check_id(1).replace("-", "")
    assert name == f"OQSsiquc01res_face_1312345678{token}_20261122090500"


@pytest.mark.parametrize(
    "executed", ["", "2026", "2026112209050x", "２０２６１１２２０９０５００"]
)
def test_a_time_that_is_none_is_taken_from_the_answers_arrival_in_japan(executed: str) -> None:
    answer = result(
        header={"ProcessExecutionTime": executed},
        answered_at=datetime(2026, 11, 22, 16, 0, 1, tzinfo=UTC),
    )

    assert face_file_name(answer, INSTITUTION).endswith("_20261123010001")


def test_the_file_name_fits_the_filter_that_receipt_computers_use() -> None:
    # eligibility-interface.md 1.1: prefix, anything, _, 14 digits, .xml
    name = face_file_name(result(), INSTITUTION) + ".xml"

    assert re.fullmatch(r"OQSsiquc01res_face_.+_\d{14}\.xml", name)
