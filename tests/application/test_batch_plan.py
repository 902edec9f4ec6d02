"""The batches that are due by themselves, and what of the next business day is not verified.

November 2026: the 22nd is a Sunday, the 23rd a 祝日.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest
from support.batch_rows import batch, entry, uuid
from support.batch_world import World, counts

from reception_app.application.batch_making import inspected_rows
from reception_app.application.batch_plan import (
    BY_ITSELF,
    BatchShape,
    PlanParts,
    forecast,
    make_due,
    runs_due,
    schedule_of,
)
from reception_app.application.batch_ports import WorkFilter
from reception_app.application.settings_batch import AppointmentSettings, BatchSettings
from reception_app.domain.batch import BatchEntry, BatchState, RowState, Source
from reception_app.domain.batch_columns import DAY_NOT_READ
from reception_app.domain.batch_desk import Forecast
from reception_app.domain.batch_schedule import Schedule
from reception_app.domain.errors import BatchSourceError
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.policy import JST

SUNDAY = date(2026, 11, 22)
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
THURSDAY = date(2026, 11, 26)
EVENING = datetime(2026, 11, 22, 21, tzinfo=JST)
NIGHTLY = Schedule(time(21), (1, 3), first_business_day=False)
SHAPE = BatchShape(one_by_one=True, rows_per_job=500)


class Plan:
    """A world, and lists of appointments that a test writes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lists: dict[date, list[BatchEntry]] = {}
        self.error: BatchSourceError | None = None
        self.read: list[tuple[Source, date]] = []
        self._ids = count(1000)
        self.parts = PlanParts(
            store=world.store,
            clock=world.clock,
            schedule=NIGHTLY,
            has_appointments=True,
            read=self._read,
            is_open=lambda day: day.weekday() < 5 and day != date(2026, 11, 23),
            new_id=lambda: uuid(next(self._ids)),
        )

    def _read(self, source: Source, on: date) -> Iterable[BatchEntry]:
        self.read.append((source, on))
        if self.error is not None:
            raise self.error
        return tuple(self.lists.get(on, ()))

    def at(self, moment: datetime) -> None:
        self.world.clock.move((moment - self.world.clock.now()).total_seconds())


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    world = World(tmp_path)
    yield Plan(world)
    world.whole.close()


# ── what is due ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("days", [(1, 3), ()])
def test_evenings_are_about_appointments_if_there_are_any(days: tuple[int, ...]) -> None:
    settings = BatchSettings(at=time(20), days_ahead=days, first_business_day=False)

    assert schedule_of(settings) == Schedule(time(20), (), first_business_day=False)
    with_them = replace(settings, appointments=AppointmentSettings("csv-folder"))
    assert schedule_of(with_them).days_ahead == days


def test_the_last_evening_counts(plan: Plan) -> None:
    plan.at(EVENING - timedelta(seconds=1))
    since = {run.on: run.since for run in runs_due(plan.parts)}
    plan.at(EVENING)
    later = {run.on: run.since for run in runs_due(plan.parts)}

    assert since[TUESDAY] == EVENING - timedelta(days=1)
    assert later[TUESDAY] == EVENING


def test_each_run_is_made_once(plan: Plan) -> None:
    plan.at(EVENING)
    plan.lists = {TUESDAY: [entry(1), entry(2)], THURSDAY: [entry(3)]}

    made = make_due(plan.parts, SHAPE)

    assert not made.errors
    assert plan.read == [(Source.APPOINTMENTS, on) for on in (TUESDAY, WEDNESDAY, THURSDAY)]
    found = [plan.world.store.batch(each) for each in made.batches]
    assert [(each.on, each.operator, each.state) for each in found if each] == [
        (TUESDAY, BY_ITSELF, BatchState.RUNNING),
        (WEDNESDAY, BY_ITSELF, BatchState.DONE),
        (THURSDAY, BY_ITSELF, BatchState.RUNNING),
    ]
    assert make_due(plan.parts, SHAPE).batches == ()
    plan.world.work()
    assert plan.world.counts(made.batches[0]) == counts(answered=2)


