"""The bridge speaks the driver's protocol, here to a socket; tests/pcscd has the real driver."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from support.apdus import COUNTER, READ_WHOLE, SELECT_JPKI, SIGN, VERIFY_1234, VERIFY_WRONG

from reception_app.training.card import Faults, Profile, TrainingCa, VirtualCard
from reception_app.training.vpcd import (
    VpcdBridge,
    list_features,
    run_training_card,
    vpcd_address,
)

OFF, ON, RESET, ATR = "00", "01", "02", "04"
PATIENCE_S = 10.0


@dataclass
class Driver:
    """The driver's end: it listens, takes one card at a time, and speaks first."""

    listener: socket.socket
    link: socket.socket | None = field(default=None)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def take_card(self) -> None:
        self.link, _ = self.listener.accept()
        self.link.settimeout(PATIENCE_S)

    def tell(self, *messages: str) -> None:
        assert self.link is not None
        raw = [bytes.fromhex(message) for message in messages]
        self.link.sendall(b"".join(len(m).to_bytes(2, "big") + m for m in raw))

    def hear(self) -> bytes:
        size = int.from_bytes(self._exactly(2), "big")
        return self._exactly(size)

    def ask(self, message: str) -> bytes:
        self.tell(message)
        return self.hear()

    def card_is_gone(self) -> bool:
        assert self.link is not None
        gone = self.link.recv(1) == b""
        self.link.close()
        return gone

    def let_go(self) -> None:
        assert self.link is not None
        self.link.close()

    def _exactly(self, size: int) -> bytes:
        assert self.link is not None
        got = b""
        while len(got) < size:
            piece = self.link.recv(size - len(got))
            assert piece, "the card has gone"
            got += piece
        return got


@pytest.fixture
def driver() -> Iterator[Driver]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        made = Driver(listener)
        yield made
        if made.link:
            made.link.close()


@contextmanager
def played(play: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=play)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@contextmanager
def bridged(driver: Driver, card: VirtualCard) -> Iterator[VpcdBridge]:
    bridge = VpcdBridge(card, driver.address)

    def stop() -> None:
        bridge.stop()
        driver.let_go()  # as pcscd does, once it has noticed; the card waits for it

    with played(bridge.serve, stop):
        driver.take_card()
        yield bridge


def test_a_check_runs_through(driver: Driver, ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)
    with bridged(driver, card):
        driver.tell(OFF, ON)

        atr = driver.ask(ATR)
        said = [driver.ask(c)[-2:].hex() for c in (SELECT_JPKI, COUNTER, VERIFY_1234, SIGN)]

        assert atr == card.atr
        assert said == ["9000", "63c3", "9000", "9000"]


def test_answers_of_any_length_come_whole(driver: Driver, ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)
    with bridged(driver, card):
        driver.tell(ON)
        driver.ask(SELECT_JPKI)

        assert driver.ask(READ_WHOLE) == card.certificate + b"\x90\x00"


def test_controls_that_come_in_one_piece_are_obeyed_in_order(
    driver: Driver, ca: TrainingCa
) -> None:
    with bridged(driver, VirtualCard.issue(ca)):
        driver.tell(ON, SELECT_JPKI, VERIFY_1234, RESET, SELECT_JPKI, SIGN, OFF, ON, SIGN)

        said = [driver.hear()[-2:].hex() for _ in range(5)]

        assert said == ["9000", "9000", "9000", "9000", "6a82"]


def test_an_unknown_control_is_passed_over(driver: Driver, ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)
    with bridged(driver, card):
        driver.tell("07")

        assert driver.ask(ATR) == card.atr


def test_the_card_comes_back_when_the_driver_does(driver: Driver, ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)
    with bridged(driver, card):
        driver.tell(ON)
        driver.ask(SELECT_JPKI)
        driver.let_go()

        driver.take_card()
        driver.tell(ON)

        assert driver.ask(READ_WHOLE).hex() == "6a82"


def test_the_card_waits_for_a_driver_that_is_not_there_yet(ca: TrainingCa) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    card = VirtualCard.issue(ca)
    bridge = VpcdBridge(card, f"127.0.0.1:{port}")
    with played(bridge.serve, bridge.stop), socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(PATIENCE_S)
        driver = Driver(listener)

        driver.take_card()

        assert driver.ask(ATR) == card.atr
        driver.let_go()


def test_a_removal_fault_is_a_closed_connection_and_another_one_later(
    driver: Driver, ca: TrainingCa
) -> None:
    card = VirtualCard.issue(ca, faults=Faults.parse(["remove-during=verify"]))
    with bridged(driver, card):
        driver.tell(ON)
        driver.ask(SELECT_JPKI)
        driver.tell(VERIFY_WRONG)
        assert driver.card_is_gone()

        driver.take_card()
        seen = [driver.ask(ATR) for _ in range(2)]  # as the driver looks before it powers
        driver.tell(ON)

        assert seen == [card.atr] * 2
        assert [driver.ask(c).hex() for c in (SELECT_JPKI, COUNTER)] == ["9000", "63c2"]


