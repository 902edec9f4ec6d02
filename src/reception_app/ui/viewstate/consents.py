"""The facts that need consent (限度額, 特定疾病), the consents, the card, and how it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from reception_app.domain.codes import (
    ConsentFlag,
    Disease,
    LimitClass,
    PrescriptionForm,
    code_in,
)
from reception_app.domain.dates import day_of
from reception_app.domain.eligibility import Method, Record, text_of
from reception_app.domain.policy import in_jst
from reception_app.domain.records import group_of, groups_in
from reception_app.ui.viewstate.certificates import (
    certificate_strip,
    tries_words,
)
from reception_app.ui.viewstate.checked import Checked
from reception_app.ui.viewstate.insurance import yen_words
from reception_app.ui.viewstate.labels import (
    CONSENTS,
    DISEASES,
    LIMIT_CLASSES,
    PRESCRIPTIONS,
    label,
)
from reception_app.ui.viewstate.lines import as_line
from reception_app.ui.viewstate.moments import day_words, period, raw_day, raw_moment
from reception_app.ui.viewstate.views import Field, Group, Note, Tone
from reception_app.ui.viewstate.words import Words, tr

_LIMITS = tr("限度額・特定疾病")
_LIMIT = tr("限度額")
_NO_CONSENT = Note(Tone.NEUTRAL, tr("必要なときだけ同意を確認してください"), "EL13")
_LONG_STAY = tr("長期入院該当日")
_DISEASE = tr("特定疾病")
_CARD = tr("カード")
_CERTIFICATE = tr("電子証明書")
_CONSENTS = tr("閲覧の同意など")
_TECHNICAL = tr("問い合わせのときに伝える内容")
_IDENTIFIER = tr("照会の識別子")
_RESULT_CODE = tr("処理結果コード")
_PIN_USED = tr("暗証番号で確認済み")
_METHODS_USED = {
    Method.NUMBERS: tr("番号で確認（カードなし）"),
    Method.FACE: tr("顔認証で確認"),
    Method.BATCH: tr("一括照会で確認（カードなし）"),
}
_VIEWED = (
    ("SpecificHealthCheckupsInfo", tr("特定健診")),
    ("PharmacistsInfo", tr("薬剤")),
    ("DiagnosisInfo", tr("診療")),
    ("OperationInfo", tr("手術")),
)


def limits_groups(records: Sequence[Record], on: date) -> tuple[Group, ...]:
    """Return what was agreed to be told of each insurance; what is the same is said once."""
    groups = dict[Group, bool]()
    for record in records:
        fields = (*_limit_fields(record, on), *_disease_fields(record))
        if fields:
            groups.setdefault(Group(_LIMITS, fields), _is_refused(record))
    to_hint = next((group for group, is_refused in groups.items() if is_refused), None)
    return tuple(_with_hint(group) if group is to_hint else group for group in groups)


def _is_refused(record: Record) -> bool:
    raw = text_of(record, "LimitApplicationCertificateRelatedConsFlg")
    return code_in(ConsentFlag, raw) is ConsentFlag.NO


def _with_hint(group: Group) -> Group:
    """Say once when consent is worth asking for; most patients need none."""
    limit, *others = group.fields
    return replace(group, fields=(replace(limit, hint=_NO_CONSENT), *others))


def card_group(checked: Checked) -> Group:
    """Return how the person was identified, and the state of the card."""
    chips = [Note(Tone.NEUTRAL, _method(checked))]
    tries = tries_words(checked.attempts_left)
    if tries is not None:
        chips.append(Note(Tone.WARN, tries))
    return Group(_CARD, tuple(_certificate(checked)), chips=tuple(chips))


def technical_group(checked: Checked) -> Group:
    """Return what a call centre asks for; the service's own messages stand above the facts."""
    header, body = checked.result.header, checked.result.body
    said = (
        (_IDENTIFIER, text_of(header, "ArbitraryFileIdentifier").strip()),
        (_RESULT_CODE, text_of(body, "ProcessingResultCode").strip()),
    )
    fields = (Field(name, as_line(text), copies=text) for name, text in said if text)
    return Group(_TECHNICAL, tuple(fields))


