"""The PC/SC functions that the adapter calls, as pyscard 2.3.1 returns them.

Return codes are unsigned 32-bit numbers on Linux and may be negative elsewhere. Several values
come as a list; they are written as tuples here, since a list has one element type. Contexts and
cards are numbers; 0 as a handle ends in SystemError.
"""

# ruff: noqa: N802 - the names are those of PC/SC

from collections.abc import Sequence

def SCardEstablishContext(scope: int, /) -> tuple[int, int]: ...
def SCardReleaseContext(hcontext: int, /) -> int: ...
def SCardListReaders(hcontext: int, readergroups: list[str], /) -> tuple[int, list[str]]: ...
def SCardGetStatusChange(
    hcontext: int,
    timeout_ms: int,
    readerstatelist: Sequence[tuple[str, int]],
    /,
) -> tuple[int, list[tuple[str, int, list[int]]]]: ...
def SCardCancel(hcontext: int, /) -> int: ...
def SCardConnect(
    hcontext: int, readername: str, share_mode: int, protocols: int, /
) -> tuple[int, int, int]: ...
def SCardReconnect(
    hcard: int, share_mode: int, protocols: int, initialization: int, /
) -> tuple[int, int]: ...
def SCardStatus(hcard: int, /) -> tuple[int, str, int, int, list[int]]: ...
def SCardTransmit(
    hcard: int, send_pci: int, apducommand: list[int], /
) -> tuple[int, list[int]]: ...
def SCardDisconnect(hcard: int, disposition: int, /) -> int: ...

SCARD_SCOPE_USER: int
SCARD_SCOPE_SYSTEM: int
SCARD_SHARE_EXCLUSIVE: int
SCARD_PROTOCOL_T1: int
SCARD_PCI_T1: int
SCARD_LEAVE_CARD: int
SCARD_RESET_CARD: int
SCARD_UNPOWER_CARD: int

SCARD_STATE_UNAWARE: int
SCARD_STATE_IGNORE: int
SCARD_STATE_CHANGED: int
SCARD_STATE_UNKNOWN: int
SCARD_STATE_UNAVAILABLE: int
SCARD_STATE_PRESENT: int
SCARD_STATE_EXCLUSIVE: int

SCARD_S_SUCCESS: int
SCARD_E_INVALID_HANDLE: int
SCARD_E_NOT_TRANSACTED: int
SCARD_F_COMM_ERROR: int
SCARD_W_REMOVED_CARD: int
