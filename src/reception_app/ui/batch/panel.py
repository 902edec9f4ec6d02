"""What opens below the work list about one row: differences, a memo, or numbers to correct."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import CorrectionField, DifferenceLine, PanelView
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.widgets import Pool

_WIDE = {Place.INSURER: 3, Place.SYMBOL: 3, Place.NUMBER: 3, Place.BRANCH: 2, Place.BORN: 3}


class Panel(QWidget):
    """One row, looked at."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._key = ""
        self._heading = TextLabel("section", parent=self)
        self._detail = TextLabel("sub", parent=self)
        self._differences = _Differences(kit, self)
        self._memo_label = TextLabel("label", parent=self)
        self.memo = QLineEdit(self)
        self.numbers = _Numbers(kit, self)
        self._buttons = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignRight)
        self._column = QVBoxLayout(self)
        for part in (
            self._heading,
            self._detail,
            self._differences,
            self._memo_label,
            self.memo,
            self.numbers,
            self._buttons,
        ):
            self._column.addWidget(part)
        set_role(self, "card")
        set_role(self.memo, "input")
        self._memo_label.setBuddy(self.memo)
        self.hide()

    def show_panel(self, view: PanelView | None) -> bool:
        """Show this; return whether it is another one than before, which wants the keyboard."""
        self.setVisible(view is not None)
        is_new = view is not None and view.key != self._key
        self._key = "" if view is None else view.key
        if view is None:
            return False
        theme, texts = self._kit.theme, self._kit.texts
        side, gap = theme.px("space.5"), theme.px("space.2")
        self._column.setContentsMargins(side, theme.px("space.3"), side, theme.px("space.3"))
        self._column.setSpacing(gap)
        self._heading.show_text(texts(view.heading))
        self._detail.show_text(texts(view.detail) if view.detail else "")
        self._detail.setVisible(view.detail is not None)
        self._differences.show_lines(view.lines)
        self._show_memo(view, is_new=is_new)
        self.numbers.show_fields(view.fields, is_new=is_new)
        self._buttons.set_small(is_small=True)
        self._buttons.show_buttons(view.buttons)
        return is_new

    def take_keyboard(self) -> None:
        """Put the keyboard where something is to be typed."""
        if not self.memo.isHidden():
            self.memo.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.numbers.isHidden():
            self.numbers.take_keyboard()

    def _show_memo(self, view: PanelView, *, is_new: bool) -> None:
        has_memo = view.memo is not None
        self.memo.setVisible(has_memo)
        self._memo_label.setVisible(has_memo)
        label = self._kit.texts(view.memo_label) if view.memo_label else ""
        self._memo_label.show_text(label)
        self.memo.setAccessibleName(label)
        if is_new and view.memo is not None:
            self.memo.setText(view.memo)


class _Differences(QWidget):
    """Item, before, after, one below the other."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._made = 0
        self._pool = Pool(self._make, self._add)

    def show_lines(self, lines: tuple[DifferenceLine, ...]) -> None:
        """Show these."""
        theme, texts = self._kit.theme, self._kit.texts
        self.setVisible(bool(lines))
        self._grid.setHorizontalSpacing(theme.px("space.5"))
        self._grid.setVerticalSpacing(theme.px("space.1"))
        self._grid.setColumnStretch(2, 1)
        labels = self._pool.fit(3 * len(lines))
        for number, line in enumerate(lines):
            item, before, after = labels[3 * number : 3 * number + 3]
            item.show_text(texts(line.item))
            before.show_text(f"{texts(line.before)} →")
            after.show_text(texts(line.after))

    def _make(self) -> TextLabel:
        role = ("label", "value", "strong")[self._made % 3]
        return TextLabel(role, parent=self)

    def _add(self, label: TextLabel) -> None:
        self._grid.addWidget(label, self._made // 3, self._made % 3)
        self._made += 1


class _Numbers(QWidget):
    """The numbers of a row, beside each other in the order of the card."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._fields = {place: _Number(kit, self) for place in Place}
        for place, field in self._fields.items():
            self._row.addWidget(field, _WIDE[place])

    def typed(self) -> TypedNumbers:
        """Return what stands in the fields."""
        said = {place: field.input.text() for place, field in self._fields.items()}
        return TypedNumbers(
            insurer=said[Place.INSURER],
            symbol=said[Place.SYMBOL],
            number=said[Place.NUMBER],
            branch=said[Place.BRANCH],
            born=said[Place.BORN],
        )

    def show_fields(self, fields: tuple[CorrectionField, ...], *, is_new: bool) -> None:
        """Show these; what was typed stays in the same panel."""
        self.setVisible(bool(fields))
        self._row.setSpacing(self._kit.theme.px("space.3"))
        for field in fields:
            self._fields[field.place].show_field(field, is_new=is_new)

    def take_keyboard(self) -> None:
        """Begin with the 番号, which is read wrongly most often."""
        number = self._fields[Place.NUMBER].input
        number.setFocus(Qt.FocusReason.OtherFocusReason)
        number.selectAll()


class _Number(QWidget):
    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._label = TextLabel("label", parent=self)
        self.input = QLineEdit(self)
        self._wrong = TextLabel("invalid", parent=self)
        self._label.setBuddy(self.input)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.px("space.1"))
        for part in (self._label, self.input, self._wrong):
            column.addWidget(part)
        column.addStretch(1)
        set_role(self.input, "input")

    def show_field(self, field: CorrectionField, *, is_new: bool) -> None:
        texts, note = self._kit.texts, field.note
        label = texts(field.label)
        self._label.show_text(label)
        self.input.setAccessibleName(label)
        if is_new:
            self.input.setText(field.text)
        said = self._kit.words_of(note) if note is not None else ""
        self._wrong.show_text(said)
        self._wrong.setVisible(note is not None)
        self.input.setAccessibleDescription(said)
        is_bad = note is not None and note.tone is Tone.BAD
        set_role(self.input, "input", None if note is None else "bad" if is_bad else "warn")
