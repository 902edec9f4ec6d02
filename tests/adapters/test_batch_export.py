"""Rows of a batch as a CSV file for people."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reception_app.adapters.batch_export import HEADING, ExportEncoding, export_rows
from reception_app.adapters.batch_sources.csv_file import open_csv
from reception_app.domain.batch import (
    TELLING,
    BatchEntry,
    BatchRow,
    Change,
    Kept,
    OtherItem,
    Outcome,
    RowId,
    RowState,
)
from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import ExportRefused
from reception_app.domain.matching import Item
from reception_app.domain.number_entry import TypedNumbers

AT = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
ENTRY = BatchEntry(
    2,
    TypedNumbers("06139992", "－１２", "4567", "01", "1985-04-12"),
    patient_number="0042",
    name="山田　花子",
    kana="ヤマダ　ハナコ",
    phone="+81 3 1234 5678",
    appointment=AT,
)
ROW = BatchRow(
    RowId("1"),
    ENTRY,
    "key",
    RowState.ANSWERED,
    outcome=Outcome.CHANGED,
    changes=(Change(Item.INSURER, "06137890", "  138057"), Change(Item.RATIO, "010", "030")),
    answered_at=AT,
    owner="sato",
    memo='=cmd|"/c calc"!A1',
    called_at=AT,
)


def lines_of(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def exported(tmp_path: Path, *rows: BatchRow) -> list[dict[str, str]]:
    export_rows(tmp_path / "out.csv", rows)
    return lines_of(tmp_path / "out.csv")


def test_a_row_says_whom_and_what_in_words(tmp_path: Path) -> None:
    assert exported(tmp_path, ROW) == [
        {
            "予約日": "2026/11/24",
            "予約時刻": "09:30",
            "患者番号": "0042",
            "氏名": "山田　花子",
            "カナ": "ヤマダ　ハナコ",
            "電話番号": "'+81 3 1234 5678",
            "生年月日": "1985-04-12",
            "保険者番号": "06139992",
            "記号": "'－１２",
            "番号": "4567",
            "枝番": "01",
            "状態": "有効・変更あり",
            "理由": "",
            "前回との違い": "保険者番号 06137890 → 138057、負担割合 010 → 030",
            "照会日時": "2026/11/24 09:30",
            "担当": "sato",
            "電話した日時": "2026/11/24 09:30",
            "メモ": '\'=cmd|"/c calc"!A1',
        }
    ]


@pytest.mark.parametrize(
    ("row", "state", "reason"),
    [
        (
            replace(ROW, state=RowState.REFUSED, outcome=None, reason="IN03 IN02"),
            "点検NG",
            "番号が入力されていません。生年月日が正しくありません（例 S50.4.1、19750401）。",
        ),
        (
            replace(ROW, state=RowState.EXCLUDED, outcome=None, reason=Kept.ASKED_TODAY),
            "除外",
            "照会済みです。",
        ),
        (replace(ROW, state=RowState.EXCLUDED, outcome=None, reason=""), "除外", ""),
        (
            replace(ROW, state=RowState.FAILED, outcome=Outcome.ERROR, error_code="NW01"),
            "エラー",
            "院内ネットワークにつながっていません。LANケーブルとWi-Fiを確認してください。",
        ),
        (replace(ROW, state=RowState.WAITING, outcome=None), "未送信", ""),
    ],
)
def test_how_a_row_stands_is_said_with_its_reason(
    tmp_path: Path, row: BatchRow, state: str, reason: str
) -> None:
    (line,) = exported(tmp_path, row)

    assert (line["状態"], line["理由"]) == (state, reason)


@pytest.mark.parametrize("state", RowState)
@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_every_state_and_outcome_has_a_word(
    tmp_path: Path, state: RowState, outcome: Outcome | None
) -> None:
    (line,) = exported(tmp_path, replace(ROW, state=state, outcome=outcome))

    assert line["状態"]


def test_every_item_has_a_japanese_name_of_its_own(tmp_path: Path) -> None:
    items = [each for each in (*Item, *OtherItem) if each is not OtherItem.VALIDITY]
    lines = exported(
        tmp_path, *(replace(ROW, changes=(Change(each, "1", "2"),)) for each in items)
    )

    names = {line["前回との違い"].removesuffix(" 1 → 2") for line in lines}

    assert len(names) == len(items)
    assert not any(name.isascii() for name in names)


@pytest.mark.parametrize("verdict", TELLING)
def test_a_verdict_that_is_another_now_is_told_in_words(tmp_path: Path, verdict: Verdict) -> None:
    change = Change(OtherItem.VALIDITY, verdict, Verdict.VALID)

    (line,) = exported(tmp_path, replace(ROW, changes=(change,)))

    item, before, _, after = line["前回との違い"].split()
    assert (item, before.isascii(), after) == ("資格有効性", False, "有効")


def test_a_row_without_an_appointment_or_a_time_says_none(tmp_path: Path) -> None:
    midnight = datetime(2026, 11, 23, 15, tzinfo=UTC)
    nothing, day = exported(
        tmp_path,
        replace(ROW, entry=replace(ENTRY, appointment=None)),
        replace(ROW, entry=replace(ENTRY, appointment=midnight)),
    )

    assert (nothing["予約日"], nothing["予約時刻"]) == ("", "")
    assert (day["予約日"], day["予約時刻"]) == ("2026/11/24", "")


def test_our_own_file_can_be_read_as_a_list_again(tmp_path: Path) -> None:
    export_rows(tmp_path / "out.csv", [ROW])

    (entry,) = open_csv(tmp_path / "out.csv").entries()

    assert entry == ENTRY


def test_a_memo_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    (line,) = exported(tmp_path, replace(ROW, memo="一\n二"))

    assert line["メモ"] == "一 二"


def test_what_code_page_932_has_not_got_becomes_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    rows = [replace(ROW, entry=replace(ENTRY, name="𠮷田　髙"))]

    export_rows(path, rows, encoding=ExportEncoding.CP932)

    assert [line["氏名"] for line in lines_of(path, "cp932")] == ["〓田　髙"]


def test_half_a_character_becomes_a_mark(tmp_path: Path) -> None:
    (line,) = exported(tmp_path, replace(ROW, memo="\ud842x"))

    assert line["メモ"] == "〓x"


def test_excel_opens_the_file_as_it_is(tmp_path: Path) -> None:
    export_rows(tmp_path / "out.csv", [])

    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.decode("utf-8-sig").rstrip() == ",".join(f'"{cell}"' for cell in HEADING)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    export_rows(tmp_path / "out.csv", [ROW])

    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0


def test_a_file_that_stands_there_is_replaced_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old")

    export_rows(tmp_path / "out.csv", [ROW])

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert len(lines_of(tmp_path / "out.csv")) == 1


def test_a_place_that_cannot_be_written_is_told_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()

    with pytest.raises(ExportRefused):
        export_rows(tmp_path / "out.csv", [ROW])
    with pytest.raises(ExportRefused):
        export_rows(tmp_path / "missing" / "out.csv", [ROW])

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
