"""The form for a question by numbers: what is judged when, and what follows an earlier check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import NUMBERS, ON, answer, check_id

from reception_app.domain.eligibility import Record, Verdict
from reception_app.domain.number_entry import (
    Flaw,
    NumbersEntered,
    Place,
    TypedNumbers,
    is_refused,
    numbers_entered,
)
from reception_app.domain.number_form import (
    Earlier,
    NumberForm,
    branch_of,
    candidates_of,
    form_after,
    text_at,
)
from reception_app.domain.record import NumberTrail

RIGHT = TypedNumbers("06139992", "１２３", "4567", "01", "S50.4.1")
DIGIT_WRONG = replace(RIGHT, insurer="06139993")
MY_NUMBER = "123456789018"
TODAY = ON


def flaws(form: NumberForm) -> dict[Place, Flaw]:
    return {each.place: each.flaw for each in form.problems(TODAY)}


def asked(form: NumberForm) -> NumberForm:
    after = form.ask(TODAY)
    assert isinstance(after, NumberForm)
    return after


def test_an_empty_form_has_nothing_to_say() -> None:
    form = NumberForm()

    assert (flaws(form), form.start) == ({}, Place.INSURER)


def test_a_field_is_judged_when_the_keyboard_leaves_it() -> None:
    typing = NumberForm().take(replace(TypedNumbers(), insurer="0613999"), None)

    assert flaws(typing) == {}
    assert flaws(typing.take(typing.typed, Place.INSURER)) == {Place.INSURER: Flaw.INSURER_FORM}


def test_an_empty_field_that_was_passed_is_no_mistake_yet() -> None:
    form = NumberForm().take(TypedNumbers(), Place.NUMBER).take(TypedNumbers(), Place.BORN)

    assert flaws(form) == {}


def test_asking_judges_every_field_and_goes_to_the_first_that_is_wrong() -> None:
    form = asked(NumberForm().take(TypedNumbers("06139992", branch="123"), Place.INSURER))

    assert flaws(form) == {
        Place.NUMBER: Flaw.EMPTY,
        Place.BRANCH: Flaw.BRANCH_FORM,
        Place.BORN: Flaw.NO_BIRTH_DATE,
    }
    assert (form.start, form.turn) == (Place.NUMBER, 1)
    assert form.typed.branch == "123"


def test_a_form_that_is_right_is_asked_with() -> None:
    entered = NumberForm(RIGHT).ask(TODAY)

    assert isinstance(entered, NumbersEntered)
    assert entered.numbers == NUMBERS


def test_a_warning_needs_one_more_press_and_no_other_mistake_beside_it() -> None:
    first = asked(NumberForm(DIGIT_WRONG))
    assert (flaws(first), first.start) == ({Place.INSURER: Flaw.INSURER_CHECK_DIGIT}, None)
    assert first.is_confirmed(TODAY)

    assert isinstance(first.ask(TODAY), NumbersEntered)


def test_a_warning_that_was_only_said_when_the_field_was_left_is_not_confirmed_yet() -> None:
    left = NumberForm().take(DIGIT_WRONG, Place.INSURER)

    assert flaws(left) == {Place.INSURER: Flaw.INSURER_CHECK_DIGIT}
    assert not left.is_confirmed(TODAY)
    assert isinstance(left.ask(TODAY), NumberForm)


def test_a_warning_about_something_else_has_to_be_confirmed_anew() -> None:
    first = asked(NumberForm(DIGIT_WRONG))

    changed = first.take(replace(DIGIT_WRONG, insurer="06139994"), Place.INSURER)

    assert not changed.is_confirmed(TODAY)
    assert isinstance(changed.ask(TODAY), NumberForm)


def test_a_warning_beside_a_mistake_is_not_confirmed_by_asking() -> None:
    first = asked(NumberForm(replace(DIGIT_WRONG, number="")))
    assert first.start is Place.NUMBER

    mended = first.take(DIGIT_WRONG, Place.NUMBER)

    assert not mended.is_confirmed(TODAY)
    assert isinstance(mended.ask(TODAY), NumberForm)


@pytest.mark.parametrize("place", Place)
def test_a_my_number_is_refused_in_every_field_and_not_kept(place: Place) -> None:
    typed = replace(RIGHT, **{place.value: MY_NUMBER})  # type: ignore[arg-type]  # texts only

    form = NumberForm().take(typed, None)

    assert text_at(form.typed, place) == ""
    assert flaws(form) == {place: Flaw.MY_NUMBER}
    assert MY_NUMBER not in repr(form)


def test_the_refusal_stands_until_something_else_is_typed_there() -> None:
    refused = NumberForm().take(replace(RIGHT, number=MY_NUMBER), Place.NUMBER)

    assert flaws(refused.take(refused.typed, Place.NUMBER)) == {Place.NUMBER: Flaw.MY_NUMBER}
    assert flaws(refused.take(RIGHT, Place.NUMBER)) == {}


FIELDS = st.one_of(
    st.sampled_from(["", "06139992", "06139993", "39139993", "１２３", "S50.4.1", MY_NUMBER, "●"]),
    st.text(max_size=14),
)
FORMS = st.builds(TypedNumbers, FIELDS, FIELDS, FIELDS, FIELDS, FIELDS, st.booleans())


@given(st.lists(st.tuples(FORMS, st.sampled_from([None, *Place]))))
def test_nothing_typed_is_lost_but_a_my_number_which_never_stays(
    typings: list[tuple[TypedNumbers, Place | None]],
) -> None:
    form = NumberForm()
    for typed, left in typings:
        form = form.take(typed, left)
        after = form.ask(TODAY)
        if isinstance(after, NumberForm):
            form = after
        for place in Place:
            text = text_at(typed, place)
            assert text_at(form.typed, place) == ("" if is_refused(place, text) else text)
        assert form.typed.limit_consent is typed.limit_consent


DIGITS = st.one_of(FIELDS, st.text("0123456789 -ー\u200b\u3164５", max_size=16))


@given(st.builds(TypedNumbers, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS))
def test_form_and_question_refuse_the_same_fields(typed: TypedNumbers) -> None:
    entered = numbers_entered(typed, today=TODAY)
    problems = entered.warnings if isinstance(entered, NumbersEntered) else entered.problems

    form = NumberForm().take(typed, None)

    refused = {each.place for each in problems if each.flaw is Flaw.MY_NUMBER}
    assert dict.fromkeys(refused, Flaw.MY_NUMBER) == flaws(form)


@pytest.mark.parametrize("place", [Place.INSURER, Place.BRANCH, Place.BORN])
def test_twelve_digits_do_not_stay_where_no_card_has_them(place: Place) -> None:
    typed = replace(RIGHT, **{place.value: "1234 5678 9017"})  # type: ignore[arg-type]  # texts only

    form = NumberForm().take(typed, None)

    assert text_at(form.typed, place) == ""
    assert flaws(form) == {place: Flaw.MY_NUMBER}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        (replace(RIGHT, symbol="123456789017"), Place.SYMBOL),
        (replace(RIGHT, number="123456789017"), Place.NUMBER),
        (replace(RIGHT, symbol="1234", number="56789018"), Place.NUMBER),
        (replace(RIGHT, symbol="12345678", number="90 18", branch=""), Place.NUMBER),
        (replace(RIGHT, symbol="1234", number="567890", branch="18"), Place.NUMBER),
        (replace(RIGHT, symbol="記号", number="1234567890", branch="18"), Place.NUMBER),
    ],
)
def test_what_looks_like_a_my_number_is_asked_with_only_after_a_second_look(
    typed: TypedNumbers, place: Place
) -> None:
    first = asked(NumberForm(typed))

    assert flaws(first) == {place: Flaw.LIKE_MY_NUMBER}
    assert isinstance(first.ask(TODAY), NumbersEntered)


@given(FORMS)
def test_what_is_asked_with_was_shown_right_or_confirmed(typed: TypedNumbers) -> None:
    form = NumberForm().take(typed, None)

    first = form.ask(TODAY)

    if isinstance(first, NumberForm):
        second = first.ask(TODAY)
        assert isinstance(second, NumbersEntered) is first.is_confirmed(TODAY)
        assert first.problems(TODAY)
    else:
        assert first.warnings == ()


# ── what follows an earlier check ─────────────────────────────────────────────────────────────
def test_a_trail_names_the_fields_that_changed_and_nothing_else() -> None:
    earlier = Earlier(check_id(7), Verdict.NOT_FOUND, NUMBERS)
    corrected = replace(NUMBERS, number="4568", born=date(1975, 4, 2))

    assert earlier.trail_to(corrected) == NumberTrail(check_id(7), (Place.NUMBER, Place.BORN))
    assert earlier.trail_to(NUMBERS) == NumberTrail(check_id(7))


def test_after_a_card_there_is_nothing_that_could_have_changed() -> None:
    assert Earlier(check_id(7), Verdict.INVALID).trail_to(NUMBERS).changed == ()


def test_a_trail_tells_how_many_there_were_and_which_was_chosen() -> None:
    earlier = Earlier(check_id(7), Verdict.SEVERAL, NUMBERS, candidates=3, choice=2)

    trail = earlier.trail_to(replace(NUMBERS, branch="02"))

    assert (trail.changed, trail.candidates, trail.choice) == ((Place.BRANCH,), 3, 2)


@pytest.mark.parametrize(
    ("verdict", "typed", "start"),
    [
        (None, RIGHT, None),
        (Verdict.NOT_FOUND, RIGHT, Place.INSURER),
        (Verdict.UNKNOWN, RIGHT, Place.INSURER),
        (Verdict.VALID_NOT_REGISTERED, RIGHT, Place.INSURER),
        (Verdict.SEVERAL, RIGHT, Place.BRANCH),
        (Verdict.INVALID, TypedNumbers(born="S50.4.1"), Place.INSURER),
        (Verdict.INVALID_NEWER_EXISTS, TypedNumbers(born="S50.4.1"), Place.INSURER),
    ],
)
def test_what_is_known_of_the_same_patient_is_not_typed_again(
    verdict: Verdict | None, typed: TypedNumbers, start: Place | None
) -> None:
    form = form_after(RIGHT, verdict)

    assert (form.typed, form.start) == (typed, start)
    assert not form.problems(TODAY)


ONE: Record = {"InsuredBranchNumber": "2"}


def test_candidates_are_those_of_an_answer_that_names_several() -> None:
    several = answer(verdict=Verdict.SEVERAL, records=(ONE, {}))

    assert candidates_of(several) == (ONE, {})
    assert candidates_of(replace(several, verdict=Verdict.VALID)) == ()
    assert candidates_of(replace(several, header={"SegmentOfResult": "9"})) == ()


def test_a_branch_is_what_tells_a_candidate_from_the_others() -> None:
    assert [branch_of(ONE), branch_of({})] == ["02", ""]
