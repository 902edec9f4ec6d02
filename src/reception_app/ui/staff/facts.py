"""Facts under headings: who, which insurance, which card; names are never shortened here."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from reception_app.ui.staff.change_row import ChangeRow
from reception_app.ui.staff.kit import Density, Kit, fill
from reception_app.ui.staff.period_bar import PeriodBars
from reception_app.ui.text_label import BODY, TIGHT, TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Change, Field, Group, Note, Timeline, Tone
from reception_app.ui.viewstate.words import tr
from reception_app.ui.widgets import FlowLayout, Pool

_COPY: Final = tr("{label}をコピーする")
_COPIED: Final = tr("コピーしました。30秒後に消えます")
_LABEL: Final = BODY * 16 / 14
"""Lines of a label, in the smaller type, are as far apart as those of its value."""


_LINES: Final = 3
"""Of the grid, for one fact: itself, a remark in a frame, a quiet one."""


class NoteRow(QWidget):
    """Notes beside each other: chips in a card, or strips over the page."""

    def __init__(
        self,
        kit: Kit,
        role: str,
        parent: QWidget,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """Show notes in this role: ``chip`` or ``strip``."""
        super().__init__(parent)
        self._kit, self._role = kit, role
        self._flow = FlowLayout(self, align=align)
        self._pool = Pool(lambda: TextLabel(role, parent=self), self._flow.addWidget)
        self._shown: list[TextLabel] = []

    @property
    def words(self) -> str:
        """All that they say, for a screen reader."""
        return " ".join(label.text() for label in self._shown)

    def show_notes(self, notes: tuple[Note, ...]) -> None:
        """Show these; nothing is left where there are none."""
        self._flow.setSpacing(self._kit.theme.px("space.2"))
        self._shown = self._pool.fit(len(notes))
        for label, note in zip(self._shown, notes, strict=True):
            set_role(label, self._role, note.tone)
            self._kit.show_note(label, note)
            self._widen(label, is_wide=self._role == "strip" and note.tone is Tone.BAD)
        self.setVisible(bool(notes))

    @staticmethod
    def _widen(label: TextLabel, *, is_wide: bool) -> None:
        """Let what must not be overlooked (特別療養費) take the whole line."""
        policy = label.sizePolicy()
        wanted = QSizePolicy.Policy.Expanding if is_wide else QSizePolicy.Policy.Preferred
        if policy.horizontalPolicy() is not wanted:
            policy.setHorizontalPolicy(wanted)
            label.setSizePolicy(policy)

    def set_density(self, density: Density) -> None:
        """Put the lines closer together where the page would not fit otherwise."""
        gap = self._kit.theme.px(density.pick("space.2", "space.1"))
        self._flow.set_line_spacing(gap)


class CopyButton(QToolButton):
    """Copies the value that it stands beside."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._text = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.copy)
        set_role(self, "copy")

    def offer(self, label: str, text: str) -> None:
        """Offer to copy this, without a key."""
        theme = self._kit.theme
        self._text = text
        icon = theme.icon("copy", "icon.small", "text.sub")
        self.setIcon(icon)
        self.setIconSize(icon.availableSizes()[0])
        self._say(self._kit.texts(fill(_COPY, label=label)))

    def show_key(self, key: str) -> None:
        """Say that a key does the same."""
        self._say(f"{self.accessibleName()} {key}")

    def _say(self, name: str) -> None:
        self.setToolTip(name)
        self.setAccessibleName(name)

    @Slot()
    def copy(self) -> None:
        """Copy it, and say so."""
        self._kit.copying.copy(self._text)
        said = self._kit.texts(_COPIED)
        QToolTip.showText(self.mapToGlobal(self.rect().topRight()), said, self)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))


