"""A table of 一括照会: arrows choose a row, numbers are typed over, letters go to the page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from reception_app.ui.batch.delegate import CellDelegate
from reception_app.ui.batch.model import BatchModel
from reception_app.ui.staff.kit import Kit
from reception_app.ui.viewstate.batch_views import Column, TableKind, TableView

_OWN_KEYS: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_WORDS: Final = 100
"""A column as wide as this holds words, which may be shortened."""
_NARROW: Final = 720
"""Lower than this, in px at 100 %, a table has room for what is needed alone."""
_REST_AT_LEAST: Final = 25
"""The column that takes the rest gets so many percent of the table."""


class BatchTable(QTableView):
    """A table.

    Signals:
        chosen: Key of the row that somebody went to.
        edited: As ``BatchModel.edited``.
    """

    chosen = Signal(str)
    edited = Signal(str, object, str)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._columns: tuple[Column, ...] = ()
        self._low: list[int] = []
        self._is_showing = self._is_small = False
        self.model_of_rows = BatchModel(kit.texts, self)
        self.setModel(self.model_of_rows)
        self.setItemDelegate(CellDelegate(kit, self))
        self._look_plain()
        self.selectionModel().currentRowChanged.connect(self._went_to)
        self.model_of_rows.edited.connect(self.edited)

    def show_table(self, view: TableView) -> None:
        """Show this table; where the same lines stand, the scroll bar and an edit stay."""
        self._is_showing = True
        is_new = self.model_of_rows.show_rows(
            view.kind, view.columns, view.rows, has_days=view.has_days
        )
        self._columns = view.columns
        if is_new:
            self._span_headings(has_headings=view.kind is TableKind.WORK)
            self._fit()
        self.setAccessibleName(self._kit.texts(view.name))
        self._choose(view.chosen, is_new=is_new)
        self._is_showing = False

    def set_small(self, *, is_small: bool) -> None:
        """Let rows stand closer."""
        if is_small != self._is_small:
            self._is_small = is_small
            self.verticalHeader().setDefaultSectionSize(self._usual)
            self._span_headings(has_headings=bool(self._low))

    def height_of(self, rows: int) -> int:
        """Return how high a table is that shows so many rows, each below a heading."""
        return self.horizontalHeader().sizeHint().height() + rows * (self._usual + self._heading)

    def say_again(self) -> None:
        """Say everything in the language of now, in the size of now."""
        self.verticalHeader().setDefaultSectionSize(self._usual)
        self.model_of_rows.say_again()
        self._span_headings(has_headings=bool(self._low))
        self._fit()

    @property
    def key(self) -> str:
        """The row that is chosen."""
        return self.model_of_rows.key_at(self.currentIndex().row())

    def take_keyboard(self) -> None:
        """Take it, with a row to begin with."""
        if not self.currentIndex().isValid() and self.model_of_rows.rowCount():
            first = int(self.model_of_rows.is_heading(0))
            self.setCurrentIndex(self.model_of_rows.index(first, 0))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_first(self) -> None:
        """Begin to type over the numbers of the chosen row."""
        line = max(self.currentIndex().row(), 0)
        numbers = (self.model_of_rows.index(line, each) for each in range(len(self._columns)))
        first = next((each for each in numbers if self.model_of_rows.place_at(each)), None)
        if first is not None:
            self.setCurrentIndex(first)
            self.edit(first)

    @property
    def is_editing(self) -> bool:
        """A number is being typed over."""
        return self.state() is QAbstractItemView.State.EditingState

    def go_to(self, key: str) -> None:
        """Choose a row."""
        self._choose(key, is_new=True)

    # ── keys ────────────────────────────────────────────────────────────────────────────────
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by the arrows; everything else means something to the page."""
        if event.key() in _OWN_KEYS:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Pass headings by; Tab goes from number to number."""
        moves = QAbstractItemView.CursorAction
        if action in {moves.MoveNext, moves.MovePrevious}:
            return self._next_number(1 if action is moves.MoveNext else -1)
        found = super().moveCursor(action, modifiers)
        step = {moves.MoveUp: -1, moves.MovePageUp: -1}.get(action, 1)
        return self._beside_heading(found, step)

    def _beside_heading(self, index: QModelIndex, step: int) -> QModelIndex:
        model, line = self.model_of_rows, index.row()
        while model.is_heading(line):
            line += step
        if not 0 <= line < model.rowCount():
            return self.currentIndex()
        return model.index(line, max(index.column(), 0))

    def _next_number(self, step: int) -> QModelIndex:
        model, now = self.model_of_rows, self.currentIndex()
        columns = model.columnCount()
        at = now.row() * columns + now.column() + step
        while 0 <= at < model.rowCount() * columns:
            index = model.index(at // columns, at % columns)
            if model.place_at(index) is not None:
                return index
            at += step
        return QModelIndex()

    # ── looks ───────────────────────────────────────────────────────────────────────────────
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the columns their part of the width."""
        super().resizeEvent(event)
        self._fit()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    @property
    def _usual(self) -> int:
        """Height of a row; 24 px at 100 % can still be hit."""
        touch = self._kit.theme.px("size.touch")
        return touch * 2 // 3 if self._is_small else touch

    @property
    def _heading(self) -> int:
        height = self._kit.theme.px("size.input")
        return height * 3 // 5 if self._is_small else height * 4 // 5

    def _look_plain(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self._usual)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _fit(self) -> None:
        width = self.viewport().width()
        if not self._columns or width <= 0:
            return
        scale = self._kit.theme.scale
        most = width * (100 - _REST_AT_LEAST) // 100
        is_narrow = width * 100 < _NARROW * scale
        for number, column in enumerate(self._columns):
            self.setColumnHidden(number, is_narrow and column.is_spare)
        wanted = [
            0 if is_narrow and column.is_spare else column.width * scale // 100
            for column in self._columns
        ]
        if sum(wanted) > most:  # times and numbers stay whole, words give way
            narrow = sum(w for w, c in zip(wanted, self._columns, strict=True) if c.width < _WORDS)
            wide = max(sum(wanted) - narrow, 1)
            share = max(most - narrow, 0)
            wanted = [
                w if c.width < _WORDS else w * share // wide
                for w, c in zip(wanted, self._columns, strict=True)
            ]
        rest = width - sum(wanted)
        for number, column in enumerate(self._columns):
            self.setColumnWidth(number, wanted[number] if column.width else rest)

    def _span_headings(self, *, has_headings: bool) -> None:
        self.clearSpans()
        for line in self._low:
            self.setRowHeight(line, self._usual)
        self._low.clear()
        for line in range(self.model_of_rows.rowCount() if has_headings else 0):
            if self.model_of_rows.is_heading(line):
                self.setSpan(line, 0, 1, len(self._columns))
                self.setRowHeight(line, self._heading)
                self._low.append(line)

    def _choose(self, key: str, *, is_new: bool) -> None:
        model = self.model_of_rows
        if not key or (key == self.key and not is_new):
            return
        line = model.place_of(key)
        if line is not None:
            self.setCurrentIndex(model.index(line, 0))
            self.selectRow(line)

    @Slot(QModelIndex, QModelIndex)
    def _went_to(self, now: QModelIndex | QPersistentModelIndex, _before: QModelIndex) -> None:
        key = self.model_of_rows.key_at(now.row())
        if key and not self._is_showing:
            self.chosen.emit(key)
