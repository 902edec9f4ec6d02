"""Beside an eligibility terminal: face results and late answers come to the desk by themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QListView
from support.clinic import PROGRAM
from support.desk_window import ShiftedClock
from support.eligibility import consent, new_id
from support.terminal_window import TerminalWindow
from support.terminals import JIRO
from support.watching import Watching

from reception_app.domain.consent import ConsentMethod
from reception_app.domain.desk import FaceNow
from reception_app.domain.eligibility import EligibilityQuery, Method
from reception_app.domain.errors import BackendGarbled, LinkTimeout
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import Idle
from reception_app.training.terminal import TrainingTerminal

CARD, OTHER_CARD = "TRAINING-0001", "TRAINING-0002"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as everything:
        yield everything


@pytest.fixture
def opened(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack
) -> tuple[TerminalWindow, TrainingTerminal]:
    ShiftedClock.install(monkeypatch)
    window = TerminalWindow(qapp, tmp_path)
    terminal = stack.enter_context(window.terminal())
    window.open()
    stack.callback(window.close)
    return window, terminal


def rows_on_screen(window: TerminalWindow) -> list[str]:
    """What the day's list says to somebody who cannot see it."""
    (view,) = window.program.staff.findChildren(QListView)
    model = view.model()
    return [
        str(model.data(model.index(number, 0), 0x000B))  # Qt.AccessibleTextRole
        for number in range(model.rowCount())
    ]


def test_a_face_result_appears_by_itself_and_is_handed_over(
    opened: tuple[TerminalWindow, TrainingTerminal],
) -> None:
    window, terminal = opened

    terminal.lay_card(CARD)
    window.until(window.listed)
    window.until(lambda: window.newest().handover.state is HandoverState.DELIVERED)

    (row,) = rows_on_screen(window)
    assert "新着" in row
    assert "顔認証の結果が届きました" in window.staff_words
    assert isinstance(window.now.session, Idle)
    assert (Method.FACE, "sato") == (
        window.newest().record.method,
        window.newest().record.operator,
    )
    assert 1 == len(window.handed_over())


def test_the_row_can_be_opened_and_is_new_no_more(
    opened: tuple[TerminalWindow, TrainingTerminal],
) -> None:
    window, terminal = opened
    terminal.lay_card(CARD)
    window.until(window.listed)

    window.open_row(0)

    assert "顔認証で確認" in window.staff_words
    assert "新着" not in rows_on_screen(window)[0]


def test_a_folder_that_goes_away_is_said_until_it_is_back(
    opened: tuple[TerminalWindow, TrainingTerminal],
) -> None:
    window, terminal = opened
    window.until(lambda: "顔認証の結果" in window.staff_words)
    terminal.face.rename(terminal.face.with_name("gone"))
    window.until(lambda: window.now.face == FaceNow(is_reached=False))
    gone = window.staff_words
    terminal.face.with_name("gone").rename(terminal.face)
    window.until(lambda: window.now.face == FaceNow(is_reached=True))
    terminal.lay_card(CARD)
    window.until(window.listed)

    assert "顔認証の結果（つながりません）" in gone
    assert "つながりません" not in window.staff_words


def test_what_is_not_ours_or_no_result_is_said_and_left(
    opened: tuple[TerminalWindow, TrainingTerminal], stack: ExitStack
) -> None:
    window, terminal = opened
    other = stack.enter_context(TrainingTerminal(window.root, institution_code="1399999999"))
    name = other.lay_card(CARD)
    window.until(lambda: isinstance((window.now.face or FaceNow()).trouble, BackendGarbled))
    said = window.staff_words
    terminal.lay_card(OTHER_CARD)
    window.until(window.listed)

    assert "取り込めない顔認証の結果があります" in said
    assert name in os.listdir(terminal.face)  # noqa: PTH208 - names are enough
    assert 1 == len(window.listed())
    assert window.now.face == FaceNow(is_reached=True)


def test_a_late_answer_is_saved_for_its_day_while_another_patient_is_served(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack
) -> None:
    ShiftedClock.install(monkeypatch)
    window = TerminalWindow(qapp, tmp_path)
    terminal = stack.enter_context(window.terminal("late=1500@res:1"))
    window.open()
    stack.callback(window.close)
    app = window.program._app
    assert app is not None
    asked = EligibilityQuery(new_id(), app.clock.today(), JIRO, consent(ConsentMethod.NONE))

    with pytest.raises(LinkTimeout):
        app.backend.check(asked, timeout_s=0.5)
    window.until(lambda: asked.check_id in window.listed())
    window.until(lambda: window.newest().handover.state is HandoverState.DELIVERED)

    assert isinstance(window.now.session, Idle)
    assert (Method.NUMBERS, asked.on) == (
        window.newest().record.method,
        window.newest().record.on,
    )
    assert 1 == len(terminal.seen) == len(window.handed_over())


def test_a_result_that_came_while_the_program_was_closed_is_taken_at_the_next_start(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack
) -> None:
    ShiftedClock.install(monkeypatch)
    first = TerminalWindow(qapp, tmp_path)
    terminal = stack.enter_context(first.terminal())
    first.open()
    terminal.lay_card(CARD)
    first.until(first.handed_over)
    first.close()
    terminal.lay_card(OTHER_CARD)
    second = TerminalWindow(qapp, tmp_path)
    second.open()
    stack.callback(second.close)
    second.until(lambda: len(second.listed()) == 2)

    assert 2 == len(set(second.listed()))
    second.until(lambda: len(second.handed_over()) == 2)


def test_a_watch_beside_the_window_takes_no_result_twice(
    opened: tuple[TerminalWindow, TrainingTerminal], stack: ExitStack
) -> None:
    window, terminal = opened
    options = ("--settings", str(window.folder / "settings.toml"), "--data", str(window.data))
    beside = Watching([*PROGRAM, *options, "watch", "--json"])
    stack.callback(beside.give_up)
    log = window.data / "logs" / "reception.log"
    window.until(lambda: log.read_text("utf-8").count('"started"') == 2)  # the window, watch
    laid = 6
    for _ in range(laid):
        terminal.lay_card(CARD)
    window.until(lambda: len(window.listed()) == laid)
    window.until(lambda: len(window.handed_over()) == laid)
    status, printed = beside.end()

    assert 130 == status
    assert {each["check_id"] for each in printed} <= set(window.listed())
    assert len(printed) == len({each["check_id"] for each in printed})
    assert laid == len(set(window.listed())) == len(window.handed_over())
