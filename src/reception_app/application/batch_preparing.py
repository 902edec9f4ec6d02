"""Turns what a source gives into a draft that somebody looks through before it is sent.

Everything here may take long and asks the store: call it on a lane. Nothing is stored or sent.

Source: front-desk.md C.2, C.3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from reception_app.application.batch_making import inspected_rows
from reception_app.application.batch_ports import BatchStore
from reception_app.domain.batch import BatchEntry, BatchRow, Kept, RowId, RowState, Source
from reception_app.domain.batch_desk import Draft
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.number_form import text_at, typed_at
from reception_app.domain.policy import in_jst
from reception_app.domain.preflight import Facts, inspect, standing


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

    def corrected(self, draft: Draft, row_id: RowId, place: Place, text: str) -> Draft:
        """Inspect one line again, with another number, and which lines say the same then.

        Raises:
            StoreError: what is known of the patient cannot be read.
        """
        line = next((n for n, row in enumerate(draft.rows) if row.row_id == row_id), None)
        if line is None:
            return draft
        before = draft.rows[line].entry
        entry = replace(before, typed=_typed_over(before.typed, place, text))
        row = self._again(draft.rows[line], entry, draft)
        rows = (*draft.rows[:line], row, *draft.rows[line + 1 :])
        return replace(draft, rows=self._each_once(rows, draft), anyway=draft.anyway - {row_id})

    def _each_once(self, rows: Sequence[BatchRow], draft: Draft) -> tuple[BatchRow, ...]:
        """Leave out whoever stands further up already, and nobody else for that."""
        known, found = set[str](), list[BatchRow]()
        for row in rows:
            if row.key and row.key in known:
                found.append(_left_out(row, Kept.TWICE))
            else:
                is_first_now = row.reason == Kept.TWICE
                found.append(self._again(row, row.entry, draft) if is_first_now else row)
                known.add(row.key)
        return tuple(found)

    def _again(self, row: BatchRow, entry: BatchEntry, draft: Draft) -> BatchRow:
        day = day_of(entry, draft.on)
        (found,) = inspected_rows((entry,), day, store=self.store, new_row_id=lambda: row.row_id)
        return found

    def asking_anyway(self, draft: Draft) -> Draft:
        """Let those lines be asked that were left out as they had been asked for that day."""
        rows = tuple(_asked_anyway(row, draft) for row in draft.rows)
        changed = {new.row_id for new, old in zip(rows, draft.rows, strict=True) if new is not old}
        return replace(draft, rows=rows, anyway=draft.anyway | changed)

    def not_asked_meanwhile(
        self, draft: Draft, on: date, rows: Sequence[BatchRow]
    ) -> tuple[BatchRow, ...]:
        """Leave out whom another batch asks about for that day since the draft was made.

        Raises:
            StoreError: what was asked cannot be read.
        """
        open_ones = {
            row.row_id: row.key
            for row in rows
            if row.state is RowState.WAITING and row.row_id not in draft.anyway
        }
        asked = self.store.asked_keys(on, list(open_ones.values()))
        return tuple(
            _left_out(row, Kept.ASKED_TODAY) if open_ones.get(row.row_id) in asked else row
            for row in rows
        )

    def _rows(self, entries: list[BatchEntry], day: date) -> tuple[BatchRow, ...]:
        return inspected_rows(entries, day, store=self.store, new_row_id=self.new_row_id)


def _left_out(row: BatchRow, why: Kept) -> BatchRow:
    return replace(row, state=RowState.EXCLUDED, reason=why, is_settled=True)


def _typed_over(typed: TypedNumbers, place: Place, text: str) -> TypedNumbers:
    texts = {each: text if each is place else text_at(typed, each) for each in Place}
    return typed_at(texts, limit_consent=typed.limit_consent)


def _asked_anyway(row: BatchRow, draft: Draft) -> BatchRow:
    if row.state is not RowState.EXCLUDED or row.reason != Kept.ASKED_TODAY:
        return row
    state, reason = standing(inspect(row.entry, day_of(row.entry, draft.on)), Facts())
    return replace(row, state=state, reason=reason)


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
