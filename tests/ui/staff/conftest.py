"""The staff window on a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from pytestqt.qtbot import QtBot
from support.staff_window import Seat

from reception_app.ui.theme import Theme


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot) -> Iterator[Seat]:
    place = Seat(theme, qtbot)
    yield place
    place.window.close()
    shiboken6.delete(place.window)
