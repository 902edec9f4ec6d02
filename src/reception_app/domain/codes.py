"""The code lists that the result screen needs, as values; a code that is not listed stays itself.

Source of the numbers: eligibility-interface.md, section 2. What they are called in a language is
not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code that no list of ours has; shown raw, and never taken for the nearest known one."""

    raw: str


@unique
class Sex(StrEnum):
    """性別 (007)."""

    MALE = "1"
    FEMALE = "2"
    NOT_SET = "3"


@unique
class LossReason(StrEnum):
    """資格喪失事由 (008)."""

    DEATH = "01"
    PUBLIC_ASSISTANCE = "02"
    """生活保護受給開始"""
    OTHER_INSURANCE = "03"
    """医療保険等の資格取得"""
    OTHER = "99"


@unique
class Relation(StrEnum):
    """本人・家族の別 (009)."""

    INSURED = "1"
    FAMILY = "2"


@unique
class CardClass(StrEnum):
    """被保険者証区分 (010); some are of the past, but still returned as stored."""

    GENERAL = "01"
    RETIRED = "02"
    SHORT_GENERAL = "03"
    SHORT_RETIRED = "04"
    SPECIAL_CARE = "05"
    """特別療養費の支給対象: the whole cost is paid at the desk."""
    SPECIAL_RETIRED = "06"
    SELF_DEFENCE = "07"
    MEDICAL_AID = "A1"
    """医療扶助"""


@unique
class LimitClass(StrEnum):
    """限度額適用認定証の適用区分 (012): A below 70, B from 70 on."""

    A01 = "A01"
    A02 = "A02"
    A03 = "A03"
    A04 = "A04"
    A05 = "A05"
    A06 = "A06"
    B01 = "B01"
    B02 = "B02"
    B03 = "B03"
    B04 = "B04"
    B05 = "B05"
    B06 = "B06"
    B07 = "B07"
    B08 = "B08"
    B09 = "B09"
    B10 = "B10"


ACTIVE_INCOME = frozenset({LimitClass.B01, LimitClass.B02, LimitClass.B03})
"""現役並み: goes with 3割 only (front-desk.md A4-12)."""


@unique
class Disease(StrEnum):
    """特定疾病 (013)."""

    DIALYSIS = "1"
    HAEMOPHILIA = "2"
    HIV = "3"


@unique
class ConsentFlag(StrEnum):
    """同意区分 (016; 001 has the first two)."""

    NO = "0"
    YES = "1"
    EXPIRED = "2"
    DIFFICULT = "3"
    """同意取得困難 (emergency)"""


@unique
class PrescriptionForm(StrEnum):
    """処方箋発行形態 (017)."""

    ELECTRONIC = "1"
    PAPER = "2"


@unique
class TicketKind(StrEnum):
    """医療券・調剤券別 (018)."""

    MEDICAL = "01"
    DISPENSING = "02"


@unique
class CareKind(StrEnum):
    """診療別 (019)."""

    INPATIENT = "01"
    OUTPATIENT = "02"
    DENTAL = "03"
    DISPENSING = "04"
    HOME_NURSING = "05"


PRESCHOOL = "1"
"""未就学区分 (015): the only value; absent otherwise."""

OTHER_INSTITUTION = "1"
"""指定医療機関確認フラグ (026): the ticket names another institution than ours."""

Code = TypeVar("Code", bound=StrEnum)


def code_in(listed: type[Code], raw: str) -> Code | UnknownCode | None:
    """Return what a code means, itself where it is not listed, or None where nothing was said."""
    text = raw.strip()
    if not text:
        return None
    try:
        return listed(text)
    except ValueError:
        return UnknownCode(text)
