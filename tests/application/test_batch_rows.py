"""How threads share the rows that are asked one by one: what they begin, what they leave."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.batch_rows import batch
from support.batch_world import FakeService, World, counts

from reception_app.application.ports import Err, Ok
from reception_app.domain.batch import BatchState, RowState
from reception_app.domain.eligibility import EligibilityQuery, EligibilityResult
from reception_app.domain.errors import BugError, LinkDown, LinkTimeout, ReceptionError


class TwoSidedLane:
    """A lane whose jobs run when the test says so, and whose news reach the owner later still."""

    def __init__(self) -> None:
        self.jobs: deque[tuple[Callable[[], Any], Callable[[Any], None]]] = deque()
        self.news: deque[Callable[[], None]] = deque()

    def submit(self, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.jobs.append((job, done))

    def ask(self) -> None:
        """Run the oldest job, as one of its threads does."""
        job, done = self.jobs.popleft()
        outcome: Ok[Any] | Err
        try:
            outcome = Ok(job())
        except ReceptionError as error:
            outcome = Err(error)
        except ZeroDivisionError:
            outcome = Err(BugError())
        self.news.append(lambda: done(outcome))

    def tell(self) -> None:
        self.news.popleft()()

    def run_all(self) -> None:
        while self.jobs or self.news:
            if self.jobs:
                self.ask()
            if self.news:
                self.tell()


class Threads:
    """A worker that is about to ask its first rows, two at a time."""

    def __init__(self, folder: Path, service: FakeService) -> None:
        self.lane = TwoSidedLane()
        self.world = World(folder, service=service, bulk=self.lane)  # type: ignore[arg-type]  # it is a Lane, too

    def begin(self, rows: int) -> World:
        self.world.make(rows)
        self.world.worker.work()
        self.lane.ask()
        self.lane.tell()
        assert len(self.lane.jobs) == 2
        return self.world

    @property
    def asked(self) -> int:
        return len(self.world.service.asked)

    def states(self) -> list[RowState]:
        return [each.state for each in self.world.rows()]


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[Threads]:
    made = Threads(tmp_path, FakeService())
    yield made
    made.world.whole.close()


def test_a_thread_asks_one_row_after_the_other(threads: Threads) -> None:
    threads.begin(6)

    threads.lane.ask()
    threads.lane.tell()

    assert threads.asked == 6


def test_a_thread_tells_of_a_slow_answer_before_it_begins_another(tmp_path: Path) -> None:
    class Slow(FakeService):
        def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
            made.world.clock.move(0.2)
            return super().check(query, timeout_s=timeout_s)

    made = Threads(tmp_path, Slow())
    made.begin(6)

    made.lane.ask()
    assert made.asked == 1

    made.lane.tell()
    assert len(made.lane.jobs) == 2
    made.lane.run_all()
    assert made.world.counts() == counts(answered=6)
    made.world.whole.close()


def test_no_thread_begins_a_row_while_somebody_stands_at_the_counter(threads: Threads) -> None:
    world = threads.begin(6)
    world.is_busy = True
    world.look()

    threads.lane.run_all()
    assert threads.asked == 0

    world.is_busy = False
    world.look()
    threads.lane.run_all()
    assert world.counts() == counts(answered=6)
    assert len({query.check_id for query in world.service.asked}) == 6


def test_rows_that_nobody_began_are_put_back_when_a_person_stops_the_batch(
    threads: Threads,
) -> None:
    world = threads.begin(6)
    world.store.set_batch(batch(state=BatchState.STOPPED))

    world.look()
    threads.lane.run_all()

    assert threads.asked == 0
    assert threads.states() == [RowState.WAITING] * 6
    assert world.batch().state is BatchState.STOPPED


def test_after_a_failure_no_thread_begins_another_row_until_the_run_has_heard_of_it(
    threads: Threads,
) -> None:
    world = threads.begin(6)
    world.service.errors.append(LinkDown())

    threads.lane.ask()
    threads.lane.ask()
    assert threads.asked == 1

    threads.lane.run_all()
    while threads.lane.news:
        threads.lane.tell()
    assert threads.asked == 1
    assert threads.states() == [RowState.WAITING] * 6


def test_the_others_go_on_after_a_row_that_failed_for_itself(threads: Threads) -> None:
    world = threads.begin(6)
    world.service.errors.append(LinkTimeout(15))

    threads.lane.ask()
    threads.lane.ask()
    assert threads.asked == 1

    threads.lane.tell()
    threads.lane.tell()
    threads.lane.run_all()
    assert threads.asked == 6
    assert sorted(threads.states()) == [RowState.ANSWERED] * 5 + [RowState.WAITING]


def test_a_bug_ends_the_run_and_what_was_answered_before_is_saved(tmp_path: Path) -> None:
    class Broken(FakeService):
        def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
            if len(self.asked) == 2:
                self.asked.append(query)
                raise ZeroDivisionError
            return super().check(query, timeout_s=timeout_s)

    threads = Threads(tmp_path, Broken())
    threads.begin(6)

    threads.lane.run_all()

    assert threads.asked == 3
    assert sorted(threads.states()) == [RowState.ANSWERED] * 2 + [RowState.WAITING] * 4
    threads.world.whole.close()
