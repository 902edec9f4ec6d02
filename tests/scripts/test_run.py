"""scripts/run: what it starts, with a screen and without one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "scripts" / "run"
TRAINING = "--training --data {root}/.training/data"
SCREENS = [{"DISPLAY": ":7"}, {"WAYLAND_DISPLAY": "wayland-0"}]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts for a Unix shell")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose set-up has nothing to do, and whose program says what it was given."""
    scripts, programs = tmp_path / "scripts", tmp_path / ".venv" / "bin"
    scripts.mkdir()
    programs.mkdir(parents=True)
    shutil.copy(RUN, scripts)
    fake(scripts / "setup", ":")
    fake(
        programs / "reception-app", 'echo "$@"; if [[ $* == *--pin-stdin ]]; then cat; exit 3; fi'
    )
    return tmp_path


def fake(path: Path, body: str) -> None:
    path.write_text(f"#!/usr/bin/env bash\n{body}\n", "utf-8")
    path.chmod(0o755)


def run(
    checkout: Path, *arguments: str, screen: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "scripts" / "run", *arguments],
        env={"PATH": os.environ["PATH"], **screen},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("screen", SCREENS)
def test_the_desk_opens_in_training_mode(checkout: Path, screen: dict[str, str]) -> None:
    ended = run(checkout, screen=screen)

    assert (0, TRAINING.format(root=checkout)) == (ended.returncode, ended.stdout.strip())
    assert ended.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="a screen is taken for granted elsewhere")
def test_without_a_screen_there_is_one_check_on_the_command_line(checkout: Path) -> None:
    ended = run(checkout, screen={})

    wanted = [TRAINING.format(root=checkout) + " check --pin-stdin", "1234"]
    assert (3, wanted) == (ended.returncode, ended.stdout.splitlines())
    assert 1 == len(ended.stderr.splitlines())
    assert "no screen" in ended.stderr


def test_arguments_go_to_the_program(checkout: Path) -> None:
    ended = run(checkout, "doctor", "--json", screen={})

    assert (0, "doctor --json", "") == (ended.returncode, ended.stdout.strip(), ended.stderr)
