"""Several insurances drawn below each other (A4-8): from when until when, and the day itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.viewstates import ADULT, answered, desk, outcome, said

from reception_app.domain.eligibility import Record
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.timeline import timeline_group
from reception_app.ui.viewstate.views import Timeline

ON = date(2026, 11, 22)
OTHER = {**ADULT, "InsurerNumber": "01139997", "InsurerName": "例示健康保険組合"}
AID = {"InsuredCardClassification": "A1", "InsurerNumber": "12139994"}


def lasting(record: Record, first: str = "", last: str = "") -> Record:
    return {**record, "QualificationDate": first, "DisqualificationDate": last}


def drawn(*records: Record) -> Timeline:
    group = timeline_group(records, ON)
    assert group is not None
    assert group.timeline is not None
    return group.timeline


def test_each_bar_says_whose_it_is_and_from_when() -> None:
    found = drawn(lasting(ADULT, "20240401", "20261231"), lasting(OTHER, "20261001"))

    assert [said(bar.said) for bar in found.bars] == [
        "保険 1　見本健康保険組合　2024年4月1日から2026年12月31日まで",
        "保険 2　例示健康保険組合　2026年10月1日から",
    ]
    assert said(found.caption) == "縦の線は資格確認日（2026年11月22日）です"


def test_bars_and_the_day_stand_as_the_days_do() -> None:
    old, new = drawn(lasting(ADULT, "20260401", "20261231"), lasting(OTHER, "20261001")).bars
    at = drawn(lasting(ADULT, "20260401", "20261231"), lasting(OTHER, "20261001")).at

    assert old.first is not None
    assert old.last is not None
    assert new.first is not None
    assert 0 < old.first < new.first < at < old.last < 1
    assert new.last is None


def test_one_that_began_long_ago_is_cut_so_that_a_new_one_is_seen() -> None:
    old, new = drawn(lasting(ADULT, "19900401"), lasting(OTHER, "20261101")).bars

    assert old.first is None
    assert new.first is not None
    assert new.first < 0.9


def test_one_that_begins_after_the_day_stands_behind_it() -> None:
    found = drawn(lasting(ADULT, "20240401"), lasting(OTHER, "20270601"))

    assert found.bars[1].first is not None
    assert found.bars[1].first > found.at


def test_one_that_ended_long_ago_does_not_go_on() -> None:
    old, _ = drawn(lasting(ADULT, "19800401", "19850331"), lasting(OTHER, "20261101")).bars

    assert (old.first, old.last) == (None, 0.0)


@pytest.mark.parametrize(
    "records",
    [
        (lasting(ADULT, "20240401"),),
        (lasting(ADULT, "20240401"), lasting(AID, "20240401")),
        (lasting(ADULT, "20240401"), lasting(OTHER)),
        (lasting(ADULT, "20240431"), lasting(OTHER, "20240401")),
    ],
)
def test_without_two_insurances_whose_first_days_are_known_nothing_is_drawn(
    records: tuple[Record, ...],
) -> None:
    assert timeline_group(records, ON) is None


def test_what_is_drawn_is_not_said_again_below() -> None:
    one, two = lasting(ADULT, "20240401"), lasting(OTHER, "20261001")

    page = outcome(staff_view(desk(answered(one, two))))

    labels = [said(each.label) for group in page.right for each in group.fields]
    assert "資格取得日" not in labels
    assert [group.timeline is not None for group in page.right].count(True) == 1


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), min_size=2, max_size=4), st.data())
def test_nothing_is_drawn_outside(firsts: list[date], data: st.DataObject) -> None:
    def raw(day: date | None) -> str:
        return day.strftime("%Y%m%d") if day else ""

    lasts = [data.draw(st.none() | st.dates(first, date(2101, 1, 1))) for first in firsts]
    days = zip(firsts, lasts, strict=True)

    found = drawn(*(lasting(ADULT, raw(first), raw(last)) for first, last in days))

    places = [place for bar in found.bars for place in (bar.first, bar.last) if place is not None]
    assert all(0 <= place <= 1 for place in (*places, found.at))
