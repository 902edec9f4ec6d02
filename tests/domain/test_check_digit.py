"""The check digit of insurer, public-expense and beneficiary numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.check_digit import (
    Numbering,
    check_digit,
    has_right_check_digit,
    has_right_form,
)

BODIES = st.text("0123456789", min_size=1, max_size=12)


def by_hand(body: str) -> int:
    """The rule in the words of eligibility-interface.md 5.1, step by step."""
    weight, total = 2, 0
    for digit in reversed(body):
        product = int(digit) * weight
        total += product if product < 10 else 1 + product - 10
        weight = 1 if weight == 2 else 2
    return (10 - total % 10) % 10


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        ("3312001", "5"),  # the public example: 33120015
        ("0613999", "2"),
        ("0113999", "7"),
        ("13999", "8"),
        ("3913999", "3"),
        ("1213999", "4"),
        ("999001", "1"),
        ("0000000", "0"),
    ],
)
def test_the_examples_of_the_documents(body: str, digit: str) -> None:
    assert check_digit(body) == digit


@given(BODIES)
def test_it_is_the_documented_rule(body: str) -> None:
    assert check_digit(body) == str(by_hand(body))


@given(BODIES, st.data())
def test_every_single_wrong_digit_is_found(body: str, data: st.DataObject) -> None:
    number = (body + "0" * 7)[:7]
    number += check_digit(number)
    place = data.draw(st.integers(0, 7))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[place]))

    assert has_right_check_digit(Numbering.INSURER, number)
    assert not has_right_check_digit(
        Numbering.INSURER, number[:place] + wrong + number[place + 1 :]
    )


@pytest.mark.parametrize(
    ("numbering", "number"),
    [
        (Numbering.INSURER, "06139992"),
        (Numbering.INSURER, "139998"),
        (Numbering.PUBLIC_EXPENSE, "12139994"),
        (Numbering.BENEFICIARY, "9990011"),
    ],
)
def test_each_kind_of_number_has_its_length(numbering: Numbering, number: str) -> None:
    assert has_right_check_digit(numbering, number)
    assert not has_right_form(numbering, number + "0")
    assert not has_right_check_digit(numbering, number[:-2])


@pytest.mark.parametrize("text", ["", "０６１３９９９２", "0613999x", "0613 9992", "  139998"])
def test_what_is_not_just_digits_has_no_right_form(text: str) -> None:
    assert not has_right_form(Numbering.INSURER, text)
    assert not has_right_check_digit(Numbering.INSURER, text)
