"""What was uploaded and asked for in jobs through the terminal's folders; survives crashes.

It stands beside ``journal``, which gives out the names. Nothing of a patient is in it: ids, file
names, 受付番号, days and times.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum, unique
from pathlib import Path
from typing import Final

from reception_app.adapters.private_db import PrivateDb
from reception_app.domain.batch import JobId

UPLOADS_KEPT: Final = timedelta(days=60)
"""Far longer than anybody goes on with a batch: a forgotten upload could be sent again."""

_ASKS_KEPT = timedelta(days=2)  # the terminal itself forgets answers after about a day
_SCHEMA = """
CREATE TABLE upload (
    job_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    institution_code TEXT NOT NULL,
    on_day TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('noted', 'open', 'accepted')),
    number TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE ask (
    name TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    noted_at TEXT NOT NULL
) WITHOUT ROWID
"""
_COLUMNS = "job_id, name, institution_code, on_day, state, number"


@unique
class UploadState(StrEnum):
    """How far an upload is."""

    NOTED = "noted"
    """It has a name, and cannot be seen by the terminal yet."""
    OPEN = "open"
    """The terminal may have seen it: it is never sent again."""
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload as the journal has it.

    Attributes:
        name: Of its file in ``req``.
        institution_code: Which clinic asked; the acceptance says the same.
        on: 資格確認日.
        number: 受付番号; empty until it is accepted.
    """

    job_id: JobId
    name: str
    institution_code: str
    on: date
    state: UploadState
    number: str = ""


class JobsJournal:
    """The journal of one data folder; any thread. Every method raises StoreError."""

    def __init__(self, path: Path) -> None:
        self._db = PrivateDb(path, version=1, schema=_SCHEMA)

    def find(self, job_id: JobId) -> Upload | None:
        """Return an upload, or None if it was never noted."""
        with self._db.reading() as db:
            return _find(db, job_id)

    def note(self, upload: Upload, now: datetime) -> Upload:
        """Write an upload down under its name, in place of one that was never visible.

        Returns the upload that stands there: an earlier one, where the terminal may have seen it.
        """
        with self._db.writing() as db:
            known = _find(db, upload.job_id)
            if known is not None and known.state is not UploadState.NOTED:
                return known
            db.execute(
                f"INSERT OR REPLACE INTO upload ({_COLUMNS}, noted_at) "  # noqa: S608 - a constant
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    upload.job_id,
                    upload.name,
                    upload.institution_code,
                    upload.on.isoformat(),
                    upload.state.value,
                    upload.number,
                    _text_of(now),
                ),
            )
            return upload

    def open(self, upload: Upload) -> bool:
        """Write down that the terminal can see it from now on; call it before that is so.

        Returns False if it is not the noted one: then it must not be shown.
        """
        with self._db.writing() as db:
            changed = db.execute(
                "UPDATE upload SET state = 'open' "
                "WHERE job_id = ? AND name = ? AND state = 'noted'",
                (upload.job_id, upload.name),
            )
            return changed.rowcount == 1

    def accept(self, job_id: JobId, number: str) -> None:
        """Write down that the terminal took it in."""
        with self._db.writing() as db:
            db.execute(
                "UPDATE upload SET state = 'accepted', number = ? WHERE job_id = ?",
                (number, job_id),
            )

    def note_ask(self, name: str, number: str, now: datetime) -> None:
        """Write down under which name a result is asked for; call it before that is visible."""
        with self._db.writing() as db:
            db.execute(
                "INSERT INTO ask (name, number, noted_at) VALUES (?, ?, ?)",
                (name, number, _text_of(now)),
            )

    def asks(self, number: str) -> tuple[str, ...]:
        """Return the names under which a result was asked for and not answered, oldest first."""
        with self._db.reading() as db:
            rows = db.execute("SELECT name FROM ask WHERE number = ? ORDER BY name", (number,))
            return tuple(name for (name,) in rows)

    def close_ask(self, name: str) -> None:
        """Write down that it was answered, however."""
        with self._db.writing() as db:
            db.execute("DELETE FROM ask WHERE name = ?", (name,))

    def forget_old(self, now: datetime) -> None:
        """Forget what nobody goes on with any more."""
        with self._db.writing() as db:
            db.execute("DELETE FROM upload WHERE noted_at < ?", (_text_of(now - UPLOADS_KEPT),))
            db.execute("DELETE FROM ask WHERE noted_at < ?", (_text_of(now - _ASKS_KEPT),))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _find(db: sqlite3.Connection, job_id: JobId) -> Upload | None:
    with closing(
        db.execute(f"SELECT {_COLUMNS} FROM upload WHERE job_id = ?", (job_id,))  # noqa: S608 - a constant
    ) as rows:
        row = rows.fetchone()
    if row is None:
        return None
    known_id, name, institution_code, on, state, number = row
    return Upload(
        JobId(known_id), name, institution_code, date.fromisoformat(on), UploadState(state), number
    )


def _text_of(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
