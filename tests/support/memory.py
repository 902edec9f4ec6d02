"""Searches the memory of a running process for VERIFY commands with the PIN."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PIN = b"1234"  # of every virtual card (cli.md, training card)
VERIFY = (bytes.fromhex("0020009804") + PIN, bytes.fromhex("0020008004") + PIN)
_CHUNK = 1 << 20


def found_in(pid: int) -> list[bytes]:
    """Return the patterns that stand anywhere in the readable memory of a process."""
    found: list[bytes] = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _readable(pid):
            found += [p for p in VERIFY if _holds(memory.fileno(), start, end, p)]
    return found


def _readable(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
        span, rights, *_ = line.split()
        if rights.startswith("r") and "[v" not in line:  # the kernel's own pages
            start, end = (int(place, 16) for place in span.split("-"))
            yield start, end


def _holds(memory: int, start: int, end: int, pattern: bytes) -> bool:
    overlap = len(pattern) - 1
    for at in range(start, end, _CHUNK):
        if pattern in os.pread(memory, min(_CHUNK + overlap, end - at), at):
            return True
    return False
