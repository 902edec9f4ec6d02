"""One desk whose jobs run when the test says so: the real controller between our own ports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from support.desk import AT, NUMBERS, VISUAL, asks, challenge, check_id, digits
from support.desk_ports import FakeBackend, FakeCard, FakeStore

from reception_app.application.check import CheckController, Desk, Lanes, Ports
from reception_app.application.log_context import CHECK_ID
from reception_app.application.ports import CardPlaced, Err, Ok, ReaderNews, ResultStore
from reception_app.domain.eligibility import Challenge, Method
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.record import ConfirmationRecord, HandoverState
from reception_app.domain.session.events import (
    MethodChosen,
    NumbersEntered,
    PinEntered,
    WitnessGiven,
)
from reception_app.domain.session.states import Answered, CheckRequest, Failed, State
from reception_app.testing.fakes import FakeClock, ManualLane

T = TypeVar("T")

ID, NEXT = check_id(1), check_id(2)
GIVEN = challenge()
DESK = Desk("1312345678", "desk-1", operators=("sato",), hands_over=True, timeout_s=15.0)


class NotingLane(ManualLane):
    """Notes for which check a job was submitted."""

    def __init__(self, submitted_for: list[CheckId | None]) -> None:
        super().__init__()
        self._submitted_for = submitted_for

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        self._submitted_for.append(CHECK_ID.get())
        super().submit(job, done)


class Scene:
    """A desk whose jobs run when the test says so."""

    def __init__(
        self,
        desk: Desk = DESK,
        given: Challenge | None = GIVEN,
        make_backend: Callable[[FakeClock], FakeBackend] | None = None,
    ) -> None:
        self.clock = FakeClock(AT)
        self.card = FakeCard(self.clock)
        self.backend = (
            FakeBackend(self.clock, given) if make_backend is None else make_backend(self.clock)
        )
        self.store = FakeStore(self.clock)
        self.submitted_for: list[CheckId | None] = []
        self.card_lane, self.net, self.disk = (NotingLane(self.submitted_for) for _ in range(3))
        self.states: list[State] = []
        self.on_disk: list[CheckId] = []
        self.held: list[CheckId] = []
        self.service: list[ReceptionError | None] = []
        self.controller = CheckController(
            desk=desk,
            lanes=Lanes(self.card_lane, self.net, self.disk),
            ports=Ports(
                self.card,
                self.backend,
                cast("ResultStore", self.store),  # a check uses half of it
                self.clock,
                lambda count: bytes(range(count)),
            ),
            on_change=self.states.append,
            on_saved=self._saved,
            on_service=self.service.append,
        )

    def _saved(self, check_id: CheckId, handover: HandoverState) -> None:
        (self.held if handover is HandoverState.HELD else self.on_disk).append(check_id)

    @property
    def state(self) -> State:
        return self.controller.state

    def settle(self) -> None:
        """Run all jobs, and those that follow from them, the card's first."""
        lanes = (self.card_lane, self.net, self.disk)
        while any(lane.waiting for lane in lanes):
            for lane in lanes:
                lane.run_all()

    def news(self, news: ReaderNews, request: CheckRequest | None = None) -> None:
        self.controller.take_news(news, lambda: request or asks())

    def place(self, reader: str = "reader A", request: CheckRequest | None = None) -> None:
        self.news(CardPlaced(reader), request)

    def ask_pin(self, request: CheckRequest | None = None) -> None:
        """Up to the keypad."""
        self.place(request=request)
        self.settle()

    def type_pin(self) -> bytearray:
        pin, buffer = digits()
        self.controller.dispatch(PinEntered(pin, self.clock.now()))
        return buffer

    def check_with_pin(self, request: CheckRequest | None = None) -> None:
        """Up to the answer, saved."""
        self.ask_pin(request)
        self.type_pin()
        self.settle()

    def check_visually(self, request: CheckRequest | None = None) -> None:
        """Up to the answer, saved."""
        self.controller.dispatch(MethodChosen(request or asks(Method.VISUAL)))
        self.controller.dispatch(WitnessGiven(VISUAL))
        self.settle()
        self.place()
        self.settle()

    def check_by_number(self, request: CheckRequest | None = None) -> None:
        """Up to the answer, saved."""
        asked = request or asks(Method.NUMBERS)
        self.controller.dispatch(NumbersEntered(asked, NUMBERS, self.clock.now()))
        self.settle()

    def record(self) -> ConfirmationRecord:
        (_, record, _) = self.store.saved[-1]
        return record


def error_of(state: State) -> ReceptionError | None:
    match state:
        case Failed(error=error) | Answered(trouble=error):
            return error
        case _:
            return None
