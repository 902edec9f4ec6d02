"""The contract holds for a plug-in of somebody else, and catches backends that break it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from unittest import SkipTest

import pytest
from support.eligibility import new_id, numbers_query, visual_query
from support.notices import OUTAGE, notice
from support.plugins import THIRD_PARTY, installed

from reception_app.adapters.backends.registry import load_backend
from reception_app.backend_api import (
    BackendInfo,
    BatchStyle,
    Challenge,
    EligibilityBackend,
    EligibilityQuery,
    EligibilityResult,
    LinkDown,
    ServiceNotice,
    Verdict,
)
from reception_app.testing.backend_contract import BackendContract


class TestThirdPartyBackend(BackendContract):
    @pytest.fixture(autouse=True)
    def third_party(self) -> Iterator[None]:
        with installed(THIRD_PARTY):
            yield

    def make_backend(self) -> EligibilityBackend:
        return load_backend("aozora", {"line": "up", "api_version": 1})

    def query(self) -> EligibilityQuery:
        return numbers_query()

    def unreachable_backend(self) -> EligibilityBackend:
        return load_backend("aozora", {"line": "cut", "api_version": 1})


INFO = BackendInfo("odd", 1, False, BatchStyle.NONE, 1)
FRESH = Challenge("c", bytes(32), datetime.now(UTC) + timedelta(days=1))


@dataclass
class Odd:
    """A backend with one fault at a time."""

    info: BackendInfo = INFO
    fresh: Challenge | None = None
    change: Callable[[EligibilityResult], EligibilityResult] = lambda result: result
    failing: Exception | None = None
    told: tuple[ServiceNotice, ...] = ()

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        return self.fresh

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        if self.failing is not None:
            raise self.failing
        return self.change(
            EligibilityResult(
                check_id=query.check_id,
                verdict=Verdict.VALID,
                verdict_code="1",
                source="odd",
                answered_at=datetime.now(UTC),
                records=({"Name": "試験　太郎"},),
                header={"SegmentOfResult": "1"},
                body={"ProcessingResultStatus": "1"},
            )
        )

    def notices(self, *, timeout_s: float) -> tuple[ServiceNotice, ...]:
        return self.told

    def close(self) -> None:
        pass


class OddContract(BackendContract):
    def __init__(self, backend: Odd) -> None:
        self.backend = backend

    def make_backend(self) -> EligibilityBackend:
        return self.backend

    def query(self) -> EligibilityQuery:
        return numbers_query()

    def unreachable_backend(self) -> EligibilityBackend:
        return self.backend


Broken = Callable[[OddContract], None]


@pytest.mark.parametrize(
    ("backend", "broken"),
    [
        (Odd(info=replace(INFO, name=" ")), OddContract.test_it_says_what_it_is),
        (Odd(info=replace(INFO, api_version=0)), OddContract.test_it_says_what_it_is),
        (Odd(info=replace(INFO, max_parallel=0)), OddContract.test_it_says_what_it_is),
        (Odd(fresh=FRESH), OddContract.test_a_challenge_is_none_or_fresh_and_32_bytes),
        (
            Odd(change=lambda result: replace(result, check_id=new_id())),
            OddContract.test_an_answer_belongs_to_its_question,
        ),
        (
            Odd(change=lambda result: replace(result, source="another")),
            OddContract.test_an_answer_belongs_to_its_question,
        ),
        (
            Odd(change=lambda result: replace(result, header={"SegmentOfResult": "9"})),
            OddContract.test_it_never_judges_an_answer_that_is_not_normal,
        ),
        (
            Odd(change=lambda result: replace(result, verdict_code="2")),
            OddContract.test_it_never_judges_an_answer_that_is_not_normal,
        ),
        (
            Odd(change=lambda result: replace(result, records=({"No": [{"A": 1}]},))),  # type: ignore[dict-item] # the fault
            OddContract.test_every_value_of_an_answer_is_text,
        ),
        (
            Odd(change=lambda result: replace(result, records=({"Seen": str(time.time_ns())},))),
            OddContract.test_the_same_check_id_again_has_no_second_effect,
        ),
        (
            Odd(change=lambda result: replace(result, check_id=new_id())),
            OddContract.test_two_threads_may_ask_at_once,
        ),
        *(
            (Odd(told=(odd,)), OddContract.test_notices_if_there_are_any_can_be_shown)
            for odd in (
                notice(notice_id=""),
                notice(text="two\nlines"),
                notice(begins=datetime(2026, 11, 24)),  # noqa: DTZ001 - the fault
                notice(ends=datetime(2026, 11, 24)),  # noqa: DTZ001 - the fault
            )
        ),
        (Odd(), OddContract.test_a_dead_service_blocks_no_longer_than_the_time_out),
        (
            Odd(change=lambda result: replace(result, source="試験　太郎")),
            OddContract.test_neither_question_nor_answer_shows_a_person_in_its_repr,
        ),
    ],
)
def test_a_backend_that_breaks_the_contract_is_caught(backend: Odd, broken: Broken) -> None:
    with pytest.raises((AssertionError, TypeError)):
        broken(OddContract(backend))


def test_an_error_that_is_not_ours_is_caught() -> None:
    contract = OddContract(Odd(failing=ConnectionResetError()))

    with pytest.raises(ConnectionResetError):
        contract.test_a_dead_service_blocks_no_longer_than_the_time_out()


def test_an_error_that_repeats_a_number_is_caught() -> None:
    telling = LinkDown(params={"insurer": "06139992"})
    contract = OddContract(Odd(failing=telling))

    with pytest.raises(AssertionError):
        contract.test_a_dead_service_gives_one_of_our_errors_and_nothing_personal()


def test_a_card_question_is_looked_through_too() -> None:
    class WithCard(OddContract):
        def query(self) -> EligibilityQuery:
            return visual_query()

    WithCard(Odd()).test_neither_question_nor_answer_shows_a_person_in_its_repr()


def test_notices_that_can_be_shown_are_in_order() -> None:
    OddContract(Odd(told=(OUTAGE,))).test_notices_if_there_are_any_can_be_shown()


def test_a_backend_without_a_dead_twin_skips_what_needs_one() -> None:
    with pytest.raises(SkipTest):
        BackendContract().unreachable_backend()
