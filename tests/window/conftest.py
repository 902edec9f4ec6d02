"""One program for a module's tests; each test finds the desk as in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from support.desk_window import DeskWindow, ShiftedClock


@pytest.fixture(scope="module")
def opened(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWindow]:
    with pytest.MonkeyPatch.context() as patch:
        ShiftedClock.install(patch)
        window = DeskWindow(qapp, tmp_path_factory.mktemp("desk"))
        window.open()
        window.program.staff.settings_asked.emit()  # its lane lives from the first time on
        assert window.program.settings_window is not None
        window.program.settings_window.hide()
        yield window
        window.close()


@pytest.fixture
def desk(opened: DeskWindow) -> Iterator[DeskWindow]:
    yield opened
    opened.back_to_idle()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
