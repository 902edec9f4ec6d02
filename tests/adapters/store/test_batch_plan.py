"""What planning asks of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.answers import ON
from support.batches import NIGHT, batch, row, run
from support.stores import fresh_store

from reception_app.adapters.store.results import SqliteStore
from reception_app.domain.batch import BatchState, RowState, Source

DAY = timedelta(days=1)
KEY = row(1).key


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[SqliteStore]:
    store = fresh_store(tmp_path / "store")
    yield store
    store.close()


def test_the_newest_batch_of_each_source_and_day_counts(whole: SqliteStore) -> None:
    store = whole.batches
    made = [
        batch(1, source=Source.APPOINTMENTS),
        batch(2, source=Source.APPOINTMENTS),
        batch(3, source=Source.CSV),
        batch(4, source=Source.APPOINTMENTS, on=ON + DAY),
        batch(5, source=Source.APPOINTMENTS, on=ON - DAY),
    ]
    for each in made:
        store.create(each, [])

    assert store.last_made(ON) == {
        (Source.APPOINTMENTS, ON): made[1].created_at,
        (Source.CSV, ON): made[2].created_at,
        (Source.APPOINTMENTS, ON + DAY): made[3].created_at,
    }


def test_what_was_answered_before_a_moment_does_not_count(whole: SqliteStore) -> None:
    store = whole.batches
    store.create(batch(1), [row(1)])
    run(store, batch(1))

    assert store.asked_keys(ON, [KEY]) == {KEY}
    assert store.asked_keys(ON, [KEY], since=NIGHT) == {KEY}
    assert store.asked_keys(ON, [KEY], since=NIGHT + DAY) == frozenset()


def test_what_is_still_to_be_asked_counts_whenever_it_was_made(whole: SqliteStore) -> None:
    store = whole.batches
    store.create(batch(1, state=BatchState.RUNNING), [row(1)])

    assert store.asked_keys(ON, [KEY], since=NIGHT + DAY) == {KEY}


def test_what_nobody_knows_of_counts_until_a_person_decides(whole: SqliteStore) -> None:
    store = whole.batches
    store.create(batch(1), [row(1, state=RowState.UNKNOWN)])

    assert store.asked_keys(ON, [KEY], since=NIGHT) == {KEY}
    assert store.asked_keys(ON, [KEY], since=NIGHT + DAY) == {KEY}
