"""The service's memory is bounded, and its promises hold all the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.ids import CheckId
from reception_app.training.service.ledger import Answers, Challenges
from reception_app.training.service.refusal import Refusal
from reception_app.training.service.requests import Question

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def asked(number: int) -> Question:
    return Question(
        check_id=CheckId(f"00000000-0000-4000-8000-{number:012}"),
        terminal="desk-1",
        on=date(2026, 11, 22),
        subject=CardholderNumbers("139998", None, "1", None, date(2000, 1, 1)),
        limit_certificate=False,
        specific_disease=False,
    )


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def test_the_oldest_challenge_gives_way_to_a_new_one() -> None:
    challenges = Challenges(limit=2)
    first, second, third = (challenges.give("desk-1", NOW) for _ in range(3))

    with pytest.raises(Refusal) as refusal:
        challenges.find(first.challenge_id, "desk-1", NOW)

    assert code_of(refusal) == "challenge-expired"
    assert challenges.find(second.challenge_id, "desk-1", NOW) is second
    assert challenges.find(third.challenge_id, "desk-1", NOW) is third


def test_a_used_challenge_is_told_from_an_expired_one_for_a_while() -> None:
    challenges = Challenges()
    challenge = challenges.give("desk-1", NOW)
    challenge.is_used = True

    with pytest.raises(Refusal) as refusal:
        challenges.find(challenge.challenge_id, "desk-1", NOW + timedelta(minutes=10))

    assert code_of(refusal) == "challenge-used"


def test_challenges_are_forgotten_in_the_end() -> None:
    challenges = Challenges()
    old = challenges.give("desk-1", NOW)
    old.is_used = True
    later = NOW + timedelta(hours=1)
    challenges.give("desk-1", later)

    with pytest.raises(Refusal) as refusal:
        challenges.find(old.challenge_id, "desk-1", later)

    assert code_of(refusal) == "challenge-expired"


def test_where_no_answer_could_be_remembered_none_is_given() -> None:
    answers = Answers(limit=1)
    answers.keep(asked(1), b"{}", NOW)

    with pytest.raises(Refusal) as refusal:
        answers.find(asked(2), NOW + timedelta(hours=24))

    assert code_of(refusal) == "busy"
    assert answers.find(asked(1), NOW + timedelta(hours=24)) == b"{}"


def test_there_is_room_again_when_an_answer_is_forgotten() -> None:
    answers = Answers(limit=1)
    answers.keep(asked(1), b"{}", NOW)

    assert answers.find(asked(2), NOW + timedelta(hours=25)) is None
