"""Inputs of the settings window for files, folders and lists; nothing here opens a file."""

from __future__ import annotations

from enum import Enum, auto, unique
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QWidget,
)

from reception_app.application.settings import KEYRING
from reception_app.application.settings_checks import KEY_FILE
from reception_app.ui.settings.inputs import Input, TextInput
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.words import tr

_BROWSE: Final = tr("参照…")
_ADD: Final = tr("追加")
_ADD_FILE: Final = tr("ファイルを追加…")
_REMOVE: Final = tr("選んだ行を外す")
_NEW_NAME: Final = tr("追加する担当者")
_IN_KEYRING: Final = tr("このコンピューターの鍵の保管場所")
_IN_FILE: Final = tr("鍵のファイル")
_LINES: Final = 4


@unique
class Wanted(Enum):
    """What a person has to pick."""

    FILE = auto()
    FILES = auto()
    FOLDER = auto()
    KEY_FILE = auto()


class PickingInput(Input):
    """An input that can take paths from a dialog.

    Signals:
        picking: A path is wanted; whoever owns the dialog answers with ``take``.
    """

    picking = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget, wanted: Wanted) -> None:
        super().__init__(theme, texts, parent)
        self.wanted = wanted

    def take(self, paths: list[str]) -> None:
        """Accept what was picked."""
        raise NotImplementedError

    @Slot()
    def ask_for_path(self) -> None:
        """Report that a path is wanted."""
        self.picking.emit(self)


class PathInput(PickingInput):
    """A file or a folder."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget, wanted: Wanted) -> None:
        super().__init__(theme, texts, parent, wanted)
        self._text = TextInput(theme, texts, self)
        self._text.edited.connect(self.note_edit)
        self._browse = QPushButton(self)
        set_role(self._browse, "small")
        self._browse.clicked.connect(self.ask_for_path)
        line = self.row()
        line.addWidget(self._text, 1)
        line.addWidget(self._browse)
        self.setLayout(line)

    def typed(self) -> object:
        """Return the path."""
        return self._text.typed()

    def show_value(self, value: object) -> None:
        """Show a path."""
        self._text.show_value(value)

    def target(self) -> QWidget:
        """Return the line with the path."""
        return self._text.target()

    def name(self, label: str) -> None:
        """Say whose path it is."""
        super().name(label)
        self._browse.setAccessibleName(f"{label} {self._browse.text()}")

    def mark(self, *, is_wrong: bool) -> None:
        """Frame the line."""
        self._text.mark(is_wrong=is_wrong)

    def retranslate(self) -> None:
        """Say the button."""
        self._browse.setText(self.texts(_BROWSE))

    def take(self, paths: list[str]) -> None:
        """Put the path into the line."""
        self._text.show_value(paths[0])
        self.note_edit()


class KeyPlaceInput(PickingInput):
    """The OS key store, or a file."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, parent, Wanted.KEY_FILE)
        self._in_keyring, self._in_file = QRadioButton(self), QRadioButton(self)
        self._group = QButtonGroup(self)
        self._path = PathInput(theme, texts, self, Wanted.KEY_FILE)
        column = self.column()
        for button in (self._in_keyring, self._in_file):
            self._group.addButton(button)
            button.toggled.connect(self._choose)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._path)
        self._path.edited.connect(self.note_edit)
        self._path.picking.connect(self.ask_for_path)
        self.setLayout(column)

    def typed(self) -> object:
        """Return the place as the file has it."""
        return KEYRING if self._in_keyring.isChecked() else f"{KEY_FILE}{self._path.typed()}"

    def show_value(self, value: object) -> None:
        """Show a place."""
        text = value if isinstance(value, str) else ""
        (self._in_keyring if text == KEYRING else self._in_file).setChecked(True)
        self._path.show_value("" if text == KEYRING else text.removeprefix(KEY_FILE))
        self._path.setEnabled(self._in_file.isChecked())

    def target(self) -> QWidget:
        """Return the line with the path, or the button of the key store."""
        return self._path.target() if self._in_file.isChecked() else self._in_keyring

    def name(self, label: str) -> None:
        """Say of each place what is kept there."""
        for button in (self._in_keyring, self._in_file):
            button.setAccessibleName(f"{label} {button.text()}")
        self._path.name(self._in_file.text())

    def mark(self, *, is_wrong: bool) -> None:
        """Frame the line."""
        self._path.mark(is_wrong=is_wrong)

    def retranslate(self) -> None:
        """Say the two places."""
        self._in_keyring.setText(self.texts(_IN_KEYRING))
        self._in_file.setText(self.texts(_IN_FILE))
        self._path.retranslate()

    def take(self, paths: list[str]) -> None:
        """Put the path into the line."""
        self._path.take(paths)

    @Slot()
    def _choose(self) -> None:
        self._path.setEnabled(self._in_file.isChecked())
        self.note_edit()


