"""One setting with its label, its mistake, and what a change does and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reception_app.ui.settings.field_spec import FieldSpec, Kind
from reception_app.ui.settings.fields import EFFECTS
from reception_app.ui.settings.inputs import (
    ChoiceInput,
    CountInput,
    CountsInput,
    DigitsInput,
    FlagInput,
    Input,
    NameInput,
    SecondsInput,
    SecretInput,
    TextInput,
)
from reception_app.ui.settings.path_inputs import KeyPlaceInput, ListInput, PathInput, Wanted
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.words import Line, tr

_CHANGED: Final = tr("変更あり")


_PLAIN: Final[Mapping[Kind, Callable[[Theme, Texts, QWidget], Input]]] = {
    Kind.TEXT: TextInput,
    Kind.DIGITS: DigitsInput,
    Kind.SECONDS: SecondsInput,
    Kind.COUNT: CountInput,
    Kind.COUNTS: CountsInput,
    Kind.KEY_PLACE: KeyPlaceInput,
    Kind.SECRET: SecretInput,
}
_WANTED: Final = {Kind.FILE: Wanted.FILE, Kind.FOLDER: Wanted.FOLDER}


class FieldRow(QWidget):
    """A setting on its page.

    Signals:
        edited: Its value is another one; the row itself comes with it.
    """

    edited = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, field: FieldSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self._theme = theme
        self._texts = texts
        self._problem: Line | None = None
        # Made in the order of reading: it is a screen reader's, too.
        self._label, self._changed = QLabel(self), QLabel(self)
        self.input = _input(theme, texts, field, self)
        self._wrong = TextLabel("invalid", parent=self)
        self._help = TextLabel("sub", parent=self)
        self._lay_out()
        self._label.setBuddy(self.input.target())
        self.input.edited.connect(self._report)
        theme.changed.connect(self._fit)
        self._fit()

    def show_state(self, *, problem: Line | None, is_changed: bool) -> None:
        """Show what is wrong with the value, and that it is not saved yet."""
        self._problem = problem
        self._wrong.show_text(self._texts(problem) if problem else "")
        self._wrong.setVisible(problem is not None)
        self._changed.setVisible(is_changed)
        self.input.mark(is_wrong=problem is not None)
        self._describe()

    def retranslate(self) -> None:
        """Say everything again, in the language of now."""
        self._label.setText(self._texts(self.field.label))
        self._changed.setText(self._texts(_CHANGED))
        self._help.show_text("\n".join(map(self._texts, (self.field.help, self._effect()))))
        self._wrong.show_text(self._texts(self._problem) if self._problem else "")
        self.input.retranslate()
        self.input.name(self._label.text())
        self._describe()

    def _effect(self) -> Line:
        return tr("{when}。", when=EFFECTS[self.field.effect])

    def _describe(self) -> None:
        """Give a screen reader what stands around the input."""
        parts = (self._wrong.text(), self._help.text())
        target = self.input.target()
        target.setAccessibleDescription(" ".join(part for part in parts if part))

    def _lay_out(self) -> None:
        set_role(self._label, "strong")
        set_role(self._changed, "chip", "info")
        self._changed.hide()
        self._wrong.hide()
        self._column, self._head = QVBoxLayout(self), QHBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._head.addWidget(self._label)
        self._head.addWidget(self._changed)
        self._head.addStretch()
        for part in (self.input, self._wrong, self._help):
            self._column.addWidget(part)

    @Slot()
    def _report(self) -> None:
        self.edited.emit(self)

    @Slot()
    def _fit(self) -> None:
        self._column.setSpacing(self._theme.px("space.2"))  # the focus ring lies in between
        self._head.setSpacing(self._theme.px("space.3"))


def _input(theme: Theme, texts: Texts, field: FieldSpec, parent: QWidget) -> Input:
    match field.kind:
        case Kind.CHOICE:
            return ChoiceInput(theme, texts, parent, field.choices)
        case Kind.FLAG:
            return FlagInput(theme, texts, parent, field.tick)
        case Kind.BACKEND | Kind.READER:
            return NameInput(theme, texts, parent, may_be_empty=field.kind is Kind.READER)
        case Kind.NAMES | Kind.FILES:
            return ListInput(theme, texts, parent, are_files=field.kind is Kind.FILES)
        case Kind.FILE | Kind.FOLDER:
            return PathInput(theme, texts, parent, _WANTED[field.kind])
        case kind:
            return _PLAIN[kind](theme, texts, parent)
