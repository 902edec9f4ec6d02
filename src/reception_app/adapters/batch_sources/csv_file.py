"""A CSV file as the source of a batch, in whatever order its columns are; reads only.

Tabs and semicolons separate as well as commas. A line whose cells cannot be told apart stops the
whole file; one that only has too many of them is kept, and refused later.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from reception_app.adapters.batch_sources.file_text import FileText, read_text
from reception_app.domain.batch import BatchEntry
from reception_app.domain.batch_columns import (
    CELLS_DO_NOT_FIT,
    LABELS,
    Column,
    Columns,
    columns_of,
    entry_of,
    missing_columns,
)
from reception_app.domain.errors import BatchSourceError
from reception_app.domain.my_number import holds_my_number

_SEPARATORS: Final = (",", "\t", ";")
_HEADING_LINE: Final = 1
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file whose heading was read.

    Attributes:
        name: For people; without digits where a My Number stands in it, as it is stored.
        digest: SHA-256 of its bytes, and of what somebody said its columns mean, hex.
        heading: As it stands there; of a file without one, somebody's data.
        columns: What they mean; see ``with_columns``.
    """

    name: str = field(repr=False)
    digest: str
    heading: tuple[str, ...] = field(repr=False)
    columns: Columns
    text: FileText = field(repr=False)
    separator: str

    def with_columns(self, columns: Columns) -> CsvFile:
        """Return the file read with other meanings, as somebody chose or as remembered.

        It says other things then, so that it is no longer the same source.
        """
        digest = self.text.digest
        if columns != columns_of(self.heading):
            meant = ",".join(each or "" for each in columns)
            digest = hashlib.sha256(f"{digest} {meant}".encode()).hexdigest()
        return replace(self, columns=columns, digest=digest)

    def entries(self, *, on: date | None = None, needs_day: bool = False) -> Iterator[BatchEntry]:
        """Yield its lines, but for empty ones; the file is read while they are used.

        Args:
            on: The day of the appointments, where no column says it.
            needs_day: Whether a line whose day cannot be read says so in ``flaw``.

        Raises:
            BatchSourceError: a column is missing (BT10), a line cannot be read (BT07), or the
                file was changed meanwhile (BT12): then nothing of it may be used, what was
                yielded before included.
        """
        missing = missing_columns(self.columns)
        if missing:
            raise _no_columns(missing)
        return self._entries(partial(entry_of, columns=self.columns, on=on, needs_day=needs_day))

    def _entries(self, entry_at: Callable[[int, list[str]], BatchEntry]) -> Iterator[BatchEntry]:
        held: tuple[int, list[str]] | None = None
        for line, cells in _lines(self.text, self.separator):
            if held is not None:
                yield entry_at(*held)
            held = (line, cells) if line > _HEADING_LINE else None
        if held is not None:
            entry = entry_at(*held)
            yield replace(entry, flaw=CELLS_DO_NOT_FIT) if self._is_cut_off(held[1]) else entry

    def _is_cut_off(self, last: list[str]) -> bool:
        """A last line without an end and with cells missing was cut off, perhaps in a number."""
        return self.text.ends_open and len(last) < len(self.columns)


def open_csv(path: Path) -> CsvFile:
    """Return a file with what its heading means.

    Raises:
        BatchSourceError: it cannot be opened (BT11), is no CSV file (BT08), mixes encodings
            (BT09), or has no heading (BT10).
    """
    text = read_text(path)
    found = {each: _heading(text, each) for each in _SEPARATORS}
    if not any(found.values()) and None in found.values():
        raise BatchSourceError(line=_HEADING_LINE)
    separator = max(_SEPARATORS, key=lambda each: _fitness(found[each] or ()))
    heading = found[separator] or ()
    if not any(cell.strip() for cell in heading):
        raise _no_columns(missing_columns(()))
    name = _DIGIT.sub("＊", path.name) if holds_my_number(path.name) else path.name
    return CsvFile(name, text.digest, heading, columns_of(heading), text, separator)


def _heading(text: FileText, separator: str) -> tuple[str, ...] | None:
    """Return the first line taken apart there, or None where it cannot be."""
    try:
        return tuple(next(csv.reader(text.lines(), delimiter=separator, strict=True), ()))
    except csv.Error:
        return None


def _fitness(heading: Sequence[str]) -> tuple[int, int]:
    return sum(each is not None for each in columns_of(heading)), len(heading)


def _no_columns(missing: Sequence[Column]) -> BatchSourceError:
    return BatchSourceError("BT10", field="、".join(LABELS[each] for each in missing))


def _lines(text: FileText, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line that has any, and the number of its first line."""
    reader = csv.reader(text.lines(), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        with _translated(line):
            cells = next(reader, None)
        if cells is None:
            return
        if line == _HEADING_LINE or any(cell.strip() for cell in cells):
            yield line, cells


@contextmanager
def _translated(line: int) -> Generator[None]:
    try:
        yield
    except csv.Error as error:
        raise BatchSourceError(line=line) from error
