"""A line to an HTTPS service: one proved connection at a time, one deadline, bounded bodies.

With ``http1`` and ``sockets``, over which it stands, the only module that touches httpx; it knows
no eligibility. A line belongs to one thread at a time; ``lines`` sees to that.

``GET /v1/service`` is the first request on every new connection (eligibility-api.md, Errors):
broken there without an answer means that our certificate was refused. So no ``exchange`` may open
a connection. One that would is stopped in ``Sockets.open``, before a byte is sent; then one is
opened and proved, and the request tries again. Where a service has nothing that could be asked for
a proof, ``post`` opens its connections itself.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import httpx

from reception_app.adapters.backends.http1 import Incoming, NotHttp, OneConnection, header_lines
from reception_app.adapters.backends.sockets import Call, Sockets, Unproved
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.domain.errors import (
    BackendGarbled,
    BugError,
    LinkDown,
    LinkError,
    LinkTimeout,
    LinkUntrusted,
)

MAX_ANSWER = 64 * 2**20
MAX_PROBLEM = 64 * 2**10
PROOF_PATH = "/v1/service"

# A service may close a connection just after it was proved, by chance; not each time.
_TURNS = 3
_OK = 200
_NOT_OK = 300
_HEADERS = header_lines(
    {
        "User-Agent": "reception-app",
        "Accept": "application/json, application/problem+json",
        "Accept-Encoding": "identity",
    }
)
_JSON_HEADERS = _HEADERS + header_lines({"Content-Type": "application/json; charset=utf-8"})


class Cut(Exception):
    """The connection broke after a request went out: nobody knows whether it arrived.

    An answer whose head came and whose body was cut is one, too: it is no answer.
    """


class CutAtOnce(Cut):
    """A new connection broke before its first answer: perhaps our certificate was refused."""


class Deadline:
    """The end of the time that one call may take, whatever it has to try."""

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._end = time.monotonic() + timeout_s

    def left(self) -> float:
        """Return the seconds left, more than 0.

        Raises:
            LinkTimeout: none are left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise LinkTimeout(self.timeout_s)
        return left

    def allows(self, pause_s: float) -> bool:
        """Whether a pause leaves time for another attempt."""
        return time.monotonic() + pause_s < self._end

    def within(self, seconds: float) -> Deadline:
        """Return the end of a part of the call that takes so long at most.

        Raises:
            LinkTimeout: no time is left.
        """
        return self if self.left() <= seconds else Deadline(seconds)

    def extend(self, by_s: float) -> None:
        """Add time that the service asked for."""
        self._end += by_s


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, whole; the body of an error is empty where it was longer than 64 KiB."""

    status: int
    retry_after: str | None
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A request, and how many bytes of a good answer are taken; ``headers`` may hold secrets."""

    method: str
    path: str
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    at_most: int = MAX_ANSWER


