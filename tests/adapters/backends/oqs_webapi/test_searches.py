"""What the oqs-webapi backend asks, and what it makes of each answer."""

from __future__ import annotations

from datetime import date

import pytest
from support.eligibility import INSTITUTION, consent, new_id, visual_query
from support.terminals import HANAKO, LONG_S, hanako_query
from support.web_sites import WebSite, error_of

from reception_app.backend_api import BatchStyle
from reception_app.domain.consent import ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityQuery,
    EligibilityResult,
    Record,
    Verdict,
)
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    Retry,
)


def checked(site: WebSite, query: EligibilityQuery | None = None) -> EligibilityResult:
    return site.backend().check(query or hanako_query(), timeout_s=LONG_S)


def records_with(site: WebSite, *faults: str) -> tuple[Record, ...]:
    site.web.set_faults(*faults)
    return checked(site).records


# ── answers ───────────────────────────────────────────────────────────────────────────────────
def test_a_person_is_found_by_their_numbers(site: WebSite) -> None:
    query = hanako_query()

    result = checked(site, query)

    (record,) = result.records
    assert (Verdict.VALID, "1", True) == (result.verdict, result.verdict_code, result.is_normal)
    assert ("練習　花子", "06139992") == (record["Name"], record["InsurerNumber"])
    assert (query.check_id, "oqs-webapi") == (result.check_id, result.source)
    assert {
        "ProcessExecutionTime": "20261122090500",
        "QualificationConfirmationDate": "20261122",
        "MedicalInstitutionCode": INSTITUTION,
        "ArbitraryFileIdentifier": query.check_id,
        "ReferenceClassification": "2",
        "SegmentOfResult": "1",
        "CharacterCodeIdentifier": "0",
    } == result.header
    assert {"ProcessingResultStatus", "QualificationValidity"} <= result.body.keys()
    assert "ResultList" not in result.body


def test_numbers_that_nobody_has_are_no_error(site: WebSite) -> None:
    nobody = CardholderNumbers("06139992", "１２３", "9999", "00", date(1985, 4, 12))

    result = checked(site, hanako_query(numbers=nobody))

    assert (Verdict.NOT_FOUND, ()) == (result.verdict, result.records)


def test_the_limit_certificate_comes_with_consent_alone(site: WebSite) -> None:
    def shown(*scopes: ConsentScope) -> bool:
        asked = EligibilityQuery(
            new_id(), date(2026, 11, 22), HANAKO, consent(ConsentMethod.NONE, *scopes)
        )
        (echo,) = [checked(site, asked).body["QualificationConfirmSearchInfo"]]
        return isinstance(echo, dict) and "1" == echo["LimitApplicationCertificateRelatedConsFlg"]

    assert (False, True) == (shown(), shown(ConsentScope.LIMIT_CERTIFICATE))


def test_it_says_that_it_takes_numbers_one_by_one(site: WebSite) -> None:
    info = site.backend().info

    assert (False, BatchStyle.ONE_BY_ONE, 8) == (info.needs_card, info.batch, info.max_parallel)


def test_a_question_with_a_card_is_refused_and_nothing_is_sent(site: WebSite) -> None:
    error = error_of(site.backend(), visual_query())

    assert (BackendRefused, "BK07", {"service_code": "card"}) == (
        type(error),
        error.code,
        error.params,
    )
    assert 0 == site.web.connections


# ── shapes ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("fault", ["shuffled", "objects", "late=1"])
def test_how_an_answer_is_written_changes_nothing(site: WebSite, fault: str) -> None:
    assert records_with(site) == records_with(site, fault)


def test_members_that_nobody_published_change_nothing_that_is_known(site: WebSite) -> None:
    (usual,) = records_with(site)
    (more,) = records_with(site, "unknown")

    assert "あたらしい" == more["FutureText"]
    assert "FutureNumber" not in more
    assert usual == {name: more[name] for name in usual}


def test_an_empty_list_is_no_record(site: WebSite) -> None:
    assert () == records_with(site, "empty-list")


def test_two_records_stay_two(site: WebSite) -> None:
    insurance, aid = records_with(site, "two-records")

    assert ("06139992", "A1") == (insurance["InsurerNumber"], aid["InsuredCardClassification"])


def test_a_black_circle_stays_as_it_came(site: WebSite) -> None:
    (record,) = records_with(site, "black-circle")

    assert "●習　花子" == record["Name"]


def test_faults_come_together(site: WebSite) -> None:
    faults = ("two-records", "black-circle", "unknown", "shuffled")

    assert ["●習　花子"] * 2 == [record["Name"] for record in records_with(site, *faults)]


# ── answers that cannot be used ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("fault", "where"),
    [
        ("identifier", "ArbitraryFileIdentifier"),
        ("institution", "MedicalInstitutionCode"),
        ("number", "a value that is no text of a message"),
        ("malformed", "JSON"),
        ("huge", "size"),
        ("status=302", "status 302"),
    ],
)
def test_an_answer_that_cannot_be_ours_is_bk08(site: WebSite, fault: str, where: str) -> None:
    site.web.set_faults(f"{fault}@search")
    backend = site.backend()

    error = error_of(backend)

    assert (BackendGarbled, "BK08", {"where": where}) == (type(error), error.code, error.params)
    assert (1, 1) == (site.logins, site.searches)
    site.web.set_faults()
    assert backend.check(hanako_query(), timeout_s=LONG_S).is_normal


@pytest.mark.parametrize("fault", ["status=400", "status=404", "status=413", "status=422"])
def test_a_question_that_is_refused_is_bk07(site: WebSite, fault: str) -> None:
    site.web.set_faults(f"{fault}@search")

    error = error_of(site.backend())

    assert (BackendRefused, "BK07", Retry.NEVER) == (type(error), error.code, error.retry)
    assert {"service_code": fault[-3:]} == error.params
    assert 1 == site.searches


@pytest.mark.parametrize(
    ("fault", "code", "after_s"),
    [
        ("busy=30", "BK03", 30),
        ("status=500", "BK08", None),
        ("status=503", "BK08", None),
    ],
)
def test_a_service_that_cannot_answer_is_not_asked_again(
    site: WebSite, fault: str, code: str, after_s: float | None
) -> None:
    site.web.set_faults(f"{fault}@search")

    error = error_of(site.backend())

    assert isinstance(error, BackendUnavailable)
    assert (code, after_s, Retry.LATER) == (error.code, error.retry_after_s, error.retry)
    assert 1 == site.searches
