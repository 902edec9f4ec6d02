"""What the patient sees: the step, softly, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from support.answers import AT
from support.desk import VISUAL, asks, card, challenge, digits
from support.viewstates import answered, asking, desk, said

from reception_app.domain.desk import Phase, ReaderHealth
from reception_app.domain.eligibility import Method, Visual
from reception_app.domain.errors import (
    CardRemoved,
    CardUnreadable,
    LinkDown,
    PinBlocked,
    PinRejected,
    Retry,
    VisualRefused,
)
from reception_app.domain.session.states import (
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Failed,
    Idle,
    Opening,
    PatientCall,
    Signing,
    State,
)
from reception_app.ui.viewstate.patient import patient_view
from reception_app.ui.viewstate.views import PatientScreen, PatientView, Picture

S = PatientScreen
BY_EYE = asks(Method.VISUAL)


def view(session: State | None = None, **changes: Any) -> PatientView:
    return patient_view(desk(session, **changes))


@pytest.mark.parametrize(
    ("session", "changes", "screen", "headline"),
    [
        (Idle(), {}, S.WELCOME, "受付でマイナンバーカードをお出しください"),
        (Idle(), {"card_lies": True, "left_over": True}, S.TAKE_CARD, "カードをお取りください"),
        (
            Idle(),
            {"reader": ReaderHealth.MISSING},
            S.WELCOME,
            "受付でマイナンバーカードをお出しください",
        ),
        (Idle(), {"phase": Phase.STARTING}, S.WAIT, "ただいま準備しています"),
        (Idle(), {"phase": Phase.STOPPING}, S.WAIT, "ただいま準備しています"),
        (
            AskingWitness(BY_EYE, card_in=True),
            {},
            S.WAIT,
            "カードの写真を受付の者にお見せください",
        ),
        (
            AskingWitness(BY_EYE, card_in=False, recording=Visual("sato", AT)),
            {},
            S.WAIT,
            "カードの写真を受付の者にお見せください",
        ),
        (AwaitingCard(asks()), {}, S.PLACE_CARD, "カードを置いてください"),
        (AwaitingCard(BY_EYE, VISUAL), {}, S.PLACE_CARD, "カードを置いてください"),
        (
            AwaitingCard(asks()),
            {"card_lies": True, "left_over": True},
            S.TAKE_CARD,
            "カードをお取りください",
        ),
        (
            AwaitingCard(asks()),
            {"reader": ReaderHealth.MISSING},
            S.STAFF_COMES,
            "受付の者がご案内します",
        ),
        (
            AwaitingCard(asks()),
            {"reader": ReaderHealth.SERVICE_DOWN},
            S.STAFF_COMES,
            "受付の者がご案内します",
        ),
        (Opening(asks()), {}, S.KEEP_CARD, "そのままお待ちください"),
        (AskingPin(asks(), card()), {}, S.TYPE_PIN, "4けたの暗証番号を入力してください"),
        (AskingPin(asks(), card(attempts_left=1)), {}, S.STAFF_COMES, "受付の者がご案内します"),
        (
            AskingPin(asks(), card(), called=PatientCall.UNKNOWN),
            {},
            S.STAFF_COMES,
            "受付の者がご案内します",
        ),
        (
            AwaitingChallenge(asks(), card(), digits()[0]),
            {},
            S.KEEP_CARD,
            "そのままお待ちください",
        ),
        (Signing(asks(), card(), challenge()), {}, S.KEEP_CARD, "そのままお待ちください"),
        (AskingBackend(asking()), {"card_lies": True}, S.TAKE_CARD, "カードをお取りください"),
        (AskingBackend(asking()), {}, S.WAIT, "そのままお待ちください"),
        (
            answered(),
            {"card_lies": True},
            S.TAKE_CARD,
            "ありがとうございました。カードをお取りください",
        ),
        (answered(), {}, S.THANKS, "ありがとうございました"),
        (Failed(asks(), None, PinBlocked()), {}, S.STAFF_COMES, "受付の者がご案内します"),
        (Failed(asks(), None, VisualRefused()), {}, S.STAFF_COMES, "受付の者がご案内します"),
        (Failed(asks(), None, LinkDown()), {}, S.STAFF_COMES, "受付の者がご案内します"),
        (Failed(asks(), None, CardRemoved()), {}, S.PLACE_CARD, "もう一度カードを置いてください"),
        (
            Failed(asks(), None, CardUnreadable()),
            {},
            S.PLACE_CARD,
            "もう一度カードを置いてください",
        ),
        (
            Failed(asks(), None, CardUnreadable("CD04", retry=Retry.NEVER)),
            {},
            S.STAFF_COMES,
            "受付の者がご案内します",
        ),
    ],
)
def test_each_step_says_one_thing(
    session: State, changes: dict[str, Any], screen: PatientScreen, headline: str
) -> None:
    found = view(session, **changes)

    assert (found.screen, said(found.headline)) == (screen, headline)


def test_after_20_seconds_without_a_card_the_case_is_mentioned() -> None:
    early, late = (view(AwaitingCard(asks()), waited_s=s) for s in (19, 20))

    assert (said(early.detail), said(late.detail)) == (
        "",
        "カードをケースから出して置いてください",
    )


# ── the keypad ────────────────────────────────────────────────────────────────────────────────
def test_the_keypad_says_how_many_tries_are_left() -> None:
    typing = view(AskingPin(asks(), card()))

    assert (typing.tries_left, typing.note, typing.picture) == (3, None, Picture.TYPE_PIN)


def test_a_wrong_pin_is_told_softly() -> None:
    typing = view(AskingPin(asks(), card(attempts_left=2), rejected=PinRejected(2)))

    assert (typing.tries_left, said(typing.note)) == (
        2,
        "番号がちがうようです。もう一度入力してください",
    )


def test_the_last_try_is_told_once_staff_allows_it() -> None:
    typing = view(AskingPin(asks(), card(attempts_left=1), last_try_confirmed=True))

    assert typing.tries_left == 1
    assert said(typing.note) == "わからないときは、受付の者をお呼びください"


def test_digits_go_with_each_try_each_check_and_whenever_staff_comes() -> None:
    entries = [
        view(state).entry
        for state in (
            AskingPin(asks(), card()),
            AskingPin(asks(), card(attempts_left=2), rejected=PinRejected(2)),
            AskingPin(asks(), card(attempts_left=None)),
            AskingPin(asks(number=2), card()),
            AskingPin(asks(), card(), called=PatientCall.STOPPED),
        )
    ]

    assert len(set(entries)) == len(entries)


def test_waiting_does_not_take_digits_away() -> None:
    state = AskingPin(asks(), card())

    assert view(state, waited_s=1).entry == view(state, waited_s=30).entry


# ── the card ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("session", [AskingBackend(asking()), answered()])
def test_a_forgotten_card_is_reminded_of_every_ten_seconds(session: State) -> None:
    reminders = [
        view(session, card_lies=True, left_over=True, waited_s=s).reminder
        for s in (0, 9, 10, 19, 20, 31)
    ]

    assert reminders == [0, 0, 1, 1, 2, 3]


def test_nothing_else_sounds() -> None:
    assert view(answered(), waited_s=60).reminder == 0
    assert view(Idle(), waited_s=60).reminder == 0


def test_training_is_told_on_every_screen() -> None:
    for session in (Idle(), AskingPin(asks(), card()), answered()):
        assert view(session, is_training=True, card_lies=True).is_training
