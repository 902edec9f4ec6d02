"""What was taken in is remembered, whatever the clock once said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reception_app.adapters.face_folder.seen import SeenFiles

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_the_first_day_stays_the_first_day(tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "seen")

    assert [seen.begin(NOW), seen.begin(NOW + timedelta(days=3))] == [date(2026, 11, 22)] * 2


def test_a_clock_that_was_once_ahead_hides_nothing(tmp_path: Path) -> None:
    seen = SeenFiles(tmp_path / "seen")
    seen.begin(NOW + timedelta(days=2_000))

    assert date(2026, 11, 22) == seen.begin(NOW)
