"""The answer to a question in the shape of the published eligibility messages; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from reception_app.domain.eligibility import NORMAL, CardholderNumbers, Fact, Record
from reception_app.domain.policy import JST
from reception_app.training.service.people import Person

MEDICAL_INSTITUTION_CODE: Final = "1312345678"
"""MedicalInstitutionCode of training (eligibility-api.md)."""

_BY_CARD, _BY_NUMBERS = "1", "2"  # 照会区分, code list 002
_UTF_8 = "0"  # 文字コード識別, code list 005
_PERSON_ERROR = "2"  # 処理結果状況, code list 004
_UNCHANGED = "0"  # code list 014
_GIVEN, _NOT_GIVEN = "1", "0"  # code lists 001 and 016
_VIEWING_TIME = timedelta(hours=24)
# What a patient agrees to at a card reader, not in a request: an invented person brings it along.
_VIEWING = ("SpecificHealthCheckupsInfo", "PharmacistsInfo", "DiagnosisInfo", "OperationInfo")
_LIMIT = ("LimitApplicationCertificateRelated", "LimitApplicationCertificateRelatedInfo")
_DISEASE = ("SpecificDiseasesCertificateRelated", "SpecificDiseasesCertificateList")


class Asked(Protocol):
    """What of a question shows in its answer; any subject but numbers is a card."""

    @property
    def check_id(self) -> str:
        """ArbitraryFileIdentifier."""
        ...

    @property
    def on(self) -> date:
        """資格確認日."""
        ...

    @property
    def subject(self) -> object:
        """CardholderNumbers, or what stands for a card."""
        ...

    @property
    def limit_certificate(self) -> bool:
        """Whether the limit certificate may be shown."""
        ...

    @property
    def specific_disease(self) -> bool:
        """Whether the certificates of specific diseases may be shown."""
        ...


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When a question is answered (aware), and whether the card is in its grace period."""

    at: datetime
    is_grace: bool = False


def answer_to(question: Asked, person: Person, circumstances: Circumstances) -> dict[str, object]:
    """Return the whole answer; every leaf is text (eligibility-interface.md 1.3)."""
    body = _body(question, person)
    body["ResultList"] = [
        {"ResultOfQualificationConfirmation": _record(question, record, circumstances)}
        for record in person.records
    ]
    message = {"MessageHeader": _header(question, person, circumstances.at), "MessageBody": body}
    return {"check_id": question.check_id, "XmlMsg": message}


def bulk_unit(identifier: str, asked: CardholderNumbers, person: Person) -> dict[str, object]:
    """Return what a bulk result says of one row (eligibility-interface.md 1.4).

    An answer that would be an error of the whole message is the row's own here.
    """
    status = person.status if person.segment == NORMAL else _PERSON_ERROR
    unit: dict[str, object] = {
        "QualificationConfirmSearchInfo": {
            **_asked_numbers(asked),
            "ArbitraryIdentifier": identifier,
        },
        "ProcessingResultStatus": status,
        **_present(
            {"ProcessingResultCode": person.code, "ProcessingResultMessage": person.message}
        ),
    }
    if person.is_answered:
        unit |= _present({"QualificationValidity": person.validity})
    records = [_bulk_record(record) for record in person.records]
    return {**unit, "ResultOfQualificationConfirmation": records}


def bulk_header(
    job_id: str, on: date, number: str, units: Sequence[Mapping[str, object]], at: datetime
) -> dict[str, str]:
    """Return the header of a bulk result."""
    errors = sum(unit["ProcessingResultStatus"] != NORMAL for unit in units)
    return {
        "ProcessExecutionTime": _second(at),
        "QualificationConfirmationDate": _day(on),
        "MedicalInstitutionCode": MEDICAL_INSTITUTION_CODE,
        "ArbitraryFileIdentifier": job_id,
        "ReceptionNumber": number,
        "SegmentOfResult": NORMAL,
        "NumberOfProcessingResult": str(len(units)),
        "NumberOfNormalProcessing": str(len(units) - errors),
        "NumberOfError": str(errors),
        "CharacterCodeIdentifier": _UTF_8,
    }


