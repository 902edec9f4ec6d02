"""Figure of the pre-flight: a list of patients as a file, until each row is inspected."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from itertools import count
from pathlib import Path

from support.stores import fresh_store

from reception_app.adapters.batch_sources.csv_file import open_csv
from reception_app.application.batch_making import inspected_rows
from reception_app.domain.batch import RowId, RowState
from reception_app.domain.check_digit import check_digit

ROWS = 20_000
_DAY = date(2026, 11, 24)
_HEADING = "予約日時,患者番号,氏名,カナ,生年月日,保険者番号,記号,番号,枝番,電話番号,備考"


def preflight_s() -> float:
    """Return how long all rows of a file took: read, inspected, held against an empty store."""
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        path = Path(name, "list.csv")
        path.write_text("\r\n".join((_HEADING, *map(_line, range(ROWS)))), "cp932", newline="")
        store, numbers = fresh_store(Path(name, "store")), count()
        try:
            begun = time.perf_counter()
            entries = open_csv(path).entries()
            rows = inspected_rows(
                entries,
                _DAY,
                store=store.batches,
                new_row_id=lambda: RowId(f"{next(numbers):032x}"),
            )
            took_s = time.perf_counter() - begun
        finally:
            store.close()
    assert [row.state for row in rows] == [RowState.WAITING] * ROWS
    return took_s


def _line(number: int) -> str:
    body = f"0613{number % 1000:03}"
    return (
        f"2026/11/24 {9 + number % 9}:{number % 60:02},{number:06},山田　花子,ﾔﾏﾀﾞ ﾊﾅｺ,"
        f"S{number % 60 + 3}.{number % 12 + 1}.{number % 28 + 1},{body}{check_digit(body)},"
        f"１２－{number % 90},{number},01,03-1234-{number % 10_000:04},初診"
    )
