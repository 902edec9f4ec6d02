"""Names and order of every family's elements, as data; what one result has is in ``elements``.

Source: eligibility-interface.md 1.2 to 1.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reception_app.messages.elements import (
    BODY,
    CHARACTER_CODE,
    HEADER,
    ORDER,
    PROCESS_EXECUTION_TIME,
    RESULT,
    RESULT_LIST,
    ROOT,
)

INSTITUTION: Final = "MedicalInstitutionCode"
FILE_IDENTIFIER: Final = "ArbitraryFileIdentifier"
CONFIRMATION_DATE: Final = "QualificationConfirmationDate"
CLASSIFICATION: Final = "ReferenceClassification"
SEGMENT: Final = "SegmentOfResult"
RECEPTION_NUMBER: Final = "ReceptionNumber"
RECEPTION_TIME: Final = "ReceptionDateTime"

STATUS: Final = "ProcessingResultStatus"
RESULT_CODE: Final = "ProcessingResultCode"
RESULT_MESSAGE: Final = "ProcessingResultMessage"
VALIDITY: Final = "QualificationValidity"
SEARCH_INFO: Final = "QualificationConfirmSearchInfo"
REGISTRATION_INFO: Final = "ReferenceNumberRegistrationInfo"
REFERENCE_NUMBER: Final = "ReferenceNumber"
CONFIRM_UNIT: Final = "BulkConfirmUnit"
REGISTRATION_UNIT: Final = "BulkRegistrationUnit"

UNITS: Final = (CONFIRM_UNIT, REGISTRATION_UNIT)

ITEMS: Final[Mapping[str, str]] = {
    RESULT_LIST: RESULT,
    "SpecificDiseasesCertificateList": "SpecificDiseasesCertificateInfo",
    "PublicExpenseResultList": "MedicalTicketInfo",
}
"""Published lists and what repeats in them."""

_NUMBERS: Final = (
    "InsurerNumber",
    "InsuredCardSymbol",
    "InsuredIdentificationNumber",
    "InsuredBranchNumber",
)

LAYOUTS: Final[Mapping[str, tuple[str, ...]]] = {
    **ORDER,
    ROOT: (HEADER, BODY),
    HEADER: (
        PROCESS_EXECUTION_TIME,
        CONFIRMATION_DATE,
        INSTITUTION,
        FILE_IDENTIFIER,
        RECEPTION_NUMBER,
        CLASSIFICATION,
        SEGMENT,
        "ErrorCode",
        "ErrorMessage",
        "NumberOfProcessingResult",
        "NumberOfNormalProcessing",
        "NumberOfError",
        CHARACTER_CODE,
    ),
    BODY: (
        RECEPTION_NUMBER,
        RECEPTION_TIME,
        *ORDER[BODY],
        RESULT,
        REGISTRATION_INFO,
        *UNITS,
    ),
    SEARCH_INFO: (
        *ORDER[SEARCH_INFO],
        "ConsentDateFrom",
        "ConsentDateTo",
        "ExaminationDateFrom",
        "ExaminationDateTo",
        "MedicalTreatmentFlag",
        "MedicalTreatmentMonth",
    ),
    REGISTRATION_INFO: (REFERENCE_NUMBER, *_NUMBERS),
    RESULT: (*ORDER[RESULT], "LimitApplicationCertificateChanged", "PrescriptionIssueSelect"),
    CONFIRM_UNIT: (
        SEARCH_INFO,
        STATUS,
        RESULT_CODE,
        RESULT_MESSAGE,
        VALIDITY,
        RESULT_LIST,
        RESULT,
        REFERENCE_NUMBER,
    ),
    REGISTRATION_UNIT: (REGISTRATION_INFO, STATUS, RESULT_CODE, RESULT_MESSAGE),
}
"""Children of each group in their published order; a reader goes by name, never by place."""

PUBLISHED_GROUPS: Final = LAYOUTS.keys() | ITEMS.keys()
PUBLISHED_TEXTS: Final = (
    frozenset(name for names in LAYOUTS.values() for name in names) - PUBLISHED_GROUPS
)
PUBLISHED: Final = PUBLISHED_GROUPS | PUBLISHED_TEXTS

NAMES: Final[Mapping[str, str]] = {name: name for name in sorted(PUBLISHED)}
"""Each name under itself: parsers make a text of its own of a name each time, and half of what the
answers of a whole job take in memory would be names."""

MAY_REPEAT: Final[Mapping[str, frozenset[str]]] = {
    BODY: frozenset({SEARCH_INFO, REGISTRATION_INFO, RESULT, *UNITS}),
    CONFIRM_UNIT: frozenset({RESULT, REFERENCE_NUMBER}),
}
"""Published elements that stand several times in one group; any other does so by mistake."""
