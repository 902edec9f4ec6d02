"""窓口負担 as far as an answer supports it (front-desk.md D.1, block 2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.answers import result

from reception_app.domain.burden import (
    Basis,
    Burden,
    burden_of,
    burden_of_answer,
    insurances,
    is_exempt_minor,
    is_medical_aid,
    is_out_of_period,
    is_special_care,
)
from reception_app.domain.eligibility import Record, Verdict

ON = date(2026, 11, 22)
ADULT: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "06139992",
    "Birthdate": "19850412",
}
LATE: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "39139993",
    "Birthdate": "19440105",
}
AID: Record = {
    "InsuredCardClassification": "A1",
    "InsurerNumber": "12139994",
    "Birthdate": "19850412",
}
SEVENTY = "19550301"
_LATE_NUMBER = {"InsurerNumber": "39139993"}


def person(**changes: Any) -> Record:
    return {**ADULT, **changes}


def elderly(
    ratio: str, start: str = "20260801", end: str = "20270731", *, born: str = SEVENTY
) -> Record:
    return person(
        Birthdate=born,
        ElderlyRecipientCertificateInfo={
            "ElderlyRecipientValidStartDate": start,
            "ElderlyRecipientValidEndDate": end,
            "ElderlyRecipientContributionRatio": ratio,
        },
    )


# ── what is said ──────────────────────────────────────────────────────────────────────────────
def test_an_adult_pays_three_tenths() -> None:
    assert burden_of(ADULT, ON) == Burden(3, Basis.GENERAL)


def test_a_preschool_child_pays_two_tenths() -> None:
    child = person(Birthdate="20220915", PreschoolClassification="1")

    assert burden_of(child, ON) == Burden(2, Basis.PRESCHOOL)


@pytest.mark.parametrize(("ratio", "tenths"), [("010", 1), ("020", 2), ("030", 3)])
def test_the_late_elderly_pay_what_their_record_says(ratio: str, tenths: int) -> None:
    record = {**LATE, "InsuredPartialContributionRatio": ratio}

    assert burden_of(record, ON) == Burden(tenths, Basis.LATE_ELDERLY)


@pytest.mark.parametrize(("ratio", "tenths"), [("020", 2), ("030", 3)])
def test_the_elderly_pay_what_their_certificate_says(ratio: str, tenths: int) -> None:
    assert burden_of(elderly(ratio), ON) == Burden(tenths, Basis.ELDERLY)


@pytest.mark.parametrize(("start", "end"), [("", ""), ("20261122", "20261122"), ("", "99999999")])
def test_a_certificate_that_is_good_on_the_day_counts(start: str, end: str) -> None:
    assert burden_of(elderly("020", start, end), ON) == Burden(2, Basis.ELDERLY)


def test_special_medical_care_is_paid_whole() -> None:
    special = person(InsuredCardClassification="05", InsuredPartialContributionRatio="030")

    assert burden_of(special, ON) == Burden(10, Basis.SPECIAL_CARE)


@pytest.mark.parametrize("born", ["20200402", "", "20240230"])
def test_the_preschool_flag_counts_until_the_march_after_six_or_without_a_birth_date(
    born: str,
) -> None:
    child = person(Birthdate=born, PreschoolClassification="1")

    assert burden_of(child, ON) == Burden(2, Basis.PRESCHOOL)


@pytest.mark.parametrize("born", ["19561031", "19511123", ""])
def test_a_certificate_of_the_elderly_counts_from_70_to_74_or_without_a_birth_date(
    born: str,
) -> None:
    assert burden_of(elderly("020", born=born), ON) == Burden(2, Basis.ELDERLY)


def test_two_elements_that_agree_say_one_share() -> None:
    """From 65 somebody with a disability can be among the 後期高齢者."""
    both = {**elderly("020"), **_LATE_NUMBER, "InsuredPartialContributionRatio": "020"}

    assert burden_of(both, ON) == Burden(2, Basis.LATE_ELDERLY)


# ── what is not said ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "record",
    [
        pytest.param(person(InsuredCardClassification=""), id="no class"),
        pytest.param(person(InsuredCardClassification="99"), id="class unknown"),
        pytest.param(LATE, id="75 or older without a ratio"),
        pytest.param({**LATE, "InsuredPartialContributionRatio": "99"}, id="odd ratio"),
        pytest.param({**LATE, "InsuredPartialContributionRatio": "000"}, id="no share"),
        pytest.param(elderly("2"), id="odd ratio of the elderly"),
        pytest.param(elderly("020", end="20260731"), id="last year's certificate"),
        pytest.param(elderly("020", start="20270801"), id="next year's certificate"),
        pytest.param(elderly("020", start="2026"), id="start cannot be read"),
        pytest.param(elderly("020", end="soon"), id="end cannot be read"),
        pytest.param(person(Birthdate=SEVENTY), id="70 without a certificate"),
        pytest.param(person(Birthdate="20220915"), id="small child without the flag"),
        pytest.param(person(PreschoolClassification="2"), id="flag unknown"),
        pytest.param(person(Birthdate=""), id="no birth date"),
        pytest.param(person(Birthdate="20240230"), id="odd birth date"),
        pytest.param(person(Birthdate="20261123"), id="not born yet"),
        pytest.param(AID, id="medical aid"),
        pytest.param(person(InsuredPartialContributionRatio="010"), id="ratio of another insurer"),
        pytest.param(person(PreschoolClassification="1"), id="flag of an adult"),
        pytest.param(
            person(Birthdate="20200401", PreschoolClassification="1"), id="flag of a pupil"
        ),
        pytest.param(
            person(Birthdate="20261123", PreschoolClassification="1"), id="flag before birth"
        ),
        pytest.param(elderly("020", born="19850412"), id="certificate of a younger one"),
        pytest.param(elderly("020", born="19511122"), id="certificate of somebody of 75"),
        pytest.param(
            {**elderly("020"), **_LATE_NUMBER, "InsuredPartialContributionRatio": "030"},
            id="ratio and certificate differ",
        ),
        pytest.param({**elderly("020"), "PreschoolClassification": "1"}, id="70 with the flag"),
        pytest.param(person(QualificationDate="20261123"), id="insured from tomorrow"),
        pytest.param(person(InsuredCardValidDate="20261123"), id="valid from tomorrow"),
        pytest.param(person(DisqualificationDate="20261121"), id="lost yesterday"),
        pytest.param(person(InsuredCardExpirationDate="20261121"), id="valid until yesterday"),
        pytest.param(
            person(InsuredCardClassification="05", Birthdate="20090402"), id="exempt minor"
        ),
    ],
)
def test_what_the_answer_does_not_say_stays_unknown(record: Record) -> None:
    assert burden_of(record, ON) is None


def test_a_national_insurance_of_kochi_is_not_the_late_elderly() -> None:
    """Six digits begin with the prefecture, 39, not with the 法別番号."""
    assert burden_of(person(InsurerNumber="390013"), ON) == Burden(3, Basis.GENERAL)


def test_a_national_insurance_of_chiba_is_not_medical_aid() -> None:
    assert not is_medical_aid(person(InsurerNumber="120013"))


def test_medical_aid_is_known_by_class_or_by_number() -> None:
    assert is_medical_aid({"InsuredCardClassification": "A1"})
    assert is_medical_aid({"InsurerNumber": "12139994"})
    assert insurances((ADULT, AID)) == (ADULT,)


def test_special_care_is_known_by_class_and_its_minors_by_age() -> None:
    special = person(InsuredCardClassification="05")

    assert is_special_care(special)
    assert not is_special_care(ADULT)
    assert not is_exempt_minor(special, ON)
    assert not is_exempt_minor(person(Birthdate=""), ON)
    assert is_exempt_minor(person(Birthdate="20080402"), ON)


@pytest.mark.parametrize(
    "dates",
    [
        {"QualificationDate": "20261122", "InsuredCardValidDate": "20261122"},
        {"DisqualificationDate": "20261122", "InsuredCardExpirationDate": "20261122"},
        {"DisqualificationDate": "00000000", "InsuredCardExpirationDate": "99999999"},
        {"QualificationDate": "", "InsuredCardValidDate": "00000000"},
    ],
)
def test_dates_that_allow_the_day_or_say_nothing_contradict_nothing(dates: Record) -> None:
    assert not is_out_of_period(person(**dates), ON)
    assert burden_of(person(**dates), ON) == Burden(3, Basis.GENERAL)


# ── the whole answer ──────────────────────────────────────────────────────────────────────────
def test_two_records_that_agree_say_one_share() -> None:
    both = result(records=(ADULT, person(InsurerNumber="139998")))

    assert burden_of_answer(both, ON) == Burden(3, Basis.GENERAL)


@pytest.mark.parametrize("other", [AID, person(InsuredCardClassification="05")])
def test_two_records_that_differ_say_nothing(other: Record) -> None:
    assert burden_of_answer(result(records=(ADULT, other)), ON) is None


def test_an_answer_without_a_record_says_nothing() -> None:
    assert burden_of_answer(result(records=()), ON) is None


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_only_a_valid_answer_says_a_share(verdict: Verdict) -> None:
    assert burden_of_answer(result(verdict=verdict, records=(ADULT,)), ON) is None


def test_an_answer_that_cannot_be_used_says_no_share() -> None:
    unusable = result(records=(ADULT,), header={"SegmentOfResult": "9"})

    assert burden_of_answer(unusable, ON) is None


_RAW = st.one_of(
    st.sampled_from(
        ["", "01", "05", "A1", "99", "010", "020", "030", "1", "19850412", "00000000"]
    ),
    st.text(max_size=9),
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (
                *ADULT,
                *elderly("020"),
                "InsuredPartialContributionRatio",
                "PreschoolClassification",
            ),
            _RAW,
        ),
    )
)
def test_no_record_breaks_the_rule_or_leaves_its_range(record: dict[str, str]) -> None:
    burden = burden_of(record, ON)

    assert burden is None or burden.tenths in {1, 2, 3, 10}
