from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.answers import INSTITUTION, check_id, record, result, unwritable
from support.handover_desk import Desk, drained
from support.stores import fresh_store

from reception_app.adapters.handover.folder import FaceFolderSink
from reception_app.application.handover import Delivery, Drained, HandoverController, NotTaken
from reception_app.application.ports import HandoverSink, ResultStore
from reception_app.domain.errors import (
    NotTakenAway,
    ReceptionError,
    StoreBusy,
    TargetMissing,
    TargetRefused,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.record import HandoverState
from reception_app.testing.fakes import FakeClock, ManualLane


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "face").mkdir()
    store = fresh_store(tmp_path / "store")
    yield Desk(store, tmp_path / "face")
    store.close()


class Stubborn:
    """A real port, but one verb fails or is noted."""

    def __init__(self, port: ResultStore | HandoverSink, **verbs: Callable[..., Any]) -> None:
        self._port = port
        self._verbs = verbs

    def __getattr__(self, verb: str) -> Any:
        return self._verbs.get(verb) or getattr(self._port, verb)


def failing(error: ReceptionError) -> Callable[..., Any]:
    def fail(*_: object) -> Any:
        raise error

    return fail


def delivered(controller: HandoverController, number: int) -> Delivery:
    heard: list[Delivery] = []
    controller.deliver(check_id(number), heard.append)
    (outcome,) = heard
    return outcome


# ── a drain ───────────────────────────────────────────────────────────────────────────────────
def test_a_saved_answer_reaches_the_folder(desk: Desk) -> None:
    desk.save(result(1))

    outcome = drained(desk.controller())

    (name,) = desk.visible()
    path = str(desk.folder / name)
    assert outcome == Drained((Delivery(check_id(1), HandoverState.DELIVERED, path),))
    assert desk.states() == [HandoverState.DELIVERED]


def test_whoever_listens_hears_of_every_answer(desk: Desk) -> None:
    desk.save(result(1), result(2))

    outcome = drained(desk.controller())

    assert desk.heard == list(outcome.deliveries)


def test_the_oldest_answer_goes_first_and_none_is_left(desk: Desk) -> None:
    desk.save(*(result(number) for number in range(1, 46)))

    outcome = drained(desk.controller())

    assert [each.check_id for each in outcome.deliveries] == [check_id(n) for n in range(1, 46)]
    assert len(desk.visible()) == 45


def test_an_empty_outbox_is_no_trouble(desk: Desk) -> None:
    assert drained(desk.controller()) == Drained()


def test_an_answer_that_cannot_be_written_does_not_keep_the_others(desk: Desk) -> None:
    desk.save(unwritable(1), result(2))

    outcome = drained(desk.controller())

    assert desk.states() == [HandoverState.FAILED, HandoverState.DELIVERED]
    assert outcome.error is None
    assert isinstance(outcome.deliveries[0].error, TargetRefused)


def test_more_unwritable_answers_than_a_page_do_not_keep_the_others(desk: Desk) -> None:
    desk.save(*(unwritable(number) for number in range(1, 26)), result(26))

    outcome = drained(desk.controller())

    assert desk.states() == [HandoverState.FAILED] * 25 + [HandoverState.DELIVERED]
    assert len(outcome.deliveries) == 26


def test_an_unwritable_answer_goes_out_once_the_encoding_was_changed(desk: Desk) -> None:
    desk.save(unwritable(1))
    drained(desk.controller())

    sink = FaceFolderSink(desk.folder, INSTITUTION, encoding="utf-8")
    drained(desk.controller(sink=sink))

    assert desk.states() == [HandoverState.DELIVERED]


def test_a_missing_folder_ends_the_drain_and_is_tried_again_later(desk: Desk) -> None:
    desk.save(result(1), result(2))
    desk.folder.rmdir()

    outcome = drained(desk.controller())

    assert isinstance(outcome.error, TargetMissing)
    assert len(outcome.deliveries) == 1
    assert desk.states() == [HandoverState.FAILED, HandoverState.WAITING]

    desk.folder.mkdir()
    drained(desk.controller())

    assert desk.states() == [HandoverState.DELIVERED] * 2


# ── held answers ──────────────────────────────────────────────────────────────────────────────
def hold(desk: Desk, number: int) -> None:
    desk.store.save(result(number), record(number), hand_over=True, hold=True)


