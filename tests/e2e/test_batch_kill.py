"""kill -9 at random moments of a batch: no row lost, none asked under two ids."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.batch_kills import kill_batches

pytestmark = pytest.mark.kill


@pytest.mark.parametrize("style", [("--parallel", "8"), ("--rows-per-job", "50")])
def test_no_row_is_lost_or_asked_twice(tmp_path: Path, style: tuple[str, ...]) -> None:
    tally = kill_batches(tmp_path, kills=10, rows=200, seed=20261122, style=style)

    assert tally.kills == 10
    assert (tally.lost, tally.missing) == (0, 0)
    assert tally.twice == 0
    assert tally.unresumed == 0
