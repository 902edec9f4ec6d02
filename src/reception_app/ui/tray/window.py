"""The tray's window: lays invented cards down, takes them off, and lets things go wrong.

It stands beside the staff window and never blocks it. What it shows is what the port says; cards
move and counters change by themselves, so it looks several times a second while it is visible.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reception_app.application.tray import TrayNow, TrayPort
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.tray.card_list import CardList, CardModel
from reception_app.ui.tray.card_row import CardRowDelegate
from reception_app.ui.tray.model import (
    Whereabouts,
    reader_line,
    rows_of,
    troubles_line,
    troubles_tab,
    where_is,
)
from reception_app.ui.tray.trouble_page import TroublePage
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Catalogued, tr

_TITLE: Final = tr("練習用のカード")
_TRAINING: Final = tr("訓練")
_CARDS: Final = tr("カード")
_SEARCH: Final = tr("名前や内容でさがす")
_NOT_FOUND: Final = tr("あてはまるカードはありません")
_LAY: Final = tr("このカードを置く")
_LAY_AGAIN: Final = tr("置き直す")
_TAKE: Final = tr("カードを取る")
_RESET: Final = tr("すべて元に戻す")
_CODE: Final = "SY06"
_LOOK_MS: Final = 150
_SIZE: Final = (440, 720)
"""At 100 %; never more than the screen has."""
_LAMPS: Final = {Tone.GOOD: "lamp-good", Tone.WARN: "lamp-warn", Tone.NEUTRAL: "lamp-neutral"}


class TrayWindow(QMainWindow):  # to a screen reader a QWidget would be no window
    """Cards, troubles, and what lies on the reader.

    Signals:
        closed: Somebody closed the window; cards and troubles stay as they are.
    """

    closed = Signal()

    def __init__(self, theme: Theme, texts: Texts, tray: TrayPort) -> None:
        """Build the window; it looks at the tray from the first time it is shown.

        Args:
            theme: The looks.
            texts: The language of the staff window.
            tray: What is laid down where; asked on this thread only.
        """
        super().__init__()
        self._theme, self._texts, self._tray = theme, texts, tray
        self._cards, self._troubles = tray.cards, tray.troubles
        self._now = TrayNow()
        self._title, self.watermark = TextLabel("title"), QLabel()
        self.note = TextLabel("hint")
        self.cards_tab, self.troubles_tab = QPushButton(), QPushButton()
        self._group = QButtonGroup(self)
        self.reset_button = QPushButton()
        self.search = QLineEdit()
        self._nothing = TextLabel("hint")
        self.model = CardModel(texts, self)
        self.list = CardList()
        self.trouble_page = TroublePage(theme, texts, self._troubles)
        self._pages = QStackedWidget()
        self.strip = TextLabel("strip", "warn")
        self._reader = TextLabel("value")
        self.take_button, self.lay_button = QPushButton(), QPushButton()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._lay_out()
        self._connect()
        self._fit()
        self._say_again()

    # ── looking ─────────────────────────────────────────────────────────────────────────────
    @Slot()
    def refresh(self) -> None:
        """Show how things stand, if that changed."""
        now = self._tray.now()
        if now != self._now:
            self._now = now
            self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to look."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell whoever opened the window, and go."""
        super().closeEvent(event)
        self.closed.emit()

    # ── presses ─────────────────────────────────────────────────────────────────────────────
    @Slot(str)
    def _press(self, card_id: str) -> None:
        """One press lays a card down, the next takes it off."""
        if where_is(card_id, self._now) in {Whereabouts.HERE, Whereabouts.COMING}:
            self._tray.take()
        else:
            self._tray.lay(card_id)
        self.refresh()

    @Slot()
    def _lay(self) -> None:
        """Lay the chosen card down, also in its own place."""
        if self.list.chosen:
            self._tray.lay(self.list.chosen)
            self.refresh()

    @Slot()
    def _take(self) -> None:
        self._tray.take()
        self.refresh()

    @Slot()
    def _reset(self) -> None:
        self._tray.reset()
        self.refresh()

    @Slot(int, bool)
    def _turn_to(self, page: int, on: bool) -> None:
        if on:
            self._pages.setCurrentIndex(page)

    @Slot(str, bool)
    def _switch(self, trouble_id: str, on: bool) -> None:
        self._tray.set_trouble(trouble_id, on=on)
        self.refresh()
        self.trouble_page.show_on(self._now.troubles)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc forgets what was searched for."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.list.setFocus()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _search_for(self, letters: str) -> None:
        self.search.setFocus()
        self.search.setText(letters)

    # ── showing ─────────────────────────────────────────────────────────────────────────────
    def _show(self) -> None:
        texts, now, lang = self._texts, self._now, self._texts.language.lang
        self._show_rows()
        self.troubles_tab.setText(texts(troubles_tab(now)))
        self.trouble_page.show_on(now.troubles)
        troubles = troubles_line(self._troubles, now, lang)
        gap, small = self._theme.px("space.2"), "icon.small"
        sign = self._theme.pixmap("shape-triangle", small, "note.warn.text")
        self.strip.show_text(texts(troubles) if troubles else "", sign, gap=gap)
        self.strip.setVisible(troubles is not None)
        tone, words = reader_line(self._cards, now, lang)
        lamp = self._theme.pixmap(_LAMPS[tone], small, f"mark.{tone}")
        self._reader.show_text(texts(words), lamp, gap=gap)

    @Slot()
    def _show_rows(self) -> None:
        chosen = self.list.chosen
        rows = rows_of(self._cards, self._now, self.search.text())
        self.model.show_rows(rows)
        if not self.list.chosen:
            self.list.setCurrentIndex(self.model.place_of(chosen))
        self._nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        chosen, now = self.list.chosen, self._now
        again = bool(chosen) and chosen in {now.lies, now.left}
        self.lay_button.setText(self._texts(_LAY_AGAIN if again else _LAY))
        self.lay_button.setEnabled(bool(chosen))
        self.take_button.setEnabled(bool(now.lies or now.left or now.coming))

    @Slot()
    def _say_again(self) -> None:
        texts = self._texts
        self.setWindowTitle(texts(_TITLE))
        self._title.show_text(texts(_TITLE))
        self.watermark.setText(texts(_TRAINING))
        self.note.show_text(f"{texts(Catalogued(_CODE))}　［{_CODE}］")
        self.cards_tab.setText(texts(_CARDS))
        self.reset_button.setText(texts(_RESET))
        self.search.setPlaceholderText(texts(_SEARCH))
        self.search.setAccessibleName(texts(_SEARCH))
        self._nothing.show_text(texts(_NOT_FOUND))
        self.list.setAccessibleName(texts(_TITLE))
        self.take_button.setText(texts(_TAKE))
        self.trouble_page.say_again()
        self.model.say_again()
        self._show()

    # ── building ────────────────────────────────────────────────────────────────────────────
    def _lay_out(self) -> None:
        set_role(self, "dialog")
        set_role(self.watermark, "watermark")
        set_role(self.search, "input")
        self.list.setModel(self.model)
        self.list.setItemDelegate(CardRowDelegate(self._theme, self.model, self.list))
        for button, role in (
            (self.reset_button, "quiet"),
            (self.take_button, "secondary"),
            (self.lay_button, "primary"),
        ):
            set_role(button, role)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        for part, stretch in (
            (self._make_head(), 0),
            (self._make_pages(), 1),
            (self._make_foot(), 0),
        ):
            column.addWidget(part, stretch)
        self.setCentralWidget(whole)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(True)  # Enter presses it, too
        self.list.setFocus()
        self.resize(self._whole_size())

    def _make_head(self) -> QWidget:
        head = QWidget()
        set_role(head, "header")
        self._head = QVBoxLayout(head)
        self._title_row, self._tab_row = QHBoxLayout(), QHBoxLayout()
        self._title_row.addWidget(self._title, 1)
        self._title_row.addWidget(self.watermark)
        for number, tab in enumerate((self.cards_tab, self.troubles_tab)):
            tab.setCheckable(True)
            set_role(tab, "tab")
            self._group.addButton(tab, number)
            self._tab_row.addWidget(tab)
        self.cards_tab.setChecked(True)
        self._tab_row.addStretch(1)
        self._tab_row.addWidget(self.reset_button)
        self._head.addLayout(self._title_row)
        self._head.addWidget(self.note)
        self._head.addLayout(self._tab_row)
        return head

    def _make_pages(self) -> QWidget:
        page = QWidget()
        set_role(page, "dialog")
        self._card_page = QVBoxLayout(page)
        self._card_page.setContentsMargins(0, 0, 0, 0)
        self._card_page.setSpacing(0)
        self._search_row = QHBoxLayout()
        self._search_row.addWidget(self.search)
        self._card_page.addLayout(self._search_row)
        self._card_page.addWidget(self._nothing)
        self._card_page.addWidget(self.list, 1)
        self._card_page.addStretch()
        self._pages.addWidget(page)
        self._pages.addWidget(self.trouble_page)
        return self._pages

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        set_role(foot, "footer")
        self._foot = QVBoxLayout(foot)
        self._keys = QHBoxLayout()
        self._keys.addWidget(self.take_button, 1)
        self._keys.addWidget(self.lay_button, 1)
        self._foot.addWidget(self.strip)
        self._foot.addWidget(self._reader)
        self._foot.addLayout(self._keys)
        return foot

    def _connect(self) -> None:
        self._timer.timeout.connect(self.refresh)
        self._group.idToggled.connect(self._turn_to)  # by a screen reader: without a click
        self.list.pressed_card.connect(self._press)
        self.list.typed.connect(self._search_for)
        self.list.selectionModel().currentChanged.connect(self._show_buttons)
        self.search.textChanged.connect(self._show_rows)
        self.search.returnPressed.connect(self.list.press)
        self.lay_button.clicked.connect(self._lay)
        self.take_button.clicked.connect(self._take)
        self.reset_button.clicked.connect(self._reset)
        self.trouble_page.switched.connect(self._switch)
        self._texts.changed.connect(self._say_again)
        self._theme.changed.connect(self._fit)

    def _whole_size(self) -> QSize:
        width, height = (self._theme.scale * length // 100 for length in _SIZE)
        return QSize(width, height).boundedTo(self.screen().availableSize())

    @Slot()
    def _fit(self) -> None:
        px = self._theme.px
        side, gap, small = px("space.5"), px("space.3"), px("space.2")
        self._head.setContentsMargins(side, px("space.4"), px("space.3"), small)
        self._head.setSpacing(small)
        self._title_row.setContentsMargins(0, 0, small, 0)
        self._tab_row.setSpacing(small)
        self._search_row.setContentsMargins(px("space.4"), gap, px("space.4"), gap)
        self._nothing.setContentsMargins(side, small, side, 0)
        self._foot.setContentsMargins(px("space.4"), gap, px("space.4"), px("space.4"))
        self._foot.setSpacing(gap)
        self._keys.setSpacing(gap)
        self.trouble_page.fit()
        self.list.doItemsLayout()
        self._show()
