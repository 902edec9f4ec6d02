"""Stores for tests that need many: made once by the migrations, then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from support.answers import KEY

from reception_app.adapters.store.opening import open_store
from reception_app.adapters.store.results import SqliteStore


def fresh_store(path: Path) -> SqliteStore:
    """Return an open, empty store under a path, opened with ``KEY``."""
    path.write_bytes(_empty())
    return open_store(path, KEY)


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "store")
        open_store(path, KEY).close()
        return path.read_bytes()
