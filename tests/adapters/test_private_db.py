"""A small table of our own, opened by several programs in one moment."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from reception_app.adapters.private_db import PrivateDb
from reception_app.domain.errors import StoreDamaged

PROGRAMS = 8


def test_a_file_of_a_lower_version_is_upgraded_once(tmp_path: Path) -> None:
    upgraded = list[int]()

    def upgrade(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE a ADD COLUMN c")
        upgraded.append(1)

    for version in (1, 2, 2):
        schema = "CREATE TABLE a (b)"
        program = PrivateDb(tmp_path / "db", version=version, schema=schema, upgrade=upgrade)
        with closing(program), program.writing() as connection:
            connection.execute("INSERT INTO a (b) VALUES (1)")

    assert [1] == upgraded


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def upgrade(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE a")
        raise StoreDamaged

    schema = "CREATE TABLE a (b)"
    with closing(PrivateDb(tmp_path / "db", version=1, schema=schema)) as old, old.writing():
        pass
    newer = PrivateDb(tmp_path / "db", version=2, schema=schema, upgrade=upgrade)
    with pytest.raises(StoreDamaged), newer.reading():
        pass

    again = PrivateDb(tmp_path / "db", version=1, schema=schema)
    with closing(again), again.writing() as connection:
        connection.execute("INSERT INTO a VALUES (1)")


@pytest.mark.parametrize("run", range(10))
def test_programs_that_make_it_at_once_all_get_in(tmp_path: Path, run: int) -> None:
    path = tmp_path / str(run) / "db"
    programs = [PrivateDb(path, version=1, schema="CREATE TABLE a (b)") for _ in range(PROGRAMS)]
    together = threading.Barrier(PROGRAMS)

    def write(program: PrivateDb) -> None:
        together.wait(10)
        with program.writing() as connection:
            connection.execute("INSERT INTO a VALUES (1)")

    with ThreadPoolExecutor(PROGRAMS) as pool:
        list(pool.map(write, programs))

    with (
        programs[0].reading() as connection,
        closing(connection.execute("SELECT * FROM a")) as rows,
    ):
        assert len(rows.fetchall()) == PROGRAMS
    for program in programs:
        program.close()
