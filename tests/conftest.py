"""What holds for every test: no thread is left behind, and property tests print how to repeat.

The files that take longest come first, so that no core is idle at the end.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

settings.register_profile(
    "ci",
    deadline=None,  # timings are benchmarks, never assertions
    print_blob=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")

_LONGEST = ("tests/window/", "tests/e2e/", "tests/training/", "tests/accessibility/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with whole programs; within a folder and a file the order stays."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))


@pytest.fixture(autouse=True)
def _log_as_at_the_start() -> None:
    """Two programs that overlapped in one test may leave the root logger at the level of one."""
    logging.getLogger().setLevel(logging.WARNING)


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t.name for t in threading.enumerate() if t not in before and t.is_alive()]
    assert not left, f"threads left running: {left}"
