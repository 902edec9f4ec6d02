from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.disks import small_file_system


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with small_file_system(tmp_path / "tiny", size_kib=16) as folder:
        yield folder
