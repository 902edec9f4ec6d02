"""PC/SC return codes → the errors of the desk: the one table of this adapter."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from reception_app.card.pcsc import PcscError, ScardCode
from reception_app.domain.errors import (
    CardBusy,
    CardError,
    CardRemoved,
    CardServiceDown,
    CardUnreadable,
    ReaderMissing,
)

SERVICE_GONE = frozenset(
    {
        0x80100003,  # SCARD_E_INVALID_HANDLE: the context died with the service
        0x80100013,  # SCARD_F_COMM_ERROR: the service went in the middle of a call
        ScardCode.E_NO_SERVICE,
        ScardCode.E_SERVICE_STOPPED,
    }
)
NOT_OUR_CARD = frozenset({ScardCode.E_PROTO_MISMATCH, ScardCode.W_UNSUPPORTED_CARD})
"""A card without T=1, such as a bank card on contacts (card.md 16)."""

_ERRORS: dict[int, type[CardError]] = {
    ScardCode.E_SHARING_VIOLATION: CardBusy,
    ScardCode.E_UNKNOWN_READER: ReaderMissing,
    ScardCode.E_READER_UNAVAILABLE: ReaderMissing,
    ScardCode.E_NO_READERS_AVAILABLE: ReaderMissing,
    ScardCode.W_UNRESPONSIVE_CARD: CardUnreadable,
    ScardCode.W_UNPOWERED_CARD: CardUnreadable,
}


def card_error(code: int) -> CardError:
    """Return what a PC/SC code means at the desk; an unlisted one is a card that left."""
    if code in SERVICE_GONE:
        return CardServiceDown()
    return _ERRORS.get(code, CardRemoved)()


@contextmanager
def translated() -> Generator[None, None, None]:
    """Turn PcscError into a CardError."""
    try:
        yield
    except PcscError as error:
        raise card_error(error.code) from error
