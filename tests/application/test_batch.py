"""A worker over a real store: what is asked, saved, put off and said, and what a crash leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.answers import record as saved_record
from support.batch_rows import BATCH_ID, NOW, ON, asking, batch, entry, job, result, row, uuid
from support.batch_world import (
    FailingStore,
    FakeJobService,
    FakeService,
    SettableClock,
    World,
    counts,
)
from support.batches import ask_again

from reception_app.adapters.store.batches import SqliteBatchStore
from reception_app.application.batch_making import go_on
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.batch_ports import WorkFilter
from reception_app.domain.batch import (
    Batch,
    BatchId,
    BatchState,
    JobState,
    Kept,
    Outcome,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_rules import LADDER
from reception_app.domain.eligibility import EligibilityQuery, EligibilityResult, Method
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    BugError,
    JobForgotten,
    LinkDown,
    LinkTimeout,
    StoreFull,
)
from reception_app.domain.number_entry import TypedNumbers
from reception_app.testing.fakes import InlineLane, ManualLane


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.whole.close()


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[World]:
    """A world whose service answers when the test says so."""
    made = World(tmp_path, bulk=ManualLane())
    yield made
    made.whole.close()


class SlowService(FakeService):
    """So slow that a thread tells of each answer."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SettableClock(NOW)
        self.meanwhile: list[Callable[[], None]] = []

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        self.clock.move(0.05)
        while self.meanwhile:
            self.meanwhile.pop()()
        return super().check(query, timeout_s=timeout_s)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[World]:
    """A world whose service takes its time, and answers when the test says so."""
    service = SlowService()
    made = World(tmp_path, service=service, bulk=ManualLane(), clock=service.clock)
    yield made
    made.whole.close()


def answer_one(world: World) -> None:
    assert isinstance(world.bulk, ManualLane)
    world.bulk.run_next()


def answer_one_while(world: World, happens: Callable[[], None]) -> None:
    """Let something happen while the next question is under way."""
    assert isinstance(world.service, SlowService)
    world.service.meanwhile.append(happens)
    answer_one(world)


def begin(world: World) -> None:
    """Work until the service has said how much it takes."""
    world.worker.work()
    answer_one(world)


# ── one by one ────────────────────────────────────────────────────────────────────────────────
def test_every_row_is_asked_once_and_saved(world: World) -> None:
    world.make(20)
    world.service.codes = {3: "2", 4: "4"}

    worked = world.work()

    assert (worked.error, worked.errors) == (None, {})
    assert world.counts() == counts(answered=20)
    assert world.batch().state is BatchState.DONE
    assert world.batch().finished_at == NOW
    assert len({query.check_id for query in world.service.asked}) == 20
    assert world.saved > 0
    outcomes = world.store.verdicts(BATCH_ID)
    assert outcomes == {Outcome.UNCHANGED: 18, Outcome.INVALID: 1, Outcome.NOT_FOUND: 1}


def test_an_answer_is_kept_with_its_record(world: World) -> None:
    world.make(1)
    world.work()

    (stored,) = world.whole.latest(5)

    assert stored.record.method is Method.BATCH
    assert (stored.record.operator, stored.record.on) == ("sato", ON)
    assert stored.record.terminal == "desk-1"
    assert not stored.record.consent.scopes
    assert world.whole.waiting(5) == ()


