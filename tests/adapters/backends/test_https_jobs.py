"""一括照会 of the https backend against a service that does exactly as it is told."""

from __future__ import annotations

import json

import pytest
from support.asking import LONG_S, SHORT_S, MakeBackend, paths, unused_port
from support.eligibility import ON, SERVICE, problem
from support.jobs import JOB, NUMBER, answers_in, dumped, finished, ids, row, rows, unit
from support.tls_server import Reply, TlsServer, answer, cut, raw, silence

from reception_app.adapters.backends.https import MAX_JOB, HttpsBackend
from reception_app.application.batch_ports import BatchBackend, Receipt, StillRunning
from reception_app.backend_api import BatchStyle
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    JobForgotten,
    LinkDown,
    LinkTimeout,
    ReceptionError,
)
from reception_app.domain.row_check_id import row_check_id

JOBS = "/v1/jobs"
RESULT = f"{JOBS}/{NUMBER}"
TAKEN = answer(202, dumped({"reception_number": NUMBER, "ask_again_s": 5}))


def submit_error(backend: HttpsBackend, *, timeout_s: float = LONG_S) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        backend.submit(JOB, ON, [row()], timeout_s=timeout_s)
    return caught.value


def fetch_error(backend: HttpsBackend) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        backend.fetch(JOB, NUMBER, timeout_s=LONG_S)
    return caught.value


def test_it_is_a_batch_backend_that_asks_one_by_one_by_itself(backend: HttpsBackend) -> None:
    assert isinstance(backend, BatchBackend)
    assert backend.repeats_jobs_safely
    assert BatchStyle.ONE_BY_ONE is backend.info.batch


