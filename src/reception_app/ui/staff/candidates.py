"""People that numbers fit: staff points at one of them; nobody is chosen by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Candidate
from reception_app.ui.viewstate.words import Words
from reception_app.ui.widgets import Pool, TextLabel


class _PersonButton(QRadioButton):
    """Goes up and down among the people; Qt does so only among children of one widget.

    Signals:
        moved: Up (-1) or down (1).
    """

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the arrows; the space bar is as on any button."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if steps:
            event.accept()
            self.moved.emit(steps)
        else:
            super().keyPressEvent(event)


class CandidateRow(QFrame):
    """One of them; the whole row can be clicked."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self.button = _PersonButton(self)
        self._title = TextLabel("rung-title", parent=self)
        self._detail = TextLabel("rung-detail", parent=self)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self.button, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._title, 0, 1)
        self._grid.addWidget(self._detail, 1, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(0)

    def show_candidate(self, candidate: Candidate, *, is_marked: bool) -> None:
        """Show a person, and whether staff points at them."""
        theme, texts = self._kit.theme, self._kit.texts
        self._grid.setHorizontalSpacing(theme.px("space.3"))
        set_role(self, "rung", "first" if is_marked else None)
        self._title.show_text(texts(candidate.title))
        self._detail.show_text(texts(candidate.detail) if candidate.detail else "")
        self._detail.setVisible(candidate.detail is not None)
        self.button.setEnabled(candidate.can_be_chosen)
        parts = (self._title.text(), self._detail.text())
        self.button.setAccessibleName("　".join(part for part in parts if part))

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        side = self._kit.theme.px("space.3")
        edge = side if density is Density.AIRY else self._kit.theme.px("space.1")
        self._grid.setContentsMargins(side, edge, side, edge)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a click beside the button for one on it."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.button.click()


class CandidatesCard(QFrame):
    """A white sheet with the people.

    Signals:
        marked: The number of the one that staff points at, from 0.
    """

    marked = Signal(int)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._heading = TextLabel("section", parent=self)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._heading)
        self._people = QVBoxLayout()
        self._people.setSpacing(0)
        self._column.addLayout(self._people)
        self._column.addStretch(1)
        self._group = QButtonGroup(self)
        self._pool = Pool(self._make, self._people.addWidget)
        self._shown: list[CandidateRow] = []
        set_role(self, "card")

    def show_candidates(
        self, heading: Words | None, people: tuple[Candidate, ...], marked: int | None
    ) -> None:
        """Show these; the sheet goes away where there are none."""
        self._heading.show_text(self._kit.texts(heading) if heading else "")
        self._shown = self._pool.fit(len(people))
        self._group.setExclusive(False)  # else none could be unmarked
        for number, (row, person) in enumerate(zip(self._shown, people, strict=True)):
            self._group.setId(row.button, number)
            row.button.setChecked(number == marked)
            row.show_candidate(person, is_marked=number == marked)
        self._group.setExclusive(True)
        self.setVisible(bool(people))

    def focus_first(self) -> bool:
        """Put the keyboard on the first person; return False where there is none to choose."""
        buttons = [row.button for row in self._shown if row.button.isEnabled()]
        checked = [button for button in buttons if button.isChecked()]
        for button in (*checked, *buttons)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(buttons)

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        theme, is_airy = self._kit.theme, density is Density.AIRY
        side, edge = theme.px("space.5"), theme.px("space.4" if is_airy else "space.2")
        self._column.setContentsMargins(side, edge, side, edge)
        self._column.setSpacing(theme.px("space.2" if is_airy else "space.1"))
        for row in self._shown:
            row.set_density(density)

    def _make(self) -> CandidateRow:
        row = CandidateRow(self._kit, self)
        self._group.addButton(row.button)
        row.button.clicked.connect(self._clicked)
        row.button.moved.connect(self._moved)
        return row

    @Slot(int)
    def _moved(self, steps: int) -> None:
        """Point at the next one who can be chosen; at either end it stays."""
        buttons = [row.button for row in self._shown if row.button.isEnabled()]
        at = next((n for n, button in enumerate(buttons) if button.hasFocus()), 0)
        button = buttons[min(max(at + steps, 0), len(buttons) - 1)]
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        button.click()

    @Slot()
    def _clicked(self) -> None:
        number = self._group.checkedId()
        if number >= 0:
            self.marked.emit(number)
