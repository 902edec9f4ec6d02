"""What is asked of the tables of 一括照会, made so that millions of rows do not matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select
from sqlalchemy.sql.expression import false, true

from reception_app.adapters.store.batch_schema import batch_rows, batch_tallies, batches
from reception_app.adapters.store.batch_values import counts_of
from reception_app.adapters.store.earlier import EarlierAnswers
from reception_app.application.batch_ports import BatchFilter, WorkFilter
from reception_app.domain.batch import (
    BatchCounts,
    BatchEntry,
    BatchState,
    Outcome,
    RowState,
)
from reception_app.domain.batch_patients import patient_of_entry
from reception_app.domain.batch_rules import LONGEST_WAIT
from reception_app.domain.eligibility import Verdict

_CARD: Final = ("card_pin", "card_visual", "card_face")
_ASKED: Final = (RowState.ASKING, RowState.UNKNOWN, RowState.ANSWERED)

_rows = batch_rows.c


def last_made(first: date) -> Select[str, date, datetime]:
    """Return sources, days from one on, and when their newest batch was made."""
    made = batches.c
    this = (made.source, made.qualification_confirmation_date)
    newest = select(*this, func.max(made.created_at)).group_by(*this)
    return newest.where(made.qualification_confirmation_date >= first, made.is_whole == true())


def asked_keys(on: date, keys: Sequence[str], since: datetime | None) -> Select[str]:
    """Return keys that were asked for a day, or are going to be by a batch that runs."""
    runs = (_rows.state == RowState.WAITING) & (batches.c.state == BatchState.RUNNING)
    of_late: ColumnElement[bool] = true()
    if since is not None:
        of_late = or_(
            batches.c.created_at >= since,
            _rows.answered_at >= since,
            _rows.state.in_((RowState.ASKING, RowState.WAITING, RowState.UNKNOWN)),
        )
    return (
        select(_rows.row_key)
        .join(batches)
        .where(
            _rows.qualification_confirmation_date == on,
            _rows.row_key.in_(keys),
            batches.c.is_whole == true(),  # what a crash left of a batch is asked by nobody
            or_(_rows.state.in_(_ASKED), runs),
            of_late,
        )
    )


def checked_by_card(db: Connection, since: date, rows: Sequence[BatchEntry]) -> Iterable[int]:
    """Yield the lines whose insurance a card has shown to be valid, on or after a day.

    Whoever has another insurance by now, or was answered about since, is asked about.
    """
    patients = [(row.line, patient_of_entry(row, since)) for row in rows]
    earlier = EarlierAnswers(db, [patient for _, patient in patients])
    for line, patient in patients:
        last = earlier.newest(patient)
        if last is None or last.verdict is not Verdict.VALID or last.on < since:
            continue
        if last.method in _CARD and patient.insurance in ("", last.patient.insurance):
            yield line


# ── running ───────────────────────────────────────────────────────────────────────────────────
def open_rows(batch: int, state: RowState) -> Select[Any]:
    """Return rows of a batch that stand so, WAITING or ASKING."""
    return select(batch_rows).where(
        _rows.is_open == true(), _rows.batch == batch, _rows.state == state
    )


def due_rows(batch: int, limit: int, now: datetime) -> Select[Any]:
    """Return rows that may be asked now: those never tried first, then by their time."""
    due = or_(  # as ``batch_rules.is_due``
        _rows.next_try_at.is_(None),
        _rows.next_try_at <= now,
        _rows.next_try_at > now + LONGEST_WAIT,
    )
    waiting = open_rows(batch, RowState.WAITING).where(due)
    return waiting.order_by(_rows.next_try_at, _rows.line).limit(limit)


def next_try(db: Connection, batch: int, now: datetime) -> datetime | None:
    """Return when the first waiting row of a batch may be asked; None: none waits."""
    if db.execute(due_rows(batch, 1, now).with_only_columns(_rows.number)).first() is not None:
        return now
    waiting = open_rows(batch, RowState.WAITING).order_by(_rows.next_try_at).limit(1)
    return db.scalar(waiting.with_only_columns(_rows.next_try_at))


def counts(db: Connection, numbers: Sequence[int]) -> list[BatchCounts]:
    """Return the counts of batches, in the order of their numbers given."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    tally = batch_tallies.c
    these = select(tally.batch, tally.state, tally.rows).where(tally.batch.in_(numbers))
    for batch, state, rows in db.execute(these):
        found[batch][state] += rows
    return [counts_of(found[number]) for number in numbers]


def verdicts(db: Connection, number: int) -> Mapping[Outcome, int]:
    """Return how many rows of a batch mean what."""
    tally = batch_tallies.c
    these = select(tally.outcome, tally.rows).where(tally.batch == number, tally.outcome != "")
    found: Counter[Outcome] = Counter()
    for outcome, rows in db.execute(these):
        found[Outcome(outcome)] += rows
    return {outcome: rows for outcome, rows in found.items() if rows}


# ── working on it ─────────────────────────────────────────────────────────────────────────────
def work(wanted: WorkFilter, limit: int) -> Select[Any]:
    """Return rows that need a person, in the order of the work list."""
    found = (
        select(batch_rows)
        .join(batches)
        .where(_rows.is_settled == false(), batches.c.is_whole == true())
    )
    if wanted.on is not None:
        found = found.where(_rows.qualification_confirmation_date == wanted.on)
    if wanted.owner is not None:
        found = found.where(_rows.owner == wanted.owner)
    return found.order_by(_rows.work_order, _rows.batch, _rows.line).limit(limit)


def history(whole: Select[Any], wanted: BatchFilter, limit: int) -> Select[Any]:
    """Return batches, newest first."""
    day = batches.c.qualification_confirmation_date
    if wanted.since is not None:
        whole = whole.where(day >= wanted.since)
    if wanted.until is not None:
        whole = whole.where(day <= wanted.until)
    if wanted.states:
        whole = whole.where(batches.c.state.in_(sorted(wanted.states)))
    return whole.order_by(batches.c.number.desc()).limit(limit)


def unverified(on: date) -> Select[int]:
    """Return the number of patients of a day who have no positive answer; twice is once."""
    who = func.coalesce(func.nullif(_rows.patient_number, ""), _rows.person_key, _rows.number)
    return (
        select(func.count(who.distinct()))
        .join(batches)
        .where(
            _rows.qualification_confirmation_date == on,
            _rows.is_verified == false(),
            batches.c.is_whole == true(),
        )
    )
