"""窓口負担 as far as an answer supports it; what it does not say stays unknown, never guessed.

Rule: front-desk.md D.1, block 2; elements: eligibility-interface.md 5.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from reception_app.domain import insurer
from reception_app.domain.codes import PRESCHOOL, CardClass, UnknownCode, code_in
from reception_app.domain.dates import (
    age_on,
    day_of,
    is_from_month_after,
    is_no_day,
    is_until_march_after,
)
from reception_app.domain.eligibility import EligibilityResult, Record, Verdict, text_of
from reception_app.domain.names import insurer_number
from reception_app.domain.records import group_of

_RATIO = re.compile(r"0[123]0")
_FIRST_DAYS = ("QualificationDate", "InsuredCardValidDate")
_LAST_DAYS = ("DisqualificationDate", "InsuredCardExpirationDate")
_ADULT, _SCHOOL, _ELDERLY, _LATE = 18, 6, 70, 75


@unique
class Basis(StrEnum):
    """Where a ratio was taken from."""

    SPECIAL_CARE = "special-care"
    """証区分 05: the whole cost."""
    LATE_ELDERLY = "late-elderly"
    """The ratio of the 後期高齢者 record."""
    ELDERLY = "elderly"
    """The ratio of the 高齢受給者証 that is good on the day."""
    PRESCHOOL = "preschool"
    """The 未就学 flag."""
    GENERAL = "general"
    """None of these, and an age at which none can be."""


@dataclass(frozen=True, slots=True)
class Burden:
    """The share that the patient pays at the desk, in tenths, and where it was taken from."""

    tenths: int
    basis: Basis


def burden_of_answer(result: EligibilityResult, on: date) -> Burden | None:
    """Return what a usable, valid answer says of the share, or None where it does not say.

    Several records have to agree; with 医療扶助 among them the ticket decides, not a ratio.
    """
    if not result.is_normal or result.verdict is not Verdict.VALID:
        return None
    found = {burden_of(record, on) for record in result.records}
    return found.pop() if len(found) == 1 else None


def burden_of(record: Record, on: date) -> Burden | None:
    """Return the share of one valid insurance on a day (資格確認日), or None where it is open."""
    kind = code_in(CardClass, text_of(record, "InsuredCardClassification"))
    if kind is None or isinstance(kind, UnknownCode) or is_medical_aid(record):
        return None
    if is_out_of_period(record, on):
        return None
    if kind is CardClass.SPECIAL_CARE:
        return None if is_exempt_minor(record, on) else Burden(10, Basis.SPECIAL_CARE)
    return _by_age(record, on)


def is_out_of_period(record: Record, on: date) -> bool:
    """Whether a record's own dates say that the insurance does not cover the day."""
    firsts = (day_of(text_of(record, name)) for name in _FIRST_DAYS)
    lasts = (day_of(text_of(record, name)) for name in _LAST_DAYS)
    return any(first > on for first in firsts if first) or any(last < on for last in lasts if last)


def is_special_care(record: Record) -> bool:
    """Whether 特別療養費 applies (証区分 05)."""
    return text_of(record, "InsuredCardClassification").strip() == CardClass.SPECIAL_CARE


def is_exempt_minor(record: Record, on: date) -> bool:
    """Whether it is a minor, whom the law exempts from 特別療養費 (front-desk.md A4-13)."""
    born = _born(record, on)
    return born is not None and is_until_march_after(_ADULT, born, on)


def is_medical_aid(record: Record) -> bool:
    """Whether a record is 医療扶助: 証区分 A1, or an insurer number that begins with 12."""
    kind = text_of(record, "InsuredCardClassification").strip()
    return kind == CardClass.MEDICAL_AID or insurer.is_medical_aid(insurer_number(record))


def insurances(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the records that are an insurance, not 医療扶助."""
    return tuple(record for record in records if not is_medical_aid(record))


def _born(record: Record, on: date) -> date | None:
    born = day_of(text_of(record, "Birthdate"))
    return born if born is not None and born <= on else None


def _by_age(record: Record, on: date) -> Burden | None:
    """What is said has to fit the insurer and the age; one contradiction, and nothing is known."""
    said = tuple(_said(record, on))
    if not said:
        return Burden(3, Basis.GENERAL) if _is_general_age(record, on) else None
    agree = len({burden.tenths if burden else None for burden in said}) == 1
    return said[0] if agree else None


def _said(record: Record, on: date) -> Iterator[Burden | None]:
    """Yield what each element that speaks of the share says; None where it cannot be so."""
    ratio = text_of(record, "InsuredPartialContributionRatio").strip()
    elderly = group_of(record, "ElderlyRecipientCertificateInfo")
    preschool = text_of(record, "PreschoolClassification").strip()
    is_late = insurer.is_late_elderly(insurer_number(record))
    if ratio or is_late:
        yield _stated(ratio, Basis.LATE_ELDERLY) if is_late else None
    if text_of(elderly, "ElderlyRecipientContributionRatio").strip():
        yield _elderly(elderly, on) if _fits(_is_elderly, record, on) else None
    if preschool:
        fits = preschool == PRESCHOOL and _fits(_is_preschool, record, on)
        yield Burden(2, Basis.PRESCHOOL) if fits else None


def _fits(is_age: Callable[[date, date], bool], record: Record, on: date) -> bool:
    """Whether an age can be so; without a birth date it can."""
    born = day_of(text_of(record, "Birthdate"))
    return born is None or (born <= on and is_age(born, on))


def _is_preschool(born: date, on: date) -> bool:
    return is_until_march_after(_SCHOOL, born, on)


def _is_elderly(born: date, on: date) -> bool:
    """Whether a 高齢受給者証 can be: it ends with the 75th birthday."""
    age = age_on(born, on)
    return is_from_month_after(_ELDERLY, born, on) and age is not None and age < _LATE


def _stated(ratio: str, basis: Basis) -> Burden | None:
    return Burden(int(ratio) // 10, basis) if _RATIO.fullmatch(ratio) else None


def _elderly(certificate: Record, on: date) -> Burden | None:
    """A certificate of another year says nothing of today."""
    start = text_of(certificate, "ElderlyRecipientValidStartDate")
    end = text_of(certificate, "ElderlyRecipientValidEndDate")
    first, last = day_of(start), day_of(end)
    begun = first <= on if first else is_no_day(start)
    lasts = on <= last if last else is_no_day(end)
    if not (begun and lasts):
        return None
    ratio = text_of(certificate, "ElderlyRecipientContributionRatio").strip()
    return _stated(ratio, Basis.ELDERLY)


def _is_general_age(record: Record, on: date) -> bool:
    """Whether neither 未就学 nor 高齢受給者 can be: otherwise a missing ratio is missing."""
    born = _born(record, on)
    if born is None:
        return False
    return not _is_preschool(born, on) and not is_from_month_after(_ELDERLY, born, on)
