"""uvicorn on a loopback socket and a thread of its own, closed at once however busy it is."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Protocol

import uvicorn
from starlette.types import Receive, Scope, Send

from reception_app.training.service.connection import connection_protocol
from reception_app.training.service.counters import Counters

HOST: Final = "127.0.0.1"

_KEEP_ALIVE_S = 300
_CLOSE_WAIT_S = 0.8
_TICK_S = 0.5
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class ListeningApp(Protocol):
    """An ASGI application that is told when it has to end."""

    @property
    def closing(self) -> asyncio.Event:
        """Set when the server closes."""
        ...

    @property
    def counters(self) -> Counters:
        """Counts connections."""
        ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        ...


class Listener(socket.socket):
    """A listening socket that can refuse connections, and knows those that are open."""

    def __init__(self, port: int, refuses: Callable[[], bool]) -> None:
        """Bind to loopback.

        Args:
            port: 0: any free one.
            refuses: Asked for each connection; a refused one is reset before TLS begins.

        Raises:
            OSError: the port is taken.
        """
        # Without the protocol asyncio would not switch Nagle off: 40 ms for each answer.
        super().__init__(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._refuses = refuses
        self._accepted: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        if sys.platform != "win32":  # there it would let two programs share the port
            self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self.bind((HOST, port))
        except OSError:
            self.close()
            raise

    def accept(self) -> tuple[socket.socket, Any]:
        """Take a connection.

        Raises:
            ConnectionAbortedError: it was refused; asyncio then goes on.
        """
        connection, peer = super().accept()
        if self._refuses():
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            connection.close()
            raise ConnectionAbortedError
        self._accepted.add(connection)
        return connection, peer

    def open_connections(self) -> list[socket.socket]:
        """Return what was accepted and is not closed, TLS handshakes under way included."""
        return [connection for connection in self._accepted if connection.fileno() != -1]


class ListeningServer(uvicorn.Server):
    """uvicorn's server on a thread; started and closed once."""

    def __init__(self, app: ListeningApp, listener: Listener, *, context: ssl.SSLContext) -> None:
        config = uvicorn.Config(
            app,
            interface="asgi3",
            http=connection_protocol(app.counters.count_connection),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            ssl_context_factory=lambda _config, _default: context,
        )
        super().__init__(config)
        self._app = app
        self._listener = listener
        self._ready: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=self._run, name="training-service", daemon=True)

    def start(self) -> None:
        """Start the thread; returns when connections are taken."""
        self._thread.start()
        self._ready.result()

    def close(self) -> None:
        """Cut all connections and wait for the thread."""
        self._ready.result().call_soon_threadsafe(self._app.closing.set)
        self._thread.join()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and tell the thread that waits for it."""
        await super().startup(sockets)
        self._ready.set_result(asyncio.get_running_loop())

    async def main_loop(self) -> None:
        """Serve until closed; each tick renews the Date header."""
        while not self._app.closing.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._app.closing.wait(), _TICK_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut every connection; uvicorn itself would wait for those that are busy."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for accepted in self._listener.open_connections():
            with contextlib.suppress(OSError):
                accepted.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._all_gone(), _CLOSE_WAIT_S)
        self._listener.close()

    async def _all_gone(self) -> None:
        while self.server_state.tasks or self._listener.open_connections():
            await asyncio.sleep(0.005)

    def _run(self) -> None:
        try:
            # The same loop on every platform: only it takes connections with Listener.accept().
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self.serve([self._listener]))
        except BaseException as error:
            self._listener.close()
            if self._ready.done():
                raise
            self._ready.set_exception(error)
