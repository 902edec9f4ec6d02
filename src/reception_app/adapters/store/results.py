"""The result store: statements over the tables, one short transaction each; no SQLite dialect."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    FromClause,
    ScalarSelect,
    Select,
    bindparam,
    insert,
    select,
    update,
)

from reception_app.adapters.store.rows import (
    IN_DOUBT,
    OTHER_PERSON,
    answer_row,
    record_row,
    stored_check,
)
from reception_app.adapters.store.schema import (
    answers,
    confirmation_records,
    handovers,
    visual_confirmations,
)
from reception_app.adapters.store.sqlite import WRITING, translated
from reception_app.domain.eligibility import NORMAL, EligibilityResult
from reception_app.domain.errors import BugError
from reception_app.domain.ids import CheckId
from reception_app.domain.record import (
    OPEN_HANDOVERS,
    UNFINISHED_HANDOVERS,
    ConfirmationRecord,
    HandoverState,
    StoredCheck,
)

_AFTER, _THESE = "after", "these"
_RECEIVED = (confirmation_records.c.accepted_at, answers.c.answered_at, answers.c.check_id)


class SqliteStore:
    """The ``ResultStore`` of one desk; made by ``open_store``."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{WRITING: True})
        self._path = path

    def record_witness(self, check_id: CheckId, witness: str, at: datetime) -> None:
        """Write down who compares the face; the same words again change nothing."""
        self._record_visual(check_id, witness, at, is_same_person=True)

    def record_refusal(self, check_id: CheckId, witness: str, at: datetime) -> None:
        """Write down who could not confirm the face."""
        self._record_visual(check_id, witness, at, is_same_person=False)

    def _record_visual(
        self, check_id: CheckId, witness: str, at: datetime, *, is_same_person: bool
    ) -> None:
        table = visual_confirmations
        same = (table.c.check_id == check_id) & (table.c.confirmed_at == at)
        with translated(self._path), self._writer.begin() as db:
            if db.scalar(select(table.c.check_id).where(same)) is None:
                row = {"check_id": check_id, "confirmed_at": at, "confirmed_by": witness}
                db.execute(insert(table), {**row, "is_same_person": is_same_person})

    def save(
        self,
        result: EligibilityResult,
        record: ConfirmationRecord,
        *,
        hand_over: bool,
        hold: bool = False,
    ) -> bool:
        """Write answer, record and outbox row in one transaction; return whether it was new.

        Of one that is known, only that it is about somebody else is taken over.
        """
        known = select(answers.c.check_id).where(answers.c.check_id == result.check_id)
        with translated(self._path), self._writer.begin() as db:
            if db.scalar(known) is not None:
                if record.is_other_person:
                    _hold_known(db, record)
                return False
            db.execute(insert(answers), answer_row(result))
            db.execute(insert(confirmation_records), record_row(record, result))
            if hand_over:
                state = HandoverState.HELD if hold else HandoverState.WAITING
                db.execute(insert(handovers), {"check_id": result.check_id, "state": state})
        return True

    def waiting(self, limit: int) -> Sequence[StoredCheck]:
        """Return rows not yet delivered, oldest first."""
        return self._in_state(OPEN_HANDOVERS, limit)

    def unfinished(self, limit: int) -> Sequence[StoredCheck]:
        """Return those, and rows that are held, oldest first."""
        return self._in_state(UNFINISHED_HANDOVERS, limit)

    def _in_state(self, states: Collection[HandoverState], limit: int) -> Sequence[StoredCheck]:
        rows = _checks().where(handovers.c.state.in_(states))
        return self._rows(rows.order_by(*_RECEIVED).limit(limit))

    def delivered_since(self, since: datetime) -> Sequence[StoredCheck]:
        """Return rows delivered at or after a moment, oldest delivery first."""
        recent = _checks().where(handovers.c.delivered_at >= since)
        return self._rows(recent.order_by(handovers.c.delivered_at))

    def find(self, check_id: CheckId) -> StoredCheck | None:
        """Return one check."""
        return next(iter(self._rows(_checks().where(answers.c.check_id == check_id))), None)

    def latest(self, limit: int, *, on: date | None = None) -> Sequence[StoredCheck]:
        """Return checks, newest first, of one 資格確認日 if a day is given."""
        checks = _checks().order_by(*(column.desc() for column in _RECEIVED)).limit(limit)
        if on is not None:
            checks = checks.where(confirmation_records.c.qualification_confirmation_date == on)
        return self._rows(checks)

    def answered_before(self, check_id: CheckId) -> StoredCheck | None:
        """Return the newest answer that came before this one and is about the same person."""
        return self.answered_before_each((check_id,)).get(check_id)

    def answered_before_each(
        self, check_ids: Collection[CheckId]
    ) -> Mapping[CheckId, StoredCheck]:
        """Return the same for each of many in one statement; those without one are left out."""
        with translated(self._path), self._engine.begin() as db:
            rows = db.execute(_BEFORE_EACH, {_THESE: list(check_ids)}).mappings()
            return {row[_AFTER]: stored_check(row) for row in rows}

    def mark_allowed(self, check_id: CheckId) -> None:
        """Let a held row go; any other row stays as it is."""
        held = (handovers.c.check_id == check_id) & (handovers.c.state == HandoverState.HELD)
        with translated(self._path), self._writer.begin() as db:
            db.execute(update(handovers).where(held).values(state=HandoverState.WAITING))

    def mark_prepared(self, check_id: CheckId, name: str) -> None:
        """Write down that the file lies aside under this name."""
        self._mark(check_id, state=HandoverState.PREPARED, name=name, failure_code=None)

    def mark_handed_over(self, check_id: CheckId, at: datetime) -> None:
        """Write down that the receipt computer can see it."""
        self._mark(check_id, state=HandoverState.DELIVERED, delivered_at=at, failure_code=None)

    def mark_handover_failed(self, check_id: CheckId, code: str) -> None:
        """Write down that the attempt failed; a name given before stays, since it may be out."""
        self._mark(check_id, state=HandoverState.FAILED, failure_code=code)

    def close(self) -> None:
        """Close the file; no call comes after it."""
        self._engine.dispose()

    def _rows(self, checks: Select[Any]) -> tuple[StoredCheck, ...]:
        with translated(self._path), self._engine.begin() as db:
            return tuple(stored_check(row) for row in db.execute(checks).mappings())

    def _mark(self, check_id: CheckId, **columns: object) -> None:
        marked = update(handovers).where(handovers.c.check_id == check_id).values(**columns)
        with translated(self._path), self._writer.begin() as db:
            if db.execute(marked).rowcount != 1:
                raise BugError


