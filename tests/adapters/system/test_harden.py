"""The process leaves no memory image; looked at in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOOK = """
import ctypes, os, resource
os.umask(0o022)
from reception_app.adapters.system.harden import harden_process
PR_GET_DUMPABLE = 3
harden_process()
dumpable = ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
print(dumpable, resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_a_hardened_process_leaves_no_memory_image_and_keeps_the_umask() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=60
    )

    assert seen.stdout.strip() == "0 (0, 0) 0o22"


@pytest.mark.skipif(sys.platform != "linux", reason="about Linux")
def test_a_hardened_process_can_still_start_others_and_run_threads() -> None:
    program = (
        "import subprocess, sys, threading\n"
        "from reception_app.adapters.system.harden import harden_process\n"
        "harden_process()\n"
        "thread = threading.Thread(target=print, args=('thread',))\n"
        "thread.start()\n"
        "thread.join()\n"
        "print(subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True).stdout)\n"
    )

    seen = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert seen.stdout.split() == ["thread", "b'1\\n'"]
