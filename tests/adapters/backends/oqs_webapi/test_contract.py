from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from support.terminals import hanako_query
from support.web_sites import WebSite

from reception_app.backend_api import EligibilityBackend, EligibilityQuery
from reception_app.testing.backend_contract import BackendContract


class TestOqsWebApiBackend(BackendContract):
    @pytest.fixture(autouse=True)
    def interface(self, site: WebSite) -> Iterator[None]:
        self.site = site
        with socket.create_server(("127.0.0.1", 0)) as self.dead:
            yield

    def make_backend(self) -> EligibilityBackend:
        return self.site.backend()

    def query(self) -> EligibilityQuery:
        return hanako_query()

    def unreachable_backend(self) -> EligibilityBackend:
        return self.site.backend(auth_url=f"https://127.0.0.1:{self.dead.getsockname()[1]}/auth")


class TestOqsWebApiBackendThatCanOnlyLogIn(TestOqsWebApiBackend):
    def unreachable_backend(self) -> EligibilityBackend:
        place = f"https://127.0.0.1:{self.dead.getsockname()[1]}/search"
        return self.site.backend(search_url=place)
