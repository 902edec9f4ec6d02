"""A card that follows a script: the commands it expects, byte by byte, and what it answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import TypeAlias

from reception_app.card.apdu import CardReply, reply_from
from reception_app.card.applets.jpki import (
    CertificateBroken,
    CertificateLocked,
    CertificateMissing,
    JpkiApplet,
)
from reception_app.card.channel import CardChannel, ResponseSkin
from reception_app.card.pcsc import PcscError
from reception_app.domain.errors import (
    CardRemoved,
    CardUnsupported,
    CardUntrusted,
    PinBlocked,
    PinRejected,
)

Answer: TypeAlias = str | PcscError
"""Data and status word in hexadecimal, or the PC/SC error that comes instead."""

COMMUNICATION_ERROR = PcscError(0x80100016)

# card.md 3: the one size of a real auth certificate that is known, 30 82 06 2B and 1,579 bytes.
CERTIFICATE = bytes.fromhex("3082062B") + bytes(index % 251 for index in range(1579))

# card.md 5: the commands of a check, by short file identifier and by selected file.
SELECT = "00A4040C 0A D392F000260100000001"
QUERY, QUERY_EF = "00200098", "00200080"
VERIFY, VERIFY_EF = "00200098 04 31323334", "00200080 04 31323334"
READ_WHOLE, READ_WHOLE_EF = "00B08A00 000000", "00B00000 000000"
READ_LABEL, READ_LABEL_EF = "00B0860020", "00B0000020"
SELECT_LABEL, SELECT_CERTIFICATE = "00A4020C 02 0006", "00A4020C 02 000A"
SELECT_KEY, SELECT_PIN = "00A4020C 02 0017", "00A4020C 02 0018"

CARD_SAYS = (
    CertificateMissing,
    CertificateLocked,
    CertificateBroken,
    CardUnsupported,
    CardUntrusted,
    CardRemoved,
    PinBlocked,
    PinRejected,
    PcscError,
)
"""Everything that a card may make the applet raise."""


def ok(data: bytes) -> str:
    """Return the answer that brings these bytes."""
    return data.hex() + "9000"


def applet_on(card: CardChannel, *, extended: bool = False) -> JpkiApplet:
    """Return a conversation with a card."""
    return JpkiApplet(ResponseSkin(card), extended=extended)


def chunks(content: bytes, *, header: str, size: int = 256) -> list[tuple[str, str]]:
    """Return the READs of a file that is read to its end in chunks, the first by ``header``."""
    reads: list[tuple[str, str]] = []
    for offset in range(0, len(content), size):
        piece = content[offset : offset + size]
        where = header if not offset else f"00B0{offset:04X}"
        asked = size if not offset else len(piece)
        reads.append((f"{where}{asked % 256:02X}", ok(piece)))
    return reads


class ScriptedCard:
    """A ``CardChannel``; as a context manager it insists that the whole script was played.

    Attributes:
        buffers: The very objects that were sent, so that a test can see them wiped.
        sent: The same in hexadecimal, as they were at that moment.
        received: Bytes that were answered, status words included.
    """

    def __init__(self, *exchanges: tuple[str, Answer]) -> None:
        self._left = deque(exchanges)
        self.buffers: list[bytearray] = []
        self.sent: list[str] = []
        self.received = 0

    def transmit(self, command: bytearray) -> CardReply:
        """Answer the next line of the script."""
        assert self._left, f"not in the script: {command.hex().upper()}"
        expected, answer = self._left.popleft()
        assert bytes.fromhex(expected).hex().upper() == command.hex().upper()
        self.buffers.append(command)
        self.sent.append(command.hex().upper())
        if isinstance(answer, PcscError):
            raise answer
        raw = bytes.fromhex(answer)
        self.received += len(raw)
        return reply_from(raw)

    @property
    def left(self) -> Sequence[tuple[str, Answer]]:
        """What was not played yet."""
        return tuple(self._left)

    @property
    def bytes_sent(self) -> int:
        """Bytes of all commands."""
        return sum(len(command) // 2 for command in self.sent)

    def __enter__(self) -> ScriptedCard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            assert self.left == ()


HEAD, *REST = chunks(CERTIFICATE, header="00B08A00")
"""READs of the certificate in chunks, by short file identifier."""

HEAD_EF = chunks(CERTIFICATE, header="00B00000")[0]
"""The first of them where the file was selected."""
