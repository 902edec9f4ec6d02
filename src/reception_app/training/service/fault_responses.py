"""How the training service's faults look on the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from reception_app.domain.policy import JST
from reception_app.training.service.connection import connection_of, until_disconnected
from reception_app.training.service.faults import Fault
from reception_app.training.service.problem import JSON_TYPE, problem
from reception_app.training.service.refusal import Refusal

CLOSE_AFTER: Final = "close-after"
"""The one fault of a request that is played after it was processed."""

_HALF_A_DOCUMENT = b'{"check_id": "'
_MIB = 1024 * 1024
_HUGE_MIB = 65  # the page allows 64
_CLOSED_S = 60  # where the fault does not say for how long
_USUAL_CODES = {
    400: "malformed",
    401: "terminal-unknown",
    403: "terminal-blocked",
    404: "unknown-job",
    409: "challenge-used",
    413: "too-large",
    422: "certificate-revoked",
    429: "busy",
    503: "maintenance",
}


class Cut(Response):
    """No answer: the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Break the connection."""
        connection_of(scope).transport.abort()
        await until_disconnected(receive)


class Silence(Response):
    """No answer, until the client gives up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the client to give up."""
        await until_disconnected(receive)


class Truncated(Response):
    """Less than was promised, and then the end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half a document and close."""
        headers = [(b"content-type", JSON_TYPE.encode()), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _HALF_A_DOCUMENT, "more_body": True})
        connection_of(scope).transport.close()
        await until_disconnected(receive)


class Huge(Response):
    """More than a client may take."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream a document of 65 MiB, or until the client has had enough."""
        headers = [(b"content-type", JSON_TYPE.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _HALF_A_DOCUMENT, "more_body": True})
        for _ in range(_HUGE_MIB):
            await send({"type": "http.response.body", "body": b"x" * _MIB, "more_body": True})
        await send({"type": "http.response.body", "body": b'"}', "more_body": False})


def fault_response(fault: Fault, now: Callable[[], datetime]) -> Response:
    """Return what a request gets that meets a fault.

    Args:
        fault: Not ``refuse``.
        now: The service's clock, aware.
    """
    match fault.name:
        case "close-before" | "close-after":
            return Cut()
        case "silence":
            return Silence()
        case "malformed":
            return Response(_HALF_A_DOCUMENT, headers={"content-type": JSON_TYPE})
        case "truncated":
            return Truncated()
        case "huge":
            return Huge()
        case "busy" | "maintenance":
            return problem(_closed(fault.name, fault.argument, now()))
        case _:
            return problem(_with_status(fault, now()))


def _with_status(fault: Fault, at: datetime) -> Refusal:
    code = fault.code or _USUAL_CODES.get(fault.argument, "internal")
    if code in ("busy", "maintenance"):
        return _closed(code, _CLOSED_S, at, status=fault.argument)
    return Refusal(code, status=fault.argument)


def _closed(code: str, seconds: int, at: datetime, *, status: int | None = None) -> Refusal:
    until = (at + timedelta(seconds=seconds)).astimezone(JST).isoformat(timespec="seconds")
    members = {"until": until} if code == "maintenance" else {}
    return Refusal(code, members, status=status, retry_after_s=seconds)
