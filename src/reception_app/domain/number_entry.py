"""Turns what staff typed for a question by numbers into the question, or says what is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from functools import lru_cache
from typing import Final

from reception_app.domain import insurer
from reception_app.domain.check_digit import Numbering, has_right_check_digit, has_right_form
from reception_app.domain.comparison import branch_form, plain_form
from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.my_number import holds_my_number, looks_like_my_number
from reception_app.domain.wareki import NoDay, typed_day

_COMMAND_PARTS = 5
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@unique
class Place(StrEnum):
    """A field of the form, in the order of the card."""

    INSURER = "insurer"
    SYMBOL = "symbol"
    NUMBER = "number"
    BRANCH = "branch"
    BORN = "born"


@unique
class Flaw(StrEnum):
    """What is wrong with a field, as a code of the message catalogue."""

    INSURER_CHECK_DIGIT = "IN01"
    """Only a warning: it is confirmed, and then asked with all the same."""
    NO_BIRTH_DATE = "IN02"
    EMPTY = "IN03"
    INSURER_FORM = "IN04"
    """Neither six nor eight digits."""
    BRANCH_FORM = "IN05"
    """More than two digits, or none."""
    MY_NUMBER = "IN06"
    """A 個人番号, which has no place in any field."""
    NO_TEXT = "IN07"
    """A character that no message can carry."""
    BENEFICIARY_CHECK_DIGIT = "IN08"
    """Only a warning: the 番号 of 医療扶助 is a 受給者番号."""
    LIKE_MY_NUMBER = "IN09"
    """Only a warning, since 記号 and 番号 of a real card may look like that."""


WARNINGS: Final = frozenset(
    {Flaw.INSURER_CHECK_DIGIT, Flaw.BENEFICIARY_CHECK_DIGIT, Flaw.LIKE_MY_NUMBER}
)
_MAY_BE_LONG: Final = (Place.SYMBOL, Place.NUMBER)
"""Where a card may have twelve digits."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What to correct in a field, or to confirm if it is one of ``WARNINGS``.

    Attributes:
        no_day: Why it is no day, for ``NO_BIRTH_DATE``.
    """

    place: Place
    flaw: Flaw
    no_day: NoDay | None = None


@dataclass(frozen=True, slots=True)
class TypedNumbers:
    """The form as it stands, each field as typed."""

    insurer: str = field(default="", repr=False)
    symbol: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    branch: str = field(default="", repr=False)
    born: str = field(default="", repr=False)
    limit_consent: bool = False


@dataclass(frozen=True, slots=True)
class NumbersEntered:
    """A form that can be asked with, once its warnings are confirmed."""

    numbers: CardholderNumbers
    limit_consent: bool
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class NumbersRefused:
    """A form that cannot be asked with; its problems and warnings, in the order of the fields."""

    problems: tuple[Problem, ...]


def numbers_entered(typed: TypedNumbers, *, today: date) -> NumbersEntered | NumbersRefused:
    """Return the question, or what to correct first.

    Digits may be full-width. 記号 stays as typed but for the blanks around it; 後期高齢者 have
    neither 記号 nor 枝番, so what stands there is left out.

    Args:
        typed: The form.
        today: The clinic's day; nobody is born after it.

    Source: front-desk.md A.7, eligibility-interface.md 5.
    """
    heard = _heard(typed)
    born = typed_day(heard.born, last=today)
    problems = tuple(_problems(typed, heard, born))
    if isinstance(born, NoDay) or any(each.flaw not in WARNINGS for each in problems):
        return NumbersRefused(problems)
    return NumbersEntered(_numbers(heard, born), typed.limit_consent, problems)


def numbers_asked(typed: TypedNumbers, *, today: date) -> CardholderNumbers | None:
    """Return the question that a form was asked with; its flaws are not looked for once more.

    Args:
        typed: The form, of which ``numbers_entered`` made a question before.
        today: As then.
    """
    heard = _heard(typed)
    born = typed_day(heard.born, last=today)
    return None if isinstance(born, NoDay) else _numbers(heard, born)


def _numbers(heard: TypedNumbers, born: date) -> CardholderNumbers:
    return CardholderNumbers(
        heard.insurer, heard.symbol or None, heard.number, branch_form(heard.branch) or None, born
    )


def is_refused(place: Place, text: str) -> bool:
    """Whether a My Number stands in a field, as typed: it is never kept.

    Where no card has so many digits, twelve are one with a typing error, too.
    """
    return holds_my_number(text) or (place not in _MAY_BE_LONG and looks_like_my_number(text))


def insurer_typed(text: str) -> str:
    """Return a 保険者番号 as it is meant: ASCII, without the blanks between groups of digits."""
    return "".join(plain_form(text).split())


def has_symbol(text: str) -> bool:
    """Whether the insurance of a typed 保険者番号 has 記号 and 枝番, as far as can be told."""
    return not insurer.is_late_elderly(insurer_typed(text))


def command_line_numbers(text: str) -> TypedNumbers | None:
    """Return the parts of INSURER/SYMBOL/NUMBER/BRANCH/YYYYMMDD, or None for another shape.

    INSURER is before the first slash; date, BRANCH and NUMBER are the last three; SYMBOL is all
    between and may hold slashes (cli.md, check).
    """
    parts = text.split("/")
    if len(parts) < _COMMAND_PARTS or not _is_eight_digits(plain_form(parts[-1])):
        return None
    first, *symbol, number, branch, born = parts
    return TypedNumbers(first, "/".join(symbol), number, branch, born)


def _is_eight_digits(text: str) -> bool:
    return len(text) == 8 and text.isascii() and text.isdecimal()


def _heard(typed: TypedNumbers) -> TypedNumbers:
    """Return what counts of a form: no blanks around it, nothing invisible that was pasted."""
    symbol, branch = _visible(typed.symbol), _visible(typed.branch)
    insurer_number = insurer_typed(_visible(typed.insurer))
    is_late_elderly = insurer.is_late_elderly(insurer_number)
    return TypedNumbers(
        insurer=insurer_number,
        symbol="" if is_late_elderly else symbol,
        number=_visible(typed.number).translate(_FULL_WIDTH_DIGITS),
        branch="" if is_late_elderly else branch,
        born=_visible(typed.born),
    )


def _visible(text: str) -> str:
    if text.isprintable():  # as nearly all are, which spares looking at each character
        return text.strip()
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def _problems(typed: TypedNumbers, heard: TypedNumbers, born: date | NoDay) -> Iterator[Problem]:
    """Yield the gravest problem of each field; a My Number counts where nothing else is heard."""
    no_day = born if isinstance(born, NoDay) else None
    found = (
        (Place.INSURER, typed.insurer, _insurer_flaw(heard.insurer)),
        (Place.SYMBOL, typed.symbol, _symbol_flaw(heard.symbol)),
        (Place.NUMBER, typed.number, _number_flaw(heard)),
        (Place.BRANCH, typed.branch, _branch_flaw(heard.branch)),
        (Place.BORN, typed.born, Flaw.NO_BIRTH_DATE if no_day else None),
    )
    for place, text, flaw in found:
        if is_refused(place, text):
            yield Problem(place, Flaw.MY_NUMBER)
        elif flaw is not None:
            yield Problem(place, flaw, no_day if place is Place.BORN else None)


def _insurer_flaw(number: str) -> Flaw | None:
    if not number:
        return Flaw.EMPTY
    if not has_right_form(Numbering.INSURER, number):
        return Flaw.INSURER_FORM
    return None if _is_insurer(number) else Flaw.INSURER_CHECK_DIGIT


@lru_cache(maxsize=1024)  # the rows of a batch share few insurers
def _is_insurer(number: str) -> bool:
    return has_right_check_digit(Numbering.INSURER, number)


def _symbol_flaw(symbol: str) -> Flaw | None:
    if _holds_no_text(symbol):
        return Flaw.NO_TEXT
    return Flaw.LIKE_MY_NUMBER if looks_like_my_number(symbol) else None


def _number_flaw(heard: TypedNumbers) -> Flaw | None:
    number = heard.number
    if not number:
        return Flaw.EMPTY
    if _holds_no_text(number):
        return Flaw.NO_TEXT
    if looks_like_my_number(number) or _is_my_number_in_parts(heard):
        return Flaw.LIKE_MY_NUMBER
    is_beneficiary = insurer.is_medical_aid(heard.insurer)
    if is_beneficiary and not has_right_check_digit(Numbering.BENEFICIARY, number):
        return Flaw.BENEFICIARY_CHECK_DIGIT
    return None


def _is_my_number_in_parts(heard: TypedNumbers) -> bool:
    """Whether 記号, 番号 and 枝番 read in one make a My Number that none of them holds alone."""
    parts = heard.symbol, heard.number, heard.branch
    return holds_my_number(" ".join(parts)) and not any(map(holds_my_number, parts))


def _branch_flaw(branch: str) -> Flaw | None:
    form = branch_form(branch)
    is_right = not form or (len(form) == 2 and form.isascii() and form.isdecimal())
    return None if is_right else Flaw.BRANCH_FORM


def _holds_no_text(text: str) -> bool:
    """Whether a text holds what XML cannot carry: controls, halves of pairs, U+FFFE, U+FFFF."""
    return not text.isprintable() and any(
        unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff" for char in text
    )
