"""The composition root: builds every part, connects them, and closes them in reverse order.

The command line uses it with an ``OwnerLoop``; the window will use it with Qt's event loop. Parts
are built when they are first asked for, so that a command pays only for what it needs.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from reception_app.adapters.durable import private_folder, store_error
from reception_app.adapters.handover.folder import FaceFolderSink
from reception_app.adapters.handover.lock import FileHandoverLock
from reception_app.adapters.system.clock import SystemClock
from reception_app.adapters.system.harden import harden_process
from reception_app.adapters.system.lanes import ThreadLane
from reception_app.adapters.system.logs import logging_to
from reception_app.adapters.system.loop import OwnerLoop
from reception_app.adapters.system.settings_file import (
    check_files,
    default_data_dir,
    default_settings_path,
    load_settings,
    read_toml,
)
from reception_app.application.check import CheckController, Desk, Lanes, Ports
from reception_app.application.handover import HandoverController
from reception_app.application.ports import (
    EligibilityBackend,
    Err,
    HandoverSink,
    Lane,
    Ok,
    ReaderNews,
)
from reception_app.application.settings import HandoverKind, Settings
from reception_app.domain.errors import ReceptionError, SettingsError, StoreBusy
from reception_app.domain.ids import CheckId
from reception_app.domain.session import State

if TYPE_CHECKING:  # heavy libraries are imported by the part that needs them
    from reception_app.adapters.pcsc.card_thread import CardThread
    from reception_app.adapters.store.results import SqliteStore
    from reception_app.card.certificate import CertificateJudge
    from reception_app.card.pcsc import Pcsc
    from reception_app.training.practice import Practice

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_NET_THREADS = 2
_CALL_S = 30.0
"""No call lasts so long but one that hangs: statements give up after 5 s, exchanges after 15."""
_EXPECTED = (ReceptionError, KeyboardInterrupt, SystemExit)


@dataclass(frozen=True, slots=True)
class Options:
    """The global options of the command line.

    Attributes:
        settings: Settings file; None for the default place.
        data: Folder of store and logs; None for the default place.
        training: Nothing real: embedded service, virtual card, files beside the data folder.
    """

    settings: Path | None = None
    data: Path | None = None
    training: bool = False


class App:
    """Every part of the program, built on demand; use it as a context manager."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._outer = ExitStack()
        self.clock = SystemClock()
        self.loop = OwnerLoop()
        self.data = options.data or default_data_dir(training=options.training)
        self._card_thread: CardThread | None = None
        self._lanes: list[ThreadLane] = []

    def __enter__(self) -> App:
        """Harden the process, read the settings, make the data folder, start the log."""
        harden_process()
        _note_what_escapes()
        try:
            with _data_folder_errors():
                self._settings = self._read_settings()
                private_folder(self.data)
            self._outer.enter_context(logging_to(self.data))
        except BaseException:
            self._outer.close()
            raise
        _LOG.info("started")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close what was built: card first, so that no card stays powered."""
        if error is not None and not isinstance(error, _EXPECTED):
            _LOG.critical("unexpected", exc_info=error)  # while the log is open
        if self._card_thread is not None:
            self._card_thread.close()
        if "backend" in self.__dict__:
            self.backend.close()  # ends exchanges that nobody waits for any more
        for lane in self._lanes:
            lane.close()
        if "store" in self.__dict__:
            self.store.close()
        _LOG.info("stopped")
        self._outer.close()

    @property
    def settings(self) -> Settings:
        """What the settings file says, or the training settings."""
        return self._settings

    @property
    def is_training(self) -> bool:
        """Whether nothing here is real."""
        return self._options.training

    # ── lanes ───────────────────────────────────────────────────────────────────────────────
    @cached_property
    def net_lane(self) -> ThreadLane:
        """Questions of the desk to the service."""
        return self._lane("net-desk", _NET_THREADS)

    @cached_property
    def store_lane(self) -> ThreadLane:
        """Every statement to the store."""
        return self._lane("store", 1)

    @cached_property
    def handover_lane(self) -> ThreadLane:
        """Folders that may hang."""
        return self._lane("handover", 1)

    def _lane(self, name: str, threads: int) -> ThreadLane:
        lane = ThreadLane(name, threads, self.loop.post)
        self._lanes.append(lane)
        return lane

    def call(self, lane: Lane, job: Callable[[], T], *, or_else: ReceptionError) -> T:
        """Run a job on a lane and return its value, running the loop meanwhile.

        Args:
            lane: Where.
            job: What.
            or_else: What it means that the job has not come back after a while.

        Raises:
            ReceptionError: as the job raised it, or ``or_else``.
        """
        outcomes: list[Ok[T] | Err] = []
        lane.submit(job, outcomes.append)
        if not self.loop.run_until(lambda: bool(outcomes), _CALL_S):
            raise or_else
        outcome = outcomes[0]
        if isinstance(outcome, Err):
            raise outcome.error
        return outcome.value

    # ── card ────────────────────────────────────────────────────────────────────────────────
    def start_cards(
        self, on_news: Callable[[ReaderNews], None], *, only_reader: str = ""
    ) -> CardThread:
        """Start the card thread; its news come on the loop."""
        from reception_app.adapters.pcsc.card_thread import CardThread  # noqa: PLC0415 - on demand

        self._card_thread = CardThread(
            self._pcsc(only_reader),
            post=self.loop.post,
            on_news=on_news,
            only_reader=only_reader,
        )
        self._card_thread.start()
        return self._card_thread

    def _pcsc(self, only_reader: str) -> Pcsc:
        """Return the tray in training mode, unless a real reader is named."""
        if self.is_training and only_reader in self.practice.reader:
            return self.practice.tray
        from reception_app.adapters.pcsc.scard_api import ScardApi  # noqa: PLC0415 - on demand

        return ScardApi()

    @cached_property
    def judge(self) -> CertificateJudge:
        """Judges cards against ``[card] trust``; in training against the training CA alone.

        Raises:
            SettingsError: a file of ``[card] trust`` is unusable.
        """
        from reception_app.adapters.certificates.x509 import (  # noqa: PLC0415 - on demand
            load_pinned_cas,
        )

        files = [self.practice.card_ca] if self.is_training else self.settings.card.trust
        judge, problems = load_pinned_cas(files, training=self.is_training)
        if problems:
            raise SettingsError(problems)
        return judge

    # ── service ─────────────────────────────────────────────────────────────────────────────
    @cached_property
    def backend(self) -> EligibilityBackend:
        """The eligibility service that the settings name.

        Raises:
            SettingsError: it cannot be made.
        """
        from reception_app.adapters.backends.registry import (  # noqa: PLC0415 - on demand
            load_backend,
        )

        chosen, clinic = self.settings.backend, self.settings.clinic
        options = {
            **(self.practice.backend_options if self.is_training else chosen.options),
            "institution_code": clinic.institution_code,
            "terminal": clinic.terminal,
            "timeout_s": chosen.timeout_s,
        }
        return load_backend(chosen.name, options)

    def terminal_certificate_end(self) -> datetime | None:
        """Return when our own client certificate ends; None where the backend uses none.

        Raises:
            LinkUntrusted: BK04, it cannot be read.
        """
        from reception_app.adapters.certificates.x509 import (  # noqa: PLC0415 - on demand
            end_of_certificate,
        )

        options = (
            self.practice.backend_options if self.is_training else self.settings.backend.options
        )
        file = options.get("client_certificate")
        return end_of_certificate(Path(str(file))) if file else None

    def warm_backend(self) -> None:
        """Open a connection ahead of need, where the backend can."""
        warm: Callable[[], None] | None = getattr(self.backend, "warm", None)
        if warm is not None:
            self.net_lane.submit(warm, lambda _: None)

    # ── store and hand-over ─────────────────────────────────────────────────────────────────
    @cached_property
    def store(self) -> SqliteStore:
        """The store, opened; made if there is none.

        Raises:
            StoreError: it cannot be opened; it is left untouched.
        """
        return self.call(self.store_lane, self._open_store, or_else=StoreBusy())

    def _open_store(self) -> SqliteStore:
        from reception_app.adapters.store.opening import open_store  # noqa: PLC0415 - on demand
        from reception_app.adapters.system.vault import store_key  # noqa: PLC0415 - on demand

        path, key_file = self.data / "store", self.settings.store.key_file
        key = store_key(
            Path(key_file) if key_file else None,
            store_exists=path.exists(),
            place=str(self.data.absolute()),
        )
        return open_store(path, key)

    @cached_property
    def sink(self) -> HandoverSink | None:
        """The receipt computer's folder, or None where nothing is handed over."""
        handover = self.settings.handover
        if handover.kind is HandoverKind.NONE or handover.folder is None:
            return None
        return FaceFolderSink(
            Path(handover.folder),
            self.settings.clinic.institution_code,
            encoding=handover.encoding.value,
        )

    @cached_property
    def handover(self) -> HandoverController | None:
        """What drains the outbox, or None where nothing is handed over."""
        if self.sink is None:
            return None
        return HandoverController(
            store=self.store,
            store_lane=self.store_lane,
            sink=self.sink,
            handover_lane=self.handover_lane,
            lock=FileHandoverLock(self.data),
            clock=self.clock,
        )

    # ── the check ───────────────────────────────────────────────────────────────────────────
    def check_controller(
        self,
        cards: CardThread,
        *,
        operator: str,
        on_change: Callable[[State], None],
        on_saved: Callable[[CheckId], None],
    ) -> CheckController:
        """Build the controller of one desk around a running card thread."""
        from reception_app.adapters.pcsc.gateway import (  # noqa: PLC0415 - on demand
            PcscCardGateway,
        )

        settings = self.settings
        gateway = PcscCardGateway(
            cards.pcsc,
            choose_reader=cards.choose_reader,
            judge=self.judge,
            clock=self.clock,
            phones=settings.card.phones,
        )
        cards.at_end(gateway.close)
        return CheckController(
            desk=Desk(
                institution_code=settings.clinic.institution_code,
                terminal=settings.clinic.terminal,
                operator=operator,
                operators=settings.desk.operators,
                hands_over=self.sink is not None,
                timeout_s=settings.backend.timeout_s,
            ),
            lanes=Lanes(card=cards, net=self.net_lane, store=self.store_lane),
            ports=Ports(gateway, self.backend, self.store, self.clock, os.urandom),
            on_change=on_change,
            on_saved=on_saved,
        )

    # ── settings and places ─────────────────────────────────────────────────────────────────
    def _read_settings(self) -> Settings:
        path = self._options.settings
        if self.is_training:
            return self._training_settings(read_toml(path) if path else {})
        from reception_app.adapters.backends.registry import (  # noqa: PLC0415 - on demand
            known_backends,
        )

        place = path or default_settings_path()
        settings = load_settings(place, backends=known_backends())
        if problems := check_files(settings):
            raise SettingsError(problems)
        return settings

    def _training_settings(self, tables: Mapping[str, object]) -> Settings:
        """Return the training settings, with desk and reader of a named settings file."""
        from reception_app.training.practice import practice_settings  # noqa: PLC0415 - on demand

        private_folder(self.practice_folder)
        return practice_settings(self.practice_folder, tables)

    @property
    def practice_folder(self) -> Path:
        """Where training mode puts its files: beside the data folder, not inside."""
        return self.data.absolute().parent / "reception-app-training"

    @cached_property
    def practice(self) -> Practice:
        """The embedded service and the tray of training mode, running."""
        from reception_app.training.practice import Practice  # noqa: PLC0415 - on demand

        return self._outer.enter_context(Practice(self.practice_folder, clock=self.clock))


@contextmanager
def _data_folder_errors() -> Generator[None, None, None]:
    """Say what it means that a folder of ours cannot be made."""
    try:
        yield
    except OSError as error:
        raise store_error(error) from error


def _note_what_escapes() -> None:
    """Write what escapes a thread to the log (redacted there), not to the terminal."""

    def note(args: threading.ExceptHookArgs) -> None:
        _LOG.error("a thread ended unexpectedly", exc_info=args.exc_value)

    threading.excepthook = note
    sys.unraisablehook = lambda args: _LOG.error("ignored by a finaliser", exc_info=args.exc_value)
