"""The troubles of the tray as switches; each says what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from reception_app.application.tray import TrayTrouble
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.tray.model import PLACES

_INDICATOR: Final = "size.indicator"


class _Switch(QWidget):
    """One trouble.

    Signals:
        switched: Somebody wants it otherwise: trouble_id, and whether on.
    """

    switched = Signal(str, bool)

    def __init__(self, trouble: TrayTrouble) -> None:
        super().__init__()
        self.trouble = trouble
        self.box = QCheckBox()
        self._about = TextLabel("hint")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.box)
        self._column.addWidget(self._about)
        self._is_on = False
        self.box.toggled.connect(self._toggled)  # by a screen reader: without a click

    def show_on(self, *, on: bool) -> None:
        """Show whether it is on."""
        self._is_on = on
        self.box.setChecked(on)

    def say(self, texts: Texts) -> None:
        """Say what it is."""
        lang = texts.language.lang
        about = self.trouble.about.said(lang)
        self.box.setText(self.trouble.title.said(lang))
        self.box.setAccessibleDescription(about)
        self._about.show_text(about)

    def fit(self, theme: Theme) -> None:
        """Keep the distances of this scale."""
        self._column.setContentsMargins(0, 0, 0, theme.px("space.2"))
        self._column.setSpacing(theme.px("space.1"))
        under_the_words = theme.px(_INDICATOR) + theme.px("space.3")
        self._about.setContentsMargins(under_the_words, 0, 0, 0)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        if on is not self._is_on:
            self.switched.emit(self.trouble.trouble_id, on)


class TroublePage(QScrollArea):
    """All troubles, place by place.

    Signals:
        switched: A trouble is wanted otherwise: trouble_id, and whether on.
    """

    switched = Signal(str, bool)

    def __init__(self, theme: Theme, texts: Texts, troubles: Sequence[TrayTrouble]) -> None:
        super().__init__()
        self._theme, self._texts = theme, texts
        self._headings = {place: TextLabel("section") for place in PLACES}
        self._switches = [_Switch(trouble) for trouble in troubles]
        self._column = QVBoxLayout()
        for place, heading in self._headings.items():
            self._column.addWidget(heading)
            for switch in self._switches:
                if switch.trouble.place is place:
                    self._column.addWidget(switch)
                    switch.switched.connect(self.switched)
        self._column.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._column)
        set_role(inside, "dialog")
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its switches have it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def boxes(self) -> dict[str, QCheckBox]:
        """The switches by trouble_id."""
        return {switch.trouble.trouble_id: switch.box for switch in self._switches}

    def show_on(self, troubles: frozenset[str]) -> None:
        """Show which troubles are on."""
        for switch in self._switches:
            switch.show_on(on=switch.trouble.trouble_id in troubles)

    def say_again(self) -> None:
        """Say everything in the language of now."""
        for place, heading in self._headings.items():
            heading.show_text(self._texts(PLACES[place]))
        for switch in self._switches:
            switch.say(self._texts)

    def fit(self) -> None:
        """Keep the distances of this scale."""
        side = self._theme.px("space.5")
        self._column.setContentsMargins(side, self._theme.px("space.3"), side, side)
        self._column.setSpacing(0)
        for switch in self._switches:
            switch.fit(self._theme)
        for heading in self._headings.values():
            heading.setContentsMargins(0, self._theme.px("space.3"), 0, self._theme.px("space.2"))
