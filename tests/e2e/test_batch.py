"""``batch`` as the whole program: files, both styles, outages, kills, and two at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.batch_files import HANAKO_LINE, csv_file
from support.clinic import PROGRAM, Clinic, Ran
from support.pcscd import wait_until

from reception_app.adapters.system.batch_lock import CounterSign
from reception_app.domain.policy import JST
from reception_app.training.card import TrainingCa
from reception_app.training.service import TrainingService

INVALID = "2,,,06139992,300,6001,00,19910110"
BROKEN = "3,,,bad,41,5504,00,19960401"
STYLES = pytest.mark.parametrize("style", [("--parallel", "4"), ("--rows-per-job", "10")])


@pytest.fixture
def service(tmp_path: Path, ca: TrainingCa) -> Iterator[TrainingService]:
    folder = tmp_path / "service"
    folder.mkdir()
    with TrainingService(folder, trust=[ca.pem], delay_ms=10) as running:
        yield running


def batch(clinic: Clinic, *arguments: str | Path) -> Ran:
    return clinic.run("batch", "--json", *map(str, arguments))


@contextmanager
def start(clinic: Clinic, *arguments: str | Path) -> Generator[subprocess.Popen[bytes]]:
    """A batch that runs; it is killed at the end of the block, if it has not ended."""
    with subprocess.Popen(
        clinic.command("batch", "--json", *map(str, arguments)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, dict[str, Any]]:
    out, err = process.communicate(timeout=60)
    assert b"Traceback" not in err, err.decode()
    return process.returncode, json.loads(out)


def asked(service: TrainingService) -> list[int]:
    """Return under how many ids each question reached the service."""
    return list(service.counts.questions.values())


@STYLES
def test_everybody_is_asked_once(
    clinic: Clinic, service: TrainingService, style: tuple[str, ...]
) -> None:
    file = csv_file(clinic.folder, 40, HANAKO_LINE, INVALID, BROKEN)

    ran = batch(clinic, file, *style)

    document = ran.document
    assert ran.brief == (0, None), ran.err
    assert (document["rows"], document["refused"], document["done"]) == (43, 1, 42)
    assert (document["failed"], document["waiting"], document["changed"]) == (0, 0, 0)
    assert document["verdicts"]["valid"] == document["verdicts"]["invalid"] == 1
    assert document["verdicts"]["not-found"] == 40
    assert document["resumed"] is False
    assert asked(service) == [1] * 42
    results = clinic.results()
    assert {each["method"] for each in results} == {"batch"}
    assert clinic.handed_over() == []


def test_the_same_file_again_asks_nobody(clinic: Clinic, service: TrainingService) -> None:
    file = csv_file(clinic.folder, 5)
    first = batch(clinic, file).document

    again = batch(clinic, file).document

    assert again == {**first, "resumed": True}
    assert asked(service) == [1] * 5


def test_the_same_people_in_another_file_are_left_out(
    clinic: Clinic, service: TrainingService
) -> None:
    batch(clinic, csv_file(clinic.folder, 5))

    other = batch(clinic, csv_file(clinic.folder, 6, name="other.csv")).document

    assert (other["rows"], other["refused"], other["done"]) == (6, 5, 1)
    assert asked(service) == [1] * 6


@STYLES
def test_a_killed_batch_goes_on_where_it_was(
    clinic: Clinic, service: TrainingService, style: tuple[str, ...]
) -> None:
    file = csv_file(clinic.folder, 60)
    with start(clinic, file, *style) as process:
        wait_until(lambda: len(asked(service)) >= 10, "it is under way")
        process.send_signal(signal.SIGKILL)

    ran = batch(clinic, file, *style)

    assert ran.brief == (0, None)
    assert (ran.document["done"], ran.document["resumed"]) == (60, True)
    assert asked(service) == [1] * 60


def test_a_batch_goes_on_without_its_file(clinic: Clinic, service: TrainingService) -> None:
    with start(clinic, csv_file(clinic.folder, 60), "--parallel", "4") as process:
        wait_until(lambda: len(asked(service)) >= 10, "it is under way")
        process.send_signal(signal.SIGKILL)

    document = batch(clinic).document

    assert (document["batch_id"], document["done"]) == (None, 60)
    assert asked(service) == [1] * 60


@STYLES
def test_an_interruption_saves_what_was_answered(
    clinic: Clinic, service: TrainingService, style: tuple[str, ...]
) -> None:
    file = csv_file(clinic.folder, 300)
    with start(clinic, file, *style) as process:
        wait_until(lambda: len(asked(service)) >= 20, "it is under way")
        process.send_signal(signal.SIGINT)
        status, document = ended(process)

    assert (status, document["error"]) == (130, None)
    assert document["done"] + document["waiting"] == 300
    assert document["waiting"] > 0
    again = batch(clinic, file, *style).document
    assert again["done"] == 300
    assert asked(service) == [1] * 300


def test_a_service_in_maintenance_stops_the_batch_and_no_row(
    clinic: Clinic, service: TrainingService
) -> None:
    file = csv_file(clinic.folder, 200)
    with start(clinic, file, "--parallel", "4") as process:
        wait_until(lambda: len(asked(service)) >= 20, "it is under way")
        service.set_faults("maintenance=3600")
        status, document = ended(process)
    assert (status, document["error"]["code"]) == (30, "BK02")
    assert document["done"] + document["waiting"] == 200
    assert document["failed"] == 0
    assert batch(clinic).document["waiting"] == 0  # it waits: not even looked at

    service.set_faults()
    again = batch(clinic, file, "--parallel", "4")

    assert (again.status, again.document["done"]) == (0, 200)
    assert asked(service) == [1] * 200


def test_a_service_that_cannot_be_reached_is_said_and_nothing_is_lost(
    clinic: Clinic, service: TrainingService
) -> None:
    file = csv_file(clinic.folder, 5)
    url = "https://127.0.0.1:1"
    away = clinic.with_settings("backend.https", url=url)

    ran = batch(away, file)

    assert ran.brief == (20, "NW01")
    assert (ran.document["done"], ran.document["waiting"]) == (0, 5)
    assert batch(clinic, file).document["done"] == 5
    assert asked(service) == [1] * 5


def test_two_at_once_work_as_one(clinic: Clinic, service: TrainingService) -> None:
    file = csv_file(clinic.folder, 80)

    with start(clinic, file) as first, start(clinic, file) as second:
        ends = [ended(first), ended(second)]

    assert [status for status, _ in ends] == [0, 0]
    assert [document["done"] for _, document in ends] == [80, 80]
    assert len({document["batch_id"] for _, document in ends}) == 1
    assert asked(service) == [1] * 80


def test_a_worker_beside_a_worker_ends_at_once(clinic: Clinic, service: TrainingService) -> None:
    with start(clinic, csv_file(clinic.folder, 300)) as working:
        wait_until(lambda: len(asked(service)) >= 5, "it is under way")

        ran = batch(clinic)

        assert (ran.status, ran.document["rows"]) == (0, 0)
        assert working.poll() is None
        working.send_signal(signal.SIGTERM)
        assert ended(working)[0] == 130


def test_nothing_is_asked_while_the_counter_is_busy(
    clinic: Clinic, service: TrainingService
) -> None:
    clinic.data.mkdir(mode=0o700)
    sign = CounterSign(clinic.data)
    sign.show(is_busy=True)
    with start(clinic, csv_file(clinic.folder, 10)) as process:
        wait_until(lambda: "/v1/service" in service.counts.requests, "it has a connection")
        assert asked(service) == []

        sign.show(is_busy=False)

        assert ended(process)[1]["done"] == 10


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04" + bytes(200), "BT08"),
        ("氏名,住所\n練習,東京\n".encode(), "BT10"),
        (b"", "BT10"),
    ],
)
def test_a_file_that_cannot_be_used_is_said(clinic: Clinic, content: bytes, code: str) -> None:
    file = clinic.folder / "appointments.csv"
    file.write_bytes(content)

    ran = batch(clinic, file)

    assert ran.brief == (70, code)
    assert ran.document["batch_id"] is None


def test_a_file_that_is_not_there_is_said(clinic: Clinic) -> None:
    assert batch(clinic, clinic.folder / "nowhere.csv").brief == (70, "BT11")


@pytest.mark.parametrize(
    "arguments",
    [("x.csv", "--parallel", "2", "--rows-per-job", "5"), ("--on", "2026-11-22"), ("a", "b")],
)
def test_what_makes_no_sense_is_wrong_usage(clinic: Clinic, arguments: tuple[str, ...]) -> None:
    assert clinic.run("batch", *arguments).status == 2


def test_uploads_need_a_service_that_takes_them(clinic: Clinic) -> None:
    web = clinic.with_settings("backend", name="oqs-webapi")
    options = web.settings.pop("backend.https")
    url = options.pop("url")
    web.settings["backend.oqs-webapi"] = {
        **options,
        "auth_url": url,
        "search_url": url,
        "user": "u",
    }

    ran = batch(web, csv_file(clinic.folder, 2), "--rows-per-job", "5")

    assert ran.brief == (70, "SE01")


def test_words_and_a_day_for_people(clinic: Clinic, service: TrainingService) -> None:
    ran = clinic.run("batch", str(csv_file(clinic.folder, 3)), "--on", "2026-12-01")

    assert ran.status == 0
    assert "全3行：確認済み 3" in ran.out.decode()
    assert asked(service) == [1] * 3
    assert {each["on"] for each in clinic.results()} == {"2026-12-01"}


def test_the_one_day_that_a_file_says_is_the_day_that_is_asked_for(clinic: Clinic) -> None:
    day = (datetime.now(JST) + timedelta(days=3)).date()
    file = clinic.folder / "appointments.csv"
    lines = [f"{day},06139992,１２３,{n},00,19850412" for n in (1, 2)]
    heading = "予約日,保険者番号,記号,番号,枝番,生年月日"
    file.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")

    assert batch(clinic, file).document["done"] == 2
    assert {each["on"] for each in clinic.results()} == {day.isoformat()}


def test_a_batch_in_training(tmp_path: Path) -> None:
    file = csv_file(tmp_path, 2, HANAKO_LINE)
    command = [*PROGRAM, "--training", "--data", str(tmp_path / "data"), "batch", str(file)]

    done = subprocess.run(
        [*command, "--json"], capture_output=True, check=True, timeout=60, env={**os.environ}
    )

    assert json.loads(done.stdout)["verdicts"]["valid"] == 1
