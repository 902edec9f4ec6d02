"""A clean stop in every state, as a process that ends by itself; and one window for a folder."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from support.desk_window import DeskWindow
from support.disks import small_file_system
from support.opened_store import opened_store

from reception_app.adapters.backends.https import HttpsBackend
from reception_app.adapters.system.settings_file import practice_folder
from reception_app.domain.eligibility import EligibilityQuery, EligibilityResult
from reception_app.domain.session.states import AskingPin, AskingWitness, AwaitingCard, Idle
from reception_app.options import Options

TESTS = Path(__file__).parents[1]
WITHIN_S = 60.0
ENDINGS = [signal.SIGTERM, signal.SIGINT]


def log_of(data: Path) -> list[dict[str, object]]:
    lines = (data / "logs" / "reception.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@contextmanager
def desk_process(data: Path, state: str) -> Iterator[subprocess.Popen[str]]:
    """Run the desk as a program of its own, until it is where it is wanted."""
    command = [sys.executable, "-m", "support.stopped_desk", str(data), state]
    with subprocess.Popen(
        command, cwd=TESTS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "there\n"
            yield process
        finally:
            process.kill()


CLEANLY: tuple[int, list[str], list[str]] = (0, ["left: []"], [])
"""Exit status, threads that were left, and what was said on the error stream."""


def end_of(process: subprocess.Popen[str]) -> tuple[int, list[str], list[str]]:
    """Wait until it has ended by itself, and tell how."""
    out, errors = process.communicate(timeout=WITHIN_S)
    said = [line for line in errors.splitlines() if "does not support" not in line]
    return process.returncode, out.splitlines()[-1:], said


# ── as a process ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "state", ["starting", "idle", "asking-pin", "signing", "asking-backend", "answered", "visual"]
)
def test_sigterm_ends_the_program_in_every_state(tmp_path: Path, state: str) -> None:
    with desk_process(tmp_path / "data", state) as process:
        process.send_signal(signal.SIGTERM)

        assert end_of(process) == CLEANLY
    if state != "starting":
        assert log_of(tmp_path / "data")[-1]["message"] == "stopped"


@pytest.mark.parametrize("seed", range(6))
def test_sigterm_at_a_random_moment_of_the_start(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    with desk_process(tmp_path / "data", "starting") as process:
        time.sleep(chance.uniform(0.0, 3.0))  # the moment itself, not a wait for something
        process.send_signal(chance.choice(ENDINGS))

        assert end_of(process) == CLEANLY


def test_a_second_sigterm_changes_nothing(tmp_path: Path) -> None:
    with desk_process(tmp_path / "data", "asking-backend") as process:
        for _ in range(5):
            process.send_signal(signal.SIGTERM)

        assert end_of(process) == CLEANLY


def test_an_installation_that_is_broken_ends_with_its_status(tmp_path: Path) -> None:
    broken = (
        "import sys; sys.modules['reception_app.desk_program'] = None;"
        f"sys.argv = ['reception-app', '--data', {str(tmp_path)!r}];"
        "from reception_app.__main__ import main; main()"
    )
    with subprocess.Popen([sys.executable, "-c", broken], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while b"ModuleNotFoundError" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WITHIN_S)

        assert process.returncode == 80


# ── in every state, closed by its button ──────────────────────────────────────────────────────
@pytest.fixture
def fresh(qapp: QApplication, tmp_path: Path) -> DeskWindow:
    return DeskWindow(qapp, tmp_path)


def close_both_windows(desk: DeskWindow) -> None:
    """Let both be closed in one moment, and wait for the end; no thread is left (conftest)."""
    desk.frame.close()
    if desk.program.patient is not None:
        desk.program.patient.close()
    desk.close()


def test_both_windows_closed_at_once_end_the_program(fresh: DeskWindow) -> None:
    fresh.open()
    fresh.lay("employee")
    fresh.type_pin("12")

    close_both_windows(fresh)


def test_a_window_that_is_closed_before_anything_is_there(fresh: DeskWindow) -> None:
    assert fresh.program.begin()

    close_both_windows(fresh)


@pytest.mark.parametrize("state", [AwaitingCard, AskingWitness, AskingPin])
def test_closing_in_the_middle_of_a_check(fresh: DeskWindow, state: type) -> None:
    fresh.open()
    if state is AskingPin:
        fresh.lay("employee")
    else:
        fresh.press(Qt.Key.Key_F1 if state is AwaitingCard else Qt.Key.Key_F2)
    fresh.until(lambda: isinstance(fresh.now.session, state))

    close_both_windows(fresh)


def test_no_thread_touches_a_window_when_the_end_is_told(fresh: DeskWindow) -> None:
    fresh.open()
    left: list[str] = []
    fresh.program.ended.connect(lambda: left.extend(t.name for t in threading.enumerate()))

    fresh.close()

    assert not {"closing", "start-up"} & set(left)


def test_an_answer_that_comes_with_the_end_is_saved(
    fresh: DeskWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[str] = []
    check = HttpsBackend.check

    def stopping(
        backend: HttpsBackend, query: EligibilityQuery, *, timeout_s: float
    ) -> EligibilityResult:
        result = check(backend, query, timeout_s=timeout_s)
        answers.append(result.check_id)
        fresh.program._dispatcher.post(fresh.program.stop)  # the window hears it before the answer
        return result

    fresh.open()
    monkeypatch.setattr(HttpsBackend, "check", stopping)
    fresh.lay("employee")
    fresh.type_pin()
    fresh.until(lambda: answers)
    fresh.close()

    data = tmp_path / "data"
    with opened_store(data / "store", practice_folder(data) / "store.key") as store:
        rows = store.execute("SELECT check_id FROM answers").fetchall()
    assert [check_id for (check_id,) in rows] == answers


# ── one window for a data folder ──────────────────────────────────────────────────────────────
def second_start(data: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "reception_app", "--training", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_second_start_shows_the_first_window_and_ends(fresh: DeskWindow, tmp_path: Path) -> None:
    fresh.open()
    fresh.frame.showMinimized()
    fresh.until(fresh.frame.isMinimized)

    with second_start(tmp_path / "data") as second:
        fresh.until(lambda: second.poll() is not None)
        status = second.returncode

    assert status == 0
    fresh.until(lambda: not fresh.frame.isMinimized())
    assert isinstance(fresh.now.session, Idle)
    fresh.close()


def test_a_start_while_the_last_run_ends_waits_for_it(
    qapp: QApplication, fresh: DeskWindow, tmp_path: Path
) -> None:
    fresh.open()
    second = DeskWindow(qapp, tmp_path)

    fresh.program.stop()
    assert second.program.begin()
    fresh.close()

    second.until(lambda: second.program.desk is not None)
    second.close()


def test_a_folder_that_cannot_be_written_is_told_in_the_window(
    qapp: QApplication, tmp_path: Path
) -> None:
    with small_file_system(tmp_path / "disk", size_kib=64) as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        desk = DeskWindow(qapp, tmp_path, Options(data=disk, training=True))

        assert desk.program.begin()

        desk.until(lambda: "［ST04］" in desk.staff_words)
        desk.close()


def test_a_crash_frees_the_folder(fresh: DeskWindow, tmp_path: Path) -> None:
    with desk_process(tmp_path / "data", "idle") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    fresh.open()
    fresh.close()


def test_two_folders_have_a_window_each(
    qapp: QApplication, fresh: DeskWindow, tmp_path: Path
) -> None:
    other = DeskWindow(qapp, tmp_path, Options(data=tmp_path / "other", training=True, lang="en"))
    fresh.open()
    other.open()
    fresh.close()
    other.close()
