"""The service's life: start, counters, close."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from datetime import datetime
from pathlib import Path

import pytest
from support.plain_client import PlainClient, numbers_question

from reception_app.training.service import TrainingService, run_training_service


def port_of(service: TrainingService) -> int:
    return int(service.url.rsplit(":", 1)[1])


def service_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "training-service"]


def test_closing_leaves_no_thread_though_connections_are_open(tmp_path: Path) -> None:
    service = TrainingService(tmp_path)
    service.start()
    with (
        PlainClient.of(service) as client,
        socket.create_connection(("127.0.0.1", port_of(service))),
    ):
        client.get("/v1/service")

        service.close()

    assert service_threads() == []


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    with TrainingService(tmp_path) as service:
        service.close()

    assert service_threads() == []


def test_a_closed_service_starts_again_at_the_same_address_with_its_memory(
    tmp_path: Path,
) -> None:
    asked = numbers_question()
    with TrainingService(tmp_path) as service, PlainClient.of(service) as client:
        first = client.check(asked)
        url = service.url
        service.close()
        service.start()

        with PlainClient.of(service) as later:
            again = later.check(asked)

    assert service.url == url
    assert first.content == again.content


def test_a_running_service_is_not_started_twice(service: TrainingService) -> None:
    with pytest.raises(RuntimeError, match="already runs"):
        service.start()


def test_a_port_that_is_taken_is_an_error(service: TrainingService, tmp_path: Path) -> None:
    second = TrainingService(tmp_path / "second", port=port_of(service))

    with pytest.raises(OSError, match="in use"):
        second.start()

    assert service_threads() == ["training-service"]


def test_it_listens_on_loopback_only(service: TrainingService) -> None:
    assert service.url.startswith("https://127.0.0.1:")


def test_requests_and_their_time_are_counted(
    service: TrainingService, client: PlainClient
) -> None:
    asked = numbers_question()
    client.get("/v1/service")
    client.challenge()
    client.check(asked)
    client.check(asked)
    client.get("/elsewhere")

    counts = service.counts
    assert counts.connections == 1
    assert counts.requests == {
        "/v1/service": 1,
        "/v1/challenges": 1,
        "/v1/checks": 2,
        "other": 1,
    }
    assert counts.answers == {asked["check_id"]: 1}
    assert all(seconds > 0 for seconds in counts.handling_s.values())


def test_nothing_of_a_question_or_an_answer_is_logged(
    client: PlainClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.check(numbers_question())
        client.check(numbers_question(number="secret\n"))

    for secret in ("練習", "4567", "secret"):
        assert secret not in caplog.text


def test_a_client_that_leaves_in_its_request_is_not_an_error(
    service: TrainingService, client: PlainClient, caplog: pytest.LogCaptureFixture
) -> None:
    context = ssl.create_default_context(cafile=service.ca_pem)
    context.load_cert_chain(service.client_pem, service.client_key)
    with (
        socket.create_connection(("127.0.0.1", port_of(service))) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as tls,
    ):
        tls.sendall(b"POST /v1/checks HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")

    client.get("/v1/service")
    service.close()

    assert service.counts.requests["/v1/checks"] == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_fault_of_its_own_is_an_internal_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def no_clock() -> datetime:
        raise ZeroDivisionError

    with (
        TrainingService(tmp_path, now=no_clock) as service,
        PlainClient.of(service) as client,
    ):
        answer = client.check(numbers_question())

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    grave = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.levelname for record in grave] == ["ERROR"]


def test_it_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    urls: list[str] = []
    stop = threading.Event()

    def ready(service: TrainingService) -> None:
        urls.append(service.url)
        stop.set()

    run_training_service(tmp_path, on_ready=ready, stop=stop, delay_ms=1)

    assert len(urls) == 1
    assert service_threads() == []


def test_an_interrupt_closes_it_and_goes_on_up(tmp_path: Path) -> None:
    def ready(_: TrainingService) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_training_service(tmp_path, on_ready=ready, stop=threading.Event())

    assert service_threads() == []


@pytest.mark.parametrize("trust", [Path("missing.pem"), b"no certificate"])
def test_a_trust_that_is_no_certificate_is_an_error(tmp_path: Path, trust: Path | bytes) -> None:
    source = tmp_path / trust if isinstance(trust, Path) else trust

    with pytest.raises(ValueError, match=r"missing\.pem|PEM: no certificate"):
        TrainingService(tmp_path / "tls", trust=[source])


def test_other_people_can_take_the_place_of_ours(tmp_path: Path) -> None:
    people = tmp_path / "people.toml"
    people.write_text(
        """
        [[person]]
        numbers = {insurer = "139998", number = "1", born = "2000-01-01"}
        validity = "3"
        """,
        encoding="utf-8",
    )
    asked = numbers_question(insurer="139998", symbol=None, number="1", branch=None)
    asked["subject"]["born"] = "2000-01-01"

    with TrainingService(tmp_path, people=people) as service, PlainClient.of(service) as client:
        answer = client.check(asked).json()

    assert answer["XmlMsg"]["MessageBody"]["QualificationValidity"] == "3"
