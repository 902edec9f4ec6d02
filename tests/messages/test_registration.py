"""照会番号登録, one and many (eligibility-interface.md 1.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.messages import xml

from reception_app.domain.eligibility import Record, ServiceMessage
from reception_app.messages.bulk import bulk_result, download_request
from reception_app.messages.registration import (
    Registration,
    read_registration,
    read_registrations,
    registration_request,
    registrations_in,
)
from reception_app.messages.xml import write_message
from reception_app.messages.xml_reading import read_message

ONE = Registration("000123", "139998", "東京・１２", "７６５４３", "01")
TWO = Registration("000124", "39139993", None, "01234567", None)
INFO = {
    "ReferenceNumber": "000123",
    "InsurerNumber": "  139998",
    "InsuredCardSymbol": "東京・１２",
    "InsuredIdentificationNumber": "７６５４３",
    "InsuredBranchNumber": "01",
}
# Written by hand from eligibility-interface.md 1.5.
EXPECTED = """\
<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>
<XmlMsg>
  <MessageHeader>
    <MedicalInstitutionCode>1319900010</MedicalInstitutionCode>
    <ArbitraryFileIdentifier>REG-1</ArbitraryFileIdentifier>
  </MessageHeader>
  <MessageBody>
    <ReferenceNumberRegistrationInfo>
      <ReferenceNumber>000123</ReferenceNumber>
      <InsurerNumber>  139998</InsurerNumber>
      <InsuredCardSymbol>東京・１２</InsuredCardSymbol>
      <InsuredIdentificationNumber>７６５４３</InsuredIdentificationNumber>
      <InsuredBranchNumber>01</InsuredBranchNumber>
    </ReferenceNumberRegistrationInfo>
  </MessageBody>
</XmlMsg>
"""


def test_a_registration_is_written_in_the_published_order() -> None:
    request = registration_request([ONE], institution_code="1319900010", file_identifier="REG-1")

    assert EXPECTED.encode("cp932") == write_message(request, encoding="shift_jis")


def test_many_registrations_stand_one_after_the_other() -> None:
    request = registration_request([ONE, TWO], institution_code="1", file_identifier="REG-1")

    read = read_message(write_message(request, encoding="utf-8"))

    assert request == read
    assert INFO == registrations_in(read)[0]
    assert {
        "ReferenceNumber": "000124",
        "InsurerNumber": "39139993",
        "InsuredIdentificationNumber": "01234567",
    } == registrations_in(read)[1]


@pytest.mark.parametrize("number", ["", "1" * 51])
def test_a_reference_number_has_1_to_50_characters(number: str) -> None:
    assert "1" * 50 == replace(ONE, reference_number="1" * 50).reference_number
    with pytest.raises(ValueError, match="1 to 50"):
        replace(ONE, reference_number=number)


def test_medical_aid_is_not_registered() -> None:
    with pytest.raises(ValueError, match="not known"):
        replace(ONE, insurer="12139994")


@pytest.mark.parametrize(
    ("segment", "status", "is_registered"),
    [("1", "1", True), ("1", "2", False), ("9", "1", False), ("1", "", False), ("", "", False)],
)
def test_a_number_is_registered_when_the_service_says_so(
    segment: str, status: str, is_registered: bool
) -> None:
    answer = read_registration(
        read_message(
            xml(
                f"<ProcessingResultStatus>{status}</ProcessingResultStatus>",
                header=f"<SegmentOfResult>{segment}</SegmentOfResult>",
            )
        )
    )

    assert (is_registered, status) == (answer.is_registered, answer.status)


def test_a_single_answer_says_what_the_file_says_too() -> None:
    answer = read_registration(
        read_message(
            xml(
                "<ProcessingResultCode>P</ProcessingResultCode>",
                header="<ErrorCode>E</ErrorCode>",
            )
        )
    )

    assert (ServiceMessage("P", ""), ServiceMessage("E", "")) == answer.messages


def test_each_registration_of_many_has_its_own_answer() -> None:
    units: list[Record] = [
        {"ReferenceNumberRegistrationInfo": INFO, "ProcessingResultStatus": "1"},
        {"ProcessingResultStatus": "2", "ProcessingResultCode": "ZZZ1"},
    ]
    written = bulk_result(
        download_request("7", institution_code="1319900010"),
        units,
        name="BulkRegistrationUnit",
        executed_at=datetime(2026, 10, 1, tzinfo=UTC),
        encoding="shift_jis",
    )

    read = read_registrations(write_message(written, encoding="shift_jis"))
    one, two = read.answers

    assert ("1", ()) == (read.segment, read.messages)
    assert (True, INFO, ()) == (one.is_registered, one.asked, one.messages)
    assert (False, {}, (ServiceMessage("ZZZ1", ""),)) == (
        two.is_registered,
        two.asked,
        two.messages,
    )
