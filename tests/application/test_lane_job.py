"""What a lane promises of one job, without a thread."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from reception_app.application.lane_job import lane_job
from reception_app.application.log_context import CHECK_ID, checking
from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import BugError, LinkDown
from reception_app.domain.ids import CheckId


class Owner:
    """The owner's thread: calls wait until it comes to them."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []
        self.outcomes: list[object] = []

    def lane_job(self, job: Callable[[], object]) -> Callable[[], None]:
        return lane_job(job, self.outcomes.append, post=self.calls.append, lane="net")

    def work(self) -> None:
        while self.calls:
            self.calls.pop(0)()


def test_the_outcome_comes_to_the_owner_and_not_before_it_looks() -> None:
    owner = Owner()
    run = owner.lane_job(lambda: 7)
    run()
    assert not owner.outcomes

    owner.work()

    assert owner.outcomes == [Ok(7)]


def test_an_error_of_ours_is_an_outcome() -> None:
    owner, down = Owner(), LinkDown()

    def job() -> None:
        raise down

    owner.lane_job(job)()
    owner.work()

    assert owner.outcomes == [Err(down)]


@pytest.mark.parametrize("bug", [ZeroDivisionError(), SystemExit(3), KeyboardInterrupt()])
def test_a_bug_ends_the_job_first_and_surfaces_then(bug: BaseException) -> None:
    owner = Owner()

    def job() -> None:
        raise bug

    owner.lane_job(job)()
    with pytest.raises(type(bug)) as caught:
        owner.work()

    assert caught.value is bug
    (outcome,) = owner.outcomes
    assert isinstance(outcome, Err)
    assert isinstance(outcome.error, BugError)


def test_a_bug_is_logged_with_its_lane(caplog: pytest.LogCaptureFixture) -> None:
    Owner().lane_job(lambda: 1 // 0)()

    (line,) = caplog.records
    assert line.levelno == logging.ERROR
    assert line.getMessage() == "a job failed unexpectedly"
    assert line.__dict__["lane"] == "net"


def test_job_and_answer_belong_to_the_check_they_were_made_for() -> None:
    calls: list[Callable[[], None]] = []
    seen: list[object] = []

    def note(_outcome: object) -> None:
        seen.append(CHECK_ID.get())

    with checking(CheckId("first")):
        run = lane_job(lambda: seen.append(CHECK_ID.get()), note, post=calls.append, lane="net")
    run()
    calls.pop()()

    assert seen == ["first", "first"]
