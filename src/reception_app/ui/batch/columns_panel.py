"""What the columns of a file mean, where its heading does not say it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from reception_app.domain.batch_columns import Columns
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.page import Scroll
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import ColumnsView
from reception_app.ui.widgets import Pool


class ColumnsPanel(QWidget):
    """Heading and meaning, one column below the other."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._view: ColumnsView | None = None
        self._detail = TextLabel("sub", parent=self)
        self._scroll = Scroll(self)
        self._grid = QGridLayout()
        self._labels = Pool(self._label, self._add_label)
        self._boxes = Pool(self._box, self._add_box)
        self._buttons = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignRight)
        inner = QVBoxLayout(self._scroll.content)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        self._grid.setColumnStretch(2, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._detail)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self._buttons)
        self._made = [0, 0]
        set_role(self, "card")
        self.hide()

    def chosen(self) -> Columns:
        """Return what each column means."""
        view = self._view
        if view is None:
            return ()
        boxes = self._boxes.first(len(view.heading))
        return tuple(view.choices[box.currentIndex()][0] for box in boxes)

    def show_columns(self, view: ColumnsView | None) -> bool:
        """Show this; return whether it is another file than before, which wants the keyboard."""
        before, self._view = self._view, view
        self.setVisible(view is not None)
        if view is None:
            return False
        theme, texts = self._kit.theme, self._kit.texts
        self._column.setContentsMargins(*[theme.px("space.4")] * 4)
        self._column.setSpacing(theme.px("space.3"))
        self._grid.setHorizontalSpacing(theme.px("space.4"))
        self._grid.setVerticalSpacing(theme.px("space.2"))
        self._detail.show_text(texts(view.detail))
        is_new = before is None or before.heading != view.heading
        count = len(view.heading)
        for place, (label, box) in enumerate(
            zip(self._labels.fit(count), self._boxes.fit(count), strict=True)
        ):
            label.show_text(texts(view.heading[place]))
            self._fill(box, view, place, is_new=is_new)
            box.setAccessibleName(label.text())
        self._buttons.set_small(is_small=True)
        self._buttons.show_buttons(view.buttons)
        return is_new

    def take_keyboard(self) -> None:
        """Begin with the first column."""
        for box in self._boxes.first(1):
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, box: QComboBox, view: ColumnsView, place: int, *, is_new: bool) -> None:
        now = box.currentIndex()
        box.clear()
        box.addItems([self._kit.texts(words) for _, words in view.choices])
        meanings = [meaning for meaning, _ in view.choices]
        box.setCurrentIndex(meanings.index(view.chosen[place]) if is_new else now)

    def _label(self) -> TextLabel:
        label = TextLabel("strong", parent=self._scroll.content)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _box(self) -> QComboBox:
        box = QComboBox(self._scroll.content)
        box.setMinimumWidth(self._kit.theme.px("size.sidebar"))
        set_role(box, "input")
        return box

    def _add_label(self, label: TextLabel) -> None:
        self._grid.addWidget(label, self._made[0], 0)
        self._made[0] += 1

    def _add_box(self, box: QComboBox) -> None:
        self._grid.addWidget(box, self._made[1], 1)
        self._made[1] += 1
