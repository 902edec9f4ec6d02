"""The card thread and the gateway over a real pcscd, its client library and the vpcd driver."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from support.card_desk import CHALLENGE, CHECK_ID, ON
from support.card_watch import DOWN, UP, WAIT_S, Watch
from support.own_pcscd import RUN_FOLDER
from support.pcscd import VPCD_READERS, CardInSlot, Pcscd, wait_until

from reception_app.adapters.certificates.x509 import PinnedCas
from reception_app.adapters.pcsc.gateway import PcscCardGateway
from reception_app.adapters.pcsc.scard_api import ScardApi
from reception_app.adapters.system.clock import SystemClock
from reception_app.application.ports import (
    CardPlaced,
    CardTaken,
    Ok,
    ReaderNews,
    ReadersChanged,
    ReaderSeen,
)
from reception_app.card.pcsc import PNP_READER, CardHandle, PcscError, ReaderState, ScardCode
from reception_app.domain.card_seen import CardKind, CardSeen, CertificateState
from reception_app.domain.eligibility import CardTicket
from reception_app.domain.errors import (
    CardBusy,
    CardMissing,
    CardRemoved,
    CardServiceDown,
    PinBlocked,
    PinRejected,
    ReaderMissing,
    ReceptionError,
)
from reception_app.domain.secrets import Pin
from reception_app.training.card import Faults, Profile, Switches, TrainingCa, VirtualCard

pytestmark = pytest.mark.pcscd

FIRST, SECOND = VPCD_READERS
BOTH = ReadersChanged(VPCD_READERS)


class CountingApi(ScardApi):
    """The real thing, and how many times it was called.

    Attributes:
        waits: Calls of wait().
        pins: Commands that carried a PIN.
        before: Called with each command that is about to be sent.
    """

    def __init__(self) -> None:
        super().__init__()
        self.waits = 0
        self.pins = 0
        self.before: Callable[[bytearray], None] = lambda _: None

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        self.waits += 1
        return super().wait(states, timeout_ms)

    def transmit(self, card: CardHandle, command: bytearray) -> bytes:
        self.pins += command[1] == 0x20 and len(command) > 5
        self.before(command)
        return super().transmit(card, command)


class RealDesk:
    """A card thread over pcscd, the gateway on it, and checks that run as jobs."""

    def __init__(self, ca: TrainingCa) -> None:
        self.api = CountingApi()
        self.watch = Watch(self.api).start()
        self.gateway = PcscCardGateway(
            self.api,
            choose_reader=self.watch.thread.choose_reader,
            judge=PinnedCas([x509.load_pem_x509_certificate(ca.pem)]),
            clock=SystemClock(),
        )
        self.watch.thread.at_end(self.gateway.close)

    def expect(self, *news: ReaderNews) -> None:
        self.watch.expect(*news)

    def open(self) -> CardSeen:
        return self.watch.value(lambda: self.gateway.open(count_tries=True))

    def sign(self, digits: bytes = b"1234") -> CardTicket:
        pin = Pin(bytearray(digits))
        return self.watch.value(lambda: self.gateway.sign(pin, CHALLENGE, CHECK_ID, ON))

    def sign_error(self, digits: bytes = b"1234") -> ReceptionError:
        pin = Pin(bytearray(digits))
        return self.watch.error(lambda: self.gateway.sign(pin, CHALLENGE, CHECK_ID, ON))

    def check(self) -> CardTicket:
        self.open()
        return self.sign()

    @property
    def traffic(self) -> tuple[int, int, int]:
        traffic = self.gateway.traffic
        return traffic.apdus, traffic.bytes_to_card, traffic.bytes_from_card


@contextmanager
def desk_with(ca: TrainingCa, *cards: CardInSlot) -> Iterator[RealDesk]:
    """Give a desk that has seen these cards."""
    desk = RealDesk(ca)
    try:
        desk.expect(UP, BOTH, *[CardPlaced(card.reader) for card in cards])
        yield desk
    finally:
        desk.watch.thread.close()


def made(
    ca: TrainingCa,
    profile: Profile = Profile.NORMAL,
    *,
    faults: tuple[str, ...] = (),
    switches: tuple[str, ...] = (),
    person: str = "TRAINING-0001",
) -> VirtualCard:
    return VirtualCard.issue(
        ca,
        profile,
        person=person,
        faults=Faults.parse(faults),
        switches=Switches.parse(switches),
    )


# ── the service as it is ────────────────────────────────────────────────────────────────────────
def test_the_pseudo_reader_is_silent_while_nothing_happens(pcscd: Pcscd) -> None:
    api = ScardApi()
    api.establish()
    try:
        with pytest.raises(PcscError) as caught:
            api.wait([ReaderState(PNP_READER)], 50)
    finally:
        api.release()

    assert ScardCode.E_TIMEOUT == caught.value.code


def test_an_unknown_reader_is_called_that(pcscd: Pcscd) -> None:
    api = ScardApi()
    api.establish()
    try:
        with pytest.raises(PcscError) as caught:
            api.wait([ReaderState("No Such Reader 00 00")], 50)
    finally:
        api.release()

    assert ScardCode.E_UNKNOWN_READER == caught.value.code


def test_without_a_context_the_service_is_missing(pcscd: Pcscd) -> None:
    with pytest.raises(PcscError) as caught:
        ScardApi().readers()

    assert ScardCode.E_NO_SERVICE == caught.value.code


def test_letting_go_of_nothing_is_harmless(pcscd: Pcscd) -> None:
    api = ScardApi()

    api.cancel()
    api.release()
    api.disconnect(CardHandle(1))


@pytest.mark.parametrize("reader", ["", FIRST], ids=["two readers", "one reader"])
def test_the_watch_rests_while_nothing_happens(pcscd: Pcscd, reader: str) -> None:
    api = CountingApi()
    watch = Watch(api, reader).start()
    try:
        watch.until(lambda: len(watch.news) == 2)
        before = api.waits

        watch.idle(1.0)

        assert api.waits - before <= 5
    finally:
        watch.thread.close()


@contextmanager
def no_readers(pcscd: Pcscd, folder: Path) -> Iterator[None]:
    """Run a pcscd that knows no reader, in the place of the one that does."""
    pcscd.stop()
    empty = folder / "reader.conf.d"
    empty.mkdir()
    for leftover in ("pcscd.comm", "pcscd.pid"):
        (RUN_FOLDER / leftover).unlink(missing_ok=True)
    bare = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "pcscd", "--foreground", "--config", str(empty)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until((RUN_FOLDER / "pcscd.comm").exists, "pcscd without readers runs")
        yield
    finally:
        bare.terminate()
        bare.wait()
        pcscd.start()


def test_the_watch_rests_while_there_is_no_reader(pcscd: Pcscd, tmp_path: Path) -> None:
    with no_readers(pcscd, tmp_path):
        api = CountingApi()
        watch = Watch(api).start()
        try:
            watch.expect(UP, ReadersChanged(()))
            before = api.waits

            watch.idle(1.0)

            assert api.waits - before <= 5
            assert isinstance(watch.error(watch.thread.choose_reader), ReaderMissing)
            assert () == watch.value(watch.thread.readers)
        finally:
            watch.thread.close()


# ── a check ─────────────────────────────────────────────────────────────────────────────────────
def test_a_card_comes_is_checked_and_goes(pcscd: Pcscd, ca: TrainingCa) -> None:
    with desk_with(ca) as desk:
        with CardInSlot(made(ca)) as slot:
            desk.expect(CardPlaced(FIRST))

            seen, ticket = desk.open(), desk.sign()

            assert (CardKind.CARD, CertificateState.VALID) == (seen.kind, seen.certificate_state)
            assert slot.card.certificate == ticket.certificate
            assert (5, 92, 1849) == desk.traffic
            assert [] == desk.watch.news
        desk.expect(CardTaken(FIRST))


def test_a_check_without_extended_length_costs_a_probe_more(pcscd: Pcscd, ca: TrainingCa) -> None:
    card = made(ca, switches=("extended_length=false",))
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        assert card.certificate == desk.check().certificate
        assert (12, 127, 1863) == desk.traffic


def test_a_check_by_selected_files_works_too(pcscd: Pcscd, ca: TrainingCa) -> None:
    card = made(ca, switches=("short_ef=false", "extended_length=false", "first_apdu_6f00=true"))
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        assert card.certificate == desk.check().certificate


@pytest.mark.parametrize("fault", ["61xx", "6Cxx", "short-read"])
def test_a_check_with_an_odd_card_works_too(pcscd: Pcscd, ca: TrainingCa, fault: str) -> None:
    card = made(ca, faults=(fault,))
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        assert card.certificate == desk.check().certificate


@pytest.mark.parametrize("profile", [Profile.BANK, Profile.FELICA, Profile.LICENCE])
def test_a_card_of_another_kind_is_not_ours(
    pcscd: Pcscd, ca: TrainingCa, profile: Profile
) -> None:
    with CardInSlot(made(ca, profile)) as slot, desk_with(ca, slot) as desk:
        assert CardSeen(CardKind.OTHER, CertificateState.ABSENT, None, None) == desk.open()


def test_wrong_pins_lock_the_card_one_try_each(pcscd: Pcscd, ca: TrainingCa) -> None:
    card = made(ca)
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        desk.open()

        errors = [desk.sign_error(b"0000") for _ in range(3)]

        assert [PinRejected, PinRejected, PinBlocked] == [type(error) for error in errors]
        assert (0, 3) == (card.state.auth_tries, desk.api.pins)
        assert desk.open().attempts_left == 0


def test_after_a_check_the_pin_is_forgotten(pcscd: Pcscd, ca: TrainingCa) -> None:
    card = made(ca, switches=("query_when_verified=9000", "warm_reset_keeps_security=true"))
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        desk.check()
        desk.open()

        assert desk.traffic[0] == 3  # the counter said 63C3, not 9000, so nothing was repeated


def test_the_end_of_the_program_powers_the_card_off(pcscd: Pcscd, ca: TrainingCa) -> None:
    with CardInSlot(made(ca)) as slot:
        with desk_with(ca, slot) as desk:
            desk.open()
        with desk_with(ca, slot) as next_desk:
            next_desk.check()


# ── the card leaves ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("fault", "left"),
    [
        ("remove-at=1", 2),
        ("remove-at=2", 2),
        ("remove-at=3", 2),
        ("remove-on=verify", 2),
        ("remove-during=verify", 3),
        ("remove-on=sign", 3),
        ("remove-during=sign", 3),
    ],
)
def test_a_card_may_leave_at_any_step_and_is_laid_down_again(
    pcscd: Pcscd, ca: TrainingCa, fault: str, left: int
) -> None:
    card = made(ca, Profile.TWO_TRIES, faults=(fault,))
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        error = desk.watch.error(lambda: _check_on_the_card_thread(desk))

        assert isinstance(error, CardRemoved)
        assert left == card.state.auth_tries
        assert desk.api.pins <= 1
        desk.expect(CardTaken(FIRST), CardPlaced(FIRST))
        assert card.certificate == desk.check().certificate


def _check_on_the_card_thread(desk: RealDesk) -> None:
    desk.gateway.open(count_tries=True)
    desk.gateway.sign(Pin(bytearray(b"1234")), CHALLENGE, CHECK_ID, ON)


def test_a_card_that_leaves_while_the_pin_is_typed_gets_none(pcscd: Pcscd, ca: TrainingCa) -> None:
    with CardInSlot(made(ca)) as slot, desk_with(ca, slot) as desk:
        desk.open()
        slot.take_away()
        desk.expect(CardTaken(FIRST))

        assert isinstance(desk.sign_error(), CardRemoved)
        assert desk.api.pins == 0


def test_no_card_can_be_chosen_once_it_left(pcscd: Pcscd, ca: TrainingCa) -> None:
    with desk_with(ca) as desk:
        assert isinstance(desk.watch.error(desk.watch.thread.choose_reader), CardMissing)


# ── two readers ─────────────────────────────────────────────────────────────────────────────────
def test_the_card_that_was_laid_down_last_is_checked(pcscd: Pcscd, ca: TrainingCa) -> None:
    with CardInSlot(made(ca), slot=1) as slot, desk_with(ca, slot) as desk:
        with CardInSlot(made(ca, person="TRAINING-0002"), slot=0) as later:
            desk.expect(CardPlaced(FIRST))
            assert later.card.certificate == desk.check().certificate
            assert FIRST == desk.gateway.reader
        desk.expect(CardTaken(FIRST))

        assert slot.card.certificate == desk.check().certificate
        assert SECOND == desk.gateway.reader


# ── another program ─────────────────────────────────────────────────────────────────────────────
_HOLD_IT = """
import sys
from smartcard.scard import *
_, context = SCardEstablishContext(SCARD_SCOPE_USER)
code, card, _ = SCardConnect(context, sys.argv[1], SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1)
print(code, flush=True)
sys.stdin.readline()
SCardDisconnect(card, SCARD_UNPOWER_CARD)
"""


def test_a_card_that_another_program_holds_is_busy_until_it_lets_go(
    pcscd: Pcscd, ca: TrainingCa
) -> None:
    with (
        CardInSlot(made(ca)) as slot,
        subprocess.Popen(
            [sys.executable, "-c", _HOLD_IT, FIRST],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other,
    ):
        assert other.stdout is not None
        assert other.stdout.readline() == "0\n"
        with desk_with(ca, slot) as desk:
            error = desk.watch.error(lambda: desk.gateway.open(count_tries=True))
            assert isinstance(error, CardBusy)
            assert ReaderSeen(FIRST, card=True, busy=True) in desk.watch.value(
                desk.watch.thread.readers
            )
            other.communicate("\n", timeout=WAIT_S)

            assert slot.card.certificate == desk.check().certificate


# ── the service ends ────────────────────────────────────────────────────────────────────────────
def test_a_service_that_is_killed_while_we_watch_is_taken_up_again(
    pcscd: Pcscd, ca: TrainingCa
) -> None:
    with CardInSlot(made(ca)) as slot, desk_with(ca, slot) as desk:
        pcscd.kill()
        desk.watch.until(lambda: DOWN in desk.watch.news)
        assert isinstance(desk.watch.error(desk.watch.thread.readers), CardServiceDown)

        pcscd.start()
        desk.watch.until(lambda: CardPlaced(FIRST) in desk.watch.news)

        assert slot.card.certificate == desk.check().certificate


def test_a_service_that_is_killed_while_the_pin_is_typed_costs_no_try(
    pcscd: Pcscd, ca: TrainingCa
) -> None:
    with (
        CardInSlot(made(ca, Profile.TWO_TRIES)) as slot,
        desk_with(ca, slot) as desk,
    ):
        desk.open()
        pcscd.kill()

        assert isinstance(desk.sign_error(), CardServiceDown)
        assert (0, 2) == (desk.api.pins, slot.card.state.auth_tries)

        pcscd.start()
        desk.watch.until(lambda: CardPlaced(FIRST) in desk.watch.news)
        assert slot.card.certificate == desk.check().certificate


@pytest.mark.parametrize(
    ("step", "left", "pins"), [("select", 2, 0), ("read", 2, 0), ("verify", 3, 1), ("sign", 3, 1)]
)
def test_a_service_that_is_killed_during_a_job_is_down_and_taken_up_again(
    pcscd: Pcscd, ca: TrainingCa, step: str, left: int, pins: int
) -> None:
    card = made(ca, Profile.TWO_TRIES, faults=("slow=300",))
    killer = threading.Timer(0.05, pcscd.kill)  # while the slow card is still thinking
    with CardInSlot(card) as slot, desk_with(ca, slot) as desk:
        desk.api.before = lambda command: _start_once(killer, is_it=_is_step(command, step))

        error = desk.watch.error(lambda: _check_on_the_card_thread(desk))

        assert isinstance(error, CardServiceDown)
        killer.join()
        assert (left, pins) == (card.state.auth_tries, desk.api.pins)
        pcscd.start()
        desk.watch.until(lambda: CardPlaced(FIRST) in desk.watch.news)
        assert card.certificate == desk.check().certificate


def _is_step(command: bytearray, step: str) -> bool:
    ins = {"select": 0xA4, "read": 0xB0, "verify": 0x20, "sign": 0x2A}[step]
    return command[1] == ins and len(command) > 4


def _start_once(timer: threading.Timer, *, is_it: bool) -> None:
    if is_it and not timer.ident:
        timer.start()


# ── cancelling ──────────────────────────────────────────────────────────────────────────────────
def test_jobs_and_news_at_the_same_time_lose_nothing(pcscd: Pcscd, ca: TrainingCa) -> None:
    done: list[object] = []
    with desk_with(ca) as desk:
        for _ in range(3):
            with CardInSlot(made(ca)):
                _submit_until(desk, CardPlaced(FIRST), done)
            _submit_until(desk, CardTaken(FIRST), done)
            desk.expect(CardPlaced(FIRST), CardTaken(FIRST))

        assert desk.watch.value(lambda: "still well") == "still well"
        assert {Ok(None)} == set(done)
        desk.expect()


def _submit_until(desk: RealDesk, news: ReaderNews, done: list[object]) -> None:
    """Submit jobs, each once the one before is done, until this was told."""

    def again(outcome: object) -> None:
        done.append(outcome)
        if news not in desk.watch.news:
            desk.watch.thread.submit(lambda: None, again)

    desk.watch.thread.submit(lambda: None, again)
    desk.watch.until(lambda: news in desk.watch.news)
