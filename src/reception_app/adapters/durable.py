"""Files that must outlive a power cut: whole and synced, and what it means when they cannot be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from reception_app.domain.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; one that exists keeps the rights it has.

    Missing folders above it are made private too: one of them may become a data folder later.
    """
    for above in reversed(folder.parents):  # "parents=True" would give them the umask's rights
        if not above.exists():
            above.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def write_new(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file that must not exist yet, down to the disk; its folder's entry is not synced.

    Args:
        path: Never followed if it is a link, never overwritten.
        content: All of the file.
        mode: POSIX rights before the umask.

    Raises:
        OSError: as the system says it; then the file may be there in part.
    """
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), "wb"
    ) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Bring what others wrote into a file down to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries (new names, renames) down to the disk.

    Windows cannot open a folder for this and journals its entries by itself.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store_error(error: OSError) -> StoreError:
    """Return what an error of the file system means for the data folder."""
    if isinstance(error, TimeoutError):  # as filelock's is
        return StoreBusy()
    return StoreFull() if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreDamaged()


_BINARY = getattr(os, "O_BINARY", 0)
