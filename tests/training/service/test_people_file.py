"""The people's TOML file and its mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reception_app.training.service.people import NOBODY
from reception_app.training.service.people_file import people_from_toml, read_people

# The example of cli.md, training.
NUMBERS = 'insurer = "06139992", symbol = "１２－３", number = "4567", branch = "01"'
EXAMPLE = f"""
[[person]]
subject_cn = "TRAINING-0007*"          # whose card (glob); or, and also, by number:
numbers = {{{NUMBERS}, born = "1985-04-12"}}
validity = "1"
[[person.record]]                      # 0…n, element names as published
Name = "山田　花子"
NameKana = "ﾔﾏﾀﾞ ﾊﾅｺ"
"""


def test_the_example_of_the_manual_is_read() -> None:
    (person,) = people_from_toml(EXAMPLE).persons

    assert person.subject_cn == "TRAINING-0007*"
    assert person.numbers is not None
    assert person.numbers.symbol == "１２－３"
    assert person.numbers.born == date(1985, 4, 12)
    assert person.validity == "1"
    assert person.records == ({"Name": "山田　花子", "NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ"},)


def test_the_first_person_whose_name_fits_is_taken() -> None:
    people = people_from_toml(EXAMPLE + '[[person]]\nsubject_cn = "TRAINING-*"\nvalidity = "2"\n')

    assert people.by_card("TRAINING-0007A").validity == "1"
    assert people.by_card("TRAINING-0008").validity == "2"
    assert people.by_card("X") is NOBODY
    assert people.by_card("") is NOBODY


def test_an_empty_file_has_no_people() -> None:
    assert people_from_toml("").persons == ()


def test_a_single_group_in_place_of_a_list_becomes_a_list() -> None:
    text = EXAMPLE + (
        "[person.record.SpecificDiseasesCertificateList.SpecificDiseasesCertificateInfo]\n"
        'SpecificDiseasesDiseaseCategory = "1"\n'
    )

    (record,) = people_from_toml(text).persons[0].records

    group = {"SpecificDiseasesDiseaseCategory": "1"}
    assert record["SpecificDiseasesCertificateList"] == [
        {"SpecificDiseasesCertificateInfo": group}
    ]


def test_all_mistakes_are_told_together() -> None:
    wrong = """
    people = 3
    [[person]]
    subject_cn = "A"
    validity = 1
    name = "x"
    refuse = "for-no-reason"
    [[person]]
    subject_cn = "A"
    numbers = {insurer = "123", number = 5, born = "2000-02-30", nick = "x"}
    [[person.record]]
    Sex1 = 2
    "資格" = "x"
    [person.record.LimitApplicationCertificateRelatedInfo]
    LimitApplicationCertificateDate = 2026-08-01
    [[person.record.PublicExpenseResultList]]
    MedicalTicketInfo = {SelfPayAmount = 0}
    [[person]]
    validity = "1"
    """

    limit_date = "LimitApplicationCertificateRelatedInfo.LimitApplicationCertificateDate"
    own_payment = "PublicExpenseResultList.MedicalTicketInfo.SelfPayAmount"

    with pytest.raises(ValueError, match="person") as caught:
        people_from_toml(wrong)

    assert str(caught.value).split("; ") == [
        "people: unknown",
        "person 1: validity: must be text",
        "person 1: name: unknown",
        "person 1: refuse: must be one of certificate-revoked, visual-not-allowed, not-registered",
        "person 2: validity: missing",
        "person 2: numbers.nick: unknown",
        "person 2: numbers.number: must be text",
        "person 2: numbers.insurer: must have 6 or 8 digits",
        "person 2: numbers.born: must be a day, YYYY-MM-DD",
        "person 2: record 1: Sex1: must be text",
        "person 2: record 1: 資格: not an element name",
        f"person 2: record 1: {limit_date}: must be text",
        f"person 2: record 1: {own_payment}: must be text",
        "person 2: subject_cn is taken by an earlier person",
        "person 3: needs subject_cn or numbers",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "person = 1",
        "[person]",
        '[[person]]\nsubject_cn = "A"\nvalidity = "1"\nnumbers = 1',
        '[[person]]\nsubject_cn = "A"\nvalidity = "1"\nrecord = 1',
        '[[person]]\nsubject_cn = ""\nvalidity = "1"',
        '[[person]]\nsubject_cn = ["A"]\nvalidity = "1"',
        "[[person]]\nsubject_cn = \nvalidity = 1",
    ],
)
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"person|numbers|record|subject_cn|line"):
        people_from_toml(text)


def test_an_error_needs_no_validity() -> None:
    people = people_from_toml('[[person]]\nsubject_cn = "A"\nstatus = "2"\ncode = "E1"')

    assert people.persons[0].validity == ""


def test_a_mistake_is_told_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    path.write_text("people = 3", encoding="utf-8")

    with pytest.raises(ValueError, match=r"people\.toml: people: unknown"):
        read_people(path)


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "people.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ValueError, match=r"people\.toml: cannot be read"):
        read_people(path)
