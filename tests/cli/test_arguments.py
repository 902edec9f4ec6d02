"""Words of the command line as values; what makes no sense is wrong usage."""

from __future__ import annotations

from datetime import date

import click
import pytest

from reception_app.cli.arguments import DayParam, NumbersParam, SecondsParam
from reception_app.domain.eligibility import CardholderNumbers

BORN = date(1985, 4, 12)


def test_a_day() -> None:
    assert DayParam().convert("2026-11-22", None, None) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "20261122",
        "2026-W47-7",
        "2026-11-31",
        "2026-1-2",
        "22.11.2026",
        "２０２６-11-22",
        "",
        "today",
    ],
)
def test_any_other_form_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        DayParam().convert(text, None, None)


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("0.5", 0.5), ("86400", 86_400)])
def test_seconds(text: str, seconds: float) -> None:
    assert SecondsParam().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "-1", "86401", "", "soon"])
def test_seconds_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        SecondsParam().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "06139992/１２３/4567/00/19850412",
            CardholderNumbers("06139992", "１２３", "4567", "00", BORN),
        ),
        (
            "139998/い/ろ/は/4567/1/19850412",
            CardholderNumbers("139998", "い/ろ/は", "4567", "01", BORN),
        ),
        ("06139992//4567//19850412", CardholderNumbers("06139992", None, "4567", None, BORN)),
        (
            "０６１３９９９２/１２３/４５６７/０１/１９８５０４１２",
            CardholderNumbers("06139992", "１２３", "4567", "01", BORN),
        ),
    ],
    ids=["plain", "slashes in the symbol", "no symbol, no branch", "full width"],
)
def test_numbers(text: str, numbers: CardholderNumbers) -> None:
    assert NumbersParam().convert(text, None, None) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06139992/1/2/00",
        "0613999/1/2/00/19850412",
        "061399921/1/2/00/19850412",
        "0613999x/1/2/00/19850412",
        "06139992/1//00/19850412",
        "06139992/1/2/000/19850412",
        "06139992/1/2/x/19850412",
        "06139992/1/2/00/1985041",
        "06139992/1/2/00/198504123",
        "06139992/1/2/00/19850431",
        "06139992/1/2/00/1985-04-12",
    ],
)
def test_numbers_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        NumbersParam().convert(text, None, None)


def test_a_check_digit_that_does_not_fit_is_said_and_asked_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    numbers = NumbersParam().convert("06139993//4567//19850412", None, None)

    assert numbers == CardholderNumbers("06139993", None, "4567", None, BORN)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Warning: INSURER: the check digit does not fit (IN01)\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0613999/1//000/19850412", ["INSURER", "(IN04)", "NUMBER", "(IN03)", "BRANCH", "(IN05)"]),
        ("06139992/1/2/00/19850431", ["YYYYMMDD: is no day like 19850412 (IN02)"]),
        ("06139992/1/2/00/29990412", ["YYYYMMDD: is in the future (IN02)"]),
        ("06139992/123456789018/2/00/19850412", ["SYMBOL", "(IN06)"]),
    ],
)
def test_numbers_that_make_no_sense_say_what_is_wrong(text: str, said: list[str]) -> None:
    with pytest.raises(click.BadParameter) as refused:
        NumbersParam().convert(text, None, None)

    assert all(part in refused.value.message for part in said)
    assert "123456789018" not in refused.value.message


@pytest.mark.parametrize("numbers", ["１２－３/123456789017", "1234/56789018"])
def test_what_looks_like_a_my_number_is_not_asked_with(numbers: str) -> None:
    with pytest.raises(click.BadParameter, match="IN09"):
        NumbersParam().convert(f"06139992/{numbers}//19850412", None, None)
