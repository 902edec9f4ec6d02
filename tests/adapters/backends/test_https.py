"""The https backend against a real loopback TLS server: questions, connections, life.

Expected behaviour: eligibility-api.md.
"""

from __future__ import annotations

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from support.asking import LONG_S, MakeBackend, error_of, paths, unused_port
from support.eligibility import (
    CHALLENGES,
    CHECKS,
    INSTITUTION,
    RECORD,
    SERVICE,
    TERMINAL,
    new_id,
    numbers_query,
    problem,
    signed_query,
    usual_replies,
    visual_query,
)
from support.pki import DAY, Pki
from support.tls_server import (
    Reply,
    TlsServer,
    answer,
    cut,
    head,
    raw,
)

from reception_app.adapters.backends.https import HttpsBackend, create
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.domain.eligibility import EligibilityQuery, Verdict
from reception_app.domain.errors import (
    LinkDown,
    SettingsError,
)


# ── a question and its answer ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("make_query", [numbers_query, visual_query, signed_query])
def test_every_kind_of_question_is_answered(
    server: TlsServer, backend: HttpsBackend, make_query: type[EligibilityQuery]
) -> None:
    query: EligibilityQuery = make_query(check_id=new_id())  # type: ignore[call-arg] # a function

    result = backend.check(query, timeout_s=LONG_S)

    assert query.check_id == result.check_id
    assert Verdict.VALID is result.verdict
    assert "https" == result.source
    assert (RECORD,) == result.records
    assert datetime.now(UTC) - DAY < result.answered_at <= datetime.now(UTC)
    assert TERMINAL == json.loads(server.seen(CHECKS)[0].body)["terminal"]


def test_a_challenge_is_fetched(server: TlsServer, backend: HttpsBackend) -> None:
    challenge = backend.challenge(timeout_s=LONG_S)

    assert 32 == len(challenge.nonce)
    assert challenge.expires_at > datetime.now(UTC)
    assert {"terminal": TERMINAL} == json.loads(server.seen(CHALLENGES)[0].body)


def test_requests_say_what_they_carry_and_take_nothing_compressed(
    server: TlsServer, backend: HttpsBackend
) -> None:
    backend.check(numbers_query(), timeout_s=LONG_S)

    headers = server.seen(CHECKS)[0].headers
    assert "application/json; charset=utf-8" == headers["content-type"]
    assert "identity" == headers["accept-encoding"]


