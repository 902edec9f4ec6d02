"""Connects batches with an App: their worker's world, sources, calendar and timer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

from reception_app.adapters.batch_sources.own_records import OwnRecords
from reception_app.adapters.batch_sources.registry import load_source
from reception_app.adapters.system.batch_lock import CounterLook
from reception_app.adapters.system.batch_process import program
from reception_app.adapters.system.holidays import is_business_day
from reception_app.adapters.system.scheduled_task import Timer, timer_for
from reception_app.application.batch_parts import BatchParts, BatchRules
from reception_app.application.batch_plan import PlanParts, schedule_of
from reception_app.domain.batch import BatchEntry, Source
from reception_app.domain.batch_rules import ladder
from reception_app.domain.ids import make_check_id
from reception_app.options import Options, data_folder

if TYPE_CHECKING:
    from reception_app.app import App

PatientSource = Literal[Source.APPOINTMENTS, Source.THIS_MONTH, Source.LAST_MONTH]


def batch_parts(app: App, *, parallel: int | None = None) -> BatchParts:
    """Return the world of a batch.

    Args:
        app: The parts.
        parallel: Questions under way at most; None for what the settings say.

    Raises:
        StoreError: the store cannot be opened.
    """
    clinic, chosen = app.settings.clinic, app.settings.batch
    look = CounterLook(app.data)
    return BatchParts(
        store=app.store.batches,
        store_lane=app.store_lane,
        backend=app.backend,
        bulk_lane=app.bulk_lane,
        clock=app.clock,
        random_bytes=os.urandom,
        is_counter_busy=look.is_busy if chosen.yields else lambda: False,
        rules=BatchRules(
            clinic.institution_code,
            clinic.terminal,
            parallel=parallel or chosen.parallel,
            timeout_s=app.settings.backend.timeout_s,
            waits=ladder(chosen.retry_hours),
            accepts_unchanged=chosen.accepts_unchanged,
        ),
    )


def plan_parts(app: App) -> PlanParts:
    """Return what planning needs; in training mode nothing ever runs by itself.

    Raises:
        StoreError: the store cannot be opened.
    """
    settings = app.settings.batch
    schedule = schedule_of(settings)
    if app.is_training:
        schedule = replace(schedule, days_ahead=(), first_business_day=False)
    return PlanParts(
        store=app.store.batches,
        clock=app.clock,
        schedule=schedule,
        has_appointments=settings.appointments is not None,
        read=partial(_of_one_day, app),
        is_open=partial(is_business_day, saturdays=settings.saturdays),
        new_id=lambda: make_check_id(os.urandom(16)),
    )


def _of_one_day(app: App, source: Source, on: date) -> Iterable[BatchEntry]:
    if source is Source.CSV or source is Source.AGAIN:
        return ()
    return read_patients(app, source, on, on)


def read_patients(
    app: App, source: PatientSource, first: date, last: date
) -> Iterable[BatchEntry]:
    """Return the patients of a source for some days; any thread, may block.

    Raises:
        BatchSourceError: it cannot be read.
        StoreError: our own records cannot.
    """
    if source is not Source.APPOINTMENTS:
        return OwnRecords(app.store.regulars, source).read(first, last)
    chosen = app.settings.batch.appointments
    if chosen is None:
        return ()
    options = {**chosen.options, "data_folder": str(app.data)}
    appointments = load_source(chosen.name, options)
    return app.batch_reading.read(lambda: tuple(appointments.read(first, last)))


def batch_timer(options: Options) -> BatchTimer:
    """Return the switch of the system's timer for a run's settings and data."""
    data = data_folder(options).absolute()
    settings = options.settings
    named = [] if settings is None else ["--settings", str(settings.absolute())]
    return BatchTimer(timer_for(data), (*named, "--data", str(data)))


@dataclass(frozen=True, slots=True)
class BatchTimer:
    """The system's timer of a data folder (``application.batch_ports.TimerSwitch``).

    Attributes:
        options: Global options that lead the worker to the same settings and data.
    """

    timer: Timer
    options: Sequence[str]

    def is_on(self) -> bool:
        """Whether it is installed."""
        return self.timer.is_installed()

    def turn(self, *, on: bool) -> bool:
        """Install or remove it; return whether it is installed then."""
        if on:
            self.timer.install([*program(), *self.options, "batch", "--due"])
        else:
            self.timer.remove()
        return self.timer.is_installed()
