"""Ages at which the share changes are told a month ahead."""

from __future__ import annotations

from datetime import date

import pytest

from reception_app.domain.boundaries import Boundary, boundary_ahead
from reception_app.domain.eligibility import Record


def person(born: str, insurer: str = "06139992", kind: str = "01") -> Record:
    return {"Birthdate": born, "InsurerNumber": insurer, "InsuredCardClassification": kind}


@pytest.mark.parametrize(
    ("born", "on", "age", "day"),
    [
        # 6: until the first 31 March after that age; born on 1 April still belongs to it.
        ("20200402", date(2027, 2, 28), 6, None),
        ("20200402", date(2027, 3, 1), 6, date(2027, 4, 1)),
        ("20210401", date(2027, 3, 10), 6, date(2027, 4, 1)),
        ("20210401", date(2027, 4, 1), 6, None),
        # 70: from the month after; born on the 1st, from that month.
        ("19561115", date(2026, 11, 22), 70, date(2026, 12, 1)),
        ("19561215", date(2026, 11, 22), 70, None),
        ("19561201", date(2026, 11, 22), 70, date(2026, 12, 1)),
        ("19561022", date(2026, 11, 22), 70, None),
        # 75: from the birthday itself.
        ("19511123", date(2026, 11, 22), 75, date(2026, 11, 23)),
        ("19511231", date(2026, 11, 22), 75, date(2026, 12, 31)),
        ("19511122", date(2026, 11, 22), 75, None),
        ("19520101", date(2026, 11, 22), 75, None),
        ("19520229", date(2027, 2, 1), 75, date(2027, 3, 1)),
    ],
)
def test_a_boundary_is_told_until_the_end_of_the_next_month(
    born: str, on: date, age: int, day: date | None
) -> None:
    expected = None if day is None else Boundary(age, day)

    assert expected == boundary_ahead(person(born), on)


@pytest.mark.parametrize(
    "about",
    [
        person(""),
        person("19511123", insurer="39139993"),
        person("19511123", insurer="12139994"),
        person("19511123", kind="A1"),
    ],
)
def test_where_no_age_changes_the_share_there_is_none(about: Record) -> None:
    assert boundary_ahead(about, date(2026, 11, 22)) is None
