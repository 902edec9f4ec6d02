"""When an announcement is in effect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.notices import AT_3, AT_4, OUTAGE

MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "is_on"),
    [(AT_3 - MOMENT, False), (AT_3, True), (AT_4 - MOMENT, True), (AT_4, False)],
)
def test_a_notice_is_in_effect_from_its_begin_and_not_at_its_end(at: object, is_on: bool) -> None:
    assert is_on == OUTAGE.is_on(at)  # type: ignore[arg-type] # a moment each
