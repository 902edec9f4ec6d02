"""What a ``batch`` process does beside its own rows while an upload takes long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from support.batch_files import csv_file
from support.clinic import Clinic

from reception_app.adapters.system.holidays import is_business_day
from reception_app.app import App
from reception_app.application.batch_ports import BatchFilter
from reception_app.application.catalogue import Lang
from reception_app.cli import batch
from reception_app.cli.batch import BatchSession, WantedBatch
from reception_app.cli.shell import Shell
from reception_app.domain.batch import Batch, BatchCounts, BatchState, Source
from reception_app.domain.batch_schedule import business_day
from reception_app.domain.errors import StoreBusy
from reception_app.domain.policy import JST
from reception_app.options import Options
from reception_app.training.card import TrainingCa
from reception_app.training.service import TrainingService

FOR_EVER = "processing=9999"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TrainingService]:
    folder = tmp_path / "service"
    folder.mkdir()
    ca = TrainingCa.create()
    with TrainingService(folder, trust=[ca.pem], ask_again_s=0.1) as running:
        running.set_faults(FOR_EVER)
        yield running


@pytest.fixture
def clinic(tmp_path: Path, service: TrainingService) -> Clinic:
    made = Clinic(tmp_path, service, card_ca=TrainingCa.create().pem)
    folder = tmp_path / "appointments"
    folder.mkdir()
    made.settings["batch"] = {"at": "00:00", "days_ahead": [1], "first_business_day": False}
    made.settings["batch.appointments"] = {"folder": str(folder)}
    return made


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process look around as soon as it can."""
    monkeypatch.setattr(batch, "_AROUND_S", 0.0)


def session(app: App, wanted: WantedBatch) -> BatchSession:
    return BatchSession(app, Shell(app_options(app), Lang.JA), wanted)


def app_options(app: App) -> Options:
    return Options(data=app.data)


def batches(app: App) -> list[tuple[Batch, BatchCounts]]:
    store = app.store.batches
    return app.call(
        app.store_lane, lambda: [*store.batches(BatchFilter(), 9)], or_else=StoreBusy()
    )


def test_a_file_that_is_done_does_not_wait_for_the_upload_of_another(
    clinic: Clinic, service: TrainingService
) -> None:
    slow = csv_file(clinic.folder, 2, name="slow.csv")
    quick = csv_file(clinic.folder, 5, name="quick.csv")
    wanted = WantedBatch(slow, rows_per_job=10)
    with App(Options(clinic.settings_file, clinic.data)) as app:
        waiting = session(app, wanted)
        threading.Thread(target=_interrupt_when_it_waits, args=(waiting,)).start()
        assert waiting.run() is None

        done = session(app, WantedBatch(quick, parallel=2))
        assert done.run() is None

        assert done.report.counts.answered == 3  # two of them are asked about already
        assert [each.asking for _, each in batches(app)] == [0, 2]


def _interrupt_when_it_waits(waiting: BatchSession) -> None:
    """Stop a worker as Ctrl-C does, once its upload is under way."""
    while waiting._worker is None or not waiting._worker.is_waiting:
        threading.Event().wait(0.01)
    waiting._app.post(waiting._worker.stop)


def test_what_comes_due_meanwhile_is_made_and_asked(
    clinic: Clinic, service: TrainingService
) -> None:
    slow = csv_file(clinic.folder, 2, name="slow.csv")
    told = threading.Thread(target=_book_meanwhile, args=(clinic, service))
    with App(Options(clinic.settings_file, clinic.data)) as app:
        first = session(app, WantedBatch(slow, rows_per_job=10))
        threading.Thread(target=_interrupt_when_it_waits, args=(first,)).start()
        first.run()

        told.start()
        assert session(app, WantedBatch(is_due=True)).run() is None
        told.join()

        made = [each for each, _ in batches(app) if each.rows_per_job]
        assert {each.source for each in made} == {Source.CSV, Source.APPOINTMENTS}
        assert {each.state for each in made} == {BatchState.DONE}


def _book_meanwhile(clinic: Clinic, service: TrainingService) -> None:
    """Bring the list of the next business day; the upload comes to its end after that is asked."""
    on = business_day(datetime.now(JST).date(), 1, is_business_day)
    made = csv_file(clinic.folder, 4, name="list.csv")
    made.rename(clinic.folder / "appointments" / f"yoyaku_{on:%Y%m%d}.csv")
    while len(service.counts.questions) < 4:
        threading.Event().wait(0.01)
    service.set_faults()
