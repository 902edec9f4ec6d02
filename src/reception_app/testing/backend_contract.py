"""The contract of an eligibility backend, as tests that a plug-in author inherits.

It knows nothing of any service: the author's subclass makes the backend and the questions. A
``pytest.register_assert_rewrite("reception_app.testing.backend_contract")`` in ``conftest.py``
makes failures say more.
"""

# ruff: noqa: D102 -- the name of a test is its sentence

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from unittest import SkipTest

from reception_app.application.notices import notices_of
from reception_app.backend_api import (
    API_VERSION,
    CardTicket,
    EligibilityBackend,
    EligibilityQuery,
    EligibilityResult,
    Fact,
    ReceptionError,
    Signature,
    Verdict,
)

_SLACK_S = 10.0
"""A dead service must not block for ever; how busy the test machine is must not matter."""

_TELLING = 4
"""Shorter texts of an answer are codes, which may stand in a repr by chance."""


class BackendContract:
    """What every backend keeps. Subclass it under a name that begins with ``Test``.

    In a test module::

        class TestMyBackend(BackendContract):
            def make_backend(self) -> EligibilityBackend: ...
            def query(self) -> EligibilityQuery: ...
            def unreachable_backend(self) -> EligibilityBackend: ...

    Fixtures that the hooks need go into the subclass. pytest collects the inherited tests.

    Attributes:
        timeout_s: What the backend under test gets for an answer.
        dead_timeout_s: The same, where nothing answers.
    """

    timeout_s: float = 10.0
    dead_timeout_s: float = 1.0

    # ── hooks ──
    def make_backend(self) -> EligibilityBackend:
        """Return a fresh backend that can reach a service."""
        raise NotImplementedError

    def query(self) -> EligibilityQuery:
        """Return a question that the service answers; each call makes a new ``check_id``."""
        raise NotImplementedError

    def unreachable_backend(self) -> EligibilityBackend:
        """Return a backend whose service does not answer; without one, two tests are skipped."""
        raise SkipTest("no unreachable_backend()")

    # ── the contract ──
    def test_it_says_what_it_is(self) -> None:
        with closing(self.make_backend()) as backend:
            info = backend.info

        assert info.name
        assert info.name == info.name.strip()
        assert info.api_version == API_VERSION
        assert info.max_parallel >= 1
        assert info.max_rows is None or info.max_rows >= 1

    def test_a_challenge_is_none_or_fresh_and_32_bytes(self) -> None:
        with closing(self.make_backend()) as backend:
            first = backend.challenge(timeout_s=self.timeout_s)
            second = backend.challenge(timeout_s=self.timeout_s)

        if first is None or second is None:
            assert first is second
            return
        assert len(first.nonce) == len(second.nonce) == 32
        assert first.nonce != second.nonce
        assert first.expires_at > datetime.now(UTC)

    def test_an_answer_belongs_to_its_question(self) -> None:
        query = self.query()
        with closing(self.make_backend()) as backend:
            result = backend.check(query, timeout_s=self.timeout_s)
            name = backend.info.name

        assert result.check_id == query.check_id
        assert result.source == name
        assert result.answered_at.tzinfo is not None

    def test_it_never_judges_an_answer_that_is_not_normal(self) -> None:
        with closing(self.make_backend()) as backend:
            result = backend.check(self.query(), timeout_s=self.timeout_s)

        assert (result.verdict is None) == (not result.is_normal)
        assert result.verdict is not Verdict.VALID or result.verdict_code == "1"

    def test_every_value_of_an_answer_is_text(self) -> None:
        with closing(self.make_backend()) as backend:
            result = backend.check(self.query(), timeout_s=self.timeout_s)

        assert all(isinstance(leaf, str) for leaf in leaves_of(result))

    def test_the_same_check_id_again_has_no_second_effect(self) -> None:
        query = self.query()
        with closing(self.make_backend()) as backend:
            first = backend.check(query, timeout_s=self.timeout_s)
            second = backend.check(query, timeout_s=self.timeout_s)

        assert replace(second, answered_at=first.answered_at) == first

    def test_two_threads_may_ask_at_once(self) -> None:
        queries = [self.query(), self.query()]
        together = Barrier(len(queries))
        with closing(self.make_backend()) as backend, ThreadPoolExecutor(len(queries)) as pool:

            def ask(query: EligibilityQuery) -> EligibilityResult:
                together.wait(self.timeout_s)
                return backend.check(query, timeout_s=self.timeout_s)

            results = list(pool.map(ask, queries))

        assert [result.check_id for result in results] == [query.check_id for query in queries]

    def test_notices_if_there_are_any_can_be_shown(self) -> None:
        with closing(self.make_backend()) as backend:
            told = notices_of(backend, timeout_s=self.timeout_s)

        assert all(notice.notice_id and notice.text.isprintable() for notice in told)
        assert all(notice.begins.tzinfo and notice.ends.tzinfo for notice in told)

    def test_closing_twice_does_no_harm(self) -> None:
        backend = self.make_backend()

        backend.close()
        backend.close()

    def test_a_dead_service_blocks_no_longer_than_the_time_out(self) -> None:
        backend = self.unreachable_backend()
        started = time.monotonic()
        with closing(backend):
            _error_of(backend, self.query(), self.dead_timeout_s)

        assert time.monotonic() - started < self.dead_timeout_s + _SLACK_S

    def test_a_dead_service_gives_one_of_our_errors_and_nothing_personal(self) -> None:
        query = self.query()
        with closing(self.unreachable_backend()) as backend:
            error = _error_of(backend, query, self.dead_timeout_s)

        assert not found_in(_secrets_of(query), f"{error!r} {error} {dict(error.params)}")

    def test_neither_question_nor_answer_shows_a_person_in_its_repr(self) -> None:
        query = self.query()
        with closing(self.make_backend()) as backend:
            result = backend.check(query, timeout_s=self.timeout_s)

        assert not found_in(_secrets_of(query), repr(query))
        assert not found_in(list(leaves_of(result)), repr(result.messages) + repr(result))


def _error_of(
    backend: EligibilityBackend, query: EligibilityQuery, timeout_s: float
) -> ReceptionError:
    try:
        backend.check(query, timeout_s=timeout_s)
    except ReceptionError as error:
        return error
    raise AssertionError("a service that is not there gave an answer")


def leaves_of(result: EligibilityResult) -> Iterator[str]:
    """Yield every value of an answer's records."""
    for group in result.records:
        yield from _leaves(group)


def _leaves(fact: Fact) -> Iterator[str]:
    if isinstance(fact, str):
        yield fact
    elif isinstance(fact, Mapping):
        for value in fact.values():
            yield from _leaves(value)
    else:
        for value in fact:
            yield from _leaves(value)


def _secrets_of(query: EligibilityQuery) -> list[str]:
    subject = query.subject
    if isinstance(subject, CardTicket):
        proof = subject.proof.value if isinstance(subject.proof, Signature) else b""
        return [_shown(value) for value in (subject.certificate, proof)]
    return [text for text in (subject.insurer, subject.symbol, subject.number) if text]


def _shown(value: str | bytes) -> str:
    """Return a value as it would stand inside a repr: a full-width space is escaped there."""
    return repr(value).removeprefix("b")[1:-1]


def found_in(secrets: list[str], text: str) -> list[str]:
    """Return those secrets that stand in a text; very short ones may do so by chance."""
    telling = [secret for secret in secrets if len(secret) >= _TELLING]
    return [secret for secret in telling if secret in text or _shown(secret) in text]
