"""Makes widgets before they are needed, a few at a time, so that the first result is not late."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimerEvent


class Warming(QObject):
    """Steps that are taken whenever there is nothing else to do; then its timer is gone."""

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = steps
        self._timer = 0

    def begin(self) -> None:
        """Take the first step soon; begins once."""
        if self._steps is not None and not self._timer:
            self._timer = self.startTimer(0)

    def stop(self) -> None:
        """Take no more steps."""
        self._steps = None
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """Take a step."""
        if self._steps is None or next(self._steps, self) is self:
            self.stop()
