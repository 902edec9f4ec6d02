"""A hand-over controller over a real store and a real folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from support.answers import INSTITUTION, record

from reception_app.adapters.handover.folder import FaceFolderSink
from reception_app.adapters.store.results import SqliteStore
from reception_app.application.handover import Delivery, Drained, HandoverController
from reception_app.application.ports import HandoverSink, Lane, ResultStore
from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.record import HandoverState
from reception_app.testing.fakes import FakeClock, InlineLane


class FakeLock:
    """A lock that another program may hold."""

    def __init__(self) -> None:
        self.held_elsewhere = False
        self.held = False

    def acquire(self) -> bool:
        assert not self.held
        self.held = not self.held_elsewhere
        return self.held

    def release(self) -> None:
        assert self.held
        self.held = False


@dataclass
class Desk:
    """A controller over a real store and a real folder."""

    store: SqliteStore
    folder: Path
    lock: FakeLock = field(default_factory=FakeLock)
    clock: FakeClock = field(default_factory=FakeClock)
    heard: list[Delivery] = field(default_factory=list)
    lane: Lane = field(default_factory=InlineLane)

    def __post_init__(self) -> None:
        self.moved_to(self.folder)

    def controller(
        self, *, store: ResultStore | None = None, sink: HandoverSink | None = None
    ) -> HandoverController:
        return HandoverController(
            store=store or self.store,
            store_lane=self.lane,
            sink=sink or self.sink,
            handover_lane=self.lane,
            lock=self.lock,
            clock=self.clock,
            on_change=self.heard.append,
        )

    def moved_to(self, folder: Path) -> None:
        """Change the setting."""
        self.folder = folder
        self.sink = FaceFolderSink(folder, INSTITUTION, encoding="shift_jis")

    def save(self, *answers: EligibilityResult) -> None:
        for number, answer in enumerate(answers, 1):
            same = record(number, check_id=answer.check_id)
            self.store.save(answer, same, hand_over=True)

    def visible(self) -> list[str]:
        return sorted(each.name for each in self.folder.glob("*.xml"))

    def states(self) -> list[HandoverState]:
        return [each.handover.state for each in reversed(self.store.latest(99))]


def drained(controller: HandoverController) -> Drained:
    heard: list[Drained] = []
    controller.drain(heard.append)
    (outcome,) = heard
    return outcome
