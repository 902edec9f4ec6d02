"""The staff's window: renders a ``StaffView`` and reports presses; knows no desk and no check."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reception_app.ui.staff.buttons import ActButton
from reception_app.ui.staff.copying import Copying
from reception_app.ui.staff.day_list import DayPanel
from reception_app.ui.staff.footer import Footer
from reception_app.ui.staff.ground import Ground, TrainingStripe
from reception_app.ui.staff.header import Header
from reception_app.ui.staff.keys import name_of
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.number_page import NumberPage
from reception_app.ui.staff.outcome_page import OutcomePage
from reception_app.ui.staff.presses import Presses
from reception_app.ui.staff.prompt_page import PromptPage
from reception_app.ui.staff.warming import Warming
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.views import (
    Act,
    Button,
    Form,
    Note,
    Outcome,
    Page,
    Prompt,
    StaffView,
    Tone,
)
from reception_app.ui.viewstate.words import Line, Words, tr

_TITLE: Final = tr("資格確認")
_SIDEBAR: Final = 30
"""The day's list takes at most so many percent of the window."""

_SIDEBAR_SMALL: Final = 24
"""The same in a window that is small for the size of the type."""

_NOT_ELSEWHERE: Final = frozenset({"Enter", "Esc"})
"""Keys that mean nothing at the counter while something else is shown."""

_SMALL: Final = 800
"""Narrower than this, in px at 100 %, a window is small."""


