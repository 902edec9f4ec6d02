"""A reader, a virtual card on it, and the gateway over both, in this process and on one thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from cryptography import x509

from reception_app.adapters.certificates.x509 import PinnedCas
from reception_app.adapters.pcsc.gateway import PcscCardGateway
from reception_app.card.pcsc import CardHandle, PcscError, ScardCode
from reception_app.domain.card_seen import CardSeen
from reception_app.domain.eligibility import CardTicket, Challenge
from reception_app.domain.errors import CardMissing
from reception_app.domain.ids import CheckId
from reception_app.domain.secrets import Pin
from reception_app.training.card import (
    CardGone,
    Faults,
    Profile,
    Switches,
    TrainingCa,
    VirtualCard,
)
from reception_app.training.reader import LONGEST_APDU, VirtualReaders

READER = "Reader A 00 00"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 22)
CHECK_ID = CheckId("0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff")
CHALLENGE = Challenge("c-1", bytes(range(32)), datetime(2026, 11, 22, 3, 5, tzinfo=UTC))

SHORT_READER = 261
"""The longest command of a reader that carries short APDUs only."""

SERVICE_ENDS_MEANWHILE = 0x80100013
"""SCARD_F_COMM_ERROR, as pcsc-lite says when it dies during a call."""

Trouble = Callable[[bytearray], bytes | None]


class SetClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return ON

    def monotonic(self) -> float:
        return 0.0


class ListeningReaders(VirtualReaders):
    """Virtual readers that remember what was sent and let a test step in before it arrives.

    Attributes:
        sent: The first five bytes of each command, and how long it was; never a data field.
        before: Called with each command that is about to reach the card; it may raise PcscError,
            or return an answer that the card is then not asked for.
    """

    def __init__(self) -> None:
        super().__init__(())
        self.sent: list[tuple[str, int]] = []
        self.before: Trouble = _nothing

    def transmit(self, card: CardHandle, command: bytearray) -> bytes:
        self.sent.append((command[:5].hex().upper(), len(command)))
        answer = self.before(command)
        return super().transmit(card, command) if answer is None else answer

    @property
    def pins(self) -> int:
        """How many times a PIN was sent."""
        return sum(header[2:4] == "20" and size > 5 for header, size in self.sent)

    @property
    def long_reads(self) -> int:
        """How many READs asked for everything at once."""
        return sum(header[2:4] == "B0" and size == 7 for header, size in self.sent)


def _nothing(_command: bytearray) -> bytes | None:
    return None


def is_verify(command: bytearray) -> bool:
    """Whether a command carries a PIN."""
    return command[1] == 0x20 and len(command) > 5


def is_counter(command: bytearray) -> bool:
    """Whether a command asks the PIN counter."""
    return command[1] == 0x20 and len(command) == 4


def is_long_read(command: bytearray) -> bool:
    """Whether a command reads with extended Le."""
    return command[1] == 0xB0 and len(command) == 7


def is_sign(command: bytearray) -> bool:
    """Whether a command asks for a signature."""
    return command[1] == 0x2A


def once(matches: Callable[[bytearray], bool], then: Callable[[], object]) -> Trouble:
    """Return a trouble that does something before the first command that matches.

    What ``then`` returns is the card's answer if it is bytes.
    """
    waiting = [then]

    def trouble(command: bytearray) -> bytes | None:
        done = waiting.pop()() if waiting and matches(command) else None
        return done if isinstance(done, bytes) else None

    return trouble


def fail(code: int) -> Callable[[], object]:
    """Return what raises this PC/SC code."""

    def raise_it() -> object:
        raise PcscError(code)

    return raise_it


not_transacted = fail(ScardCode.E_NOT_TRANSACTED)


class Desk:
    """One desk with one card on its reader.

    Attributes:
        chosen: The reader whose card is meant; None where there is no card.
    """

    def __init__(
        self,
        ca: TrainingCa,
        *,
        phones: bool = False,
        max_apdu: int = LONGEST_APDU,
        truncates: bool = False,
        readers: ListeningReaders | None = None,
    ) -> None:
        self.ca = ca
        self.readers = readers or ListeningReaders()
        self.readers.plug(READER, max_apdu=max_apdu, truncates=truncates)
        self.readers.establish()
        self.chosen: str | None = READER
        self.gateway = PcscCardGateway(
            self.readers,
            choose_reader=self._choose_reader,
            judge=PinnedCas([x509.load_pem_x509_certificate(ca.pem)]),
            clock=SetClock(),
            phones=phones,
        )

    def _choose_reader(self) -> str:
        if self.chosen is None:
            raise CardMissing
        return self.chosen

    def lay(
        self,
        profile: Profile = Profile.NORMAL,
        *,
        switches: tuple[str, ...] = (),
        faults: tuple[str, ...] = (),
        person: str = "TRAINING-0001",
    ) -> VirtualCard:
        """Lay a new card on the chosen reader, in the place of the one before."""
        reader = self._choose_reader()
        self.readers.remove(reader)
        card = VirtualCard.issue(
            self.ca,
            profile,
            person=person,
            at=NOW,
            switches=Switches.parse(switches),
            faults=Faults.parse(faults),
        )
        self.readers.insert(reader, card)
        return card

    def open(self) -> CardSeen:
        """Open the card for a PIN check."""
        return self.gateway.open(count_tries=True)

    def sign(self, digits: bytes = b"1234") -> CardTicket:
        """Present a PIN and sign; the PIN must be gone afterwards, whatever happens."""
        buffer = bytearray(digits)
        pin = Pin(buffer)
        try:
            return self.gateway.sign(pin, CHALLENGE, CHECK_ID, ON)
        finally:
            assert pin.is_spent
            assert buffer == bytearray(4)

    def check(self) -> CardTicket:
        """Run a whole PIN check."""
        self.readers.sent.clear()
        self.open()
        return self.sign()


def is_powered(card: VirtualCard) -> bool:
    """Whether a card answers at all."""
    try:
        card.transmit(bytearray.fromhex("00CA000000"))
    except CardGone:
        return False
    return True


def traffic_of(desk: Desk) -> tuple[int, int, int]:
    """Return exchanges since the last open(): APDUs, bytes to the card, bytes from it."""
    traffic = desk.gateway.traffic
    return traffic.apdus, traffic.bytes_to_card, traffic.bytes_from_card
