"""The text of a file of unknown encoding, line by line; says what it is if it is no text.

A file is read twice: once to know its encoding and its digest, once to use it. Should it have
changed in between, that is told at the end, and nothing of it may be used.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from reception_app.domain.errors import BatchSourceError

Encoding = Literal["utf-8", "cp932"]

_UTF_8_MARK: Final = b"\xef\xbb\xbf"
_KINDS: Final = (
    (b"PK\x03\x04", "Excel / ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "Word / RTF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3", "SQLite"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_MARKUPS: Final = ((b"<?xml", "XML"), (b"<", "HTML"))
_NOTHING: Final = re.compile(r"[\x80\uf8f0-\uf8f3]")
_LONGEST_LINE: Final = 1024 * 1024
_MOST_BYTES: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileText:
    """A file that was read once.

    Attributes:
        digest: SHA-256 of its bytes, hex.
        ends_open: Whether its last line has no end, as when a file is cut off.
    """

    path: Path = field(repr=False)
    encoding: Encoding
    digest: str
    ends_open: bool

    def lines(self) -> Iterator[str]:
        """Yield its lines with their ends, without a byte order mark.

        Raises:
            BatchSourceError: it cannot be read any more (BT11), or has changed (BT12, also after
                the last line).
        """
        digest = hashlib.sha256()
        for number, line in enumerate(_raw_lines(self.path)):
            digest.update(line)
            text = line if number else line.removeprefix(_UTF_8_MARK)
            try:
                yield text.decode(self.encoding)
            except UnicodeDecodeError as error:
                raise BatchSourceError("BT12") from error
        if digest.hexdigest() != self.digest:
            raise BatchSourceError("BT12")


def read_text(path: Path) -> FileText:
    """Return what a file is, after reading all of it once.

    Raises:
        BatchSourceError: it cannot be opened (BT11), is no text (BT08), or mixes encodings or
            holds what no encoding has (BT09, with the first such line).
    """
    seen = _Seen()
    is_blank = True
    for number, line in enumerate(_raw_lines(path), start=1):
        if is_blank and line.removeprefix(_UTF_8_MARK).strip():
            _refuse_other_kinds(line)
            is_blank = False
        seen.take(number, line)
    return FileText(path, seen.encoding(), seen.digest.hexdigest(), ends_open=seen.ends_open)


class _Seen:
    """What the lines so far say of the encoding."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.ends_open = False
        self._has_mark = False
        self._no_utf_8: int | None = None
        self._no_cp932: int | None = None
        self._only_utf_8: int | None = None
        self._is_ascii = True

    def take(self, number: int, line: bytes) -> None:
        self.digest.update(line)
        self.ends_open = not line.endswith(b"\n")
        self._has_mark |= number == 1 and line.startswith(_UTF_8_MARK)
        if b"\0" in line:
            raise (
                BatchSourceError("BT08") if number == 1 else BatchSourceError("BT09", line=number)
            )
        if line.isascii():
            return
        self._is_ascii = False
        if _decoded(line, "cp932") is None:
            self._no_cp932 = self._no_cp932 or number
        text = _decoded(line, "utf-8")
        if text is None:
            self._no_utf_8 = self._no_utf_8 or number
        elif any("\u3000" <= char <= "\uffef" for char in text):
            # CP932 takes most of UTF-8 for other kanji; the other way round almost never.
            self._only_utf_8 = self._only_utf_8 or number

    def encoding(self) -> Encoding:
        if self._no_utf_8 is None:
            return "cp932" if self._may_be_kana() else "utf-8"
        if self._has_mark or (self._only_utf_8 and self._only_utf_8 < self._no_utf_8):
            raise BatchSourceError("BT09", line=self._no_utf_8)
        other = self._only_utf_8 or self._no_cp932
        if other is not None:
            raise BatchSourceError("BT09", line=other)
        return "cp932"

    def _may_be_kana(self) -> bool:
        """Whether what fits UTF-8 may be half-width kana, pairs of which are letters there."""
        says_which = self._is_ascii or self._has_mark or self._only_utf_8 is not None
        return not says_which and self._no_cp932 is None


def _decoded(line: bytes, encoding: Encoding) -> str | None:
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return None
    # Bytes that CP932 has nothing for are let through by Python, as Windows does.
    return None if encoding == "cp932" and _NOTHING.search(text) else text


def _refuse_other_kinds(first: bytes) -> None:
    kind = next((kind for magic, kind in _KINDS if first.startswith(magic)), None)
    if kind is None:
        plain = first.removeprefix(_UTF_8_MARK).lstrip().lower()
        kind = next((kind for magic, kind in _MARKUPS if plain.startswith(magic)), None)
    if kind is not None:
        raise BatchSourceError("BT08", kind=kind)


def _raw_lines(path: Path) -> Iterator[bytes]:
    left = _MOST_BYTES
    with _translated():
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for its writer
            raise BatchSourceError("BT11")
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                left -= len(line)
                if left < 0 or len(line) == _LONGEST_LINE:
                    raise BatchSourceError("BT08")
                yield line


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise BatchSourceError("BT11") from error