class _Row:
    """One line of facts in a grid: label, value, and remarks right below."""

    def __init__(self, kit: Kit, parent: QWidget, grid: QGridLayout, number: int) -> None:
        self._kit, self._grid, self._number = kit, grid, number
        self._is_small = False
        self._role = "value"
        self._parent = parent
        self._label = TextLabel("label", parent=parent, leading=_LABEL)
        self._value = TextLabel("value", parent=parent)
        self._note = TextLabel("chip", parent=parent)
        self._hint: TextLabel | None = None
        self._made_button: CopyButton | None = None
        self.copy_button: CopyButton | None = None
        grid.addWidget(self._label, _LINES * number, 0)
        self._place_value(columns=2)
        self._place_note(column=1)

    def show_field(self, field: Field, *, is_large: bool = False) -> None:
        texts = self._kit.texts
        self._label.show_text(texts(field.label))
        strong = "proof" if is_large else "strong"
        self._role = strong if field.is_strong else "value"
        centre = Qt.AlignmentFlag.AlignVCenter if is_large else Qt.AlignmentFlag.AlignTop
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | centre)
        self._dress()
        self._value.show_text(texts(field.value))
        self._place_value(columns=2 if field.copies is None else 1)
        self._label.show()
        self._value.show()
        self._offer_copy(texts(field.label), field.copies)
        self._note.setVisible(field.note is not None)
        if field.note is not None:
            self._place_note(column=0 if field.note.code else 1)
            set_role(self._note, "chip", field.note.tone)
            self._kit.show_note(self._note, field.note)
        self._show_hint(field.hint)

    def _show_hint(self, hint: Note | None) -> None:
        if hint is not None and self._hint is None:
            self._hint = TextLabel("hint", parent=self._parent)
            self._grid.addWidget(self._hint, _LINES * self._number + 2, 1, 1, 2)
        if self._hint is not None:
            self._hint.setVisible(hint is not None)
            self._hint.show_text("" if hint is None else self._kit.words_of(hint))

    def hide(self) -> None:
        for label in (self._label, self._value, self._note):
            label.hide()
        self._show_hint(None)
        self._offer_copy("", None)

    @property
    def is_number(self) -> bool:
        """It is a number that matters and that can be copied."""
        return self._role == "strong" and self.copy_button is not None

    def label_width(self) -> int:
        return self._label.sizeHint().width()

    def set_label_width(self, width: int) -> None:
        self._label.setFixedWidth(width)

    def set_density(self, density: Density) -> None:
        """Make plain values smaller where nothing else helps."""
        self._is_small = density is Density.SMALL
        self._label.set_leading(BODY if self._is_small else _LABEL)
        self._dress()

    def _place_value(self, *, columns: int) -> None:
        """Give a value the room of the copy button where there is none."""
        self._grid.removeWidget(self._value)
        self._grid.addWidget(self._value, _LINES * self._number, 1, 1, columns)

    def _offer_copy(self, label: str, text: str | None) -> None:
        if text is not None and self._made_button is None:
            self._made_button = CopyButton(self._kit, self._parent)
            self._grid.addWidget(self._made_button, _LINES * self._number, 2)
        if self._made_button is not None:
            self._made_button.setVisible(text is not None)
        self.copy_button = self._made_button if text is not None else None
        if self.copy_button is not None and text is not None:
            self.copy_button.offer(label, text)

    def _dress(self) -> None:
        is_small = self._is_small and self._role == "value"
        set_role(self._value, self._role, "small" if is_small else None)

    def _place_note(self, *, column: int) -> None:
        """Put a short remark below the value, a whole sentence below both."""
        self._grid.removeWidget(self._note)
        place = (_LINES * self._number + 1, column, 1, 3 - column)
        self._grid.addWidget(self._note, *place, Qt.AlignmentFlag.AlignLeft)


