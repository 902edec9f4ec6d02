"""What goes wrong when it is asked for, and nothing else."""

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

from reception_app.training.card import (
    CardGone,
    Faults,
    Moment,
    Place,
    Removal,
    Step,
    TrainingCa,
    VirtualCard,
)

STEPS = [SELECT_JPKI, COUNTER, READ_HEAD, VERIFY_1234, SIGN]


def card_with(ca: TrainingCa, *items: str) -> VirtualCard:
    card = VirtualCard.issue(ca, faults=Faults.parse(items))
    card.power_on()
    return card


def said_until_gone(card: VirtualCard, commands: list[str]) -> list[str]:
    said = []
    for command in commands:
        try:
            said.append(status_of(send(card, command)))
        except CardGone:
            return said
    return said


# ── removal ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_the_card_leaves_at_any_command(ca: TrainingCa, count: int) -> None:
    card = card_with(ca, f"remove-at={count}")

    said = said_until_gone(card, STEPS)

    assert said == ["9000", "63C3", "9000", "9000", "9000"][: count - 1]
    assert card.place is Place.AWAY


@pytest.mark.parametrize(
    ("step", "answered"), [("select", 0), ("counter", 1), ("read", 2), ("verify", 3), ("sign", 4)]
)
def test_the_card_leaves_on_any_step(ca: TrainingCa, step: str, answered: int) -> None:
    assert len(said_until_gone(card_with(ca, f"remove-on={step}"), STEPS)) == answered
    assert len(said_until_gone(card_with(ca, f"remove-during={step}"), STEPS)) == answered
    assert len(said_until_gone(card_with(ca, f"remove-after={step}"), STEPS)) == answered + 1


@pytest.mark.parametrize(("fault", "left"), [("remove-on", 3), ("remove-during", 2)])
def test_a_removal_in_verify_comes_before_or_after_the_counter_moved(
    ca: TrainingCa, fault: str, left: int
) -> None:
    card = card_with(ca, f"{fault}=verify")
    send(card, SELECT_JPKI)

    with pytest.raises(CardGone):
        send(card, VERIFY_WRONG)

    assert card.state.auth_tries == left


def test_a_card_that_is_put_back_has_lost_its_power_and_is_well_again(ca: TrainingCa) -> None:
    card = card_with(ca, "remove-on=sign")
    assert said_until_gone(card, STEPS) == ["9000", "63C3", "9000", "9000"]

    card.power_on()

    assert card.place is Place.ON_READER
    assert send_all(card, [SELECT_JPKI, SIGN, VERIFY_1234, SIGN]) == [
        "9000",
        "6982",
        "9000",
        "9000",
    ]


def test_a_card_that_left_does_not_answer(ca: TrainingCa) -> None:
    card = card_with(ca, "remove-after=1:forever")

    assert said_until_gone(card, STEPS) == ["9000"]
    assert card.place is Place.AWAY_FOREVER


def test_a_card_without_power_does_not_answer(ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)

    with pytest.raises(CardGone):
        send(card, SELECT_JPKI)


# ── answers ───────────────────────────────────────────────────────────────────────────────────
def test_a_wrong_status_comes_instead_of_the_deed(ca: TrainingCa) -> None:
    card = card_with(ca, "sw=20:6F00")

    assert send_all(card, [SELECT_JPKI, VERIFY_WRONG, COUNTER]) == ["9000", "6F00", "6F00"]
    assert card.state.auth_tries == 3


def test_a_wrong_status_can_be_had_a_few_times_only(ca: TrainingCa) -> None:
    card = card_with(ca, "sw=B0:6A86:2")

    assert send_all(card, [SELECT_JPKI, *[READ_HEAD] * 3]) == ["9000", "6A86", "6A86", "9000"]


def test_61xx_makes_data_wait_for_get_response(ca: TrainingCa) -> None:
    card = card_with(ca, "61xx")
    send(card, SELECT_JPKI)

    said = send_all(card, ["00B08A0010", "00C0000020", "00C0000004", "00C0000000", "00C0000001"])

    assert said == ["6110", "6C10", "610C", "9000", "6985"]


def test_61xx_announces_a_long_answer_piece_by_piece(ca: TrainingCa) -> None:
    card = card_with(ca, "61xx")
    send(card, SELECT_JPKI)

    announced = status_of(send(card, READ_WHOLE))
    pieces = [send(card, "00C0000000") for _ in range(7)]

    assert announced == "6100"
    assert [status_of(piece) for piece in pieces] == ["6100"] * 5 + ["612F", "9000"]
    assert b"".join(piece[:-2] for piece in pieces) == card.certificate


