"""All that is SQLite's or SQLCipher's own: connections, pragmas, error codes; no table of ours."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from reception_app.adapters.durable import store_error
from reception_app.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

KEY_BYTES: Final = 32
WRITING: Final = "writing"
"""Execution option of connections whose transactions take the write lock when they begin."""

_BUSY: Final = {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED, dbapi2.SQLITE_PROTOCOL}
_DAMAGED: Final = {dbapi2.SQLITE_CORRUPT, dbapi2.SQLITE_NOTADB}
# What the operating system refused. With room on the disk this is a matter of rights or of a
# failing disk: nothing that "busy, try again" would mend, so it is ST04, which calls for the
# administrator.
_REFUSED: Final = {
    dbapi2.SQLITE_CANTOPEN,
    dbapi2.SQLITE_IOERR,
    dbapi2.SQLITE_PERM,
    dbapi2.SQLITE_READONLY,
}
# SQLite says IOERR or CANTOPEN, not FULL, where the full disk stopped its -shm or -wal file.
_NO_ROOM_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoreFile:
    """An encrypted file and how to reach it.

    Attributes:
        key: 32 random bytes; SQLCipher takes them as they are, without a derivation.
        busy_timeout_s: How long a statement waits for another program.
    """

    path: Path
    key: bytes = field(repr=False)
    busy_timeout_s: float

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError("the key of the store has 32 bytes")

    def connect(self, *, mode: str) -> dbapi2.Connection:
        """Return a raw connection; the file is not touched before its first statement.

        Args:
            mode: ``ro`` or ``rw`` of SQLite's URIs; neither ever makes a file.
        """
        connection = dbapi2.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            timeout=self.busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
        connection.execute(f"PRAGMA key = \"x'{self.key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
        return connection

    def connect_for_use(self) -> dbapi2.Connection:
        """Return a raw connection as all of the program's work needs it."""
        connection = self.connect(mode="rw")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        return connection

    def connect_for_migration(self) -> dbapi2.Connection:
        """Return a raw connection that may rebuild a table that others point to."""
        connection = self.connect(mode="rw")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = OFF")
        return connection

    def engine(self, *, migrating: bool = False) -> Engine:
        """Return an engine with one connection, usable from any one thread at a time."""
        engine = create_engine(
            "sqlite:///store",
            module=dbapi2,
            creator=self.connect_for_migration if migrating else self.connect_for_use,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin)
        return engine

    def stored_revision(self) -> str:
        """Return the revision that the file says it is, without changing a byte of it.

        Raises:
            StoreDamaged: it does not say.
        """
        with closing(self.connect(mode="ro")) as connection:
            if not connection.execute(_HAS_REVISION).fetchall():
                raise StoreDamaged
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        if len(rows) != 1:
            raise StoreDamaged
        return str(rows[0][0])

    def copy_to(self, other: StoreFile) -> None:
        """Copy what was committed into another, empty file, whatever others write meanwhile."""
        with closing(self.connect(mode="ro")) as ours, closing(other.connect(mode="rw")) as copy:
            ours.backup(copy)

    def settle(self) -> None:
        """Switch a file that nobody else has open to WAL, and leave nothing beside it."""
        self.connect_for_use().close()


_HAS_REVISION = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"


def foreign_keys_hold(connection: Connection) -> bool:
    """Whether every row that another row points to is there."""
    return not connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()


def sidecars(path: Path) -> tuple[Path, ...]:
    """Return the files that SQLite may keep beside one of its files."""
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))


def _begin(connection: Connection) -> None:
    # A writer takes the write lock at once: two that both begin by reading and then want to write
    # could only be told "busy", without any waiting.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def translated(path: Path) -> Generator[None, None, None]:
    """Turn what SQLite, the file system and the file lock say into a StoreError.

    A constraint or a statement that SQLite does not understand is our own fault and passes.
    """
    try:
        yield
    except (DBAPIError, dbapi2.Error, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        meaning = store_error(cause) if isinstance(cause, OSError) else _of_sqlite(cause, path)
        if meaning is None:
            raise
        raise meaning from error


def _of_sqlite(error: BaseException | None, path: Path) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return StoreBusy()
    if code in _DAMAGED:
        return StoreDamaged()
    if code == dbapi2.SQLITE_FULL or (code in _REFUSED and not _has_room(path)):
        return StoreFull()
    return StoreDamaged() if code in _REFUSED else None


def _has_room(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free >= _NO_ROOM_BYTES