class GroupBlock(QWidget):
    """One heading with its facts."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._heading = TextLabel("section", parent=self)
        self._over = TextLabel("kana", parent=self)
        self._lead = TextLabel("lead", parent=self, leading=TIGHT)
        self._grid = QGridLayout()
        self._chips = NoteRow(kit, "chip", self)
        self._bars: PeriodBars | None = None
        self._change_column = QVBoxLayout()
        self._change_pool = Pool(lambda: ChangeRow(kit, self), self._change_column.addWidget)
        self._changes: list[ChangeRow] = []
        self._rows: list[_Row] = []
        self._shown: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for label in (self._heading, self._over, self._lead):
            self._column.addWidget(label)
        self._change_column.setSpacing(0)
        self._column.addLayout(self._change_column)
        self._column.addLayout(self._grid)
        self._column.addWidget(self._chips)
        self._grid.setColumnStretch(1, 1)

    def show_group(self, group: Group) -> None:
        """Show these facts."""
        theme, texts = self._kit.theme, self._kit.texts
        self._grid.setHorizontalSpacing(theme.px("space.2"))
        self._heading.show_text(texts(group.heading))
        self._over.show_text(texts(group.over) if group.over else "")
        self._over.setVisible(group.over is not None)
        self._lead.show_text(texts(group.lead) if group.lead else "")
        self._lead.setVisible(group.lead is not None)
        self._show_timeline(group.timeline)
        self._show_changes(group.changes)
        self._show_fields(group.fields, is_large=group.is_large)
        self._chips.show_notes(group.chips)

    def set_density(self, density: Density) -> None:
        """Stand closer together or wider apart."""
        is_close = density in {Density.DENSE, Density.SMALL}
        spacing = 0 if is_close else self._kit.theme.px("space.1")
        self._column.setSpacing(spacing)
        self._grid.setVerticalSpacing(spacing)
        self._chips.set_density(density)
        for row in self._all():
            row.set_density(density)
        if self._bars is not None:
            self._bars.set_density(density)

    def copy_buttons(self) -> list[CopyButton]:
        """Return the buttons of numbers that matter."""
        return [row.copy_button for row in self._shown if row.is_number and row.copy_button]

    def label_width(self) -> int:
        """Return how wide the widest label would like to be."""
        return max((row.label_width() for row in self._all()), default=0)

    def set_label_width(self, width: int) -> None:
        """Make the column of labels so wide."""
        for row in self._all():
            row.set_label_width(width)

    def _all(self) -> tuple[ChangeRow | _Row, ...]:
        return (*self._changes, *self._shown)

    def _show_timeline(self, timeline: Timeline | None) -> None:
        if self._bars is None and timeline is not None:
            self._bars = PeriodBars(self._kit, self)
            self._column.insertWidget(self._column.indexOf(self._change_column), self._bars)
        if self._bars is not None:
            self._bars.show_timeline(timeline)

    def _show_changes(self, changes: tuple[Change, ...]) -> None:
        self._changes = self._change_pool.fit(len(changes))
        for number, (row, change) in enumerate(zip(self._changes, changes, strict=True)):
            row.show_change(change, is_first=number == 0)

    def _show_fields(self, fields: tuple[Field, ...], *, is_large: bool) -> None:
        while len(self._rows) < len(fields):
            self._rows.append(_Row(self._kit, self, self._grid, len(self._rows)))
        self._shown = self._rows[: len(fields)]
        for row, field in zip(self._shown, fields, strict=True):
            row.show_field(field, is_large=is_large)
        for row in self._rows[len(fields) :]:
            row.hide()


class FactsCard(QFrame):
    """A white sheet with some groups of facts."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._column = QVBoxLayout(self)
        self._groups = QVBoxLayout()
        self._column.addLayout(self._groups)
        self._column.addStretch(1)
        self._pool = Pool(lambda: GroupBlock(kit, self), self._groups.addWidget)
        self._shown: list[GroupBlock] = []
        set_role(self, "card")

    def show_groups(self, groups: tuple[Group, ...]) -> None:
        """Show these; the sheet goes away where there are none."""
        self._shown = self._pool.fit(len(groups))
        for block, group in zip(self._shown, groups, strict=True):
            block.show_group(group)
        self._align_labels()
        self.setVisible(bool(groups))

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        theme = self._kit.theme
        side = theme.px("space.5")
        inside = theme.px(density.pick("space.4", "space.3", "space.2"))
        self._column.setContentsMargins(side, inside, side, inside)
        self._groups.setSpacing(theme.px(density.pick("space.4", "space.3", "space.1")))
        for block in self._shown:
            block.set_density(density)

    def copy_buttons(self) -> list[CopyButton]:
        """Return the buttons of numbers that matter."""
        return [button for block in self._shown for button in block.copy_buttons()]

    def group_heights(self, width: int) -> list[int]:
        """Return how high each group is if the sheet is so wide."""
        frame = self._column.contentsMargins()
        inner = width - frame.left() - frame.right()
        return [block.heightForWidth(inner) for block in self._shown]

    def _align_labels(self) -> None:
        """Give all labels of the sheet one width, in steps, so that it rarely differs."""
        theme = self._kit.theme
        wanted = max((block.label_width() for block in self._shown), default=0)
        step, least = theme.px("space.6"), theme.px("space.8") * 2
        width = min(max(-(-wanted // step) * step, least), theme.px("space.8") * 3)
        for block in self._shown:
            block.set_label_width(width)
