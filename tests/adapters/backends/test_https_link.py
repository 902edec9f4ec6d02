"""The https backend against a real loopback TLS server: what is wrong with the line.

Expected errors: cli.md, "Errors"; re-sends: eligibility-api.md, "Errors".
"""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from support.asking import LONG_S, SHORT_S, MakeBackend, error_of, paths, unused_port
from support.eligibility import (
    CHALLENGES,
    CHECKS,
    SERVICE,
    numbers_query,
    problem,
    signed_query,
    usual_replies,
)
from support.pki import DAY, Pki
from support.tls_server import (
    Reply,
    TlsServer,
    cut,
    dripping,
    head,
    raw,
    serving,
    silence,
)

from reception_app.adapters.backends.https import HttpsBackend
from reception_app.domain.errors import (
    LinkDown,
    LinkTimeout,
    LinkUntrusted,
    Retry,
)
from reception_app.domain.policy import JST


# ── no link ───────────────────────────────────────────────────────────────────────────────────
def test_a_refused_connection_is_nw01(make_backend: MakeBackend) -> None:
    error = error_of(make_backend(f"https://127.0.0.1:{unused_port()}"))

    assert (LinkDown, "NW01", Retry.NOW) == (type(error), error.code, error.retry)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 64 + ".invalid"])
def test_an_unknown_name_is_nw02(make_backend: MakeBackend, host: str) -> None:
    error = error_of(make_backend(f"https://{host}"))

    assert (LinkDown, "NW02") == (type(error), error.code)


def test_a_connection_cut_in_the_handshake_is_nw01(make_backend: MakeBackend) -> None:
    def hang_up(listener: socket.socket) -> None:
        listener.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        pool.submit(hang_up, listener)

        error = error_of(make_backend(f"https://127.0.0.1:{listener.getsockname()[1]}"))

    assert (LinkDown, "NW01") == (type(error), error.code)


def test_a_handshake_that_never_comes_is_a_time_out(make_backend: MakeBackend) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        backend = make_backend(f"https://127.0.0.1:{listener.getsockname()[1]}")

        error = error_of(backend, timeout_s=SHORT_S)

    assert (LinkTimeout, "BK01") == (type(error), error.code)
    assert {"seconds": "0.5"} == error.params


def test_a_port_that_speaks_no_tls_is_nw03(make_backend: MakeBackend) -> None:
    def speak(listener: socket.socket) -> None:
        with listener.accept()[0] as sock:
            sock.recv(10_000)
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        pool.submit(speak, listener)

        error = error_of(make_backend(f"https://127.0.0.1:{listener.getsockname()[1]}"))

    assert (LinkUntrusted, "NW03") == (type(error), error.code)


# ── certificates ──────────────────────────────────────────────────────────────────────────────
def assert_untrusted(context: ssl.SSLContext, make_backend: MakeBackend, code: str) -> None:
    with serving(context, usual_replies()) as server:
        error = error_of(make_backend(server.url))

        assert (LinkUntrusted, code) == (type(error), error.code)
        assert not server.seen(CHECKS)


def test_a_server_of_another_ca_is_nw03(pki: Pki, make_backend: MakeBackend) -> None:
    assert_untrusted(pki.server_context(ca=trustme.CA()), make_backend, "NW03")


def test_a_server_of_another_name_is_nw03(pki: Pki, make_backend: MakeBackend) -> None:
    assert_untrusted(pki.server_context("other.example"), make_backend, "NW03")


def test_an_expired_server_certificate_is_nw03(pki: Pki, make_backend: MakeBackend) -> None:
    context = pki.server_context(not_after=datetime.now(UTC) - DAY)

    assert_untrusted(context, make_backend, "NW03")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_certificate_of_ours_that_the_service_refuses_is_bk04(
    pki: Pki, make_backend: MakeBackend, version: ssl.TLSVersion
) -> None:
    context = pki.server_context(version=version, client_ca=trustme.CA())

    assert_untrusted(context, make_backend, "BK04")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_of_tls_are_spoken(
    pki: Pki, make_backend: MakeBackend, version: ssl.TLSVersion
) -> None:
    with serving(pki.server_context(version=version), usual_replies()) as server:
        assert make_backend(server.url).check(numbers_query(), timeout_s=LONG_S).is_normal