def test_no_url_and_no_log_line_holds_anything_of_a_patient(
    server: TlsServer, backend: HttpsBackend, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    backend.check(numbers_query(), timeout_s=LONG_S)

    assert {SERVICE, CHECKS} == {seen.path for seen in server.requests}
    assert not [text for text in ("試験", "06139992", "4567", "１２３") if text in caplog.text]


def test_nothing_out_of_the_environment_changes_the_way(
    server: TlsServer, backend: HttpsBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")

    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal


def test_cookies_are_not_kept(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(SERVICE, answer(200, b"{}", {"Set-Cookie": "a=b; Path=/"}))

    backend.check(numbers_query(), timeout_s=LONG_S)

    assert "cookie" not in server.seen(CHECKS)[0].headers


def test_a_service_is_found_by_name_and_by_path(
    pki: Pki, server: TlsServer, make_backend: MakeBackend
) -> None:
    server.always("/gate/v1/service", answer(200, b"{}"))
    server.always("/gate/v1/checks", usual_replies()[CHECKS])

    backend = make_backend(f"https://localhost:{server.port}/gate/")

    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal


# ── connections ───────────────────────────────────────────────────────────────────────────────
def test_the_first_request_on_a_connection_is_the_proof_and_the_connection_is_kept(
    server: TlsServer, backend: HttpsBackend
) -> None:
    backend.challenge(timeout_s=LONG_S)
    backend.check(numbers_query(), timeout_s=LONG_S)
    backend.check(numbers_query(), timeout_s=LONG_S)

    assert [(1, SERVICE), (1, CHALLENGES), (1, CHECKS), (1, CHECKS)] == paths(server)


def test_an_idle_connection_that_the_service_closed_is_replaced_by_a_proved_one(
    server: TlsServer, backend: HttpsBackend
) -> None:
    backend.check(numbers_query(), timeout_s=LONG_S)
    server.drop_connections()

    backend.check(numbers_query(), timeout_s=LONG_S)

    assert [(1, SERVICE), (1, CHECKS), (2, SERVICE), (2, CHECKS)] == paths(server)


def test_warming_up_proves_a_connection_that_the_question_then_uses(
    server: TlsServer, backend: HttpsBackend
) -> None:
    backend.warm()
    assert [(1, SERVICE)] == paths(server)

    backend.check(numbers_query(), timeout_s=LONG_S)

    assert [(1, SERVICE), (1, CHECKS)] == paths(server)


@pytest.mark.parametrize("reply", [cut, problem(500, "internal"), raw(b"nonsense\r\n\r\n")])
def test_warming_up_never_fails(server: TlsServer, backend: HttpsBackend, reply: Reply) -> None:
    server.next(SERVICE, reply)

    backend.warm()

    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal


def test_warming_up_without_a_service_never_fails(make_backend: MakeBackend) -> None:
    make_backend(f"https://127.0.0.1:{unused_port()}").warm()


def test_many_threads_share_at_most_eight_connections_and_each_is_proved(
    server: TlsServer, backend: HttpsBackend
) -> None:
    threads = 12
    together = threading.Barrier(threads)

    def ask(_number: int) -> bool:
        together.wait(30)
        return all(backend.check(numbers_query(), timeout_s=60).is_normal for _ in range(3))

    with ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(ask, range(threads)))

    assert 1 <= server.connections <= 8
    assert server.connections == len(server.seen(SERVICE))
    assert 36 == len(server.seen(CHECKS))
    first_requests = dict(reversed(paths(server)))
    assert {SERVICE} == set(first_requests.values())


def test_a_service_that_keeps_no_connection_is_not_asked_for_ever(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(SERVICE, answer(200, b"{}", {"Connection": "close"}, closing=True))

    error = error_of(backend)

    assert "keep-alive" == getattr(error, "where", None)
    assert not server.seen(CHECKS)
    assert 3 == len(server.seen(SERVICE))


@pytest.mark.parametrize(
    "reply", [problem(500, "internal"), problem(503, "busy"), problem(401, "terminal-unknown")]
)
def test_any_answer_proves_a_connection(
    server: TlsServer, backend: HttpsBackend, reply: Reply
) -> None:
    server.next(SERVICE, reply)

    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal
    assert [(1, SERVICE), (1, CHECKS)] == paths(server)


def test_a_proof_whose_answer_is_cut_is_a_broken_line_not_a_refused_certificate(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(SERVICE, raw(head(200, 99)))

    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal
    assert [(1, SERVICE), (2, SERVICE), (2, CHECKS)] == paths(server)


# ── life ──────────────────────────────────────────────────────────────────────────────────────
def mapping(url: str, files: TlsFiles) -> dict[str, object]:
    return {
        "url": url,
        "ca": files.ca,
        "client_certificate": files.certificate,
        "client_key": files.key,
        "institution_code": INSTITUTION,
        "terminal": TERMINAL,
        "timeout_s": 15.0,
    }


def test_a_backend_made_from_settings_asks(pki: Pki, server: TlsServer) -> None:
    with closing(create(mapping(server.url, pki.client_files()))) as backend:
        assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal


def test_making_a_backend_needs_neither_files_nor_a_service() -> None:
    files = TlsFiles("/missing/ca", "/missing/certificate", "/missing/key")

    with closing(create(mapping("https://127.0.0.1:9", files))) as backend:
        assert "https" == backend.info.name


def test_an_open_line_is_refused(pki: Pki) -> None:
    with pytest.raises(SettingsError):
        create(mapping("http://127.0.0.1:9", pki.client_files()))


def test_after_closing_nothing_is_connected(server: TlsServer, backend: HttpsBackend) -> None:
    backend.check(numbers_query(), timeout_s=LONG_S)
    backend.close()
    backend.close()

    error = error_of(backend)

    assert (LinkDown, "NW01") == (type(error), error.code)
    assert 1 == server.connections
