"""The bar at the bottom: which keys do something now; a click on one does the same."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reception_app.ui.staff.buttons import FooterKey
from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Button
from reception_app.ui.viewstate.words import Catalogued
from reception_app.ui.widgets import FlowLayout, Pool


class Footer(QWidget):
    """The keys, in the order of the keyboard."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._keys = QWidget(self)
        self._flow = FlowLayout(self._keys)
        self._pool = Pool(lambda: FooterKey(kit, self, self._keys), self._flow.addWidget)
        self._training = TextLabel("sub", parent=self)
        self._offered: tuple[Button, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._keys, 1)
        self._row.addWidget(self._training)
        set_role(self, "footer")
        kit.presses.armed_changed.connect(self._say_again)

    def show_footer(self, offered: tuple[Button, ...], *, is_training: bool) -> None:
        """Offer these keys."""
        theme = self._kit.theme
        side = theme.px("space.3")
        self._row.setContentsMargins(side, theme.px("stroke.thin"), theme.px("space.5"), 0)
        self._row.setSpacing(side)
        self._flow.setSpacing(theme.px("space.1"))
        self._keys.setMinimumHeight(theme.px("size.footer") - theme.px("stroke.thin"))
        if [b.act for b in offered] != [b.act for b in self._offered]:
            self._kit.presses.row_changed(self)
        self._offered = offered
        self._say_again()
        self._training.show_text(self._kit.texts(Catalogued("SY06")))
        self._training.setVisible(is_training)
        self._training.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _say_again(self) -> None:
        keys = self._pool.fit(len(self._offered))
        for key, button in zip(keys, self._offered, strict=True):
            key.offer(button)
