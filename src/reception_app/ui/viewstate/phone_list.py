"""The phone list as a value: whom to call, and one sentence to say; no number of an insurance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reception_app.domain.batch import BatchRow
from reception_app.domain.batch_work import PhoneSentence, phone_sentence
from reception_app.domain.names import full_width_kana
from reception_app.domain.policy import in_jst
from reception_app.ui.viewstate.moments import clock_words, time_of
from reception_app.ui.viewstate.words import Line, Verbatim, Words, tr

TITLE = tr("一括照会 電話リスト")
APPOINTMENT = tr("予約")
NAME = tr("氏名")
PHONE = tr("電話番号")
SENTENCE = tr("お伝えすること")
DONE = tr("済")
EMPTY = tr("電話が必要な方はいません")
_MADE = tr("{count}名　{when} 現在")
_PAGE = tr("{page}／{pages}ページ")
_SENTENCES = {
    PhoneSentence.BRING_PROOF: tr(
        "保険証の資格が変わっている可能性があります。新しい資格の分かるものをお持ちください。"
    ),
    PhoneSentence.BRING_CARD: tr(
        "受付で資格を確認します。マイナンバーカードか資格確認書をお持ちください。"
    ),
    PhoneSentence.CONFIRM_NUMBERS: tr("資格を確認できませんでした。資格の番号を教えてください。"),
}


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """One patient."""

    appointment: Line
    name: Line = field(repr=False)
    kana: Line = field(repr=False)
    phone: Line = field(repr=False)
    sentence: Words


@dataclass(frozen=True, slots=True)
class PhoneList:
    """All of it."""

    made: Words
    lines: tuple[PhoneLine, ...] = field(repr=False)


def phone_list(rows: Sequence[BatchRow], now: datetime) -> PhoneList:
    """Return the list of those who have not been called yet, in the order of their visits."""
    wanted = sorted((row for row in rows if row.called_at is None), key=_visit)
    made = Words(_MADE.source, (("count", str(len(wanted))), ("when", clock_words(now))))
    return PhoneList(made, tuple(map(_line, wanted)))


def page_words(page: int, pages: int) -> Words:
    """Return which page it is, from 1."""
    return Words(_PAGE.source, (("page", str(page)), ("pages", str(pages))))


def _visit(row: BatchRow) -> tuple[bool, str]:
    when = row.entry.appointment
    return when is None, "" if when is None else in_jst(when).isoformat()


def _line(row: BatchRow) -> PhoneLine:
    entry = row.entry
    return PhoneLine(
        appointment=Verbatim("—") if entry.appointment is None else _when(entry.appointment),
        name=Verbatim(entry.name.strip(" 　") or full_width_kana(entry.kana)),
        kana=Verbatim(full_width_kana(entry.kana)),
        phone=Verbatim(entry.phone.strip() or "—"),
        sentence=_SENTENCES[phone_sentence(row)],
    )


def _when(moment: datetime) -> Verbatim:
    local = in_jst(moment)
    return Verbatim(f"{local.month}/{local.day} {time_of(moment)}")
