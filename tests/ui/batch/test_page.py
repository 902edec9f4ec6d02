from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox
from pytestqt.qtbot import QtBot
from support.batches import batch, entry, row

from reception_app.domain.batch import BatchCounts, BatchRow, Outcome, RowState, Source
from reception_app.domain.batch_columns import Column
from reception_app.domain.batch_desk import (
    BatchDeskNow,
    ColumnsNow,
    Correction,
    Draft,
    HistoryDays,
    HistoryNow,
    Panel,
    Progress,
    Screen,
    WorkNow,
)
from reception_app.domain.number_entry import Place
from reception_app.ui.batch import phone_list as paper
from reception_app.ui.batch.page import BatchPage
from reception_app.ui.batch.printing import PhoneListPrinting
from reception_app.ui.texts import Language, Texts
from reception_app.ui.theme import Scheme, Theme
from reception_app.ui.viewstate.batch import batch_view
from reception_app.ui.viewstate.phone_list import phone_list
from reception_app.ui.viewstate.views import Act

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Seat:
    """Somebody in front of the page."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.at_s = 100.0
        self.texts = Texts()
        self.page = BatchPage(theme, self.texts, clock=lambda: self.at_s)
        qtbot.addWidget(self.page)
        self.acts: list[Act] = []
        self.page.acted.connect(self.acts.append)
        self.page.resize(1366, 671)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.activateWindow()

    def see(self, now: BatchDeskNow) -> None:
        """Show it, and look at it until it may be pressed."""
        self.page.show_view(batch_view(now))
        self.page.take_keyboard()
        for _ in range(12):
            QApplication.processEvents()
        self.at_s += 10

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.page.focusWidget(), key, held)
        self.at_s += 1


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot) -> Seat:
    return Seat(theme, qtbot)


def lost(number: int, **more: object) -> BatchRow:
    whole = row(number, state=RowState.ANSWERED, outcome=Outcome.NOT_FOUND, is_settled=False)
    return replace(whole, **more)  # type: ignore[arg-type] # fields of a row


ROWS = (lost(1), lost(2), replace(lost(3), outcome=Outcome.CHANGED))
WORK = BatchDeskNow(work=WorkNow(batch=batch(), rows=ROWS, chosen=ROWS[0].row_id), operator="sato")
LINES = (row(1), row(2, state=RowState.REFUSED, reason="IN02"), row(3))
DRAFT = Draft(Source.CSV, batch().on, batch().on, LINES, source_name="a.csv")
NEW = BatchDeskNow(
    screen=Screen.NEW,
    sources=tuple(each for each in Source if each is not Source.AGAIN),
    source=Source.CSV,
    draft=DRAFT,
    has_file=True,
)


@pytest.mark.parametrize(
    ("key", "act"),
    [
        (Qt.Key.Key_R, Act.BATCH_ASK_AGAIN),
        (Qt.Key.Key_T, Act.BATCH_CALLED),
        (Qt.Key.Key_M, Act.BATCH_MEMO),
        (Qt.Key.Key_O, Act.BATCH_OWN),
        (Qt.Key.Key_Return, Act.BATCH_NEXT),
    ],
)
def test_single_keys_work_on_the_list(seat: Seat, key: Qt.Key, act: Act) -> None:
    seat.see(WORK)

    seat.press(key)

    assert seat.acts == [act]


def test_a_row_is_set_aside_by_two_presses(seat: Seat) -> None:
    seat.see(WORK)

    seat.press(Qt.Key.Key_X)
    assert seat.acts == []
    seat.press(Qt.Key.Key_X)

    assert seat.acts == [Act.BATCH_SET_ASIDE]


@pytest.mark.parametrize(("scale", "height"), [(150, 640), (200, 620)])
@pytest.mark.parametrize("is_under_way", [False, True])
def test_three_rows_are_whole_in_large_type(
    seat: Seat, theme: Theme, qapp: QApplication, scale: int, height: int, is_under_way: bool
) -> None:
    rows = tuple(replace(lost(n), outcome=outcome) for n, outcome in enumerate(Outcome))
    progress = Progress(batch(), BatchCounts(waiting=1, answered=1)) if is_under_way else None
    theme.apply(qapp, Scheme.LIGHT, scale)
    seat.page.resize(1366, height)
    seat.see(replace(WORK, work=replace(WORK.work, rows=rows), progress=progress))

    table = seat.page.work.sheet.table
    room, model = table.viewport().rect(), table.model_of_rows
    lines = [n for n in range(model.rowCount()) if not model.is_heading(n)]
    whole = [n for n in lines if room.contains(table.visualRect(model.index(n, 0)))]

    assert len(whole) >= 3


def test_ctrl_is_no_other_key_between_two_presses(seat: Seat) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    seat.see(replace(NEW, draft=replace(DRAFT, before=batch())))

    for _ in range(2):
        QTest.keyClick(seat.page.focusWidget(), Qt.Key.Key_Control)
        seat.press(Qt.Key.Key_Return, control)

    assert seat.acts == [Act.BATCH_SEND]


def test_a_row_is_read_as_a_sentence_with_its_key(seat: Seat) -> None:
    seat.see(WORK)
    table = seat.page.work.sheet.table
    model = table.model_of_rows
    line = model.place_of(ROWS[0].row_id)
    assert line is not None

    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [model.data(model.index(line, column), role) for column in (0, 1, 5)]

    assert spoken[1:] == ["患者番号 1", "次にすること 番号を直して再照会 R"]
    assert str(spoken[0]).startswith("時刻 9:01、患者番号 1、氏名 試験　1子、状態 該当なし、")
    assert model.data(model.index(line - 1, 0), role) == "該当なし"


def test_the_history_is_filtered_by_day(seat: Seat) -> None:
    told: list[str] = []
    seat.page.days_chosen.connect(told.append)
    seat.see(BatchDeskNow(screen=Screen.HISTORY))

    for button in seat.page.history._days.findChildren(QAbstractButton):
        if button.text() == "先月":
            button.click()

    assert told == [HistoryDays.LAST_MONTH]


def test_another_key_forgets_the_first_press(seat: Seat) -> None:
    seat.see(WORK)

    for key in (Qt.Key.Key_X, Qt.Key.Key_Z, Qt.Key.Key_X):
        seat.press(key)

    assert seat.acts == []


def test_a_press_with_ctrl_means_nothing(seat: Seat) -> None:
    seat.see(WORK)

    seat.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    seat.press(Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)

    assert seat.acts == []


def test_escape_leads_back_to_the_counter(seat: Seat, qtbot: QtBot) -> None:
    seat.see(WORK)

    with qtbot.waitSignal(seat.page.left):
        seat.press(Qt.Key.Key_Escape)


def test_arrows_choose_rows_and_pass_headings_by(seat: Seat) -> None:
    chosen: list[str] = []
    seat.page.row_chosen.connect(chosen.append)
    seat.see(WORK)

    down, up = Qt.Key.Key_Down, Qt.Key.Key_Up
    for key in (down, down, down, up, up, up):
        seat.press(key)

    assert chosen == [ROWS[1].row_id, ROWS[2].row_id, ROWS[1].row_id, ROWS[0].row_id]


def test_the_same_view_again_keeps_every_widget(seat: Seat) -> None:
    seat.see(WORK)
    before = len(seat.page.findChildren(QObject))

    for panel in (*Panel, None):
        seat.see(replace(WORK, work=replace(WORK.work, panel=panel)))
    full = len(seat.page.findChildren(QObject))
    for panel in (*Panel, None):
        seat.see(replace(WORK, work=replace(WORK.work, panel=panel)))

    assert full == len(seat.page.findChildren(QObject))
    assert before <= full


def test_a_memo_is_typed_and_kept(seat: Seat) -> None:
    kept: list[str] = []
    seat.page.memo_kept.connect(kept.append)
    seat.see(replace(WORK, work=replace(WORK.work, panel=Panel.MEMO)))

    QTest.keyClicks(seat.page.focusWidget(), "rtm")
    seat.press(Qt.Key.Key_Return)

    assert (kept, seat.acts) == (["rtm"], [])
    seat.press(Qt.Key.Key_Escape)
    assert seat.acts == [Act.BATCH_SHUT]


def test_numbers_are_put_right_and_asked_again(seat: Seat) -> None:
    kept: list[object] = []
    seat.page.numbers_kept.connect(kept.append)
    typed = entry(1).typed
    correction = Correction(typed)
    seat.see(replace(WORK, work=replace(WORK.work, panel=Panel.CORRECTION, correction=correction)))

    QTest.keyClicks(seat.page.focusWidget(), "99")
    seat.press(Qt.Key.Key_Return)

    assert kept == [replace(typed, number="99")]


# ── a new batch ───────────────────────────────────────────────────────────────────────────────
def test_a_number_is_typed_over_in_place_and_tab_goes_on(seat: Seat) -> None:
    edited: list[tuple[str, object, str]] = []
    seat.page.number_edited.connect(lambda *each: edited.append(each))
    seat.see(NEW)
    table = seat.page.new.sheet.table
    table.go_to(LINES[1].row_id)

    seat.press(Qt.Key.Key_Return)
    assert table.is_editing
    QTest.keyClicks(seat.page.focusWidget(), "06139993")
    QTest.keyClick(seat.page.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(seat.page.focusWidget(), Qt.Key.Key_Return)

    assert edited == [(LINES[1].row_id, Place.INSURER, "06139993")]
    assert table.is_editing
    assert table.model_of_rows.place_at(table.currentIndex()) is Place.NUMBER


def test_a_line_that_was_put_right_stays_in_the_filtered_list(seat: Seat) -> None:
    seat.see(NEW)
    table = seat.page.new.sheet.table
    seat.page.new._filter.chosen.emit("refused")
    assert table.model_of_rows.rowCount() == 1

    right = replace(LINES[1], state=RowState.WAITING, reason="")
    seat.see(replace(NEW, draft=replace(DRAFT, rows=(LINES[0], right, LINES[2]))))

    assert table.model_of_rows.rowCount() == 1
    assert "送信できます" in str(table.model_of_rows.index(0, 9).data())


def test_ctrl_enter_sends(seat: Seat) -> None:
    seat.see(NEW)

    seat.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert seat.acts == [Act.BATCH_SEND]


def test_sources_and_days_are_chosen(seat: Seat) -> None:
    chosen: list[object] = []
    seat.page.source_chosen.connect(chosen.append)
    seat.page.period_chosen.connect(chosen.append)
    seat.page.screen_chosen.connect(chosen.append)
    seat.see(replace(NEW, source=Source.APPOINTMENTS, draft=None))

    seat.page.new._sources._choices.chosen.emit("csv")
    seat.page.new._sources._periods.chosen.emit("next-week")
    seat.page._tabs.chosen.emit("history")

    assert chosen == ["csv", "next-week", "history"]


def test_the_sheet_has_the_room_beside_the_sources_also_when_it_is_empty(seat: Seat) -> None:
    seat.see(replace(NEW, source=Source.APPOINTMENTS, draft=None))

    page = seat.page.new
    sources, sheet = page._sources.geometry(), page.sheet.geometry()
    assert sources.left() == 0
    assert sheet.left() == sources.right() + 1 + page._whole.spacing()
    assert sheet.right() == page.rect().right()


def test_columns_are_given_a_meaning(seat: Seat) -> None:
    kept: list[object] = []
    seat.page.columns_kept.connect(kept.append)
    columns = ColumnsNow(("a", "b"), (None, Column.NAME))
    seat.see(replace(NEW, columns=columns))

    box = seat.page.focusWidget()
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(1)
    seat.press(Qt.Key.Key_Return)

    assert kept == [(Column.PATIENT_NUMBER, Column.NAME)]


# ── all of it ─────────────────────────────────────────────────────────────────────────────────
def test_the_history_is_a_table(seat: Seat) -> None:
    made = batch()
    history = HistoryNow(((made, BatchCounts(answered=3)),), chosen=made.batch_id)
    seat.see(replace(WORK, screen=Screen.HISTORY, history=history))

    seat.press(Qt.Key.Key_Return)

    assert seat.acts == [Act.BATCH_OPEN]
    assert seat.page.history.sheet.table.key == made.batch_id


@pytest.mark.parametrize("now", [WORK, NEW])
def test_the_models_keep_qt_s_rules(seat: Seat, now: BatchDeskNow) -> None:
    models = [
        page.sheet.table.model_of_rows
        for page in (seat.page.work, seat.page.new, seat.page.history)
    ]
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, fatal, seat.page) for model in models]

    seat.see(now)
    seat.see(replace(now, work=WorkNow(), draft=None))

    assert len(testers) == 3


def test_another_language_is_spoken_at_once(seat: Seat) -> None:
    seat.see(replace(WORK, progress=Progress(batch(), BatchCounts(waiting=1), 30.0, 60)))

    seat.texts.set_language(Language.EN)

    model = seat.page.work.sheet.table.model_of_rows
    assert model.headerData(3, Qt.Orientation.Horizontal) == "State"


def test_paper_has_as_many_pages_as_it_needs(seat: Seat, tmp_path: Path) -> None:
    device = QPdfWriter(str(tmp_path / "list.pdf"))
    paper.set_up(device)
    now = batch().created_at

    one = paper.draw(device, Texts(), phone_list((), now))
    many = paper.draw(device, Texts(), phone_list([lost(n) for n in range(60)], now))

    assert (one, many) == (1, 4)


def test_the_phone_list_is_shown_before_it_is_printed(seat: Seat, qtbot: QtBot) -> None:
    listed = phone_list(ROWS, batch().created_at)
    printing = PhoneListPrinting(seat.texts, lambda: listed, seat.page)

    printing.open()
    first = printing.dialog
    printing.open()

    assert printing.dialog is not None
    assert printing.dialog is first
    printing.dialog.close()
