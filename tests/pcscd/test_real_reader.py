"""What a card in the vpcd slot looks like to PC/SC: coming, going, both slots, pcscd restarted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from smartcard import scard
from support.apdus import COUNTER, READ_WHOLE, SELECT_JPKI, SIGN, VERIFY_1234, VERIFY_WRONG
from support.pcscd import VPCD_READERS, CardInSlot, Pcscd, wait_for_card

from reception_app.training.card import Faults, Profile, Switches, TrainingCa, VirtualCard

pytestmark = pytest.mark.pcscd


class Refused(Exception):
    """A PC/SC call failed."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code & 0xFFFFFFFF:08X}")


def checked(code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise Refused(code)


class Connection:
    """A card held exclusively with T=1, as the program holds it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def send(self, command: str) -> bytes:
        code, answer = scard.SCardTransmit(
            self._handle, scard.SCARD_PCI_T1, list(bytes.fromhex(command))
        )
        checked(code)
        if len(answer) < 2:  # this driver reports a card that left during a command as success
            raise Refused(scard.SCARD_E_NOT_TRANSACTED)
        return bytes(answer)

    def said(self, *commands: str) -> list[str]:
        return [self.send(command)[-2:].hex() for command in commands]

    def warm_reset(self) -> None:
        checked(
            scard.SCardReconnect(
                self._handle,
                scard.SCARD_SHARE_EXCLUSIVE,
                scard.SCARD_PROTOCOL_T1,
                scard.SCARD_RESET_CARD,
            )[0]
        )

    def is_removed(self) -> bool:
        return scard.SCardStatus(self._handle)[0] == scard.SCARD_W_REMOVED_CARD


@contextmanager
def connection(reader: str) -> Iterator[Connection]:
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    checked(code)
    try:
        code, handle, _ = scard.SCardConnect(
            context, reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T1
        )
        checked(code)
        yield Connection(handle)
        scard.SCardDisconnect(handle, scard.SCARD_UNPOWER_CARD)
    finally:
        scard.SCardReleaseContext(context)


def test_a_check_runs_through_with_extended_length(pcscd: Pcscd, ca: TrainingCa) -> None:
    with CardInSlot(VirtualCard.issue(ca)) as slot, connection(slot.reader) as card:
        answers = [card.send(c) for c in (SELECT_JPKI, COUNTER, READ_WHOLE, VERIFY_1234, SIGN)]

        assert sum(map(len, answers)) == 1849
        assert answers[2][:-2] == slot.card.certificate


def test_unpowering_forgets_the_pin(pcscd: Pcscd, ca: TrainingCa) -> None:
    with CardInSlot(VirtualCard.issue(ca)) as slot:
        with connection(slot.reader) as card:
            card.said(SELECT_JPKI, VERIFY_1234)

        with connection(slot.reader) as card:
            assert card.said(SELECT_JPKI, SIGN) == ["9000", "6982"]


@pytest.mark.parametrize(("keeps", "said"), [(True, "9000"), (False, "6982")])
def test_a_warm_reset_reaches_the_card(
    pcscd: Pcscd, ca: TrainingCa, *, keeps: bool, said: str
) -> None:
    made = VirtualCard.issue(ca, switches=Switches(warm_reset_keeps_security=keeps))
    with CardInSlot(made) as slot, connection(slot.reader) as card:
        card.said(SELECT_JPKI, VERIFY_1234)

        card.warm_reset()

        assert card.said(SELECT_JPKI, SIGN) == ["9000", said]


def test_two_slots_play_two_cards(pcscd: Pcscd, ca: TrainingCa) -> None:
    first, second = (VirtualCard.issue(ca, person=f"TRAINING-000{n}") for n in (1, 2))
    with (
        CardInSlot(first, slot=0) as one,
        CardInSlot(second, slot=1) as two,
        connection(one.reader) as this,
        connection(two.reader) as other,
    ):
        this.said(SELECT_JPKI)
        other.said(SELECT_JPKI)

        assert this.send(READ_WHOLE)[:-2] == first.certificate
        assert other.send(READ_WHOLE)[:-2] == second.certificate


@pytest.mark.parametrize(("fault", "left"), [("remove-on", "63c3"), ("remove-during", "63c2")])
def test_a_card_that_leaves_during_verify_is_removed_and_comes_back(
    pcscd: Pcscd, ca: TrainingCa, fault: str, left: str
) -> None:
    made = VirtualCard.issue(ca, faults=Faults.parse([f"{fault}=verify"]))
    with CardInSlot(made) as slot:
        with connection(slot.reader) as card:
            card.said(SELECT_JPKI)
            with pytest.raises(Refused):
                card.send(VERIFY_WRONG)
            wait_for_card(slot.reader, present=False)
            assert card.is_removed()

        wait_for_card(slot.reader)

        with connection(slot.reader) as card:
            assert card.said(SELECT_JPKI, COUNTER) == ["9000", left]


def test_a_card_taken_away_leaves_its_reader_empty(pcscd: Pcscd, ca: TrainingCa) -> None:
    with CardInSlot(VirtualCard.issue(ca)) as slot:
        slot.take_away()

        wait_for_card(slot.reader, present=False)


def test_a_bank_card_does_not_speak_t1(pcscd: Pcscd, ca: TrainingCa) -> None:
    with (
        CardInSlot(VirtualCard.issue(ca, Profile.BANK)) as slot,
        pytest.raises(Refused, match="8010000F"),
        connection(slot.reader),
    ):
        pass


@pytest.mark.parametrize("profile", [Profile.PHONE, Profile.JUKI, Profile.LICENCE, Profile.FELICA])
def test_every_other_kind_of_card_can_be_connected_to(
    pcscd: Pcscd, ca: TrainingCa, profile: Profile
) -> None:
    with (
        CardInSlot(VirtualCard.issue(ca, profile)) as slot,
        connection(slot.reader) as card,
    ):
        assert card.said(SELECT_JPKI)[0] in {"9000", "6a82", "6a81"}


@pytest.mark.parametrize("end", [Pcscd.stop, Pcscd.kill], ids=["stopped", "killed"])
def test_the_card_comes_back_with_pcscd(
    pcscd: Pcscd, ca: TrainingCa, end: Callable[[Pcscd], None]
) -> None:
    with CardInSlot(VirtualCard.issue(ca), slot=1) as slot:
        end(pcscd)
        pcscd.start()

        wait_for_card(VPCD_READERS[1])

        with connection(slot.reader) as card:
            assert card.said(SELECT_JPKI) == ["9000"]
