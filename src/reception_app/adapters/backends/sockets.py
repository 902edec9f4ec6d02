"""The sockets under a line: made only when they may be, waited on until its deadline.

No byte of a patient goes over a connection that ``line`` has not asked for; what HTTP is stays
in ``http1``.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from reception_app.adapters.backends.tls import TlsFiles, client_context

if TYPE_CHECKING:
    from reception_app.adapters.backends.line import Deadline

T = TypeVar("T")

# A connection that a router forgot would swallow the next question until its time-out.
_PROBES = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}


class Unproved(Exception):
    """The request would have opened a connection; nothing was sent."""


@dataclass(slots=True)
class Call:
    """What sockets and errors must know of the request that is under way."""

    deadline: Deadline
    may_connect: bool
    opened: bool = False
    answered: bool = False


class Sockets:
    """Opens connections: only for a proof, with fresh TLS files, and within the deadline.

    Name resolution is the operating system's and can't be interrupted.
    """

    call: Call

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self.interrupted = False
        self._open: socket.socket | None = None

    def interrupt(self) -> None:
        """End the wait on the open connection, and open no other."""
        self.interrupted = True
        if self._open is not None:
            with contextlib.suppress(OSError):  # it may have been closed a moment ago
                # Not SSLSocket's own: that one would drop TLS under the thread that reads.
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)

    def open(self, host: str, port: int) -> Stream:
        """Return a TLS connection to the first address that takes one.

        Raises:
            Unproved: the request may not open one.
            httpx.ConnectError, httpx.ConnectTimeout: there is none.
            LinkError: our files do not do, or no time is left.
        """
        if not self.call.may_connect:
            raise Unproved
        if self.interrupted:
            raise httpx.ConnectError("interrupted")
        context = client_context(self._files, datetime.now(UTC))
        self.call.opened = True
        plain = self._noted(self._connected(host, port))
        context.sslsocket_class = _KnownSocket
        try:
            with _connecting():
                plain.getpeername()  # one that was reset already: Python's ssl would lose track
                plain.settimeout(self.call.deadline.left())
                safe = context.wrap_socket(
                    plain, server_hostname=host, do_handshake_on_connect=False
                )
                self._noted(safe)  # it has taken the plain one over
                safe.do_handshake()
        except BaseException:
            plain.close()
            _close_what_was_made()
            raise
        finally:
            _making.socket = None
        safe.setblocking(False)
        return Stream(safe, self)

    def _connected(self, host: str, port: int) -> socket.socket:
        addresses = _addresses(host, port)
        while True:
            address = addresses.pop(0)
            # A dead address must not use up the time of the ones behind it.
            share_s = self.call.deadline.left() / (len(addresses) + 1)
            try:
                with _connecting():
                    return _connect(address, port, share_s)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not addresses:
                    raise

    def _noted(self, made: socket.socket) -> socket.socket:
        """Let it be interrupted; one that was, before it could be seen, is closed."""
        self._open = made
        if self.interrupted:
            made.close()
            raise httpx.ConnectError("interrupted")
        return made


class Stream:
    """A connection whose every wait ends with the deadline of the request that it works for.

    The socket never blocks, and after a question is not read before there is something: each call
    gives Python's interpreter lock away, and a thread of a batch would have to wait for it again.
    """

    def __init__(self, safe: ssl.SSLSocket, sockets: Sockets) -> None:
        self._socket = safe
        self._sockets = sockets
        self._is_asked = False

    @property
    def is_readable(self) -> bool:
        """Whether something came, its end perhaps, that nobody has read."""
        try:
            return self._socket.pending() > 0 or is_ready(self._socket, Wish.READ, 0)
        except (OSError, ValueError):
            return True  # it is closed

    def read(self, max_bytes: int) -> bytes:
        """Return what has come, or wait for it; nothing at the end.

        Raises:
            httpx.ReadError, httpx.ReadTimeout: it broke, or said nothing in time.
            LinkTimeout: no time is left.
        """
        wish = Wish.READ if self._is_asked else None
        self._is_asked = False
        return self._done(
            partial(self._socket.recv, max_bytes), wish, httpx.ReadTimeout, httpx.ReadError
        )

    def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            httpx.WriteError, httpx.WriteTimeout: it broke, or took nothing in time.
            LinkTimeout: no time is left.
        """
        self._is_asked = True
        unsent = memoryview(data)
        while unsent:
            sent = self._done(
                partial(self._socket.send, unsent),
                None,
                httpx.WriteTimeout,
                httpx.WriteError,
            )
            unsent = unsent[sent:]

    def close(self) -> None:
        """Close it; again changes nothing."""
        self._socket.close()

    def _done(
        self,
        act: Callable[[], T],
        wish: Wish | None,
        late: type[httpx.TimeoutException],
        broken: type[httpx.NetworkError],
    ) -> T:
        """Do something as soon as the socket lets it be done, after a wait if there is a wish.

        A service that is never silent has no more time than others.
        """
        while True:
            left_s = self._sockets.call.deadline.left()
            try:
                if wish is None or is_ready(self._socket, wish, left_s):
                    return act()
            except ssl.SSLWantReadError:
                wish = Wish.READ
            except ssl.SSLWantWriteError:
                wish = Wish.WRITE
            except (OSError, ValueError) as error:  # a ValueError: closed under us
                raise broken(str(error)) from error
            else:
                raise late("not in time")


class Wish(Enum):
    """What a socket is to be ready for."""

    READ = auto()
    WRITE = auto()


def is_ready(this: socket.socket, wish: Wish, within_s: float) -> bool:
    """Wait until a socket can be read or written; return whether it came to that.

    Args:
        this: Which.
        wish: What for.
        within_s: At most, less than 24 days.

    Raises:
        OSError, ValueError: it is closed.
    """
    if sys.platform == "win32":  # there select knows no limit of numbers, and poll is missing
        reads, writes = ([this], []) if wish is Wish.READ else ([], [this])
        return any(select.select(reads, writes, [], within_s))
    else:  # noqa: RET505 - what is checked for Windows sees no code behind the branch
        poll = select.poll()
        poll.register(this, select.POLLIN if wish is Wish.READ else select.POLLOUT)
        return bool(poll.poll(within_s * 1000))


@contextlib.contextmanager
def _connecting() -> Generator[None]:
    try:
        yield
    except TimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error


def _connect(address: str, port: int, within_s: float) -> socket.socket:
    made = socket.create_connection((address, port), within_s)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # The operating system looks whether the other end is still there.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PROBES.items():
        if hasattr(socket, name):  # macOS and older Windows lack some
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made


class _Making(threading.local):
    socket: ssl.SSLSocket | None = None


_making = _Making()


class _KnownSocket(ssl.SSLSocket):
    """A socket that can be closed though its making failed.

    Python's ssl loses the one that is reset between ``getpeername`` and its handshake.
    """

    def __new__(cls, *args: Any, **options: Any) -> Self:
        """Remember it for the thread that makes it."""
        made = super().__new__(cls, *args, **options)
        _making.socket = made
        return made


def _close_what_was_made() -> None:
    if (made := _making.socket) is not None:
        made.close()


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
