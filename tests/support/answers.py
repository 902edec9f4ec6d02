"""Answers and confirmation records of invented people, for the store and the hand-over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from reception_app.domain.card_seen import CardKind, CertificateState
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    EligibilityResult,
    Method,
    Record,
    ServiceMessage,
    Verdict,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.record import ConfirmationRecord

INSTITUTION = "1312345678"
AT = datetime(2026, 11, 22, 0, 5, 0, 123000, tzinfo=UTC)
ON = date(2026, 11, 22)
KEY = bytes(range(32))
PERSON: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "  139998",
    "InsuredIdentificationNumber": "7654321",
    "Name": "試験　太郎",
    "NameKana": "ｼｹﾝ ﾀﾛｳ",
    "Birthdate": "19750401",
    "SpecificDiseasesCertificateList": [
        {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": "1"}},
        {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": "2"}},
    ],
}


def check_id(number: int) -> CheckId:
    return CheckId(str(UUID(int=number, version=4)))


def result(number: int = 1, **changes: Any) -> EligibilityResult:
    whole = EligibilityResult(
        check_id=check_id(number),
        verdict=Verdict.VALID,
        verdict_code="1",
        source="https",
        answered_at=AT + timedelta(seconds=number),
        records=(PERSON,),
        messages=(ServiceMessage("IZ001", "お知らせ"),),
        header={
            "ProcessExecutionTime": "20261122090500",
            "QualificationConfirmationDate": "20261122",
            "MedicalInstitutionCode": INSTITUTION,
            "ArbitraryFileIdentifier": check_id(number),
            "ReferenceClassification": "1",
            "SegmentOfResult": "1",
            "CharacterCodeIdentifier": "0",
        },
        body={
            "ProcessingResultStatus": "1",
            "ProcessingResultCode": "IZ001",
            "ProcessingResultMessage": "お知らせ",
            "QualificationValidity": "1",
        },
    )
    return replace(whole, **changes)


def unwritable(number: int) -> EligibilityResult:
    """An answer with 𠮷 (U+20BB7), which CP932 does not have."""
    return result(number, records=({**PERSON, "Name": "𠮷田　試験"},))


def record(number: int = 1, **changes: Any) -> ConfirmationRecord:
    whole = ConfirmationRecord(
        check_id=check_id(number),
        institution_code=INSTITUTION,
        terminal="desk-1",
        operator="",
        accepted_at=AT + timedelta(seconds=number),
        on=ON,
        method=Method.PIN,
        consent=Consent(
            ConsentMethod.PIN, frozenset({ConsentScope.LIMIT_CERTIFICATE}), given_at=AT
        ),
        card_kind=CardKind.CARD,
        certificate_state=CertificateState.VALID,
        not_after=datetime(2029, 4, 1, 14, 59, 59, tzinfo=UTC),
        attempts_left=3,
    )
    return replace(whole, **changes)
