"""A check in words for a person at a terminal, in Japanese or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reception_app.application.catalogue import Lang
from reception_app.application.report import CheckReport
from reception_app.domain.card_seen import CardSeen, CertificateState
from reception_app.domain.eligibility import EligibilityResult, Fact, Record, Verdict, text_of
from reception_app.domain.policy import JST, grace_until
from reception_app.domain.record import HandoverState

_VERDICTS = {
    Verdict.VALID: ("【有効】 資格は有効です。", "[VALID] The insurance is valid."),
    Verdict.INVALID: ("【無効】 資格を喪失しています。", "[INVALID] The insurance has ended."),
    Verdict.INVALID_NEWER_EXISTS: (
        "【無効】 古い資格です。新しい資格があります。",
        "[INVALID] There is a newer insurance.",
    ),
    Verdict.NOT_FOUND: (
        "【該当なし】 該当する資格がありません。",
        "[NOT FOUND] No such insurance.",
    ),
    Verdict.SEVERAL: ("【複数該当】 複数の資格が該当します。", "[SEVERAL] Several match."),
    Verdict.VALID_NOT_REGISTERED: (
        "【未登録】 医療扶助の資格はありますが、医療券が未登録です。",
        "[NOT REGISTERED] Medical aid is valid, but no ticket is registered here.",
    ),
    Verdict.UNKNOWN: (
        "【判定不能】 資格有効性が分からない回答です。",
        "[UNKNOWN] The answer's validity code is not known.",
    ),
}
_FACTS = (
    ("Name", "氏名", "Name"),
    ("NameKana", "氏名カナ", "Kana"),
    ("Birthdate", "生年月日", "Born"),
    ("InsurerNumber", "保険者番号", "Insurer no."),
    ("InsurerName", "保険者名称", "Insurer"),
    ("InsuredCardSymbol", "記号", "Symbol"),
    ("InsuredIdentificationNumber", "番号", "Number"),
    ("InsuredBranchNumber", "枝番", "Branch"),
    ("QualificationDate", "資格取得年月日", "From"),
    ("DisqualificationDate", "資格喪失年月日", "Until"),
)
_DATES = frozenset({"Birthdate", "QualificationDate", "DisqualificationDate"})
_RATIOS = (
    ("InsuredPartialContributionRatio", None),
    ("ElderlyRecipientContributionRatio", "ElderlyRecipientCertificateInfo"),
)
_STATES = {
    CertificateState.VALID: ("有効", "valid"),
    CertificateState.EXPIRING: ("期限が近い", "expires soon"),
    CertificateState.GRACE: ("期限切れ・猶予中", "expired, in grace"),
}
_HANDOVERS = {
    HandoverState.DELIVERED: ("済み", "done"),
    HandoverState.WAITING: ("未", "waiting"),
    HandoverState.PREPARED: ("未", "waiting"),
    HandoverState.HELD: (
        "保留（別の方の可能性があります）",
        "held: it may be about another person",
    ),
    HandoverState.FAILED: ("失敗（あとでもう一度行います）", "failed, will be tried again"),
    HandoverState.OFF: ("なし", "none"),
}
_WIDTH = 14


def check_text(report: CheckReport, lang: Lang) -> str:
    """Return the answer of a check as lines; empty where there is none."""
    if report.result is None:
        return ""
    return "\n".join(_lines(report, report.result, 0 if lang is Lang.JA else 1))


def _lines(report: CheckReport, result: EligibilityResult, lang: int) -> Iterator[str]:
    if result.verdict is not None:
        yield _VERDICTS[result.verdict][lang]
    for message in result.messages:
        yield _row(("通知", "Message")[lang], f"{message.code} {message.text}".strip())
    for record in result.records:
        yield ""
        yield from _record_lines(record, lang)
    yield ""
    if report.seen is not None:
        yield _row(("電子証明書", "Certificate")[lang], _certificate(report.seen, lang))
    handover = _HANDOVERS[report.handover.state][lang]
    yield _row(("引渡し", "Hand-over")[lang], f"{handover}  {report.handover.path or ''}".strip())


def _record_lines(record: Record, lang: int) -> Iterator[str]:
    for name, *labels in _FACTS:
        value = text_of(record, name).strip()
        if value:
            yield _row(labels[lang], _date(value) if name in _DATES else value)
    for name, group in _RATIOS:
        inner: Fact = record.get(group, {}) if group else record
        ratio = text_of(inner, name) if isinstance(inner, Mapping) else ""
        if ratio.isdecimal():
            share = (f"{int(ratio) // 10}割", f"{int(ratio)} %")[lang]
            yield _row(("負担割合", "Share")[lang], share)


def _certificate(seen: CardSeen, lang: int) -> str:
    word = _STATES[seen.certificate_state][lang]
    if seen.not_after is None:
        return word
    last = seen.not_after.astimezone(JST).date()
    if seen.certificate_state is CertificateState.GRACE:
        last = grace_until(seen.not_after)
    return (
        f"{word}（{last.isoformat()} まで）" if lang == 0 else f"{word} (until {last.isoformat()})"
    )


def _date(value: str) -> str:
    return f"{value[:4]}-{value[4:6]}-{value[6:]}" if len(value) == 8 else value


def _row(label: str, value: str) -> str:
    """Return label and value in columns; a full-width character takes two."""
    width = sum(2 if ord(character) > 0xFF else 1 for character in label)
    return f"  {label}{' ' * max(1, _WIDTH - width)}{value}"
