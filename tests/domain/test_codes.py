"""Codes of the service: known ones by name, all others as they came."""

from __future__ import annotations

from enum import StrEnum

import pytest

from reception_app.domain.codes import (
    CardClass,
    CareKind,
    ConsentFlag,
    Disease,
    LimitClass,
    LossReason,
    PrescriptionForm,
    Relation,
    Sex,
    TicketKind,
    UnknownCode,
    code_in,
)

LISTS: dict[type[StrEnum], str] = {
    Sex: "1 2 3",
    LossReason: "01 02 03 99",
    Relation: "1 2",
    CardClass: "01 02 03 04 05 06 07 A1",
    LimitClass: "A01 A02 A03 A04 A05 A06 B01 B02 B03 B04 B05 B06 B07 B08 B09 B10",
    Disease: "1 2 3",
    ConsentFlag: "0 1 2 3",
    PrescriptionForm: "1 2",
    TicketKind: "01 02",
    CareKind: "01 02 03 04 05",
}
"""eligibility-interface.md, section 2."""


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.__name__)
def test_a_list_has_the_codes_of_the_interface(listed: type[StrEnum]) -> None:
    assert [str(code) for code in listed] == LISTS[listed].split()


def test_a_listed_code_is_found_whatever_space_stands_around_it() -> None:
    assert code_in(LossReason, " 03 ") is LossReason.OTHER_INSURANCE


@pytest.mark.parametrize("raw", ["98", "3", "０３"])
def test_a_code_that_is_not_listed_stays_itself(raw: str) -> None:
    assert code_in(LossReason, raw) == UnknownCode(raw)


@pytest.mark.parametrize("raw", ["", "  "])
def test_nothing_said_is_nothing(raw: str) -> None:
    assert code_in(Sex, raw) is None
