"""What the columns of a list of patients mean, and what a line of it says; pure, no file.

A heading is understood in Japanese or English, in any width, whatever stands in brackets behind
it. One that is not understood is left out, and nothing of its column is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum, unique
from itertools import zip_longest
from typing import Final, TypeAlias

from reception_app.domain.appointment import (
    day_typed,
    moment_typed,
    time_typed,
    without_midnight,
)
from reception_app.domain.batch import BatchEntry
from reception_app.domain.my_number import holds_my_number
from reception_app.domain.number_entry import Flaw, TypedNumbers
from reception_app.domain.policy import JST
from reception_app.domain.spreadsheet import cell_as_meant

CELLS_DO_NOT_FIT: Final = "BT14"
"""A line has other cells than there are headings, so nobody knows which is which.

Or one of them is far too long for its column: then a quotation mark swallowed others.
"""
DAY_NOT_READ: Final = "BT15"
"""Something stands where the day of the appointment should be, but no day."""


@unique
class Column(StrEnum):
    """What a column says of the patient."""

    PATIENT_NUMBER = "patient-number"
    NAME = "name"
    KANA = "kana"
    INSURER = "insurer"
    SYMBOL = "symbol"
    NUMBER = "number"
    BRANCH = "branch"
    BORN = "born"
    PHONE = "phone"
    DAY = "day"
    """予約日, without or beside a time"""
    TIME = "time"
    MOMENT = "moment"
    """予約日時 in one"""


Columns: TypeAlias = "tuple[Column | None, ...]"
"""Of a file, from the left; None for a column that is left out."""

REQUIRED: Final = (Column.INSURER, Column.NUMBER, Column.BORN)

LABELS: Final = {
    Column.PATIENT_NUMBER: "患者番号",
    Column.NAME: "氏名",
    Column.KANA: "カナ",
    Column.INSURER: "保険者番号",
    Column.SYMBOL: "記号",
    Column.NUMBER: "番号",
    Column.BRANCH: "枝番",
    Column.BORN: "生年月日",
    Column.PHONE: "電話番号",
    Column.DAY: "予約日",
    Column.TIME: "予約時刻",
    Column.MOMENT: "予約日時",
}
"""Headings as we write them ourselves, and what messages call a column."""

_HEADINGS: Final = {
    Column.PATIENT_NUMBER: """患者番号 患者ID 患者No 患者コード 診察券番号 診察券No カルテ番号
        カルテNo 照会番号 PatientNumber PatientNo PatientID PatientCode ChartNumber ChartNo
        ReferenceNumber""",
    Column.NAME: """氏名 患者氏名 患者名 名前 お名前 漢字氏名 氏名漢字 患者漢字氏名 Name
        PatientName FullName""",
    Column.KANA: """カナ かな カナ氏名 かな氏名 氏名カナ 氏名かな 患者カナ 患者カナ氏名
        患者氏名カナ 患者名カナ フリガナ ふりがな 氏名フリガナ 氏名ふりがな 患者フリガナ 読み
        よみ ヨミ 氏名カタカナ Kana NameKana KanaName PatientKana PatientNameKana Phonetic""",
    Column.INSURER: "保険者番号 保険者No 保険者 Insurer InsurerNumber InsurerNo",
    Column.SYMBOL: """記号 被保険者証記号 被保険者記号 保険証記号 証記号 Symbol InsuredSymbol
        InsuredCardSymbol""",
    Column.NUMBER: """番号 被保険者証番号 被保険者番号 保険証番号 証番号 Number InsuredNumber
        InsuredIdentificationNumber""",
    Column.BRANCH: """枝番 枝番号 被保険者証枝番 被保険者枝番 保険証枝番 Branch BranchNumber
        InsuredBranchNumber""",
    Column.BORN: "生年月日 誕生日 患者生年月日 Birthdate Birthday Born DateOfBirth DOB",
    Column.PHONE: """電話番号 電話 連絡先 連絡先電話番号 携帯電話番号 携帯電話 携帯番号 携帯
        自宅電話番号 自宅電話 患者電話番号 Phone PhoneNumber Tel Telephone Mobile MobilePhone""",
    Column.DAY: """予約日 予約年月日 来院日 来院予定日 受診日 受診予定日 診療日 診療予定日
        Date AppointmentDate VisitDate""",
    Column.TIME: """予約時刻 予約時間 予約開始時刻 予約開始時間 来院時刻 来院時間 来院予定時刻
        時刻 時間 Time AppointmentTime VisitTime StartTime""",
    Column.MOMENT: """予約日時 予約 来院日時 来院予定日時 受診日時 診療日時 Appointment
        AppointmentAt AppointmentDateTime DateTime""",
}
_BRACKETS: Final = re.compile(r"\([^)]*\)|\[[^]]*\]|【[^】]*】|〔[^〕]*〕|<[^>]*>")
_MOMENTS: Final = frozenset({Column.DAY, Column.TIME, Column.MOMENT})
_DAYS: Final = (Column.DAY, Column.MOMENT)
_KEPT: Final = frozenset(Column) - _MOMENTS
_LONGEST: Final = 200
"""No heading, and no cell of a column that is understood, is longer."""


def columns_of(heading: Sequence[str]) -> Columns:
    """Return what each heading means; of two that mean the same the first one counts."""
    found: list[Column | None] = []
    for text in heading:
        meaning = _meaning(text)
        found.append(None if meaning in found else meaning)
    return tuple(found)


def missing_columns(columns: Columns) -> tuple[Column, ...]:
    """Return the columns without which nobody can be asked about, but which are not there."""
    return tuple(column for column in REQUIRED if column not in columns)


def heading_form(heading: Sequence[str]) -> tuple[str, ...]:
    """Return a heading in one form, so that the same heading is known again."""
    return tuple(_form(text) for text in heading)


def entry_of(
    line: int,
    cells: Sequence[str],
    columns: Columns,
    *,
    on: date | None = None,
    needs_day: bool = False,
) -> BatchEntry:
    """Return what a line says.

    Cells that are missing at its end are empty, and so is one that is far too long. What is wrong
    with the line as a whole is said in ``flaw``: more cells than columns, such a cell, a My Number
    in a cell that is not kept, no day where one is needed.

    Args:
        line: Of the source, from 1.
        cells: As they stand there.
        columns: What they mean.
        on: The day of its appointment, where no column says it.
        needs_day: Whether the day has to be read, where the line says one.
    """
    meant = [cell_as_meant(cell) for cell in cells]
    said = {column: cell for column, cell in zip(columns, meant, strict=False) if column}
    too_long = [column for column, cell in said.items() if len(cell) > _LONGEST]
    said.update(dict.fromkeys(too_long, ""))
    appointment = _appointment(said, on)
    flaw = _flaw(meant, columns, is_moment_known=appointment is not None)
    flaw = flaw or (CELLS_DO_NOT_FIT if too_long else "")
    if needs_day and appointment is None and any(map(said.get, _DAYS)):
        flaw = flaw or DAY_NOT_READ
    return BatchEntry(
        line=line,
        typed=TypedNumbers(
            said.get(Column.INSURER, ""),
            said.get(Column.SYMBOL, ""),
            said.get(Column.NUMBER, ""),
            said.get(Column.BRANCH, ""),
            without_midnight(said.get(Column.BORN, "")),
        ),
        patient_number=said.get(Column.PATIENT_NUMBER, ""),
        name=said.get(Column.NAME, ""),
        kana=said.get(Column.KANA, ""),
        phone=said.get(Column.PHONE, ""),
        appointment=appointment,
        flaw=flaw,
    )


def says_a_day(columns: Columns) -> bool:
    """Whether a file says for which day each appointment is."""
    return any(column in columns for column in _DAYS)


def _meaning(heading: str) -> Column | None:
    if len(heading) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", heading)
    return _MEANINGS.get(_form(plain)) or _MEANINGS.get(_form(_BRACKETS.sub("", plain)))


def _form(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(char for char in plain if char.isalnum())


_MEANINGS: Final = {
    _form(heading): column for column, text in _HEADINGS.items() for heading in text.split()
}


def _appointment(said: Mapping[Column, str], on: date | None) -> datetime | None:
    """A day without a time that can be read is a day at midnight: no time is made up."""
    moment, at = said.get(Column.MOMENT, ""), time_typed(said.get(Column.TIME, ""))
    told = moment_typed(moment)
    if told is not None:
        return told
    day = day_typed(said.get(Column.DAY, "")) or day_typed(moment) or on
    return None if day is None else datetime.combine(day, at or time(), tzinfo=JST)


def _flaw(meant: Sequence[str], columns: Columns, *, is_moment_known: bool) -> str:
    """Fields of the entry are looked at by the preflight; here is what nobody looks at later."""
    kept = (_KEPT | _MOMENTS) if is_moment_known else _KEPT
    others = [cell for cell, column in zip_longest(meant, columns) if cell and column not in kept]
    if others and holds_my_number("x".join(others)) and any(map(_is_my_number, others)):
        return Flaw.MY_NUMBER
    return CELLS_DO_NOT_FIT if any(meant[len(columns) :]) else ""


def _is_my_number(cell: str) -> bool:
    # 202611220930 has twelve digits, and one in eleven of such moments would look like one.
    return holds_my_number(cell) and moment_typed(cell) is None
