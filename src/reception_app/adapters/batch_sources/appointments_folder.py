"""Appointments out of a folder in which another program puts CSV files; only ever reads there.

Source: docs/settings.md, ``[batch.appointments]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final

from reception_app.adapters.batch_sources.column_memory import ColumnMemory
from reception_app.adapters.batch_sources.csv_file import open_csv
from reception_app.application.batch_ports import RowSource
from reception_app.domain.batch import BatchEntry
from reception_app.domain.batch_columns import DAY_NOT_READ, LABELS, Column, says_a_day
from reception_app.domain.dates import day_of
from reception_app.domain.errors import BatchSourceError

_DAY_IN_NAME: Final = re.compile(r"(?<![0-9])(20[0-9]{2})([-_.]?)([0-9]{2})\2([0-9]{2})(?![0-9])")
_MOST_FILES: Final = 50
"""Of the newest; older lists say nothing of the days to come."""


def create(settings: Mapping[str, object]) -> RowSource:
    """Return the source; opens nothing yet.

    Args:
        settings: ``folder``, and ``data_folder``, where meanings of columns are remembered.
    """
    memory = ColumnMemory(Path(str(settings["data_folder"])))
    return AppointmentsFolder(Path(str(settings["folder"])), memory)


class AppointmentsFolder:
    """One folder (``application.batch_ports.RowSource``); any thread."""

    def __init__(self, folder: Path, memory: ColumnMemory) -> None:
        """Read appointments from this folder."""
        self._folder = folder
        self._memory = memory

    def read(self, first: date, last: date) -> Iterator[BatchEntry]:
        """Yield the patients of those days; of several files that name a day the newest counts.

        What a file says nothing of is left to older ones: better somebody is asked about who has
        cancelled than nobody about who comes. A line whose day cannot be read is told with each
        reading, as it may be meant.
        """
        lines = count(1)
        told: set[date] = set()
        for path in self._newest():
            named = _day_in(path.stem)
            if named is not None and (not first <= named <= last or named in told):
                continue
            days = set[date]() if named is None else {named}
            for entry in self._entries(path, named):
                day = entry.appointment and entry.appointment.date()
                if day is not None:
                    days.add(day)
                is_wanted = day is not None and first <= day <= last and day not in told
                if is_wanted or entry.flaw == DAY_NOT_READ:
                    yield replace(entry, line=next(lines))
            told |= days

    def _newest(self) -> Sequence[Path]:
        try:
            found = [
                (path.stat().st_mtime_ns, path.name, path)
                for path in self._folder.iterdir()
                if path.suffix.lower() == ".csv" and not path.name.startswith((".", "~"))
            ]
        except OSError as error:
            raise BatchSourceError("BT11") from error
        return [path for *_, path in sorted(found, reverse=True)[:_MOST_FILES]]

    def _entries(self, path: Path, named: date | None) -> Iterator[BatchEntry]:
        file = self._memory.recalled(open_csv(path))
        if says_a_day(file.columns):
            return file.entries(needs_day=True)
        if named is None:
            raise BatchSourceError("BT10", field=LABELS[Column.DAY])
        return file.entries(on=named)


def _day_in(stem: str) -> date | None:
    found = _DAY_IN_NAME.search(stem)
    return day_of(found[1] + found[3] + found[4]) if found else None
