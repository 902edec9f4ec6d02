"""A training web interface of the eligibility system: HTTPS on loopback, with invented people.

It plays both hosts, login and search, on one port; nothing of it reaches the outside.
Source: eligibility-interface.md 1.9.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypedDict, Unpack

from reception_app.messages.web_login import Login
from reception_app.training.service.listening import HOST, Listener, ListeningServer
from reception_app.training.service.people_file import built_in_people, read_people
from reception_app.training.service.pki import (
    Authority,
    server_context,
    write_private,
)
from reception_app.training.terminal.web_app import AUTH_PATH, SEARCH_PATH, WebApp
from reception_app.training.terminal.web_faults import WebFaults
from reception_app.training.terminal.web_gate import Gate

USER: Final = "training"
PASSWORD: Final = "training"  # noqa: S105 - lets nobody in but to invented people


class WebOptions(TypedDict, total=False):
    """How a training web interface is to be.

    Attributes:
        port: 0, as without it: any free one.
        people: TOML file of its people; the built-in ones otherwise.
        faults: ``web_faults`` lists them.
        delay_ms: Every answer takes so long.
        user: Who may log in.
        password: With which password.
        now: The interface's clock, aware; TLS goes by the computer's all the same.
        authority: CA for both sides; a fresh one.
    """

    port: int
    people: Path | None
    faults: Sequence[str]
    delay_ms: int
    user: str
    password: str
    now: Callable[[], datetime]
    authority: Authority


class TrainingWeb:
    """The interface on a thread of its own, while the context is open.

    Attributes:
        ca_pem: CA that issued the server certificate (written when the object is made).
        client_pem: Client certificate that is let in here.
        client_key: Its key, mode 0600.
    """

    def __init__(self, directory: Path, **options: Unpack[WebOptions]) -> None:
        """Write the files of the mutual TLS to a folder.

        Raises:
            ValueError: people or faults are wrong.
            OSError: the folder cannot be written.
        """
        people, now = options.get("people"), options.get("now") or _utc_now
        known = read_people(people) if people else built_in_people()
        self._faults = WebFaults(options.get("faults", ()))
        self._user = options.get("user") or USER
        self._gate = Gate(Login(self._user, options.get("password") or PASSWORD), now)
        self._app = WebApp(
            known, self._gate, self._faults, delay_s=options.get("delay_ms", 0) / 1000, now=now
        )
        authority = options.get("authority") or Authority()
        client = authority.issue_client()
        self.ca_pem = directory / "ca.pem"
        self.client_pem = directory / "client.pem"
        self.client_key = directory / "client.key"
        write_private(self.ca_pem, authority.certificate)
        write_private(self.client_pem, client.certificate)
        write_private(self.client_key, client.key)
        self._port = options.get("port", 0)
        self._context = server_context(authority, authority.issue_server())
        self._running = ExitStack()

    @property
    def auth_url(self) -> str:
        """Where to log in."""
        return f"https://{HOST}:{self._port}{AUTH_PATH}"

    @property
    def search_url(self) -> str:
        """Where to ask."""
        return f"https://{HOST}:{self._port}{SEARCH_PATH}"

    @property
    def connections(self) -> int:
        """How many TLS handshakes went through."""
        return self._app.counters.read().connections

    @property
    def logins(self) -> int:
        """How many logins came, whatever became of them."""
        return self._app.arrived["auth"]

    @property
    def searches(self) -> int:
        """How many searches came, whatever became of them."""
        return self._app.arrived["search"]

    def set_faults(self, *specs: str) -> None:
        """Put other faults in force, counted anew; any thread.

        Raises:
            ValueError: a spec is wrong; all wrong ones are named.
        """
        self._faults.replace(specs)

    def set_password(self, password: str) -> None:
        """Let the user in with this password alone, from now on; any thread."""
        self._gate.login = Login(self._user, password)

    def __enter__(self) -> Self:
        """Listen and answer.

        Raises:
            OSError: the port is taken.
        """
        listener = Listener(self._port, lambda: False)
        self._port = listener.getsockname()[1]
        server = ListeningServer(self._app, listener, context=self._context)
        server.start()
        self._running.callback(server.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Cut all connections and end the thread."""
        self._running.close()


def _utc_now() -> datetime:
    return datetime.now(UTC)
