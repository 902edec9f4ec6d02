"""A small table of our own, opened by several programs in one moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from reception_app.adapters.private_db import PrivateDb

PROGRAMS = 8


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
