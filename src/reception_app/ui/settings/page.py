"""The settings of one group below each other; knows no other group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from reception_app.ui.settings.draft import is_shown
from reception_app.ui.settings.field_spec import GroupSpec
from reception_app.ui.settings.row import FieldRow
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.words import tr

_NOT_IN_TRAINING: Final = tr(
    "訓練モードでは使いません。本番の設定は訓練モードを終えてから変えてください。"
)
_PARTLY_IN_TRAINING: Final = tr("灰色の項目は訓練モードでは使いません。")


class GroupPage(QScrollArea):
    """One group's page."""

    def __init__(
        self,
        theme: Theme,
        texts: Texts,
        group: GroupSpec,
        parent: QWidget,
        *,
        is_training: bool,
    ) -> None:
        super().__init__(parent)
        self.group = group
        inside = QWidget(self)
        self.setWidget(inside)
        self._theme = theme
        self._texts = texts
        # Made in the order of reading: it is a screen reader's, too.
        self._heading = QLabel(inside)
        self._note = TextLabel("strip", "info", parent=inside)
        self.rows = [FieldRow(theme, texts, field, inside) for field in group.fields]
        counting = [field.in_training for field in group.fields]
        self._note_words = _PARTLY_IN_TRAINING if any(counting) else _NOT_IN_TRAINING
        self._note.setVisible(is_training and not all(counting))
        self._can_edit = any(counting) or not is_training
        self._lay_out(inside)
        self.verticalScrollBar().rangeChanged.connect(self._let_keys_scroll)
        theme.changed.connect(self._fit)
        self._fit()

    def add_below(self, row: QWidget) -> None:
        """Put something below the settings that is none."""
        self._column.insertWidget(self._column.count() - 1, row)

    def show_for(self, tables: Mapping[str, object]) -> None:
        """Show the settings that matter with these values."""
        for row in self.rows:
            row.setVisible(is_shown(tables, row.field))

    def retranslate(self) -> None:
        """Say everything again, in the language of now."""
        self._heading.setText(self._texts(self.group.heading))
        self.setAccessibleName(self._heading.text())  # it may have the keyboard, for scrolling
        self._note.show_text(self._texts(self._note_words))
        for row in self.rows:
            row.retranslate()

    def _lay_out(self, inside: QWidget) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self._heading, "title")
        self._column = QVBoxLayout(inside)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._note)
        for row in self.rows:
            self._column.addWidget(row)
        self._column.addStretch()

    @Slot(int, int)
    def _let_keys_scroll(self, _least: int, most: int) -> None:
        """Be a tab stop where nothing else brings the keyboard to what is out of sight."""
        is_needed = most > 0 and not self._can_edit
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_needed else Qt.FocusPolicy.NoFocus)

    @Slot()
    def _fit(self) -> None:
        edge = self._theme.px("space.6")
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(edge)
        for row in self.rows:
            row.setMaximumWidth(2 * self._theme.px("size.sidebar"))
