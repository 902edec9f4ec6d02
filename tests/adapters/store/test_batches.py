"""The batch store over a real encrypted file: making, running, what a crash leaves."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import AT, KEY, ON, record, result
from support.batches import (
    NIGHT,
    answer,
    ask_again,
    batch,
    entry,
    facts,
    fresh_check_id,
    judge,
    row,
    row_id,
    run,
)
from support.disks import small_file_system
from support.stores import fresh_store

from reception_app.adapters.store.batches import AT_ONCE, CHUNK, SqliteBatchStore
from reception_app.adapters.store.opening import open_store
from reception_app.adapters.store.results import SqliteStore
from reception_app.application.batch_ports import BatchFilter, WorkFilter
from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchRow,
    BatchState,
    Change,
    Job,
    JobId,
    JobState,
    Outcome,
    RowState,
)
from reception_app.domain.batch_rules import LONGEST_WAIT
from reception_app.domain.eligibility import Method, Verdict
from reception_app.domain.errors import BugError, StoreBusy, StoreFull
from reception_app.domain.record import HandoverState

JOB = JobId("5a8e3c60-8e5f-4d0c-9d0e-000000000001")
JOB_2 = JobId("5a8e3c60-8e5f-4d0c-9d0e-000000000002")


@pytest.fixture
def batches(store: SqliteStore) -> SqliteBatchStore:
    return store.batches


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with small_file_system(tmp_path / "tiny", size_kib=800) as folder:
        yield folder


def made(batches: SqliteBatchStore, *patients: int, of: int = 1) -> Batch:
    this = batch(of, state=BatchState.RUNNING)
    batches.create(this, [row(patient, of) for patient in patients])
    return this


def take(batches: SqliteBatchStore, of: Batch, limit: int = 100) -> list[BatchRow]:
    return list(batches.take(of.batch_id, limit, now=NIGHT, new_check_id=fresh_check_id))


def job(of: Batch, job_id: JobId = JOB) -> Job:
    return Job(job_id, of.batch_id, rows=0, state=JobState.NOTED)


# ── making ────────────────────────────────────────────────────────────────────────────────────
def test_a_batch_and_its_rows_come_back_as_they_were_made(batches: SqliteBatchStore) -> None:
    this = batch(source_name="予約.csv", source_digest="ab" * 32)
    rows = (
        row(1),
        row(2, state=RowState.REFUSED, reason="IN02 IN03", is_settled=False),
        row(3, state=RowState.EXCLUDED, reason="twice"),
        row(4, entry=entry(4, patient_number="", kana="", name="", phone="", appointment=None)),
        row(5, owner="tanaka", memo="折り返し待ち", called_at=AT),
    )

    batches.create(this, rows)

    assert this == batches.batch(this.batch_id)
    assert rows == batches.rows(this.batch_id, 9)
    assert rows[0] == batches.row(rows[0].row_id)


def test_rows_come_back_behind_a_line(batches: SqliteBatchStore) -> None:
    this = made(batches, 1, 2, 3)

    found = batches.rows(this.batch_id, 1, after_line=2)

    assert [row(2)] == list(found)


def test_more_rows_than_a_transaction_takes_are_all_written(batches: SqliteBatchStore) -> None:
    this = made(batches, *range(2 * CHUNK + 1))

    assert BatchCounts(waiting=2 * CHUNK + 1) == batches.counts(this.batch_id)


def test_a_batch_whose_making_broke_off_is_not_there(batches: SqliteBatchStore) -> None:
    this = batch(source_digest="ab" * 32, state=BatchState.RUNNING)

    with pytest.raises(ZeroDivisionError):
        batches.create(this, _breaking_off())

    assert batches.batch(this.batch_id) is None
    assert not batches.open_batches()
    assert not batches.batches(BatchFilter(), 9)
    assert batches.same_source(ON, "ab" * 32) is None
    assert batches.row(row_id(0)) is None
    assert 0 == batches.unverified(ON)


def _breaking_off() -> Iterator[BatchRow]:
    for patient in range(CHUNK + 1):
        yield row(patient)
    raise ZeroDivisionError


def test_what_a_broken_making_left_is_deleted_by_a_later_one(
    batches: SqliteBatchStore, store: SqliteStore
) -> None:
    with pytest.raises(ZeroDivisionError):
        batches.create(batch(1), _breaking_off())

    later = batch(2, created_at=batch(1).created_at + timedelta(hours=2))
    batches.create(later, [row(1, of=1)])  # the same row id: it must be free again

    assert BatchCounts(waiting=1) == batches.counts(later.batch_id)


def test_a_making_whose_rows_were_deleted_meanwhile_fails(batches: SqliteBatchStore) -> None:
    this, later = batch(1), batch(2, created_at=NIGHT + timedelta(hours=2))

    def rows() -> Iterator[BatchRow]:
        yield row(1)
        batches.create(later, [])  # by a program whose clock is ahead

    with pytest.raises(StoreBusy):
        batches.create(this, rows())

    assert batches.batch(this.batch_id) is None


def test_the_same_source_is_found_for_its_day_only(batches: SqliteBatchStore) -> None:
    for number in (1, 2):
        batches.create(batch(number, source_digest="ab" * 32), [])

    assert batch(2, source_digest="ab" * 32) == batches.same_source(ON, "ab" * 32)
    assert batches.same_source(ON + timedelta(days=1), "ab" * 32) is None
    assert batches.same_source(ON, "cd" * 32) is None


def test_keys_are_asked_once_a_day(batches: SqliteBatchStore) -> None:
    this = made(batches, 1, 2, 3)
    first, second, third = take(batches, this)
    batches.save_answers(this.batch_id, [answer(first)], judge)
    batches.set_rows([replace(third, state=RowState.FAILED, is_settled=False)])
    keys = [first.key, second.key, third.key, "other"]

    assert {first.key, second.key} == batches.asked_keys(ON, keys)
    assert frozenset() == batches.asked_keys(ON + timedelta(days=1), keys)


def test_a_key_of_which_nobody_knows_counts_as_asked_however_old(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, 1)
    (asked,) = take(batches, this)
    batches.set_rows([replace(asked, state=RowState.UNKNOWN, is_settled=False)])

    assert {asked.key} == batches.asked_keys(ON, [asked.key], since=NIGHT + timedelta(days=1))


def test_keys_that_wait_count_as_asked_while_their_batch_runs(batches: SqliteBatchStore) -> None:
    batches.create(batch(1, state=BatchState.RUNNING), [row(1, 1)])
    batches.create(batch(2, state=BatchState.STOPPED), [row(2, 2)])

    assert {row(1).key} == batches.asked_keys(ON, [row(1).key, row(2).key])


@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL, Method.FACE])
def test_whom_a_card_has_shown_to_be_insured_is_known_by_line(
    store: SqliteStore, method: Method
) -> None:
    store.save(result(1, records=(facts(7),)), record(1, method=method), hand_over=False)
    store.save(result(2, records=(facts(8),)), record(2, method=Method.NUMBERS), hand_over=False)
    asked = [entry(7), entry(8), entry(9), entry(7, line=99, kana="", name="", patient_number="")]

    assert {8, 99} == store.batches.checked_by_card_since(ON, asked)
    assert frozenset() == store.batches.checked_by_card_since(ON + timedelta(days=1), asked)


def test_a_card_of_another_insurance_tells_nothing(store: SqliteStore) -> None:
    store.save(result(1, records=(facts(7),)), record(1), hand_over=False)
    typed = replace(entry(7).typed, insurer="01130012")

    assert not store.batches.checked_by_card_since(ON, [entry(7, typed=typed)])


def test_a_card_tells_nothing_beside_what_was_answered_later(store: SqliteStore) -> None:
    store.save(result(1, records=(facts(7),)), record(1), hand_over=False)
    later = result(2, records=(facts(7),), verdict=Verdict.INVALID)
    store.save(later, record(2, method=Method.NUMBERS), hand_over=False)

    assert not store.batches.checked_by_card_since(ON, [entry(7)])


# ── running ───────────────────────────────────────────────────────────────────────────────────
def test_due_rows_are_taken_in_their_order_with_a_check_id_each(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, 2, 1, 3)

    first = take(batches, this, 2)
    then = take(batches, this, 2)

    assert ["1", "2"] == [each.entry.patient_number for each in first]
    assert ["3"] == [each.entry.patient_number for each in then]
    assert 3 == len({each.check_id for each in (*first, *then)} - {None})
    assert BatchCounts(asking=3) == batches.counts(this.batch_id)
    assert [*first, *then] == list(batches.asking(this.batch_id))


def test_a_row_that_is_put_back_keeps_its_check_id(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    (asked,) = take(batches, this)
    batches.set_rows([replace(asked, state=RowState.WAITING)])

    (again,) = take(batches, this)

    assert asked.check_id == again.check_id


def test_a_row_is_taken_only_when_its_time_has_come(batches: SqliteBatchStore) -> None:
    this = made(batches, 1, 2)
    first, second = take(batches, this)
    batches.set_rows(
        [
            replace(first, state=RowState.WAITING, next_try_at=NIGHT + timedelta(minutes=1)),
            replace(second, state=RowState.WAITING, next_try_at=NIGHT),
        ]
    )

    assert ["2"] == [each.entry.patient_number for each in take(batches, this)]


def test_a_row_whose_time_a_clock_that_was_ahead_has_noted_is_due(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, 1, 2)
    first, second = take(batches, this)
    ahead = NIGHT + timedelta(days=365)
    batches.set_rows(
        [
            replace(first, state=RowState.WAITING, next_try_at=ahead),
            replace(second, state=RowState.WAITING, next_try_at=NIGHT + LONGEST_WAIT),
        ]
    )

    assert ["1"] == [each.entry.patient_number for each in take(batches, this)]


def test_open_batches_are_those_that_go_on_oldest_first(batches: SqliteBatchStore) -> None:
    for number, state in enumerate((*BatchState, BatchState.RUNNING), start=1):
        batches.create(batch(number, state=state), [])

    found = batches.open_batches()

    assert [batch(1).batch_id, batch(6).batch_id] == [each.batch_id for each in found]


def test_how_a_batch_stands_is_written_down(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    waits = replace(this, waits_until=AT, error_code="BK02", state=BatchState.STOPPED)

    batches.set_batch(waits)

    assert waits == batches.batch(this.batch_id)


def test_a_batch_that_stands_otherwise_by_now_is_not_overwritten(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, 1)
    batches.set_batch(replace(this, state=BatchState.STOPPED))

    assert not batches.set_batch(replace(this, error_code="NW01"), was=BatchState.RUNNING)
    assert batches.set_batch(replace(this, error_code="BT05"), was=BatchState.STOPPED)

    found = batches.batch(this.batch_id)
    assert found is not None
    assert (BatchState.RUNNING, "BT05") == (found.state, found.error_code)


def test_a_job_takes_due_rows_and_gives_them_back_in_their_order(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, 3, 1, 2)

    taken = batches.take_job(job(this), 2, now=NIGHT)

    assert ["1", "2"] == [each.entry.patient_number for each in taken]
    assert list(taken) == list(batches.job_rows(JOB))
    assert [replace(job(this), rows=2)] == list(batches.jobs(this.batch_id, only_open=True))
    assert not batches.asking(this.batch_id)


def test_rows_of_a_job_are_asked_until_they_are_answered(batches: SqliteBatchStore) -> None:
    this = made(batches, 3, 1, 2)
    first, second, third = batches.take_job(job(this), 9, now=NIGHT)

    batches.save_answers(this.batch_id, [answer(second)], judge)

    assert [first.row_id, third.row_id] == list(batches.asked_in(JOB))


def test_more_answers_than_a_transaction_takes_are_all_saved_once(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, *range(1, 2 * AT_ONCE + 2))
    asked = batches.take_job(job(this), 3 * AT_ONCE, now=NIGHT)
    given = [answer(row) for row in asked]

    assert batches.save_answers(this.batch_id, [*given, *given[:3]], judge) == len(asked)

    assert batches.counts(this.batch_id).answered == len(asked)
    assert not batches.asked_in(JOB)


def test_every_question_of_a_job_has_an_id_of_its_own(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    (first,) = batches.take_job(job(this), 9, now=NIGHT)
    batches.set_rows([replace(first, state=RowState.WAITING, job_id=None)])
    (second,) = batches.take_job(job(this, JOB_2), 9, now=NIGHT)

    assert first.check_id != second.check_id


def test_a_job_without_rows_is_not_noted(batches: SqliteBatchStore) -> None:
    this = made(batches)

    assert not batches.take_job(job(this), 9, now=NIGHT)
    assert not batches.jobs(this.batch_id, only_open=False)


def test_how_a_job_stands_is_written_down(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    batches.take_job(job(this), 9, now=NIGHT)
    accepted = replace(
        job(this),
        rows=1,
        state=JobState.ACCEPTED,
        number="1234567890",
        sent_at=AT,
        accepted_at=AT,
        ask_at=NIGHT,
    )

    batches.set_job(accepted)

    assert [accepted] == list(batches.jobs(this.batch_id, only_open=True))
    batches.set_job(replace(accepted, state=JobState.DONE))
    assert not batches.jobs(this.batch_id, only_open=True)


@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.set_batch(batch(9)),
        lambda store: store.counts(batch(9).batch_id),
        lambda store: store.set_job(job(batch(9))),
        lambda store: store.set_rows([row(9)]),
        lambda store: store.note_work(row_id(9), memo="x"),
    ],
)
def test_what_is_not_there_is_our_own_fault(batches: SqliteBatchStore, write: object) -> None:
    assert callable(write)

    with pytest.raises(BugError):
        write(batches)


# ── answers ───────────────────────────────────────────────────────────────────────────────────
def test_an_answer_is_saved_with_its_row_and_is_not_handed_over(store: SqliteStore) -> None:
    this = made(store.batches, 1)
    (asked,) = take(store.batches, this)

    counted = store.batches.save_answers(this.batch_id, [answer(asked)], judge)

    assert 1 == counted
    found = store.batches.row(asked.row_id)
    assert found == replace(
        asked, state=RowState.ANSWERED, outcome=Outcome.UNCHANGED, answered_at=NIGHT
    )
    assert asked.check_id is not None
    check = store.find(asked.check_id)
    assert check is not None
    assert (Method.BATCH, "sato") == (check.record.method, check.record.operator)
    assert HandoverState.OFF is check.handover.state
    assert answer(asked).result.records == check.result.records


def test_an_answer_of_a_job_is_saved_under_the_rows_own_id(store: SqliteStore) -> None:
    this = made(store.batches, 1)
    (asked,) = store.batches.take_job(job(this), 9, now=NIGHT)
    foreign = replace(answer(asked).result, check_id=fresh_check_id())

    store.batches.save_answers(this.batch_id, [replace(answer(asked), result=foreign)], judge)

    assert asked.check_id is not None
    assert store.find(asked.check_id) is not None
    assert store.find(foreign.check_id) is None


def test_answers_that_nobody_waits_for_change_nothing(store: SqliteStore) -> None:
    this, other = made(store.batches, 1, 2), made(store.batches, 3, of=2)
    answered, _ = take(store.batches, this)
    (elsewhere,) = take(store.batches, other)
    store.batches.save_answers(this.batch_id, [answer(answered)], judge)
    late = [
        answer(answered, Outcome.INVALID),
        answer(elsewhere, Outcome.INVALID),
        answer(row(99), Outcome.INVALID),
    ]

    assert 0 == store.batches.save_answers(this.batch_id, late, judge)
    assert 1 == len(store.latest(9))


def test_of_two_answers_for_one_row_the_first_counts(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    (asked,) = take(batches, this)
    given = [answer(asked), answer(asked, Outcome.INVALID)]

    assert 1 == batches.save_answers(this.batch_id, given, judge)
    assert {Outcome.UNCHANGED: 1} == batches.verdicts(this.batch_id)


def test_an_answer_to_a_row_of_unknown_state_counts(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    (asked,) = take(batches, this)
    batches.set_rows([replace(asked, state=RowState.UNKNOWN, is_settled=False)])

    assert 1 == batches.save_answers(this.batch_id, [answer(asked)], judge)


def test_an_answer_that_is_an_error_gives_the_row_up(batches: SqliteBatchStore) -> None:
    this = made(batches, 1)
    (asked,) = take(batches, this)

    batches.save_answers(this.batch_id, [answer(asked, Outcome.ERROR)], judge)

    found = batches.row(asked.row_id)
    assert found is not None
    assert (RowState.FAILED, Outcome.ERROR, "BK07", False) == (
        found.state,
        found.outcome,
        found.error_code,
        found.is_settled,
    )


def test_counts_and_verdicts_follow_the_rows(batches: SqliteBatchStore) -> None:
    this = made(batches, 1, 2, 3)
    first, second, third = take(batches, this)
    batches.save_answers(this.batch_id, [answer(first), answer(second, Outcome.INVALID)], judge)
    batches.set_rows([replace(third, state=RowState.WAITING)])

    assert BatchCounts(answered=2, waiting=1) == batches.counts(this.batch_id)
    assert {Outcome.UNCHANGED: 1, Outcome.INVALID: 1} == batches.verdicts(this.batch_id)


def test_changes_come_back_word_for_word(batches: SqliteBatchStore) -> None:
    run(batches, made(batches, 1), Outcome.UNCHANGED)
    this = made(batches, 1, of=2)
    run(batches, this, Outcome.UNCHANGED, InsurerNumber="  138057")

    (found,) = batches.rows(this.batch_id, 9)

    assert (Change("InsurerNumber", "06139992", "  138057"),) == found.changes


def test_another_program_sees_what_was_saved(store: SqliteStore, path: Path) -> None:
    this = made(store.batches, 1)
    taken = take(store.batches, this)

    other = open_store(path, KEY)
    found = other.batches.asking(this.batch_id)
    other.close()

    assert taken == list(found)


# ── disturbed ─────────────────────────────────────────────────────────────────────────────────
def test_an_answer_is_saved_anew_where_its_row_changed_while_it_was_judged(
    batches: SqliteBatchStore, path: Path
) -> None:
    this = made(batches, 1, 2)
    first, second = take(batches, this)
    changes = [replace(second, state=RowState.WAITING)]
    other = open_store(path, KEY)

    def judging(*asked: Any) -> Any:
        while changes:
            other.batches.set_rows([changes.pop()])
        return judge(*asked)

    counted = batches.save_answers(this.batch_id, [answer(first), answer(second)], judging)

    other.close()
    assert 1 == counted
    assert BatchCounts(answered=1, waiting=1) == batches.counts(this.batch_id)


def test_answers_that_do_not_fit_on_the_disk_change_nothing(tiny_disk: Path) -> None:
    path = tiny_disk / "store"
    fresh_store(path).close()
    store = open_store(path, KEY)
    this = made(store.batches, *range(20))
    taken = take(store.batches, this)
    with (tiny_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))

    given_up = [answer(each) for each in taken]
    with suppress(StoreFull):  # the log of the file may have room left for one
        store.batches.save_answers(this.batch_id, given_up[:10], judge)

    with pytest.raises(StoreFull):
        store.batches.create(batch(2), (row(patient, 2) for patient in range(2000)))

    (tiny_disk / "filler").unlink()
    assert 20 == store.batches.counts(this.batch_id).total
    store.batches.save_answers(this.batch_id, given_up, judge)
    assert BatchCounts(answered=20) == store.batches.counts(this.batch_id)
    assert store.batches.batch(batch(2).batch_id) is None
    store.close()


@pytest.mark.kill
@pytest.mark.parametrize("seed", range(8))
def test_a_kill_at_any_moment_leaves_whole_steps(path: Path, seed: int) -> None:
    path.parent.mkdir()
    fresh_store(path).close()
    child = Path(__file__).parents[2] / "support" / "batch_child.py"
    process = subprocess.Popen([sys.executable, str(child), str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(seed * 3 + 1):
        process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()

    store = open_store(path, KEY)
    for this, counts in store.batches.batches(BatchFilter(), 99):
        rows = store.batches.rows(this.batch_id, 1000)
        stood = Counter(row.state.value for row in rows)
        assert BatchCounts(**stood) == counts
        for each in rows:
            answered = each.check_id is not None and store.find(each.check_id) is not None
            assert answered is (each.state is RowState.ANSWERED)
    store.close()


states = st.sampled_from(
    [RowState.WAITING, RowState.FAILED, RowState.UNKNOWN, RowState.ASKING, RowState.EXCLUDED]
)


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("take"), st.integers(1, 3)),
            st.tuples(st.just("job"), st.integers(1, 3)),
            st.tuples(st.just("set"), st.integers(0, 4), states),
            st.tuples(st.just("save"), st.integers(0, 4), st.sampled_from(Outcome)),
            st.tuples(st.just("again"), st.integers(0, 4)),
            st.tuples(st.just("note"), st.integers(0, 4), st.booleans()),
        ),
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_happens_no_row_is_lost_and_the_tallies_are_right(steps: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        store = fresh_store(Path(folder, "store"))
        batches = store.batches
        this = made(batches, *range(5))
        for number, step in enumerate(steps):
            rows = batches.rows(this.batch_id, 9)
            match step:
                case "take", limit:
                    take(batches, this, limit)
                case "job", limit:
                    noted = job(this, JobId(f"{number}"))
                    batches.take_job(noted, limit, now=NIGHT)
                case "set", at, state:
                    settled = state not in (RowState.FAILED, RowState.UNKNOWN)
                    batches.set_rows([replace(rows[at], state=state, is_settled=settled)])
                case "save", at, outcome if rows[at].check_id:
                    batches.save_answers(this.batch_id, [answer(rows[at], outcome)], judge)
                case "again", at:
                    ask_again(batches, rows[at])
                case "note", at, settled:
                    batches.note_work(rows[at].row_id, settle=settled)
        rows = batches.rows(this.batch_id, 9)
        counts, verdicts = batches.counts(this.batch_id), batches.verdicts(this.batch_id)
        work = batches.work(WorkFilter(), 9)
        store.close()

    assert BatchCounts(**Counter(row.state.value for row in rows)) == counts
    assert 5 == counts.total
    assert Counter(row.outcome for row in rows if row.outcome) == verdicts
    assert {row.row_id for row in rows if not row.is_settled} == {row.row_id for row in work}
