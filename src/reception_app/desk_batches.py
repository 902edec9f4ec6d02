"""Connects 一括照会 of the window with store, sources, files and the worker's process."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from reception_app.adapters.batch_export import export_rows
from reception_app.adapters.batch_sources.column_memory import ColumnMemory
from reception_app.adapters.batch_sources.csv_file import CsvFile, open_csv
from reception_app.adapters.durable import store_error
from reception_app.adapters.system.batch_lock import making_batch
from reception_app.app_batches import plan_parts, read_patients
from reception_app.application.batch_desk import BatchDesk
from reception_app.application.batch_desk_parts import (
    BatchDeskParts,
    BatchDeskRules,
    Wanted,
)
from reception_app.application.batch_making import is_one_by_one
from reception_app.application.batch_preparing import SourceRead
from reception_app.application.ports import Err, Ok
from reception_app.domain.batch import Source
from reception_app.domain.batch_columns import Columns
from reception_app.domain.batch_desk import BatchDeskNow, ColumnsNow
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.options import Options

if TYPE_CHECKING:
    from reception_app.app import App

OpenBatchDesk: TypeAlias = Callable[[Callable[[BatchDeskNow], None]], BatchDesk]
"""Opens it, telling the call of every change; on the owner's thread, without waiting."""


def prepare_batch_desk(app: App, options: Options) -> OpenBatchDesk:
    """Build all that 一括照会 needs, and return what opens it on the owner's thread.

    Raises:
        ReceptionError: why there can be none.
    """
    settings = app.settings.batch
    sources: tuple[Source, ...] = (Source.CSV, Source.THIS_MONTH, Source.LAST_MONTH)
    if settings.appointments is not None:
        sources = (Source.APPOINTMENTS, *sources)

    parts = BatchDeskParts(
        store=app.store.batches,
        store_lane=app.batch_store_lane,
        work_lane=app.batch_work_lane,
        clock=app.clock,
        worker=app.batch_process(worker_options(app, options)),
        read=partial(_read, app),
        columns=partial(_columns, app),
        remember=partial(_remember, app),
        export=export_rows,
        hand_over=partial(_hand_over, app) if app.handover is not None else None,
        plan=plan_parts(app),
        making=partial(making_batch, app.data),
        new_id=lambda: make_check_id(os.urandom(16)),
    )
    rules = BatchDeskRules(
        sources=sources,
        one_by_one=is_one_by_one(settings.style, app.backend.info),
        rows_per_job=settings.rows_per_job,
    )

    def open_desk(on_change: Callable[[BatchDeskNow], None]) -> BatchDesk:
        return BatchDesk(parts, rules, on_change=on_change)

    return open_desk


def _hand_over(app: App, check_id: CheckId, done: Callable[[ReceptionError | None], None]) -> None:
    """Let an answer of a batch go to the receipt computer, and tell what became of it."""

    def wanted(outcome: Ok[None] | Err) -> None:
        if isinstance(outcome, Err) or app.handover is None:
            done(outcome.error if isinstance(outcome, Err) else None)
        else:
            app.handover.deliver(check_id, lambda delivery: done(delivery.error))

    app.store_lane.submit(partial(app.store.mark_wanted, check_id), wanted)


def worker_options(app: App, options: Options) -> list[str]:
    """Return what leads the worker to the same settings as the window's."""
    if app.is_training:
        return ["--settings", str(app.practice.worker_settings)]
    return ["--settings", str(options.settings)] if options.settings is not None else []


def _read(app: App, wanted: Wanted) -> SourceRead:
    """Read a source, on the work lane.

    Raises:
        BatchSourceError: it cannot be read.
        StoreError: our own records cannot.
    """
    match wanted.source:
        case Source.CSV:
            return _read_csv(app, wanted)
        case Source.APPOINTMENTS as source:
            return SourceRead(tuple(read_patients(app, source, wanted.first, wanted.last)))
        case Source.THIS_MONTH | Source.LAST_MONTH as source:
            today = app.clock.today()
            return SourceRead(tuple(read_patients(app, source, today, today)))
        case Source.AGAIN:  # offered nowhere
            return SourceRead(())


def _read_csv(app: App, wanted: Wanted) -> SourceRead:
    file = _csv_file(app, wanted.path or Path())
    today = app.clock.today()
    entries = app.batch_reading.read(lambda: tuple(file.entries(on=today)))
    return SourceRead(entries, file.name, file.digest)


def _columns(app: App, path: Path) -> ColumnsNow:
    """Return what the heading of a file says."""
    file = _csv_file(app, path)
    return ColumnsNow(file.heading, file.columns)


def _remember(app: App, path: Path, columns: Columns) -> None:
    """Keep what the columns of a file mean, for the next one with its heading."""
    try:
        ColumnMemory(app.data).remember(_csv_file(app, path).with_columns(columns))
    except OSError as error:
        raise store_error(error) from error


def _csv_file(app: App, path: Path) -> CsvFile:
    return ColumnMemory(app.data).recalled(app.batch_reading.read(partial(open_csv, path)))
