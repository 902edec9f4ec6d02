"""What the tests of the windows share: the looks, as on a first start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from reception_app.ui.theme import Scheme, Theme


@pytest.fixture(autouse=True)
def _windows_are_gone(qapp: QApplication) -> Iterator[None]:
    """Without a running event loop Qt keeps what it was told to delete, and polishes it again."""
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Light, 100 %; with its focus ring, of which there is one at a time."""
    looks = Theme()
    looks.apply(qapp, Scheme.LIGHT, 100)
    yield looks
    shiboken6.delete(looks)
