"""Lets this process work only when others have nothing to do; nothing else."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

_NICE: Final = 10
_BELOW_NORMAL_PRIORITY_CLASS: Final = 0x4000


def work_in_the_background() -> None:
    """Give way to other processes from now on, as far as the system lets us."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - on Windows alone

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
    else:
        with suppress(OSError):
            os.nice(_NICE)
