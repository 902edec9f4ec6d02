"""CSV files as other programs write them, whole and broken."""

from __future__ import annotations

import io
import os
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.adapters.batch_sources.csv_file import CsvFile, open_csv
from reception_app.domain.batch import BatchEntry, RowState
from reception_app.domain.batch_columns import Column
from reception_app.domain.errors import BatchSourceError
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.policy import JST
from reception_app.domain.preflight import Facts, inspect, standing

DATA = Path(__file__).parents[2] / "data" / "batches"
DAY = date(2026, 11, 24)
HEADING = "保険者番号,番号,生年月日,氏名"
LINE = "06139992,4567,S60.4.12,山田　花子"

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: bytes) -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        return path

    return written


def trouble_of(path: Path) -> tuple[str, dict[str, str]]:
    with pytest.raises(BatchSourceError) as caught:
        list(open_csv(path).entries())
    assert "山田" not in str(caught.value.__dict__)
    return caught.value.code, dict(caught.value.params)


def states_of(file: CsvFile) -> list[tuple[RowState, str]]:
    return [standing(inspect(entry, DAY), Facts()) for entry in file.entries()]


# ── as they come ──────────────────────────────────────────────────────────────────────────────
def test_a_list_of_a_japanese_appointment_system_is_read() -> None:
    file = open_csv(DATA / "yoyaku_cp932.csv")

    first, second, third = file.entries()

    assert file.name == "yoyaku_cp932.csv"
    assert first == BatchEntry(
        line=2,
        typed=TypedNumbers("06139992", "１２－３", "4567", "01", "S60.04.12"),
        patient_number="000421",
        name="山田　花子",
        kana="ヤマダ ハナコ",
        phone="03-1234-5678",
        appointment=datetime(2026, 11, 24, 9, 0, tzinfo=JST),
    )
    assert (second.name, second.typed.symbol, second.line) == ("髙橋　一郎", "国", 3)
    assert third.appointment == datetime(2026, 11, 24, 14, 30, tzinfo=JST)
    assert states_of(file) == [(RowState.WAITING, "")] * 3


def test_an_english_list_is_read() -> None:
    first, second = open_csv(DATA / "english_utf8.csv").entries()

    assert (first.name, first.phone) == ("YAMADA, HANAKO", "+81 3 1234 5678")
    assert first.typed == TypedNumbers("06139992", "12-3", "4567", "01", "1985-04-12")
    assert first.appointment == datetime(2026, 11, 24, 9, 0, tzinfo=JST)
    assert second.appointment == datetime(2026, 11, 24, 9, 15, tzinfo=JST)


