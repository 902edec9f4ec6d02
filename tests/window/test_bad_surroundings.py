"""Bad disks, folders and settings, and bugs of our own: said in the window, and work goes on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from support.desk_window import DeskWindow, ShiftedClock
from support.disks import small_file_system
from support.opened_store import opened_store

from reception_app.adapters.pcsc.gateway import PcscCardGateway
from reception_app.adapters.store.results import SqliteStore
from reception_app.adapters.system.settings_file import practice_folder
from reception_app.application.catalogue import Lang, Language
from reception_app.application.desk import DeskController
from reception_app.domain.desk import DeskNow
from reception_app.domain.record import HandoverState
from reception_app.domain.session.states import Answered, AskingPin, Failed, Idle
from reception_app.options import Options
from reception_app.ui import shell
from reception_app.ui.patient.big_text import BigText
from reception_app.ui.viewstate.views import Tone

F1, F9 = Qt.Key.Key_F1, Qt.Key.Key_F9
PERSONAL = "山田　花子 1234"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ShiftedClock.install(monkeypatch)


@pytest.fixture
def fresh(qapp: QApplication, tmp_path: Path, clock: None) -> Iterator[DeskWindow]:
    desk = DeskWindow(qapp, tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def opened(fresh: DeskWindow) -> DeskWindow:
    fresh.open()
    return fresh


def check_one(desk: DeskWindow, card: str = "employee") -> Answered:
    desk.lay(card)
    desk.type_pin()
    return desk.until_state(Answered)


def no_crash_is_told(desk: DeskWindow) -> bool:
    return desk.program._crash is None or not desk.program._crash.isVisible()


# ── the store ─────────────────────────────────────────────────────────────────────────────────
@contextmanager
def held_store(data: Path) -> Iterator[None]:
    """Hold the store as a backup program may."""
    with opened_store(data / "store", practice_folder(data) / "store.key") as store:
        store.execute("BEGIN EXCLUSIVE")
        yield
        store.execute("ROLLBACK")


def test_a_store_that_another_program_holds_keeps_nobody_from_the_answer(
    opened: DeskWindow, tmp_path: Path
) -> None:
    with held_store(tmp_path / "data"):
        check_one(opened)
        opened.until(lambda: isinstance(s := opened.now.session, Answered) and s.trouble)
        assert "［ST01］" in opened.staff_words
        assert opened.outcome().band.tone is Tone.GOOD
        opened.take()
        opened.press(F9)

    answered = check_one(opened, "municipal")
    opened.until(lambda: opened.now.today)
    assert [row.record.check_id for row in opened.now.today] == [answered.request.check_id]
    assert no_crash_is_told(opened)


def test_a_full_disk_keeps_nobody_from_the_answer(
    qapp: QApplication, tmp_path: Path, clock: None
) -> None:
    with small_file_system(tmp_path / "disk", size_kib=8192) as disk:
        desk = DeskWindow(qapp, tmp_path, Options(data=disk / "data", training=True))
        try:
            desk.open()
            check_with_a_full_disk(desk, disk / "filler")
        finally:
            desk.close()


def check_with_a_full_disk(desk: DeskWindow, filler: Path) -> None:
    fill(filler)
    check_one(desk)
    desk.until(lambda: isinstance(s := desk.now.session, Answered) and s.trouble)
    assert "［ST02］" in desk.staff_words
    assert desk.outcome().band.tone is Tone.GOOD

    filler.unlink()
    desk.take()
    check_one(desk, "municipal")
    desk.until(lambda: desk.now.today)
    assert no_crash_is_told(desk)


def fill(path: Path) -> None:
    """Write until there is no room left."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


# ── the hand-over folder ──────────────────────────────────────────────────────────────────────
def test_a_handover_folder_that_is_gone_and_comes_back(opened: DeskWindow, tmp_path: Path) -> None:
    folder = practice_folder(tmp_path / "data") / "handover"
    shutil.rmtree(folder)
    check_one(opened)
    opened.until(lambda: opened.now.handover and opened.now.handover.error)
    assert opened.now.handover is not None
    assert opened.now.handover.state is HandoverState.FAILED
    assert "［HO03］" in opened.staff_words
    assert "有効" in opened.staff_words

    folder.mkdir()
    opened.pass_time(61)  # the desk looks again by itself
    opened.until(
        lambda: opened.now.handover and opened.now.handover.state is HandoverState.DELIVERED
    )

    assert len(list(folder.glob("*.xml"))) == 1
    assert "［HO03］" not in opened.staff_words


def test_a_handover_that_failed_is_asked_for_again_by_hand(
    opened: DeskWindow, tmp_path: Path
) -> None:
    folder = practice_folder(tmp_path / "data") / "handover"
    shutil.rmtree(folder)
    check_one(opened)
    opened.until(lambda: opened.now.handover and opened.now.handover.error)

    folder.mkdir()
    opened.press(Qt.Key.Key_F8)

    opened.until(lambda: list(folder.glob("*.xml")))


