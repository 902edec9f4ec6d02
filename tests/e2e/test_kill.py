"""kill -9 at random moments of check → save → hand-over: nothing lost, nothing twice."""

from __future__ import annotations

import pytest
from support.clinic import Clinic
from support.killing import kill_checks, left_aside, stored_checks

pytestmark = pytest.mark.kill


def test_no_acknowledged_answer_is_lost_or_handed_over_twice(clinic: Clinic) -> None:
    tally = kill_checks(clinic, runs=25, seed=20261122)

    stored = stored_checks(clinic)
    assert tally.kills == 25
    assert tally.finished >= 2
    assert tally.lost(stored) == set()
    assert tally.twice() == set()
    assert left_aside(clinic.handover) == []
