"""``reception-app batch``: a list of patients asked about, or whatever batches are open."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from reception_app.adapters.system.batch_lock import WorkerLock, making_batch
from reception_app.adapters.system.priority import work_in_the_background
from reception_app.app import App
from reception_app.app_batches import batch_parts
from reception_app.application.batch import BatchWorker, Worked
from reception_app.application.batch_making import go_on, inspected_rows, is_one_by_one
from reception_app.application.batch_ports import BatchBackend
from reception_app.application.batch_report import BatchReport, batch_document, batch_text
from reception_app.application.settings_batch import StyleChoice
from reception_app.cli.batch_due import make_batches, tell_ended
from reception_app.cli.shell import Shell, ended
from reception_app.domain.batch import (
    ENDED,
    Batch,
    BatchCounts,
    BatchId,
    BatchState,
    Outcome,
    RowId,
    Source,
)
from reception_app.domain.batch_columns import says_a_day
from reception_app.domain.errors import (
    BackendRefused,
    ReceptionError,
    SettingsError,
    SettingsProblem,
    StoreBusy,
)
from reception_app.domain.ids import make_check_id
from reception_app.domain.policy import in_jst

if TYPE_CHECKING:
    from reception_app.adapters.batch_sources.csv_file import CsvFile
    from reception_app.cli.batch_progress import Progress

T = TypeVar("T")

_MAKING_S: Final = 600.0
"""100,000 rows are written down within it on a slow disk."""
_LOOK_S: Final = 0.1
_PROGRESS_S: Final = 0.5
_AROUND_S: Final = 60.0
_ENDING_S: Final = 20.0
_NO_JOBS: Final = SettingsProblem(
    "[batch] style", "この照会先は一括のファイルを受け付けません（one-by-one にしてください）"
)


@dataclass(frozen=True, slots=True)
class WantedBatch:
    """What the command line asks for.

    Attributes:
        file: None for whatever batches are open.
        on: 資格確認日; None for the day that the file says for all its lines, else today.
        rows_per_job: Where given, in uploads.
        parallel: Where given, one by one.
        is_due: Also make the batches whose time has come, and tell what came of them.
    """

    file: Path | None = None
    on: date | None = None
    rows_per_job: int | None = None
    parallel: int | None = None
    is_due: bool = False


def batch(shell: Shell, wanted: WantedBatch, *, as_json: bool) -> int:
    """Work until nothing is due, or somebody interrupts; return the exit status."""
    session: list[BatchSession] = []

    def work() -> ReceptionError | None:
        work_in_the_background()
        with App(shell.options) as app:
            session.append(BatchSession(app, shell, wanted))
            return session[0].run()

    status, error = ended(work)
    report = session[0].report if session else BatchReport()
    report = replace(report, error=error)
    if as_json:
        shell.document(batch_document(report, message=shell.message(error)))
    else:
        shell.say(batch_text(report, shell.lang))
    if error is not None:
        shell.complain(error)
    return status


class BatchSession:
    """Works on batches, with a lock, a progress bar and an end; run() once."""

    def __init__(self, app: App, shell: Shell, wanted: WantedBatch) -> None:
        """Make it.

        Args:
            app: The parts.
            shell: For the progress.
            wanted: What to do.
        """
        self._app = app
        self._shell = shell
        self._wanted = wanted
        self._lock = WorkerLock(app.data)
        self._worker: BatchWorker | None = None
        self._worked: Worked | None = None
        self._shown_at = float("-inf")
        self._looked_at = app.clock.monotonic()
        self._batch: Batch | None = None
        self._seen: set[BatchId] = set()
        self.report = BatchReport()

    def run(self) -> ReceptionError | None:
        """Make the batch, work, and return what stopped it; ``report`` tells how far it came.

        Raises:
            ReceptionError: what stopped it before it began.
            KeyboardInterrupt: when all that was answered is saved.
        """
        if self._wanted.file is not None:
            self._batch = self._made(self._wanted.file)
        try:
            error = self._work()
        finally:
            self._lock.release()
            self._count()
        return error

    # ── making ──────────────────────────────────────────────────────────────────────────────
    def _made(self, path: Path) -> Batch:
        """Return the batch of a file for its day: the one that was begun, else a new one."""
        from reception_app.adapters.batch_sources.column_memory import (  # noqa: PLC0415 - on demand
            ColumnMemory,
        )
        from reception_app.adapters.batch_sources.csv_file import (  # noqa: PLC0415 - on demand
            open_csv,
        )

        app, store = self._app, self._app.store.batches
        file = ColumnMemory(app.data).recalled(open_csv(path))
        on = self._wanted.on or _day_of(file, app.clock.today())
        with making_batch(app.data):
            begun = self._stored(lambda: store.same_source(on, file.digest))
            if begun is not None:
                counts = self._stored(lambda: store.counts(begun.batch_id))
                waiting = counts.waiting + counts.asking
                self._stored(lambda: go_on(store, begun, waiting))
                self.report = BatchReport(begun.batch_id, counts, is_resumed=True)
                return begun
            batch = self._new(on, file.name, file.digest)
            rows = self._stored(
                lambda: inspected_rows(
                    file.entries(on=on), on, store=store, new_row_id=self._new_row_id
                )
            )
            self._stored(lambda: store.create(batch, rows))
        self.report = BatchReport(batch.batch_id)
        return batch

    def _new(self, on: date, name: str, digest: str) -> Batch:
        settings = self._app.settings.batch
        return Batch(
            batch_id=BatchId(make_check_id(os.urandom(16))),
            on=on,
            source=Source.CSV,
            created_at=self._app.clock.now(),
            operator="",
            one_by_one=self._is_one_by_one(),
            rows_per_job=self._wanted.rows_per_job or settings.rows_per_job,
            state=BatchState.RUNNING,
            source_name=name,
            source_digest=digest,
        )

    def _is_one_by_one(self) -> bool:
        if self._wanted.parallel is not None:
            return True
        is_job = self._wanted.rows_per_job is not None
        choice = StyleChoice.REMOTE_JOB if is_job else self._app.settings.batch.style
        backend = self._app.backend
        if is_one_by_one(choice, backend.info):
            return True
        if not isinstance(backend, BatchBackend):
            raise SettingsError((_NO_JOBS,))
        return False

    def _new_row_id(self) -> RowId:
        return RowId(os.urandom(16).hex())

    # ── working ─────────────────────────────────────────────────────────────────────────────
    def _work(self) -> ReceptionError | None:
        with self._progress() as show:
            if self._wanted.is_due:  # whoever works now goes on with them
                make_batches(self._app, self._stored)
            if not self._is_ours(show):
                if self._wanted.is_due:
                    tell_ended(self._app, self._stored)
                return None
            self._worker = BatchWorker(
                batch_parts(self._app, parallel=self._wanted.parallel), on_done=self._done
            )
            error = self._pass(self._worker, show)
            if self._wanted.is_due:
                tell_ended(self._app, self._stored)
            return error

    def _is_ours(self, show: Progress) -> bool:
        """Wait for the work, or for another worker that does it."""
        while not self._lock.acquire():
            if self._batch is None:
                return False
            if self._is_over(self._batch):
                return False
            self._show(show)
            self._app.loop.run_until(lambda: False, _PROGRESS_S)
        return True

    def _is_over(self, batch: Batch) -> bool:
        now = self._stored(lambda: self._app.store.batches.batch(batch.batch_id))
        return now is None or now.state in (*ENDED, BatchState.STOPPED)

    def _pass(self, worker: BatchWorker, show: Progress) -> ReceptionError | None:
        """Work until nothing is due."""
        worker.work(self._batch.batch_id if self._batch else None)
        try:
            while not self._app.loop.run_until(self._has_ended, _LOOK_S):
                worker.look()
                self._look_around(worker)
                self._show(show)
        except KeyboardInterrupt:
            self._interrupt(worker)
            raise
        self._shown_at = float("-inf")
        self._show(show)
        return self._error()

    def _look_around(self, worker: BatchWorker) -> None:
        """Once a minute, do what a process that were started now would do."""
        now = self._app.clock.monotonic()
        if now < self._looked_at + _AROUND_S:
            return
        self._looked_at = now
        with suppress(ReceptionError):  # it is said by whoever needs it next
            if self._wanted.is_due:
                make_batches(self._app, self._stored)
                tell_ended(self._app, self._stored)
            elif self._batch is not None and worker.is_waiting and self._is_over(self._batch):
                worker.stop()  # the rest is no business of this file's

    def _interrupt(self, worker: BatchWorker) -> None:
        """Save what was answered, put the rest back; what is under way need not be waited for."""
        worker.stop()
        self._app.backend.close()
        self._app.loop.run_until(self._has_ended, _ENDING_S)

    def _has_ended(self) -> bool:
        return self._worked is not None

    def _done(self, worked: Worked) -> None:
        self._worked = worked

    def _error(self) -> ReceptionError | None:
        """Return why the batch asked for did not go on, or the whole pass did not."""
        worked = self._worked
        if worked is None:
            return None
        if self._batch is None:
            return worked.error
        batch = self._stored(lambda: self._app.store.batches.batch(self._batch_id))
        if batch is not None and batch.state is BatchState.FAILED:
            return BackendRefused(batch.error_code or "BT05")
        return worked.errors.get(self._batch_id) or worked.error

    @property
    def _batch_id(self) -> BatchId:
        return self._batch.batch_id if self._batch else BatchId("")

    # ── telling ─────────────────────────────────────────────────────────────────────────────
    @contextmanager
    def _progress(self) -> Generator[Progress, None, None]:
        from reception_app.cli.batch_progress import progress  # noqa: PLC0415 - on demand

        with progress(self._shell.lang) as show:
            yield show

    def _show(self, show: Progress) -> None:
        """Show how far it is, a few times a second."""
        now = self._app.clock.monotonic()
        if now < self._shown_at + _PROGRESS_S:
            return
        self._shown_at = now
        self._count()
        show(self.report.counts)

    def _count(self) -> None:
        """Read how the rows stand; of several batches, together."""
        if self._batch is not None:
            self._seen = {self._batch.batch_id}
        elif self._worker is not None:
            self._seen |= self._worker.batches
        store, seen = self._app.store.batches, sorted(self._seen)
        try:
            counts = [self._stored(partial(store.counts, each)) for each in seen]
            outcomes = [self._stored(partial(store.verdicts, each)) for each in seen]
        except StoreBusy:
            return
        together = sum((Counter(each) for each in outcomes), Counter[Outcome]())
        self.report = replace(self.report, counts=_sum(counts), outcomes=together)

    def _stored(self, job: Callable[[], T]) -> T:
        return self._app.call(self._app.store_lane, job, or_else=StoreBusy(), within_s=_MAKING_S)


def _day_of(file: CsvFile, today: date) -> date:
    """Return the one day that a file says for all its lines, unless it is over; else today."""
    if not says_a_day(file.columns):
        return today
    days = {in_jst(each.appointment).date() for each in file.entries() if each.appointment}
    return max(today, *days) if len(days) == 1 else today


def _sum(counts: Sequence[BatchCounts]) -> BatchCounts:
    names = [each.name for each in fields(BatchCounts)]
    return BatchCounts(**{name: sum(getattr(each, name) for each in counts) for name in names})
