"""A patient's window for each test, and nothing of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from support.patient_desk import Seat

from reception_app.ui.theme import Theme


@pytest.fixture
def seat(theme: Theme) -> Iterator[Seat]:
    """Somebody in front of a window that shows nothing yet."""
    here = Seat(theme)
    yield here
    shiboken6.delete(here.window)
