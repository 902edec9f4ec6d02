"""A white sheet with rows below a heading, closer together where the page would not fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role


class SheetRow(QFrame):
    """One row: a mark, a title, and a detail below it."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self.kit = kit
        self.grid = QGridLayout(self)
        self.grid.setColumnStretch(1, 1)
        self.grid.setVerticalSpacing(0)

    def put_beside(self, mark: QWidget) -> tuple[TextLabel, TextLabel]:
        """Put title and detail beside a mark, which comes first in reading; return them."""
        title = TextLabel("rung-title", parent=self)
        detail = TextLabel("rung-detail", parent=self)
        self.grid.addWidget(mark, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(title, 0, 1)
        self.grid.addWidget(detail, 1, 1)
        return title, detail

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        side = self.kit.theme.px("space.3")
        edge = side if density is Density.AIRY else self.kit.theme.px("space.1")
        self.grid.setContentsMargins(side, edge, side, edge)


class Sheet(QFrame):
    """Heading and rows.

    Attributes:
        shown: The rows that are seen.
    """

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self.kit = kit
        self.heading = TextLabel("section", parent=self)
        self.shown: Sequence[SheetRow] = ()
        self._column, self.rows_column = QVBoxLayout(self), QVBoxLayout()
        self._column.addWidget(self.heading)
        self.rows_column.setSpacing(0)
        self._column.addLayout(self.rows_column)
        self._column.addStretch(1)
        set_role(self, "card")

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        theme, is_airy = self.kit.theme, density is Density.AIRY
        side, edge = theme.px("space.5"), theme.px("space.4" if is_airy else "space.2")
        self._column.setContentsMargins(side, edge, side, edge)
        self._column.setSpacing(theme.px("space.2" if is_airy else "space.1"))
        for row in self.shown:
            row.set_density(density)
