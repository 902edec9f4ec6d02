"""Which batch the figures above the work list are about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.batch_rows import NOW, batch, row, uuid
from support.batch_world import World

from reception_app.application.batch_lists import read_work
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.batch_ports import WorkFilter
from reception_app.domain.batch import BatchId

MONDAY, TUESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.whole.close()


def make(
    world: World, number: int, on: date, rows: int, operator: str = BY_ITSELF, *, hours: int = 0
) -> None:
    made = batch(
        batch_id=BatchId(uuid(number)),
        on=on,
        operator=operator,
        created_at=NOW + timedelta(hours=hours),
    )
    world.store.create(made, [row(10 * number + n) for n in range(rows)])


def shown(world: World, today: date = MONDAY) -> str | None:
    found = read_work(world.store, WorkFilter(), today).batch
    return None if found is None else found.batch_id


def test_the_newest_that_somebody_sent_counts(world: World) -> None:
    make(world, 1, TUESDAY, 1)
    make(world, 2, THURSDAY, 1, "sato")

    assert shown(world) == uuid(2)


def test_of_one_evening_the_next_day_counts(world: World) -> None:
    make(world, 1, TUESDAY, 1, hours=-24)
    make(world, 2, MONDAY, 0)
    make(world, 3, TUESDAY, 1)
    make(world, 4, THURSDAY, 1)

    assert shown(world) == uuid(3)
    assert shown(world, date(2026, 11, 25)) == uuid(4)


def test_an_evening_without_anybody_counts_as_well(world: World) -> None:
    make(world, 1, TUESDAY, 0)
    make(world, 2, THURSDAY, 0)

    assert shown(world) == uuid(2)


def test_without_batches_nothing_is_counted(world: World) -> None:
    assert shown(world) is None
