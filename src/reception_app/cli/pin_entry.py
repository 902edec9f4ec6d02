"""Reads PIN digits from standard input straight into a buffer that can be wiped."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

_STDIN = 0
_LONGEST = 64
"""Four full-width digits and a line end take 14 bytes; whatever is longer is no PIN anyway."""


def read_entry() -> bytearray:
    """Return what was typed or piped, up to the line end; blocks until then.

    No ``str`` and no ``bytes`` of it is made: Python's own input functions would leave copies.
    """
    entry = bytearray(_LONGEST)
    filled = 0
    with _no_echo():
        while filled < _LONGEST:
            with memoryview(entry) as view:
                count = _read_into(view[filled:])
            filled += count
            if count == 0 or entry.find(b"\n", 0, filled) >= 0:
                break
    del entry[filled:]
    return entry


if sys.platform == "win32":

    def _read_into(view: memoryview) -> int:
        with open(_STDIN, "rb", buffering=0, closefd=False) as raw:
            return raw.readinto(view) or 0

    @contextmanager
    def _no_echo() -> Generator[None, None, None]:
        yield  # the window is how a PIN is typed on Windows; a pipe echoes nothing

else:
    import termios

    def _read_into(view: memoryview) -> int:
        return os.readv(_STDIN, [view])

    @contextmanager
    def _no_echo() -> Generator[None, None, None]:
        """Keep a terminal from showing the digits."""
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
            termios.tcsetattr(_STDIN, termios.TCSADRAIN, before)