def test_61xx_forgets_what_waits_at_the_next_command(ca: TrainingCa) -> None:
    card = card_with(ca, "61xx")

    assert send_all(card, [SELECT_JPKI, READ_HEAD, COUNTER, "00C0000000"])[-1] == "6985"


def test_6cxx_insists_on_its_own_length(ca: TrainingCa) -> None:
    card = card_with(ca, "6Cxx=100")
    send(card, SELECT_JPKI)

    assert send_all(card, [READ_HEAD, READ_WHOLE, "00B08A0064"]) == ["6C64", "6C64", "9000"]
    assert send(card, "00B08A0064") == card.certificate[:100] + b"\x90\x00"


def test_short_reads_bring_half(ca: TrainingCa) -> None:
    card = card_with(ca, "short-read")
    send(card, SELECT_JPKI)

    assert send(card, READ_HEAD) == card.certificate[:128] + b"\x90\x00"
    assert send(card, "00B0000001") == card.certificate[:1] + b"\x90\x00"


@pytest.mark.parametrize(("fault", "read", "sign"), [
    ("zero-bytes", 2, 2), ("zero-bytes=read", 2, 258), ("zero-bytes=sign", 258, 2),
])  # fmt: skip
def test_zero_bytes_come_with_success(ca: TrainingCa, fault: str, read: int, sign: int) -> None:
    answers = [send(card, c) for card in [card_with(ca, fault)] for c in STEPS]

    assert [len(answers[2]), len(answers[4])] == [read, sign]
    assert status_of(answers[2]) == status_of(answers[4]) == "9000"


def test_a_bad_signature_differs_in_one_bit(ca: TrainingCa) -> None:
    good, bad = VirtualCard.issue(ca), card_with(ca, "bad-signature")
    good.power_on()

    signatures = [[send(card, c) for c in STEPS][-1][:-2] for card in (good, bad)]

    numbers = [int.from_bytes(signature, "big") for signature in signatures]
    assert (numbers[0] ^ numbers[1]).bit_count() == 1


def test_a_short_answer_is_one_byte(ca: TrainingCa) -> None:
    card = card_with(ca, "short-answer=read")

    assert [len(send(card, command)) for command in STEPS] == [2, 2, 1, 2, 258]


def test_a_slow_card_waits_with_each_answer(ca: TrainingCa) -> None:
    waits: list[float] = []
    edition = VirtualCard.issue(ca).edition
    card = VirtualCard(edition, faults=Faults.parse(["slow=250"]), sleep=waits.append)
    card.power_on()

    send_all(card, [SELECT_JPKI, COUNTER])

    assert waits == [0.25, 0.25]


# ── spelling ──────────────────────────────────────────────────────────────────────────────────
def test_faults_add_up() -> None:
    faults = Faults.parse(["slow=10", "remove-at=2", "remove-during=verify:forever", "short-read"])

    assert faults == Faults(
        slow_ms=10,
        short_read=True,
        removals=(
            Removal(Moment.BEFORE, 2),
            Removal(Moment.DURING, Step.VERIFY, is_forever=True),
        ),
    )


@pytest.mark.parametrize(
    "item",
    [
        "explode", "slow", "slow=0", "slow=x", "remove-at=0", "remove-at", "remove-on=lunch",
        "remove-on=other", "remove-on=read:later", "sw=20", "sw=20:XYZ", "sw=120:9000",
        "sw=20:6F00:0", "sw=20:6F00:1:1", "6Cxx=256", "61xx=1", "short-read=2",
        "zero-bytes=all", "short-answer=x", "bad-signature=1", "slow=１０", "remove-at=²",
    ],
)  # fmt: skip
def test_an_unknown_fault_or_argument_is_named(item: str) -> None:
    with pytest.raises(ValueError, match="fault") as refused:
        Faults.parse([item])

    assert item in str(refused.value)


def test_every_fault_is_described() -> None:
    text = "\n".join(Faults.describe())

    names = ["remove-at", "remove-on", "remove-during", "remove-after", "slow", "sw", "61xx"]
    names += ["6Cxx", "short-read", "zero-bytes", "short-answer", "bad-signature"]
    assert [name for name in names if name not in text] == []
