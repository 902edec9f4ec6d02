"""The number path as views: the form, what it says of each field, and the answers to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.desk import EXPECTED, asks, check_id
from support.viewstates import (
    ADULT,
    LOST,
    TYPED,
    answered,
    codes_of,
    desk,
    filled_in,
    said,
    several,
    stored,
    text_of_view,
)

from reception_app.domain.desk import ReaderHealth
from reception_app.domain.eligibility import Method, Verdict
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.number_form import Earlier, NumberForm
from reception_app.domain.session.states import Answered, AskingNumbers, State
from reception_app.ui.viewstate.patient import patient_view
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import (
    Act,
    Form,
    FormField,
    Outcome,
    PatientScreen,
    Picture,
    Prompt,
    Tone,
)

V = Verdict
BY_NUMBERS = asks(Method.NUMBERS)


def page(typed: TypedNumbers | None = None, **changes: Any) -> Form:
    form = NumberForm() if typed is None else NumberForm().take(typed, Place.INSURER)
    return form_of(AskingNumbers(BY_NUMBERS, form), **changes)


def form_of(state: AskingNumbers, **changes: Any) -> Form:
    view = staff_view(desk(state, **changes)).page
    assert isinstance(view, Form)
    return view


def outcome(state: State, **changes: Any) -> Outcome:
    view = staff_view(desk(state, **changes)).page
    assert isinstance(view, Outcome)
    return view


def at(form: Form, place: Place) -> FormField:
    (found,) = [each for each in form.fields if each.place is place]
    return found


def meaning(form: Form, place: Place) -> str:
    found = at(form, place).meaning
    return "" if found is None else said(found)


# ── the form ──────────────────────────────────────────────────────────────────────────────────
def test_the_fields_stand_in_the_order_of_the_card() -> None:
    form = page()

    assert [said(each.label) for each in form.fields] == [
        "保険者番号",
        "記号",
        "番号",
        "枝番",
        "生年月日",
    ]
    assert "限度額" in said(form.consent)
    assert [(each.key, each.act) for each in form.buttons] == [
        ("Esc", Act.CANCEL),
        ("Enter", Act.ASK_NUMBERS),
    ]
    assert form.code == ""
    assert form.start is Place.INSURER


def test_the_elderly_have_neither_symbol_nor_branch() -> None:
    form = page(TypedNumbers("３９１３９９９３", symbol="1", number="2"))

    assert [each.place for each in form.fields] == [Place.INSURER, Place.NUMBER, Place.BORN]
    assert "後期高齢者医療" in meaning(form, Place.INSURER)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", ""),
        ("061", ""),
        ("0613999x", ""),
        ("139998", "国民健康保険"),
        ("06139992", "検証番号は合っています"),
        ("0613 9992", "検証番号は合っています"),
        ("12139994", "医療扶助"),
    ],
)
def test_what_a_number_of_an_insurer_says_is_said(number: str, words: str) -> None:
    assert meaning(page(TypedNumbers(number)), Place.INSURER) == words


def test_the_numbers_of_medical_aid_have_names_of_their_own() -> None:
    form = page(TypedNumbers("12139994"))

    assert [said(at(form, place).label) for place in (Place.INSURER, Place.NUMBER)] == [
        "公費負担者番号",
        "受給者番号",
    ]


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("S50.4.1", "昭和50年4月1日・51歳"),
        ("19750401", "昭和50年4月1日・51歳"),
        ("昭50.4.1", "昭和50年4月1日・51歳"),
        ("R1.5.1", "令和元年5月1日・7歳"),
        ("1868-01-01", ""),
        ("S64.1.8", ""),
        ("", ""),
    ],
)
def test_a_birth_date_is_said_back_in_words(born: str, words: str) -> None:
    assert meaning(page(TypedNumbers(born=born)), Place.BORN) == words


def test_before_the_eras_of_now_a_day_has_its_year_only() -> None:
    assert meaning(page(TypedNumbers(born="18730101")), Place.BORN) == "明治6年1月1日・153歳"


@pytest.mark.parametrize(
    ("typed", "place", "code", "tone", "words"),
    [
        (replace(TYPED, insurer="06139993"), Place.INSURER, "IN01", Tone.WARN, "検証番号が"),
        (replace(TYPED, born="S50.4.31"), Place.BORN, "IN02", Tone.BAD, "暦にない日です。"),
        (replace(TYPED, born="S64.1.8"), Place.BORN, "IN02", Tone.BAD, "元号の期間と合いません。"),
        (replace(TYPED, born="20261123"), Place.BORN, "IN02", Tone.BAD, "今日より後の日です。"),
        (replace(TYPED, born="あ"), Place.BORN, "IN02", Tone.BAD, "生年月日が正しくありません"),
        (replace(TYPED, born=""), Place.BORN, "IN02", Tone.BAD, "生年月日が正しくありません"),
        (replace(TYPED, number=""), Place.NUMBER, "IN03", Tone.BAD, "番号が入力"),
        (replace(TYPED, insurer="123"), Place.INSURER, "IN04", Tone.BAD, "6桁または8桁"),
        (replace(TYPED, branch="123"), Place.BRANCH, "IN05", Tone.BAD, "2桁まで"),
        (replace(TYPED, symbol="\x00"), Place.SYMBOL, "IN07", Tone.BAD, "使えない文字"),
        (
            TypedNumbers("12139994", number="9990012", born="S50.4.1"),
            Place.NUMBER,
            "IN08",
            Tone.WARN,
            "受給者番号の検証番号",
        ),
    ],
)
def test_each_problem_stands_at_its_field_with_its_code(
    typed: TypedNumbers, place: Place, code: str, tone: Tone, words: str
) -> None:
    form = form_of(AskingNumbers(BY_NUMBERS, filled_in(typed)))

    note = at(form, place).note
    assert note is not None
    assert (note.code, note.tone) == (code, tone)
    assert said(note.line).startswith(words) or words in said(note.line)
    assert [each.place for each in form.fields if each.note is not None] == [place]
    assert form.code == code


def test_a_my_number_is_refused_and_not_repeated() -> None:
    form = page(replace(TYPED, number="1234 5678 9018"))

    note = at(form, Place.NUMBER).note
    assert note is not None
    assert note.code == "IN06"
    assert at(form, Place.NUMBER).text == ""
    assert "9018" not in text_of_view(form)


def test_a_warning_that_was_said_is_confirmed_by_another_button() -> None:
    form = form_of(AskingNumbers(BY_NUMBERS, filled_in(replace(TYPED, insurer="06139993"))))

    assert [(each.key, each.act) for each in form.buttons] == [
        ("Esc", Act.CANCEL),
        ("Enter", Act.ASK_ANYWAY),
    ]
    assert form.start is None


def test_leaving_a_form_with_something_in_it_needs_a_second_press() -> None:
    assert page().buttons[0].twice is None
    assert page(TypedNumbers(born="S")).buttons[0].twice is not None


@pytest.mark.parametrize(
    ("verdict", "words", "code"),
    [
        (V.NOT_FOUND, "一致する資格がありませんでした", "EL05"),
        (V.SEVERAL, "枝番を入力してください", "EL06"),
        (V.INVALID_NEWER_EXISTS, "新しい資格の番号を", "EL04"),
        (V.INVALID, "新しい保険の番号を", "EL03"),
    ],
)
def test_the_form_says_which_answer_led_back_to_it(
    verdict: Verdict, words: str, code: str
) -> None:
    request = replace(BY_NUMBERS, earlier=Earlier(check_id(9), verdict))

    _, note = form_of(AskingNumbers(request)).notes

    assert (note.code, words in said(note.line)) == (code, True)


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (Earlier(check_id(9)), "前の照会の続きです"),
        (Earlier(check_id(9), V.UNKNOWN), "前の照会の続きです"),
        (Earlier(check_id(9), V.VALID_NOT_REGISTERED, name="試験　花子"), "試験　花子様の照会の"),
    ],
)
def test_a_form_that_goes_on_says_whose_it_is(earlier: Earlier, words: str) -> None:
    form = form_of(AskingNumbers(replace(BY_NUMBERS, earlier=earlier)))

    assert said(form.notes[0].line).startswith(words)
    assert "別の方は、取り消して" in said(form.notes[0].line)


def test_a_form_that_begins_says_to_look_at_the_certificate() -> None:
    form = form_of(AskingNumbers(BY_NUMBERS))

    assert form.notes == ()
    assert form.detail is not None
    assert "有効期限" in said(form.detail)


def test_whose_form_it_is_is_said_where_it_is_known() -> None:
    form = form_of(AskingNumbers(replace(BY_NUMBERS, expected=EXPECTED)))

    assert [said(each.line) for each in form.notes] == ["試験　太郎様の確認です"]


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({}, "", "カードで確認するときは"),
        ({"left_over": True}, "CD09", "カードをお取りください"),
        ({"takes_cards": False}, "", "カードでの照会はできません"),
    ],
)
def test_a_card_that_lies_there_meanwhile_is_told(
    changes: dict[str, Any], code: str, words: str
) -> None:
    (note,) = page(card_lies=True, **changes).notes

    assert (note.code, words in said(note.line)) == (code, True)


def test_a_form_with_somebody_s_numbers_is_somebody_s_page() -> None:
    empty = staff_view(desk(AskingNumbers(BY_NUMBERS)))
    filled = staff_view(desk(AskingNumbers(BY_NUMBERS, NumberForm(TYPED))))

    assert (empty.has_patient, filled.has_patient) == (False, True)
    assert filled.subject == BY_NUMBERS.check_id
    assert [each.key for each in filled.footer] == ["Esc", "Enter"]


def test_no_number_shows_in_the_repr_of_a_form() -> None:
    state = AskingNumbers(BY_NUMBERS, filled_in(replace(TYPED, insurer="06139993")))

    for value in (state, form_of(state), staff_view(desk(state))):
        assert not any(text in repr(value) for text in ("06139993", "１２３", "4567"))


# ── the answers ───────────────────────────────────────────────────────────────────────────────
def by_numbers(verdict: Verdict, *records: Any, **changes: Any) -> Outcome:
    state = answered(*records, method=Method.NUMBERS, verdict=verdict, **changes)
    return outcome(state)


def facts(view: Outcome, side: str = "left") -> dict[str, str]:
    groups = view.left if side == "left" else view.right
    return {said(each.label): said(each.value) for group in groups for each in group.fields}


def test_where_nobody_is_found_the_numbers_are_there_to_be_compared() -> None:
    view = by_numbers(V.NOT_FOUND, records=())

    assert facts(view) == {
        "保険者番号": "0613 9992",
        "記号": "１２３",
        "番号": "4567",
        "枝番": "01",
        "生年月日": "1975年4月1日（昭和50年）",
    }
    assert [group.is_large for group in view.left] == [True]
    assert view.ladder == ()
    assert view.code == "EL05"
    assert said(view.band.sub) == "入力した番号に一致する資格がありません"
    assert view.say is not None
    assert "もう一度確認させて" in said(view.say)
    assert [(each.key, said(each.words), each.is_primary) for each in view.buttons] == [
        ("F9", "次の患者", False),
        ("F3", "番号を直す", True),
    ]


def test_what_to_look_at_stands_beside_the_numbers() -> None:
    hints = facts(by_numbers(V.NOT_FOUND, records=()), "right")

    assert hints["保険者番号"] == "検証番号は合っています"
    assert "3と5" in hints["番号"]
    assert hints["枝番"] == "券面の2桁と見比べてください"
    assert set(hints) == {"保険者番号", "番号", "枝番", "生年月日"}


def asked_with(state: Answered, **numbers: Any) -> Answered:
    subject = replace(state.asking.query.subject, **numbers)
    query = replace(state.asking.query, subject=subject)
    return replace(state, asking=replace(state.asking, query=query))


@pytest.mark.parametrize(
    ("numbers", "label", "hint"),
    [
        ({"insurer": "06139993"}, "保険者番号", "検証番号が合いません。番号を確認してください"),
        ({"insurer": "139998"}, "保険者番号", "6桁：国民健康保険です"),
        ({"branch": None}, "枝番", "空欄です。券面にあれば2桁で入力してください"),
    ],
)
def test_each_hint_is_about_what_was_typed(numbers: Any, label: str, hint: str) -> None:
    state = answered(method=Method.NUMBERS, verdict=V.NOT_FOUND, records=())

    view = outcome(asked_with(state, **numbers))

    assert facts(view, "right")[label] == hint


def test_nothing_is_said_of_fields_that_the_elderly_do_not_have() -> None:
    state = answered(method=Method.NUMBERS, verdict=V.NOT_FOUND, records=())

    view = outcome(asked_with(state, insurer="39139993", symbol=None, branch=None))

    assert set(facts(view)) == {"保険者番号", "番号", "生年月日"}
    assert set(facts(view, "right")) == {"保険者番号", "番号", "生年月日"}


def test_an_empty_field_is_said_to_be_empty() -> None:
    state = answered(method=Method.NUMBERS, verdict=V.SEVERAL, records=())

    view = outcome(asked_with(state, symbol=None, branch=None))

    assert (facts(view)["記号"], facts(view)["枝番"]) == ("（空欄）", "（空欄）")
    assert facts(view, "right")["枝番"] == "空欄です。券面の2桁を入力してください"
    assert [said(each.words) for each in view.buttons if each.is_primary] == ["枝番を入力する"]


ECHO = {
    "ProcessingResultStatus": "1",
    "QualificationConfirmSearchInfo": {
        "InsurerNumber": "  139998",
        "InsuredIdentificationNumber": "77",
        "InsuredBranchNumber": "03",
    },
}


def test_of_the_day_s_list_the_echo_of_the_numbers_is_shown() -> None:
    found = answered(method=Method.NUMBERS, verdict=V.NOT_FOUND, records=(), body=ECHO).result

    page = staff_view(desk(opened=stored(found, method=Method.NUMBERS))).page

    assert isinstance(page, Outcome)
    assert facts(page) == {
        "保険者番号": "13 9998",
        "記号": "（空欄）",
        "番号": "77",
        "枝番": "03",
        "生年月日": "（空欄）",
    }
    assert facts(page, "right")["枝番"] == "券面の2桁と見比べてください"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (V.INVALID, "番号で確認"),
        (V.INVALID_NEWER_EXISTS, "新しい番号で確認し直す"),
    ],
)
def test_after_an_old_insurance_the_new_numbers_are_next(verdict: Verdict, words: str) -> None:
    view = by_numbers(verdict, LOST)

    (first,) = [each for each in view.buttons if each.is_primary]
    assert (first.act, said(first.words)) == (Act.NUMBERS, words)
    assert "カード" not in said(view.say)


def test_medical_aid_without_a_ticket_is_asked_for_again_after_a_call() -> None:
    view = by_numbers(V.VALID_NOT_REGISTERED, ADULT)

    assert [(each.act, said(each.words)) for each in view.buttons] == [
        (Act.NUMBERS, "もう一度照会する"),
        (Act.NEXT, "次の患者"),
    ]


def test_an_answer_that_cannot_be_used_can_be_asked_for_otherwise() -> None:
    view = by_numbers(V.UNKNOWN, ADULT)

    assert [each.act for each in view.buttons] == [Act.NUMBERS, Act.NEXT]


def test_a_lost_insurance_begins_its_ladder_with_the_numbers() -> None:
    view = outcome(answered(LOST, verdict=V.INVALID))

    assert [rung.act for rung in view.ladder] == [Act.NUMBERS, None, None, None]
    assert [each.act for each in view.buttons] == [Act.NEXT, Act.NUMBERS]


def test_a_branch_that_nobody_typed_is_pointed_out() -> None:
    state = answered(ADULT, method=Method.NUMBERS)
    silent, typed = outcome(asked_with(state, branch=None)), outcome(state)

    assert ["枝番は 01 です（入力なし）"] == [said(each.line) for each in silent.notes]
    assert typed.notes == ()


# ── several people ────────────────────────────────────────────────────────────────────────────
def test_of_several_people_nobody_is_chosen_by_itself() -> None:
    view = outcome(several())

    assert [said(each.title) for each in view.candidates] == [
        "枝番 01　ヤマダ　ハナコ",
        "枝番 02　ヤマダ　ウメコ",
    ]
    assert view.candidates[1].detail is not None
    assert said(view.candidates[1].detail) == "山田　梅子　1985年4月12日（昭和60年）　女　本人"
    assert (view.marked, view.left, view.right, view.picture) == (None, (), (), None)
    assert [each.act for each in view.buttons] == [Act.NEXT, Act.NUMBERS]
    assert not any(each.is_primary for each in view.buttons)
    assert codes_of(view) == {"EL06"}


def test_who_is_pointed_at_can_be_asked_for() -> None:
    view = outcome(replace(several(), marked=1))

    assert view.marked == 1
    assert [(each.act, each.key) for each in view.buttons if each.is_primary] == [
        (Act.ASK_CANDIDATE, "Enter")
    ]


def test_somebody_without_a_branch_cannot_be_pointed_at() -> None:
    nameless = {"InsuredBranchNumber": "", "Name": ""}
    found = several()
    found = replace(found, result=replace(found.result, records=(nameless, ADULT)))

    first, second = outcome(found).candidates

    assert (first.can_be_chosen, second.can_be_chosen) == (False, True)
    assert (said(first.title), first.detail) == ("（氏名なし）", None)


def test_in_the_day_s_list_the_people_are_only_looked_at() -> None:
    page = staff_view(desk(opened=stored(several().result, method=Method.NUMBERS))).page

    assert isinstance(page, Outcome)
    assert [each.can_be_chosen for each in page.candidates] == [False, False]


def test_an_answer_to_a_card_offers_nobody_but_the_numbers() -> None:
    view = outcome(answered(ADULT, ADULT, verdict=V.SEVERAL))

    assert view.candidates == ()
    assert [each.act for each in view.buttons if each.is_primary] == [Act.NUMBERS]


# ── a service that takes no cards ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize("lies", [False, True])
def test_where_the_service_takes_no_cards_the_desk_says_so_first(lies: bool) -> None:
    view = staff_view(desk(takes_cards=False, card_lies=lies, reader=ReaderHealth.MISSING))

    assert isinstance(view.page, Prompt)
    assert said(view.page.headline) == "番号で確認してください"
    assert view.page.picture is (Picture.TAKE_CARD if lies else Picture.ASKING)
    assert [(each.act, each.is_primary) for each in view.page.buttons] == [(Act.NUMBERS, True)]
    assert [each.key for each in view.footer] == ["F3"]


def test_where_the_service_takes_no_cards_the_patient_is_asked_for_none() -> None:
    free = patient_view(desk(takes_cards=False))
    lying = patient_view(desk(takes_cards=False, card_lies=True))

    assert (free.screen, lying.screen) == (PatientScreen.WELCOME, PatientScreen.TAKE_CARD)
    assert "カード" not in said(free.headline)


@pytest.mark.parametrize(
    ("changes", "screen"),
    [
        ({}, PatientScreen.WAIT),
        ({"card_lies": True, "left_over": True}, PatientScreen.TAKE_CARD),
    ],
)
def test_while_numbers_are_typed_the_patient_waits(
    changes: dict[str, Any], screen: PatientScreen
) -> None:
    assert patient_view(desk(AskingNumbers(BY_NUMBERS), **changes)).screen is screen


def test_where_a_reader_is_missing_the_numbers_are_still_there() -> None:
    view = staff_view(desk(reader=ReaderHealth.MISSING))

    assert [each.act for each in view.page.buttons] == [Act.NUMBERS]
    ended = staff_view(desk(answered(), reader=ReaderHealth.MISSING))
    assert [each.key for each in ended.footer] == ["F3", "F9"]
