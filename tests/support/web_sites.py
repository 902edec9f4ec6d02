"""A training web interface, backends for it, and what of it a test looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.eligibility import INSTITUTION
from support.terminals import LONG_S, hanako_query

from reception_app.adapters.backends.oqs_webapi.backend import (
    REQUEST_S,
    OqsWebApiBackend,
    OqsWebApiSettings,
)
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.domain.eligibility import EligibilityQuery
from reception_app.domain.errors import ReceptionError
from reception_app.training.terminal.web import PASSWORD, USER, TrainingWeb

AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
SECRET = f"oqs-webapi/{USER}"


def never_moving() -> float:
    return 0.0


@dataclass
class WebSite:
    """An interface, the clock that it goes by, and the key store of a desk's computer."""

    web: TrainingWeb
    stack: ExitStack
    now: datetime = AT
    kept: dict[str, str] = field(default_factory=lambda: {SECRET: PASSWORD})

    @property
    def files(self) -> TlsFiles:
        return TlsFiles(
            ca=str(self.web.ca_pem),
            certificate=str(self.web.client_pem),
            key=str(self.web.client_key),
        )

    @property
    def logins(self) -> int:
        return self.web.logins

    @property
    def searches(self) -> int:
        return self.web.searches

    def backend(
        self,
        *,
        auth_url: str = "",
        search_url: str = "",
        files: TlsFiles | None = None,
        request_s: float = REQUEST_S,
        monotonic: Callable[[], float] = never_moving,
    ) -> OqsWebApiBackend:
        settings = OqsWebApiSettings(
            auth_url=auth_url or self.web.auth_url,
            search_url=search_url or self.web.search_url,
            files=files or self.files,
            user=USER,
            institution_code=INSTITUTION,
            request_s=request_s,
        )
        backend = OqsWebApiBackend(settings, secret_of=self.kept.get, monotonic=monotonic)
        self.stack.callback(backend.close)
        return backend


@contextmanager
def web_site_in(folder: Path) -> Iterator[WebSite]:
    with ExitStack() as stack:
        sites: list[WebSite] = []  # the interface wants the clock, and the site the interface
        web = stack.enter_context(TrainingWeb(folder, now=lambda: sites[0].now))
        sites.append(WebSite(web, stack))
        yield sites[0]


def error_of(
    backend: OqsWebApiBackend,
    query: EligibilityQuery | None = None,
    *,
    timeout_s: float = LONG_S,
) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        backend.check(query or hanako_query(), timeout_s=timeout_s)
    return caught.value
