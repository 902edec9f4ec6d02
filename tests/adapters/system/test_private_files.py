"""Whatever the umask is, nobody else can read what we keep; looked at while it is in use."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from support.answers import KEY, record, result

from reception_app.adapters.durable import private_folder
from reception_app.adapters.handover.lock import FileHandoverLock
from reception_app.adapters.store.opening import Migrations, open_store
from reception_app.adapters.system import logs
from reception_app.adapters.system.logs import logging_to
from reception_app.adapters.system.vault import store_key
from reception_app.domain.errors import StoreDamaged

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX rights")

MIGRATIONS = str(Path(__file__).parents[2] / "data" / "store_migrations")


@pytest.fixture(params=[0o022, 0o000])
def data(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A data folder that does not exist yet, in a process with a usual umask or with none."""
    before = os.umask(request.param)
    yield tmp_path / "new" / "data"
    os.umask(before)


def rights(place: Path) -> dict[str, str]:
    return {each.name: f"{each.stat().st_mode & 0o777:o}" for each in place.iterdir()}


def test_the_data_folder_and_those_made_above_it_are_private(data: Path) -> None:
    private_folder(data)

    assert (rights(data.parent.parent), rights(data.parent)) == ({"new": "700"}, {"data": "700"})


def test_a_folder_that_exists_keeps_its_rights(data: Path) -> None:
    data.mkdir(parents=True)
    data.chmod(0o750)

    private_folder(data)

    assert rights(data.parent) == {"data": "750"}


def test_store_and_copy_and_locks_are_private_while_they_are_open(data: Path) -> None:
    open_store(data / "store", KEY, migrations=Migrations(MIGRATIONS, "old")).close()
    store = open_store(data / "store", KEY, migrations=Migrations(MIGRATIONS, "new"))
    store.save(result(), record(), hand_over=True)
    lock = FileHandoverLock(data)
    lock.acquire()

    seen = rights(data)
    lock.release()
    store.close()

    files = ("store", "store-wal", "store-shm", "store.before-old", "store.lock", "handover.lock")
    assert seen == dict.fromkeys(files, "600")


def test_the_key_and_its_lock_are_private(data: Path) -> None:
    private_folder(data)
    store_key(data / "store.key", store_exists=False, place=str(data))

    assert rights(data) == {"store.key": "600", "store.key.lock": "600"}


def test_the_lock_of_a_key_in_the_key_store_is_private(data: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring has no type there
    with pytest.raises(StoreDamaged):
        store_key(None, store_exists=False, place=str(data))
    keyring.set_keyring(before)

    assert (rights(data.parent), rights(data)) == ({"data": "700"}, {"key.lock": "600"})


def test_log_files_are_private_also_after_a_change_of_files(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_folder(data)
    monkeypatch.setattr(logs, "_MAX_BYTES", 150)  # a file for each line
    with logging_to(data):
        for _ in range(3):
            logging.getLogger("reception_app").warning("hello")

    assert rights(data) == {"logs": "700"}
    assert set(rights(data / "logs").values()) == {"600"}
    assert len(rights(data / "logs")) == 3
