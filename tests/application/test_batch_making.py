"""Lines of a source as rows: asked, refused or left out; and batches that go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.batch_rows import BATCH_ID, ON, batch, entry, row, row_id
from support.batch_world import World

from reception_app.application.batch_making import go_on, inspected_rows, is_one_by_one
from reception_app.application.ports import BackendInfo, BatchStyle
from reception_app.application.settings_batch import StyleChoice
from reception_app.domain.batch import (
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Kept,
    RowState,
)
from reception_app.domain.number_entry import TypedNumbers


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.whole.close()


def rows_of(world: World, *entries: BatchEntry, first: int = 100) -> tuple[BatchRow, ...]:
    ids = iter(map(row_id, range(first, 1000)))
    return inspected_rows(entries, ON, store=world.store, new_row_id=lambda: next(ids))


def test_a_line_that_can_be_asked_waits(world: World) -> None:
    (made,) = rows_of(world, entry(1))

    assert (made.state, made.reason, made.is_settled) == (RowState.WAITING, "", True)
    assert made.key
    assert made.row_id == row_id(100)


def test_a_line_that_cannot_be_asked_needs_a_person(world: World) -> None:
    (made,) = rows_of(world, entry(1, typed=TypedNumbers("06139992")))

    assert (made.state, made.is_settled, made.key) == (RowState.REFUSED, False, "")
    assert "IN03" in made.reason


def test_the_second_of_two_equal_lines_is_left_out(world: World) -> None:
    first, second = rows_of(world, entry(1), entry(1, line=2))

    assert first.state is RowState.WAITING
    assert (second.state, second.reason) == (RowState.EXCLUDED, Kept.TWICE)
    assert second.is_settled


def test_two_lines_that_are_refused_are_not_equal(world: World) -> None:
    made = rows_of(world, entry(1, typed=TypedNumbers()), entry(2, typed=TypedNumbers()))

    assert [each.state for each in made] == [RowState.REFUSED] * 2


def test_a_line_that_another_batch_asked_for_that_day_is_left_out(world: World) -> None:
    (before,) = rows_of(world, entry(1))
    world.make([before])
    world.work()

    (made,) = rows_of(world, entry(1, line=7))

    assert (made.state, made.reason) == (RowState.EXCLUDED, Kept.ASKED_TODAY)


def test_a_line_of_a_batch_that_was_never_finished_is_asked(world: World) -> None:
    made = rows_of(world, *map(entry, range(1, 301)))

    def half() -> Iterator[BatchRow]:
        yield from made[:250]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.store.create(batch(), half())

    again = rows_of(world, *map(entry, range(1, 301)))
    assert {each.state for each in again} == {RowState.WAITING}


@pytest.mark.parametrize(
    ("state", "waiting", "goes_on"),
    [
        (BatchState.RUNNING, 0, True),
        (BatchState.RUNNING, 3, True),
        (BatchState.STOPPED, 3, True),
        (BatchState.FAILED, 3, True),
        (BatchState.DONE, 0, False),
    ],
)
def test_which_batches_go_on(world: World, state: BatchState, waiting: int, goes_on: bool) -> None:
    made = world.make([row(1)], state=state, error_code="BT05")

    assert go_on(world.store, made, waiting) is goes_on

    rested = state in (BatchState.STOPPED, BatchState.FAILED)
    expected = BatchState.RUNNING if rested else state
    assert world.batch(BATCH_ID).state is expected


def test_whom_another_batch_has_asked_about_meanwhile_is_not_asked_again(world: World) -> None:
    first, second = rows_of(world, entry(1), entry(2))
    stopped = world.make([first, second], state=BatchState.STOPPED)
    other = BatchId("00000000-0000-4000-8000-00000000ba7d")
    (again,) = rows_of(world, entry(1), first=500)
    world.make([again], batch_id=other)
    world.work()

    assert go_on(world.store, stopped, 2)

    assert [(each.state, each.reason) for each in world.rows()] == [
        (RowState.EXCLUDED, Kept.ASKED_TODAY),
        (RowState.WAITING, ""),
    ]


def test_who_was_asked_about_before_a_batch_was_made_is_asked_as_it_was_wanted(
    world: World,
) -> None:
    (first,) = rows_of(world, entry(1))
    world.make([first], batch_id=BatchId("00000000-0000-4000-8000-00000000ba7d"))
    world.work()
    (again,) = rows_of(world, entry(1), first=500)
    anyway = replace(again, state=RowState.WAITING, reason="")
    later = world.clock.now() + timedelta(hours=1)
    stopped = world.make([anyway], state=BatchState.STOPPED, created_at=later)

    assert go_on(world.store, stopped, 1)

    assert [each.state for each in world.rows()] == [RowState.WAITING]


@pytest.mark.parametrize(
    ("choice", "service", "expected"),
    [
        (StyleChoice.AUTO, BatchStyle.ONE_BY_ONE, True),
        (StyleChoice.AUTO, BatchStyle.NONE, True),
        (StyleChoice.AUTO, BatchStyle.REMOTE_JOB, False),
        (StyleChoice.ONE_BY_ONE, BatchStyle.REMOTE_JOB, True),
        (StyleChoice.REMOTE_JOB, BatchStyle.ONE_BY_ONE, False),
    ],
)
def test_how_rows_go_out(choice: StyleChoice, service: BatchStyle, expected: bool) -> None:
    info = BackendInfo("fake", 1, needs_card=False, batch=service, max_parallel=1)

    assert is_one_by_one(choice, info) is expected


def test_a_batch_keeps_what_it_was_made_of(world: World) -> None:
    assert world.make([row(1)], source_digest="ab") == batch(source_digest="ab")
    assert world.store.same_source(ON, "ab") == batch(source_digest="ab")
