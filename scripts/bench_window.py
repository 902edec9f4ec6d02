"""The figures of the windows; ``bench.py`` runs this on an X server of its own.

Each figure is taken in a process of its own: ``bench_window.py`` with the name of one of
``_MEASURES`` prints one JSON object.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

_BEGUN = "RECEPTION_BENCH_BEGUN"
"""When the process was started, on the clock that all processes share."""
PAINTS = 9
CHECKS = 30
WARM_UP = 550
"""More than the day's list holds, so that it is as long before as after."""
PATIENTS = 1_000
FACES = 30
BATCH_ROWS = 10_000
BATCH_CHECKS = 12
LATENCY_MS = 30
SHOWN_CARDS = ("employee", "elderly", "lost", "limit", "black-circle", "special")


# ── the side of the bench ─────────────────────────────────────────────────────────────────────
@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Run an X server without a screen; yield the environment of its clients."""
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        "1920x1080x24",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as display:
            number = display.readline().strip()
        try:
            yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            server.terminate()


def taken(what: str, env: dict[str, str]) -> dict[str, float]:
    """Take a figure in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), what]
    begun = {_BEGUN: repr(time.monotonic())}
    done = subprocess.run(
        command, env={**env, **begun}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"bench_window {what}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def first_paints(env: dict[str, str]) -> tuple[float, float]:
    """Return ours and an empty window's ms from the start to the first picture, medians."""
    ours, empty = [], []
    for _ in range(PAINTS):
        empty.append(taken("empty", env)["ms"])
        ours.append(taken("paint", env)["ms"])
    return statistics.median(ours), statistics.median(empty)


# ── the side that is measured ─────────────────────────────────────────────────────────────────
def _say(**figures: float) -> None:
    print(json.dumps(figures), flush=True)


def _painted_at(begun: float) -> None:
    _say(ms=(time.monotonic() - begun) * 1000)
    os._exit(0)


def _empty(begun: float) -> None:
    from PySide6.QtGui import QPaintEvent  # noqa: PLC0415 - its import is what is measured
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - only where it is measured

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
            super().paintEvent(event)
            _painted_at(begun)

    app = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    app.exec()


def _paint(begun: float) -> None:
    from reception_app.window import run  # noqa: PLC0415 - its import is what is measured

    run(lambda: None, on_first_paint=lambda: _painted_at(begun))  # type: ignore[arg-type,return-value]  # nobody asks what it returns


@contextlib.contextmanager
def _desk() -> Iterator[Any]:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only where a desk is measured
    from support.desk_window import DeskWindow  # noqa: PLC0415 - only where it is measured

    app = QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder:
        desk: Any = DeskWindow(app, Path(folder))
        desk.open()
        desk.until(lambda: not desk.port._unmade)  # making keys takes a core for a while
        for card in SHOWN_CARDS:  # every page was shown once
            _one_patient(desk, card)
        try:
            yield desk
        finally:
            desk.close()


def _one_patient(desk: Any, card: str) -> None:
    from reception_app.domain.session.states import Answered, Idle  # noqa: PLC0415 - only where it is measured

    desk.lay(card)
    desk.type_pin(delay_ms=0)
    desk.until_state(Answered)
    desk.until(lambda: desk.now.handover is None or not desk.now.handover.is_asked)
    desk.take()
    desk.program.desk.next_patient()
    desk.until(lambda: isinstance(desk.now.session, Idle))


def _figures_of_a_desk() -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - only where it is measured
    from support.desk_window import DIGITS  # noqa: PLC0415 - only where it is measured

    with _noting_answers() as answers, _desk() as desk:
        staff, patient = _Paints.of(desk.frame), _Paints.of(desk.program.patient)
        beat, gaps = _Beat(), []
        timer = QTimer()
        timer.timeout.connect(beat.tick)
        keys, shown = [], []
        for number in range(CHECKS):
            beat.begin()
            timer.start(1)
            desk.lay(SHOWN_CARDS[number % len(SHOWN_CARDS)])
            desk.until(lambda: desk.patient.screen == "type-pin")
            for digit in "123":
                keys.append(_key_to_pixels(desk, patient, DIGITS[digit]))
            _press(desk.program.patient, DIGITS["4"])
            shown.append(_answer_to_pixels(desk, staff, answers))
            desk.until(lambda: desk.now.session.saved and not desk.now.handover.is_asked)
            desk.until(lambda: True)
            timer.stop()
            gaps.append(beat.longest_ms)
            desk.take()
            desk.program.desk.next_patient()
        _say(
            gap_ms=statistics.median(gaps),
            worst_gap_ms=max(gaps),
            key_ms=_p95(keys),
            shown_ms=_p95(shown),
            load=os.getloadavg()[0],
        )


class _Beat:
    """A timer's beat, and how long the event loop kept it waiting."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._last, self.longest_ms = time.perf_counter(), 0.0

    def tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


class _Paints:
    """Counts the pictures of a window and of all inside it."""

    count = 0

    @classmethod
    def of(cls, window: Any) -> _Paints:
        from PySide6.QtCore import QEvent, QObject  # noqa: PLC0415 - only where it is measured

        counted = cls()

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
                counted.count += event.type() is QEvent.Type.UpdateRequest
                return bool(super().eventFilter(watched, event))

        window.installEventFilter(Watch(window))
        return counted


@contextlib.contextmanager
def _noting_answers() -> Iterator[list[float]]:
    """Give the moments at which the net lane had an answer in hand."""
    from reception_app.adapters.backends.https import HttpsBackend  # noqa: PLC0415 - only where it is measured

    moments: list[float] = []
    check = HttpsBackend.check

    def noting(self: HttpsBackend, *args: Any, **options: Any) -> Any:
        result = check(self, *args, **options)
        moments.append(time.perf_counter())
        return result

    with mock.patch.object(HttpsBackend, "check", noting):
        yield moments


def _answer_to_pixels(desk: Any, paints: _Paints, answers: list[float]) -> float:
    """Return ms from an answer in hand until its picture is with the X server.

    Not QGuiApplication.sync(): it runs the event loop, so what comes after would count, too.
    """
    from reception_app.domain.session.states import Answered  # noqa: PLC0415 - only where it is measured

    while not isinstance(desk.now.session, Answered):
        before = paints.count
        desk.qt.processEvents()
        time.sleep(0.0005)  # as an event loop that waits: other threads may work
    while paints.count == before:
        desk.qt.processEvents()
    return (time.perf_counter() - answers[-1]) * 1000


def _press(window: Any, key: Any) -> None:
    from PySide6.QtCore import QEvent, Qt  # noqa: PLC0415 - only where it is measured
    from PySide6.QtGui import QKeyEvent  # noqa: PLC0415 - only where it is measured
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only where it is measured

    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def _key_to_pixels(desk: Any, paints: Any, key: Any) -> float:
    """Return ms from a key to the picture that shows it, flushed to the X server."""
    desk.until(lambda: True)
    before, begun = paints.count, time.perf_counter()
    _press(desk.program.patient, key)
    while paints.count == before:
        desk.qt.processEvents()
    return (time.perf_counter() - begun) * 1000


def _p95(values: list[float]) -> float:
    return sorted(values)[round(len(values) * 0.95) - 1]


def _faces() -> None:
    """Face results on the disk → their rows on the screen, beside the training terminal."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only where a desk is measured
    from support.terminal_window import TerminalWindow  # noqa: PLC0415 - only where it is measured

    app = QApplication(["bench"])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder:
        desk: Any = TerminalWindow(app, Path(folder))
        with desk.terminal() as terminal:
            desk.open()
            _face_to_pixels(desk, terminal)  # the first row finds everything new
            taken = []
            for number in range(FACES):  # at moments that fall on every part of a scan's pause
                moment = time.monotonic() + number / FACES * 0.25
                desk.until(lambda moment=moment: time.monotonic() > moment)
                taken.append(_face_to_pixels(desk, terminal))
            desk.close()
    _say(shown_ms=_p95(taken), median_ms=statistics.median(taken), load=os.getloadavg()[0])


def _face_to_pixels(desk: Any, terminal: Any) -> float:
    """Return ms from a file in ``face`` until the picture with its row is with the X server."""
    known, paints = len(desk.listed()), _Paints.of(desk.frame)
    terminal.lay_card("TRAINING-0001")
    begun = time.perf_counter()
    while len(desk.listed()) == known:
        before = paints.count
        desk.qt.processEvents()
        time.sleep(0.0005)  # as an event loop that waits: other threads may work
    while paints.count == before:
        desk.qt.processEvents()
    return (time.perf_counter() - begun) * 1000


def _beside_a_batch() -> None:
    """Card checks alone, then beside a batch whose worker and service are other processes."""
    from support.batch_kills import service_process  # noqa: PLC0415 - only where it is measured

    from reception_app.ui.viewstate.views import Act  # noqa: PLC0415 - only where it is measured

    with tempfile.TemporaryDirectory() as name, _desk() as desk:
        folder = Path(name)
        desk.program._app.practice.service.set_delay(LATENCY_MS)
        with service_process(folder / "service", "--delay-ms", str(LATENCY_MS)) as service:
            _lead_the_worker_to(service, desk.program._app.practice.worker_settings)
            alone = [_timed_check(desk, number) for number in range(BATCH_CHECKS)]
            shell = desk.program.batches
            shell.open_file(str(_many_rows(folder / "rows.csv")))
            desk.until(lambda: shell._desk.now.draft, 120)
            shell._act(Act.BATCH_SEND)
            desk.until(lambda: shell._desk.now.progress and _answered(shell) > 0, 120)
            beside, idle = [], []
            for number in range(BATCH_CHECKS):
                known = _answered(shell)
                idle.append(_gap_until(desk, partial(_has_answered, shell, known + 20)))
                beside.append(_timed_check(desk, number))
            answered = _answered(shell)
            shell._act(Act.BATCH_STOP)
            desk.until(lambda: not shell._desk.now.progress.is_working, 60)
    _say(
        alone_ms=statistics.median(took for took, _ in alone),
        beside_ms=statistics.median(took for took, _ in beside),
        gap_alone_ms=statistics.median(gap for _, gap in alone),
        gap_idle_ms=statistics.median(idle),
        gap_ms=statistics.median(gap for _, gap in beside),
        worst_gap_ms=max(gap for _, gap in beside),
        answered=answered,
        load=os.getloadavg()[0],
    )


def _has_answered(shell: Any, rows: int) -> bool:
    return _answered(shell) >= rows


def _answered(shell: Any) -> int:
    progress = shell._desk.now.progress
    return 0 if progress is None else int(progress.counts.answered)


def _lead_the_worker_to(service: Any, settings: Path) -> None:
    names = {
        "url": service.url,
        "ca": service.ca_pem,
        "client_certificate": service.client_pem,
        "client_key": service.client_key,
    }
    lines = [line.partition(" = ") for line in settings.read_text("utf-8").splitlines()]
    told = [
        f"{name} = {json.dumps(str(names[name]))}" if name in names else f"{name}{equals}{value}"
        for name, equals, value in lines
    ]
    settings.write_text("\n".join(told) + "\n", "utf-8")


def _many_rows(path: Path) -> Path:
    lines = (
        f"{n},練習　花子,ﾚﾝｼｭｳ ﾊﾅｺ,06139992,１２３,{10_000_000 + n},00,S60.4.12"
        for n in range(BATCH_ROWS)
    )
    heading = "患者番号,氏名,カナ,保険者番号,記号,番号,枝番,生年月日"
    path.write_text("\n".join((heading, *lines, "")), "utf-8")
    return path


def _gap_until(desk: Any, holds: Callable[[], bool]) -> float:
    """Return how long the event loop kept a timer waiting at most, until something holds."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - only where it is measured

    beat, timer = _Beat(), QTimer()
    timer.timeout.connect(beat.tick)
    timer.start(1)
    desk.until(holds, 60)
    timer.stop()
    return beat.longest_ms


def _is_handed_over(desk: Any) -> bool:
    handover = desk.now.handover
    return handover is None or not handover.is_asked


def _timed_check(desk: Any, number: int) -> tuple[float, float]:
    """Return ms from the last digit of the PIN to the answer, and the longest gap meanwhile."""
    from reception_app.domain.session.states import Answered, Idle  # noqa: PLC0415 - only where it is measured

    desk.lay(SHOWN_CARDS[number % len(SHOWN_CARDS)])
    desk.type_pin("123", delay_ms=0)
    desk.until(lambda: True)
    begun = time.perf_counter()
    desk.type_pin("4", delay_ms=0)
    gap = _gap_until(desk, lambda: isinstance(desk.now.session, Answered))
    took = (time.perf_counter() - begun) * 1000
    gap = max(gap, _gap_until(desk, lambda: _is_handed_over(desk)))
    desk.take()
    desk.program.desk.next_patient()
    desk.until(lambda: isinstance(desk.now.session, Idle))
    return took, gap


def _patients() -> None:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - only where it is measured
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - only where it is measured

    def counted() -> dict[str, int]:
        gc.collect()
        timers = [each for each in gc.get_objects() if isinstance(each, QTimer)]
        return {
            "threads": threading.active_count(),
            "widgets": len(QApplication.allWidgets()),
            "timers": len(timers),
        }

    with _desk() as desk:
        for number in range(WARM_UP):
            _one_patient(desk, SHOWN_CARDS[number % len(SHOWN_CARDS)])
        before, memory = counted(), _resident_mib()
        begun = time.perf_counter()
        for number in range(PATIENTS):
            _one_patient(desk, SHOWN_CARDS[number % len(SHOWN_CARDS)])
        took_s = time.perf_counter() - begun
        after, grown = counted(), _resident_mib() - memory
    left = {f"{name}_left": after[name] - before[name] for name in before}
    _say(grown_mib=grown, took_s=took_s, **left)


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


_MEASURES: dict[str, Callable[[float], None]] = {
    "empty": _empty,
    "paint": _paint,
    "desk": lambda _: _figures_of_a_desk(),
    "patients": lambda _: _patients(),
    "face": lambda _: _faces(),
    "batch": lambda _: _beside_a_batch(),
}

if __name__ == "__main__":
    _MEASURES[sys.argv[1]](float(os.environ[_BEGUN]))
