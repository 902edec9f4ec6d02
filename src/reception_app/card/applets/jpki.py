"""The 公的個人認証AP (JPKI AP): select, PIN counter, certificate, verify, sign (card.md 2–6).

It reads EF 000A and EF 0006, asks and verifies PIN 0018, signs with key 0017, and touches nothing
else. One object lives for one power session and decides once how this card is spoken to: short
EF identifiers or SELECT EF, extended length or chunks.
"""

from __future__ import annotations

from reception_app.card.apdu import (
    SHORT_LE_MAX,
    SW_NOT_FOUND,
    SW_NOT_SATISFIED,
    SW_OK,
    SW_REFUSES_SHORT_ID,
    SW_UNSPECIFIED,
    SW_WRONG_LENGTH,
    CardReply,
    command,
    read_extended,
    says_blocked,
    tries_in,
    verify_command,
)
from reception_app.card.channel import CardChannel
from reception_app.card.pcsc import PcscError
from reception_app.card.tlv import TlvError, sequence_length
from reception_app.domain.card_seen import CardKind
from reception_app.domain.errors import (
    CardRemoved,
    CardUnsupported,
    CardUntrusted,
    PinBlocked,
    PinRejected,
)
from reception_app.domain.secrets import wipe

AID = bytes.fromhex("D392F000260100000001")

EF_TOKEN_INFO = 0x06
EF_AUTH_CERTIFICATE = 0x0A
EF_AUTH_KEY = 0x17
EF_AUTH_PIN = 0x18

CERTIFICATE_MAX = 4096
_HEADER_LENGTH = 4
_LABEL_LENGTH = 32
_MAX_READS = 64
_SMALLEST_CHUNK = 16

_KINDS = {
    b"JPKIAPICCTOKEN2": CardKind.CARD,
    b"JPKIAPICCTOKEN": CardKind.JUKI_CARD,
    b"JPKIAPGPSETOKEN": CardKind.PHONE,
    b"JPKIAPIOSTOKEN": CardKind.PHONE,
}


class CertificateMissing(Exception):
    """EF 000A does not exist."""


class CertificateLocked(Exception):
    """EF 000A wants a PIN first, as on a phone."""


class CertificateBroken(Exception):
    """EF 000A cannot be read to the end that its header promises."""


