"""The words under which a record keeps what happened; they lie in stores, so they stay."""

from __future__ import annotations

from dataclasses import fields

from reception_app.domain.record import ConfirmationRecord, HandoverState


def test_the_states_of_the_hand_over_keep_their_words() -> None:
    words = {"off", "waiting", "prepared", "delivered", "failed"}

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
    }
    assert kept == names
