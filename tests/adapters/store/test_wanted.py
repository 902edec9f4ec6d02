from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.answers import record, result
from support.stores import fresh_store

from reception_app.adapters.store.results import SqliteStore
from reception_app.domain.record import HandoverState


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = fresh_store(tmp_path / "store")
    yield store
    store.close()


def test_an_answer_that_was_not_to_be_handed_over_can_be_let_go(store: SqliteStore) -> None:
    store.save(result(), record(), hand_over=False)
    assert not store.waiting(10)

    store.mark_wanted(result().check_id)
    store.mark_wanted(result().check_id)

    (waiting,) = store.waiting(10)
    assert waiting.handover.state is HandoverState.WAITING


def test_one_that_is_held_stays_held(store: SqliteStore) -> None:
    store.save(result(), record(), hand_over=True, hold=True)

    store.mark_wanted(result().check_id)

    assert not store.waiting(10)
