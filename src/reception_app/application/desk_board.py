"""The one picture of the desk, and who is told when it changes; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from reception_app.domain.desk import DeskNow


class Board:
    """Where everything that happens at the desk is written down for the windows."""

    def __init__(
        self,
        now: DeskNow,
        *,
        look: Callable[[DeskNow], DeskNow],
        on_change: Callable[[DeskNow], None],
    ) -> None:
        """Make it.

        Args:
            now: The desk at the beginning.
            look: Adds what is looked up anew each time: the session, the time, the cards.
            on_change: Told of the desk after each change, never twice of the same.
        """
        self.now = now
        self._look = look
        self._on_change = on_change

    def publish(self, changed: DeskNow | None = None) -> None:
        """Tell of the desk as it is now, with this change, if anything is different."""
        now = self._look(changed or self.now)
        if now != self.now:
            self.now = now
            self._on_change(now)
