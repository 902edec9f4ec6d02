"""The card gateway: one power session from open() to close(), on the card lane only.

Order of a PIN check: SELECT, counter, certificate, judgement; then VERIFY once, sign, check the
signature with that certificate's key, power off. A PIN is never sent twice for one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reception_app.adapters.pcsc.errors import NOT_OUR_CARD, card_error, translated
from reception_app.application.ports import Clock
from reception_app.card.apdu import CardReply, reply_from
from reception_app.card.applets.jpki import (
    CertificateBroken,
    CertificateLocked,
    CertificateMissing,
    JpkiApplet,
)
from reception_app.card.certificate import CertificateJudge, JudgedCertificate
from reception_app.card.channel import ResponseSkin
from reception_app.card.pcsc import CardHandle, Pcsc, PcscError, ScardCode
from reception_app.card.signature import signing_input, wire_signature
from reception_app.card.tlv import TlvError
from reception_app.domain.card_seen import CardKind, CardSeen, CardTraffic, CertificateState
from reception_app.domain.eligibility import (
    CardTicket,
    Challenge,
    Signature,
    Visual,
    bytes_to_sign,
)
from reception_app.domain.errors import (
    CardError,
    CardRemoved,
    CardUnsupported,
    CardUntrusted,
    PinBlocked,
    PinRejected,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import PIN_TRIES, may_go_on, refusal_of
from reception_app.domain.secrets import Pin

_FOREIGN_TOKENS = frozenset({CardKind.PHONE, CardKind.JUKI_CARD})
"""What a label can rule out; a label that we do not know rules out nothing."""


class _Wire:
    """A powered card as a ``CardChannel`` that counts what goes over it."""

    def __init__(self, pcsc: Pcsc, card: CardHandle, count: Callable[[int, int], None]) -> None:
        self._pcsc = pcsc
        self._card = card
        self._count = count

    def transmit(self, command: bytearray) -> CardReply:
        size = len(command)
        self._count(size, 0)
        answer = self._pcsc.transmit(self._card, command)
        self._count(0, len(answer))
        if len(answer) < 2:
            raise PcscError(ScardCode.E_NOT_TRANSACTED)
        return reply_from(answer)


@dataclass
class _Session:
    """One card under power.

    Attributes:
        certificate: What was read and judged; every later read must equal it.
        stale: The card was powered anew since; it has to be read again before a PIN is sent.
    """

    reader: str
    card: CardHandle
    applet: JpkiApplet
    seen: CardSeen | None = None
    certificate: bytes = b""
    judged: JudgedCertificate | None = None
    stale: bool = False


class PcscCardGateway:
    """``application.ports.CardGateway`` over PC/SC."""

    def __init__(
        self,
        pcsc: Pcsc,
        *,
        choose_reader: Callable[[], str],
        judge: CertificateJudge,
        clock: Clock,
        phones: bool = False,
    ) -> None:
        """Make a gateway that opens nothing yet.

        Args:
            pcsc: Called on the card thread only.
            choose_reader: Names the reader of the card laid last; raises a CardError if none.
            judge: Judges the certificate against the pinned CAs.
            clock: For the judgement.
            phones: Phones may be presented here, so every token's label is read first.
        """
        self._pcsc = pcsc
        self._choose_reader = choose_reader
        self._judge = judge
        self._clock = clock
        self._phones = phones
        self._session: _Session | None = None
        self._reader: str | None = None
        self._traffic = CardTraffic()
        self._no_extended: set[str] = set()

    @property
    def reader(self) -> str | None:
        """The reader that the last open() went to."""
        return self._reader

    @property
    def traffic(self) -> CardTraffic:
        """Exchanges since the last open()."""
        return self._traffic

    # ── the port ────────────────────────────────────────────────────────────────────────────
    def open(self, *, count_tries: bool, reader: str | None = None) -> CardSeen:
        """SELECT, counter, certificate, judged. Sends no PIN. Raises: CardError."""
        self.close()
        self._traffic = CardTraffic()
        self._reader = None
        self._reader = reader or self._choose_reader()
        try:
            with translated():
                seen = self._read_from_power_up(self._reader, count_tries=count_tries)
        except BaseException:
            self.close()
            raise
        if refusal_of(seen) is not None:
            self.close()
        return seen

    def sign(self, pin: Pin, challenge: Challenge, check_id: CheckId, on: date) -> CardTicket:
        """VERIFY once, sign, check the signature, power off.

        Raises: CardRemoved, PinRejected (the session stays), PinBlocked, CardUntrusted.
        """
        try:
            ticket = self._sign(pin, challenge, check_id, on)
        except PinRejected:
            raise
        except BaseException:
            self.close()
            raise
        finally:
            pin.wipe()
        self.close()
        return ticket

    def show(self, visual: Visual) -> CardTicket:
        """Return the certificate that open() read, for a visual check, and power off."""
        session = self._open_session()
        self.close()
        return CardTicket(session.certificate, visual)

    def close(self) -> None:
        """Power the card off; more than once is harmless."""
        session, self._session = self._session, None
        if session is not None:
            self._pcsc.disconnect(session.card)

    # ── reading ─────────────────────────────────────────────────────────────────────────────
    def _read_from_power_up(self, reader: str, *, count_tries: bool) -> CardSeen:
        """Read the card; once more where somebody reset it or the reader choked on a long read.

        A reader that could not carry extended length may have dropped the card's power with it.
        """
        try:
            return self._read_card(reader, count_tries=count_tries)
        except PcscError as error:
            choked = self._session is not None and self._session.applet.truncates
            if not choked and error.code != ScardCode.W_RESET_CARD:
                raise
        self.close()
        if not choked:
            return self._read_card(reader, count_tries=count_tries)
        self._no_extended.add(reader)
        try:
            return self._read_card(reader, count_tries=count_tries)
        except PcscError:
            self._no_extended.discard(reader)  # the card had left; nothing is known of the reader
            raise

    def _read_card(self, reader: str, *, count_tries: bool) -> CardSeen:
        try:
            session = self._power_up(reader)
        except PcscError as error:
            if error.code in NOT_OUR_CARD:
                return _OTHER_CARD
            raise
        if not session.applet.select():
            return _OTHER_CARD
        if self._phones:
            kind = session.applet.kind()
            if kind in _FOREIGN_TOKENS:
                return _without_certificate(kind)
        tries = self._count_tries(session) if count_tries else None
        session = self._open_session()
        session.seen = self._judged(session, tries)
        return session.seen

    def _power_up(self, reader: str) -> _Session:
        card = self._pcsc.connect(reader)
        channel = ResponseSkin(_Wire(self._pcsc, card, self._count))
        applet = JpkiApplet(channel, extended=reader not in self._no_extended)
        self._session = _Session(reader, card, applet)
        return self._session

    def _count_tries(self, session: _Session) -> int | None:
        tries = session.applet.tries_left()
        if tries is None:
            # Somebody left the PIN verified: only loss of power clears that (card.md 16).
            self.close()
            session = self._power_up(session.reader)
            if not session.applet.select():
                raise CardRemoved
            tries = session.applet.tries_left()
            if tries is None:
                raise CardUnsupported("CD08")  # no PIN without a counter
        return tries

    def _judged(self, session: _Session, tries: int | None) -> CardSeen:
        """Read and judge EF 000A; the label is read where the certificate does not say "card"."""
        state, not_after, kind = CertificateState.UNREADABLE, None, CardKind.CARD
        try:
            session.certificate = self._certificate_of(session)
        except CertificateMissing:
            state = CertificateState.ABSENT
        except CertificateLocked:
            kind = CardKind.PHONE  # a card gives it freely (card.md 3, 14)
        except CertificateBroken:
            pass
        else:
            session.judged = self._judge.judge(session.certificate, self._clock.now())
            state, not_after = session.judged.state, session.judged.not_after
        if not may_go_on(state) and not self._phones:
            label = session.applet.kind()
            kind = label if label in _FOREIGN_TOKENS else kind
        return CardSeen(kind, state, not_after, tries)

    def _certificate_of(self, session: _Session) -> bytes:
        certificate = session.applet.certificate()
        if session.applet.truncates:
            self._no_extended.add(session.reader)
        return certificate

    # ── signing ─────────────────────────────────────────────────────────────────────────────
    def _sign(self, pin: Pin, challenge: Challenge, check_id: CheckId, on: date) -> CardTicket:
        session = self._open_session()
        if session.judged is None:
            raise CardRemoved
        with translated():
            self._ensure_same_card(session)
        self._verify(session, pin)
        message = bytes_to_sign(challenge.nonce, check_id, on, session.certificate)
        algorithm = session.judged.algorithm
        try:
            signature = session.applet.sign(signing_input(algorithm, message))
            signature = wire_signature(algorithm, signature)
        except (PcscError, CardRemoved) as error:
            raise _lost_after_the_pin(error) from error
        except (TlvError, CardUntrusted) as error:
            raise CardUntrusted(attempts_left=PIN_TRIES) from error
        if not session.judged.fits(signature, message):
            raise CardUntrusted(attempts_left=PIN_TRIES)
        proof = Signature(challenge, algorithm, signature)
        return CardTicket(session.certificate, proof)

    def _ensure_same_card(self, session: _Session) -> None:
        """Before a PIN goes out: is it still the card that was judged? (decision 21)."""
        try:
            self._pcsc.status(session.card)
        except PcscError as error:
            if error.code != ScardCode.W_RESET_CARD:
                raise
            self._pcsc.reconnect(session.card)
            session.stale = True
        if not session.stale:
            return
        try:
            same = session.applet.select() and session.applet.certificate() == session.certificate
        except (CertificateMissing, CertificateLocked, CertificateBroken):
            same = False
        if not same:
            raise CardRemoved
        session.stale = False

    def _verify(self, session: _Session, pin: Pin) -> None:
        """VERIFY, once. If nobody knows whether the card heard it, ask the counter instead."""
        try:
            session.applet.verify(pin.take())
        except PcscError as error:
            raise self._unheard(session, error) from error
        except (PinRejected, PinBlocked) as error:
            self._remember_tries(session, error.attempts_left)
            raise

    def _unheard(self, session: _Session, error: PcscError) -> CardError:
        """Return what to say after a communication error on VERIFY (card.md 16): never resend."""
        before = session.seen.attempts_left if session.seen is not None else None
        certificate, judged, seen = session.certificate, session.judged, session.seen
        try:
            self.close()
            again = self._power_up(session.reader)
            after = again.applet.tries_left() if again.applet.select() else None
        except PcscError:
            self.close()
            return card_error(error.code)
        except CardError:
            return CardRemoved()
        if after == 0:
            return PinBlocked()
        if after is None or before is None or after >= before:
            return CardRemoved(attempts_left=after)
        again.certificate, again.judged, again.seen, again.stale = certificate, judged, seen, True
        self._remember_tries(again, after)
        return PinRejected(after)

    @staticmethod
    def _remember_tries(session: _Session, left: int | None) -> None:
        seen = session.seen
        if seen is not None:
            session.seen = CardSeen(seen.kind, seen.certificate_state, seen.not_after, left)

    # ── small things ────────────────────────────────────────────────────────────────────────
    def _open_session(self) -> _Session:
        if self._session is None:
            raise CardRemoved
        return self._session

    def _count(self, sent: int, received: int) -> None:
        old = self._traffic
        self._traffic = CardTraffic(
            old.apdus + (1 if sent else 0),
            old.bytes_to_card + sent,
            old.bytes_from_card + received,
        )


def _without_certificate(kind: CardKind) -> CardSeen:
    return CardSeen(kind, CertificateState.ABSENT, None, None)


def _lost_after_the_pin(error: PcscError | CardRemoved) -> CardError:
    """Return what to say when the signature did not come; the PIN itself was right."""
    known = card_error(error.code) if isinstance(error, PcscError) else error
    return CardRemoved(attempts_left=PIN_TRIES) if isinstance(known, CardRemoved) else known


_OTHER_CARD = _without_certificate(CardKind.OTHER)
