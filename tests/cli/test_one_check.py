"""A check from the command line never waits for ever: the run between our own ports, its clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import TypeVar, cast

import pytest
from support.check_scene import DESK, GIVEN
from support.desk import AT, NUMBERS, answer
from support.desk_ports import FakeBackend, FakeCard, FakeStore

from reception_app.app import App
from reception_app.application.check import CheckController, Lanes, Ports
from reception_app.application.ports import (
    CardPlaced,
    ReaderNews,
    ReaderSeen,
    ResultStore,
)
from reception_app.cli.one_check import CheckRun, Wanted
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import CardMissing, LinkTimeout, ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import State
from reception_app.testing.fakes import FakeClock, ManualLane

T = TypeVar("T")

BY_NUMBER = Wanted(Method.NUMBERS, numbers=NUMBERS)
VISUALLY = Wanted(Method.VISUAL, witness="sato", wait_s=20.0)


class Cards(ManualLane):
    """A card lane with one reader."""

    def __init__(self, *, has_card: bool) -> None:
        super().__init__()
        self.has_card = has_card

    def readers(self) -> list[ReaderSeen]:
        return [ReaderSeen("reader A", card=self.has_card, busy=False)]

    def choose_reader(self) -> str:
        if not self.has_card:
            raise CardMissing
        return "reader A"


class Program:
    """What a run needs of the program; time passes only while it waits.

    It is its own loop. What hangs is the lane whose jobs are never run.
    """

    def __init__(self, *, has_card: bool = True, hangs: str = "") -> None:
        self.clock = FakeClock(AT)
        self.cards, self.net, self.disk = Cards(has_card=has_card), ManualLane(), ManualLane()
        lanes = {"card": self.cards, "net": self.net, "disk": self.disk}
        self._running = [lane for name, lane in lanes.items() if name != hangs]
        self._calls: deque[Callable[[], None]] = deque()
        self.card = FakeCard(self.clock)
        self.backend = FakeBackend(self.clock, GIVEN)
        self.store = FakeStore(self.clock)
        self.loop = self
        self.handover = None
        self.settings = SimpleNamespace(
            backend=SimpleNamespace(timeout_s=15.0), card=SimpleNamespace(reader="")
        )

    def post(self, call: Callable[[], None]) -> None:
        self._calls.append(call)

    def run_until(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        while not condition() and (self._calls or any(lane.waiting for lane in self._running)):
            while self._calls:
                self._calls.popleft()()
            for lane in self._running:
                lane.run_all()
        if not condition():
            self.clock.move(timeout_s)
        return condition()

    def call(self, _: object, job: Callable[[], T], *, or_else: ReceptionError) -> T:
        assert or_else.code == "RD04"
        return job()

    def warm_backend(self) -> None:
        """There is nothing to open beforehand."""

    def start_cards(self, news: Callable[[ReaderNews], None], *, only_reader: str) -> Cards:
        assert only_reader == ""
        if self.cards.has_card:
            self.post(lambda: news(CardPlaced("reader A")))
        return self.cards

    def check_controller(
        self,
        cards: Cards,
        *,
        on_change: Callable[[State], None],
        on_saved: Callable[[CheckId, HandoverState], None],
    ) -> CheckController:
        store = cast("ResultStore", self.store)  # a check uses half of it
        return CheckController(
            desk=DESK,
            lanes=Lanes(cards, self.net, self.disk),
            ports=Ports(self.card, self.backend, store, self.clock, bytes),
            on_change=on_change,
            on_saved=on_saved,
        )


def code_after(program: Program, wanted: Wanted) -> str | None:
    """Run a check to its end and return what went wrong."""
    run = CheckRun(cast("App", program), wanted)
    run.run()
    error = run.report().error
    return error.code if error else None


def test_a_check_comes_to_its_end() -> None:
    program = Program()

    assert code_after(program, VISUALLY) is None
    assert ["sato"] == [record.operator for _, record, _ in program.store.saved]


def test_a_question_by_number_comes_to_its_end() -> None:
    assert code_after(Program(has_card=False), BY_NUMBER) is None


def test_an_answer_to_other_numbers_is_kept_and_an_error() -> None:
    program = Program(has_card=False)
    stranger = {"Birthdate": "19600101"}
    program.backend.answers = lambda query: answer(check_id=query.check_id, records=(stranger,))

    assert "BK08" == code_after(program, BY_NUMBER)
    (result, record, _) = program.store.saved[0]
    assert [result.check_id] == program.store.held
    assert record.is_other_person is True


def test_without_a_card_it_waits_as_long_as_it_was_told_and_says_so() -> None:
    program = Program(has_card=False)

    assert "CD10" == code_after(program, VISUALLY)
    assert 20 <= program.clock.monotonic() < 60


def test_a_card_that_was_seen_but_is_never_told_of_is_not_waited_for_for_ever() -> None:
    program = Program(has_card=False)

    def sees_one() -> str:
        return "reader A"

    program.cards.choose_reader = sees_one  # type: ignore[method-assign]  # the news is lost

    assert "CD10" == code_after(program, VISUALLY)
    assert 50 <= program.clock.monotonic() < 60


@pytest.mark.parametrize(
    ("hangs", "wanted", "code"),
    [("card", VISUALLY, "RD03"), ("net", VISUALLY, "BK01"), ("net", BY_NUMBER, "BK01")],
)
def test_whatever_hangs_ends_the_check(hangs: str, wanted: Wanted, code: str) -> None:
    program = Program(hangs=hangs)

    assert code == code_after(program, wanted)
    assert program.clock.monotonic() < 60


def test_a_disk_that_hangs_under_the_witness_ends_the_check_unread() -> None:
    program = Program(hangs="disk")

    assert "ST01" == code_after(program, VISUALLY)
    assert [] == program.card.calls


def test_a_disk_that_hangs_under_the_answer_ends_the_wait_and_keeps_the_answer() -> None:
    program = Program(hangs="disk")
    run = CheckRun(cast("App", program), BY_NUMBER)

    run.run()

    report = run.report()
    assert report.error is not None
    assert ("ST01", False) == (report.error.code, report.saved)
    assert report.result is not None


def test_the_command_line_asks_a_service_that_timed_out_no_second_time() -> None:
    program = Program()
    program.backend.checking.error = LinkTimeout(15)

    assert "BK01" == code_after(program, BY_NUMBER)
    assert 1 == len(program.backend.asked)


def test_where_the_service_takes_no_cards_nobody_is_asked_for_a_pin() -> None:
    program = Program()
    program.backend.info = replace(program.backend.info, takes_cards=False)

    for wanted in (VISUALLY, Wanted(Method.PIN)):
        assert "BK07" == code_after(program, wanted)
    assert [] == program.card.calls
    assert code_after(program, BY_NUMBER) is None
