"""How long a scan rests: a folder that was slow once is not left alone for long."""

from __future__ import annotations

import pytest

from reception_app.adapters.scan_pace import LONGEST_PAUSE_S, SCAN_S, needed_s, pause_s


@pytest.mark.parametrize(
    ("took_s", "due_s", "rest_s"),
    [
        (0.0, None, SCAN_S),
        (0.1, None, 2.0),
        (40.0, None, LONGEST_PAUSE_S),
        (0.0, 0.1, 0.1),
        (40.0, 0.3, 0.3),
    ],
)
def test_the_rest_follows_the_folder_within_bounds(
    took_s: float, due_s: float | None, rest_s: float
) -> None:
    assert rest_s == pause_s(took_s, due_s=due_s)


def test_where_nobody_waits_it_is_longer() -> None:
    assert 1.0 == pause_s(0.0, due_s=None, least_s=1.0)


def test_a_hint_leaves_a_slow_folder_its_time() -> None:
    assert [0.0, 2.0, LONGEST_PAUSE_S] == [needed_s(took_s) for took_s in (0.0, 0.1, 40.0)]
