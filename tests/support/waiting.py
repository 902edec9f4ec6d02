"""Waits for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHIN_S = 30.0
_LOOK_EVERY_S = 0.01


def wait_for(look: Callable[[], T | None], *, within_s: float = WITHIN_S) -> T:
    """Return what it sees once that is neither None nor false; fails if that takes too long."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(_LOOK_EVERY_S)
    raise AssertionError(f"not within {within_s:g} s")
