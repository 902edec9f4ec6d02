"""The program itself, while it waits for the service: no VERIFY command with the PIN is left."""

from __future__ import annotations

import subprocess

import pytest
from e2e.conftest import Insert
from support.clinic import Clinic
from support.memory import found_in
from support.pcscd import wait_until

from reception_app.training.service import TrainingService

pytestmark = pytest.mark.pcscd


def test_no_verify_command_is_left_in_the_program(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    insert()
    service.set_faults("busy=4@checks:1")  # it was signed by then, and the program still runs
    with subprocess.Popen(
        clinic.command("check", "--pin-stdin", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"1234\n")
        process.stdin.flush()
        wait_until(lambda: "/v1/checks" in service.counts.requests, "the card has signed")
        found = found_in(process.pid)
        process.communicate()

    assert found == []
    assert process.returncode == 0
