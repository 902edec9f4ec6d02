"""One thread watches the readers and runs the jobs; virtual readers play PC/SC."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from support.card_watch import DOWN, UP, WAIT_S, Watch

from reception_app.application.ports import (
    CardPlaced,
    CardTaken,
    Err,
    Lane,
    Ok,
    ReadersChanged,
    ReaderSeen,
)
from reception_app.card.pcsc import PcscError, ReaderState, ScardCode
from reception_app.domain.errors import (
    BugError,
    CardBusy,
    CardMissing,
    CardServiceDown,
    PinBlocked,
    ReaderMissing,
)
from reception_app.training.card import TrainingCa, VirtualCard
from reception_app.training.reader import VirtualReaders

A, B = "Reader A 00 00", "Reader B 01 00"


Start = Callable[..., Watch]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start watches; they are closed after the test."""
    running: list[Watch] = []

    def begin(readers: VirtualReaders, *, only: str = "") -> Watch:
        watch = Watch(readers, only)
        running.append(watch)
        watch.thread.start()
        return watch

    yield begin
    for watch in running:
        watch.thread.close()


@pytest.fixture
def card(ca: TrainingCa) -> VirtualCard:
    return VirtualCard.issue(ca)


# ── news ────────────────────────────────────────────────────────────────────────────────────────
def test_at_the_start_it_tells_what_is_there(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A, B])
    readers.insert(B, card)

    watch = start(readers)

    watch.expect(UP, ReadersChanged((A, B)), CardPlaced(B))


def test_a_card_comes_and_goes(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))

    readers.insert(A, card)
    watch.expect(CardPlaced(A))
    readers.remove(A)

    watch.expect(CardTaken(A))


def test_readers_come_and_go(start: Start) -> None:
    readers = VirtualReaders([])
    watch = start(readers)
    watch.expect(UP, ReadersChanged(()))

    readers.plug(A)
    watch.expect(ReadersChanged((A,)))
    readers.plug(B)
    watch.expect(ReadersChanged((A, B)))
    readers.unplug(A)

    watch.expect(ReadersChanged((B,)))


def test_a_reader_that_is_pulled_out_takes_its_card_along(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))

    readers.unplug(A)

    watch.expect(CardTaken(A), ReadersChanged(()))


def test_a_reader_that_is_plugged_in_again_sees_its_next_card(
    start: Start, card: VirtualCard
) -> None:
    readers = VirtualReaders([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))
    readers.unplug(A)
    watch.expect(ReadersChanged(()))

    readers.plug(A)
    watch.expect(ReadersChanged((A,)))
    readers.insert(A, card)

    watch.expect(CardPlaced(A))


def test_a_card_swapped_during_a_job_is_told_as_taken_and_placed(
    start: Start, ca: TrainingCa, card: VirtualCard
) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))

    def swap() -> None:
        readers.remove(A)
        readers.insert(A, VirtualCard.issue(ca, person="TRAINING-0002"))

    watch.value(swap)

    watch.expect(CardTaken(A), CardPlaced(A))


def test_a_card_that_came_and_went_during_a_job_is_no_news(
    start: Start, card: VirtualCard
) -> None:
    readers = VirtualReaders([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))

    def come_and_go() -> None:
        readers.insert(A, card)
        readers.remove(A)

    watch.value(come_and_go)
    readers.plug(B)

    watch.expect(ReadersChanged((A, B)))


def test_a_reader_plugged_in_during_a_job_is_found(start: Start) -> None:
    readers = VirtualReaders([])
    watch = start(readers)
    watch.expect(UP, ReadersChanged(()))

    watch.value(lambda: readers.plug(A))

    watch.expect(ReadersChanged((A,)))


def test_a_reader_pulled_out_during_a_job_is_missed(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))

    watch.value(lambda: readers.unplug(A))

    watch.expect(CardTaken(A), ReadersChanged(()))


def test_using_a_card_is_no_news(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))

    handle = watch.value(lambda: readers.connect(A))
    assert readers.is_watched(WAIT_S)
    watch.value(lambda: readers.disconnect(handle))
    assert readers.is_watched(WAIT_S)
    readers.remove(A)

    watch.expect(CardTaken(A))


