"""Decides whether a press counts, so that none hits a page that nobody has seen yet.

A press is a key, a click, or a screen reader's action. Three things can go wrong when a page is
exchanged for another between a person's decision and the finger:

* The press begins on one page and ends on the next: it never counts.
* The press begins on a page so new that nobody can have read it. For ``SETTLE_S`` after a page
  was *painted* a key counts only if the same act was offered for the same subject before, and
  a click only if its row of buttons did not change. F1, F2 and F3 on a page that is nobody's are
  free: whoever types F9 F1 in one go means it, and there is no person they could hit.
* The second press that a ``Button.twice`` asks for is the bounce of the first: the same time has
  to pass in between, and any other press disarms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from reception_app.ui.viewstate.views import Act, Button

SETTLE_S: Final = 0.25
"""Shorter than anybody reads and decides, longer than a press that was already on its way."""

_BEGINS: Final = frozenset({Act.PIN, Act.VISUAL, Act.NUMBERS})


@dataclass(frozen=True, slots=True)
class Press:
    """A press that began.

    Attributes:
        turn: The page it began on.
        counts: It was allowed when it began.
    """

    turn: int
    act: Act
    counts: bool


class Presses(QObject):
    """All presses of one window.

    Signals:
        acted: An ``Act`` that counts.
        armed_changed: Another button, or none, waits for its second press.
    """

    acted = Signal(object)
    armed_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with no page.

        Args:
            parent: Owner in Qt's tree.
            clock: Seconds that only ever grow.
        """
        super().__init__(parent)
        self._clock = clock
        self._turn = 0
        self._subject = ""
        self._offered: frozenset[Act] = frozenset()
        self._fresh_acts: frozenset[Act] = frozenset()
        self._fresh_rows: set[QObject] = set()
        self._seen_at: float | None = clock() - SETTLE_S
        self._armed: Act | None = None
        self._armed_at = 0.0

    @property
    def armed(self) -> Act | None:
        """What waits for its second press."""
        return self._armed

    @property
    def is_settled(self) -> bool:
        """Everything on the screen has been there long enough to be meant."""
        return self._seen_at is not None and self._clock() - self._seen_at >= SETTLE_S

    def offer(self, acts: frozenset[Act], *, subject: str, is_new_page: bool) -> None:
        """Say what the window offers from now on.

        Args:
            acts: Everything that can be pressed.
            subject: Whose page it is; empty for nobody's.
            is_new_page: Other words than before stand there.
        """
        is_same = subject == self._subject and (bool(subject) or not is_new_page)
        fresh = acts - self._offered if is_same else acts
        if not subject:
            fresh -= _BEGINS
        self._subject, self._offered = subject, acts
        if is_new_page:
            self._turn += 1
        if is_new_page or self._armed not in acts:
            self.disarm()
        if fresh:
            self._restart()
        self._fresh_acts = (self._fresh_acts | fresh) & acts

    def row_changed(self, row: QObject) -> None:
        """Say that other buttons stand in a row than before."""
        self._restart()
        self._fresh_rows.add(row)

    def seen(self) -> None:
        """Say that the page has been painted."""
        if self._seen_at is None:
            self._seen_at = self._clock()

    def begin(self, act: Act, row: QObject | None = None) -> Press:
        """Return a press that begins now.

        Args:
            act: What is pressed.
            row: The row of buttons under the pointer; None for a key.
        """
        fresh = act in self._fresh_acts or row in self._fresh_rows
        return Press(self._turn, act, self.is_settled or not fresh)

    def finish(self, press: Press, button: Button) -> None:
        """End a press on this button: it acts, it arms, or it does not count."""
        if not press.counts or (press.turn, press.act) != (self._turn, button.act):
            self.disarm()
        elif button.twice is None:
            self.disarm()
            self.acted.emit(button.act)
        elif self._armed is not button.act:
            self._arm(button.act)
        elif self._clock() - self._armed_at >= SETTLE_S:
            self.disarm()
            self.acted.emit(button.act)

    def key(self, button: Button) -> None:
        """Take the key of a button: it begins and ends at once."""
        self.finish(self.begin(button.act), button)

    def disarm(self) -> None:
        """Forget a first press."""
        if self._armed is not None:
            self._armed = None
            self.armed_changed.emit()

    def _arm(self, act: Act) -> None:
        self._armed, self._armed_at = act, self._clock()
        self.armed_changed.emit()

    def _restart(self) -> None:
        if self.is_settled:
            self._fresh_acts = frozenset()
            self._fresh_rows.clear()
        self._seen_at = None
