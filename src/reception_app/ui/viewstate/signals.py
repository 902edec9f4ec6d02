"""What stands beside a valid answer and needs a look; the band stays green all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from reception_app.domain.boundaries import Boundary, boundary_ahead
from reception_app.domain.burden import (
    insurances,
    is_exempt_minor,
    is_out_of_period,
    is_special_care,
)
from reception_app.domain.card_seen import CertificateState
from reception_app.domain.codes import ACTIVE_INCOME, LimitClass, code_in
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.records import group_of
from reception_app.ui.viewstate.checked import Checked
from reception_app.ui.viewstate.person import has_unclaimable, has_unshowable
from reception_app.ui.viewstate.views import Note, Tone
from reception_app.ui.viewstate.words import Words, tr

_SPECIAL_CARE = tr("特別療養費の対象です（窓口10割）")
_MINOR = tr("特別療養費の対象ですが、18歳の年度末までの方です。窓口負担は保険者へ確認してください")
_TWO_PEOPLE = tr("複数の方の資格が届いています。氏名と生年月日を確認してください")
_TWO_INSURANCES = tr("受診日に有効な資格が2つあります。どちらを使うか患者さんに確認してください")
_OUT_OF_PERIOD = tr("資格の期間が資格確認日と合いません。保険者へ確認してください")
_CONTRADICTION = tr("負担割合と適用区分が合いません。保険者へ確認してください")


def signals(checked: Checked) -> tuple[Note, ...]:
    """Return what a valid answer says besides, the gravest first."""
    return tuple(_signals(checked)) if checked.is_valid else ()


def needs_a_look(checked: Checked) -> bool:
    """Whether a valid answer is not quite plain (△ in the day's list)."""
    return (
        bool(signals(checked))
        or checked.certificate_state in (CertificateState.EXPIRING, CertificateState.GRACE)
        or any(has_unshowable(each) or has_unclaimable(each) for each in checked.result.records)
    )


def are_two_people(records: Sequence[Record]) -> bool:
    """Whether an answer has records of more than one person; a birth date carries no ●."""
    return len({text_of(record, "Birthdate").strip() for record in records}) > 1


def _signals(checked: Checked) -> Iterator[Note]:
    records = checked.result.records
    special = [record for record in records if is_special_care(record)]
    if special:
        is_minor = any(is_exempt_minor(record, checked.on) for record in special)
        yield Note(Tone.BAD, _MINOR if is_minor else _SPECIAL_CARE, "EL11")
    if are_two_people(records):
        yield Note(Tone.BAD, _TWO_PEOPLE)
    if any(is_out_of_period(record, checked.on) for record in records):
        yield Note(Tone.WARN, _OUT_OF_PERIOD)
    if len(insurances(records)) > 1:
        yield Note(Tone.WARN, _TWO_INSURANCES, "EL15")
    burden = checked.burden
    if burden is not None and burden.tenths < 3 and any(map(_has_active_income, records)):
        yield Note(Tone.WARN, _CONTRADICTION, "EL12")
    boundary = next(filter(None, (boundary_ahead(each, checked.on) for each in records)), None)
    if boundary is not None:
        yield Note(Tone.WARN, _ahead(boundary, checked.on), "EL14")


def _ahead(boundary: Boundary, on: date) -> Words:
    age = str(boundary.age)
    if boundary.day.month == on.month:
        return tr("今月、負担割合が変わる見込みです（{age}歳）", age=age)
    return tr("来月、負担割合が変わる見込みです（{age}歳）", age=age)


def _has_active_income(record: Record) -> bool:
    limit = group_of(record, "LimitApplicationCertificateRelatedInfo")
    raw = text_of(limit, "LimitApplicationCertificateClassificationFlag")
    return code_in(LimitClass, raw) in ACTIVE_INCOME
