"""Bad networks and services: code and exit status of cli.md, nothing handed over, nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Insert
from support.clinic import NO_CP932, Clinic

from reception_app.training.card import TrainingCa
from reception_app.training.service import TrainingService
from reception_app.training.service.pki import (
    LOOPBACK_HOSTS,
    Authority,
    Validity,
    past_validity,
)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("refuse", 20, "NW01"),
        ("close-before", 20, "NW01"),
        ("close-after", 20, "NW01"),
        ("silence", 20, "BK01"),
        ("malformed", 30, "BK08"),
        ("huge", 30, "BK08"),
        ("truncated", 20, "NW01"),
        ("busy=60", 30, "BK03"),
        ("maintenance=3600", 30, "BK02"),
        ("status=400", 30, "BK07"),
        ("status=401", 30, "BK04"),
        ("status=403", 30, "BK04"),
        ("status=404", 30, "BK07"),
        ("status=409", 30, "BK07"),
        ("status=413", 30, "BK07"),
        ("status=500", 30, "BK08"),
        ("status=502", 30, "BK08"),
        ("status=504", 30, "BK08"),
    ],
)
def test_a_service_in_trouble(
    clinic: Clinic, service: TrainingService, fault: str, status: int, code: str
) -> None:
    service.set_faults(fault)
    hurried = clinic.with_settings("backend", timeout_s=2)

    ran = hurried.ask()

    assert ran.brief == (status, code)
    assert ran.document["verdict"] is None
    assert clinic.handed_over() == []
    assert clinic.results() == []


@pytest.mark.parametrize(
    "fault", ["close-before:1", "close-after:1", "truncated:1", "busy=1:1", "status=500:2"]
)
def test_trouble_that_passes_is_not_noticed(
    clinic: Clinic, service: TrainingService, fault: str
) -> None:
    service.set_faults(fault)

    ran = clinic.ask()

    assert ran.brief == (0, None)
    assert service.counts.answers == {ran.document["check_id"]: 1}
    assert len(clinic.handed_over()) == 1


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        ("certificate-revoked", "CT04"),
        ("certificate-expired", "CT03"),
        ("not-registered", "CT06"),
        ("certificate-not-yet-valid", "CT09"),
        ("certificate-unknown-ca", "CT10"),
        ("signature-invalid", "CD11"),
        ("visual-not-allowed", "VS03"),
    ],
)
@pytest.mark.pcscd
def test_a_card_that_the_service_refuses(
    clinic: Clinic, insert: Insert, service: TrainingService, problem: str, code: str
) -> None:
    card = insert()
    service.set_faults(f"status=422/{problem}@checks")

    ran = clinic.check()

    assert ran.brief == (30, code)
    assert ran.document["error"]["name"] == "BackendRefused"
    assert ran.document["card"]["certificate_state"] == "valid"
    assert card.state.auth_tries == 3


@pytest.mark.parametrize("problem", ["challenge-used", "challenge-expired", "check-id-reused"])
@pytest.mark.pcscd
def test_a_challenge_that_is_refused_never_asks_the_card_again(
    clinic: Clinic, insert: Insert, service: TrainingService, problem: str
) -> None:
    card = insert()
    service.set_faults(f"status=409/{problem}@checks")

    ran = clinic.check()

    assert ran.brief == (30, "BK07")
    assert sum(header[1] == 0x20 for header in card.headers) == 2  # counter and one entry


@pytest.mark.pcscd
def test_no_pin_is_sent_while_the_service_gives_no_challenge(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    card = insert()
    service.set_faults("silence@challenges")

    ran = clinic.with_settings("backend", timeout_s=1).check()

    assert ran.brief == (20, "BK01")
    assert ran.document["card"]["pin_attempts_left"] == 3
    assert sum(header[1] == 0x20 for header in card.headers) == 1  # the counter


@pytest.mark.pcscd
@pytest.mark.parametrize(
    ("person", "brief", "verdict"),
    [
        ("TRAINING-0021", (0, None), "valid-not-registered"),
        ("TRAINING-0028", (0, None), "invalid"),
        ("TRAINING-9999", (0, None), "not-found"),
    ],
)
def test_every_answer_is_an_answer(
    clinic: Clinic,
    insert: Insert,
    person: str,
    brief: tuple[int, str | None],
    verdict: str,
) -> None:
    insert(person=person)

    ran = clinic.check()

    assert ran.brief == brief
    assert ran.document["verdict"] == verdict
    assert len(clinic.handed_over()) == 1


@pytest.mark.pcscd
def test_a_name_that_cp932_cannot_write_stays_in_the_outbox(
    clinic: Clinic, insert: Insert
) -> None:
    insert(person=NO_CP932)

    ran = clinic.check()
    stored = clinic.results()[0]
    in_utf8 = clinic.with_settings("handover", encoding="utf-8").ask()

    assert ran.brief == (50, "HO06")
    assert (ran.document["saved"], ran.document["verdict"]) == (True, "valid")
    assert ran.document["handover"] == {"state": "failed", "path": None}
    assert stored["handover"]["state"] == "failed"
    assert in_utf8.status == 0
    assert len(clinic.handed_over()) == 2  # the one that waited went out with the next check


def test_no_service_listens(clinic: Clinic, service: TrainingService) -> None:
    service.close()

    assert clinic.ask().brief == (20, "NW01")


def test_the_name_is_not_found(clinic: Clinic) -> None:
    lost = clinic.with_settings("backend.https", url="https://no-such-host.invalid:1")

    assert lost.ask().brief == (20, "NW02")


@pytest.mark.parametrize(
    ("hosts", "validity"),
    [(("clinic.example",), None), (LOOPBACK_HOSTS, past_validity())],
    ids=["another host", "expired"],
)
def test_a_server_certificate_that_does_not_hold(
    tmp_path: Path, hosts: tuple[str, ...], validity: Validity | None
) -> None:
    folder = tmp_path / "service"
    folder.mkdir()
    authority = Authority()
    server = authority.issue_server(hosts, validity)
    with TrainingService(folder, authority=authority, server=server) as service:
        ran = Clinic(tmp_path, service, card_ca=TrainingCa.create().pem).ask()

    assert ran.brief == (20, "NW03")
    assert not service.counts.requests


def test_an_expired_client_certificate(clinic: Clinic, service: TrainingService) -> None:
    expired = service.authority.issue_client(past_validity())
    service.client_pem.write_bytes(expired.certificate)
    service.client_key.write_bytes(expired.key)

    assert clinic.ask().brief == (20, "BK05")
    assert not service.counts.requests


def test_a_server_of_another_ca(clinic: Clinic, service: TrainingService, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with TrainingService(other) as foreign:
        ran = clinic.with_settings("backend.https", url=foreign.url).ask()

    assert ran.brief == (20, "NW03")
    assert not foreign.counts.requests
    assert not service.counts.requests


def test_a_client_certificate_of_another_ca(clinic: Clinic, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    foreign = TrainingService(other)

    ran = clinic.with_settings(
        "backend.https",
        client_certificate=str(foreign.client_pem),
        client_key=str(foreign.client_key),
    ).ask()

    assert ran.brief == (20, "BK04")


def test_no_client_certificate(clinic: Clinic, tmp_path: Path) -> None:
    ran = clinic.with_settings("backend.https", client_key=str(tmp_path / "missing")).ask()

    assert ran.brief == (20, "BK04")


@pytest.mark.pcscd
def test_an_unregistered_card(tmp_path: Path, ca: TrainingCa, insert: Insert) -> None:
    folder = tmp_path / "unregistered"
    folder.mkdir()
    insert()
    with TrainingService(folder, trust=[ca.pem], unregistered=True) as service:
        ran = Clinic(tmp_path, service, card_ca=ca.pem).check()

    assert ran.brief == (30, "CT06")


@pytest.mark.pcscd
def test_a_silent_service_does_not_hold_up_what_has_ended(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    insert()
    service.set_faults("silence")
    patient = clinic.with_settings("backend", timeout_s=120)

    assert patient.check(pin=b"12").brief == (10, "PN06")  # run() waits 60 s at most