def test_what_a_spreadsheet_program_broke_is_refused_and_the_rest_is_understood() -> None:
    file = open_csv(DATA / "excel_utf8_bom.csv")

    first, _ = file.entries()

    assert (first.patient_number, first.typed.insurer) == ("000421", "06139992")
    assert first.typed.born == "1985/4/12"
    assert states_of(file) == [(RowState.REFUSED, "IN07"), (RowState.REFUSED, "IN07")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_encoding_line_ends_and_separator_are_found_out(
    write: Write, encoding: str, end: str, separator: str
) -> None:
    text = f"{HEADING}{end}{LINE}{end}".replace(",", separator)

    (entry,) = open_csv(write(text.encode(encoding))).entries()

    assert entry == BatchEntry(
        2, TypedNumbers("06139992", "", "4567", "", "S60.4.12"), name="山田　花子"
    )


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_all_cells_may_be_quoted(write: Write, separator: str) -> None:
    lines = (separator.join(f'"{cell}"' for cell in line.split(",")) for line in (HEADING, LINE))

    (entry,) = open_csv(write("\n".join(lines).encode())).entries()

    assert entry.name == "山田　花子"


def test_quotes_may_hold_separators_quotes_and_lines(write: Write) -> None:
    text = f'{HEADING},備考\n06139992,"4567",S60.4.12,"山田 ""花""\n子","a,b"\n{LINE}\n'

    first, second = open_csv(write(text.encode())).entries()

    assert (first.line, first.name) == (2, '山田 "花" 子')
    assert (second.line, second.name) == (4, "山田　花子")


def test_empty_lines_are_left_out_and_counted(write: Write) -> None:
    text = f"{HEADING}\n\n,,,\n{LINE}\n \n"

    assert [entry.line for entry in open_csv(write(text.encode())).entries()] == [4]


def test_a_heading_alone_has_no_rows(write: Write) -> None:
    assert list(open_csv(write(HEADING.encode())).entries()) == []


def test_formulas_stay_text(write: Write) -> None:
    text = f'{HEADING}\n06139992,4567,S60.4.12,"=HYPERLINK(""x"")"\n'

    (entry,) = open_csv(write(text.encode())).entries()

    assert entry.name == '=HYPERLINK("x")'


def test_the_same_bytes_have_the_same_digest_whatever_their_name(
    write: Write, tmp_path: Path
) -> None:
    one = open_csv(write(f"{HEADING}\n{LINE}\n".encode()))
    (tmp_path / "other.csv").write_bytes(f"{HEADING}\n{LINE}\n".encode())
    changed = open_csv(write(f"{HEADING}\n{LINE}\n\n".encode()))

    assert one.digest == open_csv(tmp_path / "other.csv").digest
    assert len(one.digest) == 64
    assert one.digest != changed.digest


@pytest.mark.parametrize("number", ["123456789018", "1234-5678-9018", "１２３４５６７８９０１８"])
def test_a_my_number_in_the_name_of_a_file_is_not_kept(tmp_path: Path, number: str) -> None:
    path = tmp_path / f"山田_{number}.csv"
    path.write_text("保険者番号,番号,生年月日\n", "utf-8")

    assert open_csv(path).name == f"山田_{re.sub('[0-9０-９]', '＊', number)}.csv"


def test_the_same_bytes_read_with_other_meanings_are_another_source(write: Write) -> None:
    file = open_csv(write(f"{HEADING}\n{LINE}\n".encode()))
    usual = file.columns
    other = file.with_columns((*usual[:3], Column.KANA))

    assert file.with_columns(usual).digest == file.digest
    assert other.digest != file.digest
    assert other.with_columns(other.columns).digest == other.digest
    assert other.with_columns((*usual[:3], None)).digest not in (file.digest, other.digest)
    assert other.with_columns(usual) == file


def test_somebody_may_say_what_columns_mean(write: Write) -> None:
    text = f"ほけん,ばんごう,たんじょうび\n{LINE}\n"
    file = open_csv(write(text.encode()))

    told = file.with_columns((Column.INSURER, Column.NUMBER, Column.BORN))

    assert file.columns == (None, None, None)
    assert [entry.typed.insurer for entry in told.entries()] == ["06139992"]


# ── broken ────────────────────────────────────────────────────────────────────────────────────
def test_lines_with_too_many_cells_are_kept_and_refused(write: Write) -> None:
    file = open_csv(write(f"{HEADING}\n{LINE},x\n{LINE},,\n".encode()))

    assert states_of(file) == [(RowState.REFUSED, "BT14"), (RowState.WAITING, "")]


def test_lines_with_too_few_cells_are_judged_by_what_they_have(write: Write) -> None:
    file = open_csv(write(f"{HEADING}\n06139992,4567,S60.4.12\n06139992,4567\n".encode()))

    assert states_of(file) == [(RowState.WAITING, ""), (RowState.REFUSED, "IN02")]


@pytest.mark.parametrize(
    ("text", "states"),
    [
        (
            f"{HEADING},枝番\n{LINE},01\n{LINE}",
            [(RowState.WAITING, ""), (RowState.REFUSED, "BT14")],
        ),
        (f"{HEADING}\n{LINE}\n{LINE}", [(RowState.WAITING, "")] * 2),
    ],
)
def test_a_last_line_that_was_cut_off_is_refused(
    write: Write, text: str, states: list[tuple[RowState, str]]
) -> None:
    assert states_of(open_csv(write(text.encode()))) == states


def test_a_my_number_in_any_cell_refuses_the_row_and_is_nowhere(write: Write) -> None:
    text = f"{HEADING},備考\n{LINE},123456789018\n06139992,4567,S60.4.12,1234 5678 9018,\n"
    file = open_csv(write(text.encode()))

    assert states_of(file) == [(RowState.REFUSED, "IN06")] * 2
    kept = [inspect(entry, DAY).entry for entry in file.entries()]
    assert [entry.name for entry in kept] == ["山田　花子", ""]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([HEADING.encode(), LINE.encode("cp932")], 2),
        ([HEADING.encode("cp932"), LINE.encode()], 2),
        ([HEADING.encode("cp932"), b"1,2,3,4", LINE.encode("cp932"), LINE.encode()], 4),
        ([HEADING.encode("utf-8-sig"), LINE.encode("cp932")], 2),
        ([HEADING.encode(), b"1,2,3,\xff\xff"], 2),
        ([HEADING.encode("cp932"), b"1,2,3,\xff\xff"], 2),
        ([HEADING.encode(), b"1,2,3,\0"], 2),
    ],
)
def test_mixed_encodings_and_what_is_no_text_are_told_with_the_line(
    write: Write, lines: list[bytes], number: int
) -> None:
    assert trouble_of(write(b"\r\n".join(lines))) == ("BT09", {"line": str(number)})


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped(), "Excel / ZIP"),
        (b"PK\x05\x06" + bytes(18), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table>", "HTML"),
        (b"\xef\xbb\xbf \n<table>", "HTML"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"{\\rtf1}", "Word / RTF"),
        (b"\x1f\x8b\x08", "GZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (f"{HEADING}\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_of_another_kind_is_told_by_what_is_in_it(
    write: Write, content: bytes, kind: str
) -> None:
    assert trouble_of(write(content)) == ("BT08", {"kind": kind})


@pytest.mark.parametrize("content", [b"a," * 1024 * 1024, b"\x7fELF\0\0\0"])
def test_what_is_no_text_of_lines_is_no_list(write: Write, content: bytes) -> None:
    assert trouble_of(write(content)) == ("BT08", {})


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,,\n1,2,3,4\n"])
def test_a_file_without_a_heading_is_told(write: Write, content: bytes) -> None:
    assert trouble_of(write(content)) == ("BT10", {"field": "保険者番号、番号、生年月日"})


def test_columns_that_are_needed_and_missing_are_named(write: Write) -> None:
    text = "氏名,番号\n山田　花子,4567\n"

    assert trouble_of(write(text.encode())) == ("BT10", {"field": "保険者番号、生年月日"})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'{HEADING}\n{LINE}\n06139992,"4567,S60.4.12,山田\n{LINE}\n', "3"),
        (f'{HEADING}\n06139992,"45"67,S60.4.12,山田\n', "2"),
        (f"{HEADING}\n{LINE}\n06139992,45\r67\n", "3"),
        (f'"{HEADING}\n{LINE}\n', "1"),
    ],
)
def test_a_line_that_cannot_be_taken_apart_is_told(write: Write, text: str, line: str) -> None:
    assert trouble_of(write(text.encode())) == ("BT07", {"line": line})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert trouble_of(tmp_path / "missing.csv") == ("BT11", {})


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")

    assert trouble_of(tmp_path) == ("BT11", {})
    assert trouble_of(tmp_path / "pipe.csv") == ("BT11", {})


