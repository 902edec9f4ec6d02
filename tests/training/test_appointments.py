from __future__ import annotations

from datetime import date
from pathlib import Path

from reception_app.adapters.batch_sources.registry import load_source
from reception_app.training.appointments import write_appointments

TODAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 23)


def test_tomorrow_has_41_appointments_of_invented_people(tmp_path: Path) -> None:
    write_appointments(tmp_path / "appointments", TODAY)
    folder = {"folder": str(tmp_path / "appointments"), "data_folder": str(tmp_path)}

    found = list(load_source("csv-folder", folder).read(TOMORROW, TOMORROW))

    assert len(found) == 41
    assert not [entry for entry in found if entry.flaw or not entry.typed.insurer]
    assert sum("旧姓" in entry.name for entry in found) == 2


def test_each_start_writes_it_anew(tmp_path: Path) -> None:
    write_appointments(tmp_path, date(2026, 1, 1))
    write_appointments(tmp_path, TODAY)

    assert [path.name for path in tmp_path.iterdir()] == ["appointments.csv"]
    assert "2026-01" not in (tmp_path / "appointments.csv").read_text("utf-8-sig")
