"""The form for the numbers of a 資格確認書, typed into as people type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from support.desk import asks, check_id
from support.number_seat import ESC, TAB, NumberSeat
from support.viewstates import TYPED, answered, desk, filled_in, several

from reception_app.application.catalogue import Language
from reception_app.domain.eligibility import Method, Verdict
from reception_app.domain.number_entry import Flaw, Place, TypedNumbers
from reception_app.domain.number_form import Earlier, NumberForm
from reception_app.domain.session.states import AskingBackend, AskingNumbers, Idle
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import Scheme, Theme
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act

MY_NUMBER = "123456789018"
CHECK = asks(Method.NUMBERS)
FULL = AskingNumbers(CHECK, filled_in(replace(TYPED, insurer="06139993", born="S64.1.8")))


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot) -> Iterator[NumberSeat]:
    place = NumberSeat(theme, qtbot)
    place.open()
    yield place
    place.window.close()
    shiboken6.delete(place.window)


# ── typing ────────────────────────────────────────────────────────────────────────────────────
def test_the_keyboard_is_at_the_first_field_at_once(seat: NumberSeat) -> None:
    assert seat.at() is Place.INSURER


def test_enter_goes_from_field_to_field_and_asks_at_the_end(seat: NumberSeat) -> None:
    seat.fill("06139992", "１２３", "4567", "01", "S50.4.1")
    assert seat.consent.hasFocus()
    assert seat.acts == []

    seat.enter()

    assert seat.acts == [Act.ASK_NUMBERS]
    assert isinstance(seat.state, AskingBackend)
    assert seat.state.request.typed == TYPED


def test_tab_goes_the_same_way_to_the_buttons(seat: NumberSeat) -> None:
    places = []
    for _ in range(5):
        places.append(seat.at())
        QTest.keyClick(seat.focused(), TAB)

    assert places == list(Place)
    assert seat.consent.hasFocus()
    QTest.keyClick(seat.focused(), TAB)
    assert seat.focused_act() is Act.CANCEL


def test_the_space_bar_ticks_the_consent_and_the_session_knows(seat: NumberSeat) -> None:
    seat.fill("", "", "", "", "")

    QTest.keyClick(seat.consent, Qt.Key.Key_Space)

    assert seat.typed.limit_consent


def test_enter_that_is_held_down_does_not_run_through_the_form(seat: NumberSeat) -> None:
    seat.held(Qt.Key.Key_Return)
    assert seat.at() is Place.INSURER
    seat.fill("", "", "", "", "")

    seat.held(Qt.Key.Key_Return)

    assert seat.acts == []


@pytest.mark.parametrize("place", [Place.INSURER, Place.NUMBER, Place.BRANCH, Place.BORN])
def test_where_digits_go_there_is_no_input_method(seat: NumberSeat, place: Place) -> None:
    edit = seat.edit(place)

    assert not edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    latin = Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhPreferLatin
    assert edit.inputMethodHints() & latin


def test_a_symbol_may_have_kanji_and_stays_as_it_is_typed(seat: NumberSeat) -> None:
    assert seat.edit(Place.SYMBOL).testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    seat.fill("")

    seat.fill("架空１２－３")

    assert seat.typed.symbol == "架空１２－３"


def test_full_width_digits_typed_by_habit_are_turned_at_once(seat: NumberSeat) -> None:
    seat.type("０６13９")
    assert seat.edit(Place.INSURER).text() == "06139"
    seat.fill("992", "", "", "")

    seat.paste("Ｓ５０．４．１")

    assert seat.edit(Place.BORN).text() == "S50.4.1"


def test_turning_digits_leaves_the_cursor_where_it_is(seat: NumberSeat) -> None:
    seat.type("0699")
    seat.edit(Place.INSURER).setCursorPosition(2)

    seat.type("１")

    assert seat.edit(Place.INSURER).text() == "06199"
    assert seat.edit(Place.INSURER).cursorPosition() == 3


def test_the_session_gets_what_is_typed_when_the_field_is_left(seat: NumberSeat) -> None:
    seat.type("0613")
    assert seat.typed == TypedNumbers()

    QTest.keyClick(seat.focused(), TAB)

    assert seat.typed.insurer == "0613"
    assert [each.flaw for each in seat.form.form.problems(CHECK.on)] == [Flaw.INSURER_FORM]


def test_any_key_of_the_window_finds_the_session_up_to_date(seat: NumberSeat) -> None:
    seat.type("0613")

    seat.press(ESC)

    assert seat.typed.insurer == "0613"


# ── what is said of a field ───────────────────────────────────────────────────────────────────
def test_a_wrong_check_digit_is_said_when_the_field_is_left_and_asked_with_by_one_more_enter(
    seat: NumberSeat,
) -> None:
    seat.fill("06139993")
    assert any("［IN01］" in text for text in seat.texts_shown())
    seat.fill("１２３", "4567", "01", "S50.4.1")

    seat.enter()
    assert seat.acts == [Act.ASK_NUMBERS]
    assert seat.focused_act() is Act.ASK_ANYWAY
    seat.enter()

    assert seat.acts == [Act.ASK_NUMBERS, Act.ASK_ANYWAY]
    assert isinstance(seat.state, AskingBackend)


def test_the_bounce_of_enter_confirms_nothing(seat: NumberSeat) -> None:
    seat.fill("06139993", "１２３", "4567", "01", "S50.4.1")
    seat.enter()

    seat.press(Qt.Key.Key_Return)  # at once: nobody has read the warning

    assert seat.acts == [Act.ASK_NUMBERS]


def test_after_a_mistake_the_keyboard_is_at_it_and_everything_is_still_there(
    seat: NumberSeat,
) -> None:
    seat.fill("06139992", "１２３", "", "01", "S50.13.1", "")

    assert seat.acts == [Act.ASK_NUMBERS]
    assert seat.at() is Place.NUMBER
    assert [seat.edit(place).text() for place in Place] == [
        "06139992",
        "１２３",
        "",
        "01",
        "S50.13.1",
    ]
    shown = " ".join(seat.texts_shown())
    assert "［IN03］" in shown
    assert "［IN02］" in shown


def test_the_same_mistake_again_takes_the_keyboard_there_again(seat: NumberSeat) -> None:
    seat.fill("", "", "", "", "", "")
    assert seat.at() is Place.INSURER
    seat.consent.setFocus()

    seat.enter()

    assert seat.at() is Place.INSURER


def test_39_hides_symbol_and_branch_and_goes_on_to_the_number(seat: NumberSeat) -> None:
    seat.fill("39139993")

    assert seat.at() is Place.NUMBER
    assert not seat.edit(Place.SYMBOL).isVisible()
    assert not seat.edit(Place.BRANCH).isVisible()
    seat.fill("00123456")
    assert seat.at() is Place.BORN


def test_what_was_typed_into_a_field_that_went_away_is_back_with_it(seat: NumberSeat) -> None:
    seat.fill("06139992", "１２３")
    seat.edit(Place.INSURER).setFocus()
    seat.edit(Place.INSURER).selectAll()
    seat.fill("39139993")
    assert not seat.edit(Place.SYMBOL).isVisible()

    seat.edit(Place.INSURER).setFocus()
    seat.edit(Place.INSURER).selectAll()
    seat.fill("06139992")

    assert seat.edit(Place.SYMBOL).text() == "１２３"


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("text", [MY_NUMBER, "1234 5678 9018", "１２３４５６７８９０１８"])
def test_a_my_number_leaves_the_screen_with_its_last_digit(
    seat: NumberSeat, place: Place, text: str
) -> None:
    seat.edit(place).setFocus()

    seat.paste(text)

    assert seat.edit(place).text() == ""
    assert not seat.edit(place).isUndoAvailable()
    assert any("［IN06］" in shown for shown in seat.texts_shown())
    assert MY_NUMBER not in repr(seat.state)
    assert seat.typed == TypedNumbers()


def test_what_is_typed_while_the_desk_goes_on_is_kept(seat: NumberSeat) -> None:
    seat.type("0613")

    seat.glimpse(staff_view(desk(seat.state, card_lies=True)))

    assert seat.edit(Place.INSURER).text() == "0613"
    assert seat.at() is Place.INSURER
    seat.press(ESC)
    assert seat.acts == []  # the desk has been told that something is typed
    assert seat.typed.insurer == "0613"


def test_another_language_keeps_what_is_typed(seat: NumberSeat) -> None:
    seat.fill("06139993")
    seat.type("架空")

    seat.texts.set_language(Language.EN)
    seat.paint()

    assert seat.edit(Place.SYMBOL).text() == "架空"
    assert any("check digit" in text for text in seat.texts_shown())
    assert seat.at() is Place.SYMBOL


# ── coming and going ──────────────────────────────────────────────────────────────────────────
def test_an_empty_form_is_left_with_one_press(seat: NumberSeat) -> None:
    seat.press(ESC)

    assert seat.acts == [Act.CANCEL]


def test_a_form_with_something_in_it_is_left_with_the_second_press(seat: NumberSeat) -> None:
    seat.type("0613")
    seat.press(ESC)
    assert (seat.acts, seat.at()) == ([], Place.INSURER)
    assert seat.button(Act.CANCEL).text() == "もう一度押すと、入力を消して戻ります"

    seat.wait(1)
    seat.press(ESC)

    assert seat.acts == [Act.CANCEL]


def test_typing_on_is_a_change_of_mind(seat: NumberSeat) -> None:
    seat.type("0613")
    seat.press(ESC)
    seat.type("9")
    seat.wait(1)

    seat.press(ESC)

    assert seat.acts == []


def test_nothing_is_left_in_the_fields_when_the_form_is_over(seat: NumberSeat) -> None:
    seat.fill("06139992", "１２３", "4567", "01", "S50.4.1", "")
    assert isinstance(seat.state, AskingBackend)

    assert {each.text() for each in seat.window.findChildren(QLineEdit)} == {""}
    seat.open(Idle())
    seat.open(AskingNumbers(asks(Method.NUMBERS, 2)))
    assert {each.text() for each in seat.window.findChildren(QLineEdit)} == {""}
    assert seat.at() is Place.INSURER


def test_a_form_to_be_corrected_has_all_that_was_typed(seat: NumberSeat) -> None:
    earlier = Earlier(check_id(9), Verdict.SEVERAL)
    request = asks(Method.NUMBERS, 2, earlier=earlier)

    seat.open(AskingNumbers(request, NumberForm(TYPED, start=Place.BRANCH)))

    assert [seat.edit(place).text() for place in Place] == [
        "06139992",
        "１２３",
        "4567",
        "01",
        "S50.4.1",
    ]
    assert seat.at() is Place.BRANCH
    assert seat.edit(Place.BRANCH).selectedText() == "01"


def test_a_question_that_may_be_asked_as_it_is_needs_one_enter(seat: NumberSeat) -> None:
    seat.open(AskingNumbers(asks(Method.NUMBERS, 2), NumberForm(TYPED, start=None)))
    assert seat.focused_act() is Act.ASK_NUMBERS

    seat.enter()

    assert isinstance(seat.state, AskingBackend)


def test_clicking_the_button_asks_with_what_is_being_typed(seat: NumberSeat) -> None:
    seat.fill("06139992", "１２３", "4567", "01")
    seat.type("S50.4.1")

    seat.click(seat.button(Act.ASK_NUMBERS))

    assert isinstance(seat.state, AskingBackend)


# ── looks ─────────────────────────────────────────────────────────────────────────────────────
FORMS = {
    "empty": AskingNumbers(CHECK),
    "full": FULL,
    "elderly": AskingNumbers(CHECK, filled_in(TypedNumbers("39139993"))),
    "again": AskingNumbers(
        asks(Method.NUMBERS, earlier=Earlier(check_id(9), Verdict.NOT_FOUND)),
        filled_in(TypedNumbers("1", "\x00", "", "123", "S64.1.8")),
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_the_whole_form_is_there_without_scrolling(seat: NumberSeat, name: str) -> None:
    view = staff_view(desk(FORMS[name]))

    assert seat.scrolls(view) == 0
    assert seat.cut(view) == []


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
@pytest.mark.parametrize("scale", [150, 200])
@pytest.mark.parametrize("name", FORMS)
def test_in_large_type_nothing_is_cut_and_the_field_is_in_sight(
    seat: NumberSeat, name: str, scale: int, language: Language
) -> None:
    seat.theme.apply(QApplication.instance(), Scheme.LIGHT, scale)  # type: ignore[arg-type]  # it is one
    seat.texts.set_language(language)
    seat.open(FORMS[name])

    assert seat.cut(staff_view(desk(FORMS[name]))) == []
    for place in Place:
        edit = seat.edit(place)
        if edit.isVisible():
            edit.setFocus(Qt.FocusReason.TabFocusReason)
            seat.paint()
            assert edit.visibleRegion().boundingRect().height() == edit.height()
    seat.theme.apply(QApplication.instance(), Scheme.LIGHT, 100)  # type: ignore[arg-type]  # there is one


def test_in_large_type_a_warning_is_in_sight_before_it_is_confirmed(seat: NumberSeat) -> None:
    app = QApplication.instance()
    seat.theme.apply(app, Scheme.LIGHT, 200)  # type: ignore[arg-type]  # it is one
    seat.open(AskingNumbers(CHECK, NumberForm(replace(TYPED, insurer="06139993"))))
    seat.consent.setFocus()
    seat.paint()

    seat.enter()

    assert seat.focused_act() is Act.ASK_ANYWAY
    assert not seat.edit(Place.INSURER).visibleRegion().isEmpty()
    assert any("［IN01］" in each.text() for each in seat.labels() if _is_in_sight(each))
    seat.theme.apply(app, Scheme.LIGHT, 100)  # type: ignore[arg-type]  # as above


def _is_in_sight(label: TextLabel) -> bool:
    return label.visibleRegion().boundingRect().height() == label.height()


def test_every_field_has_a_name_and_says_what_is_wrong_with_it(seat: NumberSeat) -> None:
    seat.open(FULL)

    named = {place: seat.edit(place).accessibleName() for place in Place}
    said = {place: seat.edit(place).accessibleDescription() for place in Place}
    assert named == {
        Place.INSURER: "保険者番号",
        Place.SYMBOL: "記号",
        Place.NUMBER: "番号",
        Place.BRANCH: "枝番",
        Place.BORN: "生年月日",
    }
    assert "IN01" in said[Place.INSURER]
    assert "元号の期間と合いません" in said[Place.BORN]
    assert "限度額情報" in seat.consent.accessibleName()
    assert seat.nameless(staff_view(desk(FULL))) == 0


def test_a_problem_is_announced_once(seat: NumberSeat, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    def hear(event: object) -> None:
        message = getattr(event, "message", None)
        if message is not None:
            heard.append(message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    seat.fill("06139993")
    seat.fill("架空")

    assert [each for each in heard if "IN01" in each] == [
        "保険者番号 保険者番号の検証番号が合いません。番号を確認してください。　［IN01］"
    ]


# ── several people ────────────────────────────────────────────────────────────────────────────
def test_the_keyboard_is_at_the_first_person_and_nobody_is_chosen(seat: NumberSeat) -> None:
    seat.open(several())

    assert [each.isChecked() for each in seat.people] == [False, False]
    assert seat.people[0].hasFocus()
    assert "枝番 01" in seat.people[0].accessibleName()
    assert "山田　花子" in seat.people[0].accessibleName()


def test_pointing_at_somebody_offers_to_ask_and_enter_does(seat: NumberSeat) -> None:
    seat.open(several())

    QTest.keyClick(seat.focused(), Qt.Key.Key_Space)
    seat.paint()
    assert [each.isChecked() for each in seat.people] == [True, False]
    assert seat.people[0].hasFocus()
    seat.enter()

    assert seat.acts == [Act.ASK_CANDIDATE]


def test_the_arrows_go_from_person_to_person_and_stay_at_the_ends(seat: NumberSeat) -> None:
    seat.open(several())
    pointed = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(seat.focused(), key)
        pointed.append([each.isChecked() for each in seat.people])

    assert pointed == [[False, True], [False, True], [True, False], [True, False]]


def test_a_click_anywhere_in_the_row_points_at_its_person(seat: NumberSeat) -> None:
    seat.open(several())
    row = seat.people[1].parentWidget()
    assert row is not None

    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
    seat.paint()

    assert [each.isChecked() for each in seat.people] == [False, True]


def test_enter_before_somebody_is_chosen_does_nothing(seat: NumberSeat) -> None:
    seat.open(several())

    seat.enter()

    assert seat.acts == []


def test_who_cannot_be_told_apart_cannot_be_chosen(seat: NumberSeat) -> None:
    found = several()
    first, second = found.result.records
    found = replace(
        found, result=replace(found.result, records=({**first, "InsuredBranchNumber": ""}, second))
    )

    seat.open(found)

    assert [each.isEnabled() for each in seat.people] == [False, True]
    assert seat.people[1].hasFocus()


def test_the_next_answer_knows_nothing_of_who_was_chosen(seat: NumberSeat) -> None:
    seat.open(replace(several(), marked=1))
    seat.open(answered())
    seat.open(several())

    assert [each.isChecked() for each in seat.people] == [False, False]


# ── the ladder ────────────────────────────────────────────────────────────────────────────────
def test_the_ladder_has_its_button_in_the_first_step(seat: NumberSeat) -> None:
    seat.open(answered(verdict=Verdict.INVALID))

    button = seat.button(Act.NUMBERS)
    assert seat.focused_act() is Act.NUMBERS
    assert button.y() < seat.button(Act.NEXT).mapTo(button.window(), button.pos()).y()
    seat.click(button)
    assert seat.acts == [Act.NUMBERS]
