"""Days on the Japanese calendar: read, and typed by people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.wareki import Era, NoDay, Wareki, typed_day, wareki_of

TODAY = date(2026, 11, 22)
S50 = date(1975, 4, 1)
LETTERS = {Era.MEIJI: "M", Era.TAISHO: "T", Era.SHOWA: "S", Era.HEISEI: "H", Era.REIWA: "R"}
KANJI = {
    Era.MEIJI: "明治",
    Era.TAISHO: "大正",
    Era.SHOWA: "昭和",
    Era.HEISEI: "平成",
    Era.REIWA: "令和",
}


@pytest.mark.parametrize(
    ("day", "wareki"),
    [
        (date(1872, 12, 31), None),
        (date(1873, 1, 1), Wareki(Era.MEIJI, 6)),
        (date(1912, 7, 29), Wareki(Era.MEIJI, 45)),
        (date(1912, 7, 30), Wareki(Era.TAISHO, 1)),
        (date(1926, 12, 24), Wareki(Era.TAISHO, 15)),
        (date(1926, 12, 25), Wareki(Era.SHOWA, 1)),
        (date(1985, 4, 12), Wareki(Era.SHOWA, 60)),
        (date(1989, 1, 7), Wareki(Era.SHOWA, 64)),
        (date(1989, 1, 8), Wareki(Era.HEISEI, 1)),
        (date(2019, 4, 30), Wareki(Era.HEISEI, 31)),
        (date(2019, 5, 1), Wareki(Era.REIWA, 1)),
        (date(2026, 11, 22), Wareki(Era.REIWA, 8)),
    ],
)
def test_an_era_begins_on_its_day(day: date, wareki: Wareki | None) -> None:
    assert wareki_of(day) == wareki


@given(st.dates(min_value=date(1873, 1, 1)))
def test_every_day_of_our_time_has_a_year_of_an_era(day: date) -> None:
    wareki = wareki_of(day)

    assert wareki is not None
    assert wareki.year >= 1


# ── typed ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "text",
    [
        "19750401",
        "1975-04-01",
        "1975/4/1",
        "1975.4.1",
        "1975年4月1日",
        "１９７５０４０１",
        "１９７５／４／１",
        "１９７５年４月１日",
        "1975−04−01",
        "S50.4.1",
        "s50.4.1",
        "S50/04/01",
        "S50-4-1",
        "S500401",
        "Ｓ５０．４．１",
        "Ｓ５０。４。１",
        "昭50.4.1",
        "昭和50.4.1",
        "昭和500401",
        "昭和50年4月1日",
        "昭和５０年４月１日",
        " 昭和 50年 4月 1日 ",
        "㍼50年4月1日",
    ],
)
def test_a_birth_date_may_be_typed_in_many_ways(text: str) -> None:
    assert typed_day(text, last=TODAY) == S50


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明治6年1月1日", date(1873, 1, 1)),
        ("M45.7.29", date(1912, 7, 29)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("T1.7.30", date(1912, 7, 30)),
        ("T15.12.24", date(1926, 12, 24)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("S64.1.7", date(1989, 1, 7)),
        ("平成元.1.8", date(1989, 1, 8)),
        ("H31.4.30", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R6.2.29", date(2024, 2, 29)),
        ("R8.11.22", TODAY),
    ],
)
def test_an_era_has_its_first_and_last_day(text: str, day: date) -> None:
    assert typed_day(text, last=TODAY) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NoDay.EMPTY),
        (" 　", NoDay.EMPTY),
        ("S50.4", NoDay.OTHER_FORM),
        ("50.4.1", NoDay.OTHER_FORM),
        ("75.4.1", NoDay.OTHER_FORM),  # of which century?
        ("X50.4.1", NoDay.OTHER_FORM),
        ("昭和50年4.1", NoDay.OTHER_FORM),
        ("1975041", NoDay.OTHER_FORM),
        ("197504011", NoDay.OTHER_FORM),
        ("S50.4.1.", NoDay.OTHER_FORM),
        ("S5041", NoDay.OTHER_FORM),
        ("1975\x000401", NoDay.OTHER_FORM),
        ("元年4月1日", NoDay.OTHER_FORM),
        ("S٥٠.٤.١", NoDay.OTHER_FORM),
        ("20240230", NoDay.NO_SUCH_DAY),
        ("20230229", NoDay.NO_SUCH_DAY),
        ("令和8年2月29日", NoDay.NO_SUCH_DAY),
        ("19751301", NoDay.NO_SUCH_DAY),
        ("00000000", NoDay.NO_SUCH_DAY),
        ("99999999", NoDay.NO_SUCH_DAY),
        ("S50.4.0", NoDay.NO_SUCH_DAY),
        ("M45.7.30", NoDay.OUTSIDE_ERA),
        ("T1.7.29", NoDay.OUTSIDE_ERA),
        ("T15.12.25", NoDay.OUTSIDE_ERA),
        ("S1.12.24", NoDay.OUTSIDE_ERA),
        ("S64.1.8", NoDay.OUTSIDE_ERA),
        ("S99.4.1", NoDay.OUTSIDE_ERA),
        ("H1.1.7", NoDay.OUTSIDE_ERA),
        ("H31.5.1", NoDay.OUTSIDE_ERA),
        ("R1.4.30", NoDay.OUTSIDE_ERA),
        ("S0.12.31", NoDay.OUTSIDE_ERA),
        ("M5.12.31", NoDay.OUTSIDE_ERA),
        ("18721231", NoDay.OUTSIDE_ERA),
        ("20261123", NoDay.FUTURE),
        ("R8.11.23", NoDay.FUTURE),
    ],
)
def test_what_is_no_day_says_why(text: str, why: NoDay) -> None:
    assert typed_day(text, last=TODAY) is why


def test_every_day_of_every_era_comes_back_from_its_year() -> None:
    days = [
        date(1873, 1, 1) + timedelta(count) for count in range((TODAY - date(1873, 1, 1)).days)
    ]

    for day in days:
        known = wareki_of(day)
        assert known is not None
        assert (
            typed_day(f"{LETTERS[known.era]}{known.year}.{day.month}.{day.day}", last=TODAY) == day
        )


@given(st.dates(date(1873, 1, 1), TODAY))
def test_a_day_comes_back_however_it_is_written(day: date) -> None:
    known = wareki_of(day)
    assert known is not None
    year = "元" if known.year == 1 else str(known.year)

    written = (
        f"{KANJI[known.era]}{year}年{day.month}月{day.day}日",
        f"{LETTERS[known.era]}{known.year:02}{day.month:02}{day.day:02}",
        day.isoformat(),
        day.isoformat().replace("-", ""),
    )

    assert {typed_day(text, last=TODAY) for text in written} == {day}


@given(st.integers(1, 99), st.sampled_from(Era), st.dates(date(1873, 1, 1), TODAY))
def test_a_year_of_an_era_is_never_read_as_another_ones(year: int, era: Era, like: date) -> None:
    read = typed_day(f"{KANJI[era]}{year}年{like.month}月{like.day}日", last=TODAY)

    assert isinstance(read, NoDay) or wareki_of(read) == Wareki(era, year)


@given(st.text(alphabet=st.characters(), max_size=20))
def test_no_text_breaks_the_typing(text: str) -> None:
    read = typed_day(text, last=TODAY)

    assert isinstance(read, NoDay) or read <= TODAY
