"""The entrance scripts: well-formed, and clear about what they miss; nothing is installed here."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ["setup", "run", "test", "bench", "words", "pictures"]
TOOLS = ["bash", "cat", "dirname", "env", "flock", "grep", "mv", "rm", "sha256sum", "sort"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts for a Unix shell")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for PATH that has what a bare system has, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that set-up looks at, and nothing else."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    for name in ["scripts/setup", "pyproject.toml", "build-constraints.txt"]:
        shutil.copy(ROOT / name, folder / name)
    for path in ROOT.glob("*.lock"):
        shutil.copy(path, folder)
    return folder


def fake(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/usr/bin/env bash\n{body}\n", "utf-8")
    path.chmod(0o755)


def set_up(checkout: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "scripts" / "setup"],
        env={"PATH": str(tools), "HOME": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", [*(f"scripts/{name}" for name in SCRIPTS), ".ci/run"])
def test_a_script_is_well_formed_and_can_be_started(name: str) -> None:
    path = ROOT / name

    checked = subprocess.run(
        ["bash", "-n", path], capture_output=True, text=True, check=True, timeout=60
    )

    assert checked.stderr == ""
    assert path.stat().st_mode & stat.S_IXUSR
    assert "set -euo pipefail" in path.read_text("utf-8")


@pytest.mark.parametrize("name", ["setup", "run", "test", "bench"])
def test_a_twin_for_windows_reads_the_same_in_every_code_page(name: str) -> None:
    twin = (ROOT / "scripts" / f"{name}.ps1").read_bytes()

    assert twin.isascii()
    assert b"$ErrorActionPreference = 'Stop'" in twin


def test_without_a_python_the_message_says_which(checkout: Path, tools: Path) -> None:
    ended = set_up(checkout, tools)

    assert ended.returncode == 1
    assert ended.stderr.startswith(
        "reception-app needs Python 3.11, 3.12 or 3.13; none was found."
    )
    assert ended.stdout == ""


def test_a_python_that_does_not_fit_is_passed_over(checkout: Path, tools: Path) -> None:
    fake(tools, "python3", "exit 1")
    fake(tools, "python3.12", "exit 127")

    assert "none was found" in set_up(checkout, tools).stderr


@pytest.fixture
def bare_debian(tools: Path) -> Path:
    """A Debian with a Python and without any of our packages, where apt-get only says its line."""
    fake(tools, "python3", 'if [[ $2 == -c && $3 == *executable* ]]; then echo "$0"; fi')
    fake(tools, "dpkg-query", "exit 1")
    fake(tools, "sudo", "exit 1")
    fake(tools, "apt-get", 'echo "apt-get $*"; [[ $* != *install* ]]')
    return tools


@pytest.mark.skipif(os.geteuid() == 0, reason="root installs at once")
def test_without_the_right_to_install_the_line_to_type_is_printed(
    checkout: Path, bare_debian: Path
) -> None:
    ended = set_up(checkout, bare_debian)

    line = ended.stderr.splitlines()[-1]
    assert ended.returncode == 1
    assert line.startswith("sudo apt-get update && sudo DEBIAN_FRONTEND=noninteractive apt-get")
    assert "libpcsclite-dev gcc" in line


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs at once")
def test_root_installs_what_is_missing_and_stops_when_that_fails(
    checkout: Path, bare_debian: Path
) -> None:
    ended = set_up(checkout, bare_debian)

    said = [line for line in ended.stderr.splitlines() if line.startswith("apt-get")]
    assert ended.returncode == 1
    assert said[0].endswith("update")
    assert "install -y --no-install-recommends libpcsclite-dev gcc" in said[1]
    assert not (checkout / ".venv").exists()


def test_what_is_installed_is_not_installed_again(checkout: Path, bare_debian: Path) -> None:
    fake(bare_debian, "dpkg-query", 'for p in "$@"; do echo "$p installed"; done')

    ended = set_up(checkout, bare_debian)

    assert "apt-get" not in ended.stderr
    assert ended.stderr.startswith("Setting up .venv")


def test_an_environment_that_was_not_finished_is_not_taken_for_one(
    checkout: Path, bare_debian: Path
) -> None:
    fake(bare_debian, "dpkg-query", 'for p in "$@"; do echo "$p installed"; done')

    first, second = set_up(checkout, bare_debian), set_up(checkout, bare_debian)

    assert first.returncode == second.returncode == 127
    assert second.stderr.startswith("Setting up .venv")
