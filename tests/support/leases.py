"""A file whose opening hangs, as on a share that does not answer: the kernel really blocks it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Whoever opens a file under a write lease waits until its holder lets go, or for the kernel's
# lease-break-time (45 s). The holder is told by SIGIO, which would end it.
_HOLDER = """
import fcntl, os, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("held", flush=True)
signal.pause()
"""


@contextmanager
def opening_hangs(path: Path) -> Iterator[None]:
    """Within the block, opening a file that is there blocks; skipped where that cannot be."""
    if sys.platform != "linux":
        pytest.skip("leases are Linux's")
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as holder:
        try:
            if holder.stdout is None or holder.stdout.readline() != "held\n":
                pytest.skip("no leases on this file system")
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                holder.send_signal(signal.SIGKILL)