def consents_group(checked: Checked) -> Group | None:
    """Return which consents were given, never what they open; None where nothing is said."""
    chips = tuple(Note(Tone.NEUTRAL, words) for words in _consent_words(checked))
    return Group(_CONSENTS, chips=chips) if chips else None


# ── 限度額, 特定疾病 ──────────────────────────────────────────────────────────────────────────
def _limit_fields(record: Record, on: date) -> Iterator[Field]:
    info = group_of(record, "LimitApplicationCertificateRelatedInfo")
    raw_flag = text_of(record, "LimitApplicationCertificateRelatedConsFlg")
    limit = label(
        LimitClass, LIMIT_CLASSES, text_of(info, "LimitApplicationCertificateClassificationFlag")
    )
    flag = label(ConsentFlag, CONSENTS, raw_flag)
    if limit is not None and flag is not None:
        limit = tr("{before}（{after}）", before=limit, after=flag)
    value = limit or flag
    if value is not None:
        yield Field(_LIMIT, value, is_strong=limit is not None, note=_out_of_time(info, on))
    long_stay = raw_day(text_of(info, "LimitApplicationCertificateLongTermDate"))
    if long_stay is not None:
        yield Field(_LONG_STAY, as_line(long_stay))


def _out_of_time(info: Record, on: date) -> Note | None:
    start = text_of(info, "LimitApplicationCertificateValidStartDate")
    end = text_of(info, "LimitApplicationCertificateValidEndDate")
    first, last = day_of(start), day_of(end)
    if (first is None or first <= on) and (last is None or on <= last):
        return None
    when = period(start, end)
    return None if when is None else Note(Tone.WARN, tr("有効期間外：{when}", when=when))


def _disease_fields(record: Record) -> Iterator[Field]:
    for info in groups_in(
        record, "SpecificDiseasesCertificateList", "SpecificDiseasesCertificateInfo"
    ):
        words = label(Disease, DISEASES, text_of(info, "SpecificDiseasesDiseaseCategory"))
        if words is None:
            continue
        limit = text_of(info, "SpecificDiseasesSelfPay").strip()
        if limit:
            words = tr("{before}（自己負担限度額 {yen}）", before=words, yen=yen_words(limit))
        until = period("", text_of(info, "SpecificDiseasesValidEndDate"))
        note = None if until is None else Note(Tone.NEUTRAL, until)
        yield Field(_DISEASE, words, note=note)


# ── カード ────────────────────────────────────────────────────────────────────────────────────
def _method(checked: Checked) -> Words:
    if checked.method is Method.VISUAL:
        return tr("目視で確認（{witness}）", witness=checked.witness or "")
    return _METHODS_USED.get(checked.method, _PIN_USED)


def _certificate(checked: Checked) -> Iterator[Field]:
    if checked.not_after is None:
        return
    last = day_words(in_jst(checked.not_after).date())
    strip = certificate_strip(checked.certificate_state, checked.not_after, checked.on)
    yield Field(_CERTIFICATE, tr("{last}まで", last=last), note=strip)


# ── 同意 ──────────────────────────────────────────────────────────────────────────────────────
def _consent_words(checked: Checked) -> Iterator[Words]:
    for name, what in _VIEWED:
        flag = text_of(checked.record, f"{name}ConsFlg")
        words = label(ConsentFlag, CONSENTS, flag)
        if words is None:
            continue
        until = raw_moment(text_of(checked.record, f"{name}AvailableTime"))
        if until is not None and code_in(ConsentFlag, flag) is ConsentFlag.YES:
            words = tr("{before}（{until}まで）", before=words, until=until)
        yield tr("{what}：{words}", what=what, words=words)
    form = text_of(checked.result.body, "PrescriptionIssueSelect") or text_of(
        checked.record, "PrescriptionIssueSelect"
    )
    prescription = label(PrescriptionForm, PRESCRIPTIONS, form)
    if prescription is not None:
        yield tr("処方箋：{form}", form=prescription)
