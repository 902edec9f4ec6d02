"""Cells as spreadsheet programs read and write them: text stays text; nothing is ever calculated.

A text that begins like a formula is written with an apostrophe before it, and read without.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORMULA: Final = re.compile(r"'*\s*[=+\-@＝＋－＠]")
"""Full-width signs too: a Japanese Excel takes them for formulas."""
_SAID_TO_BE_TEXT: Final = re.compile(r'="([^"]*)"')
_MANGLED: Final = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+|[0-9]{1,2}月[0-9]{1,2}日")
"""What becomes of long numbers (1.23E+11) and of a 記号 like 1-2 (1月2日)."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def cell_to_write(text: str) -> str:
    """Return a text as a cell that no spreadsheet program takes for a formula; one line."""
    line = _one_line(text)
    return f"'{line}" if _FORMULA.match(line) else line


def cell_as_meant(cell: str) -> str:
    """Return what a cell says: one line, without the signs that only say "this is text".

    They are an apostrophe before what looks like a formula, and ="0123", which keeps the zeros.
    """
    line = _one_line(cell).strip()
    if line[:1] not in ("'", "="):
        return line
    if line.startswith("'") and _FORMULA.match(line, 1):
        return line[1:]
    said = _SAID_TO_BE_TEXT.fullmatch(line)
    return said[1].strip() if said else line


def is_mangled(text: str) -> bool:
    """Whether a number was written over by a spreadsheet program, and cannot be restored."""
    if text.isascii() and "+" not in text:
        return False
    return _MANGLED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper()) is not None


def _one_line(text: str) -> str:
    return text if text.isprintable() else _CONTROLS.sub(" ", text)
