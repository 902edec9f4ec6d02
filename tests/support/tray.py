"""A tray for tests of its window: it does as it is told and remembers what that was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reception_app.application.tray import (
    TrayCard,
    TrayNow,
    TrayTrouble,
    TroublePlace,
    Wording,
)


def both(text: str) -> Wording:
    """The same in both languages, apart from a mark."""
    return Wording(text, f"{text} (en)")


EVERYDAY, PIN = both("ふつうの方"), both("暗証番号")

HANAKO = TrayCard("hanako", EVERYDAY, both("練習　花子"), both("会社員。3割"), pin="1234")
UME = TrayCard("ume", EVERYDAY, both("例示　ウメ"), both("75歳以上。1割"), pin="1234")
LOCKED = TrayCard("locked", PIN, both("例示　武"), both("ロックされています"), pin="1234")
LICENCE = TrayCard(
    "licence", both("別のカード"), both("運転免許証"), both("ICチップのある別のカード")
)

CROOKED = TrayTrouble("crooked", TroublePlace.DESK, both("斜めに置かれる"), both("反応しません"))
SLOW = TrayTrouble("slow", TroublePlace.CARD, both("遅いカード"), both("0.5秒かかります"))
DOWN = TrayTrouble("down", TroublePlace.SERVICE, both("つながらない"), both("回線の障害"))


class FakeTray:
    """A ``TrayPort``.

    Attributes:
        state: What ``now()`` says; set it for what happens by itself.
        calls: What was asked for.
        is_slow: Cards have to be made first.
    """

    def __init__(self) -> None:
        self.cards: Sequence[TrayCard] = (HANAKO, UME, LOCKED, LICENCE)
        self.troubles: Sequence[TrayTrouble] = (CROOKED, SLOW, DOWN)
        self.state = TrayNow(tries={"hanako": 3, "ume": 1, "locked": 0})
        self.calls: list[str] = []
        self.is_slow = False

    def now(self) -> TrayNow:
        return self.state

    def lay(self, card_id: str) -> None:
        self.calls.append(f"lay {card_id}")
        lies, coming = ("", card_id) if self.is_slow else (card_id, "")
        self.state = replace(self.state, lies=lies, coming=coming, left="")

    def take(self) -> None:
        self.calls.append("take")
        self.state = replace(self.state, lies="", coming="", left="")

    def set_trouble(self, trouble_id: str, *, on: bool) -> None:
        self.calls.append(f"{trouble_id} {on}")
        troubles = self.state.troubles - {trouble_id} | ({trouble_id} if on else set())
        self.state = replace(self.state, troubles=troubles)

    def reset(self) -> None:
        self.calls.append("reset")
        self.state = TrayNow(tries={"hanako": 3, "ume": 1, "locked": 0})