class Line:
    """At most one connection to a service. Making a line opens nothing."""

    def __init__(
        self, url: str, files: TlsFiles, *, hear: Callable[[Answer], None] = lambda _: None
    ) -> None:
        """Make a line.

        Args:
            url: Of the service.
            files: For its connections.
            hear: Gets the answer of each proof.
        """
        self._url = url.rstrip("/")
        self._hear = hear
        self._sockets = Sockets(files)
        self._connection = OneConnection(self._sockets)

    def exchange(
        self, method: str, path: str, body: bytes | None, *, deadline: Deadline
    ) -> Answer:
        """Send one request over a proved connection and return the whole answer.

        Raises:
            Cut: the request went out and no whole answer came.
            LinkError: no connection, or not in time.
            BackendGarbled: not HTTP, an answer of more than 64 MiB, or a service that closes every
                connection after one answer.
        """
        for _ in range(_TURNS):
            with contextlib.suppress(Unproved):
                call = Call(deadline, may_connect=False)
                return self._send(call, Request(method, path, body))
            self.prove(deadline)
        raise BackendGarbled("keep-alive")

    def post(self, request: Request, *, deadline: Deadline) -> Answer:
        """Send one request over the open connection, or over a new one that nothing has proved.

        Raises:
            CutAtOnce, Cut: the request went out and no whole answer came.
            LinkUntrusted: also BK04, where TLS refuses our certificate after the handshake.
            LinkError, BackendGarbled: as ``exchange``.
        """
        call = Call(deadline, may_connect=True)
        try:
            return self._send(call, request)
        except Cut as error:
            if not call.opened or call.answered or self._sockets.interrupted:
                raise
            if _refuses_us(_root(error)):
                raise LinkUntrusted("BK04") from error
            raise CutAtOnce from error

    def prove(self, deadline: Deadline) -> None:
        """Ask what costs nothing, over a new connection unless one is open.

        Any answer proves it, an error too: TLS has let us in.

        Raises:
            LinkUntrusted: NW03, BK04, BK05.
            Cut, LinkError, BackendGarbled: as ``exchange``.
        """
        call = Call(deadline, may_connect=True)
        try:
            self._hear(self._send(call, Request("GET", PROOF_PATH)))
        except Cut as error:
            if call.answered or self._sockets.interrupted:
                raise
            if call.opened:
                raise LinkUntrusted("BK04") from error
            # The connection was an old one that had gone: the next turn opens another.

    def close(self) -> None:
        """Close the connection, if there is one."""
        self._connection.close()

    def interrupt(self) -> None:
        """Cut the connection under a request that nobody waits for any more; any thread."""
        self._sockets.interrupt()

    def _send(self, call: Call, request: Request) -> Answer:
        self._sockets.call = call
        headers = _HEADERS if request.body is None else _JSON_HEADERS
        with translated(call.deadline, lambda: call.answered):
            if request.headers:
                headers += header_lines(request.headers)
            url = _parsed(self._url + request.path)
            incoming = self._connection.ask(request.method, url, headers, request.body or b"")
            call.answered = True
            try:
                body = _body_of(incoming, request.at_most)
            finally:
                self._connection.rest()
            return Answer(incoming.status, incoming.header(b"retry-after"), body)


@lru_cache(maxsize=32)
def _parsed(url: str) -> httpx.URL:
    """Return what httpx reads out of a URL, which costs it more than the rest of a request."""
    return httpx.URL(url)


def _body_of(incoming: Incoming, at_most: int) -> bytes:
    is_good = _OK <= incoming.status < _NOT_OK
    limit = at_most if is_good else MAX_PROBLEM
    body = bytearray()
    for piece in incoming.pieces():
        body += piece
        if len(body) > limit:  # read no further, so that the connection does not rest
            if is_good:
                raise BackendGarbled("size")
            return b""
    return bytes(body)


# ── errors ────────────────────────────────────────────────────────────────────────────────────
@contextlib.contextmanager
def translated(deadline: Deadline, has_head: Callable[[], bool]) -> Generator[None]:
    """Turn everything that httpx raises into our errors, or into Cut.

    Args:
        deadline: For the words of a time-out.
        has_head: Whether the head of the answer had come when the exception was raised.
    """
    try:
        yield
    except httpx.TimeoutException as error:
        raise LinkTimeout(deadline.timeout_s) from error
    except httpx.ConnectError as error:
        raise _connect_error(_root(error)) from error
    except NotHttp as error:
        if has_head():  # a body that goes wrong
            raise Cut from error
        raise BackendGarbled("HTTP") from error
    except (httpx.RemoteProtocolError, httpx.NetworkError) as error:
        raise Cut from error
    except UnicodeError as error:  # a host name that no name server could know (idna)
        raise LinkDown("NW02") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError) as error:
        raise BugError from error  # our request or our use of httpx, not the service


def _root(error: BaseException) -> BaseException:
    """Return what was raised first."""
    return _root(error.__cause__) if error.__cause__ is not None else error


def _connect_error(cause: BaseException) -> LinkError:
    match cause:
        case socket.gaierror() | UnicodeError():
            return LinkDown("NW02")
        case ssl.SSLCertVerificationError():
            return LinkUntrusted("NW03")
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ssl.SSLSyscallError():
            return LinkDown("NW01")
        case ssl.SSLError() if _refuses_us(cause):
            return LinkUntrusted("BK04")  # TLS 1.2 says it in the handshake
        case ssl.SSLError():
            return LinkUntrusted("NW03")  # something answers there that does not speak our TLS
        case _:
            return LinkDown("NW01")


def _refuses_us(cause: BaseException) -> bool:
    match cause:
        case ssl.SSLError(reason=str(reason)):
            return "ALERT" in reason and "VERSION" not in reason
        case _:
            return False
