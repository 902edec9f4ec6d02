"""One desk, all day: the real controllers, store and folder; card and service as they are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from support.desk import AT, challenge, check_id, digits
from support.desk_ports import FakeBackend, FakeCard, Trouble
from support.handover_desk import FakeLock
from support.stores import fresh_store

from reception_app.adapters.handover.folder import FaceFolderSink
from reception_app.application.check import CheckController, Desk, Lanes, Ports
from reception_app.application.desk import DeskController
from reception_app.application.desk_parts import DeskParts, DeskRules
from reception_app.application.handover import HandoverController
from reception_app.application.ports import CardPlaced, CardTaken, ReaderNews
from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Method
from reception_app.domain.ids import CheckId
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.secrets import Pin
from reception_app.testing.fakes import FakeClock, ManualLane

INSTITUTION = "1312345678"
READER, OTHER_READER = "reader A", "reader B"
RULES = DeskRules(
    operators=("sato", "suzuki"),
    default_method=Method.PIN,
    hands_over=True,
    needs_confirmation=False,
    timeout_s=15.0,
    institution_code=INSTITUTION,
    terminal="desk-1",
)


MakeDesk: TypeAlias = "Callable[..., WholeDesk]"


class WholeDesk:
    """A desk whose jobs run when the test says so."""

    def __init__(self, folder: Path, rules: DeskRules = RULES) -> None:
        self.clock = FakeClock(AT)
        self.card = FakeCard(self.clock)
        self.backend = FakeBackend(self.clock, challenge(good_for_s=100_000))
        self.store = fresh_store(folder / "store")
        self.folder = folder / "handover"
        self.folder.mkdir()
        self.rules = rules
        self.card_lane, self.net, self.disk, self.shelf = (ManualLane() for _ in range(4))
        self.seen: list[DeskNow] = []
        self.probes = self.restarts = self.asked_for_notices = self._ids = 0
        self.pins: list[Pin] = []
        self.announced: list[ServiceNotice] = []
        self.announcing = Trouble()
        self.handover = HandoverController(
            store=self.store,
            store_lane=self.disk,
            sink=FaceFolderSink(self.folder, INSTITUTION, encoding="shift_jis"),
            handover_lane=self.shelf,
            lock=FakeLock(),
            clock=self.clock,
            drains_only_begun=rules.needs_confirmation,
        )
        parts = DeskParts(
            store=self.store,
            store_lane=self.disk,
            net_lane=self.net,
            clock=self.clock,
            new_check_id=self._new_id,
            handover=self.handover if rules.hands_over else None,
            probe=self._probe,
            notices=self._notices,
            restart_card_service=self._restart,
        )
        self.desk = DeskController(
            parts, rules, make_check=self._make_check, on_change=self.seen.append
        )

    def _make_check(self, **tells: object) -> CheckController:
        rules = self.rules
        return CheckController(
            desk=Desk(INSTITUTION, "desk-1", rules.operators, rules.hands_over, 15.0),
            lanes=Lanes(self.card_lane, self.net, self.disk),
            ports=Ports(self.card, self.backend, self.store, self.clock, bytes),
            **tells,  # type: ignore[arg-type] # as MakeCheck has them
        )

    def _new_id(self) -> CheckId:
        self._ids += 1
        return check_id(self._ids)

    def _probe(self) -> None:
        self.probes += 1
        self.backend.fetching.strike()

    def _notices(self) -> list[ServiceNotice]:
        self.asked_for_notices += 1
        self.announcing.strike()
        return self.announced

    def _restart(self) -> None:
        self.restarts += 1

    @property
    def now(self) -> DeskNow:
        return self.desk.now

    def settle(self) -> None:
        """Run all jobs, and those that follow from them."""
        lanes = (self.card_lane, self.net, self.disk, self.shelf)
        while any(lane.waiting for lane in lanes):
            for lane in lanes:
                lane.run_all()

    def news(self, *news: ReaderNews) -> None:
        for each in news:
            self.desk.take_news(each)

    def lay(self, reader: str = READER) -> None:
        self.news(CardPlaced(reader))
        self.settle()

    def take(self, reader: str = READER) -> None:
        self.news(CardTaken(reader))
        self.settle()

    def type_pin(self) -> None:
        pin, _ = digits()
        self.pins.append(pin)
        self.desk.pin_entered(pin)
        self.settle()

    def check(self) -> None:
        """One patient from the card to the answer."""
        self.lay()
        self.type_pin()

    def wait(self, seconds: int) -> None:
        """Let the window's clock tick."""
        for _ in range(seconds):
            self.clock.move(1)
            self.desk.tick()
            self.settle()

    def handed_over(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.xml"))
