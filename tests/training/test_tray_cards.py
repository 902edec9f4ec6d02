"""The built-in tray covers what is to be learned, and a tray with mistakes is refused."""

from __future__ import annotations

import pytest
from support.notices import AT_3, AT_4

from reception_app.application.catalogue import Lang
from reception_app.application.tray import TroublePlace
from reception_app.domain.notice import Affects, ServiceNotice
from reception_app.training.service.people_file import built_in_people
from reception_app.training.tray_cards import built_in_plan, plan_from_toml

GROUP = """
[[group]]
id = "all"
name = {ja = "すべて", en = "All"}
"""
CARD = """
[[card]]
id = "one"
group = "all"
person = "TRAINING-0001"
about = {ja = "一", en = "One"}
"""
TROUBLE = """
[[trouble]]
id = "down"
place = "service"
title = {ja = "不通", en = "Down"}
about = {ja = "つながらない", en = "Not reachable"}
service = ["refuse"]
"""

NOTICE = """
notice = {affects = "cards", minutes = 60, text = "保守です"}
"""

NOT_REACHABLE = {"A3-1", "A3-17"}
"""No card is needed, and the part of the chip that is read has no date."""


def test_every_row_of_the_branches_about_cards_is_taught() -> None:
    plan = built_in_plan()
    taught = {row for card in plan.cards for row in card.card.teaches}
    taught |= {row for trouble in plan.troubles for row in trouble.trouble.teaches}

    assert {f"A3-{row}" for row in range(1, 19)} <= taught | NOT_REACHABLE
    assert not NOT_REACHABLE & taught


def test_there_are_more_than_thirty_cards_in_eight_groups() -> None:
    cards = built_in_plan().cards

    assert len(cards) >= 30
    assert list(dict.fromkeys(card.card.group.ja for card in cards)) == [
        "ふつうの方",
        "氏名の文字",
        "資格の変化",
        "証明書",
        "暗証番号",
        "別のカード",
        "読み取りの不調",
        "通信・サービス",
    ]


def test_a_card_carries_the_name_that_the_service_answers_with() -> None:
    card = next(c.card for c in built_in_plan().cards if c.card.card_id == "no-cp932")

    assert card.name.said(Lang.JA) == "𠮷野　髙﨑邉" == card.name.said(Lang.EN)
    assert card.pin == "1234"


def test_what_is_no_persons_card_has_a_name_in_both_languages() -> None:
    card = next(c.card for c in built_in_plan().cards if c.card.card_id == "licence")

    assert [card.name.said(lang) for lang in Lang] == ["運転免許証", "Driving licence"]
    assert card.pin == ""


def test_troubles_stand_together_by_place() -> None:
    places = [plan.trouble.place for plan in built_in_plan().troubles]

    assert list(TroublePlace) == list(dict.fromkeys(places))
    assert places == sorted(places, key=list(TroublePlace).index)


def test_a_tray_can_be_described() -> None:
    plan = plan_from_toml(GROUP + CARD + TROUBLE, built_in_people())

    assert [card.card.card_id for card in plan.cards] == ["one"]
    assert [trouble.service for trouble in plan.troubles] == [("refuse",)]


def test_a_trouble_can_be_announced() -> None:
    (plan,) = plan_from_toml(TROUBLE + NOTICE, built_in_people()).troubles

    told = plan.notice_from(AT_3)

    assert ServiceNotice("down", "保守です", AT_3, AT_4, Affects.CARDS) == told


def test_what_a_notice_of_the_tray_says_arrives_as_it_is_written() -> None:
    texts = [plan.notice.text for plan in built_in_plan().troubles if plan.notice is not None]

    assert len(texts) == 2
    assert all(text.isprintable() and len(text) < 60 for text in texts)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CARD, "there is no group 'all'"),
        (GROUP + CARD + CARD, "twice: one"),
        (GROUP + CARD + TROUBLE + TROUBLE, "twice: down"),
        (GROUP + CARD + 'colour = "red"', "nobody reads colour"),
        (GROUP + TROUBLE + 'colour = "red"', "nobody reads colour"),
        (GROUP + CARD + 'profile = "golden"', "golden"),
        (GROUP + CARD + 'switches = ["golden=true"]', "golden"),
        (GROUP + CARD + 'faults = ["golden"]', "golden"),
        (GROUP + CARD.replace("0001", "0031"), "needs one"),
        (GROUP + CARD.replace("0001", "9999"), "needs one"),
        (GROUP + CARD.replace(', en = "One"', ""), "en is missing"),
        (TROUBLE.replace("refuse", "golden"), "golden"),
        (TROUBLE + NOTICE.replace("cards", "golden"), "golden"),
        (TROUBLE + NOTICE.replace("保守です", ""), "text is missing"),
        (TROUBLE + 'faults = ["golden"]', "golden"),
        (TROUBLE.replace('"service"', '"street"'), "street"),
        (TROUBLE.replace('"service"', '"desk"'), "cannot do this to the desk"),
        (TROUBLE.replace('"down"', '"crooked"'), "cannot do this to the desk"),
    ],
)
def test_a_mistake_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        plan_from_toml(text, built_in_people())