def test_a_held_answer_is_not_drained(desk: Desk) -> None:
    desk.save(result(1))
    hold(desk, 2)

    outcome = drained(desk.controller())

    assert [each.check_id for each in outcome.deliveries] == [check_id(1)]
    assert desk.states() == [HandoverState.DELIVERED, HandoverState.HELD]
    assert len(desk.visible()) == 1


def test_a_held_answer_is_not_delivered_either(desk: Desk) -> None:
    hold(desk, 1)

    assert delivered(desk.controller(), 1) == Delivery(check_id(1), HandoverState.HELD)
    assert desk.visible() == []


def test_a_held_answer_goes_out_once_staff_lets_it_go(desk: Desk) -> None:
    hold(desk, 1)
    desk.store.mark_allowed(check_id(1))

    outcome = delivered(desk.controller(), 1)

    assert outcome.state is HandoverState.DELIVERED
    assert len(desk.visible()) == 1


# ── a drain that fails ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "verb", ["waiting", "mark_prepared", "mark_handed_over", "mark_handover_failed"]
)
def test_trouble_with_the_store_ends_the_drain_and_frees_the_lock(desk: Desk, verb: str) -> None:
    desk.save(result(1), result(2))
    if verb == "mark_handover_failed":
        desk.folder.rmdir()
    busy = StoreBusy()
    store = Stubborn(desk.store, **{verb: failing(busy)})

    outcome = drained(desk.controller(store=store))

    assert outcome == Drained(error=busy)
    assert not desk.lock.held


def test_another_program_that_hands_over_is_left_alone(desk: Desk) -> None:
    desk.save(result(1))
    desk.lock.held_elsewhere = True

    assert drained(desk.controller()) == Drained()
    assert desk.visible() == []


def test_a_release_that_failed_half_way_is_not_written_again(desk: Desk) -> None:
    def renamed_but_not_synced(name: str) -> None:
        desk.sink.release(name)
        raise TargetRefused

    desk.save(result(1))
    sink = Stubborn(desk.sink, release=renamed_but_not_synced)
    drained(desk.controller(sink=sink))
    (name,) = desk.visible()
    (desk.folder / name).unlink()  # the receipt computer took it

    drained(desk.controller())

    assert (desk.visible(), desk.states()) == ([], [HandoverState.DELIVERED])


@pytest.mark.parametrize("error", [TargetRefused(), TargetMissing()])
def test_a_failure_that_is_written_down_is_not_written_again(
    desk: Desk, error: ReceptionError
) -> None:
    written: list[str] = []

    def mark(number: CheckId, code: str) -> None:
        written.append(code)
        desk.store.mark_handover_failed(number, code)

    desk.save(result(1))
    sink = Stubborn(desk.sink, prepare=failing(error))
    store = Stubborn(desk.store, mark_handover_failed=mark)
    outcomes = [drained(desk.controller(store=store, sink=sink)) for _ in range(3)]

    assert [each.error for each in outcomes] == [error] * 3
    assert (written, desk.states()) == (["HO03"], [HandoverState.FAILED])


def test_another_failure_than_before_is_written(desk: Desk) -> None:
    desk.save(unwritable(1))
    drained(desk.controller())
    sink = Stubborn(desk.sink, prepare=failing(TargetMissing()))

    drained(desk.controller(sink=sink))

    (stored,) = desk.store.waiting(9)
    assert stored.handover.failure_code == "HO03"


def test_the_same_failure_after_preparing_is_written(desk: Desk) -> None:
    desk.save(result(1))
    drained(desk.controller(sink=Stubborn(desk.sink, prepare=failing(TargetRefused()))))
    drained(desk.controller(sink=Stubborn(desk.sink, release=failing(TargetRefused()))))

    (stored,) = desk.store.waiting(9)
    assert (stored.handover.state, stored.handover.failure_code) == (HandoverState.FAILED, "HO03")
    assert stored.handover.name is not None


# ── another folder than before ────────────────────────────────────────────────────────────────
@pytest.fixture
def other(tmp_path: Path) -> Path:
    (tmp_path / "other").mkdir()
    return tmp_path / "other"


