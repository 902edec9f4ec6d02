"""Locks of a batch between processes: one worker, one maker, a sign, and what a crash leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reception_app.adapters.system.batch_lock import (
    CounterLook,
    CounterSign,
    WorkerLock,
    making_batch,
)
from reception_app.domain.errors import StoreDamaged

HOLDER = """
import sys, time
from pathlib import Path
from reception_app.adapters.system.batch_lock import CounterSign, WorkerLock
folder = Path(sys.argv[1])
lock = WorkerLock(folder)
assert lock.acquire()
sign = CounterSign(folder)
sign.show(is_busy=True)
print("held", flush=True)
time.sleep(60)
"""


def test_one_worker_works_at_a_time(tmp_path: Path) -> None:
    first, second = WorkerLock(tmp_path), WorkerLock(tmp_path)

    assert first.acquire()
    assert not second.acquire()
    assert WorkerLock(tmp_path).is_taken

    first.release()
    assert not WorkerLock(tmp_path).is_taken
    assert second.acquire()
    second.release()


def test_a_sign_that_stays_up_counts_no_more_until_it_was_down(tmp_path: Path) -> None:
    """A card forgotten on the reader in the evening does not hold the night's batch up."""
    now = [1000.0]
    sign, look = CounterSign(tmp_path), CounterLook(tmp_path, lambda: now[0])
    sign.show(is_busy=True)
    for _ in range(30):
        assert look.is_busy()
        now[0] += 10
    assert not look.is_busy()
    now[0] += 10
    assert not look.is_busy()

    sign.show(is_busy=False)
    assert not look.is_busy()
    sign.show(is_busy=True)
    assert look.is_busy()
    sign.show(is_busy=False)


def test_a_sign_that_may_have_been_down_unseen_counts_anew(tmp_path: Path) -> None:
    """Nobody looks while uploads are worked on; by then another patient may stand there."""
    now = [1000.0]
    sign, look = CounterSign(tmp_path), CounterLook(tmp_path, lambda: now[0])
    sign.show(is_busy=True)
    for _ in range(30):
        assert look.is_busy()
        now[0] += 10
    assert not look.is_busy()

    now[0] += 600
    assert look.is_busy()
    sign.show(is_busy=False)


def test_a_worker_that_is_killed_lets_the_next_one_work(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        taken = WorkerLock(tmp_path).is_taken, CounterLook(tmp_path).is_busy()
        os.kill(holder.pid, signal.SIGKILL)
    assert taken == (True, True)

    assert not WorkerLock(tmp_path).is_taken
    assert not CounterLook(tmp_path).is_busy()


def test_the_sign_of_a_busy_counter_is_seen_until_it_is_taken_down(tmp_path: Path) -> None:
    sign, look = CounterSign(tmp_path), CounterLook(tmp_path)
    assert not look.is_busy()

    sign.show(is_busy=True)
    sign.show(is_busy=True)
    assert look.is_busy()

    sign.show(is_busy=False)
    sign.show(is_busy=False)
    assert not look.is_busy()


def test_a_second_window_can_raise_the_sign_after_the_first(tmp_path: Path) -> None:
    first, second, look = CounterSign(tmp_path), CounterSign(tmp_path), CounterLook(tmp_path)
    first.show(is_busy=True)
    second.show(is_busy=True)

    first.show(is_busy=False)
    second.show(is_busy=True)

    assert look.is_busy()
    second.show(is_busy=False)


def test_one_batch_is_made_at_a_time(tmp_path: Path) -> None:
    with making_batch(tmp_path):
        assert (tmp_path / "batch-making.lock").exists()

    with making_batch(tmp_path):
        pass


def test_a_folder_that_is_not_there_refuses_work_and_shows_no_sign(tmp_path: Path) -> None:
    gone = tmp_path / "file"
    gone.write_text("no folder")

    with pytest.raises(StoreDamaged):
        WorkerLock(gone).acquire()
    assert not CounterLook(gone).is_busy()
    CounterSign(gone).show(is_busy=True)
