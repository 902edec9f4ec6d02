"""What is different from the last answer about the same person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.answers import record, result

from reception_app.domain.burden import Basis, Burden
from reception_app.domain.changes import Changes, changes_since
from reception_app.domain.eligibility import Record
from reception_app.domain.matching import Item
from reception_app.domain.record import Handover, HandoverState, StoredCheck

BEFORE, TODAY = date(2026, 9, 3), date(2026, 11, 22)
ADULT: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "06139992",
    "InsuredCardSymbol": "１２－３",
    "InsuredIdentificationNumber": "4567",
    "InsuredBranchNumber": "01",
    "Name": "山田　花子",
    "NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ",
    "Birthdate": "19850412",
    "Address": "東京都見本区中央 1-2-3",
}
OLD: Record = {
    **ADULT,
    "Birthdate": "19550301",
    "ElderlyRecipientCertificateInfo": {"ElderlyRecipientContributionRatio": "030"},
}
AID: Record = {
    "InsuredCardClassification": "A1",
    "InsurerNumber": "12139994",
    "Name": "山田　花子",
}


def changes(before: tuple[Record, ...], after: tuple[Record, ...]) -> Changes | None:
    stored = StoredCheck(
        replace(record(), on=BEFORE),
        result(records=before),
        Handover(HandoverState.OFF),
    )
    return changes_since(stored, result(2, records=after), TODAY)


def test_the_same_again_is_no_change() -> None:
    found = changes((ADULT,), (dict(reversed(list(ADULT.items()))),))

    assert found == Changes(BEFORE)
    assert found.count == 0


@pytest.mark.parametrize(
    "other",
    [
        {"InsurerNumber": "006139992"},
        {"NameKana": "ヤマダ　ハナコ"},
        {"Name": "山田　●子"},
        {"Address": "東京都見本区中央１－２－３"},
        {"Address": ""},
        {"InsuredCardSymbol": "12-3"},
    ],
)
def test_what_is_only_written_otherwise_or_left_out_is_no_change(other: Record) -> None:
    assert changes((ADULT,), ({**ADULT, **other},)) == Changes(BEFORE)


def test_each_item_that_differs_is_named_with_both_sides() -> None:
    moved = {**ADULT, "InsurerNumber": "01139997", "Address": "東京都見本区西町 9-9"}

    found = changes((ADULT,), (moved,))

    assert found is not None
    assert [(each.item, each.known, each.received) for each in found.items] == [
        (Item.ADDRESS, "東京都見本区中央 1-2-3", "東京都見本区西町 9-9"),
        (Item.INSURER, "06139992", "01139997"),
    ]
    assert found.count == 2


RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "NameKana": st.sampled_from(["ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ　ハナコ", "ﾔﾏﾓﾄ ﾊﾅｺ", ""]),
        "Name": st.sampled_from(["山田　花子", "山田　●子", "山本　花子"]),
        "InsurerNumber": st.sampled_from(["06139992", "006139992", "01139997"]),
        "InsuredIdentificationNumber": st.sampled_from(["4567", "４５６７", "120"]),
        "DisqualificationDate": st.sampled_from(["", "99999999", "20261231"]),
        "Address": st.sampled_from(["", "東京都見本区中央 1-2-3", "東京都見本区西町 9-9"]),
    },
)


@given(RECORDS)
def test_no_answer_differs_from_itself(one: Record) -> None:
    found = changes((one,), (one,))

    assert found is not None
    assert found.count == 0


@given(RECORDS, RECORDS)
def test_the_other_way_round_it_is_the_same_with_the_sides_swapped(
    one: Record, other: Record
) -> None:
    there, back = changes((one,), (other,)), changes((other,), (one,))

    assert there is not None
    assert back is not None
    assert [(each.item, each.known, each.received) for each in there.items] == [
        (each.item, each.received, each.known) for each in back.items
    ]


def test_another_share_is_one_change_and_not_its_ratio_too() -> None:
    now = {
        **OLD,
        "ElderlyRecipientCertificateInfo": {"ElderlyRecipientContributionRatio": "020"},
    }

    found = changes((OLD,), (now,))

    assert found == Changes(BEFORE, burden=(Burden(3, Basis.ELDERLY), Burden(2, Basis.ELDERLY)))


def test_a_ratio_that_is_no_share_is_an_item() -> None:
    found = changes(
        ({**ADULT, "InsuredPartialContributionRatio": "010"},),
        ({**ADULT, "InsuredPartialContributionRatio": "020"},),
    )

    assert found is not None
    assert [each.item for each in found.items] == [Item.RATIO]


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [((ADULT,), (ADULT, AID), (1, 2)), ((AID, ADULT), (ADULT,), (2, 1))],
)
def test_another_insurance_beside_the_same_one_is_a_change(
    before: tuple[Record, ...], after: tuple[Record, ...], counts: tuple[int, int]
) -> None:
    assert changes(before, after) == Changes(BEFORE, insurances=counts)


def test_what_two_rows_have_in_common_is_told_once() -> None:
    def renamed(each: Record) -> Record:
        return {**each, "Name": "山本　花子"}

    found = changes((ADULT, AID), (renamed(ADULT), renamed(AID)))

    assert found is not None
    assert [each.item for each in found.items] == [Item.NAME]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), (ADULT,)),
        ((ADULT,), ()),
        ((ADULT,), (AID,)),
        ((ADULT, ADULT), (ADULT, {**ADULT, "InsuredIdentificationNumber": "9"})),
        ((ADULT,), (ADULT, ADULT)),
    ],
)
def test_where_rows_cannot_be_told_apart_nothing_is_said(
    before: tuple[Record, ...], after: tuple[Record, ...]
) -> None:
    assert changes(before, after) is None
