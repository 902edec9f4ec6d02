"""The life of the store's file: made whole or not at all, refused untouched, copied first."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from filelock import FileLock

from reception_app.adapters.durable import (
    PRIVATE_FILE,
    private_folder,
    sync_file,
    sync_folder,
    write_new,
)
from reception_app.adapters.store.results import SqliteStore
from reception_app.adapters.store.schema import REVISION
from reception_app.adapters.store.sqlite import StoreFile, sidecars, translated
from reception_app.domain.errors import StoreDamaged

BUSY_TIMEOUT_S: Final = 5.0
_LOCK_WAIT_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Migrations:
    """Where the migrations are (a folder, or ``package:folder``), and the revision to come to."""

    location: str
    head: str


OURS: Final = Migrations("reception_app.adapters.store:migrations", REVISION)


def open_store(
    path: Path,
    key: bytes,
    *,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    migrations: Migrations = OURS,
) -> SqliteStore:
    """Return the store in a file, which is made if it is missing and upgraded if it is older.

    Args:
        path: The file; its folder is made (0700) if it is missing.
        key: 32 bytes of the key store.
        busy_timeout_s: How long a statement waits for another program.
        migrations: Only tests have others than ours.

    Raises:
        StoreNewer: a newer version of this program wrote it; it is as it was.
        StoreDamaged: wrong key, not a store, or no right to open it; it is as it was.
        StoreBusy: another program held it too long.
        StoreFull: no room to make or to upgrade it.
    """
    file = StoreFile(path, key, busy_timeout_s)
    with translated(path):
        private_folder(path.parent)
        if not path.exists() or file.stored_revision() != migrations.head:
            _bring_to_head(file, migrations)
        return _in_use(file)


def _in_use(file: StoreFile) -> SqliteStore:
    with ExitStack() as on_failure:
        engine = file.engine()
        on_failure.callback(engine.dispose)
        with engine.connect():
            on_failure.pop_all()
        return SqliteStore(engine, file.path)


def _bring_to_head(file: StoreFile, migrations: Migrations) -> None:
    # One program at a time makes or upgrades; who waited finds it done.
    lock = FileLock(_beside(file.path, ".lock"), timeout=_LOCK_WAIT_S, mode=PRIVATE_FILE)
    with lock:
        if not file.path.exists():
            _create(file, migrations)
        elif (revision := file.stored_revision()) != migrations.head:
            _upgrade(file, revision, migrations)


def _create(file: StoreFile, migrations: Migrations) -> None:
    # A log without its file: SQLite would play it into the new one.
    if any(each.exists() for each in sidecars(file.path)):
        raise StoreDamaged
    draft = replace(file, path=_beside(file.path, ".new"))
    _empty(draft.path)
    _migrate(draft, migrations)
    draft.settle()
    _put_in_place(draft.path, file.path)


def _upgrade(file: StoreFile, revision: str, migrations: Migrations) -> None:
    from reception_app.adapters.store import migrate  # noqa: PLC0415 - alembic costs start-up time

    migrate.require_known(revision, migrations.location, head=migrations.head)
    before = _beside(file.path, f".before-{revision}")
    copy = replace(file, path=_beside(before, ".new"))
    _empty(copy.path)
    file.copy_to(copy)
    _put_in_place(copy.path, before)
    _migrate(file, migrations)


def _migrate(file: StoreFile, migrations: Migrations) -> None:
    from reception_app.adapters.store import migrate  # noqa: PLC0415 - alembic costs start-up time

    engine = file.engine(migrating=True)
    try:
        migrate.upgrade(engine, migrations.location, head=migrations.head)
    finally:
        engine.dispose()


def _empty(path: Path) -> None:
    """Make an empty private file; SQLite gives its rights to the files beside it."""
    for leftover in (path, *sidecars(path)):
        leftover.unlink(missing_ok=True)
    write_new(path, b"", mode=PRIVATE_FILE)


def _put_in_place(draft: Path, path: Path) -> None:
    sync_file(draft)
    os.replace(draft, path)  # noqa: PTH105 - pathlib's replace hides that this is the atomic step
    sync_folder(path.parent)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
