"""Whom the desk has seen, out of the store's own answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import event
from support.answers import PERSON, record, result

from reception_app.adapters.batch_sources.own_records import OwnRecords
from reception_app.adapters.store.results import SqliteStore
from reception_app.domain.batch import Source
from reception_app.domain.eligibility import Method, Record, Verdict

TODAY = date(2026, 11, 2)
OCTOBER, NOVEMBER = date(2026, 10, 15), date(2026, 11, 1)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def person(name: str) -> Record:
    return {**PERSON, "NameKana": name}


def save(store: SqliteStore, number: int, on: date, name: str = "ｱ", **changes: Any) -> None:
    method = changes.pop("method", Method.PIN)
    answer = {"records": (person(name),)} | changes
    store.save(result(number, **answer), record(number, on=on, method=method), hand_over=False)


def seen(store: SqliteStore) -> list[object]:
    patients = store.regulars.seen(FIRST, LAST, verified_from=NOVEMBER)
    return [patient.records[0]["NameKana"] for patient in patients]


def test_whoever_was_checked_in_that_time_is_seen_newest_first(store: SqliteStore) -> None:
    save(store, 1, date(2026, 9, 30), "ｱ")
    save(store, 2, FIRST, "ｲ")
    save(store, 3, LAST, "ｳ")

    assert seen(store) == ["ｳ", "ｲ"]


def test_somebody_who_came_twice_is_seen_once_with_the_newest_answer(store: SqliteStore) -> None:
    save(
        store,
        1,
        OCTOBER,
        records=({**person("ｱ"), "Address": "新"},),
        answered_at=result(9).answered_at,
    )
    save(store, 2, OCTOBER, records=({**person("ｱ"), "Address": "旧"},))

    (patient,) = store.regulars.seen(FIRST, LAST, verified_from=NOVEMBER)

    assert patient.records[0]["Address"] == "新"
    assert patient.patient_number == ""


def test_whoever_is_known_to_be_insured_since_is_left_out(store: SqliteStore) -> None:
    save(store, 1, OCTOBER, "ｱ")
    save(store, 2, OCTOBER, "ｲ")
    save(store, 3, NOVEMBER, "ｱ", method=Method.BATCH)
    save(store, 4, NOVEMBER, "ｲ", verdict=Verdict.INVALID, verdict_code="2")

    assert seen(store) == ["ｲ"]


def test_a_batch_sees_nobody(store: SqliteStore) -> None:
    save(store, 1, OCTOBER, "ｱ", method=Method.BATCH)

    assert seen(store) == []


def test_answers_that_name_nobody_or_several_see_nobody(store: SqliteStore) -> None:
    save(store, 1, OCTOBER, records=(), verdict=Verdict.NOT_FOUND, verdict_code="4")
    save(store, 2, OCTOBER, verdict=Verdict.SEVERAL, verdict_code="5")
    save(store, 3, OCTOBER, verdict=None, verdict_code="")

    assert seen(store) == []


def test_more_people_than_one_page_are_all_seen(store: SqliteStore) -> None:
    for number in range(501):
        save(store, number + 1, OCTOBER, f"ｱ{number}")

    assert len(set(map(str, seen(store)))) == 501


def test_own_records_are_a_source_of_a_batch(store: SqliteStore) -> None:
    save(store, 1, OCTOBER, "ﾃｽﾄ")

    for source in (Source.THIS_MONTH, Source.LAST_MONTH):
        (entry,) = OwnRecords(store.regulars, source).read(TODAY, TODAY)
        assert (entry.kana, entry.typed.insurer) == ("テスト", "139998")


def test_the_desks_checks_are_found_without_looking_at_those_of_batches(
    store: SqliteStore,
) -> None:
    engine, asked = store.regulars._engine, list[tuple[str, Any]]()

    @event.listens_for(engine, "before_cursor_execute")
    def note(*call: Any) -> None:
        asked.append((call[2], call[3]))

    seen(store)

    statement, values = next(each for each in asked if each[0].startswith("SELECT"))
    with engine.begin() as db:
        plan = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "USING INDEX ix_confirmation_records_desk" in str(plan)
    assert "SCAN" not in str(plan)
