"""The number path at the desk: form, question, what follows it, and cards meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.desk import PERSON, answer
from support.whole_desk import READER, RULES, MakeDesk, WholeDesk

from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityQuery,
    EligibilityResult,
    Method,
    Record,
    Verdict,
)
from reception_app.domain.errors import LinkDown
from reception_app.domain.number_entry import Flaw, Place, TypedNumbers
from reception_app.domain.record import ConfirmationRecord, HandoverState, NumberTrail
from reception_app.domain.session.states import (
    Answered,
    AskingNumbers,
    AskingPin,
    Failed,
    Idle,
    Opening,
    State,
)

TYPED = TypedNumbers("06139992", "１２３", "4567", "01", "S50.4.1")
TWO: tuple[Record, ...] = (
    {**PERSON, "InsuredBranchNumber": "01"},
    {**PERSON, "InsuredBranchNumber": "02"},
)


def session(desk: WholeDesk) -> State:
    return desk.now.session


def form(desk: WholeDesk) -> AskingNumbers:
    state = session(desk)
    assert isinstance(state, AskingNumbers)
    return state


def ask(desk: WholeDesk, typed: TypedNumbers = TYPED) -> None:
    """Type into the form that is open, and ask."""
    desk.desk.numbers_typed(typed, None)
    desk.desk.ask_numbers()
    desk.settle()


def check(desk: WholeDesk, typed: TypedNumbers = TYPED) -> Answered:
    """F3, the numbers, Enter."""
    desk.desk.choose(Method.NUMBERS)
    ask(desk, typed)
    state = session(desk)
    assert isinstance(state, Answered)
    return state


def answers(desk: WholeDesk, verdict: Verdict, *records: Record) -> None:
    """Let the service answer like this from now on."""

    def answered(query: EligibilityQuery) -> EligibilityResult:
        return answer(check_id=query.check_id, verdict=verdict, records=records)

    desk.backend.answers = answered


def records(desk: WholeDesk) -> list[ConfirmationRecord]:
    """What was written down, the newest first."""
    return [each.record for each in desk.store.latest(9)]


# ── one question ──────────────────────────────────────────────────────────────────────────────
def test_a_question_by_numbers_is_answered_saved_and_handed_over(desk: WholeDesk) -> None:
    answered = check(desk)

    (kept,) = records(desk)
    assert (kept.check_id, kept.method, kept.operator, kept.trail) == (
        answered.request.check_id,
        Method.NUMBERS,
        "sato",
        None,
    )
    assert desk.now.handover is not None
    assert desk.now.handover.state is HandoverState.DELIVERED
    assert desk.card.calls == []


def test_what_is_typed_shows_at_once_and_with_its_problem(desk: WholeDesk) -> None:
    desk.desk.choose(Method.NUMBERS)

    desk.desk.numbers_typed(replace(TYPED, insurer="0613999"), Place.INSURER)

    (problem,) = form(desk).form.problems(desk.clock.today())
    assert (problem.place, problem.flaw) == (Place.INSURER, Flaw.INSURER_FORM)
    assert desk.seen[-1].session is session(desk)


def test_a_wrong_check_digit_is_asked_with_at_the_second_press(desk: WholeDesk) -> None:
    desk.desk.choose(Method.NUMBERS)
    ask(desk, replace(TYPED, insurer="06139993"))
    assert isinstance(session(desk), AskingNumbers)

    desk.desk.ask_numbers()
    desk.settle()

    assert isinstance(session(desk), Answered)
    assert len(desk.backend.asked) == 1


def test_a_form_that_is_left_asks_nothing_and_keeps_nothing(desk: WholeDesk) -> None:
    desk.desk.choose(Method.NUMBERS)
    desk.desk.numbers_typed(TYPED, None)

    desk.desk.cancel()
    desk.settle()

    assert isinstance(session(desk), Idle)
    assert (desk.backend.asked, records(desk)) == ([], [])
    desk.desk.choose(Method.NUMBERS)
    assert form(desk).form.typed == TypedNumbers()


def test_while_a_form_is_filled_in_no_row_takes_its_place(desk: WholeDesk) -> None:
    answered = check(desk)
    desk.desk.choose(Method.NUMBERS)

    desk.desk.open_row(answered.request.check_id)

    assert desk.now.opened is None


def test_f3_beside_an_opened_check_is_for_somebody_new(desk: WholeDesk) -> None:
    answers(desk, Verdict.NOT_FOUND)
    first = check(desk)
    desk.desk.open_row(first.request.check_id)

    desk.desk.choose(Method.NUMBERS)

    assert (form(desk).form.typed, form(desk).request.earlier) == (TypedNumbers(), None)
    assert desk.now.opened is None


# ── corrections ───────────────────────────────────────────────────────────────────────────────
def test_each_question_of_a_patient_is_a_check_that_tells_which_it_follows(
    desk: WholeDesk,
) -> None:
    answers(desk, Verdict.NOT_FOUND)
    first = check(desk)

    desk.desk.choose(Method.NUMBERS)
    assert form(desk).form.typed == TYPED
    ask(desk, replace(TYPED, number="4568", born="S50.4.2"))

    newest, oldest = records(desk)
    assert (oldest.check_id, oldest.trail) == (first.request.check_id, None)
    assert newest.check_id != oldest.check_id
    assert newest.trail == NumberTrail(oldest.check_id, (Place.NUMBER, Place.BORN))


def test_both_answers_are_linked_where_a_newer_insurance_exists(desk: WholeDesk) -> None:
    answers(desk, Verdict.INVALID_NEWER_EXISTS, PERSON)
    check(desk)
    desk.desk.choose(Method.NUMBERS)
    assert form(desk).form.typed == TypedNumbers(born="S50.4.1")

    answers(desk, Verdict.VALID, PERSON)
    ask(desk, TypedNumbers("01139997", "98", "0001234", "02", "S50.4.1"))

    newest, oldest = records(desk)
    assert newest.trail is not None
    assert newest.trail.follows == oldest.check_id
    assert Place.BORN not in newest.trail.changed


def test_a_question_that_was_not_answered_can_be_asked_again_with_one_press(
    desk: WholeDesk,
) -> None:
    desk.backend.checking.error = LinkDown()
    desk.desk.choose(Method.NUMBERS)
    ask(desk)
    assert isinstance(session(desk), Failed)

    desk.backend.checking.error = None
    desk.desk.choose(Method.NUMBERS)
    desk.desk.ask_numbers()
    desk.settle()

    assert isinstance(session(desk), Answered)
    first, second = desk.backend.asked
    assert (first.subject, first.check_id != second.check_id) == (second.subject, True)


def test_an_answer_about_somebody_else_waits_for_staff(desk: WholeDesk) -> None:
    answers(desk, Verdict.VALID, {**PERSON, "Birthdate": "19600101"})

    answered = check(desk)

    (kept,) = desk.store.latest(9)
    assert answered.is_other_person
    assert kept.record.is_other_person is True
    assert kept.handover.state is HandoverState.HELD
    assert desk.handed_over() == []

    desk.desk.allow_other_person()
    desk.settle()

    assert len(desk.handed_over()) == 1


# ── several people ────────────────────────────────────────────────────────────────────────────
def test_of_several_people_staff_chooses_one_who_is_asked_for_again(desk: WholeDesk) -> None:
    answers(desk, Verdict.SEVERAL, *TWO)
    check(desk, replace(TYPED, branch=""))
    desk.desk.ask_candidate()  # nobody yet
    assert len(desk.backend.asked) == 1

    answers(desk, Verdict.VALID, TWO[1])
    desk.desk.mark_candidate(1)
    desk.desk.ask_candidate()
    desk.settle()

    subject = desk.backend.asked[-1].subject
    assert isinstance(subject, CardholderNumbers)
    assert subject.branch == "02"
    newest, oldest = records(desk)
    assert newest.trail == NumberTrail(oldest.check_id, (Place.BRANCH,), 2, 2)
    assert newest.operator == "sato"


# ── cards meanwhile ───────────────────────────────────────────────────────────────────────────
def test_a_card_that_is_laid_down_waits_until_the_form_is_left(desk: WholeDesk) -> None:
    desk.desk.choose(Method.NUMBERS)
    desk.lay()
    assert isinstance(session(desk), AskingNumbers)
    assert (desk.now.card_lies, desk.now.left_over, desk.card.calls) == (True, False, [])

    desk.desk.cancel()
    desk.settle()

    assert isinstance(session(desk), AskingPin)


def test_a_card_that_is_taken_again_leaves_the_form_alone(desk: WholeDesk) -> None:
    desk.desk.choose(Method.NUMBERS)
    desk.desk.numbers_typed(TYPED, None)
    desk.lay()

    desk.take()
    desk.desk.cancel()
    desk.settle()

    assert isinstance(session(desk), Idle)


def test_after_the_answer_the_card_that_waits_is_the_next_patient_s(desk: WholeDesk) -> None:
    desk.desk.choose(Method.NUMBERS)
    desk.lay()
    ask(desk)
    assert isinstance(session(desk), Answered)

    desk.desk.next_patient()
    desk.settle()

    assert isinstance(session(desk), AskingPin)


def test_a_card_whose_check_is_over_is_left_over_while_numbers_are_typed(desk: WholeDesk) -> None:
    desk.lay()
    desk.desk.cancel()

    desk.desk.choose(Method.NUMBERS)

    assert desk.now.left_over
    desk.desk.cancel()
    desk.settle()
    assert isinstance(session(desk), Idle)


# ── a service that takes no cards ─────────────────────────────────────────────────────────────
@pytest.fixture
def numbers_only(make: MakeDesk) -> WholeDesk:
    made = make(replace(RULES, takes_cards=False))
    made.desk.choose_operator("sato")
    return made


def test_where_the_service_takes_no_cards_none_is_opened(numbers_only: WholeDesk) -> None:
    numbers_only.lay()

    assert isinstance(session(numbers_only), Idle)
    assert numbers_only.now.card_lies
    assert not numbers_only.now.takes_cards
    assert numbers_only.card.calls == []


@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL])
def test_where_the_service_takes_no_cards_no_pin_can_be_asked_for(
    numbers_only: WholeDesk, method: Method
) -> None:
    numbers_only.desk.choose(method)
    numbers_only.settle()

    assert isinstance(session(numbers_only), Idle)


def test_numbers_are_asked_all_the_same(numbers_only: WholeDesk) -> None:
    numbers_only.lay(READER)

    check(numbers_only)

    numbers_only.desk.next_patient()
    assert isinstance(session(numbers_only), Idle)
    assert not isinstance(session(numbers_only), Opening)


def test_asking_again_for_a_row_is_by_numbers_too(numbers_only: WholeDesk) -> None:
    answers(numbers_only, Verdict.VALID, PERSON)
    answered = check(numbers_only)
    numbers_only.desk.open_row(answered.request.check_id)

    numbers_only.desk.recheck()

    expected = form(numbers_only).request.expected
    assert expected is not None
    assert expected.kana == PERSON["NameKana"]
