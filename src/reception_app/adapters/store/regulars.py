"""Whom the desk has seen, out of its own answers; statements that only read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Select, select, text

from reception_app.adapters.store.schema import answers, confirmation_records
from reception_app.adapters.store.sqlite import translated
from reception_app.domain.batch import TELLING
from reception_app.domain.eligibility import Record, Verdict
from reception_app.domain.regulars import SeenPatient

_PAGE: Final = 500
_BY_THE_DESK: Final = text("confirmation_records.method <> 'batch'")
"""Word for word the condition of ix_confirmation_records_desk, or SQLite does not use it."""
_day = confirmation_records.c.qualification_confirmation_date


class SqliteRegulars:
    """``domain.regulars.SeenPatients`` over the file of a ``SqliteStore``; on its lane only."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    def seen(self, first: date, last: date, *, verified_from: date) -> Sequence[SeenPatient]:
        """Return each patient whom the desk asked about for those days, newest first.

        Those who are known to be insured on or after ``verified_from`` are left out.
        """
        with translated(self._path), self._engine.begin() as db:
            newest = {row.person_key: row for row in db.execute(_newest_last(first, last))}
            people = list(reversed(newest.values()))
            verified = _verified(db, [row.person_key for row in people], verified_from)
            return tuple(
                SeenPatient(records, row.patient_number or "")
                for row, records in _with_records(db, people)
                if row.person_key not in verified
            )


def _newest_last(first: date, last: date) -> Select[Any, Any, Any]:
    # Each row takes the place of the person's earlier ones, so the last that stands is the newest.
    record = confirmation_records.c
    return (
        select(answers.c.check_id, answers.c.person_key, record.patient_number)
        .join(confirmation_records, record.check_id == answers.c.check_id)
        .where(_BY_THE_DESK, _day.between(first, last))
        .where(answers.c.person_key.is_not(None), answers.c.verdict.in_(TELLING))
        .order_by(answers.c.answered_at, answers.c.check_id)
    )


def _verified(db: Connection, people: Sequence[str], since: date) -> frozenset[str]:
    checks = (
        select(answers.c.person_key)
        .join(confirmation_records, confirmation_records.c.check_id == answers.c.check_id)
        .where(answers.c.verdict == Verdict.VALID, _day >= since)
    )
    return frozenset(
        key
        for page in _pages(people)
        for key in db.scalars(checks.where(answers.c.person_key.in_(page)))
    )


def _with_records(
    db: Connection, people: Sequence[Row[Any, Any, Any]]
) -> Iterator[tuple[Row[Any, Any, Any], tuple[Record, ...]]]:
    for page in _pages(people):
        wanted = [row.check_id for row in page]
        checks = select(answers.c.check_id, answers.c.records)
        found = db.execute(checks.where(answers.c.check_id.in_(wanted)))
        records = {check_id: tuple(json.loads(said)) for check_id, said in found}
        yield from ((row, records[row.check_id]) for row in page)


def _pages(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _PAGE] for start in range(0, len(items), _PAGE))
