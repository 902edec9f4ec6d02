"""Turns words of the command line into values; a word that makes no sense is wrong usage."""

from __future__ import annotations

from datetime import date, datetime

import click

from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.number_entry import (
    Flaw,
    NumbersEntered,
    Place,
    Problem,
    command_line_numbers,
    numbers_entered,
)
from reception_app.domain.policy import JST
from reception_app.domain.wareki import NoDay

_A_DAY_S = 86_400


class DayParam(click.ParamType[date]):
    """YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.fail(f"{value!r} is no date like 2026-11-22", param, ctx)
        if day.isoformat() != text:  # other forms of ISO 8601 are not ours
            self.fail(f"{value!r} is not written like 2026-11-22", param, ctx)
        return day


class SecondsParam(click.ParamType[float]):
    """A number of seconds from 0 to a day."""

    name = "SECONDS"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds; a number that is none (nan) is refused too."""
        try:
            seconds = float(str(value))
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds <= _A_DAY_S:
            self.fail(f"{value!r} is no number of seconds up to {_A_DAY_S}", param, ctx)
        return seconds


class NumbersParam(click.ParamType[CardholderNumbers]):
    """INSURER/SYMBOL/NUMBER/BRANCH/YYYYMMDD; SYMBOL may hold slashes, it and BRANCH be empty."""

    name = "INSURER/SYMBOL/NUMBER/BRANCH/YYYYMMDD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> CardholderNumbers:
        """Return the numbers; a check digit that does not fit is said and asked with."""
        if isinstance(value, CardholderNumbers):
            return value
        typed = command_line_numbers(str(value))
        if typed is None:
            self.fail("needs INSURER/SYMBOL/NUMBER/BRANCH/YYYYMMDD", param, ctx)
        entered = numbers_entered(typed, today=datetime.now(JST).date())
        if not isinstance(entered, NumbersEntered):
            self.fail("; ".join(map(_in_words, entered.problems)), param, ctx)
        if any(each.flaw is Flaw.LIKE_MY_NUMBER for each in entered.warnings):
            # The window asks a second time; here nobody would, and it would be on its way.
            self.fail("; ".join(map(_in_words, entered.warnings)), param, ctx)
        for warning in entered.warnings:
            click.echo(f"Warning: {_in_words(warning)}", err=True)
        return entered.numbers


_FLAWS = {
    Flaw.INSURER_CHECK_DIGIT: "the check digit does not fit",
    Flaw.BENEFICIARY_CHECK_DIGIT: "the check digit does not fit a 受給者番号",
    Flaw.EMPTY: "is empty",
    Flaw.INSURER_FORM: "has 6 or 8 digits",
    Flaw.BRANCH_FORM: "has 2 digits",
    Flaw.MY_NUMBER: "a My Number is not taken",
    Flaw.LIKE_MY_NUMBER: "looks like a My Number",
    Flaw.NO_TEXT: "has a character that cannot be sent",
    Flaw.NO_BIRTH_DATE: "is no day like 19850412",
}


def _in_words(problem: Problem) -> str:
    name = "YYYYMMDD" if problem.place is Place.BORN else problem.place.name
    said = "is in the future" if problem.no_day is NoDay.FUTURE else _FLAWS[problem.flaw]
    return f"{name}: {said} ({problem.flaw})"
