"""A bug in the watch takes the service down, never the thread; virtual readers play PC/SC."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import pytest
from support.card_watch import DOWN, UP, Watch

from reception_app.application.ports import CardPlaced, CardTaken, ReadersChanged
from reception_app.card.pcsc import ReaderState
from reception_app.domain.errors import CardServiceDown
from reception_app.training.card import TrainingCa, VirtualCard
from reception_app.training.reader import VirtualReaders

A = "Reader A 00 00"


class Buggy(VirtualReaders):
    """Readers whose verbs raise what no binding should.

    Attributes:
        bug: What wait() raises; None lets it work.
        release_bug: What release() raises.
        opened: How many times establish() was called.
    """

    bug: Exception | None = None
    release_bug: Exception | None = None
    opened = 0

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        if self.bug:
            raise self.bug
        return super().wait(states, timeout_ms)

    def establish(self) -> None:
        self.opened += 1
        super().establish()

    def release(self) -> None:
        super().release()
        if self.release_bug:
            raise self.release_bug


@pytest.fixture
def readers(ca: TrainingCa) -> Buggy:
    readers = Buggy([A])
    readers.insert(A, VirtualCard.issue(ca))
    return readers


@pytest.fixture
def watch(readers: Buggy) -> Iterator[Watch]:
    """Watch a reader with a card; what is broken works at the end."""
    watch = Watch(readers).start()
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))
    yield watch
    readers.bug = readers.release_bug = None
    watch.thread.close()


def surfaces(watch: Watch, kind: type[Exception]) -> None:
    """Wait until a bug is raised on the owner's thread."""
    with pytest.raises(kind):
        watch.until(lambda: False)


def goes_on(watch: Watch, readers: Buggy, times: int = 2) -> None:
    """Let the thread try again so many times."""
    opened = readers.opened
    watch.until(lambda: readers.opened >= opened + times)


def test_a_bug_takes_cards_and_service_along_and_surfaces(watch: Watch, readers: Buggy) -> None:
    readers.bug = ValueError("state of a card")

    surfaces(watch, ValueError)

    assert watch.news == [CardTaken(A), DOWN]


def test_a_bug_that_stays_is_told_and_logged_once(
    watch: Watch, readers: Buggy, caplog: pytest.LogCaptureFixture
) -> None:
    readers.bug = ValueError()
    surfaces(watch, ValueError)

    goes_on(watch, readers)

    assert watch.news == [CardTaken(A), DOWN]
    assert [r.levelno for r in caplog.records].count(logging.ERROR) == 1


def test_a_bug_of_another_kind_is_told_as_well(watch: Watch, readers: Buggy) -> None:
    readers.bug = ValueError()
    surfaces(watch, ValueError)

    readers.bug = TypeError()

    surfaces(watch, TypeError)


def test_work_resumes_when_the_cause_is_gone(watch: Watch, readers: Buggy) -> None:
    readers.bug = ValueError()
    surfaces(watch, ValueError)
    watch.news.clear()

    readers.bug = None

    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))
    readers.remove(A)
    watch.expect(CardTaken(A))


def test_a_bug_that_comes_back_later_is_told_again(watch: Watch, readers: Buggy) -> None:
    readers.bug = ValueError()
    surfaces(watch, ValueError)
    watch.news.clear()
    readers.bug = None
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))
    readers.remove(A)
    watch.expect(CardTaken(A))

    readers.bug = ValueError()

    surfaces(watch, ValueError)


def test_jobs_are_served_meanwhile(watch: Watch, readers: Buggy) -> None:
    readers.bug = ValueError()
    surfaces(watch, ValueError)

    assert watch.value(lambda: "done") == "done"
    assert isinstance(watch.error(watch.thread.choose_reader), CardServiceDown)


def test_a_context_that_cannot_be_let_go_stops_nothing(watch: Watch, readers: Buggy) -> None:
    readers.bug, readers.release_bug = ValueError(), OSError()
    surfaces(watch, ValueError)
    watch.news.clear()

    readers.bug = readers.release_bug = None

    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))


def test_a_bug_at_the_start_is_told(readers: Buggy) -> None:
    readers.bug = ValueError()
    watch = Watch(readers).start()

    surfaces(watch, ValueError)
    watch.thread.close()

    assert watch.news[-1] == DOWN
