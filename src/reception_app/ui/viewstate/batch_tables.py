"""The three tables of 一括照会: their columns, and how a row becomes cells when it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from reception_app.domain.batch import BatchRow, RowState
from reception_app.domain.batch_work import WorkGroup, due_on, work_group
from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.names import full_width_kana
from reception_app.domain.number_entry import Place
from reception_app.domain.policy import in_jst
from reception_app.ui.viewstate import batch_labels as labels
from reception_app.ui.viewstate import batch_words as words
from reception_app.ui.viewstate.batch_views import (
    Cell,
    Cells,
    Column,
    Heading,
    HistoryRow,
    Span,
    TableRow,
)
from reception_app.ui.viewstate.moments import time_of
from reception_app.ui.viewstate.views import Note, Tone
from reception_app.ui.viewstate.words import Line, Verbatim, tr

ASKED_BY_ITSELF: Final = frozenset({RowState.WAITING, RowState.ASKING})
"""Rows of the work list that nobody needs to ask about again: they failed and are tried later."""
_DASH = Verbatim("—")
_BY_ITSELF = tr("自動")
_APPOINTMENT = tr("時刻")
_PATIENT = tr("患者番号")
_NAME = tr("氏名")

WORK_COLUMNS: Final = (
    Column(_APPOINTMENT, 70),
    Column(_PATIENT, 90, is_spare=True),
    Column(_NAME, 160),
    Column(tr("状態"), 220),
    Column(tr("前回との違い"), 0),
    Column(tr("次にすること"), 220),
    Column(tr("期限"), 70),
    Column(tr("担当"), 80, is_spare=True),
)
PREVIEW_COLUMNS: Final = (
    Column(tr("行"), 44),
    Column(_APPOINTMENT, 60),
    Column(_PATIENT, 84),
    Column(_NAME, 116),
    Column(labels.PLACES[Place.INSURER], 100),
    Column(labels.PLACES[Place.SYMBOL], 76),
    Column(labels.PLACES[Place.NUMBER], 96),
    Column(labels.PLACES[Place.BRANCH], 52),
    Column(labels.PLACES[Place.BORN], 96),
    Column(tr("事前点検"), 0),
)
HISTORY_COLUMNS: Final = (
    Column(tr("実行"), 110),
    Column(tr("資格確認日"), 110),
    Column(tr("対象"), 0),
    Column(tr("状態"), 130),
    Column(tr("件数"), 80),
    Column(tr("回答"), 80),
    Column(tr("除外・点検NG"), 120),
    Column(tr("エラー"), 80),
    Column(tr("実行者"), 100),
)
_GROUPS: Final = {
    WorkGroup.INVALID: tr("無効"),
    WorkGroup.NOT_FOUND: tr("該当なし"),
    WorkGroup.SEVERAL: tr("複数該当"),
    WorkGroup.CHANGED: tr("有効・変更あり"),
    WorkGroup.ERROR: tr("確認できませんでした"),
}


def grouped_rows(rows: Iterable[BatchRow]) -> tuple[TableRow, ...]:
    """Return the rows of the work list in their order, with headings between."""
    return tuple(_with_headings(rows))


def _with_headings(rows: Iterable[BatchRow]) -> Iterator[TableRow]:
    last: WorkGroup | None = None
    for row in rows:
        group = work_group(row)
        if group is not last:
            yield Heading(_GROUPS[group])
            last = group
        yield row


def key_of(row: TableRow) -> str:
    """Return what a row is known by while its table is shown; empty for a heading."""
    match row:
        case Heading():
            return ""
        case BatchRow():
            return row.row_id
        case _:
            return row[0].batch_id


def are_of_several_days(rows: Iterable[BatchRow]) -> bool:
    """Whether rows of the work list are due on several days, so that a time alone says little."""
    days = {day for row in rows if (day := due_on(row)) is not None}
    return len(days) > 1


def work_cells(row: BatchRow, *, has_days: bool = False) -> Cells:
    """Return a row of the work list."""
    owner: Line = Verbatim(row.owner) if row.owner else _DASH
    if row.state in ASKED_BY_ITSELF:
        owner = _BY_ITSELF
    return Cells(
        (
            _plain(words.when_line(row)),
            _plain(Verbatim(row.entry.patient_number or "—")),
            _name(row),
            words.verdict_cell(row),
            words.difference_cell(row),
            words.step_cell(row),
            _plain(_due(row, has_days=has_days)),
            _plain(owner),
        )
    )


def _due(row: BatchRow, *, has_days: bool) -> Line:
    """Return 期限: when it is asked again by itself, the time of the visit, or its day."""
    moment, day = row.entry.appointment, due_on(row)
    if row.state in ASKED_BY_ITSELF:
        return _DASH if row.next_try_at is None else Verbatim(time_of(row.next_try_at))
    if moment is not None and not has_days:
        return Verbatim(time_of(moment))
    return _DASH if day is None else Verbatim(f"{day.month}/{day.day}")


def preview_cells(row: BatchRow) -> Cells:
    """Return a line of a source, with its numbers to be corrected where they stand."""
    typed = row.entry.typed
    numbers = (
        (Place.INSURER, typed.insurer),
        (Place.SYMBOL, typed.symbol),
        (Place.NUMBER, typed.number),
        (Place.BRANCH, typed.branch),
        (Place.BORN, typed.born),
    )
    return Cells(
        (
            _plain(Verbatim(str(row.entry.line))),
            _plain(words.when_line(row)),
            _plain(Verbatim(row.entry.patient_number or "—")),
            _name(row),
            *(_number(place, text) for place, text in numbers),
            words.preflight_cell(row),
        )
    )


def _number(place: Place, text: str) -> Cell:
    shown = text.strip() or "—"
    return Cell((Span(Verbatim(shown)),), place=place, edits=text)


def history_cells(row: HistoryRow) -> Cells:
    """Return a batch of the history."""
    batch, counts = row
    made, tone = in_jst(batch.created_at), labels.STATE_TONES[batch.state]
    state = Cell(
        (Span(labels.STATES[batch.state], is_strong=True, tone=tone),),
        labels.STATE_SHAPES[batch.state],
    )
    source: tuple[Span, ...] = (Span(labels.SOURCES[batch.source]),)
    if batch.source_name:
        source = (*source, Span(Verbatim(f"　{batch.source_name}")))
    return Cells(
        (
            _plain(Verbatim(f"{made.month}/{made.day} {made.hour}:{made.minute:02}")),
            _plain(Verbatim(f"{batch.on.month}/{batch.on.day}")),
            Cell(source),
            state,
            _figure(counts.total),
            _figure(counts.answered),
            _figure(counts.excluded + counts.refused),
            _figure(counts.failed + counts.unknown),
            _plain(Verbatim(batch.operator) if batch.operator else _BY_ITSELF),
        )
    )


def _figure(count: int) -> Cell:
    return _plain(Verbatim(f"{count:,}"))


def _plain(line: Line) -> Cell:
    return Cell((Span(line),))


def _name(row: BatchRow) -> Cell:
    name = row.entry.name.strip(" 　") or full_width_kana(row.entry.kana)
    chip = Note(Tone.WARN, Verbatim(UNSHOWABLE)) if UNSHOWABLE in name else None
    return Cell((Span(Verbatim(name or "—")),), chip=chip)
