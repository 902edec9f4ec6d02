"""Reads PIN digits from standard input straight into a buffer that can be wiped."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

_STDIN = 0
LONGEST_ENTRY = 64
"""Four full-width digits and a line end take 14 bytes; whatever is longer is no PIN anyway."""


def read_entry(entry: bytearray) -> int:
    """Fill a buffer with what is typed or piped, up to the line end; blocks until then.

    No ``str`` and no ``bytes`` of it is made (Python's own input functions would leave copies),
    and the buffer keeps its size: a shorter one would be a copy elsewhere.

    Returns:
        How many bytes of the buffer are filled.

    Raises:
        OSError: standard input is closed.
    """
    filled = 0
    while filled < len(entry):
        with memoryview(entry) as view:
            count = _read_into(view[filled:])
        filled += count
        if count == 0 or entry.find(b"\n", 0, filled) >= 0:
            break
    return filled


if sys.platform == "win32":

    def _read_into(view: memoryview) -> int:
        with open(_STDIN, "rb", buffering=0, closefd=False) as raw:
            return raw.readinto(view) or 0

    @contextmanager
    def quiet_terminal() -> Generator[None, None, None]:
        """Do nothing."""
        yield  # the window is how a PIN is typed on Windows; a pipe echoes nothing

else:
    import termios

    def _read_into(view: memoryview) -> int:
        return os.readv(_STDIN, [view])

    @contextmanager
    def quiet_terminal() -> Generator[None, None, None]:
        """Keep a terminal from showing the digits, and drop what is typed too late."""
        if not os.isatty(_STDIN):
            yield
            return
        before = termios.tcgetattr(_STDIN)
        silent = [*before]
        silent[3] = int(before[3]) & ~termios.ECHO
        termios.tcsetattr(_STDIN, termios.TCSADRAIN, silent)
        try:
            yield
        finally:
            termios.tcsetattr(_STDIN, termios.TCSAFLUSH, before)
