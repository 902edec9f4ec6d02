from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from support.batch_seat import NOW, SOURCES, BatchSeat
from support.batches import ask_again, batch, entry, row

from reception_app.application.batch_desk import BatchDesk
from reception_app.application.batch_preparing import Preparing, SourceRead
from reception_app.domain.batch import (
    Batch,
    BatchRow,
    BatchState,
    Job,
    JobId,
    JobState,
    Kept,
    Outcome,
    RowId,
    RowState,
    Source,
)
from reception_app.domain.batch_columns import Column
from reception_app.domain.batch_desk import (
    Busy,
    Done,
    HistoryDays,
    Panel,
    Period,
    Progress,
    Screen,
    days_of,
    span_of,
)
from reception_app.domain.batch_rules import LADDER, after_failure
from reception_app.domain.errors import (
    BackendGarbled,
    BatchSourceError,
    LinkTimeout,
    StoreFull,
    TargetMissing,
)
from reception_app.domain.number_entry import Flaw, Place, TypedNumbers

FILE = Path("list.csv")


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[BatchSeat]:
    seat = BatchSeat(tmp_path)
    yield seat
    seat.close()


def with_draft(seat: BatchSeat, *numbers: int) -> BatchSeat:
    """Choose a file with these patients."""
    lines = tuple(entry(number, line=place + 2) for place, number in enumerate(numbers))
    seat.given = SourceRead(lines, "list.csv", f"digest {numbers}")
    seat.do(lambda desk: desk.choose_source(Source.CSV))
    seat.do(lambda desk: desk.read(FILE))
    return seat


def with_work(seat: BatchSeat, outcome: Outcome = Outcome.NOT_FOUND, count: int = 3) -> BatchSeat:
    """Send a batch whose every answer needs a person."""
    with_draft(seat, *range(1, count + 1)).do(BatchDesk.send)
    seat.answer_all(outcome)
    seat.wait(20)
    seat.do(BatchDesk.refresh)
    return seat


def chosen(seat: BatchSeat) -> BatchRow:
    found = seat.now.work.row
    assert found is not None
    return found


def progress(seat: BatchSeat) -> Progress:
    found = seat.now.progress
    assert found is not None
    return found


def has_columns(seat: BatchSeat) -> bool:
    return seat.now.columns is not None


def panel(seat: BatchSeat) -> Panel | None:
    return seat.now.work.panel


# ── preparing ─────────────────────────────────────────────────────────────────────────────────
def test_it_begins_with_an_empty_list(seat: BatchSeat) -> None:
    assert seat.now.screen is Screen.WORK
    assert seat.now.sources == SOURCES
    assert seat.now.source is Source.APPOINTMENTS
    assert (seat.now.work.rows, seat.now.work.batch, seat.now.progress) == ((), None, None)


def test_the_same_again_is_not_told(seat: BatchSeat) -> None:
    count = len(seat.seen)

    seat.do(lambda desk: desk.choose_source(Source.APPOINTMENTS))
    seat.do(lambda desk: desk.choose_period(Period.TOMORROW))

    assert count == len(seat.seen)


def test_a_source_is_read_for_the_chosen_days(seat: BatchSeat) -> None:
    seat.do(lambda desk: desk.choose_period(Period.NEXT_WEEK))
    seat.do(BatchDesk.read)

    (wanted,) = seat.wanted
    assert (wanted.source, wanted.path) == (Source.APPOINTMENTS, None)
    assert (wanted.last - wanted.first).days == 6


def test_a_draft_says_of_every_line_how_it_stands(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2, 2)

    assert seat.now.draft is not None
    assert [each.state for each in seat.now.draft.rows] == [
        RowState.WAITING,
        RowState.WAITING,
        RowState.EXCLUDED,
    ]
    assert seat.now.has_file
    assert seat.store.open_batches() == ()


def test_while_it_is_read_nothing_else_is_begun(seat: BatchSeat) -> None:
    seat.desk.read()
    seat.desk.read()
    seat.desk.send()

    assert seat.now.busy is Busy.READING
    seat.settle()
    assert len(seat.wanted) == 1


def test_without_a_source_nothing_is_read(seat: BatchSeat) -> None:
    seat.desk.now = replace(seat.now, source=None)

    seat.do(BatchDesk.read)

    assert seat.wanted == []


def test_a_source_that_cannot_be_read_is_told(seat: BatchSeat) -> None:
    seat.read_error = BatchSourceError("BT11")

    seat.do(BatchDesk.read)

    assert seat.now.trouble is seat.read_error
    assert (seat.now.busy, seat.now.columns) == (None, None)