def _bulk_record(record: Record) -> Record:
    """Return a record without what needs a consent; in its place stands whether that changed."""
    consented = {*_LIMIT, *_DISEASE, *(f"{kind}ConsFlg" for kind in _VIEWING)}
    shown = {name: value for name, value in record.items() if name not in consented}
    if isinstance(number := shown.get("InsurerNumber"), str):
        shown["InsurerNumber"] = _padded(number)
    return {"LimitApplicationCertificateChanged": _UNCHANGED, **shown}


def _header(question: Asked, person: Person, at: datetime) -> dict[str, str]:
    by_numbers = isinstance(question.subject, CardholderNumbers)
    header = {
        "ProcessExecutionTime": _second(at),
        "QualificationConfirmationDate": _day(question.on),
        "MedicalInstitutionCode": MEDICAL_INSTITUTION_CODE,
        "ArbitraryFileIdentifier": question.check_id,
        "ReferenceClassification": _BY_NUMBERS if by_numbers else _BY_CARD,
        "SegmentOfResult": person.segment,
    }
    if person.segment != NORMAL:
        header |= _present({"ErrorCode": person.code, "ErrorMessage": person.message})
    return {**header, "CharacterCodeIdentifier": _UTF_8}


def _body(question: Asked, person: Person) -> dict[str, object]:
    body: dict[str, object] = {"ProcessingResultStatus": person.status}
    if person.segment == NORMAL:
        body |= _present(
            {"ProcessingResultCode": person.code, "ProcessingResultMessage": person.message}
        )
    if person.is_answered:
        body |= _present({"QualificationValidity": person.validity})
    if isinstance(question.subject, CardholderNumbers):
        body["QualificationConfirmSearchInfo"] = _echo(question, question.subject)
    return body


def _echo(question: Asked, asked: CardholderNumbers) -> dict[str, str]:
    flag = _flag(given=question.limit_certificate)
    return {**_asked_numbers(asked), "LimitApplicationCertificateRelatedConsFlg": flag}


def _asked_numbers(asked: CardholderNumbers) -> dict[str, str]:
    return _present(
        {
            "InsurerNumber": _padded(asked.insurer),
            "InsuredCardSymbol": asked.symbol or "",
            "InsuredIdentificationNumber": asked.number,
            "InsuredBranchNumber": asked.branch or "",
            "Birthdate": _day(asked.born),
        }
    )


def _record(question: Asked, record: Record, circumstances: Circumstances) -> Record:
    shown = dict(record)
    if isinstance(number := shown.get("InsurerNumber"), str):
        shown["InsurerNumber"] = _padded(number)
    at = circumstances.at
    _apply_consent(shown, _LIMIT, at, given=question.limit_certificate)
    _apply_consent(shown, _DISEASE, at, given=question.specific_disease)
    if isinstance(question.subject, CardholderNumbers):
        for kind in _VIEWING:
            shown.pop(f"{kind}ConsFlg", None)
    else:
        _apply_viewing(shown, circumstances)
    return shown


def _apply_consent(
    shown: dict[str, Fact], names: tuple[str, str], at: datetime, *, given: bool
) -> None:
    consent, group = names
    shown[f"{consent}ConsFlg"] = _flag(given=given)
    if given:
        shown[f"{consent}ConsTime"] = _second(at)
    else:
        shown.pop(group, None)


def _apply_viewing(shown: dict[str, Fact], circumstances: Circumstances) -> None:
    """Add the times of the consents given; in grace there is nothing to view (card.md 9)."""
    for kind in _VIEWING:
        if shown.get(f"{kind}ConsFlg") != _GIVEN:
            continue
        if circumstances.is_grace:
            shown[f"{kind}ConsFlg"] = _NOT_GIVEN
            continue
        shown[f"{kind}ConsTime"] = _second(circumstances.at)
        shown[f"{kind}AvailableTime"] = _second(circumstances.at + _VIEWING_TIME)


def _flag(*, given: bool) -> str:
    return _GIVEN if given else _NOT_GIVEN


def _padded(insurer: str) -> str:
    return insurer.rjust(8)


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _second(at: datetime) -> str:
    return at.astimezone(JST).strftime("%Y%m%d%H%M%S")


def _present(elements: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in elements.items() if text}
