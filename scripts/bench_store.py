"""Figures of the batch store: a large upload's result, a replay of millions, questions at size."""

from __future__ import annotations

import io
import math
import multiprocessing
import os
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeAlias
from unittest import mock
from uuid import UUID

from lxml import etree
from sqlalchemy import insert, select

from reception_app.adapters.store.batch_schema import batch_rows, batches
from reception_app.adapters.store.batches import CHUNK, SqliteBatchStore
from reception_app.adapters.store.opening import open_store
from reception_app.adapters.store.results import SqliteStore
from reception_app.adapters.store.schema import answers, confirmation_records
from reception_app.adapters.system.clock import SystemClock
from reception_app.application.batch_parts import BatchParts, BatchRules
from reception_app.application.batch_ports import BatchFilter, JobAnswers, WorkFilter
from reception_app.application.batch_uploads import UploadsRun
from reception_app.application.ports import BackendInfo, BatchStyle
from reception_app.domain.batch import (
    Batch,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    Job,
    JobId,
    JobState,
    RowAnswer,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_rules import accepted, row_key
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import CardholderNumbers, Record
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers
from reception_app.messages.bulk import bulk_result, download_request, read_bulk_result
from reception_app.messages.layouts import CONFIRM_UNIT
from reception_app.messages.search_info import SearchInfo, search_info
from reception_app.messages.xml import write_message
from reception_app.testing.fakes import ManualLane

KEY = bytes(range(32))
ON = date(2026, 11, 24)
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROWS = 20_000
ROUNDS = 5
CLINIC = 2_035
"""Rows of one hospital in the four weeks of the founding documents (obligations.md I)."""
_CONSENT = Consent(ConsentMethod.NONE, frozenset(), AT)
_FAMILY = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜ"


# ── made-up patients ──────────────────────────────────────────────────────────────────────────
def numbers_of(patient: int) -> CardholderNumbers:
    return CardholderNumbers(
        "06139992",
        f"{patient % 900 + 100}",
        f"{patient:07}",
        f"{patient % 4 + 1:02}",
        born(patient),
    )


def born(patient: int) -> date:
    return date(1940, 1, 1) + timedelta(days=patient * 7 % 29_000)


def kana(patient: int) -> str:
    family, given = divmod(patient % (44 * 44 * 44), 44 * 44)
    first, second = divmod(given, 44)
    return f"{_FAMILY[family]}{_FAMILY[second]}ﾀﾞ {_FAMILY[first]}ｺ"


def entry_of(patient: int, line: int) -> BatchEntry:
    numbers = numbers_of(patient)
    typed = TypedNumbers(
        numbers.insurer,
        numbers.symbol or "",
        numbers.number,
        numbers.branch or "",
        f"{numbers.born:%Y%m%d}",
    )
    when = datetime(ON.year, ON.month, ON.day, tzinfo=UTC) + timedelta(minutes=line % 600)
    return BatchEntry(line, typed, f"{patient}", "", kana(patient), "03-0000-0000", when)


def row_of(patient: int, line: int) -> BatchRow:
    entry = entry_of(patient, line)
    key = row_key(entry, numbers_of(patient), ON)
    return BatchRow(RowId(os.urandom(16).hex()), entry, key, RowState.WAITING)


def unit_of(row: BatchRow, patient: int, code: str = "1") -> Record:
    numbers = numbers_of(patient)
    record = {
        "InsuredCardClassification": "01",
        "InsurerNumber": numbers.insurer,
        "InsuredCardSymbol": numbers.symbol or "",
        "InsuredIdentificationNumber": numbers.number,
        "InsuredBranchNumber": numbers.branch or "",
        "PersonalFamilyClassification": "1",
        "InsuredName": "試験　花子",
        "Name": "試験　花子",
        "NameKana": kana(patient),
        "Sex1": "2",
        "Birthdate": f"{numbers.born:%Y%m%d}",
        "Address": "東京都千代田区霞が関一丁目二番三号　中央合同庁舎",
        "PostNumber": "100-8916",
        "QualificationDate": "20200401",
        "InsuredCertificateIssuanceDate": "20200401",
        "InsuredCardValidDate": "20200401",
        "InsuredCardExpirationDate": "20270331",
        "InsurerName": "試験健康保険組合",
    }
    return {
        "QualificationConfirmSearchInfo": search_info(SearchInfo(numbers, False, row.row_id)),
        "ProcessingResultStatus": "1",
        "QualificationValidity": code,
        "ResultList": [{"ResultOfQualificationConfirmation": record}],
    }


def result_file(units: Sequence[Record]) -> bytes:
    request = download_request("1234567890", institution_code="1312345678")
    message = bulk_result(request, units, executed_at=AT, encoding="utf-8")
    return write_message(message, encoding="utf-8")


def batch_of(number: int) -> Batch:
    return Batch(
        BatchId(str(UUID(int=number, version=4))),
        ON + timedelta(days=number % 28),
        Source.CSV,
        AT + timedelta(minutes=number),
        "bench",
        one_by_one=False,
        rows_per_job=ROWS,
        state=BatchState.RUNNING,
    )


# ── one large upload ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Upload:
    """A store in which an upload is under way, and the upload's result."""

    store: Path
    batch: Batch
    raw: bytes = field(repr=False)


def upload(folder: Path, rows: int) -> Upload:
    batch, path = batch_of(1), folder / "asking"
    made = [row_of(patient, patient + 1) for patient in range(rows)]
    store = open_store(path, KEY)
    store.batches.create(batch, made)
    job = Job(JobId(str(UUID(int=1, version=4))), batch.batch_id, rows, JobState.NOTED)
    store.batches.take_job(job, rows, now=AT)
    store.batches.set_job(accepted(job, "1", 0.0, AT))
    store.close()
    raw = result_file([unit_of(row, patient) for patient, row in enumerate(made)])
    return Upload(path, batch, raw)


class _Answered:
    """A service whose job is done: it gives the bytes of the result."""

    info = BackendInfo("bench", 1, needs_card=False, batch=BatchStyle.REMOTE_JOB, max_parallel=1)
    repeats_jobs_safely = True

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def fetch(self, job_id: JobId, number: str, *, timeout_s: float) -> JobAnswers:
        return JobAnswers(
            RowAnswer(
                RowId(person.identifier),
                person.result(CheckId(""), source="https", answered_at=AT),
            )
            for person in read_bulk_result(self._raw).answers
        )


def _parts(store: SqliteBatchStore, lane: ManualLane, backend: Any = None) -> BatchParts:
    return BatchParts(
        store=store,
        store_lane=lane,
        backend=backend,
        bulk_lane=lane,
        clock=SystemClock(),
        random_bytes=os.urandom,
        is_counter_busy=lambda: False,
        rules=BatchRules("1312345678", "bench", parallel=1, timeout_s=60),
    )


def save(store: SqliteBatchStore, of: Upload) -> None:
    """Let the worker's own run take the result: read, match, judge and save it, to its end."""
    lane, ends = ManualLane(), list[bool]()
    backend: Any = _Answered(of.raw)
    parts = _parts(store, lane, backend)
    run = UploadsRun(
        parts,
        backend,
        of.batch,
        on_end=lambda stop, has_failed: ends.append(stop is None and not has_failed),
        on_saved=lambda: None,
    )
    run.start()
    lane.run_all()
    assert ends == [True]


@dataclass
class Spent:
    """Seconds; of rounds the least, since what others do on the machine only adds.

    Attributes:
        ours: Reading, matching, judging and saving.
        walk: A bare walk over the same bytes.
        insert: A bare insert of the rows that we wrote, in one transaction.
        blocking: The longest time for which one transaction of ours kept others from writing.
    """

    ours: float = math.inf
    walk: float = math.inf
    insert: float = math.inf
    blocking: float = math.inf

    @property
    def ratio(self) -> float:
        """Return ours against both bare costs together."""
        return self.ours / (self.walk + self.insert)


_Rows: TypeAlias = list[tuple[Any, list[dict[str, Any]]]]


def spent(folder: Path, of: Upload) -> Spent:
    """Measure rounds of ours, a bare walk and a bare insert, one after the other."""
    least, rows = Spent(), _Rows()
    for number in range(ROUNDS):
        path = folder / f"ours-{number}"
        shutil.copyfile(of.store, path)
        store = open_store(path, KEY)
        with _timing_writes() as writes:
            took = _took(lambda: save(store.batches, of))  # noqa: B023 - called at once
        least.ours = min(least.ours, took)
        least.blocking = min(least.blocking, max(writes))
        rows = rows or _stored(store)
        store.close()
        path.unlink()
        least.walk = min(least.walk, _took(lambda: _walk(of.raw)))
        least.insert = min(least.insert, _insert_s(folder / f"bare-{number}", rows))
    return least


@contextmanager
def _timing_writes() -> Generator[list[float], None, None]:
    """Give the seconds from the begin of each transaction that writes to its commit."""
    took: list[float] = []
    writing = SqliteBatchStore._writing

    @contextmanager
    def timed(self: SqliteBatchStore) -> Generator[Any, None, None]:
        begun = time.perf_counter()
        with writing(self) as db:
            yield db
        took.append(time.perf_counter() - begun)

    with mock.patch.object(SqliteBatchStore, "_writing", timed):
        yield took


def _took(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _stored(store: SqliteStore) -> _Rows:
    with store._engine.begin() as db:
        return [
            (table, [dict(row) for row in db.execute(select(table)).mappings()])
            for table in (batches, answers, confirmation_records, batch_rows)
        ]


def _walk(raw: bytes) -> None:
    for _, unit in etree.iterparse(io.BytesIO(raw), tag=CONFIRM_UNIT):
        {each.tag: each.text for each in unit.iter()}
        unit.clear()


def _insert_s(path: Path, rows: _Rows) -> float:
    store = open_store(path, KEY)
    begun = time.perf_counter()
    with store._writer.begin() as db:
        for table, values in rows:
            db.execute(insert(table), values)
    took = time.perf_counter() - begun
    store.close()
    path.unlink()
    return took


def _rss_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def _grown_mib(path: Path, of: Upload, pipe: Connection) -> None:
    """Save once in a process of its own; tell by how much its memory grew at most."""
    store = open_store(path, KEY)
    store.batches.counts(of.batch.batch_id)
    before, peak, done = _rss_mib(), [0.0], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], _rss_mib())

    looking = threading.Thread(target=look)
    looking.start()
    save(store.batches, of)
    done.set()
    looking.join()
    pipe.send(max(peak[0], _rss_mib()) - before)


