"""A check that ended without an answer: what happened, what to do, what to press."""

from __future__ import annotations

import pytest
from support.desk import asks, card
from support.viewstates import desk, outcome, said, text_of_view

from reception_app.domain.card_seen import CardSeen, CertificateState
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import (
    BackendRefused,
    BackendUnavailable,
    CardExpired,
    CardMissing,
    CardRemoved,
    CardUnreadable,
    CardUnsupported,
    CertificateRefused,
    LastTryGuarded,
    LinkDown,
    LinkTimeout,
    LinkUntrusted,
    NotAllowed,
    PinBlocked,
    PinMissing,
    ReceptionError,
    Retry,
    SettingsError,
    SeveralCards,
    StoreBusy,
    StoreDamaged,
    VisualRefused,
)
from reception_app.domain.policy import after_unreadable
from reception_app.domain.session.states import Failed
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Act, Outcome, Shape, Tone


def page(
    error: ReceptionError, seen: CardSeen | None = None, *, method: Method = Method.PIN
) -> Outcome:
    return outcome(staff_view(desk(Failed(asks(method), seen, error))))


def presses(view: Outcome) -> list[tuple[str, Act]]:
    return [(each.key, each.act) for each in view.buttons]


def primary(view: Outcome) -> Act:
    return next(each.act for each in view.buttons if each.is_primary)


def test_a_failure_says_what_happened_what_to_do_and_its_code() -> None:
    view = page(CardRemoved())

    assert said(view.band.headline) == "読み取りの途中でカードが離れました"
    assert said(view.band.sub).startswith("カードを置き直し、")
    assert (view.code, view.band.shape) == ("CD05", Shape.WARNING)
    assert said(view.foot) == "カード・暗証番号　担当 sato"


def test_a_card_that_left_during_a_visual_check_asks_for_no_pin() -> None:
    view = page(CardRemoved(), method=Method.VISUAL)

    assert said(view.band.sub) == "もう一度目視で確認し、カードを置き直すようご案内ください"


@pytest.mark.parametrize(
    ("error", "tone"),
    [
        (CardRemoved(), Tone.WARN),
        (LinkDown(), Tone.WARN),
        (BackendUnavailable("BK02"), Tone.WARN),
        (PinBlocked(), Tone.WARN),
        (LastTryGuarded(), Tone.WARN),
        (VisualRefused(), Tone.WARN),
        (CardExpired(), Tone.BAD),
        (BackendRefused("CT04"), Tone.BAD),
        (CardUnsupported(), Tone.BAD),
    ],
)
def test_red_is_for_what_cannot_go_on(error: ReceptionError, tone: Tone) -> None:
    assert page(error).band.tone is tone


@pytest.mark.parametrize(
    "error",
    [
        CardExpired(),
        BackendRefused("CT04"),
        BackendRefused("CT06"),
        CardUnsupported("CT08"),
        CardUnsupported("CD08"),
        CertificateRefused("CT09"),
        CertificateRefused("CT10"),
        CertificateRefused("CT11"),
        VisualRefused(),
        BackendUnavailable("BK02"),
        after_unreadable(CardUnreadable(), before=2),
    ],
    ids=lambda error: error.code,
)
def test_what_leaves_no_answer_shows_the_ladder(error: ReceptionError) -> None:
    view = page(error)

    assert len(view.ladder) == 4
    assert said(view.say).startswith("カードでの確認ができませんでした。")


@pytest.mark.parametrize(
    "error",
    [
        CardRemoved(),
        CardUnreadable(),
        CardUnsupported("CD02"),
        CardUnsupported("PH04"),
        SeveralCards(),
        PinBlocked(),
        LinkDown(),
        LinkTimeout(15.0),
        NotAllowed(),
    ],
    ids=lambda error: error.code,
)
def test_what_can_be_mended_shows_no_ladder(error: ReceptionError) -> None:
    assert page(error).ladder == ()


@pytest.mark.parametrize("error", [PinBlocked(), LastTryGuarded()])
def test_a_locked_pin_goes_on_by_eye(error: ReceptionError) -> None:
    view = page(error, card(attempts_left=0))

    assert presses(view) == [("F9", Act.NEXT), ("F2", Act.VISUAL)]
    assert primary(view) is Act.VISUAL


def test_a_locked_pin_has_a_sentence_for_the_patient() -> None:
    assert "解除は市区町村の窓口で" in said(page(PinBlocked()).say)


@pytest.mark.parametrize(("left", "act"), [(3, Act.PIN), (None, Act.PIN), (1, Act.VISUAL)])
def test_a_pin_that_nobody_typed_is_asked_for_again_unless_it_is_the_last_try(
    left: int | None, act: Act
) -> None:
    view = page(PinMissing(), card(attempts_left=left))

    assert {key for key, _ in presses(view)} == {"F1", "F2", "F9"}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (LinkDown(), [("F9", Act.NEXT), ("F3", Act.NUMBERS)]),
        (BackendUnavailable(), [("F3", Act.NUMBERS), ("F9", Act.NEXT)]),
        (BackendRefused(), [("F3", Act.NUMBERS), ("F9", Act.NEXT)]),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_a_question_by_numbers_goes_back_to_its_form(
    error: ReceptionError, expected: list[tuple[str, Act]]
) -> None:
    view = page(error, method=Method.NUMBERS)

    assert presses(view) == expected
    assert primary(view) is expected[-1][1]


