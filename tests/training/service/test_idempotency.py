"""The same check_id again."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from support.card_ca import IssuedCard
from support.plain_client import PlainClient, consent, numbers_question, visual_question

from reception_app.training.service import TrainingService

Issue = Callable[..., IssuedCard]


def test_the_same_question_gets_the_stored_answer_whatever_became_of_the_challenge(
    client: PlainClient, issue: Issue, clock: Any
) -> None:
    asked = client.pin_question(issue())
    first = client.check(asked)
    clock.at += timedelta(hours=23, minutes=59)

    again = client.check(asked)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content


def test_the_body_is_compared_as_parsed(client: PlainClient) -> None:
    asked = numbers_question()
    first = client.check(asked)
    shuffled = dict(reversed(asked.items())) | {"unknown": [1]}

    again = client.post("/v1/checks", json.dumps(shuffled, indent=2, ensure_ascii=True).encode())

    assert first.content == again.content


@pytest.mark.parametrize(
    "changed",
    [{"on": "2026-11-21"}, {"terminal": "desk-2"}, {"consent": consent(limit=True)}],
)
def test_another_question_under_a_used_check_id_is_refused(
    client: PlainClient, changed: dict[str, object]
) -> None:
    asked = numbers_question()
    client.check(asked)

    answer = client.check({**asked, **changed})

    assert answer.status_code == 409
    assert answer.json()["code"] == "check-id-reused"


def test_a_new_challenge_makes_it_another_question(client: PlainClient, issue: Issue) -> None:
    asked = client.pin_question(issue())
    client.check(asked)

    answer = client.check(client.pin_question(issue(), check_id=asked["check_id"]))

    assert answer.json()["code"] == "check-id-reused"


def test_a_reused_check_id_does_not_use_the_challenge_up(
    client: PlainClient, issue: Issue
) -> None:
    taken = numbers_question()
    client.check(taken)
    asked = client.pin_question(issue())

    refused = client.check({**asked, "check_id": taken["check_id"]})
    answer = client.check(asked)

    assert refused.json()["code"] == "check-id-reused"
    assert answer.status_code == 200


def test_after_a_refusal_the_check_id_is_free(client: PlainClient, issue: Issue) -> None:
    refused = visual_question(issue("TRAINING-0038"))

    first = client.check(refused)
    second = client.check(numbers_question() | {"check_id": refused["check_id"]})

    assert (first.status_code, second.status_code) == (422, 200)


def test_an_answer_is_remembered_beyond_a_day_but_not_for_ever(
    client: PlainClient, clock: Any
) -> None:
    asked = numbers_question()
    client.check(asked)
    clock.at += timedelta(hours=26)

    answer = client.check({**asked, "on": "2026-11-21"})

    assert answer.status_code == 200


def test_a_check_id_in_capitals_is_the_same_check_id(client: PlainClient) -> None:
    asked = numbers_question()
    client.check(asked)

    answer = client.check({**asked, "check_id": asked["check_id"].upper()})

    assert answer.json()["code"] == "check-id-reused"


def test_the_same_question_many_times_at_once_gets_one_answer(
    service: TrainingService, client: PlainClient, issue: Issue
) -> None:
    asked = client.pin_question(issue())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(client.check, [asked] * 24))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert service.counts.answers == {asked["check_id"]: 1}


def test_one_challenge_for_many_questions_at_once_serves_one(
    client: PlainClient, issue: Issue
) -> None:
    asked = client.pin_question(issue())
    others = [numbers_question()["check_id"] for _ in range(12)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda id_: client.check({**asked, "check_id": id_}), others))

    codes = sorted(answer.json()["code"] for answer in answers)
    assert codes == ["challenge-used"] * 11 + ["signature-invalid"]