def test_a_reader_that_does_not_count_is_not_seen(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A, B])
    watch = start(readers, only="Reader B")
    watch.expect(UP, ReadersChanged((B,)))

    readers.insert(A, card)
    readers.remove(A)
    readers.insert(B, card)

    watch.expect(CardPlaced(B))


# ── the service ─────────────────────────────────────────────────────────────────────────────────
def test_a_service_that_ends_takes_cards_and_readers_along(
    start: Start, card: VirtualCard
) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))

    readers.stop_service()

    watch.expect(CardTaken(A), DOWN)


def test_a_service_that_comes_back_is_used_again(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))
    readers.stop_service()
    watch.expect(CardTaken(A), DOWN)

    readers.start_service()

    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))


def test_a_service_that_is_not_there_at_the_start_is_waited_for(start: Start) -> None:
    readers = VirtualReaders([A])
    readers.stop_service()
    watch = start(readers)
    watch.expect(DOWN)

    readers.start_service()

    watch.expect(UP, ReadersChanged((A,)))


def test_a_service_that_ends_during_a_job_is_noticed(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)), CardPlaced(A))

    def lose_it() -> None:
        handle = readers.connect(A)
        readers.stop_service()
        readers.transmit(handle, bytearray(4))

    assert isinstance(watch.error(lose_it), CardServiceDown)
    watch.expect(CardTaken(A), DOWN)


class Failing(VirtualReaders):
    """Readers whose service answers some verbs with an error.

    Attributes:
        wait_code: What wait() fails with; 0 lets it work.
        list_code: What readers() fails with.
        waits: How many times wait() was called.
        lists: How many times readers() was called.
        opened: How many times establish() was called.
        released: How many times release() was called.
    """

    wait_code = list_code = 0
    waits = lists = opened = released = 0

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        self.waits += 1
        if self.wait_code:
            raise PcscError(self.wait_code)
        return super().wait(states, timeout_ms)

    def readers(self) -> Sequence[str]:
        self.lists += 1
        if self.list_code:
            raise PcscError(self.list_code)
        return super().readers()

    def establish(self) -> None:
        self.opened += 1
        super().establish()

    def release(self) -> None:
        self.released += 1
        super().release()


def test_an_error_that_nobody_knows_opens_a_new_context(start: Start) -> None:
    readers = Failing([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))

    readers.wait_code = 0x8010002F  # SCARD_F_UNKNOWN_ERROR and the like
    watch.expect(DOWN)
    readers.wait_code = 0

    watch.expect(UP, ReadersChanged((A,)))


def test_a_service_that_cannot_list_its_readers_is_down(start: Start) -> None:
    readers = Failing([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))

    readers.list_code = ScardCode.E_NO_SERVICE
    watch.expect(DOWN)
    readers.list_code = 0

    watch.expect(UP, ReadersChanged((A,)))


# ── it rests ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("names", [(), (A,), (A, B)])
def test_it_rests_while_nothing_happens(start: Start, names: tuple[str, ...]) -> None:
    readers = Failing(names)
    watch = start(readers)
    watch.expect(UP, ReadersChanged(names))
    before = readers.waits

    watch.idle(1.0)

    assert readers.waits - before <= 5


def test_it_rests_while_there_is_no_service(start: Start) -> None:
    readers = Failing([A])
    readers.stop_service()
    watch = start(readers)
    watch.expect(DOWN)
    before = readers.opened

    watch.idle(1.5)

    assert readers.opened - before <= 3


@pytest.mark.parametrize(
    "code",
    [
        ScardCode.E_UNKNOWN_READER,
        ScardCode.E_READER_UNAVAILABLE,
        ScardCode.E_NO_READERS_AVAILABLE,
    ],
)
def test_it_rests_while_the_service_complains_about_a_reader(start: Start, code: int) -> None:
    readers = Failing([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))
    readers.wait_code = code
    before = readers.waits

    watch.idle(1.0)

    assert readers.waits - before <= 6
    readers.wait_code = 0
    readers.plug(B)
    watch.expect(ReadersChanged((A, B)))


