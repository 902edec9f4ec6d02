"""一括照会 of a desk over a real store; sources, worker and files as the test tells them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from support.batch_world import World
from support.batches import answer, fresh_check_id, judge
from support.stores import fresh_store

from reception_app.application.batch_desk import BatchDesk
from reception_app.application.batch_desk_parts import BatchDeskParts, BatchDeskRules, Wanted
from reception_app.application.batch_preparing import SourceRead
from reception_app.domain.batch import BatchRow, Outcome, Source
from reception_app.domain.batch_columns import Columns
from reception_app.domain.batch_desk import BatchDeskNow, ColumnsNow
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.testing.fakes import FakeClock, ManualLane

NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
SOURCES = (Source.APPOINTMENTS, Source.CSV, Source.THIS_MONTH)


class FakeWorker:
    """A worker that only notes that it was wanted."""

    def __init__(self) -> None:
        self.starts = 0
        self.works = False
        self.error: ReceptionError | None = None

    def start(self) -> None:
        if self.error is not None:
            raise self.error
        self.starts += 1

    def is_working(self) -> bool:
        return self.works


class BatchSeat:
    """Somebody who works with 一括照会."""

    def __init__(self, folder: Path, *, over: World | None = None) -> None:
        """Make it; with a world, over that one's store and clock."""
        self.clock = FakeClock(NOW) if over is None else over.clock
        self.lane, self.work_lane = ManualLane(), ManualLane()
        self.results = fresh_store(folder / "store") if over is None else over.whole
        self.store = self.results.batches
        self.worker = FakeWorker()
        self.given = SourceRead(())
        self.read_error: ReceptionError | None = None
        self.wanted: list[Wanted] = []
        self.remembered: list[tuple[Path, Columns]] = []
        self.exported: list[tuple[Path, Sequence[BatchRow]]] = []
        self.handed: list[CheckId] = []
        self.hand_over_error: ReceptionError | None = None
        self.seen: list[BatchDeskNow] = []
        self._ids = count(1)
        self.parts = BatchDeskParts(
            store=self.store,
            store_lane=self.lane,
            work_lane=self.work_lane,
            clock=self.clock,
            worker=self.worker,
            read=self._read,
            columns=lambda _: ColumnsNow(("a", "b"), (None, None)),
            remember=lambda path, columns: self.remembered.append((path, columns)),
            export=lambda path, rows: self.exported.append((path, rows)),
            new_id=self._new_id,
            hand_over=self._hand_over,
        )
        self.rules = BatchDeskRules(SOURCES, one_by_one=True, rows_per_job=500)
        self.desk = BatchDesk(self.parts, self.rules, on_change=self.seen.append)
        self.desk.start()
        self.settle()

    def close(self) -> None:
        self.results.close()

    @property
    def now(self) -> BatchDeskNow:
        return self.desk.now

    def settle(self) -> None:
        """Run all jobs, and those that follow from them."""
        while self.lane.waiting or self.work_lane.waiting:
            self.work_lane.run_all()
            self.lane.run_all()

    def do(self, act: Callable[[BatchDesk], None]) -> None:
        act(self.desk)
        self.settle()

    def wait(self, seconds: float) -> None:
        """Let time pass, and be noticed."""
        self.clock.move(seconds)
        self.desk.tick()
        self.settle()

    def answer_all(self, outcome: Outcome = Outcome.UNCHANGED) -> None:
        """Play the worker: ask every waiting row, and save the same answer for each."""
        for batch in self.store.open_batches():
            rows = self.store.take(
                batch.batch_id, 500, now=self.clock.now(), new_check_id=fresh_check_id
            )
            given = [answer(row, outcome) for row in rows]
            self.store.save_answers(batch.batch_id, given, judge)

    def _new_id(self) -> str:
        return str(UUID(int=next(self._ids) + (1 << 80), version=4))

    def _read(self, wanted: Wanted) -> SourceRead:
        self.wanted.append(wanted)
        if self.read_error is not None:
            raise self.read_error
        return self.given

    def _hand_over(self, check_id: CheckId, done: Callable[[ReceptionError | None], None]) -> None:
        self.handed.append(check_id)
        done(self.hand_over_error)
