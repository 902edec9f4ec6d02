"""The cards of the tray as a list: arrows move, Enter, Space or a double click lays or takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from reception_app.application.tray import Wording
from reception_app.ui.theme import set_role
from reception_app.ui.tray.model import SIGNS, CardRow, Row
from reception_app.ui.viewstate.words import Words

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from reception_app.ui.texts import Texts

ROW: Final = Qt.ItemDataRole.UserRole.value + 1
"""The ``Row`` itself."""

Index = QModelIndex | QPersistentModelIndex

_NO_PARENT: Final = QModelIndex()
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_CARD: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class CardModel(QAbstractListModel):
    """The rows that are shown."""

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these; where the same cards stand, only those that changed are drawn again."""
        before, self._rows = self._rows, rows
        if _names(rows) != _names(before):
            self.beginResetModel()
            self.endResetModel()
            return
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(number), self.index(number))

    def say_again(self) -> None:
        """Let every text be asked for once more."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def said(self, text: Wording) -> str:
        """Return a text of the tray's data in this window's language."""
        return text.said(self._texts.language.lang)

    def words(self, words: Words) -> str:
        """Return words of ours in this window's language."""
        return self._texts(words)

    def place_of(self, card_id: str) -> QModelIndex:
        """Return where a card stands; the first card where it does not."""
        places = {
            row.card.card_id: number
            for number, row in enumerate(self._rows)
            if isinstance(row, CardRow)
        }
        number = places.get(card_id, next(iter(places.values()), -1))
        return self.index(number) if number >= 0 else QModelIndex()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:  # noqa: N802 - Qt's name
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row: a heading is only read, and stepped over."""
        return _CARD if isinstance(self.data(index, ROW), CardRow) else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.said(row.card.name if isinstance(row, CardRow) else row.words)
            case Qt.ItemDataRole.ToolTipRole if isinstance(row, CardRow):
                return f"{self.said(row.card.name)}\n{self.said(row.card.about)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case _:
                return row if role == ROW else None

    def _spoken(self, row: Row) -> str:
        if not isinstance(row, CardRow):
            return self.said(row.words)
        parts = [self.said(row.card.name), self.said(row.card.about)]
        parts += [self.words(words) for words in (row.pin, _sign(row)) if words is not None]
        return " ".join(parts)


class CardList(QListView):
    """The list itself.

    Signals:
        pressed_card: A card is to be laid down or taken off: its card_id.
        typed: Letters that belong into the search box.
    """

    pressed_card = Signal(str)
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        set_role(self, "day-list")

    @property
    def chosen(self) -> str:
        """card_id of the row that has the keyboard; empty for none."""
        row = self.currentIndex().data(ROW)
        return row.card.card_id if isinstance(row, CardRow) else ""

    @Slot()
    def press(self) -> None:
        """Lay down or take off the card that is chosen."""
        if self.chosen:
            self.pressed_card.emit(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press by Enter or the space bar; letters search, digits are for the ten-key."""
        if event.key() in _ENTER:
            if not event.isAutoRepeat():
                self.press()
        elif event.text().isalpha():
            self.typed.emit(event.text())
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Press by a double click on a card."""
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()) == self.currentIndex():
            self.press()


def _names(rows: tuple[Row, ...]) -> list[object]:
    return [row.card.card_id if isinstance(row, CardRow) else row for row in rows]


def _sign(row: CardRow) -> Words | None:
    sign = SIGNS.get(row.where)
    return sign[1] if sign else None
