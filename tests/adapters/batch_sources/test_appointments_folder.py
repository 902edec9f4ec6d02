"""Appointments out of a folder that another program writes to."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from reception_app.adapters.batch_sources.appointments_folder import create
from reception_app.adapters.batch_sources.column_memory import ColumnMemory
from reception_app.adapters.batch_sources.csv_file import open_csv
from reception_app.domain.batch import BatchEntry
from reception_app.domain.batch_columns import Column
from reception_app.domain.errors import BatchSourceError
from reception_app.domain.policy import JST

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
HEADING = "予約日,氏名,保険者番号,番号,生年月日"

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    (tmp_path / "lists").mkdir()

    def written(name: str, *lines: str, age: int = 0, heading: str = HEADING) -> Path:
        path = tmp_path / "lists" / name
        path.write_text("\n".join((heading, *lines, "")), "utf-8")
        os.utime(path, (1_800_000_000 - age, 1_800_000_000 - age))
        return path

    return written


def line(day: str, name: str) -> str:
    return f"{day},{name},06139992,4567,S60.4.12"


def read(tmp_path: Path, first: date = TUESDAY, last: date = TUESDAY) -> list[BatchEntry]:
    settings = {"folder": str(tmp_path / "lists"), "data_folder": str(tmp_path)}
    return list(create(settings).read(first, last))


def names(entries: list[BatchEntry]) -> list[str]:
    return [entry.name for entry in entries]


def test_the_patients_of_the_days_are_given(tmp_path: Path, put: Put) -> None:
    put(
        "list.csv",
        line("2026/11/23", "月曜"),
        line("2026/11/24", "火曜"),
        line("R8.11.25", "水曜"),
        line("2026/11/26", "木曜"),
        line("", "未定"),
    )

    assert names(read(tmp_path)) == ["火曜"]
    assert names(read(tmp_path, MONDAY, WEDNESDAY)) == ["月曜", "火曜", "水曜"]


def test_of_several_lists_about_a_day_the_newest_counts(tmp_path: Path, put: Put) -> None:
    put("a.csv", line("2026/11/24", "古い"), line("2026/11/25", "水曜"), age=60)
    put("b.csv", line("2026/11/24", "新しい"))

    assert names(read(tmp_path, TUESDAY, WEDNESDAY)) == ["新しい", "水曜"]


def test_a_list_hides_no_day_that_it_does_not_name(tmp_path: Path, put: Put) -> None:
    put("a.csv", line("2026/11/24", "火曜"), line("2026/11/25", "古い"), age=60)
    put("b.csv", line("2026/11/23", "月曜"), line("2026/11/25", "水曜"), line("2036/1/1", "先"))

    assert names(read(tmp_path, MONDAY, WEDNESDAY)) == ["月曜", "水曜", "火曜"]


@pytest.mark.parametrize("name", ["yoyaku_20261124.csv", "2026-11-24.CSV", "予約2026_11_24夜.csv"])
def test_a_list_without_days_is_for_the_day_in_its_name(
    tmp_path: Path, put: Put, name: str
) -> None:
    put(name, "09:30,山田,06139992,4567,S60.4.12", heading=HEADING.replace("予約日", "時刻"))

    (entry,) = read(tmp_path)

    assert entry.appointment == datetime(2026, 11, 24, 9, 30, tzinfo=JST)
    assert read(tmp_path, WEDNESDAY, WEDNESDAY) == []


def test_an_empty_newer_list_of_a_day_says_that_nobody_comes(tmp_path: Path, put: Put) -> None:
    heading = HEADING.replace("予約日", "備考")
    put("20261124.csv", line("", "取り消した"), heading=heading, age=60)
    put("20261124-2.csv", heading=heading)

    assert read(tmp_path) == []


def test_a_list_that_says_no_day_anywhere_is_told(tmp_path: Path, put: Put) -> None:
    put("list_12345678901.csv", line("", "x"), heading=HEADING.replace("予約日", "備考"))

    with pytest.raises(BatchSourceError) as caught:
        read(tmp_path)

    assert (caught.value.code, caught.value.params) == ("BT10", {"field": "予約日"})


def test_a_line_whose_day_cannot_be_read_is_told_with_the_others(tmp_path: Path, put: Put) -> None:
    put("list.csv", line("2026/2/30", "変な日"), line("2026/11/24", "火曜"))

    assert [(entry.name, entry.flaw) for entry in read(tmp_path)] == [
        ("変な日", "BT15"),
        ("火曜", ""),
    ]


def test_lines_are_numbered_through_all_lists(tmp_path: Path, put: Put) -> None:
    put("a.csv", line("2026/11/24", "一"), line("2026/11/24", "二"))
    put("b.csv", line("2026/11/25", "三"), age=60)

    assert [entry.line for entry in read(tmp_path, TUESDAY, WEDNESDAY)] == [1, 2, 3]


def test_other_files_and_half_written_ones_are_left_alone(tmp_path: Path, put: Put) -> None:
    for name in ("list.xlsx", ".list.csv", "~$list.csv", "list.csv.part"):
        put(name, line("2026/11/24", name))

    assert read(tmp_path) == []


def test_only_the_newest_lists_are_looked_at(tmp_path: Path, put: Put) -> None:
    for number in range(50):
        put(f"{number}.csv", line("2026/11/25", "水曜"), age=number)
    put("old.csv", line("2026/11/24", "古い"), age=60)

    assert read(tmp_path) == []


def test_a_broken_list_stops_the_reading(tmp_path: Path, put: Put) -> None:
    put("a.csv", line("2026/11/24", "古い"), age=60)
    put("b.csv").write_bytes(b"PK\x03\x04")

    with pytest.raises(BatchSourceError) as caught:
        read(tmp_path)

    assert caught.value.code == "BT08"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BatchSourceError) as caught:
        read(tmp_path)

    assert caught.value.code == "BT11"


def test_columns_mean_what_somebody_said_they_do(tmp_path: Path, put: Put) -> None:
    path = put(
        "20261124.csv", "06139992,4567,S60.4.12,山田", heading="ほけん,ばんごう,うまれ,なまえ"
    )
    chosen = (Column.INSURER, Column.NUMBER, Column.BORN, Column.NAME)
    ColumnMemory(tmp_path).remember(open_csv(path).with_columns(chosen))

    assert names(read(tmp_path)) == ["山田"]
