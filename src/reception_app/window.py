"""``reception-app`` without a command: the first picture, and then the desk.

The window comes first; whatever is heavy is imported by a thread meanwhile (``desk_program``), so
this module imports Qt and nothing else.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from reception_app.ui.dispatcher import UiDispatcher
from reception_app.ui.frame import DeskFrame

if TYPE_CHECKING:
    from reception_app.desk_program import DeskProgram
    from reception_app.options import Options

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
_HEARTBEAT_MS = 500
_IMPORTING_S = 10.0
_OUR_FAULT = 80
"""As application.exit_status has it; what cannot begin cannot be asked."""


def run(
    make_options: Callable[[], Options], *, on_first_paint: Callable[[], None] = lambda: None
) -> int:
    """Run the desk until it is closed, and return the exit status.

    Args:
        make_options: Makes the global options; called after the first picture.
        on_first_paint: Called when that is on the screen, for the bench.
    """
    gc.disable()  # from now on ui.collector says when
    qt = QApplication(["reception-app"])
    qt.setQuitOnLastWindowClosed(False)
    start = Start(qt, make_options, on_first_paint)
    with start.hearing_signals():
        status = qt.exec()
    start.let_imports_end()
    return status


class Start(QObject):
    """From nothing to the desk, and from a closed window to the end."""

    def __init__(
        self,
        qt: QApplication,
        make_options: Callable[[], Options],
        on_first_paint: Callable[[], None],
    ) -> None:
        super().__init__()
        self._qt = qt
        self._make_options = make_options
        self._on_first_paint = on_first_paint
        self._dispatcher = UiDispatcher(self)
        self._program: DeskProgram | None = None
        self._status = 0
        self._importing = threading.Thread(target=self._import, name="imports", daemon=True)
        self._frame = DeskFrame()
        self._frame.painted.connect(self._painted, Qt.ConnectionType.QueuedConnection)
        self._frame.close_asked.connect(self.stop)
        self._frame.show_well()

    @Slot()
    def _painted(self) -> None:
        self._on_first_paint()
        self._importing.start()

    def _import(self) -> None:
        try:
            from reception_app.desk_program import DeskProgram  # noqa: PLC0415 - the heavy one

            made = partial(DeskProgram, self._qt, self._frame, self._make_options())
        except BaseException as bug:  # an installation that is broken: the terminal is all we have
            self._dispatcher.post(partial(self._give_up, bug))
        else:
            self._dispatcher.post(partial(self._begin, made))

    def _begin(self, make: Callable[[], DeskProgram]) -> None:
        try:
            self._program = make()
            is_first = self._program.begin()
        except BaseException as bug:
            self._program = None
            self._give_up(bug)  # nothing else is there yet that could say it
        if not is_first:
            self.stop()

    def _give_up(self, bug: BaseException) -> NoReturn:
        self._status = _OUR_FAULT
        self._frame.give_up()
        raise bug

    @Slot()
    def stop(self) -> None:
        """End the program, or the start of it."""
        if self._program is not None:
            self._program.stop()
        else:
            self._dispatcher.close()  # what has been imported by now shall not begin any more
            self._frame.hide()
            self._qt.exit(self._status)

    def let_imports_end(self) -> None:
        """Wait for a library that is being loaded: the process must not end under it."""
        if self._importing.is_alive():
            self._importing.join(_IMPORTING_S)

    def hearing_signals(self) -> ExitStack:
        """Let SIGTERM and the like stop the desk as its close button does."""
        stack = ExitStack()
        for name in _ENDINGS:
            if hasattr(signal, name):  # Windows has no SIGHUP
                before = signal.signal(getattr(signal, name), self._hear)
                stack.callback(signal.signal, getattr(signal, name), before)
        # Python hears a signal only when it runs: an idle window has to come by now and then.
        heartbeat = QTimer(self)
        heartbeat.timeout.connect(self._beat)
        heartbeat.start(_HEARTBEAT_MS)
        stack.callback(heartbeat.stop)
        return stack

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self._dispatcher.post(self.stop)

    @Slot()
    def _beat(self) -> None:
        """Let Python run."""
