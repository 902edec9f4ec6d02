"""The login of the web interface (eligibility-interface.md 1.9)."""

from __future__ import annotations

import json

import pytest

from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.web_login import (
    Login,
    Tokens,
    login_answer,
    login_refusal,
    login_request,
    read_login_answer,
    read_login_request,
    read_status,
)

TOKENS = Tokens("id-1", "access-1", "refresh-1", "0")


def test_a_login_carries_user_and_password() -> None:
    login = Login("desk", "合言葉")

    assert {"user": "desk", "password": "合言葉"} == json.loads(login_request(login))
    assert login == read_login_request(login_request(login))
    assert "合言葉" not in repr(login)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"user":"x"}', b'{"user":1,"password":"x"}']
)
def test_a_login_without_either_is_garbled(body: bytes) -> None:
    with pytest.raises(BackendGarbled):
        read_login_request(body)


def test_the_answer_gives_the_tokens() -> None:
    answer = login_answer(TOKENS)

    assert {
        "accessToken": "access-1",
        "refreshToken": "refresh-1",
        "idToken": "id-1",
        "linkSysCharCd": "0",
    } == json.loads(answer)["result"]
    assert TOKENS == read_login_answer(answer)
    assert "id-1" not in repr(TOKENS)


def test_the_other_tokens_may_be_missing() -> None:
    body = b'{"result":{"idToken":"id-1","accessToken":1}}'

    assert Tokens("id-1") == read_login_answer(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (login_refusal("E401", "だめ"), "E401"),
        (b'{"status":401,"result":{}}', ""),
        (b'{"status":"a b","result":{"idToken":""}}', ""),
        (b"{}", ""),
    ],
)
def test_an_answer_without_a_token_is_a_refusal(body: bytes, code: str) -> None:
    with pytest.raises(BackendRefused) as caught:
        read_login_answer(body)

    assert ("BK06", code) == (caught.value.code, caught.value.service_code)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (login_refusal("E401", "だめ"), "E401"),
        (b'{"status":401}', ""),
        (b'{"status":"a b"}', ""),
        (b"{}", ""),
        (b"[]", ""),
        (b"", ""),
    ],
)
def test_the_status_of_any_other_answer_is_told_where_it_can_be_shown(
    body: bytes, status: str
) -> None:
    assert status == read_status(body)


@pytest.mark.parametrize("token", [1, "a b", "a\r\nX: y", "試験", "x" * 16_385])
def test_a_token_that_no_header_carries_is_garbled(token: object) -> None:
    with pytest.raises(BackendGarbled):
        read_login_answer(json.dumps({"result": {"idToken": token}}).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b" " * 70_000])
def test_an_unreadable_answer_is_garbled(body: bytes) -> None:
    with pytest.raises(BackendGarbled):
        read_login_answer(body)
