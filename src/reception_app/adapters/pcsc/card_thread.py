"""The one thread that does everything of PC/SC: it runs card jobs and watches the readers.

It alternates: a waiting job first, else it waits for reader news. ``submit`` ends that wait by
SCardCancel, several times if need be: one that comes a moment before the wait is lost. Should all
of them be, the job waits for at most ``_WATCH_MS``.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from reception_app.adapters.pcsc.errors import SERVICE_GONE, translated
from reception_app.application.lane_job import Post, lane_job
from reception_app.application.ports import (
    CardPlaced,
    CardTaken,
    Err,
    Ok,
    ReaderNews,
    ReadersChanged,
    ReaderSeen,
    ServiceChanged,
)
from reception_app.card.pcsc import PNP_READER, Pcsc, PcscError, ReaderState, ScardCode
from reception_app.domain.errors import (
    CardMissing,
    CardServiceDown,
    ReaderMissing,
)

T = TypeVar("T")

_WATCH_MS = 250
_CANCELS = 4
_CANCEL_S = 0.001
_REOPEN_S = 1.0
"""Windows stops its smart card service with the last reader and needs a moment to start it."""

_ABOUT_A_READER = frozenset(
    {
        ScardCode.E_UNKNOWN_READER,
        ScardCode.E_READER_UNAVAILABLE,
        ScardCode.E_NO_READERS_AVAILABLE,
    }
)

_LOG = logging.getLogger(__name__)


@dataclass
class _Watched:
    state: ReaderState
    order: int = 0
    """When its card was placed, counted; the latest card is the one that is meant."""


class CardThread:
    """A ``Lane`` for card jobs and the monitor of the readers, in one thread."""

    def __init__(
        self,
        pcsc: Pcsc,
        *,
        post: Post,
        on_news: Callable[[ReaderNews], None],
        only_reader: str = "",
    ) -> None:
        """Make the thread; start() runs it.

        Args:
            pcsc: Called on this thread only, cancel() excepted.
            post: Puts a call onto the owner's thread.
            on_news: Called there.
            only_reader: The one reader that counts, by its name or a part of it; "" for all.
        """
        self._pcsc = pcsc
        self._post = post
        self._on_news = on_news
        self._only = only_reader
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._wake = threading.Event()
        self._working = threading.Event()
        self._working.set()
        self._waits = 0
        # A reader that hangs in a call must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)
        self._last_job: Callable[[], None] = _nothing
        self._is_up: bool | None = None
        self._readers: dict[str, _Watched] = {}
        self._pnp = ReaderState(PNP_READER)
        self._placed = 0
        self._bug: type[Exception] | None = None
        """What failed last and has not worked since: told once, not each second."""

    @property
    def pcsc(self) -> Pcsc:
        """What the gateway speaks through, on this thread."""
        return self._pcsc

    # ── the owner's side ────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def at_end(self, job: Callable[[], None]) -> None:
        """Run a job on the card thread when it ends, whatever was dropped: power the card off."""
        self._last_job = job

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Run job on the card thread, then done on the owner's (``application.ports.Lane``)."""
        if self._closing.is_set():
            raise RuntimeError("the card thread is closed")
        translating = partial(_run_translated, job)
        self._jobs.put(lane_job(translating, done, post=self._post, lane="card"))
        self._end_wait()

    def close(self, timeout_s: float = 5.0) -> None:
        """Finish the running job, drop the others, let go of PC/SC."""
        self._closing.set()
        self._end_wait()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _end_wait(self) -> None:
        """Get the thread out of its waiting; takes a few milliseconds at most."""
        self._wake.set()
        this_wait = self._waits
        for _ in range(_CANCELS):
            if self._working.is_set() or self._waits != this_wait:
                return
            self._pcsc.cancel()
            if self._waits == this_wait:
                self._working.wait(_CANCEL_S)

    # ── for jobs, on the card thread ────────────────────────────────────────────────────────
    def readers(self) -> tuple[ReaderSeen, ...]:
        """Return the readers as last seen. Card thread only. Raises: CardServiceDown."""
        self._assert_here()
        if not self._is_up:
            raise CardServiceDown
        return tuple(
            ReaderSeen(name, watched.state.present, watched.state.busy)
            for name, watched in self._readers.items()
        )

    def choose_reader(self) -> str:
        """Return the reader whose card was placed last. Card thread only.

        Raises: CardServiceDown, ReaderMissing, CardMissing.
        """
        self._assert_here()
        if not self._is_up:
            raise CardServiceDown
        if not self._readers:
            raise ReaderMissing
        placed = [(w.order, name) for name, w in self._readers.items() if w.state.present]
        if not placed:
            raise CardMissing
        return max(placed)[1]

    def _assert_here(self) -> None:
        if threading.current_thread() is not self._thread:
            raise RuntimeError("card thread only")

    # ── the thread ──────────────────────────────────────────────────────────────────────────
    def _run(self) -> None:
        try:
            self._alternate()
        finally:
            # Whatever happened: no card stays powered, and nobody waits for a thread that is gone.
            self._closing.set()
            self._last_job()
            self._pcsc.release()

    def _alternate(self) -> None:
        self._watch_on(timeout_ms=0)
        while not self._closing.is_set():
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                self._watch_on(timeout_ms=_WATCH_MS)
            else:
                job()

    def _watch_on(self, *, timeout_ms: int) -> None:
        """Watch once; a bug takes the service down, never the thread: no lamp stays green."""
        was_up = self._is_up
        try:
            self._watch(timeout_ms=timeout_ms)
        except Exception as bug:  # the owner's thread shall know
            self._recover(bug)
            self._rest(_REOPEN_S)
        else:
            if was_up and self._is_up:
                self._bug = None

    def _recover(self, bug: Exception) -> None:
        """Take the service for gone, then let the bug surface; of a row of one kind the first."""
        is_new, self._bug = type(bug) is not self._bug, type(bug)
        if is_new:
            _LOG.error("watching the readers failed unexpectedly", exc_info=bug)
        try:
            self._service_lost(known=False)
        except Exception:  # to let go of a context that is broken may fail as well
            if is_new:
                _LOG.exception("letting go of the card service failed unexpectedly")
        if is_new:
            self._post(partial(_raise, bug))

    def _watch(self, *, timeout_ms: int) -> None:
        """Wait for reader news once; whatever fails here is the service's trouble."""
        try:
            if self._is_up:
                self._wait(timeout_ms)
            else:
                self._establish()
                self._wait(0)  # the next job wants to know where a card lies
        except PcscError as error:
            if error.code == ScardCode.E_CANCELLED:
                return
            if error.code == ScardCode.E_TIMEOUT or error.code in _ABOUT_A_READER:
                self._look_again(rests=error.code in _ABOUT_A_READER)
                return
            self._service_lost(known=error.code in SERVICE_GONE)
            if timeout_ms:
                self._rest(_REOPEN_S)

    def _establish(self) -> None:
        self._pcsc.establish()
        self._pnp = ReaderState(PNP_READER)
        self._list_readers()
        if self._bug:
            self._try_out()
        self._is_up = True
        _LOG.info("card service up")
        self._tell(ServiceChanged(up=True))
        self._tell(ReadersChanged(tuple(self._readers)))

    def _try_out(self) -> None:
        """Wait without taking anything in, so that a bug that is still there makes no news."""
        try:
            self._pcsc.wait([self._pnp, *(w.state for w in self._readers.values())], 0)
        except PcscError as error:
            if error.code not in (ScardCode.E_TIMEOUT, ScardCode.E_CANCELLED):
                raise

    def _service_lost(self, *, known: bool) -> None:
        if self._is_up is not False:
            _LOG.warning("card service down" if known else "card service failed")
            lost, self._readers = self._readers, {}
            for name, watched in lost.items():
                if watched.state.present:
                    self._tell(CardTaken(name))
            self._is_up = False
            self._tell(ServiceChanged(up=False))
        self._pcsc.release()

    def _rest(self, seconds: float) -> None:
        """Wait, but not while a job waits."""
        if self._jobs.empty():
            self._wake.wait(seconds)
            self._wake.clear()

    def _wait(self, timeout_ms: int) -> None:
        watched = [self._pnp, *(w.state for w in self._readers.values())]
        pnp, *states = self._wait_for_change(watched, timeout_ms)
        self._pnp = pnp
        for state in states:
            self._take_in(self._readers[state.name].state, state)
        if pnp.changed or any(state.gone for state in states):
            self._list_readers()

    def _wait_for_change(
        self, watched: Sequence[ReaderState], timeout_ms: int
    ) -> Sequence[ReaderState]:
        """Wait as ``_end_wait`` needs it: it sees that we wait, or we see what it came for.

        Not to wait at all is a wait that was cancelled; a time-out of 0 takes pcsc-lite 4 ms.
        """
        self._waits += 1
        self._working.clear()
        try:
            if timeout_ms and (self._closing.is_set() or not self._jobs.empty()):
                raise PcscError(ScardCode.E_CANCELLED)
            return self._pcsc.wait(watched, timeout_ms)
        finally:
            self._working.set()

    def _look_again(self, *, rests: bool) -> None:
        """List the readers, since what changes between two waits is not reported (pcsc-lite 1.9).

        Args:
            rests: Pause where nothing changed, so that a service that goes on complaining about a
                reader that it lists is not asked without end.
        """
        try:
            changed = self._list_readers()
        except PcscError as error:
            self._service_lost(known=error.code in SERVICE_GONE)
            return
        if rests and not changed:
            self._rest(_WATCH_MS / 1000)

    def _list_readers(self) -> bool:
        """Take in which readers there are; returns whether that changed."""
        names = [name for name in self._pcsc.readers() if self._only in name]
        if names == list(self._readers):
            return False
        before = self._readers
        self._readers = {name: before.get(name, _Watched(ReaderState(name))) for name in names}
        if self._is_up:
            for name, watched in before.items():
                if name not in self._readers and watched.state.present:
                    self._tell(CardTaken(name))
            self._tell(ReadersChanged(tuple(names)))
        return True

    def _take_in(self, old: ReaderState, new: ReaderState) -> None:
        """Remember a reader's new state and tell what happened to its card."""
        watched = self._readers[new.name]
        watched.state = new
        swapped = old.present and new.present and _card_events(old) != _card_events(new)
        if old.present and (not new.present or swapped):
            self._tell(CardTaken(new.name))
        if new.present and (not old.present or swapped):
            self._placed += 1
            watched.order = self._placed
            self._tell(CardPlaced(new.name))

    def _tell(self, news: ReaderNews) -> None:
        self._post(lambda: self._on_news(news))


def _card_events(state: ReaderState) -> int:
    """Return the upper half of a PC/SC state: it counts insertions and removals."""
    return state.token >> 16


def _run_translated(job: Callable[[], T]) -> T:
    with translated():
        return job()


def _raise(bug: Exception) -> None:
    raise bug


def _nothing() -> None:
    """Nothing to power off yet."""
