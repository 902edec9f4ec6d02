"""A PIN goes to the card that was judged, once, and nobody loses a try over it."""

from __future__ import annotations

import pytest
from support.card_desk import (
    READER,
    SERVICE_ENDS_MEANWHILE,
    Desk,
    ListeningReaders,
    fail,
    is_counter,
    is_powered,
    is_sign,
    is_verify,
    not_transacted,
    once,
)

from reception_app.card.pcsc import CardHandle, PcscError, ScardCode
from reception_app.domain.errors import (
    CardError,
    CardRemoved,
    CardServiceDown,
    CardUnsupported,
    CardUntrusted,
    PinBlocked,
    PinRejected,
    ReaderMissing,
)
from reception_app.training.card import (
    Profile,
    TrainingCa,
    VirtualCard,
)


# ── PIN ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_wrong_pin_leaves_the_card_powered_for_the_next_entry(desk: Desk) -> None:
    card = desk.lay()
    desk.open()

    with pytest.raises(PinRejected) as caught:
        desk.sign(b"0000")

    assert (2, 2, True) == (caught.value.attempts_left, card.state.auth_tries, is_powered(card))
    assert card.certificate == desk.sign().certificate
    assert (3, False) == (card.state.auth_tries, is_powered(card))


def test_an_entry_costs_one_verify_each(desk: Desk) -> None:
    desk.lay()
    desk.open()

    with pytest.raises(PinRejected):
        desk.sign(b"0000")
    after_one = desk.readers.pins
    with pytest.raises(PinRejected):
        desk.sign(b"0001")

    assert (1, 2) == (after_one, desk.readers.pins)


def test_three_wrong_pins_lock_the_card(desk: Desk) -> None:
    card = desk.lay()
    desk.open()

    codes = [_code_of(desk, digits) for digits in (b"0000", b"0001", b"0002")]

    assert ["PN01", "PN02", "PN03"] == codes
    assert (0, False) == (card.state.auth_tries, is_powered(card))


def _code_of(desk: Desk, digits: bytes) -> str:
    with pytest.raises(CardError) as caught:
        desk.sign(digits)
    return caught.value.code


@pytest.mark.parametrize("blocked_sw", ["0x6984", "0x6983"])
def test_a_pin_that_was_locked_meanwhile_is_told_as_locked(desk: Desk, blocked_sw: str) -> None:
    card = desk.lay(Profile.ONE_TRY, switches=(f"blocked_sw={blocked_sw}",))
    desk.open()
    with pytest.raises(PinBlocked):
        desk.sign(b"0000")
    desk.gateway.close()

    assert desk.open().attempts_left == 0
    assert (0, 1) == (card.state.auth_tries, desk.readers.pins)


def test_without_a_card_a_pin_is_wiped_and_goes_nowhere(desk: Desk) -> None:
    with pytest.raises(CardRemoved):
        desk.sign()

    assert desk.readers.sent == []


def test_after_a_signature_the_next_one_needs_a_new_card_session(desk: Desk) -> None:
    desk.lay()
    desk.check()

    with pytest.raises(CardRemoved):
        desk.sign()

    assert desk.readers.pins == 1


def test_a_card_that_somebody_left_verified_loses_its_power_first(desk: Desk) -> None:
    desk.lay(faults=("sw=20:9000:1",))

    seen = desk.open()

    assert seen.attempts_left == 3
    assert ["00A4040C0A", "00200098"] * 2 == [header for header, _ in desk.readers.sent[:4]]
    desk.sign()


def test_a_card_that_never_tells_its_counter_gets_no_pin(desk: Desk) -> None:
    card = desk.lay(faults=("sw=20:9000",))

    with pytest.raises(CardUnsupported, match="CD08"):
        desk.open()

    assert (0, False) == (desk.readers.pins, is_powered(card))


def test_a_card_that_was_swapped_while_it_had_no_power_is_not_read_on(desk: Desk) -> None:
    desk.lay()

    def swap() -> bytes:
        desk.lay(Profile.LICENCE)
        return b"\x90\x00"  # the PIN is verified, so the card is powered off and on

    desk.readers.before = once(is_counter, swap)

    with pytest.raises(CardRemoved):
        desk.open()

    assert desk.readers.pins == 0


def test_an_answer_to_verify_that_says_nothing_is_not_trusted(desk: Desk) -> None:
    card = desk.lay(Profile.TWO_TRIES)
    desk.open()
    desk.readers.before = once(is_verify, lambda: b"\x6f\x00")

    with pytest.raises(CardUntrusted) as caught:
        desk.sign()

    assert (None, 1) == (caught.value.attempts_left, desk.readers.pins)
    assert (2, False) == (card.state.auth_tries, is_powered(card))


