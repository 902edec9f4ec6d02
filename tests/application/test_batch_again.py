"""Rows that are asked about once more: as a person wants it, or by themselves after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.batch_rows import NOW, ON, batch, entry, row, row_id
from support.batch_seat import BatchSeat
from support.batch_world import FakeJobService, FakeService, World, counts
from support.batches import ask_again

from reception_app.application.batch_desk import BatchDesk
from reception_app.application.batch_making import inspected_rows
from reception_app.application.batch_plan import BY_ITSELF
from reception_app.application.batch_ports import WorkFilter
from reception_app.domain.batch import (
    Batch,
    BatchId,
    BatchRow,
    BatchState,
    Outcome,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_desk import Done
from reception_app.domain.batch_rules import LADDER, row_key, row_numbers
from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.errors import BackendRefused, LinkTimeout
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import TypedNumbers
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.batch_corner import corner_of

DAY_AFTER = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
"""9:30 in Tokyo on the day after ``ON``."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.whole.close()


@pytest.fixture
def seat(world: World, tmp_path: Path) -> BatchSeat:
    """A desk at which somebody sits, over the store of the world."""
    return seated(world, tmp_path)


def seated(world: World, folder: Path) -> BatchSeat:
    seat = BatchSeat(folder, over=world)
    seat.desk.counter_is_busy(is_busy=False, operator="suzuki")
    return seat


def by_night(world: World, *rows: BatchRow) -> Batch:
    """Let a batch run by itself, in the evening two days before its day."""
    made = world.make(rows, source=Source.APPOINTMENTS, operator=BY_ITSELF)
    world.work()
    return made


def on_list(world: World) -> list[tuple[RowId, RowState]]:
    return [(each.row_id, each.state) for each in world.store.work(WorkFilter(), 99)]


def stored(world: World, number: int) -> BatchRow:
    found = world.store.row(row_id(number))
    assert found is not None
    return found


def press_r(seat: BatchSeat, number: int, typed: TypedNumbers | None = None) -> None:
    """Choose a row of the work list and ask about it again, perhaps with other numbers."""
    seat.do(BatchDesk.refresh)
    assert row_id(number) in [each.row_id for each in seat.now.work.rows]
    seat.do(lambda desk: desk.choose_row(row_id(number)))
    chosen = seat.now.work.row
    assert chosen is not None
    seat.do(lambda desk: desk.ask_again(typed or chosen.entry.typed))


# ── as a person wants it ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("operator", [BY_ITSELF, "sato"])
def test_who_is_asked_again_after_the_day_of_the_batch_is_asked_for_today(
    world: World, seat: BatchSeat, operator: str
) -> None:
    world.service.codes = {2: "2"}
    made = world.make(3, source=Source.APPOINTMENTS, operator=operator)
    world.work()
    world.clock.set(DAY_AFTER)
    world.service.codes.clear()

    press_r(seat, 2)
    world.work()

    *_, again = world.service.asked
    row_now, own = stored(world, 2), world.store.batch_of(row_id(2))
    assert (len(world.service.asked), again.on) == (4, date(2026, 11, 25))
    assert (row_now.state, row_now.outcome) == (RowState.ANSWERED, Outcome.UNCHANGED)
    assert (own.on, own.operator, own.created_at) == (again.on, "suzuki", DAY_AFTER)
    assert own.state is BatchState.DONE
    assert world.counts(made.batch_id) == counts(answered=2)
    assert on_list(world) == []


def test_who_is_asked_again_after_the_day_and_is_still_invalid_comes_back(
    world: World, seat: BatchSeat
) -> None:
    world.service.codes = {2: "2"}
    by_night(world, row(1), row(2))
    world.clock.set(DAY_AFTER)

    press_r(seat, 2)
    world.work()

    assert on_list(world) == [(row_id(2), RowState.ANSWERED)]


def test_a_line_that_is_put_right_after_its_day_is_asked_for_today(
    world: World, seat: BatchSeat
) -> None:
    numbers = row(2).entry.typed
    bad = replace(row(2).entry, typed=replace(numbers, born="1985"))
    refused = row(2, entry=bad, state=RowState.REFUSED, reason="IN02", is_settled=False)
    by_night(world, row(1), refused)
    world.clock.set(DAY_AFTER)

    press_r(seat, 2, numbers)
    world.work()

    assert [each.on for each in world.service.asked] == [ON, date(2026, 11, 25)]
    assert stored(world, 2).outcome is Outcome.UNCHANGED


