from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.answers import KEY

from reception_app.adapters.store.opening import open_store
from reception_app.adapters.store.results import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    opened = open_store(path, KEY, busy_timeout_s=0.1)
    yield opened
    opened.close()
