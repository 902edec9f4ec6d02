"""The timer that lets batches run without a window."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reception_app.adapters.system.scheduled_task import (
    SystemdTimer,
    TaskSchedulerTimer,
    task_xml,
    timer_for,
)
from reception_app.domain.errors import TimerUnavailable

COMMAND = ("/opt/受付 app/bin/python", "-m", "reception_app", "--data", '/a%b$c\\"d', "batch")


class System:
    """A system that notes what it is told, and refuses what contains a word."""

    def __init__(self, refuses: str = "\0") -> None:
        self.told: list[tuple[str, ...]] = []
        self._refuses = refuses

    def __call__(self, command: Sequence[str]) -> None:
        self.told.append(tuple(command))
        if self._refuses in command:
            raise subprocess.CalledProcessError(1, command)


def units(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# ── systemd ───────────────────────────────────────────────────────────────────────────────────
def test_installing_writes_both_units_and_enables_the_timer(tmp_path: Path) -> None:
    system = System()
    timer = SystemdTimer("desk", folder=tmp_path / "user", run=system)

    timer.install(COMMAND)

    assert timer.is_installed()
    assert ["desk.service", "desk.timer"] == units(tmp_path / "user")
    assert [("daemon-reload",), ("enable", "--now", "desk.timer")] == [
        told[3:] for told in system.told
    ]


@pytest.mark.parametrize("refused", ["daemon-reload", "enable"])
def test_a_system_that_refuses_leaves_nothing_behind(tmp_path: Path, refused: str) -> None:
    timer = SystemdTimer("desk", folder=tmp_path, run=System(refused))

    with pytest.raises(TimerUnavailable):
        timer.install(COMMAND)

    assert not timer.is_installed()
    assert [] == units(tmp_path)


def test_an_argument_that_no_unit_can_carry_is_refused(tmp_path: Path) -> None:
    timer = SystemdTimer("desk", folder=tmp_path, run=System())

    with pytest.raises(TimerUnavailable):
        timer.install(("/bin/true", "one\ntwo"))

    assert not timer.is_installed()


def test_removing_takes_the_units_away_even_if_the_system_knows_none(tmp_path: Path) -> None:
    timer = SystemdTimer("desk", folder=tmp_path, run=System("disable"))
    timer.install(COMMAND)

    timer.remove()

    assert [] == units(tmp_path)


def test_removing_what_is_not_there_tells_the_system_nothing(tmp_path: Path) -> None:
    system = System()

    SystemdTimer("desk", folder=tmp_path, run=system).remove()

    assert [] == system.told


@pytest.mark.skipif(sys.platform == "win32", reason="systemd is not there")
def test_systemd_itself_finds_no_mistake_in_the_units(tmp_path: Path) -> None:
    checker = shutil.which("systemd-analyze")
    if checker is None:
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / '受付 %n $HOME "a"'
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    SystemdTimer("desk", folder=tmp_path, run=System()).install((str(program), *COMMAND[1:]))

    said = subprocess.run(
        [checker, "--user", "--man=no", "verify", str(tmp_path / "desk.timer")],
        capture_output=True,
        text=True,
        check=False,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )

    assert (0, []) == (
        said.returncode,
        [line for line in said.stderr.splitlines() if "desk" in line],
    )


# ── Windows ───────────────────────────────────────────────────────────────────────────────────
def test_a_task_says_what_to_run() -> None:
    told = ET.fromstring(task_xml(COMMAND).encode("utf-16"))  # noqa: S314 - ours
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

    assert COMMAND[0] == told.findtext(f".//{space}Command")
    assert subprocess.list2cmdline(COMMAND[1:]) == told.findtext(f".//{space}Arguments")


def test_a_task_is_created_and_deleted() -> None:
    system = System()
    task = TaskSchedulerTimer("desk", run=system)

    task.install(COMMAND)
    task.remove()

    assert ["/Create", "/Query", "/Delete"] == [told[1] for told in system.told]


def test_a_task_that_is_not_there_needs_no_deleting() -> None:
    system = System("/Query")

    TaskSchedulerTimer("desk", run=system).remove()

    assert ["/Query"] == [told[1] for told in system.told]


def test_windows_may_refuse_a_task() -> None:
    task = TaskSchedulerTimer("desk", run=System("/Create"))

    with pytest.raises(TimerUnavailable):
        task.install(COMMAND)


def test_windows_may_keep_a_task() -> None:
    task = TaskSchedulerTimer("desk", run=System("/Delete"))

    with pytest.raises(TimerUnavailable):
        task.remove()


def test_each_data_folder_has_a_timer_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert not timer_for(tmp_path / "one").is_installed()
    assert vars(timer_for(tmp_path / "one")) != vars(timer_for(tmp_path / "two"))
