"""SIGTERM, closed outputs, plug-ins and their bugs, as the whole program meets them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Insert
from support.clinic import HANAKO, Clinic
from support.pcscd import Pcscd, wait_until
from support.plugins import THIRD_PARTY

from reception_app.training.service import TrainingService

_BROKEN = """
def create(settings):
    from aozora_backend import AozoraBackend

    class Broken(AozoraBackend):
        def check(self, query, *, timeout_s):
            name = "練習　花子"
            return len(name) // 0

    return Broken(line="", api_version=1)
"""


def start(clinic: Clinic, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a PIN check whose PIN is not typed yet."""
    return subprocess.Popen(
        clinic.command("check", "--pin-stdin", "--json", "--wait", "60", *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[int, dict[str, Any], str]:
    """End a check with SIGTERM; return its status, its one document and its words."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    (line,) = out.splitlines()
    return process.returncode, json.loads(line), err.decode()


@pytest.mark.pcscd
def test_sigterm_while_a_card_is_awaited(
    clinic: Clinic, pcscd: Pcscd, service: TrainingService
) -> None:
    assert pcscd.pid
    with start(clinic) as process:
        wait_until(lambda: "/v1/challenges" in service.counts.requests, "the check waits")
        status, document, err = ended(process)

    assert (status, document["verdict"]) == (130, None)
    assert "Traceback" not in err


@pytest.mark.pcscd
def test_sigterm_while_the_pin_is_awaited(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    card = insert()
    with start(clinic) as process:
        wait_until(lambda: len(card.headers) >= 3, "the card is read")
        status, document, err = ended(process)

    assert (status, document["verdict"]) == (130, None)
    assert "Traceback" not in err
    assert card.state.auth_tries == 3
    assert not service.counts.answers


@pytest.fixture
def plug_ins(tmp_path: Path) -> Path:
    """A folder with a backend that works and one that has a bug."""
    folder = tmp_path / "plug-ins"
    shutil.copytree(THIRD_PARTY, folder)
    (folder / "broken_backend.py").write_text(_BROKEN, encoding="utf-8")
    info = folder / "broken_backend-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-backend\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[reception_app.backends]\nbroken = broken_backend:create\n"
    )
    return folder


def test_a_backend_of_somebody_else_answers(clinic: Clinic, plug_ins: Path) -> None:
    theirs = clinic.with_settings("backend", name="aozora")
    theirs.settings["backend.aozora"] = {"line": "", "api_version": 1}

    ran = theirs.run("check", "--numbers", HANAKO, "--json", env={"PYTHONPATH": str(plug_ins)})

    assert ran.brief == (0, None)
    assert ran.document["source"] == "aozora"
    assert ran.document["facts"]["Name"] == "青空　文子"
    assert len(clinic.handed_over()) == 1


def test_a_bug_in_a_backend_is_told_without_a_traceback_or_a_name(
    clinic: Clinic, plug_ins: Path
) -> None:
    theirs = clinic.with_settings("backend", name="broken")
    theirs.settings["backend.broken"] = {}

    ran = theirs.run("check", "--numbers", HANAKO, "--json", env={"PYTHONPATH": str(plug_ins)})

    assert ran.brief == (80, "SY07"), ran.err
    log = (clinic.data / "logs" / "reception.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" not in ran.err
    assert "ZeroDivisionError" in log
    assert "練習" not in log + ran.err
    assert clinic.handed_over() == []


_INTERRUPTED_IN_EXEC = """
import sys, types

def run():
    exec("import os, signal; os.kill(os.getpid(), signal.SIGTERM)")

cli = types.ModuleType("reception_app.cli")
cli.main = run
sys.modules[cli.__name__] = cli
sys.argv = ["reception-app", "watch"]
from reception_app.__main__ import main
main()
"""
"""As where a dataclass is made while the program's modules are imported."""


def test_an_interruption_at_any_moment_of_the_start_has_the_status_of_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_IN_EXEC], capture_output=True, check=False, timeout=60
    )

    assert (130, b"") == (done.returncode, done.stderr)


@pytest.mark.parametrize("arguments", [("--json",), ()], ids=["document", "words"])
@pytest.mark.parametrize("closing", ["1>&-", ">/dev/full"])
def test_an_output_that_takes_nothing_makes_no_traceback(
    clinic: Clinic, closing: str, arguments: tuple[str, ...]
) -> None:
    command = clinic.command("check", "--numbers", HANAKO, *arguments)

    done = subprocess.run(
        ["sh", "-c", f'"$@" {closing}', "sh", *command],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=False,
        timeout=60,
    )

    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"Exception ignored" not in done.stderr
    assert len(clinic.handed_over()) == 1  # the answer was saved and went its way
