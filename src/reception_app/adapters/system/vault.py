"""The key of the store, in the key store of the operating system or in a private file.

A new key is made only where no store exists, and it is kept for good before anybody can use it.
Secrets that somebody chose are read and kept here too; none is made.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock

from reception_app.adapters.durable import (
    PRIVATE_FILE,
    private_folder,
    store_error,
    sync_folder,
    write_new,
)
from reception_app.domain.errors import StoreDamaged

KEYRING: Final = "keyring"
FILE_PREFIX: Final = "file:"

_SERVICE: Final = "reception-app"
_KEY_BYTES: Final = 32
_KEY_FORM: Final = re.compile(r"[0-9A-Fa-f]{64}\r?\n?", re.ASCII)
_LONGEST_FILE: Final = 66
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_LOCK_WAIT_S: Final = 30.0
_LOG = logging.getLogger(__name__)


def store_key(key_file: Path | None, *, store_exists: bool, place: str) -> bytes:
    """Return the 32 bytes that open the store; a new key where there is neither key nor store.

    Args:
        key_file: 64 hexadecimal digits, mode 0600; None for the key store of the system.
        store_exists: Whether the store's file is there.
        place: The data folder, as an absolute path; the key store files the key under it.

    Raises:
        StoreDamaged: ST04: a store without its key, a key that is none, rights wider than
            0600, or a key store that does not work.
        StoreFull: no room for a new key.
    """
    with _translated():
        if key_file is not None:
            return _from_file(key_file, store_exists=store_exists)
        with _alone(Path(place) / "key.lock"):
            return _from_keyring(place, store_exists=store_exists)


# ── file ──────────────────────────────────────────────────────────────────────────────────────
def _from_file(path: Path, *, store_exists: bool) -> bytes:
    if path.exists():
        return _read(path)
    _refuse_without_key(store_exists=store_exists)
    if not path.parent.is_dir():
        raise StoreDamaged  # a mistyped path must not become a new place for keys
    with _alone(path.with_name(path.name + ".lock")):
        if not path.exists():
            _make(path)
    return _read(path)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        rights = os.fstat(file.fileno()).st_mode
        # Windows has access lists instead; its mode bits say nothing.
        if os.name != "nt" and rights & _OTHERS:
            raise StoreDamaged
        return _parsed(file.read(_LONGEST_FILE + 1).decode("ascii", "replace"))


def _make(path: Path) -> None:
    # Written aside and renamed, so that a crash never leaves a key that is cut short: it would
    # be refused ever after.
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    write_new(draft, _new_key().encode("ascii") + b"\n", mode=PRIVATE_FILE)
    draft.rename(path)
    sync_folder(path.parent)


# ── key store of the operating system ─────────────────────────────────────────────────────────
def _from_keyring(place: str, *, store_exists: bool) -> bytes:
    import keyring  # noqa: PLC0415 - looks for its back ends when it is imported
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        kept = keyring.get_password(_SERVICE, place)
        if kept is None:
            _refuse_without_key(store_exists=store_exists)
            keyring.set_password(_SERVICE, place, _new_key())
            # Some back ends take everything and keep nothing.
            kept = keyring.get_password(_SERVICE, place)
    except KeyringError as error:
        raise StoreDamaged from error
    return _parsed(kept or "")


def secret_of(name: str) -> str | None:
    """Return what the key store has under this name of ours; None also if it does not work."""
    import keyring  # noqa: PLC0415 - looks for its back ends when it is imported
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        return keyring.get_password(_SERVICE, name)
    except KeyringError:
        _LOG.warning("the key store cannot be read")
        return None


def keep_secret(name: str, text: str) -> bool:
    """Put a text into the key store under this name of ours; return whether it is there."""
    import keyring  # noqa: PLC0415 - looks for its back ends when it is imported
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        keyring.set_password(_SERVICE, name, text)
    except KeyringError:
        _LOG.warning("the key store cannot be written")
        return False
    return secret_of(name) == text  # some back ends take everything and keep nothing


# ── both ──────────────────────────────────────────────────────────────────────────────────────
def _new_key() -> str:
    return secrets.token_hex(_KEY_BYTES)


def _parsed(text: str) -> bytes:
    if not _KEY_FORM.fullmatch(text):
        raise StoreDamaged
    return bytes.fromhex(text.strip())


def _refuse_without_key(*, store_exists: bool) -> None:
    if store_exists:
        raise StoreDamaged


@contextmanager
def _alone(lock: Path) -> Generator[None, None, None]:
    """Hold a lock: two programs that start together must not each make a key."""
    private_folder(lock.parent)
    with FileLock(lock, timeout=_LOCK_WAIT_S, mode=PRIVATE_FILE):
        yield


@contextmanager
def _translated() -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        raise store_error(error) from error