def left_aside(desk: Desk, number: int) -> None:
    """Prepare an answer whose rename then fails."""
    desk.save(result(number))
    delivered(desk.controller(sink=Stubborn(desk.sink, release=failing(TargetRefused()))), number)


def files(folder: Path) -> list[str]:
    return sorted(each.suffix for each in folder.iterdir())


def test_what_was_not_released_goes_to_the_folder_of_today(desk: Desk, other: Path) -> None:
    left_aside(desk, 1)
    before = desk.folder
    desk.moved_to(other)

    outcome = drained(desk.controller())

    (name,) = desk.visible()
    assert outcome.deliveries == (
        Delivery(check_id(1), HandoverState.DELIVERED, str(other / name)),
    )
    assert (files(before), desk.states()) == ([], [HandoverState.DELIVERED])


def test_what_was_taken_from_the_folder_of_before_is_not_written_again(
    desk: Desk, other: Path
) -> None:
    left_aside(desk, 1)
    (part,) = desk.folder.iterdir()
    part.unlink()  # renamed before the failure, and taken
    desk.moved_to(other)

    drained(desk.controller())

    assert (files(other), desk.states()) == ([], [HandoverState.DELIVERED])


@pytest.mark.parametrize("spelling", ["dots", "link"])
def test_the_same_folder_spelled_otherwise_loses_nothing(
    desk: Desk, tmp_path: Path, spelling: str
) -> None:
    left_aside(desk, 1)
    (tmp_path / "link").symlink_to(desk.folder)
    desk.moved_to({"dots": tmp_path / "link/../face", "link": tmp_path / "link"}[spelling])

    drained(desk.controller())

    assert (files(desk.folder), desk.states()) == ([".xml"], [HandoverState.DELIVERED])


def test_what_cannot_be_prepared_anew_stays_where_it_was(desk: Desk, other: Path) -> None:
    left_aside(desk, 1)
    before = desk.folder
    other.rmdir()
    desk.moved_to(other)

    outcome = drained(desk.controller())

    assert isinstance(outcome.deliveries[0].error, TargetMissing)
    assert (files(before), desk.states()) == ([".part"], [HandoverState.FAILED])

    other.mkdir()
    drained(desk.controller())

    assert (files(before), files(other)) == ([], [".xml"])


def test_an_answer_whose_folder_is_gone_does_not_keep_the_others(desk: Desk, other: Path) -> None:
    left_aside(desk, 1)
    shutil.rmtree(desk.folder)
    desk.moved_to(other)
    desk.save(result(2))

    drained(desk.controller())

    assert desk.states() == [HandoverState.FAILED, HandoverState.DELIVERED]


def test_an_answer_that_still_lies_in_the_folder_of_before_is_not_taken(
    desk: Desk, other: Path
) -> None:
    desk.save(result(1))
    drained(desk.controller())
    desk.moved_to(other)
    desk.clock.move(60)

    assert not_taken(desk.controller(), desk.clock).check_ids == (check_id(1),)


# ── several at once ───────────────────────────────────────────────────────────────────────────
def test_a_request_during_a_drain_looks_again_after_it(desk: Desk) -> None:
    lane = ManualLane()
    desk.lane = lane
    controller, first, second = desk.controller(), list[Drained](), list[Drained]()
    desk.save(result(1))
    controller.drain(first.append)
    while not first:
        lane.run_next()
        if not second and desk.visible():
            desk.save(result(2))
            controller.drain(second.append)
            controller.drain(second.append)
            break
    lane.run_all()

    assert desk.states() == [HandoverState.DELIVERED] * 2
    assert (len(first), len(second)) == (1, 2)


def test_only_one_drain_runs_at_a_time(desk: Desk) -> None:
    lane = ManualLane()
    desk.lane = lane
    controller = desk.controller()
    for _ in range(3):
        controller.drain(lambda _: None)

    assert lane.waiting == 1

    lane.run_all()


def test_a_listener_that_fails_does_not_stop_the_next_request(desk: Desk) -> None:
    lane = ManualLane()
    desk.lane = lane
    controller, heard = desk.controller(), list[Drained]()

    def clumsy(_: Drained) -> None:
        raise ZeroDivisionError

    controller.drain(clumsy)
    lane.run_next()
    controller.drain(heard.append)
    with pytest.raises(ZeroDivisionError):
        lane.run_all()
    lane.run_all()

    assert heard == [Drained()]


