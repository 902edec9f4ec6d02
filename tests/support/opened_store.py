"""A clinic's store, opened from outside with its key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2


@contextmanager
def opened_store(store: Path, key_file: Path) -> Iterator[dbapi2.Connection]:
    """Open a store for SQL; each statement is committed at once."""
    with closing(dbapi2.connect(str(store), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA key = \"x'{key_file.read_text().strip()}'\"")
        yield connection