def test_a_new_connection_that_breaks_without_an_answer_is_bk04(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(SERVICE, cut)

    error = error_of(backend)

    assert (LinkUntrusted, "BK04", Retry.NEVER) == (type(error), error.code, error.retry)
    assert [(1, SERVICE)] == paths(server)


def test_a_missing_certificate_of_ours_is_bk04_and_nothing_is_connected(
    pki: Pki, server: TlsServer, make_backend: MakeBackend, tmp_path: Path
) -> None:
    files = replace(pki.client_files(), certificate=str(tmp_path / "missing.pem"))

    error = error_of(make_backend(server.url, files=files))

    assert (LinkUntrusted, "BK04") == (type(error), error.code)
    assert (0, 0) == (server.connections, server.refused)


def test_an_expired_certificate_of_ours_is_bk05_until_it_is_renewed(
    pki: Pki, server: TlsServer, make_backend: MakeBackend
) -> None:
    start = datetime.now(UTC) - 30 * DAY
    backend = make_backend(
        server.url, files=pki.client_files(not_before=start, not_after=start + DAY)
    )

    error = error_of(backend)

    assert (LinkUntrusted, "BK05") == (type(error), error.code)
    assert {"expires_at": (start + DAY).astimezone(JST).date().isoformat()} == error.params
    assert (0, 0) == (server.connections, server.refused)

    pki.client_files()
    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal


# ── broken connections ────────────────────────────────────────────────────────────────────────
TRUNCATED = raw(head(200, 1000) + b'{"check_id":')
HEAD_ONLY = raw(b"HTTP/1.1 200")


@pytest.mark.parametrize("reply", [cut, TRUNCATED, HEAD_ONLY])
def test_a_question_that_was_cut_is_sent_once_more_with_the_same_bytes(
    server: TlsServer, backend: HttpsBackend, reply: Reply
) -> None:
    server.next(CHECKS, reply)

    assert backend.check(signed_query(), timeout_s=LONG_S).is_normal

    first, second = server.seen(CHECKS)
    assert first.body == second.body
    assert [(1, SERVICE), (1, CHECKS), (2, SERVICE), (2, CHECKS)] == paths(server)


@pytest.mark.parametrize("reply", [cut, TRUNCATED, HEAD_ONLY])
def test_a_question_that_was_cut_again_is_nw01(
    server: TlsServer, backend: HttpsBackend, reply: Reply
) -> None:
    server.always(CHECKS, reply)

    error = error_of(backend)

    assert (LinkDown, "NW01") == (type(error), error.code)
    assert 2 == len(server.seen(CHECKS))


@pytest.mark.parametrize(("reply", "code"), [(cut, "NW01"), (problem(500, "internal"), "BK08")])
def test_a_question_whose_challenge_has_expired_is_never_sent_again(
    server: TlsServer, backend: HttpsBackend, reply: Reply, code: str
) -> None:
    server.next(CHECKS, reply)

    error = error_of(backend, signed_query(good_for=timedelta(seconds=-1)))

    assert code == error.code
    assert 1 == len(server.seen(CHECKS))


def test_a_question_is_not_sent_again_if_its_challenge_expires_during_the_wait(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(CHECKS, problem(503, "busy", retry_after="5"))

    error = error_of(backend, signed_query(good_for=timedelta(seconds=4)))

    assert "BK03" == error.code
    assert 1 == len(server.seen(CHECKS))


def test_a_challenge_that_was_cut_is_asked_for_once_more(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(CHALLENGES, cut)

    assert backend.challenge(timeout_s=LONG_S).nonce


# ── slow ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", [SERVICE, CHECKS])
def test_silence_is_a_time_out_and_nothing_is_sent_again(
    server: TlsServer, backend: HttpsBackend, path: str
) -> None:
    server.next(path, silence)

    error = error_of(backend, timeout_s=SHORT_S)

    assert (LinkTimeout, "BK01", Retry.NOW) == (type(error), error.code, error.retry)
    assert 1 == len(server.seen(path))


SLOW_S = 0.05


@pytest.mark.parametrize("path", [SERVICE, CHECKS])
@pytest.mark.parametrize(
    "content", [b"HTTP/1.1 200 " + b"X" * 600, head(200, 600) + b" " * 600], ids=["head", "body"]
)
def test_an_answer_that_drips_ends_with_the_deadline(
    server: TlsServer, backend: HttpsBackend, path: str, content: bytes
) -> None:
    server.next(path, dripping(content, SLOW_S))

    error = error_of(backend, timeout_s=SHORT_S)

    assert LinkTimeout is type(error)


def test_the_deadline_holds_for_all_attempts_together(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(CHECKS, cut, silence)

    error = error_of(backend, timeout_s=SHORT_S)

    assert LinkTimeout is type(error)
    assert 2 == len(server.seen(CHECKS))
