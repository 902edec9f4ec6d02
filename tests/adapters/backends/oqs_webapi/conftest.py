"""A training web interface of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.web_sites import WebSite, web_site_in


@pytest.fixture
def site(tmp_path: Path) -> Iterator[WebSite]:
    with web_site_in(tmp_path / "interface") as made:
        yield made