# ── settings ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "text",
    [
        "this is no TOML",
        '[desk]\ndefault_method = "guess"\n',
        "[display]\nscale = 1000\n",
        '[desk]\noperators = ["a", "a"]\n',
    ],
)
def test_settings_with_mistakes_are_told_and_can_be_opened(
    qapp: QApplication, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    given = Options(settings=file, data=tmp_path / "data", training=True)
    desk = DeskWindow(qapp, tmp_path, given)

    assert desk.program.begin()
    desk.until(lambda: "［SE01］" in desk.staff_words)
    desk.program.staff.settings_asked.emit()

    window = desk.program.settings_window
    assert window is not None
    desk.until(window.isVisible)
    desk.close()
    assert desk.ended_with == 70


def test_the_language_of_the_start_holds_until_another_one_is_saved(
    qapp: QApplication, tmp_path: Path
) -> None:
    given = Options(data=tmp_path / "data", training=True, lang="en")
    desk = DeskWindow(qapp, tmp_path, given)
    desk.open()
    assert desk.program._app is not None
    settings = desk.program._app.settings

    def save(**changes: object) -> Language:
        display = replace(settings.display, **changes)  # type: ignore[arg-type] # as its fields
        desk.program._settings_saved(replace(settings, display=display))
        return desk.program.looks.staff_texts.language

    assert save(scale=125) is Language.EN
    assert save(scale=125, language=Lang.EN) is Language.EN
    assert save(language=Lang.JA) is Language.JA
    assert save(scale=150) is Language.JA
    desk.close()
    assert desk.ended_with == 0


# ── bugs of our own ───────────────────────────────────────────────────────────────────────────
@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> type[Exception]:
    class Bug(Exception):
        """With somebody's data in it, as bugs may have."""

        def __init__(self) -> None:
            super().__init__(PERSONAL)

    return Bug


def crash_is_told(desk: DeskWindow) -> bool:
    """Wait for the dialog, look at it and at the log, and go on working."""
    desk.until(lambda: desk.program._crash is not None and desk.program._crash.isVisible())
    dialog = desk.program._crash
    assert dialog is not None
    words = desk.words(dialog)
    log = (desk.folder / "data" / "logs" / "reception.log").read_text(encoding="utf-8")
    assert "［SY07］" in words
    assert str(desk.folder / "data" / "logs") in words
    assert any(json.loads(line)["level"] in ("CRITICAL", "ERROR") for line in log.splitlines())
    crashes = desk.folder / "data" / "crashes.log"
    assert os.name != "posix" or crashes.stat().st_mode & 0o077 == 0
    for said in (words, log, crashes.read_text("utf-8")):
        assert PERSONAL not in said
        assert "花子" not in said
    dialog._go_on.click()
    return not dialog.isVisible()


def test_a_bug_in_a_slot(
    opened: DeskWindow, bug: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(desk: DeskController, method: object) -> None:
        raise bug

    with monkeypatch.context() as patch:
        patch.setattr(DeskController, "choose", broken)
        opened.press(F1)
        assert crash_is_told(opened)

    assert isinstance(opened.now.session, Idle)
    check_one(opened)


def test_a_bug_while_a_picture_is_drawn(
    opened: DeskWindow, bug: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(now: DeskNow) -> None:
        if isinstance(now.session, AskingPin):
            raise bug

    with monkeypatch.context() as patch:
        patch.setattr(shell, "staff_view", broken)
        opened.lay("employee")
        opened.until(lambda: isinstance(opened.now.session, AskingPin))
        assert crash_is_told(opened)

    check_one(opened, "municipal")


def test_a_bug_in_every_picture_of_a_widget(
    opened: DeskWindow, bug: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its painter must not outlive it: Qt ends the process where one is still at work."""

    def broken(*_: object) -> None:
        raise bug

    with monkeypatch.context() as patch:
        patch.setattr(BigText, "_draw", broken)
        opened.lay("employee")
        opened.until(lambda: isinstance(opened.now.session, AskingPin))
        assert crash_is_told(opened)

    check_one(opened, "municipal")


@pytest.mark.parametrize("part", ["save", "open"])
def test_a_bug_on_a_lane(
    opened: DeskWindow, bug: type[Exception], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise bug

    with monkeypatch.context() as patch:
        if part == "save":
            patch.setattr(SqliteStore, "save", broken)
            check_one(opened)
            opened.until(lambda: isinstance(s := opened.now.session, Answered) and s.trouble)
        else:
            patch.setattr(PcscCardGateway, "open", broken)
            opened.lay("employee")
            failed = opened.until_state(Failed)
            assert failed.error.code == "SY07"
        assert "［SY07］" in opened.staff_words
        assert crash_is_told(opened)

    opened.take()
    check_one(opened, "municipal")


def test_the_program_can_be_ended_from_the_dialog(
    opened: DeskWindow, bug: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(desk: DeskController, method: object) -> None:
        raise bug

    monkeypatch.setattr(DeskController, "choose", broken)
    opened.press(F1)
    opened.until(lambda: opened.program._crash is not None and opened.program._crash.isVisible())
    assert opened.program._crash is not None

    opened.program._crash._end.click()

    opened.until(lambda: bool(opened._ended))
