"""Small tables of our own beside the store, for facts without a patient; SQLite, not encrypted.

They outlive a power cut (each commit is synced) and are shared between window and command line: a
writer holds SQLite's own lock, which a crash frees.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from reception_app.adapters.durable import PRIVATE_FILE, private_folder, store_error
from reception_app.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreNewer

_BUSY_S = 5.0
_AGAIN_S = 0.01


class PrivateDb:
    """One SQLite file, opened with its first use; any thread."""

    def __init__(
        self,
        path: Path,
        *,
        version: int,
        schema: str,
        upgrade: Callable[[sqlite3.Connection], None] = lambda _: None,
    ) -> None:
        """Make a file that is not opened yet.

        Args:
            path: Its folder is made private if there is none.
            version: Of the schema, from 1; a file of a higher one is left untouched.
            schema: What makes the tables of a new file.
            upgrade: Makes those of a file of a lower version the same, in one transaction.
        """
        self._path = path
        self._version = version
        self._schema = schema
        self._upgrade = upgrade
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """Lend the connection in a transaction that is on the disk when the block ends.

        Raises:
            StoreError: it cannot be read or written; then nothing of the block counts.
        """
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """Lend the connection for statements that change nothing.

        Raises:
            StoreError: it cannot be read.
        """
        with self._lock, _translated():
            try:
                yield self._opened()
            finally:
                if self._closed:
                    self._let_go()

    def close(self) -> None:
        """Let go of the file; what is written later opens it for that moment."""
        with self._lock:
            self._closed = True
            self._let_go()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            private_folder(self._path.parent)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")  # in WAL the default loses the last ones
        connection.execute("BEGIN IMMEDIATE")
        with closing(connection.execute("PRAGMA user_version")) as found:
            version = int(found.fetchone()[0])
        if version > self._version:
            raise StoreNewer
        if version == 0:
            for statement in self._schema.split(";"):
                connection.execute(statement)
        elif version < self._version:
            self._upgrade(connection)
        if version < self._version:
            connection.execute(f"PRAGMA user_version = {self._version}")
        connection.execute("COMMIT")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Go over to WAL; where others open the new file too, SQLite says "busy" without waiting."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


@contextmanager
def _translated() -> Generator[None, None, None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(error) from error
    except OSError as error:
        raise store_error(error) from error


def _store_error(error: sqlite3.Error) -> StoreError:
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy()
        case sqlite3.SQLITE_FULL:
            return StoreFull()
        case _:
            return StoreDamaged()
