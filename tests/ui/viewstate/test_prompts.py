"""What staff is asked to do at each step (front-desk.md A.2, A.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from support.answers import AT
from support.desk import EXPECTED, VISUAL, asks, card, challenge, check_id, digits
from support.viewstates import asking, desk, fact, outcome, prompt, said, stored, text_of_view

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.desk import DeskNow, Phase, ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import Method, Visual
from reception_app.domain.errors import (
    BackendUnavailable,
    LinkDown,
    LinkTimeout,
    PinRejected,
    ReceptionError,
)
from reception_app.domain.session.states import (
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Idle,
    Opening,
    PatientCall,
    Signing,
    State,
)
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act, Picture, Prompt, Tone

LYING = frozenset({check_id(1)})
BY_EYE = asks(Method.VISUAL)
END = datetime(2027, 1, 15, 14, 59, 59, tzinfo=UTC)


def page(session: State | None = None, **changes: Any) -> Prompt:
    return prompt(staff_view(desk(session, **changes)))


def presses(session: State, **changes: Any) -> dict[str, Act]:
    return {each.key: each.act for each in page(session, **changes).buttons}


def primary(session: State | None = None, **changes: Any) -> list[Act]:
    return [each.act for each in page(session, **changes).buttons if each.is_primary]


def footer(session: State | None = None, **changes: Any) -> list[str]:
    return [each.key for each in staff_view(desk(session, **changes)).footer]


def notes(view: Prompt) -> list[tuple[str, str]]:
    return [(each.code, said(each.line)) for each in view.notes]


# ── before and after the day ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("phase", "words"), [(Phase.STARTING, "起動しています"), (Phase.STOPPING, "終了しています")]
)
def test_a_program_that_starts_or_ends_offers_nothing(phase: Phase, words: str) -> None:
    view = page(phase=phase)

    assert (said(view.headline), view.is_busy, view.buttons) == (words, True, ())
    assert footer(phase=phase) == []


# ── waiting ───────────────────────────────────────────────────────────────────────────────────
def test_an_idle_desk_says_the_one_thing_that_matters() -> None:
    view = page()

    assert said(view.headline) == "カードを置いていただいてください"
    assert said(view.detail) == "カードはお預かりせず、患者さんご自身に置いていただきます"
    assert {each.key: said(each.words) for each in view.buttons} == {
        "F1": "暗証番号で確認",
        "F2": "目視で確認",
        "F3": "番号で確認",
    }
    assert footer() == ["F1", "F2", "F3"]


@pytest.mark.parametrize(("method", "act"), [(Method.PIN, Act.PIN), (Method.VISUAL, Act.VISUAL)])
def test_the_default_method_is_the_primary_press(method: Method, act: Act) -> None:
    assert primary(default_method=method) == [act]


def test_a_card_that_was_left_is_returned_first() -> None:
    view = page(card_lies=True, left_over=True)

    assert (view.code, view.picture) == ("CD06", Picture.TAKE_CARD)
    assert "前の患者さんのカードが残っています" in said(view.headline)


def test_a_card_that_was_left_is_returned_before_the_next_check_goes_on() -> None:
    assert page(AwaitingCard(asks()), card_lies=True, left_over=True).code == "CD06"


@pytest.mark.parametrize("session", [Idle(), AwaitingCard(asks())])
def test_a_missing_reader_is_the_thing_to_mend(session: State) -> None:
    view = page(session, reader=ReaderHealth.MISSING)

    assert (view.code, view.picture) == ("RD01", Picture.READER_MISSING)
    assert "差し直すと自動で再開します" in text_of_view(view)
    assert "F1" not in footer(session, reader=ReaderHealth.MISSING)


@pytest.mark.parametrize("session", [Idle(), AwaitingCard(asks())])
def test_a_stopped_service_can_be_started(session: State) -> None:
    view = page(session, reader=ReaderHealth.SERVICE_DOWN)

    assert view.code == "RD04"
    assert primary(session, reader=ReaderHealth.SERVICE_DOWN) == [Act.RESTART_SERVICE]


# ── the visual check ──────────────────────────────────────────────────────────────────────────
def test_the_visual_check_has_the_words_of_the_front_desk() -> None:
    view = page(AskingWitness(BY_EYE, card_in=False))

    assert (
        f"{said(view.headline)}。{said(view.detail)}"
        == "カードの顔写真と患者さんご本人を見比べてください。カードはお預かりしないでください"
    )
    assert {each.key: said(each.words) for each in view.buttons} == {
        "Enter": "同じ方です",
        "Esc": "確認できません",
    }
    assert primary(AskingWitness(BY_EYE, card_in=False)) == [Act.SAME_PERSON]
    assert footer(AskingWitness(BY_EYE, card_in=False)) == ["Esc", "F1", "F3", "F9", "Enter"]


def test_nobody_can_say_that_it_is_the_same_person_before_somebody_sits_down() -> None:
    view = page(AskingWitness(BY_EYE, card_in=False), operator="")

    assert notes(view) == [("VS02", "先に、画面の右上で担当者を選んでください")]
    assert presses(AskingWitness(BY_EYE, card_in=False), operator="") == {"Esc": Act.CANCEL}


def test_while_the_witness_is_written_down_nothing_is_decided() -> None:
    state = AskingWitness(BY_EYE, card_in=True, recording=Visual("sato", AT))

    assert page(state).is_busy
    assert presses(state) == {"Esc": Act.CANCEL}
    assert footer(state) == ["Esc"]


def test_after_the_witness_the_card_is_awaited() -> None:
    view = page(AwaitingCard(BY_EYE, VISUAL))

    assert said(view.detail) == "目視で確認しました。確認したカードを置いていただきます"
    assert presses(AwaitingCard(BY_EYE, VISUAL)) == {"Esc": Act.CANCEL, "F1": Act.PIN}


def test_before_the_card_comes_the_method_can_be_changed() -> None:
    assert presses(AwaitingCard(asks())) == {"Esc": Act.CANCEL, "F2": Act.VISUAL}


@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL])
def test_after_20_seconds_without_a_card_staff_is_told_why(method: Method) -> None:
    early, late = (page(AwaitingCard(asks(method)), waited_s=s) for s in (19, 20))

    assert early.code == ""
    assert (late.code, said(late.headline)) == ("CD10", "カードが置かれていません")
    assert "ケースから出して" in said(late.detail)


# ── the card lies there ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("waited_s", "detail"),
    [
        (0, "カードは置いたままにしてください"),
        (1, "カードを読み取っています。カードは置いたままにしてください"),
        (5, "時間がかかっています。カードは置いたままにしてください"),
    ],
)
def test_reading_a_card_says_how_it_goes(waited_s: int, detail: str) -> None:
    view = page(Opening(asks()), waited_s=waited_s)

    assert said(view.headline) == "カードを確認しました"
    assert (said(view.detail), view.is_busy) == (detail, True)
    assert presses(Opening(asks())) == {"Esc": Act.CANCEL}


def test_the_card_of_a_visual_check_is_read_at_the_third_step() -> None:
    steps = page(Opening(BY_EYE, VISUAL)).steps

    assert steps is not None
    assert steps.at == 2


# ── the PIN ───────────────────────────────────────────────────────────────────────────────────
def test_staff_sees_that_the_patient_types_and_nothing_else() -> None:
    view = page(AskingPin(asks(), card()))

    assert (said(view.headline), view.detail, view.notes) == (
        "患者さんが入力しています…",
        None,
        (),
    )
    assert presses(AskingPin(asks(), card())) == {"Esc": Act.CANCEL, "F2": Act.VISUAL}
    assert primary(AskingPin(asks(), card())) == []


def test_a_wrong_pin_says_how_many_tries_are_left() -> None:
    view = page(AskingPin(asks(), card(attempts_left=2), rejected=PinRejected(2)))

    assert notes(view) == [("PN01", "暗証番号が違います。あと2回入力できます。")]


def test_the_tries_left_are_told_where_nothing_else_tells_them() -> None:
    assert notes(page(AskingPin(asks(), card(attempts_left=2)))) == [("", "暗証番号の残り 2回")]


def test_a_card_that_only_says_wrong_is_counted_by_what_it_said_before() -> None:
    view = page(AskingPin(asks(), card(attempts_left=2), rejected=PinRejected(None)))

    assert notes(view)[0][1] == "暗証番号が違います。あと2回入力できます。"


def test_a_card_that_says_nothing_of_its_counter_is_not_guessed() -> None:
    view = page(AskingPin(asks(), card(attempts_left=None), rejected=PinRejected(None)))

    assert notes(view) == [("PN01", "暗証番号が違います。")]


@pytest.mark.parametrize(("rejected", "code"), [(None, "PN07"), (PinRejected(1), "PN02")])
def test_before_the_last_try_the_visual_check_is_the_default(
    rejected: PinRejected | None, code: str
) -> None:
    state = AskingPin(asks(), card(attempts_left=1), rejected=rejected)
    view = page(state)

    assert (view.code, said(view.headline)) == (code, "目視確認をおすすめします")
    assert notes(view) == []  # the line below the headline tells how many tries are left
    assert primary(state) == [Act.VISUAL]


def test_the_last_try_needs_a_second_press() -> None:
    view = page(AskingPin(asks(), card(attempts_left=1)))
    last = next(each for each in view.buttons if each.act is Act.LAST_TRY)

    assert (last.key, last.is_primary) == ("", False)
    assert said(last.twice) == "もう一度押すと、最後の1回を入力できます"


def test_while_the_last_try_is_typed_the_visual_check_stays_the_default() -> None:
    state = AskingPin(
        asks(), card(attempts_left=1), last_try_confirmed=True, rejected=PinRejected(1)
    )

    assert said(page(state).headline) == "患者さんが入力しています…"
    assert "PN02" in dict(notes(page(state)))
    assert primary(state) == [Act.VISUAL]


@pytest.mark.parametrize(
    ("call", "headline"),
    [
        (PatientCall.UNKNOWN, "目視確認に切り替えてください"),
        (PatientCall.STOPPED, "患者さんが入力をやめました"),
    ],
)
def test_a_patient_who_calls_brings_staff(call: PatientCall, headline: str) -> None:
    state = AskingPin(asks(), card(), called=call)
    view = page(state)

    assert (said(view.headline), view.picture) == (headline, Picture.CALL_STAFF)
    assert presses(state) == {"Esc": Act.CANCEL, "F1": Act.PIN, "F2": Act.VISUAL}
    assert primary(state) == [Act.VISUAL]


def test_the_pin_is_never_asked_for_aloud() -> None:
    view = page(AskingPin(asks(), card(), called=PatientCall.UNKNOWN))

    assert "番号をお聞きしたり、代わりに入力したりしないでください" in said(view.detail)


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        (
            CertificateState.EXPIRING,
            "CT01",
            "電子証明書の有効期限は2027年1月15日です（あと54日）。更新のご案内をお渡しください",
        ),
        (
            CertificateState.GRACE,
            "CT02",
            "電子証明書の有効期限が切れています。資格情報のみ確認できます（2027年4月30日まで）",
        ),
    ],
)
def test_the_certificate_is_spoken_of_while_the_patient_types(
    state: CertificateState, code: str, words: str
) -> None:
    seen = card(certificate_state=state, not_after=END)

    for session in (
        AskingPin(asks(), seen),
        AwaitingChallenge(asks(), seen, digits()[0]),
        Signing(asks(), seen, challenge()),
    ):
        assert (code, words) in notes(page(session))


def test_a_certificate_without_an_end_is_not_spoken_of() -> None:
    seen = card(certificate_state=CertificateState.EXPIRING, not_after=None)

    assert page(AskingPin(asks(), seen)).notes == ()


def test_after_the_typing_the_card_has_to_stay() -> None:
    waiting = AwaitingChallenge(asks(), card(), digits()[0])
    signing = Signing(asks(), card(), challenge())

    assert presses(waiting) == {"Esc": Act.CANCEL, "F2": Act.VISUAL}
    assert presses(signing) == {"Esc": Act.CANCEL}
    for state in (waiting, signing):
        assert "置いたままにしてください" in said(page(state).detail)


# ── the question ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("waited_s", "detail"),
    [
        (0, "約2秒かかります"),
        (1, "資格確認サービスの応答を待っています"),
        (5, "時間がかかっています"),
    ],
)
def test_asking_says_how_it_goes(waited_s: int, detail: str) -> None:
    view = page(AskingBackend(asking()), waited_s=waited_s)

    assert said(view.headline) == "資格を確認しています…"
    assert said(view.detail) == detail
    assert footer(AskingBackend(asking())) == ["Esc", "F1", "F2", "F3"]


def test_while_the_service_is_asked_the_card_may_leave() -> None:
    view = page(AskingBackend(asking()), card_lies=True)

    assert notes(view) == [("", "カードは患者さんにお取りいただけます")]


def test_the_second_question_is_told() -> None:
    view = page(AskingBackend(asking(), attempt=2))

    words = "応答がありませんでした。自動でもう一度確認しています（2回目）"
    assert notes(view) == [("BK01", words)]


def test_a_question_that_is_sent_once_is_not_said_to_be_sent_again() -> None:
    view = page(AskingBackend(asking(), attempt=2), hears_late=True)

    words = "応答がまだありません。引き続き、端末からの結果を待っています"
    assert notes(view) == [("BK01", words)]


# ── somebody is expected ──────────────────────────────────────────────────────────────────────
def test_a_check_of_the_days_list_says_whom_it_is_about() -> None:
    now = desk(AwaitingCard(asks(expected=EXPECTED)))

    assert notes(prompt(staff_view(now))) == [("", "試験　太郎様の確認です")]
    assert staff_view(now).has_patient


def test_somebody_without_a_name_is_not_addressed() -> None:
    nameless = replace(EXPECTED, name="　")

    assert page(AwaitingCard(asks(expected=nameless))).notes == ()


# ── the frame ─────────────────────────────────────────────────────────────────────────────────
def test_the_header_says_where_and_when() -> None:
    view = staff_view(desk())

    assert [said(line) for line in view.place] == ["医療機関コード 1312345678", "窓口1"]
    assert said(view.clock) == "11月22日（日） 9:14"
    assert (view.operator, view.operators) == ("佐藤", ("佐藤", "鈴木"))


@pytest.mark.parametrize(
    ("health", "tone"),
    [
        (ReaderHealth.READY, Tone.GOOD),
        (ReaderHealth.UNKNOWN, Tone.NEUTRAL),
        (ReaderHealth.MISSING, Tone.WARN),
        (ReaderHealth.SERVICE_DOWN, Tone.WARN),
    ],
)
def test_the_first_lamp_is_the_readers(health: ReaderHealth, tone: Tone) -> None:
    lamp = staff_view(desk(reader=health)).lamps[0]

    assert lamp.tone is tone
    assert said(lamp.words).startswith("カードリーダー")


@pytest.mark.parametrize(
    ("health", "tone"),
    [
        (ServiceHealth.READY, Tone.GOOD),
        (ServiceHealth.UNKNOWN, Tone.NEUTRAL),
        (ServiceHealth.TROUBLE, Tone.WARN),
    ],
)
def test_the_second_lamp_is_the_services(health: ServiceHealth, tone: Tone) -> None:
    lamp = staff_view(desk(service=health)).lamps[1]

    assert lamp.tone is tone
    assert said(lamp.words).startswith("資格確認サービス")


def banner(now: DeskNow) -> str:
    note = staff_view(now).banner
    return "" if note is None else note.code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"service": ServiceHealth.TROUBLE, "service_trouble": LinkDown()}, "NW01"),
        (
            {"service": ServiceHealth.TROUBLE, "service_trouble": BackendUnavailable("BK02")},
            "BK02",
        ),
        ({"service": ServiceHealth.TROUBLE}, ""),
        ({"left_lying": LYING}, "HO02"),
        ({"reader": ReaderHealth.MISSING}, ""),
        ({"reader": ReaderHealth.UNPLUGGED, "opened": stored()}, "RD02"),
        ({"reader": ReaderHealth.SERVICE_DOWN, "opened": stored()}, "RD04"),
        (
            {
                "reader": ReaderHealth.UNPLUGGED,
                "opened": stored(),
                "left_lying": LYING,
            },
            "RD02",
        ),
    ],
)
def test_the_banner_says_what_the_page_does_not(changes: dict[str, Any], code: str) -> None:
    assert banner(desk(**changes)) == code


@pytest.mark.parametrize(
    ("lying", "words"),
    [
        ({1}, "（9:05の受付）"),
        ({1, 2, 3}, "（9:05の受付ほか2件）"),
        ({8, 9}, "（2件）"),
    ],
)
def test_the_banner_says_whose_answers_were_left_lying_without_a_name(
    lying: set[int], words: str
) -> None:
    ids = frozenset(map(check_id, lying))

    note = staff_view(desk(left_lying=ids, today=(stored(),))).banner

    assert note is not None
    assert said(note.line).endswith(f"レセコンの画面を確認してください。{words}")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (LinkTimeout(15.0), "応答がありません（15秒）"),
        (BackendUnavailable(retry_after_s=30), "混み合っています"),
    ],
)
def test_the_banner_promises_no_question_that_nobody_asks(
    trouble: ReceptionError, words: str
) -> None:
    note = staff_view(desk(service=ServiceHealth.TROUBLE, service_trouble=trouble)).banner

    assert note is not None
    assert said(note.line) == words


def test_a_reader_that_goes_away_during_a_check_is_told_above_it() -> None:
    assert (
        banner(desk(AskingWitness(BY_EYE, card_in=False), reader=ReaderHealth.UNPLUGGED)) == "RD02"
    )


# ── a check that is under way wins the screen ─────────────────────────────────────────────────
@pytest.mark.parametrize(
    "session",
    [
        AskingWitness(BY_EYE, card_in=False),
        AwaitingCard(asks()),
        Opening(asks()),
        AskingPin(asks(), card()),
        AwaitingChallenge(asks(), card(), digits()[0]),
        Signing(asks(), card(), challenge()),
        AskingBackend(asking()),
    ],
    ids=lambda state: type(state).__name__,
)
def test_a_check_under_way_wins_over_one_that_was_opened(session: State) -> None:
    view = staff_view(desk(session, opened=stored(number=9)))

    assert isinstance(view.page, Prompt)
    assert view.subject == asks().check_id


def test_an_opened_check_stands_over_an_idle_desk() -> None:
    view = staff_view(desk(opened=stored(number=9)))

    assert view.subject == stored(number=9).record.check_id
    assert fact(outcome(view), "保険者") == "見本健康保険組合"
