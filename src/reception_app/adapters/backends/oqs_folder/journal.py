"""What was asked through the terminal's folders: names given out, and requests still open.

It survives restarts and crashes, and window and command line share it. It is not encrypted, so
nothing in it tells who the patient is: a check id, a file name, days and times, and what the
record of a late answer needs (who asked, what was agreed to, which check it follows).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from pathlib import Path
from typing import Final

from reception_app.adapters.backends.oqs_folder.asked import asked_as_text, asked_from_text
from reception_app.adapters.private_db import PrivateDb
from reception_app.application.late_answers import Asked, Question
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.errors import BackendRefused, BackendUnavailable, StoreDamaged
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import JST
from reception_app.messages.file_names import LAST_OF_DAY, Family, Step, request_name, tail_of

KEPT: Final = timedelta(days=7)
"""How long a request is remembered; the terminal itself forgets answers after about a day."""
KEPT_NAMES: Final = timedelta(days=366)
"""How long a day's numbers are: so far back a clock may be set."""

_COUNTER = """
CREATE TABLE counter (
    day TEXT PRIMARY KEY,
    last INTEGER NOT NULL,
    is_mistaken INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
"""
_SCHEMA = f"""{_COUNTER};
CREATE TABLE request (
    check_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    institution_code TEXT NOT NULL,
    on_day TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    asked TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('noted', 'open', 'answered', 'refused'))
) WITHOUT ROWID
"""
_LOG = logging.getLogger(__name__)
_COLUMNS = "check_id, name, institution_code, on_day, noted_at, asked, state"


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
        asked: What its answer's record needs.
    """

    check_id: CheckId
    name: str
    institution_code: str
    on: date
    noted_at: datetime
    asked: Asked
    state: RequestState


class Journal:
    """The journal of one data folder; any thread."""

    def __init__(self, path: Path) -> None:
        self._db = PrivateDb(path, version=2, schema=_SCHEMA, upgrade=_upgrade)

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
        self, question: Question, institution_code: str, *, now: datetime, after: int = 0
    ) -> Request:
        """Give a single question a name and write both down; the name is a new one each time.

        Its number is higher than ``after``, which another desk had.

        A request that the terminal may have seen stays as it is, and is what is returned.

        Raises:
            BackendRefused, BackendUnavailable, StoreError: as ``new_name``.
        """
        check_id, on = question.query.check_id, question.query.on
        with self._db.writing() as db:
            known = _find(db, check_id)
            if known is not None and known.state is not RequestState.NOTED:
                return known
            name = _next_name(db, Family.SINGLE, Step.UPLOAD, now, after=after)
            noted = Request(
                check_id, name, institution_code, on, now, question.asked, RequestState.NOTED
            )
            db.execute(
                f"INSERT OR REPLACE INTO request ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
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
        return tuple(self._requests(RequestState.OPEN))

    def noted_requests(self) -> tuple[Request, ...]:
        """Return the requests that never became visible, oldest first."""
        return tuple(self._requests(RequestState.NOTED))

    def _requests(self, state: RequestState) -> Iterator[Request]:
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM request WHERE state = ? ORDER BY name",  # noqa: S608 - a constant
                (state.value,),
            )
            found = rows.fetchall()
        for row in found:
            try:
                yield _request_of(row)
            except StoreDamaged:  # the others are none the worse for it
                _LOG.warning("a line of the terminal's journal cannot be read")

    def stopped_until(self, now: datetime) -> date | None:
        """Return the day that the clock once showed and is behind now; None if all is well."""
        with self._db.reading() as db:
            day = _last_day(db)
        return None if day <= _today(now) else date.fromisoformat(day)

    def accept_clock(self, now: datetime) -> None:
        """Go on from today, for the clock was ahead then; the names of those days stay used."""
        with self._db.writing() as db:
            db.execute("UPDATE counter SET is_mistaken = 1 WHERE day > ?", (_today(now),))

    def forget_old(self, now: datetime) -> None:
        """Forget the requests of more than a week ago."""
        with self._db.writing() as db:
            db.execute("DELETE FROM request WHERE noted_at < ?", (_text_of(now - KEPT),))
            db.execute("DELETE FROM counter WHERE day < ?", (_today(now - KEPT_NAMES),))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _next_name(
    db: sqlite3.Connection, family: Family, step: Step, now: datetime, *, after: int = 0
) -> str:
    today = _today(now)
    if _last_day(db) > today:
        raise BackendRefused("SY03", service_code="clock")
    with closing(db.execute("SELECT last FROM counter WHERE day = ?", (today,))) as rows:
        (last,) = rows.fetchone() or (0,)
    number = max(last, after) + 1
    if number > LAST_OF_DAY:
        raise BackendUnavailable("BK03")
    # Names were given today: whatever was thought of this day before, the clock is right.
    db.execute("INSERT OR REPLACE INTO counter (day, last) VALUES (?, ?)", (today, number))
    return request_name(family, step, tail_of(date.fromisoformat(today), number))


def _last_day(db: sqlite3.Connection) -> str:
    """Return the last day that had names and was not a mistake of the clock, or ""."""
    query = "SELECT coalesce(max(day), '') FROM counter WHERE NOT is_mistaken"
    with closing(db.execute(query)) as rows:
        return str(rows.fetchone()[0])


def _today(now: datetime) -> str:
    return now.astimezone(JST).date().isoformat()


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
        asked_as_text(request.asked),
        request.state.value,
    )


def _request_of(row: tuple[str, ...]) -> Request:
    check_id, name, institution_code, on, noted_at, asked, state = row
    try:
        return Request(
            CheckId(check_id),
            name,
            institution_code,
            date.fromisoformat(on),
            datetime.fromisoformat(noted_at),
            asked_from_text(asked),
            RequestState(state),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged from error


def _upgrade(db: sqlite3.Connection) -> None:
    """Bring a journal of version 1 up to date; later ones of that version had these tables."""
    with closing(db.execute("SELECT name FROM pragma_table_info('request')")) as rows:
        if ("asked",) in rows.fetchall():
            return
    db.execute("ALTER TABLE counter RENAME TO only_counter")
    db.execute(_COUNTER)
    db.execute("INSERT INTO counter (day, last) SELECT day, last FROM only_counter")
    db.execute("DROP TABLE only_counter")
    db.execute("ALTER TABLE request ADD COLUMN asked TEXT NOT NULL DEFAULT ''")
    with closing(db.execute("SELECT check_id, noted_at FROM request")) as rows:
        requests = rows.fetchall()
    for check_id, noted_at in requests:
        asked = asked_as_text(_not_known(datetime.fromisoformat(noted_at)))
        db.execute("UPDATE request SET asked = ? WHERE check_id = ?", (asked, check_id))


def _not_known(at: datetime) -> Asked:
    """Return what is known of a question of which nothing was written down."""
    consent = Consent(ConsentMethod.NONE, frozenset(), given_at=at)
    return Asked(operator="", consent=consent, trail=None, expects_somebody=True)


def _text_of(at: datetime) -> str:
    return at.astimezone(JST).isoformat(timespec="seconds")
