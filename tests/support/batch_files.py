"""CSV files for ``batch``: people who differ, most of whom the service does not know."""

from __future__ import annotations

from pathlib import Path

HEADING = "患者番号,氏名,カナ,保険者番号,記号,番号,枝番,生年月日"
HANAKO_LINE = "1,練習　花子,レンシュウ ハナコ,06139992,１２３,4567,00,S60.4.12"


def csv_file(folder: Path, rows: int, *lines: str, name: str = "appointments.csv") -> Path:
    """Return a file of so many people, with further lines at its end."""
    people = [f"{n},,,06139992,１２３,{10_000 + n},00,19850412" for n in range(rows)]
    path = folder / name
    path.write_text("\n".join([HEADING, *people, *lines, ""]), encoding="utf-8")
    return path
