"""The day's list: what other programs took in, and how much changed since the last time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.answers import check_id, record, result
from support.whole_desk import WholeDesk

from reception_app.domain.eligibility import Method, Record
from reception_app.domain.errors import StoreBusy
from reception_app.domain.record import HandoverState

SOON_S = 20


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WholeDesk]:
    whole = WholeDesk(tmp_path)
    whole.desk.start()
    whole.settle()
    yield whole
    whole.store.close()


def save_beside(desk: WholeDesk, number: int, method: Method, *, hand_over: bool = False) -> None:
    """Save an answer as another program of this desk does: nobody here is told."""
    saved = record(number, method=method, on=desk.clock.today())
    desk.store.save(result(number), saved, hand_over=hand_over)


PERSON: Record = {
    "Name": "試験　太郎",
    "NameKana": "ｼｹﾝ ﾀﾛｳ",
    "Birthdate": "19850412",
    "InsurerNumber": "06139992",
    "InsuredIdentificationNumber": "120",
}
BEFORE: Record = {**PERSON, "InsuredIdentificationNumber": "4567"}


def save_person(desk: WholeDesk, number: int, person: Record, *, days_ago: int = 0) -> None:
    """Save an answer about somebody, some days ago."""
    at = desk.clock.now() - timedelta(days=days_ago)
    found = replace(result(number, records=(person,)), answered_at=at)
    saved = record(number, on=desk.clock.today() - timedelta(days=days_ago))
    desk.store.save(found, saved, hand_over=False)


def refuse(*_: object, **__: object) -> None:
    raise StoreBusy


def test_a_face_result_that_watch_took_in_is_listed_as_new(desk: WholeDesk) -> None:
    save_beside(desk, 1, Method.FACE)

    desk.wait(SOON_S)

    assert [check_id(1)] == [row.record.check_id for row in desk.now.today]
    assert (check_id(1),) == desk.now.arrived


def test_what_somebody_asked_for_is_only_listed(desk: WholeDesk) -> None:
    save_beside(desk, 1, Method.NUMBERS)

    desk.wait(SOON_S)

    assert [check_id(1)] == [row.record.check_id for row in desk.now.today]
    assert () == desk.now.arrived


def test_the_newest_stands_on_top(desk: WholeDesk) -> None:
    for number in (1, 2):
        save_beside(desk, number, Method.FACE)
        desk.clock.move(1)

    desk.wait(SOON_S)

    assert [check_id(2), check_id(1)] == [row.record.check_id for row in desk.now.today]


def test_what_became_of_a_row_elsewhere_shows(desk: WholeDesk) -> None:
    save_beside(desk, 1, Method.FACE, hand_over=True)
    desk.wait(SOON_S)
    waiting = desk.now.today[0].handover.state
    desk.store.mark_handover_failed(check_id(1), "HO03")

    desk.wait(SOON_S)

    assert HandoverState.WAITING is waiting
    assert HandoverState.FAILED is desk.now.today[0].handover.state


def test_a_store_that_cannot_be_read_just_then_is_asked_again(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_beside(desk, 1, Method.FACE)
    with monkeypatch.context() as broken:
        broken.setattr(desk.store, "latest", refuse)
        desk.wait(SOON_S)
    empty = desk.now.today

    desk.wait(SOON_S)

    assert () == empty
    assert 1 == len(desk.now.today)


def test_what_changed_is_counted_when_the_day_is_loaded(tmp_path: Path) -> None:
    desk = WholeDesk(tmp_path)
    save_person(desk, 1, BEFORE, days_ago=80)
    save_person(desk, 2, PERSON)

    desk.desk.start()
    desk.settle()

    assert {check_id(2): 1} == desk.now.changed
    desk.store.close()


def test_what_changed_is_counted_for_a_row_that_comes(desk: WholeDesk) -> None:
    save_person(desk, 1, BEFORE, days_ago=80)
    save_person(desk, 2, PERSON)
    desk.wait(SOON_S)
    save_person(desk, 3, PERSON)

    desk.wait(SOON_S)

    assert {check_id(2): 1, check_id(3): 0} == desk.now.changed


def test_who_was_never_here_has_nothing_to_compare_with(desk: WholeDesk) -> None:
    save_person(desk, 1, PERSON)

    desk.wait(SOON_S)

    assert {check_id(1): None} == desk.now.changed


def test_somebody_else_of_the_same_kana_and_birth_date_is_not_compared_with(
    desk: WholeDesk,
) -> None:
    other = {**BEFORE, "Name": "志賢　多朗", "InsurerNumber": "01139997"}
    save_person(desk, 1, other, days_ago=80)
    save_person(desk, 2, PERSON)

    desk.wait(SOON_S)

    assert {check_id(2): None} == desk.now.changed


def test_a_row_is_looked_up_once(desk: WholeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    save_person(desk, 1, PERSON)
    desk.wait(SOON_S)
    monkeypatch.setattr(desk.store, "answered_before_each", refuse)

    desk.desk.arrived(check_id(1), HandoverState.OFF)
    desk.settle()

    assert {check_id(1): None} == desk.now.changed


def test_without_the_answers_before_the_day_is_listed_all_the_same(
    desk: WholeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.store, "answered_before_each", refuse)
    save_person(desk, 1, PERSON)

    desk.desk.arrived(check_id(1), HandoverState.OFF)
    desk.settle()

    assert ([check_id(1)], {}) == (
        [row.record.check_id for row in desk.now.today],
        desk.now.changed,
    )
