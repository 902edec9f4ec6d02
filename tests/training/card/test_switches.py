"""Both answers to every open question of domain/card.md 18."""

from __future__ import annotations

import pytest
from support.apdus import (
    COUNTER,
    READ_HEAD,
    READ_WHOLE,
    SELECT_JPKI,
    SIGN,
    VERIFY_1234,
    VERIFY_WRONG,
    send,
    send_all,
    status_of,
)

from reception_app.training.card import Switches, TrainingCa, VirtualCard


def card_with(ca: TrainingCa, *items: str) -> VirtualCard:
    card = VirtualCard.issue(ca, switches=Switches.parse(items))
    card.power_on()
    return card


@pytest.mark.parametrize(("value", "sw"), [("true", "9000"), ("false", "6982")])
def test_warm_reset_keeps_security(ca: TrainingCa, value: str, sw: str) -> None:
    card = card_with(ca, f"warm_reset_keeps_security={value}")
    send_all(card, [SELECT_JPKI, VERIFY_1234])

    card.reset()

    assert send_all(card, [COUNTER, SELECT_JPKI, SIGN]) == ["6A82", "9000", sw]


@pytest.mark.parametrize(("value", "sw"), [("false", "9000"), ("true", "6982")])
def test_select_df_clears_security(ca: TrainingCa, value: str, sw: str) -> None:
    card = card_with(ca, f"select_df_clears_security={value}")

    assert send_all(card, [SELECT_JPKI, VERIFY_1234, SELECT_JPKI, SIGN])[-1] == sw


@pytest.mark.parametrize("sw", ["6984", "6983"])
def test_blocked_sw(ca: TrainingCa, sw: str) -> None:
    card = card_with(ca, f"blocked_sw=0x{sw}")

    said = send_all(card, [SELECT_JPKI, *[VERIFY_WRONG] * 4, COUNTER])

    assert said[-2:] == [sw, "63C0"]


@pytest.mark.parametrize(("value", "sw"), [("counter", "63C3"), ("9000", "9000")])
def test_query_when_verified(ca: TrainingCa, value: str, sw: str) -> None:
    card = card_with(ca, f"query_when_verified={value}")

    assert send_all(card, [SELECT_JPKI, COUNTER, VERIFY_1234, COUNTER])[1::2] == ["63C3", sw]


@pytest.mark.parametrize(("value", "sw"), [("true", "9000"), ("false", "6700")])
def test_extended_length(ca: TrainingCa, value: str, sw: str) -> None:
    card = card_with(ca, f"extended_length={value}")

    assert send_all(card, [SELECT_JPKI, READ_WHOLE, READ_HEAD]) == ["9000", sw, "9000"]


@pytest.mark.parametrize(("value", "sw"), [("true", "9000"), ("false", "6A86")])
def test_short_ef(ca: TrainingCa, value: str, sw: str) -> None:
    card = card_with(ca, f"short_ef={value}")

    said = send_all(card, [SELECT_JPKI, READ_HEAD, "00A4020C02000A", "00B0000000"])

    assert said == ["9000", sw, "9000", "9000"]


@pytest.mark.parametrize(("value", "size"), [("0", 1583), ("231", 231)])
def test_max_read(ca: TrainingCa, value: str, size: int) -> None:
    card = card_with(ca, f"max_read={value}")
    send(card, SELECT_JPKI)

    assert len(send(card, READ_WHOLE)) == size + 2


@pytest.mark.parametrize(("value", "sw"), [("false", "9000"), ("true", "6F00")])
def test_first_apdu_6f00(ca: TrainingCa, value: str, sw: str) -> None:
    card = card_with(ca, f"first_apdu_6f00={value}")

    first = send_all(card, [SELECT_JPKI, SELECT_JPKI])
    card.power_off()
    card.power_on()

    assert first == [sw, "9000"]
    assert status_of(send(card, SELECT_JPKI)) == sw


def test_filler_follows_the_certificate_in_its_file(ca: TrainingCa) -> None:
    card = card_with(ca, "filler=100")
    send(card, SELECT_JPKI)

    whole = send(card, READ_WHOLE)[:-2]

    assert whole == card.certificate + b"\xff" * 100


def test_a_pace_makes_the_card_take_its_time(ca: TrainingCa) -> None:
    waits: list[float] = []
    made = VirtualCard.issue(ca)
    card = VirtualCard(
        made.edition, switches=Switches.parse(["pace=424", "sign_ms=120"]), sleep=waits.append
    )
    card.power_on()

    send_all(card, [SELECT_JPKI, VERIFY_1234, SIGN])

    assert waits[2] == pytest.approx(0.1293, abs=0.0001)  # 9.3 on the air (card.md 15), 120 inside


def test_the_defaults_are_the_likelier_answers() -> None:
    likelier = [line.split("/", 1)[0] for line in Switches.describe()]

    assert Switches.parse(likelier) == Switches()


@pytest.mark.parametrize(
    "item", ["short_EF=true", "short_ef", "short_ef=maybe", "blocked_sw=6984", "max_read=-1"]
)
def test_an_unknown_switch_or_value_is_named(item: str) -> None:
    with pytest.raises(ValueError, match=r"switch"):
        Switches.parse([item])
