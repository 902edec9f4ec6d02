"""What headings mean, and what a line of a list of patients says."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, datetime

import pytest

from reception_app.domain.batch import BatchEntry
from reception_app.domain.batch_columns import (
    LABELS,
    Column,
    columns_of,
    entry_of,
    heading_form,
    missing_columns,
    says_a_day,
)
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.policy import JST

MY_NUMBER = "123456789018"
NUMBERS = (Column.INSURER, Column.NUMBER, Column.BORN)
TYPED = TypedNumbers(insurer="06139992", number="4567", born="S60.4.12")
CELLS = ["06139992", "4567", "S60.4.12"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("保険者番号", Column.INSURER),
        ("保険者番号（8桁）", Column.INSURER),
        ("保険者番号 [必須]", Column.INSURER),
        ("被保険者証 記号", Column.SYMBOL),
        ("記号", Column.SYMBOL),
        ("番号", Column.NUMBER),
        ("被保険者証番号", Column.NUMBER),
        ("枝番", Column.BRANCH),
        ("生年月日(西暦)", Column.BORN),
        ("患者ＩＤ", Column.PATIENT_NUMBER),
        ("患者No.", Column.PATIENT_NUMBER),
        ("診察券番号", Column.PATIENT_NUMBER),
        ("患者氏名", Column.NAME),
        ("ﾌﾘｶﾞﾅ", Column.KANA),
        ("氏名（カナ）", Column.KANA),
        ("氏名カナ", Column.KANA),
        ("電話番号", Column.PHONE),
        ("予約日", Column.DAY),
        ("予約時間", Column.TIME),
        ("予約日時", Column.MOMENT),
        ("Insurer Number", Column.INSURER),
        ("insurer_number", Column.INSURER),
        ("InsuredCardSymbol", Column.SYMBOL),
        ("date-of-birth", Column.BORN),
        ("BIRTHDATE", Column.BORN),
        ("Patient ID", Column.PATIENT_NUMBER),
        ("appointment", Column.MOMENT),
        ("備考", None),
        ("保険者番号2", None),
        ("記号・番号", None),
        ("", None),
        ("()", None),
    ],
)
def test_a_heading_is_understood(heading: str, column: Column | None) -> None:
    assert columns_of([heading]) == (column,)


def test_our_own_headings_are_understood() -> None:
    assert columns_of(list(LABELS.values())) == tuple(LABELS)


def test_of_two_columns_that_mean_the_same_the_first_counts() -> None:
    assert columns_of(["氏名", "備考", "患者氏名", "メモ"]) == (Column.NAME, None, None, None)


def test_what_is_needed_and_not_there_is_named() -> None:
    assert missing_columns((Column.NAME, Column.NUMBER)) == (Column.INSURER, Column.BORN)
    assert missing_columns(NUMBERS) == ()


def test_the_same_heading_is_known_again_however_it_is_spaced() -> None:
    assert heading_form(["患者 ＩＤ", "備考"]) == heading_form(["患者ID", " 備考"])


def test_a_line_says_whom_to_ask_about_in_any_order_of_columns() -> None:
    columns = (
        Column.BRANCH,
        None,
        Column.BORN,
        Column.PHONE,
        Column.NAME,
        Column.NUMBER,
        Column.SYMBOL,
        Column.INSURER,
        Column.PATIENT_NUMBER,
        Column.KANA,
        Column.MOMENT,
    )
    cells = ["01", "初診", "1985/4/12 0:00", "03-1234-5678", " 山田　花子", "4567", "１２－３"]
    cells += ['="06139992"', "0042", "ﾔﾏﾀﾞ ﾊﾅｺ", "2026/11/24 9:30"]

    assert entry_of(2, cells, columns) == BatchEntry(
        line=2,
        typed=TypedNumbers("06139992", "１２－３", "4567", "01", "1985/4/12"),
        patient_number="0042",
        name="山田　花子",
        kana="ﾔﾏﾀﾞ ﾊﾅｺ",
        phone="03-1234-5678",
        appointment=datetime(2026, 11, 24, 9, 30, tzinfo=JST),
    )


def test_cells_that_are_missing_at_the_end_are_empty() -> None:
    entry = entry_of(2, CELLS, (*NUMBERS, Column.NAME, Column.PHONE))

    assert entry == BatchEntry(line=2, typed=TYPED)


@pytest.mark.parametrize(
    ("columns", "cells", "moment"),
    [
        ((Column.DAY, Column.TIME), ["2026/11/24", "9:30"], (9, 30)),
        ((Column.TIME, Column.DAY), ["9:30", "R8.11.24"], (9, 30)),
        ((Column.DAY, Column.TIME), ["2026/11/24", "午前中"], (0, 0)),
        ((Column.DAY,), ["2026/11/24"], (0, 0)),
        ((Column.MOMENT,), ["2026/11/24"], (0, 0)),
        ((Column.MOMENT, Column.TIME), ["2026/11/24", "14:00"], (14, 0)),
    ],
)
def test_the_appointment_is_put_together(
    columns: tuple[Column, ...], cells: list[str], moment: tuple[int, int]
) -> None:
    entry = entry_of(2, [*CELLS, *cells], (*NUMBERS, *columns))

    assert entry.appointment == datetime(2026, 11, 24, *moment, tzinfo=JST)


@pytest.mark.parametrize(
    ("columns", "cells"), [((), []), ((Column.DAY,), [""]), ((Column.TIME,), ["9:30"])]
)
def test_a_day_that_no_column_says_may_come_from_elsewhere(
    columns: tuple[Column, ...], cells: list[str]
) -> None:
    line, meaning = [*CELLS, *cells], (*NUMBERS, *columns)
    hour = (9, 30) if cells == ["9:30"] else (0, 0)

    assert entry_of(2, line, meaning).appointment is None
    assert entry_of(2, line, meaning, on=date(2026, 11, 24)).appointment == datetime(
        2026, 11, 24, *hour, tzinfo=JST
    )


def test_a_day_that_cannot_be_read_is_told_where_days_matter() -> None:
    columns, cells = (*NUMBERS, Column.DAY), [*CELLS, "あした"]

    assert entry_of(2, cells, columns) == BatchEntry(line=2, typed=TYPED)
    assert entry_of(2, cells, columns, needs_day=True).flaw == "BT15"


def test_a_line_without_a_day_is_no_trouble() -> None:
    assert entry_of(2, [*CELLS, ""], (*NUMBERS, Column.DAY), needs_day=True).flaw == ""


def test_more_cells_than_columns_are_told() -> None:
    assert entry_of(2, [*CELLS, "x"], NUMBERS).flaw == "BT14"
    assert entry_of(2, [*CELLS, "", " "], NUMBERS).flaw == ""


@pytest.mark.parametrize("column", [*NUMBERS, Column.NAME, Column.DAY, Column.MOMENT])
def test_a_cell_that_is_far_too_long_is_told_and_not_kept(column: Column) -> None:
    columns = (*NUMBERS, Column.NAME, Column.DAY, Column.MOMENT)
    cells = dict(zip(columns, [*CELLS, "山田", "", ""], strict=True))

    entry = entry_of(2, list({**cells, column: "あ" * 201}.values()), columns)

    assert (entry.flaw, entry.appointment) == ("BT14", None)
    assert not any("ああ" in text for text in (*map(str, astuple(entry.typed)), entry.name))


def test_a_long_cell_of_a_column_that_is_left_out_is_no_trouble() -> None:
    assert entry_of(2, [*CELLS, "あ" * 5000], (*NUMBERS, None)).flaw == ""


def test_cells_of_any_length_are_read_in_a_time_that_grows_with_it() -> None:
    # These took the square of their length, hours for one line; a run that hangs fails.
    for cell in (" " * 60_000 + "1", "1(" * 60_000, "S1" + " " * 60_000 + "1", "1T" * 60_000):
        entry_of(2, [*CELLS[:2], cell], NUMBERS)
        entry_of(2, [*CELLS, cell], (*NUMBERS, Column.MOMENT))
        entry_of(2, [*CELLS, cell], (*NUMBERS, None))
        columns_of((cell, "(" * 60_000))


@pytest.mark.parametrize("cell", [MY_NUMBER, "1234-5678-9018", "１２３４５６７８９０１８"])
def test_a_my_number_in_a_cell_that_nobody_keeps_is_told(cell: str) -> None:
    assert entry_of(2, [*CELLS, cell], (*NUMBERS, None)).flaw == "IN06"
    assert entry_of(2, [*CELLS, cell], (*NUMBERS, Column.DAY)).flaw == "IN06"
    assert entry_of(2, [*CELLS, cell], NUMBERS).flaw == "IN06"
    assert MY_NUMBER not in repr(entry_of(2, [*CELLS, cell], (*NUMBERS, None)))


def test_cells_beside_each_other_make_no_my_number() -> None:
    assert entry_of(2, [*CELLS, "123456", "789018"], (*NUMBERS, None, None)).flaw == ""


def test_a_moment_is_no_my_number() -> None:
    # Twelve digits whose last fits the others, as in one of eleven such moments.
    moment = next(
        text
        for text in (f"2026112409{minute:02}" for minute in range(60))
        if entry_of(2, [*CELLS, f"x{text}"], (*NUMBERS, None)).flaw == "IN06"
    )

    assert entry_of(2, [*CELLS, moment], (*NUMBERS, None)).flaw == ""
    assert entry_of(2, [*CELLS, moment], (*NUMBERS, Column.MOMENT)).flaw == ""


def test_a_file_says_the_day_in_one_of_two_columns() -> None:
    assert says_a_day((Column.DAY,))
    assert says_a_day((None, Column.MOMENT))
    assert not says_a_day((Column.TIME, None))
