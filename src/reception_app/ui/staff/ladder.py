"""What to try before 10割 is charged: a few steps, the first one marked (front-desk.md A.6)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.sheet import Sheet, SheetRow
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Button, Rung
from reception_app.ui.viewstate.words import Words
from reception_app.ui.widgets import Pool


class RungRow(SheetRow):
    """One step."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self._number = TextLabel("rung-number", parent=self, leading=1.0)
        self._title, self._detail = self.put_beside(self._number)
        self.buttons = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignRight)
        self.grid.addWidget(self.buttons, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_rung(self, number: int, rung: Rung, offered: tuple[Button, ...]) -> None:
        """Show a step, with what begins it if that is offered."""
        texts = self.kit.texts
        self.grid.setHorizontalSpacing(self.kit.theme.px("space.4"))
        tone = "first" if rung.is_first else None
        set_role(self, "rung", tone)
        set_role(self._number, "rung-number", tone)
        set_role(self._title, "rung-title", tone)
        set_role(self._detail, "rung-detail", tone)
        self._number.show_text(str(number))
        self._title.show_text(texts(rung.title))
        self._detail.show_text(texts(rung.detail))
        here = tuple(button for button in offered if button.act is rung.act)
        self.buttons.show_buttons(here)


class LadderCard(Sheet):
    """A white sheet with the steps."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self._pool = Pool(lambda: RungRow(kit, self), self.rows_column.addWidget)
        self._rungs: list[RungRow] = []

    def show_ladder(
        self,
        heading: Words | None,
        rungs: tuple[Rung, ...],
        offered: tuple[Button, ...] = (),
    ) -> None:
        """Show these steps; the sheet goes away where there are none.

        Args:
            heading: Stands above.
            rungs: The steps.
            offered: What the page offers; a button that begins a step stands there.
        """
        self.heading.show_text(self.kit.texts(heading) if heading else "")
        self.heading.setVisible(heading is not None)
        self.shown = self._rungs = self._pool.fit(len(rungs))
        for number, (row, rung) in enumerate(zip(self._rungs, rungs, strict=True), start=1):
            row.show_rung(number, rung, offered)
        self.setVisible(bool(rungs))

    @property
    def rows(self) -> tuple[ButtonRow, ...]:
        """Where buttons are."""
        return tuple(row.buttons for row in self._rungs)

    def set_small(self, *, is_small: bool) -> None:
        """Let the buttons take less room in a small window."""
        for row in self._rungs:
            row.buttons.set_small(is_small=is_small)
