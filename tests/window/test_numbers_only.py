"""A desk whose service is asked by numbers only (a terminal's folder), through the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from support.desk_window import ShiftedClock
from support.terminal_window import TerminalWindow
from support.typist import Typist

from reception_app.application.ports import CardPlaced
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import Idle
from reception_app.ui.viewstate.views import Act, PatientScreen, Tone


@pytest.fixture
def window(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TerminalWindow]:
    ShiftedClock.install(monkeypatch)
    with ExitStack() as stack:
        made = TerminalWindow(qapp, tmp_path)
        stack.enter_context(made.terminal())
        made.open()
        stack.callback(made.close)
        yield made


def test_a_card_begins_nothing_and_no_pin_is_asked_for(window: TerminalWindow) -> None:
    desk = window.program.desk
    assert desk is not None

    desk.take_news(CardPlaced("reader"))
    window.see()
    window.press(Qt.Key.Key_F1)

    assert isinstance(window.now.session, Idle)
    assert "番号で確認してください" in window.staff_words
    assert "カードでの照会はできません" in window.staff_words
    assert [each.act for each in window.staff.page.buttons] == [Act.NUMBERS]
    assert window.patient.screen is PatientScreen.TAKE_CARD


def test_numbers_are_asked_by_the_terminal_and_handed_over(window: TerminalWindow) -> None:
    Typist(window).ask("06139992", "１２３", "4567", "00", "S60.4.12")

    assert window.outcome().band.tone is Tone.GOOD
    window.until(lambda: window.newest().handover.state is HandoverState.DELIVERED)
    assert [each.key for each in window.staff.footer] == ["F3", "F9", "Ctrl+B"]
