"""The code lists, against eligibility-interface.md, section 2 (typed off, not computed)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest

from reception_app.application.code_lists import code_lists, is_listed, label
from reception_app.domain import codes as known

ON = date(2026, 11, 22)
CODES = {
    "001": "0 1",
    "002": "1 2 2",
    "003": "1 2 9",
    "004": "1 2",
    "005": "0 1",
    "006": "1 2 3 4 5 6",
    "007": "1 2 3",
    "008": "01 02 03 99",
    "009": "1 2",
    "010": "01 02 03 04 05 05 06 07 A1",
    "011": "01 02 03",
    "012": "A01 A02 A03 A04 A05 A06 B01 B02 B03 B04 B05 B06 B07 B08 B09 B10",
    "013": "1 2 3",
    "014": "0 1",
    "015": "1",
    "016": "0 1 2 3",
    "017": "1 2",
    "018": "01 02",
    "019": "01 02 03 04 05",
    "020": "01 02",
    "021": "01 02",
    "022": "1",
    "023": "01 02",
    "024": "01 02",
    "025": "01 02",
    "026": "0 1",
    "027": "1",
    "028": "1 2 3 4",
    "029": "TKK YZK",
    "030": "0 1",
    "031": "0 1 2 3",
    "032": "0 1",
    "033": "2 3",
    "034": "1 2",
    "035": "0 1",
    "036": "TSR TKK YZK SRJ SHJ",
    "037": "0 1",
    "038": "0 1 2 3",
    "039": "1 2",
    "040": "1 2 3 4 5 6",
    "041": "1 2 3",
    "042-1": "01 02 03",
    "042-2": "01 02 03 04 05",
    "042-3": "01 02 03",
    "043": "0 1",
    "044": "01 2 4 8",
}


def test_every_list_is_there_with_its_codes() -> None:
    assert CODES == {
        list_id: " ".join(entry.code for entry in each.entries)
        for list_id, each in sorted(code_lists().items())
    }


def test_every_list_and_every_code_has_a_name() -> None:
    assert [] == [
        list_id
        for list_id, each in code_lists().items()
        if not each.name or not all(entry.label for entry in each.entries)
    ]


@pytest.mark.parametrize(
    ("list_id", "code", "expected"),
    [
        ("003", "2", "処理中"),
        ("006", "3", "無効（新しい資格あり）"),
        ("008", "03", "医療保険等の資格取得"),
        ("010", "A1", "医療扶助"),
        ("012", "A06", "オ（境）"),
        ("012", "B10", "一般Ⅰ"),
        ("013", "1", "人工透析を要する慢性腎不全"),
        ("019", "05", "訪問看護"),
        ("042-2", "04", "静脈"),
        ("044", "8", "介護"),
    ],
)
def test_a_code_has_its_label(list_id: str, code: str, expected: str) -> None:
    assert expected == label(list_id, code, on=ON)


@pytest.mark.parametrize("code", ["7", "１", " 1", "01", "", "C01"])
def test_a_code_that_is_not_listed_is_shown_raw(code: str) -> None:
    assert code == label("006", code, on=ON)
    assert not is_listed("006", code)


def test_a_list_that_is_not_there_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        label("045", "1", on=ON)


@pytest.mark.parametrize(
    ("list_id", "code", "on", "expected"),
    [
        ("010", "05", date(2024, 12, 1), "被保険者資格証明書"),
        ("010", "05", date(2024, 12, 2), "特別療養費支給対象者"),
        ("002", "2", date(2024, 12, 1), "被保険者証情報"),
        ("002", "2", date(2024, 12, 2), "資格確認書等の券面情報"),
        ("010", "03", date(2024, 12, 2), "短期（一般）"),
        ("012", "B09", date(2022, 9, 30), "一般Ⅱ"),
    ],
)
def test_a_label_has_its_days_and_an_old_code_keeps_its_last_one(
    list_id: str, code: str, on: date, expected: str
) -> None:
    assert expected == label(list_id, code, on=on)


@pytest.mark.parametrize(
    ("list_id", "values"),
    [
        ("007", known.Sex),
        ("008", known.LossReason),
        ("009", known.Relation),
        ("010", known.CardClass),
        ("012", known.LimitClass),
        ("013", known.Disease),
        ("016", known.ConsentFlag),
        ("017", known.PrescriptionForm),
        ("018", known.TicketKind),
        ("019", known.CareKind),
    ],
)
def test_what_the_screen_knows_is_listed(list_id: str, values: type[StrEnum]) -> None:
    assert [] == [value for value in values if not is_listed(list_id, value)]