# ── limits ────────────────────────────────────────────────────────────────────────────────────
def test_limits_are_known_from_the_first_connection_on(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(SERVICE, answer(200, dumped({"max_rows": 40, "max_parallel": 3})))

    backend.warm()

    assert (40, 3) == (backend.info.max_rows, backend.info.max_parallel)


def test_more_at_once_than_we_have_lines_is_no_use(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(SERVICE, answer(200, dumped({"max_parallel": 100})))

    backend.warm()

    assert 8 == backend.info.max_parallel


def test_an_error_says_nothing_of_limits(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(SERVICE, answer(500, dumped({"max_parallel": 2, "max_rows": 2})))

    backend.warm()

    assert (None, 8) == (backend.info.max_rows, backend.info.max_parallel)


# ── uploads ───────────────────────────────────────────────────────────────────────────────────
def test_an_upload_goes_out_once_and_gets_its_receipt(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(JOBS, TAKEN)
    asked = rows(3)

    receipt = backend.submit(JOB, ON, asked, timeout_s=LONG_S)

    assert Receipt(NUMBER, 5.0) == receipt
    sent = json.loads(server.seen(JOBS)[0].body)
    assert ids(asked) == [each["row_id"] for each in sent["rows"]]
    assert ("desk-1", "2026-11-22", JOB) == (sent["terminal"], sent["on"], sent["job_id"])
    assert [(1, SERVICE), (1, JOBS)] == paths(server)


def test_a_cut_upload_is_sent_once_more_with_the_same_bytes(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.next(JOBS, cut, TAKEN)

    backend.submit(JOB, ON, [row()], timeout_s=LONG_S)

    first, second = server.seen(JOBS)
    assert first.body == second.body


@pytest.mark.parametrize(
    "reply",
    [
        cut,
        answer(202, b"{"),
        answer(200, dumped({"reception_number": NUMBER})),
        raw(b"nonsense\r\n\r\n"),
        problem(500, "internal"),
        problem(504, "internal"),
    ],
    ids=["cut", "garbled", "200", "no-http", "500", "504"],
)
def test_whatever_may_hide_an_acceptance_is_not_known(
    server: TlsServer, backend: HttpsBackend, reply: Reply
) -> None:
    server.always(JOBS, reply)

    assert isinstance(submit_error(backend), LinkTimeout)


def test_a_service_that_keeps_silent_is_not_known(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(JOBS, silence)

    assert isinstance(submit_error(backend, timeout_s=SHORT_S), LinkTimeout)


@pytest.mark.parametrize(
    ("status", "code", "error", "ours"),
    [
        (400, "malformed", BackendRefused, "BK07"),
        (401, "terminal-unknown", BackendRefused, "BK04"),
        (413, "too-large", BackendRefused, "BK07"),
        (409, "check-id-reused", BackendRefused, "BK07"),
        (503, "maintenance", BackendUnavailable, "BK02"),
        (429, "busy", BackendUnavailable, "BK03"),
    ],
)
def test_a_refused_upload_was_not_taken_in(
    server: TlsServer,
    backend: HttpsBackend,
    status: int,
    code: str,
    error: type[ReceptionError],
    ours: str,
) -> None:
    server.always(JOBS, problem(status, code))

    refused = submit_error(backend)

    assert (error, ours) == (type(refused), refused.code)


def test_where_nobody_listens_nothing_was_taken_in(make_backend: MakeBackend) -> None:
    backend = make_backend(f"https://127.0.0.1:{unused_port()}")

    assert isinstance(submit_error(backend), LinkDown)


def test_an_upload_beyond_the_bounds_is_not_sent(server: TlsServer, backend: HttpsBackend) -> None:
    many = rows(1) * (MAX_JOB // 100)

    with pytest.raises(BackendRefused) as caught:
        backend.submit(JOB, ON, many, timeout_s=LONG_S)

    assert "too-large" == caught.value.service_code
    assert [] == server.requests


# ── results ───────────────────────────────────────────────────────────────────────────────────
def test_answers_come_with_the_row_that_they_are_about(
    server: TlsServer, backend: HttpsBackend
) -> None:
    document = finished([unit("row-1"), unit("row-2", validity="4")])
    server.always(RESULT, answer(200, dumped(document)))

    answers = answers_in(backend.fetch(JOB, NUMBER, timeout_s=LONG_S))

    assert ["row-1", "row-2"] == [each.row_id for each in answers]
    assert ["1", "4"] == [each.result.verdict_code for each in answers]
    assert [row_check_id(JOB, each.row_id) for each in answers] == [
        each.result.check_id for each in answers
    ]
    assert {"https"} == {each.result.source for each in answers}


def test_a_running_job_says_when_to_ask_again(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(RESULT, answer(200, dumped({"segment": "2", "ask_again_s": 9})))

    assert StillRunning(9.0) == backend.fetch(JOB, NUMBER, timeout_s=LONG_S)


def test_a_number_is_part_of_an_address_whatever_it_holds(
    server: TlsServer, backend: HttpsBackend
) -> None:
    path = f"{JOBS}/a%2Fb%3Fc%20%25"
    server.always(path, answer(200, dumped({"segment": "2"})))

    backend.fetch(JOB, "a/b?c %", timeout_s=LONG_S)

    assert 1 == len(server.seen(path))


@pytest.mark.parametrize(
    ("status", "code", "error", "ours"),
    [
        (404, "unknown-job", JobForgotten, "BK07"),
        (404, "not-found", BackendRefused, "BK07"),
        (404, "", BackendRefused, "BK07"),  # of something on the way
        (401, "terminal-unknown", BackendRefused, "BK04"),
        (503, "maintenance", BackendUnavailable, "BK02"),
        (202, "", BackendGarbled, "BK08"),
    ],
)
def test_a_result_that_is_refused_is_told(
    server: TlsServer,
    backend: HttpsBackend,
    status: int,
    code: str,
    error: type[ReceptionError],
    ours: str,
) -> None:
    server.always(RESULT, problem(status, code))

    refused = fetch_error(backend)

    assert (error, ours) == (type(refused), refused.code)


def test_a_failed_job_is_refused(server: TlsServer, backend: HttpsBackend) -> None:
    server.always(RESULT, answer(200, dumped({"segment": "9", "ErrorCode": "ZZZ9E"})))

    refused = fetch_error(backend)

    assert ("BK07", {"service_code": "ZZZ9E"}) == (refused.code, refused.params)


def test_the_result_of_another_job_is_refused(server: TlsServer, backend: HttpsBackend) -> None:
    document = finished([unit()], header={"ReceptionNumber": "1"})
    server.always(RESULT, answer(200, dumped(document)))

    assert isinstance(fetch_error(backend), BackendGarbled)


def test_a_result_that_is_cut_each_time_is_no_result(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(RESULT, cut)

    assert isinstance(fetch_error(backend), LinkDown)
    assert 2 == len(server.seen(RESULT))


def test_nothing_of_a_patient_shows_in_questions_and_answers(
    server: TlsServer, backend: HttpsBackend
) -> None:
    server.always(RESULT, answer(200, dumped(finished([unit()]))))

    shown = repr(backend.fetch(JOB, NUMBER, timeout_s=LONG_S)) + repr(row())

    assert "試験" not in shown
    assert "06139992" not in shown
