"""The watchdog's table: how long each state may last, and what it means when it lasts longer."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from support.desk import VISUAL
from support.session_states import (
    ANSWERED,
    ASKING_BACKEND,
    ASKING_PIN,
    AWAITING_CARD,
    AWAITING_CHALLENGE,
    EVERY_STATE,
    FAILED,
    FORM,
    OPENING,
    OPENING_VISUAL,
    RECORDING,
    SIGNING,
    VISUAL_CHECK,
    WITNESS,
)

from reception_app.domain.errors import StoreFull
from reception_app.domain.patience import PIN_WAIT_S, Patience, overdue
from reception_app.domain.session.states import AwaitingCard, Idle, PatientCall, State

WITNESSED = AwaitingCard(VISUAL_CHECK, VISUAL)
PATIENCE = Patience(timeout_s=15.0, card_s=50.0, witnessed_card_s=70.0)
AS_LONG_AS_STAFF_LIKES = Patience(timeout_s=15.0)
AGES_S = 100_000.0

LIMITED: list[tuple[State, float, str]] = [
    (ASKING_PIN, 60.0, "PN04"),
    (replace(ASKING_PIN, called=PatientCall.UNKNOWN), 60.0, "PN04"),
    (AWAITING_CHALLENGE, 60.0, "BK01"),
    (OPENING, 30.0, "RD03"),
    (OPENING_VISUAL, 30.0, "RD03"),
    (SIGNING, 30.0, "RD03"),
    (ASKING_BACKEND, 45.0, "BK01"),
    (replace(ASKING_BACKEND, attempt=2), 45.0, "BK01"),
    (RECORDING, 30.0, "ST01"),
    (ANSWERED, 30.0, "ST01"),
    (WITNESS, 50.0, "CD10"),
    (AWAITING_CARD, 50.0, "CD10"),
    (WITNESSED, 70.0, "CD10"),
]
UNLIMITED: list[State] = [
    Idle(),
    FORM,
    replace(ANSWERED, saved=True),
    replace(ANSWERED, trouble=StoreFull()),
    FAILED,
]


def code(state: State, waited_s: float, patience: Patience = PATIENCE) -> str | None:
    error = overdue(state, waited_s, patience)
    return error.code if error else None


@pytest.mark.parametrize(("state", "limit_s", "expected"), LIMITED)
def test_a_state_may_last_up_to_its_limit(state: State, limit_s: float, expected: str) -> None:
    assert [None, None, expected, expected] == [
        code(state, 0.0),
        code(state, limit_s),
        code(state, limit_s + 0.001),
        code(state, AGES_S),
    ]


@pytest.mark.parametrize("state", UNLIMITED)
def test_what_is_over_may_stand_for_ever(state: State) -> None:
    assert code(state, AGES_S) is None


def test_every_state_is_in_one_of_the_tables() -> None:
    kinds = {type(state) for state, _, _ in LIMITED} | {type(state) for state in UNLIMITED}

    assert set(get_args(State)) == kinds
    assert {type(state) for state in EVERY_STATE} == kinds


@pytest.mark.parametrize("state", [WITNESS, AWAITING_CARD])
def test_staff_that_is_asked_for_may_take_its_time(state: State) -> None:
    assert code(state, AGES_S, AS_LONG_AS_STAFF_LIKES) is None


def test_a_card_whose_face_was_compared_must_follow_soon_all_the_same() -> None:
    assert [None, "CD10"] == [code(WITNESSED, each, AS_LONG_AS_STAFF_LIKES) for each in (60, 61)]


@pytest.mark.parametrize("timeout_s", [1.0, 15.0, 60.0])
def test_a_service_may_take_its_time_and_a_little_more(timeout_s: float) -> None:
    patience = Patience(timeout_s)

    assert code(ASKING_BACKEND, timeout_s + 30, patience) is None
    error = overdue(ASKING_BACKEND, timeout_s + 30.1, patience)
    assert error is not None
    assert {"seconds": f"{timeout_s:g}"} == error.params


def test_the_wait_for_the_pin_is_the_published_one() -> None:
    assert PIN_WAIT_S == 60.0
