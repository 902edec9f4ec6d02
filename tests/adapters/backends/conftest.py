"""A well-behaved loopback service and a backend for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from support.asking import MakeBackend
from support.eligibility import INSTITUTION, TERMINAL, usual_replies
from support.pki import Pki
from support.tls_server import TlsServer, serving

from reception_app.adapters.backends.https import HttpsBackend, HttpsSettings
from reception_app.adapters.backends.tls import TlsFiles


@pytest.fixture
def pki(tmp_path: Path) -> Pki:
    return Pki(tmp_path)


@pytest.fixture
def server(pki: Pki) -> Iterator[TlsServer]:
    with serving(pki.server_context(), usual_replies()) as running:
        yield running


@pytest.fixture
def make_backend(pki: Pki) -> Iterator[MakeBackend]:
    with ExitStack() as stack:

        def make(url: str, *, files: TlsFiles | None = None) -> HttpsBackend:
            settings = HttpsSettings(
                url=url,
                files=files or pki.client_files(),
                institution_code=INSTITUTION,
                terminal=TERMINAL,
                timeout_s=10,
            )
            return stack.enter_context(closing(HttpsBackend(settings)))

        yield make


@pytest.fixture
def backend(make_backend: MakeBackend, server: TlsServer) -> HttpsBackend:
    return make_backend(server.url)
