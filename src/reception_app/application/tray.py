"""The port of training mode's tray: invented cards for an invented reader; values, no behaviour.

What stands here is data of the practice (names, what a card teaches), so it carries its own two
languages; the labels of the window do not belong here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Protocol

from reception_app.application.catalogue import Lang


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in the languages of the desk."""

    ja: str
    en: str

    def said(self, lang: Lang) -> str:
        """Return the text in a language."""
        return self.en if lang is Lang.EN else self.ja


@dataclass(frozen=True, slots=True)
class TrayCard:
    """One card that can be laid down.

    Attributes:
        group: What it teaches; cards of a group stand together.
        name: The invented person, or what the thing is that is no person's card.
        about: What is special about it, in one line.
        teaches: Rows of front-desk.md A.2–A.6.
        pin: What its invented person would type; empty where nobody is asked.
    """

    card_id: str
    group: Wording
    name: Wording
    about: Wording
    teaches: tuple[str, ...] = ()
    pin: str = ""


@unique
class TroublePlace(StrEnum):
    """Where something goes wrong."""

    DESK = "desk"
    """The reader and its surroundings; at once."""
    CARD = "card"
    """Every card that is laid down from now on."""
    SERVICE = "service"
    """The eligibility service and the way to it; from the next question on."""


@dataclass(frozen=True, slots=True)
class TrayTrouble:
    """One thing that can be made to go wrong, until it is switched off.

    Attributes:
        slot: Of the troubles in one slot, one is on at the most; empty: it goes with all others.
        teaches: Rows of front-desk.md A.2–A.6.
    """

    trouble_id: str
    place: TroublePlace
    title: Wording
    about: Wording
    slot: str = ""
    teaches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrayNow:
    """What lies where, and what is going wrong.

    Attributes:
        lies: card_id of the card on the reader; empty for none.
        left: card_id of a card that left the reader by itself and waits beside it.
        coming: card_id of a card that was chosen and is still being made.
        tries: PIN tries left, by card_id; cards without a PIN are not in it.
        troubles: trouble_ids that are on.
    """

    lies: str = ""
    left: str = ""
    coming: str = ""
    tries: Mapping[str, int] = field(default_factory=dict[str, int])
    troubles: frozenset[str] = frozenset()


class TrayPort(Protocol):
    """What the tray's window may do. Owner's thread; every call returns at once."""

    @property
    def cards(self) -> Sequence[TrayCard]:
        """All cards, group by group."""
        ...

    @property
    def troubles(self) -> Sequence[TrayTrouble]:
        """All troubles, place by place."""
        ...

    def now(self) -> TrayNow:
        """Return how things stand; they change by themselves, too."""
        ...

    def lay(self, card_id: str) -> None:
        """Lay a card down, in the place of the one that lies there; it may come a moment later."""
        ...

    def take(self) -> None:
        """Take off whatever lies there."""
        ...

    def set_trouble(self, trouble_id: str, *, on: bool) -> None:
        """Let something go wrong, or right again."""
        ...

    def reset(self) -> None:
        """Put everything back: no card, no trouble, every PIN counter as at the start."""
        ...
