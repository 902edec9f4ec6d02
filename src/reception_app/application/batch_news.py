"""What is told of batches that ran by themselves: once, by day, and nobody's name.

Source: front-desk.md A.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.batch_ports import BatchFilter, BatchStore
from reception_app.application.catalogue import Lang, message_of
from reception_app.domain.batch import ENDED, Batch, BatchCounts, BatchId, BatchState, Outcome
from reception_app.domain.errors import BackendRefused, ReceptionError
from reception_app.domain.policy import in_jst

_MORNING: Final = time(6)
_NIGHT: Final = time(21)
"""Nobody is there to read anything until the morning."""
_LOOKED_THROUGH: Final = 50
"""Batches, the newest first; that many end in no week."""
_OLD: Final = timedelta(days=7)
_TITLE: Final = {Lang.JA: "一括照会", Lang.EN: "Batch check"}
_ENDED: Final = {
    Lang.JA: "夜間の一括照会が完了しました（{asked}件：正常{answered}件、エラー{failed}件）。"
    "変更あり {changed}件",
    Lang.EN: "The overnight batch has ended ({asked} asked: {answered} answered, "
    "{failed} failed). {changed} changed",
}
_CHANGED: Final = (Outcome.CHANGED, Outcome.NOT_REGISTERED)


@dataclass(frozen=True, slots=True)
class Told:
    """What was told already.

    Attributes:
        batches: Those that were told of.
        trouble_on: The day on which it was told last that a source could not be read.
    """

    batches: frozenset[BatchId] = frozenset()
    trouble_on: date | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One notification; it may stand on a locked screen."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Sum:
    """What came of some batches, together."""

    answered: int = 0
    failed: int = 0
    changed: int = 0
    gave_up: bool = field(default=False)

    def plus(self, batch: Batch, counts: BatchCounts, changed: int) -> _Sum:
        return _Sum(
            self.answered + counts.answered,
            self.failed + counts.failed + counts.unknown + counts.waiting,
            self.changed + changed,
            gave_up=self.gave_up or batch.state is BatchState.FAILED,
        )


def news_of(
    store: BatchStore, told: Told, now: datetime, lang: Lang
) -> tuple[Told, tuple[News, ...]]:
    """Return what is to be told now of batches that have ended, and what has been told then.

    Raises:
        StoreError: the store cannot be asked.
    """
    if not _is_day(now):
        return told, ()
    newest = store.batches(BatchFilter(), _LOOKED_THROUGH)
    ended = [(batch, counts) for batch, counts in newest if _is_new(batch, told, now)]
    if not ended:
        return told, ()
    whole = _Sum()
    for batch, counts in ended:
        verdicts = store.verdicts(batch.batch_id)
        whole = whole.plus(batch, counts, sum(verdicts.get(each, 0) for each in _CHANGED))
    still_there = {batch.batch_id for batch, _ in newest}
    known = told.batches & still_there | {batch.batch_id for batch, _ in ended}
    return replace(told, batches=known), tuple(_in_words(whole, lang))


def trouble_news(
    errors: Sequence[ReceptionError], told: Told, now: datetime, lang: Lang
) -> tuple[Told, tuple[News, ...]]:
    """Return that a source could not be read, unless that was told today, or it is night."""
    today = in_jst(now).date()
    if not errors or told.trouble_on == today or not _is_day(now):
        return told, ()
    text = message_of(errors[0], lang)
    return replace(told, trouble_on=today), (News(_TITLE[lang], text),)


def _is_day(now: datetime) -> bool:
    return _MORNING <= in_jst(now).time() < _NIGHT


def _is_new(batch: Batch, told: Told, now: datetime) -> bool:
    if batch.operator != BY_ITSELF or batch.state not in ENDED or batch.finished_at is None:
        return False
    return batch.finished_at >= now - _OLD and batch.batch_id not in told.batches


def _in_words(whole: _Sum, lang: Lang) -> Iterable[News]:
    asked = whole.answered + whole.failed
    if whole.gave_up:
        yield News(_TITLE[lang], message_of(BackendRefused("BT05"), lang))
    elif asked:
        text = _ENDED[lang].format(
            asked=asked, answered=whole.answered, failed=whole.failed, changed=whole.changed
        )
        yield News(_TITLE[lang], text)
