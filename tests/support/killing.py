"""Kills checks with SIGKILL at random moments and counts what became of their answers.

A check runs in a forked child of a process that has imported everything and opened nothing, so
that a run costs a tenth of a second instead of one. The test and ``scripts/bench`` use it.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import selectors
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from support.clinic import HANAKO, Clinic

_NURSERY = """
import os, sys
from reception_app.cli import commands
import reception_app.adapters.backends.https, reception_app.adapters.store.opening
import reception_app.adapters.pcsc.gateway, reception_app.adapters.pcsc.scard_api
import reception_app.adapters.certificates.x509, reception_app.adapters.handover.folder
for line in sys.stdin.buffer:
    child = os.fork()
    if child == 0:
        sys.argv[1:] = line.decode().rstrip("\\n").split("\\t")
        commands.main()
    os.write(2, b"%d\\n" % child)
    os.waitpid(child, 0)
    os.write(2, b"gone\\n")
"""


@dataclass
class Tally:
    """What 1,000 interrupted checks left behind.

    Attributes:
        acknowledged: Checks whose document said saved, and how often delivered.
        taken: How often each file name was seen by the receipt computer.
    """

    kills: int = 0
    finished: int = 0
    acknowledged: set[str] = field(default_factory=set)
    delivered: set[str] = field(default_factory=set)
    taken: Counter[str] = field(default_factory=Counter)

    def lost(self, stored: set[str]) -> set[str]:
        """Checks that were acknowledged and are not stored, or stored and never handed over."""
        handed = {_hexadecimal(name) for name in self.taken}
        unsaved = self.acknowledged - stored
        return unsaved | {each for each in stored if each.replace("-", "") not in handed}

    def twice(self) -> set[str]:
        """Checks that the receipt computer saw more than once."""
        per_check = Counter(_hexadecimal(name) for name in self.taken.elements())
        return {check for check, times in per_check.items() if times > 1}


def kill_checks(clinic: Clinic, *, runs: int, seed: int) -> Tally:
    """Run checks and kill each at a random moment; then let one run to its end."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 - no secret
    with _nursery() as nursery:
        longest_s = _run(clinic, nursery, tally, chance, kill_after_s=None)
        for _ in range(runs):
            _run(clinic, nursery, tally, chance, kill_after_s=chance.uniform(0, longest_s * 1.1))
        _run(clinic, nursery, tally, chance, kill_after_s=None)
    _take_away(clinic, tally, chance=None)
    return tally


def stored_checks(clinic: Clinic) -> set[str]:
    """Return the ids of all that is stored."""
    found = clinic.run("results", "--json", "--limit", "100000").document["results"]
    return {check["check_id"] for check in found}


@contextlib.contextmanager
def _nursery() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-c", _NURSERY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _run(
    clinic: Clinic,
    nursery: subprocess.Popen[bytes],
    tally: Tally,
    chance: random.Random,
    *,
    kill_after_s: float | None,
) -> float:
    """Run one check, killed or not, and return how long it lived."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    assert nursery.stderr is not None
    words = clinic.command("check", "--numbers", HANAKO, "--json")[3:]
    nursery.stdin.write("\t".join(words).encode() + b"\n")
    begun = time.monotonic()
    child = int(_line(nursery.stderr))
    if kill_after_s is not None:
        time.sleep(kill_after_s)  # the random moment itself, not a wait for something
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        tally.kills += 1
    while _line(nursery.stderr) != b"gone\n":
        pass
    lived_s = time.monotonic() - begun
    _note_document(nursery.stdout, tally)
    _take_away(clinic, tally, chance=chance)
    return lived_s


def _line(stream: IO[bytes]) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        byte = stream.read(1)
        assert byte, "the nursery ended"
        line += byte
    return line


def _note_document(stream: IO[bytes], tally: Tally) -> None:
    """Take in what the check printed; a torn document acknowledged nothing."""
    with selectors.DefaultSelector() as ready:
        ready.register(stream, selectors.EVENT_READ)
        printed = b""
        while ready.select(0):
            printed += os.read(stream.fileno(), 65_536)
    if not printed.endswith(b"\n"):
        return
    document = json.loads(printed)
    tally.finished += 1
    if document["saved"]:
        tally.acknowledged.add(document["check_id"])
    if document["handover"]["state"] == "delivered":
        tally.delivered.add(document["check_id"])


def _take_away(clinic: Clinic, tally: Tally, *, chance: random.Random | None) -> None:
    """Play the receipt computer: take what lies there, or at random leave it for later."""
    for path in clinic.handed_over():
        if chance is None or chance.random() < 0.7:
            tally.taken[path.name] += 1
            path.unlink()


def _hexadecimal(name: str) -> str:
    return name.removeprefix("OQSsiquc01res_face_1312345678")[:32]


def left_aside(folder: Path) -> list[str]:
    """Return half-written files that nobody will finish."""
    return [path.name for path in folder.iterdir() if path.suffix == ".part"]
