"""What both pages have in common: what scrolls, and the row at the bottom; decides no content."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QWidget

from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.viewstate.views import Button
from reception_app.ui.viewstate.words import Line


class ActionRow(QWidget):
    """The lower edge of a page: code or foot at the left, buttons at the right."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._foot = TextLabel("sub", parent=self)
        self.buttons = ButtonRow(kit, self, align=Qt.AlignmentFlag.AlignRight)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self._foot)
        self._box.addWidget(self.buttons, 1)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_foot(self, code: str, foot: Line | None, buttons: tuple[Button, ...]) -> None:
        """Show what stands below the page; nothing is left where there is nothing."""
        parts = [f"［{code}］" if code else "", self._kit.texts(foot) if foot else ""]
        text = "　".join(part for part in parts if part)
        self._foot.show_text(text)
        self.buttons.show_buttons(buttons)
        self._box.setSpacing(self._kit.theme.px("space.4"))

    def set_margins(self, side: int, edge: int) -> None:
        """Stand so far from the sides and from the lower edge."""
        self._box.setContentsMargins(side, 0, side, edge)

    def needed_height(self, width: int) -> int:
        """Return how high it is at a width; nothing if it is empty."""
        if self.isHidden():
            return 0
        _measure_anew(self)
        return self.heightForWidth(width)

    def fit(self, width: int, *, is_tight: bool = False) -> str:
        """Keep the foot only where there is room beside the buttons.

        Args:
            width: What there is.
            is_tight: A line for the foot alone is too much.

        Returns:
            The foot that has no room here; else nothing.
        """
        buttons = 0 if self.buttons.isHidden() else self.buttons.sizeHint().width()
        needed = self._foot.sizeHint().width() + self._box.spacing() + buttons
        has_room = needed <= width and (not is_tight or buttons > 0)
        foot = self._foot.text()
        self._foot.setVisible(has_room and bool(foot))
        self.setVisible(buttons > 0 or (has_room and bool(foot)))
        return "" if has_room else foot


class Scroll(QScrollArea):
    """Something that scrolls up and down when it must, and never sideways."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.content = QWidget()
        self.setWidget(self.content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def needed_height(self, width: int) -> int:
        """Return how high the content is at a width, without a scroll bar."""
        _measure_anew(self.content)
        return self.content.heightForWidth(width)

    def to_top(self) -> None:
        """Begin at the beginning."""
        self.verticalScrollBar().setValue(0)

    def scroll_pages(self, pages: int) -> None:
        """Go on by so many screens, or back."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())


def _measure_anew(widget: QWidget) -> None:
    """Forget at once all sizes that Qt would forget in later rounds of the event loop."""
    for layout in widget.findChildren(QLayout):
        layout.invalidate()
        if (owner := layout.parentWidget()) is not None:
            owner.updateGeometry()
