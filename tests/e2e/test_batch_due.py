"""``batch --due`` as the whole program, as a timer starts it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from support.batch_files import csv_file
from support.clinic import Clinic, Ran

from reception_app.adapters.system.batch_lock import WorkerLock
from reception_app.adapters.system.holidays import is_business_day
from reception_app.domain.batch_schedule import business_day
from reception_app.domain.policy import JST
from reception_app.training.service import TrainingService


@pytest.fixture
def nightly(clinic: Clinic) -> Clinic:
    """A clinic whose evening begins at midnight, so that it has always begun."""
    folder = clinic.folder / "appointments"
    folder.mkdir()
    clinic.settings["batch"] = {"at": "00:00", "days_ahead": [1], "first_business_day": False}
    clinic.settings["batch.appointments"] = {"folder": str(folder)}
    return clinic


def due(clinic: Clinic) -> Ran:
    ran = clinic.run("batch", "--due", "--json")
    assert ran.status in {0, 70}, ran.err
    return ran


def book(clinic: Clinic, people: int) -> None:
    """Put a list of the next business day into the folder."""
    on = business_day(datetime.now(JST).date(), 1, is_business_day)
    assert isinstance(on, date)
    made = csv_file(clinic.folder, people)
    made.rename(clinic.folder / "appointments" / f"yoyaku_{on:%Y%m%d}.csv")


def test_the_appointments_of_the_next_business_day_are_asked_about_once(
    nightly: Clinic, service: TrainingService
) -> None:
    book(nightly, 3)

    first, second = due(nightly).document, due(nightly).document

    assert (first["rows"], first["done"], first["error"]) == (3, 3, None)
    assert (second["rows"], second["error"]) == (0, None)
    assert list(service.counts.questions.values()) == [1] * 3


def test_a_folder_that_is_not_there_yet_is_no_end(
    nightly: Clinic, service: TrainingService
) -> None:
    folder = nightly.folder / "appointments"
    folder.rename(nightly.folder / "elsewhere")
    assert due(nightly).document["rows"] == 0

    folder.mkdir()
    book(nightly, 2)
    assert due(nightly).document["done"] == 2


def test_beside_another_worker_it_ends_at_once(nightly: Clinic, service: TrainingService) -> None:
    book(nightly, 2)
    nightly.data.mkdir()
    lock = WorkerLock(nightly.data)
    assert lock.acquire()
    try:
        ran = due(nightly)
    finally:
        lock.release()

    assert ran.brief == (0, None)
    assert not service.counts.questions


def test_a_file_and_the_schedule_exclude_each_other(
    nightly: Clinic, service: TrainingService
) -> None:
    assert nightly.run("batch", "list.csv", "--due").status == 2
