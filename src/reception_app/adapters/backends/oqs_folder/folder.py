"""The terminal's folders: requests made visible at once, answers found; reads no message.

``req`` and ``res`` are the terminal's and shared with other programs: nothing there is changed but
our own files. Beside them lies a folder of ours, on the same file system so that a rename is one
step: requests not visible yet, the names that were used today, and answers that were taken.

Source: eligibility-interface.md 4.1 and 4.4.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique
from pathlib import Path
from typing import Final

from reception_app.adapters.durable import PRIVATE_FILE, sync_folder, write_new
from reception_app.messages.file_names import RequestName, answer_names, read_request_name

OURS: Final = "reception-app"
"""Name of our folder, if the settings name no other."""

# The terminal reads as another user; the folder's own rights and the umask decide.
_MODE = 0o666
_KEPT_NAMES = timedelta(days=1)
_KEPT_ANSWERS = timedelta(days=8)
"""A day longer than the journal knows their questions; the store has what they say."""


@unique
class AnswerKind(StrEnum):
    """How a terminal answers."""

    XML = "xml"
    ZIP = "zip"
    ERR = "err"


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where an answer lies."""

    kind: AnswerKind
    path: Path


class TerminalFolder:
    """One terminal's ``req`` and ``res``; every call may hang as long as the share does."""

    def __init__(self, root: Path, ours: Path | None = None) -> None:
        self._req = root / "req"
        self._res = root / "res"
        self._ours = ours or root / OURS
        self._names = self._ours / "names"
        self._taken = self._ours / "taken"

    @property
    def res(self) -> Path:
        """Where answers come."""
        return self._res

    def require_ready(self) -> None:
        """Look whether both folders are there.

        Raises:
            OSError: one of them is not.
        """
        for folder in (self._req, self._res):
            with os.scandir(folder):
                pass

    def claim(self, name: str) -> bool:
        """Whether a request may be called so; never again for anybody if True is returned.

        Several desks may share a terminal: a marker, made only where there is none, makes it
        sure that two of them never use one name.
        """
        self._ours.mkdir(exist_ok=True)
        self._names.mkdir(exist_ok=True)
        try:
            write_new(self._names / name, b"", mode=_MODE)
        except FileExistsError:
            return False
        return not any(os.path.lexists(path) for path in self._used_by(name))

    def last_claimed(self, name: str) -> int:
        """Return the last number that a desk claimed on the day of a claimed name."""
        day = _day_of(name)
        with os.scandir(self._names) as entries:
            return max(_number_of(entry.name) for entry in entries if _day_of(entry.name) == day)

    def write_aside(self, name: str, content: bytes) -> None:
        """Write a request where the terminal does not look, down to the disk; for us alone."""
        write_new(self._aside(name), content, mode=PRIVATE_FILE)
        sync_folder(self._ours)

    def release(self, name: str) -> None:
        """Make a request visible; one that no longer lies aside was made visible before."""
        visible, aside = self._req / name, self._aside(name)
        if os.path.lexists(visible) and aside.exists():
            raise FileExistsError
        with suppress(OSError):  # without rights, or of another program of ours
            aside.chmod(stat.S_IMODE((self._names / name).stat().st_mode))
        with suppress(FileNotFoundError):  # another program of ours may be as far at the moment
            aside.rename(visible)
        sync_folder(self._req)  # also where the rename is an older one

    def discard(self, name: str) -> None:
        """Remove a request that was never visible; a share that refuses keeps it for ``tidy``."""
        with suppress(OSError):
            self._aside(name).unlink()

    def answers(self, names: Collection[str]) -> Mapping[str, tuple[AnswerPlace, ...]]:
        """Return the answers to requests: the XML first, what says that it failed last."""
        return _answers_in(self._res, names)

    def taken_answers(self, names: Collection[str]) -> Mapping[str, tuple[AnswerPlace, ...]]:
        """Return the answers to requests that were taken before."""
        try:
            return _answers_in(self._taken, names)
        except FileNotFoundError:  # nothing was taken yet
            return {}

    def take_away(self, place: AnswerPlace) -> None:
        """Move a used answer into our folder, where nobody takes it for a new one."""
        if place.path.parent != self._taken:
            self._taken.mkdir(exist_ok=True)
            place.path.replace(self._taken / place.path.name)

    def tidy(self, today: date) -> None:
        """Remove what is left of earlier days, of all desks: by the day in its name alone.

        These are used names, requests that stayed invisible, and after a week taken answers.
        """
        for folder, kept in (
            (self._names, _KEPT_NAMES),
            (self._ours, _KEPT_NAMES),
            (self._taken, _KEPT_ANSWERS),
        ):
            for path in _entries(folder):
                if "" < _day_of(path.name) < f"{today - kept:%Y%m%d}":
                    with suppress(OSError):  # another desk's, and not ours to remove
                        path.unlink()

    def _aside(self, name: str) -> Path:
        return self._ours / f"{name}.part"

    def _used_by(self, name: str) -> Iterator[Path]:
        yield self._req / name
        for place in _places(self._res, name):
            yield place.path


def _places(folder: Path, name: str) -> Iterator[AnswerPlace]:
    names = answer_names(name)
    yield AnswerPlace(AnswerKind.XML, folder / names.xml)
    yield AnswerPlace(AnswerKind.ZIP, folder / names.zip)
    for err in names.err:
        yield AnswerPlace(AnswerKind.ERR, folder / err)


def _answers_in(folder: Path, names: Collection[str]) -> Mapping[str, tuple[AnswerPlace, ...]]:
    # Windows keeps a name's case and does not compare it.
    with os.scandir(folder) as entries:
        present = {entry.name.casefold(): entry.name for entry in entries}
    found = dict[str, tuple[AnswerPlace, ...]]()
    for name in names:
        places = tuple(
            AnswerPlace(place.kind, folder / present[place.path.name.casefold()])
            for place in _places(folder, name)
            if place.path.name.casefold() in present
        )
        if places:
            found[name] = places
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # nobody needed it yet
        return []


def _day_of(name: str) -> str:
    """Return yyyymmdd as the name of a request or its answer has it, or "" for other files."""
    request = _request_of(name)
    return request.tail[:8] if request is not None else ""


def _number_of(name: str) -> int:
    request = _request_of(name)
    return int(request.tail[8:]) if request is not None and request.tail.isdecimal() else 0


def _request_of(name: str) -> RequestName | None:
    stem = name.partition(".")[0]
    return read_request_name(f"{stem.replace('res_', 'req_', 1)}.xml")
