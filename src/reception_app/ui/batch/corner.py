"""The card that stays in the corner while a batch is under way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QVBoxLayout, QWidget

from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import CornerView

_STEPS = 1000


class Corner(QWidget):
    """How far it is, how long it will take, and what stops it.

    Signals:
        painted: What was shown last has reached the screen.
    """

    painted = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None, *, is_wide: bool) -> None:
        """Stand in a narrow column, or over the whole width of a page.

        Args:
            kit: Looks, language, presses.
            parent: Owner.
            is_wide: Everything stands beside each other.
        """
        super().__init__(parent)
        self._kit, self._is_wide = kit, is_wide
        self._card = QWidget(self)
        set_role(self._card, "corner")
        self._headline = TextLabel("strong", parent=self._card)
        self._bar = QProgressBar(self._card)
        self._detail = TextLabel("sub", parent=self._card)
        self._buttons = ButtonRow(kit, self._card, align=Qt.AlignmentFlag.AlignRight)
        self._buttons.set_small(is_small=True)
        direction = QBoxLayout.Direction
        self._box = QBoxLayout(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._card.setLayout(self._box)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._card)
        for part, stretch in (
            (self._headline, 0),
            (self._bar, 1),
            (self._detail, 0),
            (self._buttons, 0),
        ):
            self._box.addWidget(part, stretch)
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self.hide()

    def show_corner(self, view: CornerView | None) -> None:
        """Show this; None takes it away."""
        self.setVisible(view is not None)
        if view is None:
            return
        theme, texts = self._kit.theme, self._kit.texts
        gap, edge = theme.px("space.2"), theme.px("space.3")
        self._outer.setContentsMargins(*([0] * 4 if self._is_wide else [gap] * 4))
        self._box.setContentsMargins(
            theme.px("space.4"), gap if self._is_wide else edge, edge, gap
        )
        self._box.setSpacing(theme.px("space.4") if self._is_wide else gap)
        self._headline.show_text(texts(view.headline))
        self._bar.setValue(view.share)
        self._bar.setAccessibleName(texts(view.headline))
        self._detail.show_text(texts(view.detail) if view.detail is not None else "")
        self._detail.setVisible(view.detail is not None)
        self._buttons.show_buttons(view.buttons)
        self.update()
        if self._is_wide:
            middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            self._headline.setAlignment(middle)
            self._detail.setAlignment(middle)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of the picture."""
        super().paintEvent(event)
        self.painted.emit()
