"""Turns words of the command line into values; a word that makes no sense is wrong usage."""

from __future__ import annotations

import unicodedata
from datetime import date

import click

from reception_app.domain.eligibility import CardholderNumbers

_INSURER_LENGTHS = (6, 8)
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
        """Return the numbers; only what has to be digits is normalised."""
        if isinstance(value, CardholderNumbers):
            return value
        parts = str(value).split("/")
        if len(parts) < 5:
            self.fail("needs INSURER/SYMBOL/NUMBER/BRANCH/YYYYMMDD", param, ctx)
        insurer, symbol = _digits(parts[0]), "/".join(parts[1:-3])
        number, branch, born = parts[-3].strip(), _digits(parts[-2]), _digits(parts[-1])
        if not insurer.isdecimal() or len(insurer) not in _INSURER_LENGTHS:
            self.fail("INSURER has 6 or 8 digits", param, ctx)
        if not number:
            self.fail("NUMBER is empty", param, ctx)
        if branch and not (branch.isdecimal() and len(branch) <= 2):
            self.fail("BRANCH has 2 digits", param, ctx)
        try:
            day = date.fromisoformat(f"{born[:4]}-{born[4:6]}-{born[6:]}")
        except ValueError:
            self.fail("the birth date is no date like 19850412", param, ctx)
        return CardholderNumbers(
            insurer, symbol.strip() or None, number, branch.zfill(2) if branch else None, day
        )


def _digits(text: str) -> str:
    """Return digits that may have been typed full-width as ASCII."""
    return unicodedata.normalize("NFKC", text).strip()
