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

    def prepare(self, result: EligibilityResult) -> str:
        """Write ``NAME.xml.part``, file and folder synced, and return NAME.

        Raises:
            TargetMissing: the folder is not there.
            TargetRefused: HO06, a character cannot be written; HO03, the folder refused the file.
        """
        content = face_xml(result, encoding=self._encoding)
        name = face_file_name(result, self._institution_code)
        with self._translated():
            self._refuse_to_overwrite(name)
            self._write_aside(self._aside(name), content)
        return name

    def release(self, name: str) -> None:
        """Rename ``NAME.xml.part`` to ``NAME.xml`` and sync the folder.

        Without the former it was released before: the receipt computer deletes what it has
        read, so that writing it again would be a second hand-over.

        Raises:
            TargetMissing: the folder is not there, which says nothing about the file.
            TargetRefused: HO03.
        """
        with self._translated():
            self._require_folder()
            if self._aside(name).exists():
                self._refuse_to_overwrite(name)
                self._aside(name).rename(self._visible(name))
            # Also where the rename is an older one: it may not have reached the disk then.
            sync_folder(self._folder)

    def path_of(self, name: str) -> str:
        """Return the path of the XML."""
        return str(self._visible(name))

    def still_there(self, name: str) -> bool:
        """Whether the XML has not been taken away.

        Raises:
            TargetMissing: the folder is not there.
        """
        with self._translated():
            self._require_folder()
            return self._visible(name).exists()

    def _write_aside(self, aside: Path, content: bytes) -> None:
        aside.unlink(missing_ok=True)  # of an attempt that a crash or an error cut short
        try:
            write_new(aside, content, mode=_MODE)
            sync_folder(self._folder)
        except OSError:
            with suppress(OSError):
                aside.unlink()
            raise

    def _refuse_to_overwrite(self, name: str) -> None:
        self._require_folder()
        if os.path.lexists(self._visible(name)):
            raise TargetRefused

    def _require_folder(self) -> None:
        if not self._folder.is_dir():
            raise TargetMissing

    def _visible(self, name: str) -> Path:
        return self._folder / f"{name}.xml"

    def _aside(self, name: str) -> Path:
        return self._folder / f"{name}.xml.part"

    @contextmanager
    def _translated(self) -> Generator[None, None, None]:
        try:
            yield
        except OSError as error:
            # A network folder that goes away in the middle says "no such file" or anything else.
            gone = isinstance(error, FileNotFoundError | NotADirectoryError)
            raise (TargetMissing if gone else TargetRefused) from error
