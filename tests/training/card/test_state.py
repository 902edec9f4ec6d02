"""The PIN counters on disk: on time, whole, of the right card, and without a PIN."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.apdus import COUNTER, SELECT_JPKI, VERIFY_1234, VERIFY_WRONG, send, send_all

from reception_app.training.card import CardState, TrainingCa, VirtualCard
from reception_app.training.card.files import Credential

OWNER = "normal TRAINING-0001"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def card_with(ca: TrainingCa, path: Path, *, tries: int = 3) -> VirtualCard:
    state = CardState(auth_tries=tries)
    state.keep_in(path, owner=OWNER)
    card = VirtualCard(VirtualCard.issue(ca).edition, state=state)
    card.power_on()
    send(card, SELECT_JPKI)
    return card


def test_a_spent_try_is_spent_for_the_next_card_of_the_same_owner(
    ca: TrainingCa, path: Path
) -> None:
    send_all(card_with(ca, path), [VERIFY_WRONG, "0020009B03414141"])

    again = card_with(ca, path)

    assert send_all(again, [COUNTER, "0020009B"]) == ["63C2", "63C4"]


def test_a_correct_entry_is_remembered_too(ca: TrainingCa, path: Path) -> None:
    send_all(card_with(ca, path), [VERIFY_WRONG, VERIFY_1234])

    assert send_all(card_with(ca, path, tries=1), [COUNTER]) == ["63C3"]


def test_the_file_is_written_before_the_answer_goes_out(ca: TrainingCa, path: Path) -> None:
    card = card_with(ca, path)

    answer = send(card, VERIFY_WRONG)

    assert answer.hex() == "63c2"
    assert '"auth": 2' in path.read_text(encoding="utf-8")


def test_the_counter_does_not_move_when_it_cannot_be_saved(ca: TrainingCa, path: Path) -> None:
    card = card_with(ca, path)
    path.unlink()
    path.mkdir()

    with pytest.raises(OSError, match="state"):
        send(card, VERIFY_WRONG)

    assert card.state.auth_tries == 3


def test_another_owner_starts_afresh(path: Path) -> None:
    first = CardState()
    first.keep_in(path, owner="normal TRAINING-0001")
    first.spend(Credential.AUTH_PIN)

    second = CardState(auth_tries=1)
    second.keep_in(path, owner="one-try TRAINING-0001")

    assert second.auth_tries == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"card": "x"}', f'{{"card": "{OWNER}", "tries": 3}}', "\x00"]
)
def test_a_file_that_says_nothing_is_replaced(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    state = CardState(auth_tries=2)

    state.keep_in(path, owner=OWNER)

    assert state.auth_tries == 2
    assert '"auth": 2' in path.read_text(encoding="utf-8")


def test_numbers_outside_the_range_are_brought_into_it(path: Path) -> None:
    path.write_text(
        f'{{"card": "{OWNER}", "tries": {{"auth": 9, "signature": -1}}}}', encoding="utf-8"
    )
    state = CardState()

    state.keep_in(path, owner=OWNER)

    assert (state.auth_tries, state.signature_tries) == (3, 0)


def test_the_file_holds_no_pin(ca: TrainingCa, path: Path) -> None:
    send_all(card_with(ca, path), [VERIFY_WRONG, VERIFY_1234, "0020009B06414243313233"])

    text = path.read_text(encoding="utf-8")

    assert not [secret for secret in ("1234", "0000", "ABC123") if secret in text.split(OWNER)[1]]
