"""Faults on request, seen by a client."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import httpx
import pytest
from support.plain_client import PlainClient, numbers_question

from reception_app.training.service import TrainingService
from reception_app.training.service.faults import parse_faults

Serve = Callable[..., PlainClient]

TERMINAL = {"terminal": "desk-1"}


def test_a_refused_connection_breaks_before_tls(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("refuse:1")

    with pytest.raises(httpx.ConnectError):
        client.get("/v1/service")

    assert service.counts.connections == 0
    assert client.get("/v1/service").status_code == 200


def test_refuse_leaves_open_connections_alone(
    service: TrainingService, client: PlainClient
) -> None:
    client.get("/v1/service")
    service.set_faults("refuse")

    assert client.post("/v1/challenges", TERMINAL).status_code == 201


@pytest.mark.parametrize("fault", ["close-before", "close-after"])
def test_a_cut_connection_gives_no_answer(
    service: TrainingService, client: PlainClient, fault: str
) -> None:
    service.set_faults(f"{fault}:1")

    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/v1/challenges", TERMINAL)

    assert client.post("/v1/challenges", TERMINAL).status_code == 201


def test_cut_before_the_question_was_not_answered(
    service: TrainingService, client: PlainClient
) -> None:
    asked = numbers_question()
    service.set_faults("close-before:1")
    with pytest.raises(httpx.RemoteProtocolError):
        client.check(asked)

    assert service.counts.answers == {}
    assert client.check({**asked, "on": "2026-11-21"}).status_code == 200


def test_cut_after_the_question_was_answered(
    service: TrainingService, client: PlainClient
) -> None:
    asked = numbers_question()
    service.set_faults("close-after:1")
    with pytest.raises(httpx.RemoteProtocolError):
        client.check(asked)

    assert client.check({**asked, "on": "2026-11-21"}).json()["code"] == "check-id-reused"
    assert client.check(asked).status_code == 200


def test_cut_after_also_hides_a_refusal(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("close-after:1")

    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/v1/checks", {})


def test_silence_lasts_until_the_client_gives_up(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("silence:1")

    with pytest.raises(httpx.ReadTimeout):
        client.send("POST", "/v1/challenges", json=TERMINAL, timeout=0.2)

    assert client.post("/v1/challenges", TERMINAL).status_code == 201


def test_a_malformed_answer_is_no_json(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("malformed")

    answer = client.check(numbers_question())

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_huge_answer_is_longer_than_64_mib(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("huge")

    assert len(client.check(numbers_question()).content) > 64 * 1024 * 1024


def test_a_client_may_leave_a_huge_answer(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("huge:1")
    with client.stream("/v1/checks", {}) as answer:
        next(answer.iter_raw())

    assert client.check(numbers_question()).status_code == 200


def test_a_truncated_answer_is_shorter_than_it_says(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("truncated:1")

    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        client.check(numbers_question())

    assert client.check(numbers_question()).status_code == 200


@pytest.mark.parametrize(
    ("spec", "status", "code"),
    [
        ("status=401", 401, "terminal-unknown"),
        ("status=404", 404, "unknown-job"),
        ("status=409/challenge-expired", 409, "challenge-expired"),
        ("status=422/not-registered", 422, "not-registered"),
        ("status=500", 500, "internal"),
        ("status=429", 429, "busy"),
        ("status=503", 503, "maintenance"),
        ("status=503/busy", 503, "busy"),
        ("status=504", 504, "internal"),
    ],
)
def test_any_status_can_be_asked_for(
    service: TrainingService, client: PlainClient, spec: str, status: int, code: str
) -> None:
    service.set_faults(spec)

    answer = client.check(numbers_question())

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["code"] == code


def test_a_busy_service_says_when_to_come_back(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("busy=7:1")

    answer = client.check(numbers_question())

    assert (answer.status_code, answer.json()["code"]) == (429, "busy")
    assert answer.headers["retry-after"] == "7"
    assert client.check(numbers_question()).status_code == 200


def test_maintenance_says_until_when(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("maintenance=3600")

    answer = client.check(numbers_question())

    assert (answer.status_code, answer.json()["code"]) == (503, "maintenance")
    assert answer.headers["retry-after"] == "3600"
    assert answer.json()["until"] == "2026-11-22T10:00:00+09:00"


def test_a_fault_can_be_kept_to_one_address(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("close-after@checks:1")

    assert client.post("/v1/challenges", TERMINAL).status_code == 201
    with pytest.raises(httpx.RemoteProtocolError):
        client.check(numbers_question())
    assert client.check(numbers_question()).status_code == 200


def test_faults_spare_what_tells_a_refused_client_certificate(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("close-before")

    assert client.get("/v1/service").status_code == 200


def test_faults_are_played_one_after_the_other(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("status=500:2", "busy=1:1")

    statuses = [client.check(numbers_question()).status_code for _ in range(4)]

    assert statuses == [500, 500, 429, 200]


def test_a_delay_holds_up_what_is_posted(serve: Serve) -> None:
    client = serve(delay_ms=60_000)
    assert client.get("/v1/service").status_code == 200

    with pytest.raises(httpx.ReadTimeout):
        client.send("POST", "/v1/challenges", json=TERMINAL, timeout=0.2)


def test_a_short_delay_ends_in_an_answer(serve: Serve) -> None:
    assert serve(delay_ms=5).check(numbers_question()).status_code == 200


def test_a_delay_begins_and_ends_while_the_service_runs(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_delay(60_000)
    with pytest.raises(httpx.ReadTimeout):
        client.send("POST", "/v1/challenges", json=TERMINAL, timeout=0.2)

    service.set_delay(0)

    assert client.check(numbers_question()).status_code == 200


@pytest.mark.parametrize("fault", ["silence", "huge"])
def test_a_service_that_plays_a_fault_closes_at_once(
    service: TrainingService, client: PlainClient, fault: str
) -> None:
    service.set_faults(fault)
    closed, broken = threading.Event(), threading.Event()

    def ask() -> None:
        try:
            with client.stream("/v1/checks", {}) as answer:
                for _ in answer.iter_raw():
                    closed.wait(10)
        except httpx.HTTPError:
            broken.set()

    asking = threading.Thread(target=ask)
    asking.start()
    while service.counts.connections == 0:
        asking.join(0.005)
    service.close()
    closed.set()

    asking.join(10)
    assert broken.is_set()


# ── how they are written ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "spec",
    [
        "refuse",
        "refuse:3",
        "silence@challenges",
        "status=503",
        "status=409/challenge-used@checks:2",
        "busy=0",
        "maintenance=60:1",
        "silence@jobs",
        "status=500@results:1",
        "processing=3",
        "abnormal",
        "other-number:1",
        "missing=1",
        "strange=2",
        "twice=1:1",
    ],
)
def test_these_are_faults(spec: str) -> None:
    assert len(parse_faults([spec])) == 1


def test_all_wrong_faults_are_named() -> None:
    wrong = [
        "",
        "Silence",
        "explode",
        "silence=1",
        "status",
        "status=200",
        "status=600",
        "status=abc",
        "status=422/unheard-of",
        "busy",
        "busy=1/busy",
        "busy=-1",
        "huge:",
        "huge:x",
        "huge@service",
        "refuse@checks",
        "processing",
        "processing=3:1",
        "abnormal=1",
        "missing",
        "twice=1@checks",
    ]

    with pytest.raises(ValueError, match="not a fault") as caught:
        parse_faults(["huge", *wrong])

    assert str(caught.value) == f"not a fault: {', '.join(wrong)}"
