"""A batch that is being prepared: sources at the left, every line with its check at the right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reception_app.domain.batch import BatchRow, RowId, Source
from reception_app.domain.batch_desk import Period
from reception_app.ui.batch.columns_panel import ColumnsPanel
from reception_app.ui.batch.pills import Pills
from reception_app.ui.batch.sheet import Sheet
from reception_app.ui.batch.work_page import Foot
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.viewstate.batch_views import Lines, NewView, Pill
from reception_app.ui.viewstate.words import Verbatim, tr

_FROM_WHERE = tr("対象")
_WHEN = tr("期間")


class NewPage(QWidget):
    """Where rows come from, and what of them can be sent.

    Signals:
        source_chosen: A ``Source``.
        period_chosen: A ``Period``.
    """

    source_chosen = Signal(object)
    period_chosen = Signal(object)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._lines = Lines.ALL
        self._kept: frozenset[RowId] = frozenset()
        self._view: NewView | None = None
        self._sources = _Sources(kit, self)
        self._heading = TextLabel("section", parent=self)
        self._hint = TextLabel("invalid", parent=self)
        self._filter = Pills(kit, self)
        self.sheet = Sheet(kit, self)
        self.columns = ColumnsPanel(kit, self)
        self._foot = Foot(kit, self)
        self._whole, self._right = QHBoxLayout(self), QVBoxLayout()
        self._top = QHBoxLayout()
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._sources)
        self._whole.addLayout(self._right, 1)
        self._right.addWidget(self._heading)
        self._top.addWidget(self._filter, 1)
        self._top.addWidget(self._hint)
        self._right.addLayout(self._top)
        self._right.addWidget(self.sheet, 1)
        self._right.addWidget(self.columns, 1)
        self._right.addWidget(self._foot)
        self._sources.source_chosen.connect(self.source_chosen)
        self._sources.period_chosen.connect(self.period_chosen)
        self._filter.chosen.connect(self._filtered)

    def show_new(self, view: NewView) -> None:
        """Show this."""
        before, self._view = self._view, view
        theme, texts = self._kit.theme, self._kit.texts
        self._whole.setSpacing(theme.px("space.5"))
        self._right.setSpacing(theme.px("space.2"))
        self._sources.show_sources(view)
        self._heading.show_text(texts(view.heading) if view.heading else "")
        self._heading.setVisible(view.heading is not None)
        self._hint.show_text(texts(view.hint) if view.hint else "")
        self._hint.setVisible(view.hint is not None)
        if before is None or before.heading != view.heading:
            self._lines = Lines.ALL
        self._show_lines()
        self.sheet.setVisible(view.columns is None)
        if self.columns.show_columns(view.columns):
            self.columns.take_keyboard()
        elif view.columns is None and _begins_to_list(before, view):
            self.take_keyboard()
        self._foot.show_foot(view.keys, view.buttons)

    def take_keyboard(self) -> None:
        """Put the keyboard on the lines, or on the sources while there is none."""
        if not self.columns.isHidden():
            self.columns.take_keyboard()
        elif self._view is not None and self._view.table.rows:
            self.sheet.table.take_keyboard()
        else:
            self._sources.take_keyboard()

    def _show_lines(self) -> None:
        view = self._view
        if view is None:
            return
        self._filter.show_pills(
            tuple(Pill(part, words, part is self._lines) for part, words, _ in view.parts)
        )
        rows = view.table.rows
        if self._lines is not Lines.ALL:  # what was put right stays where it was
            rows = tuple(
                row for row in rows if isinstance(row, BatchRow) and row.row_id in self._kept
            )
        self.sheet.show_table(replace(view.table, rows=rows))

    @Slot(str)
    def _filtered(self, key: str) -> None:
        self._lines = Lines(key)
        parts = () if self._view is None else self._view.parts
        for part, _, rows in parts:
            if part is self._lines:
                self._kept = frozenset(row.row_id for row in rows)
        self._show_lines()


def _begins_to_list(before: NewView | None, view: NewView) -> bool:
    """Whether lines stand there that did not before."""
    had_lines = before is not None and before.columns is None and bool(before.table.rows)
    return bool(view.table.rows) and not had_lines


class _Sources(QWidget):
    """The left side.

    Signals:
        source_chosen: A ``Source``.
        period_chosen: A ``Period``.
    """

    source_chosen = Signal(object)
    period_chosen = Signal(object)

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._heading = TextLabel("section", parent=self)
        self._choices = Pills(kit, self, role="choice")
        self._detail = TextLabel("sub", parent=self)
        self._when = TextLabel("section", parent=self)
        self._periods = Pills(kit, self)
        self._read = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignLeft)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (
            self._heading,
            self._choices,
            self._detail,
            self._when,
            self._periods,
            self._read,
        ):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._choices.set_stacked()
        self._choices.chosen.connect(self._source)
        self._periods.chosen.connect(self._period)

    def show_sources(self, view: NewView) -> None:
        """Show these."""
        theme, texts = self._kit.theme, self._kit.texts
        self.setFixedWidth(theme.px("size.sidebar") * 3 // 4)
        self._column.setSpacing(theme.px("space.3"))
        self._heading.show_text(texts(_FROM_WHERE))
        self._when.show_text(texts(_WHEN))
        self._when.setVisible(bool(view.periods))
        self._choices.show_pills(
            tuple(Pill(each.source, each.words, each.is_chosen) for each in view.sources)
        )
        chosen = next((each for each in view.sources if each.is_chosen), None)
        self._detail.show_text(texts(chosen.detail if chosen else Verbatim("")))
        self._detail.setVisible(chosen is not None)
        self._periods.show_pills(
            tuple(Pill(each.period, each.words, each.is_chosen) for each in view.periods)
        )
        self._read.set_small(is_small=True)
        self._read.show_buttons((view.read,) if view.read is not None else ())

    def take_keyboard(self) -> None:
        """Put the keyboard on the chosen source."""
        self._choices.take_keyboard()

    @Slot(str)
    def _source(self, key: str) -> None:
        self.source_chosen.emit(Source(key))

    @Slot(str)
    def _period(self, key: str) -> None:
        self.period_chosen.emit(Period(key))
