"""A settings window over a real file for each test, every page of it looked at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from support.settings_desk import HandLane, desk_for, settings_in
from support.settings_seat import Seat

from reception_app.ui.settings.window import SettingsWindow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme


@pytest.fixture
def lane() -> HandLane:
    return HandLane()


@pytest.fixture
def texts() -> Texts:
    return Texts()


@pytest.fixture
def fresh(qtbot: QtBot, theme: Theme, texts: Texts, lane: HandLane, tmp_path: Path) -> Seat:
    """A window that nobody has opened yet."""
    path = settings_in(tmp_path)
    window = SettingsWindow(theme, texts, desk_for(path), lane)
    qtbot.addWidget(window)
    return Seat(window, lane, path)


@pytest.fixture
def seat(fresh: Seat) -> Seat:
    """A window that was opened, and leafed through."""
    fresh.window.offer_readers(["ACR 0"])
    fresh.window.open()
    fresh.leaf_through()
    return fresh
