from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import StoreBusy
from reception_app.testing.fakes import FakeClock, InlineLane, ManualLane


def test_a_clock_stands_still_until_it_is_moved() -> None:
    clock = FakeClock(datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC))
    before = (clock.now(), clock.today(), clock.monotonic())

    clock.move(1)

    assert before == (datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC), date(2026, 11, 22), 0.0)
    assert (clock.today(), clock.monotonic()) == (date(2026, 11, 23), 1.0)


def test_an_inline_lane_runs_what_done_submits_after_it() -> None:
    lane, order = InlineLane(), list[str]()

    def first_done(_: object) -> None:
        lane.submit(lambda: order.append("second"), lambda _: order.append("second done"))
        order.append("first done")

    lane.submit(lambda: order.append("first"), first_done)

    assert order == ["first", "first done", "second", "second done"]


def test_a_lane_hands_over_value_or_error() -> None:
    lane, busy, outcomes = ManualLane(), StoreBusy(), list[object]()

    def fail() -> None:
        raise busy

    lane.submit(lambda: 1, outcomes.append)
    lane.submit(fail, outcomes.append)
    lane.run_all()

    assert outcomes == [Ok(1), Err(busy)]


def test_an_inline_lane_still_works_after_a_bug() -> None:
    lane, outcomes = InlineLane(), list[object]()

    with pytest.raises(ZeroDivisionError):
        lane.submit(lambda: 1 // 0, outcomes.append)
    lane.submit(lambda: 2, outcomes.append)

    assert outcomes == [Ok(2)]
