"""The facts about the insurance: numbers, times, share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reception_app.domain.burden import is_medical_aid
from reception_app.domain.codes import (
    OTHER_INSTITUTION,
    CardClass,
    CareKind,
    LossReason,
    Relation,
    TicketKind,
    code_in,
)
from reception_app.domain.dates import is_no_day
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.names import grouped, insurer_number
from reception_app.domain.records import group_of, groups_in
from reception_app.ui.viewstate.labels import (
    CARD_CLASSES,
    CARE_KINDS,
    LOSS_REASONS,
    RELATIONS,
    TICKETS,
    label,
    unknown,
)
from reception_app.ui.viewstate.lines import as_line, spaced
from reception_app.ui.viewstate.moments import period, raw_day
from reception_app.ui.viewstate.views import Field, Group, Note, Tone
from reception_app.ui.viewstate.words import Line, Verbatim, Words, tr

_INSURANCE = tr("保険")
_AID = tr("医療扶助")
_TIMES = tr("資格の期間")
_INSURER_NUMBER = tr("保険者番号")
_INSURER = tr("保険者")
_NUMBERS = tr("記号・番号")
_PAYER_NUMBER = tr("公費負担者番号")
_BENEFICIARY = tr("受給者番号")
_OFFICE = tr("福祉事務所")
_INSURED = tr("被保険者（世帯主）")
_CLASS = tr("証の区分")
_RATIO_LABEL = tr("一部負担金割合")
_ELDERLY = tr("高齢受給者証")
_TICKET = tr("医療券")
_FROM = tr("資格取得日")
_VALID = tr("有効期間")
_ISSUED = tr("交付日")
_LOST = tr("資格喪失日")
_REASON = tr("喪失事由")

_RATIO = re.compile(r"0[123]0")
_MONTH = re.compile(r"([0-9]{4})(0[1-9]|1[0-2])")


def insurance_group(record: Record, number: int = 0) -> Group:
    """Return the facts about one insurance; ``number`` counts them where there are several."""
    if is_medical_aid(record):
        return Group(_AID, tuple(_aid_fields(record)))
    heading = tr("保険 {number}", number=str(number)) if number else _INSURANCE
    return Group(heading, tuple(_fields(record)))


def times_group(
    record: Record, *, is_one_of_several: bool = False, is_drawn: bool = False
) -> Group | None:
    """Return from when until when, and why it ended; None where nothing is said.

    Args:
        record: One insurance.
        is_one_of_several: The heading says whose it is.
        is_drawn: First and last day stand in a timeline already.
    """
    days = (
        (_FROM, _line(raw_day(text_of(record, "QualificationDate")))),
        (_LOST, _line(raw_day(text_of(record, "DisqualificationDate")))),
    )
    texts = (
        *(() if is_drawn else days),
        (_REASON, label(LossReason, LOSS_REASONS, text_of(record, "ReasonOfLoss"))),
        (_VALID, _valid(record)),
        (_ISSUED, _line(_issued(record))),
    )
    fields = tuple(Field(name, line) for name, line in texts if line is not None)
    insurer = text_of(record, "InsurerName").strip(" 　") if is_one_of_several else ""
    heading = tr("資格の期間（{insurer}）", insurer=insurer) if insurer else _TIMES
    return Group(heading, fields) if fields else None


def loss_reason(record: Record) -> Words | None:
    """Return why the insurance ended; a death is not said in large letters (A4-23)."""
    if is_death(record):
        return None
    return label(LossReason, LOSS_REASONS, text_of(record, "ReasonOfLoss"))


def is_death(record: Record) -> bool:
    """Whether the reason of loss is the death of the person."""
    return code_in(LossReason, text_of(record, "ReasonOfLoss")) is LossReason.DEATH


def _fields(record: Record) -> Iterator[Field]:
    yield from _insurer(record, _INSURER_NUMBER, _INSURER)
    numbers = _numbers(record)
    if numbers is not None:
        yield Field(_NUMBERS, numbers, is_strong=True)
    insured = text_of(record, "InsuredName").strip(" 　")
    if insured and insured != text_of(record, "Name").strip(" 　"):
        yield Field(_INSURED, Verbatim(insured))
    yield from _class(record)
    ratio = text_of(record, "InsuredPartialContributionRatio").strip()
    if ratio:
        yield Field(_RATIO_LABEL, ratio_words(ratio))
    elderly = _elderly(group_of(record, "ElderlyRecipientCertificateInfo"))
    if elderly is not None:
        yield Field(_ELDERLY, elderly)


def _insurer(record: Record, number_label: Words, name_label: Words) -> Iterator[Field]:
    number = insurer_number(record)
    if number:
        yield Field(number_label, Verbatim(grouped(number)), is_strong=True, copies=number)
    name = text_of(record, "InsurerName").strip(" 　")
    if name:
        yield Field(name_label, Verbatim(name))


def _numbers(record: Record) -> Line | None:
    """Return symbol, number, branch (its zero kept) and 本人・家族 in one line."""
    symbol = text_of(record, "InsuredCardSymbol").strip(" 　")
    number = text_of(record, "InsuredIdentificationNumber").strip(" 　")
    branch = text_of(record, "InsuredBranchNumber").strip()
    relation = label(Relation, RELATIONS, text_of(record, "PersonalFamilyClassification"))
    value = spaced(
        (
            " ・ ".join(part for part in (symbol, number) if part),
            tr("枝番 {branch}", branch=branch) if branch else None,
            relation,
        )
    )
    return None if value is None else as_line(value)


def _class(record: Record) -> Iterator[Field]:
    """The usual 証区分 is not worth a line; neither is that none was said."""
    raw = text_of(record, "InsuredCardClassification")
    words = label(CardClass, CARD_CLASSES, raw)
    if words is not None and code_in(CardClass, raw) is not CardClass.GENERAL:
        yield Field(_CLASS, words)


def ratio_words(raw: str) -> Words:
    """Return a share (010, 020 …) in tenths; as it came where it is none."""
    if _RATIO.fullmatch(raw):
        return tr("{tenths}割", tenths=str(int(raw) // 10))
    return unknown(raw)


def _elderly(certificate: Record) -> Words | None:
    ratio = text_of(certificate, "ElderlyRecipientContributionRatio").strip()
    when = period(
        text_of(certificate, "ElderlyRecipientValidStartDate"),
        text_of(certificate, "ElderlyRecipientValidEndDate"),
    )
    if not ratio:
        return when
    words = ratio_words(ratio)
    return words if when is None else tr("{before}（{after}）", before=words, after=when)


def _valid(record: Record) -> Words | None:
    """Return from when until when; the start alone is no news where it is the first day."""
    first, last = (
        text_of(record, name) for name in ("InsuredCardValidDate", "InsuredCardExpirationDate")
    )
    is_news = not is_no_day(last) or first != text_of(record, "QualificationDate")
    return period(first, last) if is_news else None


def _issued(record: Record) -> Words | str | None:
    raw = text_of(record, "InsuredCertificateIssuanceDate")
    return None if raw == text_of(record, "QualificationDate") else raw_day(raw)


def _line(value: Words | str | None) -> Line | None:
    return None if value is None else as_line(value)


# ── 医療扶助 ──────────────────────────────────────────────────────────────────────────────────
def _aid_fields(record: Record) -> Iterator[Field]:
    yield from _insurer(record, _PAYER_NUMBER, _OFFICE)
    number = text_of(record, "InsuredIdentificationNumber").strip(" 　")
    if number:
        yield Field(_BENEFICIARY, Verbatim(number), is_strong=True, copies=number)
    for ticket in groups_in(record, "PublicExpenseResultList", "MedicalTicketInfo"):
        kind = label(TicketKind, TICKETS, text_of(ticket, "TicketType"))
        yield Field(kind or _TICKET, _ticket(ticket), note=_other_institution(ticket))


def _ticket(ticket: Record) -> Line:
    month = text_of(ticket, "MedicalTreatmentMonth").strip()
    found = _MONTH.fullmatch(month)
    paid = text_of(ticket, "SelfPayAmount").strip()
    value = spaced(
        (
            tr("{year}年{month}月", year=found[1], month=str(int(found[2]))) if found else month,
            label(CareKind, CARE_KINDS, text_of(ticket, "MedicalTreatmentType")),
            tr("本人支払額 {yen}", yen=yen_words(paid)) if paid else None,
        )
    )
    return as_line(value or "")


def _other_institution(ticket: Record) -> Note | None:
    if text_of(ticket, "DesignatedMedicalInstitutionFlag").strip() != OTHER_INSTITUTION:
        return None
    return Note(Tone.WARN, tr("指定医療機関が当院ではありません"), "EL16")


def _yen(raw: str) -> str:
    return f"{int(raw):,}" if raw.isascii() and raw.isdecimal() and len(raw) < 12 else raw


def yen_words(raw: str) -> Words:
    """Return an amount, grouped for reading; as it came where it is no number."""
    return tr("{yen}円", yen=_yen(raw))
