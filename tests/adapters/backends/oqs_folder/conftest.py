"""A terminal's folders and backends for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminals import Site, site_in


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as made:
        yield made
