"""The composition root: builds every part, connects them, and closes them in reverse order.

The command line uses it with an ``OwnerLoop``; the window uses it with Qt's event loop. Parts
are built when they are first asked for, so that a command pays only for what it needs.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from reception_app.adapters.batch_sources.in_time import InTime
from reception_app.adapters.durable import private_folder, store_error
from reception_app.adapters.handover.folder import FaceFolderSink
from reception_app.adapters.handover.lock import FileHandoverLock
from reception_app.adapters.system.batch_process import BatchProcess
from reception_app.adapters.system.clock import SystemClock
from reception_app.adapters.system.harden import harden_process
from reception_app.adapters.system.lanes import ThreadLane
from reception_app.adapters.system.logs import logging_to
from reception_app.adapters.system.loop import OwnerLoop
from reception_app.adapters.system.settings_file import practice_folder
from reception_app.adapters.system.waiting import CALL_S, value_from
from reception_app.application.arrivals import ArrivalRules, Arrivals
from reception_app.application.check import CheckController, Desk, Lanes, Ports
from reception_app.application.face_results import FaceFolder, FaceNews
from reception_app.application.handover import HandoverController
from reception_app.application.lane_job import Post
from reception_app.application.ports import (
    EligibilityBackend,
    HandoverSink,
    Lane,
    ReaderNews,
    ResultStore,
)
from reception_app.application.settings import HandoverKind, HandoverWhen, Settings
from reception_app.domain.errors import ReceptionError, SettingsError, StoreBusy
from reception_app.domain.ids import CheckId
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import State
from reception_app.options import Options, data_folder
from reception_app.run_settings import read_run_settings

if TYPE_CHECKING:  # heavy libraries are imported by the part that needs them
    from reception_app.adapters.pcsc.card_thread import CardThread
    from reception_app.adapters.store.results import SqliteStore
    from reception_app.card.certificate import CertificateJudge
    from reception_app.card.pcsc import Pcsc
    from reception_app.training.practice import Practice

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_NET_THREADS = 2
_EXPECTED = (ReceptionError, KeyboardInterrupt, SystemExit)


class App:
    """Every part of the program, built on demand; use it as a context manager."""

    def __init__(
        self, options: Options, post: Post | None = None, *, has_tray: bool = False
    ) -> None:
        """Make an app that is not built yet.

        Args:
            options: The global options.
            post: Puts a call onto the owner's thread; None for the loop of the command line.
            has_tray: In training mode somebody lays the cards down; else one lies there.
        """
        self._has_tray = has_tray
        self._options = options
        self._outer = ExitStack()
        self.clock = SystemClock()
        self.loop = OwnerLoop()
        self.post = post or self.loop.post
        """Puts a call onto the owner's thread."""
        self.data = data_folder(options)
        self._card_thread: CardThread | None = None
        self._face_folder: FaceFolder | None = None
        self._lanes: list[ThreadLane] = []

    def __enter__(self) -> App:
        """Harden the process, read the settings, make the data folder, start the log."""
        harden_process()
        _note_what_escapes()
        try:
            with _data_folder_errors():
                self._settings = read_run_settings(self._options)
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
        self.stop_asking()
        for lane in self._lanes:
            # What the owner wants written down is written down, an answer above all.
            lane.close(finishes=lane is self.__dict__.get("store_lane"))
        if "store" in self.__dict__:
            self.store.close()
        _LOG.info("stopped")
        self._outer.close()

    def stop_asking(self) -> None:
        """Let go of cards and service; whatever they answered is on its way to the owner then.

        Any thread, as often as one likes.
        """
        if self._face_folder is not None:
            self._face_folder.stop()
        if self._card_thread is not None:
            self._card_thread.close()
        if "backend" in self.__dict__:
            self.backend.close()  # ends exchanges that nobody waits for any more
        for name in ("net_lane", "bulk_lane"):
            if name in self.__dict__:
                self.__dict__[name].close()

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
    def bulk_lane(self) -> ThreadLane:
        """Questions of batches to the service: as many threads as it ever answers at once."""
        return self._lane("net-bulk", self.backend.info.max_parallel)

    @cached_property
    def store_lane(self) -> ThreadLane:
        """Every statement to the store."""
        return self._lane("store", 1)

    @cached_property
    def batch_store_lane(self) -> ThreadLane:
        """What the window of 一括照会 reads and notes: nothing that a counter waits for."""
        return self._lane("batch-store", 1)

    @cached_property
    def batch_work_lane(self) -> ThreadLane:
        """Lists that are read, inspected and written down, and the worker's start."""
        return self._lane("batch-work", 1)

    @cached_property
    def batch_reading(self) -> InTime:
        """Lists in folders that may hang, which no lane waits for."""
        return InTime()

    @cached_property
    def handover_lane(self) -> ThreadLane:
        """Folders that may hang."""
        return self._lane("handover", 1)

    def _lane(self, name: str, threads: int) -> ThreadLane:
        lane = ThreadLane(name, threads, self.post)
        self._lanes.append(lane)
        return lane

    def call(
        self,
        lane: Lane,
        job: Callable[[], T],
        *,
        or_else: ReceptionError,
        within_s: float = CALL_S,
    ) -> T:
        """Run a job on a lane and return its value; see ``waiting.value_from``."""
        return value_from(lane, job, or_else=or_else, within_s=within_s)

    # ── card ────────────────────────────────────────────────────────────────────────────────
    def start_cards(
        self, on_news: Callable[[ReaderNews], None], *, only_reader: str = ""
    ) -> CardThread:
        """Start the card thread; its news come on the owner's thread."""
        cards = self.make_cards(on_news, only_reader)
        cards.start()
        return cards

    def make_cards(self, on_news: Callable[[ReaderNews], None], only_reader: str) -> CardThread:
        """Return the card thread, not started."""
        from reception_app.adapters.pcsc.card_thread import CardThread  # noqa: PLC0415 - on demand

        self._card_thread = CardThread(
            self._pcsc(only_reader),
            post=self.post,
            on_news=on_news,
            only_reader=only_reader,
        )
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
        from reception_app.adapters.system.vault import secret_of  # noqa: PLC0415 - on demand

        chosen, clinic = self.settings.backend, self.settings.clinic
        options = {
            **(self.practice.backend_options if self.is_training else chosen.options),
            "institution_code": clinic.institution_code,
            "terminal": clinic.terminal,
            "timeout_s": chosen.timeout_s,
            "data_folder": str(self.data),
            "secret_of": secret_of,
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
        lock = FileHandoverLock(self.data)
        self._outer.callback(lock.release)  # steps that are given up at the end may hold it
        return HandoverController(
            store=self.store,
            store_lane=self.store_lane,
            sink=self.sink,
            handover_lane=self.handover_lane,
            lock=lock,
            clock=self.clock,
            drains_only_begun=self.settings.handover.when is HandoverWhen.CONFIRMED,
        )

    # ── what comes by itself ────────────────────────────────────────────────────────────────
    def face_folder(self, hear: Callable[[FaceFolder, FaceNews], None]) -> FaceFolder | None:
        """Return the terminal's folder of face results, not started; None where there is none.

        Raises:
            StoreError: the store, in which its results go, cannot be opened.
        """
        face, store = self.settings.face, self.store
        if face is None:
            return None
        from reception_app.adapters.face_folder.seen import SeenFiles  # noqa: PLC0415 - on demand
        from reception_app.adapters.face_folder.watch import (  # noqa: PLC0415 - on demand
            FaceFolderSettings,
            FaceFolderWatch,
        )

        def tell(news: FaceNews) -> None:
            hear(folder, news)

        institution = self.settings.clinic.institution_code
        folder = FaceFolderWatch(
            FaceFolderSettings(Path(face.folder), institution, face.consumes),
            SeenFiles(self.data / "face-folder.db"),
            on_news=tell,
            post=self.post,
            is_ours=partial(self._is_stored, store),
        )
        self._face_folder = folder
        return folder

    def _is_stored(self, store: ResultStore, check_id: CheckId) -> bool:
        """Whether a check is in the store; not on the owner's thread."""
        try:
            found = self.call(self.store_lane, partial(store.find, check_id), or_else=StoreBusy())
        except RuntimeError as error:  # the lane is closed: this run is over
            raise StoreBusy from error
        return found is not None

    def arrivals(self) -> Arrivals:
        """Build what saves answers that no check waits for."""
        clinic = self.settings.clinic
        rules = ArrivalRules(
            clinic.institution_code,
            clinic.terminal,
            hands_over=self.sink is not None,
            leaves_faces=_leaves_faces(self.settings),
        )
        return Arrivals(
            store=self.store, store_lane=self.store_lane, clock=self.clock, rules=rules
        )

    # ── the check ───────────────────────────────────────────────────────────────────────────
    def check_controller(
        self,
        cards: CardThread,
        *,
        on_change: Callable[[State], None],
        on_saved: Callable[[CheckId, HandoverState], None],
        on_service: Callable[[ReceptionError | None], None] = lambda _: None,
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
                operators=settings.desk.operators,
                hands_over=self.sink is not None,
                timeout_s=settings.backend.timeout_s,
            ),
            lanes=Lanes(card=cards, net=self.net_lane, store=self.store_lane),
            ports=Ports(gateway, self.backend, self.store, self.clock, os.urandom),
            on_change=on_change,
            on_saved=on_saved,
            on_service=on_service,
        )

    # ── the batch ───────────────────────────────────────────────────────────────────────────
    def batch_process(self, options: Sequence[str]) -> BatchProcess:
        """Return the worker's process, as this window starts it; in training it ends with us.

        Args:
            options: Global options that lead it to our settings.
        """
        process = BatchProcess(self.data, options, outlives_us=not self.is_training)
        self._outer.callback(process.close)
        return process

    # ── settings and places ─────────────────────────────────────────────────────────────────
    @cached_property
    def practice(self) -> Practice:
        """The embedded service and the tray of training mode, running."""
        from reception_app.training.practice import Practice  # noqa: PLC0415 - on demand

        folder = practice_folder(self.data)
        practice = Practice(folder, clock=self.clock, starts_empty=self._has_tray)
        return self._outer.enter_context(practice)


@contextmanager
def _data_folder_errors() -> Generator[None, None, None]:
    """Say what it means that a folder of ours cannot be made."""
    try:
        yield
    except OSError as error:
        raise store_error(error) from error


def _leaves_faces(settings: Settings) -> bool:
    """Whether the receipt computer reads the very folder in which face results are left."""
    face, folder = settings.face, settings.handover.folder
    if face is None or face.consumes or folder is None:
        return False
    # By the paths alone: a share that hangs must not keep anybody here.
    one, other = (os.path.normcase(os.path.abspath(path)) for path in (face.folder, folder))  # noqa: PTH100 - resolve() asks the disk
    return one == other


def _note_what_escapes() -> None:
    """Write what escapes a thread to the log (redacted there), not to the terminal."""

    def note(args: threading.ExceptHookArgs) -> None:
        _LOG.error("a thread ended unexpectedly", exc_info=args.exc_value)

    threading.excepthook = note
    sys.unraisablehook = lambda args: _LOG.error("ignored by a finaliser", exc_info=args.exc_value)
