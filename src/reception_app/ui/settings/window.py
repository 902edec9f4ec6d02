"""The settings window: reads and saves through a lane, so that no file is touched here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reception_app.application.batch_ports import TimerSwitch
from reception_app.application.ports import Err, Lane, Ok, SettingsDesk, SettingsSeen
from reception_app.domain.errors import SettingsError
from reception_app.ui.settings.draft import (
    FINE,
    Judgement,
    changes_of,
    in_words,
    judged,
    value_in,
    with_changes,
)
from reception_app.ui.settings.field_spec import Effect, GroupSpec, Kind, Place
from reception_app.ui.settings.fields import FIELDS, GROUPS
from reception_app.ui.settings.foot import Foot, FootView
from reception_app.ui.settings.inputs import NameInput
from reception_app.ui.settings.page import GroupPage
from reception_app.ui.settings.path_inputs import PickingInput, Wanted
from reception_app.ui.settings.problems import what_is_wrong
from reception_app.ui.settings.row import FieldRow
from reception_app.ui.settings.timer_row import TimerRow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words, tr

_TITLE: Final = tr("設定")
_GROUPS: Final = tr("設定の種類")
_READING: Final = tr("設定を読んでいます…")
_SAVING: Final = tr("保存しています…")
_SAVED: Final = tr("保存しました。")
_SAVED_FOR_LATER: Final = tr("保存しました。次にプログラムを起動したときから使います。")
_LEAVING: Final = tr("保存していない変更があります。どうしますか。")
_NOT_WRITABLE: Final = tr(
    "この利用者には、設定を保存する権限がありません。管理者としてプログラムを起動してください。"
)
_SIZE: Final = (960, 680)
"""At 100 %; never more than the screen has."""
_HAS_MISTAKES: Final = tr("直すところがあります")
_HAS_CHANGES: Final = tr("変更があります")
_MODES: Final = {
    Wanted.FILE: QFileDialog.FileMode.ExistingFile,
    Wanted.KEY_FILE: QFileDialog.FileMode.ExistingFile,
    Wanted.FILES: QFileDialog.FileMode.ExistingFiles,
    Wanted.FOLDER: QFileDialog.FileMode.Directory,
}


class SettingsWindow(QMainWindow):  # to a screen reader a QWidget would be no window
    """All settings, by group.

    Signals:
        saved: The new ``Settings`` are in the file; who shows them applies what works at once.
    """

    saved = Signal(object)

    def __init__(
        self,
        theme: Theme,
        texts: Texts,
        desk: SettingsDesk,
        lane: Lane,
        *,
        is_training: bool = False,
        timer: TimerSwitch | None = None,
    ) -> None:
        """Build the window; nothing is read before it is opened.

        Args:
            theme: The looks.
            texts: The language.
            desk: The settings file.
            lane: Where the file is read and saved.
            is_training: Only what counts in training mode can be edited.
            timer: The system's timer for batches; None where nothing runs by itself.
        """
        super().__init__()
        self._theme, self._texts = theme, texts
        self._desk, self._lane = desk, lane
        self._is_training, self._timer = is_training, timer
        self._timer_row: TimerRow | None = None
        self._seen: SettingsSeen | None = None
        self._changes: dict[Place, object] = {}
        self._judgement = FINE
        self._remark: tuple[Tone, Line] | None = None
        self._is_busy = False
        self._is_leaving = False
        self._names: dict[Kind, Sequence[str]] = {}
        whole = QWidget(self)
        self.setCentralWidget(whole)
        self._groups, self._stack = QListWidget(whole), QStackedWidget(whole)
        self._foot = Foot(theme, texts, whole)
        self._pages: dict[GroupSpec, GroupPage] = {}
        self._dialog: QFileDialog | None = None
        self._picking: PickingInput | None = None
        self._lay_out(whole)
        self._connect()
        self._fit()
        self._retranslate()

    # ── for whoever opens it ────────────────────────────────────────────────────────────────
    @property
    def has_changes(self) -> bool:
        """Something is edited and not saved."""
        return bool(self._changes)

    def open(self, group: str = "") -> None:
        """Show the window in front; the file is read, unless edits are waiting.

        Args:
            group: Name of the group to begin with (``fields.GROUPS``); empty for one with a
                mistake, else the last one.
        """
        for number, each in enumerate(GROUPS):
            if each.name == group:
                self._groups.setCurrentRow(number)
        self._turn_to(self._groups.currentRow())
        if self._timer_row is not None:
            self._timer_row.look()  # somebody may have changed it elsewhere
        if not self.has_changes:
            self._read(seeks_mistake=not group)
        if not self.isVisible():
            self._stand_in_the_middle()
        self.show()
        self.raise_()
        self.activateWindow()

    def offer_readers(self, names: Sequence[str]) -> None:
        """Say which readers are connected now."""
        self._offer(Kind.READER, names)

    # ── reading and saving ──────────────────────────────────────────────────────────────────
    def _read(self, *, seeks_mistake: bool = False) -> None:
        self._wait(_READING)
        done = partial(self._was_read, seeks_mistake=seeks_mistake)
        self._lane.submit(self._desk.read, done)

    def _was_read(self, outcome: Ok[SettingsSeen] | Err, *, seeks_mistake: bool) -> None:
        self._is_busy = False
        self._remark = None
        if isinstance(outcome, Err):
            self._seen = None
            self._take_refusal(outcome)
        else:
            self._take(outcome.value)
        self._show()
        if seeks_mistake:
            self._go_to_first_mistake()

    @Slot()
    def _save(self) -> None:
        if self._seen is None or not self._may_save():
            return
        changes = dict(self._changes)
        self._wait(_SAVING)
        job = partial(self._desk.save, changes, self._seen)
        self._lane.submit(job, partial(self._was_saved, changes))

    def _was_saved(self, changes: dict[Place, object], outcome: Ok[SettingsSeen] | Err) -> None:
        self._is_busy = False
        if isinstance(outcome, Err):
            self._is_leaving = False
            self._take_refusal(outcome)
            self._show()
            self._go_to_first_mistake()
            return
        self._take(outcome.value)
        later = any(FIELDS[place].effect is Effect.NEXT_START for place in changes)
        self._remark = Tone.GOOD, _SAVED_FOR_LATER if later else _SAVED
        self._show()
        self.saved.emit(self._desk.check(outcome.value.tables))
        if self._is_leaving:
            self._is_leaving = False
            self.close()

    def _take(self, seen: SettingsSeen) -> None:
        self._seen = seen
        self._changes = {}
        self._offer(Kind.BACKEND, seen.backends)
        for row in self._rows():
            row.input.give(value_in(seen.tables, row.field))
        self._judge()

    def _take_refusal(self, refusal: Err) -> None:
        """Show mistakes at their fields, and one that has no field below the pages."""
        error = refusal.error
        if not isinstance(error, SettingsError):
            self._remark = Tone.BAD, Catalogued(error.code, tuple(error.params.items()))
            return
        self._judgement = judged(error.problems)
        if self._judgement.others:
            self._remark = Tone.BAD, what_is_wrong(self._judgement.others[0])
            self._judgement = Judgement(self._judgement.fields)

    def _judge(self) -> None:
        tables = self._tables()
        try:
            self._desk.check(tables)
            self._judgement = FINE
        except SettingsError as error:
            self._judgement = judged(error.problems)

    def _tables(self) -> dict[str, object]:
        return with_changes(self._seen.tables, self._changes) if self._seen else {}

    def _wait(self, why: Line) -> None:
        """Nothing can be edited while the file is at work: no edit is lost by an answer."""
        self._is_busy = True
        self._remark = Tone.INFO, why
        self._show()

    # ── edits ───────────────────────────────────────────────────────────────────────────────
    @Slot(object)
    def _edited(self, _row: FieldRow) -> None:
        if self._seen is None:
            return
        edited = {
            row.field.place: row.input.value() for row in self._rows() if row.input.is_edited
        }
        self._changes = changes_of(self._seen.tables, edited)
        self._remark = None
        self._is_leaving = False
        self._judge()
        self._show()

    @Slot()
    def _discard(self) -> None:
        """Forget the edits; the file may have changed, so it is read again."""
        self._changes = {}
        if self._is_leaving:
            self._is_leaving = False
            self.close()
        else:
            self._read()

    @Slot()
    def _stay(self) -> None:
        self._is_leaving = False
        self._show()
        self._groups.setFocus()

    def _may_save(self) -> bool:
        is_able = self._seen is not None and self._seen.is_writable and not self._is_busy
        return is_able and bool(self._changes) and self._judgement.is_fine

    # ── leaving ─────────────────────────────────────────────────────────────────────────────
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes, or goes back to the edits."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._is_leaving:
            self._stay()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stay while something is not saved, and ask; nothing is lost by closing."""
        if not self._changes:
            event.accept()
            return
        event.ignore()
        self._is_leaving = True
        self._show()
        button = self._foot.save if self._foot.save.isEnabled() else self._foot.back
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── showing ─────────────────────────────────────────────────────────────────────────────
    def _show(self) -> None:
        tables = self._tables()
        for page in self._pages.values():
            self._show_page(page, tables)
        self._mark_groups()
        self._foot.show_view(self._foot_view())

    def _show_page(self, page: GroupPage, tables: dict[str, object]) -> None:
        page.show_for(tables)
        page.setEnabled(self._seen is not None and not self._is_busy)
        for row in page.rows:
            problem = self._judgement.fields.get(row.field.place)
            row.show_state(
                problem=what_is_wrong(problem) if problem else None,
                is_changed=row.field.place in self._changes,
            )

    def _foot_view(self) -> FootView:
        tone, remark = self._said()
        tables = self._seen.tables if self._seen else dict[str, object]()
        return FootView(
            changes=tuple(
                in_words(place, value_in(tables, FIELDS[place]), after)
                for place, after in self._changes.items()
            ),
            remark=remark,
            tone=tone,
            may_save=self._may_save(),
            may_discard=bool(self._changes) and not self._is_busy,
            is_leaving=self._is_leaving and not self._is_busy,
        )

    def _said(self) -> tuple[Tone, Line | None]:
        """Return the one remark that matters most."""
        if self._is_leaving and not self._is_busy:
            return Tone.WARN, _LEAVING
        if self._remark:
            return self._remark
        if not self._judgement.is_fine:
            return Tone.BAD, _mistakes(self._judgement)
        if self._seen is not None and not self._seen.is_writable:
            return Tone.WARN, _NOT_WRITABLE
        return Tone.INFO, None

    def _mark_groups(self) -> None:
        blank = QPixmap(self._theme.pixmap("lamp-good", "icon.small").size())
        blank.fill(Qt.GlobalColor.transparent)
        for number, group in enumerate(GROUPS):
            places = {field.place for field in group.fields}
            item, heading = self._groups.item(number), self._texts(group.heading)
            state: Line | None = None
            name, tint = "lamp-good", "mark.info"
            if places & self._judgement.fields.keys():
                state, name, tint = _HAS_MISTAKES, "shape-warning", "mark.bad"
            elif places & self._changes.keys():
                state = _HAS_CHANGES
            item.setText(heading)
            item.setIcon(self._theme.icon(name, "icon.small", tint) if state else QIcon(blank))
            said = f"{heading} {self._texts(state)}" if state else heading
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    def _go_to_first_mistake(self) -> None:
        for number, group in enumerate(GROUPS):
            if any(field.place in self._judgement.fields for field in group.fields):
                self._groups.setCurrentRow(number)
                rows = self._page(group).rows
                wrong = next(row for row in rows if row.field.place in self._judgement.fields)
                wrong.input.target().setFocus()
                return

    @Slot()
    def _retranslate(self) -> None:
        self.setWindowTitle(self._texts(_TITLE))
        self._groups.setAccessibleName(self._texts(_GROUPS))
        for page in self._pages.values():
            page.retranslate()
        if self._timer_row is not None:
            self._timer_row.retranslate()
        self._foot.retranslate()
        self._show()

    # ── paths ───────────────────────────────────────────────────────────────────────────────
    @Slot(object)
    def _pick(self, wanting: PickingInput) -> None:
        self._picking = wanting
        if self._dialog is None:
            self._dialog = QFileDialog(self)
            self._dialog.filesSelected.connect(self._picked)
        self._dialog.setFileMode(_MODES[wanting.wanted])
        self._dialog.setWindowTitle(wanting.target().accessibleName() or self._texts(_TITLE))
        self._dialog.open()

    @Slot("QStringList")
    def _picked(self, paths: list[str]) -> None:
        if self._picking is not None and paths:
            self._picking.take(paths)

    # ── pages ───────────────────────────────────────────────────────────────────────────────
    @Slot(int)
    def _turn_to(self, number: int) -> None:
        """Show a group; its page is made when it is wanted first, all at once would be felt."""
        self._stack.setCurrentWidget(self._page(GROUPS[number]))

    def _page(self, group: GroupSpec) -> GroupPage:
        if group not in self._pages:
            self._pages[group] = self._make_page(group)
        return self._pages[group]

    def _make_page(self, group: GroupSpec) -> GroupPage:
        page = GroupPage(
            self._theme, self._texts, group, self._stack, is_training=self._is_training
        )
        self._stack.addWidget(page)
        if group.name == "batch" and self._timer is not None:
            self._timer_row = TimerRow(self._theme, self._texts, self._timer, self._lane, page)
            page.add_below(self._timer_row)
            self._timer_row.retranslate()
            self._timer_row.look()
        for row in page.rows:
            self._hear(row)
            if isinstance(row.input, NameInput):
                row.input.offer(self._names.get(row.field.kind, ()))
            if self._seen is not None:
                row.input.give(value_in(self._seen.tables, row.field))
        page.retranslate()
        self._show_page(page, self._tables())
        return page

    def _hear(self, row: FieldRow) -> None:
        row.edited.connect(self._edited)
        row.input.setEnabled(row.field.in_training or not self._is_training)
        if isinstance(row.input, PickingInput):
            row.input.picking.connect(self._pick)

    def _rows(self) -> Iterator[FieldRow]:
        """Yield the rows of the pages that were made: nobody edits what was never shown."""
        for page in self._pages.values():
            yield from page.rows

    def _offer(self, kind: Kind, names: Sequence[str]) -> None:
        self._names[kind] = names
        for row in self._rows():
            if row.field.kind is kind and isinstance(row.input, NameInput):
                row.input.offer(names)

    # ── building ────────────────────────────────────────────────────────────────────────────
    def _lay_out(self, whole: QWidget) -> None:
        set_role(self, "dialog")
        set_role(self._groups, "settings-nav")
        for _ in GROUPS:
            self._groups.addItem(QListWidgetItem())
        self._groups.setCurrentRow(0)
        column, body = QVBoxLayout(whole), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        body.setSpacing(0)
        column.addLayout(body, 1)
        body.addWidget(self._groups)
        body.addWidget(self._stack, 1)
        column.addWidget(self._foot)
        self.resize(self._whole_size())

    def _connect(self) -> None:
        self._groups.currentRowChanged.connect(self._turn_to)
        self._foot.save_asked.connect(self._save)
        self._foot.discard_asked.connect(self._discard)
        self._foot.back_asked.connect(self._stay)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self).activated.connect(self._save)
        self._texts.changed.connect(self._retranslate)
        self._theme.changed.connect(self._fit)

    def _whole_size(self) -> QSize:
        width, height = (self._theme.scale * length // 100 for length in _SIZE)
        return QSize(width, height).boundedTo(self.screen().availableSize())

    def _stand_in_the_middle(self) -> None:
        """Stand over the window in which the settings were asked for, all on its screen."""
        over = QApplication.activeWindow()
        room = (over or self).screen().availableGeometry()
        around = QRect() if over is None else over.frameGeometry()
        frame = QSize(0, 0) if over is None else around.size() - over.size()
        size = self.size().expandedTo(self.minimumSizeHint()) + frame
        place = QRect(QPoint(), size.boundedTo(room.size()))
        place.moveCenter((room if over is None else around).center())
        left = min(max(place.left(), room.left()), room.right() + 1 - place.width())
        top = min(max(place.top(), room.top()), room.bottom() + 1 - place.height())
        self.move(left, top)

    @Slot()
    def _fit(self) -> None:
        self._groups.setFixedWidth(self._theme.px("size.sidebar") * 2 // 3)
        self._mark_groups()


def _mistakes(judgement: Judgement) -> Line:
    """Return which settings have to be put right."""
    if judgement.fields:
        first, *rest = [FIELDS[place].label for place in judgement.fields]
        if rest:
            more = str(len(rest))
            return tr("直すところがあります: {first}、ほか{more}件", first=first, more=more)
        return tr("直すところがあります: {first}", first=first)
    other = judgement.others[0]
    what = what_is_wrong(other)
    if isinstance(what, Words):
        return tr("設定ファイルの {where}: {what}", where=other.where, what=what)
    return Verbatim(str(other))
