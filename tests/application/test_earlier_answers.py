"""The answer before the one on the screen is looked up when there is something to compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support import answers
from support.desk import answer
from support.whole_desk import WholeDesk

from reception_app.domain.eligibility import EligibilityQuery, EligibilityResult
from reception_app.domain.errors import StoreBusy
from reception_app.domain.record import StoredCheck

PERSON = {"Name": "試験　太郎", "NameKana": "ｼｹﾝ ﾀﾛｳ", "Birthdate": "19850412"}
SOMEBODY = {"Name": "試験　花子", "NameKana": "ｼｹﾝ ﾊﾅｺ", "Birthdate": "19880703"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WholeDesk]:
    desk = WholeDesk(tmp_path)
    earlier = answers.result(77, records=(PERSON,))
    earlier = replace(earlier, answered_at=earlier.answered_at - timedelta(days=80))
    desk.store.save(earlier, answers.record(77), hand_over=False)
    desk.desk.start()
    desk.settle()
    yield desk
    desk.store.close()


def before(desk: WholeDesk) -> StoredCheck | None:
    history = desk.now.before.history if desk.now.before is not None else ()
    return next(iter(history), None)


def check(desk: WholeDesk, person: dict[str, str]) -> None:
    def told(query: EligibilityQuery) -> EligibilityResult:
        found = answer(check_id=query.check_id, records=(person,))
        return replace(found, answered_at=desk.clock.now())

    desk.backend.answers = told
    desk.check()


def test_the_answer_before_is_there_as_soon_as_this_one_is_saved(desk: WholeDesk) -> None:
    check(desk, PERSON)

    found = before(desk)

    assert found is not None
    assert found.record.check_id == answers.check_id(77)


def test_somebody_who_was_never_here_has_none(desk: WholeDesk) -> None:
    check(desk, SOMEBODY)

    assert desk.now.before is not None
    assert desk.now.before.history == ()


def test_it_goes_with_the_answer(desk: WholeDesk) -> None:
    check(desk, PERSON)

    desk.desk.next_patient()

    assert desk.now.before is None


def test_what_comes_after_the_next_patient_began_is_not_shown(desk: WholeDesk) -> None:
    check(desk, PERSON)
    current = desk.now.current
    assert current is not None
    desk.desk.next_patient()
    desk.desk.open_row(current)
    desk.desk.next_patient()

    desk.settle()

    assert desk.now.before is None


def test_a_check_that_is_opened_again_has_its_own(desk: WholeDesk) -> None:
    check(desk, PERSON)
    current = desk.now.current
    assert current is not None
    desk.desk.next_patient()

    desk.desk.open_row(current)
    desk.settle()

    assert before(desk) is not None


def test_a_store_that_cannot_be_asked_says_nothing_of_changes(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreBusy

    monkeypatch.setattr(desk.store, "answered_before", busy)

    check(desk, PERSON)

    assert desk.now.before is None


def test_five_answers_are_enough(desk: WholeDesk) -> None:
    for _ in range(7):
        desk.clock.move(60)
        check(desk, PERSON)
        desk.take()
        desk.desk.next_patient()

    desk.desk.open_row(desk.now.today[0].record.check_id)
    desk.settle()

    assert desk.now.before is not None
    shown = [each.record.check_id for each in desk.now.before.history]
    assert shown == [each.record.check_id for each in desk.now.today[1:6]]


def test_answers_of_one_moment_do_not_lead_in_a_circle(desk: WholeDesk) -> None:
    check(desk, PERSON)
    stored = desk.now.today[0]
    twin = replace(stored.result, check_id=answers.check_id(88))
    desk.store.save(twin, replace(stored.record, check_id=twin.check_id), hand_over=False)

    desk.desk.next_patient()
    desk.desk.open_row(stored.record.check_id)
    desk.settle()

    assert desk.now.before is not None
    assert [each.record.check_id for each in desk.now.before.history][:1] == [twin.check_id]


def test_somebody_of_the_same_kana_and_birth_date_is_passed(desk: WholeDesk) -> None:
    namesake = answers.result(78, records=({**PERSON, "Name": "試験　多郎"},))
    later = replace(namesake, answered_at=namesake.answered_at - timedelta(days=1))
    desk.store.save(later, answers.record(78), hand_over=False)

    check(desk, PERSON)

    found = before(desk)
    assert found is not None
    assert found.record.check_id == answers.check_id(77)
