from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import keyring
import pytest
from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked
from support.disks import small_file_system

from reception_app.adapters.system import vault
from reception_app.adapters.system.vault import keep_secret, secret_of, store_key
from reception_app.domain.errors import StoreBusy, StoreDamaged, StoreFull

KEY = bytes(range(32))


class MemoryKeyring(KeyringBackend):
    """A key store that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no type there
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class LockedKeyring(MemoryKeyring):
    """A key store whose user did not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


def fill(folder: Path) -> None:
    """Use up the disk: its entries too, so that not even an empty file can be made."""
    with suppress(OSError):
        for number in range(1000):
            (folder / str(number)).touch()


@pytest.fixture
def key_store() -> Iterator[MemoryKeyring]:
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def asked(key_file: Path | None, place: Path, *, store_exists: bool = False) -> bytes:
    return store_key(key_file, store_exists=store_exists, place=str(place))


# ── file ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    return tmp_path / "keys" / "store.key"


@pytest.fixture
def kept(path: Path) -> Path:
    path.write_text(KEY.hex() + "\n")
    path.chmod(0o600)
    return path


def test_a_key_in_a_file_is_read(kept: Path, tmp_path: Path) -> None:
    assert asked(kept, tmp_path, store_exists=True) == KEY


def test_a_key_without_a_store_is_used_again(kept: Path, tmp_path: Path) -> None:
    assert asked(kept, tmp_path) == KEY


def test_a_key_in_capitals_with_a_windows_line_end_is_read(kept: Path, tmp_path: Path) -> None:
    kept.write_bytes(KEY.hex().upper().encode() + b"\r\n")

    assert asked(kept, tmp_path) == KEY


def test_a_new_key_is_random_and_private_and_stays(path: Path, tmp_path: Path) -> None:
    key = asked(path, tmp_path)
    other = asked(tmp_path / "other", tmp_path)

    assert (len(key), key == other) == (32, False)
    assert asked(path, tmp_path, store_exists=True) == key
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in path.parent.iterdir()) == ["store.key", "store.key.lock"]


def test_what_a_crash_left_of_a_new_key_is_none(path: Path, tmp_path: Path) -> None:
    path.with_name("store.key.new").write_text("1234")

    assert len(asked(path, tmp_path)) == 32


def test_programs_that_start_together_have_one_key(path: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(lambda _: asked(path, tmp_path), range(4)))

    assert len(keys) == 1


def test_a_store_without_its_key_is_refused_and_no_key_is_made(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged) as caught:
        asked(path, tmp_path, store_exists=True)

    assert caught.value.code == "ST04"
    assert not path.exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
@pytest.mark.parametrize("rights", [0o640, 0o604, 0o610, 0o666])
def test_wider_rights_are_refused(kept: Path, tmp_path: Path, rights: int) -> None:
    kept.chmod(rights)

    with pytest.raises(StoreDamaged) as caught:
        asked(kept, tmp_path)

    assert caught.value.code == "ST04"


@pytest.mark.parametrize(
    "content",
    [b"", b"00" * 31, b"00" * 33, b"zz" * 32, "０".encode() * 64, b" " + b"00" * 32, b"\xff" * 64],
)
def test_a_malformed_key_is_refused_and_kept(kept: Path, tmp_path: Path, content: bytes) -> None:
    kept.write_bytes(content)

    with pytest.raises(StoreDamaged) as caught:
        asked(kept, tmp_path)

    assert caught.value.code == "ST04"
    assert kept.read_bytes() == content


def test_a_key_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged) as caught:
        asked(tmp_path, tmp_path)

    assert caught.value.code == "ST04"


def test_a_mistyped_path_does_not_become_a_new_place_for_keys(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        asked(tmp_path / "kyes" / "store.key", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_for_the_key_is_full_and_keeps_no_part_of_one(tmp_path: Path) -> None:
    with small_file_system(tmp_path / "tiny", size_kib=16) as tiny:
        (tiny / "store.key.lock").touch()
        fill(tiny)
        with pytest.raises(StoreFull):
            asked(tiny / "store.key", tmp_path)

        assert not (tiny / "store.key").exists()


def test_a_program_that_makes_its_key_for_too_long_is_busy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "_LOCK_WAIT_S", 0.05)
    with FileLock(path.with_name("store.key.lock")), pytest.raises(StoreBusy):
        asked(path, tmp_path)

    assert not path.exists()


def test_no_error_quotes_the_key(kept: Path, tmp_path: Path) -> None:
    kept.write_text(KEY.hex() + "0")

    with pytest.raises(StoreDamaged) as caught:
        asked(kept, tmp_path)

    assert KEY.hex() not in repr(caught.value) + str(caught.value.params)


# ── key store ─────────────────────────────────────────────────────────────────────────────────
def test_a_new_key_goes_to_the_key_store_and_stays(
    key_store: MemoryKeyring, tmp_path: Path
) -> None:
    key = asked(None, tmp_path)

    assert key_store.kept == {("reception-app", str(tmp_path)): key.hex()}
    assert asked(None, tmp_path, store_exists=True) == key


def test_each_data_folder_has_its_own_key(key_store: MemoryKeyring, tmp_path: Path) -> None:
    assert asked(None, tmp_path / "a") != asked(None, tmp_path / "b")


@pytest.mark.usefixtures("key_store")
def test_a_store_whose_key_the_key_store_lost_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged) as caught:
        asked(None, tmp_path, store_exists=True)

    assert caught.value.code == "ST04"


def test_a_malformed_entry_is_refused(key_store: MemoryKeyring, tmp_path: Path) -> None:
    key_store.set_password("reception-app", str(tmp_path), "abc")

    with pytest.raises(StoreDamaged) as caught:
        asked(None, tmp_path)

    assert caught.value.code == "ST04"


@pytest.mark.parametrize("backend", [fail.Keyring, LockedKeyring, null.Keyring])
@pytest.mark.usefixtures("key_store")
def test_a_key_store_that_keeps_nothing_is_refused(
    backend: type[KeyringBackend], tmp_path: Path
) -> None:
    keyring.set_keyring(backend())

    with pytest.raises(StoreDamaged) as caught:
        asked(None, tmp_path)

    assert caught.value.code == "ST04"


# ── secrets ───────────────────────────────────────────────────────────────────────────────────
def test_a_secret_is_what_the_key_store_has_under_our_name(key_store: MemoryKeyring) -> None:
    key_store.set_password("reception-app", "oqs-webapi/desk", "合言葉")
    key_store.set_password("another program", "oqs-webapi/other", "password")

    assert secret_of("oqs-webapi/desk") == "合言葉"
    assert secret_of("oqs-webapi/other") is None


@pytest.mark.parametrize("backend", [fail.Keyring, LockedKeyring, null.Keyring])
@pytest.mark.usefixtures("key_store")
def test_a_key_store_that_does_not_work_has_no_secret(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())

    assert secret_of("oqs-webapi/desk") is None


def test_a_secret_that_was_kept_is_there(key_store: MemoryKeyring) -> None:
    assert keep_secret("oqs-webapi/desk", "合言葉")
    assert key_store.get_password("reception-app", "oqs-webapi/desk") == "合言葉"


@pytest.mark.parametrize("backend", [fail.Keyring, LockedKeyring, null.Keyring])
@pytest.mark.usefixtures("key_store")
def test_a_key_store_that_does_not_work_keeps_no_secret(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())

    assert not keep_secret("oqs-webapi/desk", "合言葉")
