"""What 一括照会 at the desk needs of the world; nothing here does anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, TypeAlias

from reception_app.application.batch_plan import PlanParts
from reception_app.application.batch_ports import BatchStore
from reception_app.application.batch_preparing import SourceRead
from reception_app.application.ports import Clock, Lane
from reception_app.domain.batch import BatchRow, RowId, Source
from reception_app.domain.batch_columns import Columns
from reception_app.domain.batch_desk import ColumnsNow
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId

HandOver: TypeAlias = Callable[[CheckId, Callable[["ReceptionError | None"], None]], None]


class BatchWorkerPort(Protocol):
    """The process that asks; nothing here waits for it."""

    def start(self) -> None:
        """Let it work on what is due, unless it does already; on a lane.

        Raises:
            ReceptionError: it cannot be started.
        """
        ...

    def is_working(self) -> bool:
        """Whether one works on this data folder, whoever started it; on a lane."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows somebody wants to ask about.

    Attributes:
        first, last: Of appointments.
        path: Of a file.
    """

    source: Source
    first: date
    last: date
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class BatchDeskRules:
    """What the settings say.

    Attributes:
        sources: Where rows can come from here.
        one_by_one: Otherwise in jobs.
    """

    sources: tuple[Source, ...]
    one_by_one: bool
    rows_per_job: int


@dataclass(frozen=True, slots=True)
class BatchDeskParts:
    """What it works with.

    Attributes:
        store_lane: For what the store answers at once. Not the counter's own.
        work_lane: For what may take long; the store may be asked there, too.
        read: Reads a source, on the work lane; raises BatchSourceError.
        columns: What the heading of a file says, on the work lane; raises BatchSourceError.
        remember: Keeps what the columns of a file mean, on the work lane; raises ReceptionError.
        export: Writes rows to a file, on the work lane; raises ReceptionError.
        hand_over: Lets an answer go to the receipt computer, and tells why it did not; on the
            owner's thread, without waiting. None where nothing is handed over.
        new_id: UUID version 4.
        plan: What runs by itself; None where nothing does and no appointments are known.
        making: Held while a batch is made, on the work lane: whoever looks what is asked already
            has to be alone; raises StoreError.
    """

    store: BatchStore
    store_lane: Lane
    work_lane: Lane
    clock: Clock
    worker: BatchWorkerPort
    read: Callable[[Wanted], SourceRead]
    columns: Callable[[Path], ColumnsNow]
    remember: Callable[[Path, Columns], None]
    export: Callable[[Path, Sequence[BatchRow]], None]
    new_id: Callable[[], str]
    hand_over: HandOver | None = None
    plan: PlanParts | None = None
    making: Callable[[], AbstractContextManager[None]] = nullcontext

    def new_row_id(self) -> RowId:
        """Return a new 任意の識別子."""
        return RowId(self.new_id().replace("-", ""))
