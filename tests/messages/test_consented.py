"""訪問, オンライン, 医療扶助 (eligibility-interface.md 1.6)."""

from __future__ import annotations

from datetime import date

from support.messages import sample

from reception_app.messages.bulk import read_bulk_result
from reception_app.messages.consented import (
    home_visit_request,
    medical_aid_request,
    online_request,
)
from reception_app.messages.message import Message
from reception_app.messages.single import asked_in
from reception_app.messages.xml import write_message
from reception_app.messages.xml_reading import read_message

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
HEADER = {"MedicalInstitutionCode": "1319900010", "ArbitraryFileIdentifier": "F-1"}


def asked(request: Message) -> object:
    assert HEADER == request.header
    assert request == read_message(write_message(request, encoding="utf-8"))
    [info] = asked_in(request)
    return info


def test_home_visits_are_asked_for_by_days_of_consent() -> None:
    request = home_visit_request(FIRST, LAST, institution_code="1319900010", file_identifier="F-1")

    assert {
        "ConsentDateFrom": "20260901",
        "ConsentDateTo": "20260930",
        "MedicalTreatmentFlag": "2",
    } == asked(request)


def test_online_care_is_asked_for_by_days_of_consent() -> None:
    request = online_request(
        FIRST, LAST, by_examination=False, institution_code="1319900010", file_identifier="F-1"
    )

    assert {
        "ConsentDateFrom": "20260901",
        "ConsentDateTo": "20260930",
        "MedicalTreatmentFlag": "3",
    } == asked(request)


def test_online_care_is_asked_for_by_days_of_examination() -> None:
    request = online_request(
        FIRST, LAST, by_examination=True, institution_code="1319900010", file_identifier="F-1"
    )

    assert {
        "ExaminationDateFrom": "20260901",
        "ExaminationDateTo": "20260930",
        "MedicalTreatmentFlag": "3",
    } == asked(request)


def test_medical_aid_is_asked_for_by_month() -> None:
    request = medical_aid_request(LAST, institution_code="1319900010", file_identifier="F-1")

    assert {"MedicalTreatmentMonth": "202609"} == asked(request)


def test_consents_in_a_result_are_kept() -> None:
    raw = sample("19").replace(
        b"<LimitApplicationCertificateChanged>0",
        b"<PharmacistsInfoConsFlg>2</PharmacistsInfoConsFlg><LimitApplicationCertificateChanged>0",
    )

    first, *_ = read_bulk_result(raw).answers

    assert "2" == first.records[0]["PharmacistsInfoConsFlg"]