def test_a_signature_that_does_not_fit_is_not_passed_on(desk: Desk) -> None:
    card = desk.lay(Profile.TWO_TRIES, faults=("bad-signature",))
    desk.open()

    with pytest.raises(CardUntrusted) as caught:
        desk.sign()

    assert ("CD11", 3) == (caught.value.code, caught.value.attempts_left)
    assert (3, False) == (card.state.auth_tries, is_powered(card))


@pytest.mark.parametrize("fault", ["zero-bytes=sign", "sw=2A:6985"])
def test_a_signature_that_does_not_come_is_not_trusted(desk: Desk, fault: str) -> None:
    card = desk.lay(faults=(fault,))
    desk.open()

    with pytest.raises(CardUntrusted) as caught:
        desk.sign()

    assert (3, False) == (caught.value.attempts_left, is_powered(card))


def test_a_lost_security_status_asks_for_the_pin_again(desk: Desk) -> None:
    desk.lay(faults=("sw=2A:6982",))
    desk.open()

    with pytest.raises(CardRemoved) as caught:
        desk.sign()

    assert (3, 1) == (caught.value.attempts_left, desk.readers.pins)


# ── nobody knows whether the card heard the PIN (card.md 16) ────────────────────────────────────
def test_a_lost_answer_to_a_wrong_pin_is_found_in_the_counter(desk: Desk) -> None:
    card = desk.lay(faults=("short-answer=verify",))
    desk.open()

    with pytest.raises(PinRejected) as caught:
        desk.sign(b"0000")

    assert (2, 2) == (caught.value.attempts_left, card.state.auth_tries)
    assert (1, True) == (desk.readers.pins, is_powered(card))


def test_before_the_next_entry_that_card_is_read_again(desk: Desk) -> None:
    card = desk.lay()
    desk.open()
    desk.readers.before = once(is_verify, lambda: _wrong_pin_unheard(desk, card))
    with pytest.raises(PinRejected):
        desk.sign(b"0000")
    desk.readers.sent.clear()

    desk.sign()

    assert ["00A4040C0A", "00B08A0000", "0020009804", "802A009733"] == [
        header for header, _ in desk.readers.sent
    ]


def _wrong_pin_unheard(desk: Desk, card: VirtualCard) -> bytes:
    card.transmit(bytearray.fromhex("00200098 04 39393939"))
    return b"\x63"  # half of the answer


def test_another_card_after_a_lost_answer_gets_no_pin(desk: Desk) -> None:
    card = desk.lay()
    desk.open()
    desk.readers.before = once(is_verify, lambda: _wrong_pin_unheard(desk, card))
    with pytest.raises(PinRejected):
        desk.sign(b"0000")
    other = desk.lay(person="TRAINING-0002")

    with pytest.raises(CardRemoved):
        desk.sign()

    assert (1, 3) == (desk.readers.pins, other.state.auth_tries)


def test_a_lost_answer_to_the_right_pin_asks_for_it_again(desk: Desk) -> None:
    card = desk.lay(Profile.TWO_TRIES, faults=("short-answer=verify",))
    desk.open()

    with pytest.raises(CardRemoved) as caught:
        desk.sign()

    assert (3, 3) == (caught.value.attempts_left, card.state.auth_tries)
    assert (1, False) == (desk.readers.pins, is_powered(card))


def test_a_pin_that_did_not_arrive_asks_for_it_again(desk: Desk) -> None:
    desk.lay(Profile.TWO_TRIES)
    desk.open()
    desk.readers.before = once(is_verify, not_transacted)

    with pytest.raises(CardRemoved) as caught:
        desk.sign()

    assert (2, 1) == (caught.value.attempts_left, desk.readers.pins)


def test_a_lost_answer_that_cost_the_last_try_is_told_as_locked(desk: Desk) -> None:
    desk.lay(Profile.ONE_TRY, faults=("short-answer=verify",))
    desk.open()

    with pytest.raises(PinBlocked):
        desk.sign(b"0000")


@pytest.mark.parametrize(
    "afterwards", ["sw=A4:6A82", "sw=20:6985", "sw=20:9000"], ids=["no JPKI", "no counter", "9000"]
)
def test_a_counter_that_cannot_be_asked_stays_unknown(desk: Desk, afterwards: str) -> None:
    desk.lay()
    desk.open()
    desk.readers.before = once(is_verify, lambda: _swap_and_fail(desk, afterwards))

    with pytest.raises(CardRemoved) as caught:
        desk.sign()

    assert (None, 1) == (caught.value.attempts_left, desk.readers.pins)


def _swap_and_fail(desk: Desk, fault: str) -> None:
    desk.lay(faults=(fault,))
    not_transacted()