# ── jobs ────────────────────────────────────────────────────────────────────────────────────────
class WaitsForEver(VirtualReaders):
    """Readers whose wait() ends with news or cancel() only."""

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        return super().wait(states, 3_600_000 if timeout_ms else 0)


def test_a_job_starts_at_once_although_the_watch_waits(start: Start) -> None:
    readers = WaitsForEver([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))
    assert readers.is_watched(WAIT_S)

    assert watch.value(lambda: "done") == "done"


class SlowToWait(VirtualReaders):
    """Readers that take a moment until a wait can be cancelled, as pcsc-lite does.

    Attributes:
        timeouts: How many waits nothing ended.
    """

    timeouts = 0

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        threading.Event().wait(0.001)
        try:
            return super().wait(states, timeout_ms)
        except PcscError as error:
            self.timeouts += error.code == ScardCode.E_TIMEOUT
            raise


def test_a_job_right_behind_another_does_not_wait_for_the_watch(start: Start) -> None:
    readers = SlowToWait([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))

    for _ in range(200):
        watch.value(lambda: None)

    assert readers.timeouts <= 20  # where a cancel comes before its wait, another follows


def test_the_end_comes_at_once_although_the_watch_waits(start: Start) -> None:
    readers = WaitsForEver([A])
    watch = start(readers)
    assert readers.is_watched(WAIT_S)

    watch.thread.close(WAIT_S)

    assert "card" not in {thread.name for thread in threading.enumerate()}


def test_a_job_does_not_wait_for_a_service_that_is_gone(start: Start) -> None:
    readers = VirtualReaders([A])
    readers.stop_service()
    watch = start(readers)
    watch.expect(DOWN)

    assert isinstance(watch.error(watch.thread.readers), CardServiceDown)


def test_jobs_run_in_order_on_one_thread_and_come_home(start: Start) -> None:
    watch = start(VirtualReaders([A]))
    lane: Lane = watch.thread
    ran: list[tuple[int, str]] = []
    came_home: list[tuple[Ok[None] | Err, str]] = []

    def job(number: int) -> Callable[[], None]:
        return lambda: ran.append((number, threading.current_thread().name))

    for number in range(50):
        lane.submit(
            job(number), lambda out: came_home.append((out, threading.current_thread().name))
        )
    watch.until(lambda: len(came_home) == 50)

    assert [(number, "card") for number in range(50)] == ran
    assert [(Ok(None), threading.current_thread().name)] * 50 == came_home


def test_many_jobs_and_much_news_lose_nothing(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A])
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A,)))
    done: list[object] = []

    for _ in range(40):
        readers.insert(A, card)
        watch.thread.submit(lambda: None, done.append)
        watch.until(lambda: CardPlaced(A) in watch.news)
        readers.remove(A)
        watch.thread.submit(lambda: None, done.append)
        watch.until(lambda: CardTaken(A) in watch.news)
        watch.expect(CardPlaced(A), CardTaken(A))
    watch.until(lambda: len(done) == 80)

    assert [Ok(None)] * 80 == done


def test_a_situation_comes_home_as_it_is(start: Start) -> None:
    watch = start(VirtualReaders([A]))
    blocked = PinBlocked()

    def job() -> None:
        raise blocked

    assert blocked is watch.error(job)


def test_a_pcsc_error_comes_home_as_a_situation(start: Start) -> None:
    watch = start(VirtualReaders([A]))

    def job() -> None:
        raise PcscError(ScardCode.E_SHARING_VIOLATION)

    assert isinstance(watch.error(job), CardBusy)


def test_a_bug_ends_the_check_and_is_raised_on_the_owners_thread(start: Start) -> None:
    watch = start(VirtualReaders([A]))
    outcomes: list[Ok[float] | Err] = []
    watch.thread.submit(lambda: 1 / 0, outcomes.append)

    with pytest.raises(ZeroDivisionError):
        watch.until(lambda: False)

    assert [BugError] == [type(out.error) for out in outcomes if isinstance(out, Err)]
    assert watch.value(lambda: "still there") == "still there"


def test_a_job_keeps_the_context_that_it_was_made_in(start: Start) -> None:
    watch = start(VirtualReaders([A]))
    variable = contextvars.ContextVar("variable", default="nothing")
    variable.set("set by the owner")

    assert watch.value(variable.get) == "set by the owner"


