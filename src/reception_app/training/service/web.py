"""The eligibility API over HTTP: addresses, sizes, errors and faults; judges nothing itself."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.policy import JST
from reception_app.training.service.connection import connection_of
from reception_app.training.service.counters import Counters, Handling
from reception_app.training.service.desk import Desk, Rules
from reception_app.training.service.fault_responses import CLOSE_AFTER, fault_response
from reception_app.training.service.faults import OF_RESULTS, RESULTS, Faults
from reception_app.training.service.jobs import Jobs
from reception_app.training.service.problem import JSON_TYPE, problem
from reception_app.training.service.refusal import Refusal
from reception_app.training.service.requests import (
    parse_challenge_request,
    parse_question,
    parse_upload,
)

_MAX_BODY = 64 * 1024
_MAX_UPLOAD = 16 * 1024 * 1024
# A body a little too long is read to its end and thrown away, so that the client surely sees our
# 413; of a longer one no more is read.
_MORE_DISCARDED = 192 * 1024

_SERVICE: Final[dict[str, object]] = {
    "api": "v1",
    "name": "training",
    "max_parallel": 8,
    "registers_cards": False,
}

_JOB: Final = "/v1/jobs/"

_Process: TypeAlias = Callable[[bytes, str], Response]
"""(body, fingerprint of the client certificate) → response; raises Refusal."""


@dataclass(slots=True)
class Terminals:
    """Which client certificate may speak for which terminals.

    Attributes:
        client: Fingerprint of the one registered client certificate.
        names: The terminals it is registered for; None: any.
        blocked: Terminals that are refused all the same; may be changed at any time.
    """

    client: str
    names: frozenset[str] | None = None
    blocked: set[str] = field(default_factory=set[str])

    def admit(self, client: str, terminal: str) -> None:
        """Let a client speak for a terminal.

        Raises:
            Refusal: ``terminal-unknown``, ``terminal-blocked``.
        """
        self.admit_client(client)
        if self.names is not None and terminal not in self.names:
            raise Refusal("terminal-unknown")
        if terminal in self.blocked:
            raise Refusal("terminal-blocked")

    def admit_client(self, client: str) -> None:
        """Let a client in, whichever terminal it is about.

        Raises:
            Refusal: ``terminal-unknown``.
        """
        if client != self.client:
            raise Refusal("terminal-unknown")


@dataclass(frozen=True, slots=True)
class JobDesk:
    """Takes uploads in.

    Attributes:
        max_rows: At most so many in one upload.
        ask_again_s: So long a client is to wait before it asks.
    """

    jobs: Jobs
    max_rows: int
    ask_again_s: float


@dataclass(slots=True)
class Moods:
    """What may be changed while the service runs; any thread.

    Attributes:
        delay_ms: How long every POST takes at least.
        notices: What is announced.
    """

    delay_ms: int = 0
    notices: tuple[ServiceNotice, ...] = ()


class ServiceApp:
    """The ASGI application."""

    def __init__(
        self,
        desk: Desk,
        terminals: Terminals,
        *,
        rules: Rules,
        faults: Faults,
        counters: Counters,
        jobs: JobDesk,
        moods: Moods,
    ) -> None:
        self.counters = counters
        self.closing = asyncio.Event()
        self._desk = desk
        self._terminals = terminals
        self._rules = rules
        self._faults = faults
        self._moods = moods
        self._jobs = jobs
        routes = [
            Route("/v1/challenges", self._post("challenges", self._challenge), methods=["POST"]),
            Route("/v1/checks", self._post("checks", self._check), methods=["POST"]),
            Route("/v1/service", self._service, methods=["GET"]),
            Route("/v1/jobs", self._post("jobs", self._upload, _MAX_UPLOAD), methods=["POST"]),
            Route(f"{_JOB}{{number:path}}", self._result, methods=["GET"]),
        ]
        self._addresses = {route.path for route in routes}
        self._starlette = Starlette(
            routes=routes,
            exception_handlers={HTTPException: _http_problem, Exception: _internal_problem},
        )
        self._starlette.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        handling = Handling(self.counters, self._counted_as(scope["path"]))

        async def counting_send(message: Message) -> None:
            handling.end()  # before the client can see that there is an answer
            await send(message)

        try:
            await self._starlette(scope, receive, counting_send)
        finally:
            handling.end()

    def _counted_as(self, path: str) -> str:
        if path.startswith(_JOB):
            return _JOB
        return path if path in self._addresses else "other"

    def _post(
        self, path: str, process: _Process, at_most: int = _MAX_BODY
    ) -> Callable[[Request], Awaitable[Response]]:
        async def post(request: Request) -> Response:
            try:
                body = await _read_body(request, at_most)
                return await self._posted(request, path, partial(process, body))
            except Refusal as refusal:
                return problem(refusal)
            except ClientDisconnect:
                return Response()  # nobody is there to read it

        return post

    async def _posted(
        self, request: Request, path: str, process: Callable[[str], Response]
    ) -> Response:
        fault = self._faults.of_request(path)
        await self._delay()
        if fault is not None and fault.name != CLOSE_AFTER:
            return fault_response(fault, self._rules.now)
        try:
            response = process(connection_of(request.scope).client)
        except Refusal as refusal:
            response = problem(refusal)
        return response if fault is None else fault_response(fault, self._rules.now)

    def _challenge(self, body: bytes, client: str) -> Response:
        terminal = parse_challenge_request(body)
        self._terminals.admit(client, terminal)
        challenge = self._desk.challenge(terminal)
        document = {
            "challenge_id": challenge.challenge_id,
            "nonce": base64.b64encode(challenge.nonce).decode("ascii"),
            "expires_at": _time(challenge.expires_at),
        }
        return _json(document, status=201)

    def _check(self, body: bytes, client: str) -> Response:
        question = parse_question(body)
        self._terminals.admit(client, question.terminal)
        if isinstance(question.subject, CardholderNumbers):
            self.counters.count_question(question.on, question.subject, question.check_id)
        answer = self._desk.answer(question)
        self.counters.count_answer(question.check_id, answer)
        return Response(answer, headers={"content-type": JSON_TYPE})

    def _upload(self, body: bytes, client: str) -> Response:
        upload = parse_upload(body, max_rows=self._jobs.max_rows)
        self._terminals.admit(client, upload.terminal)
        for row in upload.rows:
            asked_as = f"{upload.job_id}/{row.row_id}"
            self.counters.count_question(upload.on, row.numbers, asked_as)
        job = self._jobs.jobs.take_in(upload)
        document = {
            "reception_number": job.number,
            "reception_date_time": _time(job.at),
            "ask_again_s": self._jobs.ask_again_s,
        }
        return _json(document, status=202)

    async def _result(self, request: Request) -> Response:
        """Answer a request for the result of a job."""
        try:
            return self._job_result(request)
        except Refusal as refusal:
            return problem(refusal)

    def _job_result(self, request: Request) -> Response:
        client = connection_of(request.scope).client
        self._terminals.admit_client(client)
        fault = self._faults.of_request(RESULTS)
        if fault is not None and fault.name not in OF_RESULTS:
            return fault_response(fault, self._rules.now)
        job = self._jobs.jobs.find(request.path_params["number"])
        self._terminals.admit(client, job.upload.terminal)
        job.asked += 1
        if job.asked <= self._faults.still_processing():
            return _json({"segment": "2", "ask_again_s": self._jobs.ask_again_s})
        content = self._jobs.jobs.result(job, fault)
        return Response(content, headers={"content-type": JSON_TYPE})

    async def _service(self, _: Request) -> Response:
        known = _SERVICE | {"max_rows": self._jobs.max_rows}
        return _json(known | {"notices": [_notice(each) for each in self._moods.notices]})

    async def _delay(self) -> None:
        """Wait as long as every POST is to take; not when the service closes."""
        if delay_ms := self._moods.delay_ms:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), delay_ms / 1000)


async def _http_problem(_: Request, error: Exception) -> Response:
    """Return the problem document for what the router refused (404, 405)."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    codes = {404: "not-found", 405: "method-not-allowed"}
    response = problem(Refusal(codes.get(status, "malformed"), status=status))
    if isinstance(error, HTTPException) and error.headers is not None:
        response.headers.update(error.headers)
    return response


async def _internal_problem(_: Request, __: Exception) -> Response:
    return problem(Refusal("internal"))


async def _read_body(request: Request, at_most: int) -> bytes:
    """Return a request's body.

    Raises:
        Refusal: ``too-large``.
        ClientDisconnect: the client went away.
    """
    declared = request.headers.get("content-length", "0")
    is_asked_first = "expect" in request.headers  # nothing of the body was sent yet
    at_all = at_most + _MORE_DISCARDED
    if int(declared) > (at_most if is_asked_first else at_all):
        raise Refusal("too-large", closes=True)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > at_all:
            raise Refusal("too-large", closes=True)
    if len(body) > at_most:
        raise Refusal("too-large")
    return bytes(body)


def _notice(notice: ServiceNotice) -> dict[str, str]:
    return {
        "id": notice.notice_id,
        "text": notice.text,
        "from": _time(notice.begins),
        "until": _time(notice.ends),
        "affects": notice.affects.value,
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(JST).isoformat(timespec="seconds")


def _json(document: object, *, status: int = 200) -> Response:
    return Response(json.dumps(document), status, {"content-type": JSON_TYPE})
