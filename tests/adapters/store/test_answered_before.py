"""The answer before: found by whom an answer is about, in old files too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from support.answers import AT, KEY, ON, PERSON, check_id, record, result

from reception_app.adapters.store.opening import OURS, open_store
from reception_app.adapters.store.results import SqliteStore
from reception_app.adapters.store.sqlite import StoreFile
from reception_app.domain.eligibility import EligibilityResult, Record, Verdict
from reception_app.domain.person import person_key

CHANGED: Record = {**PERSON, "InsurerNumber": "06139992", "NameKana": "シケン　タロウ"}
SOMEBODY: Record = {**PERSON, "NameKana": "ｼｹﾝ ｼﾞﾛｳ"}


def saved(store: SqliteStore, number: int, *records: Record, **changes: object) -> None:
    answer = replace(result(number, records=records), **changes)  # type: ignore[arg-type]  # few
    store.save(answer, record(number), hand_over=False)


def before(store: SqliteStore, number: int) -> EligibilityResult | None:
    found = store.answered_before(check_id(number))
    return None if found is None else found.result


def test_the_newest_answer_about_the_same_person_is_found(store: SqliteStore) -> None:
    for number, about in enumerate((PERSON, PERSON, SOMEBODY, CHANGED), start=1):
        saved(store, number, about)

    found = before(store, 4)

    assert found is not None
    assert check_id(2) == found.check_id


def test_a_later_answer_is_not_one_before(store: SqliteStore) -> None:
    saved(store, 1, PERSON)
    saved(store, 2, PERSON)

    assert before(store, 1) is None


def test_of_answers_that_came_in_one_moment_the_other_one_counts(store: SqliteStore) -> None:
    saved(store, 1, PERSON, answered_at=AT)
    saved(store, 2, PERSON, answered_at=AT)

    found = before(store, 2)

    assert found is not None
    assert check_id(1) == found.check_id


def test_many_are_looked_up_at_once(store: SqliteStore) -> None:
    for number, about in enumerate((PERSON, SOMEBODY, PERSON, CHANGED), start=1):
        saved(store, number, about)

    found = store.answered_before_each([check_id(number) for number in (2, 3, 4, 9)])

    ids = {this: before.record.check_id for this, before in found.items()}
    assert {check_id(3): check_id(1), check_id(4): check_id(3)} == ids


def test_a_refused_question_says_nothing_about_before(store: SqliteStore) -> None:
    saved(store, 1, PERSON, body={"ProcessingResultStatus": "2"}, answered_at=AT)
    saved(store, 2, PERSON, answered_at=AT + timedelta(hours=1))

    assert before(store, 2) is None


@pytest.mark.parametrize("about", [(), ({**PERSON, "Birthdate": ""},)])
def test_nobody_is_not_compared_with_nobody(store: SqliteStore, about: tuple[Record, ...]) -> None:
    saved(store, 1, *about)
    saved(store, 2, *about)

    assert before(store, 2) is None


def test_an_answer_that_staff_has_not_let_go_is_nothing_to_compare_with(
    store: SqliteStore,
) -> None:
    store.save(result(1, records=(PERSON,)), record(1), hand_over=True, hold=True)
    saved(store, 2, PERSON)

    assert before(store, 2) is None


@pytest.mark.parametrize("hand_over", [True, False])
def test_nor_is_one_of_which_nobody_could_tell_until_it_is_let_go(
    store: SqliteStore, *, hand_over: bool
) -> None:
    in_doubt = record(1, is_in_doubt=True)
    store.save(result(1, records=(PERSON,)), in_doubt, hand_over=hand_over, hold=True)
    saved(store, 2, PERSON)
    before_that = before(store, 2)
    store.mark_allowed(check_id(1))

    assert before_that is None
    assert (before(store, 2) is not None) is hand_over


def test_an_answer_about_somebody_else_is_nothing_to_compare_with(store: SqliteStore) -> None:
    store.save(result(1, records=(PERSON,)), record(1, is_other_person=True), hand_over=False)
    saved(store, 2, PERSON)

    assert before(store, 2) is None


def test_candidates_are_nobody_in_particular(store: SqliteStore) -> None:
    saved(store, 1, PERSON, SOMEBODY, verdict=Verdict.SEVERAL, verdict_code="5")
    saved(store, 2, PERSON)

    assert before(store, 2) is None


def test_what_was_asked_for_a_later_day_was_not_last_time(store: SqliteStore) -> None:
    saved(store, 1, PERSON)
    earlier_day = record(2, on=ON - timedelta(days=40))
    store.save(result(2, records=(PERSON,)), earlier_day, hand_over=False)

    assert before(store, 2) is None


def test_an_unknown_check_has_nothing_before_it(store: SqliteStore) -> None:
    saved(store, 1, PERSON)

    assert before(store, 9) is None


def test_an_older_file_is_searched_as_well(path: Path) -> None:
    older = replace(OURS, head="0003")
    open_store(path, KEY, migrations=older).close()
    _write_as_revision_3(path, 1)
    store = open_store(path, KEY)
    saved(store, 2, CHANGED)

    found = before(store, 2)
    store.close()

    assert found is not None
    assert check_id(1) == found.check_id


def _write_as_revision_3(path: Path, number: int) -> None:
    newer = path.with_name("newer")
    store = open_store(newer, KEY)
    saved(store, number, PERSON)
    store.close()
    with StoreFile(newer, KEY, 1.0).engine().connect() as db:
        tables = {
            name: db.execute(text(f"SELECT * FROM {name}")).mappings().one()  # noqa: S608 - ours
            for name in ("answers", "confirmation_records")
        }
    with StoreFile(path, KEY, 1.0).engine().begin() as db:
        for name, row in tables.items():
            columns = [column for column in row if column != "person_key"]
            marks = ", ".join(f":{column}" for column in columns)
            statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - ours
            db.execute(text(statement), {column: row[column] for column in columns})


@pytest.mark.parametrize(
    ("about", "key"),
    [
        (PERSON, "19750401|シケンタロウ"),
        (CHANGED, "19750401|シケンタロウ"),
        ({**PERSON, "NameKana": ""}, "19750401|試験太郎"),
        ({**PERSON, "NameKana": "", "Name": "●験　太郎"}, ""),
        ({**PERSON, "Birthdate": ""}, ""),
    ],
)
def test_a_key_is_birth_date_and_kana(about: Record, key: str) -> None:
    assert key == person_key((about,))
