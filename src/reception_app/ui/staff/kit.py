"""What every part of the staff window works with; holds nothing of a check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from reception_app.ui.staff.copying import Copying
from reception_app.ui.staff.presses import Presses
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme
from reception_app.ui.viewstate.views import Note, Tone
from reception_app.ui.viewstate.words import Words

_SIGNS: Final = {
    Tone.GOOD: "shape-circle",
    Tone.INFO: "shape-info",
    Tone.WARN: "shape-triangle",
    Tone.BAD: "shape-warning",
}

_NARROW: Final = 700
"""In px at 100 %."""


@unique
class Density(Enum):
    """How close things stand, from what looks best to what fits without scrolling."""

    AIRY = 0
    SNUG = 1
    DENSE = 2
    SMALL = 3
    """Facts in smaller type, too."""

    def pick(self, *choices: str) -> str:
        """Return the choice for this density: for airy, snug, and closer than that."""
        return choices[min(self.value, len(choices) - 1)]


@dataclass(frozen=True, slots=True)
class Kit:
    """Looks, language, presses and copies of one window."""

    theme: Theme
    texts: Texts
    presses: Presses
    copying: Copying

    def is_narrow(self, width: int) -> bool:
        """Whether a page is so narrow that nothing large stands beside each other."""
        return width * 100 < _NARROW * self.theme.scale

    def show_note(self, label: TextLabel, note: Note) -> None:
        """Show a note in a strip or a chip: sign, words, code."""
        sign = _SIGNS.get(note.tone)
        tint = f"note.{note.tone}.text"
        pixmap = self.theme.pixmap(sign, "icon.small", tint) if sign else None
        label.show_text(self.words_of(note), pixmap, gap=self.theme.px("space.2"))

    def words_of(self, note: Note) -> str:
        """Return what a note says, with its code."""
        text = self.texts(note.line)
        return f"{text}　［{note.code}］" if note.code else text


def fill(words: Words, **values: str) -> Words:
    """Return words with their places filled in; ``tr`` itself is only for what is translated."""
    return Words(words.source, tuple(values.items()))
