"""The built-in people: plausible in every field, and together covering what a desk can meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from reception_app.domain.eligibility import Fact, Record
from reception_app.training.service.people import REFUSALS, Person
from reception_app.training.service.people_file import built_in_people

PEOPLE = built_in_people().persons
RECORDS = [record for person in PEOPLE for record in person.records]

# eligibility-interface.md 2; ratios: 1.3.
CODES = {
    "Sex1": "1 2 3",
    "Sex2": "1 2 3",
    "ReasonOfLoss": "01 02 03 99",
    "PersonalFamilyClassification": "1 2",
    "InsuredCardClassification": "01 02 03 04 05 06 07 A1",
    "LimitApplicationCertificateClassification": "01 02 03",
    "LimitApplicationCertificateClassificationFlag": "A01 A02 A03 A04 A05 A06"
    " B01 B02 B03 B04 B05 B06 B07 B08 B09 B10",
    "SpecificDiseasesDiseaseCategory": "1 2 3",
    "PreschoolClassification": "1",
    "TicketType": "01 02",
    "MedicalTreatmentType": "01 02 03 04 05",
    "SingleOrCombinedUse": "01 02",
    "StatusOfSocialInsurance": "01 02",
    "StatusOfInfecton": "01 02",
    "StatusOfElderlyMedicalCare": "01 02",
    "StatusOfPrefecturalExpenses": "01 02",
    "DesignatedMedicalInstitutionFlag": "0 1",
    "SpecificHealthCheckupsInfoConsFlg": "0 1",
    "PharmacistsInfoConsFlg": "0 1",
    "DiagnosisInfoConsFlg": "0 1",
    "OperationInfoConsFlg": "0 1",
    "InsuredPartialContributionRatio": "010 020 030",
    "ElderlyRecipientContributionRatio": "020 030",
}
HALF_WIDTH_KANA = re.compile(r"[ｦ-ﾟ]+(?: [ｦ-ﾟ]+)*")
REQUIRED = ("InsuredCardClassification", "Name", "Sex1", "Birthdate", "InsurerName")


def leaves(record: Record) -> Iterator[tuple[str, str]]:
    """Every element with text, with its name."""
    for name, value in record.items():
        if isinstance(value, str):
            yield name, value
        else:
            for group in groups(value):
                yield from leaves(group)


def groups(value: Fact) -> list[Record]:
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)]


def all_leaves(*names: str) -> set[str]:
    """Every text that stands in elements of these names."""
    return {text for record in RECORDS for name, text in leaves(record) if name in names}


def check_digit(body: str) -> str:
    """eligibility-interface.md 5.1."""
    products = [int(d) * (2 - place % 2) for place, d in enumerate(reversed(body))]
    return str(-sum(p // 10 + p % 10 for p in products) % 10)


def test_the_check_digit_rule_gives_the_public_example() -> None:
    assert check_digit("3312001") == "5"


@pytest.mark.parametrize(
    "number",
    sorted(all_leaves("InsurerNumber") | {p.numbers.insurer for p in PEOPLE if p.numbers}),
)
def test_insurers_have_a_correct_check_digit_and_an_unassigned_body(number: str) -> None:
    assert len(number) in {6, 8}
    assert check_digit(number[:-1]) == number[-1]
    assert number[-4:-1] == "999"


def test_beneficiaries_of_medical_aid_have_a_correct_check_digit() -> None:
    numbers = [
        str(record["InsuredIdentificationNumber"])
        for record in RECORDS
        if record["InsuredCardClassification"] == "A1"
    ]

    assert numbers
    assert all(len(n) == 7 and check_digit(n[:-1]) == n[-1] for n in numbers)


@pytest.mark.parametrize("name", CODES)
def test_codes_are_of_their_table(name: str) -> None:
    assert all_leaves(name) <= set(CODES[name].split())


def test_days_exist() -> None:
    days = [
        text
        for record in RECORDS
        for name, text in leaves(record)
        if name.endswith("Date") or name == "Birthdate"
    ]

    assert days
    for day in days:
        assert datetime.strptime(day, "%Y%m%d").strftime("%Y%m%d") == day  # noqa: DTZ007  # a day


def test_months_exist() -> None:
    for month in all_leaves("MedicalTreatmentMonth"):
        assert re.fullmatch(r"20[0-9]{2}(0[1-9]|1[0-2])", month)


def test_names_have_a_full_width_space_and_kana_are_half_width() -> None:
    for record in RECORDS:
        assert "　" in str(record["Name"])
        assert HALF_WIDTH_KANA.fullmatch(str(record["NameKana"]))


def test_required_elements_are_there() -> None:
    for record in RECORDS:
        assert record.keys() >= set(REQUIRED)


def test_the_old_have_no_symbol_no_branch_and_a_ratio() -> None:
    for record in RECORDS:
        if str(record["InsurerNumber"]).startswith("39"):
            assert "InsuredCardSymbol" not in record
            assert "InsuredBranchNumber" not in record
            assert "PersonalFamilyClassification" not in record
            assert "InsuredPartialContributionRatio" in record


def test_only_the_old_have_a_ratio_of_their_own() -> None:
    for record in RECORDS:
        if "InsuredPartialContributionRatio" in record:
            assert str(record["InsurerNumber"]).startswith("39")


def test_limit_classes_go_with_the_ages() -> None:
    """A.. under 70, B.. from 70 on, B09 and B10 for the old (code list 012), in November 2026."""
    for record in RECORDS:
        for name, text in leaves(record):
            if name == "LimitApplicationCertificateClassificationFlag":
                is_70 = str(record["Birthdate"]) <= "19561130"
                assert text.startswith("B") == is_70


def test_every_person_has_a_card_of_their_own() -> None:
    names = [person.subject_cn for person in PEOPLE]

    assert names == [f"TRAINING-{number:04}*" for number in range(1, len(PEOPLE) + 1)]


def test_numbers_are_those_of_a_record() -> None:
    for person in PEOPLE:
        if person.numbers is None or not person.records or person.validity == "5":
            continue
        asked = person.numbers
        record = person.records[0]
        assert asked.insurer == record["InsurerNumber"]
        assert asked.symbol == record.get("InsuredCardSymbol")
        assert asked.number == record["InsuredIdentificationNumber"]
        assert asked.branch == record.get("InsuredBranchNumber")
        assert asked.born.strftime("%Y%m%d") == record["Birthdate"]


def test_numbers_lead_to_their_person_alone() -> None:
    people = built_in_people()

    for person in PEOPLE:
        if person.numbers is not None:
            assert people.by_numbers(person.numbers) is person


# ── what they cover ───────────────────────────────────────────────────────────────────────────
def person_with(**attributes: str) -> list[Person]:
    return [
        person
        for person in PEOPLE
        if all(getattr(person, name) == value for name, value in attributes.items())
    ]


def test_the_first_person_is_an_ordinary_insured() -> None:
    first = PEOPLE[0]

    assert (first.validity, first.segment, first.status, first.code) == ("1", "1", "1", "")
    assert first.numbers is not None
    (record,) = first.records
    assert record["InsuredCardClassification"] == "01"
    assert "PreschoolClassification" not in record
    assert "ElderlyRecipientCertificateInfo" not in record


@pytest.mark.parametrize("validity", ["1", "2", "3", "4", "5", "6", "7"])
def test_every_validity_is_there_and_one_that_is_unknown(validity: str) -> None:
    assert person_with(validity=validity, segment="1", status="1")


@pytest.mark.parametrize(
    "name",
    [
        "LimitApplicationCertificateClassification",
        "LimitApplicationCertificateClassificationFlag",
        "InsuredPartialContributionRatio",
        "ElderlyRecipientContributionRatio",
        "PreschoolClassification",
        "PersonalFamilyClassification",
        "Sex1",
    ],
)
def test_every_code_of_these_tables_is_there(name: str) -> None:
    assert all_leaves(name) == set(CODES[name].split())


@pytest.mark.parametrize("classification", ["01", "05", "06", "07", "A1"])
def test_these_kinds_of_insurance_are_there(classification: str) -> None:
    assert classification in all_leaves("InsuredCardClassification")


@pytest.mark.parametrize("law", ["01", "02", "06", "07", "12", "31", "39", "63"])
def test_these_laws_are_there(law: str) -> None:
    assert any(n.startswith(law) for n in all_leaves("InsurerNumber") if len(n) == 8)


def test_municipal_insurers_of_six_digits_are_there() -> None:
    assert any(len(number) == 6 for number in all_leaves("InsurerNumber"))


@pytest.mark.parametrize(
    "reason",
    ["02", "03", "99"],
)
def test_a_loss_has_its_day_and_its_reason(reason: str) -> None:
    lost = [record for record in RECORDS if record.get("ReasonOfLoss") == reason]

    assert lost
    assert all("DisqualificationDate" in record for record in lost)


def test_several_people_are_named_where_no_branch_tells_them_apart() -> None:
    (several,) = [each for each in PEOPLE if each.validity == "5" and each.records]
    assert several.numbers is not None

    found = [
        built_in_people().by_numbers(
            replace(several.numbers, branch=str(each["InsuredBranchNumber"]))
        )
        for each in several.records
    ]

    assert [(each.validity, each.records) for each in found] == [
        ("1", (record,)) for record in several.records
    ]


def test_two_insurances_at_once_are_there() -> None:
    kinds = [
        sorted(str(record["InsuredCardClassification"]) for record in person.records)
        for person in PEOPLE
        if len(person.records) > 1 and person.validity == "1"
    ]

    assert kinds == [["01", "01"], ["01", "A1"]]


def test_medical_aid_with_several_tickets_one_and_none_is_there() -> None:
    tickets = {
        len(groups(record.get("PublicExpenseResultList", [])))
        for record in RECORDS
        if record["InsuredCardClassification"] == "A1"
    }

    assert tickets == {0, 2, 3}


def test_several_diseases_of_one_person_are_there() -> None:
    counts = [len(groups(record.get("SpecificDiseasesCertificateList", []))) for record in RECORDS]

    assert max(counts) == 2


def test_names_that_make_trouble_are_there() -> None:
    names = all_leaves("Name")

    assert any("●" in name for name in names)
    assert any(set("髙﨑邉") <= set(name) and "𠮷" not in name for name in names)
    assert any(len(name) > 60 for name in names)
    assert all_leaves("NameOfOther")


def test_one_name_cannot_be_written_in_cp932() -> None:
    def fits(name: str) -> bool:
        try:
            return bool(name.encode("cp932"))
        except UnicodeEncodeError:
            return False

    assert [name for name in all_leaves("Name") if not fits(name)] == ["𠮷野　髙﨑邉"]


def test_a_symbol_of_full_width_and_one_with_kanji_are_there() -> None:
    symbols = all_leaves("InsuredCardSymbol")

    assert any(unicodedata.normalize("NFKC", symbol) != symbol for symbol in symbols)
    assert any("\u4e00" <= symbol[0] <= "\u9fff" for symbol in symbols)


def test_errors_and_notices_are_there() -> None:
    assert person_with(segment="9")
    assert person_with(segment="1", status="2")
    assert [p for p in person_with(segment="1", status="1", validity="1") if p.code]
    assert all(person.code.startswith("ZZZ") for person in PEOPLE if person.code)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_refusal_of_a_card_is_there(refusal: str) -> None:
    assert person_with(refuse=refusal)
