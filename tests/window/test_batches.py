"""一括照会 through the window, with the real worker in its own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.desk_window import DeskWindow

from reception_app.domain.batch import BatchState, Outcome, RowState, Source
from reception_app.domain.batch_desk import BatchDeskNow, Done, Panel, Screen
from reception_app.ui.batch.shell import BatchShell
from reception_app.ui.viewstate.batch_views import NewView

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier
HEADING = "予約日時,患者番号,氏名,カナ,保険者番号,記号,番号,枝番,生年月日,電話番号\n"
LINES = (
    "2026-12-25 9:00,1,練習　花子,ﾚﾝｼｭｳ ﾊﾅｺ,06139992,１２３,4567,00,S60.4.12,03-0000-0001",
    "2026-12-25 9:10,2,喪失　実,ｿｳｼﾂ ﾐﾉﾙ,06139992,300,6001,00,H3.1.10,03-0000-0002",
    "2026-12-25 9:20,3,見本　春香,ﾐﾎﾝ ﾊﾙｶ,0149997,例02,1199,01,H7.3.25,03-0000-0003",
)


class BatchWindow:
    """Somebody at 一括照会."""

    def __init__(self, desk: DeskWindow) -> None:
        self.desk = desk
        desk.frame.activateWindow()

    @property
    def shell(self) -> BatchShell:
        assert self.desk.program.batches is not None
        return self.desk.program.batches

    @property
    def now(self) -> BatchDeskNow:
        assert self.shell._desk is not None
        return self.shell._desk.now

    @property
    def words(self) -> str:
        return self.desk.words(self.shell.page)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the keyboard is, once what is shown can be meant."""
        self.desk.until(lambda: self.shell.page.is_settled and self.desk.program.staff.is_settled)
        QTest.keyClick(self.desk.program.staff.focusWidget(), key, held)
        self.desk.see()

    def open(self) -> None:
        if self.desk.program.staff.is_at_counter:
            self.press(Qt.Key.Key_B, CONTROL)
        assert not self.desk.program.staff.is_at_counter

    def read(self, path: Path) -> None:
        self.shell._screen(Screen.NEW)
        self.shell.open_file(str(path))
        self.desk.until(lambda: self.now.busy is None)

    def send(self) -> None:
        """Send, and wait for the end."""
        before = self.now.work.batch
        self.press(ENTER, CONTROL)
        self.desk.until(lambda: self.now.work.batch != before, 60)
        self.desk.until(self._has_ended, 60)

    def _has_ended(self) -> bool:
        batch = self.now.work.batch
        return batch is not None and batch.state is BatchState.DONE and not self.now.progress


@pytest.fixture
def batches(desk: DeskWindow) -> Iterator[BatchWindow]:
    window = BatchWindow(desk)
    window.open()
    yield window
    window.shell._left()


def write(folder: Path, *lines: str) -> Path:
    path = folder / "予約.csv"
    path.write_text(HEADING + "\n".join(lines) + "\n", "utf-8-sig")
    return path


def test_the_whole_way_from_a_file_to_an_empty_list(batches: BatchWindow, folder: Path) -> None:
    desk = batches.desk
    batches.read(write(folder, *LINES))
    assert "事前点検で 1件の不備があります" in batches.words
    table = batches.shell.page.new.sheet.table

    # The third line is put right where it stands.
    assert batches.now.draft is not None
    table.go_to(batches.now.draft.rows[2].row_id)
    batches.press(ENTER)
    assert table.is_editing
    QTest.keyClicks(desk.program.staff.focusWidget(), "149997")
    QTest.keyClick(desk.program.staff.focusWidget(), ENTER)
    desk.until(lambda: batches.now.draft and not batches.now.draft.lines(RowState.REFUSED))
    QTest.keyClick(desk.program.staff.focusWidget(), ESC)
    batches.send()

    assert batches.now.work.verdicts == {Outcome.UNCHANGED: 2, Outcome.INVALID: 1}
    (lost,) = batches.now.work.rows
    assert lost.outcome is Outcome.INVALID

    # Called, noted, and set aside by two presses.
    batches.press(Qt.Key.Key_T)
    desk.until(lambda: batches.now.work.row and batches.now.work.row.called_at)
    batches.press(Qt.Key.Key_M)
    assert batches.now.work.panel is Panel.MEMO
    QTest.keyClicks(desk.program.staff.focusWidget(), "call again")
    batches.press(ENTER)
    desk.until(lambda: batches.now.work.row and batches.now.work.row.memo == "call again")
    desk.pause()
    batches.press(Qt.Key.Key_X)
    assert batches.now.work.rows
    desk.pause()
    batches.press(Qt.Key.Key_X)
    desk.until(lambda: not batches.now.work.rows)
    assert "要対応の方はいません" in batches.words

    batches.press(ESC)
    assert desk.program.staff.is_at_counter