def test_a_source_without_rows_is_not_due_again(plan: Plan) -> None:
    plan.at(EVENING)

    first, *_ = make_due(plan.parts, SHAPE).batches

    made = plan.world.store.batch(first)
    assert made is not None
    assert (made.state, made.finished_at) == (BatchState.DONE, plan.world.clock.now())
    assert runs_due(plan.parts) == ()
    assert plan.world.store.open_batches() == ()


def test_a_source_that_cannot_be_read_is_told_and_stays_due(plan: Plan) -> None:
    plan.at(EVENING)
    plan.error = BatchSourceError("BT11")

    made = make_due(plan.parts, SHAPE)
    assert (made.batches, [error.code for error in made.errors]) == ((), ["BT11"] * 3)

    plan.error = None
    assert len(make_due(plan.parts, SHAPE).batches) == 3


def test_the_months_run_asks_the_desks_own_patients(plan: Plan) -> None:
    schedule = replace(NIGHTLY, days_ahead=(), first_business_day=True)
    plan.at(datetime(2026, 12, 1, 8, tzinfo=JST))

    made = make_due(replace(plan.parts, schedule=schedule), SHAPE)

    assert plan.read == [(Source.THIS_MONTH, date(2026, 12, 1))]
    assert len(made.batches) == 1


def test_who_was_asked_some_evenings_before_is_asked_again(plan: Plan) -> None:
    plan.at(EVENING)
    plan.lists = {THURSDAY: [entry(3)]}
    make_due(plan.parts, SHAPE)
    plan.world.work()

    plan.at(EVENING + timedelta(days=3))
    made = make_due(plan.parts, SHAPE)

    again = [each for each in made.batches if plan.world.counts(each).total]
    assert [plan.world.counts(each) for each in again] == [counts(waiting=1)]


@pytest.mark.parametrize("days", [0, 1, 2])
def test_who_was_asked_before_a_day_off_is_not_asked_again_on_it(plan: Plan, days: int) -> None:
    friday = EVENING - timedelta(days=2)
    plan.at(friday)
    plan.lists = {TUESDAY: [entry(1)]}
    make_due(plan.parts, SHAPE)
    plan.world.work()

    plan.at(friday + timedelta(days=days))
    plan.lists = {TUESDAY: [entry(1), entry(2)]}  # somebody has booked meanwhile
    made = make_due(plan.parts, SHAPE)

    found = [plan.world.counts(each) for each in made.batches if plan.world.counts(each).total]
    assert found == ([counts(waiting=1, excluded=1)] if days else [])


def test_who_was_asked_by_hand_the_same_day_is_not_asked_again(plan: Plan) -> None:
    tuesday = datetime(2026, 11, 24, 21, tzinfo=JST)
    plan.at(tuesday - timedelta(minutes=5))
    by_hand = batch(on=WEDNESDAY, state=BatchState.RUNNING, created_at=plan.world.clock.now())
    asked = inspected_rows(
        [entry(1)], WEDNESDAY, store=plan.world.store, new_row_id=plan.parts.new_row_id
    )
    plan.world.store.create(by_hand, asked)
    plan.world.work()

    plan.at(tuesday + timedelta(minutes=1))
    plan.lists = {WEDNESDAY: [entry(1), entry(2)]}
    made = make_due(plan.parts, SHAPE)

    (found,) = (each for each in made.batches if plan.world.counts(each).total)
    assert plan.world.counts(found) == counts(waiting=1, excluded=1)


def test_what_was_asked_the_business_day_before_is_asked_again(plan: Plan) -> None:
    wednesday = datetime(2026, 11, 25, 21, tzinfo=JST)
    plan.at(wednesday - timedelta(hours=22))
    by_hand = batch(on=THURSDAY, state=BatchState.RUNNING, created_at=plan.world.clock.now())
    asked = inspected_rows(
        [entry(1)], THURSDAY, store=plan.world.store, new_row_id=plan.parts.new_row_id
    )
    plan.world.store.create(by_hand, asked)
    plan.world.work()

    plan.at(wednesday)
    plan.lists = {THURSDAY: [entry(1)]}
    made = make_due(plan.parts, SHAPE)

    assert plan.world.counts(made.batches[0]) == counts(waiting=1)


