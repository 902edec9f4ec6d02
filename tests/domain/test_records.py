"""Groups and lists of a record, however a service wraps them."""

from __future__ import annotations

import pytest

from reception_app.domain.eligibility import Fact, Record
from reception_app.domain.records import Sexes, group_of, groups_in, sexes_of

ONE = {"SpecificDiseasesDiseaseCategory": "1"}
TWO = {"SpecificDiseasesDiseaseCategory": "2"}
LIST, ITEM = "SpecificDiseasesCertificateList", "SpecificDiseasesCertificateInfo"


def test_a_group_is_found_by_name() -> None:
    assert (
        group_of({"ElderlyRecipientCertificateInfo": ONE}, "ElderlyRecipientCertificateInfo")
        == ONE
    )


@pytest.mark.parametrize("value", ["", "text", [ONE]])
def test_what_is_no_group_says_nothing(value: Fact) -> None:
    assert (
        group_of({"ElderlyRecipientCertificateInfo": value}, "ElderlyRecipientCertificateInfo")
        == {}
    )


def test_an_absent_group_says_nothing() -> None:
    assert group_of({}, "ElderlyRecipientCertificateInfo") == {}


@pytest.mark.parametrize(
    "value",
    [
        [{ITEM: ONE}, {ITEM: TWO}],
        [{ITEM: [ONE, TWO]}],
        {ITEM: [ONE, TWO]},
        [ONE, TWO],
        [{ITEM: ONE}, "", {}, {ITEM: TWO}, {ITEM: ""}],
    ],
)
def test_a_list_is_read_however_it_is_wrapped(value: Fact) -> None:
    assert groups_in({LIST: value}, LIST, ITEM) == (ONE, TWO)


@pytest.mark.parametrize("value", ["", "text", [], {}])
def test_an_empty_list_has_nothing(value: Fact) -> None:
    assert groups_in({LIST: value}, LIST, ITEM) == ()
    assert groups_in({}, LIST, ITEM) == ()


@pytest.mark.parametrize(
    ("record", "sexes"),
    [
        ({"Sex1": "1"}, Sexes("1", "")),
        ({"Sex2": " 2 "}, Sexes("2", "")),
        ({"Sex1": "2", "Sex2": "2"}, Sexes("2", "")),
        ({"Sex1": "1", "Sex2": "2"}, Sexes("2", "1")),
        ({"Sex1": "3", "Sex2": "1"}, Sexes("1", "")),  # hidden on the face of the card
        ({"Sex1": "9", "Sex2": "1"}, Sexes("1", "9")),
        ({}, Sexes("", "")),
    ],
)
def test_the_second_sex_counts_and_the_face_of_the_card_is_kept(
    record: Record, sexes: Sexes
) -> None:
    assert sexes_of(record) == sexes


def test_a_sex_is_not_readable_in_a_log() -> None:
    assert repr(Sexes("1", "2")) == "Sexes()"
