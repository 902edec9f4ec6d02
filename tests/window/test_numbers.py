"""The number path (front-desk.md A.7) and A.4's validity states by it, through the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton
from support.desk_window import DeskWindow
from support.typist import Typist

from reception_app.domain.eligibility import Method, Verdict, text_of
from reception_app.domain.number_entry import Place
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import Answered, AskingNumbers, AskingPin, Failed, Idle
from reception_app.ui.viewstate.views import Act, Outcome, PatientScreen, Tone

F1, F3, F9 = Qt.Key.Key_F1, Qt.Key.Key_F3, Qt.Key.Key_F9
ENTER, ESC, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
HANAKO = ("06139992", "１２３", "4567", "00", "S60.4.12")
LOST = ("06139992", "300", "6001", "00", "H3.1.10")
NEWER = ("01139997", "41", "5504", "00", "H8.4.1")
TWINS = ("06149991", "88", "4401", "", "H27.5.5")
NAMED = ("06149991", "89", "4402", "", "H24.3.12")
AID = ("12139994", "", "9990037", "", "S57.2.14")


@pytest.fixture
def typist(desk: DeskWindow) -> Typist:
    return Typist(desk)


def facts(page: Outcome) -> dict[str, str]:
    """Labels and values of an answer, as the day's words say them."""
    return {
        str(field.label.source): getattr(field.value, "text", "")
        for group in page.left
        for field in group.fields
    }


# ── 1: valid ──────────────────────────────────────────────────────────────────────────────────
def test_1_valid_without_mouse_and_card(desk: DeskWindow, typist: Typist) -> None:
    typist.ask(*HANAKO)

    assert desk.outcome().band.tone is Tone.GOOD
    assert "練習　花子" in desk.staff_words
    assert typist.newest().record.method is Method.NUMBERS
    desk.until(lambda: typist.newest().handover.state is HandoverState.DELIVERED)
    assert desk.patient.screen is PatientScreen.THANKS


def test_1_the_branch_comes_back_even_if_nobody_typed_it(desk: DeskWindow, typist: Typist) -> None:
    typist.ask("06139992", "１２３", "4567", "", "20220915")

    assert "枝番は 02 です（入力なし）" in desk.staff_words


def test_1_the_consent_goes_with_the_question(desk: DeskWindow, typist: Typist) -> None:
    typist.open()
    typist.fill("149997", "例02", "1199", "01", "H7.3.25")
    assert "国民健康保険" in desk.staff_words
    typist.key(SPACE)
    typist.key(ENTER)

    (record,) = typist.answer().result.records

    assert text_of(record, "LimitApplicationCertificateRelatedConsFlg") == "1"
    assert "区分オ" in desk.staff_words


# ── 2: lost ───────────────────────────────────────────────────────────────────────────────────
def test_2_lost_shows_the_ladder_that_begins_with_new_numbers(
    desk: DeskWindow, typist: Typist
) -> None:
    lost = typist.ask(*LOST)
    assert "［EL03］" in desk.staff_words
    assert desk.outcome().ladder[0].act is Act.NUMBERS

    typist.open()
    assert typist.texts()[Place.BORN] == "H3.1.10"
    assert typist.texts()[Place.NUMBER] == ""
    typist.fill("01139997", "98", "0001234", "02", "")
    typist.key(ENTER)

    typist.answer()
    trail = typist.newest().record.trail
    assert trail is not None
    assert trail.follows == lost.request.check_id


# ── 3: a newer insurance exists ───────────────────────────────────────────────────────────────
def test_3_an_old_insurance_is_asked_for_with_its_new_numbers_and_both_are_linked(
    desk: DeskWindow, typist: Typist
) -> None:
    old = typist.ask(*NEWER)
    assert "新しい番号で確認し直す" in desk.staff_words

    typist.open()
    assert typist.focus is not None
    assert typist.focus.accessibleName() == "保険者番号"
    assert "［EL04］" in desk.staff_words
    typist.fill(*HANAKO[:4])
    assert typist.focus is not None
    typist.focus.selectAll()
    typist.fill(HANAKO[4])
    typist.key(ENTER)

    typist.answer()
    newest, oldest = (desk.now.today[number].record for number in (0, 1))
    assert oldest.check_id == old.request.check_id
    assert newest.trail is not None
    assert newest.trail.follows == oldest.check_id


# ── 4: nobody ─────────────────────────────────────────────────────────────────────────────────
def test_4_nobody_the_numbers_can_be_compared_and_corrected(
    desk: DeskWindow, typist: Typist
) -> None:
    first = typist.ask("06139992", "１２３", "4569", "00", "S60.4.12")
    assert "［EL05］" in desk.staff_words
    assert "入力した番号に一致する資格がありません" in desk.staff_words
    assert facts(desk.outcome())["番号"] == "4569"

    typist.open()
    assert list(typist.texts().values()) == ["06139992", "１２３", "4569", "00", "S60.4.12"]
    typist.key(ENTER)
    typist.key(ENTER)
    typist.fill("4567")
    for _ in range(3):
        typist.key(ENTER)

    assert typist.answer().result.verdict is Verdict.VALID
    trail = typist.newest().record.trail
    assert trail is not None
    assert (trail.follows, trail.changed) == (first.request.check_id, (Place.NUMBER,))


