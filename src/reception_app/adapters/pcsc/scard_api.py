"""The PC/SC verbs over pyscard's thin wrapper; nothing of pyscard is known outside this module.

pyscard's own monitors and connection classes are not used: they poll in threads of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from smartcard import scard

from reception_app.card.pcsc import CardHandle, PcscError, ReaderState, ScardCode

_GONE = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE


class ScardApi:
    """``card.pcsc.Pcsc`` over the operating system's smart card service."""

    def __init__(self) -> None:
        self._context: int | None = None

    def establish(self) -> None:
        """Open a context, giving back the one before. Raises: PcscError."""
        self.release()
        code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check(code)
        self._context = context

    def release(self) -> None:
        """Give the context back; never raises."""
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
            self._context = None

    def readers(self) -> Sequence[str]:
        """Return the readers' names. Raises: PcscError."""
        code, names = scard.SCardListReaders(self._open_context(), [])
        if _unsigned(code) == ScardCode.E_NO_READERS_AVAILABLE:
            return ()
        _check(code)
        return tuple(names)

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        """GetStatusChange. Raises: PcscError."""
        asked = [(state.name, state.token) for state in states]
        code, answer = scard.SCardGetStatusChange(self._open_context(), timeout_ms, asked)
        _check(code)
        return tuple(_reader_state(name, event) for name, event, _ in answer)

    def cancel(self) -> None:
        """End a wait() on the other thread; never raises."""
        context = self._context
        if context is not None:
            scard.SCardCancel(context)

    def connect(self, reader: str) -> CardHandle:
        """Power the card, exclusively, T=1 only. Raises: PcscError."""
        code, card, _ = scard.SCardConnect(
            self._open_context(), reader, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T1
        )
        _check(code)
        return CardHandle(card)

    def reconnect(self, card: CardHandle) -> None:
        """Take the card up again after somebody reset it. Raises: PcscError."""
        code, _ = scard.SCardReconnect(
            card, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T1, scard.SCARD_LEAVE_CARD
        )
        _check(code)

    def status(self, card: CardHandle) -> None:
        """Ask whether the card is still ours. Raises: PcscError."""
        code, *_ = scard.SCardStatus(card)
        _check(code)

    def transmit(self, card: CardHandle, command: bytearray) -> bytes:
        """Send one APDU. Raises: PcscError.

        A list of small integers holds no copy of a PIN: Python keeps one object for each byte
        value, and the wrapper's buffer is overwritten by the allocator when it is given back
        (tests/pcscd/test_memory.py searches the whole process for what is left).
        """
        code, answer = scard.SCardTransmit(card, scard.SCARD_PCI_T1, list(command))
        _check(code)
        if len(answer) < 2:  # seen with "success" (card.md 16)
            raise PcscError(ScardCode.E_NOT_TRANSACTED)
        return bytes(value & 0xFF for value in answer)

    def disconnect(self, card: CardHandle) -> None:
        """Power the card down; only that clears a verified PIN (card.md 16). Never raises."""
        scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)

    def _open_context(self) -> int:
        if self._context is None:
            raise PcscError(ScardCode.E_NO_SERVICE)
        return self._context


def _unsigned(code: int) -> int:
    return code & 0xFFFFFFFF


def _check(code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscError(_unsigned(code))


def _reader_state(name: str, event: int) -> ReaderState:
    return ReaderState(
        name=name,
        token=event & ~scard.SCARD_STATE_CHANGED,
        changed=bool(event & scard.SCARD_STATE_CHANGED),
        present=bool(event & scard.SCARD_STATE_PRESENT),
        busy=bool(event & scard.SCARD_STATE_EXCLUSIVE),
        gone=bool(event & _GONE),
    )
