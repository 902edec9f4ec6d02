"""A real file system that is small enough to be filled."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MAX_FILES = 64


@contextmanager
def small_file_system(folder: Path, *, size_kib: int) -> Iterator[Path]:
    """Mount a tmpfs on a new folder; the test is skipped where that is not allowed."""
    folder.mkdir()
    options = f"size={size_kib}k,nr_inodes={_MAX_FILES}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("may not mount a file system here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
