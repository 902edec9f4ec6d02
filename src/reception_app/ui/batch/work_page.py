"""要対応: figures, the rows that need a person, and what can be done with the chosen one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reception_app.ui.batch.panel import Panel
from reception_app.ui.batch.pills import Pills
from reception_app.ui.batch.sheet import Sheet
from reception_app.ui.batch.tiles import Tiles
from reception_app.ui.staff.buttons import ButtonRow, FooterKey
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.page import Scroll
from reception_app.ui.viewstate.batch_views import WorkView
from reception_app.ui.viewstate.views import Button
from reception_app.ui.widgets import FlowLayout, Pool

_SMALL: Final = 480
"""Lower than this, in px at 100 %, the list needs the room of the figures."""


class WorkPage(QWidget):
    """The work list.

    Signals:
        pill_chosen: Whose rows are shown.
    """

    pill_chosen = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._scroll = Scroll(self)
        body = self._scroll.content
        self._tiles = Tiles(kit, body)
        self._pills = Pills(kit, body)
        self.sheet = Sheet(kit, body)
        self.panel = Panel(kit, body)
        self._foot = Foot(kit, body)
        whole, self._column = QVBoxLayout(self), QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._tiles)
        self._column.addWidget(self._pills)
        self._column.addWidget(self.sheet, 1)
        self._column.addWidget(self.panel)
        self._column.addWidget(self._foot)
        self._pills.chosen.connect(self.pill_chosen)

    def show_work(self, view: WorkView) -> None:
        """Show this."""
        self._column.setSpacing(self._kit.theme.px("space.3"))
        self._tiles.show_tiles(view.tiles)
        was_empty = self.sheet.table.isHidden()
        self._pills.show_pills(view.pills)
        self.sheet.show_table(view.table)
        self._fit()
        had_panel = not self.panel.isHidden()
        if self.panel.show_panel(view.panel):
            self.panel.take_keyboard()
        elif view.panel is None and (had_panel or (was_empty and self.isVisible())):
            self.take_keyboard()
        self._foot.show_foot(view.keys, view.buttons)

    def take_keyboard(self) -> None:
        """Put the keyboard on what is open about a row, else on the list, if there is a row."""
        if not self.panel.isHidden():
            self.panel.take_keyboard()
        elif not self.sheet.table.isHidden():
            self.sheet.table.take_keyboard()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the room to the list where there is little."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_small = self.height() * 100 < _SMALL * self._kit.theme.scale
        self._tiles.set_small(is_small=is_small)
        self._foot.set_small(is_small=is_small)
        self.sheet.set_small(is_small=is_small)


class Foot(QWidget):
    """The lower edge of a page: keys at the left, buttons at the right."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._keys = QWidget(self)
        self._flow = FlowLayout(self._keys)
        self._pool = Pool(lambda: FooterKey(kit, self._keys, self._keys), self._flow.addWidget)
        self._offered: tuple[Button, ...] = ()
        self._buttons = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._keys, 1)
        self._row.addWidget(self._buttons)
        kit.presses.armed_changed.connect(self._say_again)

    def show_foot(self, keys: tuple[Button, ...], buttons: tuple[Button, ...]) -> None:
        """Offer these."""
        self._row.setSpacing(self._kit.theme.px("space.4"))
        if [b.act for b in keys] != [b.act for b in self._offered]:
            self._kit.presses.row_changed(self._keys)
        self._offered = keys
        self._keys.setVisible(bool(keys) or not buttons)
        self._say_again()
        self._buttons.show_buttons(buttons)
        self.setVisible(bool(keys) or bool(buttons))

    def set_small(self, *, is_small: bool) -> None:
        """Take less room."""
        self._buttons.set_small(is_small=is_small)
        self._row.setStretch(1, int(is_small))  # where there is room the buttons need one line

    def _say_again(self) -> None:
        widgets = self._pool.fit(len(self._offered))
        for widget, button in zip(widgets, self._offered, strict=True):
            widget.offer(button)
