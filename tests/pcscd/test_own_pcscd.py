"""The place where a pcscd of our own runs is really one of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.own_pcscd import CANNOT_RUN, in_own_pcscd

pytestmark = pytest.mark.pcscd


def test_a_command_has_lo_and_an_empty_place_for_pcscd() -> None:
    script = (
        "import os, socket; s = socket.create_server(('127.0.0.1', 35963)); "
        "socket.create_connection(s.getsockname()).close(); print(os.listdir('/run/pcscd'))"
    )

    done = in_own_pcscd([sys.executable, "-c", script], env={"RECEPTION_OWN_PCSCD": ""})

    assert (done.returncode, done.stdout) == (0, "[]\n")


def test_the_exit_status_is_that_of_the_command() -> None:
    assert in_own_pcscd(["sh", "-c", "exit 7"]).returncode == 7


def test_a_command_that_hangs_is_killed() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        in_own_pcscd(["sleep", "60"], timeout_s=0.5)


@pytest.mark.parametrize("command", [[], ["no-such-command-anywhere"]])
def test_what_cannot_be_run_is_said(command: list[str]) -> None:
    done = in_own_pcscd(command)

    assert done.returncode == CANNOT_RUN
    assert done.stderr.startswith("own_pcscd: ")