def test_a_reader_that_is_pulled_out_with_the_pin_on_its_way_is_missing(desk: Desk) -> None:
    desk.lay()
    desk.open()
    desk.readers.before = once(is_verify, lambda: desk.readers.unplug(READER))

    with pytest.raises(ReaderMissing):
        desk.sign()


def test_a_service_that_ends_with_the_pin_on_its_way_is_down(desk: Desk) -> None:
    desk.lay()
    desk.open()
    desk.readers.before = once(is_verify, desk.readers.stop_service)

    with pytest.raises(CardServiceDown):
        desk.sign()


@pytest.mark.parametrize(
    ("what", "error"), [("service", CardServiceDown), ("reader", ReaderMissing)]
)
def test_what_goes_while_the_card_signs_is_called_by_its_name(
    desk: Desk, what: str, error: type[CardError]
) -> None:
    ends = {
        "service": fail(SERVICE_ENDS_MEANWHILE),
        "reader": lambda: desk.readers.unplug(READER),
    }
    desk.lay()
    desk.open()
    desk.readers.before = once(is_sign, ends[what])

    with pytest.raises(error):
        desk.sign()

    assert desk.readers.pins == 1


# ── another program resets the card (decision 21) ───────────────────────────────────────────────
@pytest.mark.parametrize("keeps", ["true", "false"])
def test_a_card_that_was_reset_is_read_again_before_the_pin(desk: Desk, keeps: str) -> None:
    card = desk.lay(switches=(f"warm_reset_keeps_security={keeps}",))
    desk.open()
    desk.readers.reset_by_other(READER)
    desk.readers.sent.clear()

    ticket = desk.sign()

    assert ["00A4040C0A", "00B08A0000", "0020009804", "802A009733"] == [
        header for header, _ in desk.readers.sent
    ]
    assert card.certificate == ticket.certificate


def test_a_reset_with_the_pin_on_its_way_costs_no_try_and_sends_nothing_again(desk: Desk) -> None:
    card = desk.lay(Profile.TWO_TRIES)
    desk.open()
    desk.readers.before = once(is_verify, fail(ScardCode.W_RESET_CARD))

    with pytest.raises(CardRemoved) as caught:
        desk.sign()

    assert (2, 2, 1) == (caught.value.attempts_left, card.state.auth_tries, desk.readers.pins)


def test_a_reset_before_the_signature_asks_for_the_pin_again(desk: Desk) -> None:
    desk.lay()
    desk.open()
    desk.readers.before = once(is_sign, fail(ScardCode.W_RESET_CARD))

    with pytest.raises(CardRemoved) as caught:
        desk.sign()

    assert (3, 1) == (caught.value.attempts_left, desk.readers.pins)


@pytest.mark.parametrize("number", range(1, 4))
def test_a_reset_while_the_card_is_read_starts_over(desk: Desk, number: int) -> None:
    desk.lay()
    desk.readers.before = once(lambda _: len(desk.readers.sent) == number, lambda: _reset(desk))

    assert desk.open().attempts_left == 3
    desk.sign()


def _reset(desk: Desk) -> None:
    desk.readers.reset_by_other(READER)
    raise PcscError(ScardCode.W_RESET_CARD)


def _always_reset(_command: bytearray) -> bytes | None:
    raise PcscError(ScardCode.W_RESET_CARD)


def test_a_card_that_is_reset_again_and_again_is_given_up(desk: Desk) -> None:
    card = desk.lay()
    desk.readers.before = _always_reset

    with pytest.raises(CardRemoved):
        desk.open()

    assert (2, False) == (len(desk.readers.sent), is_powered(card))


class SwappedBehindAReset(ListeningReaders):
    """A driver that calls it a reset when the card was exchanged."""

    is_swapped = False

    def status(self, card: CardHandle) -> None:
        if self.is_swapped:
            raise PcscError(ScardCode.W_RESET_CARD)
        super().status(card)


@pytest.mark.parametrize(
    "profile",
    [
        Profile.NORMAL,
        Profile.LICENCE,
        Profile.NO_CERTIFICATE,
        Profile.PHONE,
        Profile.TRUNCATED,
        Profile.CORRUPT,
    ],
)
def test_another_card_behind_a_reset_gets_no_pin(ca: TrainingCa, profile: Profile) -> None:
    readers = SwappedBehindAReset()
    desk = Desk(ca, readers=readers)
    desk.lay()
    desk.open()
    other = desk.lay(profile, person="TRAINING-0002")
    readers.is_swapped = True

    with pytest.raises(CardRemoved):
        desk.sign()

    assert (0, False) == (desk.readers.pins, is_powered(other))
