"""Puts a virtual card into a real pcscd through vsmartcard's vpcd driver, as its TCP client.

Laying the card down is connecting, taking it away is closing the socket. The driver speaks first,
each message behind two bytes of length; a single byte is a control, everything else an APDU.
"""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from reception_app.training.card import (
    CardGone,
    CardState,
    Faults,
    Place,
    Profile,
    Switches,
    TrainingCa,
    VirtualCard,
    make_edition,
)

DEFAULT_VPCD = "127.0.0.1:35963"
STATE_FILE = "state.json"

# pcscd looks every 400 ms whether the card is there; a card that is back sooner never left.
_PUT_BACK_S = 1.0
_RECONNECT_S = 0.1
_NOTICED_WITHIN_S = 2.0
_LOOK_S = 0.2  # how long a stop may go unnoticed
_LONGEST = 0xFFFF


class VpcdBridge:
    """Serves one card to one slot of the driver, and comes back when pcscd does."""

    def __init__(
        self,
        card: VirtualCard,
        vpcd: str = DEFAULT_VPCD,
        *,
        on_connected: Callable[[], None] = lambda: None,
        stop: threading.Event | None = None,
    ) -> None:
        self._card = card
        self._address = vpcd_address(vpcd)
        self._on_connected = on_connected
        self._stop = stop or threading.Event()
        self._buffer = bytearray(_LONGEST)

    def stop(self) -> None:
        """Take the card away; serve() returns soon. Any thread may call it."""
        self._stop.set()

    def serve(self) -> None:
        """Play the card until stop(); ``on_connected`` is called at every connection.

        After a removal fault the card is put back after a second, or stays away for good.
        """
        while not self._stop.is_set():
            link = self._connect() if self._card.place is not Place.AWAY_FOREVER else None
            if link is not None:
                with link:
                    self._on_connected()
                    self._play(link)
                    _hang_up(link)
                self._card.power_off()
            self._stop.wait(_RECONNECT_S if self._card.place is Place.ON_READER else _PUT_BACK_S)

    def _connect(self) -> socket.socket | None:
        try:
            link = socket.create_connection(self._address, timeout=_LOOK_S)
        except OSError:
            return None
        link.settimeout(None)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._card.place = Place.ON_READER
        return link

    def _play(self, link: socket.socket) -> None:
        """Answer messages until the driver, the card or stop() ends it."""
        with memoryview(self._buffer) as buffer:
            while (size := self._receive(link, buffer)) is not None:
                message = buffer[:size]
                try:
                    answer = self._answer(message)
                except CardGone:
                    return
                finally:
                    message[:] = bytes(size)  # a PIN may have been in it
                if answer is not None and not _send(link, answer):
                    return
                if self._card.place is not Place.ON_READER:
                    return

    def _answer(self, message: memoryview) -> bytes | None:
        if len(message) != 1:
            return self._card.transmit(message)
        match message[0]:
            case 0:
                self._card.power_off()
            case 1:
                self._card.power_on()
            case 2:
                self._card.reset()
            case 4:
                return self._card.atr
            case _:
                pass  # a control of a later driver: none of them is answered
        return None

    def _receive(self, link: socket.socket, buffer: memoryview) -> int | None:
        """Read one message into the buffer and return its size; None at the end."""
        if not self._fill(link, buffer[:2]):
            return None
        size = buffer[0] << 8 | buffer[1]
        return size if self._fill(link, buffer[:size]) else None

    def _fill(self, link: socket.socket, part: memoryview) -> bool:
        filled = 0
        while filled < len(part):
            while not select.select([link], [], [], _LOOK_S)[0]:
                if self._stop.is_set():
                    return False
            try:
                count = link.recv_into(part[filled:])
                _acknowledge_now(link)
            except OSError:
                return False
            if not count:
                return False
            filled += count
        return True


