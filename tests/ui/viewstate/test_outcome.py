"""An answer on the screen: the band, what stands beside it, what to say, what to press."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support import answers
from support.desk import EXPECTED, asks
from support.viewstates import (
    ADULT,
    LOST,
    NOW,
    answered,
    desk,
    outcome,
    said,
    stored,
    text_of_view,
)

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.desk import HandoverNow
from reception_app.domain.eligibility import Method, Record, ServiceMessage, Verdict
from reception_app.domain.errors import StoreFull, TargetMissing, TargetRefused
from reception_app.domain.person import ExpectedPerson, expected_person
from reception_app.domain.record import Handover, HandoverState
from reception_app.domain.session.states import Answered
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act, Band, Outcome, Shape, Tone

V, H = Verdict, HandoverState
SPECIAL: Record = {**ADULT, "InsuredCardClassification": "05"}
AID: Record = {
    **ADULT,
    "InsuredCardClassification": "A1",
    "InsurerNumber": "12139994",
    "InsurerName": "架空市福祉事務所",
}

NOT_REGISTERED_YET = (
    "新しい保険の登録がまだのようです。"
    "〈資格情報のお知らせ〉か、スマートフォンのマイナポータルはお持ちでしょうか。"
)


def page(state: Answered | None = None, **changes: Any) -> Outcome:
    return outcome(staff_view(desk(state or answered(), **changes)))


def look(band: Band) -> tuple[Tone, Shape, str, str]:
    return band.tone, band.shape, said(band.headline), said(band.sub)


def notes(view: Outcome) -> dict[str, str]:
    return {each.code: said(each.line) for each in view.notes}


def presses(view: Outcome) -> list[Act]:
    return [each.act for each in view.buttons]


def primary(view: Outcome) -> list[Act]:
    return [each.act for each in view.buttons if each.is_primary]


# ── the band ──────────────────────────────────────────────────────────────────────────────────
def test_a_valid_answer_is_a_green_circle_with_the_share() -> None:
    band = page().band

    assert look(band) == (Tone.GOOD, Shape.CIRCLE, "有効", "")
    assert (said(band.burden), said(band.burden_how)) == ("3割", "一般（就学後・70歳未満）")


@pytest.mark.parametrize(
    ("changes", "record", "expected", "code"),
    [
        (
            {"verdict": V.INVALID},
            LOST,
            (
                Tone.BAD,
                Shape.CROSS,
                "資格を喪失しています",
                "2026年10月31日（令和8年）　見本健康保険組合　理由：医療保険等の資格取得",
            ),
            "EL03",
        ),
        (
            {"verdict": V.INVALID_NEWER_EXISTS},
            LOST,
            (
                Tone.WARN,
                Shape.NEWER,
                "古い資格です。新しい資格があります",
                "もう一度カードで確認するか、新しい資格の書類を確認してください",
            ),
            "EL04",
        ),
        (
            {"verdict": V.VALID_NOT_REGISTERED},
            AID,
            (
                Tone.WARN,
                Shape.TRIANGLE,
                "有効（医療券は未登録）",
                "受給資格はありますが医療券が未登録です。福祉事務所へ確認してください",
            ),
            "EL07",
        ),
        (
            {"verdict": V.UNKNOWN, "verdict_code": "7"},
            ADULT,
            (Tone.WARN, Shape.WARNING, "確認できませんでした", "資格有効性：コード値 7（不明）"),
            "",
        ),
        (
            {"verdict": V.UNKNOWN, "verdict_code": " "},
            ADULT,
            (Tone.WARN, Shape.WARNING, "確認できませんでした", "資格有効性のない回答です"),
            "",
        ),
        (
            {"verdict": None, "header": {"SegmentOfResult": "9"}},
            ADULT,
            (
                Tone.WARN,
                Shape.WARNING,
                "確認できませんでした",
                "受け付けられない内容でした。コード〈9/1〉",
            ),
            "BK07",
        ),
        (
            {"verdict": None},
            ADULT,
            (Tone.WARN, Shape.WARNING, "確認できませんでした", ""),
            "BK07",
        ),
    ],
)
def test_every_verdict_has_its_shape_word_and_colour(
    changes: dict[str, Any], record: Record, expected: tuple[Tone, Shape, str, str], code: str
) -> None:
    view = page(answered(record, **changes))

    assert look(view.band) == expected
    assert view.code == code
    assert view.band.burden is None


@pytest.mark.parametrize(
    ("verdict", "method", "shape", "sub", "code"),
    [
        (
            V.NOT_FOUND,
            Method.PIN,
            Shape.QUESTION,
            "資格情報が登録されていません。手続き中の可能性があります（登録は届出から最大10日ほど）",
            "EL05",
        ),
        (
            V.SEVERAL,
            Method.PIN,
            Shape.SEVERAL,
            "枝番または氏名を確認し、番号で照会してください",
            "EL06",
        ),
        (
            V.VALID,
            Method.PIN,
            Shape.WARNING,
            "有効という回答ですが、資格の内容が届いていません",
            "",
        ),
        (V.INVALID, Method.PIN, Shape.CROSS, "", "EL03"),
    ],
)
def test_an_answer_without_a_record_says_what_it_means(
    verdict: Verdict, method: Method, shape: Shape, sub: str, code: str
) -> None:
    view = page(answered(method=method, verdict=verdict, records=()))

    assert (view.band.shape, said(view.band.sub), view.code) == (shape, sub, code)
    assert (view.left, view.right) == ((), ())


@pytest.mark.parametrize("verdict", [V.INVALID, V.NOT_FOUND])
def test_where_there_is_no_insurance_the_ladder_stands_in_place_of_the_facts(
    verdict: Verdict,
) -> None:
    view = page(answered(LOST, verdict=verdict))

    assert said(view.ladder_heading) == "窓口負担を10割にする前に、次の方法を確認してください"
    assert [rung.is_first for rung in view.ladder] == [True, False, False, False]
    assert (view.left, view.right) == ((), ())
    assert (said(view.band.who), said(view.band.who_born)) == (
        "山田　花子",
        "1985年4月12日（昭和60年）",
    )


def test_a_death_is_told_in_small_letters_only() -> None:
    view = page(answered({**LOST, "ReasonOfLoss": "01"}, verdict=V.INVALID))

    assert "死亡" not in said(view.band.sub)
    assert [(each.tone, said(each.line)) for each in view.notes] == [
        (Tone.NEUTRAL, "喪失事由：死亡　ご本人を確認し、保険者へ問い合わせてください")
    ]
    assert view.say is None


# ── beside a valid answer ─────────────────────────────────────────────────────────────────────
def test_special_medical_care_is_a_stripe_of_its_own() -> None:
    view = page(answered(SPECIAL))

    assert view.band.tone is Tone.GOOD
    assert said(view.band.burden) == "10割"
    assert [(each.tone, each.code) for each in view.notes] == [(Tone.BAD, "EL11")]
    assert view.say is None  # explained in private


def test_a_minor_is_not_charged_the_whole_cost_without_a_call() -> None:
    view = page(answered({**SPECIAL, "Birthdate": "20150505"}))

    assert view.band.burden is None
    assert "18歳の年度末までの方です" in notes(view)["EL11"]


@pytest.mark.parametrize(
    "dates",
    [
        {"QualificationDate": "20261123"},
        {"InsuredCardValidDate": "20261123"},
        {"DisqualificationDate": "20261121"},
        {"InsuredCardExpirationDate": "20261121"},
    ],
)
def test_a_valid_answer_whose_dates_contradict_the_day_says_no_share(dates: Record) -> None:
    view = page(answered({**ADULT, **dates}))

    assert look(view.band) == (Tone.GOOD, Shape.CIRCLE, "有効", "")
    assert [(each.tone, said(each.line)) for each in view.notes] == [
        (Tone.WARN, "資格の期間が資格確認日と合いません。保険者へ確認してください")
    ]
    assert view.band.burden is None
    assert said(view.say) == "山田様、保険の確認ができました。"


def test_dates_that_were_left_out_contradict_nothing() -> None:
    view = page(answered({**ADULT, "DisqualificationDate": "00000000", "QualificationDate": ""}))

    assert notes(view) == {}
    assert said(view.band.burden) == "3割"


def test_two_insurances_are_told() -> None:
    view = page(answered(ADULT, {**ADULT, "InsurerNumber": "139998"}))

    assert "EL15" in notes(view)
    assert [said(group.heading) for group in view.left] == ["本人", "保険 1", "保険 2"]
    assert said(view.band.burden) == "3割"


def test_insurance_with_medical_aid_is_not_two_insurances() -> None:
    view = page(answered(ADULT, AID))

    assert notes(view) == {}
    assert [said(group.heading) for group in view.left] == ["本人", "保険", "医療扶助"]
    assert view.band.burden is None
    assert said(view.say) == "山田様、保険の確認ができました。"


def test_records_of_two_people_are_never_said_to_be_one() -> None:
    view = page(answered(ADULT, {**ADULT, "Birthdate": "19770403"}))

    assert any(each.tone is Tone.BAD for each in view.notes)
    assert view.say is None


def test_a_share_that_contradicts_the_limit_is_told() -> None:
    late: Record = {
        **ADULT,
        "InsurerNumber": "39139993",
        "InsuredPartialContributionRatio": "020",
        "LimitApplicationCertificateRelatedInfo": {
            "LimitApplicationCertificateClassificationFlag": "B03"
        },
    }

    assert "EL12" in notes(page(answered(late)))
    assert "EL12" not in notes(page(answered({**late, "InsuredPartialContributionRatio": "030"})))


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("19561115", "来月、負担割合が変わる見込みです（70歳）"),
        ("19511130", "今月、負担割合が変わる見込みです（75歳）"),
        ("19850412", ""),
    ],
)
def test_an_age_at_which_the_share_changes_is_told_ahead(born: str, words: str) -> None:
    view = page(answered({**ADULT, "Birthdate": born}))

    assert notes(view).get("EL14", "") == words


def test_what_the_service_adds_is_shown_as_its_own_words() -> None:
    view = page(
        answered(messages=(ServiceMessage("ZZZA0001I", "お知らせ"), ServiceMessage("", "")))
    )

    assert [said(each.line) for each in view.notes] == [
        "資格確認サービスから：お知らせ　ZZZA0001I",
        "資格確認サービスから：",
    ]


def test_a_forgotten_card_is_told_after_ten_seconds() -> None:
    early, late = (page(card_lies=True, left_over=True, waited_s=s) for s in (9, 10))

    assert "CD09" not in notes(early)
    assert notes(late)["CD09"] == "カードをお取りください。"


def test_an_answer_that_could_not_be_saved_stays_under_a_banner() -> None:
    view = staff_view(desk(replace(answered(), saved=False, trouble=StoreFull())))

    assert view.banner is not None
    assert (view.banner.tone, view.banner.code) == (Tone.BAD, "ST02")
    assert outcome(view).band.tone is Tone.GOOD
    assert view.has_patient


# ── what to say ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("verdict", "record", "words"),
    [
        (V.VALID, ADULT, "山田様、保険の確認ができました。窓口のご負担は3割です。"),
        (
            V.VALID,
            {**ADULT, "Name": "", "NameKana": ""},
            "保険の確認ができました。窓口のご負担は3割です。",
        ),
        (
            V.INVALID,
            LOST,
            NOT_REGISTERED_YET,
        ),
        (V.INVALID, {**LOST, "ReasonOfLoss": "02"}, ""),
        (
            V.NOT_FOUND,
            {},
            NOT_REGISTERED_YET,
        ),
        (
            V.INVALID_NEWER_EXISTS,
            LOST,
            "新しい保険があるようです。もう一度カードを確認させていただけますか。",
        ),
        (V.UNKNOWN, ADULT, "確認に時間がかかっています。少々お待ちください。"),
        (None, ADULT, "確認に時間がかかっています。少々お待ちください。"),
    ],
)
def test_staff_has_a_soft_sentence(verdict: Verdict | None, record: Record, words: str) -> None:
    assert said(page(answered(record, verdict=verdict)).say) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CertificateState.EXPIRING, "カードの更新時期が近づいています。"),
        (CertificateState.GRACE, "カードの更新時期を過ぎています。"),
    ],
)
def test_the_renewal_is_mentioned(state: CertificateState, words: str) -> None:
    kept = stored(certificate_state=state, not_after=datetime(2027, 1, 2, 14, 59, 59, tzinfo=UTC))

    view = outcome(staff_view(desk(opened=kept)))

    assert said(view.say).endswith(f"{words}市区町村の窓口で手続きをお願いいたします。")


# ── the foot ──────────────────────────────────────────────────────────────────────────────────
def test_the_foot_says_when_how_by_whom_and_how_long() -> None:
    assert said(page(measured_ms=812).foot) == "9:05　カード・暗証番号　担当 sato　応答 0.8秒"


@pytest.mark.parametrize(
    ("handover", "words"),
    [
        (None, ""),
        (HandoverNow(H.OFF), ""),
        (HandoverNow(H.WAITING, is_asked=True), "　レセコンへ引き渡しています"),
        (HandoverNow(H.WAITING), "　レセコンへの引渡し待ち"),
        (HandoverNow(H.PREPARED), "　レセコンへの引渡し待ち"),
        (HandoverNow(H.DELIVERED), "　レセコンへ引き渡しました"),
        (HandoverNow(H.HELD), "　レセコンへの引渡し保留"),
        (HandoverNow(H.FAILED), ""),
        (HandoverNow(H.FAILED, error=TargetMissing()), ""),
    ],
)
def test_the_foot_says_how_the_hand_over_stands(handover: HandoverNow | None, words: str) -> None:
    foot = said(page(handover=handover).foot)

    assert foot == f"9:05　カード・暗証番号　担当 sato{words}"


def test_the_foot_says_that_an_answer_was_left_lying() -> None:
    lying: dict[str, Any] = {"left_lying": frozenset({asks().check_id})}
    now, before = page(handover=HandoverNow(H.DELIVERED), **lying), page(opened=stored(), **lying)

    assert said(now.foot).endswith("　レセコンがまだ受け取っていません")
    assert said(before.foot).endswith("　レセコンがまだ受け取っていません")


@pytest.mark.parametrize("error", [TargetMissing(), TargetRefused("HO06")])
def test_a_failed_hand_over_is_a_note_with_its_code(error: TargetMissing | TargetRefused) -> None:
    view = page(handover=HandoverNow(H.FAILED, error=error))

    assert error.code in notes(view)
    assert presses(view) == [Act.HAND_OVER, Act.NEXT]
    assert primary(view) == [Act.NEXT]  # it is tried again by itself


# ── what to press ─────────────────────────────────────────────────────────────────────────────
def test_after_an_answer_the_next_patient_comes() -> None:
    view = staff_view(desk(answered(), handover=HandoverNow(H.DELIVERED)))

    assert primary(outcome(view)) == [Act.NEXT]
    assert [each.key for each in view.footer] == ["F1", "F2", "F3", "F9"]


def test_a_valid_answer_that_waits_for_confirmation_is_handed_over_first() -> None:
    view = staff_view(desk(answered(), handover=HandoverNow(H.WAITING)))

    assert presses(outcome(view)) == [Act.NEXT, Act.HAND_OVER]
    assert primary(outcome(view)) == [Act.HAND_OVER]
    assert [each.key for each in view.footer] == ["F1", "F2", "F3", "F8", "F9"]


def test_an_invalid_answer_may_be_handed_over_but_is_not_pressed_for() -> None:
    view = page(answered(LOST, verdict=V.INVALID), handover=HandoverNow(H.WAITING))

    assert presses(view) == [Act.HAND_OVER, Act.NEXT, Act.NUMBERS]
    assert primary(view) == [Act.NUMBERS]


@pytest.mark.parametrize(
    ("method", "act"),
    [(Method.PIN, Act.PIN), (Method.VISUAL, Act.VISUAL), (Method.NUMBERS, Act.NUMBERS)],
)
def test_a_newer_insurance_is_asked_for_again(method: Method, act: Act) -> None:
    view = page(answered(LOST, method=method, verdict=V.INVALID_NEWER_EXISTS))

    assert primary(view) == [act]


def test_a_card_of_somebody_else_holds_the_hand_over() -> None:
    state = answered()
    request = replace(state.asking.request, expected=EXPECTED)
    other = replace(state, asking=replace(state.asking, request=request), is_other_person=True)

    view = page(other, handover=HandoverNow(H.HELD))

    words = "開いている患者（試験　太郎）とカードの方（山田　花子）が違います"
    assert [(each.tone, each.code, said(each.line)) for each in view.notes] == [
        (Tone.BAD, "EL09", words)
    ]
    assert presses(view) == [Act.ALLOW_OTHER_PERSON, Act.NEXT]
    assert primary(view) == [Act.NEXT]
    assert said(view.buttons[0].twice) == "もう一度押すと、この方で引き渡します"
    assert view.say is None


def test_another_person_s_insurance_is_not_green() -> None:
    other = replace(answered(), is_other_person=True)

    assert look(page(other).band)[:3] == (Tone.WARN, Shape.WARNING, "有効")


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (None, "確認しようとした患者と回答の方が違います"),
        (EXPECTED, "開いている患者（試験　太郎）と回答の方（山田　花子）が違います"),
        (expected_person(ADULT), "確認しようとした患者と回答の方が違います"),
    ],
)
def test_an_answer_to_other_numbers_speaks_of_no_card(
    expected: ExpectedPerson | None, words: str
) -> None:
    state = answered(method=Method.NUMBERS)
    request = replace(state.asking.request, expected=expected)
    other = replace(state, asking=replace(state.asking, request=request), is_other_person=True)

    assert notes(page(other, handover=HandoverNow(H.HELD)))["EL09"].startswith(words)


def test_a_held_answer_of_which_nothing_can_be_told_is_not_green_until_staff_lets_it_go() -> None:
    held = outcome(staff_view(desk(opened=stored(handover=Handover(H.HELD)), hands_over=True)))
    let_go = outcome(staff_view(desk(opened=stored(handover=Handover(H.DELIVERED)))))

    assert look(held.band)[:2] == (Tone.WARN, Shape.WARNING)
    assert notes(held)["EL09"].startswith("問い合わせた方の回答かどうかを確かめられません")
    assert held.say is None
    assert look(let_go.band)[:2] == (Tone.GOOD, Shape.CIRCLE)
    assert "EL09" not in notes(let_go)


def test_nor_is_one_where_nothing_is_handed_over() -> None:
    untold = stored(handover=Handover(H.OFF), is_in_doubt=True)

    view = outcome(staff_view(desk(opened=untold)))

    assert look(view.band)[:2] == (Tone.WARN, Shape.WARNING)
    assert notes(view)["EL09"].startswith("問い合わせた方の回答かどうかを確かめられません")
    assert view.say is None


def test_while_the_hand_over_is_allowed_it_is_not_offered_again() -> None:
    held = page(handover=HandoverNow(H.HELD, is_asked=True))

    assert presses(held) == [Act.NEXT]


# ── a check of the day's list ─────────────────────────────────────────────────────────────────
def test_an_opened_check_looks_like_its_answer_and_can_be_closed() -> None:
    view = staff_view(desk(opened=stored(), hands_over=True))

    assert look(outcome(view).band)[:3] == (Tone.GOOD, Shape.CIRCLE, "有効")
    assert presses(outcome(view)) == [Act.RECHECK, Act.CLOSE_OPENED]
    assert primary(outcome(view)) == [Act.CLOSE_OPENED]
    assert [each.key for each in view.footer] == ["Esc", "F1", "F2", "F3"]
    assert "9:05の確認を表示しています" in text_of_view(view.page)
    assert "担当 鈴木" in said(outcome(view).foot)


@pytest.mark.parametrize(
    ("handover", "act"),
    [
        (Handover(H.HELD), Act.ALLOW_OTHER_PERSON),
        (Handover(H.FAILED, failure_code="HO03"), Act.HAND_OVER),
    ],
)
def test_what_could_not_be_handed_over_can_be_from_the_list(handover: Handover, act: Act) -> None:
    kept = stored(handover=handover, is_other_person=handover.state is H.HELD)

    view = outcome(staff_view(desk(opened=kept, hands_over=True)))

    assert presses(view) == [act, Act.RECHECK, Act.CLOSE_OPENED]


@pytest.mark.parametrize("state", [H.WAITING, H.PREPARED])
def test_what_waits_for_confirmation_is_handed_over_first_from_the_list_too(
    state: HandoverState,
) -> None:
    kept = stored(handover=Handover(state))

    view = staff_view(desk(opened=kept, hands_over=True, needs_confirmation=True))

    assert presses(outcome(view)) == [Act.RECHECK, Act.CLOSE_OPENED, Act.HAND_OVER]
    assert primary(outcome(view)) == [Act.HAND_OVER]
    assert "F8" in [each.key for each in view.footer]


def test_an_invalid_answer_of_the_list_is_not_pressed_for_either() -> None:
    lost = answers.result(messages=(), records=(LOST,), verdict=V.INVALID)
    kept = stored(lost, Handover(H.WAITING))

    view = outcome(staff_view(desk(opened=kept, hands_over=True, needs_confirmation=True)))

    assert presses(view) == [Act.HAND_OVER, Act.RECHECK, Act.CLOSE_OPENED]
    assert primary(view) == [Act.CLOSE_OPENED]


def test_an_opened_check_has_what_a_call_centre_asks_for() -> None:
    header, body = {"ArbitraryFileIdentifier": "202611220001"}, {"ProcessingResultCode": "A01"}
    result = answers.result(1, messages=(), records=(ADULT,), header=header, body=body)

    opened = outcome(staff_view(desk(opened=stored(result))))
    plain = outcome(staff_view(desk(opened=stored(replace(result, header={}, body={})))))

    technical = opened.right[-1]
    assert [(said(each.label), each.copies) for each in technical.fields] == [
        ("照会の識別子", "202611220001"),
        ("処理結果コード", "A01"),
    ]
    assert said(plain.right[-1].heading) != said(technical.heading)


def test_a_check_of_an_earlier_day_says_its_day() -> None:
    tomorrow = replace(desk(opened=stored()), now=NOW + timedelta(days=1))

    view = text_of_view(staff_view(tomorrow).page)

    assert "11月22日 9:05の確認を表示しています" in view


def test_a_desk_that_hands_nothing_over_offers_none_of_it() -> None:
    kept = stored(handover=Handover(H.WAITING))

    view = outcome(staff_view(desk(opened=kept, hands_over=False)))

    assert presses(view) == [Act.RECHECK, Act.CLOSE_OPENED]


def test_a_stored_check_of_somebody_else_says_so_without_the_name_that_was_expected() -> None:
    view = outcome(staff_view(desk(opened=stored(is_other_person=True))))

    assert notes(view)["EL09"].startswith("確認しようとした患者とカードの方が違います")


def test_an_opened_failure_shows_its_code() -> None:
    kept = stored(handover=Handover(H.FAILED, failure_code="HO06"))

    assert "HO06" in notes(outcome(staff_view(desk(opened=kept))))
