"""The words under which a record keeps what happened; they lie in stores, so they stay."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from support.answers import record, result

from reception_app.domain.eligibility import EligibilityResult
from reception_app.domain.errors import BackendGarbled, BackendRefused, TargetRefused
from reception_app.domain.number_entry import Place
from reception_app.domain.record import (
    OPEN_HANDOVERS,
    ConfirmationRecord,
    Handover,
    HandoverState,
    NumberTrail,
    StoredCheck,
    SubstituteReason,
)


def test_the_states_of_the_hand_over_keep_their_words() -> None:
    words = {"off", "held", "waiting", "prepared", "delivered", "failed"}

    assert words == {state.value for state in HandoverState}


def test_a_record_has_no_place_for_what_must_not_be_kept() -> None:
    names = {field.name for field in fields(ConfirmationRecord)}

    kept = {
        "check_id",
        "institution_code",
        "terminal",
        "operator",
        "accepted_at",
        "on",
        "method",
        "consent",
        "card_kind",
        "certificate_state",
        "not_after",
        "attempts_left",
        "reason",
        "is_other_person",
        "is_in_doubt",
        "trail",
    }
    assert kept == names


def test_a_trail_has_names_of_fields_and_no_place_for_what_stood_in_them() -> None:
    assert [field.name for field in fields(NumberTrail)] == [
        "follows",
        "changed",
        "candidates",
        "choice",
    ]
    assert [place.value for place in Place] == ["insurer", "symbol", "number", "branch", "born"]


def stored(handover: Handover, answer: EligibilityResult) -> StoredCheck:
    return StoredCheck(record(), answer, handover)


def refused() -> EligibilityResult:
    return result(body={**result().body, "ProcessingResultStatus": "2"})


@pytest.mark.parametrize(
    "state", sorted({*HandoverState} - {HandoverState.FAILED, HandoverState.HELD})
)
def test_an_answer_that_is_on_its_way_or_out_is_no_trouble(state: HandoverState) -> None:
    assert stored(Handover(state), result()).trouble() is None


@pytest.mark.parametrize("code", ["HO03", "HO06"])
def test_a_hand_over_that_failed_is_the_trouble_with_its_code(code: str) -> None:
    failed = Handover(HandoverState.FAILED, failure_code=code)

    for answer in (result(), refused()):
        trouble = stored(failed, answer).trouble()
        assert isinstance(trouble, TargetRefused)
        assert trouble.code == code


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        (HandoverState.HELD, {}),
        (HandoverState.OFF, {"is_in_doubt": True}),
        (HandoverState.OFF, {"is_other_person": True}),
        (HandoverState.DELIVERED, {"is_other_person": True}),
    ],
)
def test_an_answer_that_is_or_may_be_about_somebody_else_is_the_trouble(
    state: HandoverState, changes: dict[str, Any]
) -> None:
    trouble = StoredCheck(record(**changes), result(), Handover(state)).trouble()

    assert isinstance(trouble, BackendGarbled)
    assert trouble.where == "numbers"


def test_one_that_nobody_could_tell_and_staff_let_go_is_none() -> None:
    let_go = StoredCheck(record(is_in_doubt=True), result(), Handover(HandoverState.WAITING))

    assert (False, None) == (let_go.is_in_doubt, let_go.trouble())


def test_a_question_that_was_refused_is_the_trouble() -> None:
    assert isinstance(stored(Handover(HandoverState.OFF), refused()).trouble(), BackendRefused)


def test_a_receipt_computer_is_to_get_what_is_neither_out_nor_off_nor_held() -> None:
    done = {HandoverState.OFF, HandoverState.HELD, HandoverState.DELIVERED}

    assert set(HandoverState) - set(OPEN_HANDOVERS) == done


def test_the_reasons_for_another_way_than_the_pin_keep_their_words() -> None:
    words = {
        "pin-unknown",
        "pin-stopped",
        "pin-missing",
        "pin-wrong",
        "pin-last-try",
        "pin-blocked",
    }

    assert words == {reason.value for reason in SubstituteReason}


def test_a_record_tells_no_reason_and_no_comparison_unless_there_was_one() -> None:
    assert (None, None) == (record().reason, record().is_other_person)
