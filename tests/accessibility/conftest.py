"""One screen for all tests, one program for a module; each test finds the desk as in the morning.

These tests need X, D-Bus and AT-SPI; ``scripts/setup`` installs what they need on Debian.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from support.spoken_desk import IDLE, TRAY, Screen, SpokenDesk


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    if sys.platform != "linux":
        pytest.skip("AT-SPI is there on Linux only")
    with Screen(tmp_path_factory.mktemp("screen")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpokenDesk]:
    with SpokenDesk(screen, tmp_path_factory.mktemp("desk")) as running:
        running.hear(IDLE)
        running.window(TRAY)
        yield running


@pytest.fixture
def desk(opened: SpokenDesk) -> Iterator[SpokenDesk]:
    opened.forget()
    yield opened
    opened.back_to_idle()
