"""What was asked through the terminal's folders: names given out, and requests still open.

It survives restarts and crashes, and window and command line share it. Nothing of a patient is in
it: a check id, a file name, days and times.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from pathlib import Path
from typing import Final

from reception_app.adapters.private_db import PrivateDb
from reception_app.domain.errors import BackendRefused, BackendUnavailable
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import JST
from reception_app.messages.file_names import LAST_OF_DAY, Family, Step, request_name, tail_of

KEPT: Final = timedelta(days=7)
"""How long a request is remembered; the terminal itself forgets answers after about a day."""

_SCHEMA = """
CREATE TABLE counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL,
    last INTEGER NOT NULL
);
CREATE TABLE request (
    check_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    institution_code TEXT NOT NULL,
    on_day TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('noted', 'open', 'answered', 'refused'))
) WITHOUT ROWID
"""
_COLUMNS = "check_id, name, institution_code, on_day, noted_at, state"


@unique
class RequestState(StrEnum):
    """How far a request is."""

    NOTED = "noted"
    """It has a name, and cannot be seen by the terminal yet."""
    OPEN = "open"
    """The terminal may have seen it: it is never sent again."""
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the journal has it.

    Attributes:
        name: Of its file in ``req``.
        institution_code: Which clinic asked; the answer says the same.
        on: 資格確認日.
        noted_at: When it got its name, aware.
    """

    check_id: CheckId
    name: str
    institution_code: str
    on: date
    noted_at: datetime
    state: RequestState


class Journal:
    """The journal of one data folder; any thread."""

    def __init__(self, path: Path) -> None:
        self._db = PrivateDb(path, version=1, schema=_SCHEMA)

    def new_name(self, family: Family, step: Step, now: datetime) -> str:
        """Return a name that no request of this data folder had or will have.

        Raises:
            BackendRefused: SY03, the clock went back to a day before one that had names already.
            BackendUnavailable: BK03, all names of the day are used up.
            StoreError: it cannot be kept.
        """
        with self._db.writing() as db:
            return _next_name(db, family, step, now)

    def note(
        self, check_id: CheckId, institution_code: str, on: date, *, now: datetime
    ) -> Request:
        """Give a single question a name and write both down; the name is a new one each time.

        A request that the terminal may have seen stays as it is, and is what is returned.

        Raises:
            BackendRefused, BackendUnavailable, StoreError: as ``new_name``.
        """
        with self._db.writing() as db:
            known = _find(db, check_id)
            if known is not None and known.state is not RequestState.NOTED:
                return known
            name = _next_name(db, Family.SINGLE, Step.UPLOAD, now)
            noted = Request(check_id, name, institution_code, on, now, RequestState.NOTED)
            db.execute(
                f"INSERT OR REPLACE INTO request ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
                _row_of(noted),
            )
            return noted

    def open(self, request: Request) -> bool:
        """Write down that the terminal can see it from now on; call it before that is so.

        Returns False if it is not the noted one: then it must not be shown.
        """
        with self._db.writing() as db:
            changed = db.execute(
                "UPDATE request SET state = 'open' "
                "WHERE check_id = ? AND name = ? AND state = 'noted'",
                (request.check_id, request.name),
            )
            return changed.rowcount == 1

    def close_request(self, check_id: CheckId, state: RequestState) -> None:
        """Write down what became of an open request; one that is closed stays as it is."""
        with self._db.writing() as db:
            db.execute(
                "UPDATE request SET state = ? WHERE check_id = ? AND state = 'open'",
                (state.value, check_id),
            )

    def find(self, check_id: CheckId) -> Request | None:
        """Return a request, or None if it was never asked or is forgotten."""
        with self._db.reading() as db:
            return _find(db, check_id)

    def open_requests(self) -> tuple[Request, ...]:
        """Return the requests that may still be answered, oldest first."""
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM request WHERE state = 'open' ORDER BY name"  # noqa: S608 - a constant
            )
            return tuple(map(_request_of, rows))

    def forget_old(self, now: datetime) -> None:
        """Forget the requests of more than a week ago."""
        with self._db.writing() as db:
            db.execute("DELETE FROM request WHERE noted_at < ?", (_text_of(now - KEPT),))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _next_name(db: sqlite3.Connection, family: Family, step: Step, now: datetime) -> str:
    today = now.astimezone(JST).date()
    with closing(db.execute("SELECT day, last FROM counter")) as rows:
        day, last = rows.fetchone() or (today.isoformat(), 0)
    if day > today.isoformat():
        raise BackendRefused("SY03", service_code="clock")
    number = last + 1 if day == today.isoformat() else 1
    if number > LAST_OF_DAY:
        raise BackendUnavailable("BK03")
    db.execute(
        "INSERT OR REPLACE INTO counter (one, day, last) VALUES (1, ?, ?)",
        (today.isoformat(), number),
    )
    return request_name(family, step, tail_of(today, number))


def _find(db: sqlite3.Connection, check_id: CheckId) -> Request | None:
    with closing(
        db.execute(f"SELECT {_COLUMNS} FROM request WHERE check_id = ?", (check_id,))  # noqa: S608 - a constant
    ) as rows:
        row = rows.fetchone()
    return None if row is None else _request_of(row)


def _row_of(request: Request) -> tuple[str, ...]:
    return (
        request.check_id,
        request.name,
        request.institution_code,
        request.on.isoformat(),
        _text_of(request.noted_at),
        request.state.value,
    )


def _request_of(row: tuple[str, ...]) -> Request:
    check_id, name, institution_code, on, noted_at, state = row
    return Request(
        CheckId(check_id),
        name,
        institution_code,
        date.fromisoformat(on),
        datetime.fromisoformat(noted_at),
        RequestState(state),
    )


def _text_of(at: datetime) -> str:
    return at.astimezone(JST).isoformat(timespec="seconds")