@pytest.mark.parametrize("code", ["CT03", "CD08", "VS01"])
def test_where_the_card_gives_no_answer_the_ladder_begins_with_the_numbers(code: str) -> None:
    view = page(ReceptionError(code))

    assert [rung.act for rung in view.ladder] == [Act.NUMBERS, None, None, None]
    assert Act.NUMBERS in {each.act for each in view.buttons}


def test_while_the_service_answers_nothing_numbers_are_not_the_next_step() -> None:
    view = page(BackendUnavailable("BK02"))

    assert {rung.act for rung in view.ladder} == {None}
    assert Act.NUMBERS not in {each.act for each in view.buttons}


@pytest.mark.parametrize("error", [VisualRefused(), BackendRefused("VS03")])
def test_where_the_eye_does_not_do_the_pin_does(error: ReceptionError) -> None:
    assert primary(page(error, method=Method.VISUAL)) is Act.PIN


@pytest.mark.parametrize(
    ("method", "act"),
    [(Method.PIN, Act.PIN), (Method.VISUAL, Act.VISUAL)],
)
@pytest.mark.parametrize("error", [CardRemoved(), LinkDown(), CardMissing(), SeveralCards()])
def test_what_may_be_tried_at_once_is_offered_by_the_same_method(
    error: ReceptionError, method: Method, act: Act
) -> None:
    view = page(error, method=method)

    assert primary(view) is act
    assert {key for key, _ in presses(view)} == {"F1", "F2", "F9"}


def test_what_is_to_be_tried_later_lets_the_next_patient_come() -> None:
    view = page(BackendUnavailable())

    assert presses(view) == [("F1", Act.PIN), ("F9", Act.NEXT)]
    assert primary(view) is Act.NEXT


def test_what_does_not_get_better_lets_the_next_patient_come() -> None:
    assert presses(page(BackendRefused("CD11"))) == [("F9", Act.NEXT)]
    assert presses(page(CardExpired())) == [("F9", Act.NEXT), ("F3", Act.NUMBERS)]


@pytest.mark.parametrize(
    ("seen", "method", "is_said"),
    [
        (None, Method.PIN, True),
        (card(), Method.PIN, True),
        (card(attempts_left=None), Method.PIN, False),  # it left while the PIN was verified
        (None, Method.VISUAL, False),
    ],
)
def test_a_card_that_left_early_cost_no_try_as_far_as_that_is_known(
    seen: CardSeen | None, method: Method, *, is_said: bool
) -> None:
    notes = [said(each.line) for each in page(CardRemoved(), seen, method=method).notes]

    assert ("暗証番号の残り回数は減っていません" in notes) is is_said


def test_what_is_known_of_the_card_is_said_all_the_same() -> None:
    seen = card(attempts_left=2, certificate_state=CertificateState.GRACE)

    assert [each.code for each in page(LinkDown(), seen).notes] == ["", "CT02"]


CODE = "資格確認サービスのコード：certificate-revoked"


def test_where_the_call_centre_is_to_be_told_a_code_it_stands_among_the_messages() -> None:
    view = page(BackendRefused("BK07", service_code="certificate-revoked"))

    assert [said(each.line) for each in view.notes] == [CODE]
    assert CODE not in said(view.foot)


def test_where_the_catalogue_says_what_it_means_it_stands_in_the_foot() -> None:
    view = page(BackendRefused("CT04", service_code="certificate-revoked"))

    assert view.notes == ()
    assert said(view.foot) == f"カード・暗証番号　担当 sato　{CODE}"


def test_a_service_that_answered_nothing_is_not_said_to_be_asked_again() -> None:
    view = page(LinkTimeout(15.0))

    assert said(view.band.headline) == "応答がありません（15秒）"
    assert said(view.band.sub).startswith("自動では、これ以上確認しません")
    assert "自動でもう一度" not in text_of_view(view)


def test_where_an_answer_may_come_late_it_is_said_to_be_taken_in() -> None:
    state = Failed(asks(), None, LinkTimeout(15.0))

    view = outcome(staff_view(desk(state, hears_late=True)))

    assert said(view.band.sub).startswith("あとから届いた結果は、自動で取り込んで")
    assert "自動でもう一度" not in text_of_view(view)


def test_the_tries_left_are_told_once() -> None:
    assert page(LastTryGuarded(), card(attempts_left=1)).notes == ()
    assert text_of_view(page(PinMissing(), card(attempts_left=1))).count("残り") == 1


@pytest.mark.parametrize(
    ("error", "acts"),
    [
        (SettingsError(()), [Act.OPEN_SETTINGS]),
        (LinkUntrusted("BK04"), [Act.OPEN_SETTINGS]),
        (StoreDamaged(), [Act.OPEN_SETTINGS]),
        (StoreBusy(), []),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_where_a_setting_can_mend_the_start_the_settings_are_offered(
    error: ReceptionError, acts: list[Act]
) -> None:
    view = staff_view(desk(trouble=error))

    assert [each.act for each in outcome(view).buttons] == acts
    assert view.lamps == ()


def test_nobody_at_the_desk_is_not_named() -> None:
    view = outcome(staff_view(desk(Failed(asks(operator=""), None, LinkDown()), operator="")))

    assert said(view.foot) == "カード・暗証番号"


def test_a_failure_with_a_card_service_that_stopped_is_not_told_twice() -> None:
    error = ReceptionError("NW01", retry=Retry.NOW)
    view = staff_view(desk(Failed(asks(), None, error), service_trouble=LinkDown()))

    assert view.banner is None
