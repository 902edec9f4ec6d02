"""A white sheet with a table, or with what is said where there is no row."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reception_app.ui.batch.table import BatchTable
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import TableView

_ROWS_AT_LEAST: Final = 3


class Sheet(QWidget):
    """A table on its sheet."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.table = BatchTable(kit, self)
        self._empty = TextLabel("detail", parent=self, centred=True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.table, 1)
        self._column.addWidget(self._empty, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        set_role(self, "card")

    def set_small(self, *, is_small: bool) -> None:
        """Stand close where there is little room; some rows are always whole."""
        self.table.set_small(is_small=is_small)
        edges = self._column.contentsMargins()
        lines = self.table.height_of(_ROWS_AT_LEAST) if is_small else 0
        self.setMinimumHeight(lines + edges.top() + edges.bottom() if lines else 0)

    def show_table(self, view: TableView) -> None:
        """Show this."""
        edge = self._kit.theme.px("space.3")
        self._column.setContentsMargins(edge, self._kit.theme.px("space.2"), edge, edge)
        is_empty = not view.rows and view.empty is not None
        self.table.show_table(view)
        self.table.setVisible(not is_empty)
        self._empty.setVisible(is_empty)
        self._empty.show_text(self._kit.texts(view.empty) if view.empty else "")
