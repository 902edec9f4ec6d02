"""One line about a row of 一括照会: what came of it, what is different, what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reception_app.domain.batch import BatchRow, Change, Kept, OtherItem, Outcome, RowState
from reception_app.domain.batch_work import NextStep, difference, next_step
from reception_app.domain.codes import LossReason, code_in
from reception_app.domain.dates import day_of
from reception_app.domain.eligibility import Verdict
from reception_app.domain.matching import Item
from reception_app.domain.names import full_width_kana, grouped
from reception_app.ui.viewstate import batch_labels as labels
from reception_app.ui.viewstate.batch_views import Cell, Span
from reception_app.ui.viewstate.labels import LOSS_REASONS
from reception_app.ui.viewstate.lines import as_line
from reception_app.ui.viewstate.moments import time_of, when_words
from reception_app.ui.viewstate.views import Shape, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words, tr

_ARROW = Verbatim(" → ")
_NOTHING = tr("（なし）")
_LOST = tr("喪失")
_WAITS = tr("待つ")
_REFUSED = tr("事前点検NG")
_CANNOT_REACH = tr("通信エラー")
_CLOSED = tr("サービス停止中")
_TROUBLES: Final = {
    "NW01": _CANNOT_REACH,
    "NW02": _CANNOT_REACH,
    "NW03": _CANNOT_REACH,
    "BK01": tr("応答なし"),
    "BK02": tr("保守中"),
    "BK03": tr("混雑中"),
    "BK08": _CLOSED,
}
"""Why a row was not answered, short enough for a column."""
_NOT_KNOWN_WHETHER_SENT = tr("送信できたか不明")
_BY_KANA = frozenset({Item.KANA, Item.OTHER_KANA})
_DAYS = frozenset(
    {
        Item.BORN,
        Item.QUALIFIED,
        Item.DISQUALIFIED,
        OtherItem.VALID_FROM,
        Item.VALID_UNTIL,
    }
)
_ITEMS: Final[Mapping[str, Words]] = {
    each.value: words for each, words in (*labels.ITEMS.items(), *labels.OTHER_ITEMS.items())
}
_STEPS: Final = {
    NextStep.CALL: tr("電話で新しい保険を確認"),
    NextStep.ASK_FOR_CARD: tr("来院時にカードで確認"),
    NextStep.PROOFREAD: tr("番号を直して再照会"),
    NextStep.ADD_BRANCH: tr("枝番を加えて再照会"),
    NextStep.CHECK_PERSON: tr("番号と生年月日を見直す"),
    NextStep.CALL_WELFARE_OFFICE: tr("福祉事務所へ確認"),
    NextStep.ACCEPT_AT_ARRIVAL: tr("来院時にカードで確認"),
    NextStep.CORRECT: tr("不備を直して照会"),
    NextStep.DECIDE: tr("再照会するか決める"),
    NextStep.ASK_LATER: tr("再照会、または来院時に確認"),
}
_KEYS: Final = {
    NextStep.PROOFREAD: "R",
    NextStep.ADD_BRANCH: "R",
    NextStep.CHECK_PERSON: "R",
    NextStep.CORRECT: "R",
    NextStep.DECIDE: "R",
}
"""The key that does what is said to be next."""
_SHORT: Final = {
    "IN01": tr("保険者番号の検証番号が合いません"),
    "IN02": tr("生年月日が正しくありません"),
    "IN03": tr("番号がありません"),
    "IN04": tr("保険者番号の桁数が違います"),
    "IN05": tr("枝番の桁数が違います"),
    "IN06": tr("マイナンバーが入っています"),
    "IN07": tr("使えない文字が入っています"),
    "IN08": tr("受給者番号の検証番号が合いません"),
    "IN09": tr("マイナンバーのように見えます"),
}
"""Reasons of pre-flight, short enough for a column."""


# ── what came of it ───────────────────────────────────────────────────────────────────────────
def verdict_cell(row: BatchRow) -> Cell:
    """Return shape and word of how a row stands."""
    if row.state is RowState.REFUSED:
        return _verdict(Shape.CROSS, Tone.BAD, _REFUSED)
    if row.state is RowState.UNKNOWN:
        return _verdict(Shape.WARNING, Tone.WARN, _NOT_KNOWN_WHETHER_SENT)
    if row.outcome is None or row.outcome is Outcome.ERROR:
        words = _trouble(row.error_code) if row.error_code else _NO_ANSWER
        return _verdict(Shape.WARNING, Tone.WARN, words)
    shape, tone = labels.OUTCOME_SHAPES[row.outcome], labels.OUTCOME_TONES[row.outcome]
    if row.outcome is Outcome.INVALID and (lost := _lost_on(row)) is not None:
        spans = (Span(_LOST, is_strong=True, tone=tone), Span(lost))
        return Cell(spans, shape)
    if row.outcome is Outcome.CHANGED and (told := difference(row.changes)) is not None:
        return _verdict(shape, tone, _changed_in(item_words(told.first)))
    return _verdict(shape, tone, labels.OUTCOMES[row.outcome])


_NO_ANSWER = tr("回答がありません")


def _trouble(code: str) -> Line:
    return _TROUBLES.get(code, Catalogued(code, is_headline=True))


def _verdict(shape: Shape, tone: Tone, words: Line) -> Cell:
    return Cell((Span(words, is_strong=True, tone=tone),), shape)


def _changed_in(item: Words) -> Words:
    return tr("{item}が変更", item=item)


def _lost_on(row: BatchRow) -> Words | None:
    raw = next((each.after for each in row.changes if each.item == Item.DISQUALIFIED), "")
    day = day_of(raw)
    return None if day is None else tr(" {month}月{day}日", month=str(day.month), day=str(day.day))


# ── what is different ─────────────────────────────────────────────────────────────────────────
def difference_cell(row: BatchRow) -> Cell:
    """Return the one-line difference from what was known, or what else is to be known."""
    if row.memo and row.outcome is not Outcome.CHANGED:
        return Cell((Span(Verbatim(row.memo)),))
    if row.state is RowState.REFUSED:
        return Cell(_reasons(row.reason.split()))
    if row.state is not RowState.ANSWERED:
        return Cell(_not_answered(row))
    return Cell(_told_by(row))


def _not_answered(row: BatchRow) -> tuple[Span, ...]:
    if row.next_try_at is not None:
        return (Span(tr("{time} に自動でもう一度確認します", time=time_of(row.next_try_at))),)
    return (Span(Catalogued(row.error_code, is_action=True)),) if row.error_code else ()


def _told_by(row: BatchRow) -> tuple[Span, ...]:
    match row.outcome:
        case Outcome.INVALID | Outcome.INVALID_NEWER_EXISTS:
            return _lost_spans(row)
        case Outcome.NOT_FOUND | Outcome.OTHER_PERSON:
            return (Span(tr("{numbers} を読み直し", numbers=_numbers(row))),)
        case Outcome.SEVERAL:
            return (Span(Verbatim(_numbers(row))),)
        case Outcome.CHANGED:
            return _change_spans(row)
        case _:
            return ()


def _lost_spans(row: BatchRow) -> tuple[Span, ...]:
    insurer = grouped(row.entry.typed.insurer.strip())
    code = next((each.after for each in row.changes if each.item == OtherItem.REASON_OF_LOSS), "")
    words = _reason_words(code)
    lost = _LOST if words is None else tr("喪失（{reason}）", reason=words)
    if row.outcome is Outcome.INVALID_NEWER_EXISTS:
        lost = tr("新しい資格があります")
    return (Span(Verbatim(insurer)), Span(_ARROW), Span(lost))


def _reason_words(code: str) -> Words | None:
    reason = code_in(LossReason, code)
    return LOSS_REASONS.get(reason) if isinstance(reason, LossReason) else None


def _numbers(row: BatchRow) -> str:
    typed = row.entry.typed
    numbers = "・".join(part for part in (typed.symbol.strip(), typed.number.strip()) if part)
    return f"{grouped(typed.insurer.strip())}　{numbers}"


def _reasons(codes: list[str]) -> tuple[Span, ...]:
    more = (Span(tr("　ほか{count}件", count=str(len(codes) - 1))),) if codes[1:] else ()
    return (*(Span(_reason(code)) for code in codes[:1]), *more)


def _change_spans(row: BatchRow) -> tuple[Span, ...]:
    told = difference(row.changes)
    if told is None:
        return (Span(tr("どの資格が続きか決められません")),)
    before, after = value_of(told.first)
    rest = (Span(tr("　ほか{count}件", count=str(told.others))),) if told.others else ()
    return (Span(before), Span(_ARROW), Span(after, is_strong=True), *rest)


def item_words(change: Change) -> Words:
    """Return what an item is called."""
    return _ITEMS[change.item]


def value_of(change: Change) -> tuple[Line, Line]:
    """Return an item before and after, as people read it."""
    return _value(change.item, change.before), _value(change.item, change.after)


def _value(item: str, raw: str) -> Line:
    text = raw.strip(" 　").replace("　", " ")
    if not text:
        return _NOTHING
    if item == Item.INSURER:
        return Verbatim(grouped(text))
    if item == OtherItem.REASON_OF_LOSS:
        return _reason_words(text) or Verbatim(text)
    if item == OtherItem.VALIDITY:
        return labels.VERDICTS[Verdict(text)]
    if item in _BY_KANA:
        return Verbatim(full_width_kana(text))
    if item in _DAYS and (day := day_of(text)) is not None:
        return Verbatim(f"{day.year}/{day.month}/{day.day}")
    return Verbatim(text)


# ── what is to be done ────────────────────────────────────────────────────────────────────────
def step_cell(row: BatchRow) -> Cell:
    """Return what to do next, with the key that does it."""
    is_tried_later = row.next_try_at is not None and row.state is RowState.WAITING
    if is_tried_later or row.state is RowState.ASKING:
        return Cell((Span(_WAITS),))
    if row.called_at is not None:
        return Cell((Span(tr("電話済み {time}", time=time_of(row.called_at))),))
    step = next_step(row)
    return Cell((Span(_STEPS[step]),), key=_KEYS.get(step, ""))


def preflight_cell(row: BatchRow) -> Cell:
    """Return whether a line can be sent, or why not, in words."""
    codes = row.reason.split()
    match row.state:
        case RowState.EXCLUDED:
            return Cell((Span(labels.KEPT[Kept(row.reason)]),), Shape.CLOCK)
        case RowState.REFUSED:
            first, *more = _reasons(codes)
            return Cell((replace(first, is_strong=True, tone=Tone.BAD), *more), Shape.CROSS)
        case _ if codes:  # only a warning
            return Cell((Span(_reason(codes[0]), tone=Tone.WARN),), Shape.TRIANGLE)
        case _:
            return Cell((Span(tr("送信できます"), tone=Tone.GOOD),), Shape.CIRCLE)


def _reason(code: str) -> Line:
    return _SHORT.get(code, Catalogued(code, is_headline=True))


def when_line(row: BatchRow) -> Line:
    """Return the time of the appointment, or a dash."""
    moment = row.entry.appointment
    return Verbatim("—") if moment is None else as_line(when_words(moment, moment))
