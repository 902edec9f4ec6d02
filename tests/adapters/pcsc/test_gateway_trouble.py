"""Cards that leave, readers that fail, and both answers to every open question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.card_desk import (
    READER,
    SERVICE_ENDS_MEANWHILE,
    SHORT_READER,
    Desk,
    ListeningReaders,
    fail,
    is_counter,
    is_long_read,
    is_powered,
    once,
    traffic_of,
)

from reception_app.card.pcsc import CardHandle, PcscError, ScardCode
from reception_app.domain.card_seen import CardKind, CardSeen, CertificateState
from reception_app.domain.errors import (
    CardBusy,
    CardError,
    CardMissing,
    CardRemoved,
    CardServiceDown,
    CardUnreadable,
    ReaderMissing,
)
from reception_app.training.card import (
    Profile,
    TrainingCa,
)

# ── the card leaves ─────────────────────────────────────────────────────────────────────────────
MOMENTS = ("remove-at", "remove-during", "remove-after")


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", range(1, 6))
def test_a_card_may_leave_at_any_of_the_5_apdus(desk: Desk, moment: str, number: int) -> None:
    card = desk.lay(Profile.TWO_TRIES, faults=(f"{moment}={number}:forever",))

    is_last = (moment, number) == ("remove-after", 5)
    _check_that_fails(desk, but_not=is_last)

    was_heard = number > 4 or (number == 4 and moment != "remove-at")
    assert (3 if was_heard else 2) == card.state.auth_tries
    assert desk.readers.pins <= 1


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("number", range(1, 12))
def test_a_card_may_leave_at_any_of_the_11_apdus(ca: TrainingCa, moment: str, number: int) -> None:
    desk = Desk(ca, max_apdu=SHORT_READER)
    desk.lay()
    desk.check()  # pays for the refused probe
    card = desk.lay(Profile.TWO_TRIES, faults=(f"{moment}={number}:forever",))

    is_last = (moment, number) == ("remove-after", 11)
    _check_that_fails(desk, but_not=is_last)

    was_heard = number > 10 or (number == 10 and moment != "remove-at")
    assert (3 if was_heard else 2) == card.state.auth_tries
    assert desk.readers.pins <= 1


def _check_that_fails(desk: Desk, *, but_not: bool) -> None:
    if but_not:
        desk.check()
        return
    with pytest.raises(CardRemoved, match="CD05"):
        desk.check()


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("step", ["select", "counter", "read", "verify", "sign"])
def test_after_a_removal_the_card_is_simply_laid_down_again(
    desk: Desk, moment: str, step: str
) -> None:
    card = desk.lay(faults=("slow=1", f"{_fault_for(moment)}={step}:forever"))
    if (moment, step) != ("remove-after", "sign"):
        with pytest.raises(CardRemoved):
            desk.check()
    desk.readers.remove(READER)
    desk.readers.insert(READER, card)

    assert card.certificate == desk.check().certificate
    assert traffic_of(desk) == (5, 92, 1849)


def _fault_for(moment: str) -> str:
    return "remove-on" if moment == "remove-at" else moment


def test_a_wrong_pin_that_never_arrived_costs_nothing(desk: Desk) -> None:
    card = desk.lay(faults=("remove-on=verify:forever",))
    desk.open()

    with pytest.raises(CardRemoved) as caught:
        desk.sign(b"0000")

    assert (3, None) == (card.state.auth_tries, caught.value.attempts_left)


def test_a_wrong_pin_whose_answer_was_lost_with_the_card_says_nothing_of_the_counter(
    desk: Desk,
) -> None:
    card = desk.lay(faults=("remove-during=verify:forever",))
    desk.open()

    with pytest.raises(CardRemoved) as caught:
        desk.sign(b"0000")

    assert (2, None) == (card.state.auth_tries, caught.value.attempts_left)


def test_the_card_that_leaves_while_the_pin_is_typed_gets_none(desk: Desk) -> None:
    card = desk.lay(Profile.TWO_TRIES)
    desk.open()
    desk.readers.remove(READER)

    with pytest.raises(CardRemoved):
        desk.sign()

    assert (0, 2) == (desk.readers.pins, card.state.auth_tries)


def test_the_card_that_is_put_back_while_the_pin_is_typed_gets_none(desk: Desk) -> None:
    card = desk.lay()
    desk.open()
    desk.readers.remove(READER)
    desk.readers.insert(READER, card)

    with pytest.raises(CardRemoved):
        desk.sign()

    assert desk.readers.pins == 0


# ── readers and the service ─────────────────────────────────────────────────────────────────────
def test_a_card_that_another_program_holds_is_busy(desk: Desk) -> None:
    desk.lay()
    desk.readers.occupy(READER)

    with pytest.raises(CardBusy, match="RD05"):
        desk.open()

    desk.readers.vacate(READER)
    desk.check()


def test_a_card_laid_down_crooked_is_unreadable(desk: Desk) -> None:
    desk.lay()
    desk.readers.mute(READER)

    with pytest.raises(CardUnreadable, match="CD01"):
        desk.open()


def test_an_empty_reader_says_that_the_card_left(desk: Desk) -> None:
    with pytest.raises(CardRemoved):
        desk.open()


def test_a_reader_that_is_gone_is_missing(desk: Desk) -> None:
    desk.lay()
    desk.readers.unplug(READER)

    with pytest.raises(ReaderMissing, match="RD01"):
        desk.open()


def test_a_service_that_is_gone_is_down(desk: Desk) -> None:
    desk.lay()
    desk.open()
    desk.readers.stop_service()

    with pytest.raises(CardServiceDown, match="RD04"):
        desk.sign()

    assert desk.readers.pins == 0


def test_where_no_reader_can_be_chosen_none_is_named(ca: TrainingCa) -> None:
    desk = Desk(ca)
    desk.lay()
    desk.open()
    desk.chosen = None

    with pytest.raises(CardMissing):
        desk.open()

    assert desk.gateway.reader is None
    assert traffic_of(desk) == (0, 0, 0)


def test_closing_twice_is_harmless(desk: Desk) -> None:
    card = desk.lay()
    desk.open()

    desk.gateway.close()
    desk.gateway.close()

    assert not is_powered(card)


def test_opening_again_starts_a_new_power_session(desk: Desk) -> None:
    desk.lay()
    desk.open()

    desk.open()

    assert traffic_of(desk)[0] == 3
    desk.sign()


def test_an_unexpected_error_powers_the_card_off_too(desk: Desk) -> None:
    card = desk.lay()

    def stumble() -> object:
        raise ZeroDivisionError

    desk.readers.before = once(is_counter, stumble)

    with pytest.raises(ZeroDivisionError):
        desk.open()

    assert not is_powered(card)


class Choking(ListeningReaders):
    """A reader that drops the card's power when it is asked for more than it can carry."""

    def transmit(self, card: CardHandle, command: bytearray) -> bytes:
        if is_long_read(command):
            self.sent.append((command[:5].hex().upper(), len(command)))
            self.reset_by_other(READER)
            raise PcscError(ScardCode.E_NOT_TRANSACTED)
        return super().transmit(card, command)


