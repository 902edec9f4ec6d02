"""A line to an HTTPS service: one proved connection at a time, one deadline, bounded bodies.

The only module that touches httpx (and httpcore beneath it); it knows nothing of eligibility. A
line belongs to one thread at a time; ``lines`` sees to that.

``GET /v1/service`` is the first request on every new connection (eligibility-api.md, Errors):
broken there without an answer means that our certificate was refused. So no ``exchange`` may open
a connection. One that would is stopped in ``_Sockets.connect_tcp``, before a byte is sent; then a
connection is opened and proved, and the request tries again. httpcore treats the exception as a
failed connect: it drops the half-made connection and stays usable. Where a service has nothing
that could be asked for a proof, ``post`` opens its connections itself.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import h11
import httpcore
import httpx

from reception_app.adapters.backends.tls import TlsFiles, client_context, untrusting_context
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
_KEPT_ALIVE_S = 600.0
# A connection that a router forgot would swallow the next question until its time-out.
_PROBES = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
_HEADERS = {
    "User-Agent": "reception-app",
    "Accept": "application/json, application/problem+json",
    "Accept-Encoding": "identity",
}
_JSON = {"Content-Type": "application/json; charset=utf-8"}


class Cut(Exception):
    """The connection broke after a request went out: nobody knows whether it arrived.

    An answer whose head came and whose body was cut is one, too: it is no answer.
    """


class CutAtOnce(Cut):
    """A new connection broke before its first answer: perhaps our certificate was refused."""


class _Unproved(Exception):
    """The request would have opened a connection; nothing was sent."""


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


@dataclass(slots=True)
class _Call:
    """What sockets and errors must know of the request that is under way."""

    deadline: Deadline
    may_connect: bool
    opened: bool = False
    answered: bool = False


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
        self._sockets = _Sockets(files)
        self._transport = _Transport(self._sockets)

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
            with contextlib.suppress(_Unproved):
                call = _Call(deadline, may_connect=False)
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
        call = _Call(deadline, may_connect=True)
        try:
            return self._send(call, request)
        except Cut as error:
            if not call.opened or call.answered:
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
        call = _Call(deadline, may_connect=True)
        try:
            self._hear(self._send(call, Request("GET", PROOF_PATH)))
        except Cut as error:
            if call.answered:
                raise
            if call.opened:
                raise LinkUntrusted("BK04") from error
            # The connection was an old one that had gone: the next turn opens another.

    def close(self) -> None:
        """Close the connection, if there is one."""
        self._transport.close()

    def interrupt(self) -> None:
        """Cut the connection under a request that nobody waits for any more; any thread."""
        self._sockets.interrupt()

    def _send(self, call: _Call, request: Request) -> Answer:
        self._sockets.call = call
        content = {} if request.body is None else _JSON
        with translated(call.deadline, lambda: call.answered):
            response = self._transport.handle_request(
                httpx.Request(
                    request.method,
                    self._url + request.path,
                    headers={**_HEADERS, **content, **request.headers},
                    content=request.body,
                )
            )
            call.answered = True
            with contextlib.closing(response):
                retry_after = response.headers.get("Retry-After")
                return Answer(
                    response.status_code, retry_after, _body_of(response, request.at_most)
                )


def _body_of(response: httpx.Response, at_most: int) -> bytes:
    limit = at_most if response.is_success else MAX_PROBLEM
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > limit:  # the caller closes the response, and with it the connection
            if response.is_success:
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
    except httpx.RemoteProtocolError as error:
        # Before a head, h11 complains of bytes that are not HTTP; after it, of a body that ends
        # early, which is a cut. A plain end of the stream is httpcore's own complaint.
        if isinstance(_root(error), h11.RemoteProtocolError) and not has_head():
            raise BackendGarbled("HTTP") from error
        raise Cut from error
    except httpx.NetworkError as error:
        raise Cut from error
    except UnicodeError as error:  # a host name that no name server could know (idna)
        raise LinkDown("NW02") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError) as error:
        raise BugError from error  # our request or our use of httpx, not the service


def _root(error: BaseException) -> BaseException:
    """Return what was raised first.

    httpcore's pool clears ``__cause__`` of its own exceptions (``raise exc from None``), but each
    carries the one that it stands for as its only argument.
    """
    inner = error.__cause__ or next(iter(error.args), None)
    return _root(inner) if isinstance(inner, BaseException) else error


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


# ── sockets ───────────────────────────────────────────────────────────────────────────────────
class _Transport(httpx.HTTPTransport):
    """httpx's own transport on our sockets, which httpx has no parameter for.

    A transport, not a client: no redirects, cookies, proxies, nor anything out of the environment.
    """

    def __init__(self, sockets: _Sockets) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=untrusting_context(),  # unused: each connection gets its own
            max_connections=1,
            keepalive_expiry=_KEPT_ALIVE_S,
            network_backend=sockets,
            socket_options=_keep_alive_options(),
        )


class _Sockets(httpcore.NetworkBackend):
    """Opens connections: only for a proof, with fresh TLS files, and within the deadline.

    Name resolution is the operating system's and can't be interrupted.
    """

    call: _Call

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._plain = httpcore.SyncBackend()
        self.interrupted = False
        self.stream: httpcore.NetworkStream | None = None

    def interrupt(self) -> None:
        """End the wait on the open connection, and open no other."""
        self.interrupted = True
        stream = self.stream
        open_socket = stream.get_extra_info("socket") if stream is not None else None
        if isinstance(open_socket, socket.socket):
            with contextlib.suppress(OSError):  # it may have been closed a moment ago
                # Not SSLSocket's own: that one would drop TLS under the thread that reads.
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return an open connection to the first address that takes one."""
        if not self.call.may_connect:
            raise _Unproved
        if self.interrupted:
            raise httpcore.ConnectError
        context = client_context(self._files, datetime.now(UTC))
        self.call.opened = True
        addresses = _addresses(host, port)
        while True:
            address = addresses.pop(0)
            # A dead address must not use up the time of the ones behind it.
            share_s = self.call.deadline.left() / (len(addresses) + 1)
            try:
                stream = self._plain.connect_tcp(address, port, share_s, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not addresses:
                    raise
            else:
                return _Stream(stream, context, self)


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the deadline of the request that it works for.

    Raises:
        httpcore.ConnectError: it was interrupted while it was made; it is closed then.
    """

    def __init__(
        self, stream: httpcore.NetworkStream, context: ssl.SSLContext, sockets: _Sockets
    ) -> None:
        self._stream = stream
        self._context = context
        self._sockets = sockets
        sockets.stream = stream
        if sockets.interrupted:  # before it could see this stream
            stream.close()
            raise httpcore.ConnectError

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left_s())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        self._context.sslsocket_class = _KnownSocket
        try:
            _require_peer(self._stream.get_extra_info("socket"))
            safe = self._stream.start_tls(self._context, server_hostname, self._left_s())
        except BaseException:
            self.close()
            _close_what_was_made()
            raise
        finally:
            _making.socket = None
        return _Stream(safe, self._context, self._sockets)

    def _left_s(self) -> float:
        return self._sockets.call.deadline.left()

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _Making(threading.local):
    socket: ssl.SSLSocket | None = None


_making = _Making()


class _KnownSocket(ssl.SSLSocket):
    """A socket that can be closed though its making failed.

    Python's ssl loses the one that is reset between ``_require_peer`` and its handshake.
    """

    def __new__(cls, *args: Any, **options: Any) -> Self:
        """Remember it for the thread that makes it."""
        made = super().__new__(cls, *args, **options)
        _making.socket = made
        return made


def _close_what_was_made() -> None:
    if (made := _making.socket) is not None:
        made.close()


def _require_peer(plain: object) -> None:
    """Refuse a connection that was reset already: Python's ssl would lose track of the socket."""
    try:
        if isinstance(plain, socket.socket):
            plain.getpeername()
    except OSError as error:
        raise httpcore.ConnectError(error) from error


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(error) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _keep_alive_options() -> list[httpcore.SOCKET_OPTION]:
    options: list[httpcore.SOCKET_OPTION] = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in _PROBES.items():
        if hasattr(socket, name):  # macOS and older Windows lack some
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options
