"""The sockets under a line: made only when they may be, waited on until its deadline.

No byte of a patient goes over a connection that ``line`` has not asked for; what HTTP is stays
there and in httpcore.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import httpcore

from reception_app.adapters.backends.tls import TlsFiles, client_context

if TYPE_CHECKING:
    from reception_app.adapters.backends.line import Deadline

# A connection that a router forgot would swallow the next question until its time-out.
_PROBES = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
_TOGETHER = 16 * 2**10
"""Bytes that go out in one piece, a TLS record: head and body of a question."""


class Unproved(Exception):
    """The request would have opened a connection; nothing was sent."""


@dataclass(slots=True)
class Call:
    """What sockets and errors must know of the request that is under way."""

    deadline: Deadline
    may_connect: bool
    opened: bool = False
    answered: bool = False


class Sockets(httpcore.NetworkBackend):
    """Opens connections: only for a proof, with fresh TLS files, and within the deadline.

    Name resolution is the operating system's and can't be interrupted.
    """

    call: Call

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
            raise Unproved
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
        self, stream: httpcore.NetworkStream, context: ssl.SSLContext, sockets: Sockets
    ) -> None:
        self._stream = stream
        self._context = context
        self._sockets = sockets
        self._unsent = bytearray()
        sockets.stream = stream
        if sockets.interrupted:  # before it could see this stream
            stream.close()
            raise httpcore.ConnectError

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._unsent:
            # As httpcore: a service may have answered before it hung up.
            with contextlib.suppress(httpcore.WriteError):
                self._send_out()
        return self._stream.read(max_bytes, self._left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Keep a short piece until the answer is wanted: one piece costs both ends less."""
        if len(self._unsent) + len(buffer) <= _TOGETHER:
            self._unsent += buffer
            return
        self._send_out()
        self._stream.write(buffer, self._left_s())

    def _send_out(self) -> None:
        unsent, self._unsent = self._unsent, bytearray()
        self._stream.write(bytes(unsent), self._left_s())

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


def keep_alive_options() -> list[httpcore.SOCKET_OPTION]:
    """Return what makes the operating system look whether the other end is still there."""
    options: list[httpcore.SOCKET_OPTION] = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in _PROBES.items():
        if hasattr(socket, name):  # macOS and older Windows lack some
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options
