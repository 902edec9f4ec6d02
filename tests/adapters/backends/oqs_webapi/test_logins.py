"""When the oqs-webapi backend logs in, and what becomes of a login that is refused."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from support.eligibility import new_id
from support.pki import Pki
from support.terminals import HANAKO, LONG_S, hanako_query
from support.tls_server import answer, serving
from support.waiting import wait_for
from support.web_sites import SECRET, WebSite, error_of

from reception_app.adapters.backends.oqs_webapi import create
from reception_app.adapters.backends.oqs_webapi.backend import OqsWebApiBackend
from reception_app.backend_api import SettingsError
from reception_app.domain.errors import BackendGarbled, BackendRefused, LinkTimeout, Retry
from reception_app.messages.web_login import Tokens, login_answer
from reception_app.training.terminal.web import PASSWORD

WRONG = "まちがい-7931"


def ask(backend: OqsWebApiBackend, times: int = 1) -> None:
    for _ in range(times):
        assert backend.check(hanako_query(), timeout_s=LONG_S).is_normal


def ask_together(backend: OqsWebApiBackend, threads: int = 8) -> None:
    together = Barrier(threads)

    def one(_: int) -> None:
        together.wait(LONG_S)
        ask(backend)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))


# ── kept ──────────────────────────────────────────────────────────────────────────────────────
def test_making_a_backend_sends_nothing(site: WebSite) -> None:
    site.backend()

    assert 0 == site.web.connections


def test_a_login_is_kept(site: WebSite) -> None:
    ask(site.backend(), times=3)

    assert (1, 3, 2) == (site.logins, site.searches, site.web.connections)


def test_threads_that_ask_at_once_log_in_once(site: WebSite) -> None:
    site.web.set_faults("late=100@auth")

    ask_together(site.backend())

    assert (1, 8) == (site.logins, site.searches)


def test_warming_and_a_challenge_log_in(site: WebSite) -> None:
    backend = site.backend()

    backend.warm()
    backend.challenge(timeout_s=LONG_S)
    ask(backend)

    assert (1, 1) == (site.logins, site.searches)


def test_warming_says_nothing_of_trouble(site: WebSite) -> None:
    site.kept.clear()

    site.backend().warm()

    assert 0 == site.logins


# ── renewed ───────────────────────────────────────────────────────────────────────────────────
def test_a_token_that_is_used_up_is_renewed_and_the_question_repeated(site: WebSite) -> None:
    site.web.set_faults("expires-after=2")

    ask(site.backend(), times=4)

    assert (2, 5) == (site.logins, site.searches)


def test_a_token_that_is_too_old_is_renewed(site: WebSite) -> None:
    site.web.set_faults("expires-in=3600")
    backend = site.backend()
    ask(backend)
    site.now += timedelta(hours=1)

    ask(backend)

    assert (2, 3) == (site.logins, site.searches)


def test_threads_whose_token_ends_renew_it_once(site: WebSite) -> None:
    site.web.set_faults("expires-after=4:1", "late=50")

    ask_together(site.backend())

    assert 2 == site.logins
    assert 8 < site.searches <= 12  # a thread that comes late has the new token at once


@pytest.mark.parametrize("fault", ["status=401", "status=403", "refusal"])
def test_a_search_that_is_refused_once_is_asked_again_with_a_new_token(
    site: WebSite, fault: str
) -> None:
    site.web.set_faults(f"{fault}@search:1")

    ask(site.backend())

    assert (2, 2) == (site.logins, site.searches)


@pytest.mark.parametrize(
    ("fault", "code", "service_code"),
    [
        ("status=401", "BK04", "401"),
        ("status=403", "BK04", "403"),
        ("refusal", "BK07", "ZZZ0401E"),
    ],
)
def test_a_search_that_is_refused_with_a_new_token_too_is_refused(
    site: WebSite, fault: str, code: str, service_code: str
) -> None:
    site.web.set_faults(f"{fault}@search")

    error = error_of(site.backend())

    assert isinstance(error, BackendRefused)
    assert (code, service_code, Retry.NEVER) == (error.code, error.service_code, error.retry)
    assert (2, 2) == (site.logins, site.searches)


def test_another_refusal_after_the_renewal_is_what_it_is(site: WebSite) -> None:
    backend = site.backend()
    backend.warm()
    site.web.set_faults("status=401@search:1", "status=500@auth")

    assert "BK08" == error_of(backend).code


# ── refused ───────────────────────────────────────────────────────────────────────────────────
def test_a_wrong_password_is_bk06_and_nothing_is_searched(site: WebSite) -> None:
    site.kept[SECRET] = WRONG

    error = error_of(site.backend())

    assert (BackendRefused, "BK06", Retry.NEVER) == (type(error), error.code, error.retry)
    assert {"service_code": "401"} == error.params
    assert (1, 0) == (site.logins, site.searches)


@pytest.mark.parametrize(
    ("fault", "service_code"), [("refusal", "ZZZ0401E"), ("status=403", "403")]
)
def test_a_login_without_tokens_is_bk06(site: WebSite, fault: str, service_code: str) -> None:
    site.web.set_faults(f"{fault}@auth")

    error = error_of(site.backend())

    assert isinstance(error, BackendRefused)
    assert ("BK06", service_code) == (error.code, error.service_code)


@pytest.mark.parametrize("kept", [None, ""])
def test_without_a_password_it_is_bk06_and_nothing_is_sent(
    site: WebSite, kept: str | None
) -> None:
    site.kept.clear()
    if kept is not None:
        site.kept[SECRET] = kept

    error = error_of(site.backend())

    assert (BackendRefused, "BK06") == (type(error), error.code)
    assert 0 == site.web.connections


def test_a_refused_password_is_not_sent_again_for_a_minute(site: WebSite) -> None:
    seconds = [100.0]
    backend = site.backend(monotonic=lambda: seconds[0])
    site.web.set_password(WRONG)

    first, second = error_of(backend), error_of(backend)
    assert ("BK06", first.params, 1) == (second.code, second.params, site.logins)

    seconds[0] += 60
    assert ("BK06", 2) == (error_of(backend).code, site.logins)


def test_a_new_password_counts_at_once(site: WebSite) -> None:
    backend = site.backend()
    site.kept[SECRET] = WRONG
    error_of(backend)
    site.kept[SECRET] = PASSWORD

    ask(backend)


def test_a_password_that_was_right_again_is_forgiven(site: WebSite) -> None:
    site.web.set_faults("refusal@auth:1", "expires-after=1")
    seconds = [100.0]
    backend = site.backend(monotonic=lambda: seconds[0])
    error_of(backend)
    seconds[0] += 60

    ask(backend, times=2)


def test_threads_that_wait_for_a_login_that_is_refused_send_no_other(site: WebSite) -> None:
    site.kept[SECRET] = WRONG
    site.web.set_faults("late=50@auth")
    backend, together = site.backend(), Barrier(4)

    def code(_: int) -> str:
        together.wait(LONG_S)
        return error_of(backend).code

    with ThreadPoolExecutor(4) as pool:
        assert ["BK06"] * 4 == list(pool.map(code, range(4)))

    assert 1 == site.logins


# ── trouble ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("fault", "code"),
    [("status=500", "BK08"), ("busy=5", "BK03"), ("status=404", "BK07"), ("malformed", "BK08")],
)
def test_a_login_that_cannot_be_answered_says_why_and_is_tried_anew(
    site: WebSite, fault: str, code: str
) -> None:
    site.web.set_faults(f"{fault}@auth:1")
    backend = site.backend()

    assert code == error_of(backend).code
    ask(backend)
    assert 2 == site.logins


@pytest.mark.parametrize(("fault", "where"), [("huge", "size"), ("bad-token", "idToken")])
def test_a_login_that_makes_no_sense_is_bk08(site: WebSite, fault: str, where: str) -> None:
    site.web.set_faults(f"{fault}@auth")

    error = error_of(site.backend())

    assert isinstance(error, BackendGarbled)
    assert where == error.where


def test_a_thread_does_not_wait_longer_for_a_login_than_it_may(site: WebSite) -> None:
    site.web.set_faults("silence@auth")
    backend = site.backend()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(error_of, backend, timeout_s=1)
        wait_for(lambda: site.logins)

        error = error_of(backend, timeout_s=0.3)

        assert (LinkTimeout, {"seconds": "0.3"}) == (type(error), error.params)
        assert LinkTimeout is type(slow.result())


def test_when_a_login_fails_the_next_thread_tries(site: WebSite) -> None:
    site.web.set_faults("silence@auth:1")
    backend = site.backend()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(error_of, backend, timeout_s=0.5)
        wait_for(lambda: site.logins)

        ask(backend)

        assert LinkTimeout is type(slow.result())
    assert (2, 1) == (site.logins, site.searches)


# ── secrets ───────────────────────────────────────────────────────────────────────────────────
def test_neither_password_nor_token_gets_into_logs_errors_or_reprs(
    pki: Pki, site: WebSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.kept[SECRET] = password = f"aikotoba-{new_id()}"
    token = f"secret-{new_id()}"
    replies = {
        "/auth": answer(200, login_answer(Tokens(token))),
        "/search": answer(401, b""),
    }
    with serving(pki.server_context(), replies) as server:
        backend = site.backend(
            auth_url=f"{server.url}/auth",
            search_url=f"{server.url}/search",
            files=pki.client_files(),
        )
        query = hanako_query()
        error = error_of(backend, query)
        told = f"{caplog.text}{error!r}{error.params}{error.__cause__!r}{backend!r}{vars(backend)}"

        assert [token] * 2 == [seen.headers["authorization"] for seen in server.seen("/search")]
        assert password.encode() in server.seen("/auth")[0].body
    assert "logged in" in caplog.text
    assert not [each for each in (token, password, HANAKO.insurer) if each in told]


# ── making ────────────────────────────────────────────────────────────────────────────────────
def table(site: WebSite, **changed: object) -> dict[str, object]:
    return {
        "auth_url": site.web.auth_url,
        "search_url": site.web.search_url,
        "ca": site.files.ca,
        "client_certificate": site.files.certificate,
        "client_key": site.files.key,
        "user": "training",
        "institution_code": "1312345678",
        "terminal": "desk-1",
        "timeout_s": 15.0,
        "secret_of": site.kept.get,
        **changed,
    }


def test_the_settings_make_a_backend(site: WebSite) -> None:
    backend = create(table(site))
    site.stack.callback(backend.close)

    assert backend.check(hanako_query(), timeout_s=LONG_S).is_normal


def test_urls_that_are_not_https_are_refused_together(site: WebSite) -> None:
    with pytest.raises(SettingsError) as caught:
        create(table(site, auth_url="http://127.0.0.1/a", search_url="http://127.0.0.1/b"))

    assert [
        "[backend.oqs-webapi] auth_url: must begin with https://",
        "[backend.oqs-webapi] search_url: must begin with https://",
    ] == list(map(str, caught.value.problems))
