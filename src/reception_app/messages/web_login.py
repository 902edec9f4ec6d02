"""The login of the web interface, both sides; the tokens are opaque.

Source: eligibility-interface.md 1.9.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reception_app.domain.errors import BackendGarbled, BackendRefused
from reception_app.messages.strict_json import Json
from reception_app.messages.web_json import read_json_object

_MOST_BYTES: Final = 64 * 1024
_TOKEN: Final = re.compile("[!-~]{1,16384}")
"""What a header of HTTP carries as it is."""
_CODE: Final = re.compile("[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a login gives.

    Attributes:
        id_token: The whole value of the header Authorization of every search.
        character_code: linkSysCharCd, as given.
    """

    id_token: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    character_code: str = ""


def login_request(login: Login) -> bytes:
    """Return the body of a login."""
    return _dump({"user": login.user, "password": login.password})


def read_login_request(body: bytes) -> Login:
    """Return who wants to log in.

    Raises:
        BackendGarbled: no user or password.
    """
    given = read_json_object(body, at_most=_MOST_BYTES)
    user, password = given.get("user"), given.get("password")
    if not isinstance(user, str) or not isinstance(password, str):
        raise BackendGarbled("login")
    return Login(user, password)


def login_answer(tokens: Tokens) -> bytes:
    """Return the answer to a login that is let in."""
    result: dict[str, Json] = {
        "accessToken": tokens.access_token,
        "refreshToken": tokens.refresh_token,
        "idToken": tokens.id_token,
        "linkSysCharCd": tokens.character_code,
    }
    return _dump({"status": "0", "msg": "", "result": result})


def login_refusal(status: str, text: str) -> bytes:
    """Return the answer to a login that is turned away."""
    return _dump({"status": status, "msg": text, "result": None})


def read_login_answer(body: bytes) -> Tokens:
    """Return the tokens of a login; which statuses there are is not published.

    Raises:
        BackendRefused: BK06, an answer without tokens, with its status.
        BackendGarbled: unreadable, or a token that no header can carry.
    """
    answer = read_json_object(body, at_most=_MOST_BYTES)
    result = answer.get("result")
    if not isinstance(result, dict) or not result.get("idToken"):
        raise BackendRefused("BK06", service_code=_status_of(answer))
    id_token = result["idToken"]
    if not isinstance(id_token, str) or not _TOKEN.fullmatch(id_token):
        raise BackendGarbled("idToken")
    rest = (_text(result.get(name)) for name in ("accessToken", "refreshToken", "linkSysCharCd"))
    return Tokens(id_token, *rest)


def read_status(body: bytes) -> str:
    """Return the status of an answer that holds no message, or "" where it has none to show."""
    try:
        return _status_of(read_json_object(body, at_most=_MOST_BYTES))
    except BackendGarbled:
        return ""


def _status_of(answer: Mapping[str, Json]) -> str:
    status = answer.get("status")
    return status if isinstance(status, str) and _CODE.fullmatch(status) else ""


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _dump(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")