def test_a_card_that_leaves_after_its_answer_has_answered(driver: Driver, ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca, faults=Faults.parse(["remove-after=select:forever"]))
    with bridged(driver, card):
        driver.tell(ON)

        assert driver.ask(SELECT_JPKI).hex() == "9000"
        assert driver.card_is_gone()


def test_a_card_that_left_for_good_does_not_come_back(driver: Driver, ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca, faults=Faults.parse(["remove-at=1:forever"]))
    with bridged(driver, card):
        driver.tell(ON, SELECT_JPKI)
        assert driver.card_is_gone()

        driver.listener.settimeout(1.5)  # it would have come back after one second

        with pytest.raises(TimeoutError):
            driver.take_card()


def test_nothing_of_a_verify_stays_in_the_bridges_buffer(driver: Driver, ca: TrainingCa) -> None:
    with bridged(driver, VirtualCard.issue(ca)) as bridge:
        driver.tell(ON)
        driver.ask(SELECT_JPKI)

        driver.ask(VERIFY_1234)

        assert not any(bridge._buffer[2:])


# ── training card ─────────────────────────────────────────────────────────────────────────────
def run(
    driver: Driver, folder: Path, lines: list[str], *, profile: str, person: str = "TRAINING-0007"
) -> tuple[Callable[[], None], Callable[[], None]]:
    stop = threading.Event()

    def play() -> None:
        run_training_card(
            folder,
            profile=profile,
            person=person,
            switches=["blocked_sw=0x6983"],
            vpcd=driver.address,
            on_ready=lines.append,
            stop=stop,
        )

    return play, stop.set


def test_a_training_card_says_once_that_it_is_ready(driver: Driver, tmp_path: Path) -> None:
    lines: list[str] = []
    with played(*run(driver, tmp_path, lines, profile="one-try")):
        driver.take_card()
        driver.ask(ATR)
        driver.let_go()
        driver.take_card()
        driver.ask(ATR)

    assert [json.loads(line) for line in lines] == [{"ready": True, "profile": "one-try"}]


def test_a_training_card_is_of_the_person_and_of_the_ca_in_the_folder(
    driver: Driver, tmp_path: Path
) -> None:
    with played(*run(driver, tmp_path / "new", [], profile="normal")):
        driver.take_card()
        driver.tell(ON)
        driver.ask(SELECT_JPKI)
        der = driver.ask(READ_WHOLE)[:-2]

    certificate = x509.load_der_x509_certificate(der)
    ca = x509.load_pem_x509_certificate((tmp_path / "new" / "card-ca.pem").read_bytes())
    certificate.verify_directly_issued_by(ca)
    assert certificate.subject.rfc4514_string() == "CN=TRAINING-0007,C=JP"


def test_a_training_card_remembers_its_tries(driver: Driver, tmp_path: Path) -> None:
    said = []
    for command in (VERIFY_WRONG, VERIFY_WRONG):
        with played(*run(driver, tmp_path, [], profile="two-tries")):
            driver.take_card()
            driver.tell(ON)
            driver.ask(SELECT_JPKI)
            said.append(driver.ask(command).hex())
            driver.let_go()

    assert said == ["63c1", "63c0"]
    assert json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))["tries"] == {
        "auth": 0,
        "signature": 5,
    }


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("profile", "gold", "profile 'gold'"),
        ("switches", ["colour=red"], "switch 'colour'"),
        ("faults", ["fire"], "fault 'fire'"),
        ("vpcd", "35963", "HOST:PORT"),
        ("person", "X" * 65, "64"),
    ],
)
def test_what_is_unknown_is_named(tmp_path: Path, option: str, value: object, said: str) -> None:
    options: dict[str, object] = {option: value}

    with pytest.raises(ValueError, match=said):
        run_training_card(tmp_path, **options)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("text", ["", "host", ":1", "host:", "host:0", "host:65536", "host:１"])
def test_an_address_is_host_and_port(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        vpcd_address(text)


def test_the_list_names_every_profile_and_switch() -> None:
    text = list_features()

    named = [profile.value for profile in Profile]
    named += ["warm_reset_keeps_security", "first_apdu_6f00", "max_read", "remove-on", "6Cxx"]
    assert [name for name in named if name not in text] == []


def test_an_interruption_ends_it_cleanly(driver: Driver, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; "
        "from reception_app.training.vpcd import run_training_card; "
        "run_training_card(Path(sys.argv[1]), vpcd=sys.argv[2], on_ready=print)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), driver.address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        driver.take_card()
        driver.ask(ATR)

        process.send_signal(signal.SIGINT)

        out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out, err) == (0, '{"ready": true, "profile": "normal"}\n', "")
