"""Asking through an https backend in tests, and looking at what the service saw."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from support.eligibility import numbers_query
from support.tls_server import TlsServer

from reception_app.adapters.backends.https import HttpsBackend
from reception_app.domain.eligibility import EligibilityQuery
from reception_app.domain.errors import ReceptionError

MakeBackend = Callable[..., HttpsBackend]

LONG_S = 20.0
"""Never reached."""
SHORT_S = 0.5
"""Always reached."""


def error_of(
    backend: HttpsBackend, query: EligibilityQuery | None = None, *, timeout_s: float = LONG_S
) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        backend.check(query or numbers_query(), timeout_s=timeout_s)
    return caught.value


def paths(server: TlsServer) -> list[tuple[int, str]]:
    return [(seen.connection, seen.path) for seen in server.requests]


def unused_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
