"""The oqs-webapi backend against real loopback TLS servers: what is wrong with the line."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from support.asking import SHORT_S, unused_port
from support.pki import Pki
from support.terminals import LONG_S, hanako_query
from support.tls_server import Reply, TlsServer, answer, cut, head, raw, serving, silence
from support.web_sites import WebSite, error_of

from reception_app.adapters.backends.oqs_webapi.backend import REQUEST_S, OqsWebApiBackend
from reception_app.domain.errors import LinkDown, LinkTimeout, LinkUntrusted, Retry
from reception_app.messages.web_login import Tokens, login_answer
from reception_app.training.service.pki import Authority
from reception_app.training.terminal.web import TrainingWeb

TRUNCATED = raw(head(200, 1000) + b'{"XmlMsg":')
VERSIONS = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])


def usual() -> dict[str, Reply]:
    return {"/auth": answer(200, login_answer(Tokens("id-1")))}


def backend_of(site: WebSite, pki: Pki, auth: TlsServer, search: TlsServer) -> OqsWebApiBackend:
    return site.backend(
        auth_url=f"{auth.url}/auth", search_url=f"{search.url}/search", files=pki.client_files()
    )


# ── no link ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("url", ["auth_url", "search_url"])
def test_a_host_that_does_not_answer_is_nw01(site: WebSite, url: str) -> None:
    error = error_of(site.backend(**{url: f"https://127.0.0.1:{unused_port()}/x"}))  # type: ignore[arg-type] # one of its texts

    assert (LinkDown, "NW01", Retry.NOW) == (type(error), error.code, error.retry)


def test_an_unknown_name_is_nw02(site: WebSite) -> None:
    error = error_of(site.backend(auth_url="https://no-such-host.invalid/auth"))

    assert (LinkDown, "NW02") == (type(error), error.code)


def test_an_address_without_a_path_is_asked_at_its_root(site: WebSite, pki: Pki) -> None:
    with serving(pki.server_context(), {"/": answer(500, b"")}) as server:
        error = error_of(site.backend(auth_url=server.url, files=pki.client_files()))

        assert ("BK08", 1) == (error.code, len(server.seen("/")))


# ── certificates ──────────────────────────────────────────────────────────────────────────────
def test_an_interface_of_another_ca_is_nw03_and_gets_no_password(
    site: WebSite, tmp_path: Path
) -> None:
    with TrainingWeb(tmp_path / "other") as other:
        error = error_of(site.backend(auth_url=other.auth_url))

        assert (LinkUntrusted, "NW03") == (type(error), error.code)
        assert 0 == other.logins


def test_a_certificate_of_ours_that_the_interface_does_not_know_is_bk04(
    site: WebSite, tmp_path: Path
) -> None:
    stranger = Authority().issue_client()
    (tmp_path / "stranger.pem").write_bytes(stranger.certificate)
    (tmp_path / "stranger.key").write_bytes(stranger.key)
    files = replace(
        site.files,
        certificate=str(tmp_path / "stranger.pem"),
        key=str(tmp_path / "stranger.key"),
    )

    error = error_of(site.backend(files=files))

    assert (LinkUntrusted, "BK04", Retry.NEVER) == (type(error), error.code, error.retry)
    assert 0 == site.logins


def test_a_missing_certificate_of_ours_is_bk04_and_nothing_is_connected(
    site: WebSite, tmp_path: Path
) -> None:
    error = error_of(site.backend(files=replace(site.files, key=str(tmp_path / "missing"))))

    assert (LinkUntrusted, "BK04") == (type(error), error.code)
    assert 0 == site.web.connections


@VERSIONS
@pytest.mark.parametrize("place", ["auth", "search"])
def test_a_certificate_of_ours_that_either_host_refuses_is_bk04(
    site: WebSite, pki: Pki, version: ssl.TLSVersion, place: str
) -> None:
    refusing = pki.server_context(version=version, client_ca=trustme.CA())
    with serving(refusing, usual()) as refuses, serving(pki.server_context(), usual()) as usually:
        auth, search = (refuses, usually) if place == "auth" else (usually, refuses)

        error = error_of(backend_of(site, pki, auth, search))

        assert (LinkUntrusted, "BK04") == (type(error), error.code)
        assert 0 == refuses.connections


# ── broken connections ────────────────────────────────────────────────────────────────────────
def test_a_search_that_was_cut_is_sent_once_more_with_the_same_bytes(
    site: WebSite, pki: Pki
) -> None:
    with serving(pki.server_context(), usual()) as server:
        server.next("/search", cut, answer(500, b""))

        error = error_of(backend_of(site, pki, server, server))

        first, second = server.seen("/search")
        assert (first.body, first.headers) == (second.body, second.headers)
        assert "BK08" == error.code


@pytest.mark.parametrize("fault", ["cut", "truncated"])
def test_a_search_that_was_cut_again_is_nw01(site: WebSite, fault: str) -> None:
    site.web.set_faults(f"{fault}@search")

    error = error_of(site.backend())

    assert (LinkDown, "NW01") == (type(error), error.code)
    assert (1, 2) == (site.logins, site.searches)


@pytest.mark.parametrize("fault", ["cut", "truncated"])
def test_one_cut_is_not_noticed(site: WebSite, fault: str) -> None:
    site.web.set_faults(f"{fault}:1")

    assert site.backend().check(hanako_query(), timeout_s=LONG_S).is_normal


def test_a_login_that_is_cut_at_once_twice_is_bk04(site: WebSite) -> None:
    site.web.set_faults("cut@auth")

    error = error_of(site.backend())

    assert (LinkUntrusted, "BK04", 2) == (type(error), error.code, site.logins)


def test_a_login_whose_answer_is_cut_is_nw01(site: WebSite) -> None:
    site.web.set_faults("truncated@auth")

    assert "NW01" == error_of(site.backend()).code


def test_a_connection_that_ended_meanwhile_is_not_noticed(site: WebSite, pki: Pki) -> None:
    with serving(pki.server_context(), usual()) as server:
        server.always("/search", answer(500, b""))
        backend = backend_of(site, pki, server, server)
        error_of(backend)
        server.drop_connections()

        assert "BK08" == error_of(backend).code
        assert 2 == len(server.seen("/search"))


# ── slow ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("place", ["auth", "search"])
def test_silence_is_a_time_out_and_nothing_is_sent_again(
    site: WebSite, pki: Pki, place: str
) -> None:
    with serving(pki.server_context(), usual() | {f"/{place}": silence}) as server:
        error = error_of(backend_of(site, pki, server, server), timeout_s=SHORT_S)

        assert (LinkTimeout, "BK01", Retry.NOW) == (type(error), error.code, error.retry)
        assert {"seconds": "0.5"} == error.params
        assert 1 == len(server.seen(f"/{place}"))


@pytest.mark.parametrize("place", ["auth", "search"])
def test_a_request_has_its_own_time_whatever_the_question_has(site: WebSite, place: str) -> None:
    site.web.set_faults(f"silence@{place}")

    error = error_of(site.backend(request_s=SHORT_S), timeout_s=LONG_S)

    assert (LinkTimeout, {"seconds": "0.5"}) == (type(error), error.params)


def test_the_interface_is_given_ten_seconds_for_each_request() -> None:
    assert 10.0 == REQUEST_S


def test_after_a_time_out_the_next_question_is_answered(site: WebSite) -> None:
    site.web.set_faults("silence@search:1")
    backend = site.backend()
    error_of(backend, timeout_s=SHORT_S)

    assert backend.check(hanako_query(), timeout_s=LONG_S).is_normal


# ── closing ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("place", ["auth", "search"])
def test_closing_ends_what_is_waited_for(site: WebSite, pki: Pki, place: str) -> None:
    with serving(pki.server_context(), usual() | {f"/{place}": silence}) as server:
        backend = backend_of(site, pki, server, server)
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(error_of, backend) for _ in range(2)]
            server.wait_for(f"/{place}")

            backend.close()

            assert ["NW01"] * 2 == [each.result().code for each in waiting]


def test_a_closed_backend_asks_nothing(site: WebSite) -> None:
    backend = site.backend()
    backend.close()

    assert "NW01" == error_of(backend).code
    assert 0 == site.web.connections


# ── a port that hangs ─────────────────────────────────────────────────────────────────────────
def test_a_handshake_that_never_comes_is_a_time_out(site: WebSite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/auth"

        assert "BK01" == error_of(site.backend(auth_url=url), timeout_s=SHORT_S).code