def _hold_known(db: Connection, record: ConfirmationRecord) -> None:
    """Hold an answer that a program saved which knew less of its question."""
    kept, row = confirmation_records.c, handovers.c
    is_news = (kept.check_id == record.check_id) & (
        kept.comparison_result.is_distinct_from(OTHER_PERSON)
    )
    compared = update(confirmation_records).where(is_news).values(comparison_result=OTHER_PERSON)
    if db.execute(compared).rowcount == 1:  # else staff may have let it go, knowing that
        waits = (row.check_id == record.check_id) & (row.state == HandoverState.WAITING)
        db.execute(update(handovers).where(waits).values(state=HandoverState.HELD))


def _checks() -> Select[Any]:
    return (
        select(
            answers,
            *(column for column in confirmation_records.c if column.name != "check_id"),
            *(column for column in handovers.c if column.name != "check_id"),
        )
        .join(confirmation_records, confirmation_records.c.check_id == answers.c.check_id)
        .outerjoin(handovers, handovers.c.check_id == answers.c.check_id)
    )


def _newest_before(this: FromClause) -> ScalarSelect[Any]:
    """Return the id of the newest answer before ``this`` one about the same person."""
    earlier, handover = answers.alias("earlier"), handovers.alias()
    record = confirmation_records.alias()
    same = (earlier.c.person_key == this.c.person_key) & (earlier.c.check_id != this.c.check_id)
    normal = (record.c.segment_of_result == NORMAL) & (record.c.processing_result_status == NORMAL)
    # What staff has not let go, or was about somebody else, is nothing to compare with.
    is_let_go = handover.c.state.is_distinct_from(HandoverState.HELD)
    sure = (
        is_let_go
        & record.c.comparison_result.is_distinct_from(OTHER_PERSON)
        & (record.c.comparison_result.is_distinct_from(IN_DOUBT) | handover.c.state.is_not(None))
    )
    on = (  # what was asked for a later day is not what was "last time" on this one
        select(confirmation_records.c.qualification_confirmation_date)
        .where(confirmation_records.c.check_id == this.c.check_id)
        .correlate(this)
        .scalar_subquery()
    )
    return (
        select(earlier.c.check_id)
        .join(record, record.c.check_id == earlier.c.check_id)
        .outerjoin(handover, handover.c.check_id == earlier.c.check_id)
        .where(same, earlier.c.answered_at <= this.c.answered_at, normal, sure)
        .where(record.c.qualification_confirmation_date <= on)
        .order_by(earlier.c.answered_at.desc(), earlier.c.check_id.desc())
        .limit(1)
        .correlate(this)
        .scalar_subquery()
    )


def _before_each() -> Select[Any]:
    this = answers.alias("this")
    is_wanted = this.c.check_id.in_(bindparam(_THESE, expanding=True))
    is_newest = answers.c.check_id == _newest_before(this)
    return _checks().add_columns(this.c.check_id.label(_AFTER)).join(this, is_wanted & is_newest)


_BEFORE_EACH = _before_each()
"""Made once: making it takes longer than running it."""