# ── one answer ────────────────────────────────────────────────────────────────────────────────
def test_one_answer_is_delivered_and_the_others_wait(desk: Desk) -> None:
    desk.save(result(1), result(2))

    outcome = delivered(desk.controller(), 2)

    assert outcome.state is HandoverState.DELIVERED
    assert desk.states() == [HandoverState.WAITING, HandoverState.DELIVERED]


def test_delivering_again_says_where_it_lies(desk: Desk) -> None:
    desk.save(result(1))

    assert delivered(desk.controller(), 1) == delivered(desk.controller(), 1)


def test_an_answer_while_another_program_hands_over_is_told_as_it_stands(desk: Desk) -> None:
    desk.save(result(1))
    desk.lock.held_elsewhere = True

    assert delivered(desk.controller(), 1) == Delivery(check_id(1), HandoverState.WAITING)


def test_an_unknown_answer_is_not_handed_over(desk: Desk) -> None:
    assert delivered(desk.controller(), 1) == Delivery(check_id(1), HandoverState.OFF)


def test_an_answer_that_is_not_to_be_handed_over_stays_here(desk: Desk) -> None:
    desk.store.save(result(1), record(1), hand_over=False)

    assert delivered(desk.controller(), 1) == Delivery(check_id(1), HandoverState.OFF)
    assert desk.visible() == []


def test_an_answer_that_did_not_get_there_says_why(desk: Desk) -> None:
    desk.save(unwritable(1))

    outcome = delivered(desk.controller(), 1)

    assert outcome.state is HandoverState.FAILED
    assert isinstance(outcome.error, TargetRefused)
    assert desk.heard == [outcome]


def test_trouble_with_the_store_is_told_with_the_answer(desk: Desk) -> None:
    busy = StoreBusy()
    store = Stubborn(desk.store, find=failing(busy))

    outcome = delivered(desk.controller(store=store), 1)

    assert outcome == Delivery(check_id(1), HandoverState.WAITING, error=busy)
    assert not desk.lock.held


# ── not taken away ────────────────────────────────────────────────────────────────────────────
def not_taken(controller: HandoverController, clock: FakeClock) -> NotTaken:
    heard: list[NotTaken] = []
    controller.not_taken(clock.now(), heard.append)
    (outcome,) = heard
    return outcome


def test_an_answer_that_lies_for_a_minute_is_not_taken(desk: Desk) -> None:
    desk.save(result(1))
    controller = desk.controller()
    drained(controller)
    desk.clock.move(60)

    outcome = not_taken(controller, desk.clock)

    assert outcome.check_ids == (check_id(1),)
    assert isinstance(outcome.error, NotTakenAway)


def test_an_answer_that_lies_for_less_than_a_minute_may_still_be_taken(desk: Desk) -> None:
    desk.save(result(1))
    controller = desk.controller()
    drained(controller)
    desk.clock.move(59.9)

    assert not_taken(controller, desk.clock) == NotTaken()


def test_an_answer_that_was_taken_is_not_looked_for_again(desk: Desk) -> None:
    looked: list[str] = []

    def still_there(name: str) -> bool:
        looked.append(name)
        return desk.sink.still_there(name)

    desk.save(result(1))
    sink = Stubborn(desk.sink, still_there=still_there)
    controller = desk.controller(sink=sink)
    drained(controller)
    (desk.folder / desk.visible()[0]).unlink()
    desk.clock.move(60)

    assert [not_taken(controller, desk.clock) for _ in range(2)] == [NotTaken(), NotTaken()]
    assert len(looked) == 1


def test_a_missing_folder_is_told_instead(desk: Desk) -> None:
    desk.save(result(1))
    controller = desk.controller()
    drained(controller)
    (desk.folder / desk.visible()[0]).unlink()
    desk.folder.rmdir()
    desk.clock.move(60)

    assert isinstance(not_taken(controller, desk.clock).error, TargetMissing)


def test_what_lies_longer_than_a_day_is_no_news(desk: Desk) -> None:
    desk.save(result(1))
    controller = desk.controller()
    drained(controller)
    desk.clock.move(86_401)

    assert not_taken(controller, desk.clock) == NotTaken()
