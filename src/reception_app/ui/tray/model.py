"""What the tray's window shows, as values made of the port's; no Qt in here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final, TypeAlias

from reception_app.application.catalogue import Lang
from reception_app.application.tray import TrayCard, TrayNow, TrayTrouble, TroublePlace, Wording
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Words, tr

_NOTHING: Final = tr("リーダーにカードはありません")
_PIN: Final = tr("暗証番号 {pin}・あと{count}回")
_LOCKED: Final = tr("暗証番号 {pin}・ロック")
_TROUBLES: Final = tr("不調 {count}")
_NO_TROUBLES: Final = tr("不調")
_JOIN: Final = Wording("、", ", ")


@unique
class Whereabouts(StrEnum):
    """Where a card is."""

    POCKET = "pocket"
    COMING = "coming"
    HERE = "here"
    LEFT = "left"
    """It left the reader by itself."""


SIGNS: Final = {
    Whereabouts.COMING: (Tone.NEUTRAL, tr("準備中")),
    Whereabouts.HERE: (Tone.INFO, tr("リーダーの上")),
    Whereabouts.LEFT: (Tone.WARN, tr("離れました")),
}
"""What stands beside a card that is not in its pocket."""

PLACES: Final = {
    TroublePlace.DESK: tr("リーダーと窓口"),
    TroublePlace.CARD: tr("カード（次に置くときから）"),
    TroublePlace.SERVICE: tr("通信・サービス（次の照会から）"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a group of cards teaches."""

    words: Wording


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card.

    Attributes:
        tries: PIN tries left; None where there is no PIN.
    """

    card: TrayCard
    where: Whereabouts = Whereabouts.POCKET
    tries: int | None = None

    @property
    def pin(self) -> Words | None:
        """What to type, and how often it may still be wrong."""
        if self.tries is None:
            return None
        if self.tries == 0:
            return tr(_LOCKED.source, pin=self.card.pin)
        return tr(_PIN.source, pin=self.card.pin, count=str(self.tries))

    @property
    def pin_tone(self) -> Tone:
        """How much there is to care about."""
        return {0: Tone.BAD, 1: Tone.WARN}.get(
            3 if self.tries is None else self.tries, Tone.NEUTRAL
        )


Row: TypeAlias = Heading | CardRow


def rows_of(cards: Sequence[TrayCard], now: TrayNow, query: str = "") -> tuple[Row, ...]:
    """Return the cards below their headings; a query keeps those that have all its words."""
    wanted = _folded(query).split()
    return tuple(_grouped([card for card in cards if _has(card, wanted)], now))


def where_is(card_id: str, now: TrayNow) -> Whereabouts:
    """Return where a card is."""
    places = {
        now.coming: Whereabouts.COMING,
        now.left: Whereabouts.LEFT,
        now.lies: Whereabouts.HERE,
    }
    return places.get(card_id, Whereabouts.POCKET)


def reader_line(cards: Sequence[TrayCard], now: TrayNow, lang: Lang) -> tuple[Tone, Words]:
    """Return what lies on the reader, in one line."""
    shown = now.lies or now.left or now.coming
    card = next((card for card in cards if card.card_id == shown), None)
    if card is None:
        return Tone.NEUTRAL, _NOTHING
    name = card.name.said(lang)
    match where_is(card.card_id, now):
        case Whereabouts.COMING:
            return Tone.NEUTRAL, tr("「{name}」を準備しています…", name=name)
        case Whereabouts.LEFT:
            return Tone.WARN, tr("「{name}」がリーダーから離れました", name=name)
        case _:
            return Tone.GOOD, tr("「{name}」が置かれています", name=name)


def troubles_tab(now: TrayNow) -> Words:
    """Return the heading of the troubles; it counts those that are on."""
    return tr(_TROUBLES.source, count=str(len(now.troubles))) if now.troubles else _NO_TROUBLES


def troubles_line(troubles: Sequence[TrayTrouble], now: TrayNow, lang: Lang) -> Words | None:
    """Return which troubles are on, or None."""
    on = [each.title.said(lang) for each in troubles if each.trouble_id in now.troubles]
    return tr("いまの不調：{list}", list=_JOIN.said(lang).join(on)) if on else None


def _grouped(cards: Sequence[TrayCard], now: TrayNow) -> Iterator[Row]:
    group: Wording | None = None
    for card in cards:
        if card.group != group:
            group = card.group
            yield Heading(group)
        yield CardRow(card, where_is(card.card_id, now), now.tries.get(card.card_id))


def _has(card: TrayCard, wanted: Sequence[str]) -> bool:
    texts = (card.group, card.name, card.about)
    whole = _folded(" ".join(f"{text.ja} {text.en}" for text in texts))
    return all(word in whole for word in wanted)


def _folded(text: str) -> str:
    """Fold widths and cases, so that ａ finds A and a half-width ｶ finds カ."""
    return unicodedata.normalize("NFKC", text).casefold()
