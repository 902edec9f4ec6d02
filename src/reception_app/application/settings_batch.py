"""What a settings file says of 一括照会, in ``[batch]`` and below; nothing here opens a file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from reception_app.application import settings_checks as checks
from reception_app.application.settings_checks import Table

CSV_FOLDER: Final = "csv-folder"
MOST_PARALLEL: Final = 16
MOST_ROWS_PER_JOB: Final = 10_000
_MOST_DAYS_AHEAD: Final = 14
_MOST_RETRY_HOURS: Final = 72
_AT: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@unique
class StyleChoice(StrEnum):
    """How rows go to the service."""

    AUTO = "auto"
    """As the backend does it best"""
    ONE_BY_ONE = "one-by-one"
    REMOTE_JOB = "remote-job"


@dataclass(frozen=True, slots=True)
class AppointmentSettings:
    """Where appointments are read from.

    Attributes:
        name: Entry point in the group ``reception_app.sources``.
        options: The table ``[batch.appointments]``, as its factory gets it.
    """

    name: str
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """Batches, and when they run by themselves.

    Attributes:
        at: When appointments are asked about, JST, each evening.
        days_ahead: Business days after that evening.
        first_business_day: Whether regulars are asked about on the month's first one.
        saturdays: Whether Saturdays are business days.
        rows_per_job: Of one upload, at most.
        parallel: Questions under way at once, one by one.
        yields: Whether a batch pauses while a card lies on a reader or a check runs.
        retry_hours: How long a row is asked again after an error.
        accepts_unchanged: Whether "valid, unchanged" needs nobody.
        appointments: None where there are none.
    """

    style: StyleChoice = StyleChoice.AUTO
    at: time = time(21)
    days_ahead: tuple[int, ...] = (1, 3)
    first_business_day: bool = True
    saturdays: bool = False
    rows_per_job: int = 500
    parallel: int = 2
    yields: bool = True
    retry_hours: int = 24
    accepts_unchanged: bool = True
    appointments: AppointmentSettings | None = None


DEFAULTS: Final = BatchSettings()


def read_batch(table: Table, *, sources: Collection[str] | None) -> BatchSettings:
    """Return what ``[batch]`` says; mistakes are noted in the table.

    Args:
        table: ``[batch]``.
        sources: Names of the installed sources of appointments; None leaves the name unchecked.
    """
    settings = BatchSettings(
        style=table.choice_or("style", DEFAULTS.style),
        at=_time(table.text_or("at", f"{DEFAULTS.at:%H:%M}", _time_of_day)),
        days_ahead=table.numbers_or("days_ahead", DEFAULTS.days_ahead, most=_MOST_DAYS_AHEAD),
        first_business_day=table.flag_or(
            "first_business_day", default=DEFAULTS.first_business_day
        ),
        saturdays=table.flag_or("saturdays", default=DEFAULTS.saturdays),
        rows_per_job=table.count_or("rows_per_job", DEFAULTS.rows_per_job, most=MOST_ROWS_PER_JOB),
        parallel=table.count_or("parallel", DEFAULTS.parallel, most=MOST_PARALLEL),
        yields=table.flag_or("pause_for_card", default=DEFAULTS.yields),
        retry_hours=table.count_or("retry_hours", DEFAULTS.retry_hours, most=_MOST_RETRY_HOURS),
        accepts_unchanged=table.flag_or(
            "auto_accept_unchanged", default=DEFAULTS.accepts_unchanged
        ),
        appointments=_appointments(table, sources),
    )
    table.refuse_other_keys()
    return settings


def _appointments(table: Table, sources: Collection[str] | None) -> AppointmentSettings | None:
    if "appointments" not in table:
        return None
    appointments = table.table("appointments")
    known = None if sources is None else checks.one_of(sources)
    name = appointments.text_or("kind", CSV_FOLDER, known)
    if name == CSV_FOLDER:
        if "folder" in appointments and not appointments.text_or("folder", ""):
            return None  # as the settings window leaves it when somebody empties the field
        appointments.text("folder")
        appointments.refuse_other_keys()
    return AppointmentSettings(name, MappingProxyType(dict(table.raw_table("appointments"))))


def _time_of_day(text: str) -> str | None:
    return None if _AT.fullmatch(text) else "21:00 のように書いてください"


def _time(text: str) -> time:
    return time.fromisoformat(text) if text else DEFAULTS.at
