"""One big line: what to do now."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reception_app.ui.staff.busy import BusyDots
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.facts import NoteRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.page import ActionRow, Scroll
from reception_app.ui.staff.steps import StepsRow
from reception_app.ui.text_label import TextLabel
from reception_app.ui.viewstate.views import Act, Note, Prompt
from reception_app.ui.widgets import Sign

_LOWER_RIGHT: Final = frozenset({Act.NEXT, Act.HAND_OVER})
"""They stand in the same place on every page."""

_MOST: Final = 1000
"""Against the stretches above and below: the words get whatever they can use."""


class PromptPage(QWidget):
    """Steps, picture, headline, detail, notes and buttons, one below the other in the middle."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._scroll = Scroll(self)
        content, centre = self._scroll.content, Qt.AlignmentFlag.AlignHCenter
        self._steps = StepsRow(kit, content)
        self._picture = Sign(content)
        self._headline = TextLabel("headline", parent=content, leading=1.35, centred=True)
        self._detail = TextLabel("detail", parent=content, centred=True)
        self._busy = BusyDots(kit, content)
        self._notes = NoteRow(kit, "strip", content, align=centre)
        self._foot = TextLabel("sub", parent=content, centred=True)
        self.middle, self.bottom = ButtonRow(kit, self, align=centre), ActionRow(kit, self)
        self._column, self._words = QVBoxLayout(content), QVBoxLayout()
        self._frame = QVBoxLayout(self)
        self._has_steps = False
        self._put_together()

    @property
    def rows(self) -> tuple[ButtonRow, ButtonRow]:
        """Where buttons are, in the order of reading."""
        return (self.middle, self.bottom.buttons)

    def show_prompt(self, prompt: Prompt) -> None:
        """Show this."""
        theme, texts = self._kit.theme, self._kit.texts
        self._space()
        self._has_steps = prompt.steps is not None
        self._steps.show_steps(prompt.steps)
        self._picture.show_pixmap(theme.pixmap(f"picture-{prompt.picture}", "icon.picture"))
        self._headline.show_text(texts(prompt.headline))
        self._detail.show_text(texts(prompt.detail) if prompt.detail else "")
        self._detail.setVisible(prompt.detail is not None)
        self._busy.setVisible(prompt.is_busy)
        self._notes.show_notes(prompt.notes)
        lower = tuple(b for b in prompt.buttons if b.act in _LOWER_RIGHT)
        self.middle.show_buttons(tuple(b for b in prompt.buttons if b not in lower))
        self.bottom.show_foot(prompt.code, None, lower)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what suits the room."""
        super().resizeEvent(event)
        self._fit()

    def to_top(self) -> None:
        """Begin to read at the beginning."""
        self._scroll.to_top()

    def scroll_pages(self, pages: int) -> None:
        """Go on by so many screens, or back."""
        self._scroll.scroll_pages(pages)

    def copy_number(self) -> bool:
        """Return False: there is nothing to copy here."""
        return False

    def announce(self) -> None:
        """Say the line to a screen reader, and what is remarked on it."""
        parts = (self._headline.text(), self._detail.text(), self._notes.words)
        words = " ".join(part for part in parts if part)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._headline, words))

    def announce_news(self, notes: tuple[Note, ...]) -> None:
        """Say remarks to a screen reader that came while the line stayed."""
        if notes:
            words = " ".join(map(self._kit.words_of, notes))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._headline, words))

    def _put_together(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        self._words.addWidget(self._headline)
        self._words.addWidget(self._detail)
        self._column.addWidget(self._steps)
        self._column.addWidget(self._picture, 0, centre)
        self._column.addLayout(self._words)
        self._column.addWidget(self._busy, 0, centre)
        self._column.addWidget(self._notes)
        self._column.addWidget(self._foot)
        self._frame.addStretch(1)
        self._frame.addWidget(self._scroll, _MOST)
        self._frame.addWidget(self.middle)
        self._frame.addStretch(1)
        self._frame.addWidget(self.bottom)
        self._frame.setSpacing(0)

    def _space(self) -> None:
        theme = self._kit.theme
        side, edge = theme.px("space.6"), theme.px("space.5")
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._column.setContentsMargins(side, edge, side, side)
        self._column.setSpacing(side)
        self._words.setSpacing(theme.px("space.1"))
        self.middle.set_margins(side, edge)
        self.bottom.set_margins(side, edge)

    def _fit(self) -> None:
        """Leave picture and steps out where the words would have to scroll for them.

        The buttons do not scroll: what can be done is always to be seen.
        """
        width = self.width()
        for row in self.rows:
            row.set_small(is_small=self._kit.is_narrow(width))
        self._show_foot(is_tight=False)
        decoration = (self._picture, self._steps) if self._has_steps else (self._picture,)
        for part in decoration:
            part.show()
        for part in decoration:
            if self._scroll.needed_height(width) > self._room():
                part.hide()
        if self._scroll.needed_height(width) > self._room():
            self._show_foot(is_tight=True)
        high = min(self._scroll.needed_height(width), self._room())
        self._scroll.setMaximumHeight(max(high, 0))

    def _room(self) -> int:
        """Return how high the words may be at the most."""
        rows = (self.middle, self.bottom)
        return self.height() - sum(row.needed_height(self.width()) for row in rows)

    def _show_foot(self, *, is_tight: bool) -> None:
        inner = self.width() - 2 * self._kit.theme.px("space.6")
        foot = self.bottom.fit(inner, is_tight=is_tight)
        self._foot.show_text(foot)
        self._foot.setVisible(bool(foot))
