"""Puts a distribution on the path, as installing it would."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

THIRD_PARTY = Path(__file__).parents[1] / "data" / "thirdparty_backend"


@contextmanager
def installed(folder: Path) -> Generator[None]:
    """Within the block, a folder's packages and their entry points are found."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
