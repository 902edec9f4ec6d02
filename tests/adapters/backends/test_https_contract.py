from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from support.asking import MakeBackend
from support.eligibility import numbers_query
from support.tls_server import TlsServer

from reception_app.backend_api import EligibilityBackend, EligibilityQuery
from reception_app.testing.backend_contract import BackendContract


class TestHttpsBackend(BackendContract):
    @pytest.fixture(autouse=True)
    def service(self, server: TlsServer, make_backend: MakeBackend) -> Iterator[None]:
        self.server, self.make = server, make_backend
        with socket.create_server(("127.0.0.1", 0)) as self.dead:
            yield

    def make_backend(self) -> EligibilityBackend:
        return self.make(self.server.url)

    def query(self) -> EligibilityQuery:
        return numbers_query()

    def unreachable_backend(self) -> EligibilityBackend:
        return self.make(f"https://127.0.0.1:{self.dead.getsockname()[1]}")
