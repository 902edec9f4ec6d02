"""POST /v1/challenges."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import pytest
from support.plain_client import PlainClient


def test_a_challenge_has_a_nonce_of_32_bytes(client: PlainClient) -> None:
    answer = client.post("/v1/challenges", {"terminal": "desk-1"})

    assert answer.status_code == 201
    assert len(base64.b64decode(answer.json()["nonce"], validate=True)) == 32


def test_a_challenge_expires_within_five_minutes_of_the_services_clock(
    client: PlainClient,
) -> None:
    answer = client.post("/v1/challenges", {"terminal": "desk-1"})

    assert answer.json()["expires_at"] == "2026-11-22T09:05:00+09:00"


def test_no_two_challenges_are_alike(client: PlainClient) -> None:
    first, second = client.challenge(), client.challenge()

    assert first.challenge_id != second.challenge_id
    assert first.nonce != second.nonce


def test_answers_are_json_in_utf_8(client: PlainClient) -> None:
    answer = client.post("/v1/challenges", {"terminal": "desk-1"})

    assert answer.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("terminal", [None, "", 1, ["desk-1"], "a\nb", "\ud800", "x" * 201])
def test_a_terminal_must_be_text(client: PlainClient, terminal: object) -> None:
    answer = client.post("/v1/challenges", {"terminal": terminal})

    assert answer.status_code == 400
    assert answer.json()["errors"] == ["/terminal"]


def test_the_expiry_is_a_time_with_an_offset(client: PlainClient) -> None:
    answer = client.post("/v1/challenges", {"terminal": "desk-1"})

    expires_at = datetime.fromisoformat(answer.json()["expires_at"])
    assert expires_at.utcoffset() == timedelta(hours=9)
