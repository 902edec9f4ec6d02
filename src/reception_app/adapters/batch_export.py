"""Writes rows of batches to a CSV file for people; no cell of it is ever taken for a formula.

The columns that a batch can be read from again have the headings that ``batch_columns`` knows.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path
from typing import Final

from reception_app.adapters.durable import PRIVATE_FILE, write_new
from reception_app.application.catalogue import Lang, message
from reception_app.domain.batch import BatchRow, Change, Kept, OtherItem, Outcome, RowState
from reception_app.domain.batch_columns import LABELS, Column
from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import ExportRefused
from reception_app.domain.matching import Item
from reception_app.domain.policy import JST
from reception_app.domain.spreadsheet import cell_to_write

_NOT_WRITABLE: Final = "〓"
"""What Japanese print has always set for a character that it has not got."""
_BY_PERSON: Final = (
    Column.DAY,
    Column.TIME,
    Column.PATIENT_NUMBER,
    Column.NAME,
    Column.KANA,
    Column.PHONE,
    Column.BORN,
    Column.INSURER,
    Column.SYMBOL,
    Column.NUMBER,
    Column.BRANCH,
)
HEADING: Final = (
    *(LABELS[column] for column in _BY_PERSON),
    "状態",
    "理由",
    "前回との違い",
    "照会日時",
    "担当",
    "電話した日時",
    "メモ",
)
_STATES: Final = {
    RowState.REFUSED: "点検NG",
    RowState.EXCLUDED: "除外",
    RowState.WAITING: "未送信",
    RowState.ASKING: "照会中",
    RowState.UNKNOWN: "照会したか不明",
    RowState.ANSWERED: "回答あり",
    RowState.FAILED: "エラー",
}
_OUTCOMES: Final = {
    Outcome.INVALID: "無効",
    Outcome.INVALID_NEWER_EXISTS: "無効（新しい資格あり）",
    Outcome.NOT_FOUND: "該当なし",
    Outcome.SEVERAL: "複数該当",
    Outcome.OTHER_PERSON: "別の方の回答",
    Outcome.UNKNOWN_CODE: "判定できない回答",
    Outcome.NOT_REGISTERED: "有効（未登録）",
    Outcome.CHANGED: "有効・変更あり",
    Outcome.UNCHANGED: "有効・変更なし",
    Outcome.ERROR: "エラー",
}
_KEPT: Final = {
    Kept.TWICE: "同じ患者さんの同じ保険が、上の行にあります。",
    Kept.ASKED_TODAY: "照会済みです。",
    Kept.CHECKED_BY_CARD: "今月すでにカードで確認済みです。",
    Kept.DAY_IS_OVER: "日付が過ぎたため照会しませんでした。",
}
_ITEMS: Final[dict[str, str]] = {
    Item.NAME: "氏名",
    Item.KANA: "カナ",
    Item.OTHER_NAME: "氏名（その他）",
    Item.OTHER_KANA: "カナ（その他）",
    Item.BORN: "生年月日",
    Item.SEX: "性別",
    Item.POST_NUMBER: "郵便番号",
    Item.ADDRESS: "住所",
    Item.INSURER: "保険者番号",
    Item.SYMBOL: "記号",
    Item.NUMBER: "番号",
    Item.BRANCH: "枝番",
    Item.RELATION: "本人・家族",
    Item.CARD_CLASS: "証区分",
    Item.QUALIFIED: "資格取得日",
    Item.DISQUALIFIED: "資格喪失日",
    Item.VALID_UNTIL: "有効期限",
    Item.RATIO: "負担割合",
    Item.ELDERLY_RATIO: "高齢受給者の負担割合",
    Item.LIMIT: "限度額適用区分",
    OtherItem.VALIDITY: "資格有効性",
    OtherItem.VALID_FROM: "有効開始日",
    OtherItem.REASON_OF_LOSS: "喪失事由",
    OtherItem.LIMIT_CHANGED: "限度額の変更の有無",
    OtherItem.REFERENCE_NUMBER: "照会番号",
}
_VERDICTS: Final = {
    Verdict.VALID: "有効",
    Verdict.INVALID: "無効",
    Verdict.INVALID_NEWER_EXISTS: "無効（新しい資格あり）",
    Verdict.VALID_NOT_REGISTERED: "有効（未登録）",
}
"""Both sides of ``OtherItem.VALIDITY``."""


@unique
class ExportEncoding(StrEnum):
    """Characters of the file."""

    UTF_8 = "utf-8-sig"
    """With the byte order mark without which Excel takes it for something else"""
    CP932 = "cp932"


def export_rows(
    path: Path, rows: Iterable[BatchRow], *, encoding: ExportEncoding = ExportEncoding.UTF_8
) -> None:
    """Write rows to a file, whole or not at all; one that stands there is replaced.

    Args:
        path: Only its owner can read it.
        rows: In the order of the file.
        encoding: What the code page 932 has no character for becomes 〓.

    Raises:
        ExportRefused: it cannot be written there; what stood there is as it was.
    """
    content = _content((HEADING, *map(_cells, rows)), encoding)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            write_new(aside, content, mode=PRIVATE_FILE)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise ExportRefused from error


def _content(lines: Iterable[Sequence[str]], encoding: ExportEncoding) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([cell_to_write(cell) for cell in line] for line in lines)
    return _encoded(text.getvalue(), encoding)


def _encoded(text: str, encoding: ExportEncoding) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        kept = (char if _has(encoding, char) else _NOT_WRITABLE for char in text)
        return "".join(kept).encode(encoding)


def _has(encoding: ExportEncoding, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _cells(row: BatchRow) -> tuple[str, ...]:
    entry, typed = row.entry, row.entry.typed
    day, at = _day_and_time(entry.appointment)
    return (
        day,
        at,
        entry.patient_number,
        entry.name,
        entry.kana,
        entry.phone,
        typed.born,
        typed.insurer,
        typed.symbol,
        typed.number,
        typed.branch,
        _STATES[row.state] if row.outcome is None else _OUTCOMES[row.outcome],
        _reason(row),
        "、".join(map(_change, row.changes)),
        _moment(row.answered_at),
        row.owner,
        _moment(row.called_at),
        row.memo,
    )


def _reason(row: BatchRow) -> str:
    if row.state is RowState.EXCLUDED:
        return _KEPT[Kept(row.reason)] if row.reason else ""
    codes = dict.fromkeys((*row.reason.split(), row.error_code))
    return "".join(message(code, Lang.JA) for code in codes if code)


def _change(change: Change) -> str:
    before, after = change.before.strip(), change.after.strip()
    if change.item == OtherItem.VALIDITY:
        before, after = _VERDICTS[Verdict(before)], _VERDICTS[Verdict(after)]
    return f"{_ITEMS[change.item]} {before} → {after}"


def _day_and_time(moment: datetime | None) -> tuple[str, str]:
    day, _, at = _moment(moment).partition(" ")
    return day, "" if at == "00:00" else at


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(JST):%Y/%m/%d %H:%M}"
