"""The https backend and the training service: two readings of one page."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.card_ca import CardCa, IssuedCard
from support.eligibility import numbers_query
from support.jobs import rows
from support.pki import DAY

from reception_app.adapters.backends.https import HttpsBackend, HttpsSettings
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.application.batch_ports import JobQuestion
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    Signature,
    Verdict,
    bytes_to_sign,
)
from reception_app.domain.errors import ReceptionError
from reception_app.testing.batch_contract import BatchBackendContract
from reception_app.training.service import TrainingService

KNOWN = CardholderNumbers("06139992", "１２３", "4567", "00", date(1985, 4, 12))
LONG_S = 20.0


@pytest.fixture(scope="module")
def card_ca() -> CardCa:
    return CardCa()


@pytest.fixture
def service(tmp_path: Path, card_ca: CardCa) -> Iterator[TrainingService]:
    with TrainingService(tmp_path, trust=[card_ca.pem]) as running:
        yield running


@pytest.fixture
def backend(service: TrainingService) -> Iterator[HttpsBackend]:
    with closing(backend_for(service)) as made:
        yield made


def backend_for(service: TrainingService, url: str | None = None) -> HttpsBackend:
    files = TlsFiles(str(service.ca_pem), str(service.client_pem), str(service.client_key))
    settings = HttpsSettings(
        url=url or service.url,
        files=files,
        institution_code="1312345678",
        terminal="desk-1",
        timeout_s=LONG_S,
    )
    return HttpsBackend(settings)


def known_query() -> EligibilityQuery:
    return replace(numbers_query(), subject=KNOWN)


def issued(card_ca: CardCa) -> IssuedCard:
    now = datetime.now(UTC)
    return card_ca.issue("TRAINING-0001", not_before=now - DAY, not_after=now + 300 * DAY)


class TestAgainstTheTrainingService(BatchBackendContract):
    @pytest.fixture(autouse=True)
    def started(self, service: TrainingService) -> Iterator[None]:
        self.service = service
        with socket.create_server(("127.0.0.1", 0)) as self.dead:
            yield

    def make_backend(self) -> HttpsBackend:
        return backend_for(self.service)

    def query(self) -> EligibilityQuery:
        return known_query()

    def job_rows(self) -> list[JobQuestion]:
        return rows(3)

    def unreachable_backend(self) -> HttpsBackend:
        return backend_for(self.service, f"https://127.0.0.1:{self.dead.getsockname()[1]}")


def test_a_known_person_is_found_by_number(backend: HttpsBackend) -> None:
    result = backend.check(known_query(), timeout_s=LONG_S)

    assert Verdict.VALID is result.verdict
    assert "練習　花子" == result.records[0]["Name"]


def test_a_card_is_checked_by_its_signature(backend: HttpsBackend, card_ca: CardCa) -> None:
    card, asked = issued(card_ca), known_query()
    challenge = backend.challenge(timeout_s=LONG_S)
    signed = bytes_to_sign(challenge.nonce, asked.check_id, asked.on, card.der)
    ticket = CardTicket(card.der, Signature(challenge, "RS256", card.sign(signed)))

    result = backend.check(replace(asked, subject=ticket), timeout_s=LONG_S)

    assert Verdict.VALID is result.verdict
    assert "1" == result.header["ReferenceClassification"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("refuse", "NW01"),
        ("close-before", "NW01"),
        ("close-after", "NW01"),
        ("truncated", "NW01"),
        ("silence", "BK01"),
        ("malformed", "BK08"),
        ("huge", "BK08"),
        ("status=500", "BK08"),
        ("status=401", "BK04"),
        ("status=403", "BK04"),
        ("busy=1", "BK03"),
        ("busy=60", "BK03"),
        ("maintenance=60", "BK02"),
        ("status=302", "BK08"),
    ],
)
def test_every_fault_of_the_service_has_its_error(
    service: TrainingService, backend: HttpsBackend, fault: str, code: str
) -> None:
    service.set_faults(fault)

    with pytest.raises(ReceptionError) as caught:
        backend.check(known_query(), timeout_s=1.0 if fault == "silence" else LONG_S)

    assert code == caught.value.code


@pytest.mark.parametrize(
    "fault", ["close-before:1", "close-after:1", "truncated:1", "status=500:2", "busy=1:1"]
)
def test_a_fault_that_passes_is_not_noticed(
    service: TrainingService, backend: HttpsBackend, fault: str
) -> None:
    service.set_faults(fault)

    assert backend.check(known_query(), timeout_s=LONG_S).is_normal


def test_a_challenge_that_the_service_never_gave_is_refused(
    backend: HttpsBackend, card_ca: CardCa
) -> None:
    foreign = Challenge("c-none", bytes(32), datetime(2030, 1, 1, tzinfo=UTC))
    ticket = CardTicket(issued(card_ca).der, Signature(foreign, "RS256", bytes(256)))

    with pytest.raises(ReceptionError) as caught:
        backend.check(replace(known_query(), subject=ticket), timeout_s=LONG_S)

    assert "BK07" == caught.value.code
