"""Groups and lists of a record, however a service wraps them."""

from __future__ import annotations

import pytest

from reception_app.domain.eligibility import Fact
from reception_app.domain.records import group_of, groups_in

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
