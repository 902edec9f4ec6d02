"""The scenes of 一括照会 for ``pictures.py``: a file, appointments, a work list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from reception_app.application.catalogue import Lang
from reception_app.application.settings import ColourScheme, DisplaySettings
from reception_app.domain.batch import Outcome, Source
from reception_app.domain.batch_desk import BatchDeskNow, Panel, Screen
from reception_app.ui.batch.shell import BatchShell
from reception_app.ui.viewstate.views import Act

if TYPE_CHECKING:
    from pictures import Album

_HEADING = "予約日時,患者番号,氏名,カナ,保険者番号,記号,番号,枝番,生年月日,電話番号"
_MISTAKES = (
    "2026-12-25 9:00,00101,練習　花子,ﾚﾝｼｭｳ ﾊﾅｺ,06139992,１２３,4567,00,S60.4.12,03-0000-0001",
    "2026-12-25 9:10,00102,見本　次郎,ﾐﾎﾝ ｼﾞﾛｳ,0113999,98,0001234,02,S63.7.3,03-0000-0002",
    "2026-12-25 9:20,00103,架空　和子,ｶｸｳ ｶｽﾞｺ,01139997,９９,2001,00,,03-0000-0003",
    "2026-12-25 9:30,00104,例示　ウメ,ﾚｲｼﾞ ｳﾒ,39139993,,,,S19.1.5,03-0000-0004",
    "2026-12-25 9:40,00105,仮名　三郎,ｶﾒｲ ｻﾌﾞﾛｳ,139999,架空12,3456,03,S54.2.28,03-0000-0005",
    "2026-12-25 9:50,00101,練習　花子,ﾚﾝｼｭｳ ﾊﾅｺ,06139992,１２３,4567,00,S60.4.12,03-0000-0001",
    "2026-12-25 10:00,00106,例示　昭,ﾚｲｼﾞ ｱｷﾗ,39139993,,00123464,,S21.11.30,03-0000-0006",
)
_LOOKS = DisplaySettings(scheme=ColourScheme.LIGHT)


def _shell(album: Album) -> BatchShell:
    shell = album.desk.program.batches
    assert shell is not None
    return shell


def _now(album: Album) -> BatchDeskNow:
    desk = _shell(album)._desk
    assert desk is not None
    return desk.now


def _open(album: Album, screen: Screen) -> None:
    album.desk.frame.activateWindow()
    if album.desk.program.staff.is_at_counter:
        album.desk.settle()
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(album.desk.program.staff, Qt.Key.Key_B, control)
    _shell(album)._screen(screen)
    album.desk.until(lambda: _shell(album).page.is_settled)


def _picture(album: Album, name: str) -> None:
    album.desk.until(lambda: _now(album).busy is None)
    album.desk.until(lambda: _shell(album).page.is_settled)
    album.staff(f"batch-{name}")


def _read_file(album: Album, heading: str = _HEADING) -> None:
    path = album.desk.folder / "予約_1225.csv"
    path.write_text("\n".join((heading, *_MISTAKES, "")), "utf-8-sig")
    _shell(album).open_file(str(path))
    album.desk.until(lambda: _now(album).busy is None)


def batch_empty(album: Album) -> None:
    _open(album, Screen.NEW)
    _picture(album, "new")


def batch_preview(album: Album) -> None:
    _open(album, Screen.NEW)
    _shell(album)._source(Source.APPOINTMENTS)
    _shell(album)._read()
    album.desk.until(lambda: _now(album).draft)
    _picture(album, "preview")


def batch_refused_rows(album: Album) -> None:
    _open(album, Screen.NEW)
    _read_file(album)
    _picture(album, "refused-rows")
    table = _shell(album).page.new.sheet.table
    draft = _now(album).draft
    assert draft is not None
    table.go_to(draft.rows[1].row_id)
    table.edit_first()
    _picture(album, "correct-in-place")
    QTest.keyClick(album.desk.program.staff.focusWidget(), Qt.Key.Key_Escape)


def batch_columns(album: Album) -> None:
    _open(album, Screen.NEW)
    _read_file(album, _HEADING.replace("保険者番号", "保険").replace("氏名", "様"))
    album.desk.until(lambda: _now(album).columns)
    _picture(album, "columns")
    _shell(album)._source(Source.APPOINTMENTS)


def batch_under_way(album: Album) -> None:
    desk = album.desk
    _open(album, Screen.NEW)
    _shell(album)._source(Source.APPOINTMENTS)
    _shell(album)._read()
    desk.until(lambda: _now(album).draft)
    desk.trouble("slow")
    control = Qt.KeyboardModifier.ControlModifier
    desk.until(lambda: _shell(album).page.is_settled)
    QTest.keyClick(desk.program.staff.focusWidget(), Qt.Key.Key_Return, control)
    desk.until(lambda: (p := _now(album).progress) and p.per_minute, 120)
    desk.until(lambda: _now(album).done is None)
    _picture(album, "progress")
    _shell(album)._left()
    album.staff("batch-progress-corner")
    desk.trouble("slow", on=False)
    desk.until(lambda: _now(album).progress is None, 120)


def batch_morning(album: Album) -> None:
    desk = album.desk
    _open(album, Screen.WORK)
    desk.until(lambda: _now(album).work.rows)
    _picture(album, "morning")
    inner = _shell(album)._desk
    assert inner is not None
    by_outcome = {row.outcome: row.row_id for row in _now(album).work.rows}
    for outcome, panel, name in (
        (Outcome.CHANGED, Panel.DIFFERENCE, "difference"),
        (Outcome.NOT_FOUND, Panel.CORRECTION, "ask-again"),
        (Outcome.INVALID, Panel.MEMO, "memo"),
    ):
        inner.choose_row(by_outcome[outcome])
        inner.open_panel(panel)
        _picture(album, name)
        inner.shut_panel()
    for name, looks in (
        ("dark", replace(_LOOKS, scheme=ColourScheme.DARK)),
        ("high-contrast", replace(_LOOKS, scheme=ColourScheme.HIGH_CONTRAST)),
        ("150", replace(_LOOKS, scale=150)),
        ("200", replace(_LOOKS, scale=200)),
        ("english", replace(_LOOKS, language=Lang.EN)),
    ):
        desk.program.looks.use(looks)
        _picture(album, f"morning-{name}")
    desk.program.looks.use(_LOOKS)


def batch_phone_list(album: Album) -> None:
    _open(album, Screen.WORK)
    album.desk.until(lambda: _now(album).work.rows)
    printing = _shell(album).printing
    _shell(album)._act(Act.BATCH_PRINT)
    album.desk.until(lambda: printing.dialog is not None and printing.dialog.isVisible())
    assert printing.dialog is not None
    album.window(printing.dialog, "staff-batch-phone-list")
    printing.dialog.hide()


def batch_history(album: Album) -> None:
    _open(album, Screen.HISTORY)
    album.desk.until(lambda: _now(album).history.batches)
    _picture(album, "history")
    _shell(album)._left()


SCENES: tuple[Callable[[Album], None], ...] = (
    batch_empty,
    batch_preview,
    batch_refused_rows,
    batch_columns,
    batch_under_way,
    batch_morning,
    batch_phone_list,
    batch_history,
)
