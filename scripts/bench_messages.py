"""Figures of the codec, and of the names of questions in a terminal's folder; for ``bench.py``."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

from lxml import etree

from reception_app.adapters.backends.oqs_folder.journal import Journal
from reception_app.domain.ids import CheckId
from reception_app.domain.records import group_of
from reception_app.messages.answers import records_of
from reception_app.messages.bulk import bulk_result, download_request, read_bulk_result
from reception_app.messages.file_names import Family, Step
from reception_app.messages.layouts import CONFIRM_UNIT, SEARCH_INFO
from reception_app.messages.xml import write_message
from reception_app.messages.xml_reading import read_message, read_units

RECORDS = 20_000
ROUNDS = 3
NAMES = 1_000_000
_A_DAY = 9_000
_A_RUN = 4_500
_SAMPLES = Path(__file__).parent.parent / "tests" / "data" / "messages"
_SAMPLE = _SAMPLES / "19_bulk_result.xml"
_WHOLE = _SAMPLES / "04_face_result_valid_card.xml"
_AT = datetime(2026, 11, 22, tzinfo=UTC)
_ID = CheckId("00000000-0000-4000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What reading one file took: in the bare walk, in ours; MiB of the file, MiB grown."""

    bare_s: float
    ours_s: float
    size_mib: float
    grown_mib: float


def parsed() -> Parsed:
    """Read a file of 20,000 answers, in turns with a bare walk; the quickest of each counts."""
    raw = _file()
    bare, ours = list[float](), list[float]()
    for _ in range(ROUNDS):
        bare.append(_took(lambda: _walk(raw)))
        ours.append(_took(lambda: _read(raw)))
    return Parsed(min(bare), min(ours), len(raw) / 2**20, _grown_mib(raw))


def _file() -> bytes:
    """Return a file of about 34 MB: each third answer has a record as whole as a card's."""
    unit = next(iter(read_units(_SAMPLE.read_bytes(), name=CONFIRM_UNIT).units))
    record = records_of(read_message(_WHOLE.read_bytes()).body)[0]
    whole = {**unit, "ResultOfQualificationConfirmation": record}
    asked = group_of(unit, SEARCH_INFO)
    many = (
        {
            **(unit if at % 3 else whole),
            SEARCH_INFO: {**asked, "ArbitraryIdentifier": f"{at:032d}"},
        }
        for at in range(RECORDS)
    )
    request = download_request("1", institution_code="1312345678")
    message = bulk_result(request, many, executed_at=_AT, encoding="utf-8")
    return write_message(message, encoding="utf-8")


def _walk(raw: bytes) -> None:
    for _, element in etree.iterparse(BytesIO(raw)):
        element.clear()


def _read(raw: bytes) -> None:
    count = 0
    for each in read_bulk_result(raw).answers:
        each.result(_ID, source="bench", answered_at=_AT)
        count += 1
    assert count == RECORDS


def _took(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _grown_mib(raw: bytes) -> float:
    """Read the file in a process of its own, whose peak nothing else has raised."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with tempfile.NamedTemporaryFile() as file:
        file.write(raw)
        file.flush()
        child = context.Process(target=_grow, args=(theirs, file.name))
        child.start()
        grown: float = ours.recv()
        child.join()
    return grown


def _grow(pipe: Connection, name: str) -> None:
    raw = Path(name).read_bytes()
    before = _peak_mib()
    _read(raw)
    pipe.send(_peak_mib() - before)


def _peak_mib() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def colliding_names(count: int = NAMES) -> tuple[int, int]:
    """Make names over many days; return how many were not new, and how often it was restarted."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - only speed: a disk would sync a million times
    home = shared_memory if shared_memory.is_dir() else None
    seen, restarts = set[str](), 0
    with tempfile.TemporaryDirectory(prefix="reception-bench-", dir=home) as folder:
        for first in range(0, count, _A_RUN):
            journal = Journal(Path(folder, "journal.db"))
            for at in range(first, min(first + _A_RUN, count)):
                now = _AT + timedelta(days=at // _A_DAY)
                seen.add(journal.new_name(Family.SINGLE, Step.UPLOAD, now))
            journal.close()
            restarts += 1
    return count - len(seen), restarts
