from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.answers import KEY
from support.stores import fresh_store

from reception_app.adapters.store.opening import open_store
from reception_app.adapters.store.results import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    path.parent.mkdir()
    fresh_store(path).close()
    opened = open_store(path, KEY, busy_timeout_s=0.1)
    yield opened
    opened.close()
