from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reception_app.adapters.handover.lock import FileHandoverLock
from reception_app.domain.errors import StoreDamaged, StoreFull


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    ours, theirs = FileHandoverLock(tmp_path), FileHandoverLock(tmp_path, wait_s=0.05)
    first, second = ours.acquire(), theirs.acquire()
    ours.release()

    assert (first, second, theirs.acquire()) == (True, False, True)

    theirs.release()


def test_a_crash_gives_it_back(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path;"
        "from reception_app.adapters.handover.lock import FileHandoverLock;"
        "FileHandoverLock(Path(sys.argv[1])).acquire(); os._exit(9)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    lock = FileHandoverLock(tmp_path, wait_s=0.05)

    assert (ended.returncode, lock.acquire()) == (9, True)

    lock.release()


def test_a_data_folder_that_refuses_the_lock_is_the_stores_trouble(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(StoreDamaged):
        FileHandoverLock(tmp_path / "data").acquire()


def test_a_data_folder_without_room_for_the_lock_is_full(tiny_disk: Path) -> None:
    for number in range(1000):
        try:
            (tiny_disk / str(number)).touch()
        except OSError:
            break

    with pytest.raises(StoreFull):
        FileHandoverLock(tiny_disk).acquire()
