"""A real pcscd with the vpcd driver, and cards in its slots, for tests inside ``own_pcscd``."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from smartcard import scard
from support.own_pcscd import INSIDE, RUN_FOLDER

from reception_app.training.card import Place, VirtualCard
from reception_app.training.vpcd import VpcdBridge

VPCD_READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")
VPCD_PORTS = (35963, 35964)
"""The driver's slots: /etc/reader.conf.d/vpcd names the first port, the second follows it."""

READY_S = 30.0
_POLL_S = 0.02
_LOOKED_S = 0.6


class Pcscd:
    """``pcscd -f`` with no other reader than the two slots of the vpcd driver.

    Only where ``own_pcscd.py`` prepared a place for it; start() refuses elsewhere, since it would
    meet the pcscd of other programs.
    """

    def __init__(self, *, log: Path | None = None) -> None:
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Pcscd:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and return once both readers are there."""
        if os.environ.get(INSIDE) != "1":
            raise RuntimeError("run this as: python tests/support/own_pcscd.py -- COMMAND")
        assert self._process is None, "it runs already"
        # A killed one leaves these behind, and the next one would take it for alive.
        for leftover in ("pcscd.comm", "pcscd.pid"):
            (RUN_FOLDER / leftover).unlink(missing_ok=True)
        with (self._log or Path(os.devnull)).open("ab") as out:
            self._process = subprocess.Popen(
                # The kernel ends it with the test process, however that ends.
                ["setpriv", "--pdeathsig", "KILL", "pcscd", "--foreground"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self.wait_ready()

    def wait_ready(self, timeout_s: float = READY_S) -> None:
        """Return once both readers are listed."""
        wait_until(
            lambda: set(VPCD_READERS) <= set(_listed_readers()),
            "pcscd lists the readers of vpcd",
            timeout_s=timeout_s,
        )

    def stop(self) -> None:
        """End it as the system would (SIGTERM); it need not run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it and start it again; cards come back by themselves."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(READY_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class CardInSlot:
    """A virtual card in a slot of the driver, played by a thread of this process."""

    def __init__(self, card: VirtualCard, *, slot: int = 0) -> None:
        self.card = card
        self.reader = VPCD_READERS[slot]
        self._bridge = VpcdBridge(card, f"127.0.0.1:{VPCD_PORTS[slot]}")
        self._thread = threading.Thread(
            target=self._bridge.serve, name=f"card in {self.reader}", daemon=True
        )

    def take_away(self) -> None:
        """Pull the card out and return once pcscd has noticed, or does not run.

        The driver looks every 400 ms only, and would miss a card that is exchanged faster. The
        same VirtualCard can be put into a new CardInSlot.
        """
        self._bridge.stop()
        self._thread.join()
        if self.card.place is not Place.ON_READER:
            # A fault took it in the middle of an exchange. pcscd looks every 400 ms, and a card
            # that comes sooner looks like one that never left; nothing shows that it has looked.
            threading.Event().wait(_LOOKED_S)
        wait_until(lambda: not _has_card(self.reader), f"{self.reader} is empty")

    def __enter__(self) -> CardInSlot:
        self._thread.start()
        try:
            wait_for_card(self.reader)
        except BaseException:
            self._bridge.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.take_away()


def wait_for_card(reader: str, *, present: bool = True, timeout_s: float = READY_S) -> None:
    """Return once pcscd says that there is a card on a reader, or that there is none."""
    wait_until(
        lambda: _has_card(reader) is present,
        f"{reader} has {'a' if present else 'no'} card",
        timeout_s=timeout_s,
    )


def wait_until(is_so: Callable[[], bool], what: str, *, timeout_s: float = READY_S) -> None:
    """Return once a condition holds; fail with its name otherwise."""
    deadline = time.monotonic() + timeout_s
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < deadline, f"not in {timeout_s:g} s: {what}"
        pause.wait(_POLL_S)


def _listed_readers() -> list[str]:
    with _context() as context:
        if context is None:
            return []
        code, readers = scard.SCardListReaders(context, [])
        return readers if code == scard.SCARD_S_SUCCESS else []


def _has_card(reader: str) -> bool | None:
    with _context() as context:
        if context is None:
            return None
        code, states = scard.SCardGetStatusChange(
            context, 0, [(reader, scard.SCARD_STATE_UNAWARE)]
        )
        if code != scard.SCARD_S_SUCCESS:
            return None
        return bool(states[0][1] & scard.SCARD_STATE_PRESENT)


@contextlib.contextmanager
def _context() -> Iterator[int | None]:
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    if code != scard.SCARD_S_SUCCESS:
        yield None
        return
    try:
        yield context
    finally:
        scard.SCardReleaseContext(context)
