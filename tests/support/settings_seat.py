"""Somebody at the settings window: reads it, types, presses, and keeps what was saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from support.settings_desk import HandLane

from reception_app.application.settings import Settings
from reception_app.ui.settings.field_spec import Place
from reception_app.ui.settings.row import FieldRow
from reception_app.ui.settings.window import SettingsWindow


class Seat:
    """Somebody at the settings window."""

    def __init__(self, window: SettingsWindow, lane: HandLane, path: Path) -> None:
        self.window = window
        self.lane = lane
        self.path = path
        self.saved: list[Settings] = []
        window.saved.connect(self.saved.append)

    def leaf_through(self) -> None:
        """Look at every page once, and go back to the first."""
        groups = self.window._groups
        for number in [*range(groups.count()), 0]:
            groups.setCurrentRow(number)

    def row(self, place: Place) -> FieldRow:
        [row] = [row for row in self.window.findChildren(FieldRow) if row.field.place == place]
        return row

    def edit(self, place: Place) -> QLineEdit:
        target = self.row(place).input.target()
        assert isinstance(target, QLineEdit)
        return target

    def type(self, place: Place, text: str) -> None:
        self.edit(place).selectAll()
        QTest.keyClicks(self.edit(place), text) if text.isascii() else self.edit(place).insert(
            text
        )
        self.edit(place).textEdited.emit(self.edit(place).text())

    def press(self, place: Place, number: int) -> None:
        self.row(place).findChildren(QRadioButton)[number].click()

    def button(self, text: str, within: QWidget | None = None) -> QPushButton:
        buttons = (within or self.window).findChildren(QPushButton)
        [button] = [b for b in buttons if b.text() == text and not b.isHidden()]
        return button

    def texts(self) -> list[str]:
        """What can be read on the window, on every page."""
        labels = self.window.findChildren(QLabel)
        return [label.text() for label in labels if not label.isHidden() and label.text()]

    def reads(self, text: str) -> bool:
        return any(text in each for each in self.texts())

    def file(self) -> str:
        return self.path.read_text("utf-8")