# ── the end ─────────────────────────────────────────────────────────────────────────────────────
def test_at_the_end_the_running_job_finishes_and_the_others_are_dropped(start: Start) -> None:
    watch = start(VirtualReaders([A]))
    begun, may_end = threading.Event(), threading.Event()
    ran: list[str] = []

    def long_job() -> None:
        begun.set()
        may_end.wait(WAIT_S)
        ran.append("running")

    watch.thread.submit(long_job, lambda _: None)
    watch.thread.submit(lambda: ran.append("queued"), lambda _: None)
    assert begun.wait(WAIT_S)
    closer = threading.Thread(target=watch.thread.close)
    closer.start()
    may_end.set()
    closer.join(WAIT_S)

    assert ran == ["running"]


def test_at_the_end_the_card_is_powered_off_and_the_context_given_back(start: Start) -> None:
    readers = Failing([A])
    watch = start(readers)
    order: list[str] = []
    watch.thread.at_end(lambda: order.append(threading.current_thread().name))
    watch.value(lambda: None)

    watch.thread.close()

    assert (["card"], 1) == (order, readers.released)


def test_after_the_end_no_job_is_taken(start: Start) -> None:
    watch = start(VirtualReaders([A]))
    watch.thread.close()

    with pytest.raises(RuntimeError):
        watch.thread.submit(lambda: None, lambda _: None)


def test_closing_twice_is_harmless(start: Start) -> None:
    watch = start(VirtualReaders([A]))

    watch.thread.close()
    watch.thread.close()


def test_a_thread_that_never_started_can_be_closed() -> None:
    Watch(VirtualReaders([A])).thread.close()


# ── questions that jobs ask ─────────────────────────────────────────────────────────────────────
def test_the_readers_are_told_with_card_and_holder(start: Start, card: VirtualCard) -> None:
    readers = VirtualReaders([A, B])
    readers.insert(B, card)
    readers.occupy(B)
    watch = start(readers)

    seen = watch.value(watch.thread.readers)

    assert (ReaderSeen(A, card=False, busy=False), ReaderSeen(B, card=True, busy=True)) == seen


def test_without_a_reader_none_can_be_chosen(start: Start) -> None:
    watch = start(VirtualReaders([]))

    assert isinstance(watch.error(watch.thread.choose_reader), ReaderMissing)


def test_without_a_card_no_reader_can_be_chosen(start: Start) -> None:
    watch = start(VirtualReaders([A]))

    assert isinstance(watch.error(watch.thread.choose_reader), CardMissing)


def test_without_the_service_no_reader_can_be_chosen(start: Start) -> None:
    readers = VirtualReaders([A])
    readers.stop_service()
    watch = start(readers)

    assert isinstance(watch.error(watch.thread.choose_reader), CardServiceDown)


def test_the_card_that_was_placed_last_is_meant(
    start: Start, ca: TrainingCa, card: VirtualCard
) -> None:
    readers = VirtualReaders([A, B])
    readers.insert(B, card)
    watch = start(readers)
    watch.expect(UP, ReadersChanged((A, B)), CardPlaced(B))
    readers.insert(A, VirtualCard.issue(ca))
    watch.expect(CardPlaced(A))

    assert A == watch.value(watch.thread.choose_reader)
    readers.remove(A)
    watch.expect(CardTaken(A))
    assert B == watch.value(watch.thread.choose_reader)


def test_a_card_that_lay_there_before_can_be_chosen_by_the_first_job(
    start: Start, card: VirtualCard
) -> None:
    readers = VirtualReaders([A])
    readers.insert(A, card)
    watch = start(readers)

    assert A == watch.value(watch.thread.choose_reader)


def test_only_jobs_may_ask(start: Start) -> None:
    watch = start(VirtualReaders([A]))

    with pytest.raises(RuntimeError):
        watch.thread.readers()
    with pytest.raises(RuntimeError):
        watch.thread.choose_reader()


def test_the_gateway_speaks_through_what_the_thread_watches() -> None:
    readers = VirtualReaders([A])

    assert readers is Watch(readers).thread.pcsc
