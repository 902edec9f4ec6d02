"""The rows of a table of 一括照会; a row becomes words when it is drawn, as there may be many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from reception_app.domain.batch import BatchRow
from reception_app.domain.number_entry import Place
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.batch_tables import (
    history_cells,
    key_of,
    preview_cells,
    work_cells,
)
from reception_app.ui.viewstate.batch_views import (
    Cell,
    Cells,
    Column,
    Heading,
    TableKind,
    TableRow,
)

CELL: Final = Qt.ItemDataRole.UserRole.value + 1
"""The ``Cell`` itself, or the ``Heading`` of a whole line."""

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT: Final = QModelIndex()
_KEPT: Final = 2_000
"""So many rows' words are remembered; scrolling asks for the same ones again and again."""


class BatchModel(QAbstractTableModel):
    """A table.

    Signals:
        edited: A number was typed over: key of the row, ``Place``, the text.
    """

    edited = Signal(str, object, str)

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._columns: tuple[Column, ...] = ()
        self._looks: tuple[TableKind, tuple[Column, ...], bool] = (TableKind.WORK, (), False)
        self._rows: Sequence[TableRow] = ()
        self._cells: dict[int, Cells] = {}

    @property
    def rows(self) -> Sequence[TableRow]:
        """What is shown."""
        return self._rows

    def show_rows(
        self,
        kind: TableKind,
        columns: tuple[Column, ...],
        rows: Sequence[TableRow],
        *,
        has_days: bool = False,
    ) -> bool:
        """Show these; return whether other lines stand there than before."""
        looks = (kind, columns, has_days)
        if looks == self._looks and _same_lines(rows, self._rows):
            self._exchange(rows)
            return False
        self.beginResetModel()
        self._looks, self._columns, self._rows = looks, columns, rows
        self._cells.clear()
        self.endResetModel()
        return True

    def say_again(self) -> None:
        """Let every text be asked for once more."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        if self._columns:
            horizontal = Qt.Orientation.Horizontal
            self.headerDataChanged.emit(horizontal, 0, len(self._columns) - 1)

    def place_of(self, key: str) -> int | None:
        """Return the line of a row."""
        found = (n for n, row in enumerate(self._rows) if key and key_of(row) == key)
        return next(found, None)

    def key_at(self, line: int) -> str:
        """Return the key of a line; empty for a heading, or where there is none."""
        return key_of(self._rows[line]) if 0 <= line < len(self._rows) else ""

    def is_heading(self, line: int) -> bool:
        """Whether a line names those below."""
        return 0 <= line < len(self._rows) and isinstance(self._rows[line], Heading)

    # ── Qt's side ───────────────────────────────────────────────────────────────────────────
    def rowCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what a column is called."""
        is_name = role == Qt.ItemDataRole.DisplayRole and section < len(self._columns)
        if orientation is Qt.Orientation.Horizontal and is_name:
            return self._texts(self._columns[section].words)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what can be done with a place: headings cannot be chosen, numbers be typed over."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.is_heading(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        cell = self.cell(index)
        is_number = isinstance(cell, Cell) and cell.place is not None
        return usable | Qt.ItemFlag.ItemIsEditable if is_number else usable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a place says."""
        cell = self.cell(index)
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text_of(cell)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index, cell)
            case Qt.ItemDataRole.ToolTipRole:
                return self.text_of(cell) or None
            case Qt.ItemDataRole.EditRole:
                return cell.edits if isinstance(cell, Cell) else None
            case _:
                return cell if role == CELL else None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Report a number that was typed over; it is shown once the desk has taken it."""
        cell = self.cell(index)
        if role != Qt.ItemDataRole.EditRole or not isinstance(cell, Cell) or cell.place is None:
            return False
        if isinstance(value, str) and value != cell.edits:
            self.edited.emit(self.key_at(index.row()), cell.place, value)
        return True

    def cell(self, index: Index) -> Cell | Heading | None:
        """Return what stands at a place."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if isinstance(row, Heading):
            return row
        cells = self._cells_of(index.row(), row).cells
        return cells[index.column()] if index.column() < len(cells) else None

    def text_of(self, cell: Cell | Heading) -> str:
        """Return a place as text."""
        if isinstance(cell, Heading):
            return self._texts(cell.words)
        return "".join(self._texts(span.line) for span in cell.spans)

    def _spoken(self, index: Index, cell: Cell | Heading) -> str:
        """Return what a screen reader says: at the first place, the whole row."""
        if isinstance(cell, Heading):
            return self.text_of(cell)
        if index.column():
            return self._with_name(index.column(), cell)
        row = self._rows[index.row()]
        cells = () if isinstance(row, Heading) else self._cells_of(index.row(), row).cells
        return "、".join(self._with_name(n, each) for n, each in enumerate(cells))

    def _with_name(self, column: int, cell: Cell) -> str:
        parts = (self._texts(self._columns[column].words), self.text_of(cell), cell.key)
        return " ".join(part for part in parts if part)

    def place_at(self, index: Index) -> Place | None:
        """Return which number is typed over here."""
        cell = self.cell(index)
        return cell.place if isinstance(cell, Cell) else None

    def _cells_of(self, line: int, row: TableRow) -> Cells:
        if line not in self._cells:
            if len(self._cells) >= _KEPT:
                self._cells.clear()
            kind, _, has_days = self._looks
            self._cells[line] = _cells(kind, row, has_days=has_days)
        return self._cells[line]

    def _exchange(self, rows: Sequence[TableRow]) -> None:
        before, self._rows = self._rows, rows
        if rows is before:
            return
        last = len(self._columns) - 1
        for line, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is not new and old != new:
                self._cells.pop(line, None)
                self.dataChanged.emit(self.index(line, 0), self.index(line, last))


def _cells(kind: TableKind, row: TableRow, *, has_days: bool) -> Cells:
    match row:
        case BatchRow() if kind is TableKind.PREVIEW:
            return preview_cells(row)
        case BatchRow():
            return work_cells(row, has_days=has_days)
        case Heading():
            return Cells(())
        case _:
            return history_cells(row)


def _same_lines(rows: Sequence[TableRow], before: Sequence[TableRow]) -> bool:
    if rows is before:
        return True
    return len(rows) == len(before) and all(
        new is old
        or (key_of(new), isinstance(new, Heading) and new)
        == (key_of(old), isinstance(old, Heading) and old)
        for new, old in zip(rows, before, strict=True)
    )
