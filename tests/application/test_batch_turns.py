"""Batches whose service works on their uploads make room for others, and go on in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.batch_rows import BATCH_ID, batch, row, uuid
from support.batch_world import FakeJobService, World, counts
from support.batches import ask_again

from reception_app.application.batch_ports import WorkFilter
from reception_app.domain.batch import BatchId, BatchState
from reception_app.domain.errors import BackendUnavailable

OTHER = BatchId(str(uuid(900)))
THIRD = BatchId(str(uuid(901)))


@pytest.fixture
def jobs() -> FakeJobService:
    return FakeJobService()


@pytest.fixture
def world(tmp_path: Path, jobs: FakeJobService) -> Iterator[World]:
    made = World(tmp_path, service=jobs)
    made.make(3, one_by_one=False)
    yield made
    made.whole.close()


def another(world: World, batch_id: BatchId, *, one_by_one: bool, first: int) -> None:
    """Make a second batch of two patients."""
    made = batch(batch_id=batch_id, one_by_one=one_by_one)
    world.store.create(made, [row(first), row(first + 1)])


def begin(world: World) -> None:
    world.worker.work()
    assert not world.ends
    assert world.batch().state is BatchState.RUNNING


def finish(world: World) -> None:
    for _ in range(100):
        if world.ends:
            return
        world.look()
    raise AssertionError("it does not end")


def test_a_batch_made_while_another_waits_for_its_upload_is_asked_meanwhile(
    world: World, jobs: FakeJobService
) -> None:
    jobs.running = 20
    begin(world)
    another(world, OTHER, one_by_one=True, first=50)

    assert world.worker.is_waiting

    world.look(61)

    assert world.counts(OTHER) == counts(answered=2)
    assert world.counts() == counts(asking=3)
    jobs.running = 3
    finish(world)
    assert world.counts() == counts(answered=3)
    assert len(jobs.submits) == 1
    assert world.worker.batches == {BATCH_ID, OTHER}
    assert not world.worker.is_waiting


def test_two_uploads_are_worked_on_at_a_time_and_each_is_asked_for_in_time(
    world: World, jobs: FakeJobService
) -> None:
    jobs.running = 6
    another(world, OTHER, one_by_one=False, first=50)
    begin(world)

    world.look()
    assert len(jobs.submits) == 2
    finish(world)

    assert [world.counts(each) for each in (BATCH_ID, OTHER)] == [
        counts(answered=3),
        counts(answered=2),
    ]
    assert jobs.running == 0
    assert len(jobs.submits) == 2


def test_a_batch_that_could_not_go_on_is_tried_again_while_an_upload_takes_long(
    world: World, jobs: FakeJobService
) -> None:
    jobs.running = 10**6
    begin(world)
    rows = [row(50, next_try_at=world.clock.now() + timedelta(minutes=20))]
    world.store.create(batch(batch_id=OTHER, one_by_one=True), rows)
    world.look(61)
    assert world.counts(OTHER) == counts(waiting=1)

    for _ in range(30):
        world.look(61)

    assert world.counts(OTHER) == counts(answered=1)


def test_rows_that_come_due_while_an_upload_is_worked_on_go_out(
    world: World, jobs: FakeJobService
) -> None:
    begin(world)
    jobs.running = 10**6
    due = replace(row(60), next_try_at=world.clock.now() + timedelta(minutes=10))
    world.store.create(batch(batch_id=OTHER, one_by_one=False, rows_per_job=1), [row(59), due])
    world.look(1)
    world.look(61)
    assert world.counts(OTHER) == counts(asking=1, waiting=1)

    for _ in range(11):
        world.look(61)

    assert world.counts(OTHER) == counts(asking=2)


def test_a_row_that_is_asked_again_does_not_wait_for_the_upload_of_another_batch(
    world: World, jobs: FakeJobService
) -> None:
    another(world, OTHER, one_by_one=True, first=50)
    jobs.codes = {50: "4"}
    jobs.running = 10**6
    begin(world)
    world.look()
    assert world.batch(OTHER).state is BatchState.DONE
    asked = len(jobs.asked)

    (again,) = world.store.work(WorkFilter(), 9)
    ask_again(world.store, again)
    world.look(61)

    assert len(jobs.asked) == asked + 1


def test_a_person_stops_a_batch_that_was_laid_to_sleep(world: World, jobs: FakeJobService) -> None:
    jobs.running = 1
    another(world, OTHER, one_by_one=False, first=50)
    begin(world)
    world.look()
    stopped = world.batch(OTHER)
    world.store.set_batch(
        batch(batch_id=OTHER, one_by_one=False, state=BatchState.STOPPED), was=stopped.state
    )

    finish(world)

    assert world.batch().state is BatchState.DONE
    assert world.batch(OTHER).state is BatchState.STOPPED


def test_stopping_ends_all_of_them_at_once(world: World, jobs: FakeJobService) -> None:
    jobs.running = 10**6
    another(world, OTHER, one_by_one=False, first=50)
    another(world, THIRD, one_by_one=False, first=60)
    begin(world)
    world.look()
    world.look()
    assert len(jobs.submits) == 3

    world.worker.stop()

    assert len(world.ends) == 1
    assert world.ends[0].error is None
    jobs.running = 0
    world.ends.clear()
    world.clock.move(5)
    world.worker = world.new_worker()
    world.worker.work()
    finish(world)
    assert len(jobs.submits) == 3
    assert world.counts(THIRD) == counts(answered=2)


def test_a_closed_service_lets_all_of_them_rest(world: World, jobs: FakeJobService) -> None:
    jobs.running = 10**6
    another(world, OTHER, one_by_one=False, first=50)
    begin(world)
    world.look()
    jobs.errors.append(BackendUnavailable())

    finish(world)

    assert isinstance(world.ends[0].error, BackendUnavailable)
    assert world.counts() == counts(asking=3)
    assert world.counts(OTHER) == counts(asking=2)