def _hang_up(link: socket.socket) -> None:
    """Leave, and wait until the driver has noticed.

    pcscd looks every 400 ms; a card that came back sooner would look like one that never left,
    and stay unnoticed.
    """
    with contextlib.suppress(OSError):
        link.shutdown(socket.SHUT_WR)
        link.settimeout(_NOTICED_WITHIN_S)
        while link.recv(_LONGEST):
            pass


def vpcd_address(text: str) -> tuple[str, int]:
    """Read ``HOST:PORT``.

    Raises:
        ValueError: it is not that.
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 0x10000:
        raise ValueError(f"--vpcd takes HOST:PORT, not {text!r}")
    return host, int(port)


def run_training_card(  # noqa: PLR0913 - one for each option of the command line
    folder: Path,
    *,
    profile: str = Profile.NORMAL.value,
    person: str = "TRAINING-0001",
    switches: Iterable[str] = (),
    faults: Iterable[str] = (),
    vpcd: str = DEFAULT_VPCD,
    on_ready: Callable[[str], None] = lambda _line: None,
    stop: threading.Event | None = None,
    at: datetime | None = None,
) -> None:
    """Play a card until ``stop`` is set or the person interrupts.

    Args:
        folder: Gets ``card-ca.pem``, ``card-ca.key`` and ``state.json``; made if missing.
        profile: A name of ``Profile``.
        person: Common name of the certificate.
        switches: ``NAME=VALUE`` items.
        faults: ``NAME`` and ``NAME=ARG`` items.
        vpcd: ``HOST:PORT`` of the driver's slot; waited for while nobody listens there.
        on_ready: Gets the line to print, once, when the driver has taken the card.
        stop: Ends it from another thread.
        at: The moment that the certificate's dates are counted from, aware; now.

    Raises:
        ValueError: an unknown profile, switch or fault, or an unusable name or address.
        OSError: the folder cannot be written.
    """
    vpcd_address(vpcd)  # before anything is written
    card = _card_in(
        folder,
        _profile(profile),
        person,
        switches=Switches.parse(switches),
        faults=Faults.parse(faults),
        at=at or datetime.now(UTC),
    )
    announced = threading.Event()

    def announce() -> None:
        if not announced.is_set():
            announced.set()
            on_ready(json.dumps({"ready": True, "profile": profile}))

    bridge = VpcdBridge(card, vpcd, on_connected=announce, stop=stop)
    with contextlib.suppress(KeyboardInterrupt):
        bridge.serve()
    card.power_off()


def list_features() -> str:
    """Return what ``training card --list`` prints: profiles, switches, faults."""
    return "\n".join(
        (
            *_section("Profiles (--profile)", [profile.value for profile in Profile]),
            *_section("Switches (--switch), the likelier answer first", Switches.describe()),
            *_section("Faults (--fault)", Faults.describe()),
        )
    )


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"  {line}" for line in lines)]


def _profile(name: str) -> Profile:
    try:
        return Profile(name)
    except ValueError:
        names = ", ".join(profile.value for profile in Profile)
        raise ValueError(f"unknown profile {name!r}; there are: {names}") from None


def _card_in(
    folder: Path,
    profile: Profile,
    person: str,
    *,
    switches: Switches,
    faults: Faults,
    at: datetime,
) -> VirtualCard:
    ca = TrainingCa.open(folder)
    edition = make_edition(ca, profile, person, at=at, filler=switches.filler)
    state = CardState(auth_tries=edition.auth_tries)
    state.keep_in(folder / STATE_FILE, owner=f"{profile.value} {person}")
    return VirtualCard(edition, state=state, switches=switches, faults=faults)


def _send(link: socket.socket, answer: bytes) -> bool:
    try:
        link.sendall(len(answer).to_bytes(2, "big") + answer)
    except OSError:
        return False
    return True


def _acknowledge_now(link: socket.socket) -> None:
    """Acknowledge what came at once: the driver waits for it before its next small message.

    The kernel falls back to delayed acknowledgements by itself, so this goes behind every recv.
    Only Linux has the option; without it each exchange costs some 40 ms.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
