"""Remembers what somebody said the columns of a file mean, for the next file with that heading.

Of the heading only a digest is kept: a file without one begins with somebody's data.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final, cast

from reception_app.adapters.batch_sources.csv_file import CsvFile
from reception_app.adapters.durable import PRIVATE_FILE, write_new
from reception_app.domain.batch_columns import Column, Columns, columns_of, heading_form

_FILE: Final = "batch-columns.json"
_MOST_HEADINGS: Final = 50


class ColumnMemory:
    """One small file in the data folder; a damaged or missing one has nothing to remember."""

    def __init__(self, folder: Path) -> None:
        """Use the file of this folder; nothing is opened yet."""
        self._path = folder / _FILE

    def recalled(self, file: CsvFile) -> CsvFile:
        """Return a file with the meanings that were chosen for its heading, if any were."""
        known = self._all().get(_digest(file.heading))
        columns = None if known is None else _columns(known)
        fits = columns is not None and len(columns) == len(file.heading)
        return file.with_columns(columns) if columns is not None and fits else file

    def remember(self, file: CsvFile) -> None:
        """Keep the meanings of a file's columns, unless they go without saying.

        Raises:
            OSError: it cannot be written; then all is as before.
        """
        known, digest = self._all(), _digest(file.heading)
        known.pop(digest, None)
        if file.columns != columns_of(file.heading):
            known[digest] = [column and column.value for column in file.columns]
        newest = dict(list(known.items())[-_MOST_HEADINGS:])
        aside = self._path.with_name(f"{_FILE}.{os.getpid()}.part")
        aside.unlink(missing_ok=True)  # of a crash
        write_new(aside, json.dumps(newest).encode(), mode=PRIVATE_FILE)
        aside.replace(self._path)

    def _all(self) -> dict[str, object]:
        try:
            content: object = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return cast("dict[str, object]", content) if isinstance(content, dict) else {}


def _digest(heading: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(heading_form(heading)).encode()).hexdigest()


def _columns(known: object) -> Columns | None:
    if not isinstance(known, list):
        return None
    try:
        return tuple(
            None if each is None else Column(each) for each in cast("list[str | None]", known)
        )
    except ValueError:
        return None
