"""一括照会 in the staff's window: renders a ``BatchView`` and reports presses; knows no store."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from reception_app.domain.batch_desk import Screen
from reception_app.ui.batch.corner import Corner
from reception_app.ui.batch.history_page import HistoryPage
from reception_app.ui.batch.new_page import NewPage
from reception_app.ui.batch.pills import Pills
from reception_app.ui.batch.work_page import WorkPage
from reception_app.ui.staff.copying import Copying
from reception_app.ui.staff.ground import Ground
from reception_app.ui.staff.keys import name_of
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.presses import Presses
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.batch_views import (
    BatchView,
    HistoryView,
    NewView,
    Pill,
    WorkView,
)
from reception_app.ui.viewstate.views import Act, Button

_LETTERS: Final = {Qt.Key(Qt.Key.Key_A.value + n): chr(ord("A") + n) for n in range(26)}
_SMALL: Final = 400
"""Lower than this, in px at 100 %, the list needs the room of what stands beside the title."""
_HELD: Final = frozenset({Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta})
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class BatchPage(Ground):
    """Everything of 一括照会.

    Signals:
        acted: An ``Act`` that somebody meant; ``BATCH_KEEP`` and ``BATCH_EDIT`` stay inside.
        screen_chosen: A ``Screen``.
        row_chosen: Key of a row of the table that is shown.
        pill_chosen: Which rows of it.
        days_chosen: Batches of which days.
        source_chosen, period_chosen: ``Source``, ``Period``.
        number_edited: Row, ``Place``, text: typed over in the preview.
        memo_kept: A memo as typed.
        numbers_kept: ``TypedNumbers`` of the chosen row.
        columns_kept: What the columns of the file mean (``Columns``).
        left: Somebody wants to be back at the counter.
    """

    acted = Signal(object)
    screen_chosen = Signal(object)
    row_chosen = Signal(str)
    pill_chosen = Signal(str)
    days_chosen = Signal(str)
    source_chosen = Signal(object)
    period_chosen = Signal(object)
    number_edited = Signal(str, object, str)
    memo_kept = Signal(str)
    numbers_kept = Signal(object)
    columns_kept = Signal(object)
    left = Signal()

    def __init__(
        self, theme: Theme, texts: Texts, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Be empty until a first view comes."""
        presses = Presses(clock=clock)
        kit = Kit(theme, texts, presses, Copying(presses))
        super().__init__(kit)
        presses.setParent(self)
        self._view: BatchView | None = None
        self.kit, self._presses = kit, presses
        self._title = TextLabel("batch-title", parent=self, leading=1.25)
        self._subtitle = TextLabel("detail", parent=self)
        self._tabs = Pills(kit, self)
        self._note = TextLabel("strip", parent=self)
        self._corner = Corner(kit, self, is_wide=True)
        self._pages = QStackedWidget(self)
        self._footer = TextLabel("sub", parent=self)
        self.work, self.new = WorkPage(kit, self._pages), NewPage(kit, self._pages)
        self.history = HistoryPage(kit, self._pages)
        self._column, self._head = QVBoxLayout(self), QHBoxLayout()
        self._frames = frozenset((self._pages, self.work, self.new, self.history))
        self._put_together()
        self._connect()

    @property
    def is_settled(self) -> bool:
        """Everything on the screen has been there long enough for a press to be meant."""
        return self._presses.is_settled

    def show_view(self, view: BatchView) -> None:
        """Show this; an equal view changes nothing."""
        old, self._view = self._view, view
        if view != old:
            self._draw(view, old)

    def take_keyboard(self) -> None:
        """Put the keyboard where it is needed first."""
        page = self._pages.currentWidget()
        if isinstance(page, WorkPage | NewPage | HistoryPage):
            page.take_keyboard()
        if not self._has_keyboard():
            self._tabs.take_keyboard()

    def _has_keyboard(self) -> bool:
        """Whether something that is shown will hear keys."""
        inside = (each for each in self.findChildren(QWidget) if each.isVisible())
        return any(each is self.focusWidget() for each in inside if each not in self._frames)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys of the view; those of the counter go on to the window."""
        name = _key_name(event)
        button = next((each for each in self._offered() if name and each.key == name), None)
        if button is not None:
            if not event.isAutoRepeat():
                self._presses.key(button)
            event.accept()
            return
        if event.key() in _HELD:  # the first half of a key; Ctrl+Enter twice is no other press
            super().keyPressEvent(event)
            return
        self._presses.disarm()
        if name == "Esc":
            self.left.emit()
        elif name != "Enter":  # below, another button may mean that key
            super().keyPressEvent(event)

    # ── drawing ─────────────────────────────────────────────────────────────────────────────
    def _draw(self, view: BatchView, old: BatchView | None) -> None:
        texts = self.kit.texts
        is_new = old is None or type(old.page) is not type(view.page)
        acts = frozenset(button.act for button in self._offered())
        self._presses.offer(acts, subject=view.subject, is_new_page=is_new)
        self.update()  # what is offered counts from its first picture on
        self._space()
        self._title.show_text(texts(view.title))
        self._subtitle.show_text(texts(view.subtitle) if view.subtitle else "")
        self._fit_head()
        self._tabs.show_pills(
            tuple(Pill(tab.screen, tab.words, tab.is_shown) for tab in view.tabs)
        )
        self._note.setVisible(view.note is not None)
        if view.note is not None:
            set_role(self._note, "strip", view.note.tone)
            self.kit.show_note(self._note, view.note)
        self._corner.show_corner(view.corner)
        self._footer.show_text(texts(view.footer) if view.footer else "")
        self._footer.setVisible(view.footer is not None)
        if old is None or view.page != old.page:
            self._draw_page(view)
        if is_new and self.isVisible():
            self.take_keyboard()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the room to the list where there is little."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        view = self._view
        is_small = self.height() * 100 < _SMALL * self.kit.theme.scale
        is_wanted = view is not None and (view.is_news or not is_small)
        self._subtitle.setVisible(is_wanted and view is not None and view.subtitle is not None)

    def _draw_page(self, view: BatchView) -> None:
        match view.page:
            case WorkView():
                self.work.show_work(view.page)
                self._pages.setCurrentWidget(self.work)
            case NewView():
                self.new.show_new(view.page)
                self._pages.setCurrentWidget(self.new)
            case HistoryView():
                self.history.show_history(view.page)
                self._pages.setCurrentWidget(self.history)

    def _space(self) -> None:
        theme = self.kit.theme
        side, edge = theme.px("space.6"), theme.px("space.4")
        self._column.setContentsMargins(side, edge, side, theme.px("space.3"))
        self._column.setSpacing(theme.px("space.3"))
        self._head.setSpacing(theme.px("space.4"))

    @Slot()
    def _draw_again(self) -> None:
        """Draw what is shown in another language or with other looks."""
        for page in (self.work, self.new, self.history):
            page.sheet.table.say_again()
        if self._view is not None:
            view, self._view = self._view, None
            self.show_view(view)

    # ── presses ─────────────────────────────────────────────────────────────────────────────
    def _offered(self) -> tuple[Button, ...]:
        """Return what can be pressed; a panel's own keys come first."""
        view = self._view
        if view is None:
            return ()
        corner = view.corner.buttons if view.corner is not None else ()
        match view.page:
            case WorkView() as page:
                panel = page.panel.buttons if page.panel is not None else ()
                return (*panel, *page.keys, *page.buttons, *corner)
            case NewView() as page:
                read = (page.read,) if page.read is not None else ()
                columns = page.columns.buttons if page.columns is not None else ()
                return (*columns, *page.keys, *page.buttons, *read, *corner)
            case HistoryView() as page:
                return (*page.buttons, *corner)

    @Slot(object)
    def _report(self, act: Act) -> None:
        match act:
            case Act.BATCH_EDIT:
                self.new.sheet.table.edit_first()
            case Act.BATCH_KEEP:
                self._keep()
            case _:
                self.acted.emit(act)

    def _keep(self) -> None:
        """Report what stands in the panel that is open."""
        page = None if self._view is None else self._view.page
        if isinstance(page, NewView):
            self.columns_kept.emit(self.new.columns.chosen())
        elif isinstance(page, WorkView) and page.panel is not None:
            if page.panel.memo is not None:
                self.memo_kept.emit(self.work.panel.memo.text())
            else:
                self.numbers_kept.emit(self.work.panel.numbers.typed())

    @Slot(str)
    def _screen(self, key: str) -> None:
        self.screen_chosen.emit(Screen(key))

    # ── building ────────────────────────────────────────────────────────────────────────────
    def _put_together(self) -> None:
        self._head.addWidget(self._title)
        self._head.addWidget(self._subtitle, 1)
        self._head.addStretch(0)
        self._head.addWidget(self._tabs)
        self._column.addLayout(self._head)
        self._column.addWidget(self._corner)
        self._column.addWidget(self._note)
        self._column.addWidget(self._pages, 1)
        self._column.addWidget(self._footer)
        for page in (self.work, self.new, self.history):
            self._pages.addWidget(page)
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._subtitle.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self._presses.acted.connect(self._report)
        self.painted.connect(self._presses.seen)
        self._tabs.chosen.connect(self._screen)
        self.work.pill_chosen.connect(self.pill_chosen)
        self.history.pill_chosen.connect(self.pill_chosen)
        self.history.days_chosen.connect(self.days_chosen)
        self.new.source_chosen.connect(self.source_chosen)
        self.new.period_chosen.connect(self.period_chosen)
        self.new.sheet.table.edited.connect(self.number_edited)
        for page in (self.work, self.history):
            page.sheet.table.chosen.connect(self.row_chosen)
        self.kit.theme.changed.connect(self._draw_again)
        self.kit.texts.changed.connect(self._draw_again)


def _key_name(event: QKeyEvent) -> str:
    """Return what a key is called on a button of ours."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held == Qt.KeyboardModifier.ControlModifier:
        return "Ctrl+Enter" if event.key() in _ENTER else ""
    if held in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}:
        letter = _LETTERS.get(Qt.Key(event.key()), "")
        return letter or name_of(event)
    return ""
