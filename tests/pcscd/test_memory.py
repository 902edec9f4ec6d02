"""After a check, no VERIFY command with the PIN is left in the memory of the process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import checking_child
from support.memory import PIN, VERIFY, found_in
from support.pcscd import CardInSlot, Pcscd

from reception_app.training.card import Switches, TrainingCa, VirtualCard

pytestmark = pytest.mark.pcscd


@contextmanager
def checked(ca: TrainingCa, folder: Path, *options: str) -> Iterator[int]:
    """Run a check in a process of its own and give its id while it still lives."""
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(ca.pem)
    with subprocess.Popen(
        [sys.executable, checking_child.__file__, str(ca_file), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(checking_child.__file__).parents[1])},
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(PIN + b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"done\n"
        yield child.pid
        child.stdin.write(b"\n")
        child.stdin.close()
        assert child.wait(20) == 0


@pytest.mark.parametrize("switches", [(), ("short_ef=false",)], ids=["short ids", "SELECT EF"])
def test_no_verify_command_is_left(
    pcscd: Pcscd, ca: TrainingCa, tmp_path: Path, switches: tuple[str, ...]
) -> None:
    card = VirtualCard.issue(ca, switches=Switches.parse(switches))
    with CardInSlot(card), checked(ca, tmp_path) as pid:
        assert [] == found_in(pid)


def test_the_search_finds_one_that_was_kept(pcscd: Pcscd, ca: TrainingCa, tmp_path: Path) -> None:
    with CardInSlot(VirtualCard.issue(ca)), checked(ca, tmp_path, "plant") as pid:
        assert [VERIFY[0]] == found_in(pid)
