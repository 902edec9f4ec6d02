"""The real program as a process of its own that plays itself into a state and says so.

``python -m support.stopped_desk DATA STATE``; whoever started it then stops it. The last line
tells which threads were left when the event loop had ended.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.desk_window import DIGITS

from reception_app.domain.desk import ServiceHealth
from reception_app.domain.eligibility import Method
from reception_app.domain.session.states import Answered, AskingBackend, AskingPin, Idle, Signing
from reception_app.options import Options
from reception_app.window import Start

STATES = {
    "idle": Idle,
    "asking-pin": AskingPin,
    "signing": Signing,
    "asking-backend": AskingBackend,
    "answered": Answered,
    "visual": AskingBackend,
}


class Player(QObject):
    """Lays a card down and types, until the wanted state is there."""

    def __init__(self, start: Start, wanted: str) -> None:
        super().__init__(start)
        self._start = start
        self._wanted = wanted
        self._is_laid = self._has_typed = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._play)
        self._timer.start(1)

    @Slot()
    def _play(self) -> None:
        program = self._start._program
        if program is None or program.desk is None or program.cards is None:
            return
        desk, cards = program.desk, program.cards
        if desk.now.service is not ServiceHealth.READY:
            return
        if isinstance(desk.now.session, STATES[self._wanted]) and (
            self._is_laid or self._wanted == "idle"
        ):
            self._timer.stop()
            say("there")
        elif not self._is_laid:
            self._is_laid = True
            slow = {"asking-backend": "slow", "visual": "slow", "signing": "slow-cards"}
            if self._wanted in slow:
                cards.set_trouble(slow[self._wanted], on=True)
            if self._wanted == "visual":
                desk.choose(Method.VISUAL)
                desk.confirm_person()
            cards.lay("employee")
        elif isinstance(desk.now.session, AskingPin) and not self._has_typed:
            self._has_typed = True
            assert program.patient is not None
            for digit in "1234":
                QTest.keyClick(program.patient, DIGITS[digit])


def say(word: str) -> None:
    """Tell whoever started this."""
    print(word, flush=True)  # noqa: T201 - the pipe to the parent


def main() -> int:
    """Run the desk as ``reception_app.window.run`` does."""
    data, wanted = Path(sys.argv[1]), sys.argv[2]
    qt = QApplication(["reception-app"])
    qt.setQuitOnLastWindowClosed(False)

    def painted() -> None:
        if wanted == "starting":
            say("there")

    start = Start(qt, lambda: Options(data=data, training=True), painted)
    if wanted != "starting":
        Player(start, wanted)
    with start.hearing_signals():
        status = qt.exec()
    left = [each.name for each in threading.enumerate() if each is not threading.main_thread()]
    say(f"left: {[name for name in left if name not in ('closing', 'imports')]}")
    return status


if __name__ == "__main__":
    sys.exit(main())
