"""The https backend against a real loopback TLS server: what the service says.

Expected errors: cli.md, "Errors"; re-sends: eligibility-api.md, "Errors".
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.asking import LONG_S, error_of
from support.eligibility import (
    CHALLENGES,
    CHECKS,
    INSTITUTION,
    challenge_bytes,
    message_bytes,
    numbers_query,
    problem,
    visual_query,
)
from support.tls_server import (
    Reply,
    TlsServer,
    answer,
    endless,
    raw,
)

from reception_app.adapters.backends.https import HttpsBackend, refusal_of
from reception_app.adapters.backends.line import Answer
from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    Retry,
)


# ── errors of the service ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("status", "service_code", "code"),
    [
        (400, "malformed", "BK07"),
        (401, "terminal-unknown", "BK04"),
        (403, "terminal-blocked", "BK04"),
        (404, "unknown-job", "BK07"),
        (409, "check-id-reused", "BK07"),
        (409, "challenge-used", "BK07"),
        (409, "challenge-expired", "BK07"),
        (413, "too-large", "BK07"),
        (422, "certificate-revoked", "CT04"),
        (422, "certificate-expired", "CT03"),
        (422, "not-registered", "CT06"),
        (422, "certificate-not-yet-valid", "CT09"),
        (422, "certificate-unknown-ca", "CT10"),
        (422, "signature-invalid", "CD11"),
        (422, "visual-not-allowed", "VS03"),
        (422, "something-new", "BK07"),
    ],
)
def test_a_refusal_has_its_code_and_is_not_sent_again(
    server: TlsServer, backend: HttpsBackend, status: int, service_code: str, code: str
) -> None:
    server.always(CHECKS, problem(status, service_code))

    error = error_of(backend)

    assert (BackendRefused, code, Retry.NEVER) == (type(error), error.code, error.retry)
    assert service_code == getattr(error, "service_code", None)
    assert 1 == len(server.seen(CHECKS))


@pytest.mark.parametrize("body", [b"<html>", b'{"code": "two words"}', b""])
def test_a_refusal_without_a_usable_code_shows_its_status(
    server: TlsServer, backend: HttpsBackend, body: bytes
) -> None:
    server.always(CHECKS, answer(422, body))

    error = error_of(backend)

    assert (BackendRefused, "BK07") == (type(error), error.code)
    assert {"service_code": "422"} == error.params


def test_an_endless_refusal_is_still_a_refusal(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(CHECKS, endless(401, megabytes=1))

    error = error_of(backend)

    assert (BackendRefused, "BK04") == (type(error), error.code)


def test_a_refused_challenge_is_told_like_a_refused_question(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(CHALLENGES, problem(403, "terminal-blocked"))

    with pytest.raises(BackendRefused, match="BK04"):
        backend.challenge(timeout_s=LONG_S)


def soon(delay: timedelta) -> str:
    return (datetime.now(UTC) + delay).isoformat()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (problem(429, "busy"), "BK03"),
        (problem(503, "busy"), "BK03"),
        (problem(503, "maintenance"), "BK02"),
        (problem(503, "other"), "BK08"),
        (answer(503, b"<html>"), "BK08"),
        (problem(501, "internal"), "BK08"),
        (problem(599, "internal"), "BK08"),
    ],
)
def test_a_service_that_is_closed_says_later(
    server: TlsServer, backend: HttpsBackend, reply: Reply, code: str
) -> None:
    server.always(CHECKS, reply)

    error = error_of(backend)

    assert (BackendUnavailable, code, Retry.LATER) == (type(error), error.code, error.retry)
    assert 1 == len(server.seen(CHECKS))


@pytest.mark.parametrize(
    ("hour", "until"),
    [(15, "4:00"), (14, "11/23 4:00")],  # in Japan: the same day, and the day before
)
def test_maintenance_says_until_when_in_the_clinics_time(hour: int, until: str) -> None:
    body = b'{"code": "maintenance", "until": "2026-11-22T19:00:00Z"}'

    error = refusal_of(Answer(503, "3600", body), datetime(2026, 11, 22, hour, 0, tzinfo=UTC))

    assert isinstance(error, BackendUnavailable)
    assert "BK02" == error.code
    assert {"until": until} == error.params
    assert 3600 == error.retry_after_s


@pytest.mark.parametrize("delay", [timedelta(hours=-1), timedelta(days=400)])
def test_an_end_that_makes_no_sense_is_left_out(
    server: TlsServer, backend: HttpsBackend, delay: timedelta
) -> None:
    server.always(CHECKS, problem(503, "maintenance", until=soon(delay)))

    assert {} == error_of(backend).params


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_faulty_service_is_asked_twice_more_with_the_same_bytes(
    server: TlsServer, backend: HttpsBackend, status: int
) -> None:
    server.next(CHECKS, problem(status, "internal"), problem(status, "internal"))

    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal

    assert 3 == len(server.seen(CHECKS))
    assert 1 == len({seen.body for seen in server.seen(CHECKS)})


def test_a_service_that_stays_faulty_is_bk08(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(CHECKS, problem(500, "internal"))

    error = error_of(backend)

    assert (BackendUnavailable, "BK08", Retry.LATER) == (type(error), error.code, error.retry)
    assert 3 == len(server.seen(CHECKS))


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_retry_after_is_waited_for_once_on_top_of_the_time_out(
    server: TlsServer, backend: HttpsBackend, status: int
) -> None:
    backend.warm()
    server.next(CHECKS, problem(status, "busy", retry_after="2"))

    assert backend.check(numbers_query(), timeout_s=1.5).is_normal
    assert 2 == len(server.seen(CHECKS))


def test_a_second_retry_after_is_not_waited_for(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(CHECKS, problem(503, "busy", retry_after="0"))

    error = error_of(backend)

    assert (BackendUnavailable, "BK03") == (type(error), error.code)
    assert 2 == len(server.seen(CHECKS))


@pytest.mark.parametrize(
    "retry_after", ["6", "Sun, 22 Nov 2026 09:05:00 GMT", "-1", "1.5", "soon", "１"]
)
def test_any_other_retry_after_is_not_waited_for(
    server: TlsServer, backend: HttpsBackend, retry_after: str
) -> None:
    spelled = retry_after.encode("utf-8").decode("latin-1")
    server.always(CHECKS, problem(429, "busy", retry_after=spelled))

    error = error_of(backend)

    assert (BackendUnavailable, "BK03") == (type(error), error.code)
    assert 1 == len(server.seen(CHECKS))


def test_closing_ends_a_wait_without_sending_again(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(CHECKS, problem(503, "busy", retry_after="5"))
    with ThreadPoolExecutor(1) as pool:
        error = pool.submit(error_of, backend)
        server.wait_for(CHECKS)

        backend.close()

        assert error.result(30).code in {"BK03", "NW01"}  # NW01: closed before the answer was read
    assert 1 == len(server.seen(CHECKS))


# ── answers that do not fit ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("reply", "where"),
    [
        (answer(302, b"", {"Location": "https://127.0.0.1:9/"}), "status 302"),
        (answer(302, b"", {"Location": "https://[broken"}), "status 302"),
        (answer(201, b"{}"), "status 201"),
        (answer(405, b""), "status 405"),
        (answer(200, b""), "JSON"),
        (answer(200, b"<html>"), "JSON"),
        (answer(200, message_bytes("00000000-0000-4000-8000-000000000000")), "check_id"),
        (raw(b"SSH-2.0-OpenSSH\r\n\r\n"), "HTTP"),
    ],
)
def test_an_answer_that_cannot_be_read_is_bk08_and_nothing_is_sent_again(
    server: TlsServer, backend: HttpsBackend, reply: Reply, where: str
) -> None:
    server.always(CHECKS, reply)

    error = error_of(backend)

    assert (BackendGarbled, "BK08", Retry.LATER) == (type(error), error.code, error.retry)
    assert {"where": where} == error.params
    assert 1 == len(server.seen(CHECKS))


def test_an_answer_of_another_institution_is_garbled(
    server: TlsServer, backend: HttpsBackend
) -> None:
    query = visual_query()
    other = message_bytes(query.check_id, header={"MedicalInstitutionCode": INSTITUTION[::-1]})
    server.always(CHECKS, answer(200, other))

    assert {"where": "MedicalInstitutionCode"} == error_of(backend, query).params


def test_a_huge_answer_is_refused_and_its_connection_closed(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(CHECKS, endless(200, megabytes=65))

    error = error_of(backend, timeout_s=100)

    assert (BackendGarbled, "BK08") == (type(error), error.code)
    assert {"where": "size"} == error.params
    server.wait_for_closed(1)
    assert backend.check(numbers_query(), timeout_s=LONG_S).is_normal


@pytest.mark.parametrize(
    "body",
    [b"{}", challenge_bytes(nonce="AAAA"), b"nonsense"],
    ids=["empty", "a short nonce", "no JSON"],
)
def test_a_challenge_that_does_not_fit_is_garbled(
    server: TlsServer, backend: HttpsBackend, body: bytes
) -> None:
    server.always(CHALLENGES, answer(201, body))

    with pytest.raises(BackendGarbled):
        backend.challenge(timeout_s=LONG_S)


def test_a_question_that_is_too_long_is_not_sent(server: TlsServer, backend: HttpsBackend) -> None:
    query = numbers_query()
    assert isinstance(query.subject, CardholderNumbers)
    long = replace(query, subject=replace(query.subject, symbol="x" * 70_000))

    error = error_of(backend, long)

    assert (BackendRefused, "BK07") == (type(error), error.code)
    assert not server.requests