class ListInput(PickingInput):
    """Several names, or several files."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget, *, are_files: bool) -> None:
        super().__init__(theme, texts, parent, Wanted.FILES)
        self._are_files = are_files
        self._list = QListWidget(self)
        self._list.installEventFilter(self)
        self._new = QLineEdit(self)
        self._add, self._remove = QPushButton(self), QPushButton(self)
        self._lay_out()
        self._list.currentRowChanged.connect(self._allow_remove)
        self._new.textEdited.connect(self.note_edit)
        self._new.editingFinished.connect(self._put_new)
        self._add.clicked.connect(self.ask_for_path if are_files else self._put_new)
        self._remove.clicked.connect(self._take_away)
        theme.changed.connect(self._fit)
        self._fit()

    def typed(self) -> object:
        """Return the lines, with the name that is being typed."""
        new = self._new.text().strip()
        return [*self._lines(), new] if new else self._lines()

    def show_value(self, value: object) -> None:
        """Show names or paths."""
        is_list = isinstance(value, list | tuple)
        self._list.clear()
        self._new.clear()
        self._list.addItems([str(line) for line in cast("list[object]", value) if is_list])
        self._allow_remove()

    def target(self) -> QWidget:
        """Return the list."""
        return self._list

    def name(self, label: str) -> None:
        """Say what is listed, and what is added to or taken away from."""
        super().name(label)
        for button in (self._add, self._remove):
            button.setAccessibleName(f"{label} {button.text()}")

    def mark(self, *, is_wrong: bool) -> None:
        """Frame the list."""
        set_role(self._list, "input", "bad" if is_wrong else None)

    def retranslate(self) -> None:
        """Say the buttons."""
        self._add.setText(self.texts(_ADD_FILE if self._are_files else _ADD))
        self._remove.setText(self.texts(_REMOVE))
        self._new.setPlaceholderText(self.texts(_NEW_NAME))
        self._new.setAccessibleName(self.texts(_NEW_NAME))

    def take(self, paths: list[str]) -> None:
        """Append the paths that are not there yet."""
        self._list.addItems([path for path in paths if path not in self._lines()])
        self.note_edit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the line away that Delete is pressed on."""
        is_delete = (
            watched is self._list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Delete
        )
        if is_delete:
            self._take_away()
        return is_delete or super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        column, line = self.column(), self.row()
        column.addWidget(self._list)
        line.addWidget(self._new, 1)
        line.addWidget(self._add)
        if self._are_files:
            line.addStretch()
        line.addWidget(self._remove)
        self._new.setVisible(not self._are_files)
        set_role(self._list, "input")
        set_role(self._add, "small")
        set_role(self._remove, "small")
        column.addLayout(line)
        self.setLayout(column)

    def _lines(self) -> list[str]:
        return [self._list.item(row).text() for row in range(self._list.count())]

    @Slot()
    def _put_new(self) -> None:
        if name := self._new.text().strip():
            self._list.addItem(name)
            self._new.clear()
            self.note_edit()

    @Slot()
    def _take_away(self) -> None:
        if self._list.currentRow() >= 0:
            self._list.takeItem(self._list.currentRow())
            self._allow_remove()
            self.note_edit()

    @Slot()
    def _allow_remove(self) -> None:
        self._remove.setEnabled(self._list.currentRow() >= 0)

    @Slot()
    def _fit(self) -> None:
        self._list.setFixedHeight(_LINES * self.theme.px("size.pill"))
