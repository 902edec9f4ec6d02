"""The end of a check: one band, the facts or the ladder, what to say, and what comes next."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reception_app.ui.staff.band import BandStrip
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.facts import CopyButton, FactsCard, NoteRow
from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.staff.ladder import LadderCard
from reception_app.ui.staff.page import ActionRow, Scroll
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Band, Outcome, Shape, Tone
from reception_app.ui.viewstate.words import Line, Verbatim, tr
from reception_app.ui.widgets import TextLabel

_TO_PATIENT: Final = tr("患者さんへ")
_STACKED_BELOW: Final = 700
"""Narrower than this, in px at 100 %, the cards stand below each other."""
_WORTH_IT: Final = 15
"""If the page is higher by more percent than this, it scrolls, and the type stays as it was."""

_NOTHING: Final = Outcome(Band(Tone.NEUTRAL, Shape.CLOCK, Verbatim("")))


class SayStrip(QFrame):
    """A sentence that staff can say to the patient."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._label = TextLabel("say-label")
        self._text = TextLabel("say-text")
        self._row = QHBoxLayout(self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._label)
        self._row.addWidget(self._text, 1)
        set_role(self, "say")

    def show_say(self, say: Line | None) -> None:
        """Show the sentence; the strip goes away without one."""
        theme, texts = self._kit.theme, self._kit.texts
        self._row.setSpacing(theme.px("space.4"))
        self._label.show_text(texts(_TO_PATIENT))
        self._label.setMinimumWidth(self._label.sizeHint().width())
        self._text.show_text(texts(say) if say else "")
        self.setVisible(say is not None)

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        theme = self._kit.theme
        side, edge = theme.px("space.5"), theme.px(density.pick("space.3", "space.2"))
        self._row.setContentsMargins(side, edge, side, edge)


class OutcomePage(QWidget):
    """The result of a check, or why there is none."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._band = BandStrip(kit)
        self._notes = NoteRow(kit, "strip")
        self._facts, self._left, self._right = QWidget(), FactsCard(kit), FactsCard(kit)
        self._ladder = LadderCard(kit)
        self._say, self._foot = SayStrip(kit), TextLabel("sub")
        self.bottom = ActionRow(kit)
        self._scroll = Scroll()
        self._column = QVBoxLayout(self._scroll.content)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._facts)
        self._frame = QVBoxLayout(self)
        self._outcome = _NOTHING
        self._moved: int | None = None
        self._put_together()

    @property
    def rows(self) -> tuple[ButtonRow]:
        """Where buttons are, in the order of reading."""
        return (self.bottom.buttons,)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show this."""
        self._band.show_band(outcome.band)
        self._notes.show_notes(outcome.notes)
        self._outcome, self._moved = outcome, None
        self._left.show_groups(outcome.left)
        self._right.show_groups(outcome.right)
        self._facts.setVisible(bool(outcome.left or outcome.right))
        for button in self._copy_buttons()[:1]:
            button.show_key("C")
        self._ladder.show_ladder(outcome.ladder_heading, outcome.ladder)
        self._say.show_say(outcome.say)
        self.bottom.show_foot(outcome.code, outcome.foot, outcome.buttons)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what suits the room."""
        super().resizeEvent(event)
        self._fit()

    def to_top(self) -> None:
        """Begin to read at the verdict."""
        self._scroll.to_top()

    def scroll_pages(self, pages: int) -> None:
        """Go on by so many screens, or back."""
        self._scroll.scroll_pages(pages)

    def copy_number(self) -> bool:
        """Copy the first number that matters; return whether there is one."""
        buttons = self._copy_buttons()
        if buttons:
            buttons[0].copy()
        return bool(buttons)

    def announce(self) -> None:
        """Say the verdict to a screen reader."""
        self._band.announce()

    def _copy_buttons(self) -> list[CopyButton]:
        return [*self._left.copy_buttons(), *self._right.copy_buttons()]

    def _put_together(self) -> None:
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.addWidget(self._left, 23)
        self._cards.addWidget(self._right, 20)
        self._column.addWidget(self._band)
        self._column.addWidget(self._notes)
        self._column.addWidget(self._facts, 1)
        self._column.addWidget(self._ladder, 1)
        self._column.addWidget(self._say)
        self._column.addWidget(self._foot)
        self._frame.addWidget(self._scroll, 1)
        self._frame.addWidget(self.bottom)
        self._frame.setSpacing(0)
        self._frame.setContentsMargins(0, 0, 0, 0)

    def _fit(self) -> None:
        """Choose beside or below, and as much air as there is room for."""
        theme = self._kit.theme
        width = self.width()
        direction = QBoxLayout.Direction
        is_narrow = self._kit.is_narrow(width)
        self.bottom.buttons.set_small(is_small=is_narrow)
        self._cards.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        inner = width - 2 * theme.px("space.6")
        foot = self.bottom.fit(inner)
        self._foot.show_text(foot)
        self._foot.setVisible(bool(foot))
        self._share_groups(None)
        for density in Density:
            self._set_density(density)
            if self._lacking() <= 0:
                return
        self._share_groups(self._best_to_move())
        if self._lacking() * 100 > self.height() * _WORTH_IT:
            self._share_groups(None)
            self._set_density(Density.DENSE)

    def _lacking(self) -> int:
        """Return how much higher the page is than the room for it."""
        return (
            self._scroll.needed_height(self.width())
            + self.bottom.needed_height(self.width())
            - self.height()
        )

    def _best_to_move(self) -> int | None:
        """Return which group of the right sheet would make both about equally high."""
        left, right = (sum(card.group_heights()) for card in (self._left, self._right))
        highest = {
            number: max(left + height, right - height)
            for number, height in enumerate(self._right.group_heights())
        }
        best = min(highest, key=lambda number: highest[number], default=None)
        return best if best is not None and highest[best] < max(left, right) else None

    def _share_groups(self, moved: int | None) -> None:
        """Put this group of the right sheet below those of the left one, or none."""
        if moved == self._moved:
            return
        self._moved = moved
        left, right = self._outcome.left, self._outcome.right
        at = len(right) if moved is None else moved
        self._left.show_groups((*left, *right[at : at + 1]))
        self._right.show_groups((*right[:at], *right[at + 1 :]))
        self._set_density(Density.SMALL)

    def _set_density(self, density: Density) -> None:
        theme = self._kit.theme
        side, edge = theme.px("space.6"), theme.px(density.pick("space.5", "space.4", "space.3"))
        gap = theme.px(density.pick("space.4", "space.3", "space.2"))
        self._column.setContentsMargins(side, edge, side, gap)
        self._column.setSpacing(gap)
        self._cards.setSpacing(theme.px("space.4"))
        self.bottom.set_margins(side, edge)
        self._notes.set_density(density)
        for part in (self._band, self._left, self._right, self._ladder, self._say):
            part.set_density(density)
        self._band.fit(self.width() - 2 * side)