def test_an_answer_about_another_person_is_noted_as_such(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.make(1)
    monkeypatch.setattr(world.service, "answer", lambda _, check_id: result(9, check_id=check_id))

    world.work()

    (stored,) = world.whole.latest(5)
    assert world.store.verdicts(BATCH_ID) == {Outcome.OTHER_PERSON: 1}
    assert stored.record.is_other_person is True


def test_nothing_to_do_is_soon_done(world: World) -> None:
    assert world.work().error is None


def test_a_batch_without_due_rows_is_at_its_end(world: World) -> None:
    world.make([row(1, state=RowState.REFUSED, is_settled=False)])

    world.work()

    assert world.batch().state is BatchState.DONE


def test_batches_are_worked_on_one_after_the_other(world: World) -> None:
    other = BatchId(uuid(7))
    world.make(2)
    world.store.create(batch(batch_id=other), [row(8)])

    world.work()

    assert world.worker.batches == {BATCH_ID, other}
    assert world.counts(other) == counts(answered=1)
    assert world.worker.batch is None


def test_a_row_that_fails_waits_for_its_next_try(world: World) -> None:
    world.make(3)
    world.service.errors.extend([LinkTimeout(15)])

    world.work()
    assert world.counts() == counts(answered=2, waiting=1)
    assert world.batch().state is BatchState.RUNNING

    world.clock.move(LADDER[0].total_seconds())
    world.work()
    assert world.counts() == counts(answered=3)
    assert len({query.check_id for query in world.service.asked}) == 3


def test_a_row_that_is_refused_is_an_error_of_its_own(world: World) -> None:
    world.make(2)
    world.service.errors.extend([BackendRefused()])

    world.work()

    assert world.counts() == counts(answered=1, failed=1)
    assert world.batch().state is BatchState.DONE_WITH_ERRORS


def test_a_row_whose_numbers_do_not_do_is_never_asked(world: World) -> None:
    world.make([row(1, entry=entry(1, typed=TypedNumbers("06139992")))])

    world.work()

    assert world.service.asked == []
    assert world.rows()[0].error_code == "BT01"


def test_an_answer_that_is_an_error_can_be_asked_for_again(world: World) -> None:
    world.make(1)
    world.service.refuses.add(1)
    for _ in range(len(LADDER) + 1):
        world.work()
        world.clock.move(LADDER[-1].total_seconds())
    (failed,) = world.rows()
    assert (failed.state, failed.outcome) == (RowState.FAILED, Outcome.ERROR)

    world.service.refuses.clear()
    assert ask_again(world.store, failed)
    world.work()

    assert world.counts() == counts(answered=1)


def test_an_answer_that_is_an_error_is_tried_later(world: World) -> None:
    world.make(2)
    world.service.refuses.add(1)
    world.work()
    assert world.counts() == counts(answered=1, waiting=1)

    world.service.refuses.clear()
    world.clock.move(LADDER[0].total_seconds())
    world.work()

    assert world.counts() == counts(answered=2)
    assert len({each.check_id for each in world.service.asked}) == 3


def test_a_day_that_went_by_is_asked_for_by_nobody(world: World) -> None:
    world.make(3, source=Source.APPOINTMENTS, operator=BY_ITSELF)
    world.clock.set(NOW + timedelta(days=9))
    world.work()

    assert not world.service.asked
    assert {(each.state, each.reason) for each in world.rows()} == {
        (RowState.EXCLUDED, Kept.DAY_IS_OVER)
    }
    assert world.batch().state is BatchState.DONE


def test_a_list_that_waited_until_its_day_was_over_is_for_a_person_to_say(world: World) -> None:
    made = world.make(3, waits_until=NOW)
    world.clock.set(NOW + timedelta(days=9))
    world.work()
    assert not world.service.asked
    assert world.batch().state is BatchState.STOPPED

    assert go_on(world.store, world.batch(), 3)
    world.work()

    assert world.counts() == counts(answered=3)
    assert world.batch().on == made.on


@pytest.mark.parametrize(
    "changes",
    [
        {"on": ON - timedelta(days=9)},
        {"source": Source.THIS_MONTH, "operator": BY_ITSELF, "waits_until": NOW},
        {"waits_until": NOW + timedelta(days=9)},
    ],
)
def test_other_lists_are_asked_about_at_any_time(world: World, changes: dict[str, Any]) -> None:
    made = world.make(3, **changes)
    world.clock.set(NOW + timedelta(days=8))

    world.work(at_once=made.batch_id if changes.get("waits_until", NOW) > NOW else None)

    assert world.counts() == counts(answered=3)


class Stopping:
    """A store in which somebody stops the batch between two statements of the worker."""

    def __init__(self, store: SqliteBatchStore, call: int) -> None:
        self._store, self._call = store, call

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def set_batch(self, made: Batch, *, was: BatchState | None = None) -> bool:
        self._call -= 1
        if self._call == 0:
            self._store.set_batch(replace(made, state=BatchState.STOPPED))
        return self._store.set_batch(made, was=was)


@pytest.mark.parametrize("call", [1, 2])
def test_what_a_person_stops_stays_stopped(world: World, call: int) -> None:
    world.make(3)
    world.service.errors.append(LinkDown())

    world.new_worker(Stopping(world.store, call)).work()

    assert world.batch().state is BatchState.STOPPED
    assert bool(world.service.asked) is (call == 2)


def test_an_answer_that_came_another_way_before_is_no_trouble(world: World) -> None:
    late = result(1)
    world.whole.save(late, saved_record(check_id=late.check_id, on=ON), hand_over=False)
    world.make([row(1, check_id=late.check_id), row(2)])

    world.work()

    assert world.counts() == counts(answered=2)
    assert len(world.whole.latest(5)) == 2


def test_a_closed_service_lets_the_batch_wait_and_no_row_has_failed(world: World) -> None:
    world.make(10)
    closed = BackendUnavailable("BK02", retry_after_s=3600)
    world.service.errors.extend([None, None, closed, closed])

    worked = world.work()

    assert worked.error is closed
    assert worked.errors == {BATCH_ID: closed}
    assert world.counts().answered + world.counts().waiting == 10
    assert all(each.attempts == 0 for each in world.rows())
    assert world.batch().waits_until == NOW + timedelta(hours=1)
    assert world.batch().error_code == "BK02"


def test_a_batch_that_waits_is_left_alone_unless_somebody_wants_it_now(world: World) -> None:
    world.make(2)
    world.service.errors.append(LinkDown())
    world.work()
    asked = len(world.service.asked)

    world.work()
    assert len(world.service.asked) == asked

    world.work(at_once=BATCH_ID)
    assert world.counts() == counts(answered=2)
    assert world.batch().waits_until is None


def test_a_clock_that_was_ahead_does_not_keep_a_batch_waiting(world: World) -> None:
    world.make(1)
    world.store.set_batch(batch(waits_until=NOW + timedelta(days=365)))

    world.work()

    assert world.counts() == counts(answered=1)


def test_what_a_killed_run_left_is_asked_again_under_its_check_id(slow: World) -> None:
    slow.make(3)
    begin(slow)
    before = {each.row_id: each.check_id for each in slow.rows() if each.check_id}
    assert before

    slow.bulk = ManualLane()
    slow.worker = slow.new_worker()
    begin(slow)
    while not slow.ends:
        answer_one(slow)

    assert slow.counts() == counts(answered=3)
    assert {each.row_id: each.check_id for each in slow.rows()}.items() >= before.items()
    assert len({query.check_id for query in slow.service.asked}) == 3


def test_nothing_is_asked_while_the_counter_is_busy(slow: World) -> None:
    slow.make(4)
    slow.is_busy = True
    begin(slow)
    assert isinstance(slow.bulk, ManualLane)
    assert slow.bulk.waiting == 0

    slow.is_busy = False
    slow.look()
    assert slow.bulk.waiting == 2

    slow.is_busy = True
    slow.clock.move(1)
    answer_one(slow)
    assert slow.bulk.waiting == 1


def test_the_counter_is_not_looked_at_for_every_row_of_a_fast_service(quick: World) -> None:
    quick.make(40)
    begin(quick)

    quick.is_busy = True
    answer_one(quick)

    assert isinstance(quick.bulk, ManualLane)
    assert quick.bulk.waiting == 2


def test_a_batch_that_a_person_stops_stops(slow: World) -> None:
    slow.make(4)
    begin(slow)

    def stop() -> None:
        slow.store.set_batch(batch(state=BatchState.STOPPED))
        slow.look()
        slow.look(0.1)

    answer_one_while(slow, stop)

    assert len(slow.ends) == 1
    assert slow.counts() == counts(answered=1, waiting=3)
    assert slow.batch().state is BatchState.STOPPED


def test_a_batch_that_was_stopped_and_let_go_on_goes_on(slow: World) -> None:
    slow.make(3)
    begin(slow)

    def stop_and_go_on() -> None:
        slow.store.set_batch(batch(state=BatchState.STOPPED))
        slow.look()
        slow.store.set_batch(batch(state=BatchState.RUNNING))

    answer_one_while(slow, stop_and_go_on)
    while not slow.ends:
        answer_one(slow)

    assert slow.counts() == counts(answered=3)


def test_an_end_of_the_program_saves_what_was_answered_and_puts_the_rest_back(slow: World) -> None:
    slow.make(4)
    begin(slow)

    answer_one_while(slow, slow.worker.stop)

    assert slow.counts() == counts(answered=1, waiting=3)
    assert slow.batch().state is BatchState.RUNNING
    assert [worked.error for worked in slow.ends] == [None]


def test_an_end_before_the_first_row_is_one(slow: World) -> None:
    slow.make(2)
    slow.worker.work()
    slow.worker.stop()

    answer_one(slow)

    assert len(slow.ends) == 1
    assert slow.counts() == counts(waiting=2)


def test_an_end_between_two_batches_is_one(slow: World) -> None:
    slow.worker.stop()

    slow.worker.work()

    assert len(slow.ends) == 1


@pytest.mark.parametrize("method", ["open_batches", "asking", "take", "save_answers", "counts"])
def test_a_store_that_fails_ends_the_work_and_says_why(world: World, method: str) -> None:
    world.make(5)
    world.worker = world.new_worker(FailingStore(world.store, method))

    worked = world.work()

    assert isinstance(worked.error, StoreFull)
    world.worker = world.new_worker()
    world.work()
    assert world.counts() == counts(answered=5)
    assert len({query.check_id for query in world.service.asked}) == 5


def test_a_store_that_cannot_be_looked_at_stops_nothing_by_itself(slow: World) -> None:
    slow.make(2)
    slow.worker = slow.new_worker(FailingStore(slow.store, "batch"))
    begin(slow)

    slow.look()

    assert isinstance(slow.bulk, ManualLane)
    assert slow.bulk.waiting == 2


def test_a_look_that_comes_too_late_changes_nothing(slow: World) -> None:
    slow.make(1)
    lane = slow.lane
    begin(slow)
    slow.lane = held = ManualLane()
    del lane, held
    answer_one(slow)

    slow.look()

    assert len(slow.ends) == 1


def test_a_question_needs_its_check_id(world: World) -> None:
    with pytest.raises(BugError):
        world.parts().query(batch(), replace(asking(1), check_id=None))


def test_a_batch_in_uploads_is_given_up_where_the_service_takes_none(world: World) -> None:
    """The clinic has changed its service; what may have reached the old one is for a person."""
    jobs = [job(1, rows=1), job(2, rows=1, state=JobState.ACCEPTED, number="R-1")]
    world.make(3, one_by_one=False)
    for each in jobs:
        world.store.take_job(each, 1, now=NOW)
        world.store.set_job(each)
    other = BatchId(uuid(99))
    world.store.create(batch(batch_id=other), [row(8)])

    worked = world.work()

    assert worked.error is None
    assert [*worked.errors] == [BATCH_ID]
    assert world.counts() == counts(waiting=2, unknown=1)
    assert (world.batch().state, world.batch().error_code) == (BatchState.FAILED, "BT05")
    assert len(world.store.work(WorkFilter(), 9)) == 3
    assert world.counts(other) == counts(answered=1)


def test_rows_that_are_given_up_are_on_the_list_before_their_batch_is_over(world: World) -> None:
    world.make(3, one_by_one=False)
    world.worker = world.new_worker(FailingStore(world.store, "set_rows"))
    assert isinstance(world.work().error, StoreFull)
    assert world.batch().state is BatchState.RUNNING

    world.worker = world.new_worker()
    world.work()

    assert world.batch().state is BatchState.FAILED
    assert len(world.store.work(WorkFilter(), 9)) == 3


def test_a_service_says_how_much_it_takes_before_it_is_asked(slow: World) -> None:
    class Telling(FakeService):
        def warm(self) -> None:
            self.info = replace(self.info, max_parallel=1)

    slow.service = Telling()
    slow.worker = slow.new_worker()
    slow.make(4)
    begin(slow)

    assert isinstance(slow.bulk, ManualLane)
    assert slow.bulk.waiting == 1


# ── uploads ───────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, service=FakeJobService())
    yield made
    made.whole.close()


def uploads(world: World) -> FakeJobService:
    assert isinstance(world.service, FakeJobService)
    return world.service


def until_done(world: World) -> None:
    for _ in range(50):
        if world.ends:
            return
        world.look(5)
    pytest.fail("it is not done")


def test_rows_go_out_in_uploads(jobs: World) -> None:
    jobs.make(5, one_by_one=False, rows_per_job=2)

    jobs.worker.work()
    assert len(uploads(jobs).submits) == 2
    until_done(jobs)

    assert [len(rows) for rows in uploads(jobs).uploads.values()] == [2, 2, 1]
    assert jobs.counts() == counts(answered=5)
    assert jobs.batch().state is BatchState.DONE
    assert jobs.store.jobs(BATCH_ID, only_open=True) == ()


def test_a_result_that_takes_its_time_is_asked_for_again(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    uploads(jobs).running = 3

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(answered=2)
    assert len(uploads(jobs).submits) == 1


def test_more_answers_than_one_transaction_takes_are_saved_in_several(jobs: World) -> None:
    jobs.make(450, one_by_one=False)

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(answered=450)


def test_a_row_without_an_answer_is_tried_later(jobs: World) -> None:
    jobs.make(3, one_by_one=False)
    uploads(jobs).change = lambda answers: iter([*answers[:1], answers[1], answers[1]])

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(answered=1, waiting=2)
    assert {each.error_code for each in jobs.rows()} == {"", "BK08"}


def test_answers_that_nobody_asked_for_are_not_kept_and_leave_a_trace(
    jobs: World, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.make(2, one_by_one=False)
    uploads(jobs).change = lambda answers: iter(
        [*answers, *(replace(answers[0], row_id=RowId(name * 32)) for name in "ab")]
    )

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(answered=2)
    (told,) = caplog.records
    assert told.__dict__["count"] == 2


def test_a_row_of_an_upload_that_is_an_error_is_tried_later(jobs: World) -> None:
    jobs.make(3, one_by_one=False)
    uploads(jobs).refuses.add(2)

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(answered=2, waiting=1)


def test_an_upload_of_nothing_but_errors_saves_no_answer(jobs: World) -> None:
    jobs.make(1, one_by_one=False)
    uploads(jobs).refuses.add(1)

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(waiting=1)


def test_an_upload_whose_run_was_killed_is_sent_again_under_its_id(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    jobs.bulk = ManualLane()
    jobs.worker = jobs.new_worker()
    begin(jobs)
    (job,) = jobs.store.jobs(BATCH_ID, only_open=True)

    jobs.bulk = InlineLane()
    jobs.worker = jobs.new_worker()
    jobs.worker.work()
    until_done(jobs)

    assert uploads(jobs).submits == [job.job_id]
    assert jobs.counts() == counts(answered=2)


def test_where_it_must_not_be_sent_again_a_person_decides(tmp_path: Path) -> None:
    world = World(tmp_path, service=FakeJobService(repeats_safely=False), bulk=ManualLane())
    world.make(2, one_by_one=False)
    begin(world)

    world.bulk = InlineLane()
    world.worker = world.new_worker()
    world.work()

    assert world.counts() == counts(unknown=2)
    assert world.batch().state is BatchState.DONE_WITH_ERRORS
    assert uploads(world).submits == []
    world.whole.close()


def test_an_upload_that_is_given_up_ends_the_batch_with_its_rows_waiting(jobs: World) -> None:
    jobs.make(3, one_by_one=False, rows_per_job=1)
    uploads(jobs).errors.extend([None, BackendRefused()])

    jobs.worker.work()
    until_done(jobs)

    assert jobs.counts() == counts(answered=1, waiting=2)
    assert (jobs.batch().state, jobs.batch().error_code) == (BatchState.FAILED, "BT05")
    assert len(jobs.store.work(WorkFilter(), 9)) == 2


def test_an_upload_that_the_service_forgot_is_asked_again_later(jobs: World) -> None:
    """The computer was off for longer than results are kept."""
    jobs.make(2, one_by_one=False)
    uploads(jobs).errors.extend([None, JobForgotten()])

    jobs.worker.work()
    until_done(jobs)
    assert jobs.counts() == counts(waiting=2)
    assert jobs.store.jobs(BATCH_ID, only_open=True) == ()

    jobs.ends.clear()
    jobs.clock.move(LADDER[0].total_seconds())
    jobs.worker.work()
    until_done(jobs)
    assert jobs.counts() == counts(answered=2)
    assert jobs.batch().state is BatchState.DONE


def test_a_service_that_is_closed_for_uploads_lets_the_batch_wait(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    uploads(jobs).errors.append(BackendUnavailable("BK02"))

    worked = jobs.work()
    assert worked.error is not None
    assert jobs.batch().waits_until == NOW + timedelta(minutes=15)

    jobs.ends.clear()
    jobs.worker.work(at_once=BATCH_ID)
    until_done(jobs)
    assert jobs.counts() == counts(answered=2)
    assert len(set(uploads(jobs).submits)) == 1


def test_a_result_that_cannot_be_fetched_is_asked_for_later(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    uploads(jobs).errors.extend([None, BackendGarbled("body")])

    jobs.worker.work()
    jobs.look(5)
    assert jobs.counts() == counts(asking=2)

    jobs.look(LADDER[0].total_seconds())
    assert jobs.counts() == counts(answered=2)


def test_a_clock_that_is_set_back_makes_no_result_wait_longer(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    jobs.worker.work()
    assert jobs.counts() == counts(asking=2)

    jobs.clock.set(NOW - timedelta(hours=2))
    jobs.look(5)

    assert jobs.counts() == counts(answered=2)


def test_uploads_wait_for_the_counter(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    jobs.is_busy = True
    jobs.worker.work()
    jobs.look()
    assert uploads(jobs).submits == []

    jobs.is_busy = False
    until_done(jobs)
    assert jobs.counts() == counts(answered=2)


@pytest.mark.parametrize("is_busy", [True, False])
def test_a_stop_ends_uploads_that_wait(jobs: World, is_busy: bool) -> None:
    jobs.make(2, one_by_one=False)
    jobs.is_busy = is_busy
    jobs.worker.work()

    jobs.worker.stop()
    jobs.worker.stop()

    assert len(jobs.ends) == 1
    assert jobs.counts() == counts(asking=2)


def test_a_stop_waits_for_the_upload_that_is_under_way(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    jobs.bulk = lane = ManualLane()
    jobs.worker = jobs.new_worker()
    begin(jobs)

    jobs.worker.stop()
    assert not jobs.ends
    lane.run_all()

    assert len(jobs.ends) == 1
    (job,) = jobs.store.jobs(BATCH_ID, only_open=True)
    assert job.number == "R-1"


@pytest.mark.parametrize("method", ["jobs", "take_job", "set_job", "job_rows", "set_rows"])
def test_a_store_that_fails_ends_uploads_and_says_why(jobs: World, method: str) -> None:
    jobs.make(2, one_by_one=False)
    uploads(jobs).change = lambda answers: iter(answers[:1])
    jobs.worker = jobs.new_worker(FailingStore(jobs.store, method))

    jobs.worker.work()
    until_done(jobs)

    assert isinstance(jobs.ends[0].error, StoreFull)


def test_an_upload_all_of_whose_rows_are_answered_is_done(jobs: World) -> None:
    jobs.make(2, one_by_one=False)
    jobs.worker = jobs.new_worker(FailingStore(jobs.store, "set_job", after=2))
    jobs.worker.work()
    until_done(jobs)
    assert jobs.counts() == counts(answered=2)

    jobs.ends.clear()
    jobs.worker = jobs.new_worker()
    jobs.worker.work()
    until_done(jobs)

    assert jobs.store.jobs(BATCH_ID, only_open=True) == ()
    assert jobs.batch().state is BatchState.DONE