def test_where_all_were_asked_a_batch_without_rows_is_left(plan: Plan) -> None:
    friday = EVENING - timedelta(days=2)
    plan.at(friday)
    plan.lists = {TUESDAY: [entry(1)]}
    make_due(plan.parts, SHAPE)
    plan.world.work()

    plan.at(friday + timedelta(days=1))
    made = make_due(plan.parts, SHAPE)

    assert made.batches
    assert {plan.world.counts(each).total for each in made.batches} == {0}


def test_a_line_that_cannot_be_asked_stands_on_the_work_list_once(plan: Plan) -> None:
    plan.at(EVENING)
    plan.lists = {THURSDAY: [entry(3, typed=TypedNumbers("06139992")), entry(4)]}
    make_due(plan.parts, SHAPE)
    plan.world.work()

    plan.at(EVENING + timedelta(days=3))
    make_due(plan.parts, SHAPE)
    plan.world.work()

    (only,) = plan.world.store.work(WorkFilter(), 9)
    assert only.state is RowState.REFUSED


def test_a_line_without_a_day_stands_on_the_work_list_once(plan: Plan) -> None:
    lines = [entry(3, flaw=DAY_NOT_READ), entry(4)]
    plan.lists = {TUESDAY: lines, WEDNESDAY: lines, THURSDAY: lines}
    for evening in (EVENING, EVENING + timedelta(days=2)):
        plan.at(evening)
        make_due(plan.parts, SHAPE)
        plan.world.work()

    (only,) = plan.world.store.work(WorkFilter(), 9)
    assert only.reason == DAY_NOT_READ


# ── the forecast ──────────────────────────────────────────────────────────────────────────────
def test_without_a_source_of_appointments_there_is_no_forecast(plan: Plan) -> None:
    assert forecast(replace(plan.parts, has_appointments=False)) is None


def test_a_calendar_without_business_days_gives_no_forecast(plan: Plan) -> None:
    assert forecast(replace(plan.parts, is_open=lambda _: False)) is None


def test_before_the_evening_everybody_without_an_answer_counts(plan: Plan) -> None:
    plan.at(datetime(2026, 11, 22, 12, tzinfo=JST))
    plan.lists = {
        TUESDAY: [
            entry(1),
            entry(2),
            entry(2, line=3),
            entry(4, typed=TypedNumbers("06139992")),
        ]
    }

    assert forecast(plan.parts) == Forecast(TUESDAY, booked=3, unverified=3, asked_at=EVENING)


def test_after_the_evening_the_store_knows(plan: Plan) -> None:
    plan.at(EVENING)
    plan.lists = {
        TUESDAY: [entry(1), entry(2), entry(4, typed=TypedNumbers("06139992"))],
    }
    plan.world.service.codes = {2: "4"}
    make_due(plan.parts, SHAPE)
    plan.world.work()

    found = forecast(plan.parts)

    assert found is not None
    assert (found.booked, found.unverified) == (3, 2)  # 該当なし, and the one without numbers


def test_a_run_that_is_about_another_day_is_not_promised(plan: Plan) -> None:
    plan.at(EVENING)
    schedule = replace(NIGHTLY, days_ahead=(3,))

    found = forecast(replace(plan.parts, schedule=schedule))

    assert found is not None
    assert found.asked_at is None


def test_rows_are_of_the_plan(plan: Plan) -> None:
    plan.at(EVENING)
    plan.lists = {TUESDAY: [entry(1)]}
    made = make_due(plan.parts, BatchShape(one_by_one=False, rows_per_job=7))

    found = plan.world.store.batch(made.batches[0])
    assert found == batch(
        batch_id=made.batches[0],
        on=TUESDAY,
        source=Source.APPOINTMENTS,
        created_at=plan.world.clock.now(),
        operator=BY_ITSELF,
        one_by_one=False,
        rows_per_job=7,
    )
    (only,) = plan.world.store.rows(made.batches[0], 5)
    assert only.state is RowState.WAITING
