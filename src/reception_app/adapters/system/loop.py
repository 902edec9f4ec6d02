"""The owner's thread of the command line: calls posted from other threads run here, one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final

# Windows delivers Ctrl-C only between two waits, so no wait is longer than this.
_SLICE_S: Final = 0.1


class OwnerLoop:
    """An event loop for one thread: the one that makes it."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._owner = threading.get_ident()

    def post(self, call: Callable[[], None]) -> None:
        """Queue a call for the owner's thread; may be used from any thread."""
        self._calls.put(call)

    def run_until(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Run posted calls until the condition holds; return whether it does.

        The condition is asked before the first call and after each one, so it has to depend on
        nothing but what calls change. What a call raises comes out here (also
        KeyboardInterrupt); the calls behind it wait for the next run.

        Raises:
            RuntimeError: another thread than the owner's asks for it.
        """
        if threading.get_ident() != self._owner:
            raise RuntimeError("only the thread that made the loop may run it")
        deadline = time.monotonic() + timeout_s
        while not condition():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            try:
                call = self._calls.get(timeout=min(left_s, _SLICE_S))
            except Empty:
                continue
            call()
        return True
