"""事前点検: which rows can be asked about, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.batch import BatchEntry, Kept, RowState
from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.my_number import holds_my_number
from reception_app.domain.number_entry import Flaw, Place, Problem, TypedNumbers
from reception_app.domain.preflight import Facts, inspect, standing
from reception_app.domain.wareki import NoDay

DAY = date(2026, 11, 24)
MY_NUMBER = "123456789018"
GOOD = TypedNumbers("06139992", "１２－３", "4567", "1", "S60.4.12")
ENTRY = BatchEntry(
    line=2,
    typed=GOOD,
    patient_number="0042",
    name="山田　花子",
    kana="ﾔﾏﾀﾞ ﾊﾅｺ",
    phone="03-1234-5678",
)
NOTHING = Facts()


def typed(**changes: str) -> BatchEntry:
    return replace(
        ENTRY,
        typed=TypedNumbers(
            changes.get("insurer", GOOD.insurer),
            changes.get("symbol", GOOD.symbol),
            changes.get("number", GOOD.number),
            changes.get("branch", GOOD.branch),
            changes.get("born", GOOD.born),
        ),
    )


def test_a_row_without_mistakes_is_asked_with_its_numbers_in_their_form() -> None:
    inspected = inspect(ENTRY, DAY)

    assert inspected.numbers == CardholderNumbers(
        "06139992", "１２－３", "4567", "01", date(1985, 4, 12)
    )
    assert inspected.entry == ENTRY
    assert standing(inspected, NOTHING) == (RowState.WAITING, "")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"insurer": ""}, Problem(Place.INSURER, Flaw.EMPTY)),
        ({"insurer": "6139992"}, Problem(Place.INSURER, Flaw.INSURER_FORM)),
        ({"insurer": "6.14E+06"}, Problem(Place.INSURER, Flaw.NO_TEXT)),
        ({"symbol": "1月2日"}, Problem(Place.SYMBOL, Flaw.NO_TEXT)),
        ({"symbol": "1\x002"}, Problem(Place.SYMBOL, Flaw.NO_TEXT)),
        ({"number": ""}, Problem(Place.NUMBER, Flaw.EMPTY)),
        ({"number": "1.23457E+11"}, Problem(Place.NUMBER, Flaw.NO_TEXT)),
        ({"branch": "123"}, Problem(Place.BRANCH, Flaw.BRANCH_FORM)),
        ({"born": ""}, Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.EMPTY)),
        ({"born": "S60.2.30"}, Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.NO_SUCH_DAY)),
        ({"born": "2026/11/25"}, Problem(Place.BORN, Flaw.NO_BIRTH_DATE, NoDay.FUTURE)),
    ],
)
def test_a_mistake_refuses_the_row_and_names_its_field(
    changes: dict[str, str], problem: Problem
) -> None:
    inspected = inspect(typed(**changes), DAY)

    assert inspected.problems == (problem,)
    assert inspected.numbers is None
    assert standing(inspected, NOTHING) == (RowState.REFUSED, problem.flaw)


def test_all_mistakes_of_a_row_are_told_each_once_in_the_order_of_the_card() -> None:
    inspected = inspect(typed(insurer="", number="", born="x"), DAY)

    assert [each.place for each in inspected.problems] == [
        Place.INSURER,
        Place.NUMBER,
        Place.BORN,
    ]
    assert standing(inspected, NOTHING) == (RowState.REFUSED, "IN03 IN02")


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"insurer": "06139993"}, Flaw.INSURER_CHECK_DIGIT),
        ({"insurer": "12139994", "number": "9990012"}, Flaw.BENEFICIARY_CHECK_DIGIT),
    ],
)
def test_a_wrong_check_digit_warns_and_refuses_nobody(changes: dict[str, str], flaw: Flaw) -> None:
    inspected = inspect(typed(**changes), DAY)

    assert [each.flaw for each in inspected.warnings] == [flaw]
    assert inspected.numbers is not None
    assert standing(inspected, NOTHING) == (RowState.WAITING, flaw)


def test_beside_a_mistake_a_warning_is_not_said() -> None:
    inspected = inspect(typed(insurer="06139993", number=""), DAY)

    assert standing(inspected, NOTHING) == (RowState.REFUSED, "IN03")


@pytest.mark.parametrize("place", ["insurer", "symbol", "number", "branch", "born"])
@pytest.mark.parametrize(
    "text", [MY_NUMBER, "1234 5678 9018", "番号は１２３４５６７８９０１８です"]
)
def test_a_my_number_in_a_field_of_the_card_is_refused_and_taken_out(
    place: str, text: str
) -> None:
    inspected = inspect(typed(**{place: text}), DAY)

    assert Problem(Place(place), Flaw.MY_NUMBER) in inspected.problems
    assert getattr(inspected.entry.typed, place) == ""
    assert standing(inspected, NOTHING) == (RowState.REFUSED, "IN06")


def test_a_my_number_in_a_field_that_the_question_leaves_out_is_taken_out_too() -> None:
    inspected = inspect(typed(insurer="39139993", symbol=MY_NUMBER), DAY)

    assert inspected.numbers is None
    assert inspected.entry.typed.symbol == ""


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (replace(ENTRY, patient_number=MY_NUMBER), replace(ENTRY, patient_number="")),
        (replace(ENTRY, name=MY_NUMBER), replace(ENTRY, name="")),
        (replace(ENTRY, kana=MY_NUMBER), replace(ENTRY, kana="")),
        (replace(ENTRY, phone=MY_NUMBER), replace(ENTRY, phone="")),
    ],
    ids=["patient number", "name", "kana", "phone"],
)
def test_a_my_number_in_any_other_field_is_refused_and_taken_out(
    entry: BatchEntry, kept: BatchEntry
) -> None:
    inspected = inspect(entry, DAY)

    assert inspected.flaw == "IN06"
    assert inspected.entry == kept
    assert standing(inspected, NOTHING) == (RowState.REFUSED, "IN06")


@pytest.mark.parametrize(
    "split",
    [("1234-5678", "9018", "ﾔﾏﾀﾞ"), ("0042", "123456", "789018"), ("１２３４", "5678", "9018")],
)
def test_a_my_number_that_is_split_over_fields_is_refused_and_taken_out(
    split: tuple[str, str, str],
) -> None:
    patient_number, name, kana = split
    inspected = inspect(replace(ENTRY, patient_number=patient_number, name=name, kana=kana), DAY)

    assert inspected.flaw == Flaw.MY_NUMBER
    assert inspected.entry == replace(ENTRY, patient_number="", name="", kana="")


def test_digits_of_other_fields_make_no_my_number_together() -> None:
    # 記号 and 番号 of a card, and a number of the clinic beside a telephone, may do so by chance.
    entry = replace(typed(symbol="1234", number="56789018"), patient_number="12", name="", kana="")

    assert inspect(replace(entry, phone="3456789018"), DAY).flaw == ""


def test_the_rest_of_such_a_row_stays_for_whoever_corrects_it() -> None:
    inspected = inspect(replace(ENTRY, phone=MY_NUMBER), DAY)

    assert standing(inspect(inspected.entry, DAY), NOTHING) == (RowState.WAITING, "")


def test_what_its_source_found_wrong_refuses_a_row_until_it_is_corrected() -> None:
    inspected = inspect(replace(ENTRY, flaw="BT14"), DAY)

    assert standing(inspected, NOTHING) == (RowState.REFUSED, "BT14")
    assert inspected.entry == ENTRY


def test_what_its_source_found_wrong_is_said_before_the_fields() -> None:
    inspected = inspect(replace(typed(number=""), flaw="BT14"), DAY)

    assert inspected.codes == ("BT14", "IN03")


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        (Facts(is_twice=True, was_asked=True, was_seen=True), Kept.TWICE),
        (Facts(was_asked=True, was_seen=True), Kept.ASKED_TODAY),
        (Facts(was_seen=True), Kept.CHECKED_BY_CARD),
    ],
)
def test_a_row_that_needs_no_question_is_left_out(facts: Facts, kept: Kept) -> None:
    assert standing(inspect(ENTRY, DAY), facts) == (RowState.EXCLUDED, kept)


def test_a_mistake_counts_more_than_what_would_leave_the_row_out() -> None:
    inspected = inspect(typed(number=""), DAY)

    assert standing(inspected, Facts(is_twice=True)) == (RowState.REFUSED, "IN03")


TEXTS = st.text() | st.sampled_from([MY_NUMBER, "1234-5678-9018", "06139992", "S60.4.12", "39"])


def texts_of(entry: BatchEntry) -> list[str]:
    numbers = entry.typed
    texts = [numbers.insurer, numbers.symbol, numbers.number, numbers.branch, numbers.born]
    return [*texts, entry.patient_number, entry.name, entry.kana, entry.phone]


@given(
    st.builds(TypedNumbers, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
)
def test_no_my_number_is_ever_kept_or_asked_with(
    numbers: TypedNumbers, others: tuple[str, str, str, str]
) -> None:
    entry = BatchEntry(2, numbers, *others)

    inspected = inspect(entry, DAY)

    assert not any(map(holds_my_number, texts_of(inspected.entry)))
    assert (inspected.numbers is None) == bool(inspected.problems or inspected.flaw)
    assert "IN06" in inspected.codes or not any(map(holds_my_number, texts_of(entry)))


def test_nothing_of_a_patient_shows_in_a_printed_row() -> None:
    assert "山田" not in repr(inspect(ENTRY, DAY))
    assert "4567" not in repr(inspect(ENTRY, DAY))
