"""Which face results were taken in, durably and without anything of a patient: hashes of names."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from reception_app.adapters.private_db import PrivateDb
from reception_app.domain.policy import JST

KEPT: Final = timedelta(days=400)
"""So long a file may lie in the folder without coming again."""

_SCHEMA = """
CREATE TABLE seen (file TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE begun (one INTEGER PRIMARY KEY CHECK (one = 1), day TEXT NOT NULL)
"""


class SeenFiles:
    """The memory of one data folder; any thread."""

    def __init__(self, path: Path) -> None:
        self._db = PrivateDb(path, version=1, schema=_SCHEMA)

    def begin(self, now: datetime) -> date:
        """Return the first day on which anything was looked for, and forget what is too old.

        Raises:
            StoreError: it cannot be kept.
        """
        with self._db.writing() as db:
            today = now.astimezone(JST).date().isoformat()
            db.execute("INSERT OR IGNORE INTO begun (one, day) VALUES (1, ?)", (today,))
            # A clock that was once ahead must not hide today's results until that day.
            db.execute("UPDATE begun SET day = ? WHERE day > ?", (today, today))
            db.execute("DELETE FROM seen WHERE at < ?", (_text_of(now - KEPT),))
            with closing(db.execute("SELECT day FROM begun")) as rows:
                return date.fromisoformat(rows.fetchone()[0])

    def add(self, *parts: bytes, now: datetime) -> None:
        """Remember a file by its name, or by its name and content.

        Raises:
            StoreError: it cannot be kept.
        """
        with self._db.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO seen (file, at) VALUES (?, ?)",
                (_digest(parts), _text_of(now)),
            )

    def added_at(self, *parts: bytes) -> datetime | None:
        """Return when a file was remembered, or None if it was not.

        Raises:
            StoreError: it cannot be read.
        """
        with self._db.reading() as db:
            found = db.execute("SELECT at FROM seen WHERE file = ?", (_digest(parts),))
            with closing(found) as rows:
                row = rows.fetchone()
        return None if row is None else datetime.fromisoformat(row[0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _digest(parts: tuple[bytes, ...]) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _text_of(at: datetime) -> str:
    return at.astimezone(JST).isoformat(timespec="seconds")
