"""The training eligibility service as a whole, for the command line, training mode and tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, Unpack

from reception_app.domain.notice import ServiceNotice
from reception_app.training.service.card_certificate import read_authorities
from reception_app.training.service.counters import Counters, Counts
from reception_app.training.service.desk import Desk, Rules, utc_now
from reception_app.training.service.faults import Faults
from reception_app.training.service.jobs import Jobs
from reception_app.training.service.listening import HOST, Listener, ListeningServer
from reception_app.training.service.people_file import built_in_people, read_people
from reception_app.training.service.pki import (
    Authority,
    Identity,
    server_context,
    write_private,
)
from reception_app.training.service.web import JobDesk, Moods, ServiceApp, Terminals

_STOP_POLL_S = 0.5
_MAX_ROWS = 500
_ASK_AGAIN_S = 1.0


class ServiceOptions(TypedDict, total=False):
    """How a training service is to be.

    Attributes:
        port: 0, as without it: any free one.
        people: TOML file; None: the built-in people.
        trust: Card CAs: PEM files, or PEM itself.
        delay_ms: How long every POST takes at least.
        faults: ``NAME[=ARG][@PATH][:N]``, as in ``faults.parse_faults``.
        unregistered: Every card is refused as not registered.
        visual_allowed: Whether a card may come with a visual proof; it may.
        terminals: Names that the client certificate is registered for; None: any.
        max_rows: Rows of one upload at most; 500.
        ask_again_s: How long a client is to wait for the result of an upload; 1.
        now: The service's clock, aware; TLS goes by the computer's all the same.
        authority: CA for both sides; a fresh one.
        server: Server certificate; a good one of that CA.
    """

    port: int
    people: Path | None
    trust: Sequence[Path | bytes]
    delay_ms: int
    faults: Sequence[str]
    unregistered: bool
    visual_allowed: bool
    terminals: frozenset[str] | None
    max_rows: int
    ask_again_s: float
    now: Callable[[], datetime]
    authority: Authority
    server: Identity


class TrainingService:
    """The service on a thread of its own; a context manager, and startable again after close().

    Attributes:
        ca_pem: CA that issued the server certificate (written when the object is made).
        client_pem: Client certificate that is registered here.
        client_key: Its key, mode 0600.
        authority: The CA, to issue other client certificates; those are nobody's terminal.
        terminals: Who may ask; ``terminals.blocked`` can be changed while the service runs.
    """

    def __init__(self, directory: Path, **options: Unpack[ServiceOptions]) -> None:
        """Write the files of the mutual TLS to a folder; those of an earlier service are replaced.

        Raises:
            ValueError: people, CAs or faults are wrong; all that is wrong with the first of them.
            OSError: the folder cannot be written.
        """
        people = options.get("people")
        self._rules = Rules(
            unregistered=options.get("unregistered", False),
            visual_allowed=options.get("visual_allowed", True),
            now=options.get("now", utc_now),
        )
        known = built_in_people() if people is None else read_people(people)
        self._desk = Desk(known, read_authorities(options.get("trust", ())), rules=self._rules)
        self._jobs = JobDesk(
            Jobs(known, self._rules.now),
            max_rows=options.get("max_rows", _MAX_ROWS),
            ask_again_s=options.get("ask_again_s", _ASK_AGAIN_S),
        )
        self._faults = Faults(options.get("faults", ()))
        self._moods = Moods(options.get("delay_ms", 0))
        self._counters = Counters()
        self._port = options.get("port", 0)
        self._server: ListeningServer | None = None
        self.authority = options.get("authority") or Authority()
        server = options.get("server") or self.authority.issue_server()
        self._context = server_context(self.authority, server)
        client = self.authority.issue_client()
        self.terminals = Terminals(client.fingerprint, options.get("terminals"))
        self.ca_pem = directory / "ca.pem"
        self.client_pem = directory / "client.pem"
        self.client_key = directory / "client.key"
        write_private(self.ca_pem, self.authority.certificate)
        write_private(self.client_pem, client.certificate)
        write_private(self.client_key, client.key)

    @property
    def url(self) -> str:
        """Where it listens, or listened last; without a slash at the end."""
        return f"https://{HOST}:{self._port}"

    @property
    def counts(self) -> Counts:
        """The counters as they stand."""
        return self._counters.read()

    def set_faults(self, *specs: str) -> None:
        """Put other faults in force, counted anew; any thread.

        Raises:
            ValueError: a spec is wrong.
        """
        self._faults.replace(specs)

    def set_delay(self, delay_ms: int) -> None:
        """Let every POST that comes from now on take so long at least; any thread."""
        self._moods.delay_ms = delay_ms

    def set_notices(self, *notices: ServiceNotice) -> None:
        """Announce these from now on, and no others; any thread."""
        self._moods.notices = notices

    def start(self) -> None:
        """Listen; returns when connections are taken.

        Raises:
            OSError: the port is taken.
        """
        if self._server is not None:
            raise RuntimeError("the training service already runs")
        listener = Listener(self._port, self._faults.refuses_connection)
        self._port = listener.getsockname()[1]
        app = ServiceApp(
            self._desk,
            self.terminals,
            rules=self._rules,
            faults=self._faults,
            counters=self._counters,
            jobs=self._jobs,
            moods=self._moods,
        )
        server = ListeningServer(app, listener, context=self._context)
        server.start()
        self._server = server

    def close(self) -> None:
        """Cut all connections and end the thread; more than once is harmless."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def run_training_service(
    directory: Path,
    *,
    on_ready: Callable[[TrainingService], None],
    stop: threading.Event,
    **options: Unpack[ServiceOptions],
) -> None:
    """Run a service until it is told to stop, or interrupted (KeyboardInterrupt goes on up).

    Args:
        directory: Gets ca.pem, client.pem and client.key.
        on_ready: Called once when connections are taken.
        stop: Set to end it.
        options: How it is to be.

    Raises:
        ValueError: people, CAs or faults are wrong.
        OSError: the folder cannot be written, or the port is taken.
    """
    with TrainingService(directory, **options) as service:
        on_ready(service)
        while not stop.wait(_STOP_POLL_S):  # on Windows, Ctrl-C does not end a wait without end
            pass
