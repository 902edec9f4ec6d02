"""Mutual TLS of the training service."""

from __future__ import annotations

import socket
import ssl
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from support.plain_client import PlainClient, numbers_question

from reception_app.training.service import TrainingService
from reception_app.training.service.pki import Authority, Identity, past_validity

Serve = Callable[..., PlainClient]


def written(identity: Identity, folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "other.pem", folder / "other.key"
    certificate.write_bytes(identity.certificate)
    key.write_bytes(identity.key)
    return certificate, key


def test_without_a_client_certificate_the_connection_breaks(service: TrainingService) -> None:
    with (
        PlainClient(service, identity=None) as client,
        pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectError)),
    ):
        client.get("/v1/service")

    assert service.counts.requests == {}


def test_an_expired_client_certificate_is_refused(
    service: TrainingService, tmp_path: Path
) -> None:
    expired = service.authority.issue_client(past_validity())
    identity = written(expired, tmp_path)

    with (
        PlainClient(service, identity=identity) as client,
        pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectError)),
    ):
        client.get("/v1/service")

    assert service.counts.requests == {}


def test_a_foreign_client_certificate_is_refused(service: TrainingService, tmp_path: Path) -> None:
    identity = written(Authority().issue_client(), tmp_path)

    with (
        PlainClient(service, identity=identity) as client,
        pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectError)),
    ):
        client.get("/v1/service")


def test_a_server_certificate_does_not_serve_as_a_clients(
    service: TrainingService, tmp_path: Path
) -> None:
    identity = written(service.authority.issue_server(), tmp_path)

    with (
        PlainClient(service, identity=identity) as client,
        pytest.raises((httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectError)),
    ):
        client.get("/v1/service")


@pytest.mark.parametrize(
    "server_of",
    [
        lambda authority: authority.issue_server(validity=past_validity()),
        lambda authority: authority.issue_server(("eligibility.invalid",)),
        lambda _: Authority().issue_server(),
    ],
    ids=["expired", "other host", "other CA"],
)
def test_a_bad_server_certificate_can_be_played(
    serve: Serve, server_of: Callable[[Authority], Identity]
) -> None:
    authority = Authority()
    client = serve(authority=authority, server=server_of(authority))

    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.get("/v1/service")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_newer_are_spoken(service: TrainingService, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=service.ca_pem)
    context.load_cert_chain(service.client_pem, service.client_key)
    context.minimum_version = context.maximum_version = version

    with httpx.Client(verify=context, trust_env=False) as client:
        assert client.get(f"{service.url}/v1/service").status_code == 200


def test_the_strictest_verification_accepts_our_certificates(service: TrainingService) -> None:
    context = ssl.create_default_context(cafile=service.ca_pem)
    context.load_cert_chain(service.client_pem, service.client_key)
    context.verify_flags |= ssl.VERIFY_X509_STRICT

    with httpx.Client(verify=context, trust_env=False) as client:
        assert client.get(f"{service.url}/v1/service").status_code == 200


def test_the_service_also_answers_as_localhost(service: TrainingService) -> None:
    context = ssl.create_default_context(cafile=service.ca_pem)
    context.load_cert_chain(service.client_pem, service.client_key)

    with httpx.Client(verify=context, trust_env=False) as client:
        url = service.url.replace("127.0.0.1", "localhost")
        assert client.get(f"{url}/v1/service").status_code == 200


def test_the_key_is_for_its_owner_only(service: TrainingService) -> None:
    assert stat.S_IMODE(service.client_key.stat().st_mode) == 0o600


def test_connections_are_kept(service: TrainingService, client: PlainClient) -> None:
    for _ in range(5):
        client.check(numbers_question())

    assert service.counts.connections == 1


def test_a_folder_gets_fresh_files_each_time(tmp_path: Path) -> None:
    first = TrainingService(tmp_path)
    before = [path.read_bytes() for path in (first.ca_pem, first.client_pem, first.client_key)]

    second = TrainingService(tmp_path)

    after = [path.read_bytes() for path in (second.ca_pem, second.client_pem, second.client_key)]
    assert not set(before) & set(after)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ca.pem",
        "client.key",
        "client.pem",
    ]


def test_what_is_no_http_breaks_nothing(service: TrainingService, client: PlainClient) -> None:
    context = ssl.create_default_context(cafile=service.ca_pem)
    context.load_cert_chain(service.client_pem, service.client_key)
    port = int(service.url.rsplit(":", 1)[1])
    with (
        socket.create_connection(("127.0.0.1", port)) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as tls,
    ):
        tls.sendall(b"\0\1\2 nonsense\r\n\r\n")
        assert tls.recv(12) == b"HTTP/1.1 400"

    assert client.get("/v1/service").status_code == 200
