from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.card_ca import CardCa, IssuedCard
from support.plain_client import PlainClient

from reception_app.training.service import TrainingService

Issue = Callable[..., IssuedCard]
Serve = Callable[..., PlainClient]

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


class SettableClock:
    """The service's clock; TLS goes by the computer's."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="session")
def card_ca() -> CardCa:
    return CardCa()


@pytest.fixture
def issue(card_ca: CardCa) -> Issue:
    """Issue a card that is valid at NOW, to person 0001 unless said otherwise."""

    def issue(common_name: str = "TRAINING-0001", **changes: Any) -> IssuedCard:
        usual = {
            "not_before": datetime(2025, 4, 1, tzinfo=UTC),
            "not_after": datetime(2029, 4, 1, 14, 59, 59, tzinfo=UTC),
        }
        return card_ca.issue(common_name, **{**usual, **changes})

    return issue


@pytest.fixture
def service(tmp_path: Path, clock: SettableClock, card_ca: CardCa) -> Iterator[TrainingService]:
    with TrainingService(tmp_path / "tls", now=clock, trust=[card_ca.pem]) as service:
        yield service


@pytest.fixture
def client(service: TrainingService) -> Iterator[PlainClient]:
    with PlainClient.of(service) as client:
        yield client


@pytest.fixture
def serve(
    tmp_path: Path, clock: SettableClock, card_ca: CardCa
) -> Iterator[Callable[..., PlainClient]]:
    """Start a service with other options and return a client of it."""
    running: list[tuple[TrainingService, PlainClient]] = []

    def serve(**options: Any) -> PlainClient:
        usual: dict[str, Any] = {"now": clock, "trust": [card_ca.pem]}
        service = TrainingService(tmp_path / f"tls-{len(running)}", **{**usual, **options})
        service.start()
        running.append((service, PlainClient.of(service)))
        return running[-1][1]

    yield serve
    for service, client in running:
        with client:
            service.close()
