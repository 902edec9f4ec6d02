from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.waiting import wait_for

from reception_app.adapters.system import batch_process
from reception_app.adapters.system.batch_lock import WorkerLock
from reception_app.adapters.system.batch_process import BatchProcess, program
from reception_app.domain.errors import StoreError

WAITS = "import time; time.sleep(60)"
ENDS = "pass"


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def process(
    play: pytest.MonkeyPatch, folder: Path, code: str, *, outlives_us: bool = False
) -> BatchProcess:
    """Return one that runs this code in place of the program."""
    play.setattr(batch_process, "program", lambda: [sys.executable, "-c", code])
    return BatchProcess(folder, ["--settings", "s.toml"], outlives_us=outlives_us)


def test_it_is_this_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert program() == [sys.executable, "-m", "reception_app"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program() == [sys.executable]


def test_a_worker_works_until_it_is_ended(play: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = process(play, tmp_path, WAITS)
    assert not worker.is_working()

    worker.start()
    worker.start()

    assert worker.is_working()
    worker.close()
    assert not worker.is_working()
    worker.close()


def test_one_that_outlives_us_is_left_alone(play: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = process(play, tmp_path, WAITS, outlives_us=True)
    worker.start()
    child = worker._child
    assert child is not None

    worker.close()

    assert child.poll() is None
    child.kill()
    child.wait()


def test_one_that_ended_can_be_started_again(play: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = process(play, tmp_path, ENDS)
    worker.start()
    first = worker._child
    wait_for(lambda: not worker._runs())

    worker.start()

    assert worker._child is not first
    worker.close()


def test_a_worker_that_somebody_else_started_is_seen(
    play: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    worker, lock = process(play, tmp_path, ENDS), WorkerLock(tmp_path)

    assert lock.acquire()
    assert worker.is_working()
    lock.release()
    assert not worker.is_working()


def test_a_program_that_cannot_be_started_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batch_process, "program", lambda: [str(tmp_path / "nothing")])
    worker = BatchProcess(tmp_path, [], outlives_us=True)

    with pytest.raises(StoreError):
        worker.start()
