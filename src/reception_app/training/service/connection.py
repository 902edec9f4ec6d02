"""What the application may know of a connection: uvicorn's h11 protocol, told of its TLS."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from ssl import SSLObject
from typing import cast

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_KEY = "connection"


@dataclass(frozen=True, slots=True)
class Connection:
    """One TLS connection; ``client`` is the fingerprint of the client certificate."""

    client: str
    transport: asyncio.Transport


def connection_of(scope: Scope) -> Connection:
    """Return the connection that a request came on."""
    return cast("Connection", scope["state"][_KEY])


async def until_disconnected(receive: Receive) -> None:
    """Wait until the connection of a request, which was read to its end, is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def connection_protocol(on_connection: Callable[[], None]) -> type[H11Protocol]:
    """Return the protocol that puts the ``Connection`` into the scope of its requests.

    Args:
        on_connection: Called for each connection whose TLS handshake went through.
    """

    class ConnectionProtocol(H11Protocol):
        def connection_made(  # type: ignore[override]  # as uvicorn's own
            self, transport: asyncio.Transport
        ) -> None:
            tls = cast("SSLObject", transport.get_extra_info("ssl_object"))
            certificate = tls.getpeercert(binary_form=True) or b""
            client = hashlib.sha256(certificate).hexdigest()
            self.app_state = {**self.app_state, _KEY: Connection(client, transport)}
            on_connection()
            super().connection_made(transport)

    return ConnectionProtocol
