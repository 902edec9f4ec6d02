"""Days as the service writes them, and what the Japanese calendar and law make of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.dates import (
    age_on,
    day_of,
    is_from_month_after,
    is_no_day,
    is_until_march_after,
    moment_of,
)
from reception_app.domain.policy import JST


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("19850412", date(1985, 4, 12)),
        (" 20240229 ", date(2024, 2, 29)),
        ("", None),
        ("00000000", None),
        ("99999999", None),
        ("20240230", None),
        ("2024-02-01", None),
        ("2024021", None),
        ("２０２４０２０１", None),
    ],
)
def test_eight_digits_are_a_day_and_nothing_else_is(raw: str, day: date | None) -> None:
    assert day_of(raw) == day


@pytest.mark.parametrize(
    ("raw", "is_left_out"),
    [("", True), ("  ", True), ("00000000", True), ("99999999", True), ("20240230", False)],
)
def test_a_day_that_was_left_out_is_not_an_odd_one(raw: str, *, is_left_out: bool) -> None:
    assert is_no_day(raw) is is_left_out


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("20261123090500", datetime(2026, 11, 23, 9, 5, tzinfo=JST)),
        ("20261123250500", None),
        ("20261123", None),
    ],
)
def test_fourteen_digits_are_a_moment_in_japan(raw: str, moment: datetime | None) -> None:
    assert moment_of(raw) == moment


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1985, 4, 12), date(2026, 4, 11), 40),
        (date(1985, 4, 12), date(2026, 4, 12), 41),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2026, 11, 23), date(2026, 11, 22), None),
    ],
)
def test_an_age_is_counted_on_the_day(born: date, on: date, age: int | None) -> None:
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (date(2020, 4, 2), date(2027, 3, 31)),
        (date(2020, 4, 1), date(2026, 3, 31)),  # reached on 31 March, with its end
        (date(2020, 3, 31), date(2026, 3, 31)),
        (date(2020, 2, 29), date(2026, 3, 31)),
    ],
)
def test_a_child_is_preschool_until_the_end_of_march(born: date, last: date) -> None:
    after = date(last.year, 4, 1)

    assert is_until_march_after(6, born, last)
    assert not is_until_march_after(6, born, after)


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (date(1956, 11, 22), date(2026, 11, 30)),
        (date(1956, 12, 1), date(2026, 11, 30)),  # born on the 1st: reached in November
        (date(1956, 12, 2), date(2026, 12, 31)),
    ],
)
def test_seventy_counts_from_the_month_after(born: date, last: date) -> None:
    following = date.fromordinal(last.toordinal() + 1)

    assert not is_from_month_after(70, born, last)
    assert is_from_month_after(70, born, following)


@given(st.text(alphabet=st.characters(categories=["N", "P", "L"]), max_size=20))
def test_no_text_breaks_the_reading(raw: str) -> None:
    assert day_of(raw) is None or not is_no_day(raw)
    assert moment_of(raw) is None or len(raw.strip()) == 14
