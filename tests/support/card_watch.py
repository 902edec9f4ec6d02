"""A card thread, the loop of its owner, and what it told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from reception_app.adapters.pcsc.card_thread import CardThread
from reception_app.adapters.system.loop import OwnerLoop
from reception_app.application.ports import Err, Ok, ReaderNews, ServiceChanged
from reception_app.card.pcsc import Pcsc
from reception_app.domain.errors import ReceptionError

T = TypeVar("T")

WAIT_S = 20.0
UP, DOWN = ServiceChanged(up=True), ServiceChanged(up=False)


@dataclass
class Watch:
    """A card thread, its owner's loop, and what it told."""

    pcsc: Pcsc
    only: str = ""
    news: list[ReaderNews] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loop = OwnerLoop()
        self.thread = CardThread(
            self.pcsc, post=self.loop.post, on_news=self.news.append, only_reader=self.only
        )

    def until(self, condition: Callable[[], bool]) -> None:
        """Run what comes home until the condition holds."""
        assert self.loop.run_until(condition, WAIT_S), self.news

    def expect(self, *news: ReaderNews) -> None:
        """Wait until exactly this was told since the last time."""
        expected = list(news)
        self.until(lambda: len(self.news) >= len(expected))
        assert expected == self.news
        self.news.clear()

    def start(self) -> Watch:
        """Start the thread."""
        self.thread.start()
        return self

    def outcome(self, job: Callable[[], T]) -> Ok[T] | Err:
        """Run a job and return what came of it."""
        outcomes: list[Ok[T] | Err] = []
        self.thread.submit(job, outcomes.append)
        self.until(lambda: bool(outcomes))
        return outcomes[0]

    def value(self, job: Callable[[], T]) -> T:
        """Run a job that works."""
        outcome = self.outcome(job)
        assert isinstance(outcome, Ok), outcome
        return outcome.value

    def error(self, job: Callable[[], object]) -> ReceptionError:
        """Run a job that fails."""
        outcome = self.outcome(job)
        assert isinstance(outcome, Err), outcome
        return outcome.error

    def idle(self, seconds: float) -> None:
        """Let the thread do what it does when nothing happens."""
        self.loop.run_until(lambda: False, seconds)
