"""The fields of the number form: what is typed, and nothing about what it means."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from reception_app.domain.number_entry import Place, is_refused
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import BODY, TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import FormField

_HINTS: Final = {
    Place.INSURER: Qt.InputMethodHint.ImhDigitsOnly,
    Place.NUMBER: Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhPreferLatin,
    Place.BRANCH: Qt.InputMethodHint.ImhDigitsOnly,
    Place.BORN: Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhPreferLatin,
}
"""Fields without an input method, and what is typed there; 記号 may have kanji."""
_WIDTHS: Final = {
    Place.INSURER: 5,
    Place.SYMBOL: 7,
    Place.NUMBER: 7,
    Place.BRANCH: 2,
    Place.BORN: 7,
}
"""In sizes of a touch."""
_LONGEST: Final = 100
"""What somebody pastes by mistake; a My Number is never cut into something else."""
_NARROW: Final = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
"""Full-width letters, digits and signs as they are on the keyboard."""
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class NumberEdit(QLineEdit):
    """One field.

    Signals:
        went_on: Enter.
        reached: The keyboard came here.
        left: The keyboard went elsewhere.
        refused: Something was typed that must not stay on the screen.
    """

    went_on = Signal()
    reached = Signal()
    left = Signal()
    refused = Signal()

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self.setMaxLength(_LONGEST)
        hints = _HINTS.get(place)
        if hints is not None:
            self.setInputMethodHints(hints)
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.textEdited.connect(self._edited)
        set_role(self, "number")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on with Enter, once however long it is held; the rest is as in any field."""
        if event.key() in _ENTER:
            event.accept()
            if not event.isAutoRepeat():
                self.went_on.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the field is to be in sight."""
        super().focusInEvent(event)
        self.reached.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the field was left, but not for its own menu."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    @Slot(str)
    def _edited(self, text: str) -> None:
        """Turn what was typed in full width into what is on the keyboard, where that is meant."""
        if self.place is not Place.SYMBOL and (narrow := text.translate(_NARROW)) != text:
            at = self.cursorPosition()
            self.setText(narrow)
            self.setCursorPosition(at)
        if is_refused(self.place, self.text()):
            self.refused.emit()


class ConsentBox(QCheckBox):
    """限度額の同意.

    Signals:
        went_on: Enter.
        reached: The keyboard came here.
    """

    went_on = Signal()
    reached = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the box is to be in sight."""
        super().focusInEvent(event)
        self.reached.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on with Enter; Space ticks it."""
        if event.key() in _ENTER:
            event.accept()
            if not event.isAutoRepeat():
                self.went_on.emit()
        else:
            super().keyPressEvent(event)


class FieldRow:
    """One line of the form: label, field, and beside or below it what is to be said of it."""

    def __init__(self, kit: Kit, parent: QWidget, grid: QGridLayout, place: Place) -> None:
        self._kit, self._grid = kit, grid
        self._line = 2 * list(Place).index(place)
        self._label = TextLabel("label", parent=parent, leading=BODY)
        self.edit = NumberEdit(place, parent)
        self._said = TextLabel("sub", parent=parent)
        self.note = TextLabel("chip", parent=parent)
        self.has_note = False
        self._label.setBuddy(self.edit)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._label, self._line, 0)
        grid.addWidget(self.edit, self._line, 1, left)
        self.arrange(is_narrow=False)

    @property
    def is_shown(self) -> bool:
        """This insurance has such a field."""
        return not self.edit.isHidden()

    def show_field(self, field: FormField) -> None:
        """Show what is said of the field; what stands in it is the page's business."""
        texts, theme = self._kit.texts, self._kit.theme
        had = self.note.text() if self.has_note else ""
        label = texts(field.label)
        self._label.show_text(label)
        self.edit.setFixedWidth(_WIDTHS[field.place] * theme.px("size.touch"))
        said = field.meaning or field.hint
        self._said.show_text(texts(said) if said and field.note is None else "")
        set_role(self._said, "value" if field.meaning is not None else "sub")
        self.has_note = field.note is not None
        tone = None if field.note is None else str(field.note.tone)
        if field.note is not None:
            set_role(self.note, "chip", tone)
            self._kit.show_note(self.note, field.note)
        set_role(self.edit, "number", tone)
        self.edit.setAccessibleName(label)
        words = self.note.text() if self.has_note else self._said.text()
        self.edit.setAccessibleDescription(words)
        self._label.show()
        self.edit.show()
        self.note.setVisible(self.has_note)
        self._said.setVisible(not self.has_note and bool(said))
        if self.has_note and self.note.text() != had:
            told = f"{label} {words}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.edit, told))

    def hide(self) -> None:
        """Show nothing: this insurance has no such field."""
        for each in (self._label, self.edit, self._said, self.note):
            each.hide()

    def arrange(self, *, is_narrow: bool) -> None:
        """Say it beside the field, or below it where there is no room."""
        place = (self._line + 1, 1, 1, 2) if is_narrow else (self._line, 2, 1, 1)
        aligned = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for each in (self._said, self.note):
            self._grid.removeWidget(each)
        self._grid.addWidget(self._said, *place)
        self._grid.addWidget(self.note, *place, aligned)
