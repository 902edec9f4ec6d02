"""A batch in a real store, a service that says what a test wants, and lanes that run at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from support.batch_rows import BATCH_ID, NOW, batch, result, row
from support.stores import fresh_store

from reception_app.adapters.store.batches import SqliteBatchStore
from reception_app.application.batch import BatchWorker, Worked
from reception_app.application.batch_parts import BatchParts, BatchRules
from reception_app.application.batch_ports import (
    JobAnswers,
    JobQuestion,
    Receipt,
    StillRunning,
)
from reception_app.application.ports import BackendInfo, BatchStyle
from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchId,
    BatchRow,
    JobId,
    RowAnswer,
)
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityQuery,
    EligibilityResult,
)
from reception_app.domain.errors import ReceptionError, StoreFull
from reception_app.domain.ids import CheckId
from reception_app.testing.fakes import FakeClock, InlineLane, ManualLane

_FIRST_NUMBER = 4567
"""As ``support.batch_rows.entry`` numbers its people."""


class FakeService:
    """An ``EligibilityBackend`` that answers, or fails as it was told to."""

    def __init__(self) -> None:
        self.info = BackendInfo(
            "fake", 1, needs_card=False, batch=BatchStyle.ONE_BY_ONE, max_parallel=8
        )
        self.asked: list[EligibilityQuery] = []
        self.codes: dict[int, str] = {}
        self.refuses: set[int] = set()
        self.errors: deque[ReceptionError | None] = deque()

    def challenge(self, *, timeout_s: float) -> None:
        del timeout_s

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        assert timeout_s == 15
        self.asked.append(query)
        self._fail()
        assert isinstance(query.subject, CardholderNumbers)
        number = int(query.subject.number) - _FIRST_NUMBER
        return self.answer(number, query.check_id)

    def answer(self, number: int, check_id: CheckId) -> EligibilityResult:
        if number in self.refuses:
            body = {"ProcessingResultStatus": "2", "ProcessingResultCode": "E1"}
            return result(number, verdict=None, check_id=check_id, body=body)
        return result(number, self.codes.get(number, "1"), check_id=check_id)

    def close(self) -> None:
        pass

    def _fail(self) -> None:
        error = self.errors.popleft() if self.errors else None
        if error is not None:
            raise error


class FakeJobService(FakeService):
    """The same with uploads."""

    def __init__(self, *, repeats_safely: bool = True) -> None:
        super().__init__()
        self.repeats_jobs_safely = repeats_safely
        self.uploads: dict[JobId, tuple[JobQuestion, ...]] = {}
        self.submits: list[JobId] = []
        self.running = 0
        self.change: Callable[[list[RowAnswer]], Iterator[RowAnswer]] = iter

    def submit(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], *, timeout_s: float
    ) -> Receipt:
        del on, timeout_s
        self.submits.append(job_id)
        self._fail()
        self.uploads[job_id] = tuple(rows)
        return Receipt(f"R-{len(self.uploads)}", 5.0)

    def fetch(self, job_id: JobId, number: str, *, timeout_s: float) -> JobAnswers | StillRunning:
        del timeout_s
        assert number.startswith("R-")
        self._fail()
        if self.running:
            self.running -= 1
            return StillRunning(5.0)
        answers = [
            RowAnswer(each.row_id, self.answer(_number(each), CheckId(str(uuid4()))))
            for each in self.uploads[job_id]
        ]
        return JobAnswers(self.change(answers))


def _number(question: JobQuestion) -> int:
    return int(question.numbers.number) - _FIRST_NUMBER


class FailingStore:
    """A real store of which one method fails for some calls."""

    def __init__(self, store: SqliteBatchStore, method: str, *, after: int = 0) -> None:
        self._store, self._method, self._after = store, method, after

    def __getattr__(self, name: str) -> Any:
        whole = getattr(self._store, name)
        if name != self._method:
            return whole

        def failing(*arguments: Any, **options: Any) -> Any:
            self._after -= 1
            if self._after < 0:
                raise StoreFull
            return whole(*arguments, **options)

        return failing


class SettableClock(FakeClock):
    """A clock that somebody sets, as one does."""

    def set(self, now: datetime) -> None:
        self._now = now


@dataclass
class World:
    """One batch and everything around it."""

    folder: Path
    service: FakeService = field(default_factory=FakeService)
    bulk: InlineLane | ManualLane = field(default_factory=InlineLane)
    rules: BatchRules = field(
        default_factory=lambda: BatchRules("1312345678", "desk-1", parallel=2, timeout_s=15)
    )
    is_busy: bool = False
    clock: SettableClock = field(default_factory=lambda: SettableClock(NOW))
    ends: list[Worked] = field(default_factory=list)
    saved: int = 0

    def __post_init__(self) -> None:
        self.whole = fresh_store(self.folder / "store")
        self.store = self.whole.batches
        self.lane: InlineLane | ManualLane = InlineLane()
        self.worker = self.new_worker()

    def parts(self, store: Any = None) -> BatchParts:
        def random_bytes(count: int) -> bytes:
            return uuid4().bytes[:count]

        return BatchParts(
            store=store or self.store,
            store_lane=self.lane,
            backend=self.service,
            bulk_lane=self.bulk,
            clock=self.clock,
            random_bytes=random_bytes,
            is_counter_busy=lambda: self.is_busy,
            rules=self.rules,
        )

    def new_worker(self, store: Any = None) -> BatchWorker:
        """As another process would make one."""
        return BatchWorker(self.parts(store), on_done=self.ends.append, on_saved=self._saved)

    def _saved(self) -> None:
        self.saved += 1

    def make(self, rows: int | Sequence[BatchRow], **changes: Any) -> Batch:
        made = batch(**changes)
        self.store.create(
            made, [row(n) for n in range(1, rows + 1)] if isinstance(rows, int) else rows
        )
        return made

    def work(self, **changes: Any) -> Worked:
        """Work to the end of a pass."""
        ends = len(self.ends)
        self.worker.work(**changes)
        assert len(self.ends) == ends + 1, "it is not done"
        return self.ends[-1]

    def look(self, after_s: float = 1.0) -> None:
        self.clock.move(after_s)
        self.worker.look()

    def batch(self, batch_id: BatchId = BATCH_ID) -> Batch:
        found = self.store.batch(batch_id)
        assert found is not None
        return found

    def counts(self, batch_id: BatchId = BATCH_ID) -> BatchCounts:
        return self.store.counts(batch_id)

    def rows(self) -> tuple[BatchRow, ...]:
        return tuple(self.store.rows(BATCH_ID, 1000))


def counts(**changes: int) -> BatchCounts:
    return replace(BatchCounts(), **changes)
