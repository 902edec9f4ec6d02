"""Names and order of the published eligibility messages, as data; it judges no value.

Source: eligibility-interface.md 1.2 and 1.3, and the code lists of section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROOT: Final = "XmlMsg"
HEADER: Final = "MessageHeader"
BODY: Final = "MessageBody"
RESULT_LIST: Final = "ResultList"
RESULT: Final = "ResultOfQualificationConfirmation"
CHARACTER_CODE: Final = "CharacterCodeIdentifier"
PROCESS_EXECUTION_TIME: Final = "ProcessExecutionTime"

CHARACTER_CODES: Final[Mapping[str, str]] = {"utf-8": "0", "shift_jis": "1"}
"""Code list 005."""

ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    HEADER: (
        PROCESS_EXECUTION_TIME,
        "QualificationConfirmationDate",
        "MedicalInstitutionCode",
        "ArbitraryFileIdentifier",
        "ReferenceClassification",
        "SegmentOfResult",
        "ErrorCode",
        "ErrorMessage",
        CHARACTER_CODE,
    ),
    BODY: (
        "ProcessingResultStatus",
        "ProcessingResultCode",
        "ProcessingResultMessage",
        "QualificationValidity",
        "PrescriptionIssueSelect",
        "QualificationConfirmSearchInfo",
        RESULT_LIST,
    ),
    "QualificationConfirmSearchInfo": (
        "InsurerNumber",
        "InsuredCardSymbol",
        "InsuredIdentificationNumber",
        "InsuredBranchNumber",
        "Birthdate",
        "LimitApplicationCertificateRelatedConsFlg",
        "ArbitraryIdentifier",
    ),
    RESULT: (
        "InsuredCardClassification",
        "InsurerNumber",
        "InsuredCardSymbol",
        "InsuredIdentificationNumber",
        "InsuredBranchNumber",
        "PersonalFamilyClassification",
        "InsuredName",
        "Name",
        "NameOfOther",
        "NameKana",
        "NameOfOtherKana",
        "Sex1",
        "Sex2",
        "Birthdate",
        "Address",
        "PostNumber",
        "QualificationDate",
        "DisqualificationDate",
        "InsuredCertificateIssuanceDate",
        "InsuredCardValidDate",
        "InsuredCardExpirationDate",
        "InsuredPartialContributionRatio",
        "PreschoolClassification",
        "ReasonOfLoss",
        "InsurerName",
        "ElderlyRecipientCertificateInfo",
        "LimitApplicationCertificateRelatedConsFlg",
        "LimitApplicationCertificateRelatedConsTime",
        "LimitApplicationCertificateRelatedInfo",
        "SpecificDiseasesCertificateRelatedConsFlg",
        "SpecificDiseasesCertificateRelatedConsTime",
        "SpecificDiseasesCertificateList",
        "PublicExpenseResultList",
        "SpecificHealthCheckupsInfoConsFlg",
        "SpecificHealthCheckupsInfoConsTime",
        "SpecificHealthCheckupsInfoAvailableTime",
        "PharmacistsInfoConsFlg",
        "PharmacistsInfoConsTime",
        "PharmacistsInfoAvailableTime",
        "DiagnosisInfoConsFlg",
        "DiagnosisInfoConsTime",
        "DiagnosisInfoAvailableTime",
        "OperationInfoConsFlg",
        "OperationInfoConsTime",
        "OperationInfoAvailableTime",
        "ReferenceNumber",
        "ArbitraryIdentifier",
        "QualificationConfirmationKey",
    ),
    "ElderlyRecipientCertificateInfo": (
        "ElderlyRecipientCertificateDate",
        "ElderlyRecipientValidStartDate",
        "ElderlyRecipientValidEndDate",
        "ElderlyRecipientContributionRatio",
    ),
    "LimitApplicationCertificateRelatedInfo": (
        "LimitApplicationCertificateClassification",
        "LimitApplicationCertificateClassificationFlag",
        "LimitApplicationCertificateDate",
        "LimitApplicationCertificateValidStartDate",
        "LimitApplicationCertificateValidEndDate",
        "LimitApplicationCertificateLongTermDate",
    ),
    "SpecificDiseasesCertificateInfo": (
        "SpecificDiseasesDiseaseCategory",
        "SpecificDiseasesCertificateDate",
        "SpecificDiseasesValidStartDate",
        "SpecificDiseasesValidEndDate",
        "SpecificDiseasesSelfPay",
    ),
    "MedicalTicketInfo": (
        "TicketType",
        "MedicalTicketValidDate",
        "MedicalTicketExpirationDate",
        "IssueNumber",
        "MedicalTreatmentMonth",
        "DesignatedMedicalInstitutionCode",
        "DesignatedMedicalInstitutionFlag",
        "DesignatedMedicalInstitutionName",
        "PrescriptionIssuerMedicalInstitutionCode",
        "PrescriptionIssuerMedicalInstitutionName",
        "InjuryName1",
        "InjuryName2",
        "InjuryName3",
        "MedicalTreatmentType",
        "SelfPayAmount",
        "DistrictContactName",
        "HandlingContactName",
        "SingleOrCombinedUse",
        "StatusOfSocialInsurance",
        "ConsistencyFlag",
        "StatusOfInfecton",
        "StatusOfElderlyMedicalCare",
        "StatusOfPrefecturalExpenses",
        "Remarks1",
        "Remarks2",
        "Remarks3",
    ),
}
"""Children of each group in their published order; a reader goes by name, never by place."""

LISTS: Final = frozenset(
    {RESULT_LIST, "SpecificDiseasesCertificateList", "PublicExpenseResultList"}
)
"""Elements that hold repeated groups."""

GROUPS: Final = LISTS | ORDER.keys()
TEXTS: Final = frozenset(name for names in ORDER.values() for name in names) - GROUPS
"""Published elements whose value is text."""
