from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, StatementError
from support.answers import AT, KEY, ON, PERSON, check_id, record, result
from support.stores import fresh_store

from reception_app.adapters.store.opening import open_store
from reception_app.adapters.store.results import SqliteStore
from reception_app.adapters.store.sqlite import StoreFile
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import Method, ServiceMessage, Verdict
from reception_app.domain.errors import BugError, StoreBusy, StoreDamaged, StoreFull
from reception_app.domain.number_entry import Place
from reception_app.domain.record import (
    Handover,
    HandoverState,
    NumberTrail,
    StoredCheck,
    SubstituteReason,
)

HEX_NAME = "OQSsiquc01res_face_1"


def save(store: SqliteStore, *numbers: int, hand_over: bool = True) -> None:
    for number in numbers:
        store.save(result(number), record(number), hand_over=hand_over)


def ids(checks: Any) -> list[str]:
    return [each.result.check_id for each in checks]


def test_a_check_comes_back_as_it_was_saved(store: SqliteStore) -> None:
    store.save(result(), record(), hand_over=True)

    found = store.find(check_id(1))

    assert found == StoredCheck(record(), result(), Handover(HandoverState.WAITING))


def test_the_order_of_elements_is_kept(store: SqliteStore) -> None:
    shuffled = dict(reversed(list(PERSON.items())))
    store.save(result(records=(shuffled,)), record(), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert list(shuffled) == list(found.result.records[0])


def test_an_answer_without_a_card_or_a_verdict_comes_back_too(store: SqliteStore) -> None:
    bare = record(
        method=Method.NUMBERS,
        consent=Consent(ConsentMethod.NONE, frozenset(), given_at=AT),
        card_kind=None,
        certificate_state=None,
        not_after=None,
        attempts_left=None,
    )
    answer = result(verdict=None, verdict_code="", records=(), messages=())
    store.save(answer, bare, hand_over=False)

    found = store.find(check_id(1))

    assert found == StoredCheck(bare, answer, Handover(HandoverState.OFF))


@pytest.mark.parametrize("method", Method)
def test_every_method_survives_its_code(store: SqliteStore, method: Method) -> None:
    store.save(result(), record(method=method), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert method is found.record.method


def test_a_visual_check_keeps_its_witness_and_consents(store: SqliteStore) -> None:
    consent = Consent(ConsentMethod.VISUAL, frozenset(ConsentScope), AT, witness="sato")
    store.save(result(), record(method=Method.VISUAL, consent=consent), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert consent == found.record.consent


@pytest.mark.parametrize("reason", [*SubstituteReason, None])
def test_why_it_was_not_done_by_the_pin_comes_back(
    store: SqliteStore, reason: SubstituteReason | None
) -> None:
    store.save(result(), record(reason=reason), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert reason is found.record.reason


@pytest.mark.parametrize(
    "trail",
    [
        None,
        NumberTrail(check_id(9)),
        NumberTrail(check_id(9), (Place.INSURER, Place.BORN)),
        NumberTrail(check_id(9), (Place.BRANCH,), candidates=3, choice=2),
        NumberTrail(check_id(9), tuple(Place), candidates=0),
    ],
)
def test_which_check_it_follows_and_what_was_changed_comes_back(
    store: SqliteStore, trail: NumberTrail | None
) -> None:
    store.save(result(), record(method=Method.NUMBERS, trail=trail), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert trail == found.record.trail


def test_names_of_fields_are_kept_as_words(store: SqliteStore, path: Path) -> None:
    trail = NumberTrail(check_id(9), (Place.NUMBER, Place.BRANCH), candidates=2, choice=1)
    store.save(result(), record(trail=trail), hand_over=False)

    assert (check_id(9), "number branch", 2, 1) == _one_row(
        path,
        "SELECT follows_check_id, changed_fields, candidates, chosen_candidate "
        "FROM confirmation_records",
    )


@pytest.mark.parametrize(
    ("is_other_person", "word"), [(True, "other-person"), (False, "same"), (None, None)]
)
def test_whether_it_was_who_was_expected_comes_back(
    store: SqliteStore, path: Path, is_other_person: bool | None, word: str | None
) -> None:
    store.save(result(), record(is_other_person=is_other_person), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert is_other_person is found.record.is_other_person
    assert (word,) == _one_row(path, "SELECT comparison_result FROM confirmation_records")


def test_the_record_quotes_the_answer_in_the_words_of_the_field(
    store: SqliteStore, path: Path
) -> None:
    save(store, 1)

    quoted = _one_row(
        path,
        "SELECT method, reference_classification, segment_of_result, processing_result_code, "
        "processing_result_message, qualification_validity FROM confirmation_records",
    )

    assert ("card_pin", "1", "1", "IZ001", "お知らせ", "1") == quoted


def test_a_moment_of_another_zone_comes_back_as_the_same_moment(store: SqliteStore) -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))
    store.save(result(), record(accepted_at=tokyo), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert (AT, UTC) == (found.record.accepted_at, found.record.accepted_at.tzinfo)


def test_a_moment_without_a_zone_is_our_own_fault(store: SqliteStore) -> None:
    naive = record(accepted_at=datetime(2026, 11, 22))  # noqa: DTZ001 - the mistake itself

    with pytest.raises(StatementError, match="needs a time zone"):
        store.save(result(), naive, hand_over=False)


def test_a_lone_surrogate_out_of_a_foreign_message_is_stored(store: SqliteStore) -> None:
    broken = result(
        messages=(ServiceMessage("\ud800", "\x00"),), body={"QualificationX": "\udfff"}
    )
    store.save(broken, record(), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert (broken.messages, broken.body) == (found.result.messages, found.result.body)


def test_a_lone_surrogate_in_a_quoted_value_is_stored(store: SqliteStore) -> None:
    store.save(result(verdict_code="\ud800"), record(), hand_over=False)

    found = store.find(check_id(1))

    assert found is not None
    assert found.result.verdict_code == "?"


def test_of_several_who_save_the_same_answer_one_is_told_that_it_was_new(
    store: SqliteStore, path: Path
) -> None:
    others = [open_store(path, KEY) for _ in range(3)]
    with ThreadPoolExecutor(len(others)) as pool:
        told = pool.map(lambda each: each.save(result(), record(), hand_over=True), others)

        assert [False, False, True] == sorted(told)
    assert not store.save(result(), record(), hand_over=True)
    for other in others:
        other.close()


def test_saving_a_check_again_changes_nothing(store: SqliteStore) -> None:
    save(store, 1)
    store.mark_prepared(check_id(1), HEX_NAME)
    store.mark_handed_over(check_id(1), AT)

    store.save(result(verdict=Verdict.INVALID), record(operator="x"), hand_over=True)

    handover = Handover(HandoverState.DELIVERED, HEX_NAME, AT)
    assert store.find(check_id(1)) == StoredCheck(record(), result(), handover)


def test_an_answer_is_never_there_without_its_record_and_outbox_row(store: SqliteStore) -> None:
    with pytest.raises(IntegrityError):
        store.save(result(), replace(record(), terminal=None), hand_over=True)  # type: ignore[arg-type]  # the fault that cuts the transaction short

    assert store.find(check_id(1)) is None


def test_latest_gives_the_newest_first(store: SqliteStore) -> None:
    save(store, 2, 3, 1)

    assert ids(store.latest(2)) == [check_id(3), check_id(2)]


def test_latest_gives_one_day(store: SqliteStore) -> None:
    save(store, 1)
    store.save(result(2), record(2, on=ON + timedelta(days=1)), hand_over=False)

    assert ids(store.latest(9, on=ON)) == [check_id(1)]


def test_waiting_gives_what_is_not_delivered_oldest_first(store: SqliteStore) -> None:
    save(store, 5, 4, 3, 2)
    save(store, 1, hand_over=False)
    store.mark_prepared(check_id(3), HEX_NAME)
    store.mark_handover_failed(check_id(4), "HO03")
    store.mark_handed_over(check_id(5), AT)

    waiting = store.waiting(9)

    assert [check_id(2), check_id(3), check_id(4)] == ids(waiting)
    assert [HandoverState.WAITING, HandoverState.PREPARED, HandoverState.FAILED] == [
        each.handover.state for each in waiting
    ]


def test_a_held_answer_is_saved_and_waits_for_nobody(store: SqliteStore) -> None:
    save(store, 1)
    store.save(result(2), record(2), hand_over=True, hold=True)

    assert [check_id(1)] == ids(store.waiting(9))
    assert _handover(store, 2) == Handover(HandoverState.HELD)


def test_an_answer_that_nobody_is_to_get_is_not_held(store: SqliteStore) -> None:
    store.save(result(), record(), hand_over=False, hold=True)
    store.mark_allowed(check_id(1))

    assert _handover(store, 1) == Handover(HandoverState.OFF)
    assert [] == ids(store.waiting(9))


def test_a_held_answer_that_staff_lets_go_waits_like_any_other(store: SqliteStore) -> None:
    store.save(result(1), record(1), hand_over=True, hold=True)
    store.save(result(2), record(2), hand_over=True, hold=True)

    store.mark_allowed(check_id(1))

    assert [check_id(1)] == ids(store.waiting(9))
    assert _handover(store, 1) == Handover(HandoverState.WAITING)
    assert _handover(store, 2) == Handover(HandoverState.HELD)


def test_letting_go_what_is_not_held_changes_nothing(store: SqliteStore) -> None:
    save(store, 1, 2, 3, 4)
    store.mark_prepared(check_id(2), HEX_NAME)
    store.mark_handover_failed(check_id(3), "HO03")
    store.mark_prepared(check_id(4), HEX_NAME)
    store.mark_handed_over(check_id(4), AT)
    before = store.latest(9)

    for number in range(1, 6):
        store.mark_allowed(check_id(number))

    assert before == store.latest(9)


def test_saving_a_held_answer_again_does_not_let_it_go(store: SqliteStore) -> None:
    store.save(result(), record(), hand_over=True, hold=True)
    store.save(result(), record(), hand_over=True)

    assert _handover(store, 1) == Handover(HandoverState.HELD)


def test_saving_again_does_not_hold_what_staff_let_go(store: SqliteStore) -> None:
    store.save(result(), record(), hand_over=True, hold=True)
    store.mark_allowed(check_id(1))
    store.save(result(), record(), hand_over=True, hold=True)

    assert _handover(store, 1) == Handover(HandoverState.WAITING)


def test_only_one_that_waits_is_held_when_somebody_else_knows_better(store: SqliteStore) -> None:
    save(store, 1, 2, 3)
    store.mark_prepared(check_id(2), HEX_NAME)

    for number in (1, 2):
        other = record(number, is_other_person=True)
        assert not store.save(result(number), other, hand_over=True, hold=True)
    store.save(result(3), record(3, is_in_doubt=True), hand_over=True, hold=True)

    assert [HandoverState.HELD, HandoverState.PREPARED, HandoverState.WAITING] == [
        _handover(store, number).state for number in (1, 2, 3)
    ]
    assert [True, True, None] == [
        each.record.is_other_person for each in reversed(store.latest(9))
    ]


def test_what_staff_let_go_knowing_that_it_is_somebody_elses_stays_so(store: SqliteStore) -> None:
    other = record(is_other_person=True)
    store.save(result(), other, hand_over=True, hold=True)
    store.mark_allowed(check_id(1))

    store.save(result(), other, hand_over=True, hold=True)

    assert _handover(store, 1) == Handover(HandoverState.WAITING)


def test_an_answer_of_which_nothing_could_be_told_comes_back_so(
    store: SqliteStore, path: Path
) -> None:
    store.save(result(), record(is_in_doubt=True), hand_over=False)

    found = store.find(check_id(1))
    assert found is not None
    assert (None, True) == (found.record.is_other_person, found.record.is_in_doubt)
    assert ("not-told",) == _one_row(path, "SELECT comparison_result FROM confirmation_records")


def test_a_held_answer_is_still_held_when_the_store_is_opened_again(
    store: SqliteStore, path: Path
) -> None:
    store.save(result(), record(), hand_over=True, hold=True)
    store.close()

    again = open_store(path, KEY)

    assert _handover(again, 1) == Handover(HandoverState.HELD)
    again.close()


def test_waiting_gives_no_more_than_asked_for(store: SqliteStore) -> None:
    save(store, 1, 2, 3)

    assert ids(store.waiting(2)) == [check_id(1), check_id(2)]


def test_a_failure_after_preparing_keeps_the_name_and_says_why(store: SqliteStore) -> None:
    save(store, 1)
    store.mark_prepared(check_id(1), HEX_NAME)
    store.mark_handover_failed(check_id(1), "HO03")

    found = store.find(check_id(1))

    assert found is not None
    assert found.handover == Handover(HandoverState.FAILED, HEX_NAME, failure_code="HO03")


def test_delivered_since_gives_recent_deliveries(store: SqliteStore) -> None:
    save(store, 1, 2, 3)
    for number in (1, 2):
        store.mark_prepared(check_id(number), HEX_NAME)
        store.mark_handed_over(check_id(number), AT + timedelta(minutes=number))

    assert ids(store.delivered_since(AT + timedelta(minutes=2))) == [check_id(2)]


def test_marking_what_is_not_in_the_outbox_is_our_own_fault(store: SqliteStore) -> None:
    save(store, 1, hand_over=False)

    with pytest.raises(BugError):
        store.mark_prepared(check_id(1), HEX_NAME)


def test_an_unknown_check_is_not_found(store: SqliteStore) -> None:
    assert store.find(check_id(1)) is None


def test_a_witness_is_kept_and_the_same_words_again_change_nothing(
    store: SqliteStore, path: Path
) -> None:
    store.record_witness(check_id(1), "sato", AT)
    store.record_witness(check_id(1), "sato", AT)

    kept = _one_row(path, "SELECT check_id, confirmed_by FROM visual_confirmations")

    assert (check_id(1), "sato") == kept


def test_a_second_comparison_is_kept_beside_the_first(store: SqliteStore, path: Path) -> None:
    store.record_witness(check_id(1), "sato", AT)
    store.record_witness(check_id(1), "suzuki", AT + timedelta(minutes=1))

    assert _one_row(path, "SELECT count(*) FROM visual_confirmations") == (2,)


def test_a_refusal_is_kept_and_is_no_confirmation(store: SqliteStore, path: Path) -> None:
    store.record_refusal(check_id(1), "sato", AT)
    store.record_refusal(check_id(1), "sato", AT)

    kept = _one_row(
        path, "SELECT check_id, confirmed_by, is_same_person FROM visual_confirmations"
    )

    assert (check_id(1), "sato", 0) == kept
    assert store.find(check_id(1)) is None


def test_a_confirmation_is_no_refusal(store: SqliteStore, path: Path) -> None:
    store.record_witness(check_id(1), "sato", AT)

    assert (1,) == _one_row(path, "SELECT is_same_person FROM visual_confirmations")


def test_a_refusal_after_a_confirmation_is_kept_beside_it(store: SqliteStore, path: Path) -> None:
    store.record_witness(check_id(1), "sato", AT)
    store.record_refusal(check_id(1), "sato", AT + timedelta(milliseconds=1))

    kept = _one_row(
        path, "SELECT group_concat(is_same_person) FROM visual_confirmations ORDER BY 1"
    )

    assert ("1,0",) == kept


def test_a_refusal_that_cannot_be_written_says_so(store: SqliteStore, path: Path) -> None:
    with _held(path), pytest.raises(StoreBusy):
        store.record_refusal(check_id(1), "sato", AT)


def test_the_store_works_from_another_thread_than_the_one_that_opened_it(
    store: SqliteStore,
) -> None:
    thread = threading.Thread(target=save, args=(store, 1))
    thread.start()
    thread.join()

    assert ids(store.latest(9)) == [check_id(1)]


def test_two_programs_use_the_file_at_once(store: SqliteStore, path: Path) -> None:
    other = open_store(path, KEY)
    save(store, 1)
    save(other, 2)

    assert ids(store.latest(9)) == ids(other.latest(9)) == [check_id(2), check_id(1)]

    other.close()


def test_a_writer_that_waits_too_long_says_busy_and_works_afterwards(
    store: SqliteStore, path: Path
) -> None:
    with _held(path), pytest.raises(StoreBusy):
        save(store, 1)

    save(store, 1)
    assert ids(store.latest(9)) == [check_id(1)]


def test_a_reader_does_not_wait_for_a_writer(store: SqliteStore, path: Path) -> None:
    save(store, 1)

    with _held(path):
        assert ids(store.latest(9)) == [check_id(1)]


def test_a_full_disk_says_full_and_loses_nothing(store: SqliteStore) -> None:
    save(store, 1)
    with store._engine.connect() as db:
        db.exec_driver_sql("PRAGMA max_page_count = 1")
    large = result(2, records=({"Address": "x" * 1_000_000},))

    with pytest.raises(StoreFull):
        store.save(large, record(2), hand_over=True)

    assert ids(store.latest(9)) == [check_id(1)]


def test_a_page_that_was_changed_outside_says_damaged(path: Path) -> None:
    store = open_store(path, KEY)
    save(store, *range(1, 40))
    store.close()
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 + 100] ^= 1
    path.write_bytes(content)

    with pytest.raises(StoreDamaged):
        _read_all(path)


def test_an_error_text_quotes_no_value(store: SqliteStore) -> None:
    with pytest.raises(IntegrityError) as caught:
        store.save(result(), replace(record(operator="himitsu"), terminal=None), hand_over=True)  # type: ignore[arg-type]  # the fault

    assert "himitsu" not in str(caught.value)


def test_the_file_is_no_plain_sqlite_file(store: SqliteStore, path: Path) -> None:
    save(store, 1)

    assert b"SQLite format 3" not in path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM answers")


LETTERS = st.characters(codec="utf-8", categories=["L"])
NAMES = st.text(LETTERS, min_size=6, max_size=12)
NUMBERS = st.text("0123456789", min_size=10, max_size=12)


@settings(max_examples=15, deadline=None)
@given(NAMES, NUMBERS)
def test_neither_names_nor_numbers_are_on_the_disk(name: str, number: str) -> None:
    with TemporaryDirectory() as folder:
        store = fresh_store(Path(folder) / "store")
        person = {"Name": name, "InsuredIdentificationNumber": number}
        answer = result(records=(person,), body={"ProcessingResultMessage": name})
        store.save(answer, record(), hand_over=True)
        raw = b"".join(each.read_bytes() for each in Path(folder).iterdir())
        store.close()
        raw += b"".join(each.read_bytes() for each in Path(folder).iterdir())

    written = (name.encode("utf-8"), name.encode("utf-16-le"), number.encode("ascii"))
    escaped = name.encode("ascii", "backslashreplace")
    assert not [each for each in (*written, escaped) if each in raw]


VALUES = st.recursive(
    st.text(),
    lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.text(), VALUES), st.dictionaries(st.text(), VALUES))
def test_whatever_a_service_said_comes_back(header: Any, person: Any) -> None:
    with TemporaryDirectory() as folder:
        store = fresh_store(Path(folder) / "store")
        answer = result(header=header, records=(person, person))
        store.save(answer, record(), hand_over=False)
        found = store.find(check_id(1))
        store.close()

    assert found is not None
    assert found.result == answer


def _handover(store: SqliteStore, number: int) -> Handover:
    found = store.find(check_id(number))
    assert found is not None
    return found.handover


def _read_all(path: Path) -> None:
    store = open_store(path, KEY)
    try:
        store.latest(99)
    finally:
        store.close()


def _one_row(path: Path, statement: str) -> tuple[Any, ...]:
    connection = StoreFile(path, KEY, 1.0).connect(mode="ro")
    (row,) = connection.execute(statement).fetchall()
    connection.close()
    return row


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Another program in the middle of a write."""
    connection = StoreFile(path, KEY, 1.0).connect(mode="rw")
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()
