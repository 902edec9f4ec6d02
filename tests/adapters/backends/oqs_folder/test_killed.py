"""Programs killed at random moments: no name is used twice, and no question is sent twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from support.eligibility import new_id
from support.terminals import Site
from support.waiting import wait_for

from reception_app.application.late_answers import LateAnswer

KILLS = 20
CHILDREN = 3

# Asks without end, each question up to three times, as a run after a crash would; says each first.
_ASKING = """
import sys
from pathlib import Path
from support.terminals import Site, hanako_query
from contextlib import ExitStack
from reception_app.domain.errors import ReceptionError

with ExitStack() as stack:
    backend = Site(Path(sys.argv[1]), stack).backend()
    print("ready", flush=True)
    for check_id in sys.stdin:
        try:
            backend.check(hanako_query(check_id.strip()), timeout_s=0.02)
        except ReceptionError as error:
            assert error.code == "BK01", error.code
"""

# The same with uploads of one row each.
_UPLOADING = """
import sys
from pathlib import Path
from support.eligibility import ON
from support.jobs import KNOWN
from support.terminals import Site
from contextlib import ExitStack
from reception_app.application.batch_ports import JobQuestion
from reception_app.domain.errors import ReceptionError

with ExitStack() as stack:
    backend = Site(Path(sys.argv[1]), stack).backend()
    print("ready", flush=True)
    for line in sys.stdin:
        job_id = line.strip()
        try:
            backend.submit(job_id, ON, [JobQuestion(job_id, KNOWN)], timeout_s=0.02)
        except ReceptionError as error:
            assert error.code == "BK01", error.code
"""


@pytest.mark.kill
@pytest.mark.parametrize("program", [_ASKING, _UPLOADING], ids=["questions", "uploads"])
def test_no_name_is_used_twice_and_no_question_is_sent_twice(site: Site, program: str) -> None:
    site.make_folders()
    collector = Collector(site.root / "req")
    collector.start()
    dice = random.Random(20261122)  # noqa: S311 - repeatable, and no secret
    ids = [new_id() for _ in range(60)]
    running = [start(program, site.folder) for _ in range(CHILDREN)]
    for _ in range(KILLS):
        victim = dice.randrange(CHILDREN)
        for child in running:
            feed(child, dice.choices(ids, k=20))
        time.sleep(dice.uniform(0, 0.05))  # the random moment
        kill(running[victim])
        running[victim] = start(program, site.folder)
    assert [0] * CHILDREN == [ended(child) for child in running]
    collector.stop()

    assert collector.names
    assert not [name for name, times in Counter(collector.names).items() if times > 1]
    assert not [text for text, times in Counter(collector.contents).items() if times > 1]


# Reads the answer to one question, says so, and never comes to save it.
_READING = """
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from support.terminals import LONG_S, Site, hanako_query

earlier = datetime.now(UTC) - timedelta(minutes=10)
with ExitStack() as stack:
    backend = Site(Path(sys.argv[1]), stack).backend(now=lambda: earlier, takes_away=True)
    print(backend.check(hanako_query(), timeout_s=LONG_S).check_id, flush=True)
    sys.stdin.read()
"""


@pytest.mark.kill
def test_an_answer_that_was_read_and_not_saved_comes_again(site: Site) -> None:
    terminal = site.terminal()
    child = started(_READING, site.folder)
    assert child.stdout is not None
    check_id = child.stdout.readline().strip()
    kill(child)
    heard = list[LateAnswer]()

    site.backend(takes_away=True).hear_late(heard.append)

    assert check_id == wait_for(lambda: next(iter(heard), None)).result.check_id
    assert [check_id] == [seen.identifier for seen in terminal.seen]


def start(program: str, folder: Path) -> subprocess.Popen[str]:
    child = started(program, folder)
    assert child.stdout is not None
    assert "ready\n" == child.stdout.readline()
    return child


def started(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3])},
    )


def kill(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    with suppress(BrokenPipeError):
        child.communicate()


def ended(child: subprocess.Popen[str]) -> int:
    """Let it ask what it was fed, and end."""
    assert child.stdin is not None
    with child, child.stdin:
        pass
    return child.returncode


def feed(child: subprocess.Popen[str], ids: list[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("".join(f"{check_id}\n" for check_id in ids))
    child.stdin.flush()


class Collector:
    """Takes every question out of ``req`` at once, as a terminal does, and answers none."""

    def __init__(self, req: Path) -> None:
        self._req = req
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.names = list[str]()
        self.contents = list[str]()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.002):
            self._take()
        self._take()

    def _take(self) -> None:
        for path in self._req.iterdir():
            self.names.append(path.name)
            self.contents.append(path.read_text("utf-8"))  # it holds its check id
            path.unlink()