class StaffWindow(QWidget):
    """The staff's window, or what fills it.

    Signals:
        acted: An ``Act`` that somebody meant; not ``OPEN_SETTINGS``, which has its own signal.
        operator_chosen: Who is at the desk now.
        row_opened: The check_id of a check of the day's list.
        numbers_typed: The form as it stands (TypedNumbers); the field that was left, or None.
        candidate_marked: Which of several people staff points at, from 0.
        settings_asked: The settings shall open.
        patient_window_asked: The patient's window shall come to the front.
        batch_asked: 一括照会 shall open, or close if it is open.
    """

    acted = Signal(object)
    operator_chosen = Signal(str)
    row_opened = Signal(str)
    numbers_typed = Signal(object, object)
    candidate_marked = Signal(int)
    settings_asked = Signal()
    patient_window_asked = Signal()
    batch_asked = Signal()

    def __init__(
        self, theme: Theme, texts: Texts, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Be empty until a first view comes.

        Args:
            theme: Looks; the window follows its changes.
            texts: The staff's language; the window follows its changes.
            clock: Seconds that only ever grow, for ``presses``.
        """
        super().__init__()
        self._view: StaffView | None = None
        self._presses = Presses(self, clock=clock)
        self._copying = Copying(self)
        self._kit = kit = Kit(theme, texts, self._presses, self._copying)
        self._header, self._stripe = Header(kit, self), TrainingStripe(kit, self)
        self._day, self._ground = DayPanel(kit, self), Ground(kit, self)
        self._banner, self._pages = (
            TextLabel("strip", parent=self._ground),
            QStackedWidget(self._ground),
        )
        self._prompt, self._outcome = PromptPage(kit, self._pages), OutcomePage(kit, self._pages)
        self._numbers = NumberPage(kit, self._pages)
        self._footer = Footer(kit, self)
        self._middle, self._counter = QStackedWidget(self), QWidget(self)
        self._ground_column, self._banner_row = QVBoxLayout(self._ground), QHBoxLayout()
        self._warming = Warming(self._outcome.warm_up(), self)
        self._put_together()
        self._connect()

    @property
    def is_settled(self) -> bool:
        """Everything on the screen has been there long enough for a press to be meant."""
        return self._presses.is_settled

    def render(self, view: StaffView) -> None:  # type: ignore[override]  # QWidget.render paints into a device: nobody needs that here
        """Show this; an equal view changes nothing."""
        old, self._view = self._view, view
        if view != old:
            self._draw(view, old, is_new_page=_is_new_page(view, old))

    def render_page(self, view: StaffView) -> None:
        """Show a view but for its list and its keys, which come with the next ``render``."""
        old = self._view
        self.render(view if old is None else replace(view, day=old.day, footer=old.footer))

    def take_key(self, event: QKeyEvent) -> bool:
        """Return whether a key did something; for keys that another of our windows got.

        A key that is held down does nothing more.
        """
        name = name_of(event)
        if name:
            self._numbers.commit()
        button = self._button_for(name) if name else None
        if button is None:
            self._presses.disarm()
            return False
        if not event.isAutoRepeat():
            self._presses.key(button)
        return True

    # ── something else in the middle ────────────────────────────────────────────────────────
    def take_in(self, page: QWidget) -> None:
        """Let a page have the middle of the window, from ``show_page`` on."""
        self._middle.addWidget(page)

    def take_in_corner(self, card: QWidget) -> None:
        """Let a card stand below the day's list."""
        self._day.take_in_corner(card)

    def show_page(self, page: QWidget) -> None:
        """Show a page that was taken in; whoever comes to the counter brings the counter back."""
        self._middle.setCurrentWidget(page)

    @property
    def is_at_counter(self) -> bool:
        """The counter itself is shown."""
        return self._middle.currentWidget() is self._counter

    def show_counter(self) -> None:
        """Show the counter, with the keyboard on what fits there."""
        if not self.is_at_counter:
            self._middle.setCurrentWidget(self._counter)
            self._focus_first()

    def forget_copies(self) -> None:
        """Clear the clipboard of what was copied here."""
        self._copying.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys of the view; page up, page down and C wherever the focus is."""
        page, focus = self._middle.currentWidget(), self._focused()
        is_beside = focus is None or (page is not None and not page.isAncestorOf(focus))
        if page is not None and not self.is_at_counter and is_beside:
            page.keyPressEvent(event)  # nothing of it has the keyboard, but it is looked at
            if event.isAccepted():
                return
        if self.take_key(event) or self._scrolled(event) or self._copied(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a click beside everything as a change of mind."""
        self._presses.disarm()
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the list narrow beside a narrow page."""
        super().resizeEvent(event)
        self._fit()

    def _put_together(self) -> None:
        middle, column = QHBoxLayout(self._counter), QVBoxLayout(self)
        for layout in (middle, column, self._ground_column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._pages.addWidget(self._prompt)
        self._pages.addWidget(self._outcome)
        self._pages.addWidget(self._numbers)
        self._banner_row.addWidget(self._banner)
        self._ground_column.addLayout(self._banner_row)
        self._ground_column.addWidget(self._pages, 1)
        middle.addWidget(self._day)
        middle.addWidget(self._ground, 1)
        column.addWidget(self._header)
        column.addWidget(self._stripe)
        self._middle.addWidget(self._counter)
        self._middle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        column.addWidget(self._middle, 1)
        column.addWidget(self._footer)
        set_role(self, "page")

    def _connect(self) -> None:
        self._presses.acted.connect(self._report)
        self._presses.armed_changed.connect(self._focus_armed)
        self._ground.painted.connect(self._presses.seen)
        self._header.operator_chosen.connect(self.operator_chosen)
        self._header.settings_asked.connect(self.settings_asked)
        self._header.patient_window_asked.connect(self.patient_window_asked)
        self._day.row_opened.connect(self.row_opened)
        self._numbers.typed.connect(self.numbers_typed)
        self._numbers.ask_pressed.connect(self._ask_pressed)
        self._outcome.candidates.marked.connect(self.candidate_marked)
        self._kit.theme.changed.connect(self._draw_again)
        self._kit.texts.changed.connect(self._draw_again)

    @Slot(object)
    def _report(self, act: Act) -> None:
        if act is Act.OPEN_SETTINGS:
            self.settings_asked.emit()  # as by the header: there may be no desk to tell
        elif act is Act.BATCH:
            self.batch_asked.emit()
        else:
            self.show_counter()
            self.acted.emit(act)

    @Slot()
    def _ask_pressed(self) -> None:
        """Take Enter in the last field of the form for a press of what asks."""
        offered = () if self._view is None else self._view.page.buttons
        for button in offered:
            if button.key == "Enter":
                self._presses.key(button)

    @Slot()
    def _draw_again(self) -> None:
        """Draw what is shown in another language or with other looks; it stays the same page."""
        if self._view is not None:
            self._day.model.say_again()
            self._draw(self._view, None, is_new_page=False)

    def _draw(self, view: StaffView, old: StaffView | None, *, is_new_page: bool) -> None:
        focused = self._focused_act()
        focus = self._focused()
        if is_new_page:
            self._numbers.forget()  # what the keyboard leaves now belongs to no form any more
        if is_new_page and focus is not None and self._pages.isAncestorOf(focus):
            self.setFocus()  # else Qt hands it on from button to button, and each is read aloud
        self._presses.offer(_acts(view), subject=view.subject, is_new_page=is_new_page)
        self._fit()
        self._draw_frame(view, old)
        if old is None or view.page != old.page:
            self._draw_page(view.page)
        self._ground.show_mark(is_shown=view.is_training and isinstance(view.page, Prompt))
        if is_new_page:
            if view.subject:
                self.show_counter()  # somebody is served
            self._begin_page()
            return
        if _is_new_turn(view, old):
            self._focus_first()
        elif focused is not None:
            self._keep_focus(_moved(focused, old, view))
        if old is not None and not isinstance(self._page, NumberPage):  # it says its own
            self._page.announce_news(_news(view.page, old.page))

    def _draw_frame(self, view: StaffView, old: StaffView | None) -> None:
        if old is None or _top(view) != _top(old):
            self._header.show_header(view)
            self._stripe.show_training(is_training=view.is_training)
            self._draw_title(view.place)
        if old is None or view.footer != old.footer or view.is_training is not old.is_training:
            self._footer.show_footer(view.footer, is_training=view.is_training)
        if old is None or view.day != old.day:
            self._day.show_day(view.day)
        if old is None or view.banner != old.banner:
            self._draw_banner(view.banner)
            if old is not None and view.banner is not None:  # it concerns no patient
                QAccessible.updateAccessibility(
                    QAccessibleAnnouncementEvent(self._banner, self._banner.text())
                )

    def _draw_title(self, place: tuple[Line, ...]) -> None:
        texts = self._kit.texts
        self.setWindowTitle(" – ".join([texts(_TITLE), *(texts(line) for line in place[:1])]))

    def _draw_banner(self, banner: Note | None) -> None:
        theme = self._kit.theme
        side, edge = theme.px("space.6"), theme.px("space.3")
        self._banner.setVisible(banner is not None)
        self._banner_row.setContentsMargins(*((side, edge, side, 0) if banner else (0, 0, 0, 0)))
        if banner is not None:
            set_role(self._banner, "strip", banner.tone)
            self._kit.show_note(self._banner, banner)

    def _draw_page(self, page: Page) -> None:
        match page:
            case Form():
                self._numbers.show_form(page)
                self._pages.setCurrentWidget(self._numbers)
            case Prompt():
                self._prompt.show_prompt(page)
                self._pages.setCurrentWidget(self._prompt)
                if page.buttons:  # the program has started
                    self._warming.begin()
            case Outcome():
                self._warming.stop()
                self._outcome.show_outcome(page)
                self._pages.setCurrentWidget(self._outcome)

    def _fit(self) -> None:
        theme = self._kit.theme
        is_small = self.width() * 100 < _SMALL * theme.scale
        most = self.width() * (_SIDEBAR_SMALL if is_small else _SIDEBAR) // 100
        self._day.setFixedWidth(min(theme.px("size.sidebar"), most))

    @property
    def _page(self) -> PromptPage | NumberPage | OutcomePage:
        pages = (self._outcome, self._numbers)
        now = self._pages.currentWidget()
        return next((page for page in pages if page is now), self._prompt)

    def _buttons(self) -> Iterator[ActButton]:
        for row in self._page.rows:
            yield from row.buttons

    def _begin_page(self) -> None:
        self._page.to_top()
        self._focus_first()
        self._page.announce()

    def _focus_first(self) -> None:
        """Put the keyboard on what is to be filled in or chosen, else on the act that fits."""
        if self._page is self._numbers and self._numbers.focus_start():
            return
        if self._page is self._outcome and self._outcome.candidates.focus_first():
            return
        buttons = sorted(self._buttons(), key=lambda b: not (b.offered and b.offered.is_primary))
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif (focus := self._focused()) is not None:
            focus.clearFocus()

    def _keep_focus(self, act: Act) -> None:
        """Keep the keyboard on its act, wherever its button stands now."""
        same = [b for b in self._buttons() if b.offered and b.offered.act is act]
        if not same:
            self._focus_first()
        elif not same[0].hasFocus():
            same[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused(self) -> QWidget | None:
        return self.focusWidget()  # None if nothing has it, whatever the stubs say

    def _focused_act(self) -> Act | None:
        focus = self._focused()
        if isinstance(focus, ActButton) and focus.offered is not None:
            return focus.offered.act
        return None

    @Slot()
    def _focus_armed(self) -> None:
        """Show where the second press goes; when the keyboard leaves, it is forgotten."""
        if self._presses.armed is not None and not isinstance(self._focused(), QLineEdit):
            self._keep_focus(self._presses.armed)

    def _button_for(self, key: str) -> Button | None:
        """Return what a key does now.

        Enter is for whoever looks at the page: with the keyboard on another button of the page
        it means that one, with the keyboard elsewhere nothing.
        """
        if self._view is None:
            return None
        if key in _NOT_ELSEWHERE and not self.is_at_counter:
            return None
        offered = (*self._view.page.buttons, *self._view.footer)
        button = next((b for b in offered if b.key == key), None)
        focus = self._focused()
        if key != "Enter" or button is None or focus in {None, self}:
            return button
        if isinstance(focus, QRadioButton):  # the person that staff points at
            return button
        return focus.offered if isinstance(focus, ActButton) else None

    def _scrolled(self, event: QKeyEvent) -> bool:
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if pages:
            self._page.scroll_pages(pages)
        return bool(pages)

    def _copied(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.ControlModifier
        is_copy = event.key() == Qt.Key.Key_C and held == Qt.KeyboardModifier.NoModifier
        return is_copy and not event.isAutoRepeat() and self._page.copy_number()


def _acts(view: StaffView) -> frozenset[Act]:
    return frozenset(b.act for b in (*view.page.buttons, *view.footer))


def _top(view: StaffView) -> tuple[object, ...]:
    """Return what the upper edge shows."""
    return (
        view.place,
        view.lamps,
        view.clock,
        view.operator,
        view.operators,
        view.is_training,
    )


def _is_new_page(view: StaffView, old: StaffView | None) -> bool:
    return old is None or _identity(view) != _identity(old)


def _identity(view: StaffView) -> tuple[object, ...]:
    """Return what makes a page another one: whose it is and what it says above all.

    Steps, remarks and buttons may change on the same page.
    """
    match view.page:
        case Prompt() as page:
            headline = page.headline
            source = headline.source if isinstance(headline, Words) else headline
            return (view.subject, page.picture, source)
        case Form() as page:
            return (view.subject, page.form)
        case Outcome() as page:
            leads = tuple(group.lead for group in page.left)
            return (view.subject, page.band.headline, leads)


def _news(page: Page, old: Page) -> tuple[Note, ...]:
    """Return the remarks that came to a page that stays.

    A PIN that was wrong; a hand-over that failed after its answer was shown.
    """
    match page, old:
        case Prompt(), Prompt():
            return tuple(note for note in page.notes if note not in old.notes)
        case Outcome(), Outcome():
            grave = (note for note in page.notes if note.tone in {Tone.WARN, Tone.BAD})
            return tuple(note for note in grave if note not in old.notes)
        case _:
            return ()


def _is_new_turn(view: StaffView, old: StaffView | None) -> bool:
    """Whether the keyboard has to go where a form is to be corrected."""
    if old is None or not isinstance(view.page, Form) or not isinstance(old.page, Form):
        return False
    return view.page.turn != old.page.turn


def _moved(focused: Act, old: StaffView | None, new: StaffView) -> Act:
    """Return where the keyboard belongs: with the act that fits, if that was where it stood."""
    before = _primary(old) if old is not None else None
    now = _primary(new)
    return now if now is not None and focused is before else focused


def _primary(view: StaffView) -> Act | None:
    return next((button.act for button in view.page.buttons if button.is_primary), None)
