"""Jobs on other threads: outcomes, bugs, contexts and the end of a lane."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from reception_app.adapters.system.lanes import ThreadLane
from reception_app.adapters.system.loop import OwnerLoop
from reception_app.application.log_context import CHECK_ID
from reception_app.application.ports import Err, Lane, Ok
from reception_app.domain.errors import BugError, LinkDown
from reception_app.domain.ids import CheckId

WAIT_S = 10.0


class Desk:
    """A loop, a lane that answers on it, and what it answered."""

    def __init__(self, threads: int = 1) -> None:
        self.loop = OwnerLoop()
        self.thread_lane = ThreadLane("net", threads, self.loop.post)
        self.lane: Lane = self.thread_lane
        self.outcomes: list[object] = []

    def run(self, count: int) -> None:
        assert self.loop.run_until(lambda: len(self.outcomes) >= count, WAIT_S)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.thread_lane.close()


def test_a_job_runs_elsewhere_and_its_answer_comes_home(desk: Desk) -> None:
    threads: list[int] = []

    def done(outcome: Ok[int] | Err) -> None:
        threads.append(threading.get_ident())
        desk.outcomes.append(outcome)

    desk.lane.submit(threading.get_ident, done)
    desk.run(1)

    (outcome,) = desk.outcomes
    assert isinstance(outcome, Ok)
    assert threads == [threading.get_ident()] != [outcome.value]


def test_a_situation_comes_home_as_an_error(desk: Desk) -> None:
    down = LinkDown()

    def job() -> None:
        raise down

    desk.lane.submit(job, desk.outcomes.append)
    desk.run(1)

    assert desk.outcomes == [Err(down)]


def test_a_bug_ends_the_job_as_our_fault_and_surfaces_on_the_owners_thread(desk: Desk) -> None:
    def job() -> None:
        raise ZeroDivisionError

    desk.lane.submit(job, desk.outcomes.append)
    desk.run(1)

    (outcome,) = desk.outcomes
    assert isinstance(outcome, Err)
    assert isinstance(outcome.error, BugError)
    with pytest.raises(ZeroDivisionError):
        desk.loop.run_until(lambda: False, WAIT_S)


def test_a_lane_works_on_after_a_bug(desk: Desk) -> None:
    desk.lane.submit(lambda: 1 // 0, desk.outcomes.append)
    desk.lane.submit(lambda: 7, desk.outcomes.append)
    with pytest.raises(ZeroDivisionError):
        desk.run(2)
    desk.run(2)

    assert desk.outcomes[1] == Ok(7)


def test_one_thread_keeps_the_order(desk: Desk) -> None:
    for number in range(50):
        desk.lane.submit(partial(int, number), desk.outcomes.append)
    desk.run(50)

    assert desk.outcomes == [Ok(number) for number in range(50)]


def test_a_job_and_its_answer_know_their_check(desk: Desk) -> None:
    CHECK_ID.set(CheckId("first"))
    desk.lane.submit(CHECK_ID.get, lambda outcome: desk.outcomes.extend((outcome, CHECK_ID.get())))
    CHECK_ID.set(None)
    desk.run(2)

    assert desk.outcomes == [Ok("first"), "first"]


def test_closing_drops_what_waits_and_waits_for_what_runs(desk: Desk) -> None:
    started, go = threading.Event(), threading.Event()

    def slow() -> str:
        started.set()
        go.wait(WAIT_S)
        return "slow"

    desk.lane.submit(slow, desk.outcomes.append)
    desk.lane.submit(lambda: "dropped", desk.outcomes.append)
    started.wait(WAIT_S)
    closer = threading.Thread(target=desk.thread_lane.close)
    closer.start()
    go.set()
    closer.join(WAIT_S)
    desk.run(1)

    assert not desk.loop.run_until(lambda: len(desk.outcomes) > 1, 0.05)
    assert desk.outcomes == [Ok("slow")]


def test_a_closed_lane_says_so() -> None:
    desk = Desk()
    desk.thread_lane.close()
    desk.thread_lane.close()

    with pytest.raises(RuntimeError, match="lane net is closed"):
        desk.lane.submit(lambda: 1, desk.outcomes.append)


def test_closing_leaves_a_job_behind_that_hangs() -> None:
    desk, hangs, started = Desk(), threading.Event(), threading.Event()

    def hang() -> bool:
        started.set()
        return hangs.wait(WAIT_S)

    desk.lane.submit(hang, desk.outcomes.append)
    started.wait(WAIT_S)
    desk.thread_lane.close(timeout_s=0.01)

    assert not desk.outcomes

    hangs.set()
    desk.run(1)


def test_a_job_that_hangs_does_not_keep_the_program_from_ending() -> None:
    program = (
        "import threading\n"
        "from reception_app.adapters.system.lanes import ThreadLane\n"
        "lane, started = ThreadLane('net', 1, lambda call: None), threading.Event()\n"
        "lane.submit(lambda: (started.set(), threading.Event().wait()), print)\n"
        "started.wait()\n"
        "lane.close(timeout_s=0.01)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)

    assert ended.returncode == 0


def test_jobs_of_a_lane_with_several_threads_run_beside_each_other() -> None:
    desk = Desk(threads=2)
    both = threading.Barrier(2)
    for _ in range(2):
        desk.lane.submit(lambda: both.wait(WAIT_S), desk.outcomes.append)
    desk.run(2)
    desk.thread_lane.close()

    assert desk.outcomes in ([Ok(0), Ok(1)], [Ok(1), Ok(0)])