def test_a_row_is_corrected_and_asked_again(batches: BatchWindow, folder: Path) -> None:
    desk = batches.desk
    wrong = LINES[0].replace("4567", "4561").replace(",1,", ",7,")
    batches.read(write(folder, wrong))
    batches.send()
    assert [each.outcome for each in batches.now.work.rows] == [Outcome.NOT_FOUND]

    batches.press(Qt.Key.Key_R)
    assert batches.now.work.panel is Panel.CORRECTION
    QTest.keyClicks(desk.program.staff.focusWidget(), "4567")
    batches.press(ENTER)

    desk.until(lambda: not batches.now.work.rows and not batches.now.progress, 60)


def test_training_offers_appointments_of_tomorrow(batches: BatchWindow) -> None:
    batches.shell._screen(Screen.NEW)
    batches.shell._source(Source.APPOINTMENTS)
    batches.shell._read()
    batches.desk.until(lambda: batches.now.draft is not None)

    assert batches.now.draft is not None
    assert len(batches.now.draft.rows) == 41
    assert "対象 41名" in batches.words


def test_an_unknown_heading_is_asked_for_once(batches: BatchWindow, folder: Path) -> None:
    path = folder / "other.csv"
    path.write_text(HEADING.replace("保険者番号", "保険") + LINES[0] + "\n", "utf-8-sig")
    batches.read(path)
    batches.desk.until(lambda: batches.now.columns)
    panel = batches.shell.page.new.columns
    meanings = list(panel.chosen())

    view = batches.shell.page._view
    assert view is not None
    assert isinstance(view.page, NewView)
    assert view.page.columns is not None
    choices = [meaning for meaning, _ in view.page.columns.choices]
    panel._boxes.first(5)[4].setCurrentIndex(choices.index("insurer"))  # type: ignore[arg-type] # a StrEnum
    assert meanings[4] is None
    batches.press(ENTER)
    batches.desk.until(lambda: batches.now.draft)

    batches.read(path)
    assert batches.now.columns is None
    assert batches.now.draft is not None


def test_somebody_who_comes_to_the_counter_brings_it_back(batches: BatchWindow) -> None:
    desk = batches.desk

    desk.lay("employee")

    assert desk.program.staff.is_at_counter
    desk.take()


def test_a_file_of_another_kind_is_told(batches: BatchWindow, folder: Path) -> None:
    path = folder / "book.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(100))

    batches.read(path)

    assert "BT08" in batches.words


def test_an_answer_is_handed_over_by_hand(batches: BatchWindow, folder: Path) -> None:
    desk = batches.desk
    batches.read(write(folder, LINES[1].replace(",2,", ",12,")))
    batches.send()
    lost = batches.now.work.row
    assert lost is not None
    before = set(taken_over(desk.folder))

    batches.press(Qt.Key.Key_H)

    desk.until(lambda: batches.now.done is Done.HANDED_OVER)
    (file,) = set(taken_over(desk.folder)) - before
    assert lost.entry.typed.number.encode() in file.read_bytes()


def test_who_was_asked_today_is_asked_again_only_if_somebody_says_so(
    batches: BatchWindow, folder: Path
) -> None:
    desk = batches.desk
    path = write(folder, LINES[0].replace(",1,", ",21,"))
    batches.read(path)
    batches.send()

    batches.read(path)
    assert "本日すでに照会しています。もう一度照会しますか。" in batches.words
    assert "送信 0名" in batches.words
    batches.press(Qt.Key.Key_A)

    desk.until(lambda: "送信 1名" in batches.words)
    desk.pause()
    before = batches.now.work.batch
    batches.press(ENTER, CONTROL)
    desk.pause()
    batches.press(ENTER, CONTROL)
    desk.until(lambda: batches.now.work.batch != before, 60)


def taken_over(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*.xml") if "handover" in each.as_posix()]
