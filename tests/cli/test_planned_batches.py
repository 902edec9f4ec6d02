"""What runs by itself, from settings to sources and timer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from reception_app.app import App
from reception_app.domain.batch import Source
from reception_app.options import Options
from reception_app.planned_batches import BatchTimer, batch_timer, plan_parts, read_patients


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
