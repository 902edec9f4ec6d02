"""A loopback HTTPS server that answers, keeps silent or cuts exactly as a test tells it.

It knows HTTP/1.1 and TLS; what an eligibility service says is in ``support.eligibility``.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True)
class Seen:
    """One request that arrived whole; ``connection`` counts from 1."""

    connection: int
    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Wire:
    """What a reply may do with its connection."""

    def __init__(self, sock: ssl.SSLSocket, stopping: threading.Event) -> None:
        self._sock = sock
        self.stopping = stopping

    def send(self, content: bytes) -> None:
        self._sock.sendall(content)

    def send_slowly(self, content: bytes, pause_s: float) -> None:
        """Send byte by byte until the server stops or the client has had enough."""
        for byte in content:
            if self.stopping.wait(pause_s):
                return
            self.send(bytes([byte]))


Reply = Callable[[Wire, Seen], bool]
"""Answers a request; returns whether the connection stays open."""


def answer(
    status: int, body: bytes, headers: Mapping[str, str] | None = None, *, closing: bool = False
) -> Reply:
    """A whole answer; ``closing`` ends the connection after it."""

    def reply(wire: Wire, _seen: Seen) -> bool:
        wire.send(head(status, len(body), headers) + body)
        return not closing

    return reply


def raw(content: bytes) -> Reply:
    """Bytes as they are, then the end."""

    def reply(wire: Wire, _seen: Seen) -> bool:
        wire.send(content)
        return False

    return reply


def cut(_wire: Wire, _seen: Seen) -> bool:
    """The request arrived; no answer."""
    return False


def silence(wire: Wire, _seen: Seen) -> bool:
    """The request arrived; nothing happens until the server stops."""
    wire.stopping.wait()
    return False


def dripping(content: bytes, pause_s: float) -> Reply:
    """Bytes one by one."""

    def reply(wire: Wire, _seen: Seen) -> bool:
        wire.send_slowly(content, pause_s)
        return False

    return reply


def endless(status: int, megabytes: int) -> Reply:
    """A body of so many megabytes of spaces, without its length being told."""

    def reply(wire: Wire, _seen: Seen) -> bool:
        wire.send(f"HTTP/1.1 {status} X\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(megabytes):
            wire.send(b"100000\r\n" + b" " * 0x100000 + b"\r\n")
        wire.send(b"0\r\n\r\n")
        return True

    return reply


def head(status: int, length: int, headers: Mapping[str, str] | None = None) -> bytes:
    """The head of an answer."""
    fields = {"Content-Type": "application/json", "Content-Length": str(length)}
    lines = [f"{name}: {value}\r\n" for name, value in (fields | dict(headers or {})).items()]
    return f"HTTP/1.1 {status} X\r\n{''.join(lines)}\r\n".encode("latin-1")


class TlsServer:
    """Replies queued for a path come first, in order; then the usual one for that path."""

    def __init__(self, context: ssl.SSLContext, usual: dict[str, Reply], *, port: int = 0) -> None:
        self._context = context
        self._usual = usual
        self._queued: dict[str, deque[Reply]] = {}
        self._listener = socket.create_server(("127.0.0.1", port))
        self._lock = threading.Condition()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.requests: list[Seen] = []
        self.connections = 0
        """Connections whose TLS handshake succeeded."""
        self.refused = 0
        """Connections whose TLS handshake failed."""

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def next(self, path: str, *replies: Reply) -> None:
        """Queue replies for the next requests of a path."""
        self._queued.setdefault(path, deque()).extend(replies)

    def always(self, path: str, reply: Reply) -> None:
        """Change the usual reply of a path."""
        self._usual[path] = reply

    def seen(self, path: str) -> list[Seen]:
        """Requests for a path, in the order of their arrival."""
        with self._lock:
            return [request for request in self.requests if request.path == path]

    def wait_for(self, path: str, count: int = 1) -> None:
        """Wait until so many requests for a path have arrived."""
        with self._lock:
            arrived = self._lock.wait_for(
                lambda: sum(request.path == path for request in self.requests) >= count, timeout=30
            )
        assert arrived

    def wait_for_closed(self, count: int) -> None:
        """Wait until so many connections have been closed on our side."""
        with self._lock:
            closed = self._lock.wait_for(
                lambda: sum(sock.fileno() == -1 for sock in self._sockets) >= count, timeout=30
            )
        assert closed

    def drop_connections(self) -> None:
        """Close every open connection, as an idle time-out would."""
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self.wait_for_closed(len(self._sockets))

    def start(self) -> None:
        self._spawn(self._accept)

    def stop(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._spawn(self._serve, sock)

    def _serve(self, plain: socket.socket) -> None:
        plain.settimeout(60)
        # What is sent has come, and does not wait for the client's acknowledgement.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            sock = self._context.wrap_socket(plain, server_side=True)
        except OSError:  # the handshake failed; wrap_socket has taken the socket over
            plain.close()
            with self._lock:
                self.refused += 1
                self._lock.notify_all()
            return
        with self._lock:
            self.connections += 1
            number = self.connections
            self._sockets.append(sock)
            self._lock.notify_all()
        try:
            with contextlib.suppress(OSError), sock.makefile("rb") as stream:
                self._converse(sock, stream, number)
        finally:
            sock.close()
            with self._lock:
                self._lock.notify_all()

    def _converse(self, sock: ssl.SSLSocket, stream: BinaryIO, number: int) -> None:
        wire = Wire(sock, self._stopping)
        while (request := _read_request(stream, number)) is not None:
            with self._lock:
                self.requests.append(request)
                queue = self._queued.get(request.path)
                reply = queue.popleft() if queue else self._usual.get(request.path, _NOT_FOUND)
                self._lock.notify_all()
            if not reply(wire, request):
                return


_NOT_FOUND = answer(404, b"")


def _read_request(stream: BinaryIO, number: int) -> Seen | None:
    line = stream.readline()
    if not line:
        return None
    method, path, _ = line.decode("latin-1").split(" ")
    headers: dict[str, str] = {}
    while (each := stream.readline()) not in {b"\r\n", b""}:
        name, _, value = each.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Seen(number, method, path, headers, body)


@contextlib.contextmanager
def serving(
    context: ssl.SSLContext, usual: dict[str, Reply], *, port: int = 0
) -> Generator[TlsServer]:
    """A running server; its threads have ended when the block ends."""
    server = TlsServer(context, usual, port=port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
