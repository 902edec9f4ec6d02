"""Questions for everybody whom the service already knows for us: 訪問, オンライン, 医療扶助.

Acceptance, download and result are those of ``bulk``.
Source: eligibility-interface.md 1.6.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from reception_app.domain.eligibility import Record
from reception_app.messages.layouts import FILE_IDENTIFIER, INSTITUTION, SEARCH_INFO
from reception_app.messages.message import Message

_HOME_VISIT: Final = "2"
_ONLINE: Final = "3"


def home_visit_request(
    first: date, last: date, *, institution_code: str, file_identifier: str
) -> Message:
    """Return the question for those who agreed to 訪問診療等 between two days, both included."""
    asked = {**_days("Consent", first, last), "MedicalTreatmentFlag": _HOME_VISIT}
    return _asking(asked, institution_code, file_identifier)


def online_request(
    first: date,
    last: date,
    *,
    by_examination: bool,
    institution_code: str,
    file_identifier: str,
) -> Message:
    """Return the question for オンライン診療等 between two days, both included.

    Args:
        first: A day of consent, or of 診療 with ``by_examination``.
        last: The same.
        by_examination: Which of the two days are meant.
        institution_code: 医療機関コード, 10 digits.
        file_identifier: Echoed by the acceptance and the result.
    """
    kind = "Examination" if by_examination else "Consent"
    asked = {**_days(kind, first, last), "MedicalTreatmentFlag": _ONLINE}
    return _asking(asked, institution_code, file_identifier)


def medical_aid_request(month: date, *, institution_code: str, file_identifier: str) -> Message:
    """Return the question for 医療扶助 of the month (診療年月) that a day lies in."""
    asked = {"MedicalTreatmentMonth": f"{month:%Y%m}"}
    return _asking(asked, institution_code, file_identifier)


def _days(kind: str, first: date, last: date) -> Record:
    return {f"{kind}DateFrom": f"{first:%Y%m%d}", f"{kind}DateTo": f"{last:%Y%m%d}"}


def _asking(asked: Record, institution_code: str, file_identifier: str) -> Message:
    header = {INSTITUTION: institution_code, FILE_IDENTIFIER: file_identifier}
    return Message(header, {SEARCH_INFO: asked})
