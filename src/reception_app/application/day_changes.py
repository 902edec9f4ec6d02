"""How much each answer of the day differs from the one before it; runs on the store's lane."""

from __future__ import annotations

from collections.abc import Sequence

from reception_app.application.ports import ResultStore
from reception_app.domain.changes import changes_since
from reception_app.domain.ids import CheckId
from reception_app.domain.person import may_be_one_person
from reception_app.domain.record import StoredCheck


def count_changes(store: ResultStore, rows: Sequence[StoredCheck]) -> dict[CheckId, int | None]:
    """Return how many things changed; None where there is nothing to compare an answer with."""
    before = store.answered_before_each([row.record.check_id for row in rows])
    return {row.record.check_id: _count(before.get(row.record.check_id), row) for row in rows}


def _count(before: StoredCheck | None, row: StoredCheck) -> int | None:
    if before is None or not may_be_one_person(before.result.records, row.result.records):
        return None
    changes = changes_since(before, row.result, row.record.on)
    return None if changes is None else changes.count
