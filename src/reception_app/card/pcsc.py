"""PC/SC as this program sees it: a dozen verbs as a Protocol, values, and its errors.

Implemented by ``adapters.pcsc.scard_api`` (pyscard) and ``training.reader`` (in the process).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NewType, Protocol

PNP_READER = "\\\\?PnP?\\Notification"
"""The pseudo reader whose state changes when a reader comes or goes."""

CardHandle = NewType("CardHandle", int)


class ScardCode(IntEnum):
    """PC/SC return codes that this program tells apart (pcsc-lite and Windows agree on them)."""

    E_CANCELLED = 0x80100002
    E_INVALID_PARAMETER = 0x80100004
    E_UNKNOWN_READER = 0x80100009
    E_TIMEOUT = 0x8010000A
    E_SHARING_VIOLATION = 0x8010000B
    E_NO_SMARTCARD = 0x8010000C
    E_PROTO_MISMATCH = 0x8010000F
    E_NOT_TRANSACTED = 0x80100016
    E_READER_UNAVAILABLE = 0x80100017
    E_NO_SERVICE = 0x8010001D
    E_SERVICE_STOPPED = 0x8010001E
    E_NO_READERS_AVAILABLE = 0x8010002E
    W_UNSUPPORTED_CARD = 0x80100065
    W_UNRESPONSIVE_CARD = 0x80100066
    W_UNPOWERED_CARD = 0x80100067
    W_RESET_CARD = 0x80100068
    W_REMOVED_CARD = 0x80100069


class PcscError(Exception):
    """A PC/SC call failed.

    Attributes:
        code: The return code, 0–0xFFFFFFFF.
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:08X}")
        self.code = code


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What GetStatusChange says of one reader.

    Attributes:
        name: The reader, or ``PNP_READER``.
        token: Opaque state to hand to the next call; 0 means "tell me at once".
        changed: Whether it differs from the token that was handed in.
        present: A card is on it.
        busy: Another program holds the card exclusively.
        gone: The reader is unknown or unavailable now.
    """

    name: str
    token: int = 0
    changed: bool = False
    present: bool = False
    busy: bool = False
    gone: bool = False


class Pcsc(Protocol):
    """The verbs. One thread calls them; only cancel() may come from another."""

    def establish(self) -> None:
        """Open the context (a second call opens a new one). Raises: PcscError."""
        ...

    def release(self) -> None:
        """Give the context back; never raises."""
        ...

    def readers(self) -> Sequence[str]:
        """Return the readers' names; none is an empty list. Raises: PcscError."""
        ...

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        """GetStatusChange: return the new states, in order, once one changed.

        Raises: PcscError, with E_TIMEOUT or E_CANCELLED where nothing changed.
        """
        ...

    def cancel(self) -> None:
        """Make a wait() on the other thread end with E_CANCELLED; never raises."""
        ...

    def connect(self, reader: str) -> CardHandle:
        """Power the card, exclusively, T=1 only. Raises: PcscError."""
        ...

    def reconnect(self, card: CardHandle) -> None:
        """Take the card up again after W_RESET_CARD, as connect() does. Raises: PcscError."""
        ...

    def status(self, card: CardHandle) -> None:
        """Ask without an APDU whether the card is still ours. Raises: PcscError."""
        ...

    def transmit(self, card: CardHandle, command: bytearray) -> bytes:
        """Send one APDU and return the answer, status word included. Raises: PcscError."""
        ...

    def disconnect(self, card: CardHandle) -> None:
        """Power the card down (UNPOWER); never raises."""
        ...