def test_a_reader_that_chokes_on_a_long_read_is_read_from_the_start(ca: TrainingCa) -> None:
    desk = Desk(ca, readers=Choking())
    card = desk.lay()

    first = desk.check()
    long_reads = desk.readers.long_reads
    desk.check()

    assert card.certificate == first.certificate
    assert (1, 0) == (long_reads, desk.readers.long_reads)


def test_a_card_that_leaves_in_a_long_read_is_not_held_against_the_reader(desk: Desk) -> None:
    desk.lay(faults=("remove-during=3:forever",))
    with pytest.raises(CardRemoved):
        desk.open()
    desk.lay()

    desk.check()

    assert (5, 92, 1849) == traffic_of(desk)


# ── both answers to every open question (card.md 18) ────────────────────────────────────────────
@pytest.mark.parametrize(
    "switch",
    [
        "warm_reset_keeps_security=true",
        "warm_reset_keeps_security=false",
        "select_df_clears_security=false",
        "select_df_clears_security=true",
        "blocked_sw=0x6984",
        "blocked_sw=0x6983",
        "query_when_verified=counter",
        "query_when_verified=9000",
        "extended_length=true",
        "extended_length=false",
        "short_ef=true",
        "short_ef=false",
        "max_read=0",
        "max_read=250",
        "max_read=100",
        "max_read=32",
        "first_apdu_6f00=false",
        "first_apdu_6f00=true",
        "filler=300",
    ],
)
@pytest.mark.parametrize("max_apdu", [65_544, SHORT_READER])
def test_a_check_is_right_whatever_the_answer(ca: TrainingCa, switch: str, max_apdu: int) -> None:
    desk = Desk(ca, max_apdu=max_apdu)
    card = desk.lay(Profile.TWO_TRIES, switches=(switch,))

    tickets = [desk.check(), desk.check()]

    assert [card.certificate] * 2 == [ticket.certificate for ticket in tickets]
    assert (3, False) == (card.state.auth_tries, is_powered(card))


@pytest.mark.parametrize("fault", ["61xx", "6Cxx", "6Cxx=64", "short-read", "slow=1"])
@pytest.mark.parametrize("max_apdu", [65_544, SHORT_READER])
def test_a_check_is_right_with_a_card_that_is_merely_odd(
    ca: TrainingCa, fault: str, max_apdu: int
) -> None:
    desk = Desk(ca, max_apdu=max_apdu)
    card = desk.lay(faults=(fault,))

    assert card.certificate == desk.check().certificate


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("zero-bytes=read", CertificateState.UNREADABLE),
        ("sw=B0:6F00", CertificateState.UNREADABLE),
    ],
)
def test_a_certificate_that_cannot_be_read_is_unreadable(
    desk: Desk, fault: str, state: CertificateState
) -> None:
    desk.lay(faults=(fault,))

    seen = desk.open()

    assert CardSeen(CardKind.CARD, state, None, 3) == seen


@pytest.mark.parametrize("step", ["select", "counter", "read", "sign"])
def test_half_an_answer_is_a_card_that_left(desk: Desk, step: str) -> None:
    card = desk.lay(Profile.TWO_TRIES, faults=(f"short-answer={step}",))

    with pytest.raises(CardRemoved):
        desk.check()

    assert not is_powered(card)


# ── whatever happens ────────────────────────────────────────────────────────────────────────────
CODES = [code.value for code in ScardCode] + [SERVICE_ENDS_MEANWHILE, 0x80100003, 0x1F]


@given(
    at=st.integers(1, 14),
    code=st.sampled_from(CODES),
    digits=st.sampled_from([b"1234", b"0000"]),
    max_apdu=st.sampled_from([65_544, SHORT_READER]),
)
def test_no_pcsc_error_costs_more_than_the_try_it_hit(
    ca: TrainingCa, at: int, code: int, digits: bytes, max_apdu: int
) -> None:
    desk = Desk(ca, max_apdu=max_apdu)
    card = desk.lay(Profile.TWO_TRIES)
    desk.readers.before = once(lambda _: len(desk.readers.sent) == at, fail(code))

    try:
        desk.open()
        desk.sign(digits)
    except CardError:
        pass

    assert desk.readers.pins <= 1
    assert card.state.auth_tries >= (1 if digits == b"0000" else 2)
    desk.gateway.close()
    assert not is_powered(card)
