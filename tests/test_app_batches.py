"""What runs by itself, from settings to sources and timer."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from support.waiting import wait_for

from reception_app.adapters.batch_sources.in_time import InTime
from reception_app.app import App
from reception_app.app_batches import BatchTimer, batch_timer, plan_parts, read_patients
from reception_app.desk_batches import prepare_batch_desk
from reception_app.domain.batch import BatchEntry, Source
from reception_app.domain.errors import BatchSourceError
from reception_app.domain.number_entry import TypedNumbers
from reception_app.options import Options


class FakeTimer:
    """A timer that keeps what it was told."""

    def __init__(self) -> None:
        self.command: Sequence[str] | None = None

    def is_installed(self) -> bool:
        return self.command is not None

    def install(self, command: Sequence[str]) -> None:
        self.command = command

    def remove(self) -> None:
        self.command = None


def test_in_training_nothing_runs_by_itself(tmp_path: Path) -> None:
    with App(Options(training=True, data=tmp_path / "data")) as app:
        parts = plan_parts(app)
        nobody = [
            *parts.read(Source.CSV, date(2026, 11, 24)),
            *read_patients(app, Source.LAST_MONTH, date(2026, 11, 24), date(2026, 11, 24)),
        ]

    assert (parts.schedule.days_ahead, parts.schedule.first_business_day) == ((), False)
    assert parts.has_appointments
    assert nobody == []


def _reading() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "batch-source"]


class HangingSource:
    """A source whose folder does not answer."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def read(self, first: date, last: date) -> Iterator[BatchEntry]:
        self.released.wait()
        yield BatchEntry(1, TypedNumbers(), name=f"{first} {last}")


def test_a_source_that_hangs_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = HangingSource()
    monkeypatch.setattr("reception_app.app_batches.load_source", lambda *_: source)
    with App(Options(training=True, data=tmp_path / "data")) as app:
        app.batch_reading = InTime(limit_s=0.01)
        with pytest.raises(BatchSourceError) as caught:
            plan_parts(app).read(Source.APPOINTMENTS, date(2026, 11, 24))

    source.released.set()
    wait_for(lambda: not _reading())
    assert caught.value.code == "BT11"


def test_a_file_in_a_folder_that_hangs_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()
    monkeypatch.setattr("reception_app.desk_batches.open_csv", lambda _: released.wait())
    with App(Options(training=True, data=tmp_path / "data")) as app:
        app.batch_reading = InTime(limit_s=0.01)
        parts = prepare_batch_desk(app, Options())(lambda _: None)._parts
        with pytest.raises(BatchSourceError) as caught:
            parts.columns(tmp_path / "list.csv")

    released.set()
    wait_for(lambda: not _reading())
    assert caught.value.code == "BT11"


def test_the_timer_runs_what_is_due_with_the_same_settings() -> None:
    timer = FakeTimer()
    switch = BatchTimer(timer, ("--settings", "/etc/a.toml", "--data", "/srv/data"))

    assert switch.turn(on=True)
    assert switch.is_on()
    assert timer.command == [
        *(sys.executable, "-m", "reception_app"),
        *("--settings", "/etc/a.toml", "--data", "/srv/data", "batch", "--due"),
    ]
    assert not switch.turn(on=False)


def test_the_timer_finds_its_files_from_any_folder(tmp_path: Path) -> None:
    with_file = batch_timer(Options(settings=Path("a.toml"), data=tmp_path))
    without = batch_timer(Options(data=tmp_path))

    assert with_file.options == (
        *("--settings", str(Path("a.toml").absolute())),
        *("--data", str(tmp_path)),
    )
    assert without.options == ("--data", str(tmp_path))
