"""Waits for answers in the terminal's folder, on a thread of its own; knows no message.

A scan is enough for every kind of folder; where the system tells of changes, it comes a little
earlier (docs/adr/0009-scan-of-shared-folders.md).
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from reception_app.adapters.backends.oqs_folder.folder import (
    AnswerKind,
    AnswerPlace,
    TerminalFolder,
)
from reception_app.adapters.folder_hint import FolderHint
from reception_app.adapters.scan_pace import SCAN_S, needed_s, pause_s
from reception_app.adapters.stable_read import StableReader
from reception_app.domain.errors import BackendGarbled, BugError, ReceptionError

_PATIENT_SCAN_S = 1.0
"""Where nobody waits at the desk."""
_REFRESH_S = 30.0
_GRACE_S = 2.0
"""So long an answer that makes no sense may become one that does: its writer paused."""
_AFTER_BUG_S = 1.0
"""As if the folder were that slow, so that a bug does not fill the log."""
_JOIN_S = 1.0
_LOG = logging.getLogger(__name__)

Took = Callable[[AnswerKind, bytes], None]
"""Takes an answer file; raises BackendGarbled if it is not the answer, or not whole."""


@dataclass(eq=False, slots=True)
class Wanted:
    """One request whose answer is waited for.

    Attributes:
        name: Of the request.
        at_most: Bytes that an answer may have.
        take: Called on the watching thread with each new content until it raises nothing.
        fail: Called once instead, with why the answer cannot be taken.
        is_urgent: Somebody at the desk waits.
        is_again: The answer was taken before, and may have been moved.
    """

    name: str
    at_most: int
    take: Took
    fail: Callable[[ReceptionError], None]
    is_urgent: bool = True
    is_again: bool = False
    garbled: _Garbled | None = field(default=None, init=False)


@dataclass(frozen=True, slots=True)
class _Garbled:
    """A content that made no sense, and since when."""

    digest: bytes
    since: float
    told: bool = False


class AnswerWatch:
    """Looks for answers as long as any is wanted; any thread."""

    def __init__(
        self,
        folder: TerminalFolder,
        *,
        takes_away: bool,
        refresh: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a watch that starts with the first answer that is wanted.

        Args:
            folder: Where answers come.
            takes_away: Move answers that were taken, instead of leaving them.
            refresh: Called now and then on the watching thread while it runs.
            monotonic: Seconds, to measure with.
        """
        self._folder = folder
        self._takes_away = takes_away
        self._refresh = refresh
        self._monotonic = monotonic
        self._refreshed_at = float("-inf")
        self._reader = StableReader()
        self._wanted = set[Wanted]()
        self._changed = threading.Condition()
        self._hint = FolderHint(folder.res, self._hear_hint)
        self._is_hinted = False
        self._is_woken = False
        self._is_reached = False
        self._looks_at_taken = False
        self._took_s = 0.0
        self._stays_awake = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def want(self, wanted: Wanted) -> None:
        """Look for an answer from now on."""
        with self._changed:
            self._wanted.add(wanted)
            self._looks_at_taken |= wanted.is_again
            self._start()

    def drop(self, wanted: Wanted) -> None:
        """Look for it no longer; a call that is under way still ends."""
        with self._changed:
            self._wanted.discard(wanted)

    def stay_awake(self) -> None:
        """Refresh also while nothing is wanted."""
        with self._changed:
            self._stays_awake = True
            self._refreshed_at = float("-inf")
            self._start()

    def close(self) -> None:
        """Stop; a folder that hangs keeps the thread, not the caller."""
        with self._changed:
            self._closed = True
            thread = self._thread
            self._changed.notify()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_JOIN_S)

    def _start(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="terminal-res", daemon=True)
            self._thread.start()
        self._is_woken = True
        self._changed.notify()

    def _hear_hint(self) -> None:
        with self._changed:
            self._is_hinted = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            self._is_hinted = self._is_woken = False
            self._took_s = 0.0
            try:
                self._refresh_if_due()
                self._look()
            except OSError:  # it comes back, or the time of those who wait runs out
                self._is_reached = False
            except Exception:  # the answers of all who wait, now and later, depend on this thread
                _LOG.critical("unexpected", exc_info=True)
                self._took_s = _AFTER_BUG_S
            if self._rests():
                self._hint.stop()
                return

    def _refresh_if_due(self) -> None:
        if self._monotonic() - self._refreshed_at >= _REFRESH_S:
            self._refreshed_at = self._monotonic()
            self._looks_at_taken = True
            self._refresh()

    def _rests(self) -> bool:
        """Wait for the next turn; return whether there is none."""
        with self._changed:
            while not (self._closed or self._wanted or self._stays_awake):
                self._changed.wait()
            is_urgent = any(wanted.is_urgent for wanted in self._wanted)
            least_s = SCAN_S if is_urgent else _PATIENT_SCAN_S
            rest_s = pause_s(self._took_s, due_s=self._reader.wait_s(), least_s=least_s)
            # A hint may shorten the usual rest, but not what a slow folder needs.
            needs_s = min(needed_s(self._took_s), rest_s)
            self._changed.wait_for(lambda: self._closed or self._is_woken, needs_s)
            self._changed.wait_for(
                lambda: self._closed or self._is_woken or self._is_hinted, rest_s - needs_s
            )
            return self._closed

    def _look(self) -> None:
        with self._changed:
            wanted = list(self._wanted)
            is_due, self._looks_at_taken = self._looks_at_taken, False
        if not wanted:
            return
        with self._measured():
            found = dict(self._folder.answers({each.name for each in wanted}))
            # It may hold a week's answers. Only where somebody waits is it worth each look.
            again = {
                each.name
                for each in wanted
                if each.is_again and each.name not in found and (is_due or each.is_urgent)
            }
            if again:
                taken = self._folder.taken_answers(again)
                self._looks_at_taken |= bool(taken)  # each is read twice
                found.update(taken)
        self._note_reached()
        for name, places in found.items():
            waiting = [each for each in wanted if each.name == name]
            for place in places:
                if waiting and self._offer(place, waiting):
                    break
                waiting = [each for each in waiting if each in self._wanted]

    def _note_reached(self) -> None:
        if not self._is_reached:
            self._is_reached = True
            self._hint.renew()

    @contextmanager
    def _measured(self) -> Generator[None, None, None]:
        begun = self._monotonic()
        try:
            yield
        finally:
            self._took_s += self._monotonic() - begun

    def _offer(self, place: AnswerPlace, waiting: Collection[Wanted]) -> bool:
        """Give an answer to all who wait for it; return whether it was the right one."""
        at_most = max(each.at_most for each in waiting)
        try:
            with self._measured():
                content = self._reader.read(place.path, at_most=at_most)
        except OSError:  # locked, or taken by somebody: look again
            return False
        if content is None:
            return False
        took = [self._gives(each, place.kind, content) for each in waiting]
        if all(took):
            self._reader.forget(place.path)
            if self._takes_away:
                with suppress(OSError):
                    self._folder.take_away(place)
        return all(took)

    def _gives(self, wanted: Wanted, kind: AnswerKind, content: bytes) -> bool:
        """Give an answer to one who waits for it; return whether that one took it."""
        digest = hashlib.sha256(content).digest()
        if wanted.garbled is not None and wanted.garbled.told and wanted.garbled.digest == digest:
            return False
        try:
            wanted.take(kind, content)
        except BackendGarbled as error:
            self._note_garbled(wanted, digest, error)
            return False
        except ReceptionError as error:
            wanted.fail(error)
        except Exception:
            # Whoever waits must know, and the others must go on waiting for theirs. What nobody
            # could take stays where it is.
            _LOG.critical("unexpected", exc_info=True)
            self.drop(wanted)
            wanted.fail(BugError())
            return False
        self.drop(wanted)
        return True

    def _note_garbled(self, wanted: Wanted, digest: bytes, error: BackendGarbled) -> None:
        now = self._monotonic()
        if wanted.garbled is None or wanted.garbled.digest != digest:
            wanted.garbled = _Garbled(digest, now)
        elif now - wanted.garbled.since >= _GRACE_S:
            wanted.garbled = _Garbled(digest, now, told=True)
            _LOG.warning("an answer of the terminal was not used: %s", error.where)
            wanted.fail(error)
