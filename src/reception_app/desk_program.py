"""The composition root of the windows: one run of the desk, from its settings to its clean stop.

The parts are built on a thread while the window says that it is getting ready. What keeps a desk
from coming up is said in the window.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from reception_app.adapters.durable import private_folder, store_error
from reception_app.adapters.system.batch_lock import CounterSign
from reception_app.adapters.system.lanes import ThreadLane
from reception_app.adapters.system.logs import log_path
from reception_app.adapters.system.settings_file import read_toml, settings_place
from reception_app.app import App
from reception_app.app_batches import batch_timer
from reception_app.application.catalogue import Lang
from reception_app.application.desk import DeskController
from reception_app.application.exit_status import ANSWERED, exit_status
from reception_app.application.settings import (
    DisplaySettings,
    PatientScreenUse,
    Settings,
    read_display,
)
from reception_app.application.tray import TrayPort
from reception_app.desk_batches import OpenBatchDesk, prepare_batch_desk
from reception_app.desk_building import OpenDesk, prepare_desk
from reception_app.domain.desk import DeskNow, Phase
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import BugError, ReceptionError, StoreBusy, StoreDamaged
from reception_app.domain.session.states import Answered, Failed, Idle
from reception_app.options import Options, data_folder, desk_options
from reception_app.run_settings import settings_file
from reception_app.ui.batch.shell import BatchShell
from reception_app.ui.collector import Collector
from reception_app.ui.dialogs import CrashDialog
from reception_app.ui.dispatcher import UiDispatcher
from reception_app.ui.frame import DeskFrame
from reception_app.ui.looks import Looks
from reception_app.ui.patient.placement import Placement
from reception_app.ui.patient.window import PatientWindow
from reception_app.ui.settings.window import SettingsWindow
from reception_app.ui.shell import DeskShell
from reception_app.ui.single_instance import SingleInstance
from reception_app.ui.staff.window import StaffWindow
from reception_app.ui.tray import TrayWindow
from reception_app.ui.viewstate.staff import staff_view

_CRASHES = "crashes.log"
_HEARING_S = 5.0
_TURN_S = 0.0005
"""A thread that computes gives way so soon; Python's own 5 ms would add up to a gap at each turn
of the window, which takes the interpreter back hundreds of times for one picture."""
_START_UP_S = 10.0
_NOTE_EVERY_S = 1.0
_TRY_EVERY_MS = 250
_TRIES = 120
"""Together longer than a run takes to end where everything hangs."""
_LOG = logging.getLogger(__name__)


class DeskProgram(QObject):
    """One run of the desk: begin() opens it, stop() ends it and then the event loop."""

    ended = Signal(int)
    """Everything is closed; the program's exit status."""
    _all_closed = Signal()

    def __init__(self, qt: QApplication, frame: DeskFrame, options: Options) -> None:
        super().__init__()
        self._qt = qt
        self._frame = frame
        self._options = desk_options(options)
        self._data = data_folder(self._options)
        self._dispatcher = UiDispatcher(self)
        self._instance = SingleInstance(self._data, self)
        self._collector = Collector(self._is_quiet, self)
        self._closing = ExitStack()
        self._start_up: threading.Thread | None = None
        self._closer: threading.Thread | None = None
        self._is_ending = False
        self._tries_left = _TRIES
        self._waiting = QTimer(self, interval=_TRY_EVERY_MS)
        self._waiting.timeout.connect(self._try_again)
        self._started_in = Lang(self._options.lang) if self._options.lang else None
        self._saved_language = Lang.JA
        self._app: App | None = None
        self._settings_lane: ThreadLane | None = None
        self._shell: DeskShell | None = None
        self.batches: BatchShell | None = None
        self._counter: CounterSign | None = None
        self._place: Placement | None = None
        self.settings_window: SettingsWindow | None = None
        self._crash: CrashDialog | None = None
        self._noted_at = -_NOTE_EVERY_S
        self.desk: DeskController | None = None
        self.patient: PatientWindow | None = None
        self.tray: TrayWindow | None = None
        self.cards: TrayPort | None = None
        self.looks = Looks(qt, self._display(), self)
        self.staff = StaffWindow(self.looks.theme, self.looks.staff_texts)
        self._all_closed.connect(self._closed, Qt.ConnectionType.QueuedConnection)
        self.ended.connect(qt.exit, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> bool:
        """Open the desk; return False if this data folder has a window already."""
        self._show(DeskNow(is_training=self._options.training))
        try:
            private_folder(self._data)
        except OSError as error:
            self._fill_frame()
            self._show_trouble(store_error(error))
            return True
        if self._instance.acquire():
            self._start()
        elif self._instance.is_taken and self._instance.ring():
            return False
        else:
            self._waiting.start()
        self._fill_frame()
        return True

    def _start(self) -> None:
        """Build the desk: this is the only window of the folder."""
        self._catch_what_escapes()
        self._collector.begin()
        self._closing.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(_TURN_S)
        self._instance.rung.connect(self._frame.come_to_front)
        self._instance.listen()
        self._start_up = threading.Thread(target=self._build, name="start-up", daemon=True)
        self._start_up.start()

    @Slot()
    def _try_again(self) -> None:
        """Start as soon as the window before this one, which answers no more, has ended."""
        self._tries_left -= 1
        if self._instance.acquire():
            self._waiting.stop()
            self._start()
        elif not self._instance.is_taken or not self._tries_left:
            self._waiting.stop()
            self._show_trouble(StoreBusy() if self._instance.is_taken else StoreDamaged())

    def _fill_frame(self) -> None:
        self.staff.settings_asked.connect(self._show_settings)
        self.staff.patient_window_asked.connect(self._show_patient)
        self._frame.take_in(self.staff)

    def _display(self) -> DisplaySettings:
        """Return how the windows look; what is wrong with the file is said later."""
        place = settings_place(self._options.settings, self._data, training=self._options.training)
        display = DisplaySettings()
        with suppress(ReceptionError):
            display = read_display(read_toml(place))
        self._saved_language = display.language
        return self._as_started(display)

    def _as_started(self, display: DisplaySettings) -> DisplaySettings:
        """Return these settings in the language that the program was started with, if any.

        It holds until somebody saves another language.
        """
        if display.language is not self._saved_language:
            self._saved_language, self._started_in = display.language, None
        started_in = self._started_in
        return replace(display, language=started_in) if started_in is not None else display

    # ── the start ───────────────────────────────────────────────────────────────────────────
    def _build(self) -> None:
        """Build the parts, on a thread of its own."""
        try:
            app = App(self._options, post=self._dispatcher.post, has_tray=True)
            app.__enter__()
            self._app = app
            open_desk = prepare_desk(app)
            open_batches = prepare_batch_desk(app, self._options)
            settings_file(self._options)  # imported now, it opens at once later
            cards = app.practice.cards if app.is_training else None
        except ReceptionError as error:
            self._dispatcher.post(partial(self._show_trouble, error))
        except BaseException as bug:  # as in a lane: the owner's thread shall know
            self._dispatcher.post(partial(self._show_trouble, BugError()))
            self._dispatcher.post(partial(_raise, bug))
        else:
            ready = partial(self._open, app.settings, open_desk, open_batches, cards)
            self._dispatcher.post(ready)

    def _open(
        self,
        settings: Settings,
        open_desk: OpenDesk,
        open_batches: OpenBatchDesk,
        cards: TrayPort | None,
    ) -> None:
        if self._is_ending:
            return
        theme = self.looks.theme
        self.patient = PatientWindow(theme, self.looks.patient_texts)
        self._shell = DeskShell(self.staff, self.patient, self.looks)
        self._shell.typing_changed.connect(self._typing_changed)
        self._shell.drawing_begun.connect(self._dispatcher.hold)
        self._shell.drawing_ended.connect(self._dispatcher.release)
        self.batches = BatchShell(self.staff, self.looks)
        self._counter = CounterSign(self._data)
        self._closing.callback(self._counter.show, is_busy=False)
        self.desk = open_desk(self._desk_changed)
        self._shell.begin(self.desk)
        self.batches.begin(open_batches(self.batches.show_now))
        self._place = Placement(self.patient, self._frame)
        self.patient.winId()  # its window is there from now on, shown or not
        self._shell.hear_keys_of(self.patient)
        self._use_patient_screen(settings.display.patient_screen)
        self.cards = cards
        if cards is not None:
            self.tray = TrayWindow(theme, self.looks.staff_texts, cards)
            self.tray.show()
            self._shell.hear_keys_of(self.tray)
            self.tray.raise_()  # on one screen it would lie behind, and nobody would find a card
            self.tray.activateWindow()
        else:
            self._frame.activateWindow()
        self._collector.settle()

    def _desk_changed(self, now: DeskNow) -> None:
        """Draw the desk, and let batches pause while somebody is served."""
        is_busy = now.card_lies or not isinstance(now.session, Idle | Answered | Failed)
        if self._counter is not None:
            self._counter.show(is_busy=is_busy)
        if self._shell is not None:
            self._shell.show_now(now)
        if self.batches is not None:
            self.batches.counter_is_busy(is_busy=is_busy, operator=now.operator)

    @Slot(bool)
    def _typing_changed(self, is_typing: bool) -> None:
        """Let the patient have a keypad, and keep the digits out of every other field."""
        if not is_typing or self._place is None or self.patient is None:
            return
        if self.settings_window is not None:
            self.settings_window.hide()  # what is edited there stays
        self._place.show()  # in front: the patient has to see the keypad, staff has its keys

    def _is_quiet(self) -> bool:
        return self.desk is None or isinstance(self.desk.now.session, Idle | Answered | Failed)

    def _show(self, now: DeskNow) -> None:
        self._now = now
        self.staff.render(staff_view(now))

    def _show_trouble(self, error: ReceptionError) -> None:
        self._show(replace(self._now, phase=Phase.RUNNING, trouble=error))

    @Slot()
    def _show_patient(self) -> None:
        if self._place is not None:
            self._place.show()
        if self.tray is not None:  # it may have been closed
            self.tray.show()
            self.tray.raise_()

    def _use_patient_screen(self, use: PatientScreenUse) -> None:
        if self._place is None or self.patient is None:
            return
        if use is PatientScreenUse.OFF:
            self.patient.hide()
        else:
            self._place.show(second_screen=use is PatientScreenUse.AUTO)

    # ── settings ────────────────────────────────────────────────────────────────────────────
    @Slot()
    def _show_settings(self) -> None:
        is_typing = self._shell is not None and self._shell.is_typing
        if self._is_ending or is_typing:  # digits would go into its fields
            return
        if self.settings_window is None:
            self.settings_window = self._make_settings_window()
        self.settings_window.offer_readers(self.desk.readers if self.desk is not None else ())
        self.settings_window.open()

    def _make_settings_window(self) -> SettingsWindow:
        self._settings_lane = ThreadLane("settings", 1, self._dispatcher.post)
        window = SettingsWindow(
            self.looks.theme,
            self.looks.staff_texts,
            settings_file(self._options),
            self._settings_lane,
            is_training=self._options.training,
            timer=None if self._options.training else batch_timer(self._options),
        )
        window.saved.connect(self._settings_saved)
        return window

    @Slot(object)
    def _settings_saved(self, settings: Settings) -> None:
        """Bring into use what can be at once; the rest is read at the next start."""
        self.looks.use(self._as_started(settings.display))
        if self.desk is None or self.desk.now.current is None:
            self.looks.for_next_patient()
        self._use_patient_screen(settings.display.patient_screen)
        method = Method(settings.desk.default_method.value)
        if self.desk is not None and (self.desk.now.operators or method is Method.PIN):
            self.desk.choose_default(method)  # else nobody could compare the face before a restart

    # ── the end ─────────────────────────────────────────────────────────────────────────────
    @Slot()
    def stop(self) -> None:
        """Close everything in reverse order, on a thread: a folder or a reader may hang."""
        if self._is_ending:
            return
        self._is_ending = True
        self._waiting.stop()
        self._instance.hear_no_more()
        try:
            if self.batches is not None:
                self.batches.stop()
            if self._shell is not None:
                self._shell.stop()
            self.staff.forget_copies()
            for window in self._windows():
                window.hide()
        finally:  # a bug must not keep the program from ending
            self._closer = threading.Thread(target=self._close, name="closing", daemon=True)
            self._closer.start()

    def _windows(self) -> Iterator[QWidget]:
        windows = (self.tray, self.settings_window, self.patient, self._crash, self._frame)
        return (window for window in windows if window is not None)

    def _close(self) -> None:
        try:
            if self._start_up is not None:
                self._start_up.join(_START_UP_S)  # a folder that hangs keeps nobody here
            if self._settings_lane is not None:
                self._settings_lane.close()
            if self._app is not None:
                self._app.stop_asking()
                self._hear_out()
                self._app.__exit__(None, None, None)
        finally:
            self._all_closed.emit()

    def _hear_out(self) -> None:
        """Let an answer that came with the end be saved; nothing comes home after that."""
        heard = threading.Event()

        def hear_no_more() -> None:
            self._dispatcher.close()
            heard.set()

        self._dispatcher.post(hear_no_more)
        heard.wait(_HEARING_S)

    @Slot()
    def _closed(self) -> None:
        if self._closer is not None:
            self._closer.join()  # it still holds this object, which may be destroyed next
        self._dispatcher.close()
        self._instance.release()
        self._closing.close()
        self._collector.stop()
        for window in self._windows():
            window.deleteLater()
        trouble = self._now.trouble
        self.ended.emit(ANSWERED if trouble is None else exit_status(trouble))

    # ── what nobody caught ──────────────────────────────────────────────────────────────────
    def _catch_what_escapes(self) -> None:
        before = sys.excepthook
        sys.excepthook = self._escaped
        self._closing.callback(setattr, sys, "excepthook", before)
        with suppress(OSError):
            file = open(self._data / _CRASHES, "a", encoding="utf-8", opener=_private)  # noqa: SIM115 - Path.open has no opener; closed below
            self._closing.callback(file.close)
            faulthandler.enable(file)  # stacks only: no values, so nobody's data
            self._closing.callback(faulthandler.disable)

    def _escaped(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        """Write it to the log (redacted there), and say that it happened; work may go on.

        A bug in a picture comes back with every picture; once a second is enough for the log.
        """
        now = time.monotonic()
        if now - self._noted_at >= _NOTE_EVERY_S:
            self._noted_at = now
            _LOG.critical("unexpected", exc_info=(kind, error, traceback))
        if self._is_ending:
            return
        if self._crash is None:
            self._crash = CrashDialog(self.looks.theme, self.looks.staff_texts, self._frame)
            self._crash.end_asked.connect(self.stop)
        if not self._crash.isVisible():
            self._crash.tell(log_path(self._data).parent)


def _private(path: str, flags: int) -> int:
    """Open a file that only this account may read."""
    return os.open(path, flags, 0o600)


def _raise(bug: BaseException) -> None:
    raise bug
