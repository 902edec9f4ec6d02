"""The batches so far, newest first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reception_app.ui.batch.pills import Pills
from reception_app.ui.batch.sheet import Sheet
from reception_app.ui.batch.work_page import Foot
from reception_app.ui.staff.kit import Kit
from reception_app.ui.viewstate.batch_views import HistoryView


class HistoryPage(QWidget):
    """A table with filters.

    Signals:
        pill_chosen: Which batches are shown, by how they stand.
        days_chosen: Which, by the day that they asked for.
    """

    pill_chosen = Signal(str)
    days_chosen = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._days, self._pills = Pills(kit, self), Pills(kit, self)
        self.sheet = Sheet(kit, self)
        self._foot = Foot(kit, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._days)
        self._column.addWidget(self._pills)
        self._column.addWidget(self.sheet, 1)
        self._column.addWidget(self._foot)
        self._days.chosen.connect(self.days_chosen)
        self._pills.chosen.connect(self.pill_chosen)

    def show_history(self, view: HistoryView) -> None:
        """Show this."""
        self._column.setSpacing(self._kit.theme.px("space.3"))
        self._days.show_pills(view.days)
        self._pills.show_pills(view.pills)
        self.sheet.show_table(view.table)
        self._foot.show_foot((), view.buttons)

    def take_keyboard(self) -> None:
        """Put the keyboard on the list, if there is a row."""
        if not self.sheet.table.isHidden():
            self.sheet.table.take_keyboard()
