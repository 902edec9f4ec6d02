"""Keys as people call them; knows no act."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NAMES: Final = {
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    **{Qt.Key(Qt.Key.Key_F1.value + n): f"F{n + 1}" for n in range(12)},
}


def name_of(event: QKeyEvent) -> str:
    """Return what a key is called on a button; empty for any other key."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_B:
        return "Ctrl+B"
    if held != Qt.KeyboardModifier.NoModifier:
        return ""
    return _NAMES.get(Qt.Key(event.key()), "")
