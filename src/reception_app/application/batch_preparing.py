"""Turns what a source gives into a draft that somebody looks through before it is sent.

Everything here may take long and asks the store: call it on a lane. Nothing is stored or sent.

Source: front-desk.md C.2, C.3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from reception_app.application.batch_making import inspected_rows
from reception_app.application.batch_ports import BatchStore
from reception_app.domain.batch import BatchEntry, BatchRow, Kept, RowId, RowState, Source
from reception_app.domain.batch_desk import Draft
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.policy import in_jst


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What a source gave.

    Attributes:
        name: For people.
        digest: Of its bytes; empty where it has none of its own.
    """

    entries: tuple[BatchEntry, ...] = field(repr=False)
    name: str = field(default="", repr=False)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Preparing:
    """What preparing needs.

    Attributes:
        new_row_id: Makes 任意の識別子.
    """

    store: BatchStore
    new_row_id: Callable[[], RowId]

    def draft_of(self, given: SourceRead, source: Source, today: date) -> Draft:
        """Inspect every line, for the day of its appointment; one that is over, for today.

        Raises:
            StoreError: what is known of the patients cannot be read.
        """
        days = defaultdict[date, list[BatchEntry]](list)
        for entry in given.entries:
            days[day_of(entry, today)].append(entry)
        rows = [row for day, entries in days.items() for row in self._rows(entries, day)]
        rows.sort(key=lambda row: row.entry.line)
        first = min(days, default=today)
        return Draft(
            source,
            first,
            max(days, default=today),
            tuple(rows),
            source_name=given.name,
            source_digest=given.digest,
            before=self.store.same_source(first, given.digest) if given.digest else None,
        )

    def corrected(self, draft: Draft, row_id: RowId, typed: TypedNumbers) -> Draft:
        """Inspect one line again, with other numbers; the others stay as they are.

        Raises:
            StoreError: what is known of the patient cannot be read.
        """
        place = next((n for n, row in enumerate(draft.rows) if row.row_id == row_id), None)
        if place is None:
            return draft
        entry = replace(draft.rows[place].entry, typed=typed)
        (row,) = inspected_rows(
            (entry,), day_of(entry, draft.on), store=self.store, new_row_id=lambda: row_id
        )
        if row.key and any(other.key == row.key for other in draft.rows[:place]):
            row = replace(row, state=RowState.EXCLUDED, reason=Kept.TWICE, is_settled=True)
        return replace(draft, rows=(*draft.rows[:place], row, *draft.rows[place + 1 :]))

    def _rows(self, entries: list[BatchEntry], day: date) -> tuple[BatchRow, ...]:
        return inspected_rows(entries, day, store=self.store, new_row_id=self.new_row_id)


def rows_by_day(draft: Draft) -> Iterator[tuple[date, tuple[BatchRow, ...]]]:
    """Yield the rows by the day that they are asked for: one batch each."""
    found = defaultdict[date, list[BatchRow]](list)
    for row in draft.rows:
        found[day_of(row.entry, draft.on)].append(row)
    for day, rows in sorted(found.items()):
        yield day, tuple(rows)


def day_of(entry: BatchEntry, first: date) -> date:
    """Return the 資格確認日 of a line: the day of its appointment, but not before another."""
    when = entry.appointment
    return first if when is None else max(first, in_jst(when).date())
