"""Inputs of the settings window: each shows one value of the file and reports edits, nothing more.

An input returns the value it was given, bit by bit, until somebody edits it: what it cannot show
is not lost by looking at it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from reception_app.ui.settings.field_spec import Choice
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.words import Words, tr
from reception_app.ui.widgets import FlowLayout

_LONGEST_COUNT: Final = 9
_SECONDS: Final = tr("秒")
_ANY_READER: Final = tr("決めない（カードが置かれたものを使う）")
_ABSENT: Final = tr("{reader}（今はつながっていません）")


class Input(QWidget):
    """One value.

    Signals:
        edited: The person at the desk changed it.
    """

    edited = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.texts = texts
        self._given: object = None
        self._is_giving = False
        self._is_edited = False

    @property
    def is_edited(self) -> bool:
        """Somebody touched it since it was given a value."""
        return self._is_edited

    def value(self) -> object:
        """Return the value in the file's types."""
        return self.typed() if self._is_edited else self._given

    def give(self, value: object) -> None:
        """Show a value of the file."""
        self._given = value
        self._is_giving = True
        self.show_value(value)
        self._is_giving = False
        self._is_edited = False

    def typed(self) -> object:
        """Return what the widgets say."""
        raise NotImplementedError

    def show_value(self, value: object) -> None:
        """Bring a value into the widgets; one of a wrong type shows as none."""
        raise NotImplementedError

    def target(self) -> QWidget:
        """Return the widget that a label belongs to."""
        raise NotImplementedError

    def name(self, label: str) -> None:
        """Say for a screen reader what this is about: Tab goes past the label."""
        self.target().setAccessibleName(label)

    def mark(self, *, is_wrong: bool) -> None:
        """Show that the value is not right."""

    def retranslate(self) -> None:
        """Say everything again, in the language of now."""

    @Slot()
    def note_edit(self) -> None:
        """Report that somebody changed the value; some widgets report what the program sets."""
        if not self._is_giving:
            self._is_edited = True
            self.edited.emit()

    def row(self) -> QHBoxLayout:
        """Return a line of widgets, without margins."""
        line = QHBoxLayout()
        self._fit_layout(line)
        return line

    def column(self) -> QVBoxLayout:
        """Return widgets below each other, without margins."""
        column = QVBoxLayout()
        self._fit_layout(column)
        return column

    def _fit_layout(self, layout: QBoxLayout) -> None:
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.theme.px("space.2"))


class TextInput(Input):
    """A line of text."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, parent)
        self.edit = QLineEdit(self)
        self.edit.textEdited.connect(self.note_edit)
        line = self.row()
        line.addWidget(self.edit)
        self.setLayout(line)

    def typed(self) -> object:
        """Return the text as it was typed."""
        return self.edit.text()

    def show_value(self, value: object) -> None:
        """Show a text."""
        self.edit.setText(value if isinstance(value, str) else "")
        self.edit.setCursorPosition(0)

    def target(self) -> QWidget:
        """Return the line."""
        return self.edit

    def mark(self, *, is_wrong: bool) -> None:
        """Frame the line."""
        set_role(self.edit, "input", "bad" if is_wrong else None)


class DigitsInput(TextInput):
    """A code; full-width digits typed by habit become ordinary ones."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, parent)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def typed(self) -> object:
        """Return the code."""
        return _narrow(self.edit.text())


class SecretInput(TextInput):
    """A password: dots only, and nothing of it is there once it was saved."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)

    def show_value(self, value: object) -> None:
        """Show nothing, whatever is kept."""
        self.edit.clear()


class SecondsInput(TextInput):
    """A number of seconds; what is no number is returned as text, which the check refuses."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, parent)
        self._unit = QLabel(self)
        set_role(self._unit, "sub")
        line = cast("QHBoxLayout", self.layout())
        line.addWidget(self._unit)
        line.addStretch()
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setFixedWidth(theme.px("size.patient.key-width"))
        theme.changed.connect(self._fit)

    def typed(self) -> object:
        """Return a whole number where it is one."""
        text = _narrow(self.edit.text())
        try:
            return int(text) if text.isdecimal() else float(text)
        except ValueError:
            return text

    def show_value(self, value: object) -> None:
        """Show a number."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        self.edit.setText(f"{value:g}" if is_number else "")

    def retranslate(self) -> None:
        """Say the unit."""
        self._unit.setText(self.texts(_SECONDS))

    @Slot()
    def _fit(self) -> None:
        self.edit.setFixedWidth(self.theme.px("size.patient.key-width"))


class CountInput(TextInput):
    """A whole number; what is none is returned as text, which the check refuses."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(theme, texts, parent)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def typed(self) -> object:
        """Return the number."""
        return _count(_narrow(self.edit.text()))

    def show_value(self, value: object) -> None:
        """Show a number."""
        self.edit.setText(str(value) if type(value) is int else "")


