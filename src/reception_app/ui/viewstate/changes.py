"""前回からの変更: what an answer says otherwise than the last one about the same person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from reception_app.domain.changes import Changes
from reception_app.domain.codes import CardClass, LimitClass, Relation, Sex
from reception_app.domain.eligibility import Verdict, text_of
from reception_app.domain.matching import Item
from reception_app.domain.names import full_width_kana, grouped
from reception_app.domain.record import StoredCheck
from reception_app.ui.viewstate.insurance import ratio_words
from reception_app.ui.viewstate.labels import (
    CARD_CLASSES,
    LIMIT_CLASSES,
    RELATIONS,
    SEXES,
    label,
)
from reception_app.ui.viewstate.lines import as_line, spaced
from reception_app.ui.viewstate.moments import day_words, raw_day
from reception_app.ui.viewstate.views import Change, Field, Group
from reception_app.ui.viewstate.words import Words, tr

UNCHANGED: Final = "EL01"
CHANGED: Final = "EL02"

_HEADING = tr("前回からの変更")
_BURDEN = tr("窓口負担")
_INSURANCES = tr("資格の数")
_NONE = tr("（なし）")
_HISTORY = tr("これまでの確認")
_UNCLEAR = tr("確認できませんでした")
_VERDICTS: Final = {
    Verdict.VALID: tr("有効"),
    Verdict.INVALID: tr("喪失"),
    Verdict.INVALID_NEWER_EXISTS: tr("新しい資格あり"),
    Verdict.NOT_FOUND: tr("該当なし"),
    Verdict.SEVERAL: tr("複数該当"),
    Verdict.VALID_NOT_REGISTERED: tr("医療券は未登録"),
}
_LABELS: Final = {
    Item.NAME: tr("氏名"),
    Item.KANA: tr("カナ"),
    Item.OTHER_NAME: tr("通称"),
    Item.OTHER_KANA: tr("通称のカナ"),
    Item.BORN: tr("生年月日"),
    Item.SEX: tr("性別"),
    Item.POST_NUMBER: tr("郵便番号"),
    Item.ADDRESS: tr("住所"),
    Item.INSURER: tr("保険者番号"),
    Item.SYMBOL: tr("記号"),
    Item.NUMBER: tr("番号"),
    Item.BRANCH: tr("枝番"),
    Item.RELATION: tr("本人・家族"),
    Item.CARD_CLASS: tr("証の区分"),
    Item.QUALIFIED: tr("資格取得日"),
    Item.DISQUALIFIED: tr("資格喪失日"),
    Item.VALID_UNTIL: tr("有効終了日"),
    Item.RATIO: tr("一部負担金割合"),
    Item.ELDERLY_RATIO: tr("高齢受給者証"),
    Item.LIMIT: tr("限度額"),
}
_OF_THE_PERSON: Final = frozenset(
    {
        Item.NAME,
        Item.KANA,
        Item.OTHER_NAME,
        Item.OTHER_KANA,
        Item.BORN,
        Item.SEX,
        Item.POST_NUMBER,
        Item.ADDRESS,
    }
)
"""These stand below the insurance, which is what the receipt computer needs first."""
_READ: Final[dict[Item, Callable[[str], Words | str | None]]] = {
    Item.KANA: full_width_kana,
    Item.OTHER_KANA: full_width_kana,
    Item.BORN: raw_day,
    Item.SEX: lambda raw: label(Sex, SEXES, raw),
    Item.INSURER: lambda raw: grouped(raw.strip()),
    Item.RELATION: lambda raw: label(Relation, RELATIONS, raw),
    Item.CARD_CLASS: lambda raw: label(CardClass, CARD_CLASSES, raw),
    Item.QUALIFIED: raw_day,
    Item.DISQUALIFIED: raw_day,
    Item.VALID_UNTIL: raw_day,
    Item.RATIO: lambda raw: ratio_words(raw.strip()),
    Item.ELDERLY_RATIO: lambda raw: ratio_words(raw.strip()),
    Item.LIMIT: lambda raw: label(LimitClass, LIMIT_CLASSES, raw),
}


def changes_words(changes: Changes) -> Words:
    """Return how many things changed since the last time."""
    day = day_words(changes.since)
    if not changes.count:
        return tr("前回（{day}）から変更はありません", day=day)
    return tr("前回（{day}）から変更が{count}件あります", day=day, count=str(changes.count))


def changes_group(changes: Changes) -> Group | None:
    """Return each change, then and now; None where there is none."""
    found = tuple(_each(changes))
    return Group(_HEADING, changes=found) if found else None


def history_group(history: Sequence[StoredCheck]) -> Group:
    """Return when the same person was checked before, what came of it, and whose insurance."""
    return Group(_HISTORY, tuple(_of_history(each) for each in history))


def _of_history(stored: StoredCheck) -> Field:
    records = stored.result.records
    insurer = text_of(records[0], "InsurerName").strip(" 　") if records else ""
    verdict = _VERDICTS.get(stored.result.verdict, _UNCLEAR) if stored.result.verdict else _UNCLEAR
    return Field(day_words(stored.record.on), as_line(spaced((verdict, insurer)) or ""))


def _each(changes: Changes) -> Iterator[Change]:
    if changes.burden is not None:
        then, now = (tr("{tenths}割", tenths=str(each.tenths)) for each in changes.burden)
        yield _change(_BURDEN, then, now)
    if changes.insurances is not None:
        yield _change(_INSURANCES, *map(str, changes.insurances))
    for each in sorted(changes.items, key=lambda found: found.item in _OF_THE_PERSON):
        was, is_now = _read(each.item, each.known), _read(each.item, each.received)
        yield _change(_LABELS[each.item], was, is_now)


def _change(label: Words, then: Words | str | None, now: Words | str | None) -> Change:
    was, is_now = then or _NONE, now or _NONE
    said = tr("{label} {then} から {now} へ", label=label, then=was, now=is_now)
    return Change(label, as_line(was), as_line(is_now), said, is_new=not then)


def _read(item: Item, raw: str) -> Words | str | None:
    read = _READ.get(item)
    return raw.strip(" 　") if read is None else read(raw)