def upload_figures(rows: int = ROWS) -> tuple[Spent, float]:
    """Return what a large upload's result costs, and by how many MiB the memory grows."""
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        folder = Path(name)
        of = upload(folder, rows)
        found = spent(folder, of)
        ours, theirs = multiprocessing.Pipe()
        path = folder / "grown"
        shutil.copyfile(of.store, path)
        saving = multiprocessing.get_context("spawn").Process(
            target=_grown_mib, args=(path, of, theirs)
        )
        saving.start()
        grown: float = ours.recv()
        saving.join()
    return found, grown


# ── a replay ──────────────────────────────────────────────────────────────────────────────────
@dataclass
class Replayed:
    """What the store is like after so many rows.

    Attributes:
        per_second: Rows from their making to their saved answer.
        grown_mib: Memory at the end less that after the first tenth.
        questions_ms: Of C.3, the median of some askings.
    """

    rows: int = 0
    per_second: float = 0.0
    grown_mib: float = 0.0
    file_mib: float = 0.0
    questions_ms: dict[str, float] = field(default_factory=dict)


def replay(rows: int, folder: Path, told: Callable[[str], None] = lambda _: None) -> Replayed:
    """Ask for so many people, clinic after clinic, then what the desk asks of the store.

    One in forty is invalid and goes to the work list.
    """
    store = open_store(folder / "replay", KEY)
    found, begun, settled = Replayed(), time.perf_counter(), 0.0
    chance = random.Random(1)  # noqa: S311 - no secret

    def new_check_id() -> str:
        return str(UUID(int=chance.getrandbits(128), version=4))

    for number in count(1):
        wanted = min(CLINIC, rows - found.rows)
        if not wanted:
            break
        _ask(store.batches, batch_of(number), range(found.rows, found.rows + wanted), new_check_id)
        found.rows += wanted
        if not settled and found.rows >= rows / 10:
            settled = _rss_mib()
        if not number % 50:
            so_far = found.rows / (time.perf_counter() - begun)
            told(f"{found.rows:,} rows, {so_far:.0f} a second, {_rss_mib():.0f} MiB")
    found.per_second = rows / (time.perf_counter() - begun)
    found.grown_mib = _rss_mib() - settled
    found.file_mib = (folder / "replay").stat().st_size / 2**20
    found.questions_ms = questions_ms(store.batches)
    store.close()
    return found