@pytest.mark.skipif(os.geteuid() == 0, reason="rights bind no administrator")
def test_a_file_that_may_not_be_read_is_told(write: Write) -> None:
    path = write(HEADING.encode())
    path.chmod(0)

    assert trouble_of(path) == ("BT11", {})


def test_a_file_that_changes_while_it_is_read_is_told_at_the_end(write: Write) -> None:
    file = open_csv(write(f"{HEADING}\n{LINE}\n{LINE}\n".encode()))
    write(f"{HEADING}\n{LINE}\n06139992,4568,S60.4.12,\n".encode())

    with pytest.raises(BatchSourceError) as caught:
        list(file.entries())

    assert caught.value.code == "BT12"


def test_a_file_that_becomes_another_while_it_is_read_is_told(write: Write) -> None:
    file = open_csv(write(f"{HEADING}\n{LINE}\n".encode()))
    write(f"{HEADING}\n{LINE}\n".encode("cp932"))

    with pytest.raises(BatchSourceError) as caught:
        list(file.entries())

    assert caught.value.code == "BT12"


def test_a_file_that_is_taken_away_while_it_is_read_is_told(write: Write) -> None:
    path = write(f"{HEADING}\n{LINE}\n".encode())
    file = open_csv(path)
    path.unlink()

    with pytest.raises(BatchSourceError) as caught:
        list(file.entries())

    assert caught.value.code == "BT11"


def test_a_hundred_thousand_lines_are_read(write: Write) -> None:
    path = write(f"{HEADING}\n".encode() + f"{LINE}\n".encode() * 100_000)

    assert sum(1 for _ in open_csv(path).entries()) == 100_000


def test_lines_are_read_one_after_the_other(write: Write) -> None:
    path = write(f"{HEADING}\n".encode() + f"{LINE}\n".encode() * 5_000)
    tracemalloc.start()
    try:
        lines = sum(1 for _ in open_csv(path).entries())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert lines == 5_000
    assert peak < 512 * 1024  # the entries of all lines take ten times as much


@given(st.binary(max_size=200), st.booleans())
def test_whatever_bytes_come_they_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, has_heading: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(f"{HEADING}\n".encode() + content if has_heading else content)

    lines, code = [1], ""
    try:
        lines += [entry.line for entry in open_csv(path).entries()]
    except BatchSourceError as error:
        code = error.code

    assert lines == sorted(set(lines))
    assert code in {"", "BT07", "BT08", "BT09", "BT10"}
