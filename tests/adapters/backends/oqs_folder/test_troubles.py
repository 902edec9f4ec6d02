"""What a terminal does to its answers (eligibility-interface.md 4.5), played by the simulator."""

from __future__ import annotations

from datetime import date

import pytest
from support.eligibility import visual_query
from support.terminals import LONG_S, Site, hanako_query

from reception_app.backend_api import CardholderNumbers, EligibilityResult, Verdict
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    LinkTimeout,
    ReceptionError,
)

SHORT_S = 0.8
"""Always reached, where no answer comes."""


def answer_of(site: Site, *faults: str, timeout_s: float = LONG_S) -> EligibilityResult:
    site.terminal(*faults)
    return site.backend().check(hanako_query(), timeout_s=timeout_s)


def error_of(site: Site, *faults: str, timeout_s: float = LONG_S) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        answer_of(site, *faults, timeout_s=timeout_s)
    return caught.value


@pytest.mark.parametrize(
    "faults",
    [
        (),
        ("late=700",),
        ("early",),
        ("partial=400",),
        ("partial=900",),
        ("duplicate=50",),
        ("shuffled",),
        ("empty",),
        ("shuffled", "empty", "sjis"),
        ("sjis",),
        ("bom",),
        ("zip",),
        ("zip", "sjis", "late=300"),
        ("unreachable=700",),
    ],
    ids=" ".join,
)
def test_the_answer_is_read_all_the_same(site: Site, faults: tuple[str, ...]) -> None:
    result = answer_of(site, *faults)

    assert Verdict.VALID is result.verdict
    assert ["練習　花子"] == [record["Name"] for record in result.records]


def test_a_second_record_and_a_black_circle_stay(site: Site) -> None:
    result = answer_of(site, "two-records", "black-circle")

    assert ["●習　花子", "●習　花子"] == [record["Name"] for record in result.records]
    assert ["01", "A1"] == [record["InsuredCardClassification"] for record in result.records]


@pytest.mark.parametrize(
    ("fault", "where"),
    [("identifier", "ArbitraryFileIdentifier"), ("institution", "MedicalInstitutionCode")],
)
def test_an_answer_to_another_question_is_never_taken(site: Site, fault: str, where: str) -> None:
    error = error_of(site, fault)

    assert isinstance(error, BackendGarbled)
    assert where == error.where


def test_an_answer_to_another_question_stays_where_it_is(site: Site) -> None:
    site.terminal("identifier")
    with pytest.raises(BackendGarbled):
        site.backend(takes_away=True).check(hanako_query(), timeout_s=LONG_S)

    assert 1 == len(list((site.root / "res").iterdir()))


def test_an_err_file_is_a_refusal_with_its_text(site: Site) -> None:
    error = error_of(site, "err")

    assert isinstance(error, BackendRefused)
    assert ("BK07", "ZZZ9999E refused (training)") == (error.code, error.service_code)


def test_an_encrypted_zip_is_refused_and_names_the_terminals_setting(site: Site) -> None:
    error = error_of(site, "encrypted-zip")

    assert isinstance(error, BackendRefused)
    assert "encrypt.conf: OQSsiquc=n" == error.service_code


def test_without_an_answer_the_outcome_is_unknown_and_nothing_is_sent_again(site: Site) -> None:
    terminal = site.terminal("silence")
    query = hanako_query()
    backend = site.backend()
    for _ in range(2):
        with pytest.raises(LinkTimeout) as caught:
            backend.check(query, timeout_s=SHORT_S)

    assert ("BK01", "0.8") == (caught.value.code, caught.value.params["seconds"])
    assert 1 == len(terminal.seen)


def test_an_answer_that_another_program_took_is_not_asked_for_again(site: Site) -> None:
    terminal = site.terminal("consumed=0")
    with pytest.raises(LinkTimeout):
        site.backend().check(hanako_query(), timeout_s=SHORT_S)

    assert 1 == len(terminal.seen)


def test_a_card_cannot_be_asked_with(site: Site) -> None:
    terminal = site.terminal()
    with pytest.raises(BackendRefused) as caught:
        site.backend().check(visual_query(), timeout_s=LONG_S)

    assert ("BK07", "card") == (caught.value.code, caught.value.service_code)
    assert not terminal.seen


def test_a_character_that_the_encoding_lacks_is_refused_and_nothing_is_sent(site: Site) -> None:
    site.make_folders()
    outside = CardholderNumbers("06139992", "𠮷１", "4567", "00", date(1985, 4, 12))

    with pytest.raises(BackendRefused) as caught:
        site.backend(encoding="shift_jis").check(hanako_query(numbers=outside), timeout_s=LONG_S)

    assert "HO06" == caught.value.code
    assert [] == site.requests()


def test_a_terminal_that_wants_shift_jis_is_asked_in_it(site: Site) -> None:
    site.terminal()

    result = site.backend(encoding="shift_jis").check(hanako_query(), timeout_s=LONG_S)

    assert Verdict.VALID is result.verdict
