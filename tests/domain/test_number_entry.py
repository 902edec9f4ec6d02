"""What staff type for a question by numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.number_entry import (
    WARNINGS,
    Flaw,
    NumbersEntered,
    NumbersRefused,
    Place,
    Problem,
    TypedNumbers,
    command_line_numbers,
    has_symbol,
    insurer_typed,
    numbers_asked,
    numbers_entered,
)
from reception_app.domain.wareki import NoDay

TODAY = date(2026, 11, 22)
BORN = date(1985, 4, 12)
TYPED = TypedNumbers("06139992", "１２－３", "4567", "01", "S60.4.12")
NUMBERS = CardholderNumbers("06139992", "１２－３", "4567", "01", BORN)
MY_NUMBER = "123456789018"


def entered(typed: TypedNumbers) -> NumbersEntered | NumbersRefused:
    return numbers_entered(typed, today=TODAY)


def typed(**changes: Any) -> TypedNumbers:
    return replace(TYPED, **changes)


def asked(**changes: Any) -> CardholderNumbers:
    return replace(NUMBERS, **changes)


# ── what is asked ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        (TYPED, NUMBERS),
        (typed(insurer="０６１３９９９２"), NUMBERS),
        (typed(insurer=" 0613 9992 "), NUMBERS),
        (typed(insurer="139998"), asked(insurer="139998")),  # 国保
        (typed(symbol=" 　い・ろ　は "), asked(symbol="い・ろ　は")),
        (typed(symbol="㈱①"), asked(symbol="㈱①")),  # never folded
        (typed(symbol=""), asked(symbol=None)),
        (typed(symbol="　"), asked(symbol=None)),
        (typed(number="０４５６７"), asked(number="04567")),
        (typed(number="４５－６７ア"), asked(number="45－67ア")),
        (typed(branch="1"), NUMBERS),
        (typed(branch="０１"), NUMBERS),
        (typed(branch="0"), asked(branch="00")),
        (typed(branch=""), asked(branch=None)),
        (typed(born="19850412"), NUMBERS),
        (typed(born="昭和６０年４月１２日"), NUMBERS),
        (
            typed(insurer="39139993", number="12345678"),
            CardholderNumbers("39139993", None, "12345678", None, BORN),
        ),
        # nothing invisible counts that was pasted along
        (typed(symbol="１\u200b２－３\ufeff", number="\u20284567\u202e"), NUMBERS),
    ],
)
def test_what_was_typed_becomes_the_question(
    form: TypedNumbers, numbers: CardholderNumbers
) -> None:
    assert entered(form) == NumbersEntered(numbers, limit_consent=False, warnings=())


@given(st.builds(TypedNumbers, *[st.text(max_size=14)] * 4, st.just("S60.4.12")))
def test_what_was_asked_with_is_the_same_question_later(form: TypedNumbers) -> None:
    for each in (TYPED, form):
        question = entered(each)
        if isinstance(question, NumbersEntered):
            assert numbers_asked(each, today=TODAY) == question.numbers


def test_without_a_birth_date_nothing_was_asked() -> None:
    assert numbers_asked(typed(born="99999999"), today=TODAY) is None


def test_the_consent_to_the_limit_goes_along() -> None:
    answer = entered(replace(TYPED, limit_consent=True))

    assert answer == NumbersEntered(NUMBERS, limit_consent=True, warnings=())


def test_late_elderly_have_neither_symbol_nor_branch() -> None:
    form = typed(insurer="39139993", symbol="１２３", branch="xyz")

    answer = entered(form)

    assert isinstance(answer, NumbersEntered)
    assert (answer.numbers.symbol, answer.numbers.branch) == (None, None)


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("39139993", False),
        ("３９１３ ９９９３", False),
        ("3913999", True),
        ("391399", True),
        ("", True),
    ],
)
def test_the_symbol_is_hidden_for_late_elderly(text: str, *, is_there: bool) -> None:
    assert has_symbol(text) is is_there


def test_an_insurer_is_meant_in_ascii() -> None:
    assert insurer_typed(" ０６１３　9992 ") == "06139992"


# ── what is confirmed first ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("form", "warning"),
    [
        (typed(insurer="06139993"), Problem(Place.INSURER, Flaw.INSURER_CHECK_DIGIT)),
        (typed(insurer="139997"), Problem(Place.INSURER, Flaw.INSURER_CHECK_DIGIT)),
        (
            typed(insurer="12139994", number="9990012"),
            Problem(Place.NUMBER, Flaw.BENEFICIARY_CHECK_DIGIT),
        ),
        (
            typed(insurer="12139994", number="999001"),
            Problem(Place.NUMBER, Flaw.BENEFICIARY_CHECK_DIGIT),
        ),
    ],
)
def test_a_wrong_check_digit_warns_and_refuses_nothing(
    form: TypedNumbers, warning: Problem
) -> None:
    answer = entered(form)

    assert isinstance(answer, NumbersEntered)
    assert answer.warnings == (warning,)
    assert (answer.numbers.insurer, answer.numbers.number) == (form.insurer, form.number)


def test_a_right_beneficiary_number_needs_no_word() -> None:
    answer = entered(typed(insurer="12139994", number="９９９００１１"))

    assert isinstance(answer, NumbersEntered)
    assert answer.warnings == ()


# ── what is refused ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("form", "problem"),
    [
        (typed(insurer=""), Problem(Place.INSURER, Flaw.EMPTY)),
        (typed(insurer="0613999"), Problem(Place.INSURER, Flaw.INSURER_FORM)),
        (typed(insurer="061399920"), Problem(Place.INSURER, Flaw.INSURER_FORM)),
        (typed(insurer="0613999x"), Problem(Place.INSURER, Flaw.INSURER_FORM)),
        (typed(insurer="٠٦١٣٩٩٩٢"), Problem(Place.INSURER, Flaw.INSURER_FORM)),
        (typed(symbol="1\x002"), Problem(Place.SYMBOL, Flaw.NO_TEXT)),
        (typed(symbol="1\ud800"), Problem(Place.SYMBOL, Flaw.NO_TEXT)),
        (typed(symbol="1\n2"), Problem(Place.SYMBOL, Flaw.NO_TEXT)),
        (typed(number=" 　"), Problem(Place.NUMBER, Flaw.EMPTY)),
        (typed(number="1\uffff"), Problem(Place.NUMBER, Flaw.NO_TEXT)),
        (typed(branch="001"), Problem(Place.BRANCH, Flaw.BRANCH_FORM)),
        (typed(branch="a"), Problem(Place.BRANCH, Flaw.BRANCH_FORM)),
        (typed(branch="-1"), Problem(Place.BRANCH, Flaw.BRANCH_FORM)),
        (typed(born=""), Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.EMPTY)),
        (typed(born="S64.1.8"), Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.OUTSIDE_ERA)),
        (typed(born="20261123"), Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.FUTURE)),
    ],
)
def test_what_cannot_be_asked_with_is_refused(form: TypedNumbers, problem: Problem) -> None:
    assert entered(form) == NumbersRefused((problem,))


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("text", [MY_NUMBER, "１２３４－５６７８－９０１８", f"No. {MY_NUMBER}"])
def test_a_my_number_is_refused_in_every_field(place: Place, text: str) -> None:
    answer = entered(typed(**{place.value: text}))

    assert isinstance(answer, NumbersRefused)
    assert [(each.place, each.flaw) for each in answer.problems] == [(place, Flaw.MY_NUMBER)]
    assert "5678" not in repr(answer)


def test_every_field_has_its_problem_in_the_order_of_the_card() -> None:
    answer = entered(TypedNumbers(insurer="139997", symbol="\x01", branch="123"))

    assert answer == NumbersRefused(
        (
            Problem(Place.INSURER, Flaw.INSURER_CHECK_DIGIT),
            Problem(Place.SYMBOL, Flaw.NO_TEXT),
            Problem(Place.NUMBER, Flaw.EMPTY),
            Problem(Place.BRANCH, Flaw.BRANCH_FORM),
            Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.EMPTY),
        )
    )


def test_the_codes_are_those_of_the_message_catalogue() -> None:
    assert (Flaw.INSURER_CHECK_DIGIT, Flaw.NO_BIRTH_DATE, Flaw.EMPTY) == ("IN01", "IN02", "IN03")


def test_a_form_is_not_readable_in_a_log() -> None:
    assert repr(TYPED) == "TypedNumbers(limit_consent=False)"


@given(*[st.text(max_size=14)] * 5)
def test_no_typing_breaks_the_form(
    insurer: str, symbol: str, number: str, branch: str, born: str
) -> None:
    answer = entered(TypedNumbers(insurer, symbol, number, branch, born))

    if isinstance(answer, NumbersEntered):
        assert {each.flaw for each in answer.warnings} <= WARNINGS
    else:
        assert {each.flaw for each in answer.problems} - WARNINGS


@given(
    st.sampled_from(["06139992", "139998", "39139993", "12139994"]),
    st.text(max_size=10),
    st.integers(0, 10**9).map(str),
    st.just("") | st.integers(0, 99).map(str),
    st.dates(date(1873, 1, 1), TODAY),
)
def test_what_was_entered_can_be_typed_again(
    insurer: str, symbol: str, number: str, branch: str, born: date
) -> None:
    once = entered(TypedNumbers(insurer, symbol, number, branch, born.isoformat()))
    if isinstance(once, NumbersRefused):
        return
    numbers = once.numbers

    again = entered(
        TypedNumbers(
            numbers.insurer,
            numbers.symbol or "",
            numbers.number,
            numbers.branch or "",
            numbers.born.isoformat(),
        )
    )

    assert again == once


# ── the command line ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("06139992/12-3/4567/01/19850412", ("06139992", "12-3", "4567", "01", "19850412")),
        ("139998/い/ろ/は/4567/1/19850412", ("139998", "い/ろ/は", "4567", "1", "19850412")),
        ("06139992//4567//19850412", ("06139992", "", "4567", "", "19850412")),
        ("0/1/2/3/１９８５０４１２", ("0", "1", "2", "3", "１９８５０４１２")),
    ],
)
def test_the_command_line_has_the_symbol_in_the_middle(
    text: str, parts: tuple[str, str, str, str, str]
) -> None:
    assert command_line_numbers(text) == TypedNumbers(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06139992",
        "06139992/4567/01/19850412",
        "1/2/3/4/S60.4.12",
        "1/2/3/4/1985-04-12",
        "////",
    ],
)
def test_another_shape_is_none_of_the_command_lines(text: str) -> None:
    assert command_line_numbers(text) is None