class JpkiApplet:
    """A conversation with the JPKI AP of one card.

    Attributes:
        truncates: The reader or its driver did not carry the extended answer.
    """

    def __init__(self, channel: CardChannel, *, extended: bool) -> None:
        self._channel = channel
        self._extended = extended
        self._short_ids = True
        self._current_ef: int | None = None
        self._chunk = SHORT_LE_MAX
        self._reads = 0
        self.truncates = False

    def select(self) -> bool:
        """Return whether the card has a JPKI AP. Raises: PcscError."""
        self._current_ef = None
        select = command("00A4040C", AID)
        reply = self._channel.transmit(select)
        if reply.sw == SW_UNSPECIFIED:  # one mask says so to the first command after power-up
            reply = self._channel.transmit(select)
        return reply.sw == SW_OK

    def tries_left(self) -> int | None:
        """Return the PIN counter, free of charge; 0 is locked, None "verified already".

        Raises:
            CardUnsupported: CD08, the card does not tell; a PIN must not be sent blindly.
            PcscError: the card could not be asked.
        """
        sw = self._pin_exchange(None).sw
        if sw == SW_OK:
            return None
        if says_blocked(sw):
            return 0
        tries = tries_in(sw)
        if tries is None:
            raise CardUnsupported("CD08")
        return tries

    def kind(self) -> CardKind:
        """Return what the token label says, OTHER if nothing that we know. Raises: PcscError."""
        try:
            reply = self._read_start(EF_TOKEN_INFO, _LABEL_LENGTH)
        except CertificateBroken:
            return CardKind.OTHER
        label = reply.data[:_LABEL_LENGTH].rstrip(b" \x00") if reply.is_ok else b""
        return _KINDS.get(label, CardKind.OTHER)

    def certificate(self) -> bytes:
        """Return EF 000A, DER, without trailing filler.

        Raises:
            CertificateMissing, CertificateLocked, CertificateBroken: as named.
            PcscError: the card could not be asked.
        """
        reply = self._certificate_start()
        if reply.sw == SW_NOT_FOUND:
            raise CertificateMissing
        if reply.sw == SW_NOT_SATISFIED:
            raise CertificateLocked
        if not reply.is_ok:
            raise CertificateBroken
        return self._rest_of(reply.data)

    def verify(self, digits: bytearray) -> None:
        """Send the PIN, once; both buffers are wiped on every path.

        Raises:
            PinRejected, PinBlocked: as the card says.
            CardUntrusted: an answer that says neither.
            PcscError: nobody knows whether the card heard it.
        """
        try:
            sw = self._pin_exchange(digits).sw
        finally:
            wipe(digits)
        if sw == SW_OK:
            return
        if says_blocked(sw):
            raise PinBlocked
        if tries_in(sw) is not None or sw == 0x6300:
            raise PinRejected(tries_in(sw))
        raise CardUntrusted

    def sign(self, signing_input: bytes) -> bytes:
        """Return the card's signature; the PIN was verified in this power session.

        Raises:
            CardRemoved: the security status got lost; only a new entry helps.
            CardUntrusted: the card refused.
            PcscError: the card could not be asked.
        """
        reply = self._by_id("802A00", EF_AUTH_KEY, signing_input, le=SHORT_LE_MAX)
        if reply.sw == SW_NOT_SATISFIED:
            raise CardRemoved
        if reply.sw != SW_OK or not reply.data:
            raise CardUntrusted
        return reply.data

    # ── how this card is spoken to ──────────────────────────────────────────────────────────
    def _pin_exchange(self, digits: bytearray | None) -> CardReply:
        """VERIFY with digits, or without: the counter. Only that may be tried in two forms."""
        if digits is None:
            return self._by_id("002000", EF_AUTH_PIN)
        verify = verify_command(self._header("002000", EF_AUTH_PIN), digits)
        try:
            return self._channel.transmit(verify)
        finally:
            wipe(verify)

    def _by_id(
        self, prefix: str, ef: int, data: bytes = b"", *, le: int | None = None
    ) -> CardReply:
        """Exchange a command that names a file in P2, by short id while the card takes it."""
        was_short = self._short_ids
        reply = self._channel.transmit(command(self._header(prefix, ef), data, le=le))
        if was_short and reply.sw in SW_REFUSES_SHORT_ID:
            self._short_ids = False
            reply = self._channel.transmit(command(self._header(prefix, ef), data, le=le))
        return reply

    def _header(self, prefix: str, ef: int) -> str:
        """Return CLA INS P1 P2; without short ids the EF is selected first."""
        if self._short_ids:
            return f"{prefix}{0x80 | ef:02X}"
        if self._select_ef(ef) != SW_OK:
            raise CardUntrusted
        return f"{prefix}80"

    def _select_ef(self, ef: int) -> int:
        """Make an EF the current one; nothing is sent where it is that already."""
        if self._current_ef == ef:
            return SW_OK
        self._current_ef = None  # also where the exchange fails on the way
        sw = self._channel.transmit(command("00A4020C", ef.to_bytes(2, "big"))).sw
        if sw == SW_OK:
            self._current_ef = ef
        return sw

    def _certificate_start(self) -> CardReply:
        if self._extended:
            reply = self._extended_start()
            if reply is not None:
                return reply
            self._extended = False
        return self._read_start(EF_AUTH_CERTIFICATE, self._chunk)

    def _extended_start(self) -> CardReply | None:
        """Read with extended Le; None where that brought nothing to go on from.

        What ends before the file does is kept: the rest comes in chunks.
        """
        try:
            reply = self._first_read(EF_AUTH_CERTIFICATE, None)
        except PcscError:
            # The reader could not carry it, or the card is gone: the next exchange tells.
            self.truncates = True
            return None
        if reply.is_ok:
            self.truncates = len(reply.data) < _promised(reply.data)
            return reply if len(reply.data) >= _HEADER_LENGTH else None
        return reply if reply.sw in (SW_NOT_FOUND, SW_NOT_SATISFIED) else None

    def _read_start(self, ef: int, le: int) -> CardReply:
        """Read from the start of an EF, with a smaller Le where the card refuses the length."""
        reply = self._first_read(ef, le)
        while reply.sw == SW_WRONG_LENGTH and self._shrink():
            reply = self._first_read(ef, self._chunk)
        return reply

    def _first_read(self, ef: int, le: int | None) -> CardReply:
        """Read from offset 0, by short id while the card takes it; ``le`` None is extended."""
        if self._short_ids:
            reply = self._read(f"00B0{0x80 | ef:02X}00", le)
            if reply.sw not in SW_REFUSES_SHORT_ID:
                return reply
            self._short_ids = False
        sw = self._select_ef(ef)
        return self._read("00B00000", le) if sw == SW_OK else CardReply(b"", sw)

    def _read(self, header: str, le: int | None) -> CardReply:
        self._reads += 1
        if self._reads > _MAX_READS:
            raise CertificateBroken
        read = read_extended(header) if le is None else command(header, le=le)
        return self._channel.transmit(read)

    def _rest_of(self, start: bytes) -> bytes:
        try:
            whole = sequence_length(start)
        except TlvError as error:
            raise CertificateBroken from error
        if whole > CERTIFICATE_MAX:
            raise CertificateBroken
        collected = start[:whole]
        while len(collected) < whole:
            reply = self._read(
                f"00B0{len(collected):04X}", min(self._chunk, whole - len(collected))
            )
            if reply.sw == SW_WRONG_LENGTH and self._shrink():
                continue
            if not reply.is_ok or not reply.data:
                raise CertificateBroken
            collected += reply.data[: whole - len(collected)]
        return collected

    def _shrink(self) -> bool:
        """Halve the chunk; returns whether that left something to try."""
        self._chunk //= 2
        return self._chunk >= _SMALLEST_CHUNK


def _promised(start: bytes) -> int:
    """Return the bytes that a certificate's header promises and that would be read at most."""
    try:
        return min(sequence_length(start), CERTIFICATE_MAX)
    except TlvError:
        return _HEADER_LENGTH