def test_before_its_day_is_over_a_row_stays_in_its_batch(world: World, seat: BatchSeat) -> None:
    world.service.codes = {2: "2"}
    made = by_night(world, row(1), row(2))

    press_r(seat, 2)

    assert world.store.batch_of(row_id(2)).batch_id == made.batch_id
    assert world.counts() == counts(answered=1, waiting=1)


def test_a_row_of_a_stopped_batch_is_asked_again_for_its_own_day(
    world: World, seat: BatchSeat
) -> None:
    world.service.codes = {2: "2"}
    made = by_night(world, row(1), row(2))
    world.store.set_batch(replace(world.batch(), state=BatchState.STOPPED))

    press_r(seat, 2)

    own = world.store.batch_of(row_id(2))
    assert own.batch_id != made.batch_id
    assert (own.on, own.operator, own.source) == (ON, "suzuki", Source.AGAIN)
    assert seat.now.work.batch is not None
    assert seat.now.work.batch.batch_id == made.batch_id  # the figures are still the night's


def test_a_question_of_another_day_is_another_question(world: World, seat: BatchSeat) -> None:
    world.service.errors.append(LinkTimeout(15))
    by_night(world, row(1))
    world.clock.set(DAY_AFTER)

    press_r(seat, 1)
    world.work()

    first, again = world.service.asked
    assert first.check_id != again.check_id


def test_a_row_asked_again_does_not_count_as_what_runs_by_itself(
    world: World, seat: BatchSeat
) -> None:
    world.service.codes = {1: "2"}
    by_night(world, row(1))
    world.clock.set(DAY_AFTER)

    press_r(seat, 1)

    assert (Source.APPOINTMENTS, date(2026, 11, 25)) not in world.store.last_made(ON)


def test_a_row_asked_again_is_known_as_asked_for_its_day(world: World, seat: BatchSeat) -> None:
    december = date(2026, 12, 1)
    numbers = row_numbers(row(1), december)
    assert numbers is not None
    this = row(1, key=row_key(row(1).entry, numbers, december))
    world.service.codes = {1: "2"}
    world.make([this], on=december)
    world.work()

    press_r(seat, 1)
    world.work()

    (same,) = inspected_rows(
        [this.entry], december, store=world.store, new_row_id=lambda: RowId("f" * 32)
    )
    assert (same.state, same.reason) == (RowState.EXCLUDED, "asked-today")
    assert stored(world, 1).key == this.key


def test_a_night_batch_that_was_given_up_goes_on_after_its_day_as_somebody_wants_it(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, service=FakeJobService())
    world.service.errors.append(BackendRefused("BK07"))
    world.make(3, source=Source.APPOINTMENTS, operator=BY_ITSELF, one_by_one=False)
    world.work()
    assert world.batch().state is BatchState.FAILED
    world.clock.set(DAY_AFTER)
    seat = seated(world, tmp_path)
    seat.wait(20)

    seat.do(BatchDesk.go_on)
    world.worker.work()
    world.look(after_s=60)

    assert world.counts() == counts(answered=3)
    assert world.batch().operator == "suzuki"
    world.whole.close()


def test_a_batch_made_by_hand_stays_whose_it_was(world: World, seat: BatchSeat) -> None:
    world.make(2, state=BatchState.STOPPED)
    seat.wait(20)

    seat.do(BatchDesk.go_on)

    assert (world.batch().state, world.batch().operator) == (BatchState.RUNNING, "sato")


# ── by themselves ─────────────────────────────────────────────────────────────────────────────
def test_a_row_that_failed_stands_on_the_list_until_it_is_answered_well(world: World) -> None:
    world.service.errors.extend([None, LinkTimeout(15)])
    world.service.refuses.add(3)
    world.make(3)

    world.work()
    assert on_list(world) == [(row_id(2), RowState.WAITING), (row_id(3), RowState.WAITING)]
    assert world.store.unverified(ON) == 2

    world.service.refuses.clear()
    world.clock.move(LADDER[0].total_seconds())
    world.work()
    assert (on_list(world), world.store.unverified(ON)) == ([], 0)


def test_a_row_of_an_upload_that_failed_stands_on_the_list(tmp_path: Path) -> None:
    world = World(tmp_path, service=FakeJobService())
    world.service.refuses.add(2)
    world.make(2, one_by_one=False)

    world.worker.work()
    world.look(after_s=60)

    assert on_list(world) == [(row_id(2), RowState.WAITING)]
    world.whole.close()