def test_a_missing_column_is_asked_for_and_remembered(seat: BatchSeat) -> None:
    seat.read_error = BatchSourceError("BT10")
    with_draft(seat, 1)
    assert has_columns(seat)

    seat.read_error = None
    seat.do(lambda desk: desk.choose_columns((Column.NAME, None)))

    assert seat.remembered == [(FILE, (Column.NAME, None))]
    assert not has_columns(seat)
    assert seat.now.trouble is None
    assert seat.now.draft is not None


def test_columns_are_those_of_a_file(seat: BatchSeat) -> None:
    seat.do(BatchDesk.open_columns)
    seat.do(lambda desk: desk.choose_columns(()))

    assert seat.now.columns is None
    assert seat.remembered == []


def test_another_source_drops_the_draft(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(lambda desk: desk.choose_source(Source.THIS_MONTH))

    assert (seat.now.draft, seat.now.source) == (None, Source.THIS_MONTH)


def test_a_number_is_put_right_where_it_stands(seat: BatchSeat) -> None:
    seat.given = SourceRead((entry(1, typed=TypedNumbers("0613999", "1", "2", "", "S60.4.12")),))
    seat.do(BatchDesk.read)
    assert seat.now.draft is not None
    (wrong,) = seat.now.draft.rows
    assert wrong.state is RowState.REFUSED

    seat.do(lambda desk: desk.correct_number(wrong.row_id, Place.INSURER, "06139992"))

    (right,) = seat.now.draft.rows
    assert (right.row_id, right.state) == (wrong.row_id, RowState.WAITING)
    assert right.entry.typed.insurer == "06139992"


def test_a_correction_can_show_that_somebody_stands_there_twice(seat: BatchSeat) -> None:
    twin = replace(entry(1, line=3), typed=entry(2).typed)
    seat.given = SourceRead((entry(1), twin))
    seat.do(BatchDesk.read)
    assert seat.now.draft is not None
    second = seat.now.draft.rows[1]

    seat.do(lambda desk: desk.correct_number(second.row_id, Place.NUMBER, "0000001"))

    assert seat.now.draft is not None
    assert seat.now.draft.rows[1].state is RowState.EXCLUDED


def test_a_correction_of_nothing_changes_nothing(seat: BatchSeat) -> None:
    seat.do(lambda desk: desk.correct_number("0", Place.NUMBER, "1"))
    with_draft(seat, 1)
    before = seat.now.draft
    seat.do(lambda desk: desk.correct_number("0", Place.NUMBER, "1"))

    assert seat.now.draft is before


def test_a_file_that_was_sent_already_says_so(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)

    with_draft(seat, 1)

    assert seat.now.draft is not None
    assert seat.now.draft.before is not None
    assert [each.state for each in seat.now.draft.rows] == [RowState.EXCLUDED]


def test_who_was_asked_today_is_asked_again_if_somebody_says_so(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2).do(BatchDesk.send)
    with_draft(seat, 1, 2, 3, 3)
    assert seat.now.draft is not None
    assert [each.reason for each in seat.now.draft.lines(RowState.EXCLUDED)] == [
        Kept.ASKED_TODAY,
        Kept.ASKED_TODAY,
        Kept.TWICE,
    ]

    seat.do(BatchDesk.ask_anyway)

    assert [each.state for each in seat.now.draft.rows] == [
        *[RowState.WAITING] * 3,
        RowState.EXCLUDED,
    ]
    assert [each.reason for each in seat.now.draft.lines(RowState.WAITING)] == ["", "", ""]


def test_without_a_draft_nobody_is_asked_anyway(seat: BatchSeat) -> None:
    seat.do(BatchDesk.ask_anyway)

    assert seat.now.draft is None


# ── sending ───────────────────────────────────────────────────────────────────────────────────
def test_a_draft_is_written_down_and_then_worked_on(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2).do(BatchDesk.send)

    (sent,) = seat.store.open_batches()
    assert (sent.state, sent.source_name, sent.operator) == (BatchState.RUNNING, "list.csv", "")
    assert seat.worker.starts == 1
    assert (seat.now.draft, seat.now.done, seat.now.screen) == (None, Done.SENT, Screen.WORK)
    assert seat.now.progress is not None


def test_each_day_is_a_batch_of_its_own(seat: BatchSeat) -> None:
    later = entry(2, appointment=NOW + timedelta(days=5))
    seat.given = SourceRead((entry(1), later, entry(3, appointment=None)))
    seat.do(BatchDesk.read)

    seat.do(BatchDesk.send)

    assert len({each.on for each in seat.store.open_batches()}) == 3


def test_what_cannot_be_started_is_told(seat: BatchSeat) -> None:
    with_draft(seat, 1)
    seat.worker.error = StoreFull()

    seat.do(BatchDesk.send)

    assert seat.now.trouble is seat.worker.error
    assert seat.now.busy is None


def test_without_a_draft_nothing_is_sent(seat: BatchSeat) -> None:
    seat.do(BatchDesk.send)

    assert seat.worker.starts == 0


# ── under way ─────────────────────────────────────────────────────────────────────────────────
def test_progress_has_a_pace_and_an_end(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2, 3, 4).do(BatchDesk.send)
    seat.worker.works = True
    seat.wait(15)
    (sent,) = seat.store.open_batches()
    assert seat.now.progress is not None
    assert (progress(seat).per_minute, progress(seat).left_s) == (None, None)

    rows = seat.store.take(sent.batch_id, 1, now=seat.clock.now(), new_check_id=_check_id)
    seat.store.set_rows([replace(each, state=RowState.UNKNOWN) for each in rows])
    seat.wait(2)

    assert progress(seat).per_minute == pytest.approx(60 / 17)
    assert progress(seat).left_s == 51
    seat.wait(30)
    assert progress(seat).per_minute is None


def _check_id() -> str:
    return "11111111-1111-4111-8111-111111111111"


def test_it_pauses_while_somebody_is_served(seat: BatchSeat) -> None:
    seat.desk.counter_is_busy(is_busy=True, operator="sato")
    assert (seat.now.progress, seat.now.operator) == (None, "sato")
    with_draft(seat, 1).do(BatchDesk.send)
    seat.worker.works = True
    seat.wait(15)

    seat.desk.counter_is_busy(is_busy=True, operator="sato")
    assert progress(seat).yields
    seat.desk.counter_is_busy(is_busy=False, operator="sato")
    assert not progress(seat).yields


def test_a_person_stops_it_and_lets_it_go_on(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    seat.do(BatchDesk.halt)
    assert progress(seat).batch.state is BatchState.STOPPED
    seat.wait(60)
    assert seat.worker.starts == 1

    seat.do(BatchDesk.go_on)

    assert progress(seat).batch.state is BatchState.RUNNING
    assert seat.worker.starts == 2


def test_the_chosen_one_of_the_history_is_stopped(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    seat.do(lambda desk: desk.show(Screen.HISTORY))
    assert seat.now.history.chosen is not None

    seat.do(BatchDesk.halt)

    assert seat.now.history.batches[0][0].state is BatchState.STOPPED


def test_what_has_ended_is_not_stopped(seat: BatchSeat) -> None:
    seat.store.create(batch(1, state=BatchState.DONE), ())
    seat.do(lambda desk: desk.show(Screen.HISTORY))

    seat.do(BatchDesk.halt)
    seat.do(BatchDesk.refresh)

    assert seat.now.history.batches[0][0].state is BatchState.DONE


def test_without_a_batch_there_is_nothing_to_stop(seat: BatchSeat) -> None:
    seat.do(BatchDesk.halt)
    seat.do(BatchDesk.go_on)

    assert seat.worker.starts == 0


def test_a_batch_that_went_missing_is_left_alone(seat: BatchSeat) -> None:
    seat.desk.now = replace(seat.now, screen=Screen.HISTORY)
    seat.desk.choose_row("22222222-2222-4222-8222-222222222222")

    seat.do(BatchDesk.halt)
    seat.do(BatchDesk.go_on)

    assert seat.worker.starts == 0


def test_a_worker_that_ended_is_started_again_ever_more_seldom(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)

    for _ in range(8):
        seat.wait(15)

    assert seat.worker.starts == 4  # after 15, 45 and 90 s


def test_nobody_is_started_for_a_service_that_is_closed(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    (sent,) = seat.store.open_batches()
    seat.store.set_batch(replace(sent, waits_until=NOW + timedelta(hours=1)))

    seat.wait(60)

    assert seat.worker.starts == 1
    seat.wait(3600)
    assert seat.worker.starts == 2


def let_fail(seat: BatchSeat, of: Batch) -> None:
    """Play a worker that asks what is due, and whom nobody answers."""
    now = seat.clock.now()
    rows = seat.store.take(of.batch_id, 9, now=now, new_check_id=_check_id)
    seat.store.set_rows([after_failure(each, LinkTimeout(15), now) for each in rows])


def test_nobody_is_started_for_rows_that_wait_for_their_time(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    (sent,) = seat.store.open_batches()
    let_fail(seat, sent)

    for _ in range(14):
        seat.wait(60)
    assert seat.worker.starts == 1
    assert progress(seat).next_try_at == NOW + LADDER[0]

    seat.wait(60)
    assert seat.worker.starts == 2
    assert progress(seat).next_try_at is None


@pytest.mark.parametrize("newest_waits_for", ["its service", "its time"])
def test_an_older_batch_is_worked_on_while_the_newest_waits(
    seat: BatchSeat, newest_waits_for: str
) -> None:
    seat.store.create(batch(1, state=BatchState.RUNNING), [row(1)])
    until = NOW + timedelta(hours=1) if newest_waits_for == "its service" else None
    newest = batch(2, state=BatchState.RUNNING, waits_until=until)
    seat.store.create(newest, [row(2, of=2)])
    if until is None:
        let_fail(seat, newest)

    seat.wait(20)

    assert progress(seat).batch.batch_id == newest.batch_id
    assert seat.worker.starts == 1


def test_what_was_under_way_when_a_worker_died_is_gone_on_with(seat: BatchSeat) -> None:
    this = batch(1, state=BatchState.RUNNING)
    seat.store.create(this, [row(1)])
    seat.store.take(this.batch_id, 1, now=NOW, new_check_id=_check_id)

    seat.wait(20)

    assert seat.worker.starts == 1


def test_a_batch_that_the_service_gave_up_stays_and_goes_on(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    (sent,) = seat.store.open_batches()
    seat.store.set_batch(replace(sent, state=BatchState.FAILED, error_code="BT05"))
    seat.wait(20)
    assert progress(seat).batch.state is BatchState.FAILED
    starts = seat.worker.starts
    seat.wait(3600)
    assert seat.worker.starts == starts

    seat.do(BatchDesk.go_on)

    assert progress(seat).batch.state is BatchState.RUNNING
    assert seat.worker.starts == starts + 1


def test_since_when_the_service_works_on_an_upload_is_seen(seat: BatchSeat) -> None:
    made = batch(1, state=BatchState.RUNNING, one_by_one=False)
    seat.store.create(made, [row(n) for n in (1, 2, 3)])
    for number, accepted_at in ((1, None), (2, NOW), (3, NOW + timedelta(minutes=1))):
        job = Job(JobId(str(UUID(int=number, version=4))), made.batch_id, 1, JobState.SENT)
        seat.store.take_job(job, 1, now=NOW)
        seat.store.set_job(replace(job, accepted_at=accepted_at))

    seat.wait(20)

    assert progress(seat).accepted_at == NOW


def test_a_batch_of_an_earlier_run_goes_on_by_itself(tmp_path: Path) -> None:
    seat = BatchSeat(tmp_path)
    seat.store.create(batch(1, state=BatchState.RUNNING), [row(1)])

    seat.do(BatchDesk.start)

    assert seat.worker.starts == 1
    assert seat.now.progress is not None
    seat.close()


def numbers_of_draft(seat: BatchSeat) -> list[tuple[str, RowState, str]]:
    draft = seat.now.draft
    return [(r.entry.typed.number, r.state, r.reason) for r in draft.rows] if draft else []


def correct(desk: BatchDesk, line: int, place: Place, text: str) -> None:
    """Type over a number of a line, without waiting for what becomes of it."""
    assert desk.now.draft is not None
    desk.correct_number(desk.now.draft.rows[line].row_id, place, text)


def test_corrections_that_follow_each_other_quickly_all_count(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2)

    correct(seat.desk, 0, Place.NUMBER, "111")
    correct(seat.desk, 1, Place.NUMBER, "222")
    correct(seat.desk, 1, Place.BRANCH, "09")
    seat.settle()

    assert [number for number, *_ in numbers_of_draft(seat)] == ["111", "222"]
    assert seat.now.draft is not None
    assert seat.now.draft.rows[1].entry.typed.branch == "09"


def test_a_correction_just_before_sending_is_sent_once(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2)

    correct(seat.desk, 0, Place.NUMBER, "111")
    seat.desk.send()
    seat.work_lane.run_next()
    assert seat.now.busy is Busy.SENDING
    seat.desk.send()
    seat.settle()

    (made,) = seat.store.open_batches()
    assert [r.entry.typed.number for r in seat.store.rows(made.batch_id, 9)] == ["111", "0000002"]
    assert seat.now.draft is None


def test_a_correction_does_not_bring_back_a_draft_that_was_dropped(seat: BatchSeat) -> None:
    with_draft(seat, 1)

    correct(seat.desk, 0, Place.NUMBER, "111")
    seat.do(lambda desk: desk.choose_source(Source.THIS_MONTH))

    assert seat.now.draft is None


def test_a_correction_that_cannot_be_looked_at_is_told(
    seat: BatchSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_draft(seat, 1)
    error = StoreFull()

    def full(*_: object, **__: object) -> object:
        raise error

    monkeypatch.setattr(seat.store, "asked_keys", full)
    seat.do(partial(correct, line=0, place=Place.NUMBER, text="111"))

    assert seat.now.trouble is error
    assert numbers_of_draft(seat) == [("0000001", RowState.WAITING, "")]


def test_a_line_corrected_to_be_like_a_later_one_is_asked_once(seat: BatchSeat) -> None:
    lines = [entry(2, line=2), entry(2, line=3)]
    lines[0] = replace(lines[0], typed=replace(lines[0].typed, number="1"))
    seat.given = SourceRead(tuple(lines))
    seat.do(BatchDesk.read)

    seat.do(partial(correct, line=0, place=Place.NUMBER, text="0000002"))
    together = numbers_of_draft(seat)
    seat.do(partial(correct, line=0, place=Place.NUMBER, text="1"))

    assert together == [
        ("0000002", RowState.WAITING, ""),
        ("0000002", RowState.EXCLUDED, Kept.TWICE),
    ]
    assert numbers_of_draft(seat) == [
        ("1", RowState.WAITING, ""),
        ("0000002", RowState.WAITING, ""),
    ]


def test_who_is_asked_by_another_batch_meanwhile_is_not_asked_twice(seat: BatchSeat) -> None:
    with_draft(seat, 1, 2)
    draft = seat.now.draft
    assert draft is not None
    seat.store.create(
        batch(9, on=draft.on, source=Source.APPOINTMENTS, state=BatchState.RUNNING),
        [replace(draft.rows[0], row_id=RowId("9" * 32))],
    )

    seat.do(BatchDesk.send)

    (made,) = (each for each in seat.store.open_batches() if each.source is Source.CSV)
    assert [(r.state, r.reason) for r in seat.store.rows(made.batch_id, 9)] == [
        (RowState.EXCLUDED, Kept.ASKED_TODAY),
        (RowState.WAITING, ""),
    ]


def test_who_is_to_be_asked_anyway_is_asked(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    seat.answer_all()

    with_draft(seat, 1).do(BatchDesk.ask_anyway)
    seat.do(BatchDesk.send)

    both = seat.store.open_batches()
    assert sorted(seat.store.counts(each.batch_id).waiting for each in both) == [0, 1]


def test_a_batch_is_written_down_by_one_maker_at_a_time(tmp_path: Path) -> None:
    seat, held = BatchSeat(tmp_path), list[int]()

    @contextmanager
    def making() -> Iterator[None]:
        held.append(len(seat.store.open_batches()))
        yield
        held.append(len(seat.store.open_batches()))

    parts = replace(seat.parts, making=making)
    seat.desk = BatchDesk(parts, seat.rules, on_change=seat.seen.append)
    with_draft(seat, 1).do(BatchDesk.send)
    seat.close()

    assert held == [0, 1]


def test_a_row_that_is_not_there_is_not_corrected(seat: BatchSeat) -> None:
    with_draft(seat, 1)
    assert seat.now.draft is not None
    preparing = Preparing(seat.store, lambda: RowId("0"))

    same = preparing.corrected(seat.now.draft, RowId("1" * 32), Place.NUMBER, "1")

    assert same is seat.now.draft


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TOMORROW, "2026-11-26", "2026-11-26"),
        (Period.THIS_WEEK, "2026-11-26", "2026-11-29"),
        (Period.NEXT_WEEK, "2026-11-30", "2026-12-06"),
        (Period.THIS_MONTH, "2026-11-26", "2026-11-30"),
    ],
)
def test_a_period_is_made_of_days_to_come(period: Period, first: str, last: str) -> None:
    days = days_of(period, date(2026, 11, 25))

    assert [day.isoformat() for day in days] == [first, last]


def test_on_the_last_day_a_period_reaches_to_tomorrow() -> None:
    sunday, last_day = date(2026, 11, 29), date(2026, 11, 30)

    assert days_of(Period.THIS_WEEK, sunday) == (last_day, last_day)
    assert days_of(Period.THIS_MONTH, last_day) == (date(2026, 12, 1), date(2026, 12, 1))


def test_lines_of_a_draft_are_told_apart_by_how_they_stand(seat: BatchSeat) -> None:
    with_draft(seat, 1, 1)
    assert seat.now.draft is not None

    assert len(seat.now.draft.lines(RowState.EXCLUDED)) == 1


def test_a_batch_that_ended_leaves_the_corner(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)
    (sent,) = seat.store.open_batches()
    seat.answer_all()
    seat.store.set_batch(replace(sent, state=BatchState.DONE, finished_at=NOW))

    seat.wait(20)

    assert seat.now.progress is None
    assert seat.now.work.verdicts == {Outcome.UNCHANGED: 1}


def test_what_was_done_is_said_for_a_moment(seat: BatchSeat) -> None:
    with_draft(seat, 1).do(BatchDesk.send)

    seat.wait(7)

    assert seat.now.done is None


def test_a_store_that_cannot_be_looked_at_is_looked_at_again(
    seat: BatchSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise StoreFull

    with monkeypatch.context() as patch:
        patch.setattr(seat.store, "open_batches", full)
        seat.wait(20)
    assert seat.now.trouble is None
    seat.store.create(batch(1, state=BatchState.RUNNING), [row(1)])

    seat.wait(20)

    assert seat.now.progress is not None


def test_a_look_is_not_begun_before_the_last_one_came_back(seat: BatchSeat) -> None:
    seat.clock.move(20)
    seat.desk.tick()
    seat.clock.move(20)
    seat.desk.tick()

    assert seat.lane.waiting == 1


def test_after_the_end_nothing_is_taken_in(seat: BatchSeat) -> None:
    seat.desk.refresh()
    seat.desk.stop()
    count = len(seat.seen)

    seat.settle()
    seat.desk.refresh()

    assert (count, seat.lane.waiting) == (len(seat.seen), 0)


# ── the work list ─────────────────────────────────────────────────────────────────────────────
def test_the_first_row_is_chosen_and_enter_goes_on(seat: BatchSeat) -> None:
    with_work(seat)
    keys = [each.row_id for each in seat.now.work.rows]
    assert seat.now.work.chosen == keys[0]

    for expected in (keys[1], keys[2], keys[0]):
        seat.desk.next_row()
        assert seat.now.work.chosen == expected


def test_without_rows_there_is_no_next(seat: BatchSeat) -> None:
    seat.desk.next_row()
    seat.desk.open_panel(Panel.MEMO)
    seat.desk.called()
    seat.desk.hand_over()
    seat.desk.ask_again(TypedNumbers())

    assert (seat.now.work.chosen, seat.now.work.panel, seat.lane.waiting) == (None, None, 0)


def test_a_call_is_noted_with_who_and_when(seat: BatchSeat) -> None:
    with_work(seat)
    seat.desk.counter_is_busy(is_busy=False, operator="sato")

    seat.do(BatchDesk.called)

    assert (chosen(seat).called_at, chosen(seat).owner) == (seat.clock.now(), "sato")
    assert seat.now.done is Done.NOTED


@pytest.mark.parametrize("memo", ["個人番号 123456789018", "１２３４－５６７８－９０１８"])
def test_a_memo_with_a_my_number_is_refused_and_not_kept(seat: BatchSeat, memo: str) -> None:
    with_work(seat)

    seat.do(lambda desk: desk.keep_memo(memo))

    assert seat.now.trouble is not None
    assert (seat.now.trouble.code, chosen(seat).memo) == ("IN06", "")


def test_a_memo_is_kept(seat: BatchSeat) -> None:
    with_work(seat)
    seat.desk.open_panel(Panel.MEMO)
    assert panel(seat) is Panel.MEMO

    seat.do(lambda desk: desk.keep_memo(" 折り返し待ち "))

    assert (chosen(seat).memo, panel(seat)) == ("折り返し待ち", None)


def test_somebody_takes_a_row_on_and_sees_only_theirs(seat: BatchSeat) -> None:
    with_work(seat)
    seat.desk.counter_is_busy(is_busy=False, operator="sato")
    seat.do(BatchDesk.own)

    seat.do(lambda desk: desk.show_whose(mine_only=True))

    assert [each.owner for each in seat.now.work.rows] == ["sato"]


def test_a_row_that_is_set_aside_leaves_its_place_to_the_next(seat: BatchSeat) -> None:
    with_work(seat)
    second = seat.now.work.rows[1].row_id

    seat.do(BatchDesk.set_aside)

    assert (len(seat.now.work.rows), seat.now.work.chosen) == (2, second)
    seat.desk.next_row()
    seat.do(BatchDesk.set_aside)
    seat.do(BatchDesk.set_aside)
    assert (seat.now.work.rows, seat.now.work.chosen) == ((), None)


def test_a_row_is_asked_again_with_other_numbers(seat: BatchSeat) -> None:
    with_work(seat)
    asked = chosen(seat)
    seat.desk.open_panel(Panel.CORRECTION)
    assert seat.now.work.correction.typed == asked.entry.typed

    seat.do(lambda desk: desk.ask_again(replace(asked.entry.typed, number="99")))

    again = seat.store.row(asked.row_id)
    assert again is not None
    assert (again.state, again.entry.typed.number) == (RowState.WAITING, "99")
    assert (seat.worker.starts, seat.now.done) == (2, Done.ASKED_AGAIN)


def test_a_row_that_is_being_asked_is_not_asked_again(seat: BatchSeat) -> None:
    with_work(seat)
    asked = chosen(seat)
    ask_again(seat.store, asked)
    (sent,) = seat.store.open_batches()
    seat.store.take(sent.batch_id, 1, now=seat.clock.now(), new_check_id=_check_id)

    seat.do(lambda desk: desk.ask_again(asked.entry.typed))

    assert seat.worker.starts == 1


def test_numbers_that_cannot_be_asked_with_say_why(seat: BatchSeat) -> None:
    with_work(seat)
    seat.desk.open_panel(Panel.CORRECTION)

    seat.do(lambda desk: desk.ask_again(TypedNumbers(number="1")))

    assert [each.place for each in seat.now.work.correction.problems] == [
        Place.INSURER,
        Place.BORN,
    ]
    seat.desk.shut_panel()
    assert seat.now.work.panel is None


def test_an_answer_is_handed_over_by_hand(seat: BatchSeat) -> None:
    with_work(seat)

    seat.do(BatchDesk.hand_over)

    assert seat.handed == [chosen(seat).check_id]
    assert seat.now.done is Done.HANDED_OVER


@pytest.mark.parametrize("outcome", [Outcome.OTHER_PERSON, Outcome.SEVERAL, Outcome.UNKNOWN_CODE])
def test_what_may_be_somebody_elses_is_not_handed_over(seat: BatchSeat, outcome: Outcome) -> None:
    with_work(seat, outcome)

    seat.do(BatchDesk.hand_over)

    assert not seat.handed
    assert isinstance(seat.now.trouble, BackendGarbled)


def test_a_hand_over_that_failed_is_told(seat: BatchSeat) -> None:
    with_work(seat)
    seat.hand_over_error = TargetMissing()

    seat.do(BatchDesk.hand_over)

    assert seat.now.trouble is seat.hand_over_error


def test_a_later_list_wins_over_one_that_was_asked_for_before(seat: BatchSeat) -> None:
    with_work(seat)
    seat.desk.counter_is_busy(is_busy=False, operator="suzuki")
    seat.desk.refresh()
    seat.do(lambda desk: desk.show_whose(mine_only=True))

    assert seat.now.work.rows == ()


def test_a_long_list_says_that_there_is_more(seat: BatchSeat) -> None:
    seat.store.create(
        batch(1), [row(n, state=RowState.REFUSED, is_settled=False) for n in range(1, 502)]
    )

    seat.do(BatchDesk.refresh)

    assert (len(seat.now.work.rows), seat.now.work.is_cut) == (500, True)


def test_a_my_number_typed_in_a_correction_is_taken_out(seat: BatchSeat) -> None:
    with_work(seat)
    asked = chosen(seat)
    seat.desk.open_panel(Panel.CORRECTION)

    seat.do(lambda desk: desk.ask_again(replace(asked.entry.typed, number="123456789018")))

    correction = seat.now.work.correction
    assert [(each.place, each.flaw) for each in correction.problems] == [
        (Place.NUMBER, Flaw.MY_NUMBER)
    ]
    assert correction.typed == replace(asked.entry.typed, number="")
    assert seat.store.row(asked.row_id) == asked


# ── files and history ─────────────────────────────────────────────────────────────────────────
def test_the_work_list_is_exported(seat: BatchSeat) -> None:
    with_work(seat)

    seat.do(lambda desk: desk.export(FILE))

    assert seat.exported == [(FILE, seat.now.work.rows)]
    assert (seat.now.done, seat.now.busy) == (Done.EXPORTED, None)


def long_list(seat: BatchSeat) -> int:
    count = 601
    rows = [row(n, state=RowState.REFUSED, is_settled=False) for n in range(1, count + 1)]
    seat.store.create(batch(1), rows)
    seat.do(BatchDesk.refresh)
    assert seat.now.work.is_cut
    return count


def test_of_a_long_list_everybody_is_exported(seat: BatchSeat) -> None:
    count = long_list(seat)

    seat.do(lambda desk: desk.export(FILE))

    ((_, rows),) = seat.exported
    assert len(rows) == count


def test_of_a_long_list_everybody_is_printed(seat: BatchSeat) -> None:
    count, printed = long_list(seat), list[Sequence[BatchRow]]()

    seat.desk.list_to_print(printed.append)
    seat.desk.list_to_print(printed.append)
    assert seat.now.busy is Busy.PRINTING
    seat.settle()

    assert [len(rows) for rows in printed] == [count]
    assert seat.now.busy is None


def test_only_what_somebody_took_on_is_printed_where_only_that_is_shown(seat: BatchSeat) -> None:
    with_work(seat)
    seat.desk.counter_is_busy(is_busy=False, operator="sato")
    seat.do(BatchDesk.own)
    seat.do(lambda desk: desk.show_whose(mine_only=True))
    printed = list[Sequence[BatchRow]]()

    seat.do(lambda desk: desk.list_to_print(printed.append))

    assert [[each.owner for each in rows] for rows in printed] == [["sato"]]


def test_a_whole_batch_is_exported_from_the_history(seat: BatchSeat) -> None:
    seat.store.create(batch(1), [row(n) for n in range(1, 602)])
    seat.do(lambda desk: desk.show(Screen.HISTORY))

    seat.do(lambda desk: desk.export(FILE))

    ((_, rows),) = seat.exported
    assert [each.entry.line for each in rows] == list(range(2, 603))


def test_the_history_is_filtered_by_state(seat: BatchSeat) -> None:
    seat.store.create(batch(1, state=BatchState.DONE), ())
    seat.store.create(batch(2, state=BatchState.STOPPED), ())
    seat.do(lambda desk: desk.show(Screen.HISTORY))
    assert _states(seat) == [BatchState.STOPPED, BatchState.DONE]

    seat.do(partial(BatchDesk.show_state, state=BatchState.DONE))
    assert _states(seat) == [BatchState.DONE]
    assert seat.now.history.chosen == seat.now.history.batches[0][0].batch_id

    seat.do(partial(BatchDesk.show_state, state=BatchState.FAILED))
    assert _states(seat) == []
    assert seat.now.history.chosen is None


def _states(seat: BatchSeat) -> list[BatchState]:
    return [found.state for found, _ in seat.now.history.batches]


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (HistoryDays.ALL, None, None),
        (HistoryDays.AHEAD, date(2026, 11, 22), None),
        (HistoryDays.LAST_WEEK, date(2026, 11, 15), date(2026, 11, 21)),
        (HistoryDays.THIS_MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (HistoryDays.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_the_history_has_spans(days: HistoryDays, first: date | None, last: date | None) -> None:
    assert span_of(days, date(2026, 11, 22)) == (first, last)


def test_the_history_is_filtered_by_day_and_state(seat: BatchSeat) -> None:
    today = seat.clock.today()
    for number, back in enumerate((0, 3, 40), start=1):
        made = batch(number, state=BatchState.DONE, on=today - timedelta(days=back))
        seat.store.create(made, ())
    seat.do(lambda desk: desk.show(Screen.HISTORY))
    assert len(_states(seat)) == 3

    seat.do(partial(BatchDesk.show_days, days=HistoryDays.LAST_WEEK))
    assert [found.on for found, _ in seat.now.history.batches] == [today - timedelta(days=3)]

    seat.do(partial(BatchDesk.show_state, state=BatchState.FAILED))
    assert _states(seat) == []
    assert seat.now.history.days is HistoryDays.LAST_WEEK
