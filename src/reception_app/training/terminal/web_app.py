"""The web interface over HTTP: login, search, and the faults that they meet."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from reception_app.domain.errors import BackendGarbled
from reception_app.messages.web_json import read_json_message
from reception_app.messages.web_login import (
    Tokens,
    login_answer,
    login_refusal,
    read_login_request,
)
from reception_app.training.service.counters import Counters
from reception_app.training.service.fault_responses import fault_response
from reception_app.training.service.faults import Fault
from reception_app.training.service.people import People
from reception_app.training.service.problem import JSON_TYPE
from reception_app.training.terminal.answers import answer_single
from reception_app.training.terminal.fault_specs import Met
from reception_app.training.terminal.web_faults import WebFaults
from reception_app.training.terminal.web_gate import Gate
from reception_app.training.terminal.web_shapes import json_bytes

AUTH_PATH: Final = "/oqs-api-pro/MSA12020/ILI12020SV01/auth"
SEARCH_PATH: Final = "/oqs-api-pro/MSA01030/ILI01030SV01/search"

_MAX_BODY = 64 * 1024
_ON_THE_WIRE: Final = {
    "silence": "silence",
    "cut": "close-before",
    "malformed": "malformed",
    "huge": "huge",
    "truncated": "truncated",
}
"""Faults that the training service plays too, and what they are called there."""

_Process: TypeAlias = Callable[[Request, bytes, Met], Response]


class WebApp:
    """The ASGI application.

    Attributes:
        arrived: How many requests came, whole, by place; changed on the server's thread alone.
    """

    def __init__(
        self,
        people: People,
        gate: Gate,
        faults: WebFaults,
        *,
        delay_s: float,
        now: Callable[[], datetime],
    ) -> None:
        self.counters = Counters()
        self.closing = asyncio.Event()
        self.arrived = Counter[str]()
        self._people = people
        self._gate = gate
        self._faults = faults
        self._delay_s = delay_s
        self._now = now
        self._starlette = Starlette(
            routes=[
                Route(AUTH_PATH, self._post("auth", self._auth), methods=["POST"]),
                Route(SEARCH_PATH, self._post("search", self._search), methods=["POST"]),
            ]
        )
        self._starlette.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._starlette(scope, receive, send)

    def _post(self, place: str, process: _Process) -> Callable[[Request], Awaitable[Response]]:
        async def post(request: Request) -> Response:
            met = self._faults.of_answer(place)
            try:
                body = await _body_of(request)
            except ClientDisconnect:
                return Response()  # nobody is there to read it
            self.arrived[place] += 1
            await self._wait(self._delay_s + met.seconds("late"))
            if body is None:
                return _refused(413)
            return self._faulty(met) or process(request, body, met)

        return post

    def _auth(self, _: Request, body: bytes, met: Met) -> Response:
        try:
            tokens = self._gate.let_in(read_login_request(body), met)
        except BackendGarbled:
            return _refused(400)
        if tokens is None:
            return _refused(401)
        return _json(login_answer(Tokens("no token") if "bad-token" in met else tokens))

    def _search(self, request: Request, body: bytes, met: Met) -> Response:
        if not self._gate.admits(request.headers.get("authorization", "")):
            return _refused(401)
        try:
            asked = read_json_message(body)
            answer = answer_single(asked, self._people, at=self._now(), encoding="utf-8")
        except BackendGarbled:
            return _refused(400)
        return _json(json_bytes(answer, met))

    def _faulty(self, met: Met) -> Response | None:
        """Return what a request gets that meets a fault of the line or of the service."""
        for name, known_as in _ON_THE_WIRE.items():
            if name in met:
                return fault_response(Fault(known_as), self._now)
        if (status := met.number("status")) is not None:
            return _refused(status)
        if (seconds := met.number("busy")) is not None:
            return _refused(429, {"retry-after": str(seconds)})
        return _json(_refusal("ZZZ0401E")) if "refusal" in met else None

    async def _wait(self, seconds: float) -> None:
        """Wait; not when the service closes."""
        if seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), seconds)


async def _body_of(request: Request) -> bytes | None:
    """Return a request's body, or None if it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY:
            return None
    return bytes(body)


def _refused(status: int, headers: dict[str, str] | None = None) -> Response:
    return _json(_refusal(str(status)), status, headers)


def _refusal(status: str) -> bytes:
    return login_refusal(status, "受け付けられません。（練習）")


def _json(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, {"content-type": JSON_TYPE, **(headers or {})})
