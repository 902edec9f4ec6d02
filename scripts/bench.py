"""The project's figures, measured in one run each and compared with a floor of the same run.

    exchanges   APDUs of a check, against the fewest that the card allows (card.md 19)
    time        our own time in a PIN check, and wall time against card and service
    window      first picture, event loop, keys, result on the screen; on an X server of its own
    patients    1,000 patients through the windows: what is left of them
    face        a result of the face reader on the disk, until its row is on the screen
    preflight   20,000 lines of a file until each is inspected, held against the store
    kills       kill -9 at random moments of check → save → hand-over
    store       a result of 20,000 rows until it is saved, held against its bare cost
    replay      what all hospitals asked in four weeks, in small (replay=2718911: all of it)
    batch       a batch one by one, beside a bare client; kill -9 at random moments (batch=N)

A figure out of its bound is marked, and the exit status is then 1.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import bench_batch  # noqa: E402 - path first
import bench_messages  # noqa: E402 - path first
import bench_preflight  # noqa: E402 - path first
import bench_store  # noqa: E402 - the path first
import bench_window  # noqa: E402 - the path first
from support.clinic import Clinic  # noqa: E402 - the path first
from support.killing import kill_checks, stored_checks  # noqa: E402 - the path first

from reception_app.adapters.backends.line import Answer, Line  # noqa: E402 - path first
from reception_app.adapters.certificates.x509 import load_pinned_cas  # noqa: E402 - the path first
from reception_app.adapters.pcsc.gateway import PcscCardGateway  # noqa: E402 - the path first
from reception_app.adapters.system.clock import SystemClock  # noqa: E402 - the path first
from reception_app.app import App  # noqa: E402 - the path first
from reception_app.cli.one_check import CheckRun, Wanted  # noqa: E402 - the path first
from reception_app.domain.eligibility import Challenge, Method, Visual  # noqa: E402 - the path first
from reception_app.domain.ids import make_check_id  # noqa: E402 - the path first
from reception_app.domain.secrets import Pin  # noqa: E402 - the path first
from reception_app.domain.session.states import State  # noqa: E402 - the path first
from reception_app.options import Options  # noqa: E402 - the path first
from reception_app.training.card import Profile, Switches, TrainingCa, VirtualCard  # noqa: E402 - the path first
from reception_app.training.reader import VirtualReaders  # noqa: E402 - the path first
from reception_app.training.service import TrainingService  # noqa: E402 - the path first

READER = "bench"
ROUNDS = 15
KILLS = 1000
REPLAY = 20_000
ALL = [
    "exchanges",
    "time",
    "window",
    "patients",
    "face",
    "messages",
    "names",
    "batch-window",
    "preflight",
    "store",
    "replay",
    "kills",
]
REAL_CARD = ("pace=424", "sign_ms=200")
"""A contactless card as card.md 15 computes it."""
SERVICE_MS = 60


@dataclass
class Table:
    """Rows as they are measured; a figure above its bound is marked."""

    broken: bool = False

    def row(self, what: str, figure: float, bound: float | None, unit: str = "") -> None:
        """Print one figure and its bound."""
        holds = bound is None or figure <= bound
        self.broken |= not holds
        shown = f"{figure:.2f}".rstrip("0").rstrip(".")
        limit = "" if bound is None else f"≤ {bound:g} {unit}".rstrip()
        mark = "" if holds else "  ← OUT OF BOUND"
        print(f"  {what:<66}{shown + ' ' + unit:>12}   {limit}{mark}")


# ── exchanges ─────────────────────────────────────────────────────────────────────────────────
def exchanges(table: Table) -> None:
    """Count APDUs of whole checks and of the certificate alone."""
    print("\nexchanges with the card")
    ca = TrainingCa.create()
    for what, switches, reader, bound in (
        ("PIN check, extended length", (), {}, 5),
        ("PIN check, short length known", (), {"known_short": True}, 11),
        ("PIN check, extended length refused by the card", ("extended_length=false",), {}, 12),
        ("PIN check, reader without extended length, first card", (), {"max_apdu": 261}, 12),
        (
            "PIN check, no short EF ids either (conservative form + probes)",
            ("short_ef=false", "extended_length=false"),
            {},
            17,
        ),
        ("PIN check, phones may be presented (EF 0006 read)", (), {"phones": True}, 6),
    ):
        table.row(what, _apdus(ca, switches, Method.PIN, **reader), bound, "APDU")
    table.row("certificate alone, extended", _apdus(ca, (), Method.VISUAL), 2, "APDU")
    short = _apdus(ca, (), Method.VISUAL, known_short=True)
    table.row("certificate alone, short length known", short, 8, "APDU")


def _apdus(
    ca: TrainingCa,
    switches: tuple[str, ...],
    method: Method,
    *,
    known_short: bool = False,
    max_apdu: int = 65_544,
    phones: bool = False,
) -> int:
    """Return the exchanges of one check on a virtual reader."""
    tray = VirtualReaders([])
    tray.plug(READER, max_apdu=261 if known_short else max_apdu)
    card = VirtualCard.issue(ca, Profile.NORMAL, switches=Switches.parse(switches))
    tray.insert(READER, card)
    tray.establish()
    with tempfile.NamedTemporaryFile(suffix=".pem") as pem:
        pem.write(ca.pem)
        pem.flush()
        judge, _ = load_pinned_cas([pem.name])
    gateway = PcscCardGateway(
        tray, choose_reader=lambda: READER, judge=judge, clock=SystemClock(), phones=phones
    )
    if known_short:  # the reader's refusal is remembered for the process
        gateway.open(count_tries=False)
        gateway.close()
    seen = gateway.open(count_tries=method is Method.PIN)
    now = SystemClock().now()
    if method is Method.VISUAL:
        gateway.show(Visual("bench", now))
    else:
        challenge = Challenge("c", os.urandom(32), now)
        check_id = make_check_id(os.urandom(16))
        gateway.sign(Pin(bytearray(b"1234")), challenge, check_id, SystemClock().today())
    assert seen.not_after is not None
    return gateway.traffic.apdus


# ── time ──────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Timed:
    """One check: seconds.

    Attributes:
        wall: Card event → handed over, and what waited before looked at.
        to_answer: Card event → answer in hand.
        card: The card at work.
        check: The service at work on the check.
        challenge: The service at work on the challenge.
        waited: That part of it for which the typed PIN had to wait.
        fsyncs: On files, counted, and the store's commits at the price of one in its folder.
    """

    wall: float
    to_answer: float
    card: float
    check: float
    challenge: float
    waited: float
    fsyncs: float


@dataclass
class Rounds:
    """Several checks under one condition.

    Attributes:
        bare: Seconds that a bare client needs to exchange the bytes of a check, without the
            service's work on it.
        fsync: Seconds for one fsync in the data folder.
    """

    timed: list[Timed] = field(default_factory=list)
    bare: float = 0.0
    fsync: float = 0.0

    def ms(self, of: Callable[[Timed], float]) -> float:
        """Return the median of a figure, in milliseconds."""
        return self.ratio(of) * 1000

    def ratio(self, of: Callable[[Timed], float]) -> float:
        """Return the median of a figure."""
        return statistics.median(of(each) for each in self.timed)


def times(table: Table) -> None:
    """Measure whole PIN checks: card event → answer, and → handed over."""
    print("\ntime of a PIN check (medians of", ROUNDS, "checks)")
    fast = _rounds((), delay_ms=0)
    table.row("card event → handed over", fast.ms(lambda t: t.wall), None, "ms")
    table.row("− the card at work", fast.ms(lambda t: t.card), None, "ms")
    table.row("− the service at work on the check", fast.ms(lambda t: t.check), None, "ms")
    table.row(
        "− … on the challenge, as far as waited for", fast.ms(lambda t: t.waited), None, "ms"
    )
    table.row(
        f"− fsyncs of files, {_STORE_COMMITS} commits at {fast.fsync * 1000:.2f} ms each",
        fast.ms(lambda t: t.fsyncs),
        None,
        "ms",
    )
    table.row("− a bare HTTPS exchange of the same bytes", fast.bare * 1000, None, "ms")
    own = fast.ms(lambda t: t.wall - t.card - t.check - t.waited - t.fsyncs) - fast.bare * 1000
    table.row("= our own time", own, 30, "ms")
    real = _rounds(REAL_CARD, delay_ms=SERVICE_MS)
    print(f"  card as in card.md 15 at 424 kbit/s, service {SERVICE_MS} ms an answer:")
    table.row("card event → answer", real.ms(lambda t: t.to_answer), None, "ms")
    ratio = real.ratio(lambda t: t.to_answer / (t.card + t.check))
    table.row("… against card + check (the challenge hides behind the card)", ratio, 1.15, "×")
    total = real.ratio(lambda t: t.to_answer / (t.card + t.challenge + t.check))
    table.row("… against card + challenge + check, one after another", total, 1, "×")


def _rounds(switches: tuple[str, ...], *, delay_ms: int) -> Rounds:
    """Run checks on a virtual card in this process against a service in another."""
    found = Rounds()
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        folder = Path(name)
        ca = TrainingCa.create()
        ours, theirs = multiprocessing.Pipe()
        serving = partial(_serve, theirs, folder / "service", ca.pem, delay_ms)
        process = multiprocessing.get_context("spawn").Process(target=serving, daemon=True)
        process.start()
        service: _ServiceFiles = ours.recv()
        clinic = Clinic(folder, service, card_ca=ca.pem)
        with _noting_checks() as bodies:
            _one(clinic, ca, switches, ours, fsync=0.0)  # makes the store
            found.fsync = _fsync_s(clinic.data)
            for _ in range(ROUNDS):
                found.timed.append(_one(clinic, ca, switches, ours, fsync=found.fsync))
        found.bare = _bare_s(service, bodies[-1], ours)
        ours.send(None)
        process.join()
    return found


@dataclass(frozen=True)
class _ServiceFiles:
    """What ``Clinic`` needs to know of a service in another process."""

    url: str
    ca_pem: Path
    client_pem: Path
    client_key: Path


def _serve(pipe: Connection, folder: Path, card_ca: bytes, delay_ms: int) -> None:
    """Run the training service here, and tell its counters when asked."""
    folder.mkdir()
    with TrainingService(folder, trust=[card_ca], delay_ms=delay_ms) as service:
        pipe.send(
            _ServiceFiles(service.url, service.ca_pem, service.client_pem, service.client_key)
        )
        while pipe.recv() is not None:
            pipe.send(dict(service.counts.handling_s))


def _handled(pipe: Connection) -> dict[str, float]:
    pipe.send("counts")
    counts: dict[str, float] = pipe.recv()
    return counts


@contextmanager
def _noting_checks() -> Generator[list[bytes], None, None]:
    """Give the bodies that go to /v1/checks meanwhile."""
    bodies: list[bytes] = []
    exchange = Line.exchange

    def noting(self: Line, method: str, path: str, body: bytes, **how: Any) -> Answer:
        if path.endswith("/v1/checks"):
            bodies.append(body)
        return exchange(self, method, path, body, **how)

    with mock.patch.object(Line, "exchange", noting):
        yield bodies


def _bare_s(service: _ServiceFiles, body: bytes, pipe: Connection) -> float:
    """Return what the same question costs a bare client on a warm connection.

    The service answers a question that it knows with the same bytes; its work is taken off.
    """
    context = ssl.create_default_context(cafile=service.ca_pem)
    context.load_cert_chain(service.client_pem, service.client_key)
    where = urlsplit(service.url)
    assert where.hostname is not None
    client = http.client.HTTPSConnection(where.hostname, where.port or 443, context=context)
    spent: list[float] = []
    for _ in range(ROUNDS + 1):
        before, begun = _handled(pipe)["/v1/checks"], time.perf_counter()
        client.request("POST", "/v1/checks", body, {"Content-Type": "application/json"})
        response = client.getresponse()
        response.read()
        took = time.perf_counter() - begun
        assert response.status == http.HTTPStatus.OK, response.status
        spent.append(took - (_handled(pipe)["/v1/checks"] - before))
    client.close()
    return statistics.median(spent[1:])  # the first one shook hands


def _one(
    clinic: Clinic, ca: TrainingCa, switches: tuple[str, ...], pipe: Connection, *, fsync: float
) -> Timed:
    """Time one check; the desk is open, its connection warm, and the card comes then."""
    tray = VirtualReaders([READER])
    card = VirtualCard.issue(ca, switches=Switches.parse(switches))
    fsyncs, before = _CountedFsync(), _handled(pipe)
    events: dict[str, float] = {}
    with (
        mock.patch.object(App, "_pcsc", return_value=tray),
        mock.patch.object(os, "fsync", fsyncs),
        _typed(b"1234\n"),
        App(Options(settings=clinic.settings_file, data=clinic.data)) as app,
    ):
        run = CheckRun(app, Wanted(Method.PIN))
        react = run._react

        def noting(state: State) -> None:
            events.setdefault(type(state).__name__, time.monotonic())
            if type(state).__name__ == "AwaitingCard" and "warming" not in events:
                events["warming"] = time.monotonic()
                warm: Callable[[], None] = getattr(app.backend, "warm")  # noqa: B009 - not of the port
                app.net_lane.submit(warm, lambda _: _insert(tray, card, events))
            react(state)

        rest = run._hand_over_the_rest

        def noting_rest() -> None:
            events["handed over"] = time.monotonic()
            rest()  # older answers, after the patient's own

        with (
            mock.patch.object(run, "_react", noting),
            mock.patch.object(run, "_hand_over_the_rest", noting_rest),
        ):
            run.run()
        ended = events["handed over"]
        report = run.report()
    assert report.error is None, report.error
    after = _handled(pipe)
    challenge, check = (
        after[path] - before.get(path, 0.0) for path in ("/v1/challenges", "/v1/checks")
    )
    hidden = events.get("AwaitingChallenge", ended) - events["AwaitingCard"]
    return Timed(
        wall=ended - events["card"],
        to_answer=events["Answered"] - events["card"],
        card=card.busy_s,
        check=check,
        challenge=challenge,
        waited=max(challenge - hidden, 0.0),
        fsyncs=fsyncs.spent_s + _STORE_COMMITS * fsync,
    )


@contextmanager
def _typed(digits: bytes) -> Generator[None, None, None]:
    """Within the block, standard input is a pipe that holds these."""
    reading, writing = os.pipe()
    before = os.dup(0)
    os.write(writing, digits)
    os.dup2(reading, 0)
    try:
        yield
    finally:
        os.dup2(before, 0)
        for descriptor in (reading, writing, before):
            os.close(descriptor)


_STORE_COMMITS = 3
"""Answer saved, prepared, delivered: each is one fsync of the store's log."""


