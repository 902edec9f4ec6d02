"""A window that is open makes what is due by itself, through the real worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from support.batch_files import HANAKO_LINE, csv_file
from support.clinic import Clinic
from support.desk_window import DeskWindow

from reception_app.adapters.system.batch_lock import WorkerLock
from reception_app.adapters.system.holidays import is_business_day
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.domain.batch import BatchState, Source
from reception_app.domain.batch_desk import BatchDeskNow
from reception_app.domain.batch_schedule import business_day
from reception_app.domain.policy import JST
from reception_app.options import Options
from reception_app.training.card import TrainingCa
from reception_app.training.service import TrainingService


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic whose evening begins at midnight, so that it has always begun."""
    ca = TrainingCa.create()
    folder = tmp_path / "service"
    folder.mkdir()
    with TrainingService(folder, trust=[ca.pem]) as service:
        made = Clinic(tmp_path, service, card_ca=ca.pem)
        lists = tmp_path / "appointments"
        lists.mkdir()
        made.settings["batch"] = {"at": "00:00", "days_ahead": [1], "first_business_day": False}
        made.settings["batch.appointments"] = {"folder": str(lists)}
        on = business_day(datetime.now(JST).date(), 1, is_business_day)
        csv_file(tmp_path, 2, HANAKO_LINE).rename(lists / f"yoyaku_{on:%Y%m%d}.csv")
        yield made


def test_what_is_due_is_asked_about_while_the_window_is_open(
    qapp: QApplication, tmp_path: Path, clinic: Clinic
) -> None:
    desk = DeskWindow(qapp, tmp_path, Options(settings=clinic.settings_file, data=clinic.data))
    assert desk.program.begin()

    def now() -> BatchDeskNow:
        shell = desk.program.batches
        return BatchDeskNow() if shell is None or shell._desk is None else shell._desk.now

    def ended() -> bool:
        newest = now().work.batch
        return newest is not None and newest.state is BatchState.DONE

    desk.until(ended, 60)
    seen = now()
    desk.until(lambda: not WorkerLock(clinic.data).is_taken, 30)
    desk.close()

    assert seen.work.batch is not None
    assert (seen.work.batch.source, seen.work.batch.operator) == (Source.APPOINTMENTS, BY_ITSELF)
    assert seen.work.counts.answered == 3
    assert seen.forecast is not None
    assert seen.forecast.booked == 3