class CountsInput(CountInput):
    """Whole numbers, with commas between them."""

    def typed(self) -> object:
        """Return the numbers; what is none stays a text."""
        parts = _narrow(self.edit.text()).replace("、", ",").split(",")
        return [_count(part.strip()) for part in parts if part.strip()]

    def show_value(self, value: object) -> None:
        """Show numbers."""
        numbers = cast("Sequence[object]", value) if isinstance(value, list | tuple) else ()
        self.edit.setText("、".join(str(each) for each in numbers))


class FlagInput(Input):
    """Yes or no."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget, tick: Words) -> None:
        super().__init__(theme, texts, parent)
        self._tick = tick
        self._box = QCheckBox(self)
        self._box.toggled.connect(self.note_edit)  # by a screen reader: without a click
        line = self.row()
        line.addWidget(self._box)
        line.addStretch()
        self.setLayout(line)

    def typed(self) -> object:
        """Return whether it is ticked."""
        return self._box.isChecked()

    def show_value(self, value: object) -> None:
        """Show yes or no."""
        self._box.setChecked(value is True)

    def target(self) -> QWidget:
        """Return the box."""
        return self._box

    def name(self, label: str) -> None:
        """Say what is accepted."""
        self._box.setAccessibleName(f"{label} {self._box.text()}")

    def retranslate(self) -> None:
        """Say what ticking means."""
        self._box.setText(self.texts(self._tick))


class ChoiceInput(Input):
    """One of a few, all in sight."""

    def __init__(
        self, theme: Theme, texts: Texts, parent: QWidget, choices: Sequence[Choice]
    ) -> None:
        super().__init__(theme, texts, parent)
        self._choices = tuple(choices)
        self._buttons = [QRadioButton(self) for _ in self._choices]
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(self)
        for number, button in enumerate(self._buttons):
            self._group.addButton(button, number)
            self._flow.addWidget(button)
            button.toggled.connect(self.note_edit)
        theme.changed.connect(self._fit)
        self._fit()

    def typed(self) -> object:
        """Return the chosen value."""
        number = self._group.checkedId()
        return self._choices[number].value if number >= 0 else ""

    def show_value(self, value: object) -> None:
        """Choose a value; none, where it is not among the choices."""
        self._group.setExclusive(False)  # else nothing could be unchosen
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setChecked(choice.value == value)
        self._group.setExclusive(True)

    def target(self) -> QWidget:
        """Return the chosen button, or the first."""
        return self._group.checkedButton() or self._buttons[0]

    def name(self, label: str) -> None:
        """Say of each choice what is chosen."""
        for button in self._buttons:
            button.setAccessibleName(f"{label} {button.text()}")

    def retranslate(self) -> None:
        """Say the choices."""
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setText(self.texts(choice.label))

    @Slot()
    def _fit(self) -> None:
        self._flow.setSpacing(self.theme.px("space.5"))


class _Combo(QComboBox):
    """Does not turn with the wheel: scrolling the page must not change a setting."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the page."""
        event.ignore()


class NameInput(Input):
    """One of names that this computer knows at the moment."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget, *, may_be_empty: bool) -> None:
        super().__init__(theme, texts, parent)
        self._may_be_empty = may_be_empty
        self._names: tuple[str, ...] = ()
        self._combo = _Combo(self)
        self._combo.activated.connect(self.note_edit)
        line = self.row()
        line.addWidget(self._combo)
        self.setLayout(line)

    def offer(self, names: Sequence[str]) -> None:
        """Offer other names; the one that is set stays, whether it is among them or not."""
        if tuple(names) == self._names:
            return
        value = self._current()
        self._names = tuple(names)
        self._fill(value)

    def typed(self) -> object:
        """Return the chosen name."""
        return self._current()

    def show_value(self, value: object) -> None:
        """Show a name."""
        self._fill(value if isinstance(value, str) else "")

    def target(self) -> QWidget:
        """Return the list of names."""
        return self._combo

    def mark(self, *, is_wrong: bool) -> None:
        """Frame the list."""
        set_role(self._combo, "input", "bad" if is_wrong else None)

    def retranslate(self) -> None:
        """Say the entries."""
        self._fill(self._current())

    def _current(self) -> str:
        return cast("str | None", self._combo.currentData()) or ""

    def _fill(self, value: str) -> None:
        self._combo.clear()
        if self._may_be_empty:
            self._combo.addItem(self.texts(_ANY_READER), "")
        for name in self._names:
            self._combo.addItem(name, name)
        if value and value not in self._names:
            self._combo.addItem(self._absent(value), value)
        self._combo.setCurrentIndex(self._combo.findData(value))

    def _absent(self, name: str) -> str:
        if not self._may_be_empty:
            return name
        return self.texts(tr(_ABSENT.source, reader=name))


def _count(text: str) -> int | str:
    is_count = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_COUNT
    return int(text) if is_count else text


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
