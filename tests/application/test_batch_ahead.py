"""What a window does for batches that run by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from support.batch_rows import entry, uuid
from support.batch_seat import BatchSeat, FakeWorker
from support.batch_world import World

from reception_app.application.batch_ahead import Ahead
from reception_app.application.batch_desk import BatchDesk
from reception_app.application.batch_plan import BatchShape, PlanParts, make_due
from reception_app.domain.batch import BatchEntry, Source
from reception_app.domain.batch_desk import Forecast
from reception_app.domain.batch_schedule import Schedule
from reception_app.domain.errors import BatchSourceError, StoreFull
from reception_app.domain.policy import JST
from reception_app.testing.fakes import ManualLane

TUESDAY = date(2026, 11, 24)


class Window:
    """A window, whose clock and lanes the test moves."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.clock = self.world.clock
        self.worker = FakeWorker()
        self.lane, self.work_lane = ManualLane(), ManualLane()
        self.told: list[Forecast | None] = []
        self.reads = 0
        self.error: BatchSourceError | None = None
        ids = iter(range(1000, 2000))
        self.plan = PlanParts(
            store=self.world.store,
            clock=self.clock,
            schedule=Schedule(time(21), (1,), first_business_day=False),
            has_appointments=True,
            read=self._read,
            is_open=lambda day: day.weekday() < 5 and day != date(2026, 11, 23),
            new_id=lambda: uuid(next(ids)),
        )
        self.ahead = Ahead(
            self.plan,
            worker=self.worker,
            store_lane=self.lane,
            work_lane=self.work_lane,
            tell=self.told.append,
            made=self._note_made,
        )
        self.made = 0
        self.at(datetime(2026, 11, 22, 12, tzinfo=JST))

    def _read(self, source: Source, on: date) -> Iterable[BatchEntry]:
        assert source is Source.APPOINTMENTS
        self.reads += 1
        if self.error is not None:
            raise self.error
        return (entry(1),) if on == TUESDAY else ()

    def _note_made(self) -> None:
        self.made += 1

    def at(self, moment: datetime) -> None:
        self.clock.move((moment - self.clock.now()).total_seconds())

    def tick(self, after_s: float = 0.0) -> None:
        self.clock.move(after_s)
        self.ahead.tick()
        self.lane.run_all()
        self.work_lane.run_all()

    def make(self) -> None:
        make_due(self.plan, BatchShape(one_by_one=True, rows_per_job=500))


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.world.whole.close()


def test_the_worker_starts_when_something_is_due(window: Window) -> None:
    window.make()
    window.tick()
    assert window.worker.starts == 0

    window.at(datetime(2026, 11, 22, 21, tzinfo=JST))
    window.tick()
    assert window.worker.starts == 1


def test_what_could_not_be_made_is_tried_again_after_a_while(window: Window) -> None:
    for _ in range(20):
        window.tick(30)
    assert window.worker.starts == 1

    window.tick(900)
    assert window.worker.starts == 2


def test_it_is_told_when_what_was_due_has_been_made(window: Window) -> None:
    window.tick()
    window.tick(5)
    assert window.made == 0

    window.make()
    window.tick(5)
    assert window.made == 1
    window.tick(60)
    assert window.made == 1


def test_it_is_looked_once_a_minute(window: Window) -> None:
    window.make()
    window.tick()
    window.clock.move(59)
    window.ahead.tick()

    assert window.lane.waiting == 0
    window.clock.move(1)
    window.ahead.tick()
    assert window.lane.waiting == 1


def test_a_store_that_cannot_be_asked_starts_nothing(window: Window) -> None:
    class Full:
        def last_made(self, first: date) -> None:
            raise StoreFull

    parts = replace(window.plan, store=Full())  # type: ignore[arg-type] # one method is enough
    ahead = Ahead(
        parts,
        worker=window.worker,
        store_lane=window.lane,
        work_lane=window.work_lane,
        tell=window.told.append,
        made=window.make,
    )
    ahead.tick()
    window.lane.run_all()

    assert window.worker.starts == 0


def test_the_next_business_day_is_foreseen(window: Window) -> None:
    window.tick()

    assert window.told == [
        Forecast(TUESDAY, 1, 1, asked_at=datetime(2026, 11, 22, 21, tzinfo=JST))
    ]


def test_the_appointments_are_not_read_all_the_time(window: Window) -> None:
    window.tick()
    window.ahead.foresee()
    window.work_lane.run_all()
    assert window.reads == 1

    window.clock.move(30)
    window.ahead.foresee()
    window.work_lane.run_all()
    assert window.reads == 2


def test_appointments_that_cannot_be_read_give_no_forecast(window: Window) -> None:
    window.error = BatchSourceError("BT11")
    window.tick()

    assert window.told == [None]


class Desk:
    """一括照会 of a desk with a plan."""

    def __init__(self, seat: BatchSeat, plan: PlanParts) -> None:
        self.seat = seat
        parts = replace(seat.desk._parts, plan=replace(plan, store=seat.store, clock=seat.clock))
        self.desk = BatchDesk(parts, seat.desk._rules, on_change=lambda _: None)
        self.desk.start()
        self.desk.tick()


@pytest.fixture
def desk(tmp_path: Path, window: Window) -> Iterator[Desk]:
    folder = tmp_path / "desk"
    folder.mkdir()
    seat = BatchSeat(folder)
    yield Desk(seat, window.plan)
    seat.close()


def test_the_desk_shows_what_was_made_by_itself(desk: Desk, window: Window) -> None:
    desk.seat.settle()
    assert desk.desk.now.forecast is not None
    assert desk.seat.worker.starts == 1

    plan = replace(window.plan, store=desk.seat.store, clock=desk.seat.clock)
    make_due(plan, BatchShape(one_by_one=True, rows_per_job=500))
    desk.seat.clock.move(5)
    desk.desk.tick()
    desk.seat.settle()

    assert desk.desk.now.work.batch is not None
    assert desk.desk.now.progress is not None


def test_a_desk_that_has_ended_takes_nothing_more(desk: Desk, window: Window) -> None:
    desk.seat.settle()
    before = desk.desk.now
    plan = replace(window.plan, store=desk.seat.store, clock=desk.seat.clock)
    make_due(plan, BatchShape(one_by_one=True, rows_per_job=500))
    desk.seat.clock.move(400)
    desk.desk.tick()
    desk.desk.stop()
    desk.seat.settle()

    assert desk.desk.now == before