def test_a_row_that_failed_and_is_invalid_in_the_end_is_listed_as_that(world: World) -> None:
    world.service.errors.append(LinkTimeout(15))
    world.service.codes = {1: "2"}
    world.make(1)
    world.work()

    world.clock.move(LADDER[0].total_seconds())
    world.work()

    assert on_list(world) == [(row_id(1), RowState.ANSWERED)]


def test_a_row_that_failed_is_asked_at_once_if_somebody_says_so(
    world: World, seat: BatchSeat
) -> None:
    world.service.errors.append(LinkTimeout(15))
    world.make(1)
    world.work()

    press_r(seat, 1)
    assert seat.now.done is Done.ASKED_AGAIN
    world.clock.move(LADDER[0].total_seconds())  # what the worker leaves a batch in peace for
    world.work()

    first, again = world.service.asked
    assert first.check_id == again.check_id  # it may have arrived
    assert world.counts() == counts(answered=1)


@pytest.mark.parametrize("fails_by", ["no answer", "an error"])
def test_what_somebody_took_off_the_list_does_not_come_back_for_the_same_trouble(
    world: World, fails_by: str
) -> None:
    world.make(1)
    tries = len(LADDER) + 1
    if fails_by == "an error":
        world.service.refuses.add(1)
    else:
        world.service.errors.extend([LinkTimeout(15)] * tries)
    world.work()
    world.store.note_work(row_id(1), settle=True)

    for _ in range(tries):
        world.clock.move(LADDER[-1].total_seconds())
        world.work()

    assert stored(world, 1).state is RowState.FAILED
    assert on_list(world) == []


def test_a_row_that_failed_leaves_the_list_when_its_day_is_over(world: World) -> None:
    world.service.errors.append(LinkTimeout(15))
    by_night(world, row(1))
    assert on_list(world)

    world.clock.set(DAY_AFTER)
    world.work()

    assert (stored(world, 1).state, on_list(world)) == (RowState.EXCLUDED, [])


def test_the_corner_says_when_rows_that_failed_are_asked_again(
    world: World, seat: BatchSeat
) -> None:
    world.service.errors.extend([LinkTimeout(15), None, LinkTimeout(15)])
    world.make(3)
    world.work()

    seat.wait(20)

    progress = seat.now.progress
    assert progress is not None
    detail = corner_of(progress, NOW).detail
    assert detail is not None
    assert Texts()(detail) == (
        "一部の方を確認できませんでした（2件）。15分後に自動で再確認します。"
    )


def test_what_waits_in_another_batch_says_nothing_of_this_one(world: World) -> None:
    world.service.errors.append(LinkTimeout(15))
    world.make(1)
    world.work()
    other = batch(batch_id=BatchId("00000000-0000-4000-8000-0000000000b2"))
    world.store.create(other, [row(2)])

    assert world.store.next_try(world.batch().batch_id, NOW) == NOW + LADDER[0]
    assert world.store.next_try(other.batch_id, NOW) == NOW
    world.store.note_work(row_id(1), settle=True)
    assert world.store.next_try(world.batch().batch_id, NOW) == NOW + LADDER[0]


def test_a_row_of_a_batch_in_uploads_is_asked_again_by_itself(tmp_path: Path) -> None:
    """Also where the service takes no uploads any more."""
    world = World(tmp_path)
    world.make(1, one_by_one=False)
    world.work()
    assert world.batch().state is BatchState.FAILED

    (given_up,) = world.store.work(WorkFilter(), 9)
    ask_again(world.store, given_up)
    world.work()

    assert [query.subject for query in world.service.asked]
    assert world.store.work(WorkFilter(), 9) == ()
    world.whole.close()


def test_a_reference_number_that_was_ones_own_is_not_accepted_for_another(world: World) -> None:
    class Registered(FakeService):
        def answer(self, number: int, check_id: CheckId) -> EligibilityResult:
            said = super().answer(number, check_id)
            return replace(said, body={**said.body, "ReferenceNumber": "00099"})

    world.service = Registered()
    world.worker = world.new_worker()
    for number, outcome in (("00099", Outcome.UNCHANGED), ("00001", Outcome.CHANGED)):
        made = batch(batch_id=BatchId(number))
        asked = row(1, row_id=row_id(int(number)), entry=entry(1, patient_number=number))
        world.store.create(made, [replace(asked, key=number)])

        world.work()

        (judged,) = world.store.rows(made.batch_id, 9)
        assert (judged.outcome, judged.is_settled) == (outcome, outcome is Outcome.UNCHANGED)
