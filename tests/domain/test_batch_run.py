"""Rows one by one: what is asked when, and, at random, that no row is lost or asked twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.batch_rows import NOW, answer, asking, row, row_id

from reception_app.domain.batch import BatchRow, RowAnswer, RowId, RowState
from reception_app.domain.batch_rules import FAILURES_IN_A_ROW, LADDER, is_due
from reception_app.domain.batch_run import (
    MOST_UNSAVED,
    AskRow,
    Begun,
    Effect,
    Event,
    Finish,
    Paused,
    RowAnswered,
    RowFailed,
    RowsBack,
    RowsEnded,
    RowsTaken,
    Run,
    Stop,
    StopWanted,
    StoreFailed,
    TakeRows,
    Ticked,
    Why,
    WriteDown,
    Written,
    step,
)
from reception_app.domain.errors import (
    BackendRefused,
    BackendUnavailable,
    LinkDown,
    LinkTimeout,
    ReceptionError,
    StoreFull,
)
from reception_app.domain.ids import CheckId

TIMEOUT = LinkTimeout(15)
DOWN = LinkDown()
ERROR: dict[str, Any] = {"body": {"ProcessingResultStatus": "2"}, "verdict": None, "records": ()}


def after(run: Run, *events: Event) -> tuple[Run, tuple[Effect, ...]]:
    """Return the run after all events, and what the last one wants."""
    effects: tuple[Effect, ...] = ()
    for event in events:
        run, effects = step(run, event)
    return run, effects


def failed(number: int, error: ReceptionError) -> RowsEnded:
    return RowsEnded((RowFailed(row_id(number), error, NOW),))


def answered(*answers: RowAnswer) -> RowsEnded:
    return RowsEnded(tuple(map(RowAnswered, answers)))


def test_a_run_takes_rows_first() -> None:
    _, effects = step(Run(2, 4), Begun())

    assert effects == (TakeRows(4),)


def test_what_an_earlier_run_left_is_asked_first_and_again_under_its_check_id() -> None:
    left = asking(1)

    _, effects = step(Run(2, 4), Begun((left,)))

    assert effects == (AskRow(left), TakeRows(4))


def test_no_more_is_asked_at_a_time_than_may_be() -> None:
    rows = tuple(map(asking, range(4)))

    run, effects = after(Run(2, 4), Begun(), RowsTaken(rows))

    assert effects == (AskRow(rows[0]), AskRow(rows[1]), TakeRows(4))
    assert run.ready == rows[2:]


def test_an_answer_is_written_down_and_the_next_row_asked() -> None:
    rows = tuple(map(asking, range(3)))
    run, _ = after(Run(1, 4), Begun(), RowsTaken(rows))

    _, effects = step(run, answered(answer(0)))

    assert effects == (AskRow(rows[1]), WriteDown((answer(0),), ()))


def test_answers_that_come_during_a_write_are_written_together() -> None:
    rows = tuple(map(asking, range(3)))
    run, effects = after(
        Run(3, 4), Begun(), RowsTaken(rows), *(answered(answer(n)) for n in range(3))
    )
    assert effects == ()

    _, effects = step(run, Written())

    assert effects == (WriteDown((answer(1), answer(2)), ()),)


def test_answers_wait_for_others_to_be_written_with_but_not_beyond_a_tick() -> None:
    rows = tuple(map(asking, range(6)))
    run = Run(2, 6, together=2)
    run, effects = after(run, Begun(), RowsTaken(rows), answered(answer(0)))
    assert not [each for each in effects if isinstance(each, WriteDown)]

    run, (write,) = step(run, Ticked())
    assert write == WriteDown((answer(0),), ())

    run, _ = after(run, Written(), Ticked(), answered(answer(1)))
    assert not run.is_writing
    run, (_, write) = step(run, answered(answer(2)))
    assert write == WriteDown((answer(1), answer(2)), ())


@pytest.mark.parametrize(
    "ended",
    [
        (RowAnswered(answer(0)), RowAnswered(answer(1))),
        (RowAnswered(answer(0)), RowFailed(row_id(1), TIMEOUT, NOW)),
        (RowFailed(row_id(1), TIMEOUT, NOW), RowAnswered(answer(2)), RowAnswered(answer(0))),
        (RowAnswered(answer(1, "", **ERROR)), RowAnswered(answer(0))),
        (RowAnswered(answer(0)), RowFailed(row_id(1), DOWN, NOW)),
        (RowFailed(row_id(2), BackendRefused("BK07"), NOW), RowAnswered(answer(1, "", **ERROR))),
    ],
)
def test_questions_that_end_together_mean_the_same_as_one_after_the_other(
    ended: tuple[RowAnswered | RowFailed, ...],
) -> None:
    rows = tuple(map(asking, range(3)))
    run, _ = after(Run(3, 4, together=9), Begun(), RowsTaken(rows))

    together, _ = step(run, RowsEnded(ended))

    assert together == after(run, *(RowsEnded((each,)) for each in ended))[0]


def test_the_last_answers_wait_for_nothing() -> None:
    run, _ = after(Run(2, 6, together=9), Begun(), RowsTaken((asking(1),)))

    _, effects = step(run, answered(answer(1)))

    assert effects == (WriteDown((answer(1),), ()),)


def test_the_run_ends_when_all_is_written() -> None:
    run, effects = after(Run(1, 4), Begun(), RowsTaken((asking(1),)), answered(answer(1)))
    assert Finish(None) not in effects

    run, effects = step(run, Written())

    assert effects == (Finish(None),)
    assert step(run, Paused(is_paused=False))[1] == ()


def test_nothing_is_asked_while_the_counter_is_busy() -> None:
    rows = (asking(1), asking(2))
    run, effects = after(Run(1, 4), Begun(), Paused(is_paused=True), RowsTaken(rows))
    assert effects == ()

    _, effects = step(run, Paused(is_paused=False))

    assert effects == (AskRow(rows[0]),)


def test_rows_are_given_out_ahead_and_come_back_first_if_nobody_began_them() -> None:
    rows = tuple(map(asking, range(4)))
    run, effects = after(Run(1, 4, ahead=2), Begun(), RowsTaken(rows))
    assert effects == (*map(AskRow, rows[:3]), TakeRows(4))

    run, effects = after(run, Paused(is_paused=True), RowsBack(rows[1:3]))
    assert (run.under_way, run.ready, effects) == (rows[:1], rows[1:], ())

    _, effects = step(run, Paused(is_paused=False))
    assert effects[:2] == (AskRow(rows[1]), AskRow(rows[2]))


def test_rows_that_come_back_to_a_run_that_ends_are_put_back() -> None:
    run, _ = after(Run(1, 4, ahead=1), Begun((asking(1), asking(2))), StopWanted(Why.BY_PERSON))

    run, effects = step(run, RowsBack((asking(2),)))

    assert effects == (WriteDown((), (replace(asking(2), state=RowState.WAITING),)),)
    assert run.under_way == (asking(1),)


def test_a_row_that_fails_for_itself_waits_and_the_others_go_on() -> None:
    rows = (asking(1), asking(2))
    run, _ = after(Run(1, 4), Begun(), RowsTaken(rows))

    run, (ask, write) = step(run, failed(1, TIMEOUT))

    assert ask == AskRow(rows[1])
    assert isinstance(write, WriteDown)
    assert [each.attempts for each in write.rows] == [1]
    assert run.stop is None


def test_a_closed_service_stops_the_batch_and_no_row_has_failed() -> None:
    rows = tuple(map(asking, range(3)))
    run, _ = after(Run(2, 4), Begun(), RowsTaken(rows))

    run, effects = step(run, failed(0, DOWN))
    assert effects == (
        WriteDown(
            (),
            (replace(rows[0], state=RowState.WAITING), replace(rows[2], state=RowState.WAITING)),
        ),
    )

    run, effects = after(run, Written(), failed(1, TIMEOUT))
    assert effects == (WriteDown((), (replace(rows[1], state=RowState.WAITING),)),)
    assert step(run, Written())[1] == (Finish(Stop(Why.CLOSED, DOWN)),)


def test_a_row_that_is_refused_while_the_run_ends_is_refused_all_the_same() -> None:
    run, _ = after(Run(2, 4), Begun(), RowsTaken((asking(1),)), StopWanted(Why.BY_PERSON))

    _, effects = step(run, failed(1, BackendRefused()))

    (write,) = effects
    assert isinstance(write, WriteDown)
    assert write.rows[0].state is RowState.FAILED


def test_many_failures_in_a_row_are_no_fault_of_the_rows() -> None:
    rows = tuple(map(asking, range(FAILURES_IN_A_ROW)))
    run, _ = after(Run(FAILURES_IN_A_ROW, 40), Begun(), RowsTaken(rows))

    run, _ = after(run, *(failed(number, TIMEOUT) for number in range(FAILURES_IN_A_ROW)))

    assert run.stop == Stop(Why.CLOSED, TIMEOUT)


def test_rows_that_are_refused_say_that_the_service_is_there() -> None:
    rows = tuple(map(asking, range(FAILURES_IN_A_ROW + 1)))
    run, _ = after(Run(40, 40), Begun(), RowsTaken(rows))

    run, _ = after(
        run, *(failed(number, BackendRefused("BK07")) for number in range(FAILURES_IN_A_ROW + 1))
    )

    assert run.stop is None


def test_an_answer_that_is_an_error_is_asked_for_later_under_a_new_id() -> None:
    run, _ = after(Run(1, 40), Begun(), RowsTaken((asking(1),)))

    _, effects = after(run, answered(answer(1, "", **ERROR)))

    (write,) = effects
    assert isinstance(write, WriteDown)
    (waits,) = write.rows
    assert (RowState.WAITING, None, 1) == (waits.state, waits.check_id, waits.attempts)
    assert (NOW, NOW + LADDER[0]) == (waits.first_tried_at, waits.next_try_at)
    assert ("BK07", ()) == (waits.error_code, write.answers)


def test_the_last_of_them_is_the_rows_answer() -> None:
    run, _ = after(Run(1, 40), Begun(), RowsTaken((asking(1, attempts=len(LADDER)),)))

    _, effects = after(run, answered(answer(1, "", **ERROR)))

    (write,) = effects
    assert isinstance(write, WriteDown)
    assert ((answer(1, "", **ERROR),), ()) == (write.answers, write.rows)


def test_an_answer_between_them_ends_the_row_of_failures() -> None:
    rows = tuple(map(asking, range(FAILURES_IN_A_ROW + 1)))
    run, _ = after(Run(40, 40), Begun(), RowsTaken(rows))

    run, _ = after(
        run,
        *(failed(number, TIMEOUT) for number in range(FAILURES_IN_A_ROW - 1)),
        answered(answer(FAILURES_IN_A_ROW)),
        failed(FAILURES_IN_A_ROW - 1, TIMEOUT),
    )

    assert run.stop is None


def test_a_stop_lets_what_is_under_way_end_and_saves_it() -> None:
    rows = (asking(1), asking(2))
    run, effects = after(
        Run(1, 4), Begun(), RowsTaken(rows), StopWanted(Why.BY_PERSON), StopWanted(Why.INTERRUPTED)
    )
    assert effects == ()

    run, effects = after(run, Written(), answered(answer(1)))
    assert effects == (WriteDown((answer(1),), ()),)

    assert step(run, Written())[1] == (Finish(Stop(Why.BY_PERSON)),)


def test_rows_that_are_taken_while_the_run_ends_are_put_back() -> None:
    run, _ = after(Run(1, 4), Begun(), StopWanted(Why.BY_PERSON))

    _, effects = step(run, RowsTaken((asking(1),)))

    assert effects == (WriteDown((), (replace(asking(1), state=RowState.WAITING),)),)


def test_without_a_store_nothing_more_is_asked_or_written() -> None:
    rows = (asking(1), asking(2), asking(3))
    full = StoreFull()
    run, _ = after(Run(2, 4), Begun(), RowsTaken(rows), answered(answer(1)))

    run, effects = after(run, StoreFailed(full), answered(answer(2)))
    assert effects == ()

    assert step(run, failed(3, TIMEOUT))[1] == (Finish(Stop(Why.STORE, full)),)


def test_answers_that_the_disk_does_not_take_hold_the_questions_back() -> None:
    rows = tuple(map(asking, range(MOST_UNSAVED + 1)))
    run, _ = after(Run(1, 4), Begun(), RowsTaken(rows), answered(answer(0)))

    run, effects = after(run, *(answered(answer(n)) for n in range(1, MOST_UNSAVED)))
    assert effects == ()

    _, effects = step(run, Written())
    assert AskRow(rows[-1]) in effects


# ── at random ─────────────────────────────────────────────────────────────────────────────────
ROWS = 12
ERRORS: tuple[ReceptionError, ...] = (
    TIMEOUT,
    DOWN,
    BackendUnavailable("BK02", retry_after_s=60),
    BackendUnavailable("BK08"),
    BackendRefused(),
    BackendRefused("BK04"),
)


class Batches(RuleBasedStateMachine):
    """Runs over one batch, with a store, a service, crashes and closed doors in any order."""

    @initialize(
        parallel=st.integers(1, 4),
        chunk=st.integers(1, 6),
        together=st.integers(1, 5),
        ahead=st.integers(0, 3),
    )
    def open(self, parallel: int, chunk: int, together: int = 1, ahead: int = 0) -> None:
        self.parallel, self.chunk, self.together = parallel, chunk, together
        self.ahead = ahead
        self.store = {row_id(n): row(n) for n in range(ROWS)}
        self.asked_under: dict[RowId, set[CheckId]] = {}
        self.answered: set[RowId] = set()
        self.ids = 0
        self._begin()

    def _begin(self) -> None:
        left = tuple(each for each in self.store.values() if each.state is RowState.ASKING)
        self.run, self.now = Run(self.parallel, self.chunk, self.together, self.ahead), NOW
        self.finished = 0
        self.takes: list[TakeRows] = []
        self.asks: list[BatchRow] = []
        self.writes: list[WriteDown] = []
        self.most = 0
        self._tell(Begun(left))

    def _tell(self, event: Event) -> None:
        self.run, effects = step(self.run, event)
        for effect in effects:
            match effect:
                case TakeRows():
                    self.takes.append(effect)
                case AskRow(row=asked):
                    self._asked(asked)
                case WriteDown():
                    self.writes.append(effect)
                case Finish():
                    self.finished += 1

    def _asked(self, asked: BatchRow) -> None:
        assert not self.run.is_paused
        assert asked.row_id not in {each.row_id for each in self.asks}, "asked twice at a time"
        assert self.store[asked.row_id].state is RowState.ASKING, "asked before it was written"
        assert asked.check_id is not None
        self.asked_under.setdefault(asked.row_id, set()).add(asked.check_id)
        self.asks.append(asked)

    @property
    def is_running(self) -> bool:
        return not self.finished

    @precondition(lambda self: self.takes)
    @rule()
    def the_store_gives_rows(self) -> None:
        limit = self.takes.pop(0).limit
        due = [
            each
            for each in self.store.values()
            if each.state is RowState.WAITING and is_due(each.next_try_at, self.now)
        ]
        taken = tuple(self._turned(each) for each in due[:limit])
        self._tell(RowsTaken(taken))

    def _turned(self, due: BatchRow) -> BatchRow:
        self.ids += 1
        check_id = due.check_id or CheckId(f"check-{self.ids}")
        turned = replace(due, state=RowState.ASKING, check_id=check_id)
        self.store[due.row_id] = turned
        return turned

    @precondition(lambda self: self.asks)
    @rule(which=st.integers(0, 3))
    def the_service_answers(self, which: int) -> None:
        asked = self.asks.pop(which % len(self.asks))
        number = int(asked.row_id, 16)
        self._tell(answered(answer(number)))

    @precondition(lambda self: len(self.asks) > 1)
    @rule(error=st.sampled_from(ERRORS))
    def some_are_answered_and_then_one_fails(self, error: ReceptionError) -> None:
        *asked, last = self.asks
        self.asks.clear()
        answers = (RowAnswered(answer(int(each.row_id, 16))) for each in asked)
        self._tell(RowsEnded((*answers, RowFailed(last.row_id, error, self.now))))

    @precondition(lambda self: self.asks)
    @rule(which=st.integers(0, 3), error=st.sampled_from(ERRORS))
    def a_question_fails(self, which: int, error: ReceptionError) -> None:
        asked = self.asks.pop(which % len(self.asks))
        self._tell(RowsEnded((RowFailed(asked.row_id, error, self.now),)))

    @precondition(lambda self: self.asks)
    @rule(begun=st.integers(0, 3))
    def rows_come_back_that_nobody_began(self, begun: int) -> None:
        back, self.asks = self.asks[begun:], self.asks[:begun]
        self._tell(RowsBack(tuple(back)))

    @precondition(lambda self: self.writes)
    @rule()
    def the_store_has_written(self) -> None:
        self._write(self.writes.pop(0))
        self._tell(Written())

    def _write(self, wanted: WriteDown) -> None:
        for each in wanted.answers:
            assert self.store[each.row_id].state is RowState.ASKING
            self.store[each.row_id] = replace(self.store[each.row_id], state=RowState.ANSWERED)
        for changed in wanted.rows:
            assert self.store[changed.row_id].state is RowState.ASKING
            self.store[changed.row_id] = changed

    @precondition(lambda self: self.writes)
    @rule(was_written=st.booleans())
    def the_store_fails(self, was_written: bool) -> None:
        wanted = self.writes.pop(0)
        if was_written:
            self._write(wanted)
        self.takes.clear()
        self._tell(StoreFailed(StoreFull()))

    @precondition(lambda self: self.is_running)
    @rule()
    def a_moment_passes(self) -> None:
        self._tell(Ticked())

    @precondition(lambda self: self.is_running)
    @rule(is_paused=st.booleans())
    def the_counter_is_busy_or_free(self, is_paused: bool) -> None:
        self._tell(Paused(is_paused))

    @precondition(lambda self: self.is_running)
    @rule(why=st.sampled_from([Why.BY_PERSON, Why.INTERRUPTED]))
    def somebody_stops_it(self, why: Why) -> None:
        self._tell(StopWanted(why))

    @rule()
    def it_is_killed_and_started_again(self) -> None:
        self._begin()

    @precondition(lambda self: self.finished)
    @rule()
    def it_is_started_again(self) -> None:
        self._begin()

    @invariant()
    def no_row_is_lost(self) -> None:
        assert len(self.store) == ROWS

    @invariant()
    def no_more_is_under_way_than_may_be(self) -> None:
        assert len(self.asks) <= self.parallel + self.ahead

    @invariant()
    def each_row_is_asked_under_one_check_id(self) -> None:
        assert all(len(ids) == 1 for ids in self.asked_under.values())

    @invariant()
    def it_finishes_once_and_leaves_nothing_under_way(self) -> None:
        assert self.finished <= 1
        if self.finished:
            assert not [*self.asks, *self.writes, *self.takes]
            is_store = self.run.stop is not None and self.run.stop.why is Why.STORE
            asking_rows = [r for r in self.store.values() if r.state is RowState.ASKING]
            assert is_store or not asking_rows
            if self.run.stop is None:
                due = [r for r in self.store.values() if r.state is RowState.WAITING]
                assert not [r for r in due if is_due(r.next_try_at, self.now)]


TestBatches = Batches.TestCase
TestBatches.settings = settings(
    max_examples=150,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@pytest.mark.parametrize("parallel", [1, 3])
def test_a_run_in_which_everything_goes_well_answers_every_row(parallel: int) -> None:
    world = Batches()
    world.open(parallel, 4)
    while not world.finished:
        for each in (
            world.the_store_gives_rows if world.takes else None,
            (lambda: world.the_service_answers(0)) if world.asks else None,
            world.the_store_has_written if world.writes else None,
        ):
            if each is not None:
                each()

    assert {each.state for each in world.store.values()} == {RowState.ANSWERED}
