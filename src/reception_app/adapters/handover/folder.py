"""The drop folder that the receipt computer polls: one XML an answer, never half, never twice.

The folder is somebody else's: it is never made here, and nothing in it is changed but our own.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from reception_app.adapters.durable import sync_folder, write_new
from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.errors import TargetMissing, TargetRefused
from reception_app.messages.xml import Encoding, face_file_name, face_xml

# The receipt computer reads as another user; the folder's own rights and the umask decide.
_MODE = 0o666


class FaceFolderSink:
    """The ``HandoverSink`` of a face folder (architecture.md, decision 18)."""

    def __init__(self, folder: Path, institution_code: str, *, encoding: Encoding) -> None:
        self._folder = folder
        self._institution_code = institution_code
        self._encoding: Encoding = encoding

    def require_ready(self) -> None:
        """Look whether a file could be made there now.

        Raises:
            TargetMissing: the folder is not there.
            TargetRefused: it may not be written.
        """
        _require_folder(self._folder)
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise TargetRefused

    def prepare(self, result: EligibilityResult) -> str:
        """Write ``NAME.xml.part``, file and folder synced, and return the path of ``NAME.xml``.

        The whole path, so that a later change of the setting does not make an answer that still
        lies aside look like one that was taken.

        Raises:
            TargetMissing: the folder is not there.
            TargetRefused: HO06, a character cannot be written; HO03, the folder refused the file.
        """
        content = face_xml(result, encoding=self._encoding)
        file_name = f"{face_file_name(result, self._institution_code)}.xml"
        visible = self._folder.absolute() / file_name
        with self._translated():
            _require_folder(self._folder)
            _refuse_to_overwrite(visible)
            self._write_aside(_aside(visible), content)
        return str(visible)

    def release(self, name: str) -> None:
        """Rename ``NAME.xml.part`` to ``NAME.xml`` where it was prepared, and sync that folder.

        Without the former it was released before: the receipt computer deletes what it has
        read, so that writing it again would be a second hand-over.

        Raises:
            TargetMissing: the folder is not there, which says nothing about the file.
            TargetRefused: HO03.
        """
        visible = Path(name)
        with self._translated():
            _require_folder(visible.parent)
            if _aside(visible).exists():
                _refuse_to_overwrite(visible)
                _aside(visible).rename(visible)
            # Also where the rename is an older one: it may not have reached the disk then.
            sync_folder(visible.parent)

    def lies_elsewhere(self, name: str) -> bool:
        """Whether ``NAME.xml.part`` still lies in another folder than the one of today."""
        visible = Path(name)
        with self._translated():
            return visible.parent != self._folder.absolute() and _aside(visible).exists()

    def discard(self, name: str) -> None:
        """Remove a ``.part`` that was released elsewhere; a folder that refuses keeps it."""
        with suppress(OSError):
            _aside(Path(name)).unlink()

    def path_of(self, name: str) -> str:
        """Return the path of the XML."""
        return name

    def still_there(self, name: str) -> bool:
        """Whether the XML has not been taken away.

        Raises:
            TargetMissing: the folder is not there.
        """
        with self._translated():
            _require_folder(Path(name).parent)
            return Path(name).exists()

    def _write_aside(self, aside: Path, content: bytes) -> None:
        aside.unlink(missing_ok=True)  # of an attempt that a crash or an error cut short
        try:
            write_new(aside, content, mode=_MODE)
            sync_folder(self._folder)
        except OSError:
            with suppress(OSError):
                aside.unlink()
            raise

    @contextmanager
    def _translated(self) -> Generator[None, None, None]:
        try:
            yield
        except OSError as error:
            # A network folder that goes away in the middle says "no such file" or anything else.
            gone = isinstance(error, FileNotFoundError | NotADirectoryError)
            raise (TargetMissing if gone else TargetRefused) from error


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise TargetMissing


def _refuse_to_overwrite(visible: Path) -> None:
    if os.path.lexists(visible):
        raise TargetRefused


def _aside(visible: Path) -> Path:
    return visible.with_name(f"{visible.name}.part")
