"""一括照会 in the staff's window, connected: presses go to it, its picture goes to the page.

It decides nothing about a batch and knows no adapter; what it needs of the world comes as calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from reception_app.application.batch_desk import BatchDesk
from reception_app.domain.batch import BatchRow, BatchState, Source
from reception_app.domain.batch_columns import Columns
from reception_app.domain.batch_desk import BatchDeskNow, HistoryDays, Panel, Period, Screen
from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.ui.batch.corner import Corner
from reception_app.ui.batch.page import BatchPage
from reception_app.ui.batch.printing import PhoneListPrinting
from reception_app.ui.looks import Looks
from reception_app.ui.staff.copying import Copying
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.presses import Presses
from reception_app.ui.staff.window import StaffWindow
from reception_app.ui.viewstate.batch import batch_view
from reception_app.ui.viewstate.batch_views import CornerView
from reception_app.ui.viewstate.phone_list import PhoneList, phone_list
from reception_app.ui.viewstate.views import Act
from reception_app.ui.viewstate.words import tr

_TICK_MS: Final = 500
_CSV: Final = tr("CSVファイル")
_ANY: Final = tr("すべてのファイル")
_EXPORT_TO: Final = tr("書き出す場所")
_EXPORT_NAME: Final = "batch.csv"


class BatchShell(QObject):
    """The page of 一括照会, its card in the corner, and what stands behind them."""

    def __init__(self, staff: StaffWindow, looks: Looks) -> None:
        super().__init__(staff)
        self._staff, self._looks = staff, looks
        self._desk: BatchDesk | None = None
        self.page = BatchPage(looks.theme, looks.staff_texts)
        presses = Presses(self)
        kit = Kit(looks.theme, looks.staff_texts, presses, Copying(self))
        self.corner = Corner(kit, None, is_wide=False)
        self._corner_view: CornerView | None = None
        self._to_call: Sequence[BatchRow] = ()
        self.dialog: QFileDialog | None = None
        self.printing = PhoneListPrinting(looks.staff_texts, self._phone_list, staff)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        staff.take_in(self.page)
        staff.take_in_corner(self.corner)
        staff.batch_asked.connect(self._asked)
        presses.acted.connect(self._act)
        self.corner.painted.connect(presses.seen)
        looks.theme.changed.connect(self._draw_corner)
        looks.staff_texts.changed.connect(self._draw_corner)
        self._connect_page()

    def begin(self, desk: BatchDesk) -> None:
        """Let the page drive this from now on."""
        self._desk = desk
        self.show_now(desk.now)
        desk.start()
        self._clock.start()

    def stop(self) -> None:
        """Let go; nothing is pressed any more. The worker goes on by itself."""
        self._clock.stop()
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.stop()

    def counter_is_busy(self, *, is_busy: bool, operator: str) -> None:
        """Hear whether somebody is served, and who is at the desk."""
        if self._desk is not None:
            self._desk.counter_is_busy(is_busy=is_busy, operator=operator)

    @Slot(object)
    def show_now(self, now: BatchDeskNow) -> None:
        """Draw 一括照会 as it is now."""
        view = batch_view(now)
        self.page.show_view(view)
        if view.corner != self._corner_view:
            self._corner_view = view.corner
            self._draw_corner()

    @Slot()
    def _draw_corner(self) -> None:
        self.corner.show_corner(self._corner_view)

    # ── presses ─────────────────────────────────────────────────────────────────────────────
    @Slot()
    def _asked(self) -> None:
        """Open the page, or go back to the counter."""
        if self._desk is None:
            return
        if self._staff.is_at_counter:
            self._desk.refresh()
            self._staff.show_page(self.page)
            self.page.take_keyboard()
        else:
            self._staff.show_counter()

    @Slot(object)
    def _act(self, act: Act) -> None:
        if self._desk is None:
            return
        match act:
            case Act.BATCH_READ:
                self._read()
            case Act.BATCH_EXPORT:
                self._ask_where()
            case Act.BATCH_PRINT:
                self._desk.list_to_print(self._print)
            case Act.BATCH_LEAVE:
                self._staff.show_counter()
            case Act.BATCH_OPEN:
                self._desk.show(Screen.WORK)
            case _:
                _VERBS[act](self._desk)

    def _read(self) -> None:
        desk = self._desk
        if desk is not None and desk.now.source is Source.CSV:
            texts = self._looks.staff_texts
            dialog = self._new_dialog(QFileDialog.AcceptMode.AcceptOpen)
            dialog.setWindowTitle(texts(_CSV))
            dialog.setNameFilters([f"{texts(_CSV)} (*.csv *.txt *.tsv)", f"{texts(_ANY)} (*)"])
            dialog.fileSelected.connect(self.open_file)
            dialog.open()
        elif desk is not None:
            desk.read()

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Read this file."""
        if self._desk is not None:
            self._desk.choose_source(Source.CSV)
            self._desk.read(Path(path))

    def _ask_where(self) -> None:
        texts = self._looks.staff_texts
        dialog = self._new_dialog(QFileDialog.AcceptMode.AcceptSave)
        dialog.setWindowTitle(texts(_EXPORT_TO))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(_EXPORT_NAME)
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Write the rows to this file."""
        if self._desk is not None:
            self._desk.export(Path(path))

    def _print(self, rows: Sequence[BatchRow]) -> None:
        self._to_call = rows
        self.printing.open()

    def _phone_list(self) -> PhoneList:
        now = None if self._desk is None else self._desk.now.now
        return phone_list(self._to_call, now or datetime.now(UTC))

    def _new_dialog(self, mode: QFileDialog.AcceptMode) -> QFileDialog:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = QFileDialog(self._staff)
        self.dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptOpen:
            self.dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return self.dialog

    @Slot(object)
    def _screen(self, screen: Screen) -> None:
        if self._desk is not None:
            self._desk.show(screen)

    @Slot(str)
    def _row(self, key: str) -> None:
        if self._desk is not None:
            self._desk.choose_row(key)

    @Slot(str)
    def _pill(self, key: str) -> None:
        desk = self._desk
        if desk is None:
            return
        if desk.now.screen is Screen.HISTORY:
            desk.show_state(BatchState(key) if key in list(BatchState) else None)
        else:
            desk.show_whose(mine_only=key == "mine")

    @Slot(str)
    def _days(self, key: str) -> None:
        if self._desk is not None:
            self._desk.show_days(HistoryDays(key))

    @Slot(object)
    def _source(self, source: Source) -> None:
        if self._desk is not None:
            self._desk.choose_source(source)

    @Slot(object)
    def _period(self, period: Period) -> None:
        if self._desk is not None:
            self._desk.choose_period(period)

    @Slot(str, object, str)
    def _number(self, row_id: str, place: Place, text: str) -> None:
        if self._desk is not None:
            self._desk.correct_number(row_id, place, text)

    @Slot(str)
    def _memo(self, text: str) -> None:
        if self._desk is not None:
            self._desk.keep_memo(text)

    @Slot(object)
    def _numbers(self, typed: TypedNumbers) -> None:
        if self._desk is not None:
            self._desk.ask_again(typed)

    @Slot(object)
    def _columns(self, columns: Columns) -> None:
        if self._desk is not None:
            self._desk.choose_columns(columns)

    @Slot()
    def _left(self) -> None:
        self._staff.show_counter()

    @Slot()
    def _tick(self) -> None:
        if self._desk is not None:
            self._desk.tick()

    def _connect_page(self) -> None:
        page = self.page
        page.acted.connect(self._act)
        page.screen_chosen.connect(self._screen)
        page.row_chosen.connect(self._row)
        page.pill_chosen.connect(self._pill)
        page.days_chosen.connect(self._days)
        page.source_chosen.connect(self._source)
        page.period_chosen.connect(self._period)
        page.number_edited.connect(self._number)
        page.memo_kept.connect(self._memo)
        page.numbers_kept.connect(self._numbers)
        page.columns_kept.connect(self._columns)
        page.left.connect(self._left)


def _difference(desk: BatchDesk) -> None:
    desk.open_panel(Panel.DIFFERENCE)


def _memo(desk: BatchDesk) -> None:
    desk.open_panel(Panel.MEMO)


def _correction(desk: BatchDesk) -> None:
    desk.open_panel(Panel.CORRECTION)


_VERBS: Final[dict[Act, Callable[[BatchDesk], None]]] = {
    Act.BATCH_SEND: BatchDesk.send,
    Act.BATCH_ASK_ANYWAY: BatchDesk.ask_anyway,
    Act.BATCH_STOP: BatchDesk.halt,
    Act.BATCH_GO_ON: BatchDesk.go_on,
    Act.BATCH_COLUMNS: BatchDesk.open_columns,
    Act.BATCH_DIFFERENCE: _difference,
    Act.BATCH_ASK_AGAIN: _correction,
    Act.BATCH_CALLED: BatchDesk.called,
    Act.BATCH_MEMO: _memo,
    Act.BATCH_HAND_OVER: BatchDesk.hand_over,
    Act.BATCH_OWN: BatchDesk.own,
    Act.BATCH_SET_ASIDE: BatchDesk.set_aside,
    Act.BATCH_SHUT: BatchDesk.shut_panel,
    Act.BATCH_NEXT: BatchDesk.next_row,
}
