"""What a service announces, asked for over the same lines as everything else."""

from __future__ import annotations

import json

import pytest
from support.asking import LONG_S, SHORT_S, MakeBackend, paths, unused_port
from support.eligibility import SERVICE, numbers_query, problem
from support.notices import CARDS, OUTAGE, on_wire
from support.tls_server import Reply, TlsServer, answer, cut

from reception_app.adapters.backends.https import MAX_SERVICE, HttpsBackend
from reception_app.application.notices import NoticeSource
from reception_app.domain.errors import ReceptionError


def announcing(*listed: object) -> Reply:
    return answer(200, json.dumps({"api": "v1", "notices": listed}).encode())


def test_the_https_backend_brings_notices(backend: HttpsBackend) -> None:
    assert isinstance(backend, NoticeSource)


def test_notices_are_brought(server: TlsServer, backend: HttpsBackend) -> None:
    cards = on_wire(id="n-1", text="証明書の保守", affects="cards")
    server.always(SERVICE, announcing(cards, on_wire()))

    assert (CARDS, OUTAGE) == backend.notices(timeout_s=LONG_S)


def test_a_service_without_notices_has_none(backend: HttpsBackend) -> None:
    assert () == backend.notices(timeout_s=LONG_S)


def test_an_open_connection_is_used_and_stays_usable(
    server: TlsServer, backend: HttpsBackend
) -> None:
    backend.check(numbers_query(), timeout_s=LONG_S)
    backend.notices(timeout_s=LONG_S)
    backend.check(numbers_query(), timeout_s=LONG_S)

    assert 1 == len({connection for connection, _ in paths(server)})
    assert 2 == len(server.seen(SERVICE))  # to prove the connection, and to be read
    assert ["GET", "GET"] == [seen.method for seen in server.seen(SERVICE)]


def test_a_connection_that_had_gone_is_not_noticed(
    server: TlsServer, backend: HttpsBackend
) -> None:
    backend.notices(timeout_s=LONG_S)
    server.next(SERVICE, cut)
    server.always(SERVICE, announcing(on_wire()))

    assert (OUTAGE,) == backend.notices(timeout_s=LONG_S)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (answer(200, b"[]"), "BK08"),
        (answer(200, b'{"x": "' + b"x" * MAX_SERVICE + b'"}'), "BK08"),
        (problem(503, "maintenance", retry_after="60"), "BK02"),
        (problem(403, "terminal-blocked"), "BK04"),
    ],
)
def test_what_is_no_description_of_the_service_is_an_error_of_ours(
    server: TlsServer, backend: HttpsBackend, reply: Reply, code: str
) -> None:
    backend.check(numbers_query(), timeout_s=LONG_S)
    server.always(SERVICE, reply)

    with pytest.raises(ReceptionError) as caught:
        backend.notices(timeout_s=LONG_S)

    assert code == caught.value.code


def test_a_service_that_is_not_there_is_an_error_of_ours(make_backend: MakeBackend) -> None:
    backend = make_backend(f"https://127.0.0.1:{unused_port()}")

    with pytest.raises(ReceptionError) as caught:
        backend.notices(timeout_s=SHORT_S)

    assert "NW01" == caught.value.code
