"""What is known of the answers before a check belongs to that check alone."""

from __future__ import annotations

from support.answers import check_id, record, result

from reception_app.domain.desk import Before, DeskNow
from reception_app.domain.record import Handover, HandoverState, StoredCheck

STORED = StoredCheck(record(), result(), Handover(HandoverState.OFF))


def test_a_check_has_the_history_that_was_looked_up_for_it() -> None:
    now = DeskNow(before=Before(check_id(2), (STORED,)))

    assert now.history_of(check_id(2)) == (STORED,)


def test_another_check_has_none() -> None:
    assert DeskNow(before=Before(check_id(2), (STORED,))).history_of(check_id(3)) == ()
    assert DeskNow().history_of(check_id(3)) == ()