def _insert(tray: VirtualReaders, card: VirtualCard, events: dict[str, float]) -> None:
    events["card"] = time.monotonic()
    tray.insert(READER, card)


class _CountedFsync:
    """``os.fsync`` that adds up its own time."""

    def __init__(self) -> None:
        self._real = os.fsync
        self.spent_s = 0.0

    def __call__(self, descriptor: int) -> None:
        begun = time.perf_counter()
        self._real(descriptor)
        self.spent_s += time.perf_counter() - begun


def _fsync_s(folder: Path) -> float:
    """Return what one fsync of a page costs in a folder, median of a few."""
    spent: list[float] = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(ROUNDS):
            file.write(b"\x00" * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


# ── windows ───────────────────────────────────────────────────────────────────────────────────
def windows(table: Table) -> None:
    """First picture, event-loop gaps, keys and results of the real program in training mode."""
    print("\nwindows, training mode with its service in the same process, on Xvfb")
    with bench_window.screen() as env:
        ours, empty = bench_window.first_paints(env)
        print(f"  first picture: {ours:.0f} ms, an empty main window {empty:.0f} ms")
        table.row("first picture / that of an empty window", ours / empty, 1.5)
        desk = bench_window.taken("desk", env)
    print(f"  {bench_window.CHECKS} checks; load of the machine {desk['load']:.1f}")
    table.row("longest gap of the event loop in a check, median", desk["gap_ms"], 30, "ms")
    table.row("… the worst of all checks", desk["worst_gap_ms"], None, "ms")
    table.row("key → pixels, p95", desk["key_ms"], 16, "ms")
    table.row("answer → result on the screen, p95", desk["shown_ms"], 50, "ms")


def patients(table: Table) -> None:
    """1,000 patients through the windows."""
    print(f"\n{bench_window.PATIENTS} patients after {bench_window.WARM_UP}, through the windows")
    with bench_window.screen() as env:
        left = bench_window.taken("patients", env)
    print(f"  {left['took_s'] / bench_window.PATIENTS * 1000:.0f} ms each")
    for what in ("threads", "timers", "widgets"):
        table.row(f"{what} left", left[f"{what}_left"], 0)
    table.row("memory grown", left["grown_mib"], 5, "MiB")


def faces(table: Table) -> None:
    """Results of a terminal's face reader."""
    print("\nface results beside the training terminal, on Xvfb")
    with bench_window.screen() as env:
        shown = bench_window.taken("face", env)
    print(f"  {bench_window.FACES} results; load of the machine {shown['load']:.1f}")
    table.row("file in the folder → row on the screen, median", shown["median_ms"], None, "ms")
    table.row("… p95", shown["shown_ms"], 1000, "ms")


# ── batches ───────────────────────────────────────────────────────────────────────────────────
def preflight(table: Table) -> None:
    """The pre-flight of a large batch."""
    print("\npre-flight of a file, and of what the store knows")
    took_s = bench_preflight.preflight_s()
    table.row(f"{bench_preflight.ROWS:,} rows", took_s, 3, "s")


def uploads(table: Table) -> None:
    """The result of a large upload."""
    print(f"\nthe result of an upload of {bench_store.ROWS:,} rows: read, matched, judged, saved")
    found, grown = bench_store.upload_figures()
    print(f"  {found.ours:.2f} s; a bare walk {found.walk:.2f} s, insert {found.insert:.2f} s")
    table.row("against walk + insert of the same rows", found.ratio, 2.5, "×")
    table.row("memory over idle", grown, 150, "MiB")
    table.row("longest time that others cannot write", found.blocking * 1000, 20, "ms")


def replays(table: Table, rows: int) -> None:
    """Many batches, and what the desk asks of a store with them."""
    print(f"\na replay of {rows:,} rows")
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        found = bench_store.replay(rows, Path(name), lambda line: print(f"  {line}", flush=True))
    print(f"  {found.per_second:.0f} rows a second, a file of {found.file_mib:.0f} MiB")
    table.row("memory grown after the first tenth", found.grown_mib, 20, "MiB")
    for question, took_ms in found.questions_ms.items():
        table.row(question, took_ms, 50, "ms")


def messages(table: Table) -> None:
    """The codec beside a bare walk."""
    print(f"\na bulk result of {bench_messages.RECORDS} answers, to domain values")
    found = bench_messages.parsed()
    print(f"  {found.size_mib:.0f} MiB; bare walk {found.bare_s:.2f} s, ours {found.ours_s:.2f} s")
    table.row("ours beside a bare iterparse walk", found.ours_s / found.bare_s, 2, "×")
    table.row("memory grown over the file", found.grown_mib, 60, "MiB")


def names(table: Table, count: int) -> None:
    """Names of questions in a terminal's folder."""
    print(f"\n{count} names of questions, over days and restarts")
    collisions, restarts = bench_messages.colliding_names(count)
    print(f"  {restarts} runs of the program")
    table.row("names that were not new", collisions, 0)


# ── kills ─────────────────────────────────────────────────────────────────────────────────────
def kills(table: Table, runs: int) -> None:
    """Kill checks at random moments; nothing may be lost or handed over twice."""
    print(f"\nkill -9 at {runs} random moments of check → save → hand-over")
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        folder = Path(name)
        (folder / "service").mkdir()
        with TrainingService(folder / "service") as service:
            clinic = Clinic(folder, service, card_ca=TrainingCa.create().pem)
            begun = time.monotonic()
            tally = kill_checks(clinic, runs=runs, seed=int(begun * 1000))
            stored = stored_checks(clinic)
            answered = len(service.counts.answers)
    print(
        f"  {answered} answered by the service, {len(stored)} stored, "
        f"{len(tally.taken)} taken by the receipt computer, {time.monotonic() - begun:.0f} s"
    )
    table.row("acknowledged or stored, then lost", len(tally.lost(stored)), 0)
    table.row("handed over twice", len(tally.twice()), 0)


# ── batch ─────────────────────────────────────────────────────────────────────────────────────
def batches(table: Table, runs: int) -> None:
    """One by one beside a client that saves nothing, then kills; the service is a process."""
    print(f"\na batch one by one, {bench_batch.PARALLEL} under way, {bench_batch.ROWS} rows")
    bare, ours, ratio = bench_batch.one_by_one()
    print(f"  {ours:.0f} rows a second, a bare client {bare:.0f}")
    table.row("time of a row / that of the bare client, median of rounds", 1 / ratio, 1.25)
    for what, style in (
        ("one by one", ("--parallel", "8")),
        ("uploads", ("--rows-per-job", "100")),
    ):
        begun = time.monotonic()
        tally = bench_batch.killed(runs // 2, seed=int(begun * 1000), style=style)
        print(
            f"  {tally.kills} kills of {tally.batches} batches, {what}, "
            f"{time.monotonic() - begun:.0f} s"
        )
        table.row("rows lost", tally.lost + tally.missing, 0)
        table.row("rows that the service was asked under two ids", tally.twice, 0)
        table.row("runs that did not go on", tally.unresumed, 0)


def batch_beside(table: Table) -> None:
    """The windows while a batch runs in its worker, and a card check made meanwhile."""
    print(f"\ncard checks beside a batch of {bench_window.BATCH_ROWS:,} rows, on Xvfb")
    with bench_window.screen() as env:
        found = bench_window.taken("batch", env)
    print(
        f"  {bench_window.BATCH_CHECKS} checks alone and beside it, {found['answered']:.0f} rows "
        f"answered meanwhile; load of the machine {found['load']:.1f}"
    )
    print(f"  a check alone {found['alone_ms']:.0f} ms, beside it {found['beside_ms']:.0f} ms")
    table.row("check beside a batch / alone", found["beside_ms"] / found["alone_ms"], 1.1)
    gap = "longest gap of the event loop"
    table.row(f"{gap}, a check without a batch, median", found["gap_alone_ms"], None, "ms")
    table.row(f"{gap}, a batch without a check, median", found["gap_idle_ms"], 16.7, "ms")
    table.row(f"{gap}, both, median", found["gap_ms"], 16.7, "ms")
    table.row("… the longest of all", found["worst_gap_ms"], None, "ms")


FIGURES: dict[str, Callable[[Table, str], None]] = {
    "exchanges": lambda table, _: exchanges(table),
    "time": lambda table, _: times(table),
    "window": lambda table, _: windows(table),
    "patients": lambda table, _: patients(table),
    "face": lambda table, _: faces(table),
    "messages": lambda table, _: messages(table),
    "names": lambda table, value: names(table, int(value or bench_messages.NAMES)),
    "preflight": lambda table, _: preflight(table),
    "store": lambda table, _: uploads(table),
    "replay": lambda table, value: replays(table, int(value or REPLAY)),
    "kills": lambda table, value: kills(table, int(value or KILLS)),
    "batch-window": lambda table, _: batch_beside(table),
    "batch": lambda table, value: batches(table, int(value or bench_batch.KILLS)),
}


def main(arguments: list[str]) -> int:
    """Run what is asked for."""
    wanted = [argument.partition("=") for argument in arguments or ALL]
    table = Table()
    for name, _, value in wanted:
        if name not in FIGURES:
            print(f"no such figure: {name}", file=sys.stderr)
            return 2
        FIGURES[name](table, value)
    return 1 if table.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
