"""What somebody said columns mean is known for the next file with the same heading."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from reception_app.adapters.batch_sources.column_memory import ColumnMemory
from reception_app.adapters.batch_sources.csv_file import CsvFile, open_csv
from reception_app.domain.batch_columns import Column

CHOSEN = (Column.INSURER, Column.NUMBER, None)


def file_with(folder: Path, heading: str) -> CsvFile:
    path = folder / "list.csv"
    path.write_text(f"{heading}\n1,2,3\n", "utf-8")
    return open_csv(path)


def test_columns_are_remembered_for_the_next_file_with_that_heading(tmp_path: Path) -> None:
    file = file_with(tmp_path, "ほけん,ばんごう,メモ")
    ColumnMemory(tmp_path).remember(file.with_columns(CHOSEN))

    again = ColumnMemory(tmp_path).recalled(file_with(tmp_path, "ほけん, ばんごう ,メモ"))
    other = ColumnMemory(tmp_path).recalled(file_with(tmp_path, "ほけん,メモ,ばんごう"))

    assert again.columns == CHOSEN
    assert other.columns == (None, None, None)


def test_what_goes_without_saying_is_not_remembered(tmp_path: Path) -> None:
    memory, file = ColumnMemory(tmp_path), file_with(tmp_path, "保険者番号,番号,生年月日")
    memory.remember(file.with_columns(CHOSEN))
    memory.remember(file)

    assert memory.recalled(file).columns == file.columns
    assert json.loads((tmp_path / "batch-columns.json").read_text("utf-8")) == {}


def test_nothing_of_a_heading_can_be_read_in_the_memory(tmp_path: Path) -> None:
    file = file_with(tmp_path, "山田　花子,06139992,S60.4.12")

    ColumnMemory(tmp_path).remember(file.with_columns(CHOSEN))

    content = (tmp_path / "batch-columns.json").read_text("utf-8")
    assert "06139992" not in content
    assert "u5c71" not in content


@pytest.mark.skipif(os.name == "nt", reason="rights of the profile's folder count there")
def test_nobody_else_may_read_the_memory_even_after_a_crash(tmp_path: Path) -> None:
    (tmp_path / f"batch-columns.json.{os.getpid()}.part").write_text("half", "utf-8")

    ColumnMemory(tmp_path).remember(file_with(tmp_path, "a,b,c").with_columns(CHOSEN))

    (only,) = tmp_path.glob("batch-columns.json*")
    assert stat.S_IMODE(only.stat().st_mode) == 0o600


def test_only_the_newest_headings_are_kept(tmp_path: Path) -> None:
    memory = ColumnMemory(tmp_path)
    for number in range(51):
        memory.remember(file_with(tmp_path, f"ほけん{number},b,c").with_columns(CHOSEN))

    assert memory.recalled(file_with(tmp_path, "ほけん0,b,c")).columns == (None, None, None)
    assert memory.recalled(file_with(tmp_path, "ほけん50,b,c")).columns == CHOSEN


@pytest.mark.parametrize("content", ["", "[]", "{", '"x"', "\\x00"])
def test_a_damaged_memory_remembers_nothing_and_is_written_anew(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "batch-columns.json").write_text(content, "utf-8")
    memory, file = ColumnMemory(tmp_path), file_with(tmp_path, "a,b,c")

    assert memory.recalled(file) == file
    memory.remember(file.with_columns(CHOSEN))
    assert memory.recalled(file).columns == CHOSEN


@pytest.mark.parametrize("known", ["insurer", ["insurer", "x", None], ["insurer"], [1, 2, 3]])
def test_what_no_version_of_ours_wrote_is_not_used(tmp_path: Path, known: object) -> None:
    memory, file = ColumnMemory(tmp_path), file_with(tmp_path, "a,b,c")
    memory.remember(file.with_columns(CHOSEN))
    path = tmp_path / "batch-columns.json"
    (digest,) = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({digest: known}), "utf-8")

    assert memory.recalled(file) == file


def test_a_memory_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    file = file_with(tmp_path, "a,b,c")

    with pytest.raises(OSError, match="No such file"):
        ColumnMemory(tmp_path / "missing").remember(file.with_columns(CHOSEN))