# ── 5: several ────────────────────────────────────────────────────────────────────────────────
def test_5_several_without_names_asks_for_the_branch(desk: DeskWindow, typist: Typist) -> None:
    typist.ask(*TWINS)
    assert "［EL06］" in desk.staff_words
    assert "枝番を入力する" in desk.staff_words

    typist.open()
    assert typist.focus is not None
    assert typist.focus.accessibleName() == "枝番"
    typist.fill("3", "")
    typist.key(ENTER)

    (record,) = typist.answer().result.records
    assert text_of(record, "InsuredBranchNumber") == "03"
    trail = typist.newest().record.trail
    assert trail is not None
    assert (trail.changed, trail.candidates, trail.choice) == ((Place.BRANCH,), 0, None)


def test_5_several_with_names_are_chosen_from_by_staff_and_never_by_itself(
    desk: DeskWindow, typist: Typist
) -> None:
    typist.ask(*NAMED)
    people = [
        each
        for each in desk.program.staff.findChildren(QRadioButton)
        if each.isVisible() and "枝番" in each.accessibleName()
    ]
    assert len(people) == 2
    assert not any(each.isChecked() for each in people)

    typist.key(Qt.Key.Key_Down)
    assert people[1].isChecked()
    typist.key(ENTER)
    desk.until(lambda: desk.now.current != typist.listed()[-1])

    desk.until(lambda: len(desk.now.today) >= 2 and isinstance(desk.now.session, Answered))
    (record,) = typist.answer().result.records
    assert text_of(record, "InsuredBranchNumber") == "03"
    trail = typist.newest().record.trail
    assert trail is not None
    assert (trail.changed, trail.candidates, trail.choice) == ((Place.BRANCH,), 2, 2)
    assert typist.newest().record.operator == "sato"


# ── 6: medical aid without a ticket ───────────────────────────────────────────────────────────
def test_6_medical_aid_without_a_ticket_is_asked_for_again(
    desk: DeskWindow, typist: Typist
) -> None:
    typist.open()
    typist.type(AID[0])
    typist.key(ENTER)
    assert "公費負担者番号" in desk.staff_words
    typist.fill(*AID[1:])
    typist.key(ENTER)
    typist.answer()
    assert "［EL07］" in desk.staff_words

    typist.open()

    assert typist.texts()[Place.NUMBER] == AID[2]
    name = text_of(typist.newest().result.records[0], "Name")
    assert f"{name}様の照会の続きです" in desk.staff_words


def test_who_comes_after_6_gets_an_empty_form_once_that_one_is_left(
    desk: DeskWindow, typist: Typist
) -> None:
    typist.ask(*AID)

    typist.open()
    typist.key(ESC)
    desk.pause()
    typist.key(ESC)
    typist.open()

    assert not any(typist.texts().values())
    assert "続きです" not in desk.staff_words


# ── the form ──────────────────────────────────────────────────────────────────────────────────
def test_a_wrong_check_digit_needs_one_more_enter(desk: DeskWindow, typist: Typist) -> None:
    typist.open()
    typist.fill("06139993", "１２３", "4567", "00", "S60.4.12")
    assert "［IN01］" in desk.staff_words

    typist.key(ENTER)
    assert isinstance(desk.now.session, AskingNumbers)
    assert "このまま照会する" in desk.staff_words
    typist.key(ENTER)

    assert typist.answer().result.verdict is Verdict.NOT_FOUND


def test_the_elderly_go_from_the_insurer_to_the_number(desk: DeskWindow, typist: Typist) -> None:
    typist.ask("39139993", "00123456", "S19.1.5")

    assert "1割" in desk.staff_words


def test_a_card_that_is_laid_down_meanwhile_waits_until_the_form_is_left(
    desk: DeskWindow, typist: Typist
) -> None:
    typist.open()
    typist.type("0613")
    desk.port.lay("employee")
    desk.until(lambda: desk.now.card_lies)
    assert "カードが置かれています" in desk.staff_words
    assert typist.texts()[Place.INSURER] == "0613"
    assert desk.patient.screen is PatientScreen.WAIT

    typist.key(ESC)
    desk.pause()
    typist.key(ESC)

    desk.until_state(AskingPin)


def test_digits_typed_into_the_form_are_no_pin(desk: DeskWindow, typist: Typist) -> None:
    desk.press(F1)
    desk.lay("employee")
    desk.until_state(AskingPin)
    desk.press(ESC)
    typist.open()

    typist.type("1234")

    assert typist.texts()[Place.INSURER] == "1234"
    assert isinstance(desk.now.session, AskingNumbers)


def test_a_my_number_is_gone_from_the_screen_at_once(desk: DeskWindow, typist: Typist) -> None:
    typist.open()

    typist.type("123456789018")

    assert "［IN06］" in desk.staff_words
    assert "123456789018" not in "".join(typist.texts().values())


def test_a_service_that_is_down_leaves_all_that_was_typed(
    desk: DeskWindow, typist: Typist
) -> None:
    desk.trouble("down")
    typist.open()
    typist.fill(*HANAKO)
    typist.key(ENTER)
    desk.until_state(Failed)
    desk.trouble("down", on=False)

    typist.open()
    assert tuple(typist.texts().values()) == HANAKO
    typist.key(ENTER)

    assert typist.answer().result.verdict is Verdict.VALID


def test_after_a_card_that_does_not_work_the_numbers_do(desk: DeskWindow, typist: Typist) -> None:
    desk.lay("expired")
    desk.until_state(Failed)
    assert desk.outcome().ladder[0].act is Act.NUMBERS

    typist.ask(*HANAKO)

    assert desk.outcome().band.tone is Tone.GOOD
    desk.take()
    desk.press(F9)
    assert isinstance(desk.now.session, Idle)
