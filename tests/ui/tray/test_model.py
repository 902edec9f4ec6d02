"""Rows, search and sentences of the tray."""

from __future__ import annotations

import pytest
from support.tray import CROOKED, DOWN, HANAKO, LICENCE, LOCKED, SLOW, UME

from reception_app.application.catalogue import Lang
from reception_app.application.tray import TrayNow
from reception_app.ui.tray.model import (
    CardRow,
    Heading,
    Whereabouts,
    reader_line,
    rows_of,
    troubles_line,
    troubles_tab,
)
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Words

CARDS = (HANAKO, UME, LOCKED, LICENCE)
NOW = TrayNow(lies="ume", tries={"hanako": 3, "ume": 1, "locked": 0})


def found(query: str) -> list[str]:
    return [row.card.card_id for row in rows_of(CARDS, NOW, query) if isinstance(row, CardRow)]


def values(words: Words | None) -> dict[str, object]:
    assert words is not None
    return dict(words.values)


def test_cards_stand_below_what_they_teach() -> None:
    rows = rows_of(CARDS, NOW)

    assert rows == (
        Heading(HANAKO.group),
        CardRow(HANAKO, Whereabouts.POCKET, 3),
        CardRow(UME, Whereabouts.HERE, 1),
        Heading(LOCKED.group),
        CardRow(LOCKED, Whereabouts.POCKET, 0),
        Heading(LICENCE.group),
        CardRow(LICENCE, Whereabouts.POCKET, None),
    )


@pytest.mark.parametrize(
    ("query", "cards"),
    [
        ("", ["hanako", "ume", "locked", "licence"]),
        ("花子", ["hanako"]),
        ("3割", ["hanako"]),
        ("３割", ["hanako"]),
        ("ｳﾒ", ["ume"]),
        ("暗証番号", ["locked"]),
        ("ic", ["licence"]),
        ("EN 例示", ["ume", "locked"]),
        ("  武　 ロック ", ["locked"]),
        ("見つからない", []),
    ],
)
def test_every_word_of_a_search_has_to_be_there(query: str, cards: list[str]) -> None:
    assert cards == found(query)


def test_a_search_without_hits_leaves_no_heading() -> None:
    assert rows_of(CARDS, NOW, "見つからない") == ()


@pytest.mark.parametrize(
    ("tries", "shown", "tone"),
    [
        (3, {"pin": "1234", "count": "3"}, Tone.NEUTRAL),
        (2, {"pin": "1234", "count": "2"}, Tone.NEUTRAL),
        (1, {"pin": "1234", "count": "1"}, Tone.WARN),
        (0, {"pin": "1234"}, Tone.BAD),
    ],
)
def test_a_pin_says_how_often_it_may_still_be_wrong(
    tries: int, shown: dict[str, str], tone: Tone
) -> None:
    row = CardRow(HANAKO, tries=tries)

    assert shown == values(row.pin)
    assert tone is row.pin_tone


def test_what_has_no_pin_says_nothing_about_it() -> None:
    assert CardRow(LICENCE).pin is None


@pytest.mark.parametrize(
    ("now", "tone", "name"),
    [
        (TrayNow(), Tone.NEUTRAL, None),
        (TrayNow(coming="ume"), Tone.NEUTRAL, "例示　ウメ"),
        (TrayNow(lies="ume"), Tone.GOOD, "例示　ウメ"),
        (TrayNow(left="ume"), Tone.WARN, "例示　ウメ"),
        (TrayNow(lies="gone"), Tone.NEUTRAL, None),
    ],
)
def test_one_line_says_what_lies_on_the_reader(now: TrayNow, tone: Tone, name: str | None) -> None:
    said, words = reader_line(CARDS, now, Lang.JA)

    assert tone is said
    assert name == values(words).get("name")


def test_a_card_that_lies_and_one_that_left_are_not_said_alike() -> None:
    sentences = {
        reader_line(CARDS, now, Lang.JA)[1].source
        for now in (TrayNow(coming="ume"), TrayNow(lies="ume"), TrayNow(left="ume"), TrayNow())
    }

    assert len(sentences) == 4


def test_the_troubles_that_are_on_are_counted_and_named() -> None:
    now = TrayNow(troubles=frozenset({"down", "crooked"}))
    troubles = (CROOKED, SLOW, DOWN)

    assert values(troubles_tab(now)) == {"count": "2"}
    assert values(troubles_line(troubles, now, Lang.JA)) == {
        "list": "斜めに置かれる、つながらない"
    }
    assert values(troubles_line(troubles, now, Lang.EN)) == {
        "list": "斜めに置かれる (en), つながらない (en)"
    }


def test_without_troubles_nothing_is_said_about_them() -> None:
    assert values(troubles_tab(TrayNow())) == {}
    assert troubles_line((CROOKED,), TrayNow(), Lang.JA) is None
