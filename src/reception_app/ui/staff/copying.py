"""Copies one value to the clipboard and takes it away again; knows nothing of what it copies."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

KEPT_MS: Final = 30_000
"""front-desk.md D.3: the clipboard is cleared after so long."""


class Copying(QObject):
    """What was copied last; there is one timer, however often something is copied."""

    def __init__(self, parent: QObject | None = None, *, kept_ms: int = KEPT_MS) -> None:
        super().__init__(parent)
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(kept_ms)
        self._timer.timeout.connect(self.forget)

    def copy(self, text: str) -> None:
        """Put a text into the clipboard, for a while."""
        self._text = text
        QGuiApplication.clipboard().setText(text)
        self._timer.start()

    @Slot()
    def forget(self) -> None:
        """Clear the clipboard if it still holds what was copied here."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._text and clipboard.text() == self._text:
            clipboard.clear()
        self._text = ""
