"""The work list: what gets on it, in which order, and what takes it off by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.answers import AT, ON, PERSON, record, result
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

from reception_app.adapters.store.batches import SqliteBatchStore
from reception_app.adapters.store.results import SqliteStore
from reception_app.application.batch_ports import BatchFilter, WorkFilter
from reception_app.domain.batch import (
    Batch,
    BatchCounts,
    BatchRow,
    BatchState,
    Judged,
    Known,
    Outcome,
    RowAnswer,
    RowState,
)
from reception_app.domain.eligibility import Verdict
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.record import ConfirmationRecord

ALL = WorkFilter()


@pytest.fixture
def batches(store: SqliteStore) -> SqliteBatchStore:
    return store.batches


def made(batches: SqliteBatchStore, *rows: BatchRow, of: int = 1, days: int = 0) -> Batch:
    this = batch(of, state=BatchState.RUNNING, on=ON + timedelta(days=days))
    batches.create(this, rows)
    return this


def asked(
    batches: SqliteBatchStore, outcome: Outcome, *patients: int, of: int = 1, **said: str
) -> Batch:
    """Make a batch of patients and let it answer the same for each."""
    this = made(batches, *(row(patient, of) for patient in patients), of=of)
    run(batches, this, outcome, **said)
    return this


def on_list(batches: SqliteBatchStore, wanted: WorkFilter = ALL) -> list[str]:
    return [each.row_id for each in batches.work(wanted, 100)]


# ── what is on it ─────────────────────────────────────────────────────────────────────────────
def test_what_is_valid_and_unchanged_stamps_itself(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.UNCHANGED, 1)

    assert not on_list(batches)


def test_work_stands_in_its_groups_then_by_appointment(batches: SqliteBatchStore) -> None:
    kinds = (
        Outcome.CHANGED,
        Outcome.ERROR,
        Outcome.SEVERAL,
        Outcome.NOT_FOUND,
        Outcome.INVALID,
        Outcome.INVALID_NEWER_EXISTS,
        Outcome.INVALID,
    )
    this = made(batches, *(row(patient) for patient in range(1, 8)))
    taken = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    given = [answer(each, kind) for each, kind in zip(taken, kinds, strict=True)]
    batches.save_answers(this.batch_id, given, judge)

    assert [row_id(patient) for patient in (5, 7, 6, 4, 3, 1, 2)] == on_list(batches)


def test_rows_without_an_appointment_come_last_in_their_group(batches: SqliteBatchStore) -> None:
    first = row(1, entry=entry(1, appointment=None))
    this = made(batches, first, row(2))
    run(batches, this, Outcome.INVALID)

    assert [row_id(2), row_id(1)] == on_list(batches)


def test_work_is_found_by_day_and_owner(batches: SqliteBatchStore) -> None:
    one = made(batches, row(1), row(2))
    other = made(batches, row(3, 2), of=2, days=1)
    for each in (one, other):
        run(batches, each, Outcome.INVALID)
    batches.note_work(row_id(2), owner="tanaka")

    assert [row_id(1), row_id(2)] == on_list(batches, WorkFilter(on=one.on))
    assert [row_id(3, 2)] == on_list(batches, WorkFilter(on=other.on))
    assert [row_id(2)] == on_list(batches, WorkFilter(owner="tanaka"))
    assert [] == on_list(batches, WorkFilter(on=other.on, owner="tanaka"))
    assert 2 == len(batches.work(ALL, 2))


# ── what staff does ───────────────────────────────────────────────────────────────────────────
def test_notes_are_kept_and_what_is_not_named_stays(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.INVALID, 1)

    batches.note_work(row_id(1), owner="tanaka", memo="折り返し待ち")
    batches.note_work(row_id(1), called_at=AT)
    batches.note_work(row_id(1))

    found = batches.row(row_id(1))
    assert found is not None
    assert ("tanaka", "折り返し待ち", AT, False) == (
        found.owner,
        found.memo,
        found.called_at,
        found.is_settled,
    )


def test_settled_work_leaves_the_list_and_may_come_back(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.INVALID, 1)

    batches.note_work(row_id(1), settle=True)
    assert not on_list(batches)

    batches.note_work(row_id(1), settle=False)
    assert [row_id(1)] == on_list(batches)


@pytest.mark.parametrize(
    "stands", [RowState.REFUSED, RowState.FAILED, RowState.UNKNOWN, RowState.EXCLUDED]
)
def test_a_row_that_nobody_asks_is_asked_again_corrected(
    batches: SqliteBatchStore, stands: RowState
) -> None:
    this = made(batches, row(1, state=stands, reason="IN02", is_settled=False))
    batches.set_batch(replace(this, state=BatchState.DONE_WITH_ERRORS, finished_at=AT))
    better = entry(1, kana="ｼｹﾝ ｹﾝ", line=77)

    assert ask_again(batches, row(1), entry=better, key="other key")

    (taken,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    assert ("ｼｹﾝ ｹﾝ", 2, "other key", "") == (
        taken.entry.kana,
        taken.entry.line,
        taken.key,
        taken.reason,
    )
    assert this == batches.batch(this.batch_id)
    assert BatchCounts(asking=1) == batches.counts(this.batch_id)


def test_an_answered_row_is_asked_again_under_a_new_id(batches: SqliteBatchStore) -> None:
    this = asked(batches, Outcome.INVALID, 1)
    before = batches.row(row_id(1))
    assert before is not None

    ask_again(batches, before)
    run(batches, this)

    after = batches.row(row_id(1))
    assert after is not None
    assert (Outcome.UNCHANGED, True) == (after.outcome, after.is_settled)
    assert before.check_id != after.check_id
    assert not on_list(batches)


def test_the_same_question_keeps_its_id_where_nobody_knows_of_an_answer(
    batches: SqliteBatchStore,
) -> None:
    this = made(batches, row(1))
    (taken,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    batches.set_rows([replace(taken, state=RowState.UNKNOWN, is_settled=False)])
    other_numbers = replace(taken.entry.typed, number="9")

    ask_again(batches, taken)
    (again,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    batches.set_rows([replace(again, state=RowState.UNKNOWN, is_settled=False)])
    ask_again(batches, taken, entry=replace(taken.entry, typed=other_numbers), key="k")
    (corrected,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)

    assert taken.check_id == again.check_id != corrected.check_id


def test_a_row_that_is_being_asked_is_not_asked_again(batches: SqliteBatchStore) -> None:
    made(batches, row(1))

    assert not ask_again(batches, row(1))


# ── what settles it by itself ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("found", [Outcome.INVALID, Outcome.CHANGED, Outcome.ERROR])
def test_a_later_check_at_the_desk_settles_open_work(store: SqliteStore, found: Outcome) -> None:
    asked(store.batches, found, 1, 2)

    store.save(result(7, records=(facts(1),)), record(7), hand_over=False)

    assert [row_id(2)] == on_list(store.batches)


def test_a_check_for_an_earlier_day_settles_nothing(store: SqliteStore) -> None:
    asked(store.batches, Outcome.INVALID, 1)

    earlier = record(7, on=ON - timedelta(days=1))
    store.save(result(7, records=(facts(1),)), earlier, hand_over=False)

    assert [row_id(1)] == on_list(store.batches)


def test_an_answer_of_a_later_batch_for_an_earlier_day_replaces_nothing(
    batches: SqliteBatchStore,
) -> None:
    late = made(batches, row(1), days=7)
    run(batches, late, Outcome.INVALID)

    asked(batches, Outcome.UNCHANGED, 1, of=2)

    assert [row_id(1)] == on_list(batches)


def test_a_late_answer_for_a_later_day_is_work_beside_an_earlier_days(
    batches: SqliteBatchStore,
) -> None:
    late = made(batches, row(1), days=7)
    asked(batches, Outcome.NOT_FOUND, 1, of=2)

    run(batches, late, Outcome.INVALID)

    assert row_id(1) in on_list(batches)


@pytest.mark.parametrize("state", [BatchState.STOPPED, BatchState.FAILED])
def test_a_row_of_a_batch_at_rest_is_asked_again_alone(
    batches: SqliteBatchStore, state: BatchState
) -> None:
    this = made(batches, row(1), row(2))
    (first,) = batches.take(this.batch_id, 1, now=NIGHT, new_check_id=fresh_check_id)
    batches.save_answers(this.batch_id, [answer(first, Outcome.NOT_FOUND)], judge)
    rests = replace(this, state=state, source_digest="d1", error_code="BT05")
    batches.set_batch(rests)

    assert ask_again(batches, first)

    (own,) = batches.open_batches()
    assert (1, "") == (batches.counts(own.batch_id).waiting, own.error_code)
    assert [row_id(1)] == [each.row_id for each in batches.rows(own.batch_id, 9)]
    left = batches.batch(this.batch_id)
    assert left is not None
    assert state is left.state
    assert BatchCounts(waiting=1) == batches.counts(this.batch_id)
    run(batches, own)
    assert BatchCounts(answered=1) == batches.counts(own.batch_id)


def test_work_of_a_row_without_kana_is_settled_by_its_insurance(store: SqliteStore) -> None:
    nameless = row(1, entry=entry(1, kana="", name=""))
    twin = row(2, entry=replace(nameless.entry, line=9, patient_number="2"))
    twin = replace(
        twin, entry=replace(twin.entry, typed=replace(nameless.entry.typed, branch="02"))
    )
    this = made(store.batches, nameless, twin)
    run(store.batches, this, Outcome.NOT_FOUND)

    store.save(result(7, records=(facts(1),)), record(7), hand_over=False)

    assert [twin.row_id] == on_list(store.batches)


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.VALID])
def test_any_other_answer_at_the_desk_settles_nothing(
    store: SqliteStore, verdict: Verdict
) -> None:
    asked(store.batches, Outcome.INVALID, 1)

    store.save(result(7, verdict=verdict, records=(facts(1),)), record(7), hand_over=False)

    assert [row_id(1)] == on_list(store.batches)


def test_an_answer_about_somebody_else_settles_nothing(store: SqliteStore) -> None:
    asked(store.batches, Outcome.INVALID, 1)

    store.save(result(7, records=(PERSON,)), record(7), hand_over=False)

    assert [row_id(1)] == on_list(store.batches)


def test_a_valid_answer_of_a_later_batch_settles_open_work(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.INVALID, 1, 2)

    asked(batches, Outcome.UNCHANGED, 1, of=2)

    assert [row_id(2)] == on_list(batches)


@pytest.mark.parametrize("later", [Outcome.INVALID, Outcome.NOT_FOUND, Outcome.SEVERAL])
def test_any_answer_of_a_later_batch_replaces_open_work(
    batches: SqliteBatchStore, later: Outcome
) -> None:
    asked(batches, Outcome.INVALID, 1)

    asked(batches, later, 1, of=2)

    assert [row_id(1, 2)] == on_list(batches)


@pytest.mark.parametrize("nothing", [Outcome.ERROR, Outcome.OTHER_PERSON, Outcome.UNKNOWN_CODE])
def test_an_answer_that_says_nothing_replaces_only_its_like(
    batches: SqliteBatchStore, nothing: Outcome
) -> None:
    asked(batches, Outcome.INVALID, 1)
    asked(batches, nothing, 1, 2, of=2)

    asked(batches, nothing, 1, 2, of=3)

    assert {row_id(1), row_id(1, 3), row_id(2, 3)} == set(on_list(batches))


def test_a_row_that_is_given_up_replaces_one_that_was(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.INVALID, 1)
    for of in (2, 3):
        this = made(batches, row(1, of), of=of)
        (taken,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
        given_up = replace(taken, state=RowState.FAILED, outcome=Outcome.ERROR, is_settled=False)
        batches.set_rows([given_up])

    assert [row_id(1), row_id(1, 3)] == on_list(batches)


def test_rows_of_one_batch_settle_none_of_each_other(batches: SqliteBatchStore) -> None:
    second = row(1, entry=entry(1, line=50), row_id=row_id(2))
    this = made(batches, row(1), second)
    one, two = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    batches.save_answers(this.batch_id, [answer(one, Outcome.INVALID)], judge)
    batches.save_answers(this.batch_id, [answer(two)], judge)

    assert [one.row_id] == on_list(batches)


def test_a_late_answer_of_an_earlier_batch_does_not_come_before_a_later_ones(
    batches: SqliteBatchStore,
) -> None:
    late = made(batches, row(1))
    asked(batches, Outcome.INVALID, 1, of=2)

    run(batches, late, Outcome.NOT_FOUND)

    assert [row_id(1, 2)] == on_list(batches)


def test_a_late_positive_answer_settles_what_a_later_batch_could_not_find_out(
    batches: SqliteBatchStore,
) -> None:
    late = made(batches, row(1))
    asked(batches, Outcome.ERROR, 1, of=2)

    run(batches, late)

    assert not on_list(batches)


@pytest.mark.parametrize(
    ("name", "is_settled"), [("試験　1子", True), ("", True), ("別人　いち子", False)]
)
def test_whoever_has_another_name_and_insurance_is_not_settled_by_the_same_kana(
    store: SqliteStore, name: str, *, is_settled: bool
) -> None:
    typed = TypedNumbers("01130012", "99", "555", "", "19850412")
    told = entry(1, patient_number="", name=name, typed=typed)
    run(store.batches, made(store.batches, row(1, entry=told)), Outcome.INVALID)

    store.save(result(7, records=(facts(1),)), record(7), hand_over=False)

    assert ([] if is_settled else [row_id(1)]) == on_list(store.batches)


@pytest.mark.parametrize(
    "told",
    [
        {"kana": ""},
        {"kana": "", "patient_number": ""},
        {"kana": "", "name": "", "patient_number": ""},
    ],
)
def test_the_desk_settles_a_row_of_a_list_without_kana(
    store: SqliteStore, told: dict[str, Any]
) -> None:
    run(store.batches, made(store.batches, row(1, entry=entry(1, **told))), Outcome.INVALID)

    store.save(result(7, records=(facts(1),)), record(7), hand_over=False)

    assert not on_list(store.batches)


@pytest.mark.parametrize("number", ["1", "001", "００１", "77"])
def test_a_patient_whose_number_is_padded_otherwise_is_settled(
    batches: SqliteBatchStore, number: str
) -> None:
    first = row(1, entry=entry(1, patient_number="01"))
    run(batches, made(batches, first), Outcome.INVALID)

    later = row(1, 2, entry=entry(1, patient_number=number))
    run(batches, made(batches, later, of=2), Outcome.UNCHANGED)

    assert not on_list(batches)


# ── what an answer is compared with ───────────────────────────────────────────────────────────
def known_of(batches: SqliteBatchStore, of_row: BatchRow, *, of: int = 1) -> Known | None:
    """Return what the answer to a row of a new batch is compared with."""
    known: list[Known | None] = []

    def noting(
        row_: BatchRow, answered: RowAnswer, before: Known | None
    ) -> tuple[Judged, ConfirmationRecord]:
        known.append(before)
        return judge(row_, answered, before)

    this = made(batches, of_row, of=of)
    (taken,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    batches.save_answers(this.batch_id, [answer(taken)], noting)
    (only,) = known
    return only


def test_a_change_stays_one_until_somebody_has_seen_it(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.UNCHANGED, 1)
    for of in (2, 3):
        asked(batches, Outcome.UNCHANGED, 1, of=of, InsurerNumber="  138057")

    assert [row_id(1, 3)] == on_list(batches)


def test_an_answer_that_says_less_leaves_what_was_known(store: SqliteStore) -> None:
    limit = {"LimitApplicationCertificateClassificationFlag": "B"}
    seen = {**facts(1), "LimitApplicationCertificateRelatedInfo": limit}
    store.save(result(7, records=(seen,)), record(7), hand_over=False)
    asked(store.batches, Outcome.UNCHANGED, 1)

    known = known_of(store.batches, row(1, 2), of=2)

    assert known is not None
    assert seen == known.record


def test_the_verdict_is_known_too(store: SqliteStore) -> None:
    lost = result(7, records=(facts(1),), verdict=Verdict.INVALID)
    store.save(lost, record(7), hand_over=False)

    known = known_of(store.batches, row(1))

    assert known is not None
    assert known.verdict is Verdict.INVALID


@pytest.mark.parametrize("place", ["body", "record"])
def test_reference_numbers_of_the_desk_are_known(store: SqliteStore, place: str) -> None:
    told = {"ReferenceNumber": "A-9001"}
    seen = result(7, records=(facts(1, **(told if place == "record" else {})),))
    if place == "body":
        seen = replace(seen, body={**seen.body, **told})
    store.save(seen, record(7), hand_over=False)

    known = known_of(store.batches, row(1))

    assert known is not None
    assert ("A-9001",) == known.references


def test_a_reference_number_is_known_once_somebody_could_compare_it(
    batches: SqliteBatchStore,
) -> None:
    nameless = made(batches, row(1, entry=entry(1, patient_number="")))
    run(batches, nameless, ReferenceNumber="A-9001")
    before = known_of(batches, row(1, 2), of=2)
    asked(batches, Outcome.CHANGED, 1, of=3, ReferenceNumber="A-9001")
    batches.note_work(row_id(1, 3), settle=True)
    after = known_of(batches, row(1, 4), of=4)

    assert [(), ("A-9001",)] == [each and each.references for each in (before, after)]


def test_what_a_clock_that_was_ahead_has_noted_is_not_the_newest_for_ever(
    store: SqliteStore,
) -> None:
    ahead = result(7, records=(facts(1),), answered_at=AT + timedelta(days=365))
    store.save(ahead, record(7), hand_over=False)
    now = facts(1, InsurerNumber="  138057")
    store.save(result(8, records=(now,)), record(8), hand_over=False)

    asked(store.batches, Outcome.UNCHANGED, 1, InsurerNumber="  138057")

    assert not on_list(store.batches)


def test_a_change_that_staff_has_dealt_with_is_known(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.UNCHANGED, 1)
    asked(batches, Outcome.UNCHANGED, 1, of=2, InsurerNumber="  138057")
    batches.note_work(row_id(1, 2), settle=True)

    asked(batches, Outcome.UNCHANGED, 1, of=3, InsurerNumber="  138057")

    assert not on_list(batches)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kana": ""},
        {"kana": "", "patient_number": ""},
        {"kana": "", "name": "", "patient_number": ""},
        {"patient_number": "0001"},
        {"patient_number": "99"},
    ],
)
def test_a_change_shows_however_the_list_tells_who_it_is(
    batches: SqliteBatchStore, told: dict[str, Any]
) -> None:
    asked(batches, Outcome.UNCHANGED, 1)
    changed = made(batches, row(1, 2, entry=entry(1, **told)), of=2)

    run(batches, changed, Outcome.UNCHANGED, InsuredPartialContributionRatio="030")

    assert [row_id(1, 2)] == on_list(batches)


def test_what_the_desk_has_seen_is_known(store: SqliteStore) -> None:
    seen = facts(1, InsurerNumber="  138057")
    store.save(result(7, records=(seen,)), record(7), hand_over=False)

    asked(store.batches, Outcome.UNCHANGED, 1, InsurerNumber="  138057")
    asked(store.batches, Outcome.UNCHANGED, 1, of=2)

    assert [row_id(1, 2)] == on_list(store.batches)


def test_the_desk_is_not_shown_a_batches_change_as_what_was_known(store: SqliteStore) -> None:
    store.save(result(7, records=(facts(1),)), record(7), hand_over=False)
    asked(store.batches, Outcome.CHANGED, 1, InsurerNumber="  138057")
    later = result(999, records=(facts(1, InsurerNumber="  138057"),), answered_at=NIGHT)
    store.save(later, record(999), hand_over=False)

    before = store.answered_before(later.check_id)

    assert before is not None
    assert "06139992" == before.result.records[0]["InsurerNumber"]


def test_an_answer_about_another_person_is_never_known(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.OTHER_PERSON, 1, NameKana="ﾍﾞﾂ ｼﾞﾝ")
    batches.note_work(row_id(1), settle=True)

    asked(batches, Outcome.UNCHANGED, 1, of=2)

    assert not on_list(batches)


def test_of_two_insurances_the_same_one_is_compared(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.UNCHANGED, 1)
    second = entry(1, line=9)
    second = replace(second, typed=replace(second.typed, insurer="138057"))
    other = made(batches, row(1, 2, entry=second), of=2)
    run(batches, other, Outcome.UNCHANGED, InsurerNumber="  138057")
    batches.note_work(row_id(1, 2), settle=True)

    asked(batches, Outcome.UNCHANGED, 1, of=3)

    assert not on_list(batches)


def test_what_is_known_of_a_twin_is_not_compared(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.UNCHANGED, 1)
    nameless = entry(1, line=9, kana="", name="", patient_number="")
    nameless = replace(nameless, typed=replace(nameless.typed, branch="02"))
    this = made(batches, row(1, 2, entry=nameless), of=2)
    (taken,) = batches.take(this.batch_id, 9, now=NIGHT, new_check_id=fresh_check_id)
    told = replace(taken, entry=entry(1))
    said = answer(told, InsuredBranchNumber="02", NameKana="ｼｹﾝ ﾌﾀｺﾞ")

    batches.save_answers(this.batch_id, [said], judge)

    assert not on_list(batches)


# ── forecast and history ──────────────────────────────────────────────────────────────────────
def test_patients_without_a_positive_answer_are_counted_once(batches: SqliteBatchStore) -> None:
    twice = row(2, entry=entry(2, line=50), row_id=row_id(9))
    left_out = row(3, state=RowState.EXCLUDED, reason="checked-by-card")
    this = made(batches, row(1), row(2), twice, left_out)

    assert 2 == batches.unverified(ON)
    assert 0 == batches.unverified(ON + timedelta(days=1))
    run(batches, this, Outcome.INVALID)
    assert 2 == batches.unverified(ON)


@pytest.mark.parametrize("outcome", [Outcome.UNCHANGED, Outcome.CHANGED])
def test_a_positive_answer_verifies(batches: SqliteBatchStore, outcome: Outcome) -> None:
    asked(batches, outcome, 1)

    assert 0 == batches.unverified(ON)


def test_whom_the_desk_or_staff_has_settled_is_verified(store: SqliteStore) -> None:
    asked(store.batches, Outcome.INVALID, 1, 2, 3)

    store.save(result(7, records=(facts(1),)), record(7), hand_over=False)
    store.batches.note_work(row_id(2), settle=True)

    assert 1 == store.batches.unverified(ON)


def test_whose_work_was_only_replaced_is_not_verified(batches: SqliteBatchStore) -> None:
    asked(batches, Outcome.INVALID, 1)
    other = made(batches, row(1, 2), of=2, days=1)
    run(batches, other, Outcome.INVALID)

    assert (1, 1) == (batches.unverified(ON), batches.unverified(other.on))


def test_the_history_is_newest_first_with_counts(batches: SqliteBatchStore) -> None:
    first = asked(batches, Outcome.UNCHANGED, 1, 2)
    second = made(batches, row(1, 2), of=2)

    assert [(second, BatchCounts(waiting=1)), (first, BatchCounts(answered=2))] == list(
        batches.batches(BatchFilter(), 9)
    )
    assert 1 == len(batches.batches(BatchFilter(), 1))


def test_the_history_is_filtered_by_day_and_state(batches: SqliteBatchStore) -> None:
    for number in range(3):
        this = batch(number + 1, on=ON + timedelta(days=number), state=list(BatchState)[number])
        batches.create(this, [])

    def days(wanted: BatchFilter) -> list[int]:
        return [(each.on - ON).days for each, _ in batches.batches(wanted, 9)]

    assert [2, 1] == days(BatchFilter(since=ON + timedelta(days=1)))
    assert [1, 0] == days(BatchFilter(until=ON + timedelta(days=1)))
    assert [1] == days(BatchFilter(states=frozenset({BatchState.STOPPED})))
