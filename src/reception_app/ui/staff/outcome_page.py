"""The end of a check: one band, the facts or the ladder, what to say, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reception_app.ui.staff.band import BandStrip
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.candidates import CandidatesCard
from reception_app.ui.staff.facts import CopyButton, FactsCard, NoteRow
from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.staff.ladder import LadderCard
from reception_app.ui.staff.page import ActionRow, Scroll
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import (
    Band,
    Field,
    Group,
    Note,
    Outcome,
    Picture,
    Rung,
    Shape,
    Tone,
)
from reception_app.ui.viewstate.words import Line, Words, tr
from reception_app.ui.widgets import Sign

_TO_PATIENT: Final = tr("患者さんへ")
_STACKED_BELOW: Final = 700
"""Narrower than this, in px at 100 %, the cards stand below each other."""
_LEFT: Final = 23
_RIGHT: Final = 20
"""How the two sheets share the width."""

_WORTH_IT: Final = 0.15
"""If the page is higher by more than this share, it scrolls, and the type stays as it was."""

_HOPELESS: Final = 0.6
"""If so much is lacking, standing closer will not help."""

_EMPTY: Final = Words("")
_NOTHING: Final = Outcome(Band(Tone.NEUTRAL, Shape.CLOCK, _EMPTY))


class SayStrip(QFrame):
    """A sentence that staff can say to the patient."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._label = TextLabel("say-label", parent=self)
        self._text = TextLabel("say-text", parent=self)
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

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._scroll = Scroll(self)
        content = self._scroll.content
        self._band = BandStrip(kit, content)
        self._notes = NoteRow(kit, "strip", content)
        self._facts = QWidget(content)
        self._left, self._right = FactsCard(kit, self._facts), FactsCard(kit, self._facts)
        self._ladder = LadderCard(kit, content)
        self.candidates = CandidatesCard(kit, content)
        self._picture = Sign(content)
        self._say, self._foot = SayStrip(kit, content), TextLabel("sub", parent=content)
        self.bottom = ActionRow(kit, self)
        self._column = QVBoxLayout(content)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._facts)
        self._frame = QVBoxLayout(self)
        self._outcome = _NOTHING
        self._moved: int | None = None
        self._put_together()

    @property
    def rows(self) -> tuple[ButtonRow, ...]:
        """Where buttons are, in the order of reading."""
        return (*self._ladder.rows, self.bottom.buttons)

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
        self._ladder.show_ladder(outcome.ladder_heading, outcome.ladder, outcome.buttons)
        self.candidates.show_candidates(
            outcome.candidates_heading, outcome.candidates, outcome.marked
        )
        self._show_picture(outcome.picture)
        self._say.show_say(outcome.say)
        in_ladder = {rung.act for rung in outcome.ladder}
        below = tuple(button for button in outcome.buttons if button.act not in in_ladder)
        self.bottom.show_foot(outcome.code, outcome.foot, below)
        self._fit()

    def _show_picture(self, picture: Picture | None) -> None:
        self._picture.setVisible(picture is not None)
        if picture is not None:
            theme = self._kit.theme
            self._picture.show_pixmap(theme.pixmap(f"picture-{picture}", "icon.picture"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what suits the room."""
        super().resizeEvent(event)
        self._fit()

    def warm_up(self) -> Iterator[None]:
        """Make what a usual result needs, step by step; only while the page is not shown."""
        for card, sizes in ((self._left, (5, 7)), (self._right, (3, 4, 2, 1))):
            for number in range(len(sizes)):
                card.show_groups(tuple(_empty_group(size) for size in sizes[: number + 1]))
                yield
        self._notes.show_notes((Note(Tone.NEUTRAL, _EMPTY),) * 3)
        self._ladder.show_ladder(None, (Rung(_EMPTY, _EMPTY),) * 4)
        yield

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

    def announce_news(self, notes: tuple[Note, ...]) -> None:
        """Say remarks to a screen reader that came while the verdict stayed."""
        if notes:
            self._band.announce_news(" ".join(map(self._kit.words_of, notes)))

    def announce(self) -> None:
        """Say the verdict to a screen reader."""
        self._band.announce()

    def _copy_buttons(self) -> list[CopyButton]:
        return [*self._left.copy_buttons(), *self._right.copy_buttons()]

    def _put_together(self) -> None:
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.addWidget(self._left, _LEFT)
        self._cards.addWidget(self._right, _RIGHT)
        self._column.addWidget(self._band)
        self._column.addWidget(self._notes)
        self._column.addWidget(self._facts, 1)
        self._column.addWidget(self._ladder, 1)
        self._column.addWidget(self.candidates, 1)
        self._column.addWidget(self._picture, 1, Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self._say)
        self._column.addWidget(self._foot)
        self._frame.addWidget(self._scroll, 1)
        self._frame.addWidget(self.bottom)
        self._frame.setSpacing(0)
        self._frame.setContentsMargins(0, 0, 0, 0)

    def _fit(self) -> None:
        """Choose beside or below, and as much air as there is room for."""
        direction, width = QBoxLayout.Direction, self.width()
        is_narrow = self._kit.is_narrow(width)
        self.bottom.buttons.set_small(is_small=is_narrow)
        self._ladder.set_small(is_small=True)
        self._cards.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        foot = self.bottom.fit(width - 2 * self._kit.theme.px("space.6"))
        self._foot.show_text(foot)
        self._foot.setVisible(bool(foot))
        self._choose_density(can_share=not is_narrow)

    def _choose_density(self, *, can_share: bool) -> None:
        self._share_groups(None)
        for density in Density:
            self._set_density(density)
            lacking = self._lacking()
            if lacking <= 0:
                return
            if lacking > self.height() * _HOPELESS:
                break
        else:
            self._share_groups(self._best_to_move() if can_share else None)
            if self._lacking() <= self.height() * _WORTH_IT:
                return
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
        spacing, share = self._cards.spacing(), _LEFT / (_LEFT + _RIGHT)
        inner = self.width() - 2 * self._kit.theme.px("space.6") - spacing
        heights = self._right.group_heights(round(inner * (1 - share)))
        left, right = sum(self._left.group_heights(round(inner * share))), sum(heights)
        highest = {n: max(left + one, right - one) for n, one in enumerate(heights)}
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
        side, edge = (
            theme.px("space.6"),
            theme.px(density.pick("space.5", "space.4", "space.3", "space.2")),
        )
        gap = theme.px(density.pick("space.4", "space.3", "space.2"))
        self._column.setContentsMargins(side, edge, side, gap)
        self._column.setSpacing(gap)
        self._cards.setSpacing(theme.px("space.4"))
        self.bottom.set_margins(side, edge)
        self._notes.set_density(density)
        for part in self._parts():
            part.set_density(density)
        self._band.fit(self.width() - 2 * side)

    def _parts(self) -> tuple[BandStrip | FactsCard | LadderCard | CandidatesCard | SayStrip, ...]:
        return (
            self._band,
            self._left,
            self._right,
            self._ladder,
            self.candidates,
            self._say,
        )


def _empty_group(size: int) -> Group:
    chip = Note(Tone.NEUTRAL, _EMPTY)
    return Group(_EMPTY, (Field(_EMPTY, _EMPTY),) * size, chips=(chip,) * 2)
