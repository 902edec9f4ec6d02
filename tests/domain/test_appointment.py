"""Days and times as lists of appointments write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from reception_app.domain.appointment import day_typed, moment_typed, time_typed, without_midnight
from reception_app.domain.policy import JST

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/24",
        "2026-11-24",
        "20261124",
        "2026年11月24日",
        "R8.11.24",
        "令和8年11月24日",
        "２０２６／１１／２４",
        "2026/11/24(火)",
        "2026年11月24日（火曜日）",
        "2026/11/24 (Tue)",
        "2026/11/24 0:00",
        "2026/11/24 00:00:00",
    ],
)
def test_a_day_is_read_in_all_usual_forms(text: str) -> None:
    assert day_typed(text) == DAY


@pytest.mark.parametrize("text", ["", "午前", "2026/2/30", "11/24", "2026/11/24 9:30", "H40.1.1"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_typed(text) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9:05", time(9, 5)),
        ("09:05", time(9, 5)),
        ("09:05:30", time(9, 5)),
        ("09:05:30.000", time(9, 5)),
        ("09:05:00+09:00", time(9, 5)),
        ("９：０５", time(9, 5)),
        ("9.05", time(9, 5)),
        ("0905", time(9, 5)),
        ("090500", time(9, 5)),
        ("9時", time(9)),
        ("9時5分", time(9, 5)),
        ("午前9:05", time(9, 5)),
        ("午後2時30分", time(14, 30)),
        ("午後 2:30", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("2:30 am", time(2, 30)),
        ("PM 2:30", time(14, 30)),
        ("午後0:10", time(12, 10)),
        ("午前12:10", time(0, 10)),
        ("午後14:30", time(14, 30)),
    ],
)
def test_a_time_is_read_in_all_usual_forms(text: str, at: time) -> None:
    assert time_typed(text) == at


@pytest.mark.parametrize(
    "text", ["", "午前", "AM", "24:00", "9:60", "9", "朝一番", "9:5", "12345"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert time_typed(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/24 9:30",
        "2026-11-24T09:30:00",
        "2026-11-24T09:30:00+09:00",
        "202611240930",
        "20261124093000",
        "20261124 0930",
        "2026年11月24日 9時30分",
        "2026年11月24日9時30分",
        "2026年11月24日（火）午前9時30分",
        "2026/11/24(火) 9:30",
        "2026/11/24午前9:30",
        "R8.11.24 9:30",
        "２０２６／１１／２４　９：３０",
    ],
)
def test_day_and_time_in_one_are_read(text: str) -> None:
    assert moment_typed(text) == datetime(2026, 11, 24, 9, 30, tzinfo=JST)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026/11/24",
        "9:30",
        "2026/2/30 9:30",
        "2026/11/24 25:00",
        "火曜 9:30",
        "2026-11-24T00:30:00Z",
    ],
)
def test_half_a_moment_is_none(text: str) -> None:
    assert moment_typed(text) is None


def test_a_birth_date_loses_the_midnight_of_a_spreadsheet() -> None:
    assert without_midnight("1975/4/1 0:00:00") == "1975/4/1"
    assert without_midnight("S50.4.1") == "S50.4.1"


def test_what_is_far_too_long_is_neither_day_nor_time() -> None:
    filler = " " * 200

    assert day_typed("2026/11/24" + filler) is None
    assert time_typed("9:30" + filler) is None
    assert moment_typed("2026/11/24" + filler + "9:30") is None


def test_many_spaces_before_no_midnight_take_no_time() -> None:
    spaces = " " * 1_000_000

    assert without_midnight("1975/4/1" + spaces + "1") == "1975/4/1" + spaces + "1"