def _ask(
    store: SqliteBatchStore, batch: Batch, patients: range, new_check_id: Callable[[], str]
) -> None:
    lines = enumerate(patients, start=1)
    judge = _parts(store, ManualLane()).judge(batch)
    store.create(batch, (row_of(patient, line) for line, patient in lines))
    while taken := store.take(batch.batch_id, CHUNK, now=AT, new_check_id=new_check_id):
        units = [
            unit_of(row, patient, "1" if patient % 40 else "2")
            for row, patient in ((row, int(row.entry.patient_number)) for row in taken)
        ]
        asked = {row.row_id: row for row in taken}
        given = [
            RowAnswer(
                RowId(person.identifier),
                person.result(
                    asked[RowId(person.identifier)].check_id or CheckId(""),
                    source="https",
                    answered_at=AT,
                ),
            )
            for person in read_bulk_result(result_file(units)).answers
        ]
        saved = store.save_answers(batch.batch_id, given, judge)
        assert saved == len(taken)
    store.set_batch(replace(batch, state=BatchState.DONE, finished_at=AT))


def questions_ms(store: SqliteBatchStore) -> dict[str, float]:
    """Return what each question of C.3 takes, by name."""
    history = store.batches(BatchFilter(), 100)
    one = history[len(history) // 2][0]
    questions: dict[str, Callable[[], object]] = {
        "work list": lambda: store.work(WorkFilter(), 200),
        "work list of a day": lambda: store.work(WorkFilter(on=one.on), 200),
        "work list of somebody": lambda: store.work(WorkFilter(owner="sato"), 200),
        "history": lambda: store.batches(BatchFilter(), 100),
        "history of a state": lambda: store.batches(
            BatchFilter(states=frozenset({BatchState.STOPPED})), 100
        ),
        "forecast": lambda: store.unverified(one.on),
        "counts": lambda: store.counts(one.batch_id),
        "verdicts": lambda: store.verdicts(one.batch_id),
        "rows of a batch": lambda: store.rows(one.batch_id, 200, after_line=500),
        "keys asked": lambda: store.asked_keys(one.on, [f"{n:064x}" for n in range(CHUNK)]),
    }
    return {
        name: statistics.median(_took(ask) for _ in range(ROUNDS)) * 1000
        for name, ask in questions.items()
    }
