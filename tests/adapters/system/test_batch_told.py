"""What was told of batches is remembered, and a damaged memory is none."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from reception_app.adapters.system.batch_told import ToldFile
from reception_app.application.batch_news import Told
from reception_app.domain.batch import BatchId


@pytest.mark.parametrize(
    "told",
    [Told(), Told(frozenset({BatchId("b"), BatchId("a")}), date(2026, 11, 23))],
)
def test_what_was_told_is_remembered(tmp_path: Path, told: Told) -> None:
    ToldFile(tmp_path).write(told)

    assert ToldFile(tmp_path).read() == told
    assert [path.name for path in tmp_path.iterdir()] == ["batch-told.json"]


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    ToldFile(tmp_path).write(Told())

    assert stat.S_IMODE((tmp_path / "batch-told.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"batches": 3, "trouble_on": 4}', '{"trouble_on": "yesterday"}']
)
def test_a_damaged_memory_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "batch-told.json").write_text(content, "utf-8")

    assert ToldFile(tmp_path).read() == Told()


def test_a_folder_that_refuses_it_is_no_trouble(tmp_path: Path) -> None:
    ToldFile(tmp_path / "missing").write(Told())

    assert ToldFile(tmp_path / "missing").read() == Told()
