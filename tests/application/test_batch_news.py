"""What is told of batches that ran by themselves: once, by day, without names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from support.batch_rows import BATCH_ID, batch, row, uuid
from support.batch_world import World

from reception_app.application.batch_news import News, Told, news_of, trouble_news
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.catalogue import Lang
from reception_app.domain.batch import BatchId, BatchState
from reception_app.domain.errors import BatchSourceError, LinkTimeout
from reception_app.domain.policy import JST

NIGHT = datetime(2026, 11, 22, 21, 5, tzinfo=JST)
MORNING = datetime(2026, 11, 23, 6, 5, tzinfo=JST)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.whole.close()


def test_the_morning_tells_what_came_of_the_night_once(world: World) -> None:
    world.make(5, operator=BY_ITSELF)
    world.service.codes = {1: "6"}
    world.service.errors.extend(
        [
            None,
            LinkTimeout(
                15,
            ),
        ]
        + [None] * 3
    )
    world.rules = world.rules
    world.work()
    world.clock.move(900)
    world.work()

    assert news_of(world.store, Told(), NIGHT, Lang.JA) == (Told(), ())
    told, news = news_of(world.store, Told(), MORNING, Lang.JA)

    assert told == Told(frozenset({BATCH_ID}))
    assert news == (
        News(
            "一括照会",
            "夜間の一括照会が完了しました（5件：正常5件、エラー0件）。変更あり 1件",
        ),
    )
    assert news_of(world.store, told, MORNING, Lang.JA) == (told, ())


def test_several_batches_are_told_of_together(world: World) -> None:
    world.make(2, operator=BY_ITSELF)
    other = batch(batch_id=BatchId(uuid(7)), operator=BY_ITSELF)
    world.store.create(other, [row(8)])
    world.work()

    _, news = news_of(world.store, Told(), MORNING, Lang.EN)

    (only,) = news
    assert "3 asked: 3 answered, 0 failed" in only.text


def test_a_batch_of_staff_or_one_that_runs_is_not_told_of(world: World) -> None:
    world.make(1, operator="sato")
    world.work()
    world.store.create(
        batch(batch_id=BatchId(uuid(7)), operator=BY_ITSELF, state=BatchState.RUNNING), [row(8)]
    )

    assert news_of(world.store, Told(), MORNING, Lang.JA) == (Told(), ())


def test_an_empty_night_is_no_news(world: World) -> None:
    world.make(0, operator=BY_ITSELF, state=BatchState.DONE, finished_at=NIGHT)

    assert news_of(world.store, Told(), MORNING, Lang.JA)[1] == ()


def test_what_ended_long_ago_is_no_news(world: World) -> None:
    world.make(1, operator=BY_ITSELF)
    world.work()

    assert news_of(world.store, Told(), MORNING + timedelta(days=9), Lang.JA)[1] == ()


def test_a_batch_that_the_service_gave_up_is_told_as_such(world: World) -> None:
    world.make(1, operator=BY_ITSELF, state=BatchState.FAILED, finished_at=NIGHT)

    _, news = news_of(world.store, Told(), MORNING, Lang.JA)

    assert [each.text for each in news] == [
        "一括照会が異常終了しました。〈再開〉で続きから行えます。"
    ]


def test_batches_that_are_gone_are_forgotten(world: World) -> None:
    world.make(1, operator=BY_ITSELF)
    world.work()
    gone = BatchId(uuid(99))

    told, _ = news_of(world.store, Told(frozenset({gone})), MORNING, Lang.JA)

    assert told.batches == {BATCH_ID}


def test_a_source_that_cannot_be_read_is_told_once_a_day() -> None:
    error = BatchSourceError("BT11")

    told, news = trouble_news((error,), Told(), MORNING, Lang.JA)

    assert told == Told(trouble_on=date(2026, 11, 23))
    assert news == (News("一括照会", "予約データのファイルを開けません。"),)
    assert trouble_news((error,), told, MORNING, Lang.JA)[1] == ()
    assert len(trouble_news((error,), told, MORNING + timedelta(days=1), Lang.JA)[1]) == 1


@pytest.mark.parametrize(("errors", "at"), [((), MORNING), ((BatchSourceError(),), NIGHT)])
def test_no_trouble_is_told_where_there_is_none_or_by_night(
    errors: tuple[BatchSourceError, ...], at: datetime
) -> None:
    assert trouble_news(errors, Told(), at, Lang.JA) == (Told(), ())
