"""Kills batches with SIGKILL at random moments; the test and ``scripts/bench`` use it.

A batch runs in a forked child of a process that has imported everything and opened nothing.
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from support.batch_files import csv_file
from support.clinic import PROGRAM, Clinic

_NURSERY = """
import os, sys
from reception_app.cli import commands
import reception_app.adapters.backends.https, reception_app.adapters.store.opening
import reception_app.adapters.batch_sources.csv_file, reception_app.cli.batch_progress
for line in sys.stdin.buffer:
    child = os.fork()
    if child == 0:
        sys.argv[1:] = line.decode().rstrip("\\n").split("\\t")
        commands.main()
    os.write(2, b"%d\\n" % child)
    _, status = os.waitpid(child, 0)
    os.write(2, b"gone %d\\n" % (status & 0x7F))
"""


@dataclass(frozen=True)
class Service:
    """A training service in a process of its own."""

    process: subprocess.Popen[bytes]
    folder: Path
    url: str

    @property
    def ca_pem(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def client_pem(self) -> Path:
        return self.folder / "client.pem"

    @property
    def client_key(self) -> Path:
        return self.folder / "client.key"

    def counts(self) -> dict[str, Any]:
        """What it was asked so far."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"counts\n")
        self.process.stdin.flush()
        read: dict[str, Any] = json.loads(self.process.stdout.readline())
        return read


@contextlib.contextmanager
def service_process(folder: Path, *options: str) -> Iterator[Service]:
    """Run a service until the block ends."""
    folder.mkdir(exist_ok=True)
    with subprocess.Popen(
        [*PROGRAM, "training", "service", "--dir", str(folder), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            yield Service(process, folder, ready["url"])
        finally:
            process.terminate()


@dataclass
class Killed:
    """What became of batches that were killed.

    Attributes:
        kills: That hit a batch which was still running.
        batches: Finished, each after many of them.
        lost: Rows that were not answered at the end.
        unresumed: Runs that ended by themselves otherwise than with 0.
        twice: Questions that reached the service under more than one id.
        missing: Questions that did not reach it.
    """

    kills: int = 0
    batches: int = 0
    lost: int = 0
    unresumed: int = 0
    twice: int = 0
    missing: int = 0


def kill_batches(
    folder: Path, *, kills: int, rows: int, seed: int, style: tuple[str, ...] = ("--parallel", "8")
) -> Killed:
    """Run batches, each killed at random moments until so many kills have hit."""
    chance, tally = random.Random(seed), Killed()  # noqa: S311 - no secret
    with nursery() as started:
        while tally.kills < kills:
            tally.batches += 1
            place = folder / f"batch-{tally.batches}"
            place.mkdir()
            with service_process(place / "service") as service:
                clinic = Clinic(place, service, card_ca=b"")
                clinic.settings["card"]["trust"] = [str(service.ca_pem)]
                _kill_one(clinic, started, tally, chance, rows=rows, kills=kills, style=style)
                counts = service.counts()
            tally.twice += counts["asked_under_several_ids"]
            tally.missing += rows - counts["questions"]
    return tally


def _kill_one(
    clinic: Clinic,
    started: subprocess.Popen[bytes],
    tally: Killed,
    chance: random.Random,
    *,
    rows: int,
    kills: int,
    style: tuple[str, ...],
) -> None:
    file = csv_file(clinic.folder, rows)
    words = clinic.command("batch", str(file), "--json", *style)[len(PROGRAM) :]
    while True:
        kill_after_s = chance.uniform(0, 1.5) if tally.kills < kills else None
        was_killed, document = run(started, words, kill_after_s)
        if was_killed:
            tally.kills += 1
            continue
        if document is None or document["error"] is not None:
            tally.unresumed += 1
            return
        tally.lost += rows - document["done"]
        return


@contextlib.contextmanager
def nursery() -> Iterator[subprocess.Popen[bytes]]:
    """Run the process that forks batches."""
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


def run(
    started: subprocess.Popen[bytes], words: list[str], kill_after_s: float | None
) -> tuple[bool, dict[str, Any] | None]:
    """Run one batch, killed or not; return whether it was, and what it printed."""
    assert started.stdin is not None
    assert started.stdout is not None
    assert started.stderr is not None
    started.stdin.write("\t".join(words).encode() + b"\n")
    child = int(_line(started.stderr))
    if kill_after_s is not None:
        time.sleep(kill_after_s)  # the random moment itself, not a wait for something
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    while not (line := _line(started.stderr)).startswith(b"gone "):
        pass
    printed = _printed(started.stdout)
    if line == b"gone 9\n":
        return True, None
    return False, json.loads(printed)


def _printed(stream: IO[bytes]) -> bytes:
    """Take in what lies there; of a batch that was killed it says nothing."""
    printed = b""
    with selectors.DefaultSelector() as ready:
        ready.register(stream, selectors.EVENT_READ)
        while ready.select(0):
            printed += os.read(stream.fileno(), 65_536)
    return printed


def _line(stream: IO[bytes]) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        byte = stream.read(1)
        assert byte, "the nursery ended"
        line += byte
    return line
