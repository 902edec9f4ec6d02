"""How often a shared folder is listed: often enough for a desk, and never much of the time."""

from __future__ import annotations

from typing import Final

SCAN_S: Final = 0.25
"""Between two scans where somebody at the desk waits."""
LONGEST_PAUSE_S: Final = 5.0
"""However slow a folder was: one bad moment of a share must not blind the desk."""
_SHARE_OF_TIME: Final = 20
"""Scans of a slow or crowded folder take at most one part in so many of the time."""


def needed_s(took_s: float) -> float:
    """Return how long a folder is left alone at least that kept a scan for so long itself."""
    return min(took_s * _SHARE_OF_TIME, LONGEST_PAUSE_S)


def pause_s(took_s: float, *, due_s: float | None, least_s: float = SCAN_S) -> float:
    """Return how long to rest after a scan if nothing hints at news.

    Args:
        took_s: How long the folder kept the scan: the folder alone, not what was done meanwhile.
        due_s: When a file can be read for the second time; None without any.
        least_s: The usual rest.
    """
    rest_s = max(least_s, needed_s(took_s))
    return rest_s if due_s is None else min(rest_s, due_s)
