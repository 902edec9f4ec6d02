"""Who is at the desk: shown in the header and changed with one press."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from reception_app.ui.staff.kit import Kit, fill
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.words import tr
from reception_app.ui.widgets import Pool

_DESK: Final = tr("担当")
_AT_DESK: Final = tr("担当 {name}")
_CHOOSE: Final = tr("担当者を選んでください")
_TAKE: Final = tr("担当者を{name}にする")
_MOST_CHIPS: Final = 3
_NAME: Final = "operator"


class Operators(QWidget):
    """Up to three names beside each other, more of them in a menu.

    Signals:
        chosen: A name.
    """

    chosen = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._names: tuple[str, ...] = ()
        self._operator = ""
        self._is_folded = False
        self._label, self._prompt = (
            TextLabel("sub", parent=self),
            TextLabel("chip", "warn", parent=self),
        )
        self._chip_box = QWidget(self)
        self._chips = QHBoxLayout(self._chip_box)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._menu_button = QPushButton(self)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._label)
        self._row.addWidget(self._prompt)
        self._row.addWidget(self._chip_box)
        self._row.addWidget(self._menu_button)
        self._pool = Pool(self._make_chip, self._chips.addWidget)
        self._menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu_button.clicked.connect(self._open_menu)
        self._group.triggered.connect(self._picked)
        for label in (self._label, self._prompt):
            label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    @property
    def is_folded(self) -> bool:
        """The names are in a menu although they could stand beside each other."""
        return self._is_folded

    def show_operators(self, operator: str, operators: tuple[str, ...]) -> None:
        """Show who there is, and who of them is at the desk; empty for nobody yet."""
        known = operator in operators or not operator
        self._operator = operator
        self._names = operators if known else (operator, *operators)
        self.setVisible(bool(self._names))
        self._draw()

    def fold(self, *, is_folded: bool) -> None:
        """Take less room: one button with a menu, however few names there are."""
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            self._draw()

    def extra_width(self) -> int:
        """Return how much wider it is unfolded than folded; nothing if there is no choice."""
        if not 0 < len(self._names) <= _MOST_CHIPS:
            return 0
        label = self._label if self._operator else self._prompt
        parts = [label, *self._pool.first(len(self._names))]
        gaps = self._row.spacing() + self._chips.spacing() * (len(self._names) - 1)
        unfolded = sum(part.sizeHint().width() for part in parts) + gaps
        return unfolded - self._menu_button.sizeHint().width()

    def _draw(self) -> None:
        theme, texts = self._kit.theme, self._kit.texts
        self._row.setSpacing(theme.px("space.2"))
        self._chips.setSpacing(theme.px("space.1"))
        self._label.show_text(texts(_DESK))
        self._prompt.show_text(texts(_CHOOSE))
        has_chips = 0 < len(self._names) <= _MOST_CHIPS
        self._draw_chips(self._names if has_chips else ())
        self._draw_menu()
        in_menu = self._is_folded or not has_chips
        self._label.setVisible(not in_menu and bool(self._operator))
        self._prompt.setVisible(not in_menu and not self._operator)
        self._chip_box.setVisible(not in_menu)
        self._menu_button.setVisible(in_menu)

    def _draw_chips(self, names: tuple[str, ...]) -> None:
        for chip, name in zip(self._pool.fit(len(names)), names, strict=True):
            chip.setText(_unmarked(name))
            chip.setProperty(_NAME, name)
            chip.setChecked(name == self._operator)
            chip.setAccessibleName(self._kit.texts(fill(_TAKE, name=name)))

    def _draw_menu(self) -> None:
        texts, theme = self._kit.texts, self._kit.theme
        chosen = fill(_AT_DESK, name=self._operator) if self._operator else _CHOOSE
        set_role(self._menu_button, "operator", None if self._operator else "warn")
        self._menu_button.setText(_unmarked(texts(chosen)))
        self._menu_button.setIcon(theme.icon("chevron-down", "icon.small", "text.sub"))
        self._menu_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu_button.setAccessibleName(texts(chosen))
        while len(self._group.actions()) < len(self._names):
            action = QAction(self)
            action.setCheckable(True)
            self._group.addAction(action)
            self._menu.addAction(action)
        actions = self._group.actions()
        for action, name in zip(actions, self._names, strict=False):
            action.setText(_unmarked(name))
            action.setData(name)
            action.setVisible(True)
            action.setChecked(name == self._operator)
        for action in actions[len(self._names) :]:
            action.setVisible(False)

    def _make_chip(self) -> QPushButton:
        chip = QPushButton(self._chip_box)
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(chip, "operator")
        chip.toggled.connect(self._chip_toggled)  # a screen reader toggles without a click
        return chip

    @Slot()
    def _open_menu(self) -> None:
        below = QPoint(0, self._menu_button.height())
        self._menu.popup(self._menu_button.mapToGlobal(below))

    @Slot(QAction)
    def _picked(self, action: QAction) -> None:
        self._choose(str(action.data()))

    @Slot(bool)
    def _chip_toggled(self, on: bool) -> None:
        chip = self.sender()
        name = str(chip.property(_NAME)) if isinstance(chip, QPushButton) else ""
        if name and on is not (name == self._operator):  # else we did it ourselves
            self._choose(name)

    def _choose(self, name: str) -> None:
        self._draw()  # the mark follows the view, not the press
        if name != self._operator:
            self.chosen.emit(name)


def _unmarked(text: str) -> str:
    """Return a text of which no letter becomes a shortcut."""
    return text.replace("&", "&&")
