"""Figures of a batch at work: one by one beside a bare client, and kills at random moments."""

from __future__ import annotations

import json
import os
import ssl
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from queue import Empty, SimpleQueue
from uuid import uuid4

import httpx
from support.batch_kills import Killed, Service, kill_batches, service_process
from support.clinic import Clinic

from reception_app.app import App
from reception_app.app_batches import batch_parts
from reception_app.application.batch import BatchWorker, Worked
from reception_app.application.batch_making import inspected_rows
from reception_app.domain.batch import (
    Batch,
    BatchEntry,
    BatchId,
    BatchRow,
    BatchState,
    RowId,
    Source,
)
from reception_app.domain.errors import StoreBusy
from reception_app.domain.number_entry import TypedNumbers
from reception_app.options import Options

ROWS = 2000
ROUNDS = 5
PARALLEL = 8
KILLS = 500
_TERMINAL = "desk-1"


def one_by_one() -> tuple[float, float, float]:
    """Return rows per second of a bare client and of ours, and the median ratio of the rounds."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        folder = Path(name)
        with service_process(folder / "service") as service:
            clinic = Clinic(folder, service, card_ca=service.ca_pem.read_bytes())
            with App(Options(clinic.settings_file, clinic.data)) as app:
                for begin in range(0, (ROUNDS + 1) * ROWS * 2, ROWS * 2):
                    bare.append(_bare(service, begin))
                    ours.append(_ours(app, begin + ROWS))
    ratios = [one / other for one, other in zip(ours[1:], bare[1:], strict=True)]
    return statistics.median(bare[1:]), statistics.median(ours[1:]), statistics.median(ratios)


def killed(kills: int, seed: int, style: tuple[str, ...]) -> Killed:
    """Kill batches so often."""
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        return kill_batches(Path(name), kills=kills, rows=ROWS, seed=seed, style=style)


# ── ours ──────────────────────────────────────────────────────────────────────────────────────
def _ours(app: App, begin: int) -> float:
    """Return the rows per second of a batch, from the first question to the last saved answer."""
    store, on = app.store.batches, app.clock.today()
    batch = Batch(
        BatchId(str(uuid4())),
        on,
        Source.CSV,
        created_at=app.clock.now(),
        operator="",
        one_by_one=True,
        rows_per_job=500,
        state=BatchState.RUNNING,
    )

    def make() -> tuple[BatchRow, ...]:
        rows = inspected_rows(
            _entries(begin), on, store=store, new_row_id=lambda: RowId(uuid4().hex)
        )
        store.create(batch, rows)
        return rows

    app.call(app.store_lane, make, or_else=StoreBusy(), within_s=60)
    app.warm_backend()
    ends: list[Worked] = []
    worker = BatchWorker(batch_parts(app, parallel=PARALLEL), on_done=ends.append)
    started = time.perf_counter()
    worker.work()
    while not app.loop.run_until(lambda: bool(ends), 0.1):
        worker.look()
    spent = time.perf_counter() - started
    counts = app.call(app.store_lane, lambda: store.counts(batch.batch_id), or_else=StoreBusy())
    assert counts.answered == ROWS, (counts, ends)
    return ROWS / spent


def _entries(begin: int) -> Iterator[BatchEntry]:
    for n in range(ROWS):
        numbers = TypedNumbers("06139992", "１２３", f"{10_000_000 + begin + n}", "00", "19850412")
        yield BatchEntry(n + 2, numbers, patient_number=f"{begin + n}")


# ── bare ──────────────────────────────────────────────────────────────────────────────────────
def _bare(service: Service, begin: int) -> float:
    """Return the questions per second of a client that saves nothing."""
    context = ssl.create_default_context(cafile=str(service.ca_pem))
    context.load_cert_chain(service.client_pem, service.client_key)
    bodies: SimpleQueue[bytes] = SimpleQueue()
    for n in range(ROWS):
        bodies.put(_body(begin + n))
    limits = httpx.Limits(max_connections=PARALLEL, max_keepalive_connections=PARALLEL)
    with httpx.Client(base_url=service.url, verify=context, limits=limits, timeout=30) as client:

        def ask() -> None:
            while True:
                try:
                    body = bodies.get_nowait()
                except Empty:
                    return
                reply = client.post(
                    "/v1/checks",
                    content=body,
                    headers={"content-type": "application/json; charset=utf-8"},
                )
                assert reply.status_code == 200, reply.text

        threads = [threading.Thread(target=ask) for _ in range(PARALLEL)]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return ROWS / (time.perf_counter() - started)


def _body(number: int) -> bytes:
    return json.dumps(
        {
            "check_id": str(uuid4()),
            "terminal": _TERMINAL,
            "on": date.today().isoformat(),  # noqa: DTZ011 - any day does
            "subject": {
                "kind": "numbers",
                "insurer": "06139992",
                "symbol": "１２３",
                "number": f"{10_000_000 + number}",
                "branch": "00",
                "born": "1985-04-12",
            },
            "consent": {"limit_certificate": False, "specific_disease": False},
        }
    ).encode()


if __name__ == "__main__":
    os.nice(0)
    print(one_by_one())
