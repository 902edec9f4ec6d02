"""本日の受付: the day's checks, newest first; opening one never touches the check under way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from reception_app.ui.staff.day_row import ROW, RowDelegate
from reception_app.ui.staff.kit import Kit, fill
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import DayFilter, DayRow, DayView
from reception_app.ui.viewstate.words import tr
from reception_app.ui.widgets import FlowLayout

_TODAY: Final = tr("本日の受付")
_COUNT: Final = tr("{count}名")
_ALL: Final = tr("すべて")
_ATTENTION: Final = tr("要対応 {count}")
_NONE_YET: Final = tr("本日の受付はまだありません")
_NO_ATTENTION: Final = tr("要対応の方はいません")
_OPEN: Final = tr("{time} {name} {detail}")
_CURRENT: Final = tr("{time} {name} {detail}（表示中）")
_JOIN: Final = tr("・")
_NO_PARENT: Final = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class DayModel(QAbstractListModel):
    """The rows that are shown, as they are in the view."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._rows: tuple[DayRow, ...] = ()

    def show_rows(self, rows: tuple[DayRow, ...]) -> None:
        """Show these; rows that were there before stay the same rows."""
        old = self._rows
        if rows == old:
            return
        added = len(rows) - len(old)
        if added >= 0 and _ids(rows[added:]) == _ids(old):
            self._put_on_top(rows, added)
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def say_again(self) -> None:
        """Let every text be asked for once more."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts(row.name)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.time} {self._texts(row.name)}\n{self.detail(row)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case _:
                return row if role == ROW else None

    def detail(self, row: DayRow) -> str:
        """Return the second line of a row."""
        return self._texts(_JOIN).join(self._texts(line) for line in row.detail)

    def _spoken(self, row: DayRow) -> str:
        words = _CURRENT if row.is_current else _OPEN
        name, detail = self._texts(row.name), self.detail(row)
        return self._texts(fill(words, time=row.time, name=name, detail=detail))

    def _put_on_top(self, rows: tuple[DayRow, ...], added: int) -> None:
        old = self._rows
        if added:
            self.beginInsertRows(_NO_PARENT, 0, added - 1)
        self._rows = rows
        if added:
            self.endInsertRows()
        for number, (new, before) in enumerate(zip(rows[added:], old, strict=True), start=added):
            if new != before:
                self.dataChanged.emit(self.index(number), self.index(number))


class _RowList(QListView):
    """The list itself: one click or Enter opens a row.

    Signals:
        opened: The index of a row.
    """

    opened = Signal(QModelIndex)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.clicked.connect(self.opened)
        set_role(self, "day-list")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open by Enter or the space bar; leave letters and digits to the window."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if not event.isAutoRepeat() and self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class DayPanel(QWidget):
    """Heading, filter and list.

    Signals:
        row_opened: The check_id of a row.
    """

    row_opened = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._view = DayView()
        self._filter = DayFilter.ALL
        self._heading = TextLabel("section", parent=self)
        self._count = TextLabel("sub", parent=self)
        self._group = QButtonGroup(self)
        self._empty = TextLabel("hint", parent=self)
        self.model = DayModel(kit.texts, self)
        self.list = _RowList(self)
        self._top, self._tab_row = QHBoxLayout(), QWidget(self)
        self._tab_flow = FlowLayout(self._tab_row)
        self._tabs = {wanted: _tab(self._tab_row) for wanted in DayFilter}
        self._column = QVBoxLayout(self)
        self._put_together()
        self.list.opened.connect(self._open)
        self._group.buttonToggled.connect(self._filtered)  # by a screen reader: without a click
        set_role(self, "sidebar")

    def take_in_corner(self, card: QWidget) -> None:
        """Let a card stand below the list."""
        self._column.addWidget(card)

    def show_day(self, view: DayView) -> None:
        """Show this day."""
        self._view = view
        self._space()
        texts = self._kit.texts
        self._heading.show_text(texts(_TODAY))
        today = sum(not row.is_earlier for row in view.rows)
        self._count.show_text(texts(fill(_COUNT, count=str(today))))
        self._tabs[DayFilter.ALL].setText(texts(_ALL))
        attention = fill(_ATTENTION, count=str(len(view.attention)))
        self._tabs[DayFilter.ATTENTION].setText(texts(attention))
        self.list.setAccessibleName(texts(_TODAY))
        self._show_rows()

    def _put_together(self) -> None:
        self._top.addWidget(self._heading, 1)
        self._top.addWidget(self._count)
        for tab in self._tabs.values():
            self._group.addButton(tab)
            self._tab_flow.addWidget(tab)
        self._tabs[self._filter].setChecked(True)
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self._kit, self.model, self.list))
        self._column.addLayout(self._top)
        self._column.addWidget(self._tab_row)
        self._column.addWidget(self._empty)
        self._column.addWidget(self.list, 1)
        self._column.setSpacing(0)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

    def _space(self) -> None:
        theme = self._kit.theme
        small, side = theme.px("space.2"), theme.px("space.5")
        self._column.setContentsMargins(0, 0, theme.px("stroke.thin"), 0)
        self._top.setContentsMargins(side, theme.px("space.3"), side, small)
        self._tab_flow.setContentsMargins(theme.px("space.4"), 0, small, theme.px("space.3"))
        self._tab_flow.setSpacing(small)
        self._empty.setContentsMargins(side, small, side, 0)

    def _show_rows(self) -> None:
        rows, attention = self._view.rows, self._view.attention
        if self._filter is DayFilter.ATTENTION:
            rows = tuple(row for row in rows if row.check_id in attention)
        self.model.show_rows(rows)
        none = _NONE_YET if self._filter is DayFilter.ALL else _NO_ATTENTION
        self._empty.show_text(self._kit.texts(none))
        self._empty.setVisible(not rows)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, DayRow):
            self.row_opened.emit(row.check_id)

    @Slot()
    def _filtered(self) -> None:
        chosen = (wanted for wanted, tab in self._tabs.items() if tab.isChecked())
        self._filter = next(chosen, DayFilter.ALL)
        self._show_rows()


def _ids(rows: tuple[DayRow, ...]) -> list[str]:
    return [row.check_id for row in rows]


def _tab(parent: QWidget) -> QPushButton:
    tab = QPushButton(parent)
    tab.setCheckable(True)
    tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_role(tab, "tab")
    return tab
