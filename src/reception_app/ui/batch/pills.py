"""A choice among several, of which one holds; it decides nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QSizePolicy, QWidget

from reception_app.ui.staff.kit import Kit
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import Pill
from reception_app.ui.widgets import FlowLayout, Pool


class Pills(QWidget):
    """Buttons of which one is down.

    Signals:
        chosen: Key of a pill that somebody pressed.
    """

    chosen = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget, *, role: str = "tab") -> None:
        super().__init__(parent)
        self._kit, self._role = kit, role
        self._keys: list[str] = []
        self._is_showing = self._is_stacked = False
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(self)
        self._pool = Pool(self._make, self._flow.addWidget)
        self._group.buttonToggled.connect(self._toggled)  # by a screen reader: without a click

    def show_pills(self, pills: tuple[Pill, ...]) -> None:
        """Offer these."""
        self._is_showing = True
        self.setVisible(bool(pills))
        self._flow.setSpacing(self._kit.theme.px("space.2"))
        self._keys = [pill.key for pill in pills]
        for button, pill in zip(self._pool.fit(len(pills)), pills, strict=True):
            button.setText(self._kit.texts(pill.words).replace("&", "&&"))
            button.setChecked(pill.is_chosen)
        self._is_showing = False

    def set_stacked(self) -> None:
        """Stand below each other, over the whole width."""
        self._is_stacked = True

    def take_keyboard(self) -> None:
        """Put the keyboard on what is chosen, else on the first."""
        buttons = self._pool.first(len(self._keys))
        chosen = [each for each in buttons if each.isChecked()]
        for button in (chosen or buttons)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> QPushButton:
        button = QPushButton(self)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if self._is_stacked:
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setSizePolicy(policy)
        set_role(button, self._role)
        self._group.addButton(button)
        return button

    @Slot(QAbstractButton, bool)
    def _toggled(self, button: QAbstractButton, on: bool) -> None:
        if not on or self._is_showing:
            return
        made = self._pool.first(len(self._keys))
        key = next((k for k, each in zip(self._keys, made, strict=True) if each is button), None)
        if key is not None:
            self.chosen.emit(key)
