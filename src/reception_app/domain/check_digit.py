"""The check digit of the insurance's numbers; a wrong one warns and never rejects an answer."""

from __future__ import annotations

from enum import Enum, unique


@unique
class Numbering(Enum):
    """A kind of number that ends in this check digit; the value is how many digits it may have."""

    INSURER = (6, 8)
    """保険者番号: 国保 has six."""
    PUBLIC_EXPENSE = (8,)
    """公費負担者番号"""
    BENEFICIARY = (7,)
    """受給者番号"""


def check_digit(body: str) -> str:
    """Return the digit that completes a number.

    Weights 2, 1, 2, 1 … from the right; a product of two digits counts as their sum.

    Args:
        body: ASCII digits, without the check digit.

    Source: eligibility-interface.md 5.1.
    """
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body)))
    return str(-sum(sum(divmod(product, 10)) for product in products) % 10)


def has_right_form(numbering: Numbering, number: str) -> bool:
    """Whether it is ASCII digits, as many as such a number has."""
    return number.isascii() and number.isdecimal() and len(number) in numbering.value


def has_right_check_digit(numbering: Numbering, number: str) -> bool:
    """Whether a number has the right form, and its last digit fits the others."""
    return has_right_form(numbering, number) and number[-1] == check_digit(number[:-1])
