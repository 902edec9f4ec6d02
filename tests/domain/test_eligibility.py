"""What is asked, what is signed, and what an answer amounts to."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.desk import CERTIFICATE, NUMBERS, ON, VISUAL, answer, asks, challenge, shown, signed

from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import (
    CardTicket,
    EligibilityQuery,
    ServiceMessage,
    Verdict,
    bytes_to_sign,
    text_of,
    verdict_of,
)
from reception_app.domain.ids import CheckId

VECTORS: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "vectors.json").read_text("utf-8")
)["what_the_card_signs"]


# ── what the card signs (eligibility-api.md, vectors.json) ────────────────────────────────────
@pytest.mark.parametrize("vector", VECTORS)
def test_the_signed_bytes_are_those_of_the_protocol_page(vector: dict[str, str]) -> None:
    message = bytes_to_sign(
        base64.b64decode(vector["nonce"]),
        CheckId(vector["check_id"]),
        date.fromisoformat(vector["on"]),
        base64.b64decode(vector["certificate"]),
    )

    assert vector["signed_bytes_hex"] == message.hex()
    assert vector["sha256_hex"] == hashlib.sha256(message).hexdigest()


def test_day_and_month_are_signed_with_two_digits() -> None:
    message = bytes_to_sign(bytes(32), asks().check_id, date(2027, 1, 2), CERTIFICATE)

    assert message[18 + 32 + 16 :][:8] == b"20270102"
    assert len(message) == 18 + 32 + 16 + 8 + 32


# ── verdicts (cli.md, `check`) ────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("1", "valid"),
        ("2", "invalid"),
        ("3", "invalid-newer-exists"),
        ("4", "not-found"),
        ("5", "several"),
        ("6", "valid-not-registered"),
    ],
)
def test_the_six_codes_have_their_words(code: str, verdict: str) -> None:
    assert verdict == verdict_of(code).value


@pytest.mark.parametrize("code", ["", "0", "7", "01", "1 ", " 1", "１", "11", "valid", "１０"])
def test_any_other_code_is_unknown_and_never_the_nearest_known_one(code: str) -> None:
    assert Verdict.UNKNOWN is verdict_of(code)


# ── refusals ──────────────────────────────────────────────────────────────────────────────────
def marked(segment: str | None, status: str | None, *codes: str) -> Any:
    header = {} if segment is None else {"SegmentOfResult": segment}
    body = {} if status is None else {"ProcessingResultStatus": status}
    messages = tuple(ServiceMessage(code, "試験") for code in codes)
    return answer(header=header, body=body, messages=messages, verdict=None, verdict_code="")


@pytest.mark.parametrize("code", ["1", "2", "3", "4", "5", "6", "9"])
def test_an_answer_to_the_question_is_no_refusal_whatever_it_says(code: str) -> None:
    result = answer(verdict=verdict_of(code), verdict_code=code)

    assert result.is_normal
    assert result.refusal() is None


@pytest.mark.parametrize(
    ("segment", "status", "told"),
    [
        ("9", "1", "9/1"),
        ("1", "2", "1/2"),
        ("9", None, "9/"),
        ("1", None, "1/"),
        (None, "1", "/1"),
        (None, None, "/"),
        ("2", None, "2/"),
        ("１", "1", "１/1"),
    ],
)
def test_anything_but_segment_1_and_status_1_is_refused(
    segment: str | None, status: str | None, told: str
) -> None:
    result = marked(segment, status)

    refusal = result.refusal()

    assert not result.is_normal
    assert refusal is not None
    assert ("BK07", "never", told) == (refusal.code, refusal.retry, refusal.service_code)


def test_a_refusal_carries_the_services_first_code_verbatim() -> None:
    refusal = marked("1", "2", "", "IZ-0042 ", "IZ-0043").refusal()

    assert refusal is not None
    assert refusal.service_code == "IZ-0042 "
    assert refusal.params == {"service_code": "IZ-0042 "}


def test_a_refusal_is_refused_for_messages_without_a_code_too() -> None:
    refusal = marked("1", "2", "").refusal()

    assert refusal is not None
    assert refusal.service_code == "1/2"


def test_a_group_or_a_list_in_place_of_a_code_is_no_code() -> None:
    result = answer(header={"SegmentOfResult": ["1"]}, body={"ProcessingResultStatus": {"a": "1"}})

    assert (result.segment, result.status) == ("", "")
    assert not result.is_normal


@pytest.mark.parametrize(
    ("group", "text"),
    [({"Name": " 試験 "}, " 試験 "), ({}, ""), ({"Name": {"a": "b"}}, ""), ({"Name": ["b"]}, "")],
)
def test_the_text_of_an_element_is_as_it_came_or_empty(group: Any, text: str) -> None:
    assert text == text_of(group, "Name")


# ── nothing personal shows ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("subject", [signed(), shown(), NUMBERS])
def test_a_question_shows_nothing_of_the_person(subject: Any) -> None:
    consent = Consent(ConsentMethod.PIN, frozenset(), VISUAL.at)

    text = repr(EligibilityQuery(asks().check_id, ON, subject, consent))

    hidden = [repr(CERTIFICATE)[2:-1], "signature", "06139992", "１２３", "4567", "1975"]
    assert [secret for secret in hidden if secret in text] == []


def test_an_answer_shows_nothing_of_the_person() -> None:
    text = repr(answer(messages=(ServiceMessage("IZ001", "試験太郎様"),)))

    assert "試験" not in text
    assert "139998" not in text


def test_a_challenge_and_a_ticket_show_neither_nonce_nor_proof() -> None:
    assert "nonce" not in repr(challenge())
    assert repr(CardTicket(CERTIFICATE, VISUAL)) == "CardTicket()"
