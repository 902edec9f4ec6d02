"""Watches for results of the terminal's face reader, on a thread of its own; saves nothing.

The folder is shared: the receipt computer reads and deletes there too. A scan is enough for every
kind of folder; where the system tells of changes, it comes a little earlier
(docs/adr/0009-scan-of-shared-folders.md). Source: eligibility-interface.md 4.4.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from reception_app.adapters.face_folder.reading import read_face
from reception_app.adapters.face_folder.seen import SeenFiles
from reception_app.adapters.folder_hint import FolderHint
from reception_app.adapters.scan_pace import needed_s, pause_s
from reception_app.adapters.stable_read import NotAFile, StableReader
from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolderReached,
    FaceNews,
)
from reception_app.application.lane_job import Post
from reception_app.domain.errors import BackendGarbled, StoreError
from reception_app.domain.ids import CheckId
from reception_app.messages.file_names import is_face_name
from reception_app.messages.xml_reading import SINGLE_BYTES

_GRACE_S = 2.0
"""So long a file that makes no sense may become one that does: its writer paused."""
_BESIDE_US = timedelta(seconds=10)
"""What was taken in so recently, and not by us, another program of this desk took beside us."""
_AGAIN_S = 15.0
"""After so long a result is told again that could not be saved."""
_HANGS_S = 10.0
"""A folder that has not answered for so long cannot be reached."""
_GUARD_S = 0.5
_JOIN_S = 1.0
_OURS = re.compile(
    r"OQSsiquc01res_face_(?P<clinic>[0-9]{10})(?P<check>[0-9a-f]{32})_[0-9]{14}\.xml"
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FaceFolderSettings:
    """Which folder, and what becomes of a result that was saved.

    Attributes:
        folder: ``face``; it is never made here.
        institution_code: Ours.
        consumes: Delete what was saved, instead of leaving it for others.
    """

    folder: Path
    institution_code: str
    consumes: bool


class FaceFolderWatch:
    """The ``FaceFolder`` of one folder."""

    def __init__(
        self,
        settings: FaceFolderSettings,
        seen: SeenFiles,
        *,
        on_news: Callable[[FaceNews], None],
        post: Post,
        is_ours: Callable[[CheckId], bool],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a watch that does not look yet.

        Args:
            settings: Which folder.
            seen: What was taken in before. It is closed with the watch.
            on_news: What to tell, on the owner's thread.
            post: Puts a call onto that thread.
            is_ours: Whether a check of this id is in our store; called on the watch's thread. A
                file that our hand-over wrote carries the id of its check.
            now: The time, aware.
            monotonic: Seconds, to measure with.
        """
        self._settings = settings
        self._folder = settings.folder
        self._seen = seen
        self._on_news = on_news
        self._post = post
        self._is_ours = is_ours
        self._now = now
        self._monotonic = monotonic
        self._reader = StableReader()
        self._saved = deque[FaceFile]()
        self._not_saved = deque[FaceFile]()
        self._files = dict[str, _File]()
        self._is_reached: bool | None = None
        self._has_looked = False
        self._begun: date | None = None
        self._trouble = ""
        self._told = threading.Lock()
        self._asked_at: float | None = None
        self._took_s = 0.0
        self._wake = threading.Event()
        self._hint = FolderHint(self._folder, self._wake.set)
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"terminal-face{name}", daemon=True)
            for work, name in ((self._run, ""), (self._guard, "-guard"))
        ]

    def start(self) -> None:
        """Begin to look. Results of days before the very first start are nobody's news."""
        for thread in self._threads:
            thread.start()

    def saved(self, file: FaceFile) -> None:
        """Never tell of it again, and delete it if that is what is wanted."""
        self._saved.append(file)
        self._wake.set()

    def not_saved(self, file: FaceFile) -> None:
        """Tell of it again after a while, if it still lies there then."""
        self._not_saved.append(file)
        self._wake.set()

    def stop(self) -> None:
        """Look no longer; what was saved until now is still written down."""
        self._stopped.set()
        self._wake.set()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(_JOIN_S)

    def _guard(self) -> None:
        """Say of a folder that hangs that it cannot be reached: nobody else could."""
        while not self._stopped.wait(_GUARD_S):
            asked_at = self._asked_at
            if asked_at is not None and self._monotonic() - asked_at > _HANGS_S:
                self._note_reached(is_reached=False)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            self._took_s = 0.0
            # Each by itself: what cannot be written down must not keep anything from the desk.
            steps = (self._note_saved, self._note_not_saved, self._look)
            troubles = [_trouble_of(step) for step in steps]
            self._note_trouble(next(filter(None, troubles), ""))
            self._rest()
        with suppress(StoreError):
            self._note_saved()
        self._seen.close()
        self._hint.stop()

    def _rest(self) -> None:
        rest_s = pause_s(self._took_s, due_s=self._reader.wait_s())
        # A hint may shorten the usual rest, but not what a slow folder needs.
        needs_s = min(needed_s(self._took_s), rest_s)
        if not self._stopped.wait(needs_s):
            self._wake.wait(rest_s - needs_s)

    def _note_trouble(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            _LOG.warning("face results cannot be remembered: %s", trouble)
        self._trouble = trouble

    def _tell(self, news: FaceNews) -> None:
        self._post(partial(self._on_news, news))

    def _note_saved(self) -> None:
        while self._saved:
            file = self._saved[0]  # it stays the next one until it is written down
            self._seen.add(os.fsencode(file.name), now=self._now())
            if self._settings.consumes:
                self._delete(file.name)
            self._saved.popleft()

    def _note_not_saved(self) -> None:
        while self._not_saved:
            file = self._files.get(self._not_saved.popleft().name)
            if file is not None:  # else somebody took it
                file.is_done, file.not_before = False, self._monotonic() + _AGAIN_S

    def _delete(self, name: str) -> None:
        try:
            with self._at_the_folder():
                (self._folder / name).unlink(missing_ok=True)
        except OSError:
            _LOG.warning("a face result that was saved could not be deleted")

    # ── looking ─────────────────────────────────────────────────────────────────────────────
    def _look(self) -> None:
        if self._begun is None:
            self._begun = self._seen.begin(self._now())
        try:
            with self._at_the_folder(), os.scandir(self._folder) as entries:
                names = {entry.name for entry in entries if is_face_name(entry.name)}
        except OSError:
            self._note_reached(is_reached=False)
            return
        self._note_reached(is_reached=True)
        for gone in self._files.keys() - names:
            self._reader.forget(self._folder / gone)
            del self._files[gone]
        for name in sorted(names, key=_time_in):
            self._look_at(name)
        self._has_looked = True

    def _note_reached(self, *, is_reached: bool) -> None:
        with self._told:
            if is_reached is not self._is_reached:
                self._is_reached = is_reached
                self._tell(FaceFolderReached(is_reached))
                if is_reached:
                    self._hint.renew()

    @contextmanager
    def _at_the_folder(self) -> Generator[None, None, None]:
        """Measure how long the folder keeps us; the guard sees it if that is too long."""
        begun = self._monotonic()
        self._asked_at = begun
        try:
            yield
        finally:
            self._asked_at = None
            self._took_s += self._monotonic() - begun

    def _look_at(self, name: str) -> None:
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = _File(is_done=self._is_known(name))
        if file.is_done or self._monotonic() < file.not_before:
            return
        path = self._folder / name
        try:
            with self._at_the_folder():
                if file.garbled_stat is not None and _stat_of(path) == file.garbled_stat:
                    return
                content = self._reader.read(path, at_most=SINGLE_BYTES)
        except NotAFile:
            file.is_done = True
        except OSError:  # locked, or taken by somebody in between: the next scan tells
            return
        else:
            if content is not None:
                self._take(name, content, file)

    def _is_known(self, name: str) -> bool:
        if self._begun is not None and _time_in(name)[:8] < f"{self._begun:%Y%m%d}":
            return True
        taken_at = self._seen.added_at(os.fsencode(name))
        if taken_at is not None:
            # It is told all the same, and known when it is saved: this desk may want to show it.
            return not self._has_looked or taken_at < self._now() - _BESIDE_US
        ours = _OURS.fullmatch(name)
        if ours is None or ours["clinic"] != self._settings.institution_code:
            return False
        return self._is_ours(CheckId(str(UUID(ours["check"]))))

    def _take(self, name: str, content: bytes, file: _File) -> None:
        try:
            result = read_face(name, content, answered_at=self._now())
        except BackendGarbled as error:
            self._note_garbled(name, content, file, error.where)
            return
        file.is_done = True
        self._reader.forget(self._folder / name)
        self._tell(FaceFile(name, result))

    def _note_garbled(self, name: str, content: bytes, file: _File, where: str) -> None:
        now, digest = self._monotonic(), hashlib.sha256(content).digest()
        if file.garbled != digest:
            file.garbled, file.garbled_since = digest, now
        if now - file.garbled_since < _GRACE_S:
            return
        named = os.fsencode(name), digest  # a name may hold what no text can
        if self._seen.added_at(*named) is None:
            self._seen.add(*named, now=self._now())
            self._tell(FaceFileUnreadable(name, where))
        with suppress(OSError), self._at_the_folder():
            file.garbled_stat = _stat_of(self._folder / name)


@dataclass(slots=True)
class _File:
    """What is known of one file that lies there.

    Attributes:
        is_done: It was told, or is not to be told.
        garbled: Digest of a content that makes no sense, since ``garbled_since``.
        garbled_stat: Size and time of it, once that was told.
        not_before: It is not to be told again before this moment.
    """

    is_done: bool
    garbled: bytes = b""
    garbled_since: float = 0.0
    garbled_stat: tuple[int, int] | None = None
    not_before: float = 0.0


def _trouble_of(step: Callable[[], None]) -> str:
    """Return the code of what keeps a step from being remembered, or "" if nothing does."""
    try:
        step()
    except StoreError as error:
        return error.code
    return ""


def _stat_of(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _time_in(name: str) -> str:
    """Return yyyyMMddHHmmss as the name ends with it."""
    return name[-len("yyyyMMddHHmmss.xml") : -len(".xml")]
