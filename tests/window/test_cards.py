"""Every row of front-desk.md A.3, driven through the windows: what people do, and what they read.

Not in here: A3-17, since the chip does not tell the card's own expiry (docs/adr/0007).
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from support.desk_window import DeskWindow

from reception_app.application.catalogue import Language
from reception_app.domain.eligibility import Method
from reception_app.domain.record import ConfirmationRecord, HandoverState, SubstituteReason
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    Failed,
    Idle,
)
from reception_app.ui.viewstate.views import Act, PatientScreen, Tone

F1, F2, F8, F9 = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F8, Qt.Key.Key_F9
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


def primary(desk: DeskWindow) -> Act:
    (act,) = [button.act for button in desk.staff.page.buttons if button.is_primary]
    return act


def acts(desk: DeskWindow) -> set[Act]:
    return {button.act for button in desk.staff.page.buttons}


def failed_with(desk: DeskWindow, code: str) -> Failed:
    desk.until(lambda: isinstance(desk.now.session, Failed))
    state = desk.now.session
    assert isinstance(state, Failed)
    assert code == state.error.code
    assert f"［{code}］" in desk.staff_words
    return state


def visual_check(desk: DeskWindow) -> Answered:
    """W2 with a card that lies there: F2, Enter."""
    desk.press(F2)
    desk.until_state(AskingWitness)
    desk.press(ENTER)
    return desk.until_state(Answered)


def newest_record(desk: DeskWindow) -> ConfirmationRecord:
    """The record of the answer that is shown; the list gets it when it is saved."""
    check = desk.until_state(Answered).request.check_id
    desk.until(lambda: check in {row.record.check_id for row in desk.now.today[:1]})
    return desk.now.today[0].record


# ── the two happy paths ───────────────────────────────────────────────────────────────────────
def test_w1_card_and_pin(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    desk.until(lambda: desk.now.handover and desk.now.handover.state is HandoverState.DELIVERED)

    assert "有効" in desk.staff_words
    assert "3割" in desk.staff_words
    assert "練習" in desk.staff_words
    assert "練習" not in desk.patient_words
    screens = [desk.patient.screen]
    desk.take()
    screens.append(desk.patient.screen)
    assert screens == [PatientScreen.TAKE_CARD, PatientScreen.THANKS]
    desk.press(F9)
    assert isinstance(desk.now.session, Idle)


def test_w2_in_two_presses_and_the_record_first(desk: DeskWindow) -> None:
    desk.press(F2)
    desk.until_state(AskingWitness)
    assert "カードの顔写真と患者さんご本人を見比べてください" in desk.staff_words
    desk.press(ENTER)
    desk.until_state(AwaitingCard)
    desk.lay("employee")

    record = newest_record(desk)
    assert (record.method, record.consent.witness) == (Method.VISUAL, "sato")


def test_w2_holds_for_one_patient_only(desk: DeskWindow) -> None:
    test_w2_in_two_presses_and_the_record_first(desk)
    desk.take()
    desk.press(F9)

    desk.lay("municipal")

    desk.until_state(AskingPin)


def test_w2_refused(desk: DeskWindow) -> None:
    desk.press(F2)
    desk.until_state(AskingWitness)
    desk.press(ESC)

    failed_with(desk, "VS01")


# ── A.3 ───────────────────────────────────────────────────────────────────────────────────────
def test_a3_1_nothing_on_the_reader(desk: DeskWindow) -> None:
    desk.press(F1)
    desk.until_state(AwaitingCard)

    desk.pass_time(21)

    assert "カードが置かれていません" in desk.staff_words
    assert "ケースから出して" in desk.patient_words


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("licence", "CD02"),
        ("bank", "CD02"),
        ("transit", "CD02"),
        ("juki", "CD08"),
        ("phone", "PH04"),
    ],
)
def test_a3_2_another_card(desk: DeskWindow, card: str, code: str) -> None:
    desk.lay(card)

    failed_with(desk, code)
    assert desk.patient.screen is PatientScreen.STAFF_COMES


def test_a3_3_two_cards(desk: DeskWindow) -> None:
    desk.trouble("two-cards")
    desk.lay("employee")

    desk.until(lambda: "［CD03］" in desk.staff_words)
    assert not isinstance(desk.now.session, AskingPin)


def test_a3_4_a_chip_that_cannot_be_read_three_times(desk: DeskWindow) -> None:
    for code in ("CD01", "CD01", "CD04"):
        desk.lay("dead-chip")
        failed_with(desk, code)
        desk.take()

    assert "10割にする前に" in desk.staff_words


@pytest.mark.parametrize("card", ["leaves-reading", "leaves-verifying"])
def test_a3_5_a_card_taken_early_costs_no_try(desk: DeskWindow, card: str) -> None:
    tries = desk.port.now().tries[card]
    desk.lay(card)
    if card == "leaves-verifying":
        desk.type_pin()
    failed_with(desk, "CD05")

    desk.take()
    desk.trouble("leaves-reading", on=False)
    assert desk.port.now().tries[card] >= tries - (card == "leaves-verifying")
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)


def test_a3_6_a_wrong_pin_with_two_tries_left(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin("9999")
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.rejected is not None)

    assert "［PN01］" in desk.staff_words
    assert desk.patient.tries_left == 2
    assert Act.VISUAL in acts(desk)
    desk.type_pin()
    desk.until_state(Answered)


def test_a3_7_a_wrong_pin_with_one_try_left(desk: DeskWindow) -> None:
    desk.lay("two-tries")
    desk.type_pin("9999")
    desk.until(lambda: isinstance(s := desk.now.session, AskingPin) and s.rejected is not None)

    assert "［PN02］" in desk.staff_words
    assert primary(desk) is Act.VISUAL
    assert desk.patient.screen is PatientScreen.STAFF_COMES
    assert any(button.act is Act.LAST_TRY and button.twice for button in desk.staff.page.buttons)
    answer = visual_check(desk)
    assert answer.request.method is Method.VISUAL


def test_a3_7_the_last_try_is_spent_only_after_two_presses(desk: DeskWindow) -> None:
    desk.lay("one-try")
    desk.until_state(AskingPin)
    (button,) = [each for each in desk.staff.page.buttons if each.act is Act.LAST_TRY]
    widget = desk.button(Act.LAST_TRY)

    desk.click(widget)
    assert desk.patient.screen is PatientScreen.STAFF_COMES
    assert button.twice is not None
    desk.pause()
    desk.click(widget)
    desk.type_pin()

    desk.until_state(Answered)


def test_a3_8_a_locked_pin_goes_on_with_the_face(desk: DeskWindow) -> None:
    desk.lay("locked")
    failed_with(desk, "PN03")
    assert primary(desk) is Act.VISUAL

    visual_check(desk)

    assert newest_record(desk).reason is SubstituteReason.PIN_BLOCKED


def test_a3_9_the_patient_does_not_know_the_pin(desk: DeskWindow) -> None:
    desk.lay("forgot")
    desk.until_state(AskingPin)

    desk.click_patient("暗証番号がわからない")

    assert primary(desk) is Act.VISUAL
    assert desk.patient.screen is PatientScreen.STAFF_COMES
    visual_check(desk)
    assert newest_record(desk).reason is SubstituteReason.PIN_UNKNOWN


def test_a3_10_a_card_without_a_pin(desk: DeskWindow) -> None:
    desk.lay("face-auth")

    failed_with(desk, "PN03")
    assert "顔認証" in desk.staff_words
    visual_check(desk)


def test_a3_11_a_certificate_that_expires_soon(desk: DeskWindow) -> None:
    desk.lay("expiring")
    desk.until_state(AskingPin)
    assert "［CT01］" in desk.staff_words
    desk.type_pin()
    desk.until_state(Answered)

    assert desk.outcome().band.tone is Tone.GOOD
    assert "［CT01］" in desk.staff_words


def test_a3_12_a_certificate_in_its_grace_period(desk: DeskWindow) -> None:
    desk.lay("grace")
    desk.type_pin()
    desk.until_state(Answered)

    assert desk.outcome().band.tone is Tone.GOOD
    assert "［CT02］" in desk.staff_words


def test_a3_13_a_certificate_past_its_grace_period(desk: DeskWindow) -> None:
    desk.lay("expired")

    failed_with(desk, "CT03")
    assert "10割にする前に" in desk.staff_words


@pytest.mark.parametrize("by", ["card", "trouble"])
def test_a3_14_a_revoked_certificate(desk: DeskWindow, by: str) -> None:
    if by == "trouble":
        desk.trouble("revoked")
    desk.lay("revoked" if by == "card" else "employee")
    desk.type_pin()

    failed_with(desk, "CT04")
    assert "10割にする前に" in desk.staff_words


def test_a3_15_the_state_of_certificates_is_unknown_and_cards_are_checked_as_usual(
    desk: DeskWindow,
) -> None:
    desk.trouble("certificate-maintenance")
    desk.pass_time(11)
    desk.until(lambda: desk.now.notices)
    assert "電子証明書の状態を確認できない時間帯です（保守 " in desk.staff_words
    assert "［CT05］" in desk.staff_words
    assert "証明書" not in desk.patient_words

    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)

    assert desk.outcome().band.tone is Tone.GOOD
    assert "［CT05］" in desk.staff_words
    desk.trouble("certificate-maintenance", on=False)
    desk.pass_time(11)
    desk.until(lambda: not desk.now.notices)
    assert "［CT05］" not in desk.staff_words


def test_a3_16_a_card_that_is_not_registered(desk: DeskWindow) -> None:
    desk.lay("not-registered")
    desk.type_pin()

    failed_with(desk, "CT06")
    assert "マイナポータル" in desk.staff_words


def test_a3_18_another_person_than_expected_is_held_back(desk: DeskWindow) -> None:
    desk.lay("twin-1")
    desk.type_pin()
    desk.until_state(Answered)
    desk.until(lambda: desk.now.handover and desk.now.handover.state is HandoverState.DELIVERED)
    desk.take()
    desk.open_row(0)
    desk.click(desk.button(Act.RECHECK))
    desk.until_state(AwaitingCard)

    desk.lay("twin-2")
    desk.type_pin()
    desk.until_state(Answered)
    desk.until(lambda: desk.now.handover is not None)

    assert "［EL09］" in desk.staff_words
    assert desk.now.handover is not None
    assert desk.now.handover.state is HandoverState.HELD
    assert Act.ALLOW_OTHER_PERSON in acts(desk)


def test_a_ten_key_types_into_the_keypad_also_through_the_staffs_window(
    desk: DeskWindow,
) -> None:
    desk.lay("employee")
    desk.until(lambda: desk.patient.screen is PatientScreen.TYPE_PIN)

    desk.type_at_the_frame("1234")

    desk.until_state(Answered)


def test_a_barcode_scanner_at_the_desk_never_becomes_a_pin(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.until(lambda: desk.patient.screen is PatientScreen.TYPE_PIN)
    tries = desk.port.now().tries["employee"]

    desk.scan("0048213")

    assert isinstance(desk.now.session, AskingPin)
    assert tries == desk.port.now().tries["employee"]
    desk.pause()
    desk.pause()
    desk.type_pin()
    desk.until_state(Answered)


def test_a_pin_is_asked_for_only_where_the_patient_can_see_it(desk: DeskWindow) -> None:
    assert desk.program.patient is not None
    desk.program.patient.close()

    desk.lay("employee")
    desk.until(lambda: desk.patient.screen is PatientScreen.TYPE_PIN)

    assert desk.program.patient.isVisible()


def test_digits_reach_no_other_field_while_a_pin_is_typed(desk: DeskWindow) -> None:
    desk.program.staff.settings_asked.emit()
    settings = desk.program.settings_window
    assert settings is not None
    desk.until(settings.isVisible)

    desk.lay("employee")
    desk.until(lambda: desk.patient.screen is PatientScreen.TYPE_PIN)
    assert not settings.isVisible()
    desk.program.staff.settings_asked.emit()

    assert not settings.isVisible()


def test_the_next_patient_is_spoken_to_in_the_clinics_language(desk: DeskWindow) -> None:
    texts = desk.program.looks.patient_texts
    desk.trouble("slow")
    desk.lay("employee")
    desk.program.patient.language_chosen.emit(Language.EN)  # type: ignore[union-attr]  # it is there by now
    desk.type_pin()
    desk.until_state(AskingBackend)
    assert texts.language is Language.EN
    desk.take()

    desk.lay("municipal")

    assert texts.language is not Language.EN


# ── what A.3 leaves to E.2 ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("not-yet-valid", "CT09"),
        ("other-ca", "CT10"),
        ("no-certificate", "CT08"),
        ("corrupt", "CT11"),
    ],
)
def test_a_certificate_that_cannot_be_used_asks_for_no_pin(
    desk: DeskWindow, card: str, code: str
) -> None:
    desk.lay(card)

    failed_with(desk, code)


def test_nobody_types_for_a_minute(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.until_state(AskingPin)

    desk.pass_time(61)

    failed_with(desk, "PN04")


def test_a_forgotten_card_is_told_and_told_again(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    desk.until(lambda: isinstance(answered := desk.now.session, Answered) and answered.saved)
    before = desk.patient.reminder

    desk.pass_time(11)
    assert desk.patient.reminder == before + 1
    desk.pass_time(10)

    assert desk.patient.reminder == before + 2
    assert "［CD09］" in desk.staff_words


def test_a_card_left_over_is_told_before_the_next_patient(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)

    desk.press(F9)
    desk.press(F1)

    desk.until(lambda: "［CD06］" in desk.staff_words)
