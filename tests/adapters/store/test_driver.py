"""Statements for many rows against a real SQLCipher file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    select,
    true,
)

from reception_app.adapters.store.driver import ReadMany, WriteMany, listed, one_of
from reception_app.adapters.store.schema import Moment
from reception_app.adapters.store.sqlite import StoreFile

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=UTC)
things = Table(
    "things",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("name", Text),
    Column("at", Moment),
    Column("on", Date),
    Column("is_good", Boolean, nullable=False, server_default=true()),
)
NAMES = ("name", "at", "on", "is_good")
INSERT = WriteMany(things, ("number", *NAMES))
UPDATE = WriteMany(things, NAMES, where=things.c.number == bindparam("of_number"))
ALL = ReadMany(select(things).order_by(things.c.number))


class Colour(StrEnum):
    RED = "red"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "store"
    path.touch()
    engine = StoreFile(path, bytes(32), 1.0).engine()
    with engine.begin() as connection:
        things.metadata.create_all(connection)
        yield connection
    engine.dispose()


def thing(number: int, **values: object) -> dict[str, object]:
    return {"number": number, "name": None, "at": None, "on": None, "is_good": False, **values}


def test_what_was_written_is_read_as_core_reads_it(db: Connection) -> None:
    rows = [thing(1, name="a'\"\0●", at=AT, on=DAY, is_good=True), thing(2, name="b")]

    assert INSERT(db, rows) == 2

    assert rows == list(ALL(db, {}))
    assert rows == [dict(each) for each in db.execute(select(things)).mappings()]


def test_a_moment_is_written_in_utc_and_a_naive_one_is_refused(db: Connection) -> None:
    INSERT(db, [thing(1, at=AT.astimezone(timezone(timedelta(hours=9))))])

    assert [AT] == [each["at"] for each in ALL(db, {})]
    with pytest.raises(ValueError, match="time zone"):
        INSERT(db, [thing(2, at=AT.replace(tzinfo=None))])


def test_a_member_of_an_enumeration_is_written_as_its_text(db: Connection) -> None:
    INSERT(db, [thing(1, name=Colour.RED)])

    assert [type(each["name"]) for each in ALL(db, {})] == [str]
    assert db.scalar(select(things.c.name)) == "red"


def test_what_a_row_does_not_say_is_null_or_what_the_table_has_for_it(db: Connection) -> None:
    INSERT(db, [{"number": 1}, {"number": 2}])

    assert [thing(1, is_good=True), thing(2, is_good=True)] == list(ALL(db, {}))


def test_an_update_empties_what_is_null_in_all_rows_or_in_some(db: Connection) -> None:
    INSERT(db, [thing(number, name="x", at=AT, on=DAY, is_good=True) for number in (1, 2, 3)])

    changed = UPDATE(
        db,
        [
            {"of_number": 1, "name": "a", "at": None, "on": None, "is_good": True},
            {"of_number": 2, "name": None, "at": None, "on": DAY, "is_good": False},
        ],
    )

    assert changed == 2
    assert list(ALL(db, {})) == [
        thing(1, name="a", is_good=True),
        thing(2, on=DAY),
        thing(3, name="x", at=AT, on=DAY, is_good=True),
    ]


def test_an_update_tells_how_many_rows_there_were(db: Connection) -> None:
    INSERT(db, [thing(1)])

    assert UPDATE(db, [{"of_number": 1, "is_good": True}, {"of_number": 9, "is_good": True}]) == 1


def test_nothing_is_done_for_no_rows(db: Connection) -> None:
    assert INSERT(db, []) == 0


def test_a_limit_of_the_statement_counts(db: Connection) -> None:
    INSERT(db, [thing(1), thing(2)])

    assert [thing(1)] == list(ReadMany(select(things).order_by("number").limit(1))(db, {}))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_rows_are_found_by_any_of_many_texts(texts: list[str]) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        things.metadata.create_all(db)
        INSERT(db, [thing(at, name=name) for at, name in enumerate([*texts, None, "not wanted "])])

        found = ReadMany(select(things.c.name).where(one_of(things.c.name, "names")))(
            db, {"names": listed(texts)}
        )

        assert {each["name"] for each in found} - {"not wanted "} == set(texts)
    engine.dispose()
