"""People that numbers fit: staff points at one of them; nobody is chosen by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.sheet import Sheet, SheetRow
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Candidate
from reception_app.ui.viewstate.words import Words
from reception_app.ui.widgets import Pool


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


class CandidateRow(SheetRow):
    """One of them; the whole row can be clicked."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.button = _PersonButton(self)
        self._title, self._detail = self.put_beside(self.button)

    def show_candidate(self, candidate: Candidate, *, is_marked: bool) -> None:
        """Show a person, and whether staff points at them."""
        texts = self.kit.texts
        self.grid.setHorizontalSpacing(self.kit.theme.px("space.3"))
        set_role(self, "rung", "first" if is_marked else None)
        self._title.show_text(texts(candidate.title))
        self._detail.show_text(texts(candidate.detail) if candidate.detail else "")
        self._detail.setVisible(candidate.detail is not None)
        self.button.setEnabled(candidate.can_be_chosen)
        parts = (self._title.text(), self._detail.text())
        self.button.setAccessibleName("　".join(part for part in parts if part))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a click beside the button for one on it."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.button.click()


class CandidatesCard(Sheet):
    """A white sheet with the people.

    Signals:
        marked: The number of the one that staff points at, from 0.
    """

    marked = Signal(int)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self._group = QButtonGroup(self)
        self._pool = Pool(self._make, self.rows_column.addWidget)
        self._people: list[CandidateRow] = []

    def show_candidates(
        self, heading: Words | None, people: tuple[Candidate, ...], marked: int | None
    ) -> None:
        """Show these; the sheet goes away where there are none."""
        self.heading.show_text(self.kit.texts(heading) if heading else "")
        self.shown = self._people = self._pool.fit(len(people))
        self._group.setExclusive(False)  # else none could be unmarked
        for number, (row, person) in enumerate(zip(self._people, people, strict=True)):
            self._group.setId(row.button, number)
            row.button.setChecked(number == marked)
            row.show_candidate(person, is_marked=number == marked)
        self._group.setExclusive(True)
        self.setVisible(bool(people))

    def focus_first(self) -> bool:
        """Put the keyboard on the first person; return False where there is none to choose."""
        buttons = [row.button for row in self._people if row.button.isEnabled()]
        checked = [button for button in buttons if button.isChecked()]
        for button in (*checked, *buttons)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(buttons)

    def _make(self) -> CandidateRow:
        row = CandidateRow(self.kit, self)
        self._group.addButton(row.button)
        row.button.clicked.connect(self._clicked)
        row.button.moved.connect(self._moved)
        return row

    @Slot(int)
    def _moved(self, steps: int) -> None:
        """Point at the next one who can be chosen; at either end it stays."""
        buttons = [row.button for row in self._people if row.button.isEnabled()]
        at = next((n for n, button in enumerate(buttons) if button.hasFocus()), 0)
        button = buttons[min(max(at + steps, 0), len(buttons) - 1)]
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        button.click()

    @Slot()
    def _clicked(self) -> None:
        number = self._group.checkedId()
        if number >= 0:
            self.marked.emit(number)
