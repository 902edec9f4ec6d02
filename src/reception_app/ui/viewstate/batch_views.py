"""What 一括照会 shows, as frozen values; a widget renders one and decides nothing.

Tables may be long, so a row becomes words only when it is drawn: ``TableView.rows`` holds what the
desk gave, and ``ui.viewstate.batch_tables`` says what stands in its cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TypeAlias

from reception_app.domain.batch import Batch, BatchCounts, BatchRow, Source
from reception_app.domain.batch_columns import Column as Meaning
from reception_app.domain.batch_desk import Period, Screen
from reception_app.domain.number_entry import Place
from reception_app.ui.viewstate.views import Button, Note, Shape, Tone
from reception_app.ui.viewstate.words import Line, Words


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a cell.

    Attributes:
        tone: Its colour; None for that of text.
    """

    line: Line = field(repr=False)
    is_strong: bool = False
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table.

    Attributes:
        spans: One after the other, with their own blanks.
        shape: Stands before the words, in the tone of the first of them.
        key: A key cap after the words.
        chip: A word in a frame after the words.
        place: The field that is corrected by editing this cell; None where it is only read.
        edits: What stands in the editor at first.
    """

    spans: tuple[Span, ...] = field(default=(), repr=False)
    shape: Shape | None = None
    key: str = ""
    chip: Note | None = None
    place: Place | None = None
    edits: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a table, as it is drawn."""

    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a table that names the rows below."""

    words: Words


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        width: At 100 %, in px; the one with 0 takes what is left.
        is_spare: It goes first where there is little room.
    """

    words: Words
    width: int
    is_spare: bool = False


@unique
class TableKind(StrEnum):
    """Which table it is: how a row becomes cells."""

    WORK = "work"
    PREVIEW = "preview"
    HISTORY = "history"


HistoryRow: TypeAlias = tuple[Batch, BatchCounts]
TableRow: TypeAlias = BatchRow | HistoryRow | Heading


@dataclass(frozen=True, slots=True)
class TableView:
    """A table.

    Attributes:
        rows: What the desk gave, and headings between.
        chosen: Key of the row that is chosen (``batch_tables.key_of``).
        empty: What stands there while there is no row.
        name: For a screen reader.
        has_days: Its rows are of several days.
    """

    kind: TableKind
    name: Words
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...] = field(default=(), repr=False)
    chosen: str = ""
    empty: Words | None = None
    has_days: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure with its words."""

    figure: Line
    words: Line
    tone: Tone | None = None
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One item, before and after."""

    item: Line
    before: Line = field(repr=False)
    after: Line = field(repr=False)


@dataclass(frozen=True, slots=True)
class CorrectionField:
    """A number of a row, to be corrected."""

    place: Place
    label: Words
    text: str = field(default="", repr=False)
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class PanelView:
    """What is open below the work list.

    Attributes:
        heading: Whom it is about.
        lines: Differences.
        memo: What stands in the memo; None where it is not edited.
        memo_label: Its label.
        fields: Numbers to be corrected.
        key: Another one is another panel, whose fields begin anew.
    """

    key: str
    heading: Line = field(repr=False)
    detail: Line | None = None
    lines: tuple[DifferenceLine, ...] = field(default=(), repr=False)
    memo: str | None = field(default=None, repr=False)
    memo_label: Words | None = None
    fields: tuple[CorrectionField, ...] = field(default=(), repr=False)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Pill:
    """A choice among several; ``key`` is what it reports."""

    key: str
    words: Line
    is_chosen: bool = False
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class WorkView:
    """要対応."""

    tiles: tuple[Tile, ...]
    pills: tuple[Pill, ...]
    table: TableView
    panel: PanelView | None = None
    keys: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """Where rows can come from."""

    source: Source
    words: Words
    detail: Words
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """Whose appointments."""

    period: Period
    words: Words
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class ColumnsView:
    """The columns of a file, and what each means.

    Attributes:
        heading: Of each column, as it stands in the file.
        chosen: What it means; None: it is left out.
        choices: What it can mean.
    """

    detail: Words
    heading: tuple[Line, ...] = field(repr=False)
    chosen: tuple[Meaning | None, ...]
    choices: tuple[tuple[Meaning | None, Words], ...]
    buttons: tuple[Button, ...] = ()


@unique
class Lines(StrEnum):
    """Which lines of a preview are shown."""

    ALL = "all"
    REFUSED = "refused"
    EXCLUDED = "excluded"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class NewView:
    """A batch that is being prepared.

    Attributes:
        table: All lines of the source.
        parts: The lines by how they stand, for the pills: the list's filter is the widget's own.
    """

    sources: tuple[SourceChoice, ...]
    periods: tuple[PeriodChoice, ...]
    read: Button | None
    table: TableView
    parts: tuple[tuple[Lines, Words, tuple[BatchRow, ...]], ...] = field(default=(), repr=False)
    heading: Line | None = None
    hint: Line | None = None
    columns: ColumnsView | None = None
    keys: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The batches so far.

    Attributes:
        days: Pills for the days that they asked for.
    """

    days: tuple[Pill, ...]
    pills: tuple[Pill, ...]
    table: TableView
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of 一括照会."""

    screen: Screen
    words: Words
    is_shown: bool


@dataclass(frozen=True, slots=True)
class CornerView:
    """The card in the corner while a batch is under way.

    Attributes:
        share: How much is done, 0–1000.
    """

    headline: Words
    detail: Line | None
    share: int
    tone: Tone
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchView:
    """All that the windows show of 一括照会."""

    title: Line
    subtitle: Line | None
    tabs: tuple[Tab, ...]
    page: WorkView | NewView | HistoryView
    note: Note | None = None
    corner: CornerView | None = None
    footer: Line | None = None
    """What is ahead."""
    is_news: bool = False
    """The subtitle tells what is going on just now."""
    subject: str = field(default="", repr=False)
    """A press that was meant for one subject never counts for another."""
