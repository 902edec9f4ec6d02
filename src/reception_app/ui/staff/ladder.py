"""What to try before 10割 is charged: a few steps, the first one marked (front-desk.md A.6)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Button, Rung
from reception_app.ui.viewstate.words import Words
from reception_app.ui.widgets import Pool, TextLabel


class RungRow(QFrame):
    """One step."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._number = TextLabel("rung-number", parent=self, leading=1.0)
        self._title = TextLabel("rung-title", parent=self)
        self._detail = TextLabel("rung-detail", parent=self)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._number, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._title, 0, 1)
        self._grid.addWidget(self._detail, 1, 1)
        self.buttons = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self.buttons, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(0)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_rung(self, number: int, rung: Rung, offered: tuple[Button, ...]) -> None:
        """Show a step, with what begins it if that is offered."""
        theme, texts = self._kit.theme, self._kit.texts
        self._grid.setHorizontalSpacing(theme.px("space.4"))
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

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        side = self._kit.theme.px("space.3")
        edge = side if density is Density.AIRY else self._kit.theme.px("space.1")
        self._grid.setContentsMargins(side, edge, side, edge)


class LadderCard(QFrame):
    """A white sheet with the steps."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._heading = TextLabel("section", parent=self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._heading)
        self._rungs = QVBoxLayout()
        self._rungs.setSpacing(0)
        self._column.addLayout(self._rungs)
        self._column.addStretch(1)
        self._pool = Pool(lambda: RungRow(kit, self), self._rungs.addWidget)
        self._shown: list[RungRow] = []
        set_role(self, "card")

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
        self._heading.show_text(self._kit.texts(heading) if heading else "")
        self._heading.setVisible(heading is not None)
        self._shown = self._pool.fit(len(rungs))
        for number, (row, rung) in enumerate(zip(self._shown, rungs, strict=True), start=1):
            row.show_rung(number, rung, offered)
        self.setVisible(bool(rungs))

    @property
    def rows(self) -> tuple[ButtonRow, ...]:
        """Where buttons are."""
        return tuple(row.buttons for row in self._shown)

    def set_small(self, *, is_small: bool) -> None:
        """Let the buttons take less room in a small window."""
        for row in self._shown:
            row.buttons.set_small(is_small=is_small)

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        theme, is_airy = self._kit.theme, density is Density.AIRY
        side, edge = theme.px("space.5"), theme.px("space.4" if is_airy else "space.2")
        self._column.setContentsMargins(side, edge, side, edge)
        self._column.setSpacing(theme.px("space.2" if is_airy else "space.1"))
        for row in self._shown:
            row.set_density(density)
